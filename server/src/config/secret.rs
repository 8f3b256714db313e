//! The secret of the installation: given, or kept in a file that is made at the first start.

use std::{
    fmt, fs,
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use super::{ConfigError, key, wrong};
use crate::{chance, private};

const SHORTEST: usize = 32;
const FILE: &str = "SPIELRAUM_SECRET_FILE";

/// Where the secret is.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// It was given.
    Given([u8; 32]),
    /// It is in this file, which must exist.
    File(PathBuf),
    /// It is in this file, which is made when there is none.
    Kept(PathBuf),
}

impl Secret {
    /// Reads where the secret is; a given one is judged at once.
    pub(super) fn read(text: &dyn Fn(&str) -> Option<String>, data: &Path) -> Result<Self, ConfigError> {
        match (text("SPIELRAUM_SECRET"), text(FILE)) {
            (Some(_), Some(_)) => wrong(FILE, "and SPIELRAUM_SECRET are both set: one of them must go."),
            (Some(secret), None) if secret.len() < SHORTEST => {
                wrong("SPIELRAUM_SECRET", format!("must have at least {SHORTEST} letters."))
            }
            (Some(secret), None) => Ok(Self::Given(key(&secret))),
            (None, Some(file)) => Ok(Self::File(file.into())),
            (None, None) => Ok(Self::Kept(data.join("secret"))),
        }
    }

    /// The secret. Makes it when it is ours to make and there is none.
    ///
    /// # Errors
    /// When its file cannot be read or written, or holds too little.
    pub fn load(&self) -> Result<[u8; 32], ConfigError> {
        match self.existing()? {
            Some(secret) => Ok(secret),
            None => match self {
                Self::Kept(path) => make(path),
                Self::Given(_) | Self::File(_) => wrong(FILE, "names no file."),
            },
        }
    }

    /// The secret, if there is one already.
    ///
    /// # Errors
    /// When its file cannot be read, or holds too little.
    pub fn existing(&self) -> Result<Option<[u8; 32]>, ConfigError> {
        let (path, must) = match self {
            Self::Given(secret) => return Ok(Some(*secret)),
            Self::File(path) => (path, true),
            Self::Kept(path) => (path, false),
        };
        match fs::read_to_string(path) {
            Ok(text) if text.trim().len() < SHORTEST => {
                wrong(FILE, format!("names {}, which must hold at least {SHORTEST} letters.", path.display()))
            }
            Ok(text) => Ok(Some(key(text.trim()))),
            Err(err) if err.kind() == ErrorKind::NotFound && !must => Ok(None),
            Err(err) => wrong(FILE, format!("names {}, which cannot be read: {err}.", path.display())),
        }
    }
}

/// Writes a new secret where nobody else can read it. Never over one that is there.
fn make(path: &Path) -> Result<[u8; 32], ConfigError> {
    let secret: String = chance::bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
    let written = (|| {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = private::options().create_new(true).open(path)?;
        writeln!(file, "{secret}")?;
        file.sync_all()
    })();
    match written {
        Ok(()) => Ok(key(&secret)),
        Err(err) => wrong("SPIELRAUM_DATA", format!("must be a folder we can write to; {}: {err}.", path.display())),
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => f.write_str("Given(…)"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
            Self::Kept(path) => f.debug_tuple("Kept").field(path).finish(),
        }
    }
}
