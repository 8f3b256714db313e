//! Files nobody but the operator reads: secrets, and mails with links that open something.

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    path::Path,
};

/// How a file is opened to be written that only its owner reads.
pub(crate) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes a folder, with all above it, that only its owner looks into; one that is there stays as it is.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
