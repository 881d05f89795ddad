//! Which language the file of a build is written in.

use crate::dockerfile::syntax::directive;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Dockerfile,
    Json,
    Cue,
}

impl Language {
    /// By the name of the file.
    pub(super) fn named(filename: &str) -> Self {
        let extension = filename.rsplit_once('.').map(|(_, extension)| extension);
        match extension {
            Some("cue") => Self::Cue,
            Some("json") => Self::Json,
            _ => Self::Dockerfile,
        }
    }

    /// By the name of the file, or else by how it names its frontend, which Dockerfiles do behind
    /// a `#`.
    pub(super) fn of(filename: &str, data: &[u8]) -> Self {
        let named = Self::named(filename);
        if named != Self::Dockerfile || directive::syntax(data).is_none() {
            return named;
        }
        match data.trim_ascii_start() {
            [b'/', ..] => Self::Cue,
            [b'{', ..] => Self::Json,
            _ => Self::Dockerfile,
        }
    }

    /// What errors say it is.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Dockerfile => "Dockerfile",
            Self::Json => "JSON",
            Self::Cue => "CUE",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_file_is_known_by_its_name_or_by_its_mark() {
        let rows: [(&str, &str, Language); 6] = [
            ("build.cue", "", Language::Cue),
            ("a/build.json", "# syntax=x", Language::Json),
            ("Dockerfile", "# syntax=x\n", Language::Dockerfile),
            ("Dockerfile", "// syntax=x\ntargets: {}", Language::Cue),
            ("Dockerfile", "{\"syntax\": \"x\"}", Language::Json),
            ("Dockerfile", "// no mark\n", Language::Dockerfile),
        ];
        for (name, text, expected) in rows {
            assert_eq!(Language::of(name, text.as_bytes()), expected, "{name}: {text}");
        }
    }
}
