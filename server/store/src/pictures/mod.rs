//! Pictures: read and drawn anew ([`draw`]), kept once by what they are, and gone with the last who shows them.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use async_trait::async_trait;
use domain::{
    desk::{PictureDesk, PictureFile, Unavailable},
    picture::{Photo, PictureFault, PictureRef, Purpose},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait as _, OnConflict, SelectStatement},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{
    Store,
    entity::{event, organisation, picture},
    error::unavailable,
};

mod draw;

pub(crate) use draw::Drawn;

/// Pictures are drawn one after the other: each takes as much memory as its points.
static TURN: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

#[async_trait]
impl PictureDesk for Store {
    async fn picture(&self, name: &str) -> Result<Option<PictureFile>, Unavailable> {
        let row = picture::Entity::find_by_id(name.to_owned()).one(&self.db).await.map_err(unavailable)?;
        Ok(row.map(|row| PictureFile { media: row.media, bytes: row.bytes }))
    }
}

/// Reads what was sent and draws it anew, beside what else is to be answered.
pub(crate) async fn drawn(sent: Vec<u8>, purpose: Purpose) -> Result<Drawn, PictureFault> {
    let Ok(turn) = Arc::clone(&TURN).acquire_owned().await else { return Err(PictureFault::Broken) };
    let draw = move || {
        // Whoever sent it may be gone; what is drawn goes on, and so does its turn.
        let _turn = turn;
        draw::drawn(&sent, purpose)
    };
    // What breaks the reader breaks nothing else.
    spawn_blocking(draw).await.unwrap_or(Err(PictureFault::Broken))
}

/// Keeps a picture in all its sizes. The same one twice is there once.
pub(crate) async fn keep(tx: &impl ConnectionTrait, drawn: &Drawn) -> Result<(), DbErr> {
    let side = |points: u32| i32::try_from(points).unwrap_or(i32::MAX);
    let mut smaller = None;
    for picture in drawn.smaller.iter().rev().chain([&drawn.largest]) {
        let row = picture::ActiveModel {
            name: Set(picture.name.clone()),
            media: Set(picture.media.to_owned()),
            bytes: Set(picture.bytes.clone()),
            width: Set(side(picture.width)),
            height: Set(side(picture.height)),
            smaller: Set(smaller.replace(picture.name.clone())),
        };
        let once = OnConflict::column(picture::Column::Name).update_column(picture::Column::Media).to_owned();
        picture::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Forgets a picture that nobody shows any more, and what is smaller of it. Whatever comes to show pictures is asked here.
pub(crate) async fn let_go(tx: &impl ConnectionTrait, name: &str) -> Result<(), DbErr> {
    let mut next = Some(name.to_owned());
    while let Some(name) = next {
        // Two who let go of the same picture wait for each other here: the second one sees that nobody else is left.
        let known: Option<Option<String>> = picture::Entity::find_by_id(name.clone())
            .select_only()
            .column(picture::Column::Smaller)
            .lock_exclusive()
            .into_tuple()
            .one(tx)
            .await?;
        let unseen = picture::Entity::delete_many()
            .filter(picture::Column::Name.eq(&name))
            .filter(Expr::exists(shows::<organisation::Entity>(organisation::Column::Logo, &name)).not())
            .filter(Expr::exists(shows::<event::Entity>(event::Column::Picture, &name)).not())
            .filter(Expr::exists(shows::<picture::Entity>(picture::Column::Smaller, &name)).not());
        let gone = unseen.exec(tx).await?.rows_affected == 1;
        next = known.flatten().filter(|_| gone);
    }
    Ok(())
}

/// Whatever shows a picture in a column of its own.
fn shows<E: EntityTrait>(column: E::Column, name: &str) -> SelectStatement {
    E::find().select_only().expr(Expr::value(1)).filter(column.eq(name)).into_query()
}

/// How large a picture is, where there is one.
pub(crate) async fn reference(db: &impl ConnectionTrait, name: Option<&str>) -> Result<Option<PictureRef>, DbErr> {
    let Some(name) = name else { return Ok(None) };
    Ok(photos(db, vec![name.to_owned()]).await?.remove(name).map(|photo| photo.largest))
}

/// Photographs in all their sizes, by their names. As many questions as there are sizes.
pub(crate) async fn photos(db: &impl ConnectionTrait, names: Vec<String>) -> Result<HashMap<String, Photo>, DbErr> {
    let side = |points: i32| u32::try_from(points).unwrap_or_default();
    let mut known: HashMap<String, (PictureRef, Option<String>)> = HashMap::new();
    let mut asked = names.clone();
    while !asked.is_empty() {
        let rows: Vec<(String, i32, i32, Option<String>)> = picture::Entity::find()
            .select_only()
            .columns([picture::Column::Name, picture::Column::Width])
            .columns([picture::Column::Height, picture::Column::Smaller])
            .filter(picture::Column::Name.is_in(asked))
            .into_tuple()
            .all(db)
            .await?;
        asked = rows.iter().filter_map(|(.., smaller)| smaller.clone()).collect();
        for (name, width, height, smaller) in rows {
            let of = PictureRef { name: name.clone(), width: side(width), height: side(height) };
            known.insert(name, (of, smaller));
        }
    }
    let sizes = |name: &str| {
        let smaller = |(_, next): &&(PictureRef, Option<String>)| known.get(next.as_ref()?);
        std::iter::successors(known.get(name), smaller).map(|(of, _)| of.clone())
    };
    let photos = names.into_iter().filter_map(|name| {
        let mut sizes = sizes(&name);
        Some((name, Photo { largest: sizes.next()?, smaller: sizes.collect() }))
    });
    Ok(photos.collect())
}
