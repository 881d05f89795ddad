//! Names of signals.
//!
//! Upstream: `github.com/moby/sys/signal`, for Linux.

use crate::go::number;

const NAMES: [&str; 36] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL",
    "PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP",
    "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX",
];

/// Whether a signal, by number or by name with or without `SIG`, exists on Linux.
pub(super) fn is_known(signal: &str) -> bool {
    if let Ok(number) = number::atoi(signal) {
        return number != 0;
    }
    let name = signal.to_uppercase();
    let name = name.strip_prefix("SIG").unwrap_or(&name);
    let real_time = |prefix: &str, last: i64| {
        name.strip_prefix(prefix).is_some_and(|number| {
            number.starts_with(|c: char| ('1'..='9').contains(&c))
                && number::atoi(number).is_ok_and(|number| number <= last)
        })
    };
    NAMES.contains(&name) || real_time("RTMIN+", 15) || real_time("RTMAX-", 14)
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn signals_have_numbers_and_names() {
        for known in ["9", "-1", "sigkill", "TERM", "SIGRTMIN+15", "rtmax-14"] {
            assert!(is_known(known), "{known}");
        }
        for unknown in ["0", "", "SIG", "SIGRTMIN+16", "RTMAX-15", "RTMIN++1", "EMT"] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
