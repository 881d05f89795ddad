//! Results that cannot be written.

use std::fs::OpenOptions;
use std::io;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

fn run(arguments: &[&str], out: Stdio) -> io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_bowsprit"))
        .current_dir("..")
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()?
        .wait_with_output()
}

const CALLS: [&[&str]; 3] = [
    &["--version"],
    &["eval", "examples/spec/go/build.cue"],
    &["bake", "examples/spec/versions/build.json"],
];

#[test]
fn a_full_disk_is_an_error() -> io::Result<()> {
    for call in CALLS {
        let full = OpenOptions::new().write(true).open("/dev/full")?;
        let output = run(call, full.into())?;
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{call:?}: {told}");
        assert!(told.starts_with("write /dev/stdout: No space left"), "{call:?}: {told}");
    }
    Ok(())
}

#[test]
fn a_reader_who_has_left_is_none() -> io::Result<()> {
    for call in CALLS {
        let (reader, writer) = io::pipe()?;
        drop(reader);
        let output = run(call, writer.into())?;
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*told), (Some(0), ""), "{call:?}");
    }
    Ok(())
}
