//! `USER`.

/// `USER <name>[:<group>]`
///
/// Sets who runs the processes that follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The name or number, perhaps with a group.
    pub name: String,
}
