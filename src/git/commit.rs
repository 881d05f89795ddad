//! Commits, as git stores them.
//!
//! Upstream: `util/gitutil/gitobject`.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::go::number;
use crate::go::space;
use crate::go::time::Time;

/// Why an object is no commit.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommitError {
    /// A line that must be there is not.
    #[error("invalid {kind} object: missing {header} header")]
    Missing {
        /// `commit` or `tag`.
        kind: &'static str,
        /// The first word of the line.
        header: &'static str,
    },
    /// It is a tag.
    #[error("not a commit object")]
    Tag,
}

/// When a commit was made, by the clock of who made it; `None` if it does not say so.
pub fn committed_at(object: &[u8]) -> Result<Option<Time>, CommitError> {
    let text = String::from_utf8_lossy(object);
    let headers = headers(&text);
    let is_tag = object.starts_with(b"object ");
    let (kind, wanted) = if is_tag {
        ("tag", &["object", "type", "tag", "tagger"][..])
    } else {
        ("commit", &["tree", "author", "committer"][..])
    };
    if let Some(header) = wanted.iter().find(|header| !headers.contains_key(**header)) {
        return Err(CommitError::Missing { kind, header });
    }
    if is_tag {
        return Err(CommitError::Tag);
    }
    Ok(headers.get("committer").and_then(|actor| time(actor)))
}

/// The first line of each kind, without its first word. Signatures are left out.
fn headers(text: &str) -> BTreeMap<&str, &str> {
    let is_tag = text.starts_with("object ");
    let mut headers = BTreeMap::new();
    let mut is_signature = false;
    for line in text.split('\n').take_while(|line| !line.is_empty()) {
        let begins = line.starts_with("gpgsig ") || line.starts_with("gpgsig-sha256 ");
        is_signature = !is_tag && (begins || is_signature && line.starts_with(' '));
        if let (false, Some((key, value))) = (is_signature, line.split_once(' ')) {
            headers.entry(key).or_insert(value);
        }
    }
    headers
}

/// The time behind a name: `A <a@example.com> 1500000000 +0200`.
fn time(actor: &str) -> Option<Time> {
    let actor = space::trim(actor);
    let (_, rest) = actor.rsplit_once('>').filter(|(before, _)| before.contains('<'))?;
    if rest.contains('<') {
        return None;
    }
    let mut words = rest.split_whitespace();
    let seconds = number::parse_int(words.next()?, 10, 64).ok()?;
    let zone = words.next().filter(|zone| zone.len() == 5)?;
    let sign = match zone.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let part = |range| -> i32 {
        let text: Option<&str> = zone.get(range);
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let offset = part(1..3) * 3600 + part(3..5) * 60;
    Some(Time::from_unix(seconds).with_offset(sign * offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(committer: &str) -> Option<String> {
        let object = format!(
            "tree 1\nauthor A <a> 5 +0000\ngpgsig -----\n committer no\n-\n\
             committer {committer}\ncommitter B <b> 6 +0000\n\nA message\n"
        );
        committed_at(object.as_bytes()).unwrap().map(|time| time.to_string())
    }

    #[test]
    fn the_time_is_read_with_its_zone() {
        assert_eq!(commit("B <b> 1500000001 +0230").unwrap(), "2017-07-14T05:10:01+02:30");
        assert_eq!(commit("B <b> 1500000001 -0100").unwrap(), "2017-07-14T01:40:01-01:00");
        assert_eq!(commit("<B <b>>  0 +0000 x").unwrap(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_time_that_is_none_is_no_mistake() {
        let wrong =
            ["B", "B <b>", "B <b> x +0000", "B <b> 1", "B <b> 1 0000", "B <b> 1 02000", "b> 1 <"];
        for committer in wrong {
            assert_eq!(commit(committer), None, "{committer}");
        }
    }

    #[test]
    fn what_is_missing_is_told() {
        let error = |text: &str| committed_at(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(error("what"), "invalid commit object: missing tree header");
        assert_eq!(error("tree 1\n\nauthor x"), "invalid commit object: missing author header");
        assert_eq!(error("object 1\n"), "invalid tag object: missing type header");
        assert_eq!(error("object 1\ntype a\ntag b\ntagger c\n"), "not a commit object");
    }
}
