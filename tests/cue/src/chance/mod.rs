//! What chance finds: differences from cue, values that depend on order, crashes.
//!
//! A child works through seeds and says where it is, so that its death or silence is a finding, too.

mod beside;
mod crash;
mod generate;
mod oracle;
mod order;
mod random;
mod reduce;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::Arguments;
use crate::inline;
use crate::json::Json;
use crate::run::STACK;
use crate::source::archives;
use crate::subject::Profile;
use crate::subject::Program;

use oracle::Oracle;

pub(crate) use beside::files;

/// A seed that takes longer is a finding.
const PATIENCE: Duration = Duration::from_mins(1);

/// Something that chance found.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// A word or two to group by.
    pub(super) class: String,
    /// What is wrong.
    pub(super) what: String,
    /// The input, made small.
    pub(super) text: String,
}

/// Runs one of the three for some minutes; whether nothing was found.
pub(crate) fn run(command: &str, arguments: &Arguments<'_>) -> Result<bool, String> {
    let minutes: f64 = arguments.value("minutes").and_then(|text| text.parse().ok()).unwrap_or(1.0);
    let until = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let mut seed: u64 = arguments.value("seed").and_then(|text| text.parse().ok()).unwrap_or(1);
    let first = seed;
    let mut tally = BTreeMap::new();
    while Instant::now() < until {
        seed = watch(command, arguments, seed, until, &mut tally)?;
    }
    let mut text = String::new();
    let counts = tally.iter().filter(|(class, _)| !class.ends_with(order::SHARED));
    let found: usize = counts.map(|(_, count)| count).sum();
    for (class, count) in &tally {
        let _ = writeln!(text, "{count:>6} {class}");
    }
    let cases = usize::try_from(seed - first).unwrap_or(usize::MAX);
    let _ = writeln!(text, "seeds {first} to {}", seed.saturating_sub(1));
    let _ = writeln!(text, "{} passed, {found} failed", cases.saturating_sub(found));
    io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(found == 0)
}

/// Watches one child from a seed on; gives the seed to go on with.
fn watch(
    command: &str,
    arguments: &Arguments<'_>,
    seed: u64,
    until: Instant,
    tally: &mut BTreeMap<String, usize>,
) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .args(["chance", &format!("--what={command}"), &format!("--from={seed}")])
        .args(arguments.words())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let output = child.stdout.take().ok_or("a child without a pipe")?;
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut at = seed;
    let ended = loop {
        if Instant::now() >= until {
            break None;
        }
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => match Json::parse(&line) {
                Ok(Json::Number(text)) => at = text.parse().unwrap_or(at),
                Ok(found) => keep(arguments, at, &found, tally)?,
                Err(_) => {}
            },
            Err(mpsc::RecvTimeoutError::Timeout) => break Some("does not end"),
            Err(mpsc::RecvTimeoutError::Disconnected) => break Some("crashes"),
        }
    };
    drop(child.kill());
    drop(child.wait());
    if let Some(what) = ended {
        keep(arguments, at, &finding(what, command, &input(command, arguments, at)?), tally)?;
    }
    Ok(at + 1)
}

/// What a child was given that died or did not end.
fn input(command: &str, arguments: &Arguments<'_>, seed: u64) -> Result<String, String> {
    if command == "fuzz" {
        return Ok(generate::file(seed));
    }
    let programs = programs(arguments)?;
    let program = match command {
        "order" => ordered(&programs, seed),
        _ => crash::input(&programs, part(arguments, seed), seed),
    };
    Ok(crash::shown(&program))
}

/// The part that is asked for; all in turn if none is.
fn part(arguments: &Arguments<'_>, seed: u64) -> crash::Part {
    let asked = arguments.value("part");
    let named = crash::Part::ALL.iter().find(|(name, _)| Some(*name) == asked);
    let turn = usize::try_from(seed % 4).unwrap_or_default();
    named.unwrap_or(&crash::Part::ALL[turn]).1
}

fn finding(class: &str, what: &str, text: &str) -> Json {
    Json::Object(vec![
        ("class".into(), Json::string(class)),
        ("what".into(), Json::string(what)),
        ("text".into(), Json::string(text)),
    ])
}

/// Writes a finding down, and a line of it out.
fn keep(
    arguments: &Arguments<'_>,
    seed: u64,
    found: &Json,
    tally: &mut BTreeMap<String, usize>,
) -> Result<(), String> {
    let class = found.text("class");
    *tally.entry(class.to_owned()).or_default() += 1;
    drop(writeln!(io::stdout(), "seed {seed}: {class}"));
    let Some(path) = arguments.value("findings") else { return Ok(()) };
    let (what, text) = (found.text("what"), found.text("text"));
    let entry = format!("## seed {seed}: {class}\n\n```cue\n{text}```\n\n```\n{what}\n```\n\n");
    let file = OpenOptions::new().create(true).append(true).open(path);
    file.and_then(|mut file| file.write_all(entry.as_bytes()))
        .map_err(|error| format!("{path}: {error}"))
}

/// The child: works through seeds until it is ended.
pub(crate) fn work(arguments: &Arguments<'_>) -> Result<(), String> {
    let words = arguments.words().to_vec();
    let thread =
        thread::Builder::new().stack_size(STACK).spawn(move || endless(&Arguments(&words)));
    let thread = thread.map_err(|error| error.to_string())?;
    thread.join().map_err(|_| "the child panicked".to_owned())?
}

fn endless(arguments: &Arguments<'_>) -> Result<(), String> {
    let from: u64 = arguments.value("from").and_then(|text| text.parse().ok()).unwrap_or(1);
    let what = arguments.value("what").unwrap_or_default();
    let programs = if what == "fuzz" { Vec::new() } else { programs(arguments)? };
    let mut oracle = Oracle::new(arguments.value("oracle").unwrap_or_default().into());
    for seed in from.. {
        say(&Json::Number(seed.to_string()))?;
        let found = match what {
            "fuzz" => beside::compare(&mut oracle, seed),
            "order" => order::compare(&mut oracle, &ordered(&programs, seed), seed),
            _ => {
                let part = part(arguments, seed);
                crash::run(&crash::input(&programs, part, seed), part)
            }
        };
        if let Some(found) = found {
            say(&finding(&found.class, &found.what, &found.text))?;
        }
    }
    Ok(())
}

fn say(line: &Json) -> Result<(), String> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(|error| error.to_string())
}

/// All inputs of upstream's test data.
fn programs(arguments: &Arguments<'_>) -> Result<Vec<Program>, String> {
    let module = arguments.places()?.module;
    let archives = archives(&module.join("cue/testdata"), "cue/testdata")?;
    let programs = archives.iter().map(|(_, archive)| inline::program(archive));
    Ok(programs.filter(|program| !program.args.is_empty()).collect())
}

/// The inputs in turn, between them files by chance.
fn ordered(programs: &[Program], seed: u64) -> Program {
    let index = usize::try_from(seed / 2).unwrap_or_default();
    if seed.is_multiple_of(2) {
        return programs[index % programs.len()].clone();
    }
    Program {
        files: vec![("in.cue".into(), generate::file(seed))],
        args: vec!["./in.cue".into()],
        profile: Profile::Current,
    }
}
