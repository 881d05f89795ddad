//! The schema in other words: JSON Schema, CUE, and the reference manual.
//!
//! All three are made from the types, so they cannot say anything else than what is read.

use std::collections::BTreeSet;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::document::Spec;
use super::schema::Body;
use super::schema::Definition;
use super::schema::Field;
use super::schema::Shape;

/// All definitions, the first one first and each where it is first needed.
fn definitions() -> Vec<Definition> {
    let (mut known, mut all, mut open) = (BTreeSet::new(), Vec::new(), vec![Spec::definition()]);
    while let Some(definition) = open.pop() {
        if !known.insert(definition.name) {
            continue;
        }
        let mut needed = Vec::new();
        match &definition.body {
            Body::Record(fields) => {
                for field in fields {
                    named(&field.shape, &mut needed);
                }
            }
            Body::Union(shapes) => {
                for shape in shapes {
                    named(shape, &mut needed);
                }
            }
        }
        all.push(definition);
        open.extend(needed.into_iter().rev());
    }
    all
}

fn named(shape: &Shape, to: &mut Vec<Definition>) {
    match shape {
        Shape::Named(definition) => to.push(definition()),
        Shape::List(inner) | Shape::Map(inner) | Shape::Optional(inner) => named(inner, to),
        Shape::AnyOf(shapes) => shapes.iter().for_each(|shape| named(shape, to)),
        _ => {}
    }
}

/// A doc comment on one line.
fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Field {
    /// What may stand there, and whether it may be missing.
    fn parts(&self) -> (&Shape, bool) {
        match &self.shape {
            Shape::Optional(inner) => (inner, true),
            shape => (shape, false),
        }
    }
}

/// The JSON Schema of documents.
pub fn json_schema() -> String {
    let mut defs = Map::new();
    for definition in definitions() {
        defs.insert(definition.name.to_owned(), json_definition(&definition));
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A build for bowsprit",
        "$ref": "#/$defs/Spec",
        "$defs": defs,
    });
    let mut text = crate::go::json::to_string_indent(&schema);
    text.push('\n');
    text
}

fn json_definition(definition: &Definition) -> Value {
    let doc = line(definition.doc);
    match &definition.body {
        Body::Union(shapes) => {
            let shapes: Vec<Value> = shapes.iter().map(json_shape).collect();
            json!({"description": doc, "oneOf": shapes})
        }
        Body::Record(fields) => {
            let mut properties = Map::new();
            let mut required = Vec::new();
            for field in fields {
                let (shape, optional) = field.parts();
                let mut value = json_shape(shape);
                if let Value::Object(object) = &mut value {
                    object.insert("description".to_owned(), line(field.doc).into());
                }
                properties.insert(field.name.to_owned(), value);
                if !optional {
                    required.push(field.name);
                }
            }
            json!({
                "description": doc,
                "type": "object",
                "properties": properties,
                "required": required,
                "additionalProperties": false,
            })
        }
    }
}

fn json_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({"type": "string"}),
        Shape::Bool => json!({"type": "boolean"}),
        Shape::Int => json!({"type": "integer"}),
        Shape::Null => json!({"type": "null"}),
        Shape::Words(words) => json!({"enum": words}),
        Shape::Number(number) => json!({"const": number}),
        Shape::List(inner) => json!({"type": "array", "items": json_shape(inner)}),
        Shape::Map(inner) => json!({"type": "object", "additionalProperties": json_shape(inner)}),
        Shape::AnyOf(shapes) => {
            json!({"anyOf": shapes.iter().map(json_shape).collect::<Vec<_>>()})
        }
        Shape::Optional(inner) => json_shape(inner),
        Shape::Named(definition) => json!({"$ref": format!("#/$defs/{}", definition().name)}),
    }
}

/// The schema of documents in CUE: `#Spec` and what it is made of.
pub fn cue_schema() -> String {
    let mut text =
        "// The builds that bowsprit reads. Made from the types of src/spec/document.\n\n\
                    package spec\n"
            .to_owned();
    for definition in definitions() {
        text.push('\n');
        for part in definition.doc.lines() {
            text.extend([format!("//{part}\n")]);
        }
        text.extend([format!("#{}: {}\n", definition.name, cue_body(&definition))]);
    }
    text
}

