//! The style sheets, followed through their imports into one, in words the browsers we care for understand.

use anyhow::{Context, Result, bail};
use std::{
    env::consts::EXE_SUFFIX,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// One sheet from `entry` and all it imports.
pub fn bundle(entry: &Path, modules: &Path) -> Result<Vec<u8>> {
    let done = Command::new(lightningcss(modules)?)
        .args(["--bundle", "--minify", "--targets", &browsers()?])
        .arg(entry)
        .output()
        .context("cannot run lightningcss")?;
    if !done.status.success() {
        bail!("lightningcss refused {}: {}", entry.display(), String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(done.stdout)
}

/// The one list of browsers, where other tools look for it too.
fn browsers() -> Result<String> {
    let package: serde_json::Value = serde_json::from_slice(&fs::read("frontend/package.json")?)?;
    let list = package["browserslist"].as_array().context("frontend/package.json names no browsers")?;
    Ok(list.iter().filter_map(|one| one.as_str()).collect::<Vec<_>>().join(", "))
}

/// The program itself, in the one package npm chose for this machine. The wrapper beside it works only after an install
/// script, and we run none.
fn lightningcss(modules: &Path) -> Result<PathBuf> {
    fs::read_dir(modules)?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("lightningcss-cli-"))
        .map(|entry| entry.path().join(format!("lightningcss{EXE_SUFFIX}")))
        .find(|program| program.is_file())
        .with_context(|| format!("no lightningcss in {}: run `npm ci --ignore-scripts` in frontend", modules.display()))
}
