//! `tests/cases/llb/vectors.txt`: what BuildKit's own client library makes of graphs that hold each
//! kind of operation with each of its settings. `tests/oracle/cmd/vectors` builds the same graphs.

#![expect(
    clippy::unnecessary_wraps,
    reason = "a result may be an empty file system, which is none"
)]

mod files;
mod joins;
mod processes;
mod sources;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use bowsprit::image::Platform;
use bowsprit::llb::Action;
use bowsprit::llb::Constraints;
use bowsprit::llb::Digest;
use bowsprit::llb::File;
use bowsprit::llb::Graph;
use bowsprit::llb::MkFile;
use bowsprit::llb::Output;
use bowsprit::llb::Source;
use proptest::prelude::Just;
use proptest::prelude::Strategy as _;
use proptest::proptest;

/// A graph by the name that it has in the file, and what builds it.
type Vector = (&'static str, fn(&mut Graph) -> Option<Output>);

#[test]
fn operations_are_those_of_the_client_library() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/llb/vectors.txt");
    let expected = fs::read_to_string(path).unwrap();
    let mut made = String::new();
    let vectors = [sources::VECTORS, processes::VECTORS, files::VECTORS, joins::VECTORS];
    for (name, build) in vectors.concat() {
        let mut graph = graph();
        let result = build(&mut graph);
        let definition = graph.marshal(result);
        writeln!(made, "{name}").unwrap();
        for op in &definition.def {
            let digest = Digest::of(op);
            let caps: Vec<_> = definition.metadata[&digest].caps().collect();
            writeln!(made, "{}", format!("  {digest} {}", caps.join(" ")).trim_end()).unwrap();
        }
    }
    similar(&made, &expected);
}

/// Says which graphs differ before it says how.
fn similar(made: &str, expected: &str) {
    fn sections(text: &str) -> Vec<Vec<&str>> {
        let lines: Vec<_> = text.lines().collect();
        lines.chunk_by(|_, next| next.starts_with(' ')).map(<[_]>::to_vec).collect()
    }
    let (made, expected) = (sections(made), sections(expected));
    assert_eq!(
        made.iter().map(|section| section[0]).collect::<Vec<_>>(),
        expected.iter().map(|section| section[0]).collect::<Vec<_>>()
    );
    let different: Vec<_> =
        made.iter().zip(&expected).filter(|(ours, theirs)| ours != theirs).collect();
    assert!(different.is_empty(), "ours and theirs: {different:#?}");
}

fn graph() -> Graph {
    Graph::new(Rc::new(Platform::parse("linux/amd64").unwrap()))
}

fn fetch(graph: &mut Graph, source: Source) -> Option<Output> {
    Some(graph.source(source, Constraints::default()))
}

/// The base of most graphs.
fn base(graph: &mut Graph) -> Option<Output> {
    fetch(graph, Source::image("docker.io/library/base:1"))
}

fn other(graph: &mut Graph) -> Option<Output> {
    fetch(graph, Source::image("docker.io/library/other:1"))
}

proptest! {
    /// Files that nothing joins may be written in any order: what each is made of stays the same.
    #[test]
    fn the_order_in_which_operations_are_added_does_not_count(
        order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let digest = |order: &[usize]| {
            let mut graph = graph();
            let base = base(&mut graph);
            let mut made = vec![None; order.len()];
            for &place in order {
                let file = MkFile { path: format!("/{place}"), mode: 0o644, ..MkFile::default() };
                let file = File::on(base).then(Action::MkFile(file));
                made[place] = Some(graph.file(file, Constraints::named(format!("file {place}"))));
            }
            let result = graph.merge(made, Constraints::default());
            graph.marshal(result).head()
        };
        let sorted: Vec<_> = (0..order.len()).collect();
        assert_eq!(digest(&order), digest(&sorted));
    }

    /// Names, places and progress groups belong to the build, not to what is built.
    #[test]
    fn what_is_said_of_an_operation_does_not_count(name in ".*", uncached: bool, copies in 1..4_usize) {
        let plain = |graph: &mut Graph, constraints: Constraints| {
            let file = MkFile { path: "/f".to_owned(), mode: 0o644, ..MkFile::default() };
            graph.file(File::on(None).then(Action::MkFile(file)), constraints)
        };
        let mut ours = graph();
        let expected = plain(&mut ours, Constraints::default());
        let expected = ours.marshal(Some(expected)).head();
        let mut graph = graph();
        let outputs: Vec<_> = (0..copies)
            .map(|_| plain(&mut graph, Constraints::named(&*name).ignore_cache(uncached)))
            .collect();
        for output in outputs {
            assert_eq!(graph.marshal(Some(output)).head(), expected);
        }
    }
}
