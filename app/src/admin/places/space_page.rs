//! A space: what it says of itself, and whether it is offered. None is deleted.

use domain::{
    desk::{KeptSite, KeptSpace, SpaceToMake},
    place::{MOST_UNITS, PlaceFault},
};
use leptos::prelude::*;

use super::{
    Framed, fields, list, path, refused,
    space_form::{self, Sheet},
    top,
};
use crate::{
    admin::frame,
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Answered},
    t,
    texts::Locale,
    ui::form::{Field, Hidden, Submit},
};

/// The site a new space is made in.
async fn house(ask: &Ask) -> Result<KeptSite, Answer> {
    let of = ask.house.places.kept_site(&ask.actor, ask.param("site")).await?;
    of.filter(|of| of.adds).ok_or_else(|| frame::nothing(ask))
}

/// Shows the form of a new space.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn new_space(ask: Ask) -> Answered {
    let of = house(&ask).await?;
    let fields = Fields(vec![("kind".into(), "seminar".into()), ("units".into(), "1".into())]);
    draw_new(&ask, of, fields, Problems::default())
}

/// Makes it, hidden.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn make_space(ask: Ask) -> Answered {
    let of = house(&ask).await?;
    let l = ask.locale;
    let (fields, mut problems) = space_form::read(l, &ask.form, &of.things, None);
    let units = fields::number(l, &ask.form, PlaceFault::Units, &mut problems).unwrap_or_default();
    if problems.is_empty() {
        let new = SpaceToMake { request: ask.request(), site: of.site.slug.clone(), units, fields };
        problems = match ask.house.places.make_space(&ask.actor, new).await {
            Ok(slug) => return Ok(Answer::Goto(format!("{}/{slug}?done=made", path(&of.site.slug)))),
            Err(refusal) => refused(&ask, refusal)?,
        };
    }
    draw_new(&ask, of, ask.form.clone(), problems)
}

fn draw_new(ask: &Ask, of: KeptSite, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let request = ask.request().to_string();
    let up = vec![list(ask), (path(&of.site.slug), of.site.name)];
    let framed = Framed { title: t!(l, places.new_space).to_owned(), up, done: None, problems, fields };
    Ok(framed.around(l, move |form| {
        let most = MOST_UNITS.to_string();
        view! {
            <p class="lead">{t!(l, places.new_space_lead)}</p>
            <form class="form" method="post">
                <Hidden name="request" value=request />
                <Sheet l=l form=form.clone() things=of.things />
                <Field
                    form=&form
                    name="units"
                    label=t!(l, places.units)
                    hint=t!(l, places.units_hint)
                    kind="number"
                    min="1"
                    max=most
                    width="short"
                    required=true
                />
                <Submit label=t!(l, places.make_space) />
            </form>
        }
        .into_any()
    }))
}

async fn wanted(ask: &Ask) -> Result<KeptSpace, Answer> {
    let of = ask.house.places.kept_space(&ask.actor, ask.param("site"), ask.param("space")).await?;
    of.ok_or_else(|| frame::nothing(ask))
}

/// Shows one.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn space(ask: Ask) -> Answered {
    let of = wanted(&ask).await?;
    let mut filled = space_form::filled(&of.fields);
    filled.add("version", of.version.to_string());
    draw(&ask, of, Fields(filled.0), Problems::default())
}

/// Writes down what it says of itself, or hides or shows it. Before it is hidden the page says what that does, and asks
/// once more.
///
/// # Errors
/// When there is no such page for this actor, or the house cannot answer now.
pub async fn change_space(ask: Ask) -> Answered {
    let of = wanted(&ask).await?;
    let (house, slug) = (of.space.site.slug.clone(), of.space.slug.clone());
    let here = format!("{}/{slug}", path(&house));
    let key = (house.as_str(), slug.as_str());
    let hidden = match ask.form.get("do") {
        "hide" if !ask.form.ticked("sure") => return sure(&ask, of),
        "hide" => true,
        "show" => false,
        _ => return describe(&ask, of, &here).await,
    };
    match ask.house.places.hide_space(&ask.actor, key, hidden).await {
        Ok(()) => Ok(Answer::Goto(here + if hidden { "?done=hidden" } else { "?done=shown" })),
        Err(refusal) => {
            let problems = refused(&ask, refusal)?;
            draw(&ask, of, ask.form.clone(), problems)
        }
    }
}

async fn describe(ask: &Ask, of: KeptSpace, here: &str) -> Answered {
    let mut fields = ask.form.clone();
    let (space, mut problems) = space_form::read(ask.locale, &fields, &of.things, Some(&of.fields));
    if problems.is_empty() {
        let version = fields.parse("version").unwrap_or_default();
        let key = (of.space.site.slug.as_str(), of.space.slug.as_str());
        problems = match ask.house.places.describe_space(&ask.actor, key, version, space).await {
            Ok(()) => return Ok(Answer::Goto(format!("{here}?done=written"))),
            Err(refusal) => refused(ask, refusal)?,
        };
        if problems.0.iter().all(|(field, _)| field.is_none()) {
            // She knows now: what she sends next is about how it stands.
            fields = fields.with("version", &of.version.to_string());
        }
    }
    draw(ask, of, fields, problems)
}

