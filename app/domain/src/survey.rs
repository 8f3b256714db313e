//! Asking those who came how it was: what is asked, whom and when, and what is shown of the answers.
//!
//! Whoever answers is anonymous to whoever reads. So answers are counted, nobody's are shown together, and nothing is
//! shown before nobody can answer any more, nor of a few.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{Duration, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::{
    codes,
    event::EventState,
    id::{RegistrationId, SessionId},
    question::{Choice, MOST_OPTION},
    reminder::awake,
    text::Localised,
};

/// Most questions of an organiser's own, beside the ready ones.
pub const MOST_OWN: usize = 3;
/// Longest question, in letters.
pub const MOST_LABEL: usize = 200;
/// How many options a choice has.
pub const OPTIONS: std::ops::RangeInclusive<usize> = 2..=10;
/// Longest answer in words, in letters.
pub const MOST_TEXT: usize = 2_000;
/// The best there is, where 1 is the worst.
pub const BEST: u8 = 5;
/// Fewer people are not asked, and fewer answers to a question not shown: of so few one could guess whose they are.
pub const LEAST: u32 = 5;
/// For so many days one can answer, and change what one answered.
pub const OPEN_DAYS: u16 = 30;
/// Later than so many days after the end nobody is asked any more.
pub const ASK_DAYS: u16 = 7;
/// So long after the end people are on their way home.
const ON_THE_WAY: Duration = Duration::hours(1);

codes! {
    /// A question that is ready to be asked, in every language of the house.
    Ready {
        /// How it was, all in all.
        Overall = "overall",
        /// What was good.
        Good = "good",
        /// What should be better.
        Better = "better",
        /// Whether one would come again.
        Again = "again",
    }
}

codes! {
    /// How a question is answered.
    Kind {
        /// From 1 to [`BEST`].
        Scale = "scale",
        /// One of some options.
        Choice = "choice",
        /// In words.
        Text = "text",
    }
}

codes! {
    /// Whether one would come again.
    Again {
        /// She would.
        Yes = "yes",
        /// She does not know.
        Maybe = "maybe",
        /// She would not.
        No = "no",
    }
}

impl Ready {
    /// How it is answered.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Overall => Kind::Scale,
            Self::Good | Self::Better => Kind::Text,
            Self::Again => Kind::Choice,
        }
    }
}

/// A question of an organiser's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// How it is answered.
    pub kind: Kind,
    /// What is asked.
    pub label: Localised,
    /// What one can choose from, in order; empty where one does not choose.
    pub options: Vec<Choice>,
}

/// Everything that is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Questions {
    /// Of the ready ones, in their order.
    pub ready: Vec<Ready>,
    /// The organiser's own, asked after them.
    pub own: Vec<Own>,
}

impl Default for Questions {
    fn default() -> Self {
        Self { ready: Ready::ALL.to_vec(), own: Vec::new() }
    }
}

/// One question as it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A ready one.
    Ready(Ready),
    /// One of the organiser's own, by its place from 0.
    Own(usize, &'a Own),
}

impl Asked<'_> {
    /// What answers call it.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::Ready(ready) => ready.code().to_owned(),
            Self::Own(place, _) => format!("own-{}", place + 1),
        }
    }

    /// How it is answered.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Ready(ready) => ready.kind(),
            Self::Own(_, own) => own.kind,
        }
    }

    /// What one can choose from, by key and in order: best first on a scale. Nothing where one writes.
    #[must_use]
    pub fn options(self) -> Vec<String> {
        match (self, self.kind()) {
            (_, Kind::Text) => Vec::new(),
            (_, Kind::Scale) => (1..=BEST).rev().map(|mark| mark.to_string()).collect(),
            (Self::Ready(_), Kind::Choice) => Again::ALL.iter().map(|again| again.code().to_owned()).collect(),
            (Self::Own(_, own), Kind::Choice) => own.options.iter().map(|option| option.key.clone()).collect(),
        }
    }
}

/// What is wrong with what is to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuestionsFault {
    /// Nothing is asked.
    Nothing,
    /// There are more than [`MOST_OWN`].
    TooMany,
    /// The question in this place is missing or too long.
    Label(usize),
    /// The question in this place has too few options, or too many.
    Options(usize),
    /// An option of the question in this place is missing, too long or there twice.
    Option(usize),
}

