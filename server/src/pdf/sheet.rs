//! Sheets of paper: what stands on each, from top to bottom, and its meaning for those who hear it.

use std::num::NonZeroU16;

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Accessibility, Configuration, ConfigurationBuilder},
    destination::XyzDestination,
    error::KrillaError,
    geom::{PathBuilder, Point, Rect},
    metadata::Metadata,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::Fill,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag, Tag, TagGroup, TagTree},
    text::TextDirection,
};

use super::NoPdf;
use crate::typeface::{Typeface, Weight};

/// A4, in points (ISO 216).
const WIDE: f32 = 595.28;
const HIGH: f32 = 841.89;
/// Empty paper around it: 2 cm.
const EDGE: f32 = 56.7;
/// From one line to the next, in sizes of the letters.
const LEADING: f32 = 1.3;
/// Empty modules around a QR code, as the standard asks for (ISO/IEC 18004).
const QUIET: f32 = 4.0;

const INK: (u8, u8, u8) = (0x1b, 0x1f, 0x23);
const QUIET_INK: (u8, u8, u8) = (0x55, 0x5d, 0x66);
const GREEN: (u8, u8, u8) = (0x0b, 0x5d, 0x4b);

/// Something on a sheet.
pub(super) enum Block {
    /// What it is: one for each sheet.
    Heading(String, f32),
    /// A paragraph: its text, weight and size.
    Text(String, Weight, f32),
    /// The same, less loud.
    Quiet(String, f32),
    /// What it is about, and what is said, in lines; with the size of what is said.
    Fact(&'static str, Vec<String>, f32),
    /// A QR code, how wide it is, and what it says in words.
    Code(Vec<Vec<bool>>, f32, String),
    /// Empty paper.
    Gap(f32),
    /// A line across.
    Rule,
}

/// One sheet.
pub(super) struct Sheet {
    /// What it is called among others.
    pub(super) name: String,
    /// In the middle rather than at the left.
    pub(super) centred: bool,
    /// What stands on it.
    pub(super) blocks: Vec<Block>,
}

/// A file of sheets.
pub(super) struct Sheets<'a> {
    pub(super) title: &'a str,
    /// Who made it.
    pub(super) author: &'a str,
    /// ISO 639-1.
    pub(super) language: &'a str,
    pub(super) sheets: &'a [Sheet],
}

impl Sheets<'_> {
    /// Writes the file.
    pub(super) fn write(&self) -> Result<Vec<u8>, NoPdf> {
        let refused = |err: &dyn std::fmt::Debug| NoPdf(format!("{err:?}"));
        let strict = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish();
        match self.written(strict.map_err(|err| refused(&err))?)? {
            Ok(file) => Ok(file),
            Err(KrillaError::Validation(faults)) => {
                // A file that is not perfect is better than none; names are not for the log, so only how many faults.
                tracing::warn!(faults = faults.len(), "a PDF is not as accessible as it should be");
                self.written(Configuration::default())?.map_err(|err| refused(&err))
            }
            Err(err) => Err(refused(&err)),
        }
    }

    fn written(&self, configuration: Configuration) -> Result<Result<Vec<u8>, KrillaError>, NoPdf> {
        let faces = Typeface::new()?;
        let size = || PageSettings::from_wh(WIDE, HIGH).ok_or_else(|| NoPdf("no paper".to_owned()));
        let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
        let mut tree = TagTree::new().with_lang(Some(self.language.to_owned()));
        let mut outline = Outline::new();
        for (number, sheet) in self.sheets.iter().enumerate() {
            let mut page = document.start_page_with(size()?);
            let mut surface = page.surface();
            let mut pen = Pen { faces: &faces, surface: &mut surface, centred: sheet.centred, y: EDGE, tags: vec![] };
            for block in &sheet.blocks {
                pen.draw(block);
            }
            let mut group = TagGroup::new(Tag::Section);
            for tag in pen.tags {
                group.push(tag);
            }
            surface.finish();
            page.finish();
            tree.push(group);
            outline.push_child(OutlineNode::new(
                sheet.name.clone(),
                XyzDestination::new(number, Point::from_xy(0.0, 0.0)),
            ));
        }
        document.set_outline(outline);
        document.set_tag_tree(tree);
        document.set_metadata(
            Metadata::new()
                .title(self.title.to_owned())
                .language(self.language.to_owned())
                .authors(vec![self.author.to_owned()])
                .creator("Spielraum".to_owned()),
        );
        Ok(document.finish())
    }
}

