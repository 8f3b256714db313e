//! How the furniture of a space can stand: each layout with its seats.

use domain::{
    desk::{LayoutsRefusal, NewLayouts, RulesView},
    space::{Layout, LayoutSeats, MOST_SEATS},
};
use leptos::prelude::*;

use super::{
    page::{path, rules},
    view::Unfit,
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::DeskNav,
    page::{Answer, Answered, Page},
    t,
    texts::Locale,
    ui::{
        form::{ErrorSummary, Field, Form, Hidden, Submit},
        words::Word,
    },
};

/// Shows the layouts of a space.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn show(ask: Ask) -> Answered {
    let rules = rules(&ask).await?;
    let seats = rules.layouts.iter().map(|offer| (offer.layout.code().to_owned(), offer.seats.to_string()));
    let fields = Fields(seats.collect()).with("version", &rules.version.to_string());
    let done = ask.query.get("done") == "changed";
    Ok(page(&ask, rules, fields, Problems::default(), done).into())
}

/// Writes them down, or says what is wrong and keeps what was typed.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn write(ask: Ask) -> Answered {
    let rules = rules(&ask).await?;
    let l = ask.locale;
    let mut fields = ask.form.clone();
    let (layouts, problems) = read(l, &fields);
    if !problems.is_empty() {
        return Ok(page(&ask, rules, fields, problems, false).into());
    }
    let version = fields.parse("version").unwrap_or(rules.version);
    let (site, space) = (ask.param("site").to_owned(), ask.param("space").to_owned());
    let problems =
        match ask.house.keeping.change_layouts(&ask.actor, NewLayouts { site, space, version, layouts }).await {
            Ok(()) => return Ok(Answer::Goto(format!("{}/layouts?done=changed", path(&rules)))),
            Err(LayoutsRefusal::Unavailable) => return Err(Answer::Unavailable),
            Err(LayoutsRefusal::NotFound) => return Ok(Answer::NotFound),
            Err(LayoutsRefusal::ChangedMeanwhile) => {
                // She sees what she typed; what she sends next is meant to replace what stands.
                fields = fields.with("version", &rules.version.to_string());
                Problems::whole(t!(l, rulebook.layouts_changed))
            }
            Err(LayoutsRefusal::Seats(wrong)) => {
                let mut problems = Problems::default();
                for layout in wrong {
                    problems.add(layout.code(), t!(l, rulebook.problem_seats, most = MOST_SEATS));
                }
                problems
            }
        };
    Ok(page(&ask, rules, fields, problems, false).into())
}

/// What the form says: a field of each layout, empty where it is not offered.
fn read(l: Locale, fields: &Fields) -> (Vec<LayoutSeats>, Problems) {
    let mut problems = Problems::default();
    let mut layouts = Vec::new();
    for layout in Layout::ALL.iter().copied().filter(|layout| fields.text(layout.code()).is_some()) {
        match fields.parse(layout.code()).filter(|seats| (1..=MOST_SEATS).contains(seats)) {
            Some(seats) => layouts.push(LayoutSeats { layout, seats }),
            None => problems.add(layout.code(), t!(l, rulebook.problem_seats, most = MOST_SEATS)),
        }
    }
    (layouts, problems)
}

fn page(ask: &Ask, rules: RulesView, fields: Fields, problems: Problems, done: bool) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems).open();
    let name = rules.space.as_ref().map(|space| space.name.get(l.code())).unwrap_or_default();
    let (title, status) = (form.title(&t!(l, rulebook.layouts_of, name = name)), form.status());
    let body = move || view! { <LayoutsForm l=l rules=rules form=form done=done /> }.into_any();
    Page::new("keeper", title, body).with_status(status)
}

#[component]
fn LayoutsForm(l: Locale, rules: RulesView, form: Form, done: bool) -> impl IntoView {
    let name = rules.space.as_ref().map(|space| space.name.get(l.code()).to_owned()).unwrap_or_default();
    let back = l.href(&path(&rules));
    let seats = |layout: &Layout| {
        let most = MOST_SEATS.to_string();
        view! {
            <Field form=&form name=layout.code() label=layout.word(l) kind="number" min="1" max=most width="short" />
        }
    };
    view! {
        <div class="stack">
            <p class="crumb"><a href=back>{t!(l, rulebook.title_of, name = name.clone())}</a></p>
            <h1>{t!(l, rulebook.layouts_of, name = name)}</h1>
            <DeskNav l=l here="/keeper/rules" />
            <ErrorSummary form=&form />
            {done.then(|| view! { <p class="notice notice--good" role="status">{t!(l, rulebook.layouts_done)}</p> })}
            <p>{t!(l, rulebook.layouts_intro)}</p>
            <form class="form" method="post">
                <Hidden name="version" value=form.fields().get("version").to_owned() />
                <div class="fields">{Layout::ALL.iter().map(seats).collect_view()}</div>
                <Submit label=t!(l, rulebook.layouts_save) />
            </form>
            <Unfit l=l unfit=rules.unfit />
        </div>
    }
    .into_any()
}

/// The layouts on the page of the rules, and the way to change them.
#[component]
pub(super) fn Offered(l: Locale, layouts: Vec<LayoutSeats>, change: String) -> impl IntoView {
    let none = layouts.is_empty().then(|| view! { <p>{t!(l, rulebook.layouts_none)}</p> });
    let one = |offer: LayoutSeats| {
        view! { <li>{offer.layout.word(l)} ": " {t!(l, spaces.places, count = offer.seats)}</li> }
    };
    view! {
        <section class="stack">
            <h2>{t!(l, rulebook.layouts)}</h2>
            {none}
            <ul>{layouts.into_iter().map(one).collect_view()}</ul>
            <p><a href=change>{t!(l, rulebook.layouts_way)}</a></p>
        </section>
    }
}
