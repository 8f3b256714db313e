//! Registrations an organiser answers: who asks, a yes or a no to some at once, and what nobody answered in time.
//!
//! A request holds its seats like a registration that is not confirmed yet, so nobody is ever told no for want of a seat
//! she was asked to wait for (I2). What a no frees goes the way of every freed seat: to whoever waits, else to anybody.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::{Act, Actor, may},
    desk::{RequestAnswer, RequestLine, Unavailable},
    id::{EventId, OrganisationId, RegistrationId, SessionId},
    registration::{MOST_ANSWER, RegistrationRefusal, RegistrationState},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    UpdateMany, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer,
    write::{let_go, next_sequence},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, attendee, event, registration, session},
    error::{Stop, refuse, unavailable},
    events::rules::rules,
    files,
    mail_facts::MailFacts,
    outbox::{self, Mail},
    pools,
    tx::retried,
    zone,
};

/// So many requests end in one transaction: others want to write too.
const AT_ONCE: u64 = 200;

/// True when nobody answered a request in time.
pub(super) fn unanswered(row: &registration::Model) -> bool {
    row.state.0 == RegistrationState::Declined && row.ended_at.is_some_and(|ended| row.held_until <= ended)
}

impl Store {
    pub(super) async fn who_asks_for_seats(&self, by: &Actor, id: EventId) -> Result<Option<Vec<RequestLine>>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let sessions = session::Entity::find()
            .filter(session::Column::EventId.eq(id.0))
            .order_by_asc(session::Column::StartsAt)
            .order_by_asc(session::Column::Id)
            .all(&self.db)
            .await?;
        let asks = registration::Entity::find()
            .filter(registration::Column::SessionId.is_in(sessions.iter().map(|session| session.id)))
            .filter(registration::Column::State.eq(Code(RegistrationState::Requested)));
        let people: Vec<(Uuid, String)> = attendee::Entity::find()
            .select_only()
            .columns([attendee::Column::RegistrationId, attendee::Column::Name])
            .filter(
                attendee::Column::RegistrationId
                    .in_subquery(asks.clone().select_only().column(registration::Column::Id).into_query()),
            )
            .order_by_asc(attendee::Column::Position)
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
        for (registration, name) in people {
            names.entry(registration).or_default().push(name);
        }
        let rows = asks
            .order_by_asc(registration::Column::CreatedAt)
            .order_by_asc(registration::Column::Id)
            .all(&self.db)
            .await?;
        let mut lines = Vec::with_capacity(rows.len());
        for session in &sessions {
            let hers = rows.iter().filter(|row| row.session_id == session.id);
            lines.extend(hers.map(|row| RequestLine {
                id: RegistrationId(row.id),
                session: SessionId(session.id),
                attendees: names.remove(&row.id).unwrap_or_default(),
                email: row.email.clone(),
                at: zone::to_local(session.zone.0, row.created_at),
                until: zone::to_local(session.zone.0, row.held_until),
                version: row.sequence,
            }));
        }
        Ok(Some(lines))
    }

    /// All of them or none: whoever presses the button reads of one that changed, and nobody else was answered.
    pub(super) async fn try_answer_seat_requests(
        &self,
        by: &Actor,
        id: EventId,
        said: &RequestAnswer,
    ) -> Answer<usize> {
        let now = self.now();
        let message = said.message.trim().replace("\r\n", "\n");
        if message.chars().count() > MOST_ANSWER {
            return refuse(RegistrationRefusal::Message);
        }
        let tx = self.begin_write().await?;
        let Some(event) = event::Entity::find_by_id(id.0).one(&*tx).await? else {
            return refuse(RegistrationRefusal::NotFound);
        };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return refuse(RegistrationRefusal::NotFound);
        }
        // All sessions first and in order, as everybody does who locks more than one.
        let sessions = session::Entity::find()
            .filter(session::Column::EventId.eq(id.0))
            .order_by_asc(session::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        pools::lock_of(&*tx, &sessions).await?;
        let versions: HashMap<Uuid, i32> = said.to.iter().map(|(id, version)| (id.0, *version)).collect();
        let rows = registration::Entity::find()
            .filter(registration::Column::Id.is_in(versions.keys().copied()))
            .order_by_asc(registration::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let state = if said.yes { RegistrationState::Confirmed } else { RegistrationState::Declined };
        let mut answered = 0;
        for row in &rows {
            let Some(session) = sessions.iter().find(|session| session.id == row.session_id) else {
                return refuse(RegistrationRefusal::NotFound);
            };
            if row.state.0 == state {
                continue;
            }
            if row.state.0 != RegistrationState::Requested {
                return refuse(RegistrationRefusal::NotNow(row.state.0));
            }
            if versions.get(&row.id) != Some(&row.sequence) {
                return refuse(RegistrationRefusal::ChangedMeanwhile);
            }
            if session.cancelled {
                return refuse(RegistrationRefusal::NotOpen);
            }
            if row.held_until <= now {
                return refuse(RegistrationRefusal::TooLate);
            }
            let sequence = next_sequence(&*tx, session.id, &row.email).await?;
            let answer = become_answered(row.id, state, sequence, now)
                .col_expr(registration::Column::Answer, Expr::value(message.clone()));
            let registration = RegistrationId(row.id);
            let (mail, act) = if said.yes {
                answer.col_expr(registration::Column::ConfirmedAt, Expr::value(Some(now))).exec(&*tx).await?;
                (Mail::RegistrationApproved { registration }, "approved")
            } else {
                answer.exec(&*tx).await?;
                let_go(row.id).exec(&*tx).await?;
                (Mail::RegistrationDeclined { registration }, "declined")
            };
            outbox::write(&*tx, mail, now).await?;
            // What was written goes when the registration goes; that something was is kept.
            let detail = json!({ "session": session.id, "message": !message.is_empty() });
            audit::write(&*tx, by, act, Thing::Registration, row.id, detail, now).await?;
            answered += 1;
        }
        if rows.len() != versions.len() {
            return refuse(RegistrationRefusal::NotFound);
        }
        tx.commit().await?;
        Ok(answered)
    }

    /// What the contact person of an event is told; nothing where nobody asks any more.
    pub(crate) async fn seat_requests_facts(
        &self,
        id: EventId,
        now: DateTime<Utc>,
    ) -> Result<Option<MailFacts>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let at = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        let open: Vec<DateTime<Utc>> = registration::Entity::find()
            .select_only()
            .column(registration::Column::HeldUntil)
            .join(JoinType::InnerJoin, at.into())
            .filter(session::Column::EventId.eq(id.0))
            .filter(session::Column::Cancelled.eq(false))
            .filter(registration::Column::State.eq(Code(RegistrationState::Requested)))
            .filter(registration::Column::HeldUntil.gt(now))
            .into_tuple()
            .all(&self.db)
            .await?;
        let first = open.iter().min().copied().filter(|_| !event.contact.0.email.is_empty());
        Ok(first.map(|first| MailFacts::SeatRequests {
            to: event.contact.0.email,
            language: event.language,
            event: event.title.0,
            slug: event.slug,
            count: open.len(),
            until: zone::to_local(self.zone, first),
        }))
    }

    /// Ends requests no organiser answered in time, and gives their seats back. Answers how many. Any number of workers
    /// may call it at once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_seat_requests(&self) -> Result<u64, Unavailable> {
        let mut all = 0;
        loop {
            let overdue = self.overdue_requests().await.map_err(unavailable)?;
            if overdue.is_empty() {
                return Ok(all);
            }
            all += retried(|| self.end_requests(&overdue)).await?;
        }
    }

    /// Which registrations, each with its session. Nobody has to say yes or no to a time that is not known.
    async fn overdue_requests(&self) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
        let at = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        registration::Entity::find()
            .select_only()
            .columns([registration::Column::Id, registration::Column::SessionId])
            .join(JoinType::InnerJoin, at.into())
            .filter(session::Column::Postponed.eq(false))
            .filter(registration::Column::State.eq(Code(RegistrationState::Requested)))
            .filter(registration::Column::HeldUntil.lte(self.now()))
            .order_by_asc(registration::Column::HeldUntil)
            .limit(AT_ONCE)
            .into_tuple()
            .all(&self.db)
            .await
    }

    async fn end_requests(&self, found: &[(Uuid, Uuid)]) -> Result<u64, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let sessions: BTreeSet<Uuid> = found.iter().map(|(_, session)| *session).collect();
        let sessions = session::Entity::find()
            .filter(session::Column::Id.is_in(sessions))
            .order_by_asc(session::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        pools::lock_of(&*tx, &sessions).await?;
        let mut rows = registration::Entity::find()
            .filter(registration::Column::Id.is_in(found.iter().map(|(id, _)| *id)))
            .filter(registration::Column::State.eq(Code(RegistrationState::Requested)))
            .filter(registration::Column::HeldUntil.lte(now))
            .order_by_asc(registration::Column::Id)
            .lock_exclusive()
            .all(&*tx)
            .await?;
        let postponed = |row: &registration::Model| {
            sessions.iter().any(|session| session.id == row.session_id && session.postponed)
        };
        rows.retain(|row| !postponed(row));
        for row in &rows {
            let sequence = next_sequence(&*tx, row.session_id, &row.email).await?;
            become_answered(row.id, RegistrationState::Declined, sequence, now).exec(&*tx).await?;
            let_go(row.id).exec(&*tx).await?;
            // Who was told that it does not take place needs no other no.
            if sessions.iter().any(|session| session.id == row.session_id && !session.cancelled) {
                let mail = Mail::RegistrationUnanswered { registration: RegistrationId(row.id) };
                outbox::write(&*tx, mail, now).await?;
            }
            audit::write(&*tx, &Actor::System, "unanswered", Thing::Registration, row.id, json!({}), now).await?;
        }
        tx.commit().await?;
        Ok(rows.len() as u64)
    }
}

