//! `EXPOSE`.

/// `EXPOSE <port>...`
///
/// Names ports that containers listen on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expose {
    /// At least one; sorted, as written. Each may expand to several.
    pub ports: Vec<String>,
}
