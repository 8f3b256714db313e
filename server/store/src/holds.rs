//! Holds: what somebody is about to book stays free for her while she fills in the form, or while an offer to her lasts.
//!
//! A hold takes no unit. Whoever holds or books locks the units, looks, then writes; and a hold is over by the clock,
//! so that nothing has to run for a unit to be free again.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{hold, slot::Slot};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, Select,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use crate::{
    allocation::{Busy, Eyes, Taker},
    bookings::dated::Dated,
    chance,
    entity::{ROWS_AT_ONCE, account, hold as rows},
};

/// For whom something is held, for what, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    /// The form, or whatever else it is for: what is let go of together.
    pub(crate) request: Uuid,
    pub(crate) account: Uuid,
    /// When it began.
    pub(crate) since: DateTime<Utc>,
    /// From then on it is over.
    pub(crate) expires_at: DateTime<Utc>,
    /// An offer of the house, no form.
    pub(crate) promised: bool,
}

/// What is held of `units` at any time of `window`, by others than whoever looks.
pub(crate) async fn busy(
    db: &impl ConnectionTrait,
    units: &[Uuid],
    window: Slot,
    eyes: Eyes,
) -> Result<Vec<Busy>, DbErr> {
    let mut living = living(window, eyes.now);
    if let Some(account) = eyes.account {
        living = living.filter(rows::Column::AccountId.ne(account.0));
    }
    if let Some(account) = eyes.promised_to {
        let other = Condition::any().add(rows::Column::AccountId.ne(account.0)).add(rows::Column::Promised.eq(false));
        living = living.filter(other);
    }
    // Forms that are open now are few, and units may be many.
    let units: std::collections::HashSet<Uuid> = units.iter().copied().collect();
    let read = |row: rows::Model| {
        let held = slot(&row)?;
        let by = Taker::Hold { request: row.request_id, until: row.expires_at };
        Ok(Busy { unit: row.unit_id, held, used: held, by })
    };
    living.all(db).await?.into_iter().filter(|row| units.contains(&row.unit_id)).map(read).collect()
}

/// What anybody holds of `units`, which are in the order of their ids, at any of some times.
pub(crate) async fn under(
    db: &impl ConnectionTrait,
    units: &[Uuid],
    times: &[Slot],
    now: DateTime<Utc>,
) -> Result<Vec<rows::Model>, DbErr> {
    let Some(window) = Slot::around(times) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for row in living(window, now).all(db).await? {
        let held = slot(&row)?;
        if units.binary_search(&row.unit_id).is_ok() && times.iter().any(|time| time.overlaps(held)) {
            found.push(row);
        }
    }
    Ok(found)
}

/// What is held at any time of `window`, and not over.
fn living(window: Slot, now: DateTime<Utc>) -> Select<rows::Entity> {
    rows::Entity::find()
        .filter(rows::Column::ExpiresAt.gt(now))
        .filter(rows::Column::FromAt.lt(window.until()))
        .filter(rows::Column::UntilAt.gt(window.from()))
}

