//! The list of failures that are known, each with its cause.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::check::Check;
use crate::check::Row;

/// Causes by row and id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    causes: BTreeMap<(String, String), String>,
}

/// How the list and a run agree.
#[derive(Debug, Default)]
pub(crate) struct Agreement {
    /// Failures that are not in the list.
    pub(crate) unlisted: Vec<Check>,
    /// Failures that are in the list, with their causes.
    pub(crate) listed: Vec<(Check, String)>,
    /// In the list, but they hold.
    pub(crate) mended: Vec<(String, String)>,
    /// In the list, but there are none such.
    pub(crate) vanished: Vec<(String, String)>,
    /// How many failures each cause has.
    pub(crate) causes: BTreeMap<String, usize>,
}

impl Known {
    /// Reads lines of row, id and cause with tabs between them; `#` starts a comment.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut causes = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let mut columns = line.split('\t');
            let (Some(row), Some(id), Some(cause)) =
                (columns.next(), columns.next(), columns.next())
            else {
                return Err(format!("known failures: three columns are wanted: {line}"));
            };
            causes.insert((row.to_owned(), id.to_owned()), cause.to_owned());
        }
        Ok(Self { causes })
    }

    /// Holds the list against a run. Rows that were not run, and checks whose inputs are not at
    /// hand, are not missed.
    pub(crate) fn agree(&self, checks: &[Check], absent: &[(Row, String)]) -> Agreement {
        let mut agreement = Agreement::default();
        let mut seen = BTreeSet::new();
        for check in checks {
            let key = (check.row.name().to_owned(), check.id.clone());
            match (check.passed, self.causes.get(&key)) {
                (true, Some(_)) => agreement.mended.push(key.clone()),
                (false, None) => agreement.unlisted.push(check.clone()),
                (false, Some(cause)) => {
                    *agreement.causes.entry(cause.clone()).or_default() += 1;
                    agreement.listed.push((check.clone(), cause.clone()));
                }
                (true, None) => {}
            }
            seen.insert(key);
        }
        let gone = |key: &&(String, String)| was_run(key, checks, absent) && !seen.contains(*key);
        agreement.vanished = self.causes.keys().filter(gone).cloned().collect();
        agreement
    }

    /// The list after a run: causes stay, new failures get a guess.
    pub(crate) fn updated(&self, checks: &[Check], absent: &[(Row, String)]) -> String {
        let mut lines = BTreeMap::new();
        for check in checks.iter().filter(|check| !check.passed) {
            let key = (check.row.name().to_owned(), check.id.clone());
            let guess = || format!("untriaged: {}", check.class);
            let cause = self.causes.get(&key).cloned().unwrap_or_else(guess);
            lines.insert(key, cause);
        }
        for (key, cause) in &self.causes {
            if !was_run(key, checks, absent) {
                lines.insert(key.clone(), cause.clone());
            }
        }
        let mut text = String::from("# row\tcheck\tcause\n");
        for ((row, id), cause) in lines {
            let _ = writeln!(text, "{row}\t{id}\t{cause}");
        }
        text
    }
}

/// Whether a run would have had a check, if there is one of that row and name.
fn was_run((row, id): &(String, String), checks: &[Check], absent: &[(Row, String)]) -> bool {
    checks.iter().any(|check| check.row.name() == row)
        && !absent.iter().any(|(name, absent)| name.name() == row && absent == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_and_a_run_are_held_against_each_other() {
        let known =
            Known::parse("# x\nvalues\ta\tcycle\nvalues\tb\tcycle\nvalues\tc\tclose\n").unwrap();
        let checks = [
            Check::planned(Row::Values, "a"),
            Check::planned(Row::Values, "b").pass(),
            Check::planned(Row::Values, "d").fail("x for y", "", ""),
        ];
        let agreement = known.agree(&checks, &[]);
        assert_eq!(agreement.unlisted.len(), 1);
        assert_eq!(agreement.mended, [("values".to_owned(), "b".to_owned())]);
        assert_eq!(agreement.vanished, [("values".to_owned(), "c".to_owned())]);
        assert_eq!(agreement.causes["cycle"], 1);
        assert_eq!(
            known.updated(&checks, &[]),
            "# row\tcheck\tcause\nvalues\ta\tcycle\nvalues\td\tuntriaged: x for y\n"
        );
    }

    #[test]
    fn what_has_no_input_is_not_missed() {
        let known = Known::parse("plans\ta\tcycle\nplans\tb\tcycle\nwords\tc\tclose\n").unwrap();
        let checks = [Check::planned(Row::Plans, "d").pass()];
        let absent = [(Row::Plans, "a".to_owned())];
        let agreement = known.agree(&checks, &absent);
        assert_eq!(agreement.vanished, [("plans".to_owned(), "b".to_owned())]);
        assert_eq!(
            known.updated(&checks, &absent),
            "# row\tcheck\tcause\nplans\ta\tcycle\nwords\tc\tclose\n"
        );
    }
}
