//! What a change does to the dates it is meant for: the difference between how the first one is and how it shall be.

use chrono::{NaiveTime, TimeDelta};
use domain::{
    booking::{BookingRefusal, BookingState},
    desk::{Changed, Choice, Pick},
    equipment::Along,
    rules::Wish,
    slot::LocalSpan,
    space::Layout,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, SimpleExpr},
};
use uuid::Uuid;

use super::{
    alternatives::Terms,
    dated::Dated,
    rows::{Change, is_at},
};
use crate::{
    entity::{Code, Json, booking, occurrence, small},
    rooms::{Houses, Room},
    zone,
};

/// What differs; `None`: stays as it is on each date.
#[derive(Clone, Debug, Default)]
pub(super) struct Difference<'a> {
    days: i64,
    /// When it starts, and how long it is by the clock on the wall.
    clock: Option<(NaiveTime, TimeDelta)>,
    room: Option<&'a Room>,
    title: Option<&'a str>,
    people: Option<u16>,
    layout: Option<Option<Layout>>,
    units: Option<u16>,
    along: Option<&'a Along>,
    /// What it is used for, by its key.
    use_kind: Option<Option<&'a str>>,
    /// What was decided about single dates.
    choices: &'a [Choice],
}

impl<'a> Difference<'a> {
    /// Between a date as it stands, and as it is wished; `houses` holds both spaces.
    pub(super) fn between(
        row: &booking::Model,
        dated: &occurrence::Model,
        houses: &'a Houses,
        wished: &'a Dated<'a>,
        title: Option<&'a str>,
    ) -> Result<Self, BookingRefusal> {
        let here = houses.room_of(dated.space_id).ok_or(BookingRefusal::NotFound)?;
        let there = houses.room_of(wished.room.id()).ok_or(BookingRefusal::NotFound)?;
        // A kind of use this space does not know, or no longer, is shown as none.
        let used_for = dated.use_kind(row).filter(|key| here.view.rules.use_kind(key).is_some());
        let wish = &wished.wish;
        let old = local(dated, here);
        let new = wish.when.local;
        let (old_length, new_length) = (old.until - old.from, new.until - new.from);
        let other_clock = old.from.time() != new.from.time() || old_length != new_length;
        Ok(Self {
            days: (new.from.date() - old.from.date()).num_days(),
            clock: other_clock.then_some((new.from.time(), new_length)),
            room: (here.id() != there.id()).then_some(there),
            title: title.filter(|title| *title != dated.title.as_ref().unwrap_or(&row.title)),
            people: Some(wish.people).filter(|people| i32::from(*people) != dated.people.unwrap_or(row.people)),
            layout: Some(wish.layout).filter(|layout| *layout != dated.layout(row)),
            units: Some(wish.units).filter(|units| i32::from(*units) != dated.units.unwrap_or(row.units)),
            along: Some(&wished.along).filter(|along| **along != dated.along(row)),
            use_kind: Some(wished.use_kind.map(|kind| kind.key.as_str())).filter(|key| *key != used_for),
            choices: &[],
        })
    }

    /// With what was decided about single dates.
    pub(super) const fn choosing(self, choices: &'a [Choice]) -> Self {
        Self { choices, ..self }
    }

    /// True when the date is as it is wished already.
    pub(super) fn is_nothing(&self) -> bool {
        !self.needs_another_look() && self.title.is_none()
    }

    /// True when more than words change.
    pub(super) fn needs_another_look(&self) -> bool {
        self.matters() || self.people.is_some()
    }

    /// True when it is at another time or place.
    fn moves(&self) -> bool {
        let sent = |choice: &Choice| matches!(choice.pick, Pick::Instead { .. });
        self.days != 0 || self.clock.is_some() || self.room.is_some() || self.choices.iter().any(sent)
    }

    /// True when it is used otherwise, wherever it is.
    const fn is_other_use(&self) -> bool {
        self.layout.is_some() || self.units.is_some() || self.along.is_some() || self.use_kind.is_some()
    }

    /// True when a keeper who was asked before would want to be asked again.
    pub(super) fn matters(&self) -> bool {
        self.moves() || self.is_other_use()
    }

