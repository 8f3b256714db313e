//! Registrations as views: for whoever holds the link, and for those who run the event.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{RegistrationLine, RegistrationView, Standing},
    event::EventState,
    id::{EventId, OrganisationId, RegistrationId, SessionId},
    registration::{RegistrationState, position},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::{
    line::{self, Line},
    requests,
};
use crate::{
    Store, access,
    entity::{Code, attendee, event, organisation, registration, session},
    events::read::{NetAddress, announced},
    events::rules::{rules, takes_late},
    forms,
    keys::Purpose,
    pools, zone,
};

impl Store {
    pub(super) async fn registration_behind(&self, token: &str) -> Result<Option<RegistrationView>, DbErr> {
        let Some(id) = self.keys.open(Purpose::Registration, token) else { return Ok(None) };
        match registration::Entity::find_by_id(id).one(&self.db).await? {
            // What was made nameless is nobody's any more.
            Some(row) if !row.email.is_empty() => self.registration_view(&row).await,
            Some(_) | None => Ok(None),
        }
    }

    /// A registration with its session and event. The address on the net is for those who confirmed.
    pub(crate) async fn registration_view(&self, row: &registration::Model) -> Result<Option<RegistrationView>, DbErr> {
        let Some(session) = session::Entity::find_by_id(row.session_id).one(&self.db).await? else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(session.event_id).one(&self.db).await? else { return Ok(None) };
        let confirmed = row.state.0 == RegistrationState::Confirmed;
        let net = if confirmed { NetAddress::Shown } else { NetAddress::Hidden };
        let mut found = announced(&self.db, &[event.id], net, self.now()).await?;
        let Some(announced) = found.remove(&event.id) else { return Ok(None) };
        let card = announced.card_on(session.id);
        let (zone, cancelled) = (session.zone.0, session.cancelled);
        let until = rules(&event, self.zone).changes_until(session.starts_at);
        let seats = session.clone();
        let Some(mut session) = announced.sessions.into_iter().find(|s| s.id.0 == session.id) else { return Ok(None) };
        session.sequence += row.sequence;
        let attendees: Vec<String> = attendee::Entity::find()
            .select_only()
            .column(attendee::Column::Name)
            .filter(attendee::Column::RegistrationId.eq(row.id))
            .order_by_asc(attendee::Column::Position)
            .into_tuple()
            .all(&self.db)
            .await?;
        // A late click takes what is kept for her group, as far as nobody of the group waits for it.
        let own = access::kept(&self.db, session.id.0, row.access_id).await?;
        if row.state.0 == RegistrationState::Expired && own > 0 && !cancelled {
            let (many, now) = (u16::try_from(attendees.len()).unwrap_or(u16::MAX), self.now());
            let pool = pools::of(&self.db, &seats).await?;
            let stock = Line::of(&self.db, &seats).await?.stock(&seats, pool.as_ref(), row.access_id, own, now);
            session.left = stock.left();
            session.waitable = stock.share(many).is_none() && seats.starts_at > now;
        }
        if row.state.0 == RegistrationState::Expired {
            let (now, many) = (self.now(), attendees.len());
            let room = !session.waitable && session.left.is_none_or(|left| usize::from(left) >= many);
            let late = takes_late(&event, row.access_id.is_some(), now) && seats.starts_at > now;
            session.open = room && late && !cancelled && event.state.0 == EventState::Published;
            session.waitable &= late;
        }
        let held = row.state.0.is_unheard()
            || matches!(row.state.0, RegistrationState::Offered | RegistrationState::Requested);
        Ok(Some(RegistrationView {
            id: RegistrationId(row.id),
            event: card,
            session,
            email: row.email.clone(),
            attendees,
            state: row.state.0,
            held_until: held.then(|| zone::to_local(zone, row.held_until)),
            wait: self.standing(row, event.id).await?,
            changes_until: zone::to_local(zone, until),
            changeable: row.state.0.is_living()
                && !row.state.0.is_unheard()
                && event.state.0 == EventState::Published
                && !cancelled
                && self.now() < until,
            version: row.sequence,
            asks: event.answer_days.is_some(),
            answer: row.answer.clone(),
            unanswered: requests::unanswered(row),
            was_confirmed: row.confirmed_at.is_some(),
            asked: forms::asked_of(&self.db, &event, row.id).await?,
            listed_by: self.name_of(row.listed_by).await?,
            note: event.mail_note.0,
            contact: event.contact.0,
        }))
    }

