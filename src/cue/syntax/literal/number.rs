//! Numbers: whether one is well-formed.

use num_bigint::BigUint;

use super::LiteralError;
use crate::go::quote::quote;

/// Checks a number, which may have a sign; gives whether it is an integer.
pub fn check_number(text: &str) -> Result<bool, LiteralError> {
    let bytes = text.as_bytes();
    let unsigned = bytes.strip_prefix(b"-").or_else(|| bytes.strip_prefix(b"+")).unwrap_or(bytes);
    let mut digits = Digits { text, rest: unsigned, underscore: false };
    if text.is_empty() {
        return Err(digits.error("invalid number"));
    }
    let int = digits.number()?;
    if bytes.contains(&0) {
        return Err(LiteralError::Nul);
    }
    if digits.underscore { Err(LiteralError::Underscore) } else { Ok(int) }
}

/// The rest of a number.
struct Digits<'a> {
    text: &'a str,
    rest: &'a [u8],
    /// Whether an underscore was at a wrong place.
    underscore: bool,
}

impl Digits<'_> {
    fn error(&self, problem: &'static str) -> LiteralError {
        LiteralError::Number { problem, text: quote(self.text).into() }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let rest = self.rest.strip_prefix(&[byte]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Passes digits, which single underscores may separate; gives whether there are any.
    fn digits(&mut self, base: u32) -> bool {
        let inside = |byte: &&u8| **byte == b'_' || char::from(**byte).is_digit(base);
        let count = self.rest.iter().take_while(inside).count();
        let (digits, rest) = self.rest.split_at(count);
        self.rest = rest;
        self.underscore |= digits.ends_with(b"_") || digits.windows(2).any(|pair| pair == b"__");
        digits.iter().any(|byte| *byte != b'_')
    }

    fn number(&mut self) -> Result<bool, LiteralError> {
        if self.eat(b'.') {
            if !self.digits(10) {
                return Err(self.error("illegal fraction"));
            }
            return self.exponent(false);
        }
        if self.eat(b'0') {
            return self.after_zero();
        }
        if !self.digits(10) {
            return Err(self.error("illegal number start"));
        }
        self.fraction()
    }

    fn after_zero(&mut self) -> Result<bool, LiteralError> {
        let (base, problem) = match self.rest.first() {
            Some(b'x' | b'X') => (16, "illegal hexadecimal number"),
            Some(b'b') => (2, "illegal binary number"),
            Some(b'o') => (8, "illegal octal number"),
            _ => return self.decimal_after_zero(),
        };
        self.rest = &self.rest[1..];
        if self.digits(base) { self.end(true) } else { Err(self.error(problem)) }
    }

    fn decimal_after_zero(&mut self) -> Result<bool, LiteralError> {
        let digits = self.digits(10);
        match self.rest.first() {
            Some(b'.' | b'e' | b'E') => self.fraction(),
            _ if digits => Err(self.error("illegal integer number")),
            _ => self.exponent(true),
        }
    }

    fn fraction(&mut self) -> Result<bool, LiteralError> {
        let int = !self.eat(b'.');
        if !int {
            self.digits(10);
        }
        self.exponent(int)
    }

    fn exponent(&mut self, int: bool) -> Result<bool, LiteralError> {
        match self.rest.first() {
            Some(b'K' | b'M' | b'G' | b'T' | b'P') => self.multiplier(),
            Some(b'e' | b'E') => {
                self.rest = &self.rest[1..];
                let _: bool = self.eat(b'-') || self.eat(b'+');
                if !self.digits(10) {
                    return Err(self.error("illegal exponent"));
                }
                self.end(false)
            }
            _ => self.end(int),
        }
    }

    fn end(&self, int: bool) -> Result<bool, LiteralError> {
        if self.rest.is_empty() { Ok(int) } else { Err(self.error("illegal number")) }
    }

    fn multiplier(&mut self) -> Result<bool, LiteralError> {
        let power = match self.rest {
            [b'K', ..] => 1,
            [b'M', ..] => 2,
            [b'G', ..] => 3,
            [b'T', ..] => 4,
            _ => 5,
        };
        let number = &self.text.as_bytes()[..self.text.len() - self.rest.len()];
        self.rest = &self.rest[1..];
        let unit: u32 = if self.eat(b'i') { 1024 } else { 1000 };
        if !self.rest.is_empty() {
            return Err(self.error("illegal trailing characters in number"));
        }
        if is_whole(number, unit, power) { Ok(true) } else { Err(LiteralError::Fraction) }
    }
}

/// Whether a decimal is an integer when multiplied by a power.
fn is_whole(number: &[u8], unit: u32, power: u32) -> bool {
    let Some(point) = number.iter().position(|byte| *byte == b'.') else { return true };
    let fraction = number[point + 1..].iter().copied().filter(u8::is_ascii_digit);
    let mut fraction: Vec<u8> = fraction.collect();
    fraction.truncate(fraction.iter().rposition(|digit| *digit != b'0').map_or(0, |at| at + 1));
    // A power of 1024 has fifty factors of two, and one of 1000 fifteen of ten, at most.
    let Some(places) = u32::try_from(fraction.len()).ok().filter(|places| *places <= 50) else {
        return false;
    };
    let Some(digits) = BigUint::parse_bytes(&fraction, 10) else { return true };
    digits * BigUint::from(unit).pow(power) % BigUint::from(10u32).pow(places) == BigUint::ZERO
}
