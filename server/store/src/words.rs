//! Looking for words in texts, as people type them: case does not matter in any alphabet, nor does an ending. SQLite's own
//! `lower` knows ASCII only, and what either database calls a word's stem is not the other's.
//!
//! A word is found where its letters stand: *raum* in *Besprechungsraum*. Else where the stem of a word is its stem, or
//! ends with it, for the last part of a German compound is what it is: *Räume* in *Besprechungsraum*, *workshops* in
//! *Löt-Workshop*. The stems are those of Snowball, German and English.

use rust_stemmers::{Algorithm, Stemmer};

/// Parts of an address no title may have: pages of the house stand there (`/manage/events/new`).
pub(crate) const RESERVED: [&str; 1] = ["new"];

/// Shorter stems end too many words that mean something else: *eis* in *Kreis*.
const SHORTEST_STEM: usize = 4;

/// What people type before and after words.
const MARKS: &str = ",;:.!?…\"'„“”«»‚‘’‹›()[]–—";

const LANGUAGES: [Algorithm; 2] = [Algorithm::German, Algorithm::English];

/// The words somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words(Vec<Word>);

/// A word, and its stems in each language; shorter ones are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    letters: String,
    stems: [Vec<String>; LANGUAGES.len()],
}

impl Words {
    /// The words of `typed`, at most ten, as they are looked for in texts.
    pub(crate) fn of(typed: &str) -> Self {
        let stemmers = LANGUAGES.map(Stemmer::create);
        let word = |typed: &str| {
            let letters = folded(typed);
            // *Uebungen* may be typed for *Übungen*.
            let spellings = [letters.clone(), marked(&letters)];
            let stems = |stemmer| {
                let stems = spellings.iter().map(|spelling| stem(stemmer, spelling));
                stems.filter(|stem| stem.len() >= SHORTEST_STEM).collect()
            };
            let stems = [stems(&stemmers[0]), stems(&stemmers[1])];
            Word { letters, stems }
        };
        // Marks around a word are none of it: *Löten, Holz* are two words, *„Raum“* is one.
        let parts = typed.split(|letter: char| letter.is_whitespace() || matches!(letter, '-' | '/'));
        let parts = parts.map(|part| part.trim_matches(|letter| MARKS.contains(letter)));
        Self(parts.filter(|part| !part.is_empty()).take(10).map(word).collect())
    }

    /// The same as they are looked for in names and addresses, which have no endings: *Hansen* is not *Hans*.
    pub(crate) fn of_names(typed: &str) -> Self {
        let word = |typed: &str| Word { letters: folded(typed), stems: Default::default() };
        Self(typed.split_whitespace().take(10).map(word).collect())
    }

    /// True when nothing was typed.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when each word occurs in at least one of the texts.
    pub(crate) fn all_in<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        let text = texts.into_iter().map(folded).collect::<Vec<_>>().join("\n");
        let plain = unmarked(&text);
        self.0.iter().all(|word| {
            text.contains(&word.letters) || plain.contains(&word.letters) || {
                let mut languages = LANGUAGES.into_iter().zip(&word.stems);
                languages.any(|(language, stems)| stems.iter().any(|wanted| has_stem(language, &text, wanted)))
            }
        })
    }
}

/// True when the stem of a word of a text is this one, or ends with it. A stem is made only of words in which this one
/// begins anywhere: a search asks thousands of texts.
fn has_stem(language: Algorithm, text: &str, wanted: &str) -> bool {
    let stemmer = Stemmer::create(language);
    let begins: String = wanted.chars().take(SHORTEST_STEM - 1).collect();
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.len() >= SHORTEST_STEM);
    words.flat_map(|word| [word.to_owned(), marked(word)]).any(|word| {
        let plain: String = word.chars().map(without_mark).collect();
        plain.contains(&begins) && stem(&stemmer, &word).ends_with(wanted)
    })
}

/// A stem without marks: in German that of *Räume* is that of *Raum*.
fn stem(stemmer: &Stemmer, word: &str) -> String {
    stemmer.stem(word).chars().map(without_mark).collect()
}

const fn without_mark(letter: char) -> char {
    match letter {
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        other => other,
    }
}

/// Lower case, and `ß` as `ss`: people type either.
fn folded(text: &str) -> String {
    text.to_lowercase().replace('ß', "ss")
}

/// Umlauts, where somebody may have typed them without a key for them.
fn marked(word: &str) -> String {
    word.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
}

/// Umlauts as somebody types them who has no key for them.
fn unmarked(text: &str) -> String {
    text.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue")
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn found(typed: &str, texts: &[&str]) -> bool {
        Words::of(typed).all_in(texts.iter().copied())
    }

    #[test]
    fn every_word_must_occur_somewhere_and_case_does_not_matter() {
        let found = |typed: &str| found(typed, &["Übung im GROSSEN Saal", "Straße"]);
        assert!(found("übung saal"));
        assert!(found("strasse"));
        assert!(found("STRASSE großen"));
        assert!(found(""));
        assert!(!found("übung garten"));
    }

    #[test]
    fn an_ending_an_umlaut_or_the_first_part_of_a_compound_is_not_in_the_way() {
        for (typed, text, is_found) in [
            ("raum", "Ein Besprechungsraum für acht", true),
            ("Räume", "Ein Besprechungsraum für acht", true),
            ("raum", "Zwei kleine Räume", true),
            ("Häuser", "Im Kreativhaus", true),
            ("Veranstaltungen", "Eine Veranstaltung am Abend", true),
            ("Workshop", "Zwei Workshops", true),
            ("workshops", "Der Löt-Workshop", true),
            ("robots", "A robot in the lab", true),
            ("Uebungen", "Eine Übung", true),
            ("Uebung", "Übung macht Meister", true),
            ("Loeten", "Löten für Anfänger", true),
            ("löten", "Das Lötgerät", false),
            ("Übungen", "Eine Uebung am Abend", true),
            ("Löt-Workshops", "Der Löt-Workshop", true),
            ("Karten", "Die Kartoffel", false),
            ("Eis", "Im Kreishaus", true),
            ("Eise", "Im Kreis", false),
            ("Löten, Holz", "Holz und Löten", true),
            ("„Raum“", "Ein Besprechungsraum", true),
            ("Raum?", "Ein Besprechungsraum", true),
            ("Ton/Technik", "Technik und Ton", true),
            ("Löten – Holz", "Holz und Löten", true),
            ("Löten, Holz", "Löten", false),
            (", …", "Löten", true),
        ] {
            assert_eq!(found(typed, &[text]), is_found, "{typed} in {text}");
        }
    }

    #[test]
    fn a_name_has_no_ending() {
        assert!(Words::of_names("hansen").all_in(["Maja Hansen"]));
        assert!(!Words::of_names("Hansen").all_in(["Hans Meier"]));
        assert!(Words::of("Karten").all_in(["Eine Karte"]) && !Words::of_names("Karten").all_in(["Eine Karte"]));
    }
}
