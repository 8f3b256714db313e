//! Asking, once: the note that people were asked, their links and their mails are one transaction.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, NaiveTime, Utc};
use domain::{
    desk::Unavailable,
    event::EventState,
    id::{RegistrationId, SessionId, SurveyLinkId},
    registration::RegistrationState,
    survey::{ASK_DAYS, OPEN_DAYS, Participant, people},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait as _},
};
use uuid::Uuid;

use super::{end_of, ends_of, label};
use crate::{
    Store, chance,
    entity::{Code, ROWS_AT_ONCE, attendee, event, registration, session, survey, survey_link},
    error::{Stop, unavailable},
    outbox::{self, Mail},
    tx::retried,
    zone,
};

#[derive(FromQueryResult)]
struct Registered {
    id: Uuid,
    session_id: Uuid,
    email: String,
}

impl Store {
    /// Asks those who came to events that are over how it was, each once. Any number of workers may call it at once, and
    /// as often as they like. Answers how many mails were written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_participants(&self) -> Result<u64, Unavailable> {
        let mut written = 0;
        for event in self.to_ask().await.map_err(unavailable)? {
            written += retried(|| self.ask_of(event)).await?;
        }
        Ok(written)
    }

    /// The events whose people are to be asked now, as far as one can tell without writing.
    async fn to_ask(&self) -> Result<Vec<Uuid>, DbErr> {
        let now = self.now();
        // One day more than people are asked: days have 23 to 25 hours.
        let lately = now - Duration::days(i64::from(ASK_DAYS) + 1);
        let ended = session::Entity::find()
            .select_only()
            .column(session::Column::EventId)
            .filter(session::Column::EndsAt.gt(lately))
            .filter(session::Column::EndsAt.lte(now))
            .filter(session::Column::Cancelled.eq(false))
            .into_query();
        let of = survey::Entity::belongs_to(event::Entity).from(survey::Column::EventId).to(event::Column::Id);
        let open: Vec<Uuid> = survey::Entity::find()
            .select_only()
            .column(survey::Column::EventId)
            .join(JoinType::InnerJoin, of.into())
            .filter(survey::Column::SwitchedOn.eq(true))
            .filter(survey::Column::AskedAt.is_null())
            .filter(survey::Column::EventId.in_subquery(ended))
            .filter(event::Column::State.ne(Code(EventState::Draft)))
            .order_by_asc(survey::Column::EventId)
            .into_tuple()
            .all(&self.db)
            .await?;
        let ends = ends_of(&self.db, &open).await?;
        Ok(open.into_iter().filter(|event| ends.get(event).is_some_and(|end| end.is_due(now))).collect())
    }

    async fn ask_of(&self, id: Uuid) -> Result<u64, Stop<Unavailable>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let found = survey::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
        if found.is_none_or(|survey| !survey.switched_on || survey.asked_at.is_some()) {
            return Ok(0);
        }
        let event = event::Entity::find_by_id(id).one(&*tx).await?;
        let public = event.is_some_and(|event| event.state.0.is_public());
        if !public || end_of(&*tx, id).await?.is_none_or(|end| !end.is_due(now)) {
            return Ok(0);
        }
        let (participants, kept) = participants(&*tx, id).await?;
        let asked = people(&participants, &kept);
        let of: HashMap<RegistrationId, &str> =
            participants.iter().map(|one| (one.registration, one.address.as_str())).collect();
        let links = asked.iter().filter_map(|one| self.link(id, *one, of.get(one)?, now));
        let links: Vec<survey_link::ActiveModel> = links.collect();
        let mails: Vec<Mail> =
            links.iter().map(|link| Mail::SurveyAsked { link: SurveyLinkId(*link.id.as_ref()) }).collect();
        survey::Entity::update_many()
            .col_expr(survey::Column::AskedAt, Expr::value(Some(now)))
            .col_expr(survey::Column::ClosesAt, Expr::value(Some(self.closes(now))))
            .col_expr(survey::Column::Asked, Expr::value(i32::try_from(mails.len()).unwrap_or(i32::MAX)))
            .filter(survey::Column::EventId.eq(id))
            .exec(&*tx)
            .await?;
        for some in links.chunks(ROWS_AT_ONCE) {
            survey_link::Entity::insert_many(some.to_vec()).exec_without_returning(&*tx).await?;
        }
        outbox::write_all(&*tx, &mails, now).await?;
        tx.commit().await?;
        Ok(mails.len() as u64)
    }

    /// A link for somebody. What it is made from is chance: once that is forgotten nobody can make it again.
    fn link(
        &self,
        event: Uuid,
        registration: RegistrationId,
        address: &str,
        now: DateTime<Utc>,
    ) -> Option<survey_link::ActiveModel> {
        let seed = Uuid::from_bytes(chance::bytes());
        let token = self.keys.secret(label::TOKEN, seed)?;
        let person = [event.as_bytes().as_slice(), address.to_lowercase().as_bytes()].concat();
        Some(survey_link::ActiveModel {
            id: Set(chance::id(now)),
            event_id: Set(event),
            registration_id: Set(registration.0),
            person: Set(Some(self.keys.mark(label::PERSON, &person)?)),
            seed: Set(Some(seed)),
            token: Set(self.keys.mark(label::LINK, token.as_bytes())?),
        })
    }

    /// Midnight after so many whole days, by the clock of the region.
    fn closes(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let today = zone::to_local(self.zone, now).date();
        zone::to_utc(self.zone, (today + Duration::days(i64::from(OPEN_DAYS) + 1)).and_time(NaiveTime::MIN))
    }
}

/// Everybody registered for a part of an event that took place, and the parts at whose door somebody kept a list.
async fn participants(
    db: &impl ConnectionTrait,
    event: Uuid,
) -> Result<(Vec<Participant>, BTreeSet<SessionId>), DbErr> {
    let stands = session::Column::EventId.eq(event).and(session::Column::Cancelled.eq(false));
    let to = attendee::Entity::belongs_to(session::Entity).from(attendee::Column::SessionId).to(session::Column::Id);
    let arrived: Vec<(Uuid, Uuid)> = attendee::Entity::find()
        .select_only()
        .columns([attendee::Column::RegistrationId, attendee::Column::SessionId])
        .join(JoinType::InnerJoin, to.into())
        .filter(stands.clone())
        .filter(attendee::Column::ArrivedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let came: BTreeSet<Uuid> = arrived.iter().map(|(registration, _)| *registration).collect();
    let to =
        registration::Entity::belongs_to(session::Entity).from(registration::Column::SessionId).to(session::Column::Id);
    let rows: Vec<Registered> = registration::Entity::find()
        .select_only()
        .columns([registration::Column::Id, registration::Column::SessionId, registration::Column::Email])
        .join(JoinType::InnerJoin, to.into())
        .filter(stands)
        .filter(registration::Column::State.eq(Code(RegistrationState::Confirmed)))
        // Seated at the door, nobody ever said that the address is hers.
        .filter(registration::Column::ConfirmedAt.is_not_null())
        .filter(registration::Column::Email.ne(""))
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(registration::Column::Id)
        .into_model()
        .all(db)
        .await?;
    let participant = |row: Registered| Participant {
        registration: RegistrationId(row.id),
        session: SessionId(row.session_id),
        address: row.email,
        came: came.contains(&row.id),
    };
    let kept = arrived.into_iter().map(|(_, session)| SessionId(session)).collect();
    Ok((rows.into_iter().map(participant).collect(), kept))
}
