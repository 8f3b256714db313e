//! A site: what it is called, where it is, how one gets in, whom to ask.

use domain::{
    billing::{LONGEST_LINE, LONGEST_TOWN},
    desk::KeptSite,
    place::{LONGEST_NAME, PlaceFault, SiteFields},
};
use leptos::prelude::*;

use super::{Framed, fields, list, path, refused, says, top};
use crate::{
    admin::frame,
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::form::{Field, Form, Hidden, Submit},
};

/// Shows the form of a new site.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn new_site(ask: Ask) -> Answered {
    // A region mostly keeps one clock.
    let sites = ask.house.catalogue.sites().await?;
    let zone = sites.first().map_or("Europe/Berlin", |site| site.zone.as_str()).to_owned();
    draw_new(&ask, Fields(vec![("zone".into(), zone)]), Problems::default())
}

/// Makes it.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn make_site(ask: Ask) -> Answered {
    if !frame::changes(&ask) {
        return Err(frame::nothing(&ask));
    }
    let (site, mut problems) = read(ask.locale, &ask.form);
    if problems.is_empty() {
        problems = match ask.house.places.make_site(&ask.actor, ask.request(), site).await {
            Ok(slug) => return Ok(Answer::Goto(format!("{}?done=made", path(&slug)))),
            Err(refusal) => refused(&ask, refusal)?,
        };
    }
    draw_new(&ask, ask.form.clone(), problems)
}

fn draw_new(ask: &Ask, fields: Fields, problems: Problems) -> Answered {
    if !frame::changes(ask) {
        return Err(frame::nothing(ask));
    }
    let l = ask.locale;
    let request = ask.request().to_string();
    let title = t!(l, places.new_site).to_owned();
    let framed = Framed { title, up: vec![top(ask), list(ask)], done: None, problems, fields };
    Ok(framed.around(l, move |form| {
        view! {
            <p class="lead">{t!(l, places.new_site_lead)}</p>
            <form class="form" method="post">
                <Hidden name="request" value=request />
                <Sheet l=l form=form clock=true />
                <Submit label=t!(l, places.make_site) />
            </form>
        }
        .into_any()
    }))
}

async fn wanted(ask: &Ask) -> Result<KeptSite, Answer> {
    ask.house.places.kept_site(&ask.actor, ask.param("site")).await?.ok_or_else(|| frame::nothing(ask))
}

/// Shows one.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn site(ask: Ask) -> Answered {
    let of = wanted(&ask).await?;
    let filled = filled(&of);
    draw(&ask, of, filled, Problems::default())
}

/// Writes down what it says of itself.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn describe_site(ask: Ask) -> Answered {
    let of = wanted(&ask).await?;
    let mut fields = ask.form.clone();
    let (mut site, mut problems) = read(ask.locale, &fields);
    // The clock on its wall stays: what is booked hangs on it.
    site.zone.clone_from(&of.fields.zone);
    if problems.is_empty() {
        let version = fields.parse("version").unwrap_or_default();
        problems = match ask.house.places.describe_site(&ask.actor, &of.site.slug, version, site).await {
            Ok(()) => return Ok(Answer::Goto(format!("{}?done=written", path(&of.site.slug)))),
            Err(refusal) => refused(&ask, refusal)?,
        };
        if problems.0.iter().all(|(field, _)| field.is_none()) {
            // She knows now: what she sends next is about how it stands.
            fields = fields.with("version", &of.version.to_string());
        }
    }
    draw(&ask, of, fields, problems)
}

