//! cue itself, in a process that answers cases.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Child;
use std::process::ChildStdin;
use std::process::ChildStdout;
use std::process::Command;
use std::process::Stdio;

use crate::json::Json;
use crate::subject::Program;

/// The process.
pub(super) struct Oracle {
    program: PathBuf,
    running: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
}

impl Oracle {
    /// An oracle by its program; it is started when it is asked.
    pub(super) const fn new(program: PathBuf) -> Self {
        Self { program, running: None }
    }

    /// What cue makes of a program: class, value, tree. None if it does not answer.
    pub(super) fn ask(&mut self, program: &Program) -> Option<Json> {
        let files = program.files.iter().map(|(name, text)| (name.clone(), Json::string(text)));
        let files = Json::Object(files.collect());
        let args = program.args.iter().map(Json::string).collect();
        let request = Json::Object(vec![
            ("id".into(), Json::string("x")),
            ("files".into(), files),
            ("args".into(), Json::Array(args)),
            ("tree".into(), Json::Bool(true)),
        ]);
        let (mut child, mut input, mut output) = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        let mut line = String::new();
        let asked = writeln!(input, "{request}").and_then(|()| input.flush());
        if asked.is_err() || output.read_line(&mut line).unwrap_or_default() == 0 {
            drop(child.kill());
            drop(child.wait());
            return None;
        }
        let answer = Json::parse(&line).ok()?;
        if answer.text("class") == "timeout" {
            drop(child.wait());
        } else {
            self.running = Some((child, input, output));
        }
        Some(answer)
    }

    fn start(&self) -> Option<(Child, ChildStdin, BufReader<ChildStdout>)> {
        let mut child = Command::new(&self.program)
            .arg("-timeout=5s")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = child.stdin.take()?;
        let output = BufReader::new(child.stdout.take()?);
        Some((child, input, output))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        if let Some((child, ..)) = &mut self.running {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
