//! Hosts and ports.

use super::CallError;
use super::Value;
use super::address::address;
use super::args;
use crate::go::case;
use crate::go::norm::is_nfc;
use crate::go::print::is_print;

pub(super) fn split_host_port(args: &[Value]) -> Result<Value, CallError> {
    let text = args::string(args, 0)?;
    let (host, port) = split(text).map_err(|problem| {
        let place = if text.is_empty() { String::new() } else { format!("address {text}: ") };
        CallError::new(format!("{place}{problem}"))
    })?;
    Ok(Value::List(vec![args::text(host), args::text(port)]))
}

/// Splits `host:port` or `[host]:port`.
fn split(text: &str) -> Result<(&str, &str), &'static str> {
    const MISSING: &str = "missing port in address";
    const MANY: &str = "too many colons in address";
    let (front, port) = text.rsplit_once(':').ok_or(MISSING)?;
    let (host, rest) = match text.strip_prefix('[') {
        Some(inside) => {
            let (host, behind) = inside.split_once(']').ok_or("missing ']' in address")?;
            if behind.len() != port.len() + 1 || !behind.starts_with(':') {
                return Err(if behind.starts_with(':') { MANY } else { MISSING });
            }
            (host, behind)
        }
        None if front.contains(':') => return Err(MANY),
        None => (front, text),
    };
    // Within brackets there is no `]`.
    if rest.contains('[') || host.contains('[') {
        return Err("unexpected '[' in address");
    }
    if rest.contains(']') { Err("unexpected ']' in address") } else { Ok((host, port)) }
}

pub(super) fn join_host_port(args: &[Value]) -> Result<Value, CallError> {
    let host = match &args[0] {
        list @ Value::List(values) => {
            let shown = || values.iter().map(args::show).collect::<Vec<_>>().join(", ");
            let wrong = |_| CallError::new(format!("invalid host [{}]", shown()));
            address(list).map_err(wrong)?.to_string()
        }
        other => text(other).ok_or_else(|| args::cannot_use(other, "string"))?,
    };
    let port = match text(&args[1]) {
        Some(text) => text,
        None => args::int64_of(&args[1])?.to_string(),
    };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    Ok(args::text(format!("{host}:{port}")))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_string()),
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

/// Whether a name is made of labels as RFC 1034 wants them; a dot may stand at the end.
pub(super) fn fqdn(args: &[Value]) -> Result<Value, CallError> {
    let name = args::string(args, 0)?.to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    // Upstream lets another dot pass.
    let name = name.strip_suffix('.').filter(|rest| !rest.is_empty()).unwrap_or(name);
    Ok(Value::Bool(name.len() <= 253 && name.split('.').all(is_label)))
}

fn is_label(label: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let fits = (1..=63).contains(&label.len()) && label.bytes().all(is_part);
    fits && match label.strip_prefix("xn--") {
        Some(encoded) => decode(encoded).is_some_and(|decoded| is_decoded_label(&decoded)),
        None => has_good_hyphens(label),
    }
}

fn has_good_hyphens(label: &str) -> bool {
    let inside = label.len() > 4 && label.as_bytes()[2..4] == *b"--";
    !inside && !label.starts_with('-') && !label.ends_with('-')
}

/// Whether a label in other letters could be one: those letters are small, and are composed.
fn is_decoded_label(label: &str) -> bool {
    let plain = |c: char| is_print(c) && !c.is_whitespace() && case::lower(c) == c;
    !label.is_empty() && has_good_hyphens(label) && is_nfc(label) && label.chars().all(plain)
}

/// Reads Punycode (RFC 3492).
fn decode(encoded: &str) -> Option<String> {
    const BASE: u32 = 36;
    let (basic, rest) = encoded.rsplit_once('-').unwrap_or(("", encoded));
    if basic.is_empty() && rest.len() < encoded.len() {
        return None;
    }
    let mut output: Vec<char> = basic.chars().collect();
    let (mut code, mut place, mut bias) = (128u32, 0u32, 72u32);
    let mut digits = rest.chars();
    while !digits.as_str().is_empty() {
        let (before, mut weight, mut threshold_at) = (place, 1u32, BASE);
        loop {
            let digit = match digits.next()? {
                c @ 'a'..='z' => u32::from(c) - u32::from('a'),
                c => c.to_digit(10)? + 26,
            };
            place = place.checked_add(digit.checked_mul(weight)?)?;
            let threshold = threshold_at.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(BASE - threshold)?;
            threshold_at += BASE;
        }
        let count = u32::try_from(output.len()).ok()? + 1;
        bias = adapt(place - before, count, before == 0);
        code = code.checked_add(place / count)?;
        place %= count;
        output.insert(place as usize, char::from_u32(code)?);
        place += 1;
    }
    Some(output.into_iter().collect())
}

fn adapt(delta: u32, count: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / count;
    let mut steps = 0;
    while delta > 455 {
        delta /= 35;
        steps += 36;
    }
    steps + 36 * delta / (delta + 38)
}
