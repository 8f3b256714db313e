//! Judging, booking, moving and cancelling: one transaction each (I3).

use domain::{
    access::{Act, Actor, Person, may},
    booking::{BookingRefusal, BookingState},
    desk::{LocalWish, NewBooking},
    id::{AccountId, BookingId, OrganisationId},
    rules::{Standing, Verdict, Wish, allocated, broken_rules},
    slot::{LocalSpan, When},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{
    alternatives::{Terms, others},
    rows::{Change, NewRow, call_off, occurrences, place},
};
use crate::{
    Store, allocation,
    audit::{self, Thing},
    entity::{booking, occurrence},
    error::{Stop, refuse},
    outbox::{self, Mail},
    rooms::{self, Room, Which},
    tx::retried,
    zone,
};

type Outcome<T> = Result<T, Stop<BookingRefusal>>;

/// Longest purpose, longest note and longest reason, in letters.
const LONGEST_TITLE: usize = 120;
const LONGEST_NOTE: usize = 1000;

/// A booking the actor may change, its row locked.
struct Known {
    row: booking::Model,
    dated: occurrence::Model,
}

impl Store {
    /// Judges a wish without doing anything.
    pub(super) async fn judge(&self, by: &Actor, wish: &LocalWish, except: Option<BookingId>) -> Outcome<Verdict> {
        let room = self.room_for(wish).await?;
        let wish = judged(&room, wish)?;
        // Whoever may move a booking is asked nothing more about herself; whoever may not learns nothing about it.
        let except = match except {
            Some(id) => known(&self.db, by, id).await.ok().map(|known| known.row.id),
            None => None,
        };
        let standing = if except.is_some() { Standing::Booker } else { by.standing(room.site()) };
        let rules = &room.view.rules;
        let held = allocated(wish.when.slot, rules);
        let busy = others(allocation::busy(&self.db, &room.units, held).await?, except);
        let mut broken = broken_rules(&wish, rules, &room.view.layouts, standing, self.now());
        broken.extend(allocation::in_the_way(&room, wish.units, held, &busy));
        let verdict = Verdict { broken, ..Verdict::default() };
        Ok(self.completed(verdict, &room, &wish, Terms::Guest, except).await?)
    }

    pub(super) async fn book_space(&self, by: &Actor, new: &NewBooking) -> Result<BookingId, BookingRefusal> {
        let Some(person) = by.person() else { return Err(BookingRefusal::Forbidden) };
        let title = one_line(&new.title);
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            return Err(BookingRefusal::Title);
        }
        let (room, wish) = self.asked(&new.wish).await?;
        match retried(|| self.book_once(by, person, new, &title, &room, &wish)).await {
            Err(refusal) => Err(self.with_alternatives(refusal, &room, &wish, Terms::Guest, None).await),
            done => done,
        }
    }

    async fn book_once(
        &self,
        by: &Actor,
        person: &Person,
        new: &NewBooking,
        title: &str,
        room: &Room,
        wish: &Wish,
    ) -> Outcome<BookingId> {
        let now = self.now();
        let held = allocated(wish.when.slot, &room.view.rules);
        let tx = self.begin_write().await?;
        let busy = allocation::look(&*tx, room, held).await?;
        // After the lock: of two clicks on one button the second waits there, and finds what the first made.
        let made = booking::Entity::find().filter(booking::Column::RequestId.eq(new.request.0)).one(&*tx).await?;
        if let Some(made) = made {
            let hers =
                made.account_id == Some(person.id.0) && person.acting_for.map(|o| o.0) == Some(made.organisation_id);
            return if hers { Ok(BookingId(made.id)) } else { refuse(BookingRefusal::Forbidden) };
        }
        let mut broken = broken_rules(wish, &room.view.rules, &room.view.layouts, by.standing(room.site()), now);
        broken.extend(allocation::in_the_way(room, wish.units, held, &busy));
        if !broken.is_empty() {
            return refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() }));
        }
        let Some(organisation) = person.acting_for else { return refuse(BookingRefusal::Forbidden) };
        if may(by, Act::Book(room.site(), organisation)).is_err() {
            return refuse(BookingRefusal::Forbidden);
        }
        let row = NewRow {
            request: Some(new.request),
            organisation,
            account: Some(person.id),
            session: None,
            title,
            note: &shortened(&new.note),
            language: &new.language,
            wish,
            room,
        };
        let (id, occurrence) = row.insert(&*tx, now).await?;
        allocation::occupy(&*tx, room, occurrence, wish.units, held, &busy, now).await?;
        let detail = json!({ "space": room.view.space.slug, "slot": wish.when.slot });
        audit::write(&*tx, by, "booked", Thing::Booking, id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingConfirmed { booking: BookingId(id) }, now).await?;
        tx.commit().await?;
        Ok(BookingId(id))
    }

    pub(super) async fn move_booking(
        &self,
        by: &Actor,
        id: BookingId,
        version: i32,
        wish: &LocalWish,
    ) -> Result<(), BookingRefusal> {
        let (room, wish) = self.asked(wish).await?;
        match retried(|| self.move_once(by, id, version, &room, &wish)).await {
            Err(refusal) => Err(self.with_alternatives(refusal, &room, &wish, Terms::Guest, Some(id.0)).await),
            done => done,
        }
    }

    async fn move_once(&self, by: &Actor, id: BookingId, version: i32, room: &Room, wish: &Wish) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dated } = known(&*tx, by, id).await?;
        let (organisation, booker) = owner(&row);
        if may(by, Act::ChangeBooking(room.site(), organisation, booker)).is_err() {
            return refuse(BookingRefusal::Forbidden);
        }
        let slot = wish.when.slot;
        let stays = (dated.space_id, dated.starts_at, dated.ends_at) == (room.id(), slot.from(), slot.until());
        let same = stays
            && (row.people, row.units) == (wish.people.into(), wish.units.into())
            && row.layout.map(|layout| layout.0) == wish.layout;
        if same && row.version == version + 1 {
            // The button was clicked twice.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if row.state.0 != BookingState::Confirmed {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        if dated.starts_at <= now {
            return refuse(BookingRefusal::NotNow(BookingState::Finished));
        }
        // Who stays where she is and only brings more people is not asked for notice again.
        let terms = if stays { Terms::Session } else { Terms::Guest };
        let rules = terms.rules(room);
        let held = allocated(slot, &rules);
        allocation::free(&*tx, &[dated.id]).await?;
        let busy = allocation::look(&*tx, room, held).await?;
        let mut broken = broken_rules(wish, &rules, &room.view.layouts, Standing::Booker, now);
        broken.extend(allocation::in_the_way(room, wish.units, held, &busy));
        if !broken.is_empty() {
            return refuse(BookingRefusal::Rules(Verdict { broken, ..Verdict::default() }));
        }
        Change::new(&row, now).wish(wish).moved().write(&*tx).await?;
        place(&*tx, &dated, room, slot).await?;
        allocation::occupy(&*tx, room, dated.id, wish.units, held, &busy, now).await?;
        let detail = json!({
            "from": { "space": dated.space_id, "slot": [dated.starts_at, dated.ends_at] },
            "to": { "space": room.id(), "slot": slot },
        });
        audit::write(&*tx, by, "moved", Thing::Booking, row.id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingMoved { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn cancel_booking(&self, by: &Actor, id: BookingId, version: i32, reason: &str) -> Outcome<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dated } = known(&*tx, by, id).await?;
        if row.state.0 == BookingState::Cancelled {
            // What she wanted is done; who clicked first does not matter to her.
            return Ok(());
        }
        still_the_same(&row, version)?;
        if !row.state.0.may_become(BookingState::Cancelled) {
            return refuse(BookingRefusal::NotNow(row.state.0));
        }
        if dated.starts_at <= now {
            return refuse(BookingRefusal::NotNow(BookingState::Finished));
        }
        call_off(&*tx, &row, now).await?;
        let detail = json!({ "reason": shortened(reason) });
        audit::write(&*tx, by, "cancelled", Thing::Booking, row.id, detail, now).await?;
        outbox::write(&*tx, Mail::BookingCancelled { booking: id }, now).await?;
        Ok(tx.commit().await?)
    }

    async fn room_for(&self, wish: &LocalWish) -> Outcome<Room> {
        let houses = rooms::load(&self.db, Which::SiteOf(&wish.space)).await?;
        houses.room(&wish.space).cloned().ok_or(Stop::Refused(BookingRefusal::NotFound))
    }

    /// The space that is wished for, and the wish in instants.
    async fn asked(&self, wish: &LocalWish) -> Result<(Room, Wish), BookingRefusal> {
        retried(|| async {
            let room = self.room_for(wish).await?;
            let wish = judged(&room, wish)?;
            Ok((room, wish))
        })
        .await
    }
}

