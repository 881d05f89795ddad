//! The words behind a command.

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Prints values.
    Eval,
    /// Prints data.
    Export,
    /// Tells what is wrong.
    Vet,
}

impl Command {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "eval" => Self::Eval,
            "export" => Self::Export,
            "vet" => Self::Vet,
            _ => return None,
        })
    }
}

/// How data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Json,
    Yaml,
    Text,
}

/// What was asked for.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub(super) struct Arguments {
    pub(super) files: Vec<String>,
    pub(super) expression: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) encoding: Encoding,
    pub(super) encoding_given: bool,
    pub(super) legacy: bool,
    pub(super) tree: bool,
    pub(super) concrete: bool,
}

impl Arguments {
    /// Reads the words; the error is for whoever wrote them.
    pub(super) fn parse(words: &[String]) -> Result<Self, String> {
        let mut arguments = Self {
            files: Vec::new(),
            expression: None,
            tags: Vec::new(),
            encoding: Encoding::Json,
            encoding_given: false,
            legacy: false,
            tree: false,
            concrete: false,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let (flag, mut value) = match word.split_once('=') {
                Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
                _ => (word.as_str(), None),
            };
            let mut value = || {
                let value = value.take().or_else(|| words.next().cloned());
                value.ok_or_else(|| format!("{flag} needs a value"))
            };
            match flag {
                "-e" | "--expression" => arguments.expression = Some(value()?),
                "-t" | "--inject" => arguments.tags.push(value()?),
                "--out" => {
                    arguments.encoding = encoding(&value()?)?;
                    arguments.encoding_given = true;
                }
                "--legacy" => arguments.legacy = true,
                "--tree" => arguments.tree = true,
                "-c" | "--concrete" => arguments.concrete = true,
                "-" => arguments.files.push(flag.to_owned()),
                _ if flag.starts_with('-') => return Err(format!("unknown flag {flag}")),
                _ => arguments.files.push(word.clone()),
            }
        }
        Ok(arguments)
    }
}

fn encoding(name: &str) -> Result<Encoding, String> {
    match name {
        "json" => Ok(Encoding::Json),
        "yaml" => Ok(Encoding::Yaml),
        "text" => Ok(Encoding::Text),
        _ => Err(format!("unknown encoding {name}: use json, yaml or text")),
    }
}
