//! The run of a lexer over one word.

use super::Env;
use super::Lexer;
use super::Names;
use super::ShellErrorKind;
use super::letter::is_name;
use super::pattern;
use super::pattern::Pattern;
use super::split::Words;
use super::template;
use crate::go::letter::is_digit;
use std::borrow::Cow;

type Result<T> = std::result::Result<T, ShellErrorKind>;

/// How deep substitutions may lie in one another.
const DEPTH: usize = 200;

/// How long a result may be. Graphs are sent in messages a quarter of this size.
const SIZE: usize = 64 << 20;

/// A word being expanded.
pub(super) struct Process<'a> {
    lexer: Lexer,
    env: &'a dyn Env,
    /// What is still to be read.
    rest: &'a str,
    /// Patterns and replacements keep their escapes, whatever the lexer does.
    raw_escapes: bool,
    depth: usize,
    words: Option<Words>,
    pub(super) names: Names,
}

impl<'a> Process<'a> {
    pub(super) fn new(lexer: Lexer, env: &'a dyn Env, word: &'a str) -> Self {
        let names = Names::default();
        let raw_escapes = lexer.raw_escapes;
        Self { lexer, env, rest: word, raw_escapes, depth: 0, words: None, names }
    }

    /// Expands to a word.
    pub(super) fn word(&mut self) -> Result<String> {
        let mut text = String::new();
        self.fill(&mut text, None)?;
        Ok(text)
    }

    /// Expands to words.
    pub(super) fn words(&mut self) -> Result<Vec<String>> {
        self.words = Some(Words::default());
        self.word()?;
        Ok(self.words.take().map(Words::finish).unwrap_or_default())
    }

    /// Expands what lies within a substitution, up to a stop character.
    ///
    /// Whatever goes wrong, at the end of the word it is the stop character that is missing.
    fn nested(&mut self, stop: char, raw_escapes: bool, missing: ShellErrorKind) -> Result<String> {
        if self.depth == DEPTH {
            return Err(ShellErrorKind::TooDeep);
        }
        // Upstream shares one buffer among all levels.
        self.words.iter_mut().for_each(Words::forget);
        self.depth += 1;
        let outer = std::mem::replace(&mut self.raw_escapes, raw_escapes);
        let mut text = String::new();
        let found = self.fill(&mut text, Some(stop));
        self.raw_escapes = outer;
        self.depth -= 1;
        match found {
            Ok(true) => Ok(text),
            Err(error) if !self.rest.is_empty() => Err(error),
            _ => Err(missing),
        }
    }

    /// Expands up to a stop character, or to the end; returns whether the character was found.
    fn fill(&mut self, text: &mut String, stop: Option<char>) -> Result<bool> {
        let Lexer { escape, skip_process_quotes: literal, .. } = self.lexer;
        let special = |c| matches!(c, '$' | '<' | '\'' | '"') || c == escape || Some(c) == stop;
        loop {
            let plain = self.take_until(special);
            self.emit(text, plain, stop.is_none());
            let Some(c) = self.next() else { return Ok(false) };
            let piece = match c {
                _ if Some(c) == stop => return Ok(true),
                '$' => {
                    let value = self.dollar()?;
                    self.emit(text, &value, stop.is_none());
                    if text.len() > SIZE {
                        return Err(ShellErrorKind::TooLong);
                    }
                    continue;
                }
                '<' => self.redirection(),
                '\'' if !literal => self.single_quote()?,
                '"' if !literal => self.double_quote()?,
                _ if c == escape => self.escaped(),
                _ => c.into(),
            };
            self.emit_quoted(text, &piece, stop.is_none());
        }
    }

    /// Appends to the result; blanks end words.
    fn emit(&mut self, text: &mut String, piece: &str, outermost: bool) {
        text.push_str(piece);
        self.words.iter_mut().filter(|_| outermost).for_each(|words| words.push(piece));
    }

    /// Appends to the result; blanks do not end words.
    fn emit_quoted(&mut self, text: &mut String, piece: &str, outermost: bool) {
        text.push_str(piece);
        self.words.iter_mut().filter(|_| outermost).for_each(|words| words.push_raw(piece));
    }

