//! When units are taken, and nothing about by whom: for those who only count.
//!
//! The database writes the times of a unit into one line. A search sees tens of thousands of allocations, and most of
//! what a row costs is that it is one.

use std::{collections::HashMap, ops::Range};

use chrono::{DateTime, NaiveDate, Utc};
use domain::slot::Slot;
use sea_orm::{
    ConnectionTrait, DbErr, FromQueryResult,
    sea_query::{BinOper, Expr, ExprTrait, Func, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::Eyes;
use crate::{
    closures,
    entity::{allocation, unit},
    holds,
    rooms::rows,
};

/// When units are taken: of each, earliest first, none touching another.
#[derive(Debug, Default)]
pub(crate) struct Times(HashMap<Uuid, Vec<Slot>>);

impl Times {
    /// When a unit is taken at any time of `window`.
    pub(crate) fn of(&self, unit: Uuid, window: Slot) -> &[Slot] {
        let taken = self.0.get(&unit).map(Vec::as_slice).unwrap_or_default();
        let first = taken.partition_point(|slot| slot.until() <= window.from());
        let last = taken.partition_point(|slot| slot.from() < window.until());
        &taken[first..last]
    }

    /// Reads some more units.
    pub(crate) async fn look(
        &mut self,
        db: &impl ConnectionTrait,
        mut units: Vec<Uuid>,
        window: Slot,
        eyes: Eyes,
    ) -> Result<(), DbErr> {
        units.sort_unstable();
        units.dedup();
        units.retain(|unit| !self.0.contains_key(unit));
        if units.is_empty() {
            return Ok(());
        }
        // Two connections read at once what one would read in twice the time; few units are not worth the second.
        let (some, others) = units.split_at(if units.len() < WORTH_TWO { units.len() } else { units.len() / 2 });
        let (some, others, closed, held) = tokio::try_join!(
            taken(db, some, window),
            taken(db, others, window),
            closures::busy(db, &units, window),
            holds::busy(db, &units, window, eyes),
        )?;
        let mut found: HashMap<Uuid, Vec<Slot>> = HashMap::with_capacity(units.len());
        for line in some.into_iter().chain(others) {
            found.insert(line.unit_id, line.read()?);
        }
        for busy in closed.into_iter().chain(held) {
            found.entry(busy.unit).or_default().push(busy.held);
        }
        self.0.extend(found.into_iter().map(|(unit, taken)| (unit, united(taken))));
        Ok(())
    }
}

/// From so many units on half of them are read by another connection.
const WORTH_TWO: usize = 200;

async fn taken(db: &impl ConnectionTrait, units: &[Uuid], window: Slot) -> Result<Vec<Line>, DbErr> {
    if units.is_empty() { Ok(Vec::new()) } else { rows::<Line>(db, &lines(units, window)).await }
}

/// Times that overlap or touch, as one.
fn united(mut taken: Vec<Slot>) -> Vec<Slot> {
    taken.sort_unstable();
    taken.dedup_by(|next, last| {
        let touch = next.from() <= last.until();
        if touch && last.until() < next.until() {
            *last = Slot::new(last.from(), next.until()).unwrap_or(*last);
        }
        touch
    });
    taken
}

#[derive(FromQueryResult)]
struct Line {
    unit_id: Uuid,
    before: Option<String>,
    times: Option<String>,
}

/// How many letters an instant has in a line, to the minute: `2027-03-09T10:00`. PostgreSQL writes a blank for the T.
const LETTERS: u8 = 16;

impl Line {
    fn read(&self) -> Result<Vec<Slot>, DbErr> {
        let slot = |both: &[u8]| {
            let (from, until) = both.split_at_checked(LETTERS.into())?;
            Slot::new(instant(from)?, instant(until)?).ok()
        };
        let lines = [&self.before, &self.times].into_iter().flatten();
        let slots = lines.flat_map(|line| line.as_bytes().chunks(2 * usize::from(LETTERS))).map(slot);
        let slots: Option<Vec<Slot>> = slots.collect();
        slots.ok_or_else(|| DbErr::Type(format!("allocations of unit {}: no times", self.unit_id)))
    }
}

/// The instant that is written so, in UTC.
fn instant(text: &[u8]) -> Option<DateTime<Utc>> {
    let number = |range: Range<usize>| {
        text.get(range)?
            .iter()
            .try_fold(0, |number: u32, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
    };
    let date = NaiveDate::from_ymd_opt(number(0..4)?.try_into().ok()?, number(5..7)?, number(8..10)?)?;
    Some(date.and_hms_opt(number(11..13)?, number(14..16)?, 0)?.and_utc())
}

/// Selects a line for each unit: of its allocations those that start inside, and the one before. They never overlap, so
/// no earlier one can matter: both are found by the index, and read from it alone, however long the history is.
pub(crate) fn lines(units: &[Uuid], window: Slot) -> SelectStatement {
    use allocation::Column as A;
    let a = |column: A| Expr::col((allocation::Entity, column));
    let written = |column| {
        Expr::from(Func::cust("substr").args([a(column).cast_as("text"), 1.into(), i32::from(LETTERS).into()]))
    };
    let both = || written(A::FromAt).binary(BinOper::Custom("||"), written(A::UntilAt));
    let of_unit = || {
        Query::select()
            .from(allocation::Entity)
            .and_where(a(A::UnitId).equals((unit::Entity, unit::Column::Id)))
            .to_owned()
    };
    let before = of_unit()
        .expr(both())
        .and_where(a(A::FromAt).lt(window.from()))
        .order_by((allocation::Entity, A::FromAt), Order::Desc)
        .limit(1)
        .to_owned();
    let times = of_unit()
        .expr(Func::cust("string_agg").args([both(), "".into()]))
        .and_where(a(A::FromAt).gte(window.from()))
        .and_where(a(A::FromAt).lt(window.until()))
        .to_owned();
    Query::select()
        .expr_as(Expr::col((unit::Entity, unit::Column::Id)), "unit_id")
        .expr_as(before, "before")
        .expr_as(times, "times")
        .from(unit::Entity)
        .and_where(Expr::col((unit::Entity, unit::Column::Id)).is_in(units.iter().copied()))
        .to_owned()
}
