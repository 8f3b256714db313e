//! Tables as other systems export them: which column is what, and how one says so.

use std::{collections::HashMap, fs};

use super::ImportError;

/// How a table is written, and which of its columns is what.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Shape {
    /// The table.
    pub(super) file: std::path::PathBuf,
    /// A name for where it comes from; the same for rooms and bookings that belong together.
    #[arg(long)]
    pub(super) source: String,
    /// What stands between two columns.
    #[arg(long, default_value = ",")]
    delimiter: char,
    /// The first line is a row, not the names of the columns.
    #[arg(long)]
    no_header: bool,
    /// Which column is what: `name=Raumname,seats=4`. A column is named by its heading or its number, from 1.
    /// Columns whose heading is the word itself need not be named.
    #[arg(long, value_delimiter = ',')]
    map: Vec<String>,
}

/// One row, by the words of the map.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    /// The line it starts on, from 1.
    pub(super) line: u64,
    values: HashMap<String, String>,
}

impl Row {
    /// What stands in the column of this word; empty when there is none.
    pub(super) fn get(&self, word: &str) -> &str {
        self.values.get(word).map_or("", String::as_str)
    }

    /// What stands in the column of this word, else `other`.
    pub(super) fn or(&self, word: &str, other: &str) -> String {
        let said = self.get(word);
        if said.is_empty() { other } else { said }.to_owned()
    }
}

impl Shape {
    /// A table of our own: commas, headings that are the words themselves.
    pub(super) const fn plain(file: std::path::PathBuf) -> Self {
        Self { file, source: String::new(), delimiter: ',', no_header: false, map: Vec::new() }
    }

    /// The same with what a preset says, where nothing else was said.
    pub(super) fn preset(mut self, delimiter: char, no_header: bool, map: &[&str]) -> Self {
        self.delimiter = delimiter;
        self.no_header = no_header;
        let said: Vec<String> =
            self.map.iter().filter_map(|m| m.split_once('=')).map(|(word, _)| word.to_owned()).collect();
        self.map.extend(
            map.iter()
                .filter(|m| m.split_once('=').is_none_or(|(word, _)| !said.contains(&word.to_owned())))
                .map(|m| (*m).to_owned()),
        );
        self
    }

    /// Reads the table. `words`: what can be said of a row; `needed`: what must be.
    pub(super) fn read(&self, words: &[&str], needed: &[&str]) -> Result<Vec<Row>, ImportError> {
        let bytes = fs::read(&self.file).map_err(|e| ImportError::File(self.file.display().to_string(), e))?;
        self.rows(bytes, words, needed)
    }

    /// The same of what stands in the file.
    pub(super) fn rows(&self, bytes: Vec<u8>, words: &[&str], needed: &[&str]) -> Result<Vec<Row>, ImportError> {
        let name = self.file.display().to_string();
        let text = text(bytes);
        let delimiter = u8::try_from(self.delimiter)
            .map_err(|_| ImportError::Options("--delimiter must be a single plain letter".to_owned()))?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(!self.no_header)
            .flexible(true)
            .from_reader(text.as_bytes());
        let wrong = |reason: String| ImportError::Format { file: name.clone(), expected: "table", reason };
        let headings: Vec<String> = if self.no_header {
            Vec::new()
        } else {
            reader.headers().map_err(|e| wrong(e.to_string()))?.iter().map(|h| h.trim().to_owned()).collect()
        };
        let columns = self.columns(words, needed, &headings)?;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| wrong(e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let value = |column: usize| record.get(column).unwrap_or_default().trim().to_owned();
            let values = columns.iter().map(|(word, column)| ((*word).to_owned(), value(*column))).collect();
            rows.push(Row { line, values });
        }
        Ok(rows)
    }

    fn columns<'w>(
        &self,
        words: &[&'w str],
        needed: &[&str],
        headings: &[String],
    ) -> Result<HashMap<&'w str, usize>, ImportError> {
        let mut columns = HashMap::new();
        for word in words {
            if let Some(column) = headings.iter().position(|heading| heading.eq_ignore_ascii_case(word)) {
                columns.insert(*word, column);
            }
        }
        for entry in &self.map {
            let (word, column) = entry
                .split_once('=')
                .ok_or_else(|| ImportError::Options(format!("--map: {entry:?} must be word=column")))?;
            let word = words
                .iter()
                .find(|known| **known == word)
                .ok_or_else(|| ImportError::Options(format!("--map: {word:?} is none of {}", words.join(", "))))?;
            let column = match column.parse::<usize>() {
                Ok(number) => number.checked_sub(1),
                Err(_) => headings.iter().position(|heading| heading == column),
            };
            let column =
                column.ok_or_else(|| ImportError::Options(format!("--map {entry}: there is no such column")))?;
            columns.insert(*word, column);
        }
        match needed.iter().find(|word| !columns.contains_key(**word)) {
            Some(word) => Err(ImportError::Options(format!(
                "which column is {word:?}? Say so with --map {word}=…; the columns are {}",
                if headings.is_empty() { "numbered from 1".to_owned() } else { headings.join(", ") }
            ))),
            None => Ok(columns),
        }
    }
}

/// UTF-8, with or without a byte order mark; what is neither is Windows-1252, as German office programs still write it.
fn text(bytes: Vec<u8>) -> String {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) => encoding_rs::WINDOWS_1252.decode(e.as_bytes()).0.into_owned(),
    };
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(map: &[&str], no_header: bool) -> Shape {
        Shape {
            file: "x.csv".into(),
            source: "x".into(),
            delimiter: ';',
            no_header,
            map: map.iter().map(|m| (*m).to_owned()).collect(),
        }
    }

    #[test]
    fn a_column_is_found_by_its_word_its_heading_or_its_number() {
        let headings = ["name", "Plätze", "Haus"].map(str::to_owned);
        let words = ["name", "seats", "site"];
        let columns = shape(&["seats=Plätze", "site=3"], false).columns(&words, &["name"], &headings).unwrap();
        assert_eq!((columns["name"], columns["seats"], columns["site"]), (0, 1, 2));
    }

    #[test]
    fn a_missing_column_is_asked_for_by_name() {
        let error = shape(&[], false).columns(&["name"], &["name"], &["Raum".to_owned()]).unwrap_err();
        assert_eq!(error.to_string(), "which column is \"name\"? Say so with --map name=…; the columns are Raum");
        let error = shape(&["nmae=1"], true).columns(&["name"], &[], &[]).unwrap_err();
        assert_eq!(error.to_string(), "--map: \"nmae\" is none of name");
    }

    #[test]
    fn old_office_letters_are_read() {
        assert_eq!(text(vec![0xEF, 0xBB, 0xBF, b'a']), "a");
        assert_eq!(text(vec![b'G', b'r', 0xFC, b'n']), "Grün");
        assert_eq!(text(vec![b'9', 0x96, b'1', b'2', b' ', 0x80]), "9–12 €");
    }
}
