//! `@test(eq, value)`: the value is read as CUE and held against the tree, not evaluated.
//!
//! Only scalars, types and calls are evaluated, each on its own. A struct says all fields that there
//! are, in any order; `@test(err, …)`, `@test(ignore)`, `@test(final)` and `@test(checkOrder)` in it
//! say how a field is compared.

mod fields;

use bowsprit::cue::syntax::ast::BinaryOp;
use bowsprit::cue::syntax::ast::Element;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::UnaryOp;
use bowsprit::cue::syntax::parse_expr;
use bowsprit::cue::value::Kind;

use crate::subject::Item;
use crate::subject::Name;
use crate::subject::Shape;
use crate::subject::Subject;

use super::Mismatch;
use crate::same;

/// Whether a value is as a text says.
pub(crate) fn check(text: &str, subject: &Subject, item: Item) -> Result<(), Mismatch> {
    compare(text, subject, item, false)
}

/// Whether a value is as a text shows it, which leaves hidden fields out, and has expressions for
/// what is incomplete.
pub(crate) fn is_shown(text: &str, subject: &Subject, item: Item) -> Result<(), Mismatch> {
    compare(text, subject, item, true)
}

fn compare(text: &str, subject: &Subject, item: Item, shown: bool) -> Result<(), Mismatch> {
    let expr = parse_expr(0, text.as_bytes())
        .map_err(|_| Mismatch::new("cannot read the expected value", text, ""))?;
    let result = Comparer { text, subject, shown }.compare(&expr, item);
    result.map_err(|mut mismatch| {
        mismatch.expected = format!("{} in {text}", mismatch.expected);
        mismatch.got = format!("{} in {}", mismatch.got, subject.text(item));
        mismatch
    })
}

struct Comparer<'a> {
    text: &'a str,
    subject: &'a Subject,
    /// Hidden fields and incomplete values are not said.
    shown: bool,
}

impl Comparer<'_> {
    fn compare(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        if self.shown && is_open_expression(expr) && self.is_incomplete(item) {
            return Ok(());
        }
        self.structure(expr, item)?;
        match expr {
            Expr::Struct(body) => self.fields(body, item),
            Expr::List(elements, _) => {
                self.no_fields(item)?;
                self.list(elements, item)
            }
            Expr::Binary(BinaryOp::And, ..) => self.conjunction(expr, item),
            Expr::Binary(BinaryOp::Or, ..) => self.disjunction(expr, item),
            Expr::Unary(op, operand, _) if is_bound(*op) => self.bound(*op, operand, item),
            Expr::Paren(inner, _) => self.compare(inner, item),
            Expr::Bottom(_) => self.bottom(item),
            Expr::Call(..) | Expr::Selector(..) => self.evaluated(expr, item),
            _ => {
                self.no_fields(item)?;
                self.evaluated(expr, item)
            }
        }
    }

    fn is_incomplete(&self, item: Item) -> bool {
        let error = self.subject.error(item);
        error.is_some_and(|error| matches!(error.code.as_str(), "incomplete" | "cycle"))
    }

    /// What a mismatch of this expression is called.
    fn differs(&self, class: &str, expr: &Expr, item: Item) -> Mismatch {
        Mismatch::new(class, self.source(expr), self.subject.text(item))
    }

    fn source(&self, expr: &Expr) -> &str {
        let span = expr.span();
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Alternatives are only equal to alternatives, conjunctions to conjunctions.
    fn structure(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        if matches!(expr, Expr::Struct(_)) {
            return Ok(());
        }
        match self.subject.shape(item) {
            Shape::Disjunction(..) if !is_disjunction(expr) => {
                Err(self.differs("alternatives for one value", expr, item))
            }
            Shape::Conjunction(_) if !matches!(expr, Expr::Binary(BinaryOp::And, ..)) => {
                Err(self.differs("a conjunction for one value", expr, item))
            }
            _ => Ok(()),
        }
    }

    /// A value that is no struct may not have definitions or hidden fields.
    fn no_fields(&self, item: Item) -> Result<(), Mismatch> {
        if self.shown {
            return Ok(());
        }
        let extra = self.subject.fields(item).into_iter().find(|(name, ..)| is_special(name));
        match extra {
            Some((name, ..)) => Err(Mismatch::new("unexpected field", "none", name.to_string())),
            None => Ok(()),
        }
    }

    fn bottom(&self, item: Item) -> Result<(), Mismatch> {
        let shape = self.subject.shape(item);
        if self.subject.error(item).is_some() || !is_concrete(&shape) {
            return Ok(());
        }
        Err(Mismatch::new("no error", "_|_", self.subject.text(item)))
    }

    fn list(&self, elements: &[Element], item: Item) -> Result<(), Mismatch> {
        if self.subject.kind(item) != Kind::LIST {
            return Err(Mismatch::new("no list", "a list", self.subject.text(item)));
        }
        let (elements, open) = match elements {
            // Of which type further elements would be is not compared.
            [elements @ .., Element::Ellipsis(_)] => (elements, true),
            elements => (elements, false),
        };
        if open && !matches!(self.subject.shape(item), Shape::List(true)) {
            return Err(Mismatch::new("closed list", "an open list", self.subject.text(item)));
        }
        let found = self.subject.elements(item);
        for (element, item) in elements.iter().zip(&found) {
            match element {
                Element::Value(expr) => self.compare(expr, *item)?,
                _ => return Err(Mismatch::new("cannot read the expected value", self.text, "")),
            }
        }
        if elements.len() == found.len() {
            return Ok(());
        }
        let count = |count: usize| format!("{count} elements");
        Err(Mismatch::new("length of list", count(elements.len()), count(found.len())))
    }

    fn disjunction(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        let Shape::Disjunction(values, defaults) = self.subject.shape(item) else {
            return Err(self.differs("one value for alternatives", expr, item));
        };
        let mut expected = Vec::new();
        flatten_or(expr, false, &mut expected);
        let count = expected.iter().filter(|(_, marked)| *marked).count();
        if expected.len() != values.len() || count != defaults {
            return Err(self.differs("other alternatives", expr, item));
        }
        let (marked, plain) = values.split_at(defaults);
        for (is_marked, values) in [(true, marked), (false, plain)] {
            let mut left = values.to_vec();
            for (alternative, _) in expected.iter().filter(|(_, marked)| *marked == is_marked) {
                let fits = |value: &Item| self.compare(alternative, *value).is_ok();
                let Some(index) = left.iter().position(fits) else {
                    return Err(self.differs("other alternatives", expr, item));
                };
                left.remove(index);
            }
        }
        Ok(())
    }

    fn conjunction(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        let mut expected = Vec::new();
        flatten_and(expr, &mut expected);
        let mut left = match self.subject.shape(item) {
            Shape::Conjunction(values) => values,
            _ => vec![item],
        };
        let structs = expected.iter().filter(|part| matches!(part, Expr::Struct(_))).count();
        if structs == 0 && expected.len() != left.len() {
            return Err(self.differs("another conjunction", expr, item));
        }
        for part in expected {
            if let Expr::Struct(body) = part {
                self.fields(body, item)?;
                continue;
            }
            let fits = |value: &Item| self.compare(part, *value).is_ok();
            match left.iter().position(fits) {
                Some(index) => drop(left.remove(index)),
                // The validators of a struct are not told one by one.
                None if structs > 0 => {}
                None => return Err(self.differs("another conjunction", expr, item)),
            }
        }
        Ok(())
    }

    fn bound(&self, op: UnaryOp, operand: &Expr, item: Item) -> Result<(), Mismatch> {
        match self.subject.shape(item) {
            Shape::Bound(found, value) if found == op => self.compare(operand, value),
            _ => Err(self.differs("no such bound", operand, item)),
        }
    }

    /// Evaluates the expected value and compares.
    fn evaluated(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        let source = self.source(expr);
        if same::lone(source)
            .is_some_and(|(other, root)| same::same((&other, root), (self.subject, item)))
        {
            return Ok(());
        }
        let class = match self.subject.error(item) {
            Some(report) => format!("error {} for a value", report.code),
            None => "another value".into(),
        };
        Err(self.differs(&class, expr, item))
    }
}

