//! The compressed twins of a file.

use crate::cache::Cache;
use anyhow::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// How much work smallness is worth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// None: somebody waits for the next reload.
    Quick,
    /// All of it: built once, sent many times.
    Thorough,
}

/// `bytes` in each encoding that makes them smaller, by the extension of the encoding.
pub fn twins(bytes: &[u8], cache: &mut Cache) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let made = [
        ("br", cache.get_or_make("brotli 11", bytes, || brotli(bytes))?),
        ("gz", cache.get_or_make("gzip 9", bytes, || gzip(bytes))?),
    ];
    Ok(made.into_iter().filter(|(_, twin)| twin.len() < bytes.len()).collect())
}

fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let mut twin = Vec::new();
    let best = BrotliEncoderParams { quality: 11, lgwin: 24, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut twin, &best)?;
    Ok(twin)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
