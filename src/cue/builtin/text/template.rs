//! `text/template`: the functions that escape. Templates themselves are not supported.

use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::Param;
use super::Value;
use super::args;
use crate::go::template;

const STRING: Param = Param::whole(Kind::STRING);

pub(in crate::cue::builtin) static TEMPLATE: Package = Package {
    path: "text/template",
    members: &[
        ("Execute", Member::function(&[STRING, Param::whole(Kind::TOP)], Kind::STRING, execute)),
        ("HTMLEscape", Member::function(&[STRING], Kind::STRING, html_escape)),
        ("JSEscape", Member::function(&[STRING], Kind::STRING, js_escape)),
    ],
};

fn execute(_: &[Value]) -> Result<Value, CallError> {
    Err(args::unsupported("template.Execute"))
}

fn html_escape(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::String(template::escape_html(args::string(args, 0)?).into()))
}

fn js_escape(args: &[Value]) -> Result<Value, CallError> {
    Ok(Value::String(template::escape_js(args::string(args, 0)?).into()))
}