/// Writes from top to bottom.
struct Pen<'a, 's> {
    faces: &'a Typeface,
    surface: &'a mut Surface<'s>,
    centred: bool,
    /// How far down.
    y: f32,
    /// What was written, in the order it is read.
    tags: Vec<TagGroup>,
}

impl Pen<'_, '_> {
    fn draw(&mut self, block: &Block) {
        match block {
            Block::Heading(text, size) => {
                let mut group = TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(text.clone())));
                self.text(text, Weight::Bold, *size, INK, &mut group);
                self.tags.push(group);
            }
            Block::Text(text, weight, size) => self.paragraph(text, *weight, *size, INK),
            Block::Quiet(text, size) => self.paragraph(text, Weight::Regular, *size, QUIET_INK),
            Block::Fact(label, lines, size) => {
                let mut group = TagGroup::new(Tag::P);
                self.text(label, Weight::Regular, 10.5, QUIET_INK, &mut group);
                for line in lines {
                    self.text(line, Weight::Bold, *size, INK, &mut group);
                }
                self.y += 8.0;
                self.tags.push(group);
            }
            Block::Code(modules, wide, words) => self.code(modules, *wide, words),
            Block::Gap(high) => self.y += high,
            Block::Rule => {
                self.y += 6.0;
                self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
                self.bar(EDGE, self.y, WIDE - 2.0 * EDGE, 2.0, GREEN);
                self.surface.end_tagged();
                self.y += 16.0;
            }
        }
    }

    fn paragraph(&mut self, text: &str, weight: Weight, size: f32, colour: (u8, u8, u8)) {
        let mut group = TagGroup::new(Tag::P);
        self.text(text, weight, size, colour, &mut group);
        self.tags.push(group);
    }

    /// Lines of text, each a part of what it belongs to.
    fn text(&mut self, text: &str, weight: Weight, size: f32, colour: (u8, u8, u8), group: &mut TagGroup) {
        let lines = self.faces.lines(text, weight, size, WIDE - 2.0 * EDGE);
        let last = lines.len().saturating_sub(1);
        for (number, line) in lines.iter().enumerate() {
            self.y += size * LEADING;
            let width = self.faces.width(line, weight, size);
            let mut x = if self.centred { (WIDE - width) / 2.0 } else { EDGE };
            let base = self.y - size * (LEADING - 1.0);
            // What is heard is what was meant, also where the letters for it are lacking.
            let meant = (!self.faces.writes(line, weight)).then_some(line.as_str());
            // Words at the end of a line are no parts of one word.
            let line = if number < last { format!("{line} ") } else { line.clone() };
            group.push(self.surface.start_tagged(ContentTag::Span(SpanTag::empty().with_actual_text(meant))));
            self.surface.set_fill(Some(fill(colour)));
            for run in self.faces.runs(&line, weight, size) {
                let start = Point::from_xy(x, base);
                self.surface.draw_text(start, run.font, size, &run.text, false, TextDirection::LeftToRight);
                x += run.width;
            }
            self.surface.end_tagged();
        }
    }

    fn code(&mut self, modules: &[Vec<bool>], wide: f32, words: &str) {
        #[expect(clippy::cast_precision_loss, reason = "177 modules at most")]
        let side = modules.len() as f32 + 2.0 * QUIET;
        let module = wide / side;
        let left = if self.centred { (WIDE - wide) / 2.0 } else { EDGE - QUIET * module };
        let mut group = TagGroup::new(Tag::Figure(Some(words.to_owned())));
        group.push(self.surface.start_tagged(ContentTag::Other));
        let mut dark = PathBuilder::new();
        for (row, line) in (0u16..).zip(modules) {
            let mut column = 0;
            while column < line.len() {
                let run = line[column..].iter().take_while(|dark| **dark).count();
                #[expect(clippy::cast_precision_loss, reason = "177 modules at most")]
                let (at, long) = (column as f32, run as f32);
                let (x, y) = (left + (at + QUIET) * module, self.y + (f32::from(row) + QUIET) * module);
                if let Some(rect) = Rect::from_xywh(x, y, long * module, module).filter(|_| run > 0) {
                    dark.push_rect(rect);
                }
                column += run.max(1);
            }
        }
        self.surface.set_fill(Some(fill((0, 0, 0))));
        if let Some(path) = dark.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.end_tagged();
        self.tags.push(group);
        self.y += wide;
    }

    fn bar(&mut self, x: f32, y: f32, wide: f32, high: f32, colour: (u8, u8, u8)) {
        let mut path = PathBuilder::new();
        if let Some(rect) = Rect::from_xywh(x, y, wide, high) {
            path.push_rect(rect);
        }
        self.surface.set_fill(Some(fill(colour)));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
    }
}

fn fill((red, green, blue): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}
