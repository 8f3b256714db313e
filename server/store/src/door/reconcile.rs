//! What doors did while there was no net. The trail says what was heard of somebody before, and of which act.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    attendance::DoorRefusal,
    desk::DoorNotes,
    id::{AttendeeId, RequestId},
    reconcile::{DoorAct, DoorDeed, Fate, Known, happened, in_order, walks_in},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Answer,
    arrive::{Coming, arrived, open, slot, told},
    own,
    walk_in::{Newcomer, named, own_list, put},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{attendee, audit as trail, event, session},
    error::{Stop, refuse},
    pools,
};

/// One act, at the session it was done at, which is locked.
#[derive(Clone, Copy)]
struct Heard<'a> {
    session: &'a session::Model,
    /// How many seats anybody can have.
    left: u16,
    event: &'a event::Model,
    /// What a phone calls it.
    act: RequestId,
    /// What the same phone did before.
    after: Option<RequestId>,
    /// When it happened, by the clock of the house.
    at: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Store {
    pub(super) async fn hear_of(&self, by: &Actor, notes: &DoorNotes) -> Answer<Vec<Fate>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (mut session, event) = own(&*tx, by, notes.session.0).await?;
        match open(&session, &event, now) {
            Err(Stop::Refused(DoorRefusal::Off | DoorRefusal::NotOpen(_))) => {
                return Ok(vec![Fate::Closed; notes.acts.len()]);
            }
            open => open?,
        }
        let slot = slot(&session)?;
        let mut pool = pools::of(&*tx, &session).await?;
        let mut fates = Vec::with_capacity(notes.acts.len());
        for DoorAct { id, at, after, deed } in &notes.acts {
            let at = happened(*at, notes.sent_at, now, slot);
            let left = pools::left(&session, pool.as_ref());
            let heard = Heard { session: &session, left, event: &event, act: *id, after: *after, at, now };
            let fate = match deed {
                DoorDeed::Came(who) => self.hear_she_came(&*tx, by, &heard, *who).await?,
                DoorDeed::Undone(who) => self.hear_she_did_not(&*tx, by, &heard, *who).await?,
                DoorDeed::WalkedIn(name) => hear_of_walk_in(&*tx, by, &heard, name).await?,
            };
            if fate == Fate::Noted && matches!(deed, DoorDeed::WalkedIn(_)) {
                // As the triggers counted.
                session.seats_taken += 1;
                pool = pools::of(&*tx, &session).await?;
            }
            fates.push(fate);
        }
        tx.commit().await?;
        Ok(fates)
    }

    async fn hear_she_came(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        heard: &Heard<'_>,
        who: AttendeeId,
    ) -> Answer<Fate> {
        let Some(her) = heard.person(tx, who).await? else { return Ok(Fate::Unknown) };
        let (known, heard) = heard.known(tx, &her).await?;
        let fate = known.comes(heard.at);
        match fate {
            Fate::Noted => {
                let coming = Coming { at: heard.at, act: Some(heard.act), ..Coming::now(&her, heard.now) };
                self.arrive(tx, by, heard.session, coming).await?;
            }
            Fate::Earlier => {
                arrived(her.id, Some(heard.at)).exec(tx).await?;
                heard.write(tx, by, "arrived", &her).await?;
            }
            // That a second door saw her, too, is known when the first takes it back.
            Fate::Already(_) => heard.write(tx, by, "arrived", &her).await?,
            _ => {}
        }
        Ok(fate)
    }

    async fn hear_she_did_not(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        heard: &Heard<'_>,
        who: AttendeeId,
    ) -> Answer<Fate> {
        let Some(her) = heard.person(tx, who).await? else { return Ok(Fate::Unknown) };
        let (known, heard) = heard.known(tx, &her).await?;
        let fate = known.leaves(heard.at);
        match fate {
            Fate::Noted => {
                arrived(her.id, None).exec(tx).await?;
                heard.write(tx, by, "arrival-undone", &her).await?;
                self.unlearn(tx, by, heard.session, &her, heard.now).await?;
            }
            Fate::Stays(since) => {
                arrived(her.id, Some(since)).exec(tx).await?;
                heard.write(tx, by, "arrival-undone", &her).await?;
            }
            _ => {}
        }
        Ok(fate)
    }
}

impl Heard<'_> {
    /// What the list and the trail say of somebody, and this act when it happened, in the order of its phone.
    async fn known(&self, tx: &impl ConnectionTrait, her: &attendee::Model) -> Result<(Known, Self), DbErr> {
        let rows = trail::Entity::find()
            .filter(trail::Column::Kind.eq(Thing::Registration.code()))
            .filter(trail::Column::OnId.eq(her.registration_id))
            .filter(trail::Column::Act.is_in(["arrived", "arrival-undone", "walked-in"]))
            .order_by_asc(trail::Column::Id)
            .all(tx)
            .await?;
        let mut known = Known { seat: her.holds_seat, since: her.arrived_at, ..Known::default() };
        let mut before = None;
        for row in rows {
            let detail = &row.detail.0;
            if id(detail, "attendee") != Some(her.id) {
                continue;
            }
            let at = detail.get("at").and_then(Value::as_str).and_then(|at| at.parse().ok()).unwrap_or(row.at);
            let act = id(detail, "act").map(RequestId);
            known.heard |= act == Some(self.act);
            if act.is_some() && act == self.after {
                before = Some(at);
            }
            if row.act == "arrival-undone" {
                known.undone = known.undone.max(Some(at));
            } else {
                known.seen.push(at);
            }
        }
        Ok((known, Self { at: in_order(self.at, before), ..*self }))
    }

    /// Somebody of this session.
    async fn person(&self, tx: &impl ConnectionTrait, who: AttendeeId) -> Result<Option<attendee::Model>, DbErr> {
        let her = attendee::Entity::find_by_id(who.0).one(tx).await?;
        Ok(her.filter(|her| her.session_id == self.session.id))
    }

    async fn write(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        deed: &str,
        her: &attendee::Model,
    ) -> Result<(), DbErr> {
        let detail = told(self.session.id, her.id, Some(self.act), self.at);
        audit::write(tx, by, deed, Thing::Registration, her.registration_id, detail, self.now).await
    }
}

async fn hear_of_walk_in(tx: &impl ConnectionTrait, by: &Actor, heard: &Heard<'_>, name: &str) -> Answer<Fate> {
    let session = heard.session;
    let before = attendee::Entity::find_by_id(heard.act.0).one(tx).await?;
    if before.as_ref().is_some_and(|before| before.session_id != session.id) {
        return refuse(DoorRefusal::NotFound);
    }
    let Some(name) = named(name) else { return Ok(Fate::Nameless) };
    let seat = heard.left > 0;
    let had = before.map(|before| before.holds_seat || before.arrived_at.is_none());
    let fate = walks_in(had, seat);
    if had.is_some() {
        return Ok(fate);
    }
    let registration = own_list(tx, session, heard.event, heard.now).await?;
    put(tx, session, Newcomer { id: heard.act, registration, name: &name, seat, at: heard.at }).await?;
    let detail = told(session.id, heard.act.0, Some(heard.act), heard.at);
    audit::write(tx, by, "walked-in", Thing::Registration, registration, detail, heard.now).await?;
    Ok(fate)
}

fn id(detail: &Value, name: &str) -> Option<Uuid> {
    detail.get(name)?.as_str()?.parse().ok()
}
