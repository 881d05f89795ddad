//! Archives of text: a comment, then files, each below a line `-- name --`.

/// An archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Archive {
    /// What stands above the first file.
    pub(crate) comment: String,
    /// Names and texts, in order.
    pub(crate) files: Vec<(String, String)>,
}

impl Archive {
    /// Reads an archive; every text is one.
    pub(crate) fn parse(text: &str) -> Self {
        let mut archive = Self::default();
        for line in text.split_inclusive('\n') {
            if let Some(name) = file_name(line) {
                archive.files.push((name.to_owned(), String::new()));
                continue;
            }
            let into = archive.files.last_mut().map_or(&mut archive.comment, |(_, text)| text);
            into.push_str(line);
        }
        archive
    }

    /// The files that are input: none of results and differences.
    pub(crate) fn inputs(&self) -> Vec<(String, String)> {
        let is_input = |name: &str| !name.starts_with("out/") && !name.starts_with("diff/");
        self.files.iter().filter(|(name, _)| is_input(name)).cloned().collect()
    }

    /// The value of a line `#tag: value` of the comment; empty for `#tag`.
    pub(crate) fn tag(&self, tag: &str) -> Option<&str> {
        self.comment.lines().find_map(|line| {
            let rest = line.trim().strip_prefix('#')?.strip_prefix(tag)?;
            match rest.strip_prefix(':') {
                Some(value) => Some(value.trim()),
                None => rest.is_empty().then_some(""),
            }
        })
    }
}

fn file_name(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_prefix("-- ")?.strip_suffix(" --")?.trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_a_comment_and_files() {
        let archive = Archive::parse("#tag: x\n-- a.cue --\na: 1\n-- out/eval --\n(struct)\n");
        assert_eq!(archive.tag("tag"), Some("x"));
        assert_eq!(archive.files.len(), 2);
        assert_eq!(archive.inputs(), [("a.cue".to_owned(), "a: 1\n".to_owned())]);
    }
}
