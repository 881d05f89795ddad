//! Whole Dockerfiles against digests and configurations that upstream made of them.

use std::rc::Rc;

use super::Answer;
use super::Answers;
use super::Converted;
use super::Ignore;
use super::MainContext;
use super::Progress;
use super::Question;
use super::Request;
use super::convert;
use super::read;
use crate::image::Platform;
use crate::image::ResolvedImage;
use crate::llb::Caps;
use crate::options;
use crate::options::Options;

const CONFIG: &str = r#"{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/usr/bin:/bin","FOO=bar"],"WorkingDir":"/w/"},"rootfs":{"type":"layers","diff_ids":["sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]}}"#;

const CAPS: [&str; 7] = [
    "mergeop",
    "exec.mount.bind.readwrite-nooutput",
    "exec.meta.ulimit",
    "exec.meta.cdi",
    "exec.mount.tmpfs.size",
    "exec.meta.cgroup.parent",
    "exec.meta.setsdefaultpath",
];

fn request(options: &[(&str, &str)]) -> Request {
    let options = options.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let request = options::Request { options: options.collect(), ..Default::default() };
    let mut options = Options::parse(request).unwrap();
    options.build_platform = Platform::linux("amd64");
    Request {
        options: Rc::new(options),
        caps: Rc::new(Caps::new(CAPS.map(|cap| (cap.to_owned(), true)))),
        context: MainContext::Local { session: "sess1".to_owned(), ignore: Ignore::Context },
        ..Request::default()
    }
}

fn build(text: &str, options: &[(&str, &str)]) -> Converted {
    let dockerfile = read(text.as_bytes(), None).result.unwrap();
    let request = request(options);
    let mut answers = Answers::new();
    loop {
        match convert(&dockerfile, &request, &answers).result.unwrap() {
            Progress::Done(converted) => return *converted,
            Progress::Asks(questions) => {
                answers.extend(questions.into_iter().map(|question| {
                    let answer = answer(&question);
                    (question, answer)
                }));
            }
        }
    }
}

fn answer(question: &Question) -> Answer {
    match question {
        Question::Ignore | Question::Folder(_) => Answer::Ignore(None),
        Question::SourceTime(_) => Answer::Time(None),
        Question::Image(image) => Answer::Image(ResolvedImage {
            reference: image.reference.clone(),
            digest: "sha256:9ba167400e9e306a94eab7a8ada52f189648d3a7efe7f8a2fc6d62111744ec0a"
                .to_owned(),
            config: CONFIG.as_bytes().into(),
        }),
    }
}

fn digests(converted: &Converted) -> Vec<String> {
    let digest = |op: &Vec<u8>| crate::llb::Digest::of(op).to_string()[7..15].to_owned();
    converted.definition.def.iter().map(digest).collect()
}

#[test]
fn stages_inherit_environment_and_arguments() {
    let text = "ARG V=3\nFROM base:$V AS b\nARG A=1\nENV FOO=x$A\nRUN one $A\nFROM b\nARG V\n\
                WORKDIR sub\nRUN two\nCMD [\"a\",\"b c\"]\n";
    let converted = build(text, &[("build-arg:A", "5")]);
    assert_eq!(digests(&converted), ["47147fdb", "ed034f28", "ac5c6984", "ba796f91", "a6eb4331"]);
    let expected = r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]},"history":[{"created_by":"ARG A=5","comment":"buildkit.dockerfile.v0","empty_layer":true},{"created_by":"ENV FOO=x5","comment":"buildkit.dockerfile.v0","empty_layer":true},{"created_by":"RUN |1 A=5 /bin/sh -c one $A # buildkit","comment":"buildkit.dockerfile.v0"},{"created_by":"ARG V=3","comment":"buildkit.dockerfile.v0","empty_layer":true},{"created_by":"WORKDIR /w/sub","comment":"buildkit.dockerfile.v0"},{"created_by":"RUN |2 A=5 V=3 /bin/sh -c two # buildkit","comment":"buildkit.dockerfile.v0"},{"created_by":"CMD [\"a\" \"b c\"]","comment":"buildkit.dockerfile.v0","empty_layer":true}],"config":{"Env":["PATH=/usr/bin:/bin","FOO=x5"],"Cmd":["a","b c"],"WorkingDir":"/w/sub","ArgsEscaped":true}}"#;
    assert_eq!(converted.image.encode().unwrap(), expected);
}

#[test]
fn a_linked_copy_on_nothing_is_a_layer() {
    let converted = build("FROM scratch\nCOPY --link --chown=u:0 a b/ /d/\nRUN [\"x\"]\n", &[]);
    assert_eq!(digests(&converted), ["942392ac", "291e88ce", "b8cdc689", "9d18be8e"]);
}

#[test]
fn heredocs_are_files_and_scripts() {
    let text = "FROM base:3\nCOPY --parents=true <<\"f\" ./p/./q/*.c /o/\n$X\nf\nRUN <<E\n#!/bin/x\nhi\nE\n";
    let expected =
        ["47147fdb", "c2c3b3b4", "09409412", "ccb7a45d", "44ba5acd", "ee908159", "250cce72"];
    assert_eq!(digests(&build(text, &[])), expected);
}

#[test]
fn every_kind_of_mount() {
    let text = "FROM base:3\nRUN --mount=type=cache,target=/c,sharing=locked,uid=7 \
                --mount=target=src,ro=false --mount=type=tmpfs,target=/t,size=1k \
                --mount=type=secret,id=s,required --mount=type=ssh,target=/a y\n";
    let converted = build(text, &[("build-arg:BUILDKIT_CACHE_MOUNT_NS", "n")]);
    assert_eq!(digests(&converted), ["47147fdb", "ccd87d17", "b10ecbec", "5d38355e", "f9755775"]);
}

#[test]
fn urls_repositories_and_archives() {
    let text = "FROM base:3\n\
                ADD --checksum=sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb https://e.com/x%20y.tgz?z=1 /h/\n\
                ADD --keep-git-dir=true https://github.com/a/b.git?tag=v1&submodules=false#:s /g\n\
                ADD --unpack=false t.tar .\n";
    let expected = [
        "47147fdb", "3ee00b10", "b73e8597", "29fe668d", "ac544323", "b0089bf1", "0a4c92a2",
        "a33d35a6",
    ];
    assert_eq!(digests(&build(text, &[])), expected);
}
