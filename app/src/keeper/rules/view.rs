//! What the rules of a house look like: a form of six parts, and below it what is booked against them.

use domain::{
    desk::{RulesView, SiteView, UnfitDate},
    group::GroupRef,
    holidays::Land,
    hours::HolidayHours,
    rulebook::{Counted, How, Period, SpaceRules},
    rules::RuleKind,
};
use leptos::prelude::*;

use super::{
    admission::ADMISSION,
    book::DAYS,
    layouts::Offered,
    lists,
    week::{NONE, write_day, write_week},
    words::{counted, everybody, how, listed, period, rule, treatment, who},
};
use crate::{
    keeper::desk::DeskNav,
    t,
    texts::Locale,
    ui::{
        dates::{self, WhenTime},
        form::{Checkboxes, ErrorSummary, Field, Form, Hidden, Select, Submit, TextArea},
        rules,
        words::{Word, options},
    },
};

/// The page with everything it shows.
pub struct Shown {
    /// The rules as they are.
    pub rules: RulesView,
    /// What stands in the form.
    pub form: Form,
    /// They were just changed.
    pub done: bool,
}

/// The houses and their spaces. A house is led to where all of it is hers.
#[component]
pub fn Choose(l: Locale, sites: Vec<(bool, SiteView)>) -> impl IntoView {
    let site = |(whole, site): (bool, SiteView)| {
        let path = l.href(&format!("/keeper/rules/{}", site.slug));
        let spaces = site.spaces.into_iter().map(|space| {
            let name = space.space.name.get(l.code()).to_owned();
            view! { <li><a href=format!("{path}/{}", space.space.slug)>{name}</a></li> }
        });
        view! {
            <section class="stack">
                <h2>{if whole { view! { <a href=path.clone()>{site.name}</a> }.into_any() } else { site.name.into_any() }}</h2>
                <ul>{spaces.collect_view()}</ul>
            </section>
        }
    };
    view! {
        <div class="stack">
            <h1>{t!(l, rulebook.title)}</h1>
            <DeskNav l=l here="/keeper/rules" />
            <p>{t!(l, rulebook.intro)}</p>
            {sites.into_iter().map(site).collect_view()}
        </div>
    }
    .into_any()
}

/// The rules of one house or space.
#[component]
pub fn RulesForm(l: Locale, shown: Shown) -> impl IntoView {
    let Shown { rules, form, done } = shown;
    let RulesView { site, space, inherited, groups, layouts, unfit, .. } = rules;
    let change = space.as_ref().map(|space| l.href(&format!("/keeper/rules/{}/{}/layouts", site.slug, space.slug)));
    let offered = change.map(|change| view! { <Offered l=l layouts=layouts change=change /> });
    let of_site = space.is_none();
    let name = space.map_or_else(|| site.name.clone(), |space| space.name.get(l.code()).to_owned());
    let up = match of_site {
        true => (l.href("/keeper/rules"), t!(l, rulebook.title).to_owned()),
        false => (l.href(&format!("/keeper/rules/{}", site.slug)), site.name.clone()),
    };
    let empty = if of_site { t!(l, rulebook.empty_site) } else { t!(l, rulebook.empty_space) };
    let part = Part { l, form: form.clone(), inherited, groups };
    view! {
        <div class="stack">
            <p class="crumb"><a href=up.0>{up.1}</a></p>
            <h1>{t!(l, rulebook.title_of, name = name)}</h1>
            <DeskNav l=l here="/keeper/rules" />
            <ErrorSummary form=&form />
            {done.then(|| view! { <p class="notice notice--good" role="status">{t!(l, rulebook.done)}</p> })}
            <p>{empty}</p>
            <form class="form" method="post">
                <Hidden name="version" value=form.fields().get("version").to_owned() />
                {part.hours(of_site)}
                {part.lengths()}
                {part.buffers()}
                {part.people()}
                {part.exceptions()}
                {part.life()}
                <Submit label=t!(l, rulebook.save) />
            </form>
            {offered}
            <Unfit l=l unfit=unfit />
        </div>
    }
    .into_any()
}

/// The parts of the form.
#[derive(Clone)]
struct Part {
    l: Locale,
    form: Form,
    inherited: SpaceRules,
    groups: Vec<GroupRef>,
}

impl Part {
    /// What an empty field means.
    fn empty(&self, value: &str) -> String {
        t!(self.l, rulebook.inherited, value = value)
    }

    fn number(&self, name: &'static str, label: &str, inherited: String) -> AnyView {
        let hint = self.empty(&inherited);
        view! { <Field form=&self.form name=name label=label hint=hint kind="number" min="0" width="short" /> }
            .into_any()
    }

    fn minutes(&self, name: &'static str, label: &str, inherited: u32) -> AnyView {
        self.number(name, label, dates::duration(self.l, inherited))
    }

    fn lines(&self, name: &'static str, label: &str, hint: &str, inherited: String) -> AnyView {
        let hint = format!("{hint} {}", self.empty(&inherited));
        view! { <TextArea form=&self.form name=name label=label hint=hint rows=3 /> }.into_any()
    }

