//! Texts as Go writes and reads them: quoting, JSON, CSV, paths, durations, numbers.
//!
//! Upstream is written in Go, and much of what it shows or hashes was formatted by Go's standard
//! library. Every file here is named after the package it mirrors; results and error texts are
//! equal to Go's.

pub mod base64;
pub mod case;
mod category;
pub mod csv;
pub mod duration;
pub mod float;
pub mod glob;
pub mod hex;
pub mod html;
pub mod ip;
pub mod json;
pub mod layout;
pub mod letter;
pub mod netip;
pub mod norm;
pub mod number;
pub mod path;
pub mod print;
pub mod quote;
pub mod regexp;
pub mod size;
pub mod sort;
pub mod space;
pub mod tabwriter;
pub mod tar;
pub mod template;
pub mod time;
pub mod url;
pub mod utf8;
