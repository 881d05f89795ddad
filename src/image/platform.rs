//! Platforms such as `linux/arm64`, as containerd's `platforms` reads and writes them.

use crate::go::case::to_lower;
use crate::go::path;
use crate::go::quote::quote;
use crate::go::utf8::to_valid;
use crate::order;
use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

/// What the first part of a platform must look like.
const OS: &str = r"^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$";
/// What any other part must look like.
const PART: &str = "^[A-Za-z0-9_.-]+$";

const KNOWN_OS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "windows",
    "zos",
];

const KNOWN_ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "armbe",
    "arm64",
    "arm64be",
    "ppc64",
    "ppc64le",
    "loong64",
    "mips",
    "mipsle",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "ppc",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// An operating system and a processor. The fields are in the order and have the names of the OCI
/// image specification.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Platform {
    /// The processor, such as `amd64`.
    pub architecture: String,
    /// The operating system, such as `linux`.
    pub os: String,
    /// The version of the operating system; used by Windows.
    #[serde(rename = "os.version", skip_serializing_if = "String::is_empty")]
    pub os_version: String,
    /// What the operating system must be able to do.
    #[serde(rename = "os.features", skip_serializing_if = "Vec::is_empty")]
    pub os_features: Vec<String>,
    /// The variant of the processor, such as `v7`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub variant: String,
}

/// Why a text is no platform, in upstream's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlatformError {
    /// There is a `*` in it.
    #[error("{}: wildcards not yet supported: invalid argument", quote(.0))]
    Wildcard(String),
    /// The first part is not an operating system.
    #[error(
        "{} is an invalid OS component of {}: OSAndVersion specifier component must match {}: \
         invalid argument",
        quote(.part), quote(.text), quote(OS)
    )]
    Os {
        /// The first part.
        part: String,
        /// The text as given.
        text: String,
    },
    /// Another part has a wrong character in it.
    #[error(
        "{} is an invalid component of {}: platform specifier component must match {}: \
         invalid argument",
        quote(.part), quote(.text), quote(PART)
    )]
    Part {
        /// The part.
        part: String,
        /// The text as given.
        text: String,
    },
    /// The version has a `%` that stands for nothing.
    #[error("{} has an invalid OS version {}: {escape}", quote(.text), quote(.version))]
    Version {
        /// The text as given.
        text: String,
        /// The version in it.
        version: String,
        /// What is wrong.
        escape: EscapeError,
    },
    /// A feature has a `%` that stands for nothing.
    #[error(
        "{} has invalid OS features: invalid os feature {}: {escape}",
        quote(.text), quote(.feature)
    )]
    Feature {
        /// The text as given.
        text: String,
        /// The feature in it.
        feature: String,
        /// What is wrong.
        escape: EscapeError,
    },
    /// A single word that is neither an operating system nor a processor.
    #[error("{}: unknown operating system or architecture: invalid argument", quote(.0))]
    Unknown(String),
    /// There are more than three parts.
    #[error("{}: cannot parse platform specifier: invalid argument", quote(.0))]
    Parts(String),
}

/// A `%` that two hexadecimal digits do not follow.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("invalid URL escape {}", quote(.0))]
pub struct EscapeError(String);

impl Platform {
    /// Linux on a processor.
    pub fn linux(architecture: &str) -> Self {
        let architecture = architecture.to_owned();
        Self { os: "linux".to_owned(), architecture, ..Self::default() }
    }

    /// The platform that this program was built for, but always with Linux.
    pub fn host() -> Self {
        let variant = match host_architecture() {
            "arm" => "v7",
            "arm64" => "v8",
            _ => "",
        };
        Self {
            architecture: host_architecture().to_owned(),
            os: "linux".to_owned(),
            variant: variant.to_owned(),
            ..Self::default()
        }
    }

