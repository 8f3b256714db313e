//! The picture of an event.

use domain::{
    access::Actor,
    event::{EventRefusal, EventState},
    id::EventId,
    picture::{Caption, PictureFault, Purpose},
    text::Localised,
};
use sea_orm::sea_query::Expr;
use serde_json::json;

use super::{
    Answer,
    write::{next_version, open_for_change, own, refuse_stale, refuse_unless},
};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Json, event},
    error::refuse,
    pictures::{self, Drawn},
    tx::retried,
};

impl Store {
    /// Draws what was sent, for those who may give the event a picture: nobody else makes the house work.
    pub(super) async fn drawn_picture(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        file: Option<Vec<u8>>,
    ) -> Result<Option<Drawn>, EventRefusal> {
        let Some(file) = file else { return Ok(None) };
        retried(|| async { open_for_change(&self.db, by, id, version).await.map(drop) }).await?;
        pictures::drawn(file, Purpose::Photograph).await.map(Some).map_err(EventRefusal::Picture)
    }

    pub(super) async fn give_picture(
        &self,
        by: &Actor,
        id: EventId,
        version: i32,
        drawn: Option<&Drawn>,
        caption: &Caption,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = open_for_change(&*tx, by, id, version).await?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        let before = event.picture.clone();
        let name = match (drawn, &before) {
            (Some(drawn), _) => {
                pictures::keep(&*tx, drawn).await?;
                drawn.largest.name.clone()
            }
            (None, Some(before)) => before.clone(),
            (None, None) => return refuse(EventRefusal::Picture(PictureFault::Missing)),
        };
        next_version(&event, now)
            .col_expr(event::Column::Picture, Expr::value(Some(name.clone())))
            .col_expr(event::Column::PictureAlt, Expr::value(Json(caption.alt.clone())))
            .col_expr(event::Column::PictureCredit, Expr::value(&caption.credit))
            .exec(&*tx)
            .await?;
        if let Some(before) = before.filter(|before| *before != name) {
            pictures::let_go(&*tx, &before).await?;
        }
        audit::write(&*tx, by, "picture-set", Thing::Event, id.0, json!({ "picture": name }), now).await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn take_picture(&self, by: &Actor, id: EventId, version: i32) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let event = own(&*tx, by, id).await?;
        let Some(before) = event.picture.clone() else { return Ok(()) };
        refuse_stale(&event, version)?;
        refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
        next_version(&event, now)
            .col_expr(event::Column::Picture, Expr::value(None::<String>))
            .col_expr(event::Column::PictureAlt, Expr::value(Json(Localised::default())))
            .col_expr(event::Column::PictureCredit, Expr::value(""))
            .exec(&*tx)
            .await?;
        pictures::let_go(&*tx, &before).await?;
        audit::write(&*tx, by, "picture-removed", Thing::Event, id.0, json!({ "picture": before }), now).await?;
        Ok(tx.commit().await?)
    }
}
