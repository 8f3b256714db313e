//! A form with files in it (RFC 7578): its fields as those of any other form, and the files.

use app::{ask::Upload, form::Fields};
use axum::{body::Body, http::HeaderMap, http::header};
use domain::{
    picture::LONGEST_FILE,
    question::file::{LARGEST, LARGEST_TOGETHER},
};
use multer::{Constraints, Multipart, SizeLimit};

use super::{asks, pages::LONGEST_FORM, problem::Problem};

/// How long a form with files may be. Whoever sends a file that is too long still reads so in the form, up to `whole`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Longest {
    /// All of it, in bytes.
    pub(super) whole: usize,
    /// So much of each file is kept.
    pub(super) file: usize,
    /// So much of all files together.
    pub(super) kept: usize,
    /// It has at most so many parts.
    pub(super) parts: usize,
}

const MEGABYTE: usize = 1024 * 1024;

/// A form with a picture. Of one that is too long one byte too many is kept: see [`LONGEST_FILE`].
pub(super) const PICTURE: Longest =
    Longest { whole: 16 * MEGABYTE, file: LONGEST_FILE + 1, kept: LONGEST_FILE + 1, parts: 20 };
/// A registration: as many people and questions as there can be.
pub(super) const ANSWERS: Longest =
    Longest { whole: 32 * MEGABYTE, file: LARGEST, kept: LARGEST_TOGETHER, parts: 1_500 };

/// True when the form was sent with files.
pub(super) fn has_files(headers: &HeaderMap) -> bool {
    let kind = asks::text(headers, &header::CONTENT_TYPE);
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("multipart/form-data"))
}

/// Reads the form. Of a file that is too long only so much is kept that one knows it.
pub(super) async fn read(headers: &HeaderMap, body: Body, longest: Longest) -> Result<(Fields, Vec<Upload>), Problem> {
    let boundary =
        multer::parse_boundary(asks::text(headers, &header::CONTENT_TYPE)).map_err(|_| Problem::WrongType)?;
    let limit = SizeLimit::new().whole_stream(longest.whole as u64);
    let constraints = Constraints::new().size_limit(limit);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut fields, mut files, mut typed, mut left) = (Fields::default(), Vec::new(), 0, longest.kept);
    for _ in 0..longest.parts {
        let Some(mut part) = form.next_field().await.map_err(|err| problem(&err))? else { return Ok((fields, files)) };
        let name = asks::clean(part.name().unwrap_or_default());
        let file = part.file_name().map(asks::clean);
        let (mut bytes, mut length) = (Vec::new(), 0);
        while let Some(some) = part.chunk().await.map_err(|err| problem(&err))? {
            length += some.len();
            if file.is_some() {
                let room = longest.file.saturating_sub(bytes.len()).min(left);
                let some = &some[..some.len().min(room)];
                left -= some.len();
                bytes.extend_from_slice(some);
            } else {
                typed += some.len();
                if typed > LONGEST_FORM {
                    return Err(Problem::TooLarge);
                }
                bytes.extend_from_slice(&some);
            }
        }
        match file {
            None => fields.0.push((name, asks::clean(&String::from_utf8_lossy(&bytes)))),
            // A field for a file that was left empty sends a file without a name and without bytes.
            Some(_) if length == 0 => {}
            Some(file) => files.push(Upload { field: name, name: file, bytes: bytes.into(), length }),
        }
    }
    Err(Problem::WrongType)
}

fn problem(err: &multer::Error) -> Problem {
    match err {
        multer::Error::StreamSizeExceeded { .. } => Problem::TooLarge,
        _ => Problem::WrongType,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDARY: &str = "----x";

    fn form(parts: &[(&str, Option<&str>, &[u8])]) -> (HeaderMap, Body) {
        let mut body = Vec::new();
        for (name, file, bytes) in parts {
            let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: text/html")).unwrap_or_default();
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
            );
            body.extend(*bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        let mut headers = HeaderMap::new();
        let kind = format!("Multipart/form-data; boundary={BOUNDARY}");
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        (headers, body.into())
    }

    #[tokio::test]
    async fn fields_and_files_are_read_as_they_came() {
        let parts: [(&str, Option<&str>, &[u8]); 4] = [
            ("do", None, b"up\0load"),
            ("note", None, "Größe".as_bytes()),
            ("logo", Some("../x.png"), b"\x89PNG"),
            ("cv", Some("cv.pdf"), b"%PDF-"),
        ];
        let (headers, body) = form(&parts);
        assert!(has_files(&headers));
        let (fields, files) = read(&headers, body, ANSWERS).await.unwrap();
        assert_eq!((fields.get("do"), fields.get("note")), ("upload", "Größe"));
        let [logo, cv] = files.as_slice() else { panic!("{files:?}") };
        assert_eq!((logo.field.as_str(), logo.name.as_str(), &*logo.bytes), ("logo", "../x.png", &b"\x89PNG"[..]));
        assert_eq!((cv.field.as_str(), cv.length), ("cv", 5));
        let (headers, body) = form(&[("logo", Some(""), b""), ("cv", Some("leer.pdf"), b"")]);
        assert_eq!(read(&headers, body, ANSWERS).await.unwrap().1, [], "no file was chosen, or nothing was in it");
    }

    #[tokio::test]
    async fn of_a_file_that_is_too_long_no_more_is_kept_than_tells_so() {
        let (headers, body) = form(&[("logo", Some("x"), &vec![7; LONGEST_FILE + 5_000])]);
        assert_eq!(read(&headers, body, PICTURE).await.unwrap().1[0].bytes.len(), LONGEST_FILE + 1);
        let (headers, body) = form(&[("logo", Some("x"), &vec![7; PICTURE.whole])]);
        assert_eq!(read(&headers, body, PICTURE).await.unwrap_err(), Problem::TooLarge);
        let (headers, body) = form(&[("note", None, &vec![b'x'; LONGEST_FORM + 1])]);
        assert_eq!(read(&headers, body, PICTURE).await.unwrap_err(), Problem::TooLarge);
    }

    #[tokio::test]
    async fn files_share_the_room_there_is_in_memory() {
        let nine = vec![7; 9 * MEGABYTE];
        let parts: Vec<_> = ["a", "b", "c"].iter().map(|name| (*name, Some("x"), nine.as_slice())).collect();
        let (headers, body) = form(&parts);
        let files = read(&headers, body, ANSWERS).await.unwrap().1;
        let kept: usize = files.iter().map(|file| file.bytes.len()).sum();
        assert_eq!(kept, ANSWERS.kept);
        assert!(files.iter().all(|file| file.length == nine.len()), "each knows how long it was");
    }

    #[tokio::test]
    async fn what_is_no_such_form_is_refused() {
        let (headers, _) = form(&[]);
        assert_eq!(read(&headers, Body::from("nonsense"), PICTURE).await.unwrap_err(), Problem::WrongType);
        assert_eq!(read(&HeaderMap::new(), Body::empty(), PICTURE).await.unwrap_err(), Problem::WrongType);
        assert!(!has_files(&HeaderMap::new()));
        let many: Vec<_> = (0..=PICTURE.parts).map(|_| ("x", None, b"y".as_slice())).collect();
        let (headers, body) = form(&many);
        assert_eq!(read(&headers, body, PICTURE).await.unwrap_err(), Problem::WrongType);
    }
}
