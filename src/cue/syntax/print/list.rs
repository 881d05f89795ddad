//! Lists.

use super::Printer;
use super::comment::Next;
use super::space::Space;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Element;
use crate::cue::syntax::ast::Expr;

impl<'a> Printer<'a> {
    pub(super) fn list(&mut self, elements: &'a [Element], span: Span) {
        let close = span.end.saturating_sub(1);
        self.at(span.start);
        self.operator("[");
        self.space(Space::NO_BLANK | Space::INDENT);
        if elements.is_empty() && !self.has_comments_between(span.start, Next::End(close)) {
            self.space(Space::BLANK | Space::NO_OVERRIDE);
        }
        let commas = !self.omits_commas(elements, close);
        for (place, element) in elements.iter().enumerate() {
            if place > 0 && !commas {
                self.space(Space::DECL_COMMA);
            }
            self.element(element);
            if commas {
                self.space(Space::COMMA | Space::BLANK);
            }
            let next = elements.get(place + 1).map(|next| Next::Sibling(span_of(next).start));
            self.comments_of_previous(next.unwrap_or(Next::End(close)));
        }
        self.space(Space::TRAILING | Space::NO_BLANK);
        self.comments_before(close);
        self.space(Space::UNINDENT | Space::NO_BLANK);
        self.settle(close);
        self.operator("]");
    }

    fn element(&mut self, element: &'a Element) {
        match element {
            Element::Value(expr) => self.expr(expr),
            Element::Comprehension(comprehension) => self.comprehension(comprehension),
            Element::Ellipsis(ellipsis) => {
                self.at(ellipsis.span.start);
                self.text("...");
                let is_top =
                    |expr: &Expr| matches!(expr, Expr::Ident(ident) if &*ident.name == "_");
                if let Some(value) = ellipsis.value.as_ref().filter(|value| !is_top(value)) {
                    self.expr(value);
                }
            }
        }
    }

    /// Whether the source has elements on lines of their own without commas.
    fn omits_commas(&self, elements: &[Element], close: u32) -> bool {
        let pairs = elements.iter().zip(elements.iter().skip(1));
        let mut gaps = pairs.map(|(left, right)| (span_of(left).end, span_of(right).start));
        match elements {
            [] => false,
            [only] => !self.has_comma(span_of(only).end, close),
            _ => gaps.any(|(end, start)| !self.has_comma(end, start)),
        }
    }

    /// Whether a comma is written between two places; without a source, yes.
    fn has_comma(&self, from: u32, to: u32) -> bool {
        let Some(text) = self.source.and_then(|text| text.get(from as usize..to as usize)) else {
            return true;
        };
        let mut comment = false;
        for (place, byte) in text.iter().enumerate() {
            match byte {
                b'\n' => comment = false,
                b'/' if text.get(place + 1) == Some(&b'/') => comment = true,
                b',' if !comment => return true,
                _ => {}
            }
        }
        false
    }
}

fn span_of(element: &Element) -> Span {
    match element {
        Element::Value(expr) => expr.span(),
        Element::Comprehension(comprehension) => comprehension.span,
        Element::Ellipsis(ellipsis) => ellipsis.span,
    }
}
