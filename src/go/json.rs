//! stub
/// stub
pub fn string_array<S: AsRef<str>>(v: &[S]) -> String {
    serde_json::to_string(&v.iter().map(|s| s.as_ref().to_owned()).collect::<Vec<_>>()).unwrap()
}
