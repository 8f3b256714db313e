//! The questions of a wish: which space, when, for how many.

use domain::{
    desk::{SiteView, SpaceView, offered},
    opening::DAY,
    space::Layout,
};
use leptos::prelude::*;

use super::{along::Along, tell::place};
use crate::{
    ask::House,
    form::Fields,
    islands::{Holding, Kept, LiveVerdict, Told},
    page::Answer,
    t,
    texts::Locale,
    ui::{
        form::{Field, Form, Hidden, LAST_DAY, LastDay, Select, SelectGrouped},
        words::{Word, options},
    },
};

/// What the questions need to know.
#[derive(Clone)]
pub struct Choice {
    /// The space that is wished for, when it is known.
    pub space: Option<SpaceView>,
    /// Every space by site, where one can be chosen.
    pub spaces: Vec<(String, Vec<(String, String)>)>,
}

impl Choice {
    /// The space of this slug, if there is one, and the others to choose from when there is none or `all` is asked for.
    ///
    /// # Errors
    /// When the house cannot answer now.
    pub async fn load(house: &House, l: Locale, slug: &str, all: bool) -> Result<Self, Answer> {
        let space = if slug.is_empty() { None } else { house.catalogue.space(slug).await? };
        let spaces =
            if all || space.is_none() { grouped(l, offered(house.catalogue.sites().await?, slug)) } else { Vec::new() };
        Ok(Self { space, spaces })
    }

    /// Every space by site, where a date of a series is open.
    ///
    /// # Errors
    /// When the house cannot answer now.
    pub async fn all(
        house: &House,
        l: Locale,
        fields: &Fields,
    ) -> Result<Vec<(String, Vec<(String, String)>)>, Answer> {
        let open = fields.text("edit").is_some();
        Ok(if open { grouped(l, offered(house.catalogue.sites().await?, "")) } else { Vec::new() })
    }

    fn layouts(&self) -> Vec<Layout> {
        match &self.space {
            Some(space) => space.layouts.iter().map(|offer| offer.layout).collect(),
            None => Layout::ALL.to_vec(),
        }
    }
}

/// The spaces in groups, one per site.
fn grouped(l: Locale, sites: Vec<SiteView>) -> Vec<(String, Vec<(String, String)>)> {
    let space = |view: SpaceView| {
        let text = t!(l, bookings.space_option, space = view.space.name.get(l.code()), kind = view.space.kind.word(l));
        (view.space.slug, text)
    };
    let site = |site: SiteView| {
        let name = place(l, &site.name, &site.town);
        (name, site.spaces.into_iter().map(space).collect())
    };
    sites.into_iter().map(site).collect()
}

/// The questions of a wish, without the form around them.
#[component]
pub fn WishFields(l: Locale, form: Form, choice: Choice) -> impl IntoView {
    let layouts = options(l, &choice.layouts(), Layout::code);
    let uses: Vec<(String, String)> = choice
        .space
        .iter()
        .flat_map(|space| &space.rules.uses)
        .map(|kind| (kind.key.clone(), kind.name.get(l.code()).to_owned()))
        .collect();
    let along = choice.space.as_ref().map(|space| space.along.clone()).unwrap_or_default();
    let pool = choice.space.as_ref().filter(|space| space.pool).map(|space| space.units);
    let step = choice.space.as_ref().map_or(900, |space| u32::from(space.rules.grid_minutes.max(1)) * 60).to_string();
    let longest = choice.space.as_ref().map_or(u16::MAX, |space| space.rules.longest_minutes);
    view! {
        <WhichSpace l=l form=form.clone() choice=choice />
        <div class="fields">
            <Field form=&form name="date" label=t!(l, bookings.date) kind="date" width="medium" required=true />
            <Field form=&form name="from" label=t!(l, bookings.from) kind="time" width="short" step=step.clone() required=true />
            <Field form=&form name="until" label=t!(l, bookings.until) kind="time" width="short" step=step required=true />
        </div>
        {(longest > DAY || form.fields().text(LAST_DAY).is_some()).then(|| view! { <LastDay l=l form=form.clone() /> })}
        <Field form=&form name="people" label=t!(l, bookings.people) kind="number" min="1" max="9999" width="short" required=true />
        {pool.map(|units| {
            view! {
                <Field
                    form=&form
                    name="units"
                    label=t!(l, bookings.units)
                    hint=t!(l, bookings.units_hint, units = units)
                    kind="number"
                    min="1"
                    max=units.to_string()
                    width="short"
                    required=true
                />
            }
        })}
        <Along l=l form=form.clone() things=along />
        {(!uses.is_empty()).then(|| {
            view! { <Select form=&form name="use" label=t!(l, bookings.use_kind) none=t!(l, bookings.any_use) options=uses /> }
        })}
        {(layouts.len() > 1).then(|| {
            view! {
                <Select form=&form name="layout" label=t!(l, bookings.layout) none=t!(l, bookings.any_layout) options=layouts />
            }
        })}
    }
    .into_any()
}

/// True when the form asks for the list of spaces: everything else that was typed stays.
#[must_use]
pub fn elsewhere(sent: &Fields) -> bool {
    sent.get("do") == "elsewhere"
}

/// The space: its name when it is known, else a list of all.
#[component]
fn WhichSpace(l: Locale, form: Form, choice: Choice) -> impl IntoView {
    match choice.space {
        Some(space) if choice.spaces.is_empty() => {
            let name = space.space.name.get(l.code()).to_owned();
            let lang = space.space.name.language(l.code()).map(str::to_owned);
            let at = t!(l, bookings.kind_site, kind = space.space.kind.word(l), site = space.space.site.name);
            view! {
                <Hidden name="space" value=space.space.slug.clone() />
                <p class="booking__space">
                    <a href=l.href(&format!("/spaces/{}", space.space.slug)) lang=lang>{name}</a>
                    " "
                    <span class="quiet">{at}</span>
                    " "
                    <button class="link booking__other" type="submit" name="do" value="elsewhere" formnovalidate>
                        {t!(l, bookings.other_space)}
                    </button>
                </p>
            }
            .into_any()
        }
        _ => view! {
            <SelectGrouped
                form=form
                name="space"
                label=t!(l, bookings.space)
                none=Some(t!(l, bookings.choose_space).to_owned())
                required=true
                groups=choice.spaces
            />
        }
        .into_any(),
    }
}

/// The verdict beside the form; on a phone it stays at the bottom of the screen.
#[component]
pub fn Verdict(
    l: Locale,
    told: Told,
    except: String,
    buttons: bool,
    /// The form can hold its time.
    #[prop(optional_no_strip)]
    holding: Option<Holding>,
    /// What it holds already.
    #[prop(optional_no_strip)]
    kept: Option<Kept>,
) -> impl IntoView {
    view! {
        <section class="booking__verdict" aria-labelledby="verdict-heading">
            <h2 class="visually-hidden" id="verdict-heading">{t!(l, bookings.verdict)}</h2>
            <LiveVerdict
                form="wish".to_owned()
                first=told
                except=except
                trouble=t!(l, bookings.cannot_check).to_owned()
                buttons=buttons
                holding=holding
                kept=kept
            />
        </section>
    }
    .into_any()
}
