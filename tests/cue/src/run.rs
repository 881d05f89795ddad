//! Runs units in a child, so that one that dies or does not end takes only itself.

use std::io;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::panic;
use std::process::Child;
use std::process::ChildStdin;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::Arguments;
use crate::check::Check;
use crate::json::Json;
use crate::known::Known;
use crate::source;
use crate::source::Skipped;
use crate::source::Unit;
use crate::table;

/// What a unit may take before it counts as one that does not end.
const PATIENCE: Duration = Duration::from_secs(30);

/// The stack of the thread that evaluates.
pub(crate) const STACK: usize = 256 << 20;

/// Runs everything, prints the table; whether the list of known failures is right and every gate is
/// held. A run of a part says nothing of gates and of what it did not run.
pub(crate) fn conformance(arguments: &Arguments<'_>) -> Result<bool, String> {
    let (units, skipped) = source::units(&arguments.places()?)?;
    let mut runner = Runner { arguments: *arguments, child: None };
    let mut checks = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        if is_wanted(arguments, unit.as_ref()) {
            checks.extend(runner.run(index, unit.as_ref())?);
        }
    }
    conclude(arguments, &checks, &skipped)
}

/// Holds checks against the list of known failures, prints the table; whether the list is right and,
/// after a whole run, every gate is held.
pub(crate) fn conclude(
    arguments: &Arguments<'_>,
    checks: &[Check],
    skipped: &Skipped,
) -> Result<bool, String> {
    let whole = arguments.value("only").is_none();
    if !whole && arguments.has("update") {
        return Err("--update takes a whole run".into());
    }
    let list = arguments.value("known").map(str::to_owned);
    let known = match &list {
        Some(path) => Known::parse(&std::fs::read_to_string(path).unwrap_or_default())?,
        None => Known::default(),
    };
    if let Some(path) = arguments.value("triage") {
        write(path, &table::triage(checks))?;
    }
    if let (true, Some(path)) = (arguments.has("update"), &list) {
        write(path, &known.updated(checks, &skipped.absent))?;
    }
    let agreement = known.agree(checks, &skipped.absent);
    let verbose = arguments.has("verbose");
    let report = table::report(checks, skipped, &agreement, verbose);
    io::stdout().write_all(report.as_bytes()).map_err(|error| error.to_string())?;
    let listed = agreement.unlisted.is_empty() && agreement.mended.is_empty();
    Ok(listed && (!whole || agreement.vanished.is_empty() && table::holds_gates(checks)))
}

/// `--only=a,b` keeps units whose name or rows contain one of the words.
fn is_wanted(arguments: &Arguments<'_>, unit: &dyn Unit) -> bool {
    let Some(words) = arguments.value("only") else { return true };
    let name = unit.name();
    words.split(',').any(|word| {
        name.contains(word) || unit.plan().first().is_some_and(|check| check.row.name() == word)
    })
}

fn write(path: &str, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{path}: {error}"))
}

struct Runner<'a> {
    arguments: Arguments<'a>,
    child: Option<Worker>,
}

struct Worker {
    child: Child,
    input: ChildStdin,
    lines: mpsc::Receiver<String>,
}

impl Runner<'_> {
    fn run(&mut self, index: usize, unit: &dyn Unit) -> Result<Vec<Check>, String> {
        let mut worker = match self.child.take() {
            Some(worker) => worker,
            None => Worker::start(self.arguments)?,
        };
        let asked = writeln!(worker.input, "{index}").and_then(|()| worker.input.flush());
        let mut checks = Vec::new();
        while asked.is_ok() {
            match worker.lines.recv_timeout(PATIENCE) {
                Ok(line) if line == "done" => {
                    self.child = Some(worker);
                    return Ok(checks);
                }
                Ok(line) => {
                    checks.extend(Json::parse(&line).ok().as_ref().and_then(Check::from_json));
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    worker.end();
                    return Ok(dead(unit, "does not end"));
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        worker.end();
        Ok(dead(unit, "crashes"))
    }
}

/// The checks of a unit that did not come back.
fn dead(unit: &dyn Unit, what: &str) -> Vec<Check> {
    unit.plan().into_iter().map(|check| check.fail(what, "a result", what)).collect()
}

impl Worker {
    fn start(arguments: Arguments<'_>) -> Result<Self, String> {
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut child = Command::new(program)
            .arg("worker")
            .args(arguments.words())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(if arguments.has("verbose") { Stdio::inherit() } else { Stdio::null() })
            .spawn()
            .map_err(|error| error.to_string())?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("a worker without pipes".into());
        };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { child, input, lines })
    }

    fn end(mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs the units whose numbers come in; the other side of [`Runner`].
pub(crate) fn worker(arguments: &Arguments<'_>) -> Result<(), String> {
    let words = arguments.words().to_vec();
    let serve = move || serve(&Arguments(&words));
    let thread = thread::Builder::new().stack_size(STACK).spawn(serve);
    let thread = thread.map_err(|error| error.to_string())?;
    thread.join().map_err(|_| "the worker panicked".to_owned())?
}

fn serve(arguments: &Arguments<'_>) -> Result<(), String> {
    let (units, _) = source::units(&arguments.places()?)?;
    for line in io::stdin().lines().map_while(Result::ok) {
        let Some(unit) = line.parse().ok().and_then(|index: usize| units.get(index)) else {
            continue;
        };
        let run = panic::AssertUnwindSafe(|| unit.run());
        let checks = panic::catch_unwind(run).unwrap_or_else(|_| dead(unit.as_ref(), "panics"));
        let mut out = io::stdout().lock();
        for check in checks {
            writeln!(out, "{}", check.to_json()).map_err(|error| error.to_string())?;
        }
        writeln!(out, "done").and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    }
    Ok(())
}
