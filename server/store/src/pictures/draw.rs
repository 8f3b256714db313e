//! From a file somebody sent to a picture of ours: what it is is told by its content, how large it is before any of it is
//! unpacked; and of the file nothing is left but what one sees. No place, no camera, no name, no second picture.

use std::{fmt::Write as _, io::Cursor};

use domain::picture::{ANSWER_SIDES, LOGO_SIDE, LONGEST_SENT, PHOTO_SIDES, PictureFault, Purpose};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::{self, FilterType},
};
use sha2::{Digest, Sha256};

/// How a logo is kept: without loss, which is small for drawings and has transparency.
const WEBP: &str = "image/webp";
/// How a photograph is kept: a tenth of what it weighs without loss, and every preview reads it.
const JPEG: &str = "image/jpeg";
/// Of a hundred: finer is heavier, and nobody sees why.
const QUALITY: u8 = 80;

/// A picture drawn anew, in the sizes it is kept in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drawn {
    pub largest: Picture,
    /// The same, smaller and smaller.
    pub smaller: Vec<Picture>,
}

/// One of its sizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// SHA-256 of its bytes, in hexadecimal.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// In points.
    pub width: u32,
    /// In points.
    pub height: u32,
}

/// Reads a PNG, JPEG or WebP file and draws it anew. Takes its time.
pub(super) fn drawn(sent: &[u8], purpose: Purpose) -> Result<Drawn, PictureFault> {
    let picture = read(sent, purpose)?;
    match purpose {
        Purpose::Logo => Ok(Drawn { largest: logo(picture)?, smaller: Vec::new() }),
        Purpose::Photograph => photograph(picture, PHOTO_SIDES),
        Purpose::Answer => photograph(picture, ANSWER_SIDES),
    }
}

fn logo(picture: DynamicImage) -> Result<Picture, PictureFault> {
    let picture = without_more_points(picture, LOGO_SIDE);
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .encode(&picture, width, height, ExtendedColorType::Rgba8)
        .map_err(|_| PictureFault::Broken)?;
    Ok(Picture { name: name(&bytes), media: WEBP, bytes, width, height })
}

/// Each size is made of the one before. What is no smaller than that is left out.
fn photograph(picture: DynamicImage, sides: [u32; 3]) -> Result<Drawn, PictureFault> {
    let [first, rest @ ..] = sides;
    let mut picture = DynamicImage::from(on_white(picture));
    if longer_side(&picture) > first {
        picture = picture.resize(first, first, FilterType::Lanczos3);
    }
    let largest = as_jpeg(&picture)?;
    let mut smaller = Vec::new();
    for longest in rest {
        if longer_side(&picture) > longest {
            picture = picture.resize(longest, longest, FilterType::Lanczos3);
            smaller.push(as_jpeg(&picture)?);
        }
    }
    Ok(Drawn { largest, smaller })
}

fn as_jpeg(picture: &DynamicImage) -> Result<Picture, PictureFault> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    picture.write_with_encoder(encoder).map_err(|_| PictureFault::Broken)?;
    Ok(Picture { name: name(&bytes), media: JPEG, bytes, width: picture.width(), height: picture.height() })
}

fn longer_side(picture: &DynamicImage) -> u32 {
    picture.width().max(picture.height())
}

/// What one sees through is white: paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let over = |part: u8| {
            let sum = u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([red, green, blue].map(over))
    })
}

fn read(sent: &[u8], purpose: Purpose) -> Result<DynamicImage, PictureFault> {
    if sent.is_empty() {
        return Err(PictureFault::Missing);
    }
    if sent.len() > purpose.most_bytes() {
        return Err(PictureFault::TooLong);
    }
    let mut reader = ImageReader::new(Cursor::new(sent)).with_guessed_format().map_err(|_| PictureFault::Broken)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(PictureFault::Kind);
    }
    if is_extended_webp(sent) {
        return Err(PictureFault::Kind);
    }
    // At most eight bytes for each point, and room to turn it.
    let most_memory = purpose.most_points() * 8 + 16 * 1024 * 1024;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SENT);
    limits.max_image_height = Some(LONGEST_SENT);
    limits.max_alloc = Some(most_memory);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|err| fault(&err))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > purpose.most_points() || decoder.total_bytes() > most_memory {
        return Err(PictureFault::TooManyPoints);
    }
    // A camera held upright says so beside the picture; what we keep stands upright by itself.
    let orientation = decoder.orientation().map_err(|err| fault(&err))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|err| fault(&err))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// A WebP of several chunks (RFC 9649 2.7) says twice how large it is, and how long what else is in it: its reader takes
/// the memory the inner one asks for before it compares. A plain one says so once, where we look.
fn is_extended_webp(sent: &[u8]) -> bool {
    sent.starts_with(b"RIFF") && !matches!(sent.get(12..16), Some(b"VP8 " | b"VP8L"))
}

fn fault(err: &ImageError) -> PictureFault {
    match err {
        ImageError::Limits(_) => PictureFault::TooManyPoints,
        _ => PictureFault::Broken,
    }
}

/// The same picture with its longer side at most so long. Points nobody sees through have no say in those beside them.
fn without_more_points(picture: DynamicImage, longest: u32) -> RgbaImage {
    let (width, height) = (picture.width(), picture.height());
    let mut picture = picture.into_rgba8();
    if width <= longest && height <= longest {
        return picture;
    }
    for point in picture.pixels_mut() {
        let alpha = u32::from(point.0[3]);
        for part in &mut point.0[..3] {
            *part = u8::try_from((u32::from(*part) * alpha + 127) / 255).unwrap_or(u8::MAX);
        }
    }
    let scale = |side: u32| {
        let scaled = u64::from(side) * u64::from(longest) / u64::from(width.max(height));
        u32::try_from(scaled).unwrap_or(longest).max(1)
    };
    let mut small = imageops::resize(&picture, scale(width), scale(height), FilterType::Lanczos3);
    for point in small.pixels_mut() {
        let alpha = u32::from(point.0[3]).max(1);
        for part in &mut point.0[..3] {
            *part = u8::try_from((u32::from(*part) * 255 + alpha / 2) / alpha).unwrap_or(u8::MAX);
        }
    }
    small
}

fn name(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

#[cfg(test)]
mod tests;
