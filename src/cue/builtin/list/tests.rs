//! Parts of lists, and numbers in them.

use super::*;
use crate::cue::builtin::testing::called;
use crate::cue::builtin::testing::number;
use crate::cue::builtin::testing::numbers;
use crate::cue::builtin::testing::texts;

#[test]
fn elements_are_kept_whatever_they_are() {
    let list =
        Value::List(vec![Value::Opaque(7), number("1"), Value::List(vec![Value::Opaque(9)])]);
    let rows = [
        ("Reverse", vec![], "[[#9], 1, #7]"),
        ("Repeat", vec!["2"], "[#7, 1, [#9], #7, 1, [#9]]"),
        ("Repeat", vec!["99999999999"], "list of more than 1048576 elements"),
        ("Take", vec!["5"], "[#7, 1, [#9]]"),
        ("Drop", vec!["1"], "[1, [#9]]"),
        ("Drop", vec!["5"], "[]"),
        ("Drop", vec!["-1"], "negative index"),
        ("Slice", vec!["1", "2"], "[1]"),
        ("Slice", vec!["2", "1"], "invalid index: 2 > 1"),
        ("Slice", vec!["2", "4"], "slice bounds out of range"),
        ("FlattenN", vec!["-1"], "[#7, 1, #9]"),
        ("FlattenN", vec!["0"], "[#7, 1, [#9]]"),
    ];
    for (name, rest, expected) in rows {
        let mut args = vec![list.clone()];
        args.extend(rest.into_iter().map(number));
        assert_eq!(called(&LIST, name, &args), expected, "{name}");
    }
}

#[test]
fn sums_are_integers_where_they_are_whole() {
    let rows = [
        ("Sum", vec!["1.5", "2.50"], "4"),
        ("Sum", vec![], "0"),
        ("Product", vec!["0.5", "3"], "1.5"),
        ("Avg", vec!["1", "2"], "1.5"),
        ("Avg", vec!["4", "8", "12"], "8"),
        ("Avg", vec![], "empty list"),
        ("Max", vec!["1", "2.0", "1e0"], "2"),
        ("Min", vec!["1.50", "2"], "1.50"),
    ];
    for (name, elements, expected) in rows {
        assert_eq!(called(&LIST, name, &[numbers(&elements)]), expected, "{name}");
    }
}

#[test]
fn ranges_go_up_and_down_and_end() {
    let rows = [
        (["0", "2", "0.5"], "[0, 0.5, 1, 1.5]"),
        (["3", "0", "-1"], "[3, 2, 1]"),
        (["0", "0", "1"], "[]"),
        (["0", "1", "0"], "step must be non zero"),
        (["0", "1", "-1"], "end must be less than start when step is negative"),
        (["0", "1e9", "1"], "list of more than 1048576 elements"),
    ];
    for (bounds, expected) in rows {
        assert_eq!(called(&LIST, "Range", &bounds.map(number)), expected);
    }
}

#[test]
fn strings_are_sorted_by_their_bytes() {
    let list = texts(&["b", "é", "a"]);
    assert_eq!(called(&LIST, "SortStrings", std::slice::from_ref(&list)), r#"["a", "b", "é"]"#);
    assert_eq!(called(&LIST, "IsSortedStrings", &[list]), "false");
}
