//! Texts with matches replaced.

use super::Captures;
use super::Regexp;
use super::Span;
use super::after;
use super::search;
use crate::go::letter::is_digit;
use crate::go::letter::is_letter;

impl Regexp {
    /// Replaces all matches by a template, in which `$1`, `${1}` and `$name` are groups and `$$` is
    /// `$` (`ReplaceAllString`); nothing if the result is longer than a limit.
    pub fn replace_all(&self, text: &str, template: &str, limit: usize) -> Option<String> {
        let groups = if template.contains('$') { self.names.len() } else { 1 };
        self.replace(text, groups, limit, |result, groups| {
            self.expand(result, (text, groups), template);
        })
    }

    /// Replaces all matches by a text (`ReplaceAllLiteralString`); nothing if the result is longer
    /// than a limit.
    pub fn replace_all_literal(&self, text: &str, literal: &str, limit: usize) -> Option<String> {
        self.replace(text, 1, limit, |result, _| result.push_str(literal))
    }

    fn replace(
        &self,
        text: &str,
        groups: usize,
        limit: usize,
        put: impl Fn(&mut String, &Captures),
    ) -> Option<String> {
        let mut result = String::new();
        let (mut from, mut copied) = (Some(0), 0);
        while let Some(at) = from {
            let Some(found) = search::search(&self.program, text, at, groups) else { break };
            let Some((start, end)) = *found.first()? else { break };
            result.push_str(&text[copied..start]);
            // Nothing right behind a match counts for nothing.
            if end > copied || start == 0 {
                put(&mut result, &found);
            }
            if result.len() > limit {
                return None;
            }
            copied = end;
            from = if end > at { Some(end) } else { after(text, at) };
        }
        result.push_str(&text[copied..]);
        (result.len() <= limit).then_some(result)
    }

    fn expand(&self, result: &mut String, (text, groups): (&str, &Captures), template: &str) {
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('$') {
            result.push_str(before);
            if let Some(behind) = behind.strip_prefix('$') {
                result.push('$');
                rest = behind;
                continue;
            }
            let Some((name, behind)) = variable(behind) else {
                result.push('$');
                rest = behind;
                continue;
            };
            if let Some((start, end)) = self.group(groups, name) {
                result.push_str(&text[start..end]);
            }
            rest = behind;
        }
        result.push_str(rest);
    }

    /// Where a group, by number or by name, matches.
    fn group(&self, groups: &Captures, name: &str) -> Option<Span> {
        if name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'))
        {
            return *groups.get(name.parse::<usize>().ok()?)?;
        }
        let mut named = self.names.iter().zip(groups).filter(|(of, _)| of.as_deref() == Some(name));
        named.find_map(|(_, span)| *span)
    }
}

/// Reads the name of a variable behind `$`, as long as it goes.
fn variable(text: &str) -> Option<(&str, &str)> {
    let braced = text.strip_prefix('{');
    let inside = braced.unwrap_or(text);
    let word = |c: char| c == '_' || is_letter(c) || is_digit(c);
    let end = inside.find(|c| !word(c)).unwrap_or(inside.len());
    let (name, rest) = inside.split_at(end);
    let rest = if braced.is_some() { rest.strip_prefix('}')? } else { rest };
    (!name.is_empty()).then_some((name, rest))
}

/// An expression that matches just a text (`regexp.QuoteMeta`).
pub fn quote_meta(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if r"\.+*?()|[]{}^$".contains(c) {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted
}
