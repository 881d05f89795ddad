//! Where files are: the Dockerfile, `.dockerignore`, the main context.