    /// The character behind an escape token. At the end of the word there is none.
    fn escaped(&mut self) -> String {
        let mut text = String::new();
        if self.raw_escapes {
            text.push(self.lexer.escape);
        }
        text.extend(self.next());
        text
    }

    /// `<`, or `<<` with the blanks behind it: they belong to the word.
    fn redirection(&mut self) -> String {
        if !self.rest.starts_with('<') {
            return "<".to_owned();
        }
        self.next();
        let blanks = self.take_until(|c| !matches!(c, '\t' | '\r' | ' '));
        format!("<<{blanks}")
    }

    /// Up to the next `'`.
    fn single_quote(&mut self) -> Result<String> {
        let text = self.take_until(|c| c == '\'');
        self.next().ok_or(ShellErrorKind::SingleQuote)?;
        Ok(if self.lexer.raw_quotes { format!("'{text}'") } else { text.to_owned() })
    }

    /// Up to the next `"`.
    fn double_quote(&mut self) -> Result<String> {
        let escape = self.lexer.escape;
        let quote = if self.lexer.raw_quotes { "\"" } else { "" };
        let mut text = quote.to_owned();
        loop {
            text.push_str(self.take_until(|c| matches!(c, '"' | '$') || c == escape));
            match self.next().ok_or(ShellErrorKind::DoubleQuote)? {
                '"' => break,
                '$' => text.push_str(&self.dollar()?),
                _ => self.escaped_in_quotes(&mut text),
            }
        }
        text.push_str(quote);
        Ok(text)
    }

    /// Within quotes only a few characters can be escaped. Before all others the token stays; it
    /// is doubled if escapes stay anyway.
    fn escaped_in_quotes(&mut self, text: &mut String) {
        let escape = self.lexer.escape;
        if self.raw_escapes {
            text.push(escape);
        }
        match self.rest.chars().next() {
            None => {}
            Some(c) if matches!(c, '"' | '$') || c == escape => text.extend(self.next()),
            Some(_) => text.push(escape),
        }
    }

