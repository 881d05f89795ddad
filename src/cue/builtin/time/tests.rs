//! The time package against what upstream gives.

use crate::cue::builtin::testing::shown;

fn check(rows: &[(&str, &[&str], &str)]) {
    for (name, args, expected) in rows {
        assert_eq!(shown(&format!("time.{name}"), args), *expected, "{name}({args:?})");
    }
}

#[test]
fn durations_are_texts_or_nanoseconds() {
    check(&[
        ("Duration", &["\"1h3m\""], "true"),
        ("Duration", &["\"x\""], "error: time: invalid duration \"x\""),
        ("ParseDuration", &["\"-1.5h\""], "-5400000000000"),
        ("FormatDuration", &["10920000000000"], "\"3h2m0s\""),
        (
            "FormatDuration",
            &["100000000000000000000"],
            "error: int 100000000000000000000 overflows int64 in argument 0",
        ),
    ]);
}

#[test]
fn times_are_checked_by_a_layout() {
    check(&[
        ("Time", &["\"1937-01-01T12:00:27.87+00:20\""], "true"),
        ("Time", &["\"no time\""], "error: invalid time \"no time\""),
        ("Format", &["\"2020\"", "\"2006\""], "true"),
        ("Format", &["\"x\"", "\"2006\""], "error: invalid time \"x\""),
    ]);
}

#[test]
fn times_are_read_and_written_by_a_layout() {
    check(&[
        (
            "Parse",
            &["\"02 Jan 06 15:04 MST\"", "\"01 Jul 21 17:54 CEST\""],
            "\"2021-07-01T17:54:00Z\"",
        ),
        (
            "Parse",
            &["\"01/02 03:04:05PM '06 -0700\"", "\"01/02 03:04:05PM '06 -0700\""],
            "\"2006-01-02T22:04:05Z\"",
        ),
        (
            "FormatString",
            &["\"Jan _2 06 MST\"", "\"2020-01-02T03:04:05+02:00\""],
            "\"Jan  2 20 +0200\"",
        ),
        (
            "FormatString",
            &["\"3:04PM\"", "\"x\""],
            "error: parsing time \"x\" as \"2006-01-02T15:04:05.999999999Z07:00\": cannot parse \"x\" \
             as \"2006\"",
        ),
    ]);
}

#[test]
fn times_are_seconds_too() {
    check(&[
        ("Unix", &["1500000000", "123456"], "\"2017-07-14T02:40:00.000123456Z\""),
        ("Unix", &["0", "-1"], "\"1969-12-31T23:59:59.999999999Z\""),
        ("Unix", &["9223372036854775807", "0"], "\"292277026596-12-04T15:30:07Z\""),
        ("ToUnix", &["\"2019-01-02T15:04:05-08:00\""], "1546470245"),
        ("ToUnixNano", &["\"2017-07-14T02:40:00.000123456Z\""], "1500000000000123456"),
        ("ToUnixNano", &["\"3000-01-01T00:00:00Z\""], "-4389808147419103232"),
        (
            "Split",
            &["\"2017-07-14T02:40:00.000123456Z\""],
            "{year:2017,month:7,day:14,hour:2,minute:40,second:0,nanosecond:123456}",
        ),
    ]);
}
