//! Changing by the link who comes, and what was answered: other names, fewer people, other answers.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    event::EventState,
    id::RegistrationId,
    question::Given,
    registration::{RegistrationRefusal, RegistrationState},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, write::next_sequence};
use crate::{
    Store,
    audit::{self, Thing},
    door::give_back,
    entity::{attendee, event, registration, session},
    error::refuse,
    events::rules::rules,
    files, forms,
    outbox::{self, Mail},
};

impl Store {
    /// `names`: one for each who is registered now; an empty one gives the seat back, for whoever waits. `given`: what is
    /// answered from now on, by the same order; `None`: that stays.
    pub(super) async fn try_change_registration(
        &self,
        token: &str,
        version: i32,
        names: &[String],
        given: Option<&Given>,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, event, row) = self.behind(&*tx, token).await?;
        let state = row.state.0;
        if !state.is_living() || state.is_unheard() {
            return refuse(RegistrationRefusal::NotNow(state));
        }
        if event.state.0 != EventState::Published || session.cancelled {
            return refuse(RegistrationRefusal::NotOpen);
        }
        if rules(&event, self.zone).changes_until(session.starts_at) <= now {
            return refuse(RegistrationRefusal::TooLate);
        }
        let people = attendee::Entity::find()
            .filter(attendee::Column::RegistrationId.eq(row.id))
            .order_by_asc(attendee::Column::Position)
            .all(&*tx)
            .await?;
        if row.sequence != version || people.len() != names.len() {
            return refuse(RegistrationRefusal::ChangedMeanwhile);
        }
        let differs = |(person, name): &(&attendee::Model, &String)| person.name != **name;
        let changed: Vec<_> = people.iter().zip(names).filter(differs).collect();
        if changed.iter().any(|(person, _)| person.arrived_at.is_some()) {
            return refuse(RegistrationRefusal::Arrived);
        }
        // Before anybody goes: with her go her answers.
        let answered = match given {
            Some(given) => {
                let everybody: Vec<Uuid> = people.iter().map(|person| person.id).collect();
                let hers = Some((row.id, everybody.as_slice()));
                let given = files::found(&*tx, &self.keys, event.id, given, hers, now).await?;
                answers(&*tx, &event, &session, &row, &people, names, &given, now).await?
            }
            None => 0,
        };
        if changed.is_empty() && answered == 0 {
            return Ok(());
        }
        for (person, _) in changed.iter().filter(|(_, name)| name.is_empty()) {
            give_back(self, &*tx, person).await?;
        }
        let gone: Vec<Uuid> = changed.iter().filter(|(_, name)| name.is_empty()).map(|(person, _)| person.id).collect();
        if !gone.is_empty() {
            attendee::Entity::delete_many().filter(attendee::Column::Id.is_in(gone)).exec(&*tx).await?;
        }
        let stay = people.iter().zip(names).filter(|(_, name)| !name.is_empty());
        for (position, (person, name)) in (0i32..).zip(stay) {
            if (person.position, &person.name) == (position, name) {
                continue;
            }
            // Somebody else has a ticket of her own: the one that was sent round before opens nothing.
            let ticket = person.ticket + i32::from(person.name != *name);
            attendee::Entity::update_many()
                .col_expr(attendee::Column::Position, Expr::value(position))
                .col_expr(attendee::Column::Name, Expr::value(name))
                .col_expr(attendee::Column::Ticket, Expr::value(ticket))
                .filter(attendee::Column::Id.eq(person.id))
                .exec(&*tx)
                .await?;
        }
        registration::Entity::update_many()
            .col_expr(registration::Column::Sequence, Expr::value(next_sequence(&*tx, session.id, &row.email).await?))
            .filter(registration::Column::Id.eq(row.id))
            .exec(&*tx)
            .await?;
        if state == RegistrationState::Confirmed {
            outbox::write(&*tx, Mail::RegistrationChanged { registration: RegistrationId(row.id) }, now).await?;
        }
        // How many, not who and what: names and answers go when the registration goes.
        if !changed.is_empty() {
            let left = names.iter().filter(|name| !name.is_empty()).count();
            let detail = json!({ "seats": { "before": people.len(), "after": left }, "changed": changed.len() });
            audit::write(&*tx, &Actor::Visitor, "changed", Thing::Registration, row.id, detail, now).await?;
        }
        if answered > 0 {
            let detail = json!({ "changed": answered });
            audit::write(&*tx, &Actor::Visitor, "answers-changed", Thing::Registration, row.id, detail, now).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What is answered from now on, and how many answers that changed.
#[expect(clippy::too_many_arguments, reason = "what the change has read already")]
async fn answers(
    tx: &impl ConnectionTrait,
    event: &event::Model,
    session: &session::Model,
    row: &registration::Model,
    people: &[attendee::Model],
    names: &[String],
    given: &Given,
    now: DateTime<Utc>,
) -> Answer<usize> {
    let present: Vec<bool> = names.iter().map(|name| !name.is_empty()).collect();
    let counted = forms::counted(tx, event.id, session.id, given, &present).await?;
    let people: Vec<(Uuid, &str)> = people.iter().zip(names).map(|(person, name)| (person.id, name.as_str())).collect();
    let changed = forms::write_answers(tx, row.id, &people, &counted, now).await?;
    files::known(tx, row.id).await?;
    Ok(changed)
}
