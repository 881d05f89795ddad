//! Lint rules and findings.
