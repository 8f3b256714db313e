//! A registration as those who run the event see it, with its audit trail.

use domain::{
    access::{Act, Actor, may},
    desk::{RegistrationRecord, TrailAct, TrailLine},
    id::{EventId, OrganisationId, RegistrationId},
    registration::RegistrationState,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Store,
    audit::Thing,
    entity::{account, audit, event, registration, session},
    zone,
};

impl Store {
    pub(super) async fn record_of(&self, by: &Actor, id: RegistrationId) -> Result<Option<RegistrationRecord>, DbErr> {
        let Some(row) = registration::Entity::find_by_id(id.0).one(&self.db).await? else { return Ok(None) };
        let Some(session) = session::Entity::find_by_id(row.session_id).one(&self.db).await? else { return Ok(None) };
        let Some(event) = event::Entity::find_by_id(session.event_id).one(&self.db).await? else { return Ok(None) };
        let theirs = may(by, Act::RunEvents(OrganisationId(event.organisation_id))).is_ok();
        // Whoever never said that the address is hers is on no list of theirs either, but while seats are held for her.
        if !theirs || row.state.0.is_unheard() && !row.state.0.holds_seats() {
            return Ok(None);
        }
        let heard = ["waits", "requested", "confirmed", "walked-in"];
        let expired = row.state.0 == RegistrationState::Expired && row.confirmed_at.is_none();
        if expired && self.audited(Thing::Registration, id.0, &heard).await?.is_none() {
            return Ok(None);
        }
        let Some(registration) = self.registration_view(&row).await? else { return Ok(None) };
        let entries = audit::Entity::find()
            .filter(audit::Column::Kind.eq(Thing::Registration.code()))
            .filter(audit::Column::OnId.eq(id.0))
            .order_by_asc(audit::Column::Id)
            .all(&self.db)
            .await?;
        let who = account::Entity::find()
            .filter(account::Column::Id.is_in(entries.iter().filter_map(|entry| entry.account_id)))
            .all(&self.db)
            .await?;
        let name = |entry: &audit::Model| {
            let her = who.iter().find(|account| Some(account.id) == entry.account_id)?;
            Some(if her.name.is_empty() { her.email.clone() } else { her.name.clone() })
        };
        let trail = entries.iter().filter_map(|entry| {
            Some(TrailLine {
                at: zone::to_local(session.zone.0, entry.at),
                act: TrailAct::from_code(&entry.act)?,
                by: name(entry),
                reason: entry.detail.0["reason"].as_str().unwrap_or_default().to_owned(),
            })
        });
        Ok(Some(RegistrationRecord { event: EventId(event.id), registration, trail: trail.collect() }))
    }
}
