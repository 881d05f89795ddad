//! The generated protobuf types of `proto/`.
//!
//! Only `llb` and `gateway` may use them.
#![expect(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::empty_structs_with_brackets,
    reason = "generated code"
)]
#![cfg_attr(
    test,
    expect(
        clippy::allow_attributes,
        clippy::allow_attributes_without_reason,
        reason = "the generated server, for tests"
    )
)]

include!(concat!(env!("OUT_DIR"), "/mod.rs"));
