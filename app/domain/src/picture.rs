//! Pictures people send: how large they may be, what is said of them, and why one is not taken.

use serde::{Deserialize, Serialize};

use crate::text::Localised;

/// A picture is at most so wide and so high, in points.
pub const LONGEST_SENT: u32 = 8_000;
/// The longer side of a logo as it is kept, in points.
pub const LOGO_SIDE: u32 = 512;
/// The longer sides of a photograph as it is kept, in points: for large screens and previews, for phones, for lists.
pub const PHOTO_SIDES: [u32; 3] = [1_600, 960, 480];
/// The longer sides of a picture that is an answer, in points: a page of A4 at 260 to the inch, or smaller where that would
/// be more bytes than may be sent.
pub const ANSWER_SIDES: [u32; 3] = [3_000, 1_600, 960];
/// What is seen on a picture is said in at most so many letters.
pub const LONGEST_ALT: usize = 300;
/// Who made a picture is said in at most so many letters.
pub const LONGEST_CREDIT: usize = 120;
/// No file that shows a picture is longer, whatever it is sent for, in bytes.
pub const LONGEST_FILE: usize = Purpose::Photograph.most_bytes();

/// What a picture is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The logo of an organisation.
    Logo,
    /// A photograph, as phones take them today: 24 million points.
    Photograph,
    /// A picture that is an answer: a page that was scanned must stay legible.
    Answer,
}

impl Purpose {
    /// A file is at most so long, in bytes.
    #[must_use]
    pub const fn most_bytes(self) -> usize {
        self.most_megabytes() * 1024 * 1024
    }

    /// The same in words people use.
    #[must_use]
    pub const fn most_megabytes(self) -> usize {
        match self {
            Self::Logo => 2,
            Self::Photograph => 12,
            Self::Answer => 10,
        }
    }

    /// A picture has at most so many points: what a few kilobytes claim to be must fit into memory.
    #[must_use]
    pub const fn most_points(self) -> u64 {
        self.most_megapoints() * 1_000_000
    }

    /// The same in millions.
    #[must_use]
    pub const fn most_megapoints(self) -> u64 {
        match self {
            Self::Logo => 16,
            Self::Photograph | Self::Answer => 25,
        }
    }
}

/// A picture that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRef {
    /// Its name: SHA-256 of its bytes. It never means another picture.
    pub name: String,
    /// Its width, in points.
    pub width: u32,
    /// Its height, in points.
    pub height: u32,
}

impl PictureRef {
    /// The path it is fetched from, in every language.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/pictures/{}", self.name)
    }
}

/// A photograph that is kept, in the sizes there are of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// As large as it is kept. It names the photograph.
    pub largest: PictureRef,
    /// The same, smaller and smaller.
    pub smaller: Vec<PictureRef>,
}

impl Photo {
    /// Every size, the largest first.
    pub fn sizes(&self) -> impl Iterator<Item = &PictureRef> {
        std::iter::once(&self.largest).chain(&self.smaller)
    }

    /// As small as it is kept.
    #[must_use]
    pub fn smallest(&self) -> &PictureRef {
        self.smaller.last().unwrap_or(&self.largest)
    }

    /// True when a frame of three to two shows nearly all of it: what a camera takes that is held across. Of a portrait,
    /// or of a panorama, such a frame would cut the heads.
    #[must_use]
    pub const fn fills_a_frame(&self) -> bool {
        let (width, height) = (self.largest.width as u64, self.largest.height as u64);
        width * 10 >= height * 12 && width * 10 <= height * 19
    }
}

/// What is said of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caption {
    /// What is to be seen, for whoever does not see it.
    pub alt: Localised,
    /// It only adorns: there is nothing to be said of it, and it is passed over where a page is read aloud.
    pub adorns: bool,
    /// Who made it; empty: nothing is said.
    pub credit: String,
}

impl Caption {
    /// Without blanks around the words, and without words where there is nothing to say.
    #[must_use]
    pub fn tidy(self) -> Self {
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let alt = self.alt.0.into_iter().filter(|_| !self.adorns).map(|(language, text)| (language, line(&text)));
        let alt = Localised(alt.filter(|(_, text)| !text.is_empty()).collect());
        Self { alt, adorns: self.adorns, credit: line(&self.credit) }
    }

