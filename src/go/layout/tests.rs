//! Times as Go's package `time` reads and writes them.

use super::*;
use crate::go::time::Time;

#[test]
fn times_are_read_as_by_go() {
    let rows = [
        ("02 Jan 06 15:04 MST", "01 Jul 21 17:54 CEST", Ok("2021-07-01T17:54:00Z")),
        (
            "Mon, 02 Jan 2006 15:04:05 -0700",
            "Mon, 02 Jan 2006 15:04:05 -0700",
            Ok("2006-01-02T15:04:05-07:00"),
        ),
        (
            "01/02 03:04:05PM '06 -0700",
            "01/02 03:04:05PM '06 -0700",
            Ok("2006-01-02T15:04:05-07:00"),
        ),
        ("2006-01-02", "2021-02-19", Ok("2021-02-19T00:00:00Z")),
        ("3:04PM", "12:30AM", Ok("0000-01-01T00:30:00Z")),
        ("Mon Jan _2 15:04:05 2006", "mon Jan  2 15:04:05 2006", Ok("2006-01-02T15:04:05Z")),
        ("2006 002", "2024 060", Ok("2024-02-29T00:00:00Z")),
        ("2006 __2", "2023  59", Ok("2023-02-28T00:00:00Z")),
        ("06", "-1", Ok("1999-01-01T00:00:00Z")),
        ("06", "68", Ok("2068-01-01T00:00:00Z")),
        ("15:04:05", "1:02:03.5", Ok("0000-01-01T01:02:03.5Z")),
        ("05.000", "05.120", Ok("0000-01-01T00:00:05.12Z")),
        ("MST Z07", "GMT+3 Z", Ok("0000-01-01T00:00:00Z")),
        ("MST", "GMT-3", Ok("-0001-12-31T21:00:00-03:00")),
        ("_2006", "_2021", Ok("2021-01-01T00:00:00Z")),
        ("2006-01-02", "2021-02-29", Err("parsing time \"2021-02-29\": day out of range")),
        ("2006 002", "2023 366", Err("parsing time \"2023 366\": day-of-year out of range")),
        ("002 01", "060 02", Ok("0000-02-29T00:00:00Z")),
        ("15", "24", Err("parsing time \"24\": hour out of range")),
        ("-0700", "+2561", Err("parsing time \"+2561\": time zone offset minute out of range")),
        ("Jan", "foo", Err("parsing time \"foo\" as \"Jan\": cannot parse \"foo\" as \"Jan\"")),
        ("2006", "206", Err("parsing time \"206\" as \"2006\": cannot parse \"206\" as \"2006\"")),
        ("15:04", "15:04:05", Err("parsing time \"15:04:05\": extra text: \":05\"")),
        ("05.0", "05.-5", Err("parsing time \"05.-5\": extra text: \"5\"")),
        (
            "MST",
            "ABCDE",
            Err("parsing time \"ABCDE\" as \"MST\": cannot parse \"ABCDE\" as \"MST\""),
        ),
        (
            "Z07:00",
            "+0100",
            Err("parsing time \"+0100\" as \"Z07:00\": cannot parse \"+0100\" as \"Z07:00\""),
        ),
        (
            "é2006",
            "é\"x",
            Err(
                "parsing time \"\\xc3\\xa9\\\"x\" as \"\\xc3\\xa92006\": cannot parse \"\\\"x\" as \"2006\"",
            ),
        ),
    ];
    for (layout, text, expected) in rows {
        let read = parse(layout, text).map(|time| format(time, RFC3339_NANO));
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(read.map_err(|error| error.to_string()), expected, "{layout:?} {text:?}");
    }
}

#[test]
fn times_are_written_as_by_go() {
    let spring = Time::new(1_709_611_628, 120_000_000, 0);
    let autumn = Time::new(-63_526_911_757, 0, -12_615);
    let rows = [
        ("Mon Jan _2 15:04:05 2006", "Tue Mar  5 04:07:08 2024", "Thu Nov 29 16:07:08 -0044"),
        (
            "Mon Jan _2 15:04:05 MST 2006",
            "Tue Mar  5 04:07:08 UTC 2024",
            "Thu Nov 29 16:07:08 -0330 -0044",
        ),
        (
            "Monday, 02-Jan-06 15:04:05 MST",
            "Tuesday, 05-Mar-24 04:07:08 UTC",
            "Thursday, 29-Nov-44 16:07:08 -0330",
        ),
        (
            "Mon, 02 Jan 2006 15:04:05 -0700",
            "Tue, 05 Mar 2024 04:07:08 +0000",
            "Thu, 29 Nov -0044 16:07:08 -0330",
        ),
        (
            "2006-01-02T15:04:05.999999999Z07:00",
            "2024-03-05T04:07:08.12Z",
            "-0044-11-29T16:07:08-03:30",
        ),
        ("3:04PM", "4:07AM", "4:07PM"),
        (
            "January Jan Janx 1 __2 002 06",
            "March Mar Janx 3  65 065 24",
            "November Nov Janx 11 334 334 44",
        ),
        (
            "3:4:5pm .000 .999 ,00 .0x .09",
            "4:7:8am .120 .12 ,12 .1x .09",
            "4:7:8pm .000  ,00 .0x .09",
        ),
        (
            "Z0700 -07 Z07:00:00 -070000 MST",
            "Z +00 Z +000000 UTC",
            "-0330 -03 -03:30:15 -033015 -0330",
        ),
        ("Monday 2 _2 _2006", "Tuesday 5  5 _2024", "Thursday 29 29 _-0044"),
    ];
    for (layout, first, second) in rows {
        assert_eq!(format(spring, layout), first, "{layout:?}");
        assert_eq!(format(autumn, layout), second, "{layout:?}");
    }
}
