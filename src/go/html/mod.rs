//! Escaped texts as Go's `html` writes and reads them.

use std::collections::BTreeMap;

/// Escapes the five characters that matter (`html.EscapeString`).
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '\'' => escaped.push_str("&#39;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&#34;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Puts characters in the place of their names and numbers (`html.UnescapeString`).
pub fn unescape(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    let mut entities = None;
    let mut rest = &text[plain.len()..];
    for piece in pieces {
        // What Go looks at may go beyond the next `&`, but only to see that there is something.
        let more = rest.len() - 1;
        rest = &rest[1 + piece.len()..];
        let read = if piece.starts_with('#') {
            if more > 2 { number(piece) } else { None }
        } else {
            named(entities.get_or_insert_with(Entities::read), piece)
        };
        match read {
            Some((characters, length)) => {
                plain.push_str(&characters);
                plain.push_str(&piece[length..]);
            }
            None => plain.extend(["&", piece]),
        }
    }
    plain
}

/// Reads `#123;` or `#x7b;`: the character and the length. The `;` may be missing.
fn number(piece: &str) -> Option<(String, usize)> {
    let (base, start) = match piece.as_bytes().get(1) {
        Some(b'x' | b'X') => (16, 2),
        _ => (10, 1),
    };
    let digits = piece[start..].chars().map_while(|c| c.to_digit(base));
    let (mut value, mut end) = (0i32, start);
    for digit in digits {
        let base = i32::try_from(base).ok()?;
        value = value.wrapping_mul(base).wrapping_add(i32::try_from(digit).ok()?);
        end += 1;
    }
    end += usize::from(piece[end..].starts_with(';'));
    // One digit alone is not enough for Go, while `x;` is.
    let character = || match u32::try_from(value).ok()? {
        0 => None,
        value @ 0x80..0xa0 => Some(WINDOWS[value as usize - 0x80]),
        value => char::from_u32(value),
    };
    (end > 2).then(|| (character().unwrap_or(char::REPLACEMENT_CHARACTER).into(), end))
}

/// What 0x80 to 0x9f mean in Windows-1252.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads `name;`: the characters and the length.
fn named(entities: &Entities, piece: &str) -> Option<(String, usize)> {
    let end = piece.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece.len());
    let name = &piece[..end];
    if piece[end..].starts_with(';')
        && let Some((characters, _)) = entities.0.get(name)
    {
        return Some(((*characters).to_owned(), end + 1));
    }
    // Old names need no `;`, and may have something right behind them.
    let lengths = (2..=MOST_OF_OLD.min(end)).rev();
    lengths.into_iter().find_map(|length| match entities.0.get(&name[..length]) {
        Some((characters, true)) => Some(((*characters).to_owned(), length)),
        _ => None,
    })
}

/// The longest name that needs no `;`.
const MOST_OF_OLD: usize = 6;

/// The names of characters: the characters, and whether the name needs no `;`.
struct Entities(BTreeMap<String, (&'static str, bool)>);

impl Entities {
    /// Each line of the table has a letter that says how much it shares with the name above, the
    /// rest of the name, a mark if it needs no `;`, and the characters.
    fn read() -> Self {
        let mut name = String::new();
        let mut entities = BTreeMap::from([("NewLine".to_owned(), ("\n", false))]);
        for line in include_str!("entities.txt").lines() {
            let Some((rest, characters)) = line.split_once(' ') else { continue };
            let shared = usize::from(rest.as_bytes()[0] - b'a');
            let rest = &rest[1..];
            name.truncate(shared);
            name.push_str(rest.trim_end_matches('!'));
            entities.insert(name.clone(), (characters, rest.ends_with('!')));
        }
        Self(entities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_characters() {
        let rows = [
            ("a &lt;b&gt; &amp;&amp;", "a <b> &&"),
            ("&NotEqualTilde;&fjlig;&NewLine;&Tab;", "\u{2242}\u{338}fj\n\t"),
            ("&copy2 &notit; &nosuch; &", "©2 ¬it; &nosuch; &"),
            ("&ampamp; &lt &LTX", "&amp; < <X"),
            ("&#39;&#x41;&#x41 &#65 &#128;", "'AA A €"),
            ("&#1 &#x; &#; &#", "&#1 \u{fffd} &#; &#"),
            ("&#0; &#xD800; &#99999999999;", "\u{fffd} \u{fffd} \u{fffd}"),
            ("&#4294967361;", "A"),
            ("&#1&#2;&#x1&&a&lt;&#&lt;", "&#1\u{2}\u{1}&&a<&#<"),
        ];
        for (escaped, plain) in rows {
            assert_eq!(unescape(escaped), plain, "{escaped}");
        }
        assert_eq!(
            escape("<a href='x'>\"&\"</a>"),
            "&lt;a href=&#39;x&#39;&gt;&#34;&amp;&#34;&lt;/a&gt;"
        );
    }

    #[test]
    fn the_table_is_whole() {
        let entities = Entities::read().0;
        assert_eq!(entities.len(), 2125);
        assert_eq!(entities.values().filter(|entity| entity.1).count(), 106);
    }
}