    /// Everything that is wrong with it, in the order of a form.
    #[must_use]
    pub fn faults(&self) -> Vec<CaptionFault> {
        let letters = |language| self.alt.0.get(language).map_or(0, |text: &String| text.trim().chars().count());
        let mut faults = Vec::new();
        if !self.adorns {
            faults.extend((letters("de") == 0).then_some(CaptionFault::NoAlt));
            faults.extend((letters("de") > LONGEST_ALT).then_some(CaptionFault::Alt));
            faults.extend((letters("en") > LONGEST_ALT).then_some(CaptionFault::AltInEnglish));
        }
        faults.extend((self.credit.trim().chars().count() > LONGEST_CREDIT).then_some(CaptionFault::Credit));
        faults
    }
}

/// What is wrong with what is said of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum CaptionFault {
    /// It is not said in German what is to be seen, nor that the picture only adorns.
    #[error("it is not said what is to be seen")]
    NoAlt,
    /// Longer than [`LONGEST_ALT`].
    #[error("what is to be seen is said in too many letters")]
    Alt,
    /// The same in English.
    #[error("what is to be seen is said in too many letters in English")]
    AltInEnglish,
    /// Longer than [`LONGEST_CREDIT`].
    #[error("who made it is said in too many letters")]
    Credit,
}

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PictureFault {
    /// There is none.
    #[error("there is no picture")]
    Missing,
    /// The file is longer than [`Purpose::most_bytes`].
    #[error("the file is too long")]
    TooLong,
    /// It is neither PNG nor JPEG nor WebP, whatever it is called.
    #[error("it is no picture of a kind we know")]
    Kind,
    /// It has too many points.
    #[error("it has too many points")]
    TooManyPoints,
    /// It cannot be read.
    #[error("it cannot be read")]
    Broken,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(german: &str, english: &str, adorns: bool, credit: &str) -> Caption {
        Caption { alt: Localised::of("de", german).and("en", english), adorns, credit: credit.to_owned() }
    }

    #[test]
    fn what_is_to_be_seen_is_said_in_german_unless_the_picture_only_adorns() {
        let long = "ä".repeat(LONGEST_ALT + 1);
        for (caption, faults) in [
            (said("Zwei Frauen löten.", "", false, ""), vec![]),
            (said(&"ä".repeat(LONGEST_ALT), "", false, &"ö".repeat(LONGEST_CREDIT)), vec![]),
            (said(" ", "Two women.", false, ""), vec![CaptionFault::NoAlt]),
            (said("", "", true, "Anna"), vec![]),
            (said(&long, &long, true, ""), vec![]),
            (
                said(&long, &long, false, &long),
                vec![CaptionFault::Alt, CaptionFault::AltInEnglish, CaptionFault::Credit],
            ),
        ] {
            assert_eq!(caption.faults(), faults, "{caption:?}");
            assert_eq!(caption.clone().tidy().faults(), faults, "{caption:?}");
        }
    }

    #[test]
    fn of_what_only_adorns_nothing_is_said_and_a_caption_is_one_line() {
        assert_eq!(
            said("Etwas", "x", true, " Anna\r\n Beispiel ").tidy(),
            Caption { alt: Localised::default(), adorns: true, credit: "Anna Beispiel".into() }
        );
        assert_eq!(said(" Zwei\r\nFrauen ", " ", false, "").tidy().alt, Localised::of("de", "Zwei Frauen"));
    }

    #[test]
    fn a_frame_in_a_list_cuts_no_portrait() {
        let fills = |width, height| {
            let largest = PictureRef { name: String::new(), width, height };
            Photo { largest, smaller: vec![] }.fills_a_frame()
        };
        for (width, height) in [(1_600, 1_067), (1_600, 1_200), (1_600, 900)] {
            assert!(fills(width, height), "{width} × {height}");
        }
        for (width, height) in [(1_067, 1_600), (1_000, 1_000), (1_600, 500), (1, 1_600)] {
            assert!(!fills(width, height), "{width} × {height}");
        }
    }
}
