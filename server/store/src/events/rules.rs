//! What an organiser chose for the registration to an event.

use domain::{access::Actor, event::EventState, id::EventId, registration::RegistrationRules};
use sea_orm::sea_query::Expr;
use serde_json::json;

use super::{
    Answer,
    write::{next_version, open_for_change, refuse_unless},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::event,
};

/// As they are stored.
pub(crate) const fn rules(event: &event::Model) -> RegistrationRules {
    RegistrationRules { passes_over: event.passes_over }
}

impl Store {
    pub(super) async fn try_choose_rules(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        chosen: RegistrationRules,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        if rules(&event) == chosen {
            return Ok(());
        }
        next_version(&event, now)
            .col_expr(event::Column::PassesOver, Expr::value(chosen.passes_over))
            .exec(&*tx)
            .await?;
        let detail = json!({ "before": rules(&event), "after": chosen });
        audit::write(&*tx, by, "rules-chosen", Thing::Event, id.0, detail, now).await?;
        Ok(tx.commit().await?)
    }
}