/// The wish in instants.
fn judged(room: &Room, wish: &LocalWish) -> Outcome<Wish> {
    let span = LocalSpan::on(wish.date, wish.from, wish.until);
    let when: Option<When> = zone::meant(room.zone, span);
    let Some(when) = when else { return refuse(BookingRefusal::NoSuchTime) };
    Ok(Wish { when, people: wish.people, layout: wish.layout, units: room.wished_units(wish.units) })
}

/// A booking the actor may change. One of another organisation does not exist for her (I8), one of a session is moved
/// with its session only (I4).
async fn known(db: &impl ConnectionTrait, by: &Actor, id: BookingId) -> Outcome<Known> {
    let Some(row) = booking::Entity::find_by_id(id.0).lock_exclusive().one(db).await? else {
        return refuse(BookingRefusal::NotFound);
    };
    let Some(dated) = occurrences(db, &[row.id]).await?.pop() else { return refuse(BookingRefusal::NotFound) };
    let houses = rooms::load(db, Which::SitesOf(&[dated.space_id])).await?;
    let Some(room) = houses.room_of(dated.space_id) else { return refuse(BookingRefusal::NotFound) };
    let (organisation, booker) = owner(&row);
    if may(by, Act::SeeBooking(room.site(), organisation)).is_err() {
        return refuse(BookingRefusal::NotFound);
    }
    if row.session_id.is_some() || may(by, Act::ChangeBooking(room.site(), organisation, booker)).is_err() {
        return refuse(BookingRefusal::Forbidden);
    }
    Ok(Known { row, dated })
}

/// Whose booking it is, and who made it. An import has nobody.
fn owner(row: &booking::Model) -> (OrganisationId, AccountId) {
    (OrganisationId(row.organisation_id), AccountId(row.account_id.unwrap_or_default()))
}

fn still_the_same(row: &booking::Model, version: i32) -> Outcome<()> {
    if row.version == version { Ok(()) } else { refuse(BookingRefusal::ChangedMeanwhile) }
}

/// A text for one line: no breaks, no other control characters, no blanks around it.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

/// A text for several lines, with the breaks of the house, cut where the form ends.
fn shortened(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.trim().chars().filter(|c| *c == '\n' || !c.is_control()).take(LONGEST_NOTE).collect()
}
