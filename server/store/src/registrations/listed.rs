//! Registering people by a list: each by herself, all in one transaction, in the order of the list.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::{Act, Actor, may},
    desk::{ListDesk, NewList, NewRegistration, Wait},
    id::{OrganisationId, RegistrationId, RequestId},
    question::{Fault, Form, Given},
    registration::{
        RegistrationRefusal, RegistrationState, Stock,
        list::{Found, ListLine, MOST_A_DAY, MOST_LINES, MOST_UNANSWERED, Verdict, judge, listed_until},
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use super::{
    Answer, fields,
    line::Line,
    living,
    write::{Place, known_message, locked, sit},
};
use crate::{
    Store, access,
    entity::{event, registration, session},
    error::Stop,
    forms,
    outbox::{self, Mail},
    pools,
    tx::retried,
};

#[async_trait]
impl ListDesk for Store {
    async fn judge_list(&self, by: &Actor, list: &NewList) -> Result<Vec<Verdict>, RegistrationRefusal> {
        let organisation = lister(by, list)?;
        retried(|| self.try_judge_list(list, organisation)).await
    }

    async fn register_list(&self, by: &Actor, list: NewList) -> Result<Vec<Verdict>, RegistrationRefusal> {
        let organisation = lister(by, &list)?;
        if list.consent.as_deref().is_none_or(|version| version.trim().is_empty()) {
            return Err(RegistrationRefusal::Consent);
        }
        retried(|| self.try_register_list(by, &list, organisation)).await
    }
}

/// For whom she lists people, if she may.
fn lister(by: &Actor, list: &NewList) -> Result<Uuid, RegistrationRefusal> {
    if !(1..=MOST_LINES).contains(&list.lines.len()) {
        return Err(RegistrationRefusal::Attendees);
    }
    let acting = by.person().and_then(|person| person.acting_for);
    let allowed = acting.filter(|organisation| may(by, Act::RegisterPeople(*organisation)).is_ok());
    allowed.map(|OrganisationId(id)| id).ok_or(RegistrationRefusal::NotFound)
}

/// A list held against what there is.
struct Judged {
    session: session::Model,
    event: event::Model,
    link: Option<Uuid>,
    stock: Stock,
    /// The answers that count, of each line with which nothing is wrong there.
    answers: Vec<Option<(Form, Given)>>,
    /// The lines that were taken before.
    done: BTreeMap<usize, Verdict>,
    verdicts: Vec<Verdict>,
}

impl Store {
    /// Nothing of this transaction remains.
    async fn try_judge_list(&self, list: &NewList, organisation: Uuid) -> Answer<Vec<Verdict>> {
        let tx = self.begin_write().await?;
        Ok(self.judged(&*tx, list, organisation, self.now()).await?.verdicts)
    }

    async fn try_register_list(&self, by: &Actor, list: &NewList, organisation: Uuid) -> Answer<Vec<Verdict>> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let Judged { session, event, link, mut stock, answers, done, verdicts } =
            self.judged(&*tx, list, organisation, now).await?;
        for (index, (verdict, answers)) in verdicts.iter().zip(answers).enumerate() {
            let (true, false, Some(answers)) = (verdict.is_yes(), done.contains_key(&index), answers) else { continue };
            let new = fields::checked(registration_of(list, index, verdict)).map_err(Stop::Refused)?;
            let share = stock.share(new.seats).filter(|_| *verdict == Verdict::Seat);
            if let Some(known) = living(&*tx, session.id, &new.email).await? {
                // Her seat was counted like any other, so that nobody reads from the others that she has one.
                stock = stock.without(share.unwrap_or_default());
                let mail = Mail::RegistrationKnown { registration: RegistrationId(known.id) };
                outbox::write_once(&*tx, mail, known_message(known.id, now), now).await?;
                continue;
            }
            let place = Place {
                session: session.id,
                event: &event,
                stock,
                link,
                network: None,
                held_until: listed_until(now, session.starts_at),
                by,
                listed_by: Some(organisation),
            };
            sit(&*tx, &new, answers, place, now).await?;
            stock = stock.without(share.unwrap_or_default());
        }
        tx.commit().await?;
        Ok(verdicts)
    }

    async fn judged(
        &self,
        tx: &impl ConnectionTrait,
        list: &NewList,
        organisation: Uuid,
        now: DateTime<Utc>,
    ) -> Answer<Judged> {
        let (session, event) = locked(tx, list.session.0).await?;
        let link = self.let_in(tx, &event, &session, list.access.as_deref(), now).await?;
        let done = done(tx, list).await?;
        let (mut answers, mut faults) = (Vec::new(), Vec::new());
        for line in &list.lines {
            let (counted, wrong) = answered(tx, &event, &session, line).await?;
            answers.push(counted);
            faults.push(wrong);
        }
        let line = Line::of(tx, &session).await?;
        let pool = pools::of(tx, &session).await?;
        let stock = line.stock(&session, pool.as_ref(), link, access::kept(tx, session.id, link).await?, now);
        let before = before(tx, organisation, session.id, now).await?;
        let wait = list.wait && stock.left().is_some();
        let verdicts = judge(&list.lines, &faults, Found { stock, wait, done: done.clone(), ..before });
        Ok(Judged { session, event, link, stock, answers, done, verdicts })
    }
}

