//! Files of data.

use std::sync::Arc;

use super::arguments::DataArgument;
use super::error::LoadError;
use super::error::LoadErrorKind;
use super::program::Encoding;
use super::run::Run;
use super::run::Stop;
use super::run::place;
use crate::cue::encoding::Content;
use crate::cue::encoding::Data;
use crate::cue::encoding::json;
use crate::cue::encoding::toml;
use crate::cue::encoding::yaml;
use crate::cue::encoding::yaml::YamlError;
use crate::cue::syntax::Span;
use crate::cue::value::Value;
use crate::order;

/// A file of data.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Its number in [`super::Program::sources`].
    pub source: u32,
    /// What is in it.
    pub documents: Vec<Data>,
}

impl Run<'_, '_> {
    /// Reads files of data, by name.
    pub(super) fn data(&mut self, arguments: &[DataArgument<'_>]) -> Result<Vec<DataFile>, Stop> {
        let mut files = Vec::new();
        for argument in arguments {
            files.push((place(&self.dir, argument.name)?, argument));
        }
        order::sort_by(&mut files, |left, right| left.0.cmp(&right.0));
        // One that was named twice is read once.
        files.dedup_by(|left, right| left.0 == right.0);
        let marked = |argument: &DataArgument<'_>| argument.encoding != Encoding::Binary;
        let known: Vec<_> = files
            .iter()
            .map(|(place, argument)| self.answers.text(place, marked(argument)))
            .collect();
        let mut data = Vec::new();
        for ((place, argument), text) in files.into_iter().zip(known) {
            let Some((source, text)) = text? else {
                return Err(LoadErrorKind::NoFile(place.path).into());
            };
            let documents = read(argument.encoding, &text, (source, &place.path))?;
            if argument.by_name
                && let Some(what) = documents.iter().find_map(schema_of)
            {
                let path = place.path;
                return Err(LoadErrorKind::Schema { path, what }.into());
            }
            data.push(DataFile { source, documents });
        }
        Ok(data)
    }
}

fn read(
    encoding: Encoding,
    text: &Arc<[u8]>,
    (source, path): (u32, &str),
) -> Result<Vec<Data>, Stop> {
    let wrong =
        |kind: LoadErrorKind, start| Stop::from(LoadError::at(kind, Span::at(source, start)));
    let of_json = |error: json::JsonError| {
        let (problem, start) = (error.to_string(), error.offset);
        if error.kind.is_syntax() {
            return wrong(LoadErrorKind::Json { path: path.to_owned(), problem }, start);
        }
        wrong(LoadErrorKind::Argument(problem), start)
    };
    let scalar = |value| vec![Data { start: 0, content: Content::Scalar(value) }];
    match encoding {
        Encoding::Json => Ok(vec![json::read_data(text).map_err(of_json)?]),
        Encoding::JsonLines => json::read_data_stream(text).map_err(of_json),
        Encoding::Yaml => yaml::read_data_stream(text).map_err(|error| of_yaml(&error, path)),
        Encoding::Toml => match toml::read_data(text) {
            Ok(data) => Ok(vec![data]),
            Err((error, start)) => Err(wrong(LoadErrorKind::Argument(error.to_string()), start)),
        },
        Encoding::Text => Ok(scalar(Value::String(String::from_utf8_lossy(text).into()))),
        Encoding::Binary => Ok(scalar(Value::Bytes(Arc::clone(text)))),
    }
}

fn of_yaml(error: &YamlError, path: &str) -> Stop {
    let problem = error.to_string();
    let kind = match error {
        YamlError::Text { .. } => LoadErrorKind::Yaml { path: path.to_owned(), problem },
        YamlError::Data(_) => LoadErrorKind::Argument(problem),
    };
    kind.into()
}

/// Which kind of schema a document is, as upstream tells it from data.
fn schema_of(document: &Data) -> Option<&'static str> {
    let text = |names: &[&str]| names.iter().try_fold(document, |at, name| at.get(name))?.text();
    let version = text(&["openapi"]).unwrap_or_default();
    if version.starts_with("3.")
        && text(&["info", "title"]).and(text(&["info", "version"])).is_some()
    {
        return Some("OpenAPI");
    }
    let (_, address) = text(&["$schema"])?.split_once("://")?;
    let (host, path) = address.split_once('/')?;
    let path = path.split(['?', '#']).next()?;
    let is_schema = host == "json-schema.org" && path.rsplit('/').next() == Some("schema");
    is_schema.then_some("JSON Schema")
}
