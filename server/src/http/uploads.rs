//! A form with a file in it (RFC 7578): its fields as those of any other form, and the file.

use app::{ask::Upload, form::Fields};
use axum::{body::Body, http::HeaderMap, http::header};
use domain::picture::LONGEST_FILE;
use multer::{Constraints, Multipart, SizeLimit};

use super::{asks, pages::LONGEST_FORM, problem::Problem};

/// No form with a file is longer. Whoever sends a file that is too long still reads so in the form.
pub(super) const LONGEST_UPLOAD: usize = 16 * 1024 * 1024;
/// No form of ours has more parts.
const MOST_PARTS: usize = 20;

/// True when the form was sent with files.
pub(super) fn has_files(headers: &HeaderMap) -> bool {
    let kind = asks::text(headers, &header::CONTENT_TYPE);
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("multipart/form-data"))
}

/// Reads the form. Of a file that is too long only so much is kept that one knows it: see [`LONGEST_FILE`].
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<(Fields, Option<Upload>), Problem> {
    let boundary =
        multer::parse_boundary(asks::text(headers, &header::CONTENT_TYPE)).map_err(|_| Problem::WrongType)?;
    let limit = SizeLimit::new().whole_stream(LONGEST_UPLOAD as u64);
    let constraints = Constraints::new().size_limit(limit);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let (mut fields, mut file, mut typed) = (Fields::default(), None, 0);
    for _ in 0..MOST_PARTS {
        let Some(mut part) = form.next_field().await.map_err(|err| problem(&err))? else { return Ok((fields, file)) };
        let name = asks::clean(part.name().unwrap_or_default());
        let is_file = part.file_name().is_some();
        let mut bytes = Vec::new();
        while let Some(some) = part.chunk().await.map_err(|err| problem(&err))? {
            if is_file {
                let room = (LONGEST_FILE + 1).saturating_sub(bytes.len());
                bytes.extend_from_slice(&some[..some.len().min(room)]);
            } else {
                typed += some.len();
                if typed > LONGEST_FORM {
                    return Err(Problem::TooLarge);
                }
                bytes.extend_from_slice(&some);
            }
        }
        if !is_file {
            fields.0.push((name, asks::clean(&String::from_utf8_lossy(&bytes))));
        } else if !bytes.is_empty() {
            // A field for a file that was left empty sends a file without a name and without bytes.
            file = Some(Upload(bytes.into()));
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
    async fn fields_and_the_file_are_read_and_what_it_is_called_is_not() {
        let parts: [(&str, Option<&str>, &[u8]); 3] =
            [("do", None, b"up\0load"), ("note", None, "Größe".as_bytes()), ("logo", Some("../x.png"), b"\x89PNG")];
        let (headers, body) = form(&parts);
        assert!(has_files(&headers));
        let (fields, file) = read(&headers, body).await.unwrap();
        assert_eq!((fields.get("do"), fields.get("note")), ("upload", "Größe"));
        assert_eq!(&*file.unwrap().0, b"\x89PNG");
        let (headers, body) = form(&[("logo", Some(""), b"")]);
        assert_eq!(read(&headers, body).await.unwrap().1, None, "no file was chosen");
    }

    #[tokio::test]
    async fn of_a_file_that_is_too_long_no_more_is_kept_than_tells_so() {
        let (headers, body) = form(&[("logo", Some("x"), &vec![7; LONGEST_FILE + 5_000])]);
        assert_eq!(read(&headers, body).await.unwrap().1.unwrap().0.len(), LONGEST_FILE + 1);
        let (headers, body) = form(&[("logo", Some("x"), &vec![7; LONGEST_UPLOAD])]);
        assert_eq!(read(&headers, body).await.unwrap_err(), Problem::TooLarge);
        let (headers, body) = form(&[("note", None, &vec![b'x'; LONGEST_FORM + 1])]);
        assert_eq!(read(&headers, body).await.unwrap_err(), Problem::TooLarge);
    }

    #[tokio::test]
    async fn what_is_no_such_form_is_refused() {
        let (headers, _) = form(&[]);
        assert_eq!(read(&headers, Body::from("nonsense")).await.unwrap_err(), Problem::WrongType);
        assert_eq!(read(&HeaderMap::new(), Body::empty()).await.unwrap_err(), Problem::WrongType);
        assert!(!has_files(&HeaderMap::new()));
        let many: Vec<_> = (0..=MOST_PARTS).map(|_| ("x", None, b"y".as_slice())).collect();
        let (headers, body) = form(&many);
        assert_eq!(read(&headers, body).await.unwrap_err(), Problem::WrongType);
    }
}