    /// Reads `os`, `architecture`, `os/architecture` or `os/architecture/variant`; `os` may be
    /// followed by a version and features, as in `windows(10.0.17763+win32k)`.
    pub fn parse(text: &str) -> Result<Self, PlatformError> {
        if text.contains('*') {
            return Err(PlatformError::Wildcard(text.to_owned()));
        }
        let parts: Vec<&str> = text.splitn(4, '/').collect();
        let mut platform = Self::parse_os(parts[0], text)?;
        if let Some(part) = parts[1..].iter().find(|part| !is_part(part)) {
            return Err(PlatformError::Part { part: (*part).to_owned(), text: text.to_owned() });
        }
        let (architecture, variant) = match parts[..] {
            [_] if KNOWN_OS.contains(&platform.os.as_str()) => {
                (host_architecture().to_owned(), String::new())
            }
            [word] => {
                "linux".clone_into(&mut platform.os);
                let parsed = without_v7(normalize_architecture(word, ""));
                let known = KNOWN_ARCHITECTURES.contains(&parsed.0.as_str());
                known.then_some(parsed).ok_or_else(|| PlatformError::Unknown(text.to_owned()))?
            }
            [_, architecture] => without_v7(normalize_architecture(architecture, "")),
            [_, architecture, variant] => with_v8(normalize_architecture(architecture, variant)),
            _ => return Err(PlatformError::Parts(text.to_owned())),
        };
        Ok(Self { architecture, variant, ..platform })
    }

    /// Reads an operating system with its version and features.
    fn parse_os(part: &str, text: &str) -> Result<Self, PlatformError> {
        let error = || PlatformError::Os { part: part.to_owned(), text: text.to_owned() };
        let (os, options) = match part.strip_suffix(')') {
            Some(rest) => rest.split_once('(').ok_or_else(error)?,
            None => (part, ""),
        };
        let mut options = options.split('+');
        let version = options.next().unwrap_or_default();
        let features: Vec<&str> = options.collect();
        let is_option = |text: &str| text.bytes().all(|byte| byte == b'%' || is_part_byte(byte));
        let is_feature = |feature: &&str| !feature.is_empty() && is_option(feature);
        let is_os = !os.is_empty() && !os.contains('.') && os.bytes().all(is_part_byte);
        if !is_os || !is_option(version) || !features.iter().all(is_feature) {
            return Err(error());
        }
        let text = || text.to_owned();
        let os_version = unescape(version).map_err(|escape| PlatformError::Version {
            text: text(),
            version: version.to_owned(),
            escape,
        })?;
        let features = features.into_iter().map(|feature| {
            unescape(feature).map_err(|escape| PlatformError::Feature {
                text: text(),
                feature: feature.to_owned(),
                escape,
            })
        });
        let os_features = features.collect::<Result<_, _>>()?;
        Ok(Self { os: normalize_os(os), os_version, os_features, ..Self::default() })
    }

    /// Replaces names by those that are preferred, and sorts the features.
    #[must_use]
    pub fn normalize(&self) -> Self {
        let (architecture, variant) = normalize_architecture(&self.architecture, &self.variant);
        let mut os_features = self.os_features.clone();
        order::sort(&mut os_features);
        os_features.dedup();
        let os = normalize_os(&self.os);
        Self { architecture, os, os_version: self.os_version.clone(), os_features, variant }
    }

    /// Writes `os/architecture/variant`, without version and features.
    pub fn format(&self) -> String {
        self.join(&self.os)
    }

    /// Writes the platform with version and features.
    pub fn format_all(&self) -> String {
        let mut features: Vec<&str> = self.os_features.iter().map(String::as_str).collect();
        order::sort(&mut features);
        features.dedup();
        let mut options = escape(&self.os_version);
        for feature in features.into_iter().filter(|feature| !feature.is_empty()) {
            options.push('+');
            options.push_str(&escape(feature));
        }
        if options.is_empty() {
            self.format()
        } else {
            self.join(&format!("{}({options})", self.os))
        }
    }

    fn join(&self, os: &str) -> String {
        if self.os.is_empty() {
            return "unknown".to_owned();
        }
        path::join(&[os, &self.architecture, &self.variant])
    }

    /// Reports whether operating system and processor are the same, whatever their versions.
    pub fn is_same_system(&self, other: &Self) -> bool {
        self.os == other.os && self.architecture == other.architecture
    }
}

