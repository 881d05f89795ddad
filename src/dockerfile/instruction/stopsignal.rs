//! `STOPSIGNAL`.

/// `STOPSIGNAL <signal>`
///
/// Sets the signal that stops a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stopsignal {
    /// Its name or number.
    pub signal: String,
}
