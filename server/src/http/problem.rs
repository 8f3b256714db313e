//! What goes wrong before a page is asked, and the page that says so.

use std::any::Any;

use app::layout::{self, Frame};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

/// Why there is no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is no such page, or none for this actor.
    NotFound,
    /// The page has no form, or the like.
    Method,
    /// The form came from another site.
    CrossSite,
    /// The browser takes us for another site.
    Elsewhere,
    /// More was sent than any form has.
    TooLarge,
    /// It was not sent as a form.
    WrongType,
    /// Too much from one place. Seconds until it may try again.
    TooMany(u64),
    /// We made a mistake.
    Broken,
    /// The house cannot answer now.
    Unavailable,
}

impl Problem {
    pub(super) const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Elsewhere => StatusCode::MISDIRECTED_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The problem a bare answer of the framework stands for.
    pub(super) const fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::Method),
            StatusCode::FORBIDDEN => Some(Self::CrossSite),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Self::WrongType),
            StatusCode::TOO_MANY_REQUESTS => Some(Self::TooMany(60)),
            StatusCode::INTERNAL_SERVER_ERROR => Some(Self::Broken),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Unavailable),
            _ => None,
        }
    }
}

/// An answer that stands for a problem; [`in_words`] makes it readable on the way out, where the language is known.
pub(super) fn response(problem: Problem) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = problem.status();
    response.extensions_mut().insert(problem);
    if let Problem::TooMany(seconds) = problem {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Says so when a handler panicked. The words of the panic are for the log only.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a word");
    tracing::error!(panic = words, "a page panicked");
    response(Problem::Broken)
}

/// The page that says what is wrong, with everything else of the answer kept.
pub(super) fn in_words(problem: Problem, frame: &Frame, response: Response) -> Response {
    let page = layout::error_page(frame, problem.status().as_u16());
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(layout::document(frame, page)))
}
