//! Changing who comes, by the link: other names, fewer people.

use domain::{
    access::Actor,
    event::EventState,
    id::RegistrationId,
    registration::{RegistrationRefusal, RegistrationState},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;

use super::{Answer, write::next_sequence};
use crate::{
    Store,
    audit::{self, Thing},
    door::give_back,
    entity::{attendee, registration},
    error::refuse,
    events::rules::rules,
    outbox::{self, Mail},
};

impl Store {
    /// `names`: one for each who is registered now; an empty one gives the seat back, for whoever waits.
    pub(super) async fn try_change_registration(&self, token: &str, version: i32, names: &[String]) -> Answer<()> {
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
        if changed.is_empty() {
            return Ok(());
        }
        if changed.iter().any(|(person, _)| person.arrived_at.is_some()) {
            return refuse(RegistrationRefusal::Arrived);
        }
        for (person, _) in changed.iter().filter(|(_, name)| name.is_empty()) {
            give_back(self, &*tx, person).await?;
        }
        let gone = changed.iter().filter(|(_, name)| name.is_empty()).map(|(person, _)| person.id);
        attendee::Entity::delete_many().filter(attendee::Column::Id.is_in(gone)).exec(&*tx).await?;
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
        // How many, not who: names go when the registration goes.
        let left = names.iter().filter(|name| !name.is_empty()).count();
        let detail = json!({ "seats": { "before": people.len(), "after": left }, "changed": changed.len() });
        audit::write(&*tx, &Actor::Visitor, "changed", Thing::Registration, row.id, detail, now).await?;
        Ok(tx.commit().await?)
    }
}
