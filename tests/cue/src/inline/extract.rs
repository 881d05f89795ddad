//! Finds the `@test` attributes of a file, and which of them count.

use bowsprit::cue::syntax::ast::Attribute;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::Field;
use bowsprit::cue::syntax::ast::Label;
use bowsprit::cue::syntax::parse_file;

use crate::attribute;
use crate::subject::Name;

use super::Directive;

/// An assertion and where it is made.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The file, by number.
    pub(crate) file: usize,
    /// The field it is about; empty for the whole file.
    pub(crate) path: Vec<Name>,
    /// Path and directive, unique in the archive.
    pub(crate) name: String,
    /// What is said.
    pub(crate) directive: Directive,
    /// The version it is said for; `todo` for some day.
    version: String,
    /// It stands in the struct, not behind the field.
    pub(crate) is_decl: bool,
}

impl Record {
    /// The path, for ids.
    pub(crate) fn path_text(&self) -> String {
        path_text(&self.path)
    }
}

/// A path, for ids.
pub(super) fn path_text(path: &[Name]) -> String {
    if path.is_empty() {
        return "(file)".into();
    }
    path.iter().map(Name::to_string).collect::<Vec<_>>().join(".")
}

/// All directives of a file, in order.
pub(super) fn records(file: usize, text: &str) -> Vec<Record> {
    let parsed = parse_file(0, text.as_bytes());
    let mut finder = Finder { file, records: Vec::new() };
    for decl in &parsed.file.decls {
        if let Decl::Attribute(attribute) = decl {
            finder.add(attribute, &[], true);
        }
    }
    for decl in &parsed.file.decls {
        if let Decl::Field(field) = decl {
            finder.field(field, &[]);
        }
    }
    finder.records
}

struct Finder {
    file: usize,
    records: Vec<Record>,
}

impl Finder {
    fn field(&mut self, field: &Field, parent: &[Name]) {
        let Some(name) = label_name(&field.label) else { return };
        let mut path = parent.to_vec();
        path.push(name);
        for attribute in &field.attributes {
            self.add(attribute, &path, false);
        }
        let value = match &field.value {
            Expr::Alias(_, value, _) => value,
            value => value,
        };
        if let Expr::Struct(body) = value {
            self.decls(&body.decls, &path);
        }
    }

    fn decls(&mut self, decls: &[Decl], path: &[Name]) {
        for decl in decls {
            match decl {
                Decl::Attribute(attribute) => self.add(attribute, path, true),
                Decl::Field(field) => self.field(field, path),
                _ => {}
            }
        }
    }

    fn add(&mut self, attribute: &Attribute, path: &[Name], is_decl: bool) {
        if attribute.name.as_ref() != "test" {
            return;
        }
        let arguments = attribute::arguments(&attribute.body);
        let (version, directive) = Directive::parse(&arguments);
        self.records.push(Record {
            file: self.file,
            path: path.to_vec(),
            name: String::new(),
            directive,
            version,
            is_decl,
        });
    }
}

/// The name that a label gives, if it is known without evaluation.
pub(crate) fn label_name(label: &Label) -> Option<Name> {
    match label {
        Label::Ident(ident) => Some(ident_name(&ident.name)),
        Label::String(text, _) => Some(Name::Field(text.to_string())),
        _ => None,
    }
}

/// What a name as it is written stands for; `_x$p` is hidden in package `p`.
pub(crate) fn ident_name(name: &str) -> Name {
    if name.starts_with('_') && name != "_" {
        return match name.split_once('$') {
            Some((name, package)) => Name::Hidden(name.into(), Some(package.into())),
            None => Name::Hidden(name.into(), None),
        };
    }
    if name.starts_with('#') { Name::Definition(name.into()) } else { Name::Field(name.into()) }
}

/// The directives that count: of two that say the same sort of thing about the same place the one
/// for this version, else the last; none of what is skipped or hoped for.
pub(super) fn active(records: Vec<Record>, version: &str) -> Vec<Record> {
    let silent: Vec<Vec<Name>> = records
        .iter()
        .filter(|record| record.directive.silences() && is_version(record, version))
        .map(|record| record.path.clone())
        .collect();
    let mut kept: Vec<(bool, Record)> = Vec::new();
    for record in records {
        let versioned = !record.version.is_empty();
        if !is_version(&record, version) || silent.contains(&record.path) {
            continue;
        }
        let same = |other: &Record| {
            other.path == record.path && other.directive.key() == record.directive.key()
        };
        match kept.iter_mut().find(|(_, other)| same(other)) {
            Some((known, _)) if *known && !versioned => {}
            Some(slot) => *slot = (versioned, record),
            None => kept.push((versioned, record)),
        }
    }
    let mut kept: Vec<Record> = kept
        .into_iter()
        .map(|(_, record)| record)
        .filter(|record| record.directive.counts())
        .collect();
    name(&mut kept);
    kept
}

fn is_version(record: &Record, version: &str) -> bool {
    record.version.is_empty() || record.version == version
}

/// Gives each record a name that no other has.
fn name(records: &mut [Record]) {
    let mut names: Vec<String> = Vec::new();
    for record in records {
        let plain = format!("{} {}", record.path_text(), record.directive.key());
        let same = names.iter().filter(|name| **name == plain).count();
        names.push(plain.clone());
        record.name = if same == 0 { plain } else { format!("{plain} #{}", same + 1) };
    }
}
