//! Everything that is kept of somebody, for her alone.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use domain::{
    access::{Actor, Person},
    desk::{
        OwnAct, OwnAnswer, OwnBooking, OwnData, OwnGroup, OwnIdentity, OwnInvitation, OwnLogin, OwnPasskey, OwnProof,
        OwnRegistration, OwnRole, OwnSite, OwnWish,
    },
    id::BookingId,
    question::{Answer, Question},
    registration::RegistrationState,
    text::Localised,
};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Store,
    audit::{self, Thing},
    bookings::rows::occurrences,
    entity::{
        Code, Json, account, account_identity, attendee, audit as trail, booking, earned_proof, event, group_member,
        invitation, keeper, login, membership_ended, organisation, passkey, proof, question, registration, session,
        site, site_group, space, waiting,
    },
    forms, identities,
    keeping::{Names, place},
    passkeys, zone,
};

impl Store {
    /// Everything; that it was taken along is written down.
    pub(super) async fn take_data_of(&self, by: &Actor) -> Result<Option<OwnData>, DbErr> {
        let Some(data) = self.data_of(by).await? else { return Ok(None) };
        if let Some(person) = by.person() {
            let tx = self.begin_write().await?;
            audit::write(&*tx, by, "data-taken", Thing::Account, person.id.0, json!({}), self.now()).await?;
            tx.commit().await?;
        }
        Ok(Some(data))
    }

    pub(super) async fn data_of(&self, by: &Actor) -> Result<Option<OwnData>, DbErr> {
        let Some(person) = by.person() else { return Ok(None) };
        let Some(row) = account::Entity::find_by_id(person.id.0).one(&self.db).await? else { return Ok(None) };
        let roles = person
            .memberships
            .iter()
            .map(|membership| OwnRole { organisation: membership.organisation.name.clone(), role: membership.role });
        Ok(Some(OwnData {
            at: self.local(self.now()),
            email: row.email,
            name: row.name,
            language: row.language,
            since: self.local(row.created_at),
            organisations: roles.collect(),
            taken_out_of: self.taken_out_of(person).await?,
            bills: self.billed_to(&person.email).await?,
            keeps: self.kept_by(person).await?,
            proofs: self.proved_by(person).await?,
            groups: self.groups_with(person).await?,
            logins: self.signed_in(person).await?,
            passkeys: self.signs_in_with(person).await?,
            identities: self.known_as(person).await?,
            bookings: self.booked_by(person).await?,
            invitations: self.invited_with(&person.email).await?,
            wishes: self.wished_by(person).await?,
            registrations: self.registered_with(&person.email).await?,
            trail: self.done_by(person).await?,
        }))
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        zone::to_local(self.zone, at)
    }

    /// The organisations she cannot join again by herself.
    async fn taken_out_of(&self, person: &Person) -> Result<Vec<String>, DbErr> {
        let of = membership_ended::Entity::belongs_to(organisation::Entity)
            .from(membership_ended::Column::OrganisationId)
            .to(organisation::Column::Id);
        membership_ended::Entity::find()
            .select_only()
            .column(organisation::Column::Name)
            .join(JoinType::InnerJoin, of.into())
            .filter(membership_ended::Column::AccountId.eq(person.id.0))
            .order_by_asc(organisation::Column::Name)
            .into_tuple()
            .all(&self.db)
            .await
    }

    /// The organisations whose bills are mailed to her.
    async fn billed_to(&self, email: &str) -> Result<Vec<String>, DbErr> {
        organisation::Entity::find()
            .select_only()
            .column(organisation::Column::Name)
            .filter(organisation::Column::BillEmail.eq(email))
            .order_by_asc(organisation::Column::Name)
            .into_tuple()
            .all(&self.db)
            .await
    }

    async fn kept_by(&self, person: &Person) -> Result<Vec<OwnSite>, DbErr> {
        let rows = keeper::Entity::find().filter(keeper::Column::AccountId.eq(person.id.0)).all(&self.db).await?;
        let names = Names::of(&self.db, rows.iter().map(place)).await?;
        let mut kept: Vec<OwnSite> = rows
            .into_iter()
            .map(|row| OwnSite {
                kept: names.kept(place(&row)),
                last_day: row.until_at.map(|until| self.last_day(until)),
            })
            .collect();
        kept.sort_by_cached_key(|one| (one.kept.called("de").to_lowercase(), one.last_day));
        Ok(kept)
    }

