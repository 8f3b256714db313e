//! Events as they stand elsewhere, with their sessions, rooms and people.

use chrono::Duration;
use domain::{
    desk::{EventFields, SeriesFields},
    event::EventState,
    id::{EventId, OrganisationId, SeriesId, SessionId, SpaceId},
    registration::RegistrationState,
    reminder::Reminders,
    rules::BrokenRule,
    slot::Slot,
    speaker::Speaker,
    text::Localised,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TransactionTrait, sea_query::Expr};
use uuid::Uuid;

use super::{Intake, IntakeError, NewUse, Taken, Time, bookings};
use crate::{
    chance,
    entity::{
        Code, Json, attendee, event, event_audience, event_dimension, event_series, event_topic, registration, session,
        session_space,
    },
    zone,
};

/// An event to take in.
#[derive(Clone, Debug)]
pub struct NewAnnouncement {
    /// Who announces it.
    pub organisation: OrganisationId,
    /// Its words, taken as they are; its subjects are all known.
    pub words: EventFields,
    /// Draft, published, cancelled.
    pub state: EventState,
}

/// A session to take in.
#[derive(Clone, Debug)]
pub struct NewPart {
    /// Its title; empty: the event's.
    pub title: Localised,
    /// What it is about.
    pub summary: Localised,
    /// The thread of the programme it belongs to; empty: none.
    pub track: Localised,
    /// Who speaks.
    pub speakers: Vec<Speaker>,
    /// When.
    pub time: Time,
    /// In which space.
    pub space: Option<SpaceId>,
    /// Where on the net.
    pub online_url: Option<String>,
    /// Seats.
    pub capacity: Option<u16>,
    /// People who are registered already: one list per registration.
    pub registered: Vec<Vec<String>>,
}

