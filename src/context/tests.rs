//! Contexts; digests were printed by upstream.

use super::tar::is_archive;
use super::*;
use crate::gateway::Cap;
use crate::gateway::Caps;
use crate::gateway::Failure;
use crate::gateway::MemoryBridge;
use crate::gateway::Request as Asked;
use crate::gateway::Work;
use crate::image::Platform;
use crate::llb::Action;
use crate::llb::Constraints;
use crate::llb::File;
use crate::llb::Graph;
use crate::llb::MkFile;
use crate::options::Options;
use crate::options::Request;

const FOLDER: &str = "[internal] load build definition from Dockerfile";
const REMOTE: &str = "[internal] load remote build context";

fn options(options: &[(&str, &str)]) -> Options {
    let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    let options = options.iter().map(own).collect();
    let session = "s1".to_owned();
    Options::parse(Request { options, session, ..Request::default() }).expect("options")
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("runtime");
    runtime.block_on(future)
}

fn load_with(bridge: &MemoryBridge, list: &[(&str, &str)]) -> Result<Entrypoint, Failure> {
    run(load(bridge, &options(list), "Dockerfile"))
}

fn loaded(bridge: &MemoryBridge, list: &[(&str, &str)]) -> Entrypoint {
    load_with(bridge, list).expect("no failure")
}

/// A daemon with a file in a tree.
fn daemon(tree: &str, path: &str, data: &str) -> MemoryBridge {
    MemoryBridge::new(["file.base"]).with_file(tree, path, data)
}

/// The digest of the last element, which depends on all others.
fn last(definition: &Definition) -> String {
    Digest::of(definition.def.last().expect("an element")).to_string()
}

/// The digests of what was solved, in order.
fn solved(bridge: &MemoryBridge) -> Vec<String> {
    let solved = |asked| match asked {
        Asked::Solve(request) => match request.work {
            Work::Definition(definition) => Some(last(&definition)),
            Work::Frontend { .. } => None,
        },
        _ => None,
    };
    bridge.asked().into_iter().filter_map(solved).collect()
}

fn fetched(entrypoint: &Entrypoint) -> &Fetched {
    match &entrypoint.context {
        MainContext::Fetched(fetched) => fetched,
        MainContext::Folder => panic!("a folder"),
    }
}

#[test]
fn a_folder_is_asked_for_at_once() {
    let bridge = daemon(FOLDER, "Dockerfile", "FROM scratch");
    let entrypoint = loaded(&bridge, &[]);
    assert_eq!(&entrypoint.source.data[..], b"FROM scratch");
    assert_eq!(
        (&entrypoint.source.filename[..], &entrypoint.source.language[..]),
        ("Dockerfile", "Dockerfile")
    );
    assert_eq!((entrypoint.context, entrypoint.ignore), (MainContext::Folder, None));
    let head = "sha256:377290c73889534bb9b3c84ec41b3644adcfad2854d92f42c235506a50e673a7";
    assert_eq!(entrypoint.head.to_string(), head);
    let end = "sha256:81c04ea6f1dc0cc1938f3f4837912cbb8b23f4c273f95d3ed12e4aaf7b268d7e";
    assert_eq!(solved(&bridge), [end]);
    assert_eq!((bridge.asked().len(), bridge.depth()), (5, 2));
    let definition = entrypoint.source.definition.clone().expect("a definition");
    let metadata = &definition.metadata[&entrypoint.head];
    let caps = [
        "source.local",
        "source.local.followpaths",
        "source.local.sessionid",
        "source.local.sharedkeyhint",
    ];
    assert_eq!(metadata.caps().collect::<Vec<_>>(), caps);
    assert_eq!(metadata.description().collect::<Vec<_>>(), [("llb.customname", FOLDER)]);
}

#[test]
fn a_file_beside_the_dockerfile_stands_in_for_dockerignore() {
    let tree = "[internal] load build definition from a/b.Dockerfile";
    let bridge = daemon(tree, "a/b.Dockerfile", "x");
    let bridge = bridge.with_file(tree, "a/b.Dockerfile.dockerignore", "*.o");
    let entrypoint = loaded(&bridge, &[("filename", "a/b.Dockerfile")]);
    let ignore = entrypoint.ignore.expect("a file");
    assert_eq!(
        (ignore.name.as_str(), &ignore.data[..]),
        ("a/b.Dockerfile.dockerignore", &b"*.o"[..])
    );
    let end = "sha256:0f854eb61b7577e0a76fb8dd2daf20ff9e76c1eb0b9b2833b9e7288ff179e068";
    assert_eq!(solved(&bridge), [end]);
}

