//! Free and busy times, as everybody may see them (I10).

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{BusyWhat, CalendarDesk, DayTimes, Scope, Timetable, TimetableRow, Unavailable},
    event::EventState,
    id::{BookingId, OrganisationId},
    slot::{MOST_MARGIN, Slot},
    text::Localised,
};
use sea_orm::{
    DbErr, FromQueryResult,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    Store,
    allocation::{self, Busy, Eyes, Taker},
    day::{self, Use},
    entity::{Code, Json, event, session},
    error::unavailable,
    rooms::{self, Room, Which, rows},
    zone::{self, Day},
};

/// Most days of a timetable: six weeks, a month as calendars draw it.
const MOST_DAYS: u8 = 42;

/// What is set up or cleared next to the window, in minutes. No buffer is longer, with what a session adds to it.
pub(crate) const LONGEST_BUFFER: u16 = 24 * 60 + MOST_MARGIN;

/// The published event that a session belongs to: slug and the session's title.
pub(crate) type Published = HashMap<Uuid, (String, Localised)>;

#[async_trait]
impl CalendarDesk for Store {
    async fn timetable(
        &self,
        by: &Actor,
        scope: &Scope,
        first: NaiveDate,
        days: u8,
    ) -> Result<Option<Timetable>, Unavailable> {
        self.read_timetable(by, scope, first, days).await.map_err(unavailable)
    }

    fn today(&self) -> NaiveDate {
        zone::to_local(self.zone, self.now()).date()
    }
}

impl Store {
    async fn read_timetable(
        &self,
        by: &Actor,
        scope: &Scope,
        first: NaiveDate,
        days: u8,
    ) -> Result<Option<Timetable>, DbErr> {
        let which = match scope {
            Scope::Region => Which::All,
            Scope::Site(slug) => Which::Site(slug),
            Scope::Space(slug) => Which::SiteOf(slug),
        };
        let houses = rooms::load(&self.db, which).await?;
        if houses.sites.is_empty() && *scope != Scope::Region {
            return Ok(None);
        }
        let shown: Vec<&Room> = match scope {
            Scope::Space(slug) => houses.room(slug).into_iter().collect(),
            Scope::Region | Scope::Site(_) => {
                let shown = |room: &&Room| !room.view.hidden || may(by, Act::Keep(room.premises())).is_ok();
                houses.rooms.iter().filter(shown).collect()
            }
        };
        let now = self.now();
        let days: Vec<NaiveDate> = first.iter_days().take(days.clamp(1, MOST_DAYS).into()).collect();
        let by_unit = self.by_unit(&shown, &days, Eyes::of(by, now)).await?;
        let published = self.published(by_unit.values().flatten().filter_map(|busy| busy.by.session())).await?;
        let clock = shown.first().map_or(self.zone, |room| room.zone);
        let rows = shown.into_iter().map(|room| row(by, room, &days, &by_unit, &published, now)).collect();
        Ok(Some(Timetable { days, rows, now: zone::to_local(clock, now) }))
    }

