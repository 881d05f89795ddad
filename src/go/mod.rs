//! Texts as Go writes and reads them: quoting, JSON, CSV, paths, durations, numbers.
