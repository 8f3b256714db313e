//! From what the compiler made to what a browser loads.

use crate::{cache::Cache, read};
use anyhow::{Context, Result, bail};
use std::{fs, path::Path, process::Command};
use wasm_bindgen_cli_support::Bindgen;

/// The features the compiler itself uses, and no more. With all of them on, wasm-opt writes encodings that no browser
/// reads yet, and every island stays dead.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The two files that make the islands live.
pub struct App {
    pub wasm: Vec<u8>,
    pub js: Vec<u8>,
}

/// Lets wasm-bindgen write the JavaScript that `compiled` talks through.
pub fn bind(compiled: Vec<u8>) -> Result<App> {
    let mut output = Bindgen::new()
        .input_bytes("app", compiled)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen failed")?;
    if !output.local_modules().is_empty() || output.snippets().values().any(|inline| !inline.is_empty()) {
        bail!("a dependency brings JavaScript of its own; the site has no place for it");
    }
    let wasm = output.wasm_mut().emit_wasm();
    Ok(App { wasm, js: output.js().into() })
}

/// `wasm`, smaller. `None` without wasm-opt.
pub fn optimise(wasm: &[u8], modules: &Path, cache: &mut Cache) -> Result<Option<Vec<u8>>> {
    let program = modules.join("binaryen/bin/wasm-opt");
    if !program.is_file() {
        return Ok(None);
    }
    let version = fs::read_to_string(modules.join("binaryen/package.json"))?;
    let step = format!("wasm-opt {FEATURES:?} {version}");
    let (from, to) = (cache.scratch("plain.wasm"), cache.scratch("small.wasm"));
    let made = cache.get_or_make(&step, wasm, || {
        crate::say("making the wasm small (10 to 30 seconds)");
        fs::write(&from, wasm)?;
        // npm's wasm-opt is a script for Node, executable only where its first line is understood.
        let status =
            Command::new("node").arg(&program).arg("-Oz").args(FEATURES).arg(&from).arg("-o").arg(&to).status();
        if !status.context("cannot run node")?.success() {
            bail!("wasm-opt failed");
        }
        read(&to)
    })?;
    Ok(Some(made))
}
