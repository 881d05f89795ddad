//! Text to tree.

use super::RegexpError;
use super::RegexpErrorKind as Kind;
use super::class::Class;
use super::escape;
use super::tree::Node;
use super::tree::Place;
use super::tree::Repeat;
use super::tree::Tree;

/// An expression that was read.
pub(super) struct Parsed {
    pub(super) tree: Tree,
    pub(super) classes: Vec<Class>,
    /// The names of the groups, of which the first is the whole.
    pub(super) names: Vec<Option<String>>,
}

/// Reads an expression.
pub(super) fn parse(expression: &str) -> Result<Parsed, RegexpError> {
    let mut parser = Parser {
        expression,
        rest: expression,
        flags: Flags::default(),
        groups: vec![Group::default()],
        classes: Vec::new(),
        names: vec![None],
        repeated: None,
    };
    while !parser.rest.is_empty() {
        let before = parser.rest;
        let repeats = parser.next()?;
        parser.repeated = repeats.then_some(before);
    }
    let tree = match (parser.groups.pop(), parser.groups.is_empty()) {
        (Some(group), true) => parser.limited(group.into_tree())?,
        _ => return Err(RegexpError::new(Kind::MissingParen, expression)),
    };
    Ok(Parsed { tree, classes: parser.classes, names: parser.names })
}

/// A part of an expression that is being read.
struct Parser<'a> {
    expression: &'a str,
    rest: &'a str,
    flags: Flags,
    /// The groups that are open, and the whole.
    groups: Vec<Group>,
    classes: Vec<Class>,
    names: Vec<Option<String>>,
    /// The text from the last operator on, if it repeats something.
    repeated: Option<&'a str>,
}

/// What `(?imsU)` turns on.
#[expect(clippy::struct_excessive_bools, reason = "four switches, each for itself")]
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) fold: bool,
    lines: bool,
    dot_newline: bool,
    lazy: bool,
}

/// A group that is open.
#[derive(Default)]
struct Group {
    alternatives: Vec<Tree>,
    items: Vec<Tree>,
    /// Its number, if it has one.
    capture: Option<usize>,
    /// What holds behind it.
    flags: Flags,
}

impl Group {
    fn next_alternative(&mut self) -> Result<(), Kind> {
        self.alternatives.push(Tree::concat(std::mem::take(&mut self.items))?);
        Ok(())
    }

    fn into_tree(mut self) -> Result<Tree, Kind> {
        self.next_alternative()?;
        let tree = Tree::alternate(self.alternatives)?;
        match self.capture {
            Some(group) => tree.capture(group),
            None => Ok(tree),
        }
    }
}

impl<'a> Parser<'a> {
    /// Reads what is next; says whether it repeats something.
    fn next(&mut self) -> Result<bool, RegexpError> {
        let before = self.rest;
        let Some(c) = self.take() else { return Ok(false) };
        match c {
            '(' if self.rest.starts_with('?') => self.group_with_flags(before)?,
            '(' => {
                let number = self.number(None);
                self.open(Some(number));
            }
            '|' => {
                let alternative = self.group()?.next_alternative();
                self.limited(alternative)?;
            }
            ')' => self.close()?,
            '^' if self.flags.lines => self.push(Node::Assert(Place::LineStart))?,
            '^' => self.push(Node::Assert(Place::Start))?,
            '$' if self.flags.lines => self.push(Node::Assert(Place::LineEnd))?,
            '$' => self.push(Node::Assert(Place::End))?,
            '.' => self.push(Node::Any { newline: self.flags.dot_newline })?,
            '[' => {
                let class = escape::class(before, self.flags)?;
                self.rest = class.1;
                self.class(class.0)?;
            }
            '*' => return self.repeat(before, 0, None),
            '+' => return self.repeat(before, 1, None),
            '?' => return self.repeat(before, 0, Some(1)),
            '{' => match count(before) {
                Some((count, rest)) => {
                    self.rest = rest;
                    return self.counted(before, count);
                }
                None => self.literal('{')?,
            },
            '\\' => self.escape(before)?,
            _ => self.literal(c)?,
        }
        Ok(false)
    }

    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// The innermost group that is open.
    fn group(&mut self) -> Result<&mut Group, RegexpError> {
        let error = RegexpError::new(Kind::UnexpectedParen, self.expression);
        self.groups.last_mut().ok_or(error)
    }

    fn push(&mut self, node: Node) -> Result<(), RegexpError> {
        self.group()?.items.push(Tree::leaf(node));
        Ok(())
    }

    fn literal(&mut self, c: char) -> Result<(), RegexpError> {
        self.push(Node::Char { c, fold: self.flags.fold })
    }

    fn class(&mut self, class: Class) -> Result<(), RegexpError> {
        self.classes.push(class);
        self.push(Node::Class(self.classes.len() - 1))
    }

    /// Gives a group a number, and perhaps a name.
    fn number(&mut self, name: Option<&str>) -> usize {
        self.names.push(name.map(str::to_owned));
        self.names.len() - 1
    }

    /// Opens a group; behind it, the same flags hold as now.
    fn open(&mut self, capture: Option<usize>) {
        self.groups.push(Group { capture, flags: self.flags, ..Group::default() });
    }

