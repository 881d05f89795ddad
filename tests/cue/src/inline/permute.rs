//! `@test(permute)`: in whatever order the fields stand, the assertions hold.

use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::Field;
use bowsprit::cue::syntax::parse_file;

use crate::check::Check;
use crate::check::Row;
use crate::subject::Name;
use crate::subject::Program;
use crate::subject::Subject;

use super::Directive;
use super::Record;
use super::extract;
use super::holds;

/// More orders than this are not tried.
const MOST: usize = 120;

/// Fields that are put in every order.
#[derive(Debug)]
pub(super) struct Group {
    file: usize,
    /// The struct.
    path: Vec<Name>,
    /// The fields; all if there are none.
    fields: Vec<Name>,
}

impl Group {
    /// The path, for ids.
    pub(super) fn path_text(&self) -> String {
        extract::path_text(&self.path)
    }
}

/// All groups of an archive.
pub(super) fn groups(records: &[Record]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for record in records {
        if !matches!(record.directive, Directive::Permute) {
            continue;
        }
        if record.is_decl {
            groups.push(Group { file: record.file, path: record.path.clone(), fields: Vec::new() });
            continue;
        }
        let Some((field, parent)) = record.path.split_last() else { continue };
        match groups.iter_mut().find(|group| group.path == parent) {
            Some(group) => group.fields.push(field.clone()),
            None => groups.push(Group {
                file: record.file,
                path: parent.to_vec(),
                fields: vec![field.clone()],
            }),
        }
    }
    groups.retain(|group| !group.path.is_empty());
    groups
}

/// Tries all orders of all groups.
pub(super) fn run(id: &str, program: &Program, records: &[Record]) -> Vec<Check> {
    groups(records)
        .iter()
        .map(|group| {
            let check = Check::planned(Row::Permute, format!("{id} {}", group.path_text()));
            match try_orders(group, program, records) {
                Ok(()) => check.pass(),
                Err((order, what)) => check.fail("another order, another value", order, what),
            }
        })
        .collect()
}

fn try_orders(
    group: &Group,
    program: &Program,
    records: &[Record],
) -> Result<(), (String, String)> {
    let text = &program.files[group.file].1;
    let places = places(text, group);
    for order in orders(places.len()).into_iter().take(MOST) {
        let mut permuted = program.clone();
        permuted.files[group.file].1 = permute(text, &places, &order);
        let told = || format!("order {order:?}");
        let subject = Subject::evaluate(&permuted).map_err(|reports| {
            (told(), reports.first().map_or(String::new(), |report| report.message.clone()))
        })?;
        for record in records.iter().filter(|record| record.path.starts_with(&group.path)) {
            for row in record.directive.rows().into_iter().filter(|row| *row == Row::Values) {
                holds(&subject, record, row).map_err(|mismatch| {
                    (format!("{}: {}", told(), mismatch.expected), mismatch.got)
                })?;
            }
        }
    }
    Ok(())
}

/// Where the fields stand, attributes included.
fn places(text: &str, group: &Group) -> Vec<(usize, usize)> {
    let file = parse_file(0, text.as_bytes()).file;
    let Some(decls) = decls_at(&file.decls, &group.path) else { return Vec::new() };
    let is_meant = |field: &Field| {
        let name = extract::label_name(&field.label);
        group.fields.is_empty() || name.is_some_and(|name| group.fields.contains(&name))
    };
    decls
        .iter()
        .filter_map(|decl| match decl {
            Decl::Field(field) if is_meant(field) => Some(extent(field)),
            _ => None,
        })
        .collect()
}

/// The bytes of a field with its attributes.
pub(crate) fn extent(field: &Field) -> (usize, usize) {
    let end = field.attributes.iter().map(|attribute| attribute.span.end).max();
    (field.span.start as usize, field.span.end.max(end.unwrap_or_default()) as usize)
}

fn decls_at<'a>(decls: &'a [Decl], path: &[Name]) -> Option<&'a [Decl]> {
    let Some((first, rest)) = path.split_first() else { return Some(decls) };
    decls.iter().find_map(|decl| {
        let Decl::Field(field) = decl else { return None };
        let Expr::Struct(body) = &field.value else { return None };
        (extract::label_name(&field.label).as_ref() == Some(first))
            .then(|| decls_at(&body.decls, rest))?
    })
}

/// The text with the pieces at some places in another order.
pub(crate) fn permute(text: &str, places: &[(usize, usize)], order: &[usize]) -> String {
    let mut permuted = String::with_capacity(text.len());
    let mut at = 0;
    for ((start, end), other) in places.iter().zip(order) {
        permuted.push_str(&text[at..*start]);
        let (start, other_end) = places[*other];
        permuted.push_str(&text[start..other_end]);
        at = *end;
    }
    permuted.push_str(&text[at..]);
    permuted
}

/// All orders of so many things, but the one they are in.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for next in 0..count.min(6) {
        all = all
            .iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    for order in &mut all {
        order.extend(order.len()..count);
    }
    all.retain(|order| order.iter().enumerate().any(|(index, other)| index != *other));
    all
}
