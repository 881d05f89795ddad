//! Merges and differences.

use bowsprit::llb::Action;
use bowsprit::llb::Constraints;
use bowsprit::llb::File;
use bowsprit::llb::Graph;
use bowsprit::llb::MkFile;
use bowsprit::llb::Output;

use super::Vector;
use super::base;

fn with_file(graph: &mut Graph, path: &str) -> Option<Output> {
    let base = base(graph);
    let file = MkFile { path: path.to_owned(), mode: 0o644, ..MkFile::default() };
    Some(graph.file(File::on(base).then(Action::MkFile(file)), Constraints::default()))
}

fn merge(graph: &mut Graph, layers: &[Option<Output>]) -> Option<Output> {
    graph.merge(layers.iter().copied(), Constraints::default())
}

fn diff(graph: &mut Graph, lower: Option<Output>, upper: Option<Output>) -> Option<Output> {
    graph.diff(lower, upper, Constraints::default())
}

pub(super) const VECTORS: &[Vector] = &[
    ("merge", |graph| {
        let layers = [with_file(graph, "/1"), with_file(graph, "/2")];
        merge(graph, &layers)
    }),
    ("merge with nothing", |graph| {
        let layers = [None, with_file(graph, "/1"), None, with_file(graph, "/2")];
        merge(graph, &layers)
    }),
    ("merge of one", |graph| {
        let layers = [None, with_file(graph, "/1")];
        merge(graph, &layers)
    }),
    ("merge twice the same", |graph| {
        let (one, two) = (with_file(graph, "/1"), with_file(graph, "/2"));
        merge(graph, &[one, two, one])
    }),
    ("diff", |graph| {
        let (lower, upper) = (base(graph), with_file(graph, "/1"));
        diff(graph, lower, upper)
    }),
    ("diff from nothing", |graph| {
        let upper = with_file(graph, "/1");
        diff(graph, None, upper)
    }),
    ("diff to nothing", |graph| {
        let lower = with_file(graph, "/1");
        diff(graph, lower, None)
    }),
    ("diff merged", |graph| {
        let (one, two) = (with_file(graph, "/1"), with_file(graph, "/2"));
        let layers = [base(graph), diff(graph, one, two)];
        merge(graph, &layers)
    }),
];
