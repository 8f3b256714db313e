//! Registering people by a list, for an organisation.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{
    access::Actor,
    id::{RequestId, SessionId},
    registration::{
        RegistrationRefusal,
        list::{ListLine, Verdict},
    },
};

/// A list as the form has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewList {
    /// The form it came from.
    pub request: RequestId,
    /// For which session.
    pub session: SessionId,
    /// Its people; 1 to 100.
    pub lines: Vec<ListLine>,
    /// Whoever gets no seat is asked whether she wants to wait.
    pub wait: bool,
    /// Whoever sends it said, in this version of the words, that she may hand these names and addresses on. `None`: she
    /// only looks.
    pub consent: Option<String>,
    /// The language they are written to in.
    pub language: String,
    /// The secret part of the link of a group. `None`: they come as anybody.
    pub access: Option<String>,
}

/// Looks at lists and takes them.
///
/// The verdicts are in the order of the lines. An address that registered by itself looks like one that did not: whoever
/// lists it learns nothing of it, and its owner is told by mail that she is registered.
#[async_trait]
pub trait ListDesk: Send + Sync {
    /// What would become of each line now. Changes nothing.
    async fn judge_list(&self, by: &Actor, list: &NewList) -> Result<Vec<Verdict>, RegistrationRefusal>;
    /// Registers everybody with whose line nothing is wrong, each by herself, and writes each the mail that asks her to
    /// confirm. A second time changes nothing and answers the same.
    async fn register_list(&self, by: &Actor, list: NewList) -> Result<Vec<Verdict>, RegistrationRefusal>;
}
