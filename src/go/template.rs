//! Texts made safe for other languages, as Go's `text/template` does it.

use super::print::is_print;

/// Escapes a text for HTML (`HTMLEscapeString`).
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0' => escaped.push(char::REPLACEMENT_CHARACTER),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Escapes a text for a string of JavaScript (`JSEscapeString`).
pub fn escape_js(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '\'' | '"' => escaped.extend(['\\', c]),
            '<' | '>' | '&' | '=' | '\0'..='\u{1f}' => escaped.push_str(&numeric(c)),
            _ if c.is_ascii() || is_print(c) => escaped.push(c),
            _ => escaped.push_str(&numeric(c)),
        }
    }
    escaped
}

fn numeric(c: char) -> String {
    format!("\\u{:04X}", u32::from(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_by_go() {
        assert_eq!(escape_html("<a>&'\"\0é"), "&lt;a&gt;&amp;&#39;&#34;\u{fffd}é");
        let escaped = r#"\u003Ca\u003E\u0026\'\"\u0000\u000A\u003D\u2028é\\"#;
        assert_eq!(escape_js("<a>&'\"\0\n=\u{2028}é\\"), escaped);
        assert_eq!(escape_js("\u{7f}\u{e0001}"), "\u{7f}\\uE0001");
    }
}
