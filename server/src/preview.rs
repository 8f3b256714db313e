//! The picture a link is shown with, where an event has none of its own: who announces, what, when, where.

use app::events::PREVIEW_SIZE;
use image::{
    ExtendedColorType, ImageEncoder as _,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};
use sha2::{Digest, Sha256};
use tiny_skia::{Color, FillRule, LineCap, Paint, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke, Transform};
use ttf_parser::OutlineBuilder;

use crate::typeface::{Typeface, Weight};

/// Nothing is drawn closer to the edges: previews are cut to size, and round at their corners.
const EDGE: f32 = 72.0;
const RIGHT: f32 = PREVIEW_SIZE.0 as f32 - EDGE;
const WIDE: f32 = RIGHT - EDGE;
/// Where the title begins and ends.
const TITLE: (f32, f32) = (160.0, 440.0);
/// From one line of the title to the next, in sizes of its letters.
const LEADING: f32 = 1.16;
/// The title is as large as it can be, and of so many lines at most.
const SIZES: [f32; 7] = [92.0, 82.0, 72.0, 64.0, 56.0, 49.0, 43.0];
const MOST_LINES: usize = 4;

/// The colours of `style/tokens.css`, by day.
const PAPER: [u8; 3] = [0xfb, 0xfa, 0xf7];
const INK: [u8; 3] = [0x1b, 0x1f, 0x23];
const QUIET_INK: [u8; 3] = [0x55, 0x5d, 0x66];
const GREEN: [u8; 3] = [0x0b, 0x5d, 0x4b];

/// A picture that could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("the preview cannot be drawn: {0}")]
pub(crate) struct NoPreview(String);

/// What is said of an event, one line each; the title may take several.
#[derive(Clone, Debug)]
pub(crate) struct Preview {
    pub(crate) region: String,
    pub(crate) title: String,
    pub(crate) when: String,
    pub(crate) place: String,
}

impl Preview {
    /// Changes with what is said, and with the program that draws it.
    pub(crate) fn tag(&self) -> String {
        let mut digest = Sha256::new();
        for part in [&self.region, &self.title, &self.when, &self.place, env!("CARGO_PKG_VERSION")] {
            digest.update(part);
            digest.update([0]);
        }
        digest.finalize()[..12].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Draws it, as PNG. Takes its time.
    pub(crate) fn png(&self) -> Result<Vec<u8>, NoPreview> {
        let faces = Typeface::new().map_err(|err| NoPreview(err.to_string()))?;
        let (wide, high) = PREVIEW_SIZE;
        let mut paper = Pixmap::new(wide, high).ok_or_else(|| NoPreview("no paper".to_owned()))?;
        paper.fill(colour(PAPER));
        let mut pen = Pen { faces: &faces, paper: &mut paper };
        pen.sign(EDGE, 66.0, 1.5);
        pen.line(&self.region, Weight::Bold, 34.0, (EDGE + 64.0, 102.0), GREEN);
        pen.title(&self.title);
        pen.bar((EDGE, 462.0), (WIDE, 2.0), INK);
        pen.line(&self.when, Weight::Bold, 36.0, (EDGE, 516.0), INK);
        pen.line(&self.place, Weight::Regular, 32.0, (EDGE, 562.0), QUIET_INK);
        encoded(&paper)
    }
}

fn encoded(paper: &Pixmap) -> Result<Vec<u8>, NoPreview> {
    let points = |point: &PremultipliedColorU8| [point.red(), point.green(), point.blue()];
    let points: Vec<u8> = paper.pixels().iter().flat_map(points).collect();
    let mut file = Vec::new();
    PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive)
        .write_image(&points, paper.width(), paper.height(), ExtendedColorType::Rgb8)
        .map_err(|err| NoPreview(err.to_string()))?;
    Ok(file)
}

fn colour([red, green, blue]: [u8; 3]) -> Color {
    Color::from_rgba8(red, green, blue, u8::MAX)
}

fn paint(of: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour(of));
    paint
}

struct Pen<'a> {
    faces: &'a Typeface,
    paper: &'a mut Pixmap,
}

