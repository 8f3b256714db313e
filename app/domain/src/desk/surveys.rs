//! Asking those who came how it was.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    access::Actor,
    id::EventId,
    space::Contact,
    survey::{Answers, Questions, Results, Stage, SurveyRefusal},
    text::Localised,
};

/// The survey of an event as those who run it see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSurvey {
    /// The version a change must carry; 0: there was none yet.
    pub version: i32,
    /// People are asked, or can answer.
    pub on: bool,
    /// What is asked.
    pub questions: Questions,
    /// Where it is.
    pub stage: Stage,
    /// How many people were asked.
    pub asked: u32,
    /// How many of them answered.
    pub answered: u32,
    /// What they answered; `None`: they still can, or too few did.
    pub results: Option<Results>,
    /// True when what was written is forgotten, and only counts are left.
    pub forgotten: bool,
}

/// What becomes of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyChange {
    /// People are asked, or can answer.
    pub on: bool,
    /// What is asked; `None`: what was asked before.
    pub questions: Option<Questions>,
}

/// What whoever holds a link is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyForm {
    /// What the event is called.
    pub event: Localised,
    /// Its part of an address.
    pub slug: String,
    /// Who announced it, and reads the answers.
    pub organiser: String,
    /// Whom to ask.
    pub contact: Contact,
    /// What is asked.
    pub questions: Questions,
    /// The last whole day on which one can answer.
    pub last_day: NaiveDate,
    /// What was answered by this link before.
    pub given: Option<Answers>,
    /// True while one can answer.
    pub open: bool,
}

/// Everything about the survey of an event.
#[async_trait]
pub trait SurveyDesk: Send + Sync {
    /// The survey of an event, for those who run it.
    async fn survey(&self, by: &Actor, event: EventId) -> Result<Option<OwnSurvey>, Unavailable>;

    /// Switches it on or off, or asks something else. What people were asked stays.
    async fn change_survey(
        &self,
        by: &Actor,
        event: EventId,
        version: i32,
        change: SurveyChange,
    ) -> Result<(), SurveyRefusal>;

    /// The survey to take along, where there is something to show; that somebody took it is written down.
    async fn take_survey(&self, by: &Actor, event: EventId) -> Result<Option<OwnSurvey>, Unavailable>;

    /// What is asked of whoever holds this link. Says nothing of who that is.
    async fn survey_form(&self, token: &str) -> Result<Option<SurveyForm>, Unavailable>;

    /// Deletes the answers of whoever holds this link, while she could change them.
    async fn withdraw_answers(&self, token: &str) -> Result<(), SurveyRefusal>;

    /// Takes the answers of whoever holds this link, in place of those she gave before. Nothing in the house says whose
    /// they are.
    async fn answer_survey(&self, token: &str, typed: &BTreeMap<String, String>) -> Result<(), SurveyRefusal>;
}
