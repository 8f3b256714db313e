//! The pages the law asks for, as the region writes them.

use async_trait::async_trait;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Unavailable;
use crate::{
    about::{AboutRefusal, AboutText},
    access::Actor,
};

/// A text somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenText {
    /// Of which page.
    pub text: AboutText,
    /// In which language.
    pub language: String,
    /// What it says, in Markdown.
    pub body: String,
    /// When somebody last said that it is right.
    pub reviewed_on: Option<NaiveDate>,
    /// Grows with every change.
    pub version: i32,
}

/// A text as it shall stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewText {
    /// Of which page.
    pub text: AboutText,
    /// In which language.
    pub language: String,
    /// The version that was seen; 0: the template.
    pub version: i32,
    /// What it says, in Markdown.
    pub body: String,
    /// All of it was looked at, today.
    pub reviewed: bool,
}

/// Texts of the region. What is written is public.
#[async_trait]
pub trait TextDesk: Send + Sync {
    /// What was written of a page, in every language somebody wrote it in.
    async fn about_text(&self, text: AboutText) -> Result<Vec<WrittenText>, Unavailable>;
    /// What was written of every page. For the region and its auditors.
    async fn about_texts(&self, by: &Actor) -> Result<Option<Vec<WrittenText>>, Unavailable>;
    /// Writes one. The trail keeps what it said.
    async fn write_about_text(&self, by: &Actor, new: NewText) -> Result<(), AboutRefusal>;
}