    fn select(&self, name: &'static str, label: &str, inherited: &str, options: Vec<(String, String)>) -> AnyView {
        let none = self.empty(inherited);
        view! { <Select form=&self.form name=name label=label none=none options=options /> }.into_any()
    }

    fn hours(&self, of_site: bool) -> impl IntoView + use<> {
        let l = self.l;
        let weekdays = [
            chrono::Weekday::Mon,
            chrono::Weekday::Tue,
            chrono::Weekday::Wed,
            chrono::Weekday::Thu,
            chrono::Weekday::Fri,
            chrono::Weekday::Sat,
            chrono::Weekday::Sun,
        ];
        let day = |(name, weekday): (&'static str, chrono::Weekday)| {
            let hint = t!(l, rulebook.day_inherited, value = write_day(self.inherited.opening.of_weekday(weekday)));
            view! { <Field form=&self.form name=name label=dates::weekday(l, weekday) hint=hint width="medium" /> }
        };
        let days = DAYS.into_iter().zip(weekdays).map(day).collect_view();
        let seasons: Vec<String> = self.inherited.seasons.iter().map(|season| lists::write_season(l, season)).collect();
        let treats = HolidayHours::ALL.iter().map(|treat| (treat.code().to_owned(), treatment(l, *treat).to_owned()));
        let school = self.inherited.school_holidays.hours.as_ref();
        let school = school.map_or_else(|| t!(l, rulebook.as_ever).to_owned(), |hours| write_week(l, hours));
        let calendar = of_site.then(|| {
            view! {
                <TextArea
                    form=&self.form
                    name="school_calendar"
                    label=t!(l, rulebook.school_calendar)
                    hint=t!(l, rulebook.school_calendar_hint)
                    rows=6
                />
            }
        });
        let land = self.inherited.holidays.land.word(l);
        view! {
            <h2>{t!(l, rulebook.part_hours)}</h2>
            <p>{t!(l, rulebook.hours_hint)}</p>
            <div class="fields">{days}</div>
            {self.lines("seasons", t!(l, rulebook.seasons), t!(l, rulebook.seasons_hint), listed(&seasons))}
            {self.select("holidays", t!(l, rulebook.holidays), treatment(l, self.inherited.holidays.treat), treats.collect())}
            {self.select("land", t!(l, rulebook.land), land, options(l, Land::ALL, Land::code))}
            <Field
                form=&self.form
                name="school_hours"
                label=t!(l, rulebook.school_hours)
                hint=format!("{} {}", t!(l, rulebook.school_hours_hint), self.empty(&school))
            />
            {calendar}
        }
    }

    fn lengths(&self) -> impl IntoView + use<> {
        let (l, rules) = (self.l, &self.inherited);
        view! {
            <h2>{t!(l, rulebook.part_lengths)}</h2>
            {self.minutes("grid", t!(l, rulebook.grid), rules.grid_minutes.into())}
            {self.minutes("shortest", t!(l, rulebook.shortest), rules.shortest_minutes.into())}
            {self.minutes("longest", t!(l, rulebook.longest), rules.longest_minutes.into())}
            {self.minutes("notice", t!(l, rulebook.notice), rules.notice_minutes)}
            {self.number("horizon", t!(l, rulebook.horizon), t!(l, dates.days, count = rules.horizon_days))}
        }
    }

    fn buffers(&self) -> impl IntoView + use<> {
        let (l, rules) = (self.l, &self.inherited);
        let uses: Vec<String> = rules.uses.iter().map(|kind| lists::write_use_kind(l, kind)).collect();
        view! {
            <h2>{t!(l, rulebook.part_buffers)}</h2>
            {self.minutes("before", t!(l, rulebook.before), rules.buffer_before_minutes.into())}
            {self.minutes("after", t!(l, rulebook.after), rules.buffer_after_minutes.into())}
            {self.lines("uses", t!(l, rulebook.uses), t!(l, rulebook.uses_hint), listed(&uses))}
        }
    }

