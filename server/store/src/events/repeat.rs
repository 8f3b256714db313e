//! The same event on many days: each date is looked at before anything is taken, then all of them are made, or none.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    access::{Act, Actor, may},
    booking::BookingRefusal,
    desk::{CopiedSession, EventRepeat, InSeries, RefusedDate, RepeatedDate, RepeatedSession},
    event::{EventRefusal, EventState, shift},
    id::{EventId, OrganisationId, SessionId},
    rules::{BrokenRule, Verdict},
    series::MOST_EVENTS,
    slot::{LocalSpan, Margins},
    space::SpaceRef,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{
    Answer,
    copy::{Planned, Refused, Source, lock_rooms, rooms_of},
    series::{locked, new_series},
    spaces,
    write::{next_version, own, refuse_stale, refuse_unless},
};
use crate::{
    Store,
    audit::{self, Thing},
    bookings::{
        dated::Dated,
        facts::Wisher,
        session::{SessionUse, acting_for, has_booked},
    },
    entity::{event, event_series, session, small},
    error::{Stop, refuse},
    rooms::{self, Houses, Room, Which},
    zone,
};

/// The sessions of an event that are repeated, by start, with when each is now.
fn repeated(sessions: &[session::Model]) -> Vec<(&session::Model, LocalSpan)> {
    let local = |one: &session::Model| LocalSpan {
        from: zone::to_local(one.zone.0, one.starts_at),
        until: zone::to_local(one.zone.0, one.ends_at),
    };
    let mut all: Vec<_> = sessions.iter().filter(|one| !one.cancelled).map(|one| (one, local(one))).collect();
    all.sort_by_key(|(one, span)| (span.from, one.id));
    all
}

/// The same when the first of them is on another day.
fn on_day(sessions: &[(&session::Model, LocalSpan)], date: NaiveDate) -> Vec<LocalSpan> {
    let spans: Vec<LocalSpan> = sessions.iter().map(|(_, span)| *span).collect();
    shift(&spans, date)
}

fn counted(dates: &[NaiveDate]) -> Answer<Vec<NaiveDate>> {
    let mut dates = dates.to_vec();
    dates.sort_unstable();
    dates.dedup();
    if dates.is_empty() || dates.len() > MOST_EVENTS { refuse(EventRefusal::Repeated) } else { Ok(dates) }
}

impl Store {
    /// Judges as if one after the other were made, in the order of the dates.
    pub(super) async fn try_plan_repeat(
        &self,
        by: &Actor,
        of: EventId,
        dates: &[NaiveDate],
    ) -> Answer<Vec<RepeatedDate>> {
        let dates = counted(dates)?;
        let found = event::Entity::find_by_id(of.0).one(&self.db).await?;
        let Some(event) = found.filter(|row| may(by, Act::RunEvents(OrganisationId(row.organisation_id))).is_ok())
        else {
            return refuse(EventRefusal::NotFound);
        };
        let rows = session::Entity::find().filter(session::Column::EventId.eq(of.0)).order_by_asc(session::Column::Id);
        let rows = rows.all(&self.db).await?;
        let sessions = repeated(&rows);
        if sessions.is_empty() {
            return refuse(EventRefusal::NoSession);
        }
        let further = spaces::ids(&self.db, &rows.iter().map(|one| one.id).collect::<Vec<_>>()).await?;
        let main = sessions.iter().filter_map(|(one, _)| one.space_id);
        let all: Vec<Uuid> = main.chain(further.values().flatten().copied()).collect();
        let houses = rooms::load(&self.db, Which::SitesOf(&all)).await?;
        let organisation = OrganisationId(event.organisation_id);
        let mut verdicts = self.verdicts(by, organisation, (&houses, &further), &sessions, &dates).await?.into_iter();
        let now = self.now();
        let mut shown = Vec::with_capacity(dates.len());
        for date in dates {
            let mut its = Vec::with_capacity(sessions.len());
            for ((one, _), when) in sessions.iter().zip(on_day(&sessions, date)) {
                let room = one.space_id.and_then(|id| houses.room_of(id));
                let past = zone::to_utc(one.zone.0, when.from) < now;
                let space = room.map(|room| room.view.space.clone());
                let said = if room.is_some() { verdicts.next() } else { None };
                let (space, verdict) = match said {
                    Some((space, verdict)) => (Some(space), verdict),
                    None if past => (space, Verdict { broken: vec![BrokenRule::InThePast], ..Verdict::default() }),
                    None => (space, Verdict::default()),
                };
                its.push(RepeatedSession {
                    of: SessionId(one.id),
                    title: if one.title.0.is_empty() { event.title.0.clone() } else { one.title.0.clone() },
                    when,
                    space,
                    verdict,
                });
            }
            shown.push(RepeatedDate { date, sessions: its });
        }
        Ok(shown)
    }

