//! Answers, from Dockerfiles to bytes.

use super::*;
use crate::dockerfile::convert;
use crate::dockerfile::convert::OutlineArg;
use crate::dockerfile::convert::Wanted;
use crate::llb::Constraints;
use crate::llb::Graph;
use crate::llb::Source;
use crate::llb::SourceInfo;
use crate::source::Lines;

fn part<'a>(answer: &'a Answer, key: &str) -> &'a str {
    str::from_utf8(&answer[key]).unwrap()
}

/// Findings of a file, and the answer they make.
fn checked(text: &str) -> Answer {
    let data: std::rc::Rc<[u8]> = text.as_bytes().into();
    let source = SourceInfo { filename: "Dockerfile".to_owned(), data, ..SourceInfo::default() };
    let read = convert::read(text.as_bytes(), None);
    lint(&source, &read.findings, read.result.as_ref().err())
}

#[test]
fn requests_are_known_by_their_names() {
    assert_eq!(Subrequest::named("frontend.lint"), Some(Subrequest::Lint));
    assert_eq!(Subrequest::named("frontend.Lint"), None);
    assert_eq!(Subrequest::named(""), None);
}

#[test]
fn only_what_clients_know_is_described() {
    let answer = describe();
    assert_eq!(
        part(&answer, "result.txt"),
        "NAME                 VERSION DESCRIPTION\n\
         outline              1.0.0   List all parameters current build target supports\n\
         targets              1.0.0   List all targets current build supports\n\
         subrequests.describe 1.0.0   List available subrequest types\n"
    );
    assert!(part(&answer, "result.json").contains("\"opts\": [],\n    \"inputs\": null,\n"));
    assert_eq!(part(&answer, "version"), "1.0.0");
}

