//! Literals: as written where there is a source, else as they are best written.

use super::Last;
use super::Printer;
use super::space::Space;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Interpolation;
use crate::cue::syntax::ast::Part;
use crate::cue::syntax::literal::reindent;
use crate::cue::syntax::quote::Form;
use crate::cue::syntax::quote::quote_string;

/// Texts are not indented deeper.
const MAX_INDENT: usize = 6;

impl<'a> Printer<'a> {
    /// What is written at a place.
    pub(super) fn written(&self, span: Span) -> Option<String> {
        let text = self.source?.get(span.start as usize..span.end as usize)?;
        let text = String::from_utf8_lossy(text);
        // Only in texts of several lines does a carriage return mean nothing.
        Some(if text.contains('\n') { text.replace('\r', "") } else { text.into() })
    }

    /// Prints a number.
    pub(super) fn number(&mut self, text: &str) {
        let float = text.contains('.') || text.contains(['e', 'E']) && !text.starts_with("0x");
        let multiplier = text.trim_end_matches('i').ends_with(['K', 'M', 'G', 'T', 'P']);
        let mut digits = text.to_owned();
        if let Some(point) = digits.find('.') {
            // A point stands between digits.
            if !digits[point + 1..].starts_with(|ch: char| ch.is_ascii_digit()) {
                digits.insert(point + 1, '0');
            }
            if point == 0 {
                digits.insert(0, '0');
            }
        }
        if float && !multiplier {
            digits.make_ascii_lowercase();
        }
        self.word(&digits, if float && !multiplier { Last::Other } else { Last::Int });
    }

    /// Prints a string or bytes.
    pub(super) fn string(&mut self, content: &[u8], form: Form, span: Span) {
        let literal = match self.written(span) {
            Some(written) if self.indent < MAX_INDENT => reindent(&written, self.indent + 1),
            Some(written) => written,
            None => self.made_string(content, form),
        };
        self.text(&literal);
    }

    /// A literal for a text that was not written anywhere.
    fn made_string(&self, content: &[u8], form: Form) -> String {
        let literal = form.indented_if_long(self.indent + 1).quote(content);
        let unit = self.layout.indent();
        if unit == "\t" {
            return literal;
        }
        let level = |unit: &str| format!("\n{}", unit.repeat(self.indent + 1));
        literal.replace(&level("\t"), &level(unit))
    }

    /// Prints a label that is a string.
    pub(super) fn string_label(&mut self, content: &str, span: Span) {
        let written = self.written(span).filter(|text| !text.starts_with(['#', '\'']));
        match written.filter(|text| !text.starts_with("\"\"\"")) {
            Some(written) => self.text(&written),
            None => self.text(&quote_string(content)),
        }
    }

    /// Prints a string with expressions inside.
    pub(super) fn interpolation(&mut self, interpolation: &'a Interpolation, depth: u32) {
        let Some(source) = self.source else { return self.made_interpolation(interpolation) };
        let multiline = self.written(interpolation.span).is_some_and(|text| {
            let text = text.trim_start_matches('#');
            text.starts_with("\"\"\"\n") || text.starts_with("'''\n")
        });
        let flat = self.mode.flat;
        let mut start = interpolation.span.start;
        for part in &interpolation.parts {
            let Part::Expr(expr) = part else { continue };
            let span = expr.span();
            let open = before_space(source, self.first_comment(start, span.start));
            let close = self.after_comments(source, span.end);
            self.segment(start, open);
            self.mode.flat |= !multiline;
            // Line breaks are on both sides or on none.
            let breaks = |from: u32, to: u32| {
                let between = source.get(from as usize..to as usize).unwrap_or_default();
                multiline && between.contains(&b'\n')
            };
            let (leading, trailing) = (breaks(open, span.start), breaks(span.end, close));
            let forced = Space::NEWLINE | Space::NO_OVERRIDE;
            self.space(if trailing && !leading { forced } else { Space::default() });
            self.expr_at(expr, depth + 1);
            self.space(if leading && !trailing { forced } else { Space::default() });
            start = close;
        }
        self.segment(start, interpolation.span.end);
        self.mode.flat = flat;
    }

    /// Where the first comment between two places starts, or the second place.
    fn first_comment(&self, from: u32, to: u32) -> u32 {
        self.next_comment(from).map_or(to, |comment| comment.span.start.min(to))
    }

    /// On over space and comments.
    fn after_comments(&self, source: &[u8], at: u32) -> u32 {
        let mut at = after_space(source, at);
        while let Some(comment) = self.next_comment(at).filter(|comment| comment.span.start == at) {
            at = after_space(source, comment.span.end);
        }
        at
    }

    /// Prints a piece of a string as it is written.
    fn segment(&mut self, start: u32, end: u32) {
        self.at(start);
        let text = self.written(Span { file: 0, start, end }).unwrap_or_default();
        self.text(&text);
    }

    /// Prints a string that was not written anywhere.
    fn made_interpolation(&mut self, interpolation: &'a Interpolation) {
        let (quote, form) =
            if interpolation.bytes { ("'", Form::BYTES) } else { ("\"", Form::STRING) };
        self.text(quote);
        for part in &interpolation.parts {
            match part {
                Part::Text(text) => {
                    let quoted = form.quote(text);
                    self.text(&quoted[1..quoted.len() - 1]);
                }
                Part::Expr(expr) => {
                    self.text("\\(");
                    self.expr(expr);
                    self.text(")");
                }
            }
        }
        self.text(quote);
    }
}

/// Back over space.
fn before_space(text: &[u8], at: u32) -> u32 {
    let head = text.get(..at as usize).unwrap_or_default();
    at - u32::try_from(head.iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count())
        .unwrap_or(0)
}

/// On over space.
fn after_space(text: &[u8], at: u32) -> u32 {
    let tail = text.get(at as usize..).unwrap_or_default();
    at + u32::try_from(tail.iter().take_while(|byte| byte.is_ascii_whitespace()).count())
        .unwrap_or(0)
}
