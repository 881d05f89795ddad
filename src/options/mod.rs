//! What was asked for: the options of one build.
