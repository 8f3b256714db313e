//! Bookings as they stand elsewhere.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    booking::BookingState,
    equipment::Along,
    id::{AccountId, BookingId, OrganisationId, SessionId, SpaceId},
    rules::{Admission, BrokenRule, Standing, Verdict, Wish},
    slot::{Margins, When},
    space::Layout,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TransactionTrait, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Intake, IntakeError, Taken, Time};
use crate::{
    allocation::{Busy, Eyes, Taker, in_the_way},
    audit,
    bookings::{
        alternatives::Terms,
        dated::{self, Dated},
        facts::Wisher,
        rows::{NewRow, SessionHold, insert_dates},
    },
    entity::occurrence,
    rooms::Room,
};

/// A use of a space to take in.
#[derive(Clone, Debug)]
pub struct NewUse {
    /// Which space.
    pub space: SpaceId,
    /// Whose.
    pub organisation: OrganisationId,
    /// Who made it, if that is known.
    pub account: Option<AccountId>,
    /// Its purpose; cut at 120 letters.
    pub title: String,
    /// When.
    pub time: Time,
    /// How many people come.
    pub people: u16,
    /// Units of a pool; 1 otherwise.
    pub units: u16,
    /// How the furniture stands, where that is known.
    pub layout: Option<Layout>,
    /// The kind of use, by its key in the rules of the space.
    pub use_kind: Option<String>,
    /// Somebody came, as far as it has begun.
    pub came: bool,
}

impl Intake {
    /// Takes in a booking; when it clashes only this one is left out.
    ///
    /// # Errors
    /// When the time is taken, or there is no such time or space.
    pub async fn booking(&mut self, key: &str, new: NewUse) -> Result<Taken<BookingId>, IntakeError> {
        if let Some(id) = self.known("booking", key) {
            return Ok(Taken::Known(BookingId(id)));
        }
        let (room, when) = self.place(&new).await?;
        Ok(self.take(key, &new, &room, when).await?.0)
    }

    /// The same, with the rules of the space it breaks. It is a fact, so it is taken all the same; how long ago it was
    /// agreed, and who has shown what, nobody knows any more.
    ///
    /// # Errors
    /// As those of [`booking`](Self::booking).
    pub async fn judged_booking(
        &mut self,
        key: &str,
        new: NewUse,
    ) -> Result<(Taken<BookingId>, Vec<BrokenRule>), IntakeError> {
        if let Some(id) = self.known("booking", key) {
            return Ok((Taken::Known(BookingId(id)), Vec::new()));
        }
        let (room, when) = self.place(&new).await?;
        let mut broken = self.broken(&room, &new, when).await?;
        let (taken, closed) = self.take(key, &new, &room, when).await?;
        broken.extend(closed);
        Ok((taken, broken))
    }

    /// The rules of its space that a use breaks, whatever else is there. That a keeper would have been asked is one.
    pub(super) async fn broken(&self, room: &Room, new: &NewUse, when: When) -> Result<Vec<BrokenRule>, IntakeError> {
        let dates = [Dated { terms: Terms::Standing, ..dated(room, new, when) }];
        let wisher = Wisher::of_organisation(&*self.tx, new.organisation).await?;
        let facts = wisher.facts(&*self.tx, &dates).await?.pop().unwrap_or_else(|| Standing::Booker.into());
        let [dated] = &dates;
        let Verdict { mut broken, admission, .. } = dated.allowed(facts, self.now);
        broken.retain(|rule| !matches!(rule, BrokenRule::InThePast | BrokenRule::QualificationMissing { .. }));
        broken.extend((admission == Admission::Ask).then_some(BrokenRule::AskFirst));
        Ok(broken)
    }

    async fn place(&mut self, new: &NewUse) -> Result<(Room, When), IntakeError> {
        let room = self.room(new.space).await?;
        let when = new.time.when(room.zone).ok_or(IntakeError::Time)?;
        Ok((room, when))
    }

    async fn take(
        &mut self,
        key: &str,
        new: &NewUse,
        room: &Room,
        when: When,
    ) -> Result<(Taken<BookingId>, Vec<BrokenRule>), IntakeError> {
        // A savepoint: one booking that clashes leaves the others as they are.
        let tx = self.tx.begin().await?;
        let (id, closed) = write(&tx, None, room, new, when, self.now).await?;
        audit::write(
            &tx,
            &Actor::System,
            "imported",
            audit::Thing::Booking,
            id,
            json!({ "from": self.source }),
            self.now,
        )
        .await?;
        tx.commit().await?;
        self.note("booking", key, id).await?;
        Ok((Taken::New(BookingId(id)), closed))
    }

    /// A space with its units.
    pub(super) async fn room(&mut self, space: SpaceId) -> Result<Room, IntakeError> {
        let missing = || IntakeError::Missing { kind: "space", key: space.to_string() };
        self.houses().await?.room_of(space.0).cloned().ok_or_else(missing)
    }
}

/// A use as a date that is asked for.
fn dated<'a>(room: &'a Room, new: &NewUse, when: When) -> Dated<'a> {
    let wish = Wish { when, people: new.people, layout: new.layout, units: room.wished_units(new.units) };
    Dated::new(room, wish).used_for(new.use_kind.as_deref())
}

/// Writes a booking of one date, takes its units, and answers its id, and what is closed there meanwhile: whoever agreed
/// to it knew.
pub(super) async fn write(
    db: &impl ConnectionTrait,
    session: Option<Uuid>,
    room: &Room,
    new: &NewUse,
    when: When,
    now: DateTime<Utc>,
) -> Result<(Uuid, Vec<BrokenRule>), IntakeError> {
    let dates = [dated(room, new, when)];
    let all = dated::look(db, &dates, true, Eyes::nobodys(now)).await?;
    let [dated] = &dates;
    let wish = dated.wish;
    let mut closed = in_the_way(room, wish.units, dated.held(), &all);
    closed.retain(|rule| matches!(rule, BrokenRule::Closure { .. }));
    let busy: Vec<Busy> = all.into_iter().filter(|busy| !matches!(busy.by, Taker::Closure { .. })).collect();
    let rules = in_the_way(room, wish.units, dated.held(), &busy);
    if !rules.is_empty() {
        let clash = |rule| match rule {
            BrokenRule::Taken { by, .. } | BrokenRule::Held { by, .. } => by,
            _ => Vec::new(),
        };
        return Err(IntakeError::Clash(rules.into_iter().flat_map(clash).collect()));
    }
    let title: String = new.title.chars().take(120).collect();
    let row = NewRow {
        request: None,
        organisation: new.organisation,
        account: new.account,
        session: session.map(|session| SessionHold {
            session: SessionId(session),
            space: room.id(),
            margins: Margins::default(),
        }),
        title: &title,
        note: "",
        language: "de",
        wish: &wish,
        state: BookingState::Confirmed,
        repeat: None,
        answer_by: None,
        use_kind: new.use_kind.as_deref(),
        along: &Along::new(),
        cost_centre: None,
    };
    let id = row.insert(db, now).await?;
    let ids = insert_dates(db, id, new.organisation, None, &dates, BookingState::Confirmed, now).await?;
    dated::occupy(db, &dates, &ids, BookingState::Confirmed, busy, now).await?;
    if new.came && when.slot.from() <= now {
        occurrence::Entity::update_many()
            .col_expr(occurrence::Column::CheckedInAt, Expr::value(Some(when.slot.from())))
            .filter(occurrence::Column::BookingId.eq(id))
            .exec(db)
            .await?;
    }
    Ok((id, closed))
}
