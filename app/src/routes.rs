//! The route table: one line per page. The server mounts it, in every language.

use std::pin::Pin;

use crate::{
    about, account, admin, ask::Ask, bookings, calendar, events, find, home, keeper, manage, messages, organisations,
    page::Answered, people, registrations, search, sites, spaces, survey, tickets, waiting,
};

/// A page's function: asks the desks, then shows.
pub type Handler = Box<dyn Fn(Ask) -> Pin<Box<dyn Future<Output = Answered> + Send>> + Send + Sync>;

/// Files a form may carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploads {
    /// None.
    None,
    /// One, of somebody who is signed in.
    One,
    /// Answers, of anybody.
    Answers,
    /// Answers that are only tried, of somebody who is signed in.
    Tried,
}

/// One address, what it shows, and what its form does.
pub struct Route {
    /// The path, in axum's words: `/spaces/{slug}`.
    pub path: &'static str,
    /// What GET shows.
    pub get: Handler,
    /// What POST does: the page's own form. `None`: there is no form.
    pub post: Option<Handler>,
    /// What files its form may carry.
    pub uploads: Uploads,
    /// Nobody looks who is signed in: everybody is a visitor here, and no login is noted as used.
    pub unknowing: bool,
}

fn handler<F: Future<Output = Answered> + Send + 'static>(page: fn(Ask) -> F) -> Handler {
    Box::new(move |ask| Box::pin(page(ask)))
}

/// A page that only shows.
fn page<F: Future<Output = Answered> + Send + 'static>(path: &'static str, get: fn(Ask) -> F) -> Route {
    Route { path, get: handler(get), post: None, uploads: Uploads::None, unknowing: false }
}

