//! Laws that hold for all encodings, tried by chance; the chance is the same each time.

use super::*;
use crate::cue::value::Value;

/// A generator of numbers.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    fn one<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// What texts are broken with.
const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "\t",
    "\r\n",
    "a",
    "1",
    ": ",
    "- ",
    "? ",
    "|",
    ">",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "\\",
    "\\u",
    "#",
    "&a ",
    "*a",
    "!",
    "!!",
    "---\n",
    "...",
    "%",
    "<<: ",
    "=",
    ".",
    "\"\"\"",
    "'''",
    "0x",
    "é",
    "\u{85}",
    "\u{2028}",
    "\0",
    "é\u{fffd}",
];

const TEXTS: &[&str] = &[
    "a: &x {b: [1, 'it''s', \"\\u00e9\"], <<: {c: d}}\ne: *x\nf: |2-\n   g\n  h\n? i\n: - j\n  - !!int 5\n",
    "%YAML 1.1\n---\n- - a\n  - b: >\n     c\n\n     d\n- {e: f, g}\n...\n--- 5\n",
    "a.b = 1\n[c] # d\ne = [1, {f = '''\ng'''}, \"\"\"h \\\n i\"\"\"]\n[[j.k]]\nl = 1979-05-27 07:32:00\n",
    r#"{"a": [1, -2.5e-3, "\ud83d\ude00\n", {"b": null, "b": null}], "c": {"d": true}}"#,
];

#[test]
fn broken_texts_are_errors_at_worst() {
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    for round in 0..6_000 {
        let mut text = TEXTS[round % TEXTS.len()].as_bytes().to_vec();
        for _ in 0..=chance.below(4) {
            let start = chance.below(text.len() + 1);
            let end = (start + chance.below(4)).min(text.len());
            let piece = chance.one(PIECES).as_bytes().to_vec();
            text.splice(start..end, piece);
        }
        let results = [
            yaml::read(&text).is_ok(),
            yaml::read_stream(&text).is_ok(),
            json::read(&text).is_ok(),
            json::read_stream(&text).is_ok(),
            toml::read(&text).is_ok(),
        ];
        // A text of one document is a text of documents.
        assert!(!results[0] || results[1]);
        assert!(!results[2] || results[3]);
    }
}

/// What strings are made of that need some care. Upstream's YAML is not always YAML: `<<` and
/// lines that start with a tab are missing here.
const WORDS: &[&str] = &[
    "", "a", " ", "\n", ":", "#", "-", "?", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'",
    "\"", "%", "@", "`", "\\", "0", "1", ".", "e", "x", "~", "null", "true", "yes", "---", "...",
    "é", "\u{1}", "\u{7f}", "\u{a0}", "\u{85}", "😀", "\r", ": ", " #", "\n ", " \n",
];

fn string(chance: &mut Chance) -> String {
    (0..chance.below(6)).map(|_| chance.one(WORDS)).collect()
}

fn value(chance: &mut Chance, depth: usize) -> Value {
    match chance.below(if depth == 0 { 4 } else { 7 }) {
        0 => Value::Null,
        1 => Value::Bool(chance.below(2) == 0),
        2 | 3 => Value::String(string(chance).into()),
        4 => Value::List((0..chance.below(4)).map(|_| value(chance, depth - 1)).collect()),
        _ => {
            let mut fields: Vec<(_, Value)> = Vec::new();
            for _ in 0..chance.below(4) {
                let name: std::sync::Arc<str> = string(chance).into();
                if fields.iter().all(|(known, _)| *known != name) {
                    fields.push((name, value(chance, depth - 1)));
                }
            }
            Value::Struct(fields)
        }
    }
}

#[test]
fn what_is_written_reads_the_same() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for _ in 0..3_000 {
        let value = value(&mut chance, 3);
        let text = json::write(&value);
        assert_eq!(show(&json::read(text.as_bytes()).unwrap()), show(&value), "{text}");
        let indented = json::write_indented(&value, "\t");
        assert_eq!(json::compact(indented.as_bytes()).unwrap(), text.as_bytes());
        let text = yaml::write(&value);
        assert_eq!(show(&yaml::read(text.as_bytes()).unwrap()), show(&value), "{text}");
    }
}