#[test]
fn targets_are_listed_as_they_are_written() {
    let answer = targets(b"# a is <it>\nFROM $X AS a\nFROM a\n").unwrap();
    insta::assert_snapshot!(part(&answer, "result.json"), @r#"
    {
      "targets": [
        {
          "name": "a",
          "description": "is \u003cit\u003e",
          "base": "$X",
          "location": {
            "ranges": [
              {
                "start": {
                  "line": 2
                },
                "end": {
                  "line": 2
                }
              }
            ]
          }
        },
        {
          "default": true,
          "base": "a",
          "location": {
            "ranges": [
              {
                "start": {
                  "line": 3
                },
                "end": {
                  "line": 3
                }
              }
            ]
          }
        }
      ],
      "sources": [
        "IyBhIGlzIDxpdD4KRlJPTSAkWCBBUyBhCkZST00gYQo="
      ]
    }
    "#);
    assert_eq!(
        part(&answer, "result.txt"),
        "TARGET    DESCRIPTION\na         is <it>\n(default) \n"
    );
}

#[test]
fn a_file_without_stages_has_no_targets() {
    let answer = targets(b"ARG A\n").unwrap();
    assert_eq!(
        part(&answer, "result.json"),
        "{\n  \"targets\": null,\n  \"sources\": [\n    \"QVJHIEEK\"\n  ]\n}"
    );
    assert_eq!(part(&answer, "result.txt"), "TARGET DESCRIPTION\n");
    assert_eq!(targets(b"FORM a\n").unwrap_err().to_string().lines().count(), 1);
}

#[test]
fn an_outline_is_a_table_for_each_kind_of_thing() {
    let lines = Lines::single(1);
    let arg = |value: &str, description: &str| OutlineArg {
        value: value.to_owned(),
        description: description.to_owned(),
        lines,
    };
    let shown = convert::Outline {
        description: "does".to_owned(),
        args: vec![("A".to_owned(), arg("", "")), ("LONG".to_owned(), arg("é", "says"))],
        secrets: vec![Wanted { id: "s".to_owned(), required: true, lines }],
        agents: vec![Wanted { id: "default".to_owned(), required: false, lines }],
        ..convert::Outline::default()
    };
    assert_eq!(
        part(&outline(b"", &shown), "result.txt"),
        "TARGET:      (default)\nDESCRIPTION: does\n\n\
         BUILD ARG   VALUE   DESCRIPTION\nA                   \nLONG        é       says\n\n\
         SECRET   REQUIRED\ns        true\n\n\
         SSH       REQUIRED\ndefault   \n\n"
    );
    let empty = outline(b"x", &convert::Outline::default());
    assert_eq!(part(&empty, "result.json"), "{\n  \"sources\": [\n    \"eA==\"\n  ]\n}");
    assert_eq!(part(&empty, "result.txt"), "");
}

#[test]
fn findings_are_shown_in_the_order_of_the_file() {
    let answer = checked("FROM alpine as a\nRUN a \\\n\n b\nMAINTAINER me");
    insta::assert_snapshot!(part(&answer, "result.txt"), @r#"
    WARNING: FromAsCasing - https://docs.docker.com/go/dockerfile/rule/from-as-casing/
    'as' and 'FROM' keywords' casing do not match
    Dockerfile:1
    --------------------
       1 | >>> FROM alpine as a
       2 |     RUN a \
       3 |     
    --------------------

    WARNING: NoEmptyContinuation - https://docs.docker.com/go/dockerfile/rule/no-empty-continuation/
    Empty continuation line
    Dockerfile:4
    --------------------
       2 |     RUN a \
       3 |     
       4 | >>>  b
       5 |     MAINTAINER me
    --------------------

    WARNING: MaintainerDeprecated - https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/
    Maintainer instruction is deprecated in favor of using label
    Dockerfile:5
    --------------------
       3 |     
       4 |      b
       5 | >>> MAINTAINER me
    --------------------
    "#);
    assert_eq!(part(&answer, "result.statuscode"), "1");
    assert_eq!(part(&checked("FROM alpine\n"), "result.statuscode"), "0");
}

#[test]
fn an_error_is_part_of_the_answer() {
    let answer = checked("FROM alpine\nFORM \\\n x\n");
    insta::assert_snapshot!(part(&answer, "result.json"), @r#"
    {
      "warnings": null,
      "sources": [
        {
          "filename": "Dockerfile",
          "data": "RlJPTSBhbHBpbmUKRk9STSBcCiB4Cg=="
        }
      ],
      "buildError": {
        "message": "dockerfile parse error on line 2: unknown instruction: FORM (did you mean FROM?)",
        "location": {
          "ranges": [
            {
              "start": {
                "line": 2
              },
              "end": {
                "line": 2
              }
            },
            {
              "start": {
                "line": 3
              },
              "end": {
                "line": 3
              }
            }
          ]
        }
      }
    }
    "#);
    assert_eq!(part(&answer, "result.statuscode"), "1");
    assert_eq!(part(&answer, "result.txt"), "");
}

#[test]
fn excerpts_reach_as_far_as_the_file() {
    let shown = |data: &[u8], start, end| {
        let mut text = Vec::new();
        excerpt::write("f", &excerpt::lines(data), Lines { start, end }, &mut text);
        String::from_utf8(text).unwrap().replace(&"-".repeat(20), "--")
    };
    assert_eq!(shown(b"a", 1, 1), "f:1\n--\n   1 | >>> a\n--\n");
    assert_eq!(shown(b"a\n", 2, 9), "f:2\n--\n   1 |     a\n   2 | >>> \n--\n");
    assert_eq!(
        shown(b"a\nb\r\nc", 2, 2),
        "f:2\n--\n   1 |     a\n   2 | >>> b\r\n   3 |     c\n--\n"
    );
    assert_eq!(
        shown(b"1\n2\n3\n4\n5\n6\n7\n8\n9\n", 4, 5),
        "f:4\n--\n   3 |     3\n   4 | >>> 4\n   5 | >>> 5\n   6 |     6\n--\n"
    );
    assert_eq!(shown(b"a", 0, 1) + &shown(b"a", 2, 2), "");
}

#[test]
fn a_graph_is_shown_by_its_digests() {
    let mut graph = Graph::new(std::rc::Rc::default());
    let root = graph.source(Source::local("x"), Constraints::named("<it>"));
    let answer = convertllb(&graph.marshal(Some(root))).unwrap();
    insta::assert_snapshot!(part(&answer, "result.json"), @r#"
    {
      "def": {
        "sha256:5a26655ed052bf8e50ea98e9578e936bee36ad550992ac09f41ca05581ce0947": {
          "inputs": [
            {
              "digest": "sha256:711f4b373c8967805cbe0badc9012930d9eb12c736dafaf8531419dc1a66c6de"
            }
          ]
        },
        "sha256:711f4b373c8967805cbe0badc9012930d9eb12c736dafaf8531419dc1a66c6de": {
          "source": {
            "identifier": "local://x"
          },
          "constraints": {}
        }
      },
      "metadata": {
        "sha256:5a26655ed052bf8e50ea98e9578e936bee36ad550992ac09f41ca05581ce0947": {
          "caps": {
            "constraints": true,
            "meta.description": true,
            "platform": true
          }
        },
        "sha256:711f4b373c8967805cbe0badc9012930d9eb12c736dafaf8531419dc1a66c6de": {
          "description": {
            "llb.customname": "\u003cit\u003e"
          },
          "caps": {
            "source.local": true
          }
        }
      },
      "source": {
        "locations": {
          "sha256:711f4b373c8967805cbe0badc9012930d9eb12c736dafaf8531419dc1a66c6de": {}
        }
      }
    }
    "#);
    assert_eq!(part(&answer, "version"), "0.1.0");
    assert!(!answer.contains_key("result.txt"));

    let nothing = convertllb(&graph.marshal(None)).unwrap();
    assert_eq!(
        part(&nothing, "result.json"),
        "{\n  \"def\": {},\n  \"metadata\": {},\n  \"source\": {}\n}"
    );
}
