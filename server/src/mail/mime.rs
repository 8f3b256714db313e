//! A letter as an Internet message (RFC 5322, RFC 2045, iMIP RFC 6047).
//!
//! The tree is the one Outlook, Gmail and Apple Mail all take: Outlook looks for an invitation only in the first
//! child of `multipart/mixed`, Gmail in a `text/calendar` alternative, and everybody else opens the attachment.
//!
//! ```text
//! multipart/mixed
//! ├ multipart/alternative
//! │ ├ text/plain
//! │ ├ text/html
//! │ └ text/calendar; method=REQUEST
//! ├ application/ics, invite.ics
//! └ application/pdf, tickets.pdf
//! ```

use chrono::{DateTime, Utc};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};

use super::letter::Letter;
use crate::ics::Method;

/// What is the same on every try of one mail.
#[derive(Clone, Copy, Debug)]
pub struct Stamp<'a> {
    /// The left side of its Message-ID.
    pub message_id: &'a str,
    /// The right side.
    pub host: &'a str,
    /// When it was written down: its Date.
    pub at: DateTime<Utc>,
}

/// Why a letter is no message.
#[derive(Debug, thiserror::Error)]
#[error("the mail cannot be put together: {0}")]
pub struct NoMessage(String);

/// Puts a letter into its envelope. The same letter and stamp give the same bytes.
///
/// # Errors
/// When the address is none a mail server would take.
pub fn compose(letter: &Letter, sender: &Mailbox, stamp: &Stamp<'_>) -> Result<Message, NoMessage> {
    let refused = |err: &dyn std::fmt::Display| NoMessage(err.to_string());
    let to: Address = letter.to.parse().map_err(|err: lettre::address::AddressError| refused(&err))?;
    let mut builder = Message::builder()
        .from(sender.clone())
        .to(Mailbox::new(named(&letter.name), to))
        .subject(one_line(&letter.subject))
        .date(stamp.at.into())
        .message_id(Some(format!("<{}@{}>", stamp.message_id, stamp.host)))
        .header(AutoSubmitted)
        .header(ContentLanguage(letter.locale.code()));
    let answers = letter.reply_to.as_ref().and_then(|(name, address)| Some((named(name), address.parse().ok()?)));
    if let Some((name, address)) = answers {
        builder = builder.reply_to(Mailbox::new(name, address));
    }
    let boundary = |part: &str| format!("{part}-{}", stamp.message_id);
    let alternative = MultiPart::alternative()
        .boundary(boundary("alternative"))
        .singlepart(SinglePart::plain(letter.text()))
        .singlepart(SinglePart::html(super::html::html(letter)));
    let mixed = || MultiPart::mixed().boundary(boundary("mixed"));
    let mut body = match &letter.calendar {
        None if letter.papers.is_empty() => alternative,
        None => mixed().multipart(alternative),
        Some((method, calendar)) => mixed()
            .multipart(alternative.singlepart(invitation(*method, calendar).map_err(|err| refused(&err))?))
            .singlepart(attached(calendar).map_err(|err| refused(&err))?),
    };
    for (name, paper) in &letter.papers {
        let kind = ContentType::parse("application/pdf").map_err(|err| refused(&err))?;
        body = body.singlepart(Attachment::new((*name).to_owned()).body(paper.clone(), kind));
    }
    builder.multipart(body).map_err(|err| refused(&err))
}

/// RFC 6047 2.4: the method of the part is the method of the calendar.
fn invitation(method: Method, calendar: &str) -> Result<SinglePart, lettre::message::header::ContentTypeErr> {
    let kind = ContentType::parse(&format!("text/calendar; method={}; charset=UTF-8", method.code()))?;
    Ok(SinglePart::builder().header(kind).header(ContentTransferEncoding::Base64).body(calendar.as_bytes().to_vec()))
}

fn attached(calendar: &str) -> Result<SinglePart, lettre::message::header::ContentTypeErr> {
    let kind = ContentType::parse("application/ics; name=\"invite.ics\"")?;
    Ok(Attachment::new("invite.ics".to_owned()).body(calendar.as_bytes().to_vec(), kind))
}

/// A text that stays where it is put: a header has one line.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn named(name: &str) -> Option<String> {
    Some(one_line(name)).filter(|name| !name.is_empty())
}

/// RFC 3834 5: no person wrote this; do not answer by machine.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// RFC 3282: the language it is written in.
#[derive(Clone)]
struct ContentLanguage(&'static str);

impl Header for ContentLanguage {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Language")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self("de"))
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.to_owned())
    }
}