#[test]
fn dockerfile_may_be_written_in_lower_case() {
    let tree = "[internal] load build definition from a/<b>/Dockerfile";
    let bridge = daemon(tree, "a/<b>/dockerfile", "x");
    // An empty file is none.
    let bridge = bridge.with_file(tree, "a/<b>/Dockerfile.dockerignore", "");
    let list =
        [("filename", "a/<b>/Dockerfile"), ("dockerfilekey", "df"), ("local-sessionid:df", "s2")];
    let entrypoint = loaded(&bridge, &list);
    assert_eq!(entrypoint.source.filename, "a/<b>/Dockerfile");
    assert_eq!(entrypoint.ignore, None);
    let end = "sha256:a2f5ad9c8b665eab2f503dfa7678a6054081aed502e95c714519ef3b4e22fe42";
    assert_eq!(solved(&bridge), [end]);
}

#[test]
fn a_dockerfile_that_is_not_there_is_an_error() {
    let failure = load_with(&MemoryBridge::new(["file.base"]), &[]).unwrap_err();
    let text = "failed to read dockerfile: open Dockerfile: no such file or directory";
    assert_eq!(failure.text(), text);
    assert_eq!(failure.message(), "open Dockerfile: no such file or directory");
    let broken = Failure::received(crate::gateway::Code::UNKNOWN, "no", Vec::new());
    let bridge = MemoryBridge::new(["file.base"]).with_broken(FOLDER, broken);
    let failure = load_with(&bridge, &[]).unwrap_err();
    assert_eq!(failure.text(), "failed to resolve dockerfile: no");
}

#[test]
fn a_daemon_without_inputs_has_none() {
    let caps = Caps::new([], [Cap::enabled("file.base")], "docker");
    let bridge = daemon(FOLDER, "Dockerfile", "x").with_caps(caps);
    assert_eq!(loaded(&bridge, &[]).inputs, Some(BTreeMap::new()));
}

#[test]
fn a_repository_has_the_dockerfile() {
    let url = "https://h:1/a/b.git?branch=main&subdir=s&submodules=0&commit=abc#:s";
    let bridge = daemon(&format!("[internal] load git source {url}"), "Dockerfile", "x");
    let entrypoint = loaded(&bridge, &[("context", url), ("contextsubdir", "x/../y")]);
    let end = "sha256:bb56fb8d8f61d59bc440c2a619d4ca9fbdc82ada9ca46ed93da43c24c745213d";
    assert_eq!(solved(&bridge), [end]);
    let context = fetched(&entrypoint);
    let end = "sha256:36adf87cc7e74f7e957a39547e952b81af868849401a60b8e0e40a3febb556d0";
    assert_eq!(last(&context.definition), end);
    let source = context.source.as_ref().expect("a source");
    assert_eq!(source.identifier(), "git://h:1/a/b.git#refs/heads/main:s");
    assert_eq!(entrypoint.inputs, None);
}

#[test]
fn options_say_how_a_repository_is_fetched() {
    let url = "git@github.com:moby/buildkit.git#v1";
    let bridge = daemon(&format!("[internal] load git source {url}"), "Dockerfile", "x");
    let list = [
        ("contextkey", "c"),
        ("c", url),
        ("build-arg:SOURCE_DATE_EPOCH", "1"),
        ("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR", "1"),
    ];
    let entrypoint = loaded(&bridge, &list);
    let end = "sha256:f9269812275568bfef3087553dd7302d192d1e28f0b7e45b064bdcac0d8305bd";
    assert_eq!(solved(&bridge), [end]);
    assert_eq!(last(&fetched(&entrypoint).definition), end);
}

