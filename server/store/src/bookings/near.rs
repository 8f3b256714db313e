//! Spaces that would do instead of another one, whoever has them.

use chrono::{DateTime, Utc};
use domain::{
    rules::{Standing, Wish},
    space::seats,
};

use super::dated::Dated;
use crate::{
    rooms::{Houses, natural},
    zone,
};

/// The other spaces whose rules have nothing against a wish at the same time, whatever is taken of them: in the same
/// house, then in the same town; of the same kind, and no larger than need be.
pub(crate) fn spaces_like<'h>(houses: &'h Houses, wished: &Dated<'_>, now: DateTime<Utc>) -> Vec<Dated<'h>> {
    let (room, wish) = (wished.room, &wished.wish);
    let key = wished.use_kind.map(|kind| kind.key.as_str());
    let mut like: Vec<Dated<'h>> = Vec::new();
    for other in houses.rooms.iter().filter(|other| other.id() != room.id()) {
        let Some(when) = zone::meant(other.zone, wish.when.local) else { continue };
        let units = other.wished_units(wish.units);
        let (terms, margins) = (wished.terms, wished.margins);
        let dated = Dated { terms, margins, ..Dated::new(other, Wish { when, units, ..*wish }) };
        let dated = dated.used_for(key).taking(&wished.along);
        if dated.allowed(Standing::Booker.into(), now).is_free() && dated.use_kind.is_some() == key.is_some() {
            like.push(dated);
        }
    }
    like.sort_by_cached_key(|other| {
        let (space, wanted) = (&other.room.view.space, &room.view.space);
        let distance = match () {
            () if space.site.id == wanted.site.id => 0,
            () if space.site.town == wanted.site.town => 1,
            () => 2,
        };
        let seats = seats(&other.room.view.layouts, wish.layout);
        (distance, space.kind != wanted.kind, seats, natural(space.name.get("de")))
    });
    like
}
