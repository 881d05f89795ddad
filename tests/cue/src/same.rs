//! Whether two values, perhaps of two evaluations, are the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::subject::Item;
use crate::subject::Name;
use crate::subject::Presence;
use crate::subject::Profile;
use crate::subject::Program;
use crate::subject::Shape;
use crate::subject::Subject;

/// Deeper than this, values are taken to be the same.
const MAX_DEPTH: u32 = 60;

/// Evaluates an expression on its own; packages that come with CUE are in reach.
pub(crate) fn lone(text: &str) -> Option<(Subject, Item)> {
    let mut file = String::new();
    for package in packages(text) {
        let _ = writeln!(file, "import \"{package}\"");
    }
    let _ = writeln!(file, "x: ({text})");
    let program = Program {
        files: vec![("x.cue".into(), file)],
        args: vec!["./x.cue".into()],
        profile: Profile::Current,
    };
    let subject = Subject::evaluate(&program).ok()?;
    let item = subject.lookup(subject.root(), &Name::Field("x".into()), Presence::Member)?;
    Some((subject, item))
}

/// The packages that a text seems to use.
fn packages(text: &str) -> BTreeSet<&'static str> {
    const KNOWN: &[&str] = &[
        "struct",
        "strings",
        "list",
        "math",
        "math/bits",
        "time",
        "net",
        "regexp",
        "strconv",
        "encoding/json",
        "encoding/yaml",
        "encoding/base64",
        "encoding/hex",
        "encoding/csv",
        "path",
        "uuid",
        "html",
        "crypto/sha256",
        "crypto/sha1",
        "crypto/md5",
    ];
    let uses = |package: &&&str| {
        let name = package.rsplit('/').next().unwrap_or(package);
        text.match_indices(&format!("{name}.")).any(|(at, _)| {
            !text[..at].ends_with(|c: char| c.is_alphanumeric() || "_\".#$".contains(c))
        })
    };
    KNOWN.iter().filter(uses).copied().collect()
}

/// Whether two values are the same, to the last field.
pub(crate) fn same(left: (&Subject, Item), right: (&Subject, Item)) -> bool {
    same_to(left, right, MAX_DEPTH)
}

fn same_to(left: (&Subject, Item), right: (&Subject, Item), depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return true };
    let all = |left_items: &[Item], right_items: &[Item]| {
        left_items.len() == right_items.len()
            && left_items
                .iter()
                .zip(right_items)
                .all(|(one, other)| same_to((left.0, *one), (right.0, *other), depth))
    };
    match (left.0.shape(left.1), right.0.shape(right.1)) {
        (Shape::Bottom, Shape::Bottom) => code(left) == code(right),
        (Shape::Bound(op, one), Shape::Bound(other_op, other)) => {
            op == other_op && all(&[one], &[other])
        }
        (Shape::Validator(name, args), Shape::Validator(other, other_args)) => {
            name == other && all(&args, &other_args)
        }
        (Shape::Disjunction(values, defaults), Shape::Disjunction(others, other_defaults)) => {
            defaults == other_defaults
                && in_any_order(
                    &values[..defaults],
                    &others[..other_defaults],
                    left.0,
                    right.0,
                    depth,
                )
                && in_any_order(
                    &values[defaults..],
                    &others[other_defaults..],
                    left.0,
                    right.0,
                    depth,
                )
        }
        (Shape::Conjunction(values), Shape::Conjunction(others)) => {
            in_any_order(&values, &others, left.0, right.0, depth)
        }
        (Shape::Struct, Shape::Struct) => fields(left, right, depth),
        (Shape::List(open), Shape::List(other)) => {
            open == other && all(&left.0.elements(left.1), &right.0.elements(right.1))
        }
        // What stands beside a scalar is no part of it.
        (one, other) => one == other,
    }
}

fn code((subject, item): (&Subject, Item)) -> String {
    subject.error(item).map(|report| report.code).unwrap_or_default()
}

fn in_any_order(
    items: &[Item],
    others: &[Item],
    left: &Subject,
    right: &Subject,
    depth: u32,
) -> bool {
    let mut rest = others.to_vec();
    for item in items {
        let fits = |other: &Item| same_to((left, *item), (right, *other), depth);
        let Some(index) = rest.iter().position(fits) else { return false };
        rest.remove(index);
    }
    rest.is_empty()
}

/// Whether the fields that are there are the same, in any order.
fn fields(left: (&Subject, Item), right: (&Subject, Item), depth: u32) -> bool {
    let there = |(subject, item): (&Subject, Item)| {
        let mut fields = subject.fields(item);
        fields.retain(|(_, presence, _)| *presence != Presence::Optional);
        fields
    };
    let others = there(right);
    let ours = there(left);
    ours.len() == others.len()
        && ours.iter().all(|(name, presence, item)| {
            others.iter().any(|(other, other_presence, other_item)| {
                name == other
                    && presence == other_presence
                    && same_to((left.0, *item), (right.0, *other_item), depth)
            })
        })
}
