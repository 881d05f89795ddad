//! Builtins that hold data of another language against a schema.

use std::rc::Rc;

use crate::cue::encoding::json;
use crate::cue::encoding::yaml;
use crate::cue::encoding::yaml::YamlError;
use crate::cue::syntax::Span;
use crate::cue::value::Value;

use super::Session;
use super::error::Arg;
use super::error::Bottom;
use super::error::Code;
use super::session::Eval;
use super::session::Stop;
use super::validate::Check;
use super::value::Val;

impl Session {
    /// `json.Validate`: the text and the schema together must be final, but need not be concrete.
    pub(super) fn validate_json(&mut self, span: Span, args: &[Val]) -> Eval<Val> {
        let text = self.text_arg(span, &args[0])?;
        let value = json::read(&text).map_err(|error| {
            let syntax = error.kind.is_syntax();
            let invalid = || "json: invalid JSON".to_owned();
            if syntax { invalid() } else { error.to_string() }
        });
        let value = self.data_or_error(span, value)?;
        self.hold_against(&value, &args[1], Check { all: true, ..Check::FINAL })?;
        Ok(Val::Bool(true))
    }

    /// `yaml.Validate`, which wants each document to be concrete with the schema, and
    /// `yaml.ValidatePartial`, which only wants them not to contradict it.
    pub(super) fn validate_yaml(&mut self, span: Span, args: &[Val], partial: bool) -> Eval<Val> {
        let text = self.text_arg(span, &args[0])?;
        let name = if partial { "yaml.ValidatePartial" } else { "yaml.Validate" };
        let values = yaml::read_stream(&text).map_err(|error| match error {
            YamlError::Text { .. } => format!("{name}{error}"),
            YamlError::Data(_) => error.to_string(),
        });
        let check = if partial { Check::default() } else { Check::CONCRETE };
        for value in self.data_or_error(span, values)? {
            let held = self.hold_against(&value, &args[1], Check { all: true, ..check });
            held.map_err(|stop| if partial { stop } else { lasting(stop) })?;
        }
        Ok(Val::Bool(true))
    }

    fn text_arg(&mut self, span: Span, value: &Val) -> Eval<Vec<u8>> {
        let taken = self.default_of(value.clone())?;
        match self.unwrap_val(&taken) {
            Val::Str(text) => Ok(text.as_bytes().to_vec()),
            Val::Bytes(bytes) => Ok(bytes.to_vec()),
            Val::Bottom(error) => Err(Stop::Error(error)),
            other => {
                let args = vec![Arg::Val(other.clone()), Arg::Kind(self.kind_of(&other))];
                self.fail(span, Code::Incomplete, "non-concrete value {} (type {})", args)
            }
        }
    }

    fn data_or_error<T>(&mut self, span: Span, data: Result<T, String>) -> Eval<T> {
        match data {
            Ok(data) => Ok(data),
            Err(message) => self.fail(span, Code::Eval, "{}", vec![Arg::Text(message.into())]),
        }
    }

    /// Unifies data with a schema, and looks for errors.
    fn hold_against(&mut self, data: &Value, schema: &Val, check: Check) -> Eval<()> {
        let data = self.value_of(data);
        let node = self.unified(&[data, schema.clone()]);
        self.validate_tree(node, check).map_or(Ok(()), |error| Err(Stop::Error(error)))
    }
}

/// Takes an error as one that more knowledge will not mend.
fn lasting(stop: Stop) -> Stop {
    let Stop::Error(error) = stop else { return stop };
    let more = error.more.iter().map(|one| Rc::new(Bottom { code: Code::Eval, ..(**one).clone() }));
    let more = more.collect();
    Stop::Error(Rc::new(Bottom { code: Code::Eval, more, ..(*error).clone() }))
}
