//! From tree to text, in the style of `cue fmt`.
//!
//! Where lines break is decided by the source, if there is one: a tree has no line breaks. A walk
//! over the tree asks for spaces (`space`) between words; the source allows or denies them; a
//! `layout` aligns values and comments.

mod comment;
mod decl;
mod expr;
mod layout;
mod list;
mod literal;
mod operator;
mod primary;
mod space;
#[cfg(test)]
mod tests;

use super::ast::Comment;
use super::ast::Expr;
use super::ast::File;
use layout::Layout;
use space::Gap;
use space::Space;

/// Prints a file.
///
/// The text is what the file was read from; the result has its comments, and is broken into lines
/// and sections as it is.
pub fn print_file(file: &File, text: &[u8]) -> String {
    let mut printer = Printer::new(Some(text), &file.comments);
    printer.file(file);
    printer.finish()
}

/// Prints an expression that need not come from a text.
pub fn print_expr(expr: &Expr) -> String {
    let mut printer = Printer::new(None, &[]);
    printer.expr(expr);
    printer.finish()
}

/// Prints a file that was made, not read; each level is indented by a tab or spaces. Its comments
/// stand behind each `_|_` that starts where they do.
pub fn print_made(file: &File, indent: &'static str) -> String {
    let mut printer = Printer::new(None, &file.comments);
    printer.layout.indent_with(indent);
    printer.file(file);
    printer.finish().trim_start_matches('\n').to_owned()
}

/// The last word, as far as it matters for what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Int,
    /// A closing brace or bracket.
    Closing,
    /// An operator that ends in a byte.
    Operator(u8),
    Other,
}

/// What is printed, and how far.
struct Printer<'a> {
    source: Option<&'a [u8]>,
    /// The comments that are not printed yet.
    comments: &'a [Comment],
    layout: Layout,
    allowed: Space,
    /// The indentations that were asked for, and whether a line break made them so.
    indents: Vec<bool>,
    indent: usize,
    last: Last,
    state: State,
    mode: Mode,
}

/// What was written last.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Whether the last thing is a space.
    spaced: bool,
    /// Whether a brace was opened in this line.
    brace_in_line: bool,
    /// Whether a comment was written, which a line break must follow.
    after_comment: bool,
}

/// What line breaks mean.
#[derive(Clone, Copy, Debug, Default)]
struct Mode {
    /// Whether those of the source mean nothing.
    flat: bool,
    /// Whether the lines of the current struct stay on one line.
    inline: bool,
}

impl<'a> Printer<'a> {
    fn new(source: Option<&'a [u8]>, comments: &'a [Comment]) -> Self {
        Self {
            source,
            comments,
            layout: Layout::default(),
            // There is no space in front of the first word.
            allowed: Space::NO_OVERRIDE,
            indents: Vec::new(),
            indent: 0,
            last: Last::Nothing,
            state: State::default(),
            mode: Mode::default(),
        }
    }

    fn finish(self) -> String {
        self.layout.finish()
    }

    /// Asks for space.
    fn space(&mut self, space: Space) {
        self.allowed |= space;
    }

    /// What stands in front of a place in the source, if there is one.
    fn gap(&self, at: u32) -> Option<Gap> {
        let gap = self.source.map(|text| Gap::before(text, at));
        gap.filter(|gap| !self.mode.flat || *gap < Gap::Newline)
    }

    /// Whether a place is the first of a line in the source.
    fn is_newline(&self, at: u32) -> bool {
        self.gap(at).is_some_and(|gap| gap >= Gap::Newline)
    }

    /// Whether a declaration should start a line: the source says so, or nothing.
    fn may_break(&self, at: u32) -> bool {
        !self.mode.flat && self.gap(at).is_none_or(|gap| gap >= Gap::Newline)
    }

    /// Lets the source decide on the space in front of a place, behind the comments before it.
    fn at(&mut self, at: u32) {
        self.comments_before(at);
        self.settle(at);
    }

