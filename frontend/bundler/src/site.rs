//! The folder the server embeds: names, hashes, references.

use crate::{
    cache::Cache,
    compress::{self, Effort},
    read,
};
use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const ASSETS: &str = "/assets/";

/// The files of the folder, by their path in it.
#[derive(Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
    /// From the name sources use to the path with the hash.
    manifest: BTreeMap<String, String>,
}

impl Site {
    /// Adds a file whose path changes with its content. What it refers to must be there already.
    pub fn add_asset(&mut self, name: &str, bytes: Vec<u8>) -> Result<()> {
        let bytes = self.resolve(name, bytes)?;
        let hash = hex(&Sha256::digest(&bytes)[..4]);
        let (stem, extension) = name.split_once('.').with_context(|| format!("{name} has no extension"))?;
        let path = format!("assets/{stem}.{hash}.{extension}");
        self.manifest.insert(name.to_owned(), path.clone());
        self.files.insert(path, bytes);
        Ok(())
    }

    /// Adds all files under `folder`, each under its own path.
    pub fn add_public(&mut self, folder: &Path) -> Result<()> {
        for file in files_under(folder)? {
            let path = slashed(file.strip_prefix(folder)?);
            let bytes = self.resolve(&path, read(&file)?)?;
            self.files.insert(path, bytes);
        }
        Ok(())
    }

    /// Makes `out` hold these files, their twins and the manifest, and nothing else. Says how many files changed.
    pub fn write(&self, out: &Path, effort: Effort, cache: &mut Cache) -> Result<usize> {
        let mut wanted = BTreeMap::from([("manifest.json".to_owned(), serde_json::to_vec_pretty(&self.manifest)?)]);
        for (path, bytes) in &self.files {
            if effort == Effort::Thorough && is_compressible(path) {
                for (encoding, twin) in compress::twins(bytes, cache)? {
                    wanted.insert(format!("{path}.{encoding}"), twin);
                }
            }
            wanted.insert(path.clone(), bytes.clone());
        }

        let mut changed = 0;
        for file in files_under(out)? {
            if !wanted.contains_key(&slashed(file.strip_prefix(out)?)) {
                fs::remove_file(&file)?;
                changed += 1;
            }
        }
        for (path, bytes) in wanted {
            let file = out.join(&path);
            if fs::read(&file).is_ok_and(|there| there == bytes) {
                continue;
            }
            fs::create_dir_all(file.parent().unwrap_or(out))?;
            fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
            changed += 1;
        }
        Ok(changed)
    }

    /// What each asset weighs, plain and over the wire, as lines to read.
    pub fn sizes(&self, out: &Path) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for (name, path) in &self.manifest {
            let plain = fs::metadata(out.join(path))?.len();
            let wire = fs::metadata(out.join(format!("{path}.br"))).map_or(plain, |twin| twin.len());
            lines.push(format!("{name:<26} {:>6.1} kB, {:>6.1} kB over the wire", kilo(plain), kilo(wire)));
        }
        Ok(lines)
    }

    /// Replaces `/assets/<name>` by the path with the hash, where `path` is a text.
    fn resolve(&self, path: &str, bytes: Vec<u8>) -> Result<Vec<u8>> {
        if !is_text(path) {
            return Ok(bytes);
        }
        let text = String::from_utf8(bytes).with_context(|| format!("{path} is not UTF-8"))?;
        let mut resolved = String::with_capacity(text.len() + 64);
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(ASSETS) {
            let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(after.len());
            let (name, behind) = after.split_at(end);
            let Some(hashed) = self.manifest.get(name) else {
                bail!("{path} refers to {ASSETS}{name}, which is not there (yet)");
            };
            write!(resolved, "{before}/{hashed}")?;
            rest = behind;
        }
        resolved.push_str(rest);
        Ok(resolved.into_bytes())
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// All files under `folder`, which need not exist; dot files are nobody's assets.
fn files_under(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// What may refer to assets.
fn is_text(path: &str) -> bool {
    matches!(extension(path), "css" | "html" | "js" | "json" | "svg" | "txt" | "webmanifest" | "xml")
}

/// The rest is compressed by its own format.
fn is_compressible(path: &str) -> bool {
    is_text(path) || matches!(extension(path), "ico" | "wasm")
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn kilo(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let mut site = Site::default();
        site.add_asset("font.woff2", b"glyphs".to_vec()).unwrap();
        site
    }

    fn text(site: &Site, path: &str) -> String {
        String::from_utf8(site.files[path].clone()).unwrap()
    }

    #[test]
    fn the_path_of_an_asset_follows_its_content() {
        let mut other = Site::default();
        other.add_asset("font.woff2", b"other glyphs".to_vec()).unwrap();
        assert_eq!(site().manifest["font.woff2"], "assets/font.521393cd.woff2");
        assert_ne!(site().manifest["font.woff2"], other.manifest["font.woff2"]);
    }

    #[test]
    fn a_sheet_learns_the_hash_of_what_it_names() {
        let mut site = site();
        site.add_asset("main.css", b"a{src:url(/assets/font.woff2)}b{src:url(\"/assets/font.woff2\")}".to_vec())
            .unwrap();
        let font = &site.manifest["font.woff2"];
        assert_eq!(text(&site, &site.manifest["main.css"]), format!("a{{src:url(/{font})}}b{{src:url(\"/{font}\")}}"));
    }

    #[test]
    fn a_name_that_is_not_there_is_an_error() {
        let refusal = site().add_asset("main.css", b"a{src:url(/assets/font.woff)}".to_vec()).unwrap_err();
        assert_eq!(refusal.to_string(), "main.css refers to /assets/font.woff, which is not there (yet)");
    }

    #[test]
    fn bytes_that_are_no_text_stay_as_they_are() {
        let mut site = site();
        site.add_asset("app.wasm", b"/assets/nowhere.css".to_vec()).unwrap();
        assert_eq!(text(&site, &site.manifest["app.wasm"]), "/assets/nowhere.css");
    }

    #[test]
    fn the_folder_holds_what_is_wanted_and_is_left_alone_when_it_does() {
        let folder = tempfile::tempdir().unwrap();
        let (public, out) = (folder.path().join("public"), folder.path().join("site"));
        fs::create_dir_all(public.join("icons")).unwrap();
        fs::write(public.join("icons/door.svg"), "<svg>".repeat(100)).unwrap();
        let mut cache = Cache::open(folder.path().join("cache")).unwrap();
        let mut site = site();
        site.add_public(&public).unwrap();
        fs::create_dir_all(out.join("assets")).unwrap();
        fs::write(out.join("assets/font.00000000.woff2"), "of yesterday").unwrap();

        assert!(site.write(&out, Effort::Thorough, &mut cache).unwrap() > 0);
        let there: Vec<String> =
            files_under(&out).unwrap().iter().map(|file| slashed(file.strip_prefix(&out).unwrap())).collect();
        let mut there: Vec<&str> = there.iter().map(String::as_str).collect();
        there.sort_unstable();
        assert_eq!(
            there,
            ["assets/font.521393cd.woff2", "icons/door.svg", "icons/door.svg.br", "icons/door.svg.gz", "manifest.json"]
        );
        assert_eq!(site.write(&out, Effort::Thorough, &mut cache).unwrap(), 0);
    }
}
