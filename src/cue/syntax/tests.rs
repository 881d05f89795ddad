//! Laws of scanner, parser and printer, held against texts made by chance.

use super::*;

/// Whole texts and words that are put together.
const TEXTS: &[&str] = &[
    "package a\n\nimport (\n\t\"list\"\n\tx \"b.c/d:e\"\n)\n\n// doc\na: b?: [string]: {c: 1, ...} @x(y)\n",
    "x: [for k, v in y if v > 2 {\"\\(k)\": v}, 1 | *2, ...int]\nlet z = #\"\"\"\n\ta\n\t\\#(x)\n\t\"\"\"#\n",
    "@experiment(try,aliasv2,explicitopen)\na~(K,V)!: try {b: x?.y[0]?} else {c: d...}\n",
    "#D: X={(a+b): -1.5Ki, [=~\"q\"]: '\\x00', _h: !true && null == _|_}.b(1, [2][0:1])\n",
    "// one\n\na: 1 // two\n// three\nb: [\n\t1 // x\n\t2,\n]\n",
    "\"",
    "'",
    "\"\"\"\n",
    "\\(",
    ")",
    "(",
    "[",
    "]",
    "{",
    "}",
    "#",
    "//x\n",
    "\n",
    ",",
    ":",
    "?",
    "!",
    "=",
    "~X",
    "...",
    ".",
    "for ",
    "in ",
    "if ",
    "let ",
    "try ",
    "else ",
    "_",
    "__a",
    "@a(",
    "0x",
    "1e",
    "1.",
    "\\u00e9",
    "\\",
    "X=",
    "null",
    "func(",
    " ",
    "\t",
    "\r",
    "\0",
    "\u{feff}",
    "é",
    "*",
    "-",
    "==",
    "=~",
    "<",
    "|",
    "&",
    "/",
    ";",
    "import \"a\"\n",
];

/// Numbers made by chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    fn text(&mut self) -> Vec<u8> {
        let mut text = TEXTS[self.below(5)].as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(text.len() + 1);
            match self.below(4) {
                0 => drop(text.drain(at..(at + self.below(6)).min(text.len()))),
                1 if at < text.len() => text[at] = u8::try_from(self.below(256)).unwrap(),
                _ => {
                    let piece = TEXTS[self.below(TEXTS.len())].bytes();
                    drop(text.splice(at..at, piece).collect::<Vec<_>>());
                }
            }
        }
        text
    }
}

#[test]
fn what_is_printed_is_read_again_and_printed_alike() {
    let mut chance = Chance(1);
    let mut good = 0;
    for _ in 0..3000 {
        let text = chance.text();
        let shown = String::from_utf8_lossy(&text);
        let parsed = parse_file(0, &text);
        let printed = print_file(&parsed.file, &text);
        let _all = words(0, &text);
        if !parsed.errors.is_empty() {
            continue;
        }
        good += 1;
        let again = parse_file(0, printed.as_bytes());
        assert_eq!(again.errors, [], "{shown:?} is printed as {printed:?}");
        let twice = print_file(&again.file, printed.as_bytes());
        assert_eq!(twice, printed, "{shown:?}");
    }
    assert!(good > 300, "{good} texts are CUE");
}

#[test]
fn errors_are_in_the_text_and_in_order() {
    let mut chance = Chance(2);
    for _ in 0..1000 {
        let text = chance.text();
        let options = Options { all_errors: true, ..Options::default() };
        let errors = parse_file_as(0, &text, options).errors;
        let inside = |span: Span| span.start <= span.end && span.end as usize <= text.len() + 1;
        assert!(errors.iter().all(|error| inside(error.span)), "{text:?} {errors:?}");
        assert!(errors.is_sorted_by_key(|error| error.span.start), "{text:?}");
    }
}
