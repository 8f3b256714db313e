//! What organisers count. Nobody is named, so what was confirmed stays when who came is forgotten; what was called off is
//! known as long as it is kept (`privacy/forget.rs`), and a group as it is now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::Figures,
    figures::{Tally, standing},
    id::{EventId, OrganisationId, SessionId},
    registration::RegistrationState,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    Store,
    entity::{Code, attendee, event, registration, session},
    zone,
};

/// A registration and how many people it has.
#[derive(FromQueryResult)]
struct Counted {
    session_id: Uuid,
    state: Code<RegistrationState>,
    created_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    people: i64,
    came: i64,
}

impl Store {
    pub(super) async fn counted(&self, by: &Actor, id: EventId) -> Result<Option<Figures>, DbErr> {
        let Some(event) = event::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        if may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_err() {
            return Ok(None);
        }
        let of = registration::Entity::belongs_to(session::Entity)
            .from(registration::Column::SessionId)
            .to(session::Column::Id);
        let hers = attendee::Entity::belongs_to(registration::Entity)
            .from(attendee::Column::RegistrationId)
            .to(registration::Column::Id);
        let all: Vec<Counted> = attendee::Entity::find()
            .select_only()
            .columns([registration::Column::SessionId, registration::Column::State, registration::Column::CreatedAt])
            .columns([registration::Column::ConfirmedAt, registration::Column::EndedAt])
            .column_as(attendee::Column::Id.count(), "people")
            .column_as(attendee::Column::ArrivedAt.count(), "came")
            .join(JoinType::InnerJoin, hers.into())
            .join(JoinType::InnerJoin, of.into())
            .filter(session::Column::EventId.eq(id.0))
            .group_by(registration::Column::Id)
            .into_model()
            .all(&self.db)
            .await?;
        let day = |at| zone::to_local(self.zone, at).date();
        let mut changes = Vec::new();
        let mut sessions: BTreeMap<SessionId, Tally> = BTreeMap::new();
        for one in all {
            let tally = sessions.entry(SessionId(one.session_id)).or_default();
            let people = u32::try_from(one.people).unwrap_or(u32::MAX);
            match one.state.0 {
                RegistrationState::Confirmed => {
                    tally.confirmed += people;
                    tally.came += u32::try_from(one.came).unwrap_or(u32::MAX);
                    // Who was let in at the door never confirmed anything.
                    changes.push((day(one.confirmed_at.unwrap_or(one.created_at)), one.people));
                }
                RegistrationState::Waiting | RegistrationState::Offered => tally.waiting += people,
                _ => {
                    if let (Some(confirmed), Some(ended)) = (one.confirmed_at, one.ended_at) {
                        tally.given_back += people;
                        changes.extend([(day(confirmed), one.people), (day(ended), -one.people)]);
                    }
                }
            }
        }
        Ok(Some(Figures { standing: standing(changes), sessions }))
    }
}
