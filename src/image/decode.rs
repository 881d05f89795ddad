//! Image configurations, read as Go's `encoding/json` reads them.
//!
//! Names of members are compared without regard to case, what has no place is dropped, and `null`
//! changes nothing but clears lists. A member that comes twice is read into the same place twice.

use super::Config;
use super::Healthcheck;
use super::History;
use super::Image;
use super::Platform;
use super::RootFs;
use crate::go::case::equal_fold;
use crate::go::json::Document;
use crate::go::json::Kind;
use crate::go::json::SyntaxError;
use crate::go::json::Value;
use crate::go::time::Time;
use crate::go::time::TimeError;
use crate::go::utf8::to_valid;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use thiserror::Error;

/// Why a text is no image configuration, in Go's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// It is not JSON.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// A time is not one.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// A time is not even a text.
    #[error("Time.UnmarshalJSON: input is not a JSON string")]
    TimeKind,
    /// A value is not of the kind that its place asks for.
    #[error("json: cannot unmarshal {value} into Go {place} of type {wanted}")]
    Kind {
        /// The value, by its kind, and for some numbers by its text.
        value: String,
        /// The field of Go's structure.
        place: String,
        /// The type of that field.
        wanted: &'static str,
    },
}

impl Image {
    /// Reads a configuration.
    pub fn decode(text: &[u8]) -> Result<Self, DecodeError> {
        let document = Document::parse(text)?;
        let mut image = Self::default();
        let mut decoder = Decoder { wrong: None };
        decoder.image(&mut image, document.root())?;
        decoder.wrong.map_or(Ok(image), Err)
    }
}

/// Reads values into places. The first value of a wrong kind is kept as an error, but reading goes
/// on: an error in a time is reported first, wherever it is.
struct Decoder {
    wrong: Option<DecodeError>,
}

/// A field in Go's words: the structure it is declared in, and the way to it.
type Field = &'static str;

const IMAGE: &str = "DockerOCIImage.Image";
const PLATFORM: &str = "DockerOCIImage.Image.Platform";
const CONFIG: &str = "DockerOCIImageConfig.config.ImageConfig";
const EXTENSION: &str = "DockerOCIImageConfig.config.DockerOCIImageConfigExt";
const HEALTHCHECK: &str = "HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck";
const ROOTFS: &str = "RootFS.Image.rootfs";
const HISTORY: &str = "History.Image.history";

const STRINGS: &str = "[]string";
const SET: &str = "map[string]struct {}";
const DURATION: &str = "time.Duration";

/// A place in the JSON text: a structure of Go, and a name in it.
#[derive(Clone, Copy)]
struct Place(Field, Field);

