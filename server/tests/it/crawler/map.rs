//! Every address of the product, filled with what is Alpha's; who may write there; and who shows how.

use std::{fs, path::Path};

use super::world::{ALPHAS, Who, World};
use Who::*;

/// An address with something in it.
pub struct Address {
    /// The route it is of.
    pub route: &'static str,
    /// The path.
    pub path: String,
    /// Whoever holds it may: what it shows is not private from whoever asks for it.
    pub capability: bool,
}

/// Everything a route can be about. A route nobody told the crawler about ends the test.
pub fn addresses(world: &World, route: &'static str) -> Vec<Address> {
    let mut all = Vec::new();
    let mut add = |path: String, capability| all.push(Address { route, path, capability });
    let bookings = [world.labor, world.turm, world.asked, world.room].map(|id| id.to_string());
    let slugs = world.events().map(|event| event.card.slug.clone());
    let fill = |name: &str, value: &str| route.replacen(&format!("{{{name}}}"), value, 1);
    match route {
        "/bookings/new" => add(format!("{route}?space=labor&date=2027-03-15&from=10:00&until=12:00&people=4"), false),
        "/bookings/waiting" => add(format!("{route}?space=labor&date=2027-03-04&from=10:00&mode=exact"), false),
        "/manage/events/{slug}/form/new" => {
            slugs.iter().for_each(|slug| add(format!("{}?kind=text", fill("slug", slug)), false));
        }
        "/manage/events/{slug}/copy" => {
            slugs.iter().for_each(|slug| add(format!("{}?first=2027-04-13", fill("slug", slug)), false));
        }
        "/manage/events/{slug}/repeat" => {
            let rule = "first=2027-04-13&repeat=weeks&count=2";
            slugs.iter().for_each(|slug| add(format!("{}?{rule}", fill("slug", slug)), false));
        }
        "/keeper" | "/keeper/off" => add(format!("{route}?date=2027-03-02"), false),
        _ if !route.contains('{') => add(route.to_owned(), false),
        _ if route.starts_with("/spaces/{slug}") || route.starts_with("/.ics/spaces/{slug}") => {
            ["labor", "kuppel", "atelier"].iter().for_each(|slug| add(fill("slug", slug), false));
        }
        _ if route.contains("/sites/{slug}") => ["haus", "turm"].iter().for_each(|slug| add(fill("slug", slug), false)),
        _ if route.contains("/bookings/{id}") => bookings.iter().for_each(|id| add(fill("id", id), false)),
        "/account/files/{file}" => add(fill("file", &world.file), false),
        _ if route.starts_with("/account/organisation/{id}") => add(fill("id", &world.alpha.to_string()), false),
        "/admin/people/{id}" => ALPHAS.iter().for_each(|who| add(fill("id", &world.accounts[who]), false)),
        "/admin/texts/{text}/{language}" => add(route.replace("{text}", "imprint").replace("{language}", "de"), false),
        "/admin/topics/{slug}" => add(fill("slug", "energie"), false),
        "/keeper/groups/{id}" => add(fill("id", &world.group.to_string()), false),
        "/keeper/proofs/events/{id}" => add(fill("id", &world.session().to_string()), false),
        _ if route.contains("{site}") => {
            for (site, space) in [("haus", "labor"), ("turm", "kuppel")] {
                add(fill("site", site).replace("{space}", space), false);
            }
        }
        _ if route.contains("series/{slug}") => world.series.iter().for_each(|slug| add(fill("slug", slug), false)),
        _ if route.contains("events/{slug}") => {
            for (slug, event) in slugs.iter().zip(world.events()) {
                let path = fill("slug", slug).replace("{session}", &event.sessions[0].id.to_string());
                let path = path.replace("{mail}", "confirmed").replace("{language}", "de");
                let id = if route.contains("/access/") {
                    world.access.clone()
                } else if route.contains("/pools/") {
                    world.pool.clone()
                } else if route.contains("/form/") {
                    world.question.clone()
                } else if route.contains("/registrations/") {
                    world.record.clone()
                } else {
                    event.sessions[0].id.to_string()
                };
                add(path.replace("{id}", &id).replace("{file}", &world.file), false);
            }
        }
        // There is none in this world.
        _ if route.contains("{provider}") => add(fill("provider", "uni"), false),
        "/pictures/{name}" => add(fill("name", &world.logo), false),
        _ if route.contains("{token}") => {
            // The id of a thing is not the secret of its link, and the secret of another link is none either.
            for guess in [&world.record, &bookings[0], &world.invitation, &world.registration, &world.ticket] {
                let own = match route {
                    _ if route.contains("/registrations/") => guess == &world.registration,
                    _ if route.starts_with("/invitations/") => guess == &world.invitation,
                    _ if route.starts_with("/tickets/") => guess == &world.ticket,
                    _ => false,
                };
                add(fill("token", guess).replace("{file}", &world.file), own);
            }
        }
        _ => panic!("the crawler knows nothing to put into {route}"),
    }
    all
}

