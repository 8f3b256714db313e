//! Inviting, taking off the list, answering.

use domain::{
    access::{Act, Actor},
    booking::{BookingRefusal, BookingState},
    id::{AccountId, BookingId, InvitationId},
    invitation::{InvitationRefusal, Invitee, MOST_INVITED, Reply, called},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::{Answer, living, read::open};
use crate::{
    Store, accounts,
    audit::{self, Thing},
    bookings::{Known, allowed, rows::occurrences},
    chance,
    entity::{Code, account, booking, invitation},
    error::{Stop, refuse},
    keys::Purpose,
    outbox::{self, Mail},
};

impl Store {
    /// Invites who is not invited yet. Answers how many that are.
    pub(super) async fn invite_people(
        &self,
        by: &Actor,
        id: BookingId,
        people: &[Invitee],
        language: &str,
    ) -> Answer<usize> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, dates } = locked(&*tx, by, id).await?;
        if !open(&row, &dates, now) {
            return refuse(InvitationRefusal::NotNow(row.state.0));
        }
        let known = invitation::Entity::find().filter(invitation::Column::BookingId.eq(row.id)).all(&*tx).await?;
        let booker = account::Entity::find_by_id(AccountId(row.account_id.unwrap_or_default()).0).one(&*tx).await?;
        let is_new = |new: &&Invitee| {
            // The booker has the date in her calendar already: a second invitation would ask her whether she comes.
            booker.as_ref().is_none_or(|booker| booker.email != new.email)
                && !known.iter().any(|old| old.email == new.email && old.removed_at.is_none())
        };
        let new: Vec<&Invitee> = people.iter().filter(is_new).collect();
        if new.is_empty() {
            return Ok(0);
        }
        if living(row.id).all(&*tx).await?.len() + new.len() > MOST_INVITED {
            return refuse(InvitationRefusal::TooMany);
        }
        let mut mails = Vec::with_capacity(new.len());
        for one in &new {
            let name = called(&one.name).map_err(|_| Stop::Refused(InvitationRefusal::Name))?;
            let before = known.iter().find(|old| old.email == one.email);
            let fresh = invitation::ActiveModel {
                id: Set(before.map_or_else(|| chance::id(now), |old| old.id)),
                booking_id: Set(row.id),
                email: Set(one.email.clone()),
                name: Set(name),
                language: Set(accounts::language(language).to_owned()),
                reply: Set(None),
                replied_to: Set(None),
                shown: Set(false),
                since: Set(row.sequence),
                // Her calendar forgot the date; it takes it again only with a higher number.
                sequence: Set(before.map_or(0, |old| old.sequence + 1)),
                invited_at: Set(now),
                removed_at: Set(None),
            };
            let invited = if before.is_some() { fresh.update(&*tx).await? } else { fresh.insert(&*tx).await? };
            mails.push(Mail::Invitation { invitation: InvitationId(invited.id) });
        }
        outbox::write_all(&*tx, &mails, now).await?;
        // Names and addresses end with the invitation; what is written down here stays.
        audit::write(&*tx, by, "invited", Thing::Booking, row.id, json!({ "people": new.len() }), now).await?;
        tx.commit().await?;
        Ok(new.len())
    }

    /// Takes somebody off the list, and tells her.
    pub(super) async fn take_off(&self, by: &Actor, id: BookingId, who: InvitationId) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Known { row, .. } = locked(&*tx, by, id).await?;
        let found = invitation::Entity::find_by_id(who.0).filter(invitation::Column::BookingId.eq(row.id));
        let Some(invited) = found.one(&*tx).await? else { return refuse(InvitationRefusal::NotFound) };
        if invited.removed_at.is_some() {
            return Ok(());
        }
        let sequence = invited.sequence + 1;
        let mut change = invited.into_active_model();
        change.removed_at = Set(Some(now));
        change.sequence = Set(sequence);
        change.update(&*tx).await?;
        outbox::write(&*tx, Mail::InvitationEnded { invitation: who }, now).await?;
        audit::write(&*tx, by, "uninvited", Thing::Booking, row.id, json!({ "invitation": who }), now).await?;
        Ok(tx.commit().await?)
    }

    /// Notes what she answers, and how she wants to be called, and by whom.
    pub(super) async fn note_reply(&self, token: &str, reply: Reply, name: &str, shown: bool) -> Answer<()> {
        let Ok(name) = called(name) else { return refuse(InvitationRefusal::Name) };
        let Some(id) = self.keys.open(Purpose::Invitation, token) else { return refuse(InvitationRefusal::NotFound) };
        let tx = self.begin_write().await?;
        let Some(invited) = invitation::Entity::find_by_id(id).one(&*tx).await? else {
            return refuse(InvitationRefusal::NotFound);
        };
        let booking = booking::Entity::find_by_id(invited.booking_id).lock_exclusive().one(&*tx).await?;
        let Some(row) = booking else { return refuse(InvitationRefusal::NotFound) };
        let dates = occurrences(&*tx, &[row.id]).await?;
        if invited.removed_at.is_some() || !open(&row, &dates, self.now()) {
            let state = if invited.removed_at.is_some() { BookingState::Cancelled } else { row.state.0 };
            return refuse(InvitationRefusal::NotNow(state));
        }
        let mut change = invited.into_active_model();
        change.reply = Set(Some(Code(reply)));
        change.replied_to = Set(Some(row.sequence));
        change.name = Set(name);
        change.shown = Set(shown);
        change.update(&*tx).await?;
        Ok(tx.commit().await?)
    }
}

/// A booking the actor may invite to, its row locked.
async fn locked(db: &impl ConnectionTrait, by: &Actor, id: BookingId) -> Answer<Known> {
    theirs(db, by, booking::Entity::find_by_id(id.0).lock_exclusive().one(db).await?).await
}

/// A booking as it was read, if the actor may invite to it.
pub(super) async fn theirs(db: &impl ConnectionTrait, by: &Actor, row: Option<booking::Model>) -> Answer<Known> {
    allowed(db, by, row, Act::InvitePeople).await.map_err(|stop| match stop {
        Stop::Failed(err) => Stop::Failed(err),
        Stop::Refused(BookingRefusal::NotFound) => Stop::Refused(InvitationRefusal::NotFound),
        Stop::Refused(_) => Stop::Refused(InvitationRefusal::Forbidden),
    })
}
