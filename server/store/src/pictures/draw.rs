//! From a file somebody sent to a picture of ours: what it is is told by its content, how large it is before any of it is
//! unpacked; and of the file nothing is left but what one sees. No place, no camera, no name, no second picture.

use std::{fmt::Write as _, io::Cursor};

use domain::picture::{LONGEST_SENT, MOST_BYTES, MOST_POINTS, PictureFault};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage,
    codecs::webp::WebPEncoder, imageops::FilterType,
};
use sha2::{Digest, Sha256};

/// The media type of every picture we keep: WebP without loss, which is small for logos and has transparency.
pub(super) const MEDIA: &str = "image/webp";

/// What a picture takes in memory: at most eight bytes for each point, and a second copy while it is turned.
const MOST_MEMORY: u64 = MOST_POINTS * 8 + 16 * 1024 * 1024;

/// A picture drawn anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// SHA-256 of its bytes, in hexadecimal.
    pub name: String,
    /// WebP.
    pub bytes: Vec<u8>,
    /// In points.
    pub width: u32,
    /// In points.
    pub height: u32,
}

/// Reads a PNG, JPEG or WebP file and draws it anew, its longer side `longest` points at most. Takes its time.
pub(super) fn drawn(sent: &[u8], longest: u32) -> Result<Picture, PictureFault> {
    let picture = without_more_points(read(sent)?, longest);
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    WebPEncoder::new_lossless(&mut bytes)
        .encode(&picture, width, height, ExtendedColorType::Rgba8)
        .map_err(|_| PictureFault::Broken)?;
    Ok(Picture { name: name(&bytes), bytes, width, height })
}

fn read(sent: &[u8]) -> Result<DynamicImage, PictureFault> {
    if sent.is_empty() {
        return Err(PictureFault::Missing);
    }
    if sent.len() > MOST_BYTES {
        return Err(PictureFault::TooLong);
    }
    let mut reader = ImageReader::new(Cursor::new(sent)).with_guessed_format().map_err(|_| PictureFault::Broken)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(PictureFault::Kind);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SENT);
    limits.max_image_height = Some(LONGEST_SENT);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|err| fault(&err))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_POINTS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureFault::TooManyPoints);
    }
    // A camera held upright says so beside the picture; what we keep stands upright by itself.
    let orientation = decoder.orientation().map_err(|err| fault(&err))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|err| fault(&err))?;
    picture.apply_orientation(orientation);
    Ok(picture)
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
    let mut small = image::imageops::resize(&picture, scale(width), scale(height), FilterType::Lanczos3);
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
