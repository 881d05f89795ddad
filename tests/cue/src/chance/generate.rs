//! CUE by chance: files that parse, whose names mostly stand for something.

use super::random::Random;

const FIELDS: &[&str] = &["a", "b", "c", "d", "e", "x"];
const DEFINITIONS: &[&str] = &["#A", "#B", "#C"];
const HIDDEN: &[&str] = &["_h", "_#H"];
const TYPES: &[&str] = &["int", "string", "bool", "number", "float", "_", "uint8", "null", "bytes"];
const STRINGS: &[&str] = &["\"a\"", "\"b\"", "\"foo\"", "\"\"", "\"x-y\"", "\"é\""];
const NUMBERS: &[&str] = &["0", "1", "2", "3", "-1", "10", "1.5", "2.0", "1e3", "100K", "0x10"];

/// Structs and lists are nested so deep.
const MAX_DEPTH: u32 = 4;

/// A file.
pub(super) fn file(seed: u64) -> String {
    let mut random = Random::new(seed);
    let lines = 2 + random.below(7);
    let mut writer = Writer { random, text: String::new(), depth: 0, lets: 0 };
    for _ in 0..lines {
        writer.declaration(0);
    }
    writer.text
}

struct Writer {
    random: Random,
    text: String,
    depth: u32,
    lets: usize,
}

