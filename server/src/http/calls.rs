//! What islands ask while somebody types: Leptos' server functions, with the same house and actor as the pages.

use std::collections::HashMap;

use app::{
    ask::{Here, Unanswered},
    texts::Locale,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use leptos::{prelude::provide_context, server_fn::axum::server_fn_paths};
use leptos_axum::handle_server_fns_with_context;
use tokio::time::Instant;

use super::{
    AppState, asks,
    limits::Class,
    pages::LONGEST_FORM,
    problem::{Problem, response},
};

/// `/api/…`
pub(super) async fn call(State(state): State<AppState>, request: Request) -> Response {
    answer(&state, request).await.unwrap_or_else(response)
}

async fn answer(state: &AppState, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    // What Leptos says of an unknown call repeats the address and advises programmers.
    if !server_fn_paths().any(|(path, method)| path == parts.uri.path() && method == parts.method) {
        return Err(Problem::NotFound);
    }
    // What is asked for a passkey is written down, as a form is; and what was done at doors, by many phones of one network.
    let class = match parts.uri.path() {
        path if path.contains("/passkeys/") => Class::Form,
        "/api/door/sync" => Class::Door,
        _ => Class::Search,
    };
    state.limits.of_network(class, asks::network(state, &parts), Instant::now()).await.map_err(Problem::TooMany)?;
    let body = to_bytes(body, LONGEST_FORM).await.map_err(|_| Problem::TooLarge)?;
    if ["\\u0000", "%00"].iter().any(|zero| contains(&body, zero)) {
        // PostgreSQL takes no zero bytes, and no form of ours has any.
        return Ok(StatusCode::BAD_REQUEST.into_response());
    }
    let ask = asks::visitors(state, &parts, HashMap::new());
    let ask = asks::with_actor(ask).await.map_err(|_| Problem::Unavailable)?;
    let locale = page_language(asks::text(&parts.headers, &header::REFERER));
    let context = move || {
        provide_context(ask.house.clone());
        provide_context(ask.actor.clone());
        provide_context(Here(ask.login.clone()));
        provide_context(locale);
    };
    let request = Request::from_parts(parts, Body::from(body));
    let response = handle_server_fns_with_context(context, request).await.into_response();
    let mut response = in_http(response).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

fn contains(body: &[u8], word: &str) -> bool {
    body.windows(word.len()).any(|part| part == word.as_bytes())
}

/// Leptos answers every error with 500, as if the house had broken: whoever asked for what is not hers, or asked
/// nonsense, broke nothing. The words stay as they are, for the island reads them.
async fn in_http(response: Response) -> Response {
    if response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, LONGEST_FORM).await.unwrap_or_default();
    parts.status = status_of(&String::from_utf8_lossy(&body));
    Response::from_parts(parts, Body::from(body))
}

/// `ServerError|not hers`: what kind of error, and what the house says.
fn status_of(error: &str) -> StatusCode {
    match error.split_once('|') {
        Some(("ServerError", said)) if said == Unanswered::NotThere.to_string() => StatusCode::NOT_FOUND,
        Some(("ServerError", said)) if said == Unanswered::SignIn.to_string() => StatusCode::UNAUTHORIZED,
        Some(("ServerError", said)) if said == Unanswered::TooMuch.to_string() => StatusCode::UNPROCESSABLE_ENTITY,
        Some(("Args" | "MissingArg" | "Deserialization", _)) => StatusCode::BAD_REQUEST,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Calls have one address in every language: whoever calls stands on a page that has one.
fn page_language(referer: &str) -> Locale {
    referer.parse::<Uri>().map_or_else(|_| Locale::default(), |uri| Locale::split(uri.path()).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_house_cannot_answer_is_its_fault() {
        for (error, status) in [
            ("ServerError|there is no such thing", StatusCode::NOT_FOUND),
            ("ServerError|sign in first", StatusCode::UNAUTHORIZED),
            ("ServerError|at most 50 acts are sent at once", StatusCode::UNPROCESSABLE_ENTITY),
            ("ServerError|the house cannot answer now", StatusCode::SERVICE_UNAVAILABLE),
            ("Args|missing field `session`", StatusCode::BAD_REQUEST),
            ("Deserialization|expected value", StatusCode::BAD_REQUEST),
            ("", StatusCode::SERVICE_UNAVAILABLE),
        ] {
            assert_eq!(status_of(error), status, "{error}");
        }
    }

    #[test]
    fn a_call_is_answered_in_the_language_of_its_page() {
        assert_eq!(page_language("http://127.0.0.1:3000/en/spaces/werkstatt?x=1"), Locale::En);
        assert_eq!(page_language("http://127.0.0.1:3000/spaces/werkstatt"), Locale::De);
        assert_eq!(page_language(""), Locale::De);
    }
}
