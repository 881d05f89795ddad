//! Evaluates a file of CUE and prints it as JSON, or what is wrong with it:
//! `cargo run --example cue_eval file.cue`.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program may read and print"
)]

use bowsprit::cue::encoding::json;
use bowsprit::cue::eval::Limits;
use bowsprit::cue::eval::Profile;
use bowsprit::cue::eval::Session;
use bowsprit::cue::module::Program;
use bowsprit::cue::module::Source;
use bowsprit::cue::syntax::parse_file;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let text = std::fs::read(&path)?;
    let parsed = parse_file(0, &text);
    if let Some(error) = parsed.errors.first() {
        return Err(error.to_string().into());
    }
    let source = Source { path: path.into(), text: text.into() };
    let program = Program::single(vec![(source, parsed.file)]);
    let mut session = Session::new(program, Profile::CURRENT, Limits::default());
    let root = session.root();
    match session.value(root) {
        Ok(value) => println!("{}", json::write_indented(&value, "    ")),
        Err(problems) => {
            let sources = &session.program().sources;
            for problem in &problems {
                eprint!("{}", problem.render(sources, &str::to_owned));
            }
        }
    }
    Ok(())
}