/// Asks an organiser: the seats stay held until she is to answer.
pub(super) async fn ask(
    tx: &impl ConnectionTrait,
    row: &registration::Model,
    sequence: i32,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    registration::Entity::update_many()
        .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Requested)))
        .col_expr(registration::Column::HeldUntil, Expr::value(until))
        .col_expr(registration::Column::EndedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
        .col_expr(registration::Column::Sequence, Expr::value(sequence))
        .filter(registration::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    files::known(tx, row.id).await?;
    outbox::write(tx, Mail::RegistrationRequested { registration: RegistrationId(row.id) }, now).await?;
    audit::write(tx, &Actor::Visitor, "requested", Thing::Registration, row.id, json!({ "until": until }), now).await
}

/// A session that was postponed has a time again: whoever asks for it is answered anew from now on.
pub(crate) async fn wait_again(
    tx: &impl ConnectionTrait,
    event: &event::Model,
    zone: Tz,
    session: SessionId,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let until = rules(event, zone).answered_until(now, starts_at).unwrap_or(starts_at);
    registration::Entity::update_many()
        .col_expr(registration::Column::HeldUntil, Expr::value(until))
        .filter(registration::Column::SessionId.eq(session.0))
        .filter(registration::Column::State.eq(Code(RegistrationState::Requested)))
        .exec(tx)
        .await
        .map(drop)
}

fn become_answered(
    id: Uuid,
    state: RegistrationState,
    sequence: i32,
    now: DateTime<Utc>,
) -> UpdateMany<registration::Entity> {
    let ended = (state == RegistrationState::Declined).then_some(now);
    registration::Entity::update_many()
        .col_expr(registration::Column::State, Expr::value(Code(state)))
        .col_expr(registration::Column::EndedAt, Expr::value(ended))
        .col_expr(registration::Column::Sequence, Expr::value(sequence))
        .filter(registration::Column::Id.eq(id))
}