    /// What an organisation is called.
    async fn name_of(&self, organisation: Option<Uuid>) -> Result<Option<String>, DbErr> {
        let Some(id) = organisation else { return Ok(None) };
        Ok(organisation::Entity::find_by_id(id).one(&self.db).await?.map(|found| found.name))
    }

    /// Where a registration stands on the waiting list, if it was ever on it.
    async fn standing(&self, row: &registration::Model, event: Uuid) -> Result<Option<Standing>, DbErr> {
        let Some(wish) = line::wish_of(&self.db, row.id).await? else { return Ok(None) };
        let position = match row.state.0 {
            RegistrationState::Waiting => {
                let line = Line::read(&self.db, event).await?;
                position(&line.queue(self.now()), RegistrationId(row.id), &line.shared())
            }
            _ => None,
        };
        Ok(Some(Standing { anywhere: wish.anywhere, position }))
    }

    /// Everybody registered. Who never confirmed and whose time is up is not handed on: nobody knows whether the
    /// address was hers.
    pub(super) async fn list_registrations(
        &self,
        by: &Actor,
        id: EventId,
    ) -> Result<Option<Vec<RegistrationLine>>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let rows: Vec<Row> = attendees_of(id.0).into_model().all(&self.db).await?;
        let mut lines: Vec<RegistrationLine> = Vec::new();
        let mut last = None;
        for row in rows {
            match lines.last_mut() {
                Some(line) if last == Some(row.registration_id) => line.attendees.push(row.name),
                _ => {
                    last = Some(row.registration_id);
                    lines.push(row.into_line());
                }
            }
        }
        Ok(Some(lines))
    }
}

/// The states of which an address has one registration for a session at most.
pub(crate) fn living_states() -> Vec<Code<RegistrationState>> {
    RegistrationState::ALL.iter().copied().filter(|state| state.is_living()).map(Code).collect()
}

/// The registration of an address for a session that something may still come of.
pub(crate) async fn living(
    tx: &impl ConnectionTrait,
    session: Uuid,
    email: &str,
) -> Result<Option<registration::Model>, DbErr> {
    registration::Entity::find()
        .filter(registration::Column::SessionId.eq(session))
        .filter(registration::Column::Email.eq(email))
        .filter(registration::Column::State.is_in(living_states()))
        .one(tx)
        .await
}

/// Everybody on the lists of an event with her registration, by session, by registration. Whoever never confirmed, in
/// time or not yet, to be put on the waiting list is on none.
pub(crate) fn attendees_of(event: Uuid) -> Select<attendee::Entity> {
    let of = attendee::Entity::belongs_to(registration::Entity)
        .from(attendee::Column::RegistrationId)
        .to(registration::Column::Id);
    let to = attendee::Entity::belongs_to(session::Entity).from(attendee::Column::SessionId).to(session::Column::Id);
    let nobody_knows = [RegistrationState::Expired, RegistrationState::Joining].map(Code);
    attendee::Entity::find()
        .select_only()
        .columns([
            attendee::Column::RegistrationId,
            attendee::Column::SessionId,
            attendee::Column::Position,
            attendee::Column::Name,
            attendee::Column::ArrivedAt,
        ])
        .columns([registration::Column::Email, registration::Column::State, registration::Column::CreatedAt])
        .column(session::Column::Zone)
        .join(JoinType::InnerJoin, of.into())
        .join(JoinType::InnerJoin, to.into())
        .filter(session::Column::EventId.eq(event))
        .filter(registration::Column::State.is_not_in(nobody_knows))
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(session::Column::Id)
        .order_by_asc(registration::Column::CreatedAt)
        .order_by_asc(registration::Column::Id)
        .order_by_asc(attendee::Column::Position)
}

/// One attendee.
#[derive(FromQueryResult)]
struct Row {
    registration_id: Uuid,
    session_id: Uuid,
    name: String,
    email: String,
    state: Code<RegistrationState>,
    created_at: DateTime<Utc>,
    zone: Code<chrono_tz::Tz>,
}

impl Row {
    fn into_line(self) -> RegistrationLine {
        RegistrationLine {
            id: RegistrationId(self.registration_id),
            session: SessionId(self.session_id),
            attendees: vec![self.name],
            email: self.email,
            state: self.state.0,
            at: zone::to_local(self.zone.0, self.created_at),
        }
    }
}