/// Holds dates that were judged, and found free, with this `busy`: after a look that locked their units.
pub(crate) async fn keep(
    db: &impl ConnectionTrait,
    holding: Holding,
    dates: &[Dated<'_>],
    busy: Vec<Busy>,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut busy = busy;
    let mut held: Vec<(Uuid, Slot)> = Vec::new();
    for dated in dates {
        let slot = dated.held();
        let units = dated.choose(&busy);
        busy.extend(units.iter().map(|unit| Busy::unsaid(*unit, slot, dated.wish.when.slot)));
        held.extend(units.into_iter().map(|unit| (unit, slot)));
    }
    write(db, holding, &held, now).await
}

/// Holds units, each at its time, buffers included. They are locked, and were looked at.
pub(crate) async fn write(
    db: &impl ConnectionTrait,
    holding: Holding,
    held: &[(Uuid, Slot)],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = |(unit, slot): &(Uuid, Slot)| rows::ActiveModel {
        id: Set(chance::id(now)),
        request_id: Set(holding.request),
        account_id: Set(holding.account),
        unit_id: Set(*unit),
        from_at: Set(slot.from()),
        until_at: Set(slot.until()),
        since: Set(holding.since),
        expires_at: Set(holding.expires_at),
        promised: Set(holding.promised),
    };
    for some in held.chunks(ROWS_AT_ONCE) {
        rows::Entity::insert_many(some.iter().map(row)).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Lets go of what an account holds for a request. That it was held stays known for a while: nobody holds a time for
/// ever by letting go of it now and then.
pub(crate) async fn release(
    db: &impl ConnectionTrait,
    account: Uuid,
    request: Uuid,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    rows::Entity::update_many()
        .col_expr(rows::Column::ExpiresAt, Expr::value(now))
        .filter(rows::Column::AccountId.eq(account))
        .filter(rows::Column::RequestId.eq(request))
        .filter(rows::Column::ExpiresAt.gt(now))
        .exec(db)
        .await
        .map(drop)
}

/// Lets go of what an account holds of units that were just taken for her, whatever form it was for.
pub(crate) async fn consume(
    db: &impl ConnectionTrait,
    account: Uuid,
    taken: &[(Uuid, Slot)],
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let mut over = Vec::new();
    for row in of_account(db, account, now).await? {
        let held = slot(&row)?;
        if taken.iter().any(|(unit, slot)| *unit == row.unit_id && slot.overlaps(held)) {
            over.push(row.id);
        }
    }
    let_go(db, over, now).await
}

/// Ends some holds, whosever they are.
pub(crate) async fn let_go(db: &impl ConnectionTrait, ids: Vec<Uuid>, now: DateTime<Utc>) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    rows::Entity::update_many()
        .col_expr(rows::Column::ExpiresAt, Expr::value(now))
        .filter(rows::Column::Id.is_in(ids))
        .exec(db)
        .await
        .map(drop)
}

/// Lets the holds of one account queue, so that they can be counted.
pub(crate) async fn lock(db: &impl ConnectionTrait, account: Uuid) -> Result<(), DbErr> {
    account::Entity::find_by_id(account)
        .select_only()
        .column(account::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<Uuid>()
        .one(db)
        .await
        .map(drop)
}

/// What an account has held since an instant, whether or not it is over.
pub(crate) async fn of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
    after: DateTime<Utc>,
) -> Result<Vec<rows::Model>, DbErr> {
    rows::Entity::find()
        .filter(rows::Column::AccountId.eq(account))
        .filter(rows::Column::ExpiresAt.gt(after))
        .all(db)
        .await
}

/// Until when an offer of the house keeps all a date takes, of what somebody holds; `None`: none does.
pub(crate) fn promised(
    hers: &[rows::Model],
    dated: &Dated<'_>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    let around = dated.held();
    let mut offers: BTreeMap<Uuid, (usize, DateTime<Utc>)> = BTreeMap::new();
    for row in hers.iter().filter(|row| row.promised && row.expires_at > now) {
        let held = slot(row)?;
        let covers = held.from() <= around.from() && around.until() <= held.until();
        if covers && dated.units().any(|unit| unit == row.unit_id) {
            offers.entry(row.request_id).or_insert((0, row.expires_at)).0 += 1;
        }
    }
    let takes = dated.choose(&[]).len();
    Ok(offers.into_values().filter(|(units, _)| *units >= takes).map(|(_, until)| until).max())
}

/// Deletes what a request held before what it holds `since` the same instant now.
pub(crate) async fn forget_earlier(
    db: &impl ConnectionTrait,
    holding: Holding,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    rows::Entity::delete_many()
        .filter(rows::Column::AccountId.eq(holding.account))
        .filter(rows::Column::RequestId.eq(holding.request))
        .filter(rows::Column::Since.eq(holding.since))
        .filter(rows::Column::ExpiresAt.lte(now))
        .exec(db)
        .await
        .map(drop)
}

/// Deletes what has been over for so long that nobody asks. Answers how many rows.
pub(crate) async fn forget(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let over = rows::Column::ExpiresAt.lte(hold::forgotten_before(now));
    Ok(rows::Entity::delete_many().filter(over).exec(db).await?.rows_affected)
}

/// When a unit is held, buffers included.
pub(crate) fn slot(row: &rows::Model) -> Result<Slot, DbErr> {
    Slot::new(row.from_at, row.until_at).map_err(|e| DbErr::Type(format!("hold {}: {e}", row.id)))
}
