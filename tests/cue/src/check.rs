//! What is checked: rows of the table and single checks.

use crate::json::Json;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    /// `@test`: values, kinds, closedness, codes of errors.
    Values,
    /// `@test(permute)`: the order of fields.
    Permute,
    /// `@test(err, at=…, path=…)`: where errors are.
    Places,
    /// `@test(err, contains=…, args=…)`: what errors say.
    Words,
    /// `Result:` of the packages' files.
    Packages,
    /// `cue export` of each file.
    Exports,
    /// Trees of v0.17's test data.
    Trees17,
    /// Trees of the packages' test data.
    TreesPackages,
    /// Trees of v0.4.3's test data, as v0.17 sees them.
    Trees43,
    /// One-topic snippets.
    Probes,
    /// The same, in the legacy profile, as CUE of early 2022 sees them.
    ProbesLegacy,
    /// Dagger plans in the legacy profile.
    Plans,
    /// Task graphs of Dagger plans, with our own packages.
    Graphs,
    /// The parser's tables.
    Parser,
    /// The scanner's tables.
    Scanner,
    /// The tables of literals.
    Literals,
    /// Command lines.
    Doors,
}

/// All rows, in the order of the table.
pub(crate) const ROWS: &[Row] = &[
    Row::Values,
    Row::Permute,
    Row::Packages,
    Row::Exports,
    Row::Places,
    Row::Words,
    Row::Trees17,
    Row::TreesPackages,
    Row::Trees43,
    Row::Probes,
    Row::ProbesLegacy,
    Row::Plans,
    Row::Graphs,
    Row::Parser,
    Row::Scanner,
    Row::Literals,
    Row::Doors,
];

impl Row {
    /// As it is called in ids and lists.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Values => "values",
            Self::Permute => "permute",
            Self::Places => "places",
            Self::Words => "words",
            Self::Packages => "packages",
            Self::Exports => "exports",
            Self::Trees17 => "trees17",
            Self::TreesPackages => "treespkg",
            Self::Trees43 => "trees43",
            Self::Probes => "probes",
            Self::ProbesLegacy => "probes-legacy",
            Self::Plans => "plans",
            Self::Graphs => "graphs",
            Self::Parser => "parser",
            Self::Scanner => "scanner",
            Self::Literals => "literals",
            Self::Doors => "doors",
        }
    }

    /// The row of a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        ROWS.iter().copied().find(|row| row.name() == name)
    }

    /// What the table says.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Values => "(a) @test: value, kind, closedness, code",
            Self::Permute => "(a) @test(permute): order of fields",
            Self::Packages => "(a) results of pkg/**/testdata",
            Self::Exports => "(a) cue export, file by file",
            Self::Places => "    @test level 2: at, path",
            Self::Words => "    @test level 3: contains, args, suberr",
            Self::Trees17 => "(b) trees: testdata of v0.17",
            Self::TreesPackages => "(b) trees: pkg of v0.17",
            Self::Trees43 => "(b) trees: testdata of v0.4.3",
            Self::Probes => "(b) trees: probes",
            Self::ProbesLegacy => "    trees: probes, legacy profile",
            Self::Plans => "(c) Dagger plans, legacy profile",
            Self::Graphs => "(e) Dagger plans, task graphs",
            Self::Parser => "(d) parser tables",
            Self::Scanner => "(d) scanner tables",
            Self::Literals => "(d) literal tables",
            Self::Doors => "(f) command lines",
        }
    }

    /// The source whose rate it belongs to; none for rows that are only told.
    pub(crate) const fn source(self) -> Option<char> {
        match self {
            Self::Values | Self::Permute | Self::Packages | Self::Exports => Some('a'),
            Self::Trees17 | Self::TreesPackages | Self::Trees43 | Self::Probes => Some('b'),
            Self::Plans => Some('c'),
            Self::Graphs => Some('e'),
            Self::Parser | Self::Scanner | Self::Literals => Some('d'),
            Self::Doors => Some('f'),
            Self::Places | Self::Words | Self::ProbesLegacy => None,
        }
    }

    /// Whether leaves are counted beside whole cases.
    pub(crate) const fn has_leaves(self) -> bool {
        matches!(
            self,
            Self::Trees17
                | Self::TreesPackages
                | Self::Trees43
                | Self::Probes
                | Self::ProbesLegacy
                | Self::Plans
                | Self::Graphs
        )
    }
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    /// The row it counts in.
    pub(crate) row: Row,
    /// Its name, unique in the row.
    pub(crate) id: String,
    /// Whether it holds.
    pub(crate) passed: bool,
    /// Leaves that are as expected, and all leaves.
    pub(crate) leaves: (u32, u32),
    /// What was expected.
    pub(crate) expected: String,
    /// What there was.
    pub(crate) got: String,
    /// A word or two for what is different, to group by.
    pub(crate) class: String,
    /// Everything that is different, where that is told one by one.
    pub(crate) differences: Vec<String>,
}

impl Check {
    /// A check that was not run yet: it fails unless something is said of it.
    pub(crate) fn planned(row: Row, id: impl Into<String>) -> Self {
        Self {
            row,
            id: id.into(),
            passed: false,
            leaves: (0, 1),
            expected: String::new(),
            got: String::new(),
            class: String::new(),
            differences: Vec::new(),
        }
    }

    /// The same, held.
    pub(crate) fn pass(mut self) -> Self {
        self.passed = true;
        self.leaves.0 = self.leaves.1;
        self
    }

    /// The same, with what is different.
    pub(crate) fn fail(
        mut self,
        class: impl Into<String>,
        expected: impl Into<String>,
        got: impl Into<String>,
    ) -> Self {
        self.passed = false;
        self.class = class.into();
        self.expected = expected.into();
        self.got = got.into();
        self
    }

    /// As a line of JSON.
    pub(crate) fn to_json(&self) -> Json {
        let number = |n: u32| Json::Number(n.to_string());
        Json::Object(vec![
            ("row".into(), Json::string(self.row.name())),
            ("id".into(), Json::string(&self.id)),
            ("passed".into(), Json::Bool(self.passed)),
            ("leaves".into(), Json::Array(vec![number(self.leaves.0), number(self.leaves.1)])),
            ("expected".into(), Json::string(clip(&self.expected))),
            ("got".into(), Json::string(clip(&self.got))),
            ("class".into(), Json::string(&self.class)),
            (
                "differences".into(),
                Json::Array(self.differences.iter().map(Json::string).collect()),
            ),
        ])
    }

    /// From a line of JSON.
    pub(crate) fn from_json(json: &Json) -> Option<Self> {
        let Json::Array(leaves) = json.get("leaves")? else { return None };
        let leaf = |index: usize| match leaves.get(index) {
            Some(Json::Number(text)) => text.parse().unwrap_or_default(),
            _ => 0,
        };
        Some(Self {
            row: Row::parse(json.text("row"))?,
            id: json.text("id").to_owned(),
            passed: json.get("passed") == Some(&Json::Bool(true)),
            leaves: (leaf(0), leaf(1)),
            expected: json.text("expected").to_owned(),
            got: json.text("got").to_owned(),
            class: json.text("class").to_owned(),
            differences: match json.get("differences") {
                Some(Json::Array(texts)) => {
                    texts.iter().filter_map(Json::as_str).map(str::to_owned).collect()
                }
                _ => Vec::new(),
            },
        })
    }
}

/// A text that fits a line of a report.
pub(crate) fn clip(text: &str) -> String {
    const MOST: usize = 400;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
