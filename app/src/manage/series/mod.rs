//! An organisation's series of events: named, filled, published together, dissolved.

mod fields;
pub(crate) mod list_page;
pub(crate) mod page;
mod view;
pub(crate) mod words_page;

use domain::desk::SeriesView;

use crate::{ask::Ask, page::Answer};

/// The series the address names, if the actor runs it.
///
/// # Errors
/// To the sign-in page, or "there is no such page".
async fn own_series(ask: &Ask) -> Result<SeriesView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let series = ask.house.series.series(&ask.actor, ask.param("slug")).await?;
    series.filter(|series| series.mine).ok_or(Answer::NotFound)
}