    /// What is taken of the units of some spaces on some days that follow one another.
    pub(crate) async fn by_unit(
        &self,
        shown: &[&Room],
        days: &[NaiveDate],
        eyes: Eyes,
    ) -> Result<HashMap<Uuid, Vec<Busy>>, DbErr> {
        let mut units: Vec<Uuid> = shown.iter().flat_map(|room| room.units.iter().copied()).collect();
        units.sort_unstable();
        units.dedup();
        // The same dates begin and end at other instants where another zone is kept.
        let ends =
            |date: Option<&NaiveDate>| shown.iter().filter_map(|room| zone::day(room.zone, *date?)).collect::<Vec<_>>();
        let from = ends(days.first()).into_iter().map(Slot::from).min();
        let until = ends(days.last()).into_iter().map(Slot::until).max();
        let mut by_unit: HashMap<Uuid, Vec<Busy>> = HashMap::new();
        if let Some(window) = from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok()) {
            // What is set up or cleared just outside still keeps the edge of the window busy.
            let window = window.with_buffers(LONGEST_BUFFER, LONGEST_BUFFER);
            for busy in allocation::busy(&self.db, &units, window, eyes).await? {
                by_unit.entry(busy.unit).or_default().push(busy);
            }
        }
        Ok(by_unit)
    }

    /// Which of some sessions are public.
    pub(crate) async fn published(&self, sessions: impl Iterator<Item = Uuid>) -> Result<Published, DbErr> {
        let mut sessions: Vec<Uuid> = sessions.collect();
        sessions.sort_unstable();
        sessions.dedup();
        if sessions.is_empty() {
            return Ok(Published::new());
        }
        let select = Query::select()
            .column((session::Entity, session::Column::Id))
            .column((session::Entity, session::Column::Title))
            .column((event::Entity, event::Column::Slug))
            .expr_as(Expr::col((event::Entity, event::Column::Title)), "event_title")
            .from(session::Entity)
            .inner_join(
                event::Entity,
                Expr::col((event::Entity, event::Column::Id)).equals((session::Entity, session::Column::EventId)),
            )
            .and_where(Expr::col((session::Entity, session::Column::Id)).is_in(sessions))
            .and_where(Expr::col((event::Entity, event::Column::State)).eq(Code(EventState::Published)))
            .to_owned();
        let found: Vec<Announced> = rows(&self.db, &select).await?;
        let title =
            |row: &Announced| if row.title.0.is_empty() { row.event_title.0.clone() } else { row.title.0.clone() };
        Ok(found.into_iter().map(|row| (row.id, (row.slug.clone(), title(&row)))).collect())
    }
}

#[derive(FromQueryResult)]
struct Announced {
    id: Uuid,
    title: Json<Localised>,
    slug: String,
    event_title: Json<Localised>,
}

fn row(
    by: &Actor,
    room: &Room,
    days: &[NaiveDate],
    by_unit: &HashMap<Uuid, Vec<Busy>>,
    published: &Published,
    now: DateTime<Utc>,
) -> TimetableRow {
    let busy: Vec<&Busy> = room.units.iter().filter_map(|unit| by_unit.get(unit)).flatten().collect();
    let uses = uses(by, room, &busy, published);
    let held = |unit| by_unit.get(&unit).into_iter().flatten().map(|busy| busy.held);
    let day = |date: &NaiveDate| {
        let day = Day::new(room.zone, *date);
        DayTimes {
            open: room.view.rules.hours(*date).to_vec(),
            busy: day.map(|day| day::taken(room, &day, &uses)).unwrap_or_default(),
            free: day.map(|day| day::free(room, &day, held, now)).unwrap_or_default(),
        }
    };
    TimetableRow {
        space: room.view.space.clone(),
        units: room.view.units,
        pool: room.view.pool,
        days: days.iter().map(day).collect(),
    }
}

/// The uses of a space: the allocations of one occurrence are one, and so is what is held for one date.
fn uses(by: &Actor, room: &Room, busy: &[&Busy], published: &Published) -> Vec<Use> {
    // A form may hold many dates.
    let mut uses: BTreeMap<(Uuid, Slot), Use> = BTreeMap::new();
    for busy in busy {
        let seen = uses.entry((busy.by.id(), busy.held)).or_insert_with(|| Use {
            held: busy.held,
            used: busy.used,
            units: 0,
            what: what(by, room, busy, published),
        });
        if room.view.pool || seen.units == 0 {
            seen.units += 1;
        }
    }
    uses.into_values().collect()
}

/// What the actor may know of it. A published event comes first: it is the same for everybody.
pub(crate) fn what(by: &Actor, room: &Room, busy: &Busy, published: &Published) -> BusyWhat {
    if let Some((slug, title)) = busy.by.session().and_then(|session| published.get(&session)) {
        return BusyWhat::Event { slug: slug.clone(), title: title.clone() };
    }
    match &busy.by {
        Taker::Booking { booking, organisation, title, .. }
            if may(by, Act::SeeBooking(room.premises(), OrganisationId(*organisation))).is_ok() =>
        {
            BusyWhat::Booking { id: BookingId(*booking), title: title.clone() }
        }
        Taker::Closure { reason, .. } => BusyWhat::Closure { reason: reason.clone() },
        Taker::Hold { .. } => BusyWhat::Held,
        Taker::Booking { .. } | Taker::Unsaid => BusyWhat::Taken,
    }
}
