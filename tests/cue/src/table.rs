//! Tables and lists of what was found.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::check::Check;
use crate::check::ROWS;
use crate::check::Row;
use crate::check::clip;
use crate::known::Agreement;
use crate::source::Skipped;

/// What a source must reach, in percent: whole cases, and leaves.
const GATES: &[(char, &str, Option<f64>, Option<f64>)] = &[
    ('a', "assertions and exports of upstream", Some(85.0), None),
    ('b', "trees", Some(90.0), Some(95.0)),
    ('c', "plans, leaf for leaf", Some(98.0), None),
    ('d', "tables of the parser", Some(95.0), None),
    ('e', "task graphs", Some(95.0), Some(95.0)),
];

/// Passed and all, of checks and of leaves.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    passed: usize,
    all: usize,
    leaves: (u64, u64),
}

impl Count {
    fn of<'a>(checks: impl Iterator<Item = &'a Check>) -> Self {
        let mut count = Self::default();
        for check in checks {
            count.passed += usize::from(check.passed);
            count.all += 1;
            count.leaves.0 += u64::from(check.leaves.0);
            count.leaves.1 += u64::from(check.leaves.1);
        }
        count
    }
}

#[expect(clippy::cast_precision_loss, reason = "percent of counts of a few thousand")]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn rate(part: usize, whole: usize) -> f64 {
    percent(part as u64, whole as u64)
}

/// The table, the lists, and the closing line.
pub(crate) fn report(
    checks: &[Check],
    skipped: &Skipped,
    agreement: &Agreement,
    verbose: bool,
) -> String {
    let mut text = String::new();
    rows(&mut text, checks, skipped);
    gates(&mut text, checks, skipped);
    causes(&mut text, agreement);
    lists(&mut text, agreement, verbose);
    let counted = checks.iter().filter(|check| check.row.source().is_some());
    let count = Count::of(counted);
    let _ = writeln!(text, "{} passed, {} failed", count.passed, count.all - count.passed);
    text
}

fn rows(text: &mut String, checks: &[Check], skipped: &Skipped) {
    let _ = writeln!(text, "{:<44} {:>13} {:>8}  {:>15} {:>8}", "", "checks", "", "leaves", "");
    for row in ROWS {
        let count = Count::of(checks.iter().filter(|check| check.row == *row));
        let reasons = skipped.reasons.iter().filter(|(name, _)| *name == row.name());
        if count.all > 0 {
            line(text, *row, count);
        }
        for (_, reason) in reasons {
            let _ = writeln!(text, "{:<44} skipped: {reason}", row.title());
        }
    }
}

fn line(text: &mut String, row: Row, count: Count) {
    let whole = format!("{}/{}", count.passed, count.all);
    let part = rate(count.passed, count.all);
    let _ = write!(text, "{:<44} {whole:>13} {part:>7.1}%", row.title());
    if row.has_leaves() {
        let leaves = format!("{}/{}", count.leaves.0, count.leaves.1);
        let part = percent(count.leaves.0, count.leaves.1);
        let _ = write!(text, "  {leaves:>15} {part:>7.1}%");
    }
    text.push('\n');
}

fn gates(text: &mut String, checks: &[Check], skipped: &Skipped) {
    text.push('\n');
    for (source, what, whole, leaves) in GATES {
        let ours = |check: &&Check| check.row.source() == Some(*source);
        let count = Count::of(checks.iter().filter(ours));
        if count.all == 0 {
            if !skipped.reasons.is_empty() {
                let _ = writeln!(text, "gate ({source}) {what}: skipped");
            }
            continue;
        }
        let mut word = |what: &str, gate: Option<f64>, got: f64| {
            let Some(gate) = gate else { return };
            let held = if got >= gate { "held" } else { "short" };
            let _ =
                writeln!(text, "gate ({source}) {what}: {got:.1}% of at least {gate:.0}%: {held}");
        };
        word(what, *whole, rate(count.passed, count.all));
        word("leaves", *leaves, percent(count.leaves.0, count.leaves.1));
    }
}

