//! `text/tabwriter`

use super::CallError;
use super::Kind;
use super::Member;
use super::Package;
use super::Param;
use super::Value;
use super::args;
use crate::go::tabwriter;
use crate::go::utf8;

pub(in crate::cue::builtin) static TABWRITER: Package = Package {
    path: "text/tabwriter",
    members: &[("Write", Member::function(&[Param::whole(Kind::TOP)], Kind::STRING, write))],
};

/// Lays out a text, or a list of lines.
fn write(args: &[Value]) -> Result<Value, CallError> {
    let text = match &args[0] {
        Value::List(lines) => {
            let mut text = Vec::new();
            for line in lines {
                text.extend_from_slice(bytes(line)?);
                text.push(b'\n');
            }
            text
        }
        Value::String(_) | Value::Bytes(_) => bytes(&args[0])?.to_vec(),
        other => {
            let problem = format!("tabwriter.Write: unsupported type {}", other.kind());
            return Err(CallError::new(problem));
        }
    };
    let aligned = tabwriter::align(&utf8::mark(&text), 1);
    Ok(args::text(utf8::unmark(&aligned)))
}

fn bytes(value: &Value) -> Result<&[u8], CallError> {
    match value {
        Value::String(text) => Ok(text.as_bytes()),
        Value::Bytes(bytes) => Ok(bytes),
        other => Err(args::cannot_use(other, "(string|bytes)")),
    }
}