/// The processor that this program was built for, in Go's words.
fn host_architecture() -> &'static str {
    let little = cfg!(target_endian = "little");
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "x86" => "386",
        "aarch64" => "arm64",
        "loongarch64" => "loong64",
        "powerpc64" if little => "ppc64le",
        "powerpc64" => "ppc64",
        "mips64" if little => "mips64le",
        "mips" if little => "mipsle",
        architecture => architecture,
    }
}

fn normalize_os(os: &str) -> String {
    match to_lower(os).as_str() {
        "" => "linux".to_owned(),
        "macos" => "darwin".to_owned(),
        os => os.to_owned(),
    }
}

fn normalize_architecture(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = (to_lower(architecture), to_lower(variant));
    let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
        ("i386", _) => ("386", ""),
        ("x86_64" | "x86-64" | "amd64", "v1") => ("amd64", ""),
        ("x86_64" | "x86-64", variant) => ("amd64", variant),
        ("aarch64" | "arm64", "8" | "v8" | "v8.0") => ("arm64", ""),
        ("aarch64" | "arm64", "9" | "9.0" | "v9.0") => ("arm64", "v9"),
        ("aarch64", variant) => ("arm64", variant),
        ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
        ("armel", _) | ("arm", "6") => ("arm", "v6"),
        ("arm", "5") => ("arm", "v5"),
        ("arm", "8") => ("arm", "v8"),
        same => same,
    };
    (architecture.to_owned(), variant.to_owned())
}

/// `arm` alone is v7 and does not say so.
fn without_v7(parsed: (String, String)) -> (String, String) {
    if parsed.0 == "arm" && parsed.1 == "v7" { (parsed.0, String::new()) } else { parsed }
}

/// `arm64` with a variant keeps one.
fn with_v8(parsed: (String, String)) -> (String, String) {
    if parsed.0 == "arm64" && parsed.1.is_empty() { (parsed.0, "v8".to_owned()) } else { parsed }
}

fn is_part(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_part_byte)
}

