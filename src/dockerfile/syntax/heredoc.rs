//! `<<EOF`.

use super::SyntaxErrorKind;
use crate::dockerfile::shell::Lexer;
use crate::dockerfile::shell::NoEnv;

/// A heredoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it, unquoted.
    pub name: String,
    /// The file descriptor before the `<<`, or 0.
    pub descriptor: u64,
    /// Whether variables in it are expanded: its name is not quoted.
    pub expand: bool,
    /// `<<-`: whether tabs at the start of lines are to be removed.
    pub chomp: bool,
    /// The lines up to the last one, as they are in the file; tabs still in place.
    pub content: Vec<u8>,
}

/// Splits a line like a shell would, but changes nothing. The escape token of the file does not
/// matter here.
const VERBATIM: Lexer =
    Lexer { raw_quotes: true, raw_escapes: true, skip_unset_env: true, ..Lexer::new('\\') };
const QUOTED: Lexer = Lexer { raw_escapes: false, ..VERBATIM };
const UNQUOTED: Lexer = Lexer { raw_quotes: false, ..QUOTED };

/// Finds the heredocs that a line announces. A line that no shell could read announces none.
pub(super) fn announced(line: &str) -> Result<Vec<Heredoc>, SyntaxErrorKind> {
    if !line.contains('<') {
        return Ok(Vec::new());
    }
    let words = VERBATIM.process_words(line, &NoEnv).unwrap_or_default();
    words.iter().filter_map(|text| word(text).transpose()).collect()
}

/// Reads a word such as `<<EOF`, `3<<-"E O"`; `None` if it is something else.
pub fn word(word: &str) -> Result<Option<Heredoc>, SyntaxErrorKind> {
    let Some((digits, rest)) = word.split_once('<') else { return Ok(None) };
    let Some(rest) = rest.strip_prefix('<') else { return Ok(None) };
    let (chomp, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start_matches(['\t', '\n', '\x0c', '\r', ' ']);
    let digital = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !digital || rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let names = UNQUOTED.process_words(rest, &NoEnv)?;
    let [name] = names.as_slice() else { return Ok(None) };
    let quoted = QUOTED.process_words(rest, &NoEnv)?;
    let [quoted] = quoted.as_slice() else {
        return Err(SyntaxErrorKind::InconsistentHeredoc(rest.to_owned()));
    };
    Ok(Some(Heredoc {
        name: name.clone(),
        descriptor: descriptor(digits),
        expand: quotes(name) == quotes(quoted),
        chomp,
        content: Vec::new(),
    }))
}

fn descriptor(digits: &str) -> u64 {
    let digit = |number: u64, digit: u8| number.saturating_mul(10).saturating_add(digit.into());
    digits.bytes().map(|byte| byte - b'0').fold(0, digit)
}

fn quotes(text: &str) -> usize {
    text.matches(['\'', '"']).count()
}

/// Removes tabs at the start of each line.
pub fn chomp(content: &[u8]) -> Vec<u8> {
    let lines = content.split_inclusive(|byte| *byte == b'\n');
    lines.flat_map(trim_tabs).copied().collect()
}

/// Removes tabs at the start of one line.
pub(super) fn trim_tabs(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| *byte != b'\t').unwrap_or(line.len());
    &line[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match word(text) {
            Ok(Some(Heredoc { name, descriptor, expand, chomp, .. })) => {
                let marks = [(expand, "expand"), (chomp, "chomp")];
                let marks = marks.iter().filter(|mark| mark.0).map(|mark| mark.1);
                format!("{descriptor} {name} {}", marks.collect::<Vec<_>>().join(" "))
            }
            Ok(None) => "-".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn quoting_any_part_of_the_name_ends_expansion() {
        let rows = [
            ("<<EOF", "0 EOF expand"),
            ("<<'EOF'", "0 EOF "),
            ("<<E\"O\"F", "0 EOF "),
            ("<<E\\OF", "0 EOF expand"),
            ("<<\"E O\"", "0 E O "),
            ("<<-EOF", "0 EOF expand chomp"),
            ("3<<- EOF", "3 EOF expand chomp"),
            ("<< EOF", "0 EOF expand"),
            ("<<EOF;", "0 EOF; expand"),
            ("<<$EOF", "0 $EOF expand"),
            ("99999999999999999999<<x", "18446744073709551615 x expand"),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn other_words_are_no_heredocs() {
        let words =
            ["", "<<", "<<-", "<EOF", "<<<EOF", "a<<EOF", "<<a b", "<<a<b", "<<''", "\"<<a\""];
        for text in words {
            assert_eq!(read(text), "-", "{text}");
        }
    }

    #[test]
    fn a_line_announces_in_order() {
        let names = |line| -> Vec<String> {
            announced(line).unwrap().into_iter().map(|heredoc| heredoc.name).collect()
        };
        assert_eq!(names("RUN a <<X 3<<'Y Z' && b <<- nothing"), ["X", "Y Z"]);
        assert_eq!(names("RUN echo 'it is <<X"), Vec::<String>::new());
        assert_eq!(names("RUN \\<<X"), Vec::<String>::new());
    }

    #[test]
    fn chomping_removes_tabs_only() {
        assert_eq!(chomp(b"\t\ta\tb\n\n \tc\n\t\n\td"), b"a\tb\n\n \tc\n\nd");
    }
}
