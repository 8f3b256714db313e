//! The browser's entry. The islands of `app` export themselves; `boot.js` wakes them one by one.

use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Prepares the page for its islands. Called once, before the first of them.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