    fn people(&self) -> impl IntoView + use<> {
        let (l, rules) = (self.l, &self.inherited);
        let quota = rules.quota.minutes.map_or_else(|| NONE.to_owned(), |minutes| dates::duration(l, minutes));
        let periods = Period::ALL.iter().map(|per| (per.code().to_owned(), period(l, *per).to_owned())).collect();
        let together = Counted::ALL.iter().map(|one| (one.code().to_owned(), counted(l, *one).to_owned())).collect();
        let needed: Vec<String> =
            rules.qualifications.iter().map(|needed| needed.name.get(l.code()).to_owned()).collect();
        let inherited: Vec<String> = rules
            .admission
            .iter()
            .map(|rule| format!("{}: {}", who(l, &rule.who, &self.groups), how(l, rule.how)))
            .collect();
        let ways: Vec<(String, String)> =
            How::ALL.iter().map(|one| (one.code().to_owned(), how(l, *one).to_owned())).collect();
        let entry = |(index, (name, way)): (usize, (&'static str, &'static str))| {
            let mut people = everybody(l, &self.groups);
            let kept = self.form.fields().get(name);
            if kept.starts_with("kept:") {
                people.push((kept.to_owned(), t!(l, rulebook.who_organisations).to_owned()));
            }
            if index == 0 {
                people.push(("nobody".to_owned(), t!(l, rulebook.who_none).to_owned()));
            }
            let number = index + 1;
            view! {
                <div class="fields">
                    <Select form=&self.form name=name label=t!(l, rulebook.who, number = number) none=NONE options=people />
                    <Select form=&self.form name=way label=t!(l, rulebook.how, number = number) options=ways.clone() />
                </div>
            }
        };
        view! {
            <h2>{t!(l, rulebook.part_people)}</h2>
            <p>{t!(l, rulebook.admission_hint)} " " {self.empty(&listed(&inherited))}</p>
            <p><a href=l.href("/keeper/groups")>{t!(l, rulebook.groups_way)}</a></p>
            {ADMISSION.into_iter().enumerate().map(entry).collect_view()}
            {self.lines("qualifications", t!(l, rulebook.qualifications), t!(l, rulebook.qualifications_hint), listed(&needed))}
            <Field
                form=&self.form
                name="quota"
                label=t!(l, rulebook.quota)
                hint=format!("{} {}", t!(l, rulebook.none_hint), self.empty(&quota))
                width="short"
            />
            {self.select("quota_per", t!(l, rulebook.quota_per), period(l, rules.quota.per), periods)}
            {self.select("quota_counted", t!(l, rulebook.quota_counted), counted(l, rules.quota.counted), together)}
        }
    }

    fn exceptions(&self) -> impl IntoView + use<> {
        let l = self.l;
        let inherited: Vec<String> = self.inherited.firm.iter().map(|kind| rule(l, *kind).to_owned()).collect();
        let all = RuleKind::ALL.iter().map(|kind| (kind.code().to_owned(), rule(l, *kind).to_owned()));
        let options = all.chain([(NONE.to_owned(), t!(l, rulebook.firm_none).to_owned())]).collect();
        view! {
            <h2>{t!(l, rulebook.part_firm)}</h2>
            <Checkboxes
                form=&self.form
                name="firm"
                legend=t!(l, rulebook.firm)
                hint=format!("{} {}", t!(l, rulebook.firm_hint), self.empty(&listed(&inherited)))
                options=options
            />
        }
    }

    fn life(&self) -> impl IntoView + use<> {
        let (l, rules) = (self.l, &self.inherited);
        let hours = |hours: u16| dates::duration(l, u32::from(hours) * 60);
        let yes_no = |yes: bool| if yes { t!(l, rulebook.yes) } else { t!(l, rulebook.no) };
        let blocks = [true, false].map(|yes| (if yes { "yes" } else { "no" }.to_owned(), yes_no(yes).to_owned()));
        let release = rules.check_in.release_after_minutes;
        let release = release.map_or_else(|| NONE.to_owned(), |minutes| dates::duration(l, minutes.into()));
        view! {
            <h2>{t!(l, rulebook.part_life)}</h2>
            {self.select("blocks", t!(l, rulebook.blocks), yes_no(rules.request.blocks), blocks.to_vec())}
            {self.number("answer", t!(l, rulebook.answer), hours(rules.request.answer_within_hours))}
            {self.number("cancel", t!(l, rulebook.cancel), hours(rules.cancellation.free_until_hours))}
            <Field
                form=&self.form
                name="release"
                label=t!(l, rulebook.release)
                hint=format!("{} {}", t!(l, rulebook.none_hint), self.empty(&release))
                width="short"
            />
        }
    }
}

/// So many dates that do not fit are read through; of more one wants to know first how many they are.
const UNFIT_OPEN: usize = 8;

/// What is booked and does not fit: it stands, but somebody may want to talk about it.
#[component]
pub fn Unfit(l: Locale, unfit: Vec<UnfitDate>) -> impl IntoView {
    let date = |date: UnfitDate| {
        let why: Vec<String> = date.broken.iter().map(|rule| rules::broken_rule(l, rule)).collect();
        let space = date.space.name.get(l.code()).to_owned();
        view! {
            <li class="rows__item">
                <h3 class="rows__title"><a href=l.href(&format!("/bookings/{}", date.booking))>{date.title}</a></h3>
                <p>{space} ", " <WhenTime l=l when=date.when /></p>
                <p class="quiet">{why.join(" ")}</p>
            </li>
        }
    };
    let count = unfit.len();
    (!unfit.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{t!(l, rulebook.unfit)}</h2>
                <p>{t!(l, rulebook.unfit_hint)}</p>
                <details open=count <= UNFIT_OPEN>
                    <summary>{t!(l, rulebook.unfit_dates, count = count)}</summary>
                    <ul class="rows">{unfit.into_iter().map(date).collect_view()}</ul>
                </details>
            </section>
        }
    })
}
