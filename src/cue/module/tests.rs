//! The loader, seen from outside.

use std::collections::BTreeSet;

use super::*;
use crate::cue::syntax::ast::Decl;
use crate::cue::syntax::ast::Expr;

/// Files in memory, some of them in the library, from which some packages are left out.
struct Files(&'static [(&'static str, &'static str)]);

impl Files {
    fn get(&self, path: &str) -> Option<&'static str> {
        self.0.iter().find(|(name, _)| *name == path).map(|(_, text)| *text)
    }

    fn list(&self, dir: &str) -> Option<Vec<Entry>> {
        let prefix = if dir == "." { String::new() } else { format!("{dir}/") };
        let inside = self.0.iter().filter_map(|(name, _)| name.strip_prefix(&prefix));
        let entries: BTreeSet<Entry> = inside
            .map(|rest| match rest.split_once('/') {
                Some((name, _)) => Entry { name: name.to_owned(), kind: EntryKind::Dir },
                None => Entry { name: rest.to_owned(), kind: EntryKind::File },
            })
            .collect();
        (!entries.is_empty()).then(|| entries.into_iter().collect())
    }
}

impl Library for Files {
    fn dir(&self, path: &str) -> Option<Vec<String>> {
        let entries = self.list(&format!("lib:{path}"))?;
        Some(entries.into_iter().map(|entry| entry.name).collect())
    }

    fn file(&self, path: &str) -> Option<&[u8]> {
        self.get(&format!("lib:{path}")).map(str::as_bytes)
    }

    fn is_left_out(&self, path: &str) -> bool {
        self.get(&format!("left-out:{path}")).is_some()
    }
}

/// Loads a program; gives what became of it, and how often was asked.
fn load(
    files: &'static [(&'static str, &'static str)],
    request: Request,
) -> (Result<Program, Vec<String>>, usize) {
    let files = Files(files);
    let mut loader = Loader::new(request, &files);
    let mut answers = Vec::new();
    for round in 0..20 {
        match loader.step(answers) {
            Step::Done(program) => return (Ok(program), round),
            Step::Failed(errors) => {
                let errors = errors.iter().map(|error| {
                    let mut text = error.to_string();
                    for span in &error.spans {
                        let (path, at) = position(loader.sources(), *span).unwrap();
                        let place = format!("\n    {path}:{}:{}", at.line, at.column);
                        text.push_str(&place);
                    }
                    text
                });
                return (Err(errors.collect()), round);
            }
            Step::Asks(asks) => {
                answers = asks
                    .into_iter()
                    .map(|ask| {
                        let answer = match &ask {
                            Ask::Dir(path) => Answer::Dir(files.list(path)),
                            Ask::File(path) => {
                                Answer::File(files.get(path).map(|text| text.as_bytes().to_vec()))
                            }
                        };
                        (ask, answer)
                    })
                    .collect();
            }
        }
    }
    panic!("no end");
}

fn asking(argument: &str) -> Request {
    Request { arguments: vec![argument.to_owned()], ..Request::default() }
}

fn error(files: &'static [(&'static str, &'static str)], argument: &str) -> String {
    load(files, asking(argument)).0.unwrap_err().join("\n")
}

/// The paths of all packages, with their files.
fn packages(program: &Program) -> Vec<String> {
    let file = |file: &PackageFile| &*program.sources[file.source as usize].path;
    let show = |package: &Package| {
        let files: Vec<&str> = package.files.iter().map(file).collect();
        format!("{}: {}", package.scope, files.join(" "))
    };
    program.packages.iter().map(show).collect()
}

const MODULE: (&str, &str) =
    ("cue.mod/module.cue", "module: \"foo.com/a@v0\"\nlanguage: version: \"v0.17.0\"\n");

