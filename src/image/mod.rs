//! Image references, platforms, and the image configuration with Docker's extensions.

mod base;
mod config;
mod decode;
mod digest;
mod platform;
mod reference;
mod resolved;

pub use base::DEFAULT_PATH;
pub use config::Config;
pub use config::EncodeError;
pub use config::Healthcheck;
pub use config::History;
pub use config::Image;
pub use config::RootFs;
pub use decode::DecodeError;
pub use digest::Digest;
pub use digest::DigestError;
pub use platform::Platform;
pub use platform::PlatformError;
pub use reference::Reference;
pub use reference::ReferenceError;
pub use resolved::ResolvedImage;