impl Writer {
    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&"\t".repeat(indent));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn declaration(&mut self, indent: usize) {
        match self.random.below(24) {
            0..=9 => self.field(indent),
            10 | 11 => self.definition(indent),
            12 => {
                let name = self.random.pick(FIELDS);
                let value = self.expression(indent);
                let mark = self.random.pick(&["?", "!", "?"]);
                self.line(indent, &format!("{name}{mark}: {value}"));
            }
            13 | 14 => self.pattern(indent),
            15 => {
                let reference = self.random.pick(DEFINITIONS);
                self.line(indent, reference);
            }
            16 => {
                let value = self.structure(indent);
                self.line(indent, &value);
            }
            17 if indent > 0 => self.line(indent, "..."),
            18 => self.lets(indent),
            19 | 20 => self.condition(indent),
            21 => self.iteration(indent),
            22 => {
                let value = self.expression(indent);
                let label = self.random.pick(&["\"\\(a)\"", "(\"b\")", "\"c\\(1)\"", "(e)"]);
                self.line(indent, &format!("{label}: {value}"));
            }
            _ => {
                let name = self.random.pick(HIDDEN);
                let value = self.expression(indent);
                self.line(indent, &format!("{name}: {value}"));
            }
        }
    }

    fn field(&mut self, indent: usize) {
        let name = self.random.pick(FIELDS);
        let value = self.expression(indent);
        self.line(indent, &format!("{name}: {value}"));
    }

    fn definition(&mut self, indent: usize) {
        let name = self.random.pick(DEFINITIONS);
        let value =
            if self.random.percent(70) { self.structure(indent) } else { self.expression(indent) };
        self.line(indent, &format!("{name}: {value}"));
    }

    fn pattern(&mut self, indent: usize) {
        let pattern = self.random.pick(&[
            "string",
            "=~\"^[ab]\"",
            "!~\"a\"",
            "\"a\"|\"b\"",
            "X=string",
            ">\"b\"",
        ]);
        let value = if pattern == "X=string" && self.random.percent(60) {
            "{name: X}".to_owned()
        } else {
            self.expression(indent)
        };
        self.line(indent, &format!("[{pattern}]: {value}"));
    }

    fn lets(&mut self, indent: usize) {
        self.lets += 1;
        let name = format!("v{}", self.lets);
        let value = self.expression(indent);
        self.line(indent, &format!("let {name} = {value}"));
        let field = self.random.pick(FIELDS);
        self.line(indent, &format!("{field}: {name}"));
    }

    fn condition(&mut self, indent: usize) {
        let condition = self.boolean(indent);
        let body = self.structure(indent);
        self.line(indent, &format!("if {condition} {body}"));
    }

    fn iteration(&mut self, indent: usize) {
        let source = match self.random.below(4) {
            0 => "[1, 2, 3]".to_owned(),
            1 => "{a: 1, b: \"x\"}".to_owned(),
            _ => self.reference(),
        };
        let body = self.random.pick(&["{\"\\(k)_\": v}", "{d: v}", "{(\"k\\(k)\"): {n: v}}"]);
        let guard = if self.random.percent(20) { " if v != 1" } else { "" };
        let source = if source.starts_with('{') { format!("({source})") } else { source };
        self.line(indent, &format!("for k, v in {source}{guard} {body}"));
    }

    /// A struct, a declaration on each line.
    fn structure(&mut self, indent: usize) -> String {
        if self.depth >= MAX_DEPTH {
            return "{}".into();
        }
        self.depth += 1;
        let outer = std::mem::take(&mut self.text);
        for _ in 0..=self.random.below(4) {
            self.declaration(indent + 1);
        }
        let inner = std::mem::replace(&mut self.text, outer);
        self.depth -= 1;
        format!("{{\n{inner}{}}}", "\t".repeat(indent))
    }

    fn expression(&mut self, indent: usize) -> String {
        if self.depth >= MAX_DEPTH {
            return self.atom();
        }
        self.depth += 1;
        let text = match self.random.below(26) {
            0..=5 => self.atom(),
            6..=8 => self.reference(),
            9 | 10 => self.structure(indent),
            11 | 12 => format!("{} & {}", self.operand(indent), self.operand(indent)),
            13 => format!("{} | {}", self.operand(indent), self.operand(indent)),
            14 | 15 => format!("*{} | {}", self.operand(indent), self.operand(indent)),
            16 => {
                let operator = self.random.pick(&["+", "-", "*", "/"]);
                format!("{} {operator} {}", self.operand(indent), self.operand(indent))
            }
            17 => self.list(indent),
            18 => self.bound(),
            19 => {
                let inner = self.reference();
                format!("\"p\\({inner})s\"")
            }
            20 => self.boolean(indent),
            21 => self.call(indent),
            22 => format!("{}[{}]", self.list(indent), self.random.pick(&["0", "1", "5", "a"])),
            23 => format!(
                "{} & {{\n{}\t{}: {}\n{}}}",
                self.random.pick(DEFINITIONS),
                "\t".repeat(indent),
                self.random.pick(FIELDS),
                self.atom(),
                "\t".repeat(indent)
            ),
            _ => format!("({})", self.expression(indent)),
        };
        self.depth -= 1;
        text
    }

    fn operand(&mut self, indent: usize) -> String {
        match self.random.below(6) {
            0 | 1 => self.atom(),
            2 | 3 => self.reference(),
            4 => self.bound(),
            _ => format!("({})", self.expression(indent)),
        }
    }

    fn atom(&mut self) -> String {
        match self.random.below(8) {
            0..=2 => self.random.pick(NUMBERS).to_owned(),
            3 | 4 => self.random.pick(STRINGS).to_owned(),
            5 => self.random.pick(&["true", "false", "null", "'b'", "_|_"]).to_owned(),
            _ => self.random.pick(TYPES).to_owned(),
        }
    }

    fn reference(&mut self) -> String {
        let first = match self.random.below(10) {
            0..=6 => self.random.pick(FIELDS),
            7 | 8 => self.random.pick(DEFINITIONS),
            _ => self.random.pick(HIDDEN),
        };
        let mut text = first.to_owned();
        while self.random.percent(30) {
            text = format!("{text}.{}", self.random.pick(FIELDS));
        }
        text
    }

    fn bound(&mut self) -> String {
        match self.random.below(4) {
            0 => format!(
                "{}{}",
                self.random.pick(&["=~", "!~"]),
                self.random.pick(&["\"^a\"", "\"o+\""])
            ),
            1 => format!("!={}", self.random.pick(&["1", "\"a\"", "null"])),
            _ => {
                let operator = self.random.pick(&["<", "<=", ">", ">="]);
                format!("{operator}{}", self.random.pick(&["0", "2", "5", "1.5", "\"b\""]))
            }
        }
    }

    fn boolean(&mut self, indent: usize) -> String {
        match self.random.below(7) {
            0 => format!("{} == {}", self.reference(), self.atom()),
            1 => format!("{} != _|_", self.reference()),
            2 => format!("{} == _|_", self.reference()),
            3 => format!("{} < {}", self.reference(), self.random.pick(NUMBERS)),
            4 => format!("!({})", self.operand(indent)),
            5 => format!("{} =~ \"^[a-f]\"", self.reference()),
            _ => self.random.pick(&["true", "false"]).to_owned(),
        }
    }

    fn list(&mut self, indent: usize) -> String {
        let mut elements: Vec<String> = Vec::new();
        for _ in 0..self.random.below(4) {
            let element = match self.random.below(8) {
                0 => format!("if {} {{1}}", self.boolean(indent)),
                1 => format!("for v in {} {{v}}", self.reference()),
                _ => self.operand(indent),
            };
            elements.push(element);
        }
        if self.random.percent(25) {
            elements.push(self.random.pick(&["...", "...int", "...string"]).to_owned());
        }
        format!("[{}]", elements.join(", "))
    }

    fn call(&mut self, indent: usize) -> String {
        match self.random.below(5) {
            0 => format!("len({})", self.reference()),
            1 => format!("close({})", self.structure(indent)),
            2 => format!("or({})", self.list(indent)),
            3 => format!("and({})", self.list(indent)),
            _ => format!(
                "{}({}, {})",
                self.random.pick(&["div", "mod", "quo", "rem"]),
                self.operand(indent),
                self.operand(indent)
            ),
        }
    }
}
