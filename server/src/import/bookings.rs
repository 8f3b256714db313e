//! Bookings from a table, one row per date.
//!
//! Prose about recurrence ("Wöchentlich am Montag") is information only: each row is an occurrence already.

use std::io::Write;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use domain::{
    organisation::{OrganisationKind, Sector},
    slot::LocalSpan,
};
use store::{
    Store,
    intake::{IntakeError, NewHolder, NewUse, Time},
};

use super::{
    ImportError, Report, reason,
    table::{Row, Shape},
};

/// Tables that are known.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Preset {
    /// An export of Teamup with `start_date;start_time;end_date;end_time;room_id`.
    Teamup,
}

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    shape: Shape,
    /// A table that is known: sets delimiter, headings and columns.
    #[arg(long)]
    preset: Option<Preset>,
    /// Whose the bookings are, where a row names nobody.
    #[arg(long, default_value = "")]
    organisation: String,
    /// The purpose of rows that name none.
    #[arg(long, default_value = "Übernommen")]
    title: String,
}

const WORDS: &[&str] = &[
    "key",
    "space",
    "start",
    "end",
    "start_date",
    "start_time",
    "end_date",
    "end_time",
    "title",
    "organisation",
    "people",
];

pub(super) async fn run(store: &Store, args: &Args, out: &mut (dyn Write + Send)) -> Result<Report, ImportError> {
    let shape = match args.preset {
        None => args.shape.clone(),
        Some(Preset::Teamup) => args.shape.clone().preset(';', false, &["key=id", "space=room_id"]),
    };
    let rows = shape.read(WORDS, &["key", "space"])?;
    let mut intake = store.intake(&shape.source).await?;
    let mut report = Report::default();
    for (index, row) in rows.iter().enumerate() {
        let new = match read(row, args) {
            Ok(read) => read,
            Err(text) => {
                report.refuse(&shape.file, row.line, &text);
                continue;
            }
        };
        let Some(space) = intake.space_called(row.get("space")) else {
            report.refuse(&shape.file, row.line, &format!("there is no room {:?} of this source", row.get("space")));
            continue;
        };
        let holder = NewHolder {
            name: new.organisation.clone(),
            kind: OrganisationKind::Association,
            sector: Sector::Society,
            town: String::new(),
            trusted: false,
        };
        let used = NewUse {
            space,
            organisation: intake.organisation(&new.organisation, holder).await?.id(),
            account: None,
            title: new.title,
            time: Time::Local(new.span),
            people: new.people,
            units: 1,
            layout: None,
            use_kind: None,
            came: false,
        };
        match intake.judged_booking(row.get("key"), used).await {
            Ok((taken, broken)) => {
                report.count(taken);
                report.note(&shape.file, row.line, &broken);
            }
            Err(error @ IntakeError::Failed(_)) => return Err(error.into()),
            Err(error) => report.refuse(&shape.file, row.line, &reason(&error)),
        }
        report.progress(out, index + 1, rows.len())?;
    }
    intake.commit().await?;
    Ok(report)
}

struct Read {
    span: LocalSpan,
    title: String,
    organisation: String,
    people: u16,
}

fn read(row: &Row, args: &Args) -> Result<Read, String> {
    if row.get("key").is_empty() {
        return Err("a booking needs a key".to_owned());
    }
    let span = LocalSpan { from: moment(row, "start", None)?, until: moment(row, "end", Some("start"))? };
    if span.until <= span.from {
        return Err(format!("it ends ({}) before it starts ({})", span.until, span.from));
    }
    let people = match row.get("people") {
        "" => 0,
        text => text.parse().map_err(|_| format!("people {text:?} is no number"))?,
    };
    let organisation = row.or("organisation", &args.organisation);
    let organisation = if organisation.is_empty() { args.shape.source.clone() } else { organisation };
    Ok(Read { span, title: row.or("title", &args.title), organisation, people })
}

/// `start`, or `start_date` with `start_time`. A missing end date is the start's.
fn moment(row: &Row, word: &str, fallback: Option<&str>) -> Result<NaiveDateTime, String> {
    let whole = row.get(word);
    if !whole.is_empty() {
        return ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
            .iter()
            .find_map(|format| NaiveDateTime::parse_from_str(whole, format).ok())
            .ok_or_else(|| format!("{word} {whole:?} is no date and time"));
    }
    let mut date = row.get(&format!("{word}_date"));
    if let (true, Some(other)) = (date.is_empty(), fallback) {
        let start = row.get(&format!("{other}_date"));
        date = if start.is_empty() { row.get(other).get(..10).unwrap_or_default() } else { start };
    }
    let time = row.get(&format!("{word}_time"));
    let day =
        ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"].iter().find_map(|format| NaiveDate::parse_from_str(date, format).ok());
    let day = day.ok_or_else(|| format!("{word}_date {date:?} is no date"))?;
    if time == "24:00" {
        return day.succ_opt().map(|next| next.and_time(NaiveTime::MIN)).ok_or_else(|| format!("{date:?} is too late"));
    }
    let clock = ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(time, format).ok());
    Ok(day.and_time(clock.ok_or_else(|| format!("{word}_time {time:?} is no time"))?))
}
