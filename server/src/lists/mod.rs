//! Lists that are taken along as files: for those who may see them, kept by nobody on the way.

use app::{
    questions::say,
    t,
    texts::Locale,
    ui::{dates, words::Word as _},
};
use axum::{
    Router,
    extract::{Extension, Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use domain::{
    desk::{EventAnswers, EventView, ListLine, Unavailable},
    question::{Question, Whose, arranged},
};

use crate::http::{self, AppState};

mod csv;

/// Every list.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/manage/events/{slug}/registrations.csv", get(registrations))
        .route("/account/data.json", get(own_data))
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
fn taken_along(body: String, kind: &str, name: &str) -> Response {
    let attachment = format!("attachment; filename=\"{name}\"");
    let mut response = body.into_response();
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

/// `/manage/events/{slug}/registrations.csv`: everybody registered, one line per person. For everybody who does not
/// run the event it is not there (I8).
async fn registrations(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    locale: Option<Extension<Locale>>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let l = locale.map(|Extension(locale)| locale).unwrap_or_default();
    let unavailable = |_: Unavailable| StatusCode::SERVICE_UNAVAILABLE;
    let by = http::actor(&state, &headers).await.map_err(unavailable)?;
    let event = state.house.events.event(&by, &slug).await.map_err(unavailable)?;
    let event = event.filter(|event| event.mine).ok_or(StatusCode::NOT_FOUND)?;
    let lines = state.house.door.list(&by, event.id).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let answers = state.house.forms.answers(&by, event.id).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let body = csv::written(&table(l, &event, lines, &answers), separator(l));
    Ok(taken_along(body, "text/csv; charset=utf-8", &format!("{}.csv", event.card.slug)))
}

/// What spreadsheets of the language expect between cells: where the comma is in numbers it is a semicolon.
const fn separator(l: Locale) -> char {
    match l {
        Locale::De => ';',
        Locale::En => ',',
    }
}

fn table(l: Locale, event: &EventView, lines: Vec<ListLine>, answers: &EventAnswers) -> Vec<Vec<String>> {
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
    let mut table = vec![head.into_iter().map(str::to_owned).chain(asked).collect()];
    let at = |moment: chrono::NaiveDateTime| dates::iso(moment).replace('T', " ");
    table.extend(lines.into_iter().map(|line| {
        let session = event.sessions.iter().find(|session| session.id == line.session);
        let hers: Vec<String> = questions.iter().map(|question| cell(l, question, &line, answers)).collect();
        let row = vec![
            session.map(|session| session.title.get(l.code()).to_owned()).unwrap_or_default(),
            session.map(|session| at(session.when.local.from)).unwrap_or_default(),
            line.name,
            line.with.unwrap_or_default(),
            line.email,
            line.state.word(l).to_owned(),
            at(line.at),
            line.came_at.map(at).unwrap_or_default(),
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
