//! Mounts the pages: reads what was sent, asks the page, and says its answer in HTTP.

use std::sync::Arc;

use app::{
    ask::Ask,
    layout::{self, Again, Frame},
    page::{Answer, Answered, Page},
    routes::{Route, Uploads},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{RawPathParams, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use tokio::time::Instant;

use super::{
    AppState, asks,
    cookie::{self, Kind},
    headers,
    kept::Kept,
    limits::Class,
    problem::{Problem, response},
    uploads,
};

/// No form of ours is longer.
pub(super) const LONGEST_FORM: usize = 64 * 1024;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// Every page of the product.
pub(super) fn routes() -> Router<AppState> {
    app::routes::routes().into_iter().fold(Router::new(), |router, route| {
        let (path, has_form) = (route.path, route.post.is_some());
        let route = Arc::new(route);
        let shown = Arc::clone(&route);
        let mut methods =
            get(move |State(state): State<AppState>, params: RawPathParams, request: Request| async move {
                show(state, &shown, params, request).await.unwrap_or_else(response)
            });
        if has_form {
            methods = methods.post(
                move |State(state): State<AppState>, params: RawPathParams, request: Request| async move {
                    take(state, &route, params, request).await.unwrap_or_else(response)
                },
            );
        }
        router.route(path, methods)
    })
}

/// GET.
async fn show(state: AppState, route: &Route, params: RawPathParams, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let ask = visitors(&state, route, &parts, &params);
    let query = ask.query.encode();
    let key = (ask.locale, format!("{}?{query}", ask.path));
    let (changes, now) = (state.store.changes(), Instant::now());
    if ask.login.is_none()
        && let Some(kept) = state.kept.get(&key, changes, now)
    {
        return Ok(kept.response(&parts.headers));
    }
    if !query.is_empty() {
        state.limits.of_network(Class::Search, asks::network(&state, &parts), now).await.map_err(Problem::TooMany)?;
    }
    let ask = asks::with_actor(ask).await.map_err(|_| Problem::Unavailable)?;
    let answered = (route.get)(ask.clone()).await;
    match answered {
        Ok(Answer::Page(page)) if page.cacheable && page.status == 200 && ask.login.is_none() => {
            let (refresh, framed) = (page.refresh, page.framed);
            let kept = Kept::page(layout::document(&Frame::from(&ask), page), changes, now);
            let kept = kept.looking_again(refresh).framed(framed);
            let kept = Arc::new(kept);
            state.kept.keep(key, &kept);
            Ok(kept.response(&parts.headers))
        }
        other => say(&state, route, &ask, &parts, other),
    }
}

/// POST.
async fn take(state: AppState, route: &Route, params: RawPathParams, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if route.uploads != Uploads::None && uploads::has_files(&parts.headers) {
        return take_file(state, route, params, &parts, body).await;
    }
    let kind = asks::text(&parts.headers, &header::CONTENT_TYPE);
    if !kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    {
        return Err(Problem::WrongType);
    }
    let body = to_bytes(body, LONGEST_FORM).await.map_err(|_| Problem::TooLarge)?;
    let mut ask = visitors(&state, route, &parts, &params);
    ask.form = asks::fields(&body);
    let sent = ask.clone();
    let answered = answer(&state, route, &parts, ask).await;
    answered.or_else(|problem| kept(route, &sent, problem))
}

/// What a form is answered with.
async fn answer(state: &AppState, route: &Route, parts: &Parts, ask: Ask) -> Result<Response, Problem> {
    limit(state, route, &ask, parts).await?;
    let ask = asks::with_actor(ask).await.map_err(|_| Problem::Unavailable)?;
    if let Some(person) = ask.person() {
        // Wherever she is: a stolen login sends no more from a thousand networks than from one.
        state.limits.of_account(class(route), person.id, Instant::now()).await.map_err(Problem::TooMany)?;
    }
    let post = route.post.as_ref().ok_or(Problem::Method)?;
    let answered = post(ask.clone()).await;
    say(state, route, &ask, parts, answered)
}

/// A page that keeps what was typed, where all that is wrong with it is the time: she need only send it again.
fn kept(route: &Route, sent: &Ask, problem: Problem) -> Result<Response, Problem> {
    if !matches!(problem, Problem::TooMany(_) | Problem::Unavailable) || sent.form.0.is_empty() {
        return Err(problem);
    }
    let why = Again::Busy(problem.status().as_u16());
    let mut response = page_response(route, sent, layout::again_page(&Frame::from(sent), why, sent.form.clone()));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Problem::TooMany(seconds) = problem {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

/// POST with files in it. Where they are no answers nobody sends one who is not signed in: nothing is read before that is
/// known.
async fn take_file(
    state: AppState,
    route: &Route,
    params: RawPathParams,
    parts: &Parts,
    body: Body,
) -> Result<Response, Problem> {
    let mut ask = visitors(&state, route, parts, &params);
    let here = asks::network(&state, parts);
    state.limits.of_network(class(route), here, Instant::now()).await.map_err(Problem::TooMany)?;
    ask = asks::with_actor(ask).await.map_err(|_| Problem::Unavailable)?;
    if route.uploads != Uploads::Answers && ask.person().is_none() {
        return say(&state, route, &ask, parts, Ok(Answer::SignIn));
    }
    let costs = if route.uploads == Uploads::Answers { Class::Answers } else { Class::Upload };
    state.limits.of_network(costs, here, Instant::now()).await.map_err(Problem::TooMany)?;
    let (longest, turn) = match route.uploads {
        // Pictures have turns of their own where they are drawn.
        Uploads::None | Uploads::One => (uploads::PICTURE, None),
        // Held until it is answered: so long the files lie in memory.
        Uploads::Answers | Uploads::Tried => {
            (uploads::ANSWERS, Some(state.turns.take(here).await.map_err(Problem::TooMany)?))
        }
    };
    (ask.form, ask.uploads) = uploads::read(&parts.headers, body, longest).await?;
    limit_address(&state, route, &ask).await?;
    let post = route.post.as_ref().ok_or(Problem::Method)?;
    let answered = post(ask.clone()).await;
    drop(turn);
    say(&state, route, &ask, parts, answered)
}

/// Takes what the form costs of what its network, and the address typed into it, may ask for.
async fn limit(state: &AppState, route: &Route, ask: &Ask, parts: &Parts) -> Result<(), Problem> {
    state
        .limits
        .of_network(class(route), asks::network(state, parts), Instant::now())
        .await
        .map_err(Problem::TooMany)?;
    limit_address(state, route, ask).await
}

/// Mails to the address in a form.
async fn limit_address(state: &AppState, route: &Route, ask: &Ask) -> Result<(), Problem> {
    match ask.form.text("email") {
        Some(email) if class(route) != Class::Form => {
            state.limits.of_address(email, Instant::now()).await.map_err(Problem::TooMany)
        }
        _ => Ok(()),
    }
}

/// What kind of form it is: one that costs somebody a mail is limited more than others.
fn class(route: &Route) -> Class {
    match route.path {
        // It costs no mail, and a whole university may stand behind one network.
        "/sign-in/oidc/{provider}" => Class::Form,
        path if path.starts_with("/sign-in") => Class::SignIn,
        path if path.contains("regist") => Class::Register,
        // Adding a colleague writes to whatever address is typed.
        "/accessibility/report"
        | "/account/organisation"
        | "/account/organisation/{id}"
        | "/account/organisation/{id}/domains"
        | "/bookings/{id}/people"
        | "/keeper/deputies" => Class::Letter,
        _ => Class::Form,
    }
}

/// The request as a visitor's; on a route that shall know nobody without what could say who she is.
fn visitors(state: &AppState, route: &Route, parts: &Parts, params: &RawPathParams) -> Ask {
    let ask = asks::visitors(state, parts, named(params));
    if route.unknowing { Ask { login: None, begun: None, ..ask } } else { ask }
}

fn named(params: &RawPathParams) -> std::collections::HashMap<String, String> {
    params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// An answer in HTTP.
fn say(state: &AppState, route: &Route, ask: &Ask, parts: &Parts, answered: Answered) -> Result<Response, Problem> {
    let mut response = match answered.unwrap_or_else(|answer| answer) {
        Answer::Page(page) => page_response(route, ask, page),
        Answer::Goto(path) => goto(ask, &path),
        Answer::SignedIn { login, goto: path } => {
            with_cookie(goto(ask, &path), cookie::set(Kind::Login, &state.config, &login))
        }
        Answer::Leave { page, to, begun } => {
            let mut response = page_response(route, ask, page);
            // After a form a browser must not be redirected to another site (CSP, form-action), nor need it: this is a
            // page of ours, and where it goes from there is no form's business.
            let refresh = HeaderValue::try_from(format!("0; url={to}")).map_err(|_| Problem::Unavailable)?;
            response.headers_mut().insert(header::REFRESH, refresh);
            with_cookie(response, cookie::set(Kind::Begun, &state.config, &begun))
        }
        Answer::Unsettled { begun, goto: path } => {
            with_cookie(goto(ask, &path), cookie::set(Kind::Begun, &state.config, &begun))
        }
        Answer::SignedOut(path) => {
            // What this browser brought from a provider is not for whoever signs in here next.
            let response = with_cookie(goto(ask, &path), cookie::clear(Kind::Login, &state.config));
            let mut response = with_cookie(response, cookie::clear(Kind::Begun, &state.config));
            // Nor what her phone kept of a door: whatever of ours lies in the browser goes (W3C Clear Site Data).
            response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
            response
        }
        Answer::SignIn if !ask.form.0.is_empty() => {
            page_response(route, ask, layout::again_page(&Frame::from(ask), Again::SignedOut, ask.form.clone()))
        }
        Answer::SignInAgain => {
            page_response(route, ask, layout::again_page(&Frame::from(ask), Again::LongAgo, ask.form.clone()))
        }
        Answer::SignIn => goto(ask, &sign_in(parts)),
        Answer::NotFound => return Err(Problem::NotFound),
        Answer::Unavailable => return Err(Problem::Unavailable),
    };
    if ask.login.is_some() && ask.person().is_none() && !response.headers().contains_key(header::SET_COOKIE) {
        // Over: the browser need not carry it any longer.
        response = with_cookie(response, cookie::clear(Kind::Login, &state.config));
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(keeping(route, ask, &parts.method)));
    Ok(response)
}

/// What is hers alone is kept by nobody (OWASP ASVS 14.3.2). A visitor's form may be: going back, she finds her words.
fn keeping(route: &Route, ask: &Ask, method: &Method) -> &'static str {
    let open = ask.login.is_none() && !is_secret(route) && *method != Method::POST;
    if open { "private, no-cache" } else { "private, no-store" }
}

/// True where the address opens a door: a mailed link, and what a provider sends a browser back with.
fn is_secret(route: &Route) -> bool {
    route.path.contains("token") || route.path.ends_with("/callback")
}

fn page_response(route: &Route, ask: &Ask, page: Page) -> Response {
    let status = StatusCode::from_u16(page.status).unwrap_or(StatusCode::OK);
    let indexed = page.indexed && !is_secret(route);
    let (refresh, camera, framed) = (page.refresh, page.camera, page.framed);
    let mut frame = Frame::from(ask);
    if is_secret(route) {
        frame.query.clear();
    }
    let mut response = Response::new(Body::from(layout::document(&frame, page)));
    *response.status_mut() = status;
    let sent = response.headers_mut();
    sent.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Some(seconds) = refresh {
        sent.insert(header::REFRESH, seconds.into());
    }
    if framed {
        headers::allow_frames(sent);
    }
    if camera {
        sent.insert(headers::PERMISSIONS, HeaderValue::from_static(headers::WITH_CAMERA));
    }
    if !indexed {
        sent.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    response
}

/// 303: whatever was sent, the next thing is to look (RFC 9110 15.4.4). Only at ourselves.
fn goto(ask: &Ask, path: &str) -> Response {
    let ours = path.starts_with('/') && !path[1..].starts_with(['/', '\\']) && !path.contains(|c: char| c.is_control());
    Redirect::to(&ask.href(if ours { path } else { "/" })).into_response()
}

fn sign_in(parts: &Parts) -> String {
    let back = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("goto", back).finish();
    format!("/sign-in?{query}")
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
