//! Permission bits: `0755`, `u+x,go=`.
//!
//! Upstream: `dockerfile2llb/convert_copy.go`; symbols are those of `chmod(1)`.

use super::copy::CopyError;
use crate::go::number;
use crate::llb::Mode;

/// Reads permission bits. Symbols are kept as they are written.
pub(super) fn parse(text: &str) -> Result<Mode, CopyError> {
    match number::parse_uint(text, 8, 32) {
        Ok(bits) if bits <= 0o7777 => {
            u32::try_from(bits).map(Mode::Bits).map_err(|_| not_octal(text))
        }
        Ok(_) => Err(not_octal(text)),
        Err(_) if text.starts_with(|c: char| c.is_ascii_digit()) => Err(not_octal(text)),
        Err(_) if is_symbolic(text) => Ok(Mode::Symbolic(text.to_owned())),
        Err(_) => Err(CopyError::InvalidSyntax),
    }
}

fn not_octal(text: &str) -> CopyError {
    CopyError::NotOctal(text.to_owned())
}

/// Clauses with a comma between them: who, and then what is done to which bits.
fn is_symbolic(text: &str) -> bool {
    text.split(',').all(is_clause)
}

fn is_clause(clause: &str) -> bool {
    let mut rest = clause.trim_start_matches(['u', 'g', 'o', 'a']);
    let mut is_empty = true;
    while let Some(bits) = rest.strip_prefix(['+', '-', '=']) {
        rest = bits.trim_start_matches(['r', 'w', 'x', 'X', 's', 't', 'u', 'g', 'o']);
        is_empty = false;
    }
    rest.is_empty() && !is_empty
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_octal_or_symbols() {
        assert_eq!(parse("4755"), Ok(Mode::Bits(0o4755)));
        assert_eq!(parse("u+x,go=u-w"), Ok(Mode::Symbolic("u+x,go=u-w".to_owned())));
        for text in ["99", "0o755", "1_0", "10000", "77777777777777"] {
            assert_eq!(parse(text), Err(not_octal(text)), "{text}");
        }
        for text in ["u", "u+x,", "-1", "z+x"] {
            assert_eq!(parse(text), Err(CopyError::InvalidSyntax), "{text}");
        }
    }
}
