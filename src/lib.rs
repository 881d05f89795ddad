//! bowsprit: a BuildKit frontend.
//!
//! A Dockerfile, a JSON file or a CUE file becomes an LLB graph, byte for byte the one that
//! `docker/dockerfile` makes of the same Dockerfile. The rooms, ground floor first:
//!
//! - words: [`order`], [`source`], [`go`], [`git`], [`image`], [`ignore`], [`proto`]
//! - BuildKit: [`llb`], [`gateway`], [`options`], [`build`], [`bake`]
//! - languages, pure: [`dockerfile`], [`subrequest`], [`cue`], [`dagger`], [`spec`]
//! - conversation: [`context`], [`driver`]
//!
//! `docs/architecture.md` is the floor plan; `tests/suite/architecture.rs` holds it.

pub mod bake;
pub mod build;
pub mod context;
pub mod cue;
pub mod dagger;
pub mod dockerfile;
pub mod driver;
pub mod gateway;
pub mod git;
pub mod go;
pub mod ignore;
pub mod image;
pub mod llb;
pub mod options;
pub mod order;
pub mod proto;
pub mod source;
pub mod spec;
pub mod subrequest;