fn draw(ask: &Ask, of: KeptSpace, fields: Fields, problems: Problems) -> Answered {
    let l = ask.locale;
    let done = match ask.query.get("done") {
        "made" => Some(t!(l, places.done_space_made)),
        "written" => Some(t!(l, places.done_written)),
        "hidden" => Some(t!(l, places.done_hidden)),
        "shown" => Some(t!(l, places.done_shown)),
        _ => None,
    };
    let up = vec![top(ask), list(ask)];
    let framed = Framed { title: of.space.name.get(l.code()).to_owned(), up, done, problems, fields };
    let keeps = ask.person().is_some_and(|person| person.looks_after(of.space.premises()));
    Ok(framed.around(l, move |form| {
        let version = form.fields().get("version").to_owned();
        let (site, slug) = (of.space.site.slug.clone(), of.space.slug.clone());
        let rules = keeps.then(|| {
            view! { " · " <a href=l.href(&format!("/keeper/rules/{site}/{slug}"))>{t!(l, places.to_rules)}</a> }
        });
        let units = if of.pool { t!(l, places.pool, count = of.units) } else { t!(l, places.covers, count = of.units) };
        view! {
            <p><a href=l.href(&format!("/spaces/{slug}"))>{t!(l, places.to_space)}</a> {rules}</p>
            <p>{units}</p>
            {offer(l, &of)}
            <form class="form" method="post">
                <Hidden name="version" value=version />
                <Sheet l=l form=form things=of.things />
                <Submit label=t!(l, places.save) intent="write" />
            </form>
        }
        .into_any()
    }))
}

/// Whether it is offered, and the button that changes that.
fn offer(l: Locale, of: &KeptSpace) -> AnyView {
    let (says, label, intent) = if of.hidden {
        (t!(l, places.is_hidden), t!(l, places.show), "show")
    } else {
        (t!(l, places.is_shown), t!(l, places.hide), "hide")
    };
    let (tone, look) = if of.hidden { ("notice notice--attention", "") } else { ("notice", "quiet") };
    view! {
        <form class=tone method="post">
            <p>{says}</p>
            <Submit label=label intent=intent look=look />
        </form>
    }
    .into_any()
}

/// Says what hiding does, and asks once more.
fn sure(ask: &Ask, of: KeptSpace) -> Answered {
    let l = ask.locale;
    let name = of.space.name.get(l.code()).to_owned();
    let title = t!(l, places.sure, name = name);
    let (problems, fields) = (Problems::default(), Fields::default());
    let back = l.href(&format!("{}/{}", path(&of.space.site.slug), of.space.slug));
    let framed = Framed { title, up: vec![top(ask), list(ask)], done: None, problems, fields };
    Ok(framed.around(l, move |_| {
        let stands = match of.to_come {
            0 => t!(l, places.nothing_to_come).to_owned(),
            count => t!(l, places.to_come, count = count),
        };
        view! {
            <p>{t!(l, places.sure_text)}</p>
            <p>{stands}</p>
            <form class="form" method="post">
                <Hidden name="do" value="hide" />
                <Hidden name="sure" value="yes" />
                <Submit label=t!(l, places.hide) look="danger" />
            </form>
            <p><a href=back>{t!(l, places.keep)}</a></p>
        }
        .into_any()
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{
        place::SpaceFields,
        space::{AccessFacts, Contact, Layout, LayoutSeats, SpaceKind},
        text::Localised,
    };

    use super::*;

    #[test]
    fn what_stands_in_the_form_is_what_comes_back_from_it() {
        let space = SpaceFields {
            name: Localised::of("de", "Labor").and("en", "Lab"),
            kind: SpaceKind::Lab,
            summary: Localised::of("de", "Messen"),
            description: Localised::of("en", "Measuring"),
            area: Some(40),
            layouts: vec![LayoutSeats { layout: Layout::Circle, seats: 9 }],
            equipment: BTreeMap::from([("projector".into(), 2), ("old".into(), 1)]),
            access: Some(AccessFacts {
                induction_loop: true,
                note: Localised::of("de", "Klingeln"),
                ..AccessFacts::default()
            }),
            contact: Some(Contact { name: "Mara".into(), email: "mara@example.org".into(), phone: String::new() }),
        };
        let things = vec![("projector".to_owned(), Localised::of("de", "Beamer"))];
        let filled = Fields(space_form::filled(&space).0);
        let (read, problems) = space_form::read(Locale::De, &filled, &things, Some(&space));
        assert_eq!((read, problems), (space, Problems::default()));
    }

    #[test]
    fn what_is_no_number_is_said_where_it_was_typed() {
        let typed = Fields(
            [("area", "groß"), ("rows", "0"), ("thing-projector", "viele")]
                .map(|(name, value)| (name.into(), value.into()))
                .to_vec(),
        );
        let things = vec![("projector".to_owned(), Localised::of("de", "Beamer"))];
        let (_, problems) = space_form::read(Locale::De, &typed, &things, None);
        for name in ["area", "rows", "thing-projector"] {
            assert!(problems.at(name).is_some(), "{name}");
        }
    }
}
