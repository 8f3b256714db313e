//! Holding seats, confirming, giving them back.

use chrono::{DateTime, Utc};
use domain::{
    access::Actor,
    event::EventState,
    id::{EventId, RegistrationId},
    question::{Form, Given},
    registration::{
        RegistrationRefusal, RegistrationState, Stock, held_until, most_pending, opens_by_link, sequence_floor,
    },
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait, UpdateMany, sea_query::Expr,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{
    Answer,
    fields::Checked,
    line::{self, Line, seats_in},
    living, requests, tell, wait,
};
use crate::{
    Store, access,
    audit::{self, Thing},
    chance,
    entity::{Code, attendee, event, registration, session},
    error::{Stop, is_oversold, refuse},
    events::rules::{is_open, rules, takes_late},
    files, forms,
    outbox::{self, Mail},
    pools,
};

/// Who registers again and again with one address gets one mail an hour about it.
const KNOWN_SECONDS: i64 = 3_600;

impl Store {
    /// Holds seats. The answer is the same whether or not the address is registered already.
    pub(super) async fn try_register(&self, new: &Checked) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, event) = locked(&*tx, new.session.0).await?;
        // Asked once the session is ours: the same form may be at work next to us.
        if registration::Entity::find().filter(registration::Column::RequestId.eq(new.request.0)).count(&*tx).await? > 0
        {
            return Ok(());
        }
        let link = self.let_in(&*tx, &event, &session, new.access.as_deref(), now).await?;
        let present = vec![true; new.attendees.len()];
        let given = files::found(&*tx, &self.keys, event.id, &new.answers, None, now).await?;
        let answers = forms::counted(&*tx, event.id, session.id, &given, &present).await?;
        let known = living(&*tx, session.id, &new.email).await?;
        // Who shares seats is one crowd, whichever session somebody wants.
        let network = new.network.and_then(|ip| self.keys.network(session.pool_id.unwrap_or(session.id), ip));
        let (line, pool) = (Line::of(&*tx, &session).await?, pools::of(&*tx, &session).await?);
        let own = access::kept(&*tx, session.id, link).await?;
        let stock = line.stock(&session, pool.as_ref(), link, own, now);
        let answer = match new.wait {
            None => {
                let most = seats_in(&session, pool.as_ref()).unwrap_or(u16::MAX);
                seats_for(&*tx, &session, most, stock, network.as_deref(), new.seats).await
            }
            Some(wait) => wait::worth_it(&session, pool.as_ref(), &line, stock, wait, new.seats),
        };
        if let Some(known) = known {
            // She is told by mail; whoever typed her address learns here only what everybody learns.
            let mail = Mail::RegistrationKnown { registration: RegistrationId(known.id) };
            outbox::write_once(&*tx, mail, known_message(known.id, now), now).await?;
            tx.commit().await?;
            return answer;
        }
        answer?;
        let place = Place {
            session: session.id,
            event: &event,
            stock,
            link,
            network,
            held_until: held_until(now),
            by: &Actor::Visitor,
            listed_by: None,
        };
        sit(&*tx, new, answers, place, now).await?;
        Ok(tx.commit().await?)
    }

    /// The link somebody comes by, if she can register here now.
    pub(super) async fn let_in(
        &self,
        tx: &impl ConnectionTrait,
        event: &event::Model,
        session: &session::Model,
        access: Option<&str>,
        now: DateTime<Utc>,
    ) -> Answer<Option<Uuid>> {
        let link = match access {
            Some(token) => match self.link_behind(tx, event.id, token).await? {
                Some(link) => Some(link),
                None => return refuse(RegistrationRefusal::Access),
            },
            None => None,
        };
        let opens_at = link.as_ref().map_or(event.opens_at, |link| opens_by_link(event.opens_at, link.opens_at));
        let open = event.takes_registrations && is_open(opens_at, event.closes_at, now);
        if event.state.0 != EventState::Published || !open || session.cancelled {
            return refuse(RegistrationRefusal::NotOpen);
        }
        if session.starts_at <= now {
            return refuse(RegistrationRefusal::Begun);
        }
        Ok(link.map(|link| link.id))
    }

    /// Takes the seats for good, asks an organiser for them, or goes on the waiting list. A late click counts while there are seats nobody waits for.
    pub(super) async fn try_confirm(&self, token: &str) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let (session, event, row) = self.behind(&*tx, token).await?;
        let state = row.state.0;
        let wish = match state {
            RegistrationState::Joining | RegistrationState::Waiting | RegistrationState::Expired => {
                line::wish_of(&*tx, row.id).await?
            }
            _ => None,
        };
        let rules = rules(&event, self.zone);
        let asks = rules.answer_days.is_some() && state != RegistrationState::Confirmed;
        let next = match wish {
            Some(_) => RegistrationState::Waiting,
            None if asks || state == RegistrationState::Requested => RegistrationState::Requested,
            None => RegistrationState::Confirmed,
        };
        if state == next {
            return Ok(());
        }
        if !state.may_become(next) {
            return refuse(RegistrationRefusal::NotNow(state));
        }
        if event.state.0 != EventState::Published || session.cancelled {
            return refuse(RegistrationRefusal::NotOpen);
        }
        if session.ends_at <= now {
            return refuse(RegistrationRefusal::Begun);
        }
        if state == RegistrationState::Expired && !takes_late(&event, row.access_id.is_some(), now) {
            return refuse(RegistrationRefusal::NotOpen);
        }
        if state == RegistrationState::Expired && living(&*tx, session.id, &row.email).await?.is_some() {
            // She registered again meanwhile: that one counts.
            return refuse(RegistrationRefusal::NotNow(state));
        }
        if let Some(wish) = wish {
            self.go_on_the_list(&*tx, &session, &row, wish, now).await?;
            return Ok(tx.commit().await?);
        }
        if state == RegistrationState::Expired {
            let own = access::kept(&*tx, session.id, row.access_id).await?;
            let pool = pools::of(&*tx, &session).await?;
            let stock = Line::of(&*tx, &session).await?.stock(&session, pool.as_ref(), row.access_id, own, now);
            let seats =
                attendee::Entity::find().filter(attendee::Column::RegistrationId.eq(row.id)).count(&*tx).await?;
            let seats = u16::try_from(seats).unwrap_or(u16::MAX);
            if stock.share(seats).is_none() {
                return full(stock);
            }
            seated(stock, access::seat(&*tx, row.id, session.id, row.access_id).await)?;
        }
        let sequence = next_sequence(&*tx, session.id, &row.email).await?;
        if let Some(until) = rules.answered_until(now, session.starts_at) {
            if until <= now {
                return refuse(RegistrationRefusal::Begun);
            }
            requests::ask(&*tx, &row, sequence, until, now).await?;
            tell::organiser(&*tx, EventId(event.id), until, now).await?;
            return Ok(tx.commit().await?);
        }
        registration::Entity::update_many()
            .col_expr(registration::Column::State, Expr::value(Code(RegistrationState::Confirmed)))
            .col_expr(registration::Column::ConfirmedAt, Expr::value(Some(now)))
            .col_expr(registration::Column::EndedAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(registration::Column::Network, Expr::value(None::<Vec<u8>>))
            .col_expr(registration::Column::Sequence, Expr::value(sequence))
            .filter(registration::Column::Id.eq(row.id))
            .exec(&*tx)
            .await?;
        files::known(&*tx, row.id).await?;
        outbox::write(&*tx, Mail::RegistrationConfirmed { registration: RegistrationId(row.id) }, now).await?;
        audit::write(&*tx, &Actor::Visitor, "confirmed", Thing::Registration, row.id, json!({}), now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Where somebody sits down, and who says so.
pub(super) struct Place<'a> {
    pub(super) session: Uuid,
    pub(super) event: &'a event::Model,
    pub(super) stock: Stock,
    /// The link she comes by.
    pub(super) link: Option<Uuid>,
    /// The fingerprint of where the form came from.
    pub(super) network: Option<Vec<u8>>,
    /// Until when it is held for her.
    pub(super) held_until: DateTime<Utc>,
    /// Who did it.
    pub(super) by: &'a Actor,
    /// The organisation that listed her.
    pub(super) listed_by: Option<Uuid>,
}

/// Holds seats, or puts down that she wants to wait, and writes the mail that asks her to confirm.
pub(super) async fn sit(
    tx: &impl ConnectionTrait,
    new: &Checked,
    answers: (Form, Given),
    place: Place<'_>,
    now: DateTime<Utc>,
) -> Answer<()> {
    let waits = new.wait.is_some();
    let state = if waits { RegistrationState::Joining } else { RegistrationState::Pending };
    let id = chance::id(now);
    registration::Entity::insert(registration::ActiveModel {
        id: Set(id),
        request_id: Set(new.request.0),
        session_id: Set(place.session),
        email: Set(new.email.clone()),
        language: Set(new.language.clone()),
        consent: Set(new.consent.clone()),
        state: Set(Code(state)),
        created_at: Set(now),
        held_until: Set(place.held_until),
        confirmed_at: Set(None),
        ended_at: Set(None),
        sequence: Set(next_sequence(tx, place.session, &new.email)
            .await?
            .max(sequence_floor(now - place.event.created_at))),
        network: Set(place.network),
        answer: Set(String::new()),
        access_id: Set(place.link),
        listed_by: Set(place.listed_by),
    })
    .exec_without_returning(tx)
    .await?;
    let people: Vec<(Uuid, &str)> = new.attendees.iter().map(|name| (chance::id(now), name.as_str())).collect();
    // Those kept for her group first.
    let own = if waits { 0 } else { place.stock.share(new.seats).map_or(0, |share| share.reserved) };
    let attendees = (0..).zip(&people).map(|(position, (person, name))| attendee::ActiveModel {
        id: Set(*person),
        registration_id: Set(id),
        session_id: Set(place.session),
        position: Set(position),
        name: Set((*name).to_owned()),
        holds_seat: Set(!waits),
        arrived_at: Set(None),
        ticket: Set(0),
        reserve_id: Set(place.link.filter(|_| position < i32::from(own))),
    });
    seated(place.stock, attendee::Entity::insert_many(attendees).exec_without_returning(tx).await)?;
    forms::write_answers(tx, id, &people, &answers, now).await?;
    let registration = RegistrationId(id);
    let (mail, act) = match new.wait {
        None => (Mail::RegistrationPending { registration }, "registered"),
        Some(wait) => {
            line::put_down(tx, id, place.event.id, wait.anywhere).await?;
            (Mail::SeatsAsked { registration }, "asked-to-wait")
        }
    };
    outbox::write(tx, mail, now).await?;
    let anywhere = new.wait.map(|wait| wait.anywhere);
    let detail = json!({ "session": place.session, "seats": new.seats, "anywhere": anywhere, "link": place.link });
    audit::write(tx, place.by, act, Thing::Registration, id, detail, now).await?;
    Ok(())
}

/// A session, locked with the pool it shares, and its event.
pub(super) async fn locked(tx: &impl ConnectionTrait, session: Uuid) -> Answer<(session::Model, event::Model)> {
    let Some(session) = session::Entity::find_by_id(session).lock_exclusive().one(tx).await? else {
        return refuse(RegistrationRefusal::NotFound);
    };
    let Some(event) = event::Entity::find_by_id(session.event_id).one(tx).await? else {
        return refuse(RegistrationRefusal::NotFound);
    };
    pools::locked(tx, &session).await?;
    Ok((session, event))
}

/// Whether so many more seats can be held, for whoever asks from this network. `most`: the seats there are.
async fn seats_for(
    tx: &impl ConnectionTrait,
    session: &session::Model,
    most: u16,
    stock: Stock,
    network: Option<&[u8]>,
    wanted: u16,
) -> Answer<()> {
    let Some(left) = stock.left() else { return Ok(()) };
    if wanted > left {
        return full(stock);
    }
    let Some(network) = network else { return Ok(()) };
    let pending = pending_from(tx, session, network).await?;
    let most = most_pending(most, left, pending);
    if pending.saturating_add(wanted) > most { refuse(RegistrationRefusal::Unconfirmed { most }) } else { Ok(()) }
}

/// The seats that are held for a network and not confirmed, of a session and those it shares a pool with.
async fn pending_from(tx: &impl ConnectionTrait, session: &session::Model, network: &[u8]) -> Result<u16, DbErr> {
    let crowd = match session.pool_id {
        Some(pool) => session::Column::PoolId.eq(pool),
        None => session::Column::Id.eq(session.id),
    };
    let crowd = session::Entity::find().select_only().column(session::Column::Id).filter(crowd).into_query();
    let of = attendee::Entity::belongs_to(registration::Entity)
        .from(attendee::Column::RegistrationId)
        .to(registration::Column::Id);
    let seats = attendee::Entity::find()
        .join(JoinType::InnerJoin, of.into())
        .filter(attendee::Column::SessionId.in_subquery(crowd))
        .filter(registration::Column::Network.eq(network))
        .filter(registration::Column::State.eq(Code(RegistrationState::Pending)))
        .count(tx)
        .await?;
    Ok(u16::try_from(seats).unwrap_or(u16::MAX))
}

/// More than any calendar entry this address was ever sent for this session carried: who cancels and comes back keeps
/// the UID of the session (I6), and a calendar takes an older SEQUENCE for old news (RFC 5546 2.1.5).
pub(super) async fn next_sequence(tx: &impl ConnectionTrait, session: Uuid, email: &str) -> Result<i32, DbErr> {
    let newest: Option<Option<i32>> = registration::Entity::find()
        .select_only()
        .column_as(registration::Column::Sequence.max(), "newest")
        .filter(registration::Column::SessionId.eq(session))
        .filter(registration::Column::Email.eq(email))
        .into_tuple()
        .one(tx)
        .await?;
    Ok(newest.flatten().map_or(0, |newest| newest + 1))
}

/// An update that gives back the seats of a registration: those that were kept for a group are kept again, until they
/// are released.
pub(super) fn let_go(registration: Uuid) -> UpdateMany<attendee::Entity> {
    attendee::Entity::update_many()
        .col_expr(attendee::Column::HoldsSeat, Expr::value(false))
        .col_expr(attendee::Column::ReserveId, Expr::value(None::<Uuid>))
        .filter(attendee::Column::RegistrationId.eq(registration))
        .filter(attendee::Column::HoldsSeat.eq(true))
}

fn full<T>(stock: Stock) -> Answer<T> {
    refuse(RegistrationRefusal::Full { left: stock.left().unwrap_or_default() })
}

/// What the check of the database says in words (I2).
fn seated<T>(stock: Stock, written: Result<T, DbErr>) -> Answer<T> {
    match written {
        Err(err) if is_oversold(&err) => full(stock),
        written => written.map_err(Stop::Failed),
    }
}

/// The same id all hour: the second mail of an hour is the first one again.
pub(super) fn known_message(registration: Uuid, now: DateTime<Utc>) -> Uuid {
    same_for(registration, now.timestamp() / KNOWN_SECONDS)
}

/// The id of the mail about something in a period.
pub(super) fn same_for(thing: Uuid, period: i64) -> Uuid {
    let digest = Sha256::new().chain_update(thing).chain_update(period.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Builder::from_custom_bytes(bytes).into_uuid()
}