#[test]
fn a_package_has_the_files_of_its_directory_and_of_those_above() {
    const FILES: &[(&str, &str)] = &[
        MODULE,
        ("x.cue", "package a\nimport \"list\"\nx: list.Max([1])"),
        ("other.cue", "package other"),
        ("sub/y.cue", "package a"),
        ("sub/z_test.cue", "package a"),
        ("sub/_z.cue", "package a"),
        ("sub/deep/z.cue", "package a\nimport b \"foo.com/a/b:c\""),
        ("b/b.cue", "package c\nimport \"bar.com/v@v1:w\""),
        ("cue.mod/pkg/bar.com/v/v.cue", "package w"),
        ("cue.mod/usr/bar.com/v/v.cue", "package w"),
    ];
    let (program, rounds) = load(FILES, asking("./sub/deep"));
    let program = program.unwrap();
    assert_eq!(
        packages(&program),
        [
            "bar.com/v@v1:w: cue.mod/pkg/bar.com/v/v.cue cue.mod/usr/bar.com/v/v.cue",
            "foo.com/a/b@v0:c: b/b.cue",
            "foo.com/a/sub/deep@v0:a: x.cue sub/y.cue sub/deep/z.cue",
        ]
    );
    assert_eq!(program.main, 2);
    let main = &program.packages[2];
    let names: Vec<_> = main.files.iter().flat_map(|file| &file.imports).collect();
    assert_eq!(names[0].target, ImportTarget::Builtin("list".into()));
    assert_eq!((&*names[1].name, &names[1].target), ("b", &ImportTarget::Package(1)));
    assert_eq!(rounds, 6);
}

#[test]
fn files_are_a_package_without_a_path() {
    const FILES: &[(&str, &str)] =
        &[("d/x.cue", "x: 1"), ("d/y.cue", "package y\ny: 1"), ("d/z.cue", "package z\ny: 1")];
    let files = |names: &[&str]| Request {
        dir: "d".to_owned(),
        arguments: names.iter().map(|name| (*name).to_owned()).collect(),
        ..Request::default()
    };
    let program = load(FILES, files(&["x.cue"])).0.unwrap();
    assert_eq!(packages(&program), ["_: d/x.cue"]);
    let program = load(FILES, files(&["./y.cue", "x.cue"])).0.unwrap();
    assert_eq!(packages(&program), [":y: d/x.cue d/y.cue"]);
    let errors = load(FILES, files(&["y.cue", "z.cue"])).0.unwrap_err();
    assert_eq!(errors, ["found packages \"y\" (y.cue) and \"z\" (z.cue) in \"d\""]);
    let errors = load(FILES, files(&["no.cue"])).0.unwrap_err();
    assert_eq!(errors, ["stat d/no.cue: no such file or directory"]);
}

const WRONG: &[(&str, &str)] = &[
    MODULE,
    ("x.cue", "package a\nimport \"foo.com/a/b\""),
    ("b/b.cue", "package b\nimport \"foo.com/a/c\""),
    ("c/c.cue", "package c\nimport \"foo.com/a/b\""),
    ("miss/x.cue", "package miss\nimport \"foo.com/a/nope\""),
    ("miss3/x.cue", "package miss3\nimport \"foo.com/a/b:zzz\""),
    ("miss6/x.cue", "package miss6\nimport \"./b\""),
    ("miss7/x.cue", "package miss7\nimport \"foo.com/a@fgtech.fr/ansible\""),
    ("syn/x.cue", "package syn\nx: )\n"),
    ("impsyn/x.cue", "package impsyn\nimport x \"foo.com/a/syn\""),
    ("amb/x.cue", "package amb\nimport \"foo.com/a/v\""),
    ("v/x.cue", "package v"),
    ("cue.mod/pkg/foo.com/a/v/x.cue", "package v"),
];

#[test]
fn what_is_wrong_with_an_import_is_told_as_upstream_does() {
    let expected = [
        (
            ".",
            "import failed: import failed: import failed: package import cycle not allowed\n    \
             x.cue:2:8\n    b/b.cue:2:8\n    c/c.cue:2:8",
        ),
        (
            "./miss",
            "foo.com/a/miss@v0: import failed: cannot find package \"foo.com/a/nope\": cannot \
             find module providing package foo.com/a/nope\n    miss/x.cue:2:8",
        ),
        (
            "./miss3",
            "foo.com/a/miss3@v0: import failed: cannot find package \"foo.com/a/b\": no files in \
             package directory with package name \"zzz\"\n    miss3/x.cue:2:8",
        ),
        (
            "./miss6",
            "import failed: relative import paths not allowed (\"./b\")\n    miss6/x.cue:2:8",
        ),
        (
            "./miss7",
            "foo.com/a/miss7@v0: import failed: cannot find package \
             \"foo.com/a@fgtech.fr/ansible\": malformed import path \
             \"foo.com/a@fgtech.fr/ansible\": import paths can only contain a major version \
             specifier\n    miss7/x.cue:2:8",
        ),
        ("./syn", "expected operand, found ')'\n    syn/x.cue:2:4"),
        (
            "./impsyn",
            "import failed: expected operand, found ')'\n    impsyn/x.cue:2:8\n    syn/x.cue:2:4",
        ),
        (
            "./amb",
            "foo.com/a/amb@v0: import failed: cannot find package \"foo.com/a/v\": ambiguous \
             import: found package foo.com/a/v in multiple locations:\n\tfoo.com/a@v0 (v)\n\tlocal \
             (cue.mod/pkg/foo.com/a/v)\n    amb/x.cue:2:8",
        ),
        (
            "foo.com/a/zz",
            "cannot find package \"foo.com/a/zz\": cannot find module providing package \
             foo.com/a/zz",
        ),
        ("./nodir", "cannot find package \"./nodir\""),
    ];
    for (argument, text) in expected {
        assert_eq!(error(WRONG, argument), text, "{argument}");
    }
}

