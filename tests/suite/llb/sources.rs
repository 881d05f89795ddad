//! Where files come from.

use std::rc::Rc;

use bowsprit::git::GitRef;
use bowsprit::image::Platform;
use bowsprit::llb::Constraints;
use bowsprit::llb::Differ;
use bowsprit::llb::ResolveMode;
use bowsprit::llb::Source;

use super::Vector;
use super::base;
use super::fetch;

const CONTENT: &str = "sha256:ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";

fn image() -> Source {
    Source::image("docker.io/library/base:1")
}

fn folder() -> Source {
    Source::local("context").session("s")
}

fn layout() -> Source {
    Source::oci_layout(&format!("host.example/a@{CONTENT}"))
}

fn repository(reference: &str, subdir: &str) -> GitRef {
    GitRef {
        remote: "https://host.example/a/b.git".to_owned(),
        reference: reference.to_owned(),
        subdir: subdir.to_owned(),
        ..GitRef::default()
    }
}

pub(super) const VECTORS: &[Vector] = &[
    ("image", base),
    ("image of a platform", |graph| {
        let arm = Rc::new(Platform::parse("linux/arm/v7").unwrap());
        Some(graph.source(image(), Constraints::default().platform(arm)))
    }),
    ("image, always pulled", |graph| fetch(graph, image().resolve_mode(ResolveMode::ForcePull))),
    ("image, local preferred", |graph| {
        fetch(graph, image().resolve_mode(ResolveMode::PreferLocal))
    }),
    ("image, two layers", |graph| fetch(graph, image().layer_limit(2))),
    ("image with a checksum", |graph| fetch(graph, image().image_checksum(CONTENT))),
    ("folder", |graph| fetch(graph, folder())),
    ("folder with everything", |graph| {
        let source = folder()
            .include_patterns(&["a", "b/**"])
            .exclude_patterns(&["*.tmp", "<&>"])
            .follow_paths(&["link", "\"quoted\""])
            .shared_key_hint("hint")
            .differ(Differ::Metadata, true);
        fetch(graph, source)
    }),
    ("folder, everything sent each time", |graph| {
        fetch(graph, folder().differ(Differ::None, true))
    }),
    ("folder, differ not required", |graph| fetch(graph, folder().differ(Differ::None, false))),
    ("repository", |graph| fetch(graph, Source::git(&repository("main", "")))),
    ("repository with everything", |graph| {
        let source = Source::git(&repository("main", "sub"))
            .keep_git_dir()
            .git_checksum("0123456789012345678901234567890123456789")
            .skip_submodules()
            .git_mtime("commit")
            .fetch_by_commit();
        fetch(graph, source)
    }),
    ("file at a URL", |graph| fetch(graph, Source::http("https://host.example/f"))),
    ("file at a URL with everything", |graph| {
        let source = Source::http("https://host.example/f")
            .filename("name")
            .checksum(CONTENT)
            .perm(0o640)
            .http_owner(1, 2)
            .auth_header_secret("token")
            .header("accept", "a")
            .header("user-agent", "u");
        fetch(graph, source)
    }),
    ("layout", |graph| fetch(graph, layout())),
    ("layout with everything", |graph| {
        fetch(graph, layout().oci_store("s", "store").layer_limit(3))
    }),
];
