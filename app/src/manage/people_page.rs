//! `/manage/events/{slug}/registrations`: who comes, by session; made to be printed.

use super::{access::own_event, people_view::people};
use crate::{
    ask::Ask,
    page::{Answer, Answered, Page},
    t,
};

/// Everybody registered.
pub async fn show(ask: Ask) -> Answered {
    let l = ask.locale;
    let event = own_event(&ask).await?;
    let Some(lines) = ask.house.registrations.registrations(&ask.actor, event.id).await? else {
        return Ok(Answer::NotFound);
    };
    let answers = ask.house.forms.answers(&ask.actor, event.id).await?.unwrap_or_default();
    let page = Page::new("manage", t!(l, manage.list_title), move || people(&event, &lines, &answers, l));
    Ok(page.into())
}
