//! Whole files, and single instructions in them.

use super::*;
use crate::dockerfile::lint::Config;
use crate::dockerfile::lint::Linter;
use crate::dockerfile::syntax;

/// The stages of a file, or the error.
fn read(text: &str) -> Result<Parsed, InstructionError> {
    parse(syntax::parse(text.as_bytes()).unwrap(), &mut Linter::deaf())
}

/// The only instruction of the only stage, or the error without its prefix.
fn one(text: &str) -> Result<Instruction, String> {
    match read(&format!("FROM a\n{text}")) {
        Ok(mut parsed) => Ok(parsed.stages.remove(0).instructions.remove(0).instruction),
        Err(error) => Err(error.kind.to_string()),
    }
}

fn findings(text: &str) -> Vec<String> {
    let mut linter = Linter::new(Config::parse("experimental=all").unwrap());
    let file = syntax::parse(text.as_bytes()).unwrap();
    review_continuations(&file, &mut linter);
    let parsed = parse(file, &mut linter).unwrap_or_default();
    review_stage_names(&parsed.stages, &mut linter);
    review_casing(&parsed.stages, &mut linter);
    let findings = linter.findings().iter();
    findings.map(|finding| format!("{} {}", finding.lines.start, finding.message)).collect()
}

#[test]
fn instructions_belong_to_stages() {
    let parsed = read(
        "ARG A=1 B\n# build it\nFROM --platform=$P x AS Build\n RUN make \\\n  all \nfrom Build\nUSER u\n",
    )
    .unwrap();
    let global = &parsed.global_args[0].instruction.declarations;
    assert_eq!(global[0].value.as_deref(), Some("1"));
    assert_eq!((global[1].key.as_str(), &global[1].value), ("B", &None));
    let [build, last] = &parsed.stages[..] else { panic!("{parsed:?}") };
    assert_eq!((build.name.as_str(), build.base_name.as_str()), ("build", "x"));
    assert_eq!((build.platform.as_str(), build.origin.lines), ("$P", Lines { start: 3, end: 3 }));
    let run = &build.instructions[0].origin;
    assert_eq!((run.original.as_str(), run.lines), ("RUN make   all", Lines { start: 4, end: 5 }));
    assert_eq!((last.name.as_str(), last.base_name.as_str()), ("", "Build"));
    assert_eq!(last.origin.keyword, "from");
}

#[test]
fn comments_describe_what_they_name() {
    let parsed = read("# x y\n# b the stage\nFROM a AS B\n# y n\n# x the arg\nARG x y z").unwrap();
    assert_eq!(parsed.stages[0].description, "the stage");
    let Instruction::Arg(arg) = &parsed.stages[0].instructions[0].instruction else { panic!() };
    let descriptions: Vec<_> = arg.declarations.iter().map(|arg| &*arg.description).collect();
    assert_eq!(descriptions, ["the arg", "n", ""]);
}

#[test]
fn errors_name_the_line() {
    let rows = [
        (
            "FROM a\n\nRNU x",
            "dockerfile parse error on line 3: unknown instruction: RNU (did you mean RUN?)",
        ),
        (
            "FROM a\nWORKDIR \\\n",
            "dockerfile parse error on line 2: WORKDIR requires exactly one argument",
        ),
        ("ARG x\nRUN y\nFROM a", "no build stage in current context"),
        (
            "FROM a b",
            "dockerfile parse error on line 1: FROM requires either one or three arguments",
        ),
        (
            "FROM a AS 1b",
            "dockerfile parse error on line 1: invalid name for build stage: \"1b\", name can't start with a number or contain symbols",
        ),
    ];
    for (text, expected) in rows {
        assert_eq!(read(text).unwrap_err().to_string(), expected, "{text}");
    }
    assert_eq!(read("ARG x\nRUN y\n z").unwrap_err().lines, Lines { start: 2, end: 2 });
    assert_eq!(read("ARG x").unwrap().stages, []);
}