/// Something that has no value yet, shown as it is written.
fn is_open_expression(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(inner, _) => is_open_expression(inner),
        Expr::Null(_)
        | Expr::Bool(..)
        | Expr::Number(..)
        | Expr::String(..)
        | Expr::Bytes(..)
        | Expr::Struct(_)
        | Expr::List(..)
        | Expr::Bottom(_)
        | Expr::Ident(_) => false,
        _ => true,
    }
}

fn is_special(name: &Name) -> bool {
    matches!(name, Name::Definition(_) | Name::Hidden(..))
}

fn is_concrete(shape: &Shape) -> bool {
    matches!(
        shape,
        Shape::Null
            | Shape::Bool(_)
            | Shape::Number(..)
            | Shape::String(_)
            | Shape::Bytes(_)
            | Shape::Struct
            | Shape::List(_)
    )
}

const fn is_bound(op: UnaryOp) -> bool {
    !matches!(op, UnaryOp::Plus | UnaryOp::Minus | UnaryOp::Not | UnaryOp::Default)
}

fn is_disjunction(expr: &Expr) -> bool {
    match expr {
        Expr::Binary(op, ..) => *op == BinaryOp::Or,
        Expr::Paren(inner, _) => is_disjunction(inner),
        _ => false,
    }
}

fn flatten_or<'a>(expr: &'a Expr, marked: bool, into: &mut Vec<(&'a Expr, bool)>) {
    match expr {
        Expr::Binary(BinaryOp::Or, left, right, ..) => {
            flatten_or(left, marked, into);
            flatten_or(right, marked, into);
        }
        Expr::Unary(UnaryOp::Default, inner, _) => flatten_or(inner, true, into),
        Expr::Paren(inner, _) => flatten_or(inner, marked, into),
        _ => into.push((expr, marked)),
    }
}

fn flatten_and<'a>(expr: &'a Expr, into: &mut Vec<&'a Expr>) {
    match expr {
        Expr::Binary(BinaryOp::And, left, right, ..) => {
            flatten_and(left, into);
            flatten_and(right, into);
        }
        Expr::Paren(inner, _) => flatten_and(inner, into),
        _ => into.push(expr),
    }
}