impl Questions {
    /// Every question, in order.
    pub fn asked(&self) -> impl Iterator<Item = Asked<'_>> {
        let own = self.own.iter().enumerate().map(|(place, own)| Asked::Own(place, own));
        self.ready.iter().copied().map(Asked::Ready).chain(own)
    }

    /// What is wrong with them.
    #[must_use]
    pub fn faults(&self) -> Vec<QuestionsFault> {
        let mut faults = Vec::new();
        if self.ready.is_empty() && self.own.is_empty() {
            faults.push(QuestionsFault::Nothing);
        }
        if self.own.len() > MOST_OWN {
            faults.push(QuestionsFault::TooMany);
        }
        for (place, own) in self.own.iter().enumerate() {
            if !fits(&own.label, MOST_LABEL) {
                faults.push(QuestionsFault::Label(place));
            }
            if own.kind != Kind::Choice {
                continue;
            }
            if !OPTIONS.contains(&own.options.len()) {
                faults.push(QuestionsFault::Options(place));
            }
            let mut seen = BTreeSet::new();
            let sound = |option: &Choice| fits(&option.label, MOST_OPTION) && seen.insert(option.label.clone());
            if !own.options.iter().all(sound) {
                faults.push(QuestionsFault::Option(place));
            }
        }
        faults
    }
}

/// There is something, and not too much in any language.
fn fits(text: &Localised, most: usize) -> bool {
    !text.is_empty() && text.0.values().all(|words| words.chars().count() <= most)
}

/// What somebody answered to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// What she chose, by its key.
    Chosen(String),
    /// What she wrote.
    Text(String),
}

/// What somebody answered, by the key of the question. What she left out is not there.
pub type Answers = BTreeMap<String, Answer>;

/// Why an answer cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrong {
    /// There is no such option.
    NoSuchOption,
    /// It is longer than [`MOST_TEXT`].
    TooLong,
    /// Nothing was answered at all.
    Nothing,
}

/// What is wrong with what was answered to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The key of the question.
    pub question: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// Reads what was typed, by the keys of the questions. What was not asked is not read.
///
/// # Errors
/// Everything that is wrong, in the order of the questions.
pub fn settle(questions: &Questions, typed: &BTreeMap<String, String>) -> Result<Answers, Vec<Fault>> {
    let (mut answers, mut faults) = (Answers::new(), Vec::new());
    for asked in questions.asked() {
        let key = asked.key();
        let Some(typed) = typed.get(&key).map(|text| text.trim()).filter(|text| !text.is_empty()) else { continue };
        let read = match asked.kind() {
            Kind::Text => {
                let text = typed.replace("\r\n", "\n");
                if text.chars().count() <= MOST_TEXT { Ok(Answer::Text(text)) } else { Err(Wrong::TooLong) }
            }
            Kind::Scale | Kind::Choice if asked.options().iter().any(|option| option == typed) => {
                Ok(Answer::Chosen(typed.to_owned()))
            }
            Kind::Scale | Kind::Choice => Err(Wrong::NoSuchOption),
        };
        match read {
            Ok(answer) => drop(answers.insert(key, answer)),
            Err(wrong) => faults.push(Fault { question: key, wrong }),
        }
    }
    if answers.is_empty() && faults.is_empty() {
        let first = questions.asked().next().map(Asked::key).unwrap_or_default();
        faults.push(Fault { question: first, wrong: Wrong::Nothing });
    }
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// What [`Counts`] call a text, of whatever words.
pub const WRITTEN: &str = "written";

/// How often what was answered. Says nothing of who answered, and nothing of what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// How many people answered.
    pub answered: u32,
    /// By question, by option, how often; texts under [`WRITTEN`].
    pub of: BTreeMap<String, BTreeMap<String, u32>>,
}

impl Counts {
    /// Counts one more person.
    pub fn add(&mut self, answers: &Answers) {
        self.answered += 1;
        for (question, answer) in answers {
            let option = match answer {
                Answer::Chosen(option) => option.as_str(),
                Answer::Text(_) => WRITTEN,
            };
            *self.of.entry(question.clone()).or_default().entry(option.to_owned()).or_default() += 1;
        }
    }

    /// How often an option was chosen.
    #[must_use]
    pub fn count(&self, question: &str, option: &str) -> u32 {
        self.of.get(question).and_then(|options| options.get(option)).copied().unwrap_or_default()
    }

    /// How many answered a question.
    #[must_use]
    pub fn answers(&self, question: &str) -> u32 {
        self.of.get(question).map(|options| options.values().sum()).unwrap_or_default()
    }

    /// True when enough have answered a question to show what.
    #[must_use]
    pub fn shows(&self, question: &str) -> bool {
        self.answers(question) >= LEAST
    }

    /// What may be kept of them: how many answered, and of the questions those enough have answered.
    #[must_use]
    pub fn kept(mut self) -> Self {
        self.of.retain(|_, options| options.values().sum::<u32>() >= LEAST);
        self
    }

    /// The mean of what was chosen on a scale, in tenths, rounded; `None` where nobody did.
    #[must_use]
    pub fn mean(&self, question: &str) -> Option<u32> {
        let marks = || (1..=u32::from(BEST)).map(|mark| (mark, self.count(question, &mark.to_string())));
        let all: u32 = marks().map(|(_, count)| count).sum();
        let sum: u32 = marks().map(|(mark, count)| mark * count).sum();
        (sum * 10 + all / 2).checked_div(all)
    }
}