#[test]
fn the_dockerfile_may_be_somewhere_else() {
    let bridge = daemon(FOLDER, "Dockerfile", "x");
    let list = [("context", "github.com/a/b"), ("dockerfilekey", "dockerfile")];
    let entrypoint = loaded(&bridge, &list);
    let end = "sha256:81c04ea6f1dc0cc1938f3f4837912cbb8b23f4c273f95d3ed12e4aaf7b268d7e";
    assert_eq!(solved(&bridge), [end]);
    let end = "sha256:d2acf68517e0d520dad2ce7e085e850849566fb3becbf43e258e8df517927362";
    assert_eq!(last(&fetched(&entrypoint).definition), end);
}

#[test]
fn a_repository_that_says_too_much_is_an_error() {
    let bridge = MemoryBridge::new(["file.base"]);
    let failure = load_with(&bridge, &[("context", "https://h/x.git?x=y")]).unwrap_err();
    assert_eq!(failure.message(), "unexpected query \"x\"");
    assert_eq!(bridge.asked(), [Asked::Ping]);
}

#[test]
fn a_file_at_a_url_is_the_dockerfile() {
    let bridge = daemon(REMOTE, "context", "FROM x");
    let entrypoint = loaded(&bridge, &[("context", "http://h/x")]);
    assert_eq!(entrypoint.source.filename, "context");
    let end = "sha256:34536beb359a97ef2ed74b8dd271e5e9169d797c936ce92371aea6533c957b58";
    assert_eq!(solved(&bridge), [end]);
    assert_eq!(last(&fetched(&entrypoint).definition), end);
    // The Dockerfile of a folder is then looked for under the same name.
    let tree = "[internal] load build definition from context";
    let bridge = bridge.with_file(tree, "context", "FROM y");
    let entrypoint = loaded(&bridge, &[("context", "http://h/x"), ("dockerfilekey", "d")]);
    assert_eq!(&entrypoint.source.data[..], b"FROM y");
    let local = "sha256:0a3da8a9caa403da6c8444b2f722ef941946d00f94d4624551f8309073bd2307";
    assert_eq!(solved(&bridge), [end, end, local]);
}

#[test]
fn an_archive_at_a_url_is_unpacked() {
    let end = "sha256:193ca29042f52470d198213468de01eb68aefd3a93a1fd2eb0fde9ed22cfb5be";
    let tree = "sha256:f1a9f4f340f5e51237adffdf04b3eaf43e0d1cf5d8262a8e9c420d4bad652978";
    let bridge = daemon(REMOTE, "context", "\x1f\u{0}");
    let entrypoint = loaded(&bridge, &[("context", "http://h/x.tar.gz")]);
    assert_eq!(fetched(&entrypoint).archive, None);
    let bridge = MemoryBridge::new(["file.base"])
        .with_file(REMOTE, "context", [0x1f, 0x8b, 8])
        .with_file(tree, "Dockerfile", "FROM y");
    let list = [("context", "http://h/x.tar.gz"), ("contextsubdir", "")];
    let entrypoint = loaded(&bridge, &list);
    assert_eq!(&entrypoint.source.data[..], b"FROM y");
    assert_eq!(solved(&bridge)[1..], [end]);
    let context = fetched(&entrypoint);
    let end = "sha256:539ae27957676f8ebc02b6d6d59fddcebcc973b5072f38692b385cd18d1e4954";
    assert_eq!(last(&context.definition), end);
    assert!(context.archive.is_some());
}

/// An image with a file, as a client would send it.
fn input() -> Definition {
    let platform = Rc::new(Platform::parse("linux/amd64").expect("a platform"));
    let mut graph = Graph::new(platform);
    let image = Source::image("docker.io/library/alpine:latest");
    let image = graph.source(image, Constraints::default());
    let (path, data) = ("/f".to_owned(), b"x".to_vec());
    let file = MkFile { path, mode: 0o644, data, ..MkFile::default() };
    let file = File::on(Some(image)).then(Action::MkFile(file));
    let file = graph.file(file, Constraints::named("hello"));
    graph.marshal(Some(file))
}