impl Intake {
    /// Takes in an event without its sessions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn event(&mut self, key: &str, new: NewAnnouncement) -> Result<Taken<EventId>, IntakeError> {
        if let Some(id) = self.known("event", key) {
            return Ok(Taken::Known(EventId(id)));
        }
        let NewAnnouncement { organisation, words, state } = new;
        let slug = self.free_slug::<event::Entity>(event::Column::Slug, words.title.get("de")).await?;
        let id = self.new_id();
        let row = event::ActiveModel {
            id: Set(id),
            request_id: Set(None),
            slug: Set(slug),
            organisation_id: Set(organisation.0),
            series_id: Set(None),
            title: Set(Json(words.title)),
            summary: Set(Json(words.summary)),
            description: Set(Json(words.description)),
            audience: Set(Json(words.audience)),
            price: Set(Json(words.price)),
            language: Set(words.language),
            contact: Set(Json(words.contact)),
            takes_registrations: Set(words.takes_registrations),
            passes_over: Set(false),
            opens_at: Set(None),
            closes_at: Set(None),
            change_hours: Set(None),
            minimum: Set(None),
            remind_week: Set(Reminders::default().week),
            remind_day: Set(Reminders::default().day),
            answer_days: Set(None),
            form_version: Set(0),
            state: Set(Code(state)),
            version: Set(1),
            created_at: Set(self.now),
            changed_at: Set(self.now),
            published_at: Set(state.is_public().then_some(self.now)),
            publish_at: Set(None),
            submitted_at: Set(None),
            cleared_at: Set(None),
            picture: Set(None),
            picture_alt: Set(Json::default()),
            picture_credit: Set(String::new()),
            mail_note: Set(Json::default()),
        };
        event::Entity::insert(row).exec_without_returning(&*self.tx).await?;
        let dimensions = words
            .dimensions
            .into_iter()
            .map(|dimension| event_dimension::ActiveModel { event_id: Set(id), dimension: Set(Code(dimension)) });
        event_dimension::Entity::insert_many(dimensions).exec_without_returning(&*self.tx).await?;
        let audiences = words
            .audiences
            .into_iter()
            .map(|audience| event_audience::ActiveModel { event_id: Set(id), audience: Set(Code(audience)) });
        event_audience::Entity::insert_many(audiences).exec_without_returning(&*self.tx).await?;
        let topics =
            words.topics.into_iter().map(|topic| event_topic::ActiveModel { event_id: Set(id), topic: Set(topic) });
        event_topic::Entity::insert_many(topics).exec_without_returning(&*self.tx).await?;
        self.note("event", key, id).await?;
        Ok(Taken::New(EventId(id)))
    }

    /// Takes in a series of events.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series(
        &mut self,
        key: &str,
        organisation: OrganisationId,
        words: SeriesFields,
    ) -> Result<Taken<SeriesId>, IntakeError> {
        if let Some(id) = self.known("series", key) {
            return Ok(Taken::Known(SeriesId(id)));
        }
        let slug = self.free_slug::<event_series::Entity>(event_series::Column::Slug, words.title.get("de")).await?;
        let id = self.new_id();
        let row = event_series::ActiveModel {
            id: Set(id),
            request_id: Set(None),
            slug: Set(slug),
            organisation_id: Set(organisation.0),
            title: Set(Json(words.title)),
            summary: Set(Json(words.summary)),
            description: Set(Json(words.description)),
            version: Set(1),
            created_at: Set(self.now),
            changed_at: Set(self.now),
        };
        event_series::Entity::insert(row).exec_without_returning(&*self.tx).await?;
        self.note("series", key, id).await?;
        Ok(Taken::New(SeriesId(id)))
    }

    /// Puts a new event into a series of its organisation; one that was known stays where its organisers put it.
    ///
    /// # Errors
    /// When the database fails, or the series is another organisation's.
    pub async fn group(&mut self, event: Taken<EventId>, series: SeriesId) -> Result<(), IntakeError> {
        let Taken::New(EventId(id)) = event else { return Ok(()) };
        event::Entity::update_many()
            .col_expr(event::Column::SeriesId, Expr::value(Some(series.0)))
            .filter(event::Column::Id.eq(id))
            .exec(&*self.tx)
            .await?;
        Ok(())
    }

    /// Takes in a session, its space and its people (I4). A session of a cancelled event takes no space.
    ///
    /// # Errors
    /// When its space is taken, or there is no such time, space or event.
    pub async fn session(&mut self, event_key: &str, key: &str, new: NewPart) -> Result<Taken<SessionId>, IntakeError> {
        Ok(self.judged_session(event_key, key, new).await?.0)
    }

    /// The same, with the rules of the space it breaks: as those of a [booking](Self::judged_booking).
    ///
    /// # Errors
    /// As those of [`session`](Self::session).
    pub async fn judged_session(
        &mut self,
        event_key: &str,
        key: &str,
        new: NewPart,
    ) -> Result<(Taken<SessionId>, Vec<BrokenRule>), IntakeError> {
        if let Some(id) = self.known("session", key) {
            return Ok((Taken::Known(SessionId(id)), Vec::new()));
        }
        let missing = || IntakeError::Missing { kind: "event", key: event_key.to_owned() };
        let event = self.known("event", event_key).ok_or_else(missing)?;
        let event = event::Entity::find_by_id(event).one(&*self.tx).await?.ok_or_else(missing)?;
        let cancelled = event.state.0 == EventState::Cancelled;
        let room = match new.space {
            Some(space) => Some(self.room(space).await?),
            None => None,
        };
        let zone = room.as_ref().map_or(self.zone, |room| room.zone);
        let when = new.time.when(zone).ok_or(IntakeError::Time)?;
        let used = room.filter(|_| !cancelled).map(|room| {
            let used = NewUse {
                space: SpaceId(room.id()),
                organisation: OrganisationId(event.organisation_id),
                account: None,
                title: event.title.0.get("de").to_owned(),
                time: new.time,
                people: new.capacity.unwrap_or(0),
                units: 1,
                layout: None,
                use_kind: None,
                came: false,
            };
            (room, used)
        });
        let mut broken = match &used {
            Some((room, used)) => self.broken(room, used, when).await?,
            None => Vec::new(),
        };
        let id = self.new_id();
        let tx = self.tx.begin().await?;
        let row = session::ActiveModel {
            id: Set(id),
            event_id: Set(event.id),
            request_id: Set(None),
            uid: Set(chance::id(self.now).to_string()),
            title: Set(Json(new.title)),
            summary: Set(Json(new.summary)),
            track: Set(Json(new.track)),
            speakers: Set(Json(new.speakers)),
            starts_at: Set(when.slot.from()),
            ends_at: Set(when.slot.until()),
            zone: Set(Code(zone)),
            space_id: Set(new.space.map(|space| space.0)),
            setup_minutes: Set(0),
            clear_minutes: Set(0),
            online_url: Set(new.online_url),
            capacity: Set(new.capacity.map(i32::from)),
            seats_taken: Set(0),
            seats_reserved: Set(0),
            pool_id: Set(None),
            cancelled: Set(cancelled),
            postponed: Set(false),
            sequence: Set(0),
            grants_key: Set(None),
            grants_name: Set(None),
            grants_months: Set(None),
        };
        session::Entity::insert(row).exec_without_returning(&tx).await?;
        if let Some((room, used)) = &used {
            let (_, closed) = bookings::write(&tx, Some(id), room, used, when, self.now).await?;
            broken.extend(closed);
        }
        for (index, attendees) in new.registered.into_iter().enumerate() {
            self.registration(&tx, id, index, attendees).await?;
        }
        tx.commit().await?;
        self.note("session", key, id).await?;
        Ok((Taken::New(SessionId(id)), broken))
    }

    /// Takes a further space for a session that was taken in. A second time changes nothing.
    ///
    /// # Errors
    /// When the space is taken, or there is no such session or space.
    pub async fn also_in(&mut self, key: &str, space: SpaceId) -> Result<(), IntakeError> {
        let missing = || IntakeError::Missing { kind: "session", key: key.to_owned() };
        let id = self.known("session", key).ok_or_else(missing)?;
        let session = session::Entity::find_by_id(id).one(&*self.tx).await?.ok_or_else(missing)?;
        let event = event::Entity::find_by_id(session.event_id).one(&*self.tx).await?.ok_or_else(missing)?;
        let further = session_space::Entity::find().filter(session_space::Column::SessionId.eq(id));
        let further = further.all(&*self.tx).await?;
        if session.cancelled || further.iter().any(|row| row.space_id == space.0) {
            return Ok(());
        }
        let room = self.room(space).await?;
        let slot = Slot::new(session.starts_at, session.ends_at).map_err(|_| IntakeError::Time)?;
        let when = zone::when(room.zone, slot);
        let used = NewUse {
            space,
            organisation: OrganisationId(event.organisation_id),
            account: None,
            title: event.title.0.get("de").to_owned(),
            time: Time::Local(when.local),
            people: 0,
            units: room.view.units,
            layout: None,
            use_kind: None,
            came: false,
        };
        let tx = self.tx.begin().await?;
        let row = session_space::ActiveModel {
            session_id: Set(id),
            space_id: Set(space.0),
            position: Set(further.iter().map(|row| row.position).max().unwrap_or(0) + 1),
        };
        session_space::Entity::insert(row).exec_without_returning(&tx).await?;
        bookings::write(&tx, Some(id), &room, &used, when, self.now).await?;
        Ok(tx.commit().await?)
    }

    async fn registration(
        &self,
        db: &impl sea_orm::ConnectionTrait,
        session: Uuid,
        index: usize,
        attendees: Vec<String>,
    ) -> Result<(), IntakeError> {
        let id = self.new_id();
        let row = registration::ActiveModel {
            id: Set(id),
            request_id: Set(self.new_id()),
            session_id: Set(session),
            email: Set(format!("gast-{index}@example.org")),
            language: Set("de".to_owned()),
            consent: Set("imported".to_owned()),
            state: Set(Code(RegistrationState::Confirmed)),
            created_at: Set(self.now),
            held_until: Set(self.now + Duration::minutes(domain::registration::PENDING_MINUTES)),
            confirmed_at: Set(Some(self.now)),
            ended_at: Set(None),
            sequence: Set(0),
            network: Set(None),
            answer: Set(String::new()),
            access_id: Set(None),
            listed_by: Set(None),
        };
        registration::Entity::insert(row).exec_without_returning(db).await?;
        let attendees = (0..).zip(attendees).map(|(position, name)| attendee::ActiveModel {
            id: Set(chance::id(self.now)),
            registration_id: Set(id),
            session_id: Set(session),
            position: Set(position),
            name: Set(name),
            holds_seat: Set(true),
            arrived_at: Set(None),
            ticket: Set(0),
            reserve_id: Set(None),
        });
        attendee::Entity::insert_many(attendees).exec_without_returning(db).await?;
        Ok(())
    }
}
