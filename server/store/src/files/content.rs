//! What a file is, by its content alone. Of a picture nothing is left but what one sees; a PDF and a text stay as they
//! are, and are never shown by us.

use domain::{
    picture::{PictureFault, Purpose},
    question::{
        FileKind,
        file::{FileFault, bytes},
    },
};

use crate::pictures;

/// A PDF ends with this, and at most so much behind it (ISO 32000-1, H.3.18).
const LAST_OF_PDF: &[u8] = b"%%EOF";
const BEHIND_PDF: usize = 1_024;

/// What a file is, and its bytes as they are kept. `megabytes`: most of them.
pub(super) async fn read(
    sent: Vec<u8>,
    allowed: &[FileKind],
    megabytes: i32,
) -> Result<(FileKind, Vec<u8>), FileFault> {
    let most = usize::try_from(bytes(u64::try_from(megabytes).unwrap_or_default())).unwrap_or(usize::MAX);
    if sent.len() > most {
        return Err(FileFault::TooLarge(megabytes));
    }
    let kind = kind_of(&sent).filter(|kind| allowed.contains(kind)).ok_or(FileFault::Kind)?;
    match kind {
        FileKind::Picture => Ok((kind, drawn(sent, most, megabytes).await?)),
        FileKind::Pdf if !ends_like_pdf(&sent) => Err(FileFault::Broken),
        FileKind::Pdf | FileKind::Text => Ok((kind, sent)),
    }
}

/// As large as fits: what was small as a drawing is not as a photograph.
async fn drawn(sent: Vec<u8>, most: usize, megabytes: i32) -> Result<Vec<u8>, FileFault> {
    let drawn = pictures::drawn(sent, Purpose::Answer).await.map_err(|fault| match fault {
        PictureFault::TooLong => FileFault::TooLarge(megabytes),
        PictureFault::TooManyPoints => FileFault::TooManyPoints,
        PictureFault::Missing | PictureFault::Kind => FileFault::Kind,
        PictureFault::Broken => FileFault::Broken,
    })?;
    let sizes = std::iter::once(drawn.largest).chain(drawn.smaller);
    let fits = sizes.map(|picture| picture.bytes).find(|bytes| bytes.len() <= most);
    fits.ok_or(FileFault::TooLarge(megabytes))
}

/// By how it begins; of a text, by all of it.
fn kind_of(sent: &[u8]) -> Option<FileKind> {
    let picture = sent.starts_with(b"\x89PNG\r\n\x1a\n")
        || sent.starts_with(b"\xff\xd8\xff")
        || sent.starts_with(b"RIFF") && sent.get(8..12) == Some(b"WEBP");
    if sent.starts_with(b"%PDF-") {
        Some(FileKind::Pdf)
    } else if picture {
        Some(FileKind::Picture)
    } else {
        is_text(sent).then_some(FileKind::Text)
    }
}

fn ends_like_pdf(sent: &[u8]) -> bool {
    let end = &sent[sent.len().saturating_sub(BEHIND_PDF)..];
    end.windows(LAST_OF_PDF.len()).any(|piece| piece == LAST_OF_PDF)
}

/// Words in UTF-8. What begins like markup, or says which program runs it, is meant for a program and not for a reader.
fn is_text(sent: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(sent) else { return false };
    let fine = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t' | '\x0c');
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    text.chars().all(fine) && !begins.is_empty() && !begins.starts_with(['<']) && !begins.starts_with("#!")
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        RgbImage::from_pixel(width, height, image::Rgb([11, 93, 75])).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

    #[tokio::test]
    async fn a_file_is_what_its_content_says() {
        let png = picture(40, 30, ImageFormat::Png);
        for (sent, is) in [
            (PDF.to_vec(), Ok(FileKind::Pdf)),
            (PDF[..20].to_vec(), Err(FileFault::Broken)),
            (png.clone(), Ok(FileKind::Picture)),
            (picture(40, 30, ImageFormat::Jpeg), Ok(FileKind::Picture)),
            (picture(40, 30, ImageFormat::WebP), Ok(FileKind::Picture)),
            (png[..40].to_vec(), Err(FileFault::Broken)),
            ("Grüße,\r\n\tAnna".into(), Ok(FileKind::Text)),
            (b"\xef\xbb\xbfMit BOM".to_vec(), Ok(FileKind::Text)),
            (b"Gr\xfc\xdfe".to_vec(), Err(FileFault::Kind)),
            (b"a\0b".to_vec(), Err(FileFault::Kind)),
            (b" \n".to_vec(), Err(FileFault::Kind)),
            (b"<!doctype html><script>alert(1)</script>".to_vec(), Err(FileFault::Kind)),
            (b"\xef\xbb\xbf \n<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), Err(FileFault::Kind)),
            (b"#!/bin/sh\nrm -rf ~".to_vec(), Err(FileFault::Kind)),
            (b"MZ\x90\0".to_vec(), Err(FileFault::Kind)),
            (b"\x7fELF\x02".to_vec(), Err(FileFault::Kind)),
            (b"PK\x03\x04".to_vec(), Err(FileFault::Kind)),
            (b"GIF89a".to_vec(), Ok(FileKind::Text)),
            (vec![b'x'; 1_024 * 1_024 + 1], Err(FileFault::TooLarge(1))),
        ] {
            let read = read(sent.clone(), FileKind::ALL, 1).await.map(|(kind, _)| kind);
            assert_eq!(read, is, "{:?}", String::from_utf8_lossy(&sent[..sent.len().min(30)]));
        }
        assert_eq!(read(PDF.to_vec(), &[FileKind::Text], 1).await, Err(FileFault::Kind), "not asked for");
    }

    #[tokio::test]
    async fn of_a_picture_nothing_is_left_but_what_one_sees() {
        let mut png = picture(40, 30, ImageFormat::Png);
        png.extend(b"<script>alert(1)</script>");
        let (_, kept) = read(png, FileKind::ALL, 1).await.unwrap();
        assert!(kept.starts_with(b"\xff\xd8\xff"), "it is a JPEG of ours");
        assert!(!kept.windows(7).any(|piece| piece == b"<script"));
    }

    #[tokio::test]
    async fn a_bomb_is_not_unpacked() {
        let mut png = picture(1, 1, ImageFormat::Png);
        // IHDR: width and height behind the signature, the length and the type.
        png[16..20].copy_from_slice(&60_000u32.to_be_bytes());
        png[20..24].copy_from_slice(&60_000u32.to_be_bytes());
        let refused = read(png, FileKind::ALL, 1).await.unwrap_err();
        assert!(matches!(refused, FileFault::TooManyPoints | FileFault::Broken), "{refused:?}");
        let large = read(picture(7_000, 7_000, ImageFormat::Png), FileKind::ALL, 10).await;
        assert_eq!(large, Err(FileFault::TooManyPoints));
    }
}
