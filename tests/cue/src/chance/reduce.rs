//! Makes a text smaller as long as something stays true of it.

/// Leaves lines out, many at once first; at most so many tries.
pub(super) fn lines(text: &str, mut still: impl FnMut(&str) -> bool) -> String {
    const MOST: usize = 400;
    let mut lines: Vec<&str> = text.lines().collect();
    let mut chunk = lines.len().div_ceil(2).max(1);
    let mut tries = 0;
    loop {
        let mut start = 0;
        let mut shrunk = false;
        while start < lines.len() && tries < MOST {
            tries += 1;
            let end = (start + chunk).min(lines.len());
            let rest: Vec<&str> = lines[..start].iter().chain(&lines[end..]).copied().collect();
            if still(&(rest.join("\n") + "\n")) {
                lines = rest;
                shrunk = true;
            } else {
                start = end;
            }
        }
        if chunk == 1 && !shrunk || tries >= MOST {
            break;
        }
        chunk = if shrunk { chunk } else { chunk / 2 }.max(1);
    }
    let text = lines.join("\n") + "\n";
    blocks(&text, still)
}

/// Leaves whole blocks out: a line that ends with `{`, and all to the line that closes it.
fn blocks(text: &str, mut still: impl FnMut(&str) -> bool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut at = 0;
    while at < lines.len() {
        let end = block_end(&lines, at);
        let mut rest = lines.clone();
        rest.drain(at..=end);
        if end > at && still(&(rest.join("\n") + "\n")) {
            lines = rest;
        } else {
            at += 1;
        }
    }
    lines.join("\n") + "\n"
}

fn block_end(lines: &[String], at: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(&lines[at]);
    let closes = |line: &String| indent(line) <= own && line.trim_start().starts_with('}');
    lines[at + 1..].iter().position(closes).map_or(at, |length| at + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_do_not_matter_are_left_out() {
        let text = "a\nb\nc {\n\td\n}\ne\n";
        assert_eq!(lines(text, |text| text.contains('e')), "e\n");
    }
}
