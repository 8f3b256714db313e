//! What a mail with a message says.

use domain::{
    desk::RegistrationView,
    id::{MessageId, RegistrationId},
    message::{Audience, Words},
};
use sea_orm::{DbErr, EntityTrait};

use super::audience;
use crate::{
    Store,
    entity::{message, registration},
    keys::Purpose,
};

/// A message from the organisers of an event to somebody who registered for it.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageFacts {
    /// The contact person's address.
    pub to: String,
    /// The language of what stands around it.
    pub language: String,
    /// What the organiser wrote.
    pub words: Words,
    /// True when it is about one session, and not the whole event.
    pub about_session: bool,
    /// Her registration as it is now.
    pub registration: RegistrationView,
    /// The secret part of the registration's link.
    pub token: String,
}

impl Store {
    /// `None`: she called it off, or was forgotten.
    pub(crate) async fn message_facts(&self, id: MessageId, to: RegistrationId) -> Result<Option<MessageFacts>, DbErr> {
        let Some(message) = message::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let found = registration::Entity::find_by_id(to.0).one(&self.db).await?;
        let Some(row) = found.filter(|row| row.state.0.is_living() && !row.email.is_empty()) else { return Ok(None) };
        let Some(registration) = self.registration_view(&row).await? else { return Ok(None) };
        Ok(Some(MessageFacts {
            to: row.email,
            language: row.language,
            about_session: matches!(audience(&message)?, Audience::Session(_)),
            words: Words { subject: message.subject, text: message.body },
            registration,
            token: self.keys.token(Purpose::Registration, to.0),
        }))
    }
}