fn is_part_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '+' => escaped.push_str("%2B"),
            '(' => escaped.push_str("%28"),
            ')' => escaped.push_str("%29"),
            '/' => escaped.push_str("%2F"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Replaces `%XX` (`url.PathUnescape`). Bytes that are not UTF-8 become U+FFFD.
fn unescape(text: &str) -> Result<String, EscapeError> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    let mut at = bytes.len();
    for part in parts {
        let digits = part.get(..2).filter(|digits| !digits.starts_with('+'));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let wrong = || EscapeError(text[at..].chars().take(3).collect());
        bytes.push(byte.ok_or_else(wrong)?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
        at += part.len() + 1;
    }
    Ok(to_valid(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::go::json::to_string;

    /// Texts, and what they become: as JSON, in full, and normalized.
    const ROWS: &[(&str, &str, &str, &str)] = &[
        ("amd64", r#"{"architecture":"amd64","os":"linux"}"#, "linux/amd64", "linux/amd64"),
        ("arm64", r#"{"architecture":"arm64","os":"linux"}"#, "linux/arm64", "linux/arm64"),
        ("arm", r#"{"architecture":"arm","os":"linux"}"#, "linux/arm", "linux/arm/v7"),
        ("armhf", r#"{"architecture":"arm","os":"linux"}"#, "linux/arm", "linux/arm/v7"),
        (
            "armel",
            r#"{"architecture":"arm","os":"linux","variant":"v6"}"#,
            "linux/arm/v6",
            "linux/arm/v6",
        ),
        ("linux/amd64", r#"{"architecture":"amd64","os":"linux"}"#, "linux/amd64", "linux/amd64"),
        ("LINUX/AMD64", r#"{"architecture":"amd64","os":"linux"}"#, "linux/amd64", "linux/amd64"),
        ("linux/x86-64", r#"{"architecture":"amd64","os":"linux"}"#, "linux/amd64", "linux/amd64"),
        (
            "linux/amd64/v1",
            r#"{"architecture":"amd64","os":"linux"}"#,
            "linux/amd64",
            "linux/amd64",
        ),
        (
            "linux/amd64/v2",
            r#"{"architecture":"amd64","os":"linux","variant":"v2"}"#,
            "linux/amd64/v2",
            "linux/amd64/v2",
        ),
        (
            "linux/amd64/V3",
            r#"{"architecture":"amd64","os":"linux","variant":"v3"}"#,
            "linux/amd64/v3",
            "linux/amd64/v3",
        ),
        ("linux/arm", r#"{"architecture":"arm","os":"linux"}"#, "linux/arm", "linux/arm/v7"),
        (
            "linux/arm/v7",
            r#"{"architecture":"arm","os":"linux","variant":"v7"}"#,
            "linux/arm/v7",
            "linux/arm/v7",
        ),
        (
            "linux/arm/7",
            r#"{"architecture":"arm","os":"linux","variant":"v7"}"#,
            "linux/arm/v7",
            "linux/arm/v7",
        ),
        (
            "linux/arm/5",
            r#"{"architecture":"arm","os":"linux","variant":"v5"}"#,
            "linux/arm/v5",
            "linux/arm/v5",
        ),
        (
            "linux/arm/8",
            r#"{"architecture":"arm","os":"linux","variant":"v8"}"#,
            "linux/arm/v8",
            "linux/arm/v8",
        ),
        ("linux/armhf", r#"{"architecture":"arm","os":"linux"}"#, "linux/arm", "linux/arm/v7"),
        (
            "linux/armel/v5",
            r#"{"architecture":"arm","os":"linux","variant":"v6"}"#,
            "linux/arm/v6",
            "linux/arm/v6",
        ),
        ("linux/arm64", r#"{"architecture":"arm64","os":"linux"}"#, "linux/arm64", "linux/arm64"),
        (
            "linux/arm64/v8",
            r#"{"architecture":"arm64","os":"linux","variant":"v8"}"#,
            "linux/arm64/v8",
            "linux/arm64",
        ),
        (
            "linux/arm64/8",
            r#"{"architecture":"arm64","os":"linux","variant":"v8"}"#,
            "linux/arm64/v8",
            "linux/arm64",
        ),
        (
            "linux/arm64/9.0",
            r#"{"architecture":"arm64","os":"linux","variant":"v9"}"#,
            "linux/arm64/v9",
            "linux/arm64/v9",
        ),
        (
            "linux/aarch64/v8.1",
            r#"{"architecture":"arm64","os":"linux","variant":"v8.1"}"#,
            "linux/arm64/v8.1",
            "linux/arm64/v8.1",
        ),
        ("linux/i386/x", r#"{"architecture":"386","os":"linux"}"#, "linux/386", "linux/386"),
        ("foo/bar", r#"{"architecture":"bar","os":"foo"}"#, "foo/bar", "foo/bar"),
        (
            "foo/bar/baz",
            r#"{"architecture":"bar","os":"foo","variant":"baz"}"#,
            "foo/bar/baz",
            "foo/bar/baz",
        ),
        (
            "windows(10.0.17763)/amd64",
            r#"{"architecture":"amd64","os":"windows","os.version":"10.0.17763"}"#,
            "windows(10.0.17763)/amd64",
            "windows(10.0.17763)/amd64",
        ),
        (
            "windows(10.0+b+a+a)/amd64",
            r#"{"architecture":"amd64","os":"windows","os.version":"10.0","os.features":["b","a","a"]}"#,
            "windows(10.0+a+b)/amd64",
            "windows(10.0+a+b)/amd64",
        ),
        (
            "linux(+f)/amd64",
            r#"{"architecture":"amd64","os":"linux","os.features":["f"]}"#,
            "linux(+f)/amd64",
            "linux(+f)/amd64",
        ),
        ("linux()/amd64", r#"{"architecture":"amd64","os":"linux"}"#, "linux/amd64", "linux/amd64"),
        (
            "a(%2B%25%28)/b",
            r#"{"architecture":"b","os":"a","os.version":"+%("}"#,
            "a(%2B%25%28)/b",
            "a(%2B%25%28)/b",
        ),
        (
            "a(1%2f2+x%2By)/b",
            r#"{"architecture":"b","os":"a","os.version":"1/2","os.features":["x+y"]}"#,
            "a(1%2F2+x%2By)/b",
            "a(1%2F2+x%2By)/b",
        ),
        ("linux/a/..", r#"{"architecture":"a","os":"linux","variant":".."}"#, "linux", "linux"),
        (
            "unknown/unknown",
            r#"{"architecture":"unknown","os":"unknown"}"#,
            "unknown/unknown",
            "unknown/unknown",
        ),
    ];

    #[test]
    fn platforms_are_read_and_written_as_by_upstream() {
        for (text, json, full, normalized) in ROWS {
            let platform = Platform::parse(text).unwrap();
            assert_eq!(to_string(&platform), *json, "{text}");
            assert_eq!(platform.format_all(), *full, "{text}");
            assert_eq!(platform.normalize().format_all(), *normalized, "{text}");
            assert_eq!(serde_json::from_str::<Platform>(json).unwrap(), platform);
        }
        let windows = Platform::parse("windows(10.0+win32k)/amd64").unwrap();
        assert_eq!(windows.format(), "windows/amd64");
        assert!(windows.is_same_system(&Platform::parse("windows/amd64/v2").unwrap()));
        assert_eq!(Platform::default().format_all(), "unknown");
        assert_eq!(Platform::parse("linux/..").unwrap().format(), ".");
    }

    #[test]
    fn one_word_means_the_host() {
        let host = host_architecture();
        assert_eq!(Platform::parse("macos").unwrap().format_all(), format!("darwin/{host}"));
        let windows = Platform::parse("windows(10.0.17763+win32k)").unwrap();
        assert_eq!(windows.format_all(), format!("windows(10.0.17763+win32k)/{host}"));
        assert_eq!(Platform::host().os, "linux");
        assert_eq!(Platform::host().architecture, host);
    }

    fn error(text: &str) -> String {
        Platform::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn wrong_parts_are_named() {
        let rows = [
            ("", ""),
            ("/", ""),
            ("/amd64", ""),
            ("linux amd64", "linux amd64"),
            ("linux.x/amd64", "linux.x"),
            ("linux(/amd64", "linux("),
            ("linux)/amd64", "linux)"),
            ("linux(1))/amd64", "linux(1))"),
            ("linux(1)x/amd64", "linux(1)x"),
            ("(1)/amd64", "(1)"),
            ("linux(a+)/amd64", "linux(a+)"),
            ("linux(a++b)/amd64", "linux(a++b)"),
            ("linux(é)/amd64", "linux(é)"),
        ];
        for (text, part) in rows {
            let expected = format!(
                "\"{part}\" is an invalid OS component of \"{text}\": OSAndVersion specifier \
                 component must match {}: invalid argument",
                r#""^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$""#,
            );
            assert_eq!(error(text), expected);
        }
        let rows = [
            ("linux/", ""),
            ("linux//v7", ""),
            ("linux/amd64/v2/x/y", "x/y"),
            ("linux/amd64/v2/", ""),
            ("linux/é", "é"),
        ];
        for (text, part) in rows {
            let expected = format!(
                "\"{part}\" is an invalid component of \"{text}\": platform specifier component \
                 must match \"^[A-Za-z0-9_.-]+$\": invalid argument"
            );
            assert_eq!(error(text), expected);
        }
    }

    #[test]
    fn other_errors_are_those_of_upstream() {
        let rows = [
            ("bogus", "unknown operating system or architecture: invalid argument"),
            ("linux/*", "wildcards not yet supported: invalid argument"),
            ("linux/amd64/v2/x", "cannot parse platform specifier: invalid argument"),
        ];
        for (text, expected) in rows {
            assert_eq!(error(text), format!("\"{text}\": {expected}"));
        }
        let rows = [
            ("linux(%zz)/a", "an invalid OS version \"%zz\": invalid URL escape \"%zz\""),
            ("linux(a%2)/a", "an invalid OS version \"a%2\": invalid URL escape \"%2\""),
            ("linux(%)/a", "an invalid OS version \"%\": invalid URL escape \"%\""),
            (
                "linux(1+a%+b)/a",
                "invalid OS features: invalid os feature \"a%\": invalid URL escape \"%\"",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(error(text), format!("\"{text}\" has {expected}"));
        }
    }
}
