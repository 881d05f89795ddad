//! The words behind a command.

use std::collections::BTreeMap;

use bowsprit::cue::eval::Show;

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

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Cue,
    Json,
    Yaml,
    Text,
}

/// What was asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    pub(super) files: Vec<String>,
    pub(super) expressions: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) encoding: Option<Encoding>,
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
                _ if word.starts_with('-') => {
                    let (flag, value) = split(word);
                    if !arguments.switch(flag, value)? {
                        let value = value.map(str::to_owned).or_else(|| words.next().cloned());
                        let value = value.ok_or_else(|| format!("flag needs a value: {flag}"))?;
                        arguments.set(flag, value)?;
                    }
                }
                _ => arguments.files.push(word.clone()),
            }
        }
        Ok(arguments)
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
            "--tree" => self.tree = on,
            "--check" => self.check = on,
            "-e" | "--expression" | "-t" | "--inject" | "--out" | "-w" | "--with" | "--answers"
            | "--build-arg" | "--syntax" => return Ok(false),
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
            "--out" => self.encoding = Some(encoding(&value)?),
            _ => return Err(format!("flag {flag} is on or off, not {value}")),
        }
        Ok(())
    }
}

/// A flag and the value in the same word: `--out=json`, `-ejson`.
fn split(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return word.split_once('=').map_or((word, None), |(flag, value)| (flag, Some(value)));
    }
    let end = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
    let (flag, value) = word.split_at(end);
    (flag, Some(value.strip_prefix('=').unwrap_or(value)).filter(|value| !value.is_empty()))
}

fn encoding(name: &str) -> Result<Encoding, String> {
    match name {
        "cue" => Ok(Encoding::Cue),
        "json" => Ok(Encoding::Json),
        "yaml" => Ok(Encoding::Yaml),
        "text" => Ok(Encoding::Text),
        _ => Err(format!("unknown encoding {name}: use cue, json, yaml or text")),
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
            assert_eq!(arguments.encoding, Some(Encoding::Yaml));
        }
        assert_eq!(parse(&["-c=false", "x.cue"]).unwrap().concrete, Some(false));
        assert_eq!(parse(&["--", "-x"]).unwrap().files, ["-x"]);
    }

    #[test]
    fn flags_that_are_none_are_named() {
        assert_eq!(parse(&["--bogus"]).unwrap_err(), "unknown flag: --bogus");
        assert_eq!(parse(&["-e"]).unwrap_err(), "flag needs a value: -e");
    }
}
