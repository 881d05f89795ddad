//! What is wrong with an option.

use thiserror::Error;

use super::attest::AttestError;
use super::cache::CacheError;
use super::hosts::HostsError;
use super::limits::LimitError;
use super::ulimit::UlimitError;
use crate::go::number::NumberError;
use crate::image::PlatformError;

/// What is wrong with an option, in upstream's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OptionsError {
    /// There is no such option any more.
    #[error("support for {0} was removed in BuildKit 0.11")]
    Removed(&'static str),
    /// `platform` names no platform.
    #[error("failed to parse target platform {text}: {why}")]
    Platform {
        /// The name.
        text: String,
        /// What is wrong with it.
        why: PlatformError,
    },
    /// `image-resolve-mode` is none.
    #[error("invalid image-resolve-mode: {0}")]
    ResolveMode(String),
    /// `add-hosts` is wrong.
    #[error("failed to parse additional hosts: {0}")]
    Hosts(HostsError),
    /// `shm-size` is no number.
    #[error("failed to parse shm size: {0}")]
    ShmSize(NumberError),
    /// `ulimit` is wrong.
    #[error("failed to parse ulimit: {0}")]
    Ulimit(UlimitError),
    /// A limit of steps is wrong.
    #[error("failed to parse resource limits: {0}")]
    Limit(LimitError),
    /// `force-network-mode` is no network.
    #[error("invalid netmode {0}")]
    Network(String),
    /// `multi-platform` is neither true nor false.
    #[error("invalid boolean value for multi-platform: {0}")]
    MultiPlatform(String),
    /// There are several platforms, and there shall be one.
    #[error("conflicting config: returning multiple target platforms is not allowed")]
    PlatformConflict,
    /// `cache-imports` is wrong.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// `attest:*` is wrong.
    #[error(transparent)]
    Attest(#[from] AttestError),
}
