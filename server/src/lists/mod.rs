//! Lists that are taken along as files: for those who may see them, kept by nobody on the way.

use std::borrow::Cow;

use app::{
    questions::say,
    t,
    texts::Locale,
    ui::{dates, words::Word as _},
};
use axum::{
    Router,
    body::Body,
    extract::{Extension, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use chrono::{NaiveDateTime, NaiveTime};
use domain::{
    desk::{EventAnswers, EventView, ListLine, Unavailable},
    question::{Question, Whose, arranged},
};

use crate::http::{self, AppState};

mod csv;
mod files;
mod sheet;
mod survey;

/// What stands in a cell of a table.
enum Cell {
    /// Words.
    Text(String),
    /// A moment by the wall clock.
    Moment(NaiveDateTime),
}

impl Cell {
    fn moment(at: Option<NaiveDateTime>) -> Self {
        at.map_or_else(|| Self::Text(String::new()), Self::Moment)
    }

    /// As it is read where there is nothing but text.
    fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Moment(at) => dates::iso(*at).replace('T', " ").into(),
        }
    }
}

/// Every list.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/manage/events/{slug}/registrations.csv", get(as_text))
        .route("/manage/events/{slug}/registrations.xlsx", get(as_workbook))
        .route("/manage/events/{slug}/feedback.csv", get(survey::as_text))
        .route("/account/data.json", get(own_data))
        .route("/account/files/{file}", get(files::own))
        .route("/manage/events/{slug}/registrations/{id}/files/{file}", get(files::of_registration))
        .route("/registrations/{token}/files/{file}", get(files::by_link))
}

/// `/account/data.json`: everything that is kept of whoever asks, for other programs to read (GDPR, Article 20).
async fn own_data(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, StatusCode> {
    let unavailable = |_: Unavailable| StatusCode::SERVICE_UNAVAILABLE;
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    let data = state.house.privacy.take_own_data(&by).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let body = serde_json::to_string_pretty(&data).map_err(|err| {
        tracing::error!(error = %err, "somebody's own data could not be written");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    Ok(taken_along(body, "application/json", "spielraum.json"))
}

/// A file for one person, kept by nobody on the way.
fn taken_along(body: impl Into<Body>, kind: &str, name: &str) -> Response {
    let attachment = format!("attachment; filename=\"{name}\"");
    let mut response = Response::new(body.into());
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, attachment.as_str()),
        (header::CACHE_CONTROL, "private, no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// `/manage/events/{slug}/registrations.csv`: everybody registered, one line per person.
async fn as_text(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    locale: Option<Extension<Locale>>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let l = locale.map(|Extension(locale)| locale).unwrap_or_default();
    let table = registrations(&state, &slug, l, &headers).await?;
    Ok(taken_along(csv::written(&table, separator(l)), "text/csv; charset=utf-8", &format!("{slug}.csv")))
}

/// `/manage/events/{slug}/registrations.xlsx`: the same as a workbook.
async fn as_workbook(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    locale: Option<Extension<Locale>>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let l = locale.map(|Extension(locale)| locale).unwrap_or_default();
    let table = registrations(&state, &slug, l, &headers).await?;
    let made_at = state.house.calendar.today().and_time(NaiveTime::MIN);
    let body = sheet::written(t!(l, door.list_sheet), &table, made_at).map_err(|err| {
        tracing::error!(error = %err, "a list could not be written as a workbook");
        StatusCode::SERVICE_UNAVAILABLE
    })?;
    Ok(taken_along(body, sheet::KIND, &format!("{slug}.xlsx")))
}

/// Everybody registered for an event. For everybody who does not run it it is not there (I8); that somebody took it
/// along is written down, whatever the file is.
async fn registrations(
    state: &AppState,
    slug: &str,
    l: Locale,
    headers: &HeaderMap,
) -> Result<Vec<Vec<Cell>>, StatusCode> {
    let unavailable = |_: Unavailable| StatusCode::SERVICE_UNAVAILABLE;
    let by = http::actor(state, headers).await.map_err(unavailable)?;
    let event = state.house.events.event(&by, slug).await.map_err(unavailable)?;
    let event = event.filter(|event| event.mine).ok_or(StatusCode::NOT_FOUND)?;
    let lines = state.house.door.list(&by, event.id).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let answers = state.house.forms.answers(&by, event.id).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    Ok(table(l, &event, lines, &answers))
}

/// What spreadsheets of the language expect between cells: where the comma is in numbers it is a semicolon.
const fn separator(l: Locale) -> char {
    match l {
        Locale::De => ';',
        Locale::En => ',',
    }
}

fn table(l: Locale, event: &EventView, lines: Vec<ListLine>, answers: &EventAnswers) -> Vec<Vec<Cell>> {
    let questions: Vec<&Question> = [Whose::Attendee, Whose::Registration]
        .into_iter()
        .flat_map(|whose| arranged(&answers.questions, whose))
        .map(|(_, question)| question)
        .collect();
    let head = [
        t!(l, door.list_session),
        t!(l, door.list_starts),
        t!(l, door.list_name),
        t!(l, door.list_with),
        t!(l, door.list_email),
        t!(l, door.list_state),
        t!(l, door.list_at),
        t!(l, door.list_came),
    ];
    let asked = questions.iter().map(|question| heading(l, question));
    let mut table: Vec<Vec<Cell>> = vec![head.into_iter().map(str::to_owned).chain(asked).map(Cell::Text).collect()];
    table.extend(lines.into_iter().map(|line| {
        let session = event.sessions.iter().find(|session| session.id == line.session);
        let hers: Vec<Cell> = questions.iter().map(|question| Cell::Text(cell(l, question, &line, answers))).collect();
        let row = vec![
            Cell::Text(session.map(|session| session.title.get(l.code()).to_owned()).unwrap_or_default()),
            Cell::moment(session.map(|session| session.when.local.from)),
            Cell::Text(line.name),
            Cell::Text(line.with.unwrap_or_default()),
            Cell::Text(line.email),
            Cell::Text(line.state.word(l).to_owned()),
            Cell::Moment(line.at),
            Cell::moment(line.came_at),
        ];
        row.into_iter().chain(hers).collect()
    }));
    table
}

/// What a question is called over its column.
fn heading(l: Locale, question: &Question) -> String {
    let label = question.label.get(l.code());
    if question.retired { t!(l, questions.retired_column, label = label) } else { label.to_owned() }
}

/// What somebody answered. What was answered for the whole registration stands beside whoever registered: once, so that
/// it is counted once.
fn cell(l: Locale, question: &Question, line: &ListLine, answers: &EventAnswers) -> String {
    let person = match question.whose {
        Whose::Attendee => Some(line.position),
        Whose::Registration if line.position == 0 => None,
        Whose::Registration => return String::new(),
    };
    let hers = answers.of.get(&line.registration).into_iter().flatten();
    let answered = hers.into_iter().find(|one| one.question == question.id && one.person == person);
    answered.map(|one| say::proof(l, question, one)).unwrap_or_default()
}
