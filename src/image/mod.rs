//! Image references, platforms, and the image configuration with Docker's extensions.
