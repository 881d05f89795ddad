//! `SHELL`.

/// `SHELL ["<executable>", "<parameter>"...]`
///
/// Sets the shell that reads command lines in shell form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shell {
    /// At least one.
    pub args: Vec<String>,
}
