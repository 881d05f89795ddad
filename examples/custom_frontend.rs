//! A frontend of its own: the file of the build is a `requirements.txt`, and the image has what it
//! lists, beside the files of the context. Put this program into an image, as its entrypoint, and
//! name that in the first line of the file: `# syntax=<image>`.

#![expect(clippy::disallowed_methods, reason = "a program may read its environment")]

use std::rc::Rc;

use bowsprit::build::{BuildError, BuildErrorKind, Container, Directory, Origin};
use bowsprit::driver::{Asked, run_with};
use bowsprit::gateway::Stdio;
use bowsprit::options::Request;
use bowsprit::source::Lines;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    run_with(Stdio::take()?, Request::from_env(std::env::vars()), image)?;
    Ok(())
}

fn image(asked: &Asked) -> Result<Container, BuildError> {
    let argument = |name| asked.options.build_args.get(name).map(String::as_str);
    let version = argument("PYTHON").unwrap_or("3");
    let mut container = Container::from(format!("python:{version}")).with_workdir("/app");
    let text = String::from_utf8_lossy(&asked.file.data);
    for (line, text) in (1..).zip(text.lines()) {
        let requirement = text.split('#').next().unwrap_or_default().trim();
        if requirement.starts_with('-') {
            let place = Lines { start: line, end: line };
            let origin = Origin::new("requirements").in_file(Rc::clone(&asked.file), place);
            return Err(BuildErrorKind::Invalid(format!("no flags: {requirement}")).at(&origin));
        }
        if !requirement.is_empty() {
            container = container.with_exec(["pip", "install", requirement]);
        }
    }
    let main = argument("MAIN").unwrap_or("main.py");
    Ok(container
        .with_directory("/app/", &Directory::main_context())
        .with_default_args(["python", main]))
}
