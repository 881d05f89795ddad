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
    use super::*;
    use crate::cue::eval::Session;
    use crate::cue::eval::View;
    use crate::cue::module::Program;
    use crate::cue::module::Source;
    use crate::cue::syntax::parse_file;

    /// What `x` is.
    fn x(profile: Profile, text: &str) -> View {
        let source = Source { path: "a.cue".into(), text: text.as_bytes().into() };
        let program = Program::single(vec![(source, parse_file(0, text.as_bytes()).file)]);
        let mut session = Session::new(program, profile, Limits::default());
        let root = session.root();
        let x = session.field(root, "x").expect("a field");
        session.view(x)
    }

    #[test]
    fn an_alternative_is_ruled_out_by_an_incomplete_field_that_it_does_not_have() {
        let text = "#A: {file: string, _n: file} | {text: string, _n: \"run\"}\n\
                    a: #A & {text: \"\\(y)\"}\ny: string\nx: a._n";
        assert!(matches!(x(Profile::LEGACY, text), View::String(name) if &*name == "run"));
    }

    #[test]
    fn what_is_flattened_keeps_its_defaults() {
        let text = "import \"list\"\na: *1 | int\nx: list.FlattenN([[a]], 1)[0] & 2";
        assert!(
            matches!(x(Profile::LEGACY, text), View::Number(number) if number.to_i64() == Some(2))
        );
        assert!(matches!(x(Profile::CURRENT, text), View::Bottom(_)));
    }
}