#[test]
fn inputs_replace_folders() {
    let end = "sha256:a81b09126a79e918fe2d6fb20d99562ba3ca29550ebd228b2bae198d95e6d158";
    assert_eq!(last(&input()), end);
    let bridge = daemon(FOLDER, "Dockerfile", "x").with_input("context", input());
    let entrypoint = loaded(&bridge, &[]);
    assert_eq!(*fetched(&entrypoint).definition, input());
    let scoped = "sha256:d1a20287991feaa488225fd340af9f7e753607131fa16776358fec381b89b846";
    let entrypoint = loaded(&bridge, &[("contextsubdir", "f")]);
    assert_eq!(last(&fetched(&entrypoint).definition), scoped);
    let bridge = daemon("hello", "Dockerfile", "FROM y").with_input("dockerfile", input());
    let entrypoint = loaded(&bridge, &[]);
    assert_eq!(&entrypoint.source.data[..], b"FROM y");
    assert_eq!(entrypoint.context, MainContext::Folder);
    assert_eq!(entrypoint.source.definition.as_deref(), Some(&input()));
    // Not if a folder is named.
    let bridge = bridge.with_file(FOLDER, "Dockerfile", "FROM z");
    let entrypoint = loaded(&bridge, &[("dockerfilekey", "dockerfile")]);
    assert_eq!(&entrypoint.source.data[..], b"FROM z");
}

#[test]
fn an_input_is_not_nothing() {
    let bridge = MemoryBridge::new(["file.base"]).with_input("x", Definition::default());
    let failure = load_with(&bridge, &[]).unwrap_err();
    let text = "failed to get frontend inputs: invalid nil input definition to definition op";
    assert_eq!(failure.message(), text);
}

#[test]
fn dockerignore_may_be_missing() {
    let tree = "[internal] load .dockerignore";
    let bridge = daemon(tree, ".dockerignore", "*.o");
    let data = run(load_ignore(&bridge, &options(&[]))).expect("no failure");
    assert_eq!(data.as_deref(), Some(&b"*.o"[..]));
    let end = "sha256:e194fcf27900bf28af62116ff6d639a7e2c1084a0deca9e2b92c134b73652206";
    assert_eq!(solved(&bridge), [end]);
    for bridge in [MemoryBridge::default(), daemon(tree, ".dockerignore", "")] {
        assert_eq!(run(load_ignore(&bridge, &options(&[]))), Ok(None));
    }
}

/// A header as `tar` writes it, with its checksum.
fn header(kind: u8, size: &[u8], magic: &[u8]) -> [u8; 512] {
    let mut block = [0; 512];
    block[..1].copy_from_slice(b"f");
    block[100..107].copy_from_slice(b"0000644");
    block[124..124 + size.len()].copy_from_slice(size);
    block[156] = kind;
    block[257..257 + magic.len()].copy_from_slice(magic);
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().copied().map(u32::from).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    block
}

#[test]
fn archives_are_known_by_their_first_bytes() {
    assert!(is_archive(b"BZh9") && is_archive(b"\x1f\x8b\x08") && is_archive(b"\xfd7zXZ\0"));
    assert!(!is_archive(b"\x28\xb5\x2f\xfd") && !is_archive(b"") && !is_archive(&[0; 1024]));
    for magic in [&b""[..], b"ustar\x0000", b"ustar  \0"] {
        assert!(is_archive(&header(b'0', b"00000000005", magic)));
    }
    let mut broken = header(b'0', b"5", b"");
    broken[0] = b'g';
    assert!(!is_archive(&broken));
    assert!(!is_archive(&header(b'0', b"9", b"")));
    assert!(!is_archive(&header(b'0', &[0xff; 12], b"")), "a negative size");
    assert!(is_archive(&header(b'5', &[0xff; 12], b"")), "a folder has no size");
}

#[test]
fn archives_may_begin_with_records() {
    let with = |kind, records: &[u8]| {
        let size = format!("{:011o}", records.len());
        let mut start = header(kind, size.as_bytes(), b"ustar\x0000").to_vec();
        start.extend(records);
        start
    };
    assert!(is_archive(&with(b'g', b"11 path=ab\n")));
    assert!(!is_archive(&with(b'g', b"12 path=ab\n")));
    assert!(!is_archive(&with(b'g', b"11 path=\0b\n")));
    // What the records are about does not fit into what is looked at.
    let mut start = with(b'x', b"11 path=ab\n");
    start.resize(1024, 0);
    assert!(!is_archive(&start));
    let mut start = with(b'x', b"");
    start.extend(header(b'0', b"", b"ustar\x0000"));
    assert!(is_archive(&start));
}