fn draw(ask: &Ask, of: KeptSite, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "made" => Some(t!(l, places.done_site_made)),
        "written" => Some(t!(l, places.done_written)),
        _ => None,
    };
    let framed = Framed { title: of.site.name.clone(), up: vec![top(ask), list(ask)], done, problems, fields };
    let keeps = ask.person().is_some_and(|person| person.keeps.contains(&of.site.id));
    Ok(framed.around(l, move |form| {
        let version = form.fields().get("version").to_owned();
        let add = of.adds.then(|| {
            view! { <p><a href=l.href(&format!("{}/new", path(&of.site.slug)))>{t!(l, places.new_space)}</a></p> }
        });
        let rules = keeps.then(|| {
            view! { <p><a href=l.href(&format!("/keeper/rules/{}", of.site.slug))>{t!(l, places.to_rules)}</a></p> }
        });
        view! {
            <p><a href=l.href(&format!("/sites/{}", of.site.slug))>{t!(l, places.to_site)}</a></p>
            {rules}
            {add}
            <form class="form" method="post">
                <Hidden name="version" value=version />
                <Sheet l=l form=form clock=false />
                <p class="quiet">{t!(l, places.zone_stays, zone = of.fields.zone)}</p>
                <Submit label=t!(l, places.save) />
            </form>
        }
        .into_any()
    }))
}

fn filled(of: &KeptSite) -> Fields {
    let site = &of.fields;
    let mut filled = fields::Filled::default();
    filled.add("version", of.version.to_string());
    filled.add("name_de", &site.name);
    filled.add("street", &site.street);
    filled.add("postcode", &site.postcode);
    filled.add("town", &site.town);
    filled.add("zone", &site.zone);
    if let Some((north, east)) = site.position {
        filled.add("north", north.to_string());
        filled.add("east", east.to_string());
    }
    filled.words("summary", &site.summary);
    filled.access(&site.access);
    filled.contact(&site.contact);
    Fields(filled.0)
}

fn read(l: Locale, typed: &Fields) -> (SiteFields, Problems) {
    let mut problems = Problems::default();
    let degrees = |name: &str| typed.text(name).map(|text| text.replace(',', ".").parse::<f64>().ok());
    let position = match (degrees("north"), degrees("east")) {
        (None, None) => None,
        (Some(Some(north)), Some(Some(east))) => Some((north, east)),
        _ => {
            problems.add(PlaceFault::Position.code(), says(l, PlaceFault::Position));
            None
        }
    };
    let of = |name: &str| typed.get(name).to_owned();
    let site = SiteFields {
        name: of("name_de"),
        street: of("street"),
        postcode: of("postcode"),
        town: of("town"),
        zone: of("zone"),
        position,
        summary: fields::words(typed, "summary"),
        access: fields::access(typed),
        contact: fields::contact(typed),
    };
    (site, problems)
}

#[component]
fn Sheet(
    l: Locale,
    form: Form,
    /// Its clock can still be chosen.
    clock: bool,
) -> impl IntoView {
    let most = |longest: usize| u16::try_from(longest).unwrap_or_default();
    let zone = clock.then(|| {
        view! {
            <Field
                form=&form
                name="zone"
                label=t!(l, places.zone)
                hint=t!(l, places.zone_hint)
                width="medium"
                required=true
            />
        }
    });
    view! {
        <Field form=&form name="name_de" label=t!(l, places.name) required=true maxlength=most(LONGEST_NAME) />
        {fields::summary(l, &form)}
        <fieldset class="stack admin__part">
            <legend>{t!(l, places.where_title)}</legend>
            <Field form=&form name="street" label=t!(l, places.street) maxlength=most(LONGEST_LINE) />
            <Field form=&form name="postcode" label=t!(l, places.postcode) width="short" maxlength=10 />
            <Field form=&form name="town" label=t!(l, places.town) required=true maxlength=most(LONGEST_TOWN) />
            <Field
                form=&form
                name="north"
                label=t!(l, places.north)
                hint=t!(l, places.position_hint)
                width="medium"
                inputmode="decimal"
            />
            <Field form=&form name="east" label=t!(l, places.east) width="medium" inputmode="decimal" />
            {zone}
        </fieldset>
        <fieldset class="stack admin__part">
            <legend>{t!(l, spaces.access)}</legend>
            {fields::access_fields(l, &form)}
        </fieldset>
        <fieldset class="stack admin__part">
            <legend>{t!(l, spaces.contact)}</legend>
            {fields::contact_fields(l, &form, true)}
        </fieldset>
    }
    .into_any()
}
