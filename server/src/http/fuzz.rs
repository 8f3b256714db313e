//! What reads forms and queries, for the fuzzer alone (`make fuzz`).

use app::{ask::Upload, form::Fields};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
};

/// Names and values of a query or of a form, as pages get them.
#[must_use]
pub fn fields(encoded: &str) -> Fields {
    super::asks::fields(encoded.as_bytes())
}

/// A form with files in it, as pages get it: the boundary is `x`. `None`: it is none.
#[must_use]
pub fn form_with_files(sent: Vec<u8>) -> Option<(Fields, Vec<Upload>)> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
    let reading = super::uploads::read(&headers, Body::from(sent), super::uploads::ANSWERS);
    tokio::runtime::Builder::new_current_thread().build().ok()?.block_on(reading).ok()
}
