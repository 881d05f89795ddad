//! Image configurations, as plans have them and as images have them.

use std::sync::Arc;

use crate::cue::number::Number;
use crate::cue::value::Value;
use crate::dagger::Datum;
use crate::image::Config;
use crate::image::Healthcheck;

/// A configuration as plans have it: without what is empty, variables by name.
pub(super) fn shown(config: &Config) -> Value {
    let mut fields: Vec<(Arc<str>, Value)> = Vec::new();
    let mut add = |name: &str, value: Option<Value>| {
        fields.extend(value.map(|value| (name.into(), value)));
    };
    add("user", text(&config.user));
    add("expose", set(config.exposed_ports.iter()));
    let env = config.env.iter().map(|one| one.split_once('=').unwrap_or((one, "")));
    add("env", map(env));
    add("entrypoint", list(&config.entrypoint));
    add("cmd", list(&config.cmd));
    add("volume", set(config.volumes.iter()));
    add("workdir", text(&config.working_dir));
    add("label", map(config.labels.iter().map(|(name, value)| (&**name, &**value))));
    add("stopsignal", text(&config.stop_signal));
    add("argsescaped", Some(Value::Bool(true)).filter(|_| config.args_escaped));
    add("onbuild", list(&config.on_build));
    add("shell", list(&config.shell));
    if let Some(check) = &config.healthcheck {
        add("healthcheck", Some(health(check)));
    }
    Value::Struct(fields)
}

fn health(check: &Healthcheck) -> Value {
    let mut fields: Vec<(Arc<str>, Value)> = Vec::new();
    fields.extend(list(&check.test).map(|test| ("test".into(), test)));
    let numbers = [
        ("interval", check.interval),
        ("timeout", check.timeout),
        ("startperiod", check.start_period),
        ("retries", check.retries),
    ];
    for (name, number) in numbers.into_iter().filter(|(_, number)| *number != 0) {
        fields.push((name.into(), Value::Number(Number::from_i64(number))));
    }
    Value::Struct(fields)
}

fn text(text: &str) -> Option<Value> {
    Some(Value::String(text.into())).filter(|_| !text.is_empty())
}

fn list(texts: &[String]) -> Option<Value> {
    let each = texts.iter().map(|text| Value::String(text.as_str().into()));
    Some(Value::List(each.collect())).filter(|_| !texts.is_empty())
}

fn map<'t>(pairs: impl Iterator<Item = (&'t str, &'t str)>) -> Option<Value> {
    let mut fields: Vec<(Arc<str>, Value)> = Vec::new();
    for (name, value) in pairs {
        fields.retain(|(known, _)| &**known != name);
        fields.push((name.into(), Value::String(value.into())));
    }
    Some(fields).filter(|fields| !fields.is_empty()).map(Value::Struct)
}

fn set<'t>(names: impl Iterator<Item = &'t String>) -> Option<Value> {
    let each = |name: &String| (name.as_str().into(), Value::Struct(Vec::new()));
    let fields: Vec<(Arc<str>, Value)> = names.map(each).collect();
    Some(fields).filter(|fields| !fields.is_empty()).map(Value::Struct)
}

/// A configuration as images have it.
pub(super) fn config(datum: &Datum) -> Config {
    let text = |name: &str| datum.get(name).and_then(Datum::text).unwrap_or_default().to_owned();
    let list = |name: &str| datum.get(name).map(Datum::texts).unwrap_or_default();
    let pairs = |name: &str| datum.get(name).map(Datum::fields).unwrap_or_default().iter();
    let value = |datum: &Datum| datum.text().unwrap_or_default().to_owned();
    Config {
        user: text("user"),
        exposed_ports: pairs("expose").map(|(name, _)| name.to_string()).collect(),
        env: pairs("env").map(|(name, datum)| format!("{name}={}", value(datum))).collect(),
        entrypoint: list("entrypoint"),
        cmd: list("cmd"),
        volumes: pairs("volume").map(|(name, _)| name.to_string()).collect(),
        working_dir: text("workdir"),
        labels: pairs("label").map(|(name, datum)| (name.to_string(), value(datum))).collect(),
        stop_signal: text("stopsignal"),
        args_escaped: datum.get("argsescaped").is_some_and(Datum::is_true),
        healthcheck: datum.get("healthcheck").map(healthcheck),
        on_build: list("onbuild"),
        shell: list("shell"),
    }
}

fn healthcheck(datum: &Datum) -> Healthcheck {
    let int = |name: &str| datum.get(name).and_then(Datum::int).unwrap_or_default();
    Healthcheck {
        test: datum.get("test").map(Datum::texts).unwrap_or_default(),
        interval: int("interval"),
        timeout: int("timeout"),
        start_period: int("startperiod"),
        retries: int("retries"),
        ..Healthcheck::default()
    }
}