#[test]
fn a_directory_without_a_package_is_an_error() {
    const FILES: &[(&str, &str)] = &[
        MODULE,
        ("anon/x.cue", "x: 1"),
        ("two/x.cue", "package x"),
        ("two/y.cue", "package y"),
        ("empty/x.txt", ""),
        ("cond/x.cue", "@if(foo && !bar)\npackage cond"),
    ];
    assert_eq!(
        error(FILES, "./anon"),
        "build constraints exclude all CUE files in ./anon:\n    ./anon/x.cue: no package name"
    );
    assert_eq!(error(FILES, "./two"), "found packages \"x\" (x.cue) and \"y\" (y.cue) in \"two\"");
    assert!(load(FILES, asking("./two:y")).0.is_ok());
    assert_eq!(error(FILES, "./empty"), "no CUE files in ./empty");
    assert_eq!(
        error(FILES, "./cond"),
        "build constraints exclude all CUE files in ./cond:\n    ./cond/x.cue: @if(foo && !bar) \
         did not match"
    );
    let tags = |tags: &[&str]| Request {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..asking("./cond")
    };
    assert!(load(FILES, tags(&["foo"])).0.is_ok());
    assert!(load(FILES, tags(&["foo", "bar"])).0.is_err());
    assert_eq!(
        load(FILES, tags(&["foo", "zz"])).0.unwrap_err(),
        ["tag \"zz\" not used in any file"]
    );
}

const GOOD: &[(&str, &str)] =
    &[("x.cue", "env: string @tag(env,short=prod|dev)\nn: int @tag(n,type=int)")];

#[test]
fn tags_put_values_into_fields() {
    const FILES: &[(&str, &str)] = &[(
        "x.cue",
        "env: string @tag(env,short=prod|dev)\nn: int @tag(n,type=int)\nl: [{x: 1 @tag(x)}]",
    )];
    let tags = |tags: &[&str]| Request {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..asking("x.cue")
    };
    let errors = load(FILES, tags(&["prod"])).0.unwrap_err();
    assert_eq!(errors, ["@tag not allowed within lists\n    x.cue:3:11"]);
    let program = load(GOOD, tags(&["prod", "n=-3"])).0.unwrap();
    let Decl::Field(field) = &program.packages[0].files[0].tree.decls[0] else { panic!() };
    let Expr::Binary(_, _, value, ..) = &field.value else { panic!() };
    assert!(matches!(&**value, Expr::String(text, _) if &**text == "prod"));
    let error = |tag| load(GOOD, tags(&[tag])).0.unwrap_err().join("");
    assert_eq!(error("n=x"), "invalid number for injection tag \"n\": illegal number start \"x\"");
    assert_eq!(error("n=1.5"), "invalid int \"1.5\" for injection tag \"n\"");
    assert_eq!(error("zz=x"), "no tag for \"zz\"");
    assert_eq!(error("zz"), "tag \"zz\" not used in any file");
}

