//! How an expected struct is compared.

use bowsprit::cue::syntax::ast::Attribute;
use bowsprit::cue::syntax::ast::Constraint;
use bowsprit::cue::syntax::ast::Decl;
use bowsprit::cue::syntax::ast::Expr;
use bowsprit::cue::syntax::ast::Field;
use bowsprit::cue::syntax::ast::Label;
use bowsprit::cue::syntax::ast::Struct;
use bowsprit::cue::value::Kind;

use crate::attribute;
use crate::attribute::Argument;
use crate::check::Row;
use crate::inline::error::Expected;
use crate::inline::extract;
use crate::subject::Item;
use crate::subject::Name;
use crate::subject::Presence;
use crate::subject::Shape;

use super::Comparer;
use super::Mismatch;

/// How a field is compared.
#[derive(Debug, Default)]
struct Manner {
    /// Not at all.
    ignore: bool,
    /// By its default, evaluated.
    last: bool,
    /// It is an error.
    error: Option<Expected>,
    /// The fields are in this order.
    order: bool,
    /// Fields of one name are one node; only the first is compared.
    share: Option<String>,
}

impl Manner {
    /// Reads the `@test` attributes among some.
    fn new<'a>(attributes: impl Iterator<Item = &'a Attribute>) -> Self {
        let mut manner = Self::default();
        for attribute in attributes.filter(|attribute| attribute.name.as_ref() == "test") {
            let arguments = attribute::arguments(&attribute.body);
            manner.add(&arguments);
        }
        manner
    }

    fn add(&mut self, arguments: &[Argument]) {
        let first = &arguments[0];
        match (first.key.as_str(), first.value().as_str()) {
            ("", "ignore") => self.ignore = true,
            ("", "final") => self.last = true,
            ("", "checkOrder") => self.order = true,
            ("", "err") => self.error = Some(Expected::parse(&arguments[1..])),
            ("shareID", name) => self.share = Some(name.to_owned()),
            _ => {}
        }
    }
}

