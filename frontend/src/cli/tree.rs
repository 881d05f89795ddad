//! `bowsprit eval --tree`: the whole tree as JSON.
//!
//! A struct is an object and a list an array; what is not data is an object with
//! one name: `{"$num": "1.50"}` a number whose text matters, `{"$default": …}` something that has a
//! default, `{"$kind": "int|string"}` something that has none, `{"$err": "eval"}` an error. A list
//! with definitions or hidden fields is `{"$list": […], "$fields": {…}}`.

use bowsprit::cue::eval::NodeId;
use bowsprit::cue::eval::Presence;
use bowsprit::cue::eval::Session;
use bowsprit::cue::eval::View;
use bowsprit::cue::number::Number;
use bowsprit::cue::value::Value;

/// Deeper trees are cut off: they are circles that evaluate to themselves.
const DEEPEST: u32 = 200;

fn marked(name: &str, value: Value) -> Value {
    Value::Struct(vec![(name.into(), value)])
}

fn text(text: &str) -> Value {
    Value::String(text.into())
}

/// A node as a tree.
pub(super) fn dump(session: &mut Session, node: NodeId, depth: u32) -> Value {
    if depth > DEEPEST {
        return marked("$err", text("structural_cycle"));
    }
    match session.view(node) {
        View::Bottom(code) => marked("$err", text(code.name())),
        View::Null => Value::Null,
        View::Bool(value) => Value::Bool(value),
        View::Number(number) => dump_number(number),
        View::String(string) => Value::String(string),
        View::Bytes(bytes) => Value::Bytes(bytes),
        View::Default(default) if matches!(session.view(default), View::Kind(_)) => {
            marked("$kind", text(&session.kinds(node).sorted_names()))
        }
        View::Default(default) => {
            let value = dump(session, default, depth + 1);
            marked("$default", value)
        }
        View::Kind(kind) => marked("$kind", text(&kind.sorted_names())),
        View::Struct => Value::Struct(dump_fields(session, node, depth).1),
        View::List { .. } => {
            let (elements, fields) = dump_fields(session, node, depth);
            if fields.is_empty() {
                return Value::List(elements);
            }
            Value::Struct(vec![
                ("$list".into(), Value::List(elements)),
                ("$fields".into(), Value::Struct(fields)),
            ])
        }
    }
}

fn dump_number(number: Number) -> Value {
    let plain = number.to_string();
    if number.is_int() && plain.len() < 16 && !plain.contains('E') {
        Value::Number(number)
    } else {
        marked("$num", text(&plain))
    }
}

/// The elements of a node, and its fields by name.
fn dump_fields(
    session: &mut Session,
    node: NodeId,
    depth: u32,
) -> (Vec<Value>, Vec<(std::sync::Arc<str>, Value)>) {
    let (mut elements, mut fields) = (Vec::new(), Vec::new());
    for field in session.fields(node) {
        if field.presence != Presence::Regular {
            continue;
        }
        let value = dump(session, field.node, depth + 1);
        if field.label.is_int() {
            elements.push(value);
        } else {
            fields.push((session.label_text(field.label).into(), value));
        }
    }
    (elements, fields)
}