    /// What the house says to each session with a room, date by date: of several rooms the first that says no, else the
    /// main one.
    async fn verdicts(
        &self,
        by: &Actor,
        organisation: OrganisationId,
        (houses, further): (&Houses, &HashMap<Uuid, Vec<Uuid>>),
        sessions: &[(&session::Model, LocalSpan)],
        dates: &[NaiveDate],
    ) -> Answer<Vec<(SpaceRef, Verdict)>> {
        let mut uses: Vec<SessionUse<'_>> = Vec::new();
        for date in dates {
            for ((one, _), when) in sessions.iter().zip(on_day(sessions, *date)) {
                let Some(room) = one.space_id.and_then(|id| houses.room_of(id)) else { continue };
                let also = further.get(&one.id).into_iter().flatten().filter_map(|id| houses.room_of(*id));
                let rooms: Vec<&Room> = std::iter::once(room).chain(also).collect();
                if rooms.iter().any(|room| may(by, Act::Book(room.premises(), organisation)).is_err()) {
                    return refuse(EventRefusal::Room(BookingRefusal::Forbidden));
                }
                let Some(when) = zone::meant(room.zone, when) else {
                    return refuse(EventRefusal::Room(BookingRefusal::NoSuchTime));
                };
                uses.push(SessionUse {
                    session: SessionId(Uuid::nil()),
                    organisation,
                    title: "",
                    language: "",
                    rooms,
                    when,
                    margins: Margins { before: small(one.setup_minutes), after: small(one.clear_minutes) },
                    people: one.capacity.map_or(0, small),
                    override_reason: None,
                });
            }
        }
        let dated: Vec<Dated<'_>> = uses.iter().flat_map(SessionUse::dates).collect();
        let hers = acting_for(by, organisation);
        let wisher = Wisher::acting(&self.db, &hers).await?;
        let mut verdicts = self.seen_in_turn(&hers, &wisher, &dated).await?;
        for (verdict, dated) in verdicts.iter_mut().zip(&dated) {
            // What is hers already becomes the session's room.
            if !verdict.is_free() && has_booked(&self.db, by, organisation, dated).await? {
                *verdict = Verdict::default();
            }
        }
        let mut verdicts = verdicts.into_iter();
        let mut said = Vec::with_capacity(uses.len());
        for wanted in &uses {
            let mut its = wanted.rooms.iter().map(|room| room.view.space.clone()).zip(verdicts.by_ref());
            let Some(main) = its.next() else { continue };
            let all: Vec<(SpaceRef, Verdict)> = std::iter::once(main).chain(its).collect();
            let no = all.iter().position(|(_, verdict)| !verdict.is_free()).unwrap_or_default();
            said.extend(all.into_iter().nth(no));
        }
        Ok(said)
    }

