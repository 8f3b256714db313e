//! What a form asks for, one date or many, and what the house says to it.

use domain::{
    booking::BookingRefusal,
    desk::{Choice, LocalWish, PlannedDate, Series},
    id::BookingId,
    slot::LocalSpan,
};

use super::{
    acts::{self, Settled},
    check::judged,
    plan::Plan,
    series,
    tell::Teller,
    wish::{self, Asked},
};
use crate::{ask::Ask, form::Fields, islands::Told, page::Answer, t, texts::Locale};

/// What a form asks for, after its buttons.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What stands in the form.
    pub fields: Fields,
    /// Spaces that are taken shall be replaced.
    pub substitute: bool,
    /// The wish, or for a series its first date, and what is wrong with any of it.
    pub asked: Asked,
    /// How it repeats, when it does and nothing is wrong with that.
    pub series: Option<Series>,
}

impl Wanted {
    /// Reads a form. `whole`: it is about to be booked.
    #[must_use]
    pub fn read(l: Locale, typed: &Fields, whole: bool) -> Self {
        let mut asked = wish::read(l, typed, whole);
        let Settled { fields, substitute, unclear } = acts::settled(typed, asked.wish.as_ref());
        if unclear {
            asked.problems.add("edit_date", t!(l, series.problem_edit));
        }
        let mut read = None;
        if let Some(wish) = asked.wish.as_ref().filter(|_| series::repeats(&fields)) {
            match series::read(l, &fields, first(wish)) {
                Ok(series) => read = Some(series),
                Err(problems) => asked.problems.0.extend(problems.0),
            }
        }
        Self { fields, substitute, asked, series: read }
    }

    /// Everything the list of dates of a series depends on, in one word: what was shown must be what is booked.
    #[must_use]
    pub fn seen(&self) -> Option<String> {
        let (wish, series) = self.asked.wish.as_ref().zip(self.series.as_ref())?;
        let repeat = serde_json::to_string(&series.repeat).unwrap_or_default();
        Some(series::with_choices(&wish::fields(wish).with("repeat", &repeat), &series.choices).encode())
    }
}

/// The first date of a wish.
#[must_use]
pub fn first(wish: &LocalWish) -> LocalSpan {
    wish.span()
}

/// Asks the house. What it picked itself stands in the form afterwards. `own`: a booking that stands there already.
///
/// # Errors
/// When the house cannot answer now.
pub async fn looked(
    ask: &Ask,
    teller: &Teller,
    wanted: &mut Wanted,
    own: Option<BookingId>,
) -> Result<(Told, Option<Plan>), Answer> {
    let (wish, mut series) = match (&wanted.asked.wish, &wanted.series) {
        (Some(wish), Some(series)) => (wish, series.clone()),
        (Some(_), None) if series::repeats(&wanted.fields) => return Ok((teller.see_the_dates(), None)),
        _ => {
            let told = judged(&ask.house, teller, &wanted.fields, &wanted.asked).await;
            return Ok((told.ok_or(Answer::Unavailable)?, None));
        }
    };
    let plan =
        async |series: &Series, substitute| ask.house.bookings.plan(&ask.actor, wish, series, own, substitute).await;
    let mut dates = plan(&series, wanted.substitute).await;
    if let Some(found) = dates.as_ref().ok().filter(|_| wanted.substitute) {
        // What was picked is judged like what somebody picks: a keeper may have to agree there.
        series.choices = picked(found);
        dates = plan(&series, false).await;
    }
    let dates = match dates {
        Ok(dates) => dates,
        Err(BookingRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(refusal) => return Ok((teller.refusal(wish, &refusal), None)),
    };
    series.choices = picked(&dates);
    let plan = Plan::new(dates, own.map(|_| first(wish)));
    let fields = series::with_choices(&wanted.fields, &series.choices);
    let mut told = teller.series(wish, &series.repeat, &plan, &acts::part(&fields));
    told.reasons.extend(teller.none_like_it(&plan).filter(|_| wanted.substitute));
    wanted.fields = fields;
    wanted.series = Some(series);
    Ok((told, Some(plan)))
}

/// What was decided about single dates, as they were planned.
#[must_use]
pub fn picked(dates: &[PlannedDate]) -> Vec<Choice> {
    let choice = |date: &PlannedDate| Some(Choice { date: date.original.from.date(), pick: date.pick.clone()? });
    dates.iter().filter_map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_depends_on_what_is_meant_and_not_on_how_it_is_written() {
        let read = |more: &[(&str, &str)]| {
            let wish =
                [("space", "trafo"), ("date", "2027-03-09"), ("from", "10"), ("until", "12:00"), ("people", "8")];
            let typed = wish.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Wanted::read(Locale::De, &Fields(typed.collect()), true)
        };
        let short = read(&[("repeat", "weeks"), ("count", "4")]).seen();
        let whole = [("repeat", "weeks"), ("every", "1"), ("monthly", "day"), ("ends", "count"), ("count", "4")];
        assert!(short.is_some());
        assert_eq!(short, read(&whole).seen());
        assert_ne!(short, read(&[("repeat", "weeks"), ("count", "5")]).seen());
        assert_ne!(short, read(&[("repeat", "weeks"), ("count", "4"), ("pick", "2027-03-16")]).seen());
        assert_eq!(read(&[]).seen(), None);
    }
}