    fn settle(&mut self, at: u32) {
        let Some(gap) = self.gap(at).filter(|_| !self.allowed.has(Space::NO_OVERRIDE)) else {
            return;
        };
        let mut requested = gap.apply(self.allowed);
        if self.state.after_comment {
            requested |= Space::NEWLINE;
        }
        self.write_space(requested);
        self.allowed = Space::default();
    }

    /// Writes a word, behind the space that was asked for.
    fn word(&mut self, word: &str, last: Last) {
        self.write_space(self.allowed);
        self.allowed = Space::default();
        self.state.after_comment = false;
        if !word.is_empty() {
            self.state.spaced = false;
        }
        self.layout.text(word);
        self.last = last;
    }

    fn text(&mut self, word: &str) {
        self.word(word, Last::Other);
    }

    /// Writes a word whose place is known.
    fn text_at(&mut self, word: &str, at: u32) {
        self.at(at);
        self.text(word);
    }

    /// Writes a keyword, which stands free.
    fn keyword(&mut self, word: &str) {
        if self.last != Last::Nothing && !self.state.spaced {
            self.space(Space::BLANK);
        }
        self.text(word);
        self.allowed = Space::BLANK;
    }

    /// Writes an operator, free of the one in front of it if both could be read as one.
    fn operator(&mut self, word: &str) {
        let first = word.bytes().next().unwrap_or_default();
        let joins = match self.last {
            Last::Int => word == ".",
            Last::Operator(last) => could_join(last, first),
            _ => false,
        };
        if joins && !self.state.spaced {
            self.space(Space::BLANK);
        }
        let last = match word.bytes().last() {
            Some(b'}' | b']') => Last::Closing,
            Some(last) => Last::Operator(last),
            None => Last::Other,
        };
        self.word(word, last);
    }

    fn write_space(&mut self, space: Space) {
        let breaks = space.has(Space::BREAKS);
        if space.has(Space::COMMA) && (breaks || !space.has(Space::TRAILING)) {
            self.layout.text(",");
        }
        if space.has(Space::INDENT) {
            self.indents.push(false);
        }
        if space.has(Space::UNINDENT) {
            self.end_indent();
        }
        if breaks {
            return self.line_break(space);
        }
        self.state.spaced = true;
        if space.has(Space::DECL_COMMA) {
            self.layout.text(", ");
        } else if space.has(Space::NO_BLANK) {
            self.state.spaced = false;
        } else if space.has(Space::COLUMN) {
            self.layout.column();
        } else if space.has(Space::BLANK) {
            self.layout.text(" ");
        } else {
            self.state.spaced = false;
        }
    }

    fn line_break(&mut self, space: Space) {
        if let Some(indented) = self.indents.last_mut().filter(|_| !space.has(Space::UNINDENT))
            && !*indented
        {
            *indented = true;
            self.indent += 1;
        }
        if space.has(Space::SECTION) {
            self.layout.line_break(true, 0);
        }
        let ends_columns = space.has(Space::SECTION | Space::FORM_FEED);
        self.layout.line_break(ends_columns, self.indent);
        self.state.brace_in_line = false;
        self.state.spaced = true;
    }

    /// Ends the last indentation.
    fn end_indent(&mut self) {
        if self.indents.pop() == Some(true) {
            self.indent = self.indent.saturating_sub(1);
        }
    }

    /// The line break between declarations that ends columns, where they may stand on lines.
    const fn form_feed(&self) -> Space {
        if self.mode.inline { Space::BLANK } else { Space::FORM_FEED }
    }
}

/// Whether the end of an operator and the start of another could be read as one.
const fn could_join(last: u8, first: u8) -> bool {
    matches!(
        (last, first),
        (b'+', b'+')
            | (b'-' | b'<', b'-')
            | (b'/', b'*' | b'/')
            | (b'<' | b'>' | b'!' | b'=', b'=')
            | (b'=' | b'!', b'~')
            | (b'&', b'&')
            | (b'|', b'|')
    )
}
