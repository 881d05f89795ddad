//! stub
/// stub
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Platform {
    /// a
    pub os: String,
    /// a
    pub architecture: String,
    /// a
    pub variant: String,
    /// a
    pub os_version: String,
    /// a
    pub os_features: Vec<String>,
}
impl Platform {
    /// stub
    pub fn linux(a: &str) -> Self {
        Self { os: "linux".into(), architecture: a.into(), ..Self::default() }
    }
}
