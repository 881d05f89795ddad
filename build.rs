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
        .build_client(false)
        // The server is for tests, and implements only what is asked of it there.
        .server_mod_attribute(".", "#[cfg(test)]")
        .generate_default_stubs(true)
        .include_file("mod.rs")
        .compile_fds(descriptors)
}
