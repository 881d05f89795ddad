//! Writes the schemas and the reference of the build spec, which are made from its types:
//! `cargo run --example spec_docs`.

#![expect(clippy::disallowed_methods, reason = "a program may read and write")]

use std::fs;

use bowsprit::spec;

/// What stands above what is made.
const MARK: &str = "<!-- made from the types -->\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    fs::write("docs/spec.schema.json", spec::json_schema())?;
    fs::write("docs/spec.cue", spec::cue_schema())?;
    let manual = fs::read_to_string("docs/spec.md")?;
    let (written, _) = manual.split_once(MARK).ok_or("docs/spec.md has no place for it")?;
    fs::write("docs/spec.md", format!("{written}{MARK}{}", spec::reference()))?;
    Ok(())
}
