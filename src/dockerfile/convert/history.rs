//! The image's record of how it was made.

use std::sync::Arc;

use crate::go::time::Time;
use crate::image::History;
use crate::image::Image;

/// Adds an entry, made at `epoch` if that is known. `with_layer` says whether the step made files.
pub(super) fn commit(image: &mut Image, created_by: String, with_layer: bool, epoch: Option<Time>) {
    image.history.push(Arc::new(History {
        created: epoch,
        created_by,
        comment: "buildkit.dockerfile.v0".to_owned(),
        empty_layer: !with_layer,
        ..History::default()
    }));
}
