//! Judging, planning and booking: one transaction each (I3).

use domain::{
    access::{Act, Actor, Person, Premises, may},
    booking::{BookingRefusal, BookingState},
    desk::{LocalWish, Moving, NewBooking},
    id::{AccountId, BookingId},
    rules::{Admission, Verdict},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;

use super::{
    Outcome,
    alternatives::{Elsewhere, Terms, others},
    cancel::too_late,
    change::{ids, to_change},
    dated::{self, Dated, expand, judged, known_use, named},
    difference::Difference,
    exception::Exception,
    facts::Wisher,
    looked_at,
    party::Party,
    plan::in_the_way,
    requests,
    rows::{NewRow, insert_dates, is_at},
    times::Reach,
};
use crate::{
    Store,
    allocation::Busy,
    audit::{self, Thing},
    entity::{account, booking},
    error::{refuse, unavailable},
    holds,
    organisations::cost_centres,
    outbox::{self, Mail},
    rooms::{self, Houses, Which},
    tx::retried,
    waiting,
};

/// Longest purpose, longest note and longest reason, in letters.
const LONGEST_TITLE: usize = 120;
const LONGEST_NOTE: usize = 1000;

impl Store {
    /// Judges a wish without doing anything.
    pub(super) async fn judge(&self, by: &Actor, wish: &LocalWish, moving: Option<Moving>) -> Outcome<Verdict> {
        let houses = rooms::load(&self.db, Which::SiteOf(&wish.space)).await?;
        let Some(room) = houses.room(&wish.space) else { return refuse(BookingRefusal::NotFound) };
        known_use(room, wish)?;
        let local = wish;
        let wish = judged(room, wish, wish.span())?;
        // Whoever may move a booking is asked nothing more about herself; whoever may not learns nothing about it.
        let moves = match moving {
            Some(moving) => looked_at(&self.db, by, moving.booking).await.ok().map(|known| (moving.dates, known)),
            None => None,
        };
        let read_as = Some(wish.when.local).filter(|read| *read != local.span());
        // A date more is for the same use as the others.
        let use_kind = match &moves {
            Some((None, known)) => known.row.use_kind.as_deref(),
            _ => local.use_kind.as_deref(),
        };
        let dated = Dated::new(room, wish).used_for(use_kind).taking(&local.along);
        let party = Party::read(&self.db, by, local.behalf.as_ref(), &[room.premises()], self.now()).await?;
        let now = self.now();
        // The dates that are meant; none for one more.
        let meant = moves.as_ref().map_or_else(Vec::new, |(which, known)| {
            which.map_or_else(Vec::new, |which| to_change(&known.dates, which, now))
        });
        // What stands already is judged as saving it would.
        let stays = meant.first().filter(|first| is_at(first, room, dated.wish.when.slot));
        let kept = stays.is_some_and(|first| first.state.0 == BookingState::Confirmed);
        let stays = stays.is_some();
        let dated = if stays { Dated { terms: Terms::Standing, kept, ..dated } } else { dated };
        let wisher = match &moves {
            Some((_, known)) => Wisher::of_booking(&self.db, &known.row, &ids(&meant)).await?.changed_by(by),
            None => party.wisher(&self.db, by).await?,
        };
        let keeps = moves.is_some() && may(by, Act::Keep(room.premises())).is_ok();
        let asked_for = match (&moves, meant.first()) {
            (Some((_, known)), Some(first)) if kept && !keeps => {
                Difference::between(&known.row, first, &houses, &dated, None)?.is_asked_for(&known.row, &meant)
            }
            _ => false,
        };
        let mut seen = self.verdict_seen(by, dated.clone(), &wisher).await?;
        if asked_for && seen.admission == Admission::Ask {
            seen = self.verdict_seen(by, dated.anew(), &wisher).await?;
        }
        let mut verdict = party.answered(seen);
        if !(stays || meant.is_empty()) {
            verdict.broken.extend(too_late(&self.db, &meant, now).await?);
        }
        if keeps {
            // Who is asked moves it herself.
            verdict.admission = Admission::AtOnce;
        }
        Ok(Verdict { read_as, ..verdict })
    }

    /// What the house says to a wish of somebody, with what would work instead.
    pub(crate) async fn verdict_for(&self, dated: Dated<'_>, wisher: &Wisher<'_>) -> Result<Verdict, DbErr> {
        let dates = [dated];
        let busy = self.around(&dates, wisher).await?;
        let [dated] = &dates;
        self.verdict_among(dated, wisher, &busy).await
    }

    /// The same with what is in its way, as far as whoever looks may know it.
    pub(super) async fn verdict_seen(
        &self,
        by: &Actor,
        dated: Dated<'_>,
        wisher: &Wisher<'_>,
    ) -> Result<Verdict, DbErr> {
        let dates = [dated];
        let busy = self.around(&dates, wisher).await?;
        let published = self.published(busy.iter().filter_map(|busy| busy.by.session())).await?;
        let [dated] = &dates;
        let verdict = self.verdict_among(dated, wisher, &busy).await?;
        Ok(Verdict { in_the_way: in_the_way(by, dated, &busy, &published), ..verdict })
    }

    /// What is taken around some dates by others than themselves.
    pub(super) async fn around(&self, dates: &[Dated<'_>], wisher: &Wisher<'_>) -> Result<Vec<Busy>, DbErr> {
        Ok(others(dated::look(&self.db, dates, false, wisher.eyes(self.now())).await?, &wisher.except))
    }

    async fn verdict_among(&self, dated: &Dated<'_>, wisher: &Wisher<'_>, busy: &[Busy]) -> Result<Verdict, DbErr> {
        let dates = std::slice::from_ref(dated);
        let facts = wisher.facts(&self.db, dates).await?;
        let verdict = dated::verdicts(dates, facts, busy, self.now()).pop().unwrap_or_default();
        self.completed(verdict, dated, wisher, &mut Elsewhere::default(), Reach::Far).await
    }

    /// Rules are read before the transaction: one that is written meanwhile comes after this booking, as if that had been
    /// made a moment sooner. What is taken or closed is read inside it.
    pub(super) async fn book_space(&self, by: &Actor, new: &NewBooking) -> Result<BookingId, BookingRefusal> {
        let Some(person) = by.person() else { return Err(BookingRefusal::Forbidden) };
        let title = purpose(&new.title)?;
        let houses = self.houses_named(&named(&new.wish, new.series.iter().flat_map(|series| &series.choices))).await?;
        let planned = expand(&houses, &new.wish, new.series.as_ref())?;
        let dates: Vec<Dated<'_>> = planned.into_iter().filter_map(|planned| planned.dated).collect();
        let Some(first) = dates.first() else { return Err(BookingRefusal::Dates) };
        match retried(|| self.book_once(by, person, new, &title, &dates)).await {
            Err(refusal @ BookingRefusal::Rules(_)) => {
                let premises = premises(&dates);
                let party = retried(|| Party::read(&self.db, by, new.wish.behalf.as_ref(), &premises, self.now()));
                let party = party.await?;
                Err(self.with_alternatives(refusal, first, party.wisher(&self.db, by)).await)
            }
            done => done,
        }
    }

    async fn book_once(
        &self,
        by: &Actor,
        person: &Person,
        new: &NewBooking,
        title: &str,
        dates: &[Dated<'_>],
    ) -> Outcome<BookingId> {
        let now = self.now();
        let tx = self.begin_write().await?;
        let party = Party::read(&*tx, by, new.wish.behalf.as_ref(), &premises(dates), now).await?;
        let wisher = party.wisher(&*tx, by).await?;
        let busy = dated::look(&*tx, dates, true, wisher.eyes(now)).await?;
        // After the lock: of two clicks on one button the second waits there, and finds what the first made.
        let made = booking::Entity::find().filter(booking::Column::RequestId.eq(new.request.0)).one(&*tx).await?;
        if let Some(made) = made {
            let owner = party.owner()?.id;
            let hers =
                made.account_id == Some(owner.0) && party.organisation.map(|o| o.0) == Some(made.organisation_id);
            return if hers { Ok(BookingId(made.id)) } else { refuse(BookingRefusal::Forbidden) };
        }
        let facts = wisher.facts(&*tx, dates).await?;
        let mut exception = Exception::by(by, dates, new.override_reason.as_deref());
        let verdicts = exception.verdicts(dates, facts, &busy, now);
        let verdicts: Vec<Verdict> = verdicts.into_iter().map(|verdict| party.answered(verdict)).collect();
        all_free(&verdicts, new.series.is_some())?;
        let Some(organisation) = party.organisation else { return refuse(BookingRefusal::Forbidden) };
        if dates.iter().any(|dated| may(by, party.act(dated.room.premises(), organisation)).is_err()) {
            return refuse(BookingRefusal::Forbidden);
        }
        let owner = party.owner()?.id;
        let language = language_of(&*tx, owner).await?.filter(|_| party.behalf);
        let Some(first) = dates.first() else { return refuse(BookingRefusal::Dates) };
        let asks = asks(&verdicts);
        let state = if asks { BookingState::Requested } else { BookingState::Confirmed };
        let answer_by = asks.then(|| requests::answer_by(dates, now));
        let note = shortened(&new.note);
        let row = NewRow {
            request: Some(new.request),
            organisation,
            account: Some(owner),
            session: None,
            title,
            note: &note,
            language: language.as_ref().unwrap_or(&new.language),
            wish: &first.wish,
            state,
            repeat: new.series.as_ref().map(|series| &series.repeat),
            answer_by,
            use_kind: new.wish.use_kind.as_deref(),
            along: &new.wish.along,
            cost_centre: cost_centres::of_booking(&*tx, organisation, new.cost_centre).await?,
        };
        let id = row.insert(&*tx, now).await?;
        let ids = insert_dates(&*tx, id, organisation, None, dates, state, now).await?;
        let taken = dated::occupy(&*tx, dates, &ids, state, busy, now).await?;
        let booking = BookingId(id);
        waiting::booked(&*tx, by, &[owner, person.id], booking, dates, now).await?;
        holds::release(&*tx, person.id.0, new.request.0, now).await?;
        holds::consume(&*tx, person.id.0, &taken, now).await?;
        let act = if asks { "requested" } else { "booked" };
        let mut detail =
            json!({ "space": first.room.view.space.slug, "slot": first.wish.when.slot, "dates": dates.len() });
        if party.behalf {
            detail["for"] = json!({ "account": owner, "organisation": organisation });
        }
        audit::write(&*tx, by, act, Thing::Booking, id, detail, now).await?;
        exception.write(&*tx, by, id, now).await?;
        if asks {
            outbox::write(&*tx, Mail::BookingRequested { booking }, now).await?;
            requests::tell_keepers(&*tx, dates, booking, now).await?;
        } else {
            outbox::write(&*tx, Mail::BookingConfirmed { booking }, now).await?;
            if !note.is_empty() {
                requests::tell_noted(&*tx, by, &premises(dates), booking, now).await?;
            }
        }
        tx.commit().await?;
        Ok(booking)
    }

    /// The sites of some spaces. A space that is not there is found missing by whoever looks for it.
    pub(super) async fn houses_named(&self, slugs: &[&str]) -> Result<Houses, BookingRefusal> {
        let loaded: Result<Houses, DbErr> = rooms::load(&self.db, Which::SitesNamed(slugs)).await;
        loaded.map_err(|err| {
            unavailable(err);
            BookingRefusal::Unavailable
        })
    }
}

/// The language somebody is written to in.
async fn language_of(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<String>, DbErr> {
    Ok(account::Entity::find_by_id(account.0).one(db).await?.map(|row| row.language))
}

/// Refuses unless every date is free: one date with its verdict, a series as a whole.
pub(super) fn all_free(verdicts: &[Verdict], series: bool) -> Outcome<()> {
    match verdicts.iter().find(|verdict| !verdict.is_free()) {
        None => Ok(()),
        Some(_) if series => refuse(BookingRefusal::Dates),
        Some(verdict) => refuse(BookingRefusal::Rules(verdict.clone())),
    }
}

/// Where some dates are.
pub(super) fn premises(dates: &[Dated<'_>]) -> Vec<Premises> {
    dates.iter().map(|dated| dated.room.premises()).collect()
}

/// True when a keeper is to be asked for any of them.
pub(super) fn asks<'v>(verdicts: impl IntoIterator<Item = &'v Verdict>) -> bool {
    verdicts.into_iter().any(|verdict| verdict.admission == Admission::Ask)
}

/// A purpose as it is stored.
pub(super) fn purpose(title: &str) -> Result<String, BookingRefusal> {
    let title = one_line(title);
    if title.is_empty() || title.chars().count() > LONGEST_TITLE { Err(BookingRefusal::Title) } else { Ok(title) }
}

/// A text for one line: no breaks, no other control characters, no blanks around it.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ").trim().to_owned()
}

/// A text for several lines, with the breaks of the house, cut where the form ends.
pub(crate) fn shortened(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.trim().chars().filter(|c| *c == '\n' || !c.is_control()).take(LONGEST_NOTE).collect()
}
