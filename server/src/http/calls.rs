//! What islands ask while somebody types: Leptos' server functions, with the same house and actor as the pages.

use std::collections::HashMap;

use app::texts::Locale;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Uri, header},
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
    state.limits.of_network(Class::Search, asks::network(state, &parts), Instant::now()).map_err(Problem::TooMany)?;
    let body = to_bytes(body, LONGEST_FORM).await.map_err(|_| Problem::TooLarge)?;
    let ask = asks::visitors(state, &parts, HashMap::new());
    let ask = asks::with_actor(ask).await.map_err(|_| Problem::Unavailable)?;
    let locale = page_language(asks::text(&parts.headers, &header::REFERER));
    let context = move || {
        provide_context(ask.house.clone());
        provide_context(ask.actor.clone());
        provide_context(locale);
    };
    let request = Request::from_parts(parts, Body::from(body));
    let mut response = handle_server_fns_with_context(context, request).await.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// Calls have one address in every language: whoever calls stands on a page that has one.
fn page_language(referer: &str) -> Locale {
    referer.parse::<Uri>().map_or_else(|_| Locale::default(), |uri| Locale::split(uri.path()).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_answered_in_the_language_of_its_page() {
        assert_eq!(page_language("http://127.0.0.1:3000/en/spaces/werkstatt?x=1"), Locale::En);
        assert_eq!(page_language("http://127.0.0.1:3000/spaces/werkstatt"), Locale::De);
        assert_eq!(page_language(""), Locale::De);
    }
}
