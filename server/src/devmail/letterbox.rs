//! Mails that were written to files, read back.

use std::{fs, io, path::Path};

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _, PartType};
use serde::Serialize;

/// A mail as a developer and a test look at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Kept {
    /// Its part of an address: when it was written, and which one it is.
    pub id: String,
    pub to: String,
    pub from: String,
    pub subject: String,
    /// RFC 3339.
    pub date: String,
    pub text: String,
    pub html: String,
    /// Every address in the text, in order.
    pub links: Vec<String>,
    /// The calendar part, as a calendar reads it.
    pub calendar: Option<String>,
}

/// Every mail in the folder, the newest first. No folder: no mail yet.
pub(super) fn all(folder: &Path) -> io::Result<Vec<Kept>> {
    let files = match fs::read_dir(folder) {
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        files => files?,
    };
    let mut mails = vec![];
    for file in files {
        let path = file?.path();
        let Some(id) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".eml")) else { continue };
        mails.extend(parse(id, &fs::read(&path)?));
    }
    mails.sort_by(|a, b| b.id.cmp(&a.id));
    Ok(mails)
}

/// One mail as it was written. `None`: there is none of this id.
pub(super) fn raw(folder: &Path, id: &str) -> io::Result<Option<Vec<u8>>> {
    let plain = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !plain {
        return Ok(None);
    }
    match fs::read(folder.join(format!("{id}.eml"))) {
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        bytes => bytes.map(Some),
    }
}

/// A mail read as a mail program reads it. `None`: it is none.
pub(super) fn parse(id: &str, bytes: &[u8]) -> Option<Kept> {
    let message = MessageParser::default().parse(bytes)?;
    let text = message.body_text(0).unwrap_or_default().replace("\r\n", "\n");
    Some(Kept {
        id: id.to_owned(),
        to: address(message.to()),
        from: address(message.from()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message.date().map(mail_parser::DateTime::to_rfc3339).unwrap_or_default(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        links: links(&text),
        calendar: calendar(&message),
        text,
    })
}

fn address(header: Option<&Address<'_>>) -> String {
    header.and_then(|header| header.first()?.address()).unwrap_or_default().to_owned()
}

fn links(text: &str) -> Vec<String> {
    let words = text.split_whitespace().filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    words.map(|word| word.trim_end_matches(['.', ',', ';', ')', '>']).to_owned()).collect()
}

fn calendar(message: &Message<'_>) -> Option<String> {
    let part = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| kind.ctype() == "text" && kind.subtype() == Some("calendar"))
    })?;
    match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_ends_where_its_sentence_does() {
        let text = "Anmelden:\nhttp://127.0.0.1:3000/sign-in/abc\n\n(siehe https://example.org/a.) Ende http";
        assert_eq!(links(text), ["http://127.0.0.1:3000/sign-in/abc", "https://example.org/a"]);
    }

    #[test]
    fn an_id_is_no_path() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret.eml"), "x").unwrap();
        fs::create_dir(folder.path().join("mail")).unwrap();
        assert_eq!(raw(&folder.path().join("mail"), "../secret").unwrap(), None);
        assert!(raw(folder.path(), "secret").unwrap().is_some());
        assert_eq!(all(&folder.path().join("nowhere")).unwrap(), []);
    }
}
