//! Pictures: read and drawn anew ([`draw`]), kept once by what they are, and gone with the last who shows them.

use async_trait::async_trait;
use domain::{
    desk::{PictureDesk, PictureFile, Unavailable},
    picture::{PictureFault, PictureRef},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{
    Store,
    entity::{organisation, picture},
    error::unavailable,
};

mod draw;

pub(crate) use draw::Picture;

/// Pictures are drawn one after the other: each takes as much memory as its points.
static ONE: Semaphore = Semaphore::const_new(1);

#[async_trait]
impl PictureDesk for Store {
    async fn picture(&self, name: &str) -> Result<Option<PictureFile>, Unavailable> {
        let row = picture::Entity::find_by_id(name.to_owned()).one(&self.db).await.map_err(unavailable)?;
        Ok(row.map(|row| PictureFile { media: row.media, bytes: row.bytes }))
    }
}

/// Reads what was sent and draws it anew, beside what else is to be answered.
pub(crate) async fn drawn(sent: Vec<u8>, longest: u32) -> Result<Picture, PictureFault> {
    let _turn = ONE.acquire().await;
    // What breaks the reader breaks nothing else.
    spawn_blocking(move || draw::drawn(&sent, longest)).await.unwrap_or(Err(PictureFault::Broken))
}

/// Keeps a picture. The same one twice is there once.
pub(crate) async fn keep(tx: &impl ConnectionTrait, picture: &Picture) -> Result<(), DbErr> {
    let side = |points: u32| i32::try_from(points).unwrap_or(i32::MAX);
    let row = picture::ActiveModel {
        name: Set(picture.name.clone()),
        media: Set(draw::MEDIA.to_owned()),
        bytes: Set(picture.bytes.clone()),
        width: Set(side(picture.width)),
        height: Set(side(picture.height)),
    };
    let once = OnConflict::column(picture::Column::Name).update_column(picture::Column::Media).to_owned();
    picture::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await.map(drop)
}

/// Forgets a picture that nobody shows any more. Whatever comes to show pictures is asked here.
pub(crate) async fn let_go(tx: &impl ConnectionTrait, name: &str) -> Result<(), DbErr> {
    let shown = organisation::Entity::find()
        .select_only()
        .expr(Expr::value(1))
        .filter(organisation::Column::Logo.eq(name))
        .into_query();
    picture::Entity::delete_many()
        .filter(picture::Column::Name.eq(name))
        .filter(Expr::exists(shown).not())
        .exec(tx)
        .await
        .map(drop)
}

/// How large a picture is, where there is one.
pub(crate) async fn reference(db: &impl ConnectionTrait, name: Option<&str>) -> Result<Option<PictureRef>, DbErr> {
    let Some(name) = name else { return Ok(None) };
    let sides: Option<(i32, i32)> = picture::Entity::find_by_id(name.to_owned())
        .select_only()
        .columns([picture::Column::Width, picture::Column::Height])
        .into_tuple()
        .one(db)
        .await?;
    let side = |points: i32| u32::try_from(points).unwrap_or_default();
    Ok(sides.map(|(width, height)| PictureRef { name: name.to_owned(), width: side(width), height: side(height) }))
}