    /// What of a date is made otherwise besides its time and place.
    pub(super) fn changed(&self, row: &booking::Model, dated: &occurrence::Model) -> Vec<Changed> {
        let (people, units) = (small(dated.people.unwrap_or(row.people)), small(dated.units.unwrap_or(row.units)));
        [
            self.title.map(|_| Changed::Title),
            self.people.map(|new| Changed::People(people, new)),
            self.layout.map(|new| Changed::Layout(dated.layout(row), new)),
            self.units.map(|new| Changed::Units(units, new)),
            self.use_kind.map(|_| Changed::UseKind),
            self.along.map(|_| Changed::Along),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// True when a keeper has to agree to it where keepers are asked.
    pub(super) fn is_asked_for(&self, row: &booking::Model, dates: &[&occurrence::Model]) -> bool {
        self.matters() || self.grows(row, dates)
    }

    /// The ids of those dates a keeper has to agree to where keepers are asked: one that stays where it is, and as many
    /// come, was agreed to.
    pub(super) fn asked_for(
        &self,
        row: &booking::Model,
        dates: &[&occurrence::Model],
        becomes: &[Dated<'_>],
    ) -> Vec<Uuid> {
        let asked = |(dated, becomes): &(&&occurrence::Model, &Dated<'_>)| {
            !is_at(dated, becomes.room, becomes.wish.when.slot) || self.is_other_use() || self.grows(row, &[dated])
        };
        dates.iter().zip(becomes).filter(asked).map(|(dated, _)| dated.id).collect()
    }

    /// True when more people come to one of these dates than a keeper agreed to.
    fn grows(&self, row: &booking::Model, dates: &[&occurrence::Model]) -> bool {
        let more = |people: u16| dates.iter().any(|dated| dated.people.unwrap_or(row.people) < i32::from(people));
        self.people.is_some_and(more)
    }

    /// Some dates as they will be; `None`: it stays as it is.
    pub(super) fn applied_to<'h>(
        &self,
        row: &booking::Model,
        dates: &[&occurrence::Model],
        houses: &'h Houses,
    ) -> Result<Vec<Option<Dated<'h>>>, BookingRefusal> {
        dates.iter().map(|dated| self.applied(row, dated, houses)).collect()
    }

    /// A date as it will be, unless it stays as it is.
    fn applied<'h>(
        &self,
        row: &booking::Model,
        dated: &occurrence::Model,
        houses: &'h Houses,
    ) -> Result<Option<Dated<'h>>, BookingRefusal> {
        let here = houses.room_of(dated.space_id).ok_or(BookingRefusal::NotFound)?;
        let mut there = match self.room {
            Some(room) => houses.room_of(room.id()).ok_or(BookingRefusal::NotFound)?,
            None => here,
        };
        let stands = local(dated, here);
        let date = stands.from.date() + TimeDelta::days(self.days);
        let (time, length) = self.clock.unwrap_or((stands.from.time(), stands.until - stands.from));
        let mut span = LocalSpan { from: date.and_time(time), until: date.and_time(time) + length };
        match chosen(self.choices, stands) {
            None => {}
            Some(Pick::Skip) => return Ok(None),
            Some(Pick::Instead { space, date, from, until }) => {
                there = houses.room(space).ok_or(BookingRefusal::NotFound)?;
                // It takes as many days as the others.
                let last = span.last().map(|last| *date + (last - span.from.date()));
                span = LocalSpan::to(*date, *from, *until, last);
            }
        }
        let when = zone::meant(there.zone, span).ok_or(BookingRefusal::NoSuchTime)?;
        let stays = is_at(dated, there, when.slot);
        let wish = Wish {
            when,
            people: self.people.unwrap_or(small(dated.people.unwrap_or(row.people))),
            layout: self.layout.unwrap_or(dated.layout(row)),
            units: there.wished_units(self.units.unwrap_or(small(dated.units.unwrap_or(row.units)))),
        };
        // Who stays where she is and only brings more people is not asked for notice again.
        let terms = if stays { Terms::Standing } else { Terms::Guest };
        let kept = stays && dated.state.0 == BookingState::Confirmed;
        let was = dated;
        let dated = Dated { original_at: was.original_at, terms, kept, ..Dated::new(there, wish) };
        let along = self.along.cloned().unwrap_or_else(|| was.along(row));
        Ok(Some(dated.used_for(self.use_kind.unwrap_or(was.use_kind(row))).taking(&along)))
    }

    /// Writes what all dates have in common into the booking.
    pub(super) fn on_booking(&self, mut change: Change) -> Change {
        if let Some(title) = self.title {
            change = change.title(title);
        }
        if let Some(people) = self.people {
            change = change.people(people);
        }
        if let Some(layout) = self.layout {
            change = change.layout(layout);
        }
        if let Some(units) = self.units {
            change = change.units(units);
        }
        if let Some(along) = self.along {
            change = change.along(along);
        }
        if let Some(key) = self.use_kind {
            change = change.use_kind(key);
        }
        change
    }

    /// Writes into dates that stay as they are what they had from their booking, before it says otherwise.
    pub(super) async fn keep(
        &self,
        db: &impl ConnectionTrait,
        row: &booking::Model,
        staying: &[Uuid],
    ) -> Result<(), DbErr> {
        use occurrence::Column::{Along, Layout, OwnLayout, People, Title, Units, UseKind};
        let own = |column: occurrence::Column, value: SimpleExpr| {
            occurrence::Entity::update_many().col_expr(column, value).filter(column.is_null())
        };
        let layout = || {
            let from_booking = occurrence::Entity::update_many().col_expr(Layout, Expr::value(row.layout));
            from_booking.col_expr(OwnLayout, Expr::value(true)).filter(OwnLayout.eq(false))
        };
        let used_for = row.use_kind.clone().unwrap_or_default();
        let updates = [
            self.title.map(|_| own(Title, Expr::value(row.title.clone()))),
            self.people.map(|_| own(People, Expr::value(row.people))),
            self.layout.map(|_| layout()),
            self.units.map(|_| own(Units, Expr::value(row.units))),
            self.along.map(|_| own(Along, Expr::value(row.along.clone()))),
            self.use_kind.map(|_| own(UseKind, Expr::value(used_for))),
        ];
        for update in updates.into_iter().flatten().filter(|_| !staying.is_empty()) {
            update.filter(occurrence::Column::Id.is_in(staying.iter().copied())).exec(db).await?;
        }
        Ok(())
    }

    /// A date's row as it will be. `whole`: what differs stands in the booking already.
    pub(super) fn on_date(
        &self,
        dated: &occurrence::Model,
        moved: &Dated<'_>,
        whole: bool,
        state: Option<BookingState>,
    ) -> occurrence::ActiveModel {
        let mut row = dated.clone().into_active_model();
        row.space_id = Set(moved.room.id());
        row.starts_at = Set(moved.wish.when.slot.from());
        row.ends_at = Set(moved.wish.when.slot.until());
        if let Some(title) = self.title {
            row.title = Set((!whole).then(|| title.to_owned()));
        }
        if let Some(people) = self.people {
            row.people = Set((!whole).then(|| people.into()));
        }
        if let Some(layout) = self.layout {
            row.layout = Set(layout.filter(|_| !whole).map(Code));
            row.own_layout = Set(!whole);
        }
        if let Some(units) = self.units {
            row.units = Set((!whole).then(|| units.into()));
        }
        if let Some(along) = self.along {
            row.along = Set((!whole).then(|| Json(along.clone())));
        }
        if let Some(key) = self.use_kind {
            row.use_kind = Set((!whole).then(|| key.unwrap_or_default().to_owned()));
        }
        if let Some(state) = state {
            row.state = Set(Code(state));
        }
        row
    }
}

/// What was decided about a date that stands.
pub(super) fn chosen(choices: &[Choice], stands: LocalSpan) -> Option<&Pick> {
    choices.iter().find(|choice| choice.date == stands.from.date()).map(|choice| &choice.pick)
}

/// When a date is, by the clock on the wall.
pub(super) fn local(dated: &occurrence::Model, room: &Room) -> LocalSpan {
    LocalSpan { from: zone::to_local(room.zone, dated.starts_at), until: zone::to_local(room.zone, dated.ends_at) }
}