impl Pen<'_> {
    /// As large as its lines have room and no word is broken; what is longer still ends in dots.
    fn title(&mut self, title: &str) {
        let (size, lines) = set(self.faces, title);
        for (number, line) in (0u8..).zip(&lines) {
            let base = TITLE.0 + size * (0.86 + LEADING * f32::from(number));
            self.write(line, Weight::Bold, size, (EDGE, base), INK);
        }
    }

    /// One line, from the left edge of `at` to the right edge of the paper.
    fn line(&mut self, text: &str, weight: Weight, size: f32, at: (f32, f32), colour: [u8; 3]) {
        let line = clipped(self.faces, text.to_owned(), weight, size, RIGHT - at.0);
        self.write(&line, weight, size, at, colour);
    }

    fn write(&mut self, line: &str, weight: Weight, size: f32, at: (f32, f32), colour: [u8; 3]) {
        let mut outline = Outline { path: PathBuilder::new(), scale: 0.0, at };
        for letter in self.faces.letters(line, weight, size) {
            outline.scale = letter.scale;
            letter.face.outline_glyph(letter.glyph, &mut outline);
            outline.at.0 += letter.width;
        }
        if let Some(path) = outline.path.finish() {
            self.paper.fill_path(&path, &paint(colour), FillRule::Winding, Transform::identity(), None);
        }
    }

    fn bar(&mut self, at: (f32, f32), size: (f32, f32), colour: [u8; 3]) {
        if let Some(bar) = Rect::from_xywh(at.0, at.1, size.0, size.1) {
            self.paper.fill_rect(bar, &paint(colour), Transform::identity(), None);
        }
    }

    /// The sign of the house: a wall with its door open, as `app/public/favicon.svg` has it.
    fn sign(&mut self, x: f32, y: f32, scale: f32) {
        let wall = |path: &mut PathBuilder| {
            path.move_to(13.0, 28.0);
            for (x, y) in [(4.0, 28.0), (4.0, 4.0), (28.0, 4.0), (28.0, 28.0), (26.0, 28.0)] {
                path.line_to(x, y);
            }
        };
        let door = |path: &mut PathBuilder| {
            path.move_to(13.0, 28.0);
            path.line_to(13.0, 15.0);
        };
        // A quarter of a circle, as near as a curve comes to it.
        let swing = |path: &mut PathBuilder| {
            path.move_to(13.0, 15.0);
            path.cubic_to(20.18, 15.0, 26.0, 20.82, 26.0, 28.0);
        };
        let place = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
        let mut stroke = |draw: &dyn Fn(&mut PathBuilder), width, line_cap, colour| {
            let mut path = PathBuilder::new();
            draw(&mut path);
            let stroke = Stroke { width, line_cap, ..Stroke::default() };
            if let Some(path) = path.finish() {
                self.paper.stroke_path(&path, &paint(colour), &stroke, place, None);
            }
        };
        stroke(&wall, 4.0, LineCap::Square, INK);
        stroke(&door, 2.5, LineCap::Butt, GREEN);
        stroke(&swing, 1.5, LineCap::Butt, GREEN);
    }
}

/// How large the title is, and its lines.
fn set(faces: &Typeface, title: &str) -> (f32, Vec<String>) {
    let whole = |size: f32| title.split_whitespace().all(|word| faces.width(word, Weight::Bold, size) <= WIDE);
    let room = |size: f32, lines: usize| (0..lines).map(|_| size * LEADING).sum::<f32>() <= TITLE.1 - TITLE.0;
    for size in SIZES {
        let lines = faces.lines(title, Weight::Bold, size, WIDE);
        if whole(size) && lines.len() <= MOST_LINES && room(size, lines.len()) {
            return (size, lines);
        }
    }
    let smallest = SIZES[SIZES.len() - 1];
    let mut lines = faces.lines(title, Weight::Bold, smallest, WIDE);
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            *last = dotted(faces, std::mem::take(last), Weight::Bold, smallest, WIDE);
        }
    }
    (smallest, lines)
}

/// A line that is no wider than that, or ends in dots.
fn clipped(faces: &Typeface, line: String, weight: Weight, size: f32, wide: f32) -> String {
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if faces.width(&line, weight, size) <= wide { line } else { dotted(faces, line, weight, size, wide) }
}

/// As much of a line as there is room for before three dots.
fn dotted(faces: &Typeface, mut line: String, weight: Weight, size: f32, wide: f32) -> String {
    while !line.is_empty() && faces.width(&line, weight, size) + faces.width("…", weight, size) > wide {
        line.pop();
    }
    format!("{}…", line.trim_end())
}

/// Letters, drawn where they stand.
struct Outline {
    path: PathBuilder,
    /// From the units of the face to points.
    scale: f32,
    /// Where the letter begins, on its base line.
    at: (f32, f32),
}

impl Outline {
    fn point(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at.0 + x * self.scale, self.at.1 - y * self.scale)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.point(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.point(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.point(x1, y1), self.point(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.point(x1, y1), self.point(x2, y2), self.point(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests;
