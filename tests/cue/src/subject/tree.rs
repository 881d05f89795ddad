//! An evaluated tree as JSON.

use bowsprit::cue::eval::View;

use crate::json::Json;

use super::Item;
use super::Name;
use super::Presence;
use super::Subject;

/// Integers of so many characters are told as texts: readers of JSON would round them.
const LONG_NUMBER: usize = 16;

/// The tree in the form of `tests/cue/cases`.
pub(super) fn tree(subject: &Subject, item: Item, depth: u32) -> Json {
    let mark = |key: &str, value: Json| Json::Object(vec![(key.into(), value)]);
    let Some(depth) = depth.checked_sub(1) else { return Json::string("…") };
    let view = subject.session.borrow_mut().view(item.0);
    match view {
        View::Bottom(code) => {
            if subject.shape(item) != super::Shape::Bottom && !subject.fields(item).is_empty() {
                return fields(subject, item, depth);
            }
            mark("$err", Json::string(code.name()))
        }
        View::Null => Json::Null,
        View::Bool(value) => Json::Bool(value),
        View::Number(number) => {
            let plain = number.to_string();
            if number.is_int() && plain.len() < LONG_NUMBER && !plain.contains('E') {
                Json::Number(plain)
            } else {
                mark("$num", Json::string(plain))
            }
        }
        View::String(text) => Json::string(&*text),
        View::Bytes(bytes) => Json::string(base64(&bytes)),
        View::Default(node) => {
            let default = subject.session.borrow_mut().view(node);
            if matches!(default, View::Kind(_)) {
                return mark("$kind", Json::string(subject.kind(item).sorted_names()));
            }
            mark("$default", tree(subject, Item(node), depth))
        }
        View::Kind(kind) => mark("$kind", Json::string(kind.sorted_names())),
        View::Struct => fields(subject, item, depth),
        View::List { .. } => {
            let items = subject.elements(item).into_iter();
            let list = Json::Array(items.map(|item| tree(subject, item, depth)).collect());
            match fields(subject, item, depth) {
                Json::Object(fields) if !fields.is_empty() => Json::Object(vec![
                    ("$list".into(), list),
                    ("$fields".into(), Json::Object(fields)),
                ]),
                _ => list,
            }
        }
    }
}

fn fields(subject: &Subject, item: Item, depth: u32) -> Json {
    let mut members = Vec::new();
    for (name, presence, field) in subject.fields(item) {
        if presence == Presence::Member && !matches!(name, Name::Index(_)) {
            members.push((selector(&name), tree(subject, field, depth)));
        }
    }
    Json::Object(members)
}

/// A name as a selector of CUE.
fn selector(name: &Name) -> String {
    match name {
        Name::Field(text) => {
            let plain = text.starts_with(|c: char| c.is_alphabetic() || c == '$')
                && text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
            if plain { text.clone() } else { bowsprit::go::quote::quote(text) }
        }
        name => name.to_string(),
    }
}

/// The value as it is exported: defaults taken, definitions and hidden fields left out.
pub(super) fn export(subject: &Subject, item: Item) -> Json {
    let view = subject.session.borrow_mut().view(item.0);
    match view {
        View::Null => Json::Null,
        View::Bool(value) => Json::Bool(value),
        View::Number(number) => Json::Number(number.to_string()),
        View::String(text) => Json::string(&*text),
        View::Bytes(bytes) => Json::string(base64(&bytes)),
        View::Default(node) => export(subject, Item(node)),
        View::Struct => {
            let fields = subject.fields(item).into_iter();
            let exported = fields.filter_map(|(name, presence, field)| match name {
                Name::Field(name) if presence == Presence::Member => {
                    Some((name, export(subject, field)))
                }
                _ => None,
            });
            Json::Object(exported.collect())
        }
        View::List { .. } => {
            Json::Array(subject.elements(item).iter().map(|item| export(subject, *item)).collect())
        }
        View::Bottom(_) | View::Kind(_) => Json::string("not concrete"),
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * index) & 63) as usize];
            text.push(if index <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
