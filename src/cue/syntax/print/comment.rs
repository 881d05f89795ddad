//! Comments, which the tree does not have: they are printed when their place is passed.

use super::Printer;
use super::space::Gap;
use super::space::Space;
use crate::cue::syntax::ast::Comment;

/// What follows something.
#[derive(Clone, Copy)]
pub(super) enum Next {
    /// Another of its kind.
    Sibling(u32),
    /// The end of what it is in.
    End(u32),
}

impl<'a> Printer<'a> {
    /// Prints all comments in front of a place.
    pub(super) fn comments_before(&mut self, at: u32) {
        self.flush(at, None);
    }

    /// Prints the comments behind something. Those right above what comes next belong to that, if
    /// it is not the end.
    pub(super) fn comments_of_previous(&mut self, next: Next) {
        match next {
            Next::Sibling(at) => self.flush(at, self.doc_start(at)),
            Next::End(at) => self.flush(at, None),
        }
    }

    /// Prints the comment of something that was made, not read.
    pub(super) fn made_comment(&mut self, at: u32) {
        let Some((first, rest)) = self.comments.split_first() else { return };
        if self.source.is_some() || first.span.start != at {
            return;
        }
        self.comments = rest;
        self.space(Space::COLUMN);
        self.text(&first.text);
        self.state.after_comment = true;
    }

    /// Whether comments stand right above a place.
    pub(super) fn has_doc(&self, at: u32) -> bool {
        self.doc_start(at).is_some()
    }

    /// Whether comments follow what ends at a place, that do not belong to what comes next.
    pub(super) fn has_comments_between(&self, end: u32, next: Next) -> bool {
        let limit = match next {
            Next::Sibling(at) => self.doc_start(at).unwrap_or(at),
            Next::End(at) => at,
        };
        self.next_comment(end).is_some_and(|comment| comment.span.start < limit)
    }

    /// The first comment that starts at a place or behind it.
    pub(super) fn next_comment(&self, at: u32) -> Option<&'a Comment> {
        self.comments.get(self.comments.partition_point(|comment| comment.span.start < at))
    }

    /// Where the comments right above a place start.
    fn doc_start(&self, at: u32) -> Option<u32> {
        let text = self.source?;
        let count = self.comments.partition_point(|comment| comment.span.start < at);
        let mut below = at;
        let mut start = None;
        for comment in self.comments[..count].iter().rev() {
            let between = text.get(comment.span.end as usize..below as usize)?;
            let blank = between.iter().all(u8::is_ascii_whitespace);
            let apart = !blank || Gap::before(text, below) != Gap::Newline;
            if apart
                || Gap::before(text, comment.span.start) < Gap::Newline && comment.span.start > 0
            {
                break;
            }
            below = comment.span.start;
            start = Some(below);
        }
        start
    }

    /// Prints the comments in front of a place, or in front of the doc comments there.
    fn flush(&mut self, at: u32, doc: Option<u32>) {
        let limit = doc.unwrap_or(at);
        let count = self.comments.partition_point(|comment| comment.span.start < limit);
        if count == 0 {
            return;
        }
        let doc_start = if doc.is_some() { None } else { self.doc_start(at) };
        let (mut ready, rest) = self.comments.split_at(count);
        self.comments = rest;
        let mut printed = false;
        while let Some(first) = ready.first() {
            let size = self.group_size(ready, doc_start);
            let (group, tail) = ready.split_at(size);
            let is_doc = doc_start == Some(first.span.start);
            if printed && !is_doc {
                self.space(Space::SECTION);
            }
            printed = true;
            self.group(group, is_doc);
            ready = tail;
        }
    }

    /// How many comments, from the first on, stand on successive lines.
    fn group_size(&self, comments: &[Comment], doc_start: Option<u32>) -> usize {
        let gap = |comment: &Comment| self.gap(comment.span.start).unwrap_or(Gap::Newline);
        // A comment behind a word is alone.
        if comments.first().is_some_and(|first| gap(first) < Gap::Newline && first.span.start > 0) {
            return 1;
        }
        let more = comments.iter().skip(1).take_while(|comment| {
            gap(comment) == Gap::Newline && Some(comment.span.start) != doc_start
        });
        1 + more.count()
    }

    fn group(&mut self, group: &'a [Comment], is_doc: bool) {
        let first = group.first().and_then(|first| self.gap(first.span.start));
        if first.is_some_and(|gap| gap < Gap::Newline) && !self.layout.is_empty() {
            if first == Some(Gap::Blank) {
                self.space(Space::BLANK);
            }
            self.allowed = self.allowed.without(Space::BREAKS | Space::DECL_COMMA);
        }
        if is_doc && !self.layout.is_empty() {
            self.space(Space::NEWLINE);
        }
        for comment in group {
            if !self.layout.is_at_margin() {
                self.space(Space::COLUMN);
            }
            self.settle(comment.span.start);
            self.text(&comment.text);
            self.state.after_comment = true;
            self.space(Space::NEWLINE);
            if is_doc {
                self.space(Space::NO_OVERRIDE);
            }
        }
    }
}