/// A page with a form that is sent to its own address: refused, it comes back with everything that was typed.
fn form<G, P>(path: &'static str, get: fn(Ask) -> G, post: fn(Ask) -> P) -> Route
where
    G: Future<Output = Answered> + Send + 'static,
    P: Future<Output = Answered> + Send + 'static,
{
    Route { path, get: handler(get), post: Some(handler(post)), uploads: Uploads::None, unknowing: false }
}

/// The same with a form that may carry a file.
fn upload<G, P>(path: &'static str, get: fn(Ask) -> G, post: fn(Ask) -> P) -> Route
where
    G: Future<Output = Answered> + Send + 'static,
    P: Future<Output = Answered> + Send + 'static,
{
    Route { uploads: Uploads::One, ..form(path, get, post) }
}

/// The same with a form that may carry files among its answers, whoever sends it.
fn answered<G, P>(path: &'static str, get: fn(Ask) -> G, post: fn(Ask) -> P) -> Route
where
    G: Future<Output = Answered> + Send + 'static,
    P: Future<Output = Answered> + Send + 'static,
{
    Route { uploads: Uploads::Answers, ..form(path, get, post) }
}

/// The same with a form nobody is known by who sends it.
fn unknowing<G, P>(path: &'static str, get: fn(Ask) -> G, post: fn(Ask) -> P) -> Route
where
    G: Future<Output = Answered> + Send + 'static,
    P: Future<Output = Answered> + Send + 'static,
{
    Route { unknowing: true, ..form(path, get, post) }
}

/// Every page of the product.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        page("/", home::page::home_page),
        page("/search", search::search_page),
        page("/find", find::find_page::find_page),
        page("/spaces", spaces::list_page::list_page),
        page("/spaces/{slug}", spaces::space_page::space_page),
        page("/spaces/{slug}/door", spaces::door::door_page),
        form("/spaces/{slug}/check-in", spaces::check_in_page::ask_check_in, spaces::check_in_page::check_in),
        page("/sites", sites::list_page::list_page),
        page("/sites/{slug}", sites::site_page::site_page),
        page("/calendar", calendar::page::calendar_page),
        page("/imprint", about::imprint_page),
        page("/privacy", about::privacy_page),
        page("/accessibility", about::accessibility_page),
        form("/accessibility/report", about::ask_barrier, about::report_barrier),
        page("/easy-language", about::easy_page),
        form("/sign-in", account::ask_sign_in, account::send_link),
        form("/sign-in/sent", account::sent, account::use_code),
        form("/sign-in/passkey", account::way_by_passkey, account::use_passkey),
        form("/sign-in/oidc/{provider}", account::way_by_provider, account::leave),
        page("/sign-in/oidc/{provider}/callback", account::back),
        form("/sign-in/oidc/{provider}/address", account::ask_address, account::send_address),
        form("/sign-in/{token}", account::ask_token, account::use_token),
        form("/sign-out", account::ask_sign_out, account::sign_out),
        form("/account", account::account, account::change),
        page("/account/again", account::show_again),
        form("/account/address", account::address, account::change_address),
        form("/account/logins", account::logins, account::end_logins),
        form("/account/passkeys", account::passkeys, account::change_passkeys),
        form("/account/identities", account::identities, account::change_identities),
        page("/account/data", account::data),
        form("/account/erase", account::ask_erase, account::erase),
        form("/account/organisation", account::ask_organisation, account::found),
        form("/account/organisation/{id}", organisations::overview, organisations::change_members),
        form("/account/organisation/{id}/particulars", organisations::particulars, organisations::write_particulars),
        form(
            "/account/organisation/{id}/cost-centres",
            organisations::cost_centres,
            organisations::change_cost_centres,
        ),
        form("/account/organisation/{id}/domains", organisations::domains, organisations::change_domains),
        upload("/account/organisation/{id}/logo", organisations::logo, organisations::change_logo),
        page("/admin", admin::overview),
        form("/admin/organisations", admin::organisations, admin::settle),
        form("/admin/events", admin::submissions, admin::review),
        page("/admin/people", admin::people),
        form("/admin/people/{id}", admin::person, admin::lock),
        page("/admin/trail", admin::trail),
        page("/admin/sites", admin::sites),
        form("/admin/sites/new", admin::new_site, admin::make_site),
        form("/admin/sites/{site}", admin::site, admin::describe_site),
        form("/admin/sites/{site}/new", admin::new_space, admin::make_space),
        form("/admin/sites/{site}/{space}", admin::space, admin::change_space),
        page("/admin/texts", admin::texts),
        form("/admin/texts/{text}/{language}", admin::text, admin::write_text),
        form("/admin/topics", admin::topics, admin::add_topic),
        form("/admin/topics/{slug}", admin::topic, admin::change_topic),
        page("/admin/health", admin::health),
        form("/admin/mail", admin::mail, admin::resend),
        form("/admin/retention", admin::retention, admin::keep),
        page("/bookings", bookings::list),
        form("/bookings/new", bookings::ask_new, bookings::book),
        form("/bookings/waiting", waiting::ask_own, waiting::send),
        form("/bookings/{id}", bookings::detail, bookings::on_the_day),
        form("/bookings/{id}/move", bookings::ask_move, bookings::reschedule),
        form("/bookings/{id}/add", bookings::ask_add, bookings::add),
        form("/bookings/{id}/repeat", bookings::ask_repeat, bookings::repeat),
        form("/bookings/{id}/cancel", bookings::ask_cancel, bookings::cancel),
        form("/bookings/{id}/note", bookings::ask_note, bookings::write_note),
        form("/bookings/{id}/cost-centre", bookings::ask_cost_centre, bookings::put_on_cost_centre),
        form("/bookings/{id}/people", people::ask_people, people::invite),
        form("/bookings/{id}/transfer", people::ask_transfer, people::transfer),
        form("/invitations/{token}", people::show_invitation, people::answer),
        form("/keeper", keeper::day::show, keeper::day::send),
        form("/keeper/off", keeper::day::ask_off, keeper::day::call_off),
        form("/keeper/requests", keeper::requests, keeper::answer),
        form("/keeper/proofs", keeper::proofs, keeper::grant),
        form("/keeper/deputies", keeper::deputies, keeper::change_deputies),
        page("/keeper/proofs/events", keeper::grants),
        form("/keeper/proofs/events/{id}", keeper::ask_grant, keeper::settle_grant),
        form("/keeper/groups", keeper::groups::list, keeper::groups::make),
        form("/keeper/groups/{id}", keeper::groups::show, keeper::groups::send),
        form("/keeper/why", keeper::ask_why, keeper::why),
        page("/keeper/waiting", waiting::who_waits),
        page("/keeper/closures", keeper::closures::choose),
        form("/keeper/closures/{site}", keeper::closures::show, keeper::closures::send),
        page("/keeper/equipment", keeper::equipment::choose),
        form("/keeper/equipment/{site}", keeper::equipment::show, keeper::equipment::send),
        page("/keeper/rules", keeper::rules::choose),
        form("/keeper/rules/{site}", keeper::rules::show, keeper::rules::write),
        form("/keeper/rules/{site}/{space}", keeper::rules::show, keeper::rules::write),
        form("/keeper/rules/{site}/{space}/layouts", keeper::rules::layouts::show, keeper::rules::layouts::write),
        page("/events", events::list_page::list_page),
        page("/events/{slug}", events::event_page::event_page),
        answered("/events/{slug}/register", registrations::form_page::show, registrations::form_page::send),
        page("/series/{slug}", events::series_page::series_page),
        upload("/events/{slug}/register/list", registrations::list_page::show, registrations::list_page::send),
        page("/embed/events", events::embed::embed_page),
        page("/manage/events", manage::list_page::list_page),
        form("/manage/events/new", manage::words_page::show_new, manage::words_page::send_new),
        form("/manage/events/{slug}", manage::overview_page::show, manage::overview_page::send),
        form("/manage/events/{slug}/edit", manage::words_page::show, manage::words_page::send),
        page("/manage/events/{slug}/figures", manage::figures_page::show),
        form("/manage/events/{slug}/feedback", manage::survey::page::show, manage::survey::page::send),
        page("/manage/events/{slug}/feedback/preview", manage::survey::preview_page::show),
        upload("/manage/events/{slug}/picture", manage::picture_page::show, manage::picture_page::send),
        page("/manage/events/{slug}/registrations", manage::people_page::show),
        page("/manage/events/{slug}/registrations/{id}", manage::record_page::show),
        form("/manage/events/{slug}/waiting", manage::waiting_page::show, manage::waiting_page::send),
        form("/manage/events/{slug}/copy", manage::copy_page::show, manage::copy_page::send),
        form("/manage/events/{slug}/repeat", manage::repeat_page::show, manage::repeat_page::send),
        form("/manage/events/{slug}/requests", manage::requests_page::show, manage::requests_page::send),
        form("/manage/events/{slug}/messages", messages::page::show, messages::page::send),
        form("/manage/events/{slug}/mails", manage::mails_page::show, manage::mails_page::send),
        form("/manage/events/{slug}/form", manage::form::list_page::show, manage::form::list_page::send),
        form(
            "/manage/events/{slug}/form/new",
            manage::form::question_page::show_new,
            manage::form::question_page::send_new,
        ),
        Route {
            uploads: Uploads::Tried,
            ..form(
                "/manage/events/{slug}/form/preview",
                manage::form::preview_page::show,
                manage::form::preview_page::send,
            )
        },
        form("/manage/events/{slug}/form/{id}", manage::form::question_page::show, manage::form::question_page::send),
        page("/manage/events/{slug}/access", manage::links_page::show),
        form("/manage/events/{slug}/access/new", manage::link_page::show, manage::link_page::send),
        form("/manage/events/{slug}/access/{id}", manage::link_page::show, manage::link_page::send),
        page("/manage/events/{slug}/pools", manage::pools_page::show),
        form("/manage/events/{slug}/pools/new", manage::pool_page::show, manage::pool_page::send),
        form("/manage/events/{slug}/pools/{id}", manage::pool_page::show, manage::pool_page::send),
        form("/manage/events/{slug}/rules", manage::rules_page::show, manage::rules_page::send),
        form("/manage/events/{slug}/sessions/new", manage::session_page::show, manage::session_page::send),
        form("/manage/events/{slug}/sessions/{id}/door", manage::door_page::show, manage::door_page::send),
        form("/manage/events/{slug}/sessions/{id}", manage::session_page::show, manage::session_page::send),
        page("/manage/series", manage::series::list_page::list_page),
        form("/manage/series/new", manage::series::words_page::show_new, manage::series::words_page::send_new),
        form("/manage/series/{slug}", manage::series::page::show, manage::series::page::send),
        form("/manage/series/{slug}/edit", manage::series::words_page::show, manage::series::words_page::send),
        page("/tickets/{token}", tickets::page::show),
        page("/registrations/sent", registrations::sent_page::show),
        answered("/registrations/{token}/change", registrations::change_page::show, registrations::change_page::send),
        form("/registrations/{token}", registrations::link_page::show, registrations::link_page::send),
        unknowing("/survey/{token}", survey::answer_page::show, survey::answer_page::send),
    ]
}
