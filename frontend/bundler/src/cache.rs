//! Results of slow steps, kept under the hash of everything they were made from.

use crate::site::hex;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, ffi::OsString, fs, path::PathBuf};

/// A folder of results. An entry cannot be stale: another input is another name.
pub struct Cache {
    folder: PathBuf,
    used: BTreeSet<OsString>,
}

impl Cache {
    /// Opens the cache in `folder`, which need not exist.
    pub fn open(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(Self { folder, used: BTreeSet::new() })
    }

    /// The result of the step `name` for `input`, by `make` if it was never made.
    pub fn get_or_make(&mut self, name: &str, input: &[u8], make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
        let key = Sha256::new().chain_update(name).chain_update([0]).chain_update(input).finalize();
        let path = self.folder.join(hex(&key));
        self.used.extend(path.file_name().map(Into::into));
        if let Ok(made) = fs::read(&path) {
            return Ok(made);
        }
        let made = make()?;
        // In two steps, so that an interrupted run leaves no half result behind.
        let unfinished = path.with_extension("unfinished");
        fs::write(&unfinished, &made).with_context(|| format!("cannot write {}", unfinished.display()))?;
        fs::rename(&unfinished, &path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(made)
    }

    /// A path for a file on its way between two programs. Gone with the next sweep.
    pub fn scratch(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Removes what this run did not ask for.
    pub fn sweep(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            if !self.used.contains(&entry.file_name()) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_made_once_and_kept_until_nobody_asks_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let made = |cache: &mut Cache, input: &[u8], result: &str| {
            let result = result.as_bytes().to_vec();
            String::from_utf8(cache.get_or_make("step", input, || Ok(result)).unwrap()).unwrap()
        };

        let mut cache = Cache::open(folder.path().into()).unwrap();
        assert_eq!(made(&mut cache, b"a", "first"), "first");
        assert_eq!(made(&mut cache, b"a", "second"), "first");
        assert_eq!(made(&mut cache, b"b", "third"), "third");

        let mut cache = Cache::open(folder.path().into()).unwrap();
        assert_eq!(made(&mut cache, b"a", "fourth"), "first");
        cache.sweep().unwrap();
        assert_eq!(made(&mut cache, b"a", "fifth"), "first");
        assert_eq!(made(&mut cache, b"b", "sixth"), "sixth");
    }
}
