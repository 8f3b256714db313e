//! The type on paper and in pictures: Atkinson Hyperlegible Next, and Noto Sans for the letters it has not (both under the SIL Open Font
//! License, which allows embedding; see `fonts/OFL.txt`). What neither has is shown as a question mark.

use krilla::text::Font;
use ttf_parser::{Face, GlyphId};

const REGULAR: &[u8] = include_bytes!("fonts/atkinson-regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/atkinson-bold.ttf");
const OTHER: &[u8] = include_bytes!("fonts/noto-regular.ttf");

/// Stands for what no face has.
const UNKNOWN: char = '?';

/// A face that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("a face cannot be read: {0}")]
pub(crate) struct NoFace(String);

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// One face: to measure with, and to write with.
struct Cut {
    face: Face<'static>,
    font: Font,
}

impl Cut {
    fn new(bytes: &'static [u8]) -> Result<Self, NoFace> {
        let face = Face::parse(bytes, 0).map_err(|err| NoFace(err.to_string()))?;
        let font = Font::new(bytes.into(), 0).ok_or_else(|| NoFace("it is no font".to_owned()))?;
        Ok(Self { face, font })
    }

    fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some_and(|glyph| glyph.0 != 0)
    }

    /// Of one letter, at a size.
    fn width(&self, letter: char, size: f32) -> f32 {
        let advance = self.face.glyph_index(letter).and_then(|glyph| self.face.glyph_hor_advance(glyph));
        f32::from(advance.unwrap_or_default()) * size / f32::from(self.face.units_per_em())
    }
}

/// All faces.
pub(crate) struct Typeface {
    regular: Cut,
    bold: Cut,
    other: Cut,
}

/// Letters of one face that stand beside each other.
pub(crate) struct Run {
    pub(crate) font: Font,
    pub(crate) text: String,
    pub(crate) width: f32,
}

/// One letter as it is drawn.
pub(crate) struct Letter<'a> {
    pub(crate) face: &'a Face<'static>,
    pub(crate) glyph: GlyphId,
    /// From the units of the face to those of the paper.
    pub(crate) scale: f32,
    pub(crate) width: f32,
}

impl Typeface {
    pub(crate) fn new() -> Result<Self, NoFace> {
        Ok(Self { regular: Cut::new(REGULAR)?, bold: Cut::new(BOLD)?, other: Cut::new(OTHER)? })
    }

    fn main(&self, weight: Weight) -> &Cut {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The face that has a letter, and what is written for it.
    fn cut(&self, letter: char, weight: Weight) -> (&Cut, char) {
        let main = self.main(weight);
        match letter {
            letter if main.has(letter) => (main, letter),
            letter if self.other.has(letter) => (&self.other, letter),
            _ => (main, UNKNOWN),
        }
    }

    /// True when every letter of a text can be written.
    pub(crate) fn writes(&self, text: &str, weight: Weight) -> bool {
        text.chars().all(|letter| self.cut(letter, weight).1 == letter)
    }

    pub(crate) fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let width = |letter| {
            let (cut, written) = self.cut(letter, weight);
            cut.width(written, size)
        };
        text.chars().map(width).sum()
    }

    /// A line as runs of one face each.
    pub(crate) fn runs(&self, line: &str, weight: Weight, size: f32) -> Vec<Run> {
        let mut runs: Vec<(bool, Run)> = Vec::new();
        for letter in line.chars() {
            let (cut, written) = self.cut(letter, weight);
            let other = std::ptr::eq(cut, &raw const self.other);
            let width = cut.width(written, size);
            match runs.last_mut().filter(|(before, _)| *before == other) {
                Some((_, run)) => {
                    run.text.push(written);
                    run.width += width;
                }
                None => runs.push((other, Run { font: cut.font.clone(), text: written.to_string(), width })),
            }
        }
        runs.into_iter().map(|(_, run)| run).collect()
    }

    /// A line letter by letter, as it is drawn.
    pub(crate) fn letters(&self, line: &str, weight: Weight, size: f32) -> impl Iterator<Item = Letter<'_>> {
        line.chars().filter_map(move |letter| {
            let (cut, written) = self.cut(letter, weight);
            let glyph = cut.face.glyph_index(written)?;
            let scale = size / f32::from(cut.face.units_per_em());
            Some(Letter { face: &cut.face, glyph, scale, width: cut.width(written, size) })
        })
    }

    /// A text in lines no wider than that; a word that is wider alone is cut.
    pub(crate) fn lines(&self, text: &str, weight: Weight, size: f32, wide: f32) -> Vec<String> {
        let fits = |line: &str| self.width(line, weight, size) <= wide;
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_europe_is_written_and_others_are_not_left_out() {
        let faces = Typeface::new().unwrap();
        for name in
            ["Jörg Müßig", "Şule Yıldız", "Ελένη Παπαδοπούλου", "Олена Шевченко", "Nguyễn Văn Ánh", "Łukasz Żółć"]
        {
            assert!(faces.writes(name, Weight::Bold) && faces.writes(name, Weight::Regular), "{name}");
        }
        assert!(!faces.writes("小林", Weight::Bold));
        let runs = faces.runs("Anna 小林 Олена", Weight::Bold, 10.0);
        assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["Anna ?? ", "Олена"]);
    }

    #[test]
    fn no_line_is_wider_than_the_sheet_and_no_letter_is_lost() {
        let faces = Typeface::new().unwrap();
        let word = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(3);
        for text in [word.as_str(), "kurz", "", "zwei\nZeilen\tund mehr, so dass es umbricht, wo Platz ist"] {
            let lines = faces.lines(text, Weight::Bold, 20.0, 150.0);
            assert!(lines.iter().all(|line| faces.width(line, Weight::Bold, 20.0) <= 150.0), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text));
        }
    }
}
