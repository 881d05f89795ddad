//! Inputs that were changed by chance: whatever they are, nothing dies and nothing hangs.

use bowsprit::cue::syntax::parse_expr;
use bowsprit::cue::syntax::parse_file;

use crate::source::outcome;
use crate::subject::Program;
use crate::subject::Subject;

use super::random::Random;

/// Words that mutation puts in.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "\\(",
    "#\"",
    "\"\"\"",
    ":",
    "?",
    "!",
    "...",
    "&",
    "|",
    "*",
    "_|_",
    "if ",
    "for k, v in ",
    "let x = ",
    "_",
    "#A",
    "=~",
    "1e9999",
    "0x",
    "1K",
    "@a(",
    "//",
    "\n",
    "\u{0}",
    "\u{feff}",
    "é",
    "self",
    "len(",
    "or(",
    "import \"",
    "package p\n",
    "~X",
    "a.b.c",
    "-",
    "999999999999999999999999",
];

/// Changes a program and does everything with it.
pub(super) fn run(programs: &[Program], seed: u64) {
    let mut random = Random::new(seed);
    let mut program = programs[random.below(programs.len())].clone();
    let index = random.below(program.files.len());
    let other = &programs[random.below(programs.len())].files[0].1;
    let text = mutate(program.files[index].1.as_bytes(), other.as_bytes(), &mut random);
    drop(parse_file(0, &text));
    drop(parse_expr(0, &text));
    program.files[index].1 = String::from_utf8_lossy(&text).into_owned();
    drop(outcome(&program));
    if let Ok(subject) = Subject::evaluate(&program) {
        drop(subject.tree());
    }
}

fn mutate(text: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(text.len() + 1);
        let end = (at + random.below(40)).min(text.len());
        match random.below(7) {
            0 => drop(text.drain(at..end)),
            1 => {
                let word = random.pick(WORDS).as_bytes();
                text.splice(at..at, word.iter().copied());
            }
            2 => {
                let copied: Vec<u8> = text[at..end].to_vec();
                let into = random.below(text.len() + 1);
                text.splice(into..into, copied);
            }
            3 if at < text.len() => text[at] = u8::try_from(random.below(256)).unwrap_or_default(),
            4 => {
                let from = random.below(other.len() + 1);
                let to = (from + random.below(200)).min(other.len());
                text.splice(at..end, other[from..to].iter().copied());
            }
            5 => {
                let word = random.pick(&["[", "{a: ", "(", "-", "!", "a.", "a & ", "\"\\(", "*"]);
                let many = word.repeat(1 + random.below(3000));
                text.splice(at..at, many.bytes());
            }
            _ => {
                let word = random.pick(WORDS).as_bytes();
                text.splice(at..end, word.iter().copied());
            }
        }
    }
    text
}