#[test]
fn old_modules_are_read_by_old_rules() {
    const FILES: &[(&str, &str)] = &[
        ("cue.mod/module.cue", "module: \"\"\n"),
        ("x.cue", "package x\nimport \"old.io/a@b.fr/c\"\ntry: 1"),
        ("cue.mod/pkg/old.io/a@b.fr/c/c.cue", "package c"),
    ];
    let program = load(FILES, asking(".")).0.unwrap();
    assert_eq!(
        packages(&program),
        ["old.io/a@b.fr/c: cue.mod/pkg/old.io/a@b.fr/c/c.cue", ":x: x.cue"]
    );
    assert!(program.legacy);
    let never = Request { legacy: Legacy::Never, ..asking(".") };
    let errors = load(FILES, never).0.unwrap_err();
    assert_eq!(errors, ["no language version declared in module.cue"]);
}

#[test]
fn a_package_of_the_library_stands_for_its_copy_and_others_add_to_it() {
    const FILES: &[(&str, &str)] = &[
        MODULE,
        ("x.cue", "package x\nimport \"lib.io/a\"\nimport \"lib.io/b\"\nimport \"lib.io/c\""),
        ("lib:lib.io/a/a.cue", "package a"),
        ("lib:lib.io/b/b.cue", "package b"),
        ("cue.mod/pkg/lib.io/a/copy.cue", "package a"),
        ("cue.mod/pkg/lib.io/b/copy.cue", "package b"),
        ("cue.mod/usr/lib.io/b/more.cue", "package b"),
        ("cue.mod/pkg/lib.io/c/c.cue", "package c"),
        ("cue.mod/gen/lib.io/c/more.cue", "package c"),
    ];
    let program = load(FILES, asking("x.cue")).0.unwrap();
    assert_eq!(
        packages(&program),
        [
            "lib.io/a: lib.io/a/a.cue",
            "lib.io/b: lib.io/b/b.cue cue.mod/usr/lib.io/b/more.cue",
            "lib.io/c: cue.mod/gen/lib.io/c/more.cue cue.mod/pkg/lib.io/c/c.cue",
            ":x: x.cue"
        ]
    );
}

#[test]
fn a_copy_that_was_asked_for_has_to_be_there() {
    const FILES: &[(&str, &str)] = &[
        MODULE,
        ("x.cue", "package x\nimport \"lib.io/a\""),
        ("y.cue", "package y\nimport \"lib.io/b\""),
        ("left-out:lib.io/a", ""),
        ("left-out:lib.io/b", ""),
        ("cue.mod/pkg/lib.io/a/copy.cue", "package a"),
    ];
    let program = load(FILES, asking("x.cue")).0.unwrap();
    assert_eq!(packages(&program), ["lib.io/a: cue.mod/pkg/lib.io/a/copy.cue", ":x: x.cue"]);
    assert_eq!(
        error(FILES, "y.cue"),
        "import failed: cannot find package \"lib.io/b\": copies in cue.mod/pkg were asked for, and \
         there is none of lib.io/b\n    y.cue:2:8"
    );
}

#[test]
fn packages_of_the_library_are_there_without_a_module() {
    const FILES: &[(&str, &str)] = &[
        ("x.cue", "package x\nimport \"old.io/a\"\ntry: a"),
        ("y.cue", "import \"new.io/a\""),
        ("lib:old.io/a/a.cue", "package a\nimport \"old.io/a/b\""),
        ("lib:old.io/a/b/b.cue", "package b"),
    ];
    let old = Request { legacy: Legacy::Importing(vec!["old.io".to_owned()]), ..asking("x.cue") };
    let program = load(FILES, old).0.unwrap();
    assert_eq!(
        packages(&program),
        ["old.io/a/b: old.io/a/b/b.cue", "old.io/a: old.io/a/a.cue", ":x: x.cue"]
    );
    assert!(program.legacy);
    assert_eq!(
        error(FILES, "y.cue"),
        "import failed: imports are unavailable because there is no cue.mod/module.cue file\n    \
         y.cue:1:8"
    );
}