/// What is not a page: all of it, as `server/src` mounts it.
pub const ELSEWHERE: [&str; 30] = [
    "/.ics/bookings/{id}",
    "/.ics/events",
    "/.ics/events/{slug}",
    "/.ics/events/{slug}/{session}",
    "/.ics/registrations/{token}",
    "/.ics/series/{slug}",
    "/.ics/sites/{slug}",
    "/.ics/spaces/{slug}",
    "/.well-known/security.txt",
    "/account/data.json",
    "/account/files/{file}",
    "/events.atom",
    "/events/{slug}/preview.png",
    "/health",
    "/manage/events/{slug}/feedback.csv",
    "/manage/events/{slug}/mails/{mail}/{language}",
    "/manage/events/{slug}/registrations.csv",
    "/manage/events/{slug}/registrations.xlsx",
    "/manage/events/{slug}/registrations/{id}/files/{file}",
    "/manage/events/{slug}/sessions/{id}/certificates.pdf",
    "/manifest.webmanifest",
    "/offline",
    "/offline/door",
    "/opensearch.xml",
    "/pictures/{name}",
    "/registrations/{token}/certificate.pdf",
    "/registrations/{token}/files/{file}",
    "/registrations/{token}/tickets.pdf",
    "/robots.txt",
    "/sitemap.xml",
];

/// What the crawler leaves out: files, calls (which have a list of their own), and a developer's mails and speculation.
const NOT_ASKED: [&str; 8] = [
    "/api/{*call}",
    "/assets/{*file}",
    "/dev/mail",
    "/dev/mail.json",
    "/dev/mail/{id}",
    "/dev/mail/{id}/html",
    "/dev/mail/{id}/raw",
    "/speculation.json",
];

/// Every address that is mounted by hand in `server/src`, as it is written there.
pub fn mounted() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let nested = if path.ends_with("feeds/mod.rs") { "/.ics" } else { "" };
            for rest in text.split(".route(\"").skip(1) {
                let route = rest.split('"').next().unwrap();
                let nested = if route.ends_with(".atom") || route.ends_with(".xml") { "" } else { nested };
                found.push(format!("{nested}{route}"));
            }
        }
    }
    found.retain(|route| !NOT_ASKED.contains(&route.as_str()));
    found.sort();
    found
}

/// Who may change what is Alpha's, or the house's, by the form at an address. Nobody else leaves a trace.
pub fn may_write(world: &World, address: &Address, who: Who) -> bool {
    let of = |id: &domain::id::BookingId| address.path.contains(&id.to_string());
    let alphas = ALPHAS.contains(&who);
    match address.route {
        _ if address.capability => true,
        // Anybody may register for what is public; this is what it is for.
        "/events/{slug}/register" => address.path.contains(&world.public.card.slug),
        "/spaces/{slug}/check-in" => alphas || matches!(who, Keeper | SpaceKeeper | OtherKeeper),
        route if route.starts_with("/bookings/{id}") => {
            let hers = matches!(who, AlphaBooker | AlphaAdmin) || (alphas && route == "/bookings/{id}");
            let keeps = if of(&world.turm) { who == OtherKeeper } else { matches!(who, Keeper | SpaceKeeper) };
            hers || keeps || (of(&world.room) && who == AlphaOrganiser)
        }
        route if route.starts_with("/manage/events/{slug}") || route.starts_with("/manage/series/{slug}") => {
            matches!(who, AlphaOrganiser | AlphaAdmin)
        }
        "/account/organisation/{id}" => who == AlphaAdmin,
        route if route.starts_with("/account/organisation/{id}/") => matches!(who, AlphaAdmin | Region),
        "/admin/sites/{site}" | "/admin/sites/{site}/{space}" if address.path.contains("turm") => {
            matches!(who, Region | OtherKeeper)
        }
        "/admin/sites/{site}" => matches!(who, Region | Keeper),
        "/admin/sites/{site}/{space}" => matches!(who, Region | Keeper | SpaceKeeper),
        route if route.starts_with("/admin") => who == Region,
        "/keeper/proofs/events/{id}" | "/keeper/groups/{id}" | "/keeper/groups" => who == Keeper,
        route if route.contains("{site}") && address.path.contains("turm") => who == OtherKeeper,
        route if route.contains("{space}") => matches!(who, Keeper | SpaceKeeper),
        "/keeper/closures/{site}" => matches!(who, Keeper | SpaceKeeper),
        "/keeper/rules/{site}" | "/keeper/equipment/{site}" => who == Keeper,
        // The running order says as well who is here, and that any of her colleagues may say.
        "/keeper" => alphas || matches!(who, Keeper | SpaceKeeper),
        route if route.starts_with("/keeper") => matches!(who, Keeper | SpaceKeeper),
        // Own things: what Alpha's people do here is their own business.
        _ => alphas,
    }
}

/// Who is shown the form: the others send what stood in hers.
pub fn guide(address: &Address) -> Who {
    match address.route {
        route if route.contains("{site}") && address.path.contains("turm") => OtherKeeper,
        route if route.starts_with("/keeper") => Keeper,
        route if route.starts_with("/admin") => Region,
        route if route.starts_with("/manage") => AlphaOrganiser,
        route if route.starts_with("/account/organisation/{id}") => AlphaAdmin,
        "/bookings/{id}/cancel" | "/bookings/{id}/transfer" => AlphaAdmin,
        "/events/{slug}/register" => Visitor,
        route if route.starts_with("/sign-in") => Visitor,
        _ => AlphaBooker,
    }
}
