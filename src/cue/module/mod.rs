//! Packages: which files make one, and what their imports mean.

mod program;

pub use program::Import;
pub use program::ImportTarget;
pub use program::Package;
pub use program::PackageFile;
pub use program::Program;
pub use program::Source;
