//! Fields, files and conjuncts in another order: the value is the same.

use bowsprit::cue::syntax::ast::BinaryOp;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::parse_file;

use crate::inline::extent;
use crate::inline::permute;
use crate::json::Json;
use crate::source::outcome;
use crate::subject::Program;
use crate::subject::Subject;
use crate::tree;

use super::Finding;
use super::oracle::Oracle;
use super::random::Random;
use super::reduce;

/// Behind the class of what cue does, too.
pub(super) const SHARED: &str = ", as in cue";

/// Evaluates a program as it is and in another order.
pub(super) fn compare(oracle: &mut Oracle, program: &Program, seed: u64) -> Option<Finding> {
    let class = difference(program, seed)?.0;
    if is_shared(oracle, program, seed) {
        let class = format!("{class}{SHARED}");
        return Some(Finding { class, what: String::new(), text: String::new() });
    }
    let mut program = program.clone();
    if program.files.len() == 1 {
        let text = reduce::lines(&program.files[0].1, |text| {
            let mut smaller = program.clone();
            text.clone_into(&mut smaller.files[0].1);
            difference(&smaller, seed).is_some_and(|(other, _)| other == class)
        });
        program.files[0].1 = text;
    }
    let (class, what) = difference(&program, seed)?;
    let texts: Vec<String> =
        program.files.iter().map(|(name, text)| format!("-- {name} --\n{text}")).collect();
    Some(Finding { class, what, text: texts.concat() })
}

fn difference(program: &Program, seed: u64) -> Option<(String, String)> {
    let plain = evaluated(program);
    let other = shuffled(program, seed);
    let permuted = evaluated(&other);
    let texts: Vec<&str> = other.files.iter().map(|(_, text)| text.as_str()).collect();
    let what = |text: String| format!("{text}\nin this order:\n{}", texts.join("\n"));
    match (plain, permuted) {
        (None, None) => None,
        (Some(left), Some(right)) if left == right => None,
        (Some(left), Some(right)) => {
            let comparison = tree::compare(&left, &right);
            let first = comparison.differences.first()?;
            Some((format!("order: {}", first.class()), what(format!("{first:?}"))))
        }
        (left, _) => {
            let message = outcome(if left.is_none() { program } else { &other }).message;
            Some(("order: loads, loads not".into(), what(message)))
        }
    }
}

/// Whether cue's value depends on this order, too.
fn is_shared(oracle: &mut Oracle, program: &Program, seed: u64) -> bool {
    let mut tree = |program: &Program| {
        let answer = oracle.ask(program)?;
        Some((answer.text("class").to_owned(), answer.get("tree").map(sorted)))
    };
    tree(program) != tree(&shuffled(program, seed))
}

fn evaluated(program: &Program) -> Option<Json> {
    Subject::evaluate(program).ok().map(|subject| sorted(&subject.tree()))
}

/// The tree with its fields in one order, and its lists too: what is made of fields is in their order.
fn sorted(tree: &Json) -> Json {
    match tree {
        Json::Object(members) => {
            let each = members.iter().map(|(key, value)| (key.clone(), sorted(value)));
            let mut members: Vec<(String, Json)> = each.collect();
            members.sort_by_cached_key(|(key, value)| (key.clone(), value.to_string()));
            Json::Object(members)
        }
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(sorted).collect();
            items.sort_by_cached_key(Json::to_string);
            Json::Array(items)
        }
        other => other.clone(),
    }
}

/// The same program with its files, fields and conjuncts in another order.
fn shuffled(program: &Program, seed: u64) -> Program {
    let mut random = Random::new(seed);
    let mut other = program.clone();
    for (name, text) in &mut other.files {
        let is_cue = std::path::Path::new(name).extension().is_some_and(|end| end == "cue");
        if is_cue && !name.starts_with("cue.mod") {
            *text = shuffle(text, &mut random);
        }
    }
    let order = random.order(other.args.len());
    other.args = order.into_iter().map(|index| program.args[index].clone()).collect();
    other
}

/// A file with one group of fields, or the operands of one `&`, in another order.
fn shuffle(text: &str, random: &mut Random) -> String {
    let file = parse_file(0, text.as_bytes()).file;
    let mut groups = Vec::new();
    decls(&file.decls, &mut groups);
    groups.retain(|group: &Vec<(usize, usize)>| group.len() > 1);
    if groups.is_empty() {
        return text.to_owned();
    }
    let group = &groups[random.below(groups.len())];
    let order = random.order(group.len());
    permute(text, group, &order)
}

type Groups = Vec<Vec<(usize, usize)>>;

fn decls(all: &[Decl], groups: &mut Groups) {
    let fields = all.iter().filter_map(|decl| match decl {
        Decl::Field(field) => Some(extent(field)),
        Decl::Embed(expr) => Some((expr.span().start as usize, expr.span().end as usize)),
        _ => None,
    });
    groups.push(fields.collect());
    for decl in all {
        match decl {
            Decl::Field(field) => expr(&field.value, groups),
            Decl::Embed(value) => expr(value, groups),
            Decl::Comprehension(comprehension) => decls(&comprehension.body.decls, groups),
            _ => {}
        }
    }
}

fn expr(value: &Expr, groups: &mut Groups) {
    match value {
        Expr::Struct(body) => decls(&body.decls, groups),
        Expr::Paren(inner, _) | Expr::Alias(_, inner, _) => expr(inner, groups),
        Expr::Binary(BinaryOp::And, left, right, ..) => {
            let place = |expr: &Expr| (expr.span().start as usize, expr.span().end as usize);
            let operands = [left, right];
            if operands.iter().all(|one| !matches!(&***one, Expr::Binary(..) | Expr::Alias(..))) {
                groups.push(vec![place(left), place(right)]);
            }
            expr(left, groups);
            expr(right, groups);
        }
        Expr::Binary(_, left, right, ..) => {
            expr(left, groups);
            expr(right, groups);
        }
        _ => {}
    }
}