/// What counts of the answers of a line, and what is wrong with them.
async fn answered(
    tx: &impl ConnectionTrait,
    event: &event::Model,
    session: &session::Model,
    line: &ListLine,
) -> Answer<(Option<(Form, Given)>, Vec<Fault>)> {
    match forms::counted(tx, event.id, session.id, &line.answers, &[true]).await {
        Ok(counted) => Ok((Some(counted), Vec::new())),
        Err(Stop::Refused(RegistrationRefusal::Answers(faults))) => Ok((None, faults)),
        Err(stop) => Err(stop),
    }
}

/// What became of the lines the first time, where the form comes a second time.
async fn done(tx: &impl ConnectionTrait, list: &NewList) -> Result<BTreeMap<usize, Verdict>, DbErr> {
    let ids: BTreeMap<Uuid, usize> =
        (0..list.lines.len()).map(|index| (request_of(list.request, index).0, index)).collect();
    let rows = registration::Entity::find()
        .filter(registration::Column::RequestId.is_in(ids.keys().copied()))
        .filter(registration::Column::SessionId.eq(list.session.0))
        .all(tx)
        .await?;
    let became = |row: registration::Model| {
        let waits = matches!(row.state.0, RegistrationState::Joining | RegistrationState::Waiting);
        Some((*ids.get(&row.request_id)?, if waits { Verdict::Waits } else { Verdict::Seat }))
    };
    Ok(rows.into_iter().filter_map(became).collect())
}

/// Whom the organisation has listed: for this session, and of late.
async fn before(
    tx: &impl ConnectionTrait,
    organisation: Uuid,
    session: Uuid,
    now: DateTime<Utc>,
) -> Result<Found, DbErr> {
    let hers = || registration::Entity::find().filter(registration::Column::ListedBy.eq(organisation));
    let here = hers().filter(registration::Column::SessionId.eq(session)).all(tx).await?;
    let listed = here.into_iter().filter(|row| row.state.0.is_living()).map(|row| row.email).collect();
    let of_late = hers().filter(registration::Column::CreatedAt.gt(now - Duration::hours(24))).all(tx).await?;
    let more = MOST_A_DAY.saturating_sub(of_late.len());
    let mut unanswered: BTreeMap<String, usize> = BTreeMap::new();
    let silent = |row: &registration::Model| row.state.0.is_unheard() || row.state.0 == RegistrationState::Expired;
    for row in of_late.into_iter().filter(silent) {
        *unanswered.entry(row.email).or_default() += 1;
    }
    let unanswered = unanswered.into_iter().filter(|(_, times)| *times >= MOST_UNANSWERED).map(|(email, _)| email);
    Ok(Found { listed, unanswered: unanswered.collect(), more, ..Found::default() })
}

/// The registration a line becomes.
fn registration_of(list: &NewList, index: usize, verdict: &Verdict) -> NewRegistration {
    let line = list.lines.get(index).cloned().unwrap_or_default();
    NewRegistration {
        request: request_of(list.request, index),
        session: list.session,
        email: line.email,
        attendees: vec![line.name],
        consent: list.consent.clone(),
        language: list.language.clone(),
        wait: (*verdict == Verdict::Waits).then(Wait::default),
        answers: line.answers,
        network: None,
        access: list.access.clone(),
    }
}

/// The id of a line: the same when the same form comes again.
fn request_of(list: RequestId, index: usize) -> RequestId {
    let digest = Sha256::new().chain_update(list.0).chain_update(index.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    RequestId(Builder::from_custom_bytes(bytes).into_uuid())
}