    async fn proved_by(&self, person: &Person) -> Result<Vec<OwnProof>, DbErr> {
        let granted = proof::Entity::find().filter(proof::Column::AccountId.eq(person.id.0)).all(&self.db).await?;
        let earned = earned_proof::Entity::find().filter(earned_proof::Column::AccountId.eq(person.id.0));
        let earned = earned.all(&self.db).await?.into_iter().map(|row| (row.key, row.expires_on));
        let mut all: Vec<OwnProof> = granted
            .into_iter()
            .map(|row| (row.key, row.expires_on))
            .chain(earned)
            .map(|(key, expires_on)| OwnProof { key, expires_on })
            .collect();
        all.sort_by(|a, b| a.key.cmp(&b.key).then(a.expires_on.cmp(&b.expires_on)));
        // One that counts in several houses is one to her.
        all.dedup();
        Ok(all)
    }

    async fn groups_with(&self, person: &Person) -> Result<Vec<OwnGroup>, DbErr> {
        let of = person.memberships.iter().map(|membership| membership.organisation.id.0);
        let hers = Condition::any()
            .add(group_member::Column::AccountId.eq(person.id.0))
            .add(group_member::Column::OrganisationId.is_in(of));
        let to_group = group_member::Entity::belongs_to(site_group::Entity)
            .from(group_member::Column::GroupId)
            .to(site_group::Column::Id);
        let to_site =
            site_group::Entity::belongs_to(site::Entity).from(site_group::Column::SiteId).to(site::Column::Id);
        let rows: Vec<InGroup> = group_member::Entity::find()
            .select_only()
            .columns([group_member::Column::OrganisationId, group_member::Column::LastDay])
            .column_as(site_group::Column::Name, "group")
            .column_as(site::Column::Name, "site")
            .join(JoinType::InnerJoin, to_group.into())
            .join(JoinType::InnerJoin, to_site.into())
            .filter(hers)
            .order_by_asc(site::Column::Name)
            .order_by_asc(site_group::Column::Name)
            .into_model()
            .all(&self.db)
            .await?;
        let named = |id: Uuid| {
            let of = person.memberships.iter().find(|membership| membership.organisation.id.0 == id);
            of.map(|membership| membership.organisation.name.clone())
        };
        let view = |row: InGroup| OwnGroup {
            group: row.group,
            site: row.site,
            organisation: row.organisation_id.and_then(named),
            last_day: row.last_day,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn signs_in_with(&self, person: &Person) -> Result<Vec<OwnPasskey>, DbErr> {
        let view = |row: passkey::Model| OwnPasskey {
            name: row.name,
            since: self.local(row.created_at),
            used: row.used_at.map(|used| self.local(used)),
        };
        Ok(passkeys::of(&self.db, person).await?.into_iter().map(view).collect())
    }

    async fn known_as(&self, person: &Person) -> Result<Vec<OwnIdentity>, DbErr> {
        let view = |row: account_identity::Model| OwnIdentity {
            issuer: row.issuer,
            subject: row.subject,
            since: self.local(row.created_at),
            used: row.used_at.map(|used| self.local(used)),
        };
        Ok(identities::of(&self.db, person).await?.into_iter().map(view).collect())
    }

    async fn signed_in(&self, person: &Person) -> Result<Vec<OwnLogin>, DbErr> {
        let rows = login::Entity::find()
            .filter(login::Column::AccountId.eq(person.id.0))
            .order_by_desc(login::Column::SeenAt)
            .all(&self.db)
            .await?;
        let view = |row: login::Model| OwnLogin {
            user_agent: row.user_agent,
            issuer: row.issuer,
            since: self.local(row.created_at),
            seen: self.local(row.seen_at),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn booked_by(&self, person: &Person) -> Result<Vec<OwnBooking>, DbErr> {
        let rows = booking::Entity::find()
            .filter(booking::Column::AccountId.eq(person.id.0))
            .order_by_desc(booking::Column::CreatedAt)
            .order_by_desc(booking::Column::Id)
            .all(&self.db)
            .await?;
        let mut dates: HashMap<Uuid, (DateTime<Utc>, usize)> = HashMap::new();
        for some in rows.chunks(crate::entity::ROWS_AT_ONCE) {
            let ids: Vec<Uuid> = some.iter().map(|row| row.id).collect();
            for dated in occurrences(&self.db, &ids).await? {
                // They come by start: the first is the first.
                dates.entry(dated.booking_id).or_insert((dated.starts_at, 0)).1 += 1;
            }
        }
        let of = rows.iter().map(|row| row.organisation_id).collect::<BTreeSet<_>>();
        let names: HashMap<Uuid, String> = organisation::Entity::find()
            .filter(organisation::Column::Id.is_in(of))
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| (row.id, row.name))
            .collect();
        let view = |row: booking::Model| {
            let dated = dates.get(&row.id);
            OwnBooking {
                id: BookingId(row.id),
                title: row.title,
                note: row.note,
                organisation: names.get(&row.organisation_id).cloned().unwrap_or_default(),
                from: dated.map(|(from, _)| self.local(*from)),
                dates: dated.map_or(0, |(_, count)| *count),
                state: row.state.0,
            }
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn invited_with(&self, email: &str) -> Result<Vec<OwnInvitation>, DbErr> {
        let rows = invitation::Entity::find()
            .filter(invitation::Column::Email.eq(email))
            .order_by_desc(invitation::Column::InvitedAt)
            .all(&self.db)
            .await?;
        let ids = rows.iter().map(|row| row.booking_id);
        let bookings = booking::Entity::find().filter(booking::Column::Id.is_in(ids)).all(&self.db).await?;
        let titled = |id: Uuid| bookings.iter().find(|booking| booking.id == id).map(|booking| booking.title.clone());
        let view = |row: invitation::Model| OwnInvitation {
            booking: titled(row.booking_id).unwrap_or_default(),
            name: row.name,
            reply: row.reply.map(|reply| reply.0),
            at: self.local(row.invited_at),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn wished_by(&self, person: &Person) -> Result<Vec<OwnWish>, DbErr> {
        let rows = waiting::Entity::find()
            .filter(waiting::Column::AccountId.eq(person.id.0))
            .order_by_desc(waiting::Column::AskedAt)
            .all(&self.db)
            .await?;
        let spaces = space::Entity::find().filter(space::Column::Id.is_in(rows.iter().map(|row| row.space_id)));
        let spaces = spaces.all(&self.db).await?;
        let named = |id: Uuid| spaces.iter().find(|space| space.id == id).map(|space| space.name.0.clone());
        let view = |row: waiting::Model| OwnWish {
            space: named(row.space_id).unwrap_or_default(),
            state: row.state.0,
            at: self.local(row.asked_at),
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn registered_with(&self, email: &str) -> Result<Vec<OwnRegistration>, DbErr> {
        let of = attendee::Entity::belongs_to(registration::Entity)
            .from(attendee::Column::RegistrationId)
            .to(registration::Column::Id);
        let to =
            attendee::Entity::belongs_to(session::Entity).from(attendee::Column::SessionId).to(session::Column::Id);
        let by = registration::Entity::belongs_to(organisation::Entity)
            .from(registration::Column::ListedBy)
            .to(organisation::Column::Id);
        let about = session::Entity::belongs_to(event::Entity).from(session::Column::EventId).to(event::Column::Id);
        let rows: Vec<Registered> = attendee::Entity::find()
            .select_only()
            .columns([attendee::Column::Name, attendee::Column::Position])
            .columns([
                registration::Column::Id,
                registration::Column::State,
                registration::Column::CreatedAt,
                registration::Column::ConfirmedAt,
                registration::Column::Consent,
                registration::Column::Answer,
            ])
            .columns([session::Column::StartsAt, session::Column::Zone])
            .column(event::Column::Title)
            .column_as(organisation::Column::Name, "listed_by")
            .join(JoinType::InnerJoin, of.into())
            .join(JoinType::LeftJoin, by.into())
            .join(JoinType::InnerJoin, to.into())
            .join(JoinType::InnerJoin, about.into())
            .filter(registration::Column::Email.eq(email))
            .order_by_desc(registration::Column::CreatedAt)
            .order_by_desc(registration::Column::Id)
            .order_by_asc(attendee::Column::Position)
            .into_model()
            .all(&self.db)
            .await?;
        let mut answers = self.answered_with(email, &rows).await?;
        let mut all: Vec<OwnRegistration> = Vec::new();
        let mut last = None;
        for row in rows {
            match all.last_mut() {
                Some(one) if last == Some(row.id) => one.names.push(row.name),
                _ => {
                    last = Some(row.id);
                    all.push(OwnRegistration {
                        event: row.title.0,
                        from: zone::to_local(row.zone.0, row.starts_at),
                        names: vec![row.name],
                        state: row.state.0,
                        at: self.local(row.created_at),
                        listed_by: row.listed_by,
                        consent: row.consent,
                        confirmed: row.confirmed_at.map(|at| self.local(at)),
                        answer: row.answer,
                        answers: answers.remove(&row.id).unwrap_or_default(),
                    });
                }
            }
        }
        Ok(all)
    }

    /// What was answered in registrations with this address, by registration.
    async fn answered_with(&self, email: &str, people: &[Registered]) -> Result<HashMap<Uuid, Vec<OwnAnswer>>, DbErr> {
        let rows = forms::rows_where(&self.db, registration::Column::Email.eq(email)).await?;
        let ids = rows.iter().map(|row| row.question_id).collect::<BTreeSet<_>>();
        let questions = question::Entity::find().filter(question::Column::Id.is_in(ids)).all(&self.db).await?;
        let questions: HashMap<Uuid, Question> = questions.into_iter().map(|row| (row.id, forms::asked(row))).collect();
        let mut all: HashMap<Uuid, Vec<OwnAnswer>> = HashMap::new();
        for row in rows {
            let Some(question) = questions.get(&row.question_id) else { continue };
            let name = row.position.and_then(|position| {
                let hers = |one: &&Registered| one.id == row.registration_id && one.position == position;
                people.iter().find(hers).map(|one| one.name.clone())
            });
            let chosen = match &row.value.0 {
                Answer::Chosen(keys) => {
                    keys.iter().filter_map(|key| question.option(key)).map(|one| one.label.clone()).collect()
                }
                _ => Vec::new(),
            };
            all.entry(row.registration_id).or_default().push(OwnAnswer {
                question: question.label.clone(),
                purpose: question.purpose.clone(),
                name,
                file: match &row.value.0 {
                    Answer::File(file) => Some(format!("/account/files/{}", file.id)),
                    _ => None,
                },
                answer: row.value.0,
                chosen,
                at: zone::to_local(row.zone.0, row.at),
                keeping: question.keeping,
            });
        }
        Ok(all)
    }

    async fn done_by(&self, person: &Person) -> Result<Vec<OwnAct>, DbErr> {
        let rows = trail::Entity::find()
            .filter(trail::Column::AccountId.eq(person.id.0))
            .order_by_desc(trail::Column::Id)
            .all(&self.db)
            .await?;
        let view = |row: trail::Model| OwnAct { at: self.local(row.at), act: row.act, on: row.kind };
        Ok(rows.into_iter().map(view).collect())
    }
}

/// One attendee.
#[derive(FromQueryResult)]
struct Registered {
    id: Uuid,
    name: String,
    position: i32,
    state: Code<RegistrationState>,
    created_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
    consent: String,
    answer: String,
    starts_at: DateTime<Utc>,
    zone: Code<chrono_tz::Tz>,
    title: Json<Localised>,
    listed_by: Option<String>,
}

/// Somebody, or her organisation, in a group.
#[derive(FromQueryResult)]
struct InGroup {
    organisation_id: Option<Uuid>,
    last_day: Option<NaiveDate>,
    group: String,
    site: String,
}
