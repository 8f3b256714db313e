//! Files between form and desk. A browser gives a file once: what arrives is kept at once, under a key that comes back in
//! a hidden field, so that nothing is lost when something else is wrong with the form.

use std::collections::HashMap;

use domain::{
    desk::{Answered, Asked, FileRefusal, NewFile},
    question::{
        Answer, Answers, Form, Given, Kind, Question, SentFile, Whose, Wrong,
        file::{FileFault, bytes},
    },
    registration::MOST_ATTENDEES,
};

use super::{fields::name, say, say_files};
use crate::{
    ask::{Ask, Upload},
    form::{Fields, Problems},
    page::Answer as Said,
    t,
};

/// What a field ends with that names the file which is there already.
const KEPT: &str = "-kept";
/// What one ends with that takes it away.
const AWAY: &str = "-away";

/// The hidden field that names the file which is there already.
#[must_use]
pub fn kept_name(field: &str) -> String {
    format!("{field}{KEPT}")
}

/// The field that takes it away.
#[must_use]
pub fn away_name(field: &str) -> String {
    format!("{field}{AWAY}")
}

/// Files that are there already, by what their fields say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    known: HashMap<String, SentFile>,
    /// Under which path those are fetched that are answers; `None`: none are.
    pub under: Option<String>,
}

impl Files {
    /// Those a registration has, each by its id.
    #[must_use]
    pub fn of(asked: &Asked, under: &str) -> Self {
        let file = |one: &Answered| match &one.answer {
            Answer::File(file) => Some((file.id.to_string(), file.clone())),
            _ => None,
        };
        Self { known: asked.answers.iter().filter_map(file).collect(), under: Some(under.to_owned()) }
    }

    /// The file a field says is there.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&SentFile> {
        self.known.get(key)
    }

    /// Where it is fetched: only what is an answer already.
    #[must_use]
    pub fn path(&self, key: &str) -> Option<String> {
        let file = self.get(key).filter(|file| file.id.to_string() == key)?;
        Some(format!("{}/{}", self.under.as_ref()?, file.id))
    }

    /// The same answers with the files their keys open; what opens nothing stays words.
    #[must_use]
    pub fn known(&self, form: &Form, given: &Given) -> Given {
        let of = |answers: &Answers| -> Answers {
            let known = |(question, answer): (&_, &Answer)| {
                let asked = form.questions.iter().find(|one| one.id == *question);
                let file = match answer {
                    Answer::Text(key) if asked.is_some_and(|one| one.kind == Kind::File) => self.get(key),
                    _ => None,
                };
                (*question, file.map_or_else(|| answer.clone(), |file| Answer::File(file.clone())))
            };
            answers.iter().map(known).collect()
        };
        Given { version: given.version, once: of(&given.once), each: given.each.iter().map(of).collect() }
    }
}

/// A form with its files.
#[derive(Clone, Debug, Default)]
pub struct Received {
    /// What was typed, with the key of each file at its question.
    pub fields: Fields,
    /// The files that are there.
    pub files: Files,
    /// What is wrong with those that came.
    pub problems: Problems,
}

/// Keeps every file that came with a form. `own`: those that are answers already.
///
/// # Errors
/// When the house cannot answer now.
pub async fn received(ask: &Ask, form: &Form, own: Files) -> Result<Received, Said> {
    let mut all = Received { fields: ask.form.clone(), files: own, problems: Problems::default() };
    for (question, field) in fields(form) {
        let came = ask.uploads.iter().find(|upload| upload.field == field);
        let new = match came.map(|upload| (upload, fault(question, upload))) {
            None => None,
            Some((_, Some(fault))) => {
                all.problems
                    .add(field.clone(), say_files::file_fault(say::language(ask.locale, question), question, fault));
                None
            }
            Some((upload, None)) => match keep(ask, question, upload).await {
                Ok(key) => Some(key),
                Err(FileRefusal::Unavailable) => return Err(Said::Unavailable),
                Err(refusal) => {
                    all.problems.add(field.clone(), refused(ask, question, refusal));
                    None
                }
            },
        };
        let before = all.fields.text(&kept_name(&field)).filter(|_| !all.fields.ticked(&away_name(&field)));
        let key = new.or_else(|| before.map(str::to_owned)).unwrap_or_default();
        if !key.is_empty()
            && all.files.get(&key).is_none()
            && let Some(file) = ask.house.files.sent_file(question.id, &key).await?
        {
            all.files.known.insert(key.clone(), file);
        }
        all.fields = all.fields.with(&kept_name(&field), "").with(&away_name(&field), "").with(&field, &key);
    }
    Ok(all)
}

