//! `@embed`: files as values.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::cue::encoding::json;
use crate::cue::encoding::toml;
use crate::cue::encoding::yaml;
use crate::cue::module::Embedded;
use crate::cue::module::EmbeddedFile;
use crate::cue::module::Encoding;
use crate::cue::syntax::Span;
use crate::cue::value::Value;

use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::value::Val;

/// Values to be put in, by the attribute that asks for them.
pub(super) type Embeds = BTreeMap<Span, Val>;

impl Session {
    /// Reads the files that attributes ask for.
    pub(super) fn embeds(&mut self, embedded: &[Embedded]) -> Embeds {
        let mut embeds = Embeds::new();
        for one in embedded {
            let value = match read(one) {
                Ok(value) => self.value_of(&value),
                Err(text) => {
                    let args = vec![Arg::Text(text.into())];
                    let error = Bottom::new(Code::Eval, "cannot embed: {}", args);
                    Val::Bottom(Rc::new(error.at(one.attribute)))
                }
            };
            embeds.insert(one.attribute, value);
        }
        embeds
    }
}

/// The value of the one file, or a struct of all files by their paths.
fn read(embedded: &Embedded) -> Result<Value, String> {
    if !embedded.glob {
        return embedded.files.first().map_or(Ok(Value::Null), read_file);
    }
    let mut fields = Vec::with_capacity(embedded.files.len());
    for file in &embedded.files {
        fields.push((file.path.clone(), read_file(file)?));
    }
    Ok(Value::Struct(fields))
}

fn read_file(file: &EmbeddedFile) -> Result<Value, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.path);
    match file.encoding {
        Encoding::Json => json::read(&file.content).map_err(|error| told(&error)),
        Encoding::JsonLines => {
            json::read_stream(&file.content).map(Value::List).map_err(|error| told(&error))
        }
        Encoding::Yaml => yaml::read(&file.content).map_err(|error| told(&error)),
        Encoding::Toml => toml::read(&file.content).map_err(|error| told(&error)),
        Encoding::Text => match std::str::from_utf8(&file.content) {
            Ok(text) => Ok(Value::String(text.into())),
            Err(error) => Err(told(&error)),
        },
        Encoding::Binary => Ok(Value::Bytes(file.content.clone())),
    }
}
