//! Owners: `user`, `1000:group`.
//!
//! Upstream: `client/llb/fileop.go`, `WithUser`.

use crate::go::number;
use crate::llb::Owner;
use crate::llb::User;

/// Reads an owner. Numbers are ids, `root` and nothing are 0, all else is a name.
pub(super) fn parse(owner: &str) -> Owner {
    match owner.split_once(':') {
        None => Owner { user: Some(user(owner)), group: None },
        Some((owner, group)) => Owner { user: Some(user(owner)), group: Some(user(group)) },
    }
}

fn user(text: &str) -> User {
    if text == "root" || text.is_empty() {
        return User::Id(0);
    }
    match number::parse_int(text, 10, 32).ok().and_then(|id| i32::try_from(id).ok()) {
        Some(id) => User::Id(id.cast_unsigned()),
        None => User::Name(text.to_owned()),
    }
}
