//! Finds what the bundler made of style, scripts and icons, so that the program can carry it.
//!
//! `SPIELRAUM_SITE` names the folder; without it, `site` in Cargo's target folder. Where there is none yet, the
//! program is built without: pages work, unstyled.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=SPIELRAUM_SITE");
    let site = env::var_os("SPIELRAUM_SITE").map(PathBuf::from).or_else(site_in_target);
    let Some(site) = site else {
        return Err(io::Error::other("cannot tell where the target folder is; set SPIELRAUM_SITE"));
    };
    fs::create_dir_all(&site)?;
    let site = site.canonicalize()?;
    println!("cargo::rerun-if-changed={}", site.display());
    println!("cargo::rustc-env=SPIELRAUM_SITE={}", site.display());
    Ok(())
}

/// `OUT_DIR` is `<target>/[<triple>/]<profile>/build/<crate>-<hash>/out`: the target folder is the one Cargo marked, or,
/// where somebody made the folder before Cargo came and it bears no mark, the one that is four steps up.
fn site_in_target() -> Option<PathBuf> {
    let out = PathBuf::from(env::var_os("OUT_DIR")?);
    let marked = out.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file());
    let target = marked.or_else(|| out.ancestors().nth(4))?;
    Some(target.join("site"))
}
