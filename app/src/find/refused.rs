//! Spaces that would fit, and are not for whoever asks: which, why, and how that can change.

use domain::{
    rules::{BrokenRule, Lesson},
    search::{Hurdle, Refused},
    space::SpaceRef,
};
use leptos::prelude::*;

use crate::{
    bookings::tell,
    t,
    texts::Locale,
    ui::{
        rules::broken_rule,
        say::{house, said},
    },
};

/// What would fit if it were not for her, by what is against it; nothing where nothing is.
#[component]
pub fn NotForHer(
    /// Which spaces.
    refused: Vec<Refused>,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let group = |Refused { hurdle, count, named }: Refused| {
        let said = match hurdle {
            Hurdle::Proof => t!(l, find.refused_proof, count = count),
            Hurdle::Quota => t!(l, find.refused_quota, count = count),
            // Nobody is told of what nobody can have.
            Hurdle::Admission | Hurdle::Time => t!(l, find.refused_admission, count = count),
        };
        let more = usize::from(count).saturating_sub(named.len());
        let spaces = named.into_iter().map(|(space, rule)| one(l, &space, &rule)).collect_view();
        view! {
            <p>{said}</p>
            <ul>
                {spaces}
                {(more > 0).then(|| view! { <li>{t!(l, find.refused_more, count = more)}</li> })}
            </ul>
        }
    };
    (!refused.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{t!(l, find.refused)}</h2>
                {refused.into_iter().map(group).collect_view()}
            </section>
        }
    })
}

fn one(l: Locale, space: &SpaceRef, rule: &BrokenRule) -> impl IntoView + use<> {
    let href = l.href(&format!("/spaces/{}", space.slug));
    let house = house(&space.site);
    view! { <li><a href=href>{said(l, &space.name)}</a>", " {house}": " {broken_rule(l, rule)}</li> }
}

/// Where one can prove what is lacking; nothing where nobody knows.
#[component]
pub fn Lessons(
    /// The sessions, soonest first.
    lessons: Vec<Lesson>,
    /// The language.
    l: Locale,
) -> impl IntoView {
    let one = |lesson: Lesson| {
        let way = tell::way_to(l, &lesson);
        view! { <li><a href=way.href>{way.text}</a></li> }
    };
    (!lessons.is_empty()).then(|| {
        view! {
            <p class="small">{t!(l, door.lessons)}</p>
            <ul class="small">{lessons.into_iter().map(one).collect_view()}</ul>
        }
    })
}