    /// A copy for each day, in one series.
    pub(super) async fn try_repeat_event(&self, by: &Actor, repeat: &EventRepeat) -> Answer<String> {
        let now = self.now();
        let dates = counted(&repeat.dates)?;
        let tx = self.begin_write().await?;
        // The series before the event, as everybody does who locks both.
        let given = match &repeat.series {
            InSeries::Known(id) => Some(locked(&*tx, by, *id).await.map_err(gone)?),
            InSeries::New(_) => None,
        };
        let event = own(&*tx, by, repeat.of).await?;
        let known = event::Entity::find().filter(event::Column::RequestId.eq(repeat.request.0)).one(&*tx).await?;
        if let Some(known) = known {
            let its = match known.series_id.filter(|_| known.organisation_id == event.organisation_id) {
                Some(series) => event_series::Entity::find_by_id(series).one(&*tx).await?,
                None => None,
            };
            return its.map_or_else(|| refuse(EventRefusal::ChangedMeanwhile), |series| Ok(series.slug));
        }
        refuse_stale(&event, repeat.version)?;
        let series = match (given, &repeat.series) {
            (Some(series), _) if series.organisation_id == event.organisation_id => series,
            (None, InSeries::New(fields)) => {
                let organisation = OrganisationId(event.organisation_id);
                match new_series(&*tx, by, organisation, None, fields, now).await? {
                    Some(series) => series,
                    None => return refuse(EventRefusal::Unavailable),
                }
            }
            _ => return refuse(EventRefusal::NoSeries),
        };
        // It belongs to them as well, unless it has its place already.
        let joins = event.series_id.is_none();
        let copied = event::Model { series_id: Some(series.id), ..event.clone() };
        let source = Source::read(&*tx, copied).await?;
        let made = self.make_all(&*tx, by, &source, repeat, &dates).await?;
        let detail = json!({ "series": series.id, "dates": dates, "events": made });
        if joins {
            refuse_unless(event.state.0 != EventState::Cancelled, event.state.0)?;
            let put = next_version(&event, now).col_expr(event::Column::SeriesId, Expr::value(Some(series.id)));
            put.exec(&*tx).await?;
        }
        audit::write(&*tx, by, "repeated", Thing::Event, event.id, detail, now).await?;
        tx.commit().await?;
        Ok(series.slug)
    }

    /// Makes them one after the other, so that each sees the rooms of those before it as taken; whatever is in the way
    /// of any of them is named.
    async fn make_all(
        &self,
        tx: &impl ConnectionTrait,
        by: &Actor,
        source: &Source,
        repeat: &EventRepeat,
        dates: &[NaiveDate],
    ) -> Answer<Vec<Uuid>> {
        let rows: Vec<session::Model> = source.sessions.values().cloned().collect();
        let sessions = repeated(&rows);
        let spaces: Vec<Uuid> = sessions.iter().filter_map(|(one, _)| one.space_id).collect();
        let further: Vec<&str> = source.further.values().flatten().map(String::as_str).collect();
        let houses = rooms::load(tx, Which::SitesOfAnd(&spaces, &further)).await?;
        let slugs: HashMap<Uuid, &str> =
            houses.rooms.iter().map(|room| (room.id(), room.view.space.slug.as_str())).collect();
        let mut refused: Vec<RefusedDate> = Vec::new();
        let mut note = |date: NaiveDate, its: Refused| {
            refused.extend(its.into_iter().map(|(of, refusal)| RefusedDate { date, of, refusal }));
        };
        let mut planned: Vec<(NaiveDate, Vec<Planned>)> = Vec::with_capacity(dates.len());
        for date in dates {
            let wish = |((one, _), when): (&(&session::Model, LocalSpan), LocalSpan)| CopiedSession {
                of: SessionId(one.id),
                when,
                space: one.space_id.and_then(|id| slugs.get(&id)).map(|slug| (*slug).to_owned()),
            };
            let wishes: Vec<CopiedSession> = sessions.iter().zip(on_day(&sessions, *date)).map(wish).collect();
            let mut its = Refused::new();
            planned.push((*date, self.planned(&houses, source, &wishes, &mut its)?));
            note(*date, its);
        }
        let rooms: Vec<&Room> = planned.iter().flat_map(|(_, its)| rooms_of(its)).collect();
        lock_rooms(tx, &rooms).await?;
        let mut made = Vec::with_capacity(planned.len());
        for (number, (date, parts)) in planned.iter().enumerate() {
            let (request, mut its) = (Some(repeat.request).filter(|_| number == 0), Refused::new());
            made.push(self.write_copy(tx, by, source, request, parts, &mut its).await?.0);
            note(*date, its);
        }
        refused.sort_by_key(|one| one.date);
        if refused.is_empty() { Ok(made) } else { refuse(EventRefusal::Dates(refused)) }
    }
}

/// A series that is not there, or another's.
pub(super) fn gone(stop: Stop<EventRefusal>) -> Stop<EventRefusal> {
    match stop {
        Stop::Refused(EventRefusal::NotFound | EventRefusal::Forbidden) => Stop::Refused(EventRefusal::NoSeries),
        stop => stop,
    }
}
