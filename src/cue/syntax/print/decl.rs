//! Files and the lines of structs.

use super::Last;
use super::Printer;
use super::comment::Next;
use super::space::Space;
use crate::cue::syntax::Span;
use crate::cue::syntax::ast::Attribute;
use crate::cue::syntax::ast::Clause;
use crate::cue::syntax::ast::Comprehension;
use crate::cue::syntax::ast::Constraint;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Expr;
use crate::cue::syntax::ast::Field;
use crate::cue::syntax::ast::File;
use crate::cue::syntax::ast::Ident;
use crate::cue::syntax::ast::Import;
use crate::cue::syntax::ast::Label;
use crate::cue::syntax::ast::Let;
use crate::cue::syntax::ast::PostfixAlias;
use crate::order;

/// A line of a file or struct.
#[derive(Clone, Copy)]
enum Line<'a> {
    Package(&'a Ident),
    Imports(&'a [Import]),
    Decl(&'a Decl),
}

impl<'a> Printer<'a> {
    pub(super) fn file(&mut self, file: &'a File) {
        let end =
            self.source.map_or(u32::MAX, |text| u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.lines(&lines_of(file), end);
        self.comments_before(end);
        self.allowed = Space::NEWLINE;
        self.word("", Last::Other);
    }

    pub(super) fn decls(&mut self, decls: &'a [Decl], end: u32) {
        let lines: Vec<Line<'_>> = decls.iter().map(Line::Decl).collect();
        self.lines(&lines, end);
    }

    /// Prints lines; `end` is where what they are in ends.
    fn lines(&mut self, lines: &[Line<'a>], end: u32) {
        let mut depth = 0;
        for (place, line) in lines.iter().enumerate() {
            let next = lines.get(place + 1).map(|line| Next::Sibling(self.start(*line)));
            let next = next.unwrap_or(Next::End(end));
            if place > 0 {
                self.before_line(lines[place - 1], *line, depth, next);
            }
            self.line(*line);
            self.comments_of_previous(next);
            depth = line.depth();
            if lines.get(place + 1).is_some_and(|line| line.opens()) {
                self.space(self.form_feed());
            } else if !self.mode.inline {
                self.space(Space::NEWLINE);
            } else {
                self.space(Space::BLANK);
            }
        }
    }

    /// Asks for the space between two lines.
    fn before_line(&mut self, previous: Line<'a>, line: Line<'a>, depth: usize, next: Next) {
        self.space(Space::DECL_COMMA);
        if !self.mode.inline && (depth == 0 || line.depth() != depth) {
            self.space(Space::FORM_FEED);
        }
        let start = self.start(line);
        if self.has_doc(start) || self.has_comments_between(line.end(), next) {
            match previous {
                Line::Decl(Decl::Field(field)) if !is_definition(&field.label) => {}
                _ => self.space(Space::SECTION),
            }
        }
    }

    /// Where a line starts.
    fn start(&self, line: Line<'a>) -> u32 {
        match line {
            Line::Package(name) => self.word_before(name.span.start, b"package"),
            Line::Imports(imports) => {
                let first = &imports[0];
                let name = first.name.as_ref().map_or(first.span.start, |name| name.span.start);
                first.group.map_or_else(|| self.word_before(name, b"import"), |group| group.start)
            }
            Line::Decl(decl) => span_of(decl).start,
        }
    }

    /// Where a word starts that stands in front of a place.
    fn word_before(&self, at: u32, word: &[u8]) -> u32 {
        let head = self.source.and_then(|text| text.get(..at as usize)).unwrap_or_default();
        let found = head.windows(word.len()).rposition(|window| window == word);
        found.and_then(|at| u32::try_from(at).ok()).unwrap_or(at)
    }

    fn line(&mut self, line: Line<'a>) {
        match line {
            Line::Package(name) => {
                self.at(self.start(line));
                self.text("package");
                self.space(Space::BLANK);
                self.text(&name.name);
                self.space(Space::SECTION | Space::NO_OVERRIDE);
            }
            Line::Imports(imports) => self.imports(imports, self.start(line)),
            Line::Decl(decl) => self.decl(decl),
        }
    }

    fn imports(&mut self, imports: &'a [Import], start: u32) {
        self.at(start);
        self.text("import");
        self.space(Space::BLANK);
        let Some(group) = imports[0].group else {
            for import in imports {
                self.import(import);
            }
            return self.space(Space::SECTION | Space::NO_OVERRIDE);
        };
        self.text("(");
        self.space(Space::NEWLINE | Space::INDENT);
        for import in imports {
            self.import(import);
        }
        self.comments_before(group.end - 1);
        let forced =
            if self.is_newline(group.end - 1) { Space::default() } else { Space::NO_OVERRIDE };
        self.space(Space::UNINDENT | Space::NEWLINE | forced);
        self.settle(group.end - 1);
        self.text(")");
        self.space(Space::NEWLINE | Space::SECTION | Space::NO_OVERRIDE);
    }

    fn import(&mut self, import: &'a Import) {
        let start = import.name.as_ref().map_or(import.span.start, |name| name.span.start);
        if import.group.is_some() && !self.is_newline(start) {
            self.comments_before(start);
            self.space(Space::NEWLINE | Space::NO_OVERRIDE);
        }
        if let Some(name) = &import.name {
            self.at(name.span.start);
            self.text(&name.name);
            self.space(Space::BLANK);
        }
        self.at(import.span.start);
        let form = crate::cue::syntax::quote::Form::STRING;
        self.string(import.path.as_bytes(), form, import.span);
        self.space(Space::NEWLINE);
    }

    fn decl(&mut self, decl: &'a Decl) {
        let start = span_of(decl).start;
        self.comments_before(start);
        match decl {
            Decl::Field(field) => self.field(field),
            Decl::Embed(expr) => {
                if self.may_break(start) {
                    self.space(Space::FORM_FEED);
                }
                self.expr(expr);
                self.space(Space::NEWLINE);
            }
            Decl::Comprehension(comprehension) => {
                if self.may_break(start) {
                    self.space(Space::FORM_FEED);
                }
                self.comprehension(comprehension);
            }
            Decl::Let(clause) => {
                if self.may_break(start) {
                    self.space(Space::FORM_FEED);
                }
                self.at(start);
                self.let_clause(clause);
                self.space(Space::DECL_COMMA);
            }
            Decl::Ellipsis(_) => {
                self.at(start);
                self.text("...");
            }
            Decl::Attribute(attribute) => self.attribute(attribute),
        }
    }

    fn attribute(&mut self, attribute: &'a Attribute) {
        self.at(attribute.span.start);
        match self.written(attribute.span) {
            Some(written) => self.text(&written),
            None => self.text(&format!("@{}({})", attribute.name, attribute.body)),
        }
    }

    fn let_clause(&mut self, clause: &'a Let) {
        self.keyword("let");
        self.space(Space::BLANK | Space::NO_OVERRIDE);
        self.text(&clause.name.name);
        self.space(Space::BLANK | Space::NO_OVERRIDE);
        self.operator("=");
        self.space(Space::BLANK);
        self.expr(&clause.value);
    }

    fn field(&mut self, field: &'a Field) {
        if let Some(alias) = &field.alias {
            self.alias(alias);
        }
        self.label(&field.label);
        if let Some(alias) = &field.postfix_alias {
            self.postfix_alias(alias);
        }
        match field.constraint {
            Constraint::None => {}
            Constraint::Optional => self.operator("?"),
            Constraint::Required => self.operator("!"),
        }
        self.space(Space::NO_BLANK | Space::NO_OVERRIDE);
        self.operator(":");
        if let Some(inner) = self.inner_field(field) {
            let start = inner.span.start;
            if self.is_newline(start) {
                self.space(Space::INDENT | Space::FORM_FEED);
                self.field(inner);
                self.indent = self.indent.saturating_sub(1);
            } else {
                self.space(Space::BLANK | Space::NO_OVERRIDE);
                self.field(inner);
            }
            return;
        }
        self.value(field);
    }

    fn value(&mut self, field: &'a Field) {
        let opens = self.opens(&field.value);
        let tab = if opens || self.state.brace_in_line { Space::BLANK } else { Space::COLUMN };
        self.space(tab);
        if matches!(field.value, Expr::List(..) | Expr::Struct(_)) {
            self.expr(&field.value);
        } else {
            self.space(Space::INDENT);
            self.expr(&field.value);
            self.end_indent();
        }
        let mut space = tab;
        for attribute in &field.attributes {
            self.space(space);
            self.attribute(attribute);
            space = Space::BLANK;
        }
        if opens {
            self.space(Space::FORM_FEED);
        }
    }

    /// Whether a value starts a block, so that it is not aligned with others.
    fn opens(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Struct(_) | Expr::List(..) => true,
            Expr::String(text, span) => self.has_lines(text.as_bytes(), *span),
            Expr::Bytes(bytes, span) => self.has_lines(bytes, *span),
            Expr::Paren(operand, _)
            | Expr::Unary(_, operand, _)
            | Expr::Postfix(_, operand, _)
            | Expr::Index(operand, ..)
            | Expr::Selector(operand, ..) => self.opens(operand),
            Expr::Binary(_, left, right, ..) => self.opens(left) || self.opens(right),
            Expr::Call(_, arguments, _) => arguments.iter().any(|argument| self.opens(argument)),
            _ => false,
        }
    }

    fn has_lines(&self, content: &[u8], span: Span) -> bool {
        self.written(span).map_or(content.contains(&b'\n'), |text| text.contains('\n'))
    }

    /// The one field of a value that needs no braces.
    fn inner_field(&self, field: &'a Field) -> Option<&'a Field> {
        let Expr::Struct(body) = &field.value else { return None };
        let [Decl::Field(inner)] = &body.decls[..] else { return None };
        let plain = !body.braces && field.attributes.is_empty() && inner.attributes.is_empty();
        (plain && !self.has_doc(inner.span.start)).then_some(inner)
    }

    fn label(&mut self, label: &'a Label) {
        match label {
            Label::Ident(ident) => {
                self.at(ident.span.start);
                self.text(&ident.name);
            }
            Label::String(text, span) => {
                self.at(span.start);
                self.string_label(text, *span);
            }
            Label::Interpolation(interpolation) => self.interpolation(interpolation, 1),
            Label::Dynamic(expr) => {
                self.at(self.opening(expr.span().start, b'('));
                self.operator("(");
                self.expr(expr);
                self.operator(")");
            }
            Label::Pattern(expr, span) => {
                self.at(span.start);
                self.operator("[");
                self.space(Space::NO_BLANK);
                self.expr(expr);
                self.space(Space::NO_BLANK);
                self.operator("]");
            }
        }
    }

    fn postfix_alias(&mut self, alias: &'a PostfixAlias) {
        self.operator("~");
        self.space(Space::NO_BLANK);
        self.operator("(");
        self.space(Space::NO_BLANK);
        let names = [&alias.label, &alias.field];
        for (place, name) in names.into_iter().flatten().enumerate() {
            if place > 0 {
                self.operator(",");
                self.space(Space::NO_BLANK);
            }
            self.text(&name.name);
        }
        self.space(Space::NO_BLANK);
        self.operator(")");
        self.space(Space::NO_BLANK);
    }

    pub(super) fn comprehension(&mut self, comprehension: &'a Comprehension) {
        for (place, clause) in comprehension.clauses.iter().enumerate() {
            if place > 0 {
                self.space(Space::BLANK);
            }
            self.clause(clause);
        }
        self.space(Space::BLANK | Space::NO_OVERRIDE);
        self.braces(&comprehension.body);
        if let Some(fallback) = &comprehension.fallback {
            let single =
                matches!(comprehension.clauses[..], [Clause::If { .. } | Clause::Try { .. }]);
            self.space(Space::BLANK);
            self.at(fallback.keyword.span.start);
            self.keyword(if single { "else" } else { "otherwise" });
            self.space(Space::BLANK);
            self.braces(&fallback.body);
        }
    }

    fn clause(&mut self, clause: &'a Clause) {
        match clause {
            Clause::For { key, value, source, span } => {
                self.at(span.start);
                self.text("for");
                self.space(Space::BLANK | Space::INDENT);
                if let Some(key) = key {
                    self.at(key.span.start);
                    self.text(&key.name);
                    self.operator(",");
                    self.space(Space::BLANK);
                }
                self.at(value.span.start);
                self.text(&value.name);
                self.space(Space::BLANK);
                self.text("in");
                self.space(Space::BLANK);
                self.expr(source);
            }
            Clause::If { condition, span } => {
                self.at(span.start);
                self.text("if");
                self.space(Space::BLANK | Space::INDENT);
                self.expr(condition);
            }
            Clause::Let { name, value, span } => {
                self.at(span.start);
                self.keyword("let");
                self.space(Space::BLANK | Space::NO_OVERRIDE | Space::INDENT);
                self.bind(name, value);
            }
            Clause::Try { binding, span } => {
                self.at(span.start);
                self.keyword("try");
                let Some((name, value)) = binding else { return };
                self.space(Space::BLANK | Space::NO_OVERRIDE | Space::INDENT);
                self.bind(name, value);
            }
        }
        self.end_indent();
    }

    fn bind(&mut self, name: &'a Ident, value: &'a Expr) {
        self.text(&name.name);
        self.space(Space::BLANK | Space::NO_OVERRIDE);
        self.operator("=");
        self.space(Space::BLANK);
        self.expr(value);
    }
}

impl Line<'_> {
    /// How many labels stand in a row; nothing for a value of several lines.
    fn depth(self) -> usize {
        if let Line::Decl(Decl::Field(field)) = self { depth(field) } else { 0 }
    }

    /// Whether the value starts a block.
    fn opens(self) -> bool {
        let Line::Decl(Decl::Field(field)) = self else { return false };
        match &field.value {
            Expr::Struct(body) => body.braces || body.decls.len() != 1,
            Expr::List(..) => true,
            _ => false,
        }
    }

    fn end(self) -> u32 {
        match self {
            Line::Package(name) => name.span.end,
            Line::Imports(imports) => {
                let last = &imports[imports.len() - 1];
                last.group.unwrap_or(last.span).end
            }
            Line::Decl(decl) => span_of(decl).end,
        }
    }
}

fn depth(field: &Field) -> usize {
    let Expr::Struct(body) = &field.value else { return 1 };
    match &body.decls[..] {
        [Decl::Field(inner)] => 1 + depth(inner),
        [_] => 1,
        _ => 0,
    }
}

/// The parts of a file, in order: attributes may stand in front of the package.
fn lines_of(file: &File) -> Vec<Line<'_>> {
    let mut lines: Vec<(u32, Line<'_>)> = Vec::new();
    lines.extend(file.package.iter().map(|name| (name.span.start, Line::Package(name))));
    let mut rest = &file.imports[..];
    while let Some(first) = rest.first() {
        let same =
            rest.iter().take_while(|import| first.group.is_some() && import.group == first.group);
        let (group, tail) = rest.split_at(same.count().max(1));
        lines.push((first.span.start, Line::Imports(group)));
        rest = tail;
    }
    lines.extend(file.decls.iter().map(|decl| (span_of(decl).start, Line::Decl(decl))));
    order::sort_by_key(&mut lines, |(start, _)| *start);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn span_of(decl: &Decl) -> Span {
    match decl {
        Decl::Field(field) => field.span,
        Decl::Embed(expr) => expr.span(),
        Decl::Comprehension(comprehension) => comprehension.span,
        Decl::Let(clause) => clause.span,
        Decl::Ellipsis(ellipsis) => ellipsis.span,
        Decl::Attribute(attribute) => attribute.span,
    }
}

fn is_definition(label: &Label) -> bool {
    matches!(label, Label::Ident(ident) if ident.name.starts_with('#') || ident.name.starts_with("_#"))
}
