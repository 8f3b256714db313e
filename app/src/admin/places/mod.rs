//! Sites and spaces, as the region and their keepers describe them.

mod fields;
mod list_page;
mod site_page;
mod space_form;
mod space_page;

use domain::{
    access::{Act, may},
    place::{LONGEST_NAME, MOST_THINGS, MOST_UNITS, PlaceFault, PlaceRefusal},
    space::MOST_SEATS,
};
use leptos::prelude::*;
pub use list_page::places;
pub use site_page::{describe_site, make_site, new_site, site};
pub use space_page::{change_space, make_space, new_space, space};

use super::frame::nothing;
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    page::{Answer, Page},
    t,
    texts::Locale,
    ui::form::{ErrorSummary, Form},
};

/// A page under its heading.
struct Framed {
    title: String,
    /// Where it hangs, from the top: path and name.
    up: Vec<(String, String)>,
    done: Option<&'static str>,
    problems: Problems,
    fields: Fields,
}

impl Framed {
    fn around(self, l: Locale, draw: impl FnOnce(Form) -> AnyView + Send + 'static) -> Answer {
        let Self { title, up, done, problems, fields } = self;
        let done = done.filter(|_| problems.is_empty());
        let form = Form::refused(l, fields, problems);
        let (page_title, status) = (form.title(&title), form.status());
        let page = Page::new("admin", page_title, move || {
            let up = up.into_iter().enumerate().map(|(index, (path, name))| {
                view! {
                    {(index > 0).then_some(" · ")}
                    <a href=l.href(&path)>{name}</a>
                }
            });
            view! {
                <div class="admin stack">
                    <p class="crumb">{up.collect_view()}</p>
                    <h1>{title}</h1>
                    <ErrorSummary form=&form />
                    {done.map(|done| view! { <p class="notice notice--good" role="status">{done}</p> })}
                    {draw(form)}
                </div>
            }
            .into_any()
        });
        page.with_status(status).into()
    }
}

/// Where these pages hang: the region's desk, or a keeper's.
fn top(ask: &Ask) -> (String, String) {
    let l = ask.locale;
    if may(&ask.actor, Act::ReadPlatform).is_ok() {
        ("/admin".into(), t!(l, admin.title).into())
    } else {
        ("/keeper".into(), t!(l, day.title).into())
    }
}

/// The list of all of them.
fn list(ask: &Ask) -> (String, String) {
    ("/admin/sites".into(), t!(ask.locale, places.title).into())
}

fn path(site: &str) -> String {
    format!("/admin/sites/{site}")
}

/// What is wrong, or what to answer.
fn refused(ask: &Ask, refusal: PlaceRefusal) -> Result<Problems, Answer> {
    let l = ask.locale;
    match refusal {
        PlaceRefusal::Fields(wrong) => {
            Ok(Problems(wrong.into_iter().map(|fault| (Some(fault.code().into()), says(l, fault))).collect()))
        }
        PlaceRefusal::ChangedMeanwhile => Ok(Problems::whole(t!(l, places.problem_changed))),
        PlaceRefusal::NotFound => Err(nothing(ask)),
        PlaceRefusal::Unavailable => Err(Answer::Unavailable),
    }
}

fn says(l: Locale, fault: PlaceFault) -> String {
    match fault {
        PlaceFault::Name => t!(l, places.problem_name, most = LONGEST_NAME),
        PlaceFault::Layouts => t!(l, places.problem_seats, most = MOST_SEATS),
        PlaceFault::Equipment => t!(l, places.problem_equipment, most = MOST_THINGS),
        PlaceFault::Units => t!(l, places.problem_units, most = MOST_UNITS),
        PlaceFault::Street => t!(l, places.problem_street).to_owned(),
        PlaceFault::Postcode => t!(l, places.problem_postcode).to_owned(),
        PlaceFault::Town => t!(l, places.problem_town).to_owned(),
        PlaceFault::Zone => t!(l, places.problem_zone).to_owned(),
        PlaceFault::Position => t!(l, places.problem_position).to_owned(),
        PlaceFault::Summary => t!(l, places.problem_summary).to_owned(),
        PlaceFault::Description => t!(l, places.problem_description).to_owned(),
        PlaceFault::Area => t!(l, places.problem_area).to_owned(),
        PlaceFault::Note => t!(l, places.problem_note).to_owned(),
        PlaceFault::Contact => t!(l, places.problem_contact).to_owned(),
        PlaceFault::Email => t!(l, places.problem_email).to_owned(),
        PlaceFault::Phone => t!(l, places.problem_phone).to_owned(),
    }
}
