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
