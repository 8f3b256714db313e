//! Looking for words in texts: case does not matter, in any alphabet. SQLite's own `lower` knows ASCII only.

/// Parts of an address no title may have: pages of the house stand there (`/manage/events/new`).
pub(crate) const RESERVED: [&str; 1] = ["new"];

/// The words somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words(Vec<String>);

impl Words {
    /// The words of `typed`, at most ten.
    pub(crate) fn of(typed: &str) -> Self {
        Self(typed.split_whitespace().take(10).map(folded).collect())
    }

    /// True when nothing was typed.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when each word occurs in at least one of the texts.
    pub(crate) fn all_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let text = texts.into_iter().map(folded).collect::<Vec<_>>().join("\n");
        self.0.iter().all(|word| text.contains(word))
    }
}

/// Lower case, and `ß` as `ss`: people type either.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('ß', "ss")
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn every_word_must_occur_somewhere_and_case_does_not_matter() {
        let found = |typed: &str| Words::of(typed).all_in(["Übung im GROSSEN Saal", "Straße"]);
        assert!(found("übung saal"));
        assert!(found("strasse"));
        assert!(found("STRASSE großen"));
        assert!(found(""));
        assert!(!found("übung garten"));
    }
}
