//! Lines, directives, heredocs: a Dockerfile as a list of nodes.
