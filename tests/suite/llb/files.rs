//! Changes of files.

use bowsprit::llb::Action;
use bowsprit::llb::Constraints;
use bowsprit::llb::Copy;
use bowsprit::llb::File;
use bowsprit::llb::Graph;
use bowsprit::llb::MkDir;
use bowsprit::llb::MkFile;
use bowsprit::llb::Mode;
use bowsprit::llb::Output;
use bowsprit::llb::Owner;
use bowsprit::llb::Rm;
use bowsprit::llb::Symlink;
use bowsprit::llb::User;

use super::Vector;
use super::base;
use super::other;

/// A time for what is made.
const CREATED: Option<i64> = Some(1_234_567_890_000_000_005);

fn change(graph: &mut Graph, base: Option<Output>, action: Action) -> Output {
    graph.file(File::on(base).then(action), Constraints::default())
}

fn on_base(graph: &mut Graph, action: Action) -> Option<Output> {
    let base = base(graph);
    Some(change(graph, base, action))
}

fn ids(user: u32, group: u32) -> Owner {
    Owner { user: Some(User::Id(user)), group: Some(User::Id(group)) }
}

/// `u:7`
fn named() -> Owner {
    Owner { user: Some(User::Name("u".to_owned())), group: Some(User::Id(7)) }
}

fn mkdir(path: &str, mode: u32) -> MkDir {
    MkDir { path: path.to_owned(), mode, ..MkDir::default() }
}

fn mkfile(path: &str, mode: u32, data: &[u8]) -> MkFile {
    MkFile { path: path.to_owned(), mode, data: data.to_vec(), ..MkFile::default() }
}

fn symlink(old_path: &str, new_path: &str) -> Symlink {
    let (old_path, new_path) = (old_path.to_owned(), new_path.to_owned());
    Symlink { old_path, new_path, ..Symlink::default() }
}

fn rm(path: &str) -> Rm {
    Rm { path: path.to_owned(), ..Rm::default() }
}

fn copy(source: Option<Output>, src: &str, dest: &str) -> Copy {
    Copy { source, src: src.to_owned(), dest: dest.to_owned(), ..Copy::default() }
}

fn copy_with_everything(source: Option<Output>) -> Copy {
    Copy {
        owner: Some(named()),
        mode: Some(Mode::Bits(0o755)),
        follow_symlink: true,
        dir_copy_contents: true,
        attempt_unpack: true,
        create_dest_path: true,
        allow_wildcard: true,
        allow_empty_wildcard: true,
        timestamp: CREATED,
        include_patterns: vec!["i".to_owned()],
        exclude_patterns: vec!["e".to_owned(), "f".to_owned()],
        always_replace: true,
        required_paths: vec!["r".to_owned()],
        ..copy(source, "/a*", "/b/")
    }
}

pub(super) const VECTORS: &[Vector] = &[
    ("folder made", |graph| on_base(graph, Action::MkDir(mkdir("/d", 0o750)))),
    ("folder made with everything", |graph| {
        let folder = MkDir {
            make_parents: true,
            owner: Some(ids(0, 5)),
            timestamp: CREATED,
            ..mkdir("/d/e", 0o755)
        };
        on_base(graph, Action::MkDir(folder))
    }),
    ("file made", |graph| on_base(graph, Action::MkFile(mkfile("/f", 0o644, b"text\n")))),
    ("file made with everything", |graph| {
        let file =
            MkFile { owner: Some(named()), timestamp: CREATED, ..mkfile("/f", 0o755, &[0, 255]) };
        on_base(graph, Action::MkFile(file))
    }),
    ("empty file", |graph| Some(change(graph, None, Action::MkFile(mkfile("/f", 0o600, b""))))),
    ("link", |graph| on_base(graph, Action::Symlink(symlink("/old", "/new")))),
    ("link with everything", |graph| {
        let link =
            Symlink { owner: Some(ids(3, 4)), timestamp: CREATED, ..symlink("/old", "/new") };
        on_base(graph, Action::Symlink(link))
    }),
    ("removal", |graph| on_base(graph, Action::Rm(rm("/f")))),
    ("removal with everything", |graph| {
        on_base(graph, Action::Rm(Rm { allow_not_found: true, allow_wildcard: true, ..rm("/f*") }))
    }),
    ("copy", |graph| {
        let source = other(graph);
        on_base(graph, Action::Copy(Box::new(copy(source, "/a", "/b"))))
    }),
    ("copy to an empty file system", |graph| {
        let source = other(graph);
        Some(change(graph, None, Action::Copy(Box::new(copy(source, "/a", "/b")))))
    }),
    ("copy from an empty file system", |graph| {
        on_base(graph, Action::Copy(Box::new(copy(None, "/a", "/b"))))
    }),
    ("copy of itself", |graph| {
        let source = base(graph);
        on_base(graph, Action::Copy(Box::new(copy(source, "/a", "/b"))))
    }),
    ("copy with everything", |graph| {
        let source = other(graph);
        on_base(graph, Action::Copy(Box::new(copy_with_everything(source))))
    }),
    ("copy with a mode in letters", |graph| {
        let source = other(graph);
        let mode = Some(Mode::Symbolic("u+x,go=".to_owned()));
        on_base(graph, Action::Copy(Box::new(Copy { mode, ..copy(source, "/a", "/b") })))
    }),
    ("changes one after the other", |graph| {
        let (base, source) = (base(graph), other(graph));
        let file = File::on(base)
            .then(Action::MkDir(mkdir("/d", 0o755)))
            .then(Action::MkFile(mkfile("/d/f", 0o644, b"x")))
            .then(Action::Copy(Box::new(copy(source, "/a", "/d/a"))))
            .then(Action::Symlink(symlink("f", "/d/l")))
            .then(Action::Rm(rm("/tmp/x")));
        Some(graph.file(file, Constraints::default()))
    }),
];