#[test]
fn a_replaced_module_is_read_from_its_directory() {
    const FILES: &[(&str, &str)] = &[
        (
            "cue.mod/module.cue",
            "module: \"foo.com/a@v0\"\nlanguage: version: \"v0.17.0\"\n\
             deps: \"bar.com/b@v1\": v: \"v1.2.0\"\ndeps: \"baz.com@v0\": v: \"v0.1.0\"",
        ),
        (
            "cue.mod/local-module.cue",
            "deps: \"bar.com/b@v1\": replaceWith: \"./b\"\n\
          deps: \"baz.com@v0\": {}",
        ),
        ("b/cue.mod/module.cue", "module: \"bar.com/b@v1\"\nlanguage: version: \"v0.9.0\""),
        ("b/c/c.cue", "package c"),
        ("x.cue", "package a\nimport \"bar.com/b/c\""),
        ("y/y.cue", "package y\nimport \"baz.com/c\""),
    ];
    let program = load(FILES, asking(".")).0.unwrap();
    assert_eq!(packages(&program), ["bar.com/b/c@v1: b/c/c.cue", "foo.com/a@v0: x.cue"]);
    assert_eq!(
        error(FILES, "./y"),
        "foo.com/a/y@v0: import failed: cannot find package \"baz.com/c\": cannot fetch \
         baz.com@v0.1.0: modules are not fetched from registries; vendor it under \
         cue.mod/pkg\n    y/y.cue:2:8"
    );
}

#[test]
fn files_are_embedded() {
    const FILES: &[(&str, &str)] = &[
        MODULE,
        (
            "x/x.cue",
            "@extern(embed)\npackage x\na: _ @embed(file=\"a.json\")\n\
             b: _ @embed(glob=d/*.x, type=text)\nc: {@embed(glob=*.yaml,allowEmptyGlob)}",
        ),
        ("x/a.json", "{}"),
        ("x/d/1.x", "1"),
        ("x/d/.2.x", "2"),
        ("x/d/3.x", "3"),
        ("y/y.cue", "@extern(embed)\npackage y\na: _ @embed(file=\"../a.json\")"),
        ("z/z.cue", "@extern(embed)\npackage z\na: _ @embed(glob=*.json)"),
    ];
    let program = load(FILES, asking("./x")).0.unwrap();
    let embedded = &program.packages[0].embedded;
    let paths: Vec<Vec<&str>> = embedded
        .iter()
        .map(|embedded| embedded.files.iter().map(|file| &*file.path).collect())
        .collect();
    assert_eq!(paths, [vec!["a.json"], vec!["d/1.x", "d/3.x"], vec![]]);
    assert_eq!(embedded[1].files[0].encoding, Encoding::Text);
    assert!(embedded[1].glob && !embedded[0].glob);
    assert_eq!(error(FILES, "./y"), "@embed: cannot refer to parent directory\n    y/y.cue:3:6");
    assert_eq!(
        error(FILES, "./z"),
        "@embed: no matches for glob pattern \"*.json\"\n    z/z.cue:3:6"
    );
}

#[test]
fn files_of_data_stand_among_the_arguments() {
    const FILES: &[(&str, &str)] = &[
        ("b.yaml", "x: 1\n---\ny: [a]\n"),
        ("a.json", "{\"x\": {}}"),
        ("c.data", "k = 1\n"),
        ("schema.cue", "x: _"),
        ("bad.json", "{\n  \"a\": }"),
        ("old.yaml", "$schema: https://json-schema.org/draft/2020-12/schema\n"),
    ];
    let asked = |arguments: &[&str]| {
        let arguments = arguments.iter().map(|one| (*one).to_owned()).collect();
        load(FILES, Request { arguments, ..Request::default() }).0
    };
    let program = asked(&["b.yaml", "schema.cue", "a.json", "toml:", "c.data"]).unwrap();
    assert_eq!(program.packages[program.main].files.len(), 1);
    let names = program.data.iter().map(|file| {
        let path = &program.sources[file.source as usize].path;
        (&**path, file.documents.len())
    });
    assert_eq!(names.collect::<Vec<_>>(), [("a.json", 1), ("b.yaml", 2), ("c.data", 1)]);
    let y = program.data[1].documents[1].get("y").unwrap();
    assert_eq!(y.start, 12);
    assert!(asked(&["a.json"]).unwrap().packages[0].files.is_empty());
    let wrong = |arguments: &[&str]| asked(arguments).unwrap_err().join("\n");
    assert_eq!(
        wrong(&["bad.json"]),
        "invalid JSON for file \"bad.json\": invalid character '}' looking for beginning of \
         value\n    bad.json:2:8"
    );
    assert_eq!(wrong(&["old.yaml"]), "old.yaml: files of JSON Schema are not supported");
    assert_eq!(wrong(&["none.json"]), "stat none.json: no such file or directory");
    assert_eq!(wrong(&["json:"]), "scoped qualifier \"json:\" without file");
    assert_eq!(wrong(&["openapi:", "a.json"]), "file type \"openapi\" is not supported");
}
