//! The replacement of `${x//pattern/replacement}`.
//!
//! Upstream hands it to Go's `regexp` as a template. A `$0` that is still in it after expansion
//! stands for what was found, and a `$` with any other name for nothing.

use super::letter::is_name;

/// Fills a template.
pub(super) fn fill(template: &str, found: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('$') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            text.push('$');
            rest = after;
        } else if let Some((name, after)) = name(after) {
            if name == "0" {
                text.push_str(found);
            }
            rest = after;
        } else {
            text.push('$');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

/// Splits off `name` or `{name}`.
fn name(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{');
    let start = inner.unwrap_or(text);
    let end = start.find(|c| !is_name(c)).unwrap_or(start.len());
    let (name, rest) = start.split_at(end);
    let rest = if inner.is_some() { rest.strip_prefix('}')? } else { rest };
    (!name.is_empty()).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn only_the_whole_match_has_a_name() {
        let rows = [
            ("[$0]", "[X]"),
            ("[${0}]", "[X]"),
            ("[$0_]", "[]"),
            ("[$1$x${y}]", "[]"),
            ("[$00]", "[]"),
            ("[$$0]", "[$0]"),
            ("[$]", "[$]"),
            ("[${0]", "[${0]"),
            ("[${}]", "[${}]"),
            ("$", "$"),
        ];
        for (template, text) in rows {
            assert_eq!(fill(template, "X"), text, "{template}");
        }
    }
}
