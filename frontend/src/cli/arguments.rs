//! The words behind a command.

use std::collections::BTreeMap;

use bowsprit::cue::eval::Show;
use bowsprit::dagger::VENDORED;

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Prints values.
    Eval,
    /// Prints data.
    Export,
    /// Tells what is wrong.
    Vet,
    /// Rewrites files.
    Fmt,
    /// Prints the tasks of a plan.
    Tasks,
    /// Prints a bake file.
    Bake,
}

impl Command {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "eval" => Self::Eval,
            "export" => Self::Export,
            "vet" => Self::Vet,
            "fmt" => Self::Fmt,
            "tasks" => Self::Tasks,
            "bake" => Self::Bake,
            _ => return None,
        })
    }
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent wishes")]
pub(super) struct Arguments {
    pub(super) files: Vec<String>,
    pub(super) expressions: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) out: Option<String>,
    pub(super) outfile: Option<String>,
    pub(super) force: bool,
    pub(super) ignore: bool,
    pub(super) simplify: bool,
    pub(super) schema: Option<String>,
    pub(super) paths: Vec<String>,
    pub(super) list: bool,
    pub(super) with_context: bool,
    pub(super) apart: bool,
    pub(super) legacy: bool,
    pub(super) tree: bool,
    pub(super) concrete: Option<bool>,
    pub(super) show: Show,
    pub(super) check: bool,
    pub(super) with: Vec<String>,
    pub(super) answers: Option<String>,
    pub(super) build_args: BTreeMap<String, String>,
    pub(super) syntax: Option<String>,
}

type Words<'w> = std::slice::Iter<'w, String>;

impl Arguments {
    /// Reads the words; the error is for whoever wrote them.
    pub(super) fn parse(words: &[String]) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--" => {
                    arguments.files.extend(words.by_ref().cloned());
                }
                "-" => arguments.files.push(word.clone()),
                _ if word.starts_with("--") => {
                    let (flag, value) = match word.split_once('=') {
                        Some((flag, value)) => (flag, Some(value)),
                        None => (word.as_str(), None),
                    };
                    arguments.take(flag, value, &mut words)?;
                }
                _ if word.starts_with('-') => arguments.take_short(&word[1..], &mut words)?,
                _ => arguments.files.push(word.clone()),
            }
        }
        Ok(arguments)
    }

    /// Takes flags of a letter: `-c`, `-sc`, `-c=false`, `-ea`, `-e=a`.
    fn take_short(&mut self, letters: &str, words: &mut Words<'_>) -> Result<(), String> {
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            let flag = format!("-{letter}");
            rest = &rest[letter.len_utf8()..];
            let value = rest.strip_prefix('=');
            if value.is_none() && self.switch(&flag, None)? {
                continue;
            }
            let value = value.or((!rest.is_empty()).then_some(rest));
            return self.take(&flag, value, words);
        }
        Ok(())
    }

    fn take(
        &mut self,
        flag: &str,
        value: Option<&str>,
        words: &mut Words<'_>,
    ) -> Result<(), String> {
        if self.switch(flag, value)? {
            return Ok(());
        }
        let value = value.map(str::to_owned).or_else(|| words.next().cloned());
        let value = value.ok_or_else(|| format!("flag needs a value: {flag}"))?;
        self.set(flag, value)
    }

    /// Takes a flag that is on or off; false if it is none.
    fn switch(&mut self, flag: &str, value: Option<&str>) -> Result<bool, String> {
        let on = match value {
            None | Some("true") => true,
            Some("false") => false,
            Some(_) => return Ok(false),
        };
        match flag {
            "-c" | "--concrete" => self.concrete = Some(on),
            "-a" | "--all" => {
                self.show.optional = on;
                self.show.hidden = on;
            }
            "-H" | "--show-hidden" => self.show.hidden = on,
            "-O" | "--show-optional" => self.show.optional = on,
            "-A" | "--show-attributes" => self.show.attributes = on,
            "--legacy" => self.legacy = on,
            "--vendored" => {
                let _old = self.build_args.insert(VENDORED.to_owned(), on.to_string());
            }
            "--tree" => self.tree = on,
            "--check" => self.check = on,
            "-f" | "--force" => self.force = on,
            "-i" | "--ignore" => self.ignore = on,
            "-s" | "--simplify" => self.simplify = on,
            "--with-context" => self.with_context = on,
            "--list" => self.list = on,
            "--merge" => self.apart = !on,
            "-e" | "--expression" | "-t" | "--inject" | "--out" | "-w" | "--with" | "--answers"
            | "--build-arg" | "--syntax" | "-o" | "--outfile" | "-d" | "--schema" | "-l"
            | "--path" => return Ok(false),
            "-p" | "--package" | "-n" | "--name" | "-I" | "--proto_path" | "--proto_enum"
            | "-C" | "--chdir" | "-E" | "--all-errors" | "-T" | "--inject-vars" | "--escape" => {
                return Err(format!("flag {flag} is not supported"));
            }
            _ => return Err(format!("unknown flag: {flag}")),
        }
        Ok(true)
    }

    fn set(&mut self, flag: &str, value: String) -> Result<(), String> {
        match flag {
            "-e" | "--expression" => self.expressions.push(value),
            "-t" | "--inject" => self.tags.push(value),
            "-w" | "--with" => self.with.push(value),
            "--answers" => self.answers = Some(value),
            "--syntax" => self.syntax = Some(value),
            "--build-arg" => {
                let (name, text) = value.split_once('=').ok_or("--build-arg needs NAME=TEXT")?;
                self.build_args.insert(name.to_owned(), text.to_owned());
            }
            "--out" => self.out = Some(value),
            "-o" | "--outfile" => self.outfile = Some(value),
            "-d" | "--schema" => self.schema = Some(value),
            "-l" | "--path" => self.paths.push(value),
            _ => return Err(format!("flag {flag} is on or off, not {value}")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn values_of_flags_stand_in_the_same_word_or_the_next() {
        for words in
            [&["-e", "a", "--out", "yaml"][..], &["-ea", "--out=yaml"], &["-e=a", "--out", "yaml"]]
        {
            let arguments = parse(words).unwrap();
            assert_eq!(arguments.expressions, ["a"]);
            assert_eq!(arguments.out.as_deref(), Some("yaml"));
        }
        assert_eq!(parse(&["-c=false", "x.cue"]).unwrap().concrete, Some(false));
        assert_eq!(parse(&["-fso", "x"]).unwrap().outfile.as_deref(), Some("x"));
        assert_eq!(parse(&["--", "-x"]).unwrap().files, ["-x"]);
    }

    #[test]
    fn copies_of_packages_are_asked_for_with_a_build_argument() {
        let arguments = parse(&["--vendored", "x.cue"]).unwrap();
        assert_eq!(arguments.build_args, [(VENDORED.to_owned(), "true".to_owned())].into());
        assert_eq!(arguments.files, ["x.cue"]);
    }

    #[test]
    fn flags_that_are_none_are_named() {
        assert_eq!(parse(&["--bogus"]).unwrap_err(), "unknown flag: --bogus");
        assert_eq!(parse(&["-e"]).unwrap_err(), "flag needs a value: -e");
    }
}
