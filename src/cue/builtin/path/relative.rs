//! From one path to another.

use super::os::Os;

/// The way from a base to a target, if their letters tell it.
pub(super) fn relative(base: &str, target: &str, os: Os) -> Option<String> {
    let (base_volume, target_volume) = (os.volume(base), os.volume(target));
    let (base, target) = (os.clean(base), os.clean(target));
    if os.same_name(&target, &base) {
        return Some(".".to_owned());
    }
    let base = match &base[base_volume.len()..] {
        "." => "",
        base => base,
    };
    let target = &target[target_volume.len()..];
    let separator = os.separator();
    let same_root = base.starts_with(separator) == target.starts_with(separator);
    if !same_root || !os.same_name(base_volume, target_volume) {
        return None;
    }
    let (mut base, mut target) = (base, target);
    loop {
        let (base_name, base_rest) = next(base, separator);
        let (target_name, target_rest) = next(target, separator);
        if !os.same_name(target_name, base_name) {
            break;
        }
        (base, target) = (base_rest, target_rest);
    }
    match next(base, separator).0 {
        ".." => None,
        "" if base.is_empty() => Some(target.to_owned()),
        _ => {
            let mut names = vec![".."; base.matches(separator).count() + 1];
            names.extend(Some(target).filter(|target| !target.is_empty()));
            Some(names.join(separator))
        }
    }
}

/// The first name, and what follows its separator.
fn next<'a>(path: &'a str, separator: &str) -> (&'a str, &'a str) {
    path.split_once(separator).unwrap_or((path, ""))
}
