//! The day a list of spaces shows: the wished one, else the next on which something is free.

use chrono::{Days, NaiveDate};
use domain::desk::{CatalogueDesk, SpaceCard, SpaceQuery, Unavailable};

/// Days looked ahead: over a weekend with a holiday.
const AHEAD: u64 = 4;

/// The spaces that answer, and the day they are shown on.
pub async fn soonest(
    catalogue: &dyn CatalogueDesk,
    wanted: SpaceQuery,
    today: NaiveDate,
) -> Result<(NaiveDate, Vec<SpaceCard>), Unavailable> {
    // A day that is over has nothing free.
    let first = wanted.on.unwrap_or(today).max(today);
    let wished = wanted.on.is_some();
    let mut query = SpaceQuery { on: Some(first), ..wanted };
    let cards = catalogue.spaces(&query).await?;
    if wished || any_free(&cards) {
        return Ok((first, cards));
    }
    for date in (1..AHEAD).filter_map(|days| today.checked_add_days(Days::new(days))) {
        query.on = Some(date);
        let later = catalogue.spaces(&query).await?;
        if any_free(&later) {
            return Ok((date, later));
        }
    }
    Ok((first, cards))
}

fn any_free(cards: &[SpaceCard]) -> bool {
    cards.iter().any(|card| !card.free.is_empty())
}
