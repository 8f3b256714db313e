//! A rule book as a form: what is left empty is inherited.

use chrono::Weekday;
use domain::{
    holidays::Land,
    hours::{HolidayHours, PublicHolidays, SchoolHoliday, SchoolHolidays},
    opening::OpeningHours,
    rulebook::{Cancellation, CheckIn, Counted, Period, Quota, RequestTerms, RuleBook, SpaceRules},
    rules::RuleKind,
};

use super::{
    admission::{self, ADMISSION, who_code},
    holidays, lists,
    week::{self, NONE, is_none},
};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
    ui::dates,
};

/// The fields of the week, Monday first.
pub const DAYS: [&str; 7] = ["open_mo", "open_tu", "open_we", "open_th", "open_fr", "open_sa", "open_su"];
/// A book as a form has it. The fields of a form in the language `l`.
pub fn write(l: Locale, book: &RuleBook, calendar: &[SchoolHoliday]) -> Fields {
    let mut fields = Fields::default();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            fields.0.push((name.to_owned(), value));
        }
    };
    if let Some(opening) = &book.opening {
        for (name, ranges) in DAYS.iter().zip(&opening.0) {
            put(name, week::write_day(ranges));
        }
    }
    put("seasons", lists::write(book.seasons.as_deref(), |season| lists::write_season(l, season)));
    if let Some(PublicHolidays { land, treat }) = book.holidays {
        put("holidays", treat.code().to_owned());
        put("land", land.code().to_owned());
    }
    if let Some(school) = &book.school_holidays {
        put("school_hours", school.hours.as_ref().map_or_else(|| NONE.to_owned(), |hours| week::write_week(l, hours)));
    }
    put("school_calendar", holidays::write(calendar));
    let number = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
    put("grid", number(book.grid_minutes.map(Into::into)));
    put("shortest", number(book.shortest_minutes.map(Into::into)));
    put("longest", number(book.longest_minutes.map(Into::into)));
    put("notice", number(book.notice_minutes));
    put("horizon", number(book.horizon_days.map(Into::into)));
    put("before", number(book.buffer_before_minutes.map(Into::into)));
    put("after", number(book.buffer_after_minutes.map(Into::into)));
    put("uses", lists::write(book.uses.as_deref(), |kind| lists::write_use_kind(l, kind)));
    if let Some(Quota { minutes, per, counted }) = book.quota {
        put("quota", minutes.map_or_else(|| NONE.to_owned(), |minutes| minutes.to_string()));
        put("quota_per", per.code().to_owned());
        put("quota_counted", counted.code().to_owned());
    }
    for (index, (rule, (who, how))) in book.admission.iter().flatten().zip(ADMISSION).enumerate() {
        put(who, who_code(index, &rule.who));
        put(how, rule.how.code().to_owned());
    }
    if book.admission.as_ref().is_some_and(Vec::is_empty) {
        put("who_0", "nobody".to_owned());
    }
    let qualifications = lists::write(book.qualifications.as_deref(), |needed| needed.name.get(l.code()).to_owned());
    put("qualifications", qualifications);
    match book.firm.as_deref() {
        None => {}
        Some([]) => put("firm", NONE.to_owned()),
        Some(firm) => firm.iter().for_each(|kind| put("firm", kind.code().to_owned())),
    }
    if let Some(RequestTerms { blocks, answer_within_hours }) = book.request {
        put("blocks", if blocks { "yes" } else { "no" }.to_owned());
        put("answer", answer_within_hours.to_string());
    }
    put("cancel", number(book.cancellation.map(|terms| terms.free_until_hours.into())));
    if let Some(CheckIn { release_after_minutes }) = book.check_in {
        put("release", release_after_minutes.map_or_else(|| NONE.to_owned(), |minutes| minutes.to_string()));
    }
    fields
}

/// What a form says.
pub struct Read {
    /// The book, as far as it can be read.
    pub book: RuleBook,
    /// The school holidays, where the form asks for them.
    pub calendar: Option<Vec<SchoolHoliday>>,
    /// What cannot be read.
    pub problems: Problems,
}