/// Finds the name that a member's name means.
fn meant(names: &[&'static str], name: &str) -> &'static str {
    let exact = names.iter().find(|known| **known == name);
    let folded = || names.iter().find(|known| equal_fold(known, name));
    exact.or_else(folded).copied().unwrap_or_default()
}

impl Decoder {
    fn image(&mut self, image: &mut Image, value: Value<'_>) -> Result<(), DecodeError> {
        const NAMES: &[&str] = &[
            "created",
            "author",
            "architecture",
            "os",
            "os.version",
            "os.features",
            "variant",
            "rootfs",
            "history",
            "config",
        ];
        if !matches!(value.kind(), Kind::Object | Kind::Null) {
            let place = "value".to_owned();
            self.keep(describe(value), place, "v1.DockerOCIImage");
        }
        let Platform { architecture, os, os_version, os_features, variant } = &mut image.platform;
        for (name, value) in value.members() {
            match meant(NAMES, &name) {
                "created" => time(&mut image.created, value)?,
                name @ "author" => self.text(&mut image.author, value, Place(IMAGE, name)),
                name @ "architecture" => self.text(architecture, value, Place(PLATFORM, name)),
                name @ "os" => self.text(os, value, Place(PLATFORM, name)),
                name @ "os.version" => self.text(os_version, value, Place(PLATFORM, name)),
                name @ "os.features" => self.texts(os_features, value, Place(PLATFORM, name)),
                name @ "variant" => self.text(variant, value, Place(PLATFORM, name)),
                "rootfs" => self.rootfs(&mut image.rootfs, value),
                "history" => self.history(&mut image.history, value)?,
                "config" => self.config(&mut image.config, value),
                _ => {}
            }
        }
        Ok(())
    }

    fn config(&mut self, config: &mut Config, value: Value<'_>) {
        const NAMES: &[&str] = &[
            "User",
            "ExposedPorts",
            "Env",
            "Entrypoint",
            "Cmd",
            "Volumes",
            "WorkingDir",
            "Labels",
            "StopSignal",
            "ArgsEscaped",
            "Healthcheck",
            "OnBuild",
            "Shell",
        ];
        let wanted = "v1.DockerOCIImageConfig";
        if !self.expect(Kind::Object, value, Place("DockerOCIImage", "config"), wanted) {
            return;
        }
        for (name, value) in value.members() {
            let name = meant(NAMES, &name);
            let (core, extension) = (Place(CONFIG, name), Place(EXTENSION, name));
            match name {
                "User" => self.text(&mut config.user, value, core),
                "ExposedPorts" => self.set(&mut config.exposed_ports, value, core),
                "Env" => self.texts(&mut config.env, value, core),
                "Entrypoint" => self.texts(&mut config.entrypoint, value, core),
                "Cmd" => self.texts(&mut config.cmd, value, core),
                "Volumes" => self.set(&mut config.volumes, value, core),
                "WorkingDir" => self.text(&mut config.working_dir, value, core),
                "Labels" => self.labels(&mut config.labels, value, core),
                "StopSignal" => self.text(&mut config.stop_signal, value, core),
                "ArgsEscaped" => self.flag(&mut config.args_escaped, value, core),
                "Healthcheck" => self.healthcheck(&mut config.healthcheck, value, extension),
                "OnBuild" => self.texts(&mut config.on_build, value, extension),
                "Shell" => self.texts(&mut config.shell, value, extension),
                _ => {}
            }
        }
    }

    fn healthcheck(&mut self, check: &mut Option<Healthcheck>, value: Value<'_>, place: Place) {
        const NAMES: &[&str] =
            &["Test", "Interval", "Timeout", "StartPeriod", "StartInterval", "Retries"];
        if value.kind() == Kind::Null {
            *check = None;
            return;
        }
        let check = check.get_or_insert_default();
        if !self.expect(Kind::Object, value, place, "v1.HealthcheckConfig") {
            return;
        }
        for (name, value) in value.members() {
            let name = meant(NAMES, &name);
            let place = Place(HEALTHCHECK, name);
            match name {
                "Test" => self.texts(&mut check.test, value, place),
                "Interval" => self.number(&mut check.interval, value, place, DURATION),
                "Timeout" => self.number(&mut check.timeout, value, place, DURATION),
                "StartPeriod" => self.number(&mut check.start_period, value, place, DURATION),
                "StartInterval" => self.number(&mut check.start_interval, value, place, DURATION),
                "Retries" => self.number(&mut check.retries, value, place, "int"),
                _ => {}
            }
        }
    }

    fn rootfs(&mut self, rootfs: &mut RootFs, value: Value<'_>) {
        if !self.expect(Kind::Object, value, Place(IMAGE, "rootfs"), "v1.RootFS") {
            return;
        }
        for (name, value) in value.members() {
            match meant(&["type", "diff_ids"], &name) {
                name @ "type" => self.text(&mut rootfs.kind, value, Place(ROOTFS, name)),
                "diff_ids" if value.kind() == Kind::Null => rootfs.diff_ids = None,
                name @ "diff_ids" => {
                    let mut ids = rootfs.diff_ids.as_deref().unwrap_or_default().to_vec();
                    let place = Place(ROOTFS, name);
                    if self.expect(Kind::Array, value, place, "[]digest.Digest") {
                        self.elements(&mut ids, value, place, "digest.Digest");
                        rootfs.diff_ids = Some(ids.into());
                    }
                }
                _ => {}
            }
        }
    }

    fn history(
        &mut self,
        history: &mut Vec<Arc<History>>,
        value: Value<'_>,
    ) -> Result<(), DecodeError> {
        let place = Place(IMAGE, "history");
        if !self.list(history, value, place, "[]v1.History") {
            return Ok(());
        }
        for (step, value) in history.iter_mut().zip(value.elements()) {
            if self.expect(Kind::Object, value, place, "v1.History") {
                self.step(Arc::make_mut(step), value)?;
            }
        }
        Ok(())
    }

    fn step(&mut self, step: &mut History, value: Value<'_>) -> Result<(), DecodeError> {
        const NAMES: &[&str] = &["created", "created_by", "author", "comment", "empty_layer"];
        for (name, value) in value.members() {
            let name = meant(NAMES, &name);
            let place = Place(HISTORY, name);
            match name {
                "created" => time(&mut step.created, value)?,
                "created_by" => self.text(&mut step.created_by, value, place),
                "author" => self.text(&mut step.author, value, place),
                "comment" => self.text(&mut step.comment, value, place),
                "empty_layer" => self.flag(&mut step.empty_layer, value, place),
                _ => {}
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &mut String, value: Value<'_>, place: Place) {
        match value.as_string() {
            Some(string) => *text = string,
            None => {
                self.expect(Kind::String, value, place, "string");
            }
        }
    }

    fn flag(&mut self, flag: &mut bool, value: Value<'_>, place: Place) {
        if let Kind::Bool(set) = value.kind() {
            *flag = set;
        } else {
            self.expect(Kind::Bool(true), value, place, "bool");
        }
    }

    fn number(&mut self, number: &mut i64, value: Value<'_>, place: Place, wanted: &'static str) {
        if self.expect(Kind::Number, value, place, wanted) {
            let text = to_valid(value.raw());
            match text.parse() {
                Ok(read) => *number = read,
                Err(_) => self.keep(format!("number {text}"), describe_place(place), wanted),
            }
        }
    }

    fn texts(&mut self, texts: &mut Vec<String>, value: Value<'_>, place: Place) {
        if self.list(texts, value, place, STRINGS) {
            self.elements(texts, value, place, "string");
        }
    }

    /// Reads the elements of an array; `null` leaves what an earlier list had in its place.
    fn elements(
        &mut self,
        texts: &mut Vec<String>,
        value: Value<'_>,
        place: Place,
        wanted: &'static str,
    ) {
        texts.resize_with(value.elements().count(), String::new);
        for (text, value) in texts.iter_mut().zip(value.elements()) {
            match value.as_string() {
                Some(string) => *text = string,
                None => {
                    self.expect(Kind::String, value, place, wanted);
                }
            }
        }
    }

    fn labels(&mut self, labels: &mut BTreeMap<String, String>, value: Value<'_>, place: Place) {
        if value.kind() == Kind::Null {
            labels.clear();
        } else if self.expect(Kind::Object, value, place, "map[string]string") {
            for (name, value) in value.members() {
                let mut text = String::new();
                self.text(&mut text, value, place);
                labels.insert(name, text);
            }
        }
    }

    fn set(&mut self, set: &mut BTreeSet<String>, value: Value<'_>, place: Place) {
        if value.kind() == Kind::Null {
            set.clear();
        } else if self.expect(Kind::Object, value, place, SET) {
            for (name, value) in value.members() {
                self.expect(Kind::Object, value, place, "struct {}");
                set.insert(name);
            }
        }
    }

    /// Makes a list as long as an array; `null` empties it. Reports whether there is something to
    /// read.
    fn list<T: Default>(
        &mut self,
        list: &mut Vec<T>,
        value: Value<'_>,
        place: Place,
        wanted: &'static str,
    ) -> bool {
        if value.kind() == Kind::Null {
            list.clear();
            return false;
        }
        let is_array = self.expect(Kind::Array, value, place, wanted);
        if is_array {
            list.resize_with(value.elements().count(), T::default);
        }
        is_array
    }

    /// Reports whether a value is of a kind; one that is not is an error, unless it is `null`.
    fn expect(&mut self, kind: Kind, value: Value<'_>, place: Place, wanted: &'static str) -> bool {
        let fits = value.kind() == kind;
        if !fits && value.kind() != Kind::Null {
            self.keep(describe(value), describe_place(place), wanted);
        }
        fits
    }

    fn keep(&mut self, value: String, place: String, wanted: &'static str) {
        self.wrong.get_or_insert(DecodeError::Kind { value, place, wanted });
    }
}

fn describe(value: Value<'_>) -> String {
    let kind = match value.kind() {
        Kind::Null => "null",
        Kind::Bool(_) => "bool",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    };
    kind.to_owned()
}

fn describe_place(place: Place) -> String {
    format!("struct field {}.{}", place.0, place.1)
}

/// Reads a time. Go does not unquote it: an escape is an error.
fn time(time: &mut Option<Time>, value: Value<'_>) -> Result<(), DecodeError> {
    *time = match value.kind() {
        Kind::Null => None,
        Kind::String => {
            let raw = to_valid(value.raw());
            Some(Time::parse(raw.get(1..raw.len() - 1).unwrap_or_default())?)
        }
        _ => return Err(DecodeError::TimeKind),
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Image;

    const GOOD: &[(&str, &str)] = &[
        ("{}", r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}"#),
        ("null", r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}"#),
        (
            r#"{"config":{"Env":["a",null,"b"],"Cmd":null,"Entrypoint":[],"Labels":{"b":"<","a":null},"ExposedPorts":{"80/tcp":{"x":1},"1":null},"Volumes":{}}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{"ExposedPorts":{"1":{},"80/tcp":{}},"Env":["a","","b"],"Labels":{"a":"","b":"\u003c"}}}"#,
        ),
        (
            r#"{"config":null,"rootfs":null,"history":null,"created":null}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}"#,
        ),
        (
            r#"{"config":{"Healthcheck":{}}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{"Healthcheck":{}}}"#,
        ),
        (
            r#"{"config":{"Healthcheck":null}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}"#,
        ),
        (
            r#"{"config":{"Healthcheck":{"Test":["NONE"],"interval":5,"TIMEOUT":6,"StartPeriod":7,"StartInterval":8,"Retries":-9}}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{"Healthcheck":{"Test":["NONE"],"Interval":5,"Timeout":6,"StartPeriod":7,"StartInterval":8,"Retries":-9}}}"#,
        ),
        (
            r#"{"ARCHITECTURE":"amd64","O\u017f":"linux","os.VERSION":"1","Os.Features":["b","a"],"variant":"v","CONFIG":{"wor\u212aingdir":"/w"}}"#,
            r#"{"architecture":"amd64","os":"linux","os.version":"1","os.features":["b","a"],"variant":"v","rootfs":{"type":"","diff_ids":null},"config":{"WorkingDir":"/w"}}"#,
        ),
        (
            r#"{"rootfs":{"type":"layers","diff_ids":null}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":null},"config":{}}"#,
        ),
        (
            r#"{"rootfs":{"type":"layers","diff_ids":[]}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":[]},"config":{}}"#,
        ),
        (
            r#"{"rootfs":{"diff_ids":["sha256:a",null]}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":["sha256:a",""]},"config":{}}"#,
        ),
        (
            r#"{"history":[null,{"created":"2024-01-01T00:00:00.100+00:00","created_by":"a&","author":"b","comment":"c","empty_layer":true},{"x":"x","empty_layer":false}],"config":{"ArgsEscaped":true,"OnBuild":["RUN x"],"Shell":["a"],"StopSignal":"9","User":"u","Hostname":"x","Image":"y"}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"history":[{},{"created":"2024-01-01T00:00:00.1Z","created_by":"a\u0026","author":"b","comment":"c","empty_layer":true},{}],"config":{"User":"u","StopSignal":"9","ArgsEscaped":true,"OnBuild":["RUN x"],"Shell":["a"]}}"#,
        ),
        (
            r#"{"config":{"Env":["a"],"env":["b"]},"config":{"User":"x","Labels":{"a":"1"}},"Config":{"Labels":{"b":"2"}}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{"User":"x","Env":["b"],"Labels":{"a":"1","b":"2"}}}"#,
        ),
        (
            r#"{"history":[{"created":"2024-01-02T03:04:05Z","created_by":"a"}],"history":[{"comment":"x"}]}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"history":[{"created":"2024-01-02T03:04:05Z","created_by":"a","comment":"x"}],"config":{}}"#,
        ),
        (
            r#"{"created":"2024-01-02T03:04:05Z","created":null}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{}}"#,
        ),
        (
            r#"{"config":{"Healthcheck":{"Interval":-0}}}"#,
            r#"{"architecture":"","os":"","rootfs":{"type":"","diff_ids":null},"config":{"Healthcheck":{}}}"#,
        ),
    ];

    const BAD: &[(&str, &str)] = &[
        ("[]", "json: cannot unmarshal array into Go value of type v1.DockerOCIImage"),
        (r#""x""#, "json: cannot unmarshal string into Go value of type v1.DockerOCIImage"),
        ("5", "json: cannot unmarshal number into Go value of type v1.DockerOCIImage"),
        ("x", "invalid character 'x' looking for beginning of value"),
        ("", "unexpected end of JSON input"),
        (
            r#"{"config":{"Env":"x"}}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImageConfig.config.ImageConfig.Env of type []string",
        ),
        (
            r#"{"config":{"Env":[1]}}"#,
            "json: cannot unmarshal number into Go struct field DockerOCIImageConfig.config.ImageConfig.Env of type string",
        ),
        (
            r#"{"config":{"ExposedPorts":{"80":"x"}}}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImageConfig.config.ImageConfig.ExposedPorts of type struct {}",
        ),
        (
            r#"{"config":{"ExposedPorts":[]}}"#,
            "json: cannot unmarshal array into Go struct field DockerOCIImageConfig.config.ImageConfig.ExposedPorts of type map[string]struct {}",
        ),
        (
            r#"{"config":{"Labels":{"a":1}}}"#,
            "json: cannot unmarshal number into Go struct field DockerOCIImageConfig.config.ImageConfig.Labels of type string",
        ),
        (
            r#"{"config":5}"#,
            "json: cannot unmarshal number into Go struct field DockerOCIImage.config of type v1.DockerOCIImageConfig",
        ),
        (
            r#"{"config":{"Healthcheck":{"Test":["CMD","x"],"Interval":1.5}}}"#,
            "json: cannot unmarshal number 1.5 into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Interval of type time.Duration",
        ),
        (
            r#"{"config":{"Healthcheck":{"Interval":1e9}}}"#,
            "json: cannot unmarshal number 1e9 into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Interval of type time.Duration",
        ),
        (
            r#"{"config":{"Healthcheck":{"Interval":9223372036854775808}}}"#,
            "json: cannot unmarshal number 9223372036854775808 into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Interval of type time.Duration",
        ),
        (
            r#"{"config":{"Healthcheck":{"Retries":"3"}}}"#,
            "json: cannot unmarshal string into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Retries of type int",
        ),
        (
            r#"{"config":{"Healthcheck":"x"}}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImageConfig.config.DockerOCIImageConfigExt.Healthcheck of type v1.HealthcheckConfig",
        ),
        (
            r#"{"rootfs":{"diff_ids":[1]}}"#,
            "json: cannot unmarshal number into Go struct field RootFS.Image.rootfs.diff_ids of type digest.Digest",
        ),
        (
            r#"{"rootfs":{"diff_ids":"x"}}"#,
            "json: cannot unmarshal string into Go struct field RootFS.Image.rootfs.diff_ids of type []digest.Digest",
        ),
        (
            r#"{"rootfs":"x"}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImage.Image.rootfs of type v1.RootFS",
        ),
        (
            r#"{"history":[null,{"created":"2024-01-01T00:00:00.100+00:00","created_by":"a","author":"b","comment":"c","empty_layer":true},{"empty_layer":"x"}]}"#,
            "json: cannot unmarshal string into Go struct field History.Image.history.empty_layer of type bool",
        ),
        (r#"{"created":5}"#, "Time.UnmarshalJSON: input is not a JSON string"),
        (
            r#"{"created":"x"}"#,
            r#"parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
        ),
        (
            r#"{"created":"x","author":5}"#,
            r#"parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
        ),
        (
            r#"{"author":5,"created":"x"}"#,
            r#"parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
        ),
        (
            r#"{"author":5,"architecture":true}"#,
            "json: cannot unmarshal number into Go struct field DockerOCIImage.Image.author of type string",
        ),
        (
            r#"{"architecture":{}}"#,
            "json: cannot unmarshal object into Go struct field DockerOCIImage.Image.Platform.architecture of type string",
        ),
        (
            r#"{"os":[]}"#,
            "json: cannot unmarshal array into Go struct field DockerOCIImage.Image.Platform.os of type string",
        ),
        (
            r#"{"os.features":"x"}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImage.Image.Platform.os.features of type []string",
        ),
        (
            r#"{"os.features":[{}]}"#,
            "json: cannot unmarshal object into Go struct field DockerOCIImage.Image.Platform.os.features of type string",
        ),
        (
            r#"{"history":{}}"#,
            "json: cannot unmarshal object into Go struct field DockerOCIImage.Image.history of type []v1.History",
        ),
        (
            r#"{"history":[5]}"#,
            "json: cannot unmarshal number into Go struct field DockerOCIImage.Image.history of type v1.History",
        ),
        (r#"{"history":[{"created":5}]}"#, "Time.UnmarshalJSON: input is not a JSON string"),
        (
            r#"{"config":{"ArgsEscaped":"x"}}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImageConfig.config.ImageConfig.ArgsEscaped of type bool",
        ),
        (
            r#"{"config":{"Env":{}}}"#,
            "json: cannot unmarshal object into Go struct field DockerOCIImageConfig.config.ImageConfig.Env of type []string",
        ),
        (
            r#"{"config":{"Cmd":["a",["b"]]}}"#,
            "json: cannot unmarshal array into Go struct field DockerOCIImageConfig.config.ImageConfig.Cmd of type string",
        ),
        (
            r#"{"config":{"Cmd":"x"},"author":5}"#,
            "json: cannot unmarshal string into Go struct field DockerOCIImageConfig.config.ImageConfig.Cmd of type []string",
        ),
        (
            r#"{"created":"2024-01-02T03:04:05\u002b01:00"}"#,
            r#"parsing time "2024-01-02T03:04:05\\u002b01:00" as "2006-01-02T15:04:05Z07:00": cannot parse "\\u002b01:00" as "Z07:00""#,
        ),
        (
            r#"{"config":{"Healthcheck":{"Interval":1E400}}}"#,
            "json: cannot unmarshal number 1E400 into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Interval of type time.Duration",
        ),
        (
            r#"{"config":{"Healthcheck":{"Interval":true}}}"#,
            "json: cannot unmarshal bool into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Interval of type time.Duration",
        ),
        (
            r#"{"config":{"Healthcheck":{"Test":[1]}}}"#,
            "json: cannot unmarshal number into Go struct field HealthcheckConfig.config.DockerOCIImageConfigExt.Healthcheck.Test of type string",
        ),
    ];

    #[test]
    fn configurations_are_read_and_written_as_by_go() {
        for (text, expected) in GOOD {
            let image = Image::decode(text.as_bytes()).unwrap();
            assert_eq!(image.encode().as_deref(), Ok(*expected), "{text}");
        }
    }

    #[test]
    fn errors_are_those_of_go() {
        for (text, error) in BAD {
            let result = Image::decode(text.as_bytes()).map_err(|error| error.to_string());
            assert_eq!(result, Err((*error).to_owned()), "{text}");
        }
    }
}
