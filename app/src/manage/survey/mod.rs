//! What organisers ask those who came, and what they read of the answers.

mod fields;
pub(crate) mod page;
pub(crate) mod preview_page;
mod results_view;
mod view;

use domain::desk::{EventView, OwnSurvey};

use crate::{ask::Ask, manage::access::own_event, page::Answer};

/// The event the address names and its survey, if the actor runs it.
async fn own_survey(ask: &Ask) -> Result<(EventView, OwnSurvey), Answer> {
    let event = own_event(ask).await?;
    let survey = ask.house.surveys.survey(&ask.actor, event.id).await?.ok_or(Answer::NotFound)?;
    Ok((event, survey))
}