/// What is shown of the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// How often what was answered.
    pub counts: Counts,
    /// What was written, by question, in an order that says nothing of when or by whom. Empty once it was forgotten.
    pub texts: BTreeMap<String, Vec<String>>,
}

impl Results {
    /// What was answered, on top of what was counted before the answers were forgotten.
    pub fn of(before: Counts, answers: impl IntoIterator<Item = Answers>) -> Self {
        let (mut counts, mut texts) = (before, BTreeMap::<String, BTreeSet<(String, usize)>>::new());
        for (number, answers) in answers.into_iter().enumerate() {
            counts.add(&answers);
            for (question, answer) in answers {
                if let Answer::Text(text) = answer {
                    // By their words: two who wrote the same are two.
                    texts.entry(question).or_default().insert((text, number));
                }
            }
        }
        let words = |texts: BTreeSet<(String, usize)>| texts.into_iter().map(|(text, _)| text).collect();
        Self { counts, texts: texts.into_iter().map(|(question, texts)| (question, words(texts))).collect() }
    }

    /// The same without the questions too few have answered; `None`: too few have answered at all.
    #[must_use]
    pub fn shown(self) -> Option<Self> {
        let Self { counts, mut texts } = self;
        let counts = counts.kept();
        texts.retain(|question, _| counts.shows(question));
        (counts.answered >= LEAST).then_some(Self { counts, texts })
    }
}

/// Somebody registered for a part of an event that took place, with an address she confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Her registration.
    pub registration: RegistrationId,
    /// For which part.
    pub session: SessionId,
    /// Her address.
    pub address: String,
    /// True when somebody at the door noted that she, or one of those she registered, came.
    pub came: bool,
}

/// The registrations that are asked: of each address the first. Where somebody kept the door those who came, and where
/// nobody did everybody; nobody at all where they are fewer than [`LEAST`], whose answers would never be shown.
#[must_use]
pub fn people(participants: &[Participant], kept: &BTreeSet<SessionId>) -> Vec<RegistrationId> {
    let mut seen = HashSet::new();
    let asked = participants.iter().filter(|one| one.came || !kept.contains(&one.session));
    let asked: Vec<_> =
        asked.filter(|one| seen.insert(one.address.to_lowercase())).map(|one| one.registration).collect();
    if u32::try_from(asked.len()).is_ok_and(|asked| asked < LEAST) { Vec::new() } else { asked }
}

/// Where an event and its survey are. Everything by the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The event is still to come, in part at least.
    ToCome,
    /// It is over: people are asked by the next day.
    Asking,
    /// It was over for too long before anybody was asked: nobody is.
    TooLate,
    /// People were asked and can answer until then.
    Open(NaiveDateTime),
    /// They could until then.
    Over(NaiveDateTime),
}

impl Stage {
    /// True when nobody can answer any more. Before, whoever looks again and again would see what each answer added.
    #[must_use]
    pub const fn shows(self) -> bool {
        matches!(self, Self::Over(_))
    }

    /// `ended`: when the last part of the event that takes place ended, if that is known. `closes`: until when those who
    /// were asked can answer.
    #[must_use]
    pub fn of(ended: Option<NaiveDateTime>, closes: Option<NaiveDateTime>, now: NaiveDateTime) -> Self {
        match (closes, ended) {
            (Some(closes), _) if now < closes => Self::Open(closes),
            (Some(closes), _) => Self::Over(closes),
            (None, Some(ended)) if now >= ended + Duration::days(ASK_DAYS.into()) => Self::TooLate,
            (None, Some(ended)) if now >= ended => Self::Asking,
            (None, _) => Self::ToCome,
        }
    }
}

/// True when those who came to an event that `ended` are asked now: an hour later at the earliest, and not at night.
#[must_use]
pub fn is_due(ended: NaiveDateTime, now: NaiveDateTime) -> bool {
    Stage::of(Some(ended), None, now) == Stage::Asking && now >= ended + ON_THE_WAY && awake(now)
}

/// Why a survey was not changed, or an answer not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum SurveyRefusal {
    /// There is none, or none for the actor's eyes.
    #[error("there is no such survey")]
    NotFound,
    /// The actor may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Somebody changed it since the form was opened.
    #[error("it was changed meanwhile")]
    ChangedMeanwhile,
    /// The event's state does not allow this.
    #[error("a {} event cannot do this", .0.code())]
    NotNow(EventState),
    /// People were asked already: what they were asked stays.
    #[error("people were asked already")]
    Asked,
    /// What is to be asked is not right.
    #[error("the questions are not right: {0:?}")]
    Questions(Vec<QuestionsFault>),
    /// One cannot answer any more.
    #[error("it is over")]
    Over,
    /// What was answered is not right.
    #[error("the answers are not right: {0:?}")]
    Answers(Vec<Fault>),
    /// The house cannot answer now. Logged where it happened.
    #[error("the house cannot answer now")]
    Unavailable,
}

#[cfg(test)]
mod tests;
