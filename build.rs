//! Compiles the BuildKit protocol buffers of `proto/` into Rust.
//!
//! `protox` is a protobuf compiler written in Rust, so a checkout builds with
//! nothing but `cargo`: no `protoc` on the machine, none in the Dockerfile.

use std::io;

/// Entry points; what they import is found under [`INCLUDE`].
const PROTOS: [&str; 1] = ["gateway.proto"];

/// The one include root.
const INCLUDE: &str = "proto";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={INCLUDE}");
    let descriptors = protox::compile(PROTOS, [INCLUDE]).map_err(io::Error::other)?;
    tonic_prost_build::configure()
        // Maps must iterate in key order: order is output here.
        .btree_map(".")
        .build_transport(false)
        // So that a test server implements only what is asked of it.
        .generate_default_stubs(true)
        .include_file("mod.rs")
        .compile_fds(descriptors)
}