/// Whether every source that was run is as good as it must be.
pub(crate) fn holds_gates(checks: &[Check]) -> bool {
    GATES.iter().all(|(source, _, whole, leaves)| {
        let ours = |check: &&Check| check.row.source() == Some(*source);
        let count = Count::of(checks.iter().filter(ours));
        whole.is_none_or(|gate| rate(count.passed, count.all) >= gate)
            && leaves.is_none_or(|gate| percent(count.leaves.0, count.leaves.1) >= gate)
    })
}

fn causes(text: &mut String, agreement: &Agreement) {
    if agreement.causes.is_empty() {
        return;
    }
    let mut causes: Vec<(&String, &usize)> = agreement.causes.iter().collect();
    causes.sort_by(|left, right| right.1.cmp(left.1).then(left.0.cmp(right.0)));
    text.push_str("\nknown failures by cause:\n");
    for (cause, count) in causes {
        let _ = writeln!(text, "{count:>6} {cause}");
    }
}

fn lists(text: &mut String, agreement: &Agreement, verbose: bool) {
    let most = if verbose { usize::MAX } else { 20 };
    text.push('\n');
    for check in agreement.unlisted.iter().take(most) {
        let _ =
            writeln!(text, "not in the list: {} {} ({})", check.row.name(), check.id, check.class);
        if verbose {
            difference(text, check);
        }
    }
    for (check, cause) in agreement.listed.iter().filter(|_| verbose) {
        let _ = writeln!(text, "in the list: {} {} ({cause})", check.row.name(), check.id);
        difference(text, check);
    }
    let more = agreement.unlisted.len().saturating_sub(most);
    if more > 0 {
        let _ = writeln!(text, "not in the list: {more} more");
    }
    for (row, id) in agreement.mended.iter().take(most) {
        let _ = writeln!(text, "in the list, but it holds: {row} {id}");
    }
    let more = agreement.mended.len().saturating_sub(most);
    if more > 0 {
        let _ = writeln!(text, "in the list, but they hold: {more} more");
    }
    for (row, id) in agreement.vanished.iter().take(most) {
        let _ = writeln!(text, "in the list, but there is no such check: {row} {id}");
    }
}

/// What is different, in one line or in several.
fn difference(text: &mut String, check: &Check) {
    for line in &check.differences {
        let _ = writeln!(text, "    {}", line.replace('\n', " "));
    }
    if check.differences.is_empty() {
        let (expected, got) = (one_line(&check.expected), one_line(&check.got));
        let _ = writeln!(text, "    expected {expected}\n    got      {got}");
    }
}

fn one_line(text: &str) -> String {
    clip(&text.replace('\n', " "))
}

/// Failures grouped by what is different, biggest group first.
pub(crate) fn triage(checks: &[Check]) -> String {
    let mut text = String::from("# Failures, by what is different\n\n```\n");
    rows(&mut text, checks, &Skipped::default());
    gates(&mut text, checks, &Skipped::default());
    text.push_str("```\n");
    let mut groups: BTreeMap<(&str, &str), Vec<&Check>> = BTreeMap::new();
    for check in checks.iter().filter(|check| !check.passed) {
        groups.entry((check.row.name(), &check.class)).or_default().push(check);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(name, checks)| (usize::MAX - checks.len(), *name));
    for ((row, class), checks) in groups {
        let _ = writeln!(text, "\n## {} × {row}: {class}", checks.len());
        let few = spread(&checks, 4);
        for check in few {
            let (expected, got) = (one_line(&check.expected), one_line(&check.got));
            let _ = writeln!(text, "- {}\n  - expected `{expected}`\n  - got `{got}`", check.id);
        }
    }
    text
}

/// A few checks, from the whole list.
fn spread<'a>(checks: &[&'a Check], most: usize) -> Vec<&'a Check> {
    let step = checks.len().div_ceil(most).max(1);
    checks.iter().step_by(step).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_below_its_gate_is_told() {
        let case = |id: &str| Check::planned(Row::Literals, id);
        assert!(holds_gates(&[]));
        assert!(holds_gates(&[case("a").pass()]));
        assert!(!holds_gates(&[case("a").pass(), case("b")]));
    }
}
