//! The keywords.

use crate::go::case::to_lower;

/// Every keyword, in lower case, the most common first: of several good suggestions the first wins.
pub const KEYWORDS: [&str; 18] = [
    "run",
    "copy",
    "from",
    "env",
    "arg",
    "workdir",
    "add",
    "cmd",
    "entrypoint",
    "label",
    "expose",
    "user",
    "volume",
    "shell",
    "healthcheck",
    "onbuild",
    "stopsignal",
    "maintainer",
];

/// The keyword of this spelling, in lower case; empty if there is none.
///
/// Letters of other scripts count if they are lower case of ours, as the Kelvin sign is.
pub fn find(spelled: &str) -> &'static str {
    let find = |word: &str| KEYWORDS.into_iter().find(|name| name.eq_ignore_ascii_case(word));
    let found = if spelled.is_ascii() { find(spelled) } else { find(&to_lower(spelled)) };
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn case_does_not_matter() {
        let rows = [
            ("run", "run"),
            ("COPY", "copy"),
            ("OnBuild", "onbuild"),
            ("WORKD\u{130}R", "workdir"),
            ("HEALTHCHEC\u{212a}", "healthcheck"),
            ("RUNS", ""),
            ("", ""),
        ];
        for (spelled, keyword) in rows {
            assert_eq!(find(spelled), keyword, "{spelled}");
        }
    }
}
