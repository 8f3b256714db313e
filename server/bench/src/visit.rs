//! What a browser that was never here fetches to show a page.

use std::{collections::BTreeSet, fmt, io::Read as _};

use crate::wire;

/// What was fetched, in bytes as sent.
#[derive(Default)]
pub struct Visit {
    parts: Vec<(&'static str, usize)>,
}

/// Fetches a page with its style, scripts, wasm and the font it names.
pub async fn first_visit(address: &str, path: &str) -> anyhow::Result<Visit> {
    let mut visit = Visit::default();
    let page = wire::once(address, &wire::get(path, "")).await?;
    visit.parts.push(("HTML", page.body.len()));
    let html = text(&page)?;
    let mut seen = BTreeSet::new();
    // A page without an island loads none of their code.
    let live = html.contains("<leptos-island");
    let mut to_fetch = assets(&html);
    while let Some(asset) = to_fetch.pop() {
        if !seen.insert(asset.clone()) {
            continue;
        }
        let answer = wire::once(address, &wire::get(&asset, "")).await?;
        anyhow::ensure!(answer.status == 200, "{asset} is missing");
        let kind = match asset.rsplit('.').next() {
            Some("css") => "CSS",
            Some("js") => "JavaScript",
            Some("wasm") => "wasm",
            Some("woff2") => "font",
            _ => "other",
        };
        if kind == "JavaScript" && live {
            to_fetch.extend(assets(&text(&answer)?));
        }
        visit.parts.push((kind, answer.body.len()));
    }
    Ok(visit)
}

fn text(answer: &wire::Answer) -> anyhow::Result<String> {
    let mut text = String::new();
    match answer.coding.as_str() {
        "br" => brotli::Decompressor::new(&answer.body[..], 4096).read_to_string(&mut text)?,
        "gzip" => flate2::read::GzDecoder::new(&answer.body[..]).read_to_string(&mut text)?,
        _ => (&answer.body[..]).read_to_string(&mut text)?,
    };
    Ok(text)
}

/// Every address of an asset a text names.
fn assets(text: &str) -> Vec<String> {
    text.match_indices("/assets/")
        .map(|(start, _)| {
            text[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || "/._-".contains(*c)).collect()
        })
        .collect()
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: usize = self.parts.iter().map(|(_, bytes)| bytes).sum();
        write!(f, "{} kB in {} requests (", total.div_ceil(1000), self.parts.len())?;
        let kinds: BTreeSet<_> = self.parts.iter().map(|(kind, _)| *kind).collect();
        for (index, kind) in kinds.iter().enumerate() {
            let bytes: usize = self.parts.iter().filter(|(other, _)| other == kind).map(|(_, bytes)| bytes).sum();
            write!(f, "{}{kind} {} kB", if index == 0 { "" } else { ", " }, bytes.div_ceil(1000))?;
        }
        write!(f, ")")
    }
}