/// Reads a form that was filled with `own`, which is over `inherited`.
pub fn read(l: Locale, fields: &Fields, own: &RuleBook, inherited: &SpaceRules) -> Read {
    let mut reader = Reader { l, fields, problems: Problems::default() };
    let opening = reader.opening();
    let seasons = reader.list("seasons", |line| lists::season(l, line, own.seasons.as_deref().unwrap_or_default()));
    let school_hours = reader.school_hours();
    let uses = reader.list("uses", |line| lists::use_kind(l, line, own.uses.as_deref().unwrap_or_default()));
    let needed = own.qualifications.as_deref().unwrap_or_default();
    let qualifications = reader.list("qualifications", |line| Some(lists::qualification(l, line, needed)));
    let quota = reader.or_none("quota");
    let release = reader.or_none("release");
    let (blocks, answer) = (fields.text("blocks").map(|blocks| blocks == "yes"), reader.number("answer"));
    let period = fields.text("quota_per").and_then(Period::from_code).unwrap_or(inherited.quota.per);
    let counted = fields.text("quota_counted").and_then(Counted::from_code).unwrap_or(inherited.quota.counted);
    let land = fields.text("land").and_then(Land::from_code).unwrap_or(inherited.holidays.land);
    let treat = fields.text("holidays").and_then(HolidayHours::from_code);
    let book = RuleBook {
        opening,
        seasons,
        holidays: treat.map(|treat| PublicHolidays { land, treat }),
        school_holidays: school_hours,
        grid_minutes: reader.number("grid"),
        shortest_minutes: reader.number("shortest"),
        longest_minutes: reader.number("longest"),
        notice_minutes: reader.number("notice"),
        horizon_days: reader.number("horizon"),
        buffer_before_minutes: reader.number("before"),
        buffer_after_minutes: reader.number("after"),
        uses,
        quota: quota.map(|minutes| Quota { minutes, per: period, counted }),
        admission: admission::read(fields, own),
        qualifications,
        firm: reader.firm(),
        request: (blocks.is_some() || answer.is_some()).then(|| RequestTerms {
            blocks: blocks.unwrap_or(inherited.request.blocks),
            answer_within_hours: answer.unwrap_or(inherited.request.answer_within_hours),
        }),
        cancellation: reader.number("cancel").map(|free_until_hours| Cancellation { free_until_hours }),
        check_in: release.map(|release_after_minutes| CheckIn { release_after_minutes }),
    };
    let calendar = fields.ticked("school_calendar").then(|| holidays::read(fields.get("school_calendar")));
    if calendar == Some(None) {
        reader.problems.add("school_calendar", t!(l, rulebook.problem_calendar));
    }
    Read { book, calendar: calendar.flatten(), problems: reader.problems }
}

struct Reader<'a> {
    l: Locale,
    fields: &'a Fields,
    problems: Problems,
}

impl Reader<'_> {
    /// Of forty fields the summary must say which.
    fn problem(&mut self, name: &'static str, problem: &str) {
        let text = match label(self.l, name) {
            Some(field) => t!(self.l, rulebook.problem_of, field = field, problem = problem),
            None => problem.to_owned(),
        };
        self.problems.add(name, text);
    }

    fn number<T: std::str::FromStr>(&mut self, name: &'static str) -> Option<T> {
        let text = self.fields.text(name)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.problem(name, t!(self.l, rulebook.problem_number));
        }
        number
    }

    /// A number, or a dash for none at all.
    fn or_none<T: std::str::FromStr>(&mut self, name: &'static str) -> Option<Option<T>> {
        if is_none(self.fields.get(name)) { Some(None) } else { self.number(name).map(Some) }
    }

    /// The rules that are ticked; a dash for none at all.
    fn firm(&mut self) -> Option<Vec<RuleKind>> {
        let firm: Vec<RuleKind> = self.fields.all("firm").filter_map(RuleKind::from_code).collect();
        let none = self.fields.all("firm").any(is_none);
        if none && !firm.is_empty() {
            self.problems.add("firm", t!(self.l, rulebook.problem_firm));
        }
        (none || !firm.is_empty()).then_some(firm)
    }

    fn list<T>(&mut self, name: &'static str, line: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        lists::read(self.fields.get(name), line).unwrap_or_else(|wrong| {
            self.problem(name, &t!(self.l, rulebook.problem_line, line = wrong));
            None
        })
    }

    /// The week, when a day is filled in: then one that is not is closed.
    fn opening(&mut self) -> Option<OpeningHours> {
        if DAYS.iter().all(|day| self.fields.text(day).is_none()) {
            return None;
        }
        let mut hours = OpeningHours::default();
        for (ranges, name) in hours.0.iter_mut().zip(DAYS) {
            match self.fields.text(name).map(week::day) {
                None => {}
                Some(Some(read)) => *ranges = read,
                Some(None) => self.problem(name, t!(self.l, rulebook.problem_hours)),
            }
        }
        Some(hours)
    }

    fn school_hours(&mut self) -> Option<SchoolHolidays> {
        let text = self.fields.text("school_hours")?;
        if is_none(text) {
            return Some(SchoolHolidays { hours: None });
        }
        let hours = week::week(text);
        if hours.is_none() {
            self.problem("school_hours", t!(self.l, rulebook.problem_week));
        }
        hours.map(|hours| SchoolHolidays { hours: Some(hours) })
    }
}

/// How a field is called on the page.
fn label(l: Locale, name: &str) -> Option<&'static str> {
    if let Some(day) = DAYS.iter().position(|day| *day == name) {
        return Some(dates::weekday(l, WEEKDAYS.get(day).copied()?));
    }
    Some(match name {
        "seasons" => t!(l, rulebook.seasons),
        "school_hours" => t!(l, rulebook.school_hours),
        "grid" => t!(l, rulebook.grid),
        "shortest" => t!(l, rulebook.shortest),
        "longest" => t!(l, rulebook.longest),
        "notice" => t!(l, rulebook.notice),
        "horizon" => t!(l, rulebook.horizon),
        "before" => t!(l, rulebook.before),
        "after" => t!(l, rulebook.after),
        "uses" => t!(l, rulebook.uses),
        "quota" => t!(l, rulebook.quota),
        "qualifications" => t!(l, rulebook.qualifications),
        "answer" => t!(l, rulebook.answer),
        "cancel" => t!(l, rulebook.cancel),
        "release" => t!(l, rulebook.release),
        _ => return None,
    })
}

/// Monday first, as [`DAYS`].
const WEEKDAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

#[cfg(test)]
mod tests;