    fn close(&mut self) -> Result<(), RegexpError> {
        match self.groups.pop() {
            Some(group) if !self.groups.is_empty() => {
                self.flags = group.flags;
                let tree = self.limited(group.into_tree())?;
                self.group()?.items.push(tree);
                Ok(())
            }
            _ => Err(RegexpError::new(Kind::UnexpectedParen, self.expression)),
        }
    }

    /// `(?i)`, `(?i-s:…)`, `(?P<name>…)` or `(?<name>…)`, of which `(` is read.
    fn group_with_flags(&mut self, before: &'a str) -> Result<(), RegexpError> {
        let inside = &self.rest[1..];
        let named = inside.strip_prefix("P<").or_else(|| inside.strip_prefix('<'));
        if let Some(named) = named.filter(|named| !named.is_empty()) {
            let Some((name, rest)) = named.split_once('>') else {
                return Err(RegexpError::new(Kind::NamedCapture, before));
            };
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.is_empty() || !name.chars().all(word) {
                return Err(RegexpError::between(Kind::NamedCapture, before, rest));
            }
            self.rest = rest;
            let number = self.number(Some(name));
            self.open(Some(number));
            return Ok(());
        }
        self.rest = inside;
        let (mut flags, mut on, mut seen) = (self.flags, true, false);
        while let Some(c) = self.take() {
            let flag = match c {
                'i' => &mut flags.fold,
                'm' => &mut flags.lines,
                's' => &mut flags.dot_newline,
                'U' => &mut flags.lazy,
                '-' if on => {
                    (on, seen) = (false, false);
                    continue;
                }
                ':' | ')' if on || seen => {
                    if c == ':' {
                        self.open(None);
                    }
                    self.flags = flags;
                    return Ok(());
                }
                _ => break,
            };
            *flag = on;
            seen = true;
        }
        Err(RegexpError::between(Kind::PerlSyntax, before, self.rest))
    }

    /// An escape, of which `\` is read.
    fn escape(&mut self, before: &'a str) -> Result<(), RegexpError> {
        let place = match self.rest.chars().next() {
            Some('A') => Some(Place::Start),
            Some('z') => Some(Place::End),
            Some('b') => Some(Place::WordBoundary),
            Some('B') => Some(Place::NoWordBoundary),
            Some('Q') => {
                let (literal, rest) =
                    self.rest[1..].split_once("\\E").unwrap_or((&self.rest[1..], ""));
                self.rest = rest;
                return literal.chars().try_for_each(|c| self.literal(c));
            }
            _ => None,
        };
        if let Some(place) = place {
            self.take();
            return self.push(Node::Assert(place));
        }
        if let Some((class, rest)) = escape::set(before, self.flags)? {
            self.rest = rest;
            return self.class(class);
        }
        let (c, rest) = escape::character(before)?;
        self.rest = rest;
        self.literal(c)
    }

    /// `{2}`, `{2,}` or `{2,3}`, which is read.
    fn counted(
        &mut self,
        before: &'a str,
        (min, max): (usize, Option<usize>),
    ) -> Result<bool, RegexpError> {
        if min > MAX_COUNT || max.is_some_and(|max| max > MAX_COUNT || min > max) {
            return Err(RegexpError::between(Kind::RepeatSize, before, self.rest));
        }
        self.repeat(before, min, max)
    }

    /// Repeats the last item. The operator is read, but not the `?` that turns its greed around.
    fn repeat(
        &mut self,
        before: &'a str,
        min: usize,
        max: Option<usize>,
    ) -> Result<bool, RegexpError> {
        let after = self.rest.strip_prefix('?');
        self.rest = after.unwrap_or(self.rest);
        if let Some(repeated) = self.repeated {
            return Err(RegexpError::between(Kind::NestedRepeat, repeated, self.rest));
        }
        let greedy = self.flags.lazy == after.is_some();
        let counted = before.starts_with('{');
        let Some(item) = self.group()?.items.pop() else {
            return Err(RegexpError::between(Kind::MissingArgument, before, self.rest));
        };
        let tree = self.limited(item.repeat(Repeat { min, max, greedy, counted }))?;
        if min.max(max.unwrap_or(0)) >= 2 && tree.copies > MAX_COUNT {
            return Err(RegexpError::between(Kind::RepeatSize, before, self.rest));
        }
        self.group()?.items.push(tree);
        Ok(true)
    }

    fn limited<T>(&self, result: Result<T, Kind>) -> Result<T, RegexpError> {
        result.map_err(|kind| RegexpError::new(kind, self.expression))
    }
}

/// The largest count.
const MAX_COUNT: usize = 1000;

/// Reads a count in braces; what is in them may be too large, but must be numbers.
fn count(text: &str) -> Option<((usize, Option<usize>), &str)> {
    let (min, rest) = number(text.strip_prefix('{')?)?;
    let (max, rest) = match rest.strip_prefix(',') {
        None => (Some(min), rest),
        Some(rest) if rest.starts_with('}') => (None, rest),
        Some(rest) => {
            let (max, rest) = number(rest)?;
            (Some(max), rest)
        }
    };
    Some(((min, max), rest.strip_prefix('}')?))
}

/// Reads a decimal number without zeros in front; one that is too large is the largest.
fn number(text: &str) -> Option<(usize, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let padded = digits.len() > 1 && digits.starts_with('0');
    (end > 0 && !padded).then(|| (digits.parse().unwrap_or(usize::MAX), rest))
}
