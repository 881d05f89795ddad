//! Inputs that were changed by chance: whatever they are, nothing dies and nothing hangs.

use bowsprit::cue::syntax::parse_expr;
use bowsprit::cue::syntax::parse_file;
use bowsprit::cue::syntax::print_expr;
use bowsprit::cue::syntax::print_file;
use bowsprit::cue::syntax::words;

use crate::source::outcome;
use crate::subject::Program;
use crate::subject::Subject;

use super::Finding;
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

/// What is done with what was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Takes a text apart into words.
    Scanner,
    /// Parses a text as a file and as an expression, and prints what it read.
    Parser,
    /// Evaluates a program, exports it, shows all of it.
    Evaluator,
    /// Loads a module with some of its files and names changed.
    Loader,
}

impl Part {
    /// All parts, by name.
    pub(super) const ALL: [(&str, Self); 4] = [
        ("scanner", Self::Scanner),
        ("parser", Self::Parser),
        ("evaluator", Self::Evaluator),
        ("loader", Self::Loader),
    ];
}

/// The most memory that one input may take: what the evaluator may spend on values, and the stack.
const MOST_MEMORY: u64 = 3 << 30;

/// A program with a file changed; for the loader, with names and several files.
pub(super) fn input(programs: &[Program], part: Part, seed: u64) -> Program {
    let mut random = Random::new(seed);
    let mut program = programs[random.below(programs.len())].clone();
    let changes = if part == Part::Loader { 1 + random.below(4) } else { 1 };
    for _ in 0..changes {
        let index = random.below(program.files.len());
        let other = &programs[random.below(programs.len())].files[0].1;
        let text = mutate(program.files[index].1.as_bytes(), other.as_bytes(), &mut random);
        program.files[index].1 = String::from_utf8_lossy(&text).into_owned();
    }
    if part == Part::Loader {
        rename(&mut program, &mut random);
    }
    program
}

/// Does everything that a part has to do with an input; tells of memory above the budget.
pub(super) fn run(program: &Program, part: Part) -> Option<Finding> {
    let text = || program.files.iter().map(|(_, text)| text.as_bytes());
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    match part {
        Part::Scanner => text().for_each(|text| drop(words(0, text))),
        Part::Parser => text().for_each(|text| {
            drop(print_file(&parse_file(0, text).file, text));
            drop(parse_expr(0, text).map(|expr| print_expr(&expr)));
        }),
        Part::Evaluator => {
            drop(outcome(program));
            if let Ok(subject) = Subject::evaluate(program) {
                drop(subject.tree());
            }
        }
        Part::Loader => drop(Subject::evaluate(program)),
    }
    let peak = peak_memory().filter(|peak| *peak > MOST_MEMORY)?;
    let class = "takes too much memory".to_owned();
    Some(Finding { class, what: format!("{} MiB", peak >> 20), text: shown(program) })
}

/// An input as an archive.
pub(super) fn shown(program: &Program) -> String {
    let files = program.files.iter().map(|(name, text)| format!("-- {name} --\n{text}\n"));
    format!("# {}\n{}", program.args.join(" "), files.collect::<String>())
}

/// The most memory since it was last reset.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? << 10)
}

/// Gives files other names, asks for other things, adds a module file.
fn rename(program: &mut Program, random: &mut Random) {
    const NAMES: &[&str] = &[
        "cue.mod/module.cue",
        "a_test.cue",
        "sub/a.cue",
        "cue.mod/pkg/x.org/y/a.cue",
        "cue.mod/usr/x.org/y/a.cue",
        "data.json",
        "data.yaml",
        "data.toml",
        "t.txt",
    ];
    const ARGUMENTS: &[&str] = &[
        ".",
        "./sub",
        "./...",
        "x.org/y",
        "x.org/y@v0:z",
        "..",
        "./sub:p",
        "-",
        "/",
        "strings",
        "",
    ];
    const MODULES: &[&str] = &[
        "module: \"x.org/m\"\nlanguage: version: \"v0.17.0\"\n",
        "module: \"x.org/m@v0\"\nlanguage: version: \"v0.9\"\ndeps: \"x.org/y@v0\": v: \"v0.1.0\"\n",
        "module: \"\"\n",
    ];
    const LINES: &[&str] = &[
        "import \"x.org/y\"\nz: y.a\n",
        "import \"x.org/m/sub\"\nz: sub\n",
        "@extern(embed)\npackage p\na: _ @embed(file=data.json)\nb: _ @embed(glob=\"*.*\",type=text)\n",
        "@if(x && !y)\npackage p\na: string @tag(a,short=b|c,type=int)\n",
    ];
    let into = random.below(program.files.len());
    if random.percent(50) {
        random.pick(NAMES).clone_into(&mut program.files[into].0);
    }
    if random.percent(60) {
        let text = &mut program.files[into].1;
        *text = format!("{}{text}", random.pick(LINES));
    }
    if random.percent(60) {
        let module = mutate_some(random.pick(MODULES), random);
        program.files.push(("cue.mod/module.cue".into(), module));
    }
    if random.percent(50) {
        program.args = vec![random.pick(ARGUMENTS).to_owned()];
    }
    if random.percent(20) {
        let text = program.files[into].1.clone();
        program.files.push((random.pick(NAMES).to_owned(), text));
    }
}

fn mutate_some(text: &str, random: &mut Random) -> String {
    if random.percent(50) {
        return text.to_owned();
    }
    let text = mutate(text.as_bytes(), text.as_bytes(), random);
    String::from_utf8_lossy(&text).into_owned()
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