    /// A reference to a variable; the `$` is read.
    fn dollar(&mut self) -> Result<Cow<'a, str>> {
        if self.rest.starts_with('{') {
            self.next();
            return self.substitution();
        }
        let name = self.name();
        if name.is_empty() {
            return Ok(Cow::Borrowed("$"));
        }
        Ok(match self.lookup(name) {
            None if self.lexer.skip_unset_env => Cow::Owned(format!("${name}")),
            value => Cow::Borrowed(value.unwrap_or_default()),
        })
    }

    /// `${…}`; the `${` is read.
    fn substitution(&mut self) -> Result<Cow<'a, str>> {
        match self.rest.chars().next() {
            None => return Err(ShellErrorKind::MissingBrace),
            Some('{' | '}' | ':') => return Err(ShellErrorKind::BadSubstitution),
            Some(_) => {}
        }
        let name = self.name();
        match self.next() {
            Some('}') => Ok(match self.lookup(name) {
                None if self.lexer.skip_unset_env => Cow::Owned(format!("${{{name}}}")),
                value => Cow::Borrowed(value.unwrap_or_default()),
            }),
            Some(':') => {
                let modifier = self.next();
                self.modified(name, Modifier { character: modifier, colon: true })
            }
            Some('/') => self.replaced(name).map(Cow::Owned),
            modifier => {
                let modifier = Modifier { character: modifier, colon: false };
                if !matches!(modifier.character, Some('+' | '-' | '?' | '#' | '%')) {
                    return Err(modifier.unsupported());
                }
                self.modified(name, modifier)
            }
        }
    }

    /// `${name-word}` and its kin; the modifier is read.
    fn modified(&mut self, name: &'a str, modifier: Modifier) -> Result<Cow<'a, str>> {
        let trims = matches!(modifier.character, Some('#' | '%'));
        if trims && modifier.colon {
            return Err(modifier.unsupported());
        }
        let word = self.nested('}', trims, ShellErrorKind::MissingBrace)?;
        let value = self.lookup(name);
        if value.is_none() && self.lexer.skip_unset_env {
            return Ok(Cow::Owned(format!("${{{name}{}{word}}}", modifier.text())));
        }
        let present = value.filter(|value| !modifier.colon || !value.is_empty());
        match modifier.character {
            Some('-') => Ok(present.map_or(Cow::Owned(word), Cow::Borrowed)),
            Some('+') => Ok(present.map_or(Cow::Borrowed(""), |_| Cow::Owned(word))),
            Some('?') => present.map(Cow::Borrowed).ok_or_else(|| required(name, value, word)),
            Some(end @ ('#' | '%')) => trim(end, &word, value.unwrap_or_default()).map(Cow::Owned),
            _ => Err(modifier.unsupported()),
        }
    }

    /// `${name/pattern/replacement}`; the first slash is read.
    fn replaced(&mut self, name: &'a str) -> Result<String> {
        let all = self.rest.starts_with('/');
        if all {
            self.next();
        }
        let pattern = self.nested('/', true, ShellErrorKind::MissingSlash)?;
        let replacement = self.nested('}', true, ShellErrorKind::MissingBrace)?;
        let value = self.lookup(name);
        if value.is_none() && self.lexer.skip_unset_env {
            return Ok(format!("${{{name}/{pattern}/{replacement}}}"));
        }
        let value = value.unwrap_or_default();
        let glob = Pattern::parse(&pattern)
            .map_err(|escape| ShellErrorKind::InvalidPattern { pattern, escape })?;
        if all {
            return glob
                .replace_all(value, |found| template::fill(&replacement, found), SIZE)
                .ok_or(ShellErrorKind::TooLong);
        }
        Ok(match glob.find(value, 0) {
            Some(found) => [&value[..found.start], &replacement, &value[found.end..]].concat(),
            None => value.to_owned(),
        })
    }

    /// The value of a variable; takes note of the name.
    fn lookup(&mut self, name: &str) -> Option<&'a str> {
        let value = self.env.get(name);
        let Names { matched, unmatched } = &mut self.names;
        match value {
            Some(_) if !matched.contains(name) => _ = matched.insert(name.to_owned()),
            None if !unmatched.contains(name) => _ = unmatched.insert(name.to_owned()),
            _ => {}
        }
        value
    }

    /// A name, a number or one of the special parameters; empty if there is none.
    fn name(&mut self) -> &'a str {
        match self.rest.chars().next() {
            Some(c) if is_digit(c) => self.take_until(|c| !is_digit(c)),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => self.take(1),
            _ => self.take_until(|c| !is_name(c)),
        }
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> &'a str {
        self.take(self.rest.find(stop).unwrap_or(self.rest.len()))
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

/// What follows the name in a substitution.
#[derive(Clone, Copy)]
struct Modifier {
    /// Nothing at the end of the word.
    character: Option<char>,
    /// Whether an empty value counts as unset.
    colon: bool,
}

impl Modifier {
    fn text(self) -> String {
        let colon = if self.colon { ":" } else { "" };
        format!("{colon}{}", self.character.unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn unsupported(self) -> ShellErrorKind {
        ShellErrorKind::UnsupportedModifier(self.text())
    }
}

/// The error of `${name?word}`.
fn required(name: &str, value: Option<&str>, word: String) -> ShellErrorKind {
    let standard =
        if value.is_none() { "is not allowed to be unset" } else { "is not allowed to be empty" };
    let message = if word.is_empty() { standard.to_owned() } else { word };
    ShellErrorKind::Required { name: name.to_owned(), message }
}

/// `${name#pattern}`, `${name%pattern}`; a doubled modifier takes away as much as it can.
fn trim(end: char, word: &str, value: &str) -> Result<String> {
    let longest = word.starts_with(end);
    let pattern = if longest { &word[1..] } else { word };
    if end == '#' {
        let rest =
            Pattern::parse(pattern).map(|glob| value[glob.prefix(value, longest)..].to_owned());
        return rest.map_err(|escape| invalid(pattern.to_owned(), escape));
    }
    let pattern = pattern::reverse(pattern);
    let value: String = value.chars().rev().collect();
    match Pattern::parse(&pattern) {
        Ok(glob) => Ok(value[glob.prefix(&value, longest)..].chars().rev().collect()),
        Err(escape) => Err(invalid(pattern, escape)),
    }
}

fn invalid(pattern: String, escape: char) -> ShellErrorKind {
    ShellErrorKind::InvalidPattern { pattern, escape }
}