#[test]
fn mistakes_are_named() {
    let rows = [
        (
            "ADD a",
            "ADD requires at least two arguments, but only one was provided. Destination could not be determined",
        ),
        ("COPY --checksum=x a b", "unknown flag: --checksum"),
        ("COPY a <<EOF\nEOF", "COPY cannot accept a heredoc as a destination"),
        ("ARG", "ARG requires at least one argument"),
        ("ARG =x", "ARG names can not be blank"),
        ("ENV", "ENV requires at least one argument"),
        ("LABEL =x", "LABEL names can not be blank"),
        ("CMD --x y", "unknown flag: --x"),
        ("EXPOSE", "EXPOSE requires at least one argument"),
        ("VOLUME [\"a\", \" \"]", "VOLUME specified can not be an empty string"),
        ("SHELL sh -c", "SHELL requires the arguments to be in JSON form"),
        ("SHELL []", "SHELL requires at least one argument"),
        ("STOPSIGNAL", "STOPSIGNAL requires exactly one argument"),
        ("ONBUILD", "ONBUILD requires at least one argument"),
        ("ONBUILD onbuild x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("ONBUILD From x", "FROM isn't allowed as an ONBUILD trigger"),
        ("RUN --network=nono x", "invalid network mode \"nono\""),
        ("RUN --security=Sandbox x", "security \"Sandbox\" is not valid"),
        (
            "RUN --mount=from=$a,x --network=x y",
            "'from' doesn't support variable expansion, define alias stage instead",
        ),
        ("HEALTHCHECK", "HEALTHCHECK requires at least one argument"),
        ("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK curl x", "Unknown type \"CURL\" in HEALTHCHECK (try CMD)"),
        ("HEALTHCHECK --interval=5 CMD x", "time: missing unit in duration \"5\""),
        (
            "HEALTHCHECK --start-period=999us CMD x",
            "Interval \"start-period\" cannot be less than 1ms",
        ),
        ("HEALTHCHECK --retries=x CMD x", "strconv.ParseInt: parsing \"x\": invalid syntax"),
        ("HEALTHCHECK --retries=-1 CMD x", "--retries cannot be negative (-1)"),
    ];
    for (text, expected) in rows {
        assert_eq!(one(text).unwrap_err(), expected, "{text}");
    }
}

#[test]
fn some_flags_are_not_looked_at() {
    for text in ["ARG --x y", "STOPSIGNAL --x 9", "HEALTHCHECK --x NONE"] {
        assert!(one(text).is_ok(), "{text}");
    }
}

#[test]
fn heredocs_come_after_paths() {
    let text = "COPY --link <<-A a <<'B' <<C /d\n\t\tx\nA\n$y\nB\nC";
    let Ok(Instruction::Copy(copy)) = one(text) else { panic!() };
    assert!(copy.link);
    assert_eq!(copy.sources.paths, ["a"]);
    assert_eq!(copy.sources.destination, "/d");
    let contents = copy.sources.contents.iter();
    let contents: Vec<_> = contents.map(|file| (&*file.path, &*file.data, file.expand)).collect();
    assert_eq!(contents, [("A", &b"x\n"[..], true), ("B", b"$y\n", false), ("C", b"", true)]);
}

#[test]
fn commands_have_two_forms() {
    let rows: [(&str, Form, &[&str]); 6] = [
        ("a  b", Form::Shell, &["a  b"]),
        ("[\"a\", \"b\"]", Form::Exec, &["a", "b"]),
        ("[]", Form::Exec, &[]),
        ("", Form::Shell, &[]),
        ("['a']", Form::Shell, &["['a']"]),
        ("[\"a\"] b", Form::Shell, &["[\"a\"] b"]),
    ];
    for (text, form, args) in rows {
        let Ok(Instruction::Cmd(cmd)) = one(&format!("CMD {text}")) else { panic!("{text}") };
        assert_eq!(
            (cmd.command.form, cmd.command.args),
            (form, args.iter().map(|arg| (*arg).to_owned()).collect()),
            "{text}"
        );
    }
}

#[test]
fn health_is_checked() {
    let text = "HEALTHCHECK --interval=1m30s --retries=3 --timeout=0 cmd a b";
    let Ok(Instruction::Healthcheck(health)) = one(text) else { panic!() };
    assert_eq!(health.test, ["CMD-SHELL", "a b"]);
    assert_eq!((health.interval, health.timeout, health.retries), (90_000_000_000, 0, 3));
    let Ok(Instruction::Healthcheck(health)) = one("HEALTHCHECK CMD [\"a\"]") else { panic!() };
    assert_eq!(health.test, ["CMD", "a"]);
}

#[test]
fn triggers_are_kept_as_written() {
    let rows = [
        ("ONBUILD  Run  a \\\n b ", "Run  a  b "),
        ("onbuild COPY <<A /x\na\nA", "COPY <<A /x\na\nA"),
        ("ONBUILD NONSENSE", "NONSENSE"),
        ("ONBU\u{130}LD RUN a", "ONBU\u{130}LD RUN a"),
    ];
    for (text, expected) in rows {
        let Ok(Instruction::Onbuild(onbuild)) = one(text) else { panic!("{text}") };
        assert_eq!(String::from_utf8(onbuild.expression).unwrap(), expected, "{text}");
    }
}

#[test]
fn triggers_are_read_where_they_are_pulled() {
    let lines = Lines { start: 7, end: 8 };
    let run = parse_trigger(b"RUN <<A\nx\nA", lines).unwrap();
    assert_eq!(run.origin.lines, lines);
    assert_eq!(run.origin.original, "RUN <<A");
    let rows = [
        ("FROM a", "*instructions.Stage is not a command type"),
        ("RUN a\nRUN b", "onbuild trigger should be a single expression"),
        ("", "file with no instructions"),
        ("WORKDIR", "WORKDIR requires exactly one argument"),
    ];
    for (text, expected) in rows {
        assert_eq!(parse_trigger(text.as_bytes(), lines).unwrap_err().to_string(), expected);
    }
}

#[test]
fn casing_is_reviewed() {
    let text = "from a AS B\nRUN x\nrun y\ncmd z\nMaintainer me\nFROM a as c";
    let expected = [
        "1 Stage name 'B' should be lowercase",
        "1 'AS' and 'from' keywords' casing do not match",
        "5 Maintainer instruction is deprecated in favor of using label",
        "6 'as' and 'FROM' keywords' casing do not match",
        "2 Command 'RUN' should match the case of the command majority (lowercase)",
        "5 Command 'Maintainer' should match the case of the command majority (lowercase)",
        "6 Command 'FROM' should match the case of the command majority (lowercase)",
    ];
    assert_eq!(findings(text), expected);
    let text = "FROM a\nrun b";
    let expected = "2 Command 'run' should match the case of the command majority (uppercase)";
    assert_eq!(findings(text), [expected]);
}

#[test]
fn names_and_descriptions_are_reviewed() {
    let text = "# who knows\nFROM a AS scratch\n# y z\nARG x y\n# z\nARG x y\n# z\nARG x\n\
                FROM b AS scratch\nRUN a \\\n\n b";
    let expected = [
        "12 Empty continuation line",
        "2 Comment for FROM should follow the format: `# scratch <description>`",
        "6 Comment for ARG should follow the format: `# <arg_key> <description>`",
        "8 Comment for ARG should follow the format: `# x <description>`",
        "2 Stage name should not use the same name as reserved stage \"scratch\"",
        "9 Stage name should not use the same name as reserved stage \"scratch\"",
        "9 Duplicate stage name \"scratch\", stage names should be unique",
    ];
    assert_eq!(findings(text), expected);
}

#[test]
fn comments_silence_rules() {
    assert_eq!(findings("#\n# check=skip=StageNameCasing\n# b\nFROM a AS B"), Vec::<String>::new());
    assert_eq!(findings("#\n# check=skip=FromAsCasing\nFROM a AS B").len(), 2);
}
