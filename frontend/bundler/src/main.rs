//! Turns the compiled wasm, the style sheets, the fonts and the public files into the one folder the server embeds.
//!
//! ```text
//! bundler [--quick] <frontend.wasm> <site folder>
//! ```
//!
//! Called in the root of the repository. The folder then holds
//! - `assets/<name>.<hash>.<ext>`, to be served as immutable,
//! - what is in `app/public`, under its own name,
//! - `.br` and `.gz` twins of whatever gets smaller by them,
//! - `manifest.json`, from `main.css` to `assets/main.1a2b3c4d.css`.
//!
//! Sources name an asset `/assets/<name>`; here they learn its hash. `--quick` leaves out what only makes things
//! smaller. Files that stay equal are not touched, so that nothing downstream is built again for nothing.

mod cache;
mod compress;
mod site;
mod style;
mod wasm;

use anyhow::{Context, Result, bail};
use cache::Cache;
use compress::Effort;
use site::Site;
use std::{env, ffi::OsString, fs, path::Path};

const MODULES: &str = "frontend/node_modules";

/// What the style sheets call a font, and what its package calls it.
const FONTS: [(&str, &str); 2] = [
    ("atkinson-latin.woff2", "atkinson-hyperlegible-next-latin-wght-normal.woff2"),
    ("atkinson-latin-ext.woff2", "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2"),
];

fn main() -> Result<()> {
    let mut arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let effort = if arguments.first().is_some_and(|first| first == "--quick") {
        arguments.remove(0);
        Effort::Quick
    } else {
        Effort::Thorough
    };
    let [compiled, out] = &arguments[..] else { bail!("usage: bundler [--quick] <frontend.wasm> <site folder>") };
    let (compiled, out) = (Path::new(compiled), Path::new(out));
    let modules = Path::new(MODULES);
    if !modules.is_dir() {
        bail!("{MODULES} is missing: run `npm ci --ignore-scripts` in frontend");
    }
    let mut cache = Cache::open(out.with_file_name("bundler-cache"))?;

    let site = assemble(compiled, modules, effort, &mut cache)?;
    let changed = site.write(out, effort, &mut cache)?;
    if effort == Effort::Thorough {
        cache.sweep()?;
    }
    if changed == 0 {
        say("nothing changed");
    } else {
        for line in site.sizes(out)? {
            say(&line);
        }
    }
    Ok(())
}

/// Puts everything in its place, what is named before what names it.
fn assemble(compiled: &Path, modules: &Path, effort: Effort, cache: &mut Cache) -> Result<Site> {
    let mut site = Site::default();

    let fonts = modules.join("@fontsource-variable/atkinson-hyperlegible-next/files");
    for (name, file) in FONTS {
        site.add_asset(name, read(&fonts.join(file))?)?;
    }

    let mut app = wasm::bind(read(compiled)?)?;
    if effort == Effort::Thorough {
        match wasm::optimise(&app.wasm, modules, cache)? {
            Some(smaller) => app.wasm = smaller,
            None => say("warning: no wasm-opt in frontend/node_modules, the wasm stays about twice as large"),
        }
    }
    site.add_asset("app.wasm", app.wasm)?;
    site.add_asset("app.js", app.js)?;
    site.add_asset("door.js", read(Path::new("frontend/door.js"))?)?;
    site.add_asset("boot.js", read(Path::new("frontend/boot.js"))?)?;
    site.add_asset("main.css", style::bundle(Path::new("style/main.css"), modules)?)?;

    site.add_public(Path::new("app/public"))?;
    Ok(site)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

#[expect(clippy::print_stdout, reason = "this is how a command line tool speaks")]
fn say(line: &str) {
    println!("bundler: {line}");
}