impl Comparer<'_> {
    pub(super) fn fields(&self, body: &Struct, item: Item) -> Result<(), Mismatch> {
        let manner = Manner::new(body.decls.iter().filter_map(|decl| match decl {
            Decl::Attribute(attribute) => Some(attribute),
            _ => None,
        }));
        let embedded = body.decls.iter().filter_map(|decl| match decl {
            Decl::Embed(expr) => Some(expr),
            _ => None,
        });
        let embedded: Vec<&Expr> = embedded.collect();
        for expr in &embedded {
            self.embedded(expr, item)?;
        }
        if embedded.is_empty() {
            self.is_plain_struct(item)?;
        }
        if let Some(error) = &manner.error {
            error.check(self.subject, item, Row::Values, "")?;
        }
        if embedded.iter().any(|expr| matches!(expr, Expr::Bottom(_))) {
            return Ok(());
        }
        let names = self.each_field(body, item, manner.last)?;
        self.nothing_else(&names, item, !embedded.is_empty())?;
        if manner.order {
            self.order(&names, item)?;
        }
        self.each_pattern(body, item)?;
        self.each_let(body, item)
    }

    fn embedded(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        match expr {
            Expr::List(elements, _) => self.list(elements, item),
            Expr::Bottom(_) => self.bottom(item),
            Expr::Struct(body) => self.fields(body, item),
            _ => {
                self.structure(expr, item)?;
                self.scalar(expr, item)
            }
        }
    }

    /// As [`Comparer::compare`], where the fields around a scalar are somebody else's.
    fn scalar(&self, expr: &Expr, item: Item) -> Result<(), Mismatch> {
        match expr {
            Expr::Paren(inner, _) => self.scalar(inner, item),
            Expr::Binary(..) | Expr::Call(..) | Expr::Selector(..) => self.compare(expr, item),
            Expr::Unary(op, operand, _) if super::is_bound(*op) => self.bound(*op, operand, item),
            _ => self.evaluated(expr, item),
        }
    }

    fn is_plain_struct(&self, item: Item) -> Result<(), Mismatch> {
        match self.subject.shape(item) {
            Shape::Struct | Shape::List(_) => Ok(()),
            Shape::Kinds(kinds) if kinds == Kind::STRUCT || kinds == Kind::LIST => Ok(()),
            Shape::Bottom if !self.subject.fields(item).is_empty() => Ok(()),
            Shape::Bottom => {
                let code = self.subject.error(item).map(|report| report.code).unwrap_or_default();
                Err(Mismatch::new(
                    format!("error {code} for a struct"),
                    "a struct",
                    self.subject.text(item),
                ))
            }
            _ => Err(Mismatch::new("a scalar for a struct", "a struct", self.subject.text(item))),
        }
    }

    fn each_field(
        &self,
        body: &Struct,
        item: Item,
        all_last: bool,
    ) -> Result<Vec<(Name, Presence)>, Mismatch> {
        let mut names = Vec::new();
        let mut shared: Vec<String> = Vec::new();
        for decl in &body.decls {
            let Decl::Field(field) = decl else { continue };
            let Some(name) = extract::label_name(&field.label) else { continue };
            let presence = presence(field.constraint);
            let mut manner = Manner::new(field.attributes.iter());
            if let Some(share) = manner.share.take() {
                manner.ignore |= shared.contains(&share);
                shared.push(share);
            }
            manner.last |= all_last;
            self.field(field, &manner, item, (&name, presence))?;
            names.push((name, presence));
        }
        Ok(names)
    }

    fn field(
        &self,
        field: &Field,
        manner: &Manner,
        item: Item,
        (name, presence): (&Name, Presence),
    ) -> Result<(), Mismatch> {
        let Some(child) = self.subject.lookup(item, name, presence) else {
            return if manner.ignore {
                Ok(())
            } else {
                Err(Mismatch::new("no such field", name.to_string(), "nothing"))
            };
        };
        if let Some(error) = &manner.error {
            return error.check(self.subject, child, Row::Values, "");
        }
        if manner.ignore {
            return Ok(());
        }
        if manner.last {
            self.evaluated(&field.value, self.subject.default(child))?;
        } else {
            self.compare(&field.value, child)?;
        }
        self.attributes(field, child)
    }

    fn attributes(&self, field: &Field, child: Item) -> Result<(), Mismatch> {
        let plain = |name: &str| name != "test";
        let mut found = self.subject.attributes(child);
        found.retain(|(name, _)| plain(name));
        let mut expected: Vec<(String, String)> = field
            .attributes
            .iter()
            .filter(|attribute| plain(&attribute.name))
            .map(|attribute| (attribute.name.to_string(), attribute.body.to_string()))
            .collect();
        found.sort();
        expected.sort();
        if found == expected {
            return Ok(());
        }
        Err(Mismatch::new("attributes", format!("{expected:?}"), format!("{found:?}")))
    }

    fn nothing_else(
        &self,
        names: &[(Name, Presence)],
        item: Item,
        embeds: bool,
    ) -> Result<(), Mismatch> {
        let closed = self.subject.is_closed(item);
        for (name, presence, child) in self.subject.fields(item) {
            let known = names
                .iter()
                .any(|(other, as_what)| same_name(other, &name) && *as_what == presence);
            let element = embeds && matches!(name, Name::Index(_));
            let refused =
                closed && presence == Presence::Optional && self.subject.error(child).is_some();
            let unsaid = self.shown && matches!(name, Name::Hidden(..));
            if !known && !element && !refused && !unsaid {
                return Err(Mismatch::new("unexpected field", "nothing", name.to_string()));
            }
        }
        Ok(())
    }

    fn order(&self, names: &[(Name, Presence)], item: Item) -> Result<(), Mismatch> {
        let expected: Vec<String> = names.iter().map(|(name, _)| name.to_string()).collect();
        let found: Vec<String> =
            self.subject.fields(item).into_iter().map(|(name, ..)| name.to_string()).collect();
        if expected == found {
            return Ok(());
        }
        Err(Mismatch::new("order of fields", expected.join(" "), found.join(" ")))
    }

    fn each_pattern(&self, body: &Struct, item: Item) -> Result<(), Mismatch> {
        let expected: Vec<(&Expr, &Expr)> = body
            .decls
            .iter()
            .filter_map(|decl| match decl {
                Decl::Field(field) => match &field.label {
                    Label::Pattern(pattern, _) => Some((pattern, &field.value)),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        if expected.is_empty() {
            return Ok(());
        }
        let found = self.subject.patterns(item);
        let count = |count: usize| format!("{count} patterns");
        if found.len() != expected.len() {
            return Err(Mismatch::new("patterns", count(expected.len()), count(found.len())));
        }
        for (pattern, value) in expected {
            let fits = |(other, _): &&(Item, Item)| self.compare(pattern, *other).is_ok();
            let Some((_, other)) = found.iter().find(fits) else {
                return Err(self.differs("no such pattern", pattern, item));
            };
            self.compare(value, *other)?;
        }
        Ok(())
    }

    fn each_let(&self, body: &Struct, item: Item) -> Result<(), Mismatch> {
        for decl in &body.decls {
            let Decl::Let(expected) = decl else { continue };
            let lets = self.subject.lets(item);
            let found = lets.iter().rev().find(|(name, _)| *name == *expected.name.name);
            let Some((_, found)) = found else {
                return Err(Mismatch::new("no such let", expected.name.name.as_ref(), "nothing"));
            };
            self.compare(&expected.value, *found)?;
        }
        Ok(())
    }
}

fn presence(constraint: Constraint) -> Presence {
    match constraint {
        Constraint::None => Presence::Member,
        Constraint::Optional => Presence::Optional,
        Constraint::Required => Presence::Required,
    }
}

/// A hidden field is named with or without its package.
fn same_name(expected: &Name, found: &Name) -> bool {
    match (expected, found) {
        (Name::Hidden(left, _), Name::Hidden(right, _)) => left == right,
        _ => expected == found,
    }
}
