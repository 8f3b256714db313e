//! What reads files of others, for the fuzzer alone (`make fuzz`).

use std::{hint::black_box, path::PathBuf};

use super::{programme::Programme, table::Shape};

/// Reads a programme. Answers how much is on it; `None`: it is none.
#[must_use]
pub fn programme(text: &str) -> Option<usize> {
    Programme::read(text).ok().map(|programme| programme.talks.len())
}

/// Reads a table, with headings and without.
pub fn table(delimiter: char, bytes: Vec<u8>) {
    let words = ["key", "name", "seats"];
    for no_header in [false, true] {
        let shape = Shape::plain(PathBuf::new()).preset(delimiter, no_header, &["key=1", "name=2"]);
        let _ = black_box(shape.rows(bytes.clone(), &words, &["key"]));
    }
}