/// The same where nothing is kept: the files of a preview are there as long as the page says so.
#[must_use]
pub fn pretended(ask: &Ask, form: &Form) -> Received {
    let mut all = Received { fields: ask.form.clone(), ..Received::default() };
    for (question, field) in fields(form) {
        let came = ask.uploads.iter().find(|upload| upload.field == field);
        let fault = came.and_then(|upload| fault(question, upload));
        if let Some(fault) = fault {
            all.problems
                .add(field.clone(), say_files::file_fault(say::language(ask.locale, question), question, fault));
        }
        let before = all.fields.text(&kept_name(&field)).filter(|_| !all.fields.ticked(&away_name(&field)));
        let came = came.filter(|_| fault.is_none()).map(|upload| format!("{}:{}", upload.length, upload.name));
        let key = came.or_else(|| before.map(str::to_owned)).unwrap_or_default();
        if let Some((size, name)) = key.split_once(':')
            && let Some(kind) = question.files.first().copied()
        {
            let size = size.parse().unwrap_or_default();
            let name = domain::question::file::named(name, kind);
            all.files.known.insert(key.clone(), SentFile { id: domain::id::FileId(ask.fresh), name, kind, size });
        }
        all.fields = all.fields.with(&kept_name(&field), "").with(&away_name(&field), "").with(&field, &key);
    }
    all
}

/// Every field for a file the form can have.
fn fields(form: &Form) -> impl Iterator<Item = (&Question, String)> {
    let slots = |whose| match whose {
        Whose::Registration => vec![None],
        Whose::Attendee => (0..MOST_ATTENDEES).map(Some).collect(),
    };
    let asked = form.questions.iter().filter(|question| question.kind == Kind::File);
    asked.flat_map(move |question| {
        slots(question.whose).into_iter().map(move |slot| (question, name(question.id, slot)))
    })
}

/// What is wrong with a file before anybody looks into it.
fn fault(question: &Question, upload: &Upload) -> Option<FileFault> {
    let megabytes = question.megabytes();
    let most = usize::try_from(bytes(u64::try_from(megabytes).unwrap_or_default())).unwrap_or(usize::MAX);
    if upload.length > most {
        return Some(FileFault::TooLarge(megabytes));
    }
    // There was no room for all of it beside the others.
    (upload.bytes.len() < upload.length).then_some(FileFault::Together)
}

async fn keep(ask: &Ask, question: &Question, upload: &Upload) -> Result<String, FileRefusal> {
    let new = NewFile {
        question: question.id,
        name: upload.name.clone(),
        bytes: upload.bytes.to_vec(),
        network: ask.network,
    };
    ask.house.files.keep_file(new).await
}

fn refused(ask: &Ask, question: &Question, refusal: FileRefusal) -> String {
    let l = say::language(ask.locale, question);
    match refusal {
        FileRefusal::Fault(fault) => say_files::file_fault(l, question, fault),
        FileRefusal::NotFound => say::wrong(l, question, Wrong::FileGone),
        FileRefusal::Waits | FileRefusal::Unavailable => t!(l, questions.file_waits, label = say::named(l, question)),
    }
}
