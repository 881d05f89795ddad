//! Which CUE is spoken, and how much may be spent.

/// How the language of early 2022 differs, switch by switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub struct Profile {
    /// `[1] + [2]` and `2 * [1]`.
    pub list_arithmetic: bool,
    /// A field that is only incomplete does not rule out an alternative.
    pub keeps_incomplete_members: bool,
    /// A field that is not allowed passes if its value is a disjunction that a sibling refers to.
    pub leaks_closedness: bool,
    /// What is closed is told by the structs that are said of a node alone, before their values are
    /// known: a field that is not allowed is an error even if it is incomplete, and where a
    /// definition says `_` anything may follow.
    pub checks_early: bool,
    /// Alternatives with patterns or `...T` of their own are not joined, though they come to the same.
    pub keeps_twins: bool,
    /// Imports need not be used.
    pub unused_imports: bool,
    /// Values of different kinds, and structs, cannot be compared.
    pub strict_comparison: bool,
    /// Bounds that leave one integer become that integer.
    pub bounds_collapse: bool,
    /// What is flattened keeps the defaults of its elements.
    pub keeps_defaults: bool,
    /// Fields are shown in the order in which they were met, not in that of all structs together.
    pub first_seen_order: bool,
    /// Digits of arithmetic.
    pub precision: u32,
}

impl Profile {
    /// CUE v0.17.
    pub const CURRENT: Self = Self {
        list_arithmetic: false,
        keeps_incomplete_members: false,
        leaks_closedness: false,
        checks_early: false,
        keeps_twins: false,
        unused_imports: false,
        strict_comparison: false,
        bounds_collapse: false,
        keeps_defaults: false,
        first_seen_order: false,
        precision: 34,
    };

    /// What plans of early 2022 need: CUE v0.4.1.
    pub const LEGACY: Self = Self {
        list_arithmetic: true,
        keeps_incomplete_members: true,
        leaks_closedness: true,
        checks_early: true,
        keeps_twins: true,
        unused_imports: true,
        strict_comparison: true,
        bounds_collapse: true,
        keeps_defaults: true,
        first_seen_order: true,
        precision: 24,
    };
}

impl Default for Profile {
    fn default() -> Self {
        Self::CURRENT
    }
}

/// How much one evaluation may spend before it ends in an error.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Steps: expressions evaluated, tasks run.
    pub steps: u64,
    /// Values in the graph.
    pub nodes: usize,
    /// How deep values may be nested or depend on each other.
    pub depth: u32,
    /// Alternatives of one value.
    pub alternatives: usize,
    /// Bytes of one text.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 20_000_000,
            nodes: 3_000_000,
            depth: 1_500,
            alternatives: 4_096,
            text: 64 << 20,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::cue::encoding::json;
    use crate::cue::eval::Code;
    use crate::cue::eval::Session;
    use crate::cue::eval::View;
    use crate::cue::eval::tests::session_of;

    use super::*;

    /// A field as JSON, or the code of the error that it is.
    fn told(session: &mut Session, name: &str) -> String {
        let root = session.root();
        let field = session.field(root, name).expect("a field");
        match session.value(field) {
            Ok(value) => json::write(&value),
            Err(_) => {
                session.error_of(field).map_or(Code::Incomplete, |one| one.code).name().to_owned()
            }
        }
    }

    /// The same in the profile of today and in that of early 2022.
    fn told_now_and_then(text: &str, name: &str) -> (String, String) {
        let [now, then] = [Profile::CURRENT, Profile::LEGACY]
            .map(|profile| told(&mut session_of(text, profile, Limits::default()), name));
        (now, then)
    }

    #[test]
    fn once_lists_of_open_values_could_be_added() {
        let text = "a: [string, *1 | int]\nb: a + [\"x\"]\nc: len(b)\nd: b[2]";
        let mut legacy = session_of(text, Profile::LEGACY, Limits::default());
        assert_eq!(told(&mut legacy, "c"), "3");
        assert_eq!(told(&mut legacy, "d"), "\"x\"");
    }

    #[test]
    fn once_elements_of_flattened_lists_kept_the_defaults_that_they_refer_to() {
        let text = "import \"list\"\n\
                    a: *1 | int\n\
                    b: list.FlattenN([[a]], 1)\n\
                    b: [2]\n\
                    c: list.FlattenN([[*1 | int]], 1)\n\
                    c: [2]";
        let conflict = "eval".to_owned();
        assert_eq!(told_now_and_then(text, "b"), (conflict.clone(), "[2]".to_owned()));
        assert_eq!(told_now_and_then(text, "c"), (conflict.clone(), conflict));
    }

    #[test]
    fn an_alternative_is_ruled_out_by_an_incomplete_field_that_it_does_not_have() {
        let text = "#A: {file: string, _n: file} | {text: string, _n: \"run\"}\n\
                    a: #A & {text: \"\\(y)\"}\ny: string\nx: a._n";
        let mut legacy = session_of(text, Profile::LEGACY, Limits::default());
        assert_eq!(told(&mut legacy, "x"), "\"run\"");
    }

    #[test]
    fn once_alternatives_with_patterns_of_their_own_were_not_joined() {
        let text = "a: {[...string] | [...string]} & [\"x\"]\nb: {[...] | [...]} & [1]";
        let (now, then) = told_now_and_then(text, "a");
        assert_eq!((&*now, &*then), (r#"["x"]"#, "incomplete"));
        assert_eq!(told_now_and_then(text, "b"), ("[1]".to_owned(), "[1]".to_owned()));
    }

    #[test]
    fn once_what_is_closed_was_told_before_values_were_known() {
        let text = "#A: {b: {c: int, d: 1} | {e: string, d: 2}}\n\
                    x: string\n\
                    a: #A & {b: e: \"\\(x)\"}\n\
                    y: a.b.d\n\
                    #P: q: _\n\
                    p: #P & {q: r: s: p.q.nowhere}\n\
                    z: p.q.r.s";
        let (now, then) = told_now_and_then(text, "y");
        assert_eq!((&*now, &*then), ("incomplete", "2"));
        let (now, then) = told_now_and_then(text, "z");
        assert_eq!((&*now, &*then), ("eval", "incomplete"));
    }

    #[test]
    fn once_no_alternative_was_left_if_all_were_incomplete() {
        let text = "x: string\na: (string | {b: 1}) & \"\\(x)\"";
        let mut legacy = session_of(text, Profile::LEGACY, Limits::default());
        let root = legacy.root();
        let a = legacy.field(root, "a").expect("a field");
        assert!(matches!(legacy.view(a), View::Bottom(Code::Incomplete)));
    }
}