/// What only documents in CUE have.
const ARGS: &str =
    "\t// What `--build-arg` fills; in CUE only.\n\targs?: {[string]: string | number | bool}\n";

fn cue_body(definition: &Definition) -> String {
    let fields = match &definition.body {
        Body::Union(shapes) => return cue_shapes(shapes),
        Body::Record(fields) => fields,
    };
    let mut text = "{\n".to_owned();
    if definition.name == "Spec" {
        text.push_str(ARGS);
    }
    for field in fields {
        for part in field.doc.lines() {
            text.extend([format!("\t//{part}\n")]);
        }
        let (shape, optional) = field.parts();
        let mark = if optional { "?" } else { "!" };
        let name = if field.name.starts_with('$') {
            format!("{:?}", field.name)
        } else {
            field.name.to_owned()
        };
        text.extend([format!("\t{name}{mark}: {}\n", cue_shape(shape))]);
    }
    text.push('}');
    text
}

fn cue_shapes(shapes: &[Shape]) -> String {
    shapes.iter().map(cue_shape).collect::<Vec<_>>().join(" | ")
}

fn cue_shape(shape: &Shape) -> String {
    match shape {
        Shape::Text => "string".to_owned(),
        Shape::Bool => "bool".to_owned(),
        Shape::Int => "int".to_owned(),
        Shape::Null => "null".to_owned(),
        Shape::Words(words) => {
            words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(" | ")
        }
        Shape::Number(number) => number.to_string(),
        Shape::List(inner) => match inner.as_ref() {
            Shape::AnyOf(_) => format!("[...({})]", cue_shape(inner)),
            _ => format!("[...{}]", cue_shape(inner)),
        },
        Shape::Map(inner) => format!("{{[string]: {}}}", cue_shape(inner)),
        Shape::AnyOf(shapes) => cue_shapes(shapes),
        Shape::Optional(inner) => cue_shape(inner),
        Shape::Named(definition) => format!("#{}", definition().name),
    }
}

/// The reference manual of documents, for readers.
pub fn reference() -> String {
    let mut text = String::new();
    for definition in definitions() {
        text.extend([format!("\n### {}\n\n{}\n", definition.name, line(definition.doc))]);
        match &definition.body {
            Body::Union(shapes) => {
                text.push_str("\nOne of ");
                let shapes: Vec<String> = shapes.iter().map(shown).collect();
                text.push_str(&shapes.join(", "));
                text.push_str(".\n");
            }
            Body::Record(fields) => {
                text.push_str("\n| field | type | |\n|---|---|---|\n");
                for field in fields {
                    let (shape, optional) = field.parts();
                    let name = if optional {
                        format!("`{}`", field.name)
                    } else {
                        format!("**`{}`**", field.name)
                    };
                    let doc = line(field.doc).replace('|', "\\|");
                    text.extend([format!("| {name} | {} | {doc} |\n", shown(shape))]);
                }
            }
        }
    }
    text
}

/// What may stand somewhere, in a table.
fn shown(shape: &Shape) -> String {
    match shape {
        Shape::Text => "string".to_owned(),
        Shape::Bool => "boolean".to_owned(),
        Shape::Int => "integer".to_owned(),
        Shape::Null => "`null`".to_owned(),
        Shape::Words(words) => {
            words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ")
        }
        Shape::Number(number) => format!("`{number}`"),
        Shape::List(inner) => format!("list of {}", shown(inner)),
        Shape::Map(inner) => format!("map to {}", shown(inner)),
        Shape::AnyOf(shapes) => shapes.iter().map(shown).collect::<Vec<_>>().join(" or "),
        Shape::Optional(inner) => shown(inner),
        Shape::Named(definition) => {
            let name = definition().name;
            format!("[{name}](#{})", name.to_lowercase())
        }
    }
}
