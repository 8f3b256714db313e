//! The tickets of a registration on its page: a code to be scanned, and the same in letters.

use domain::desk::{RegistrationView, TicketView};
use leptos::prelude::*;

use crate::{
    ask::Ask,
    t,
    texts::Locale,
    ui::{dates, qr::Qr},
};

/// Tickets, and where they are to be had on paper.
pub(crate) struct Tickets {
    /// Each with the absolute address its QR code leads to.
    each: Vec<(TicketView, String)>,
    /// The file with all of them.
    pdf: String,
    /// What they are for, to stand on each that is printed.
    about: String,
    /// The file that certifies who took part; `None`: not yet, or nobody did.
    certificates: Option<String>,
}

impl Tickets {
    /// The tickets behind a link.
    pub(crate) fn of(ask: &Ask, token: &str, found: &RegistrationView, tickets: Vec<TicketView>) -> Self {
        let l = ask.locale;
        let about = format!("{}, {}", found.event.title.get(l.code()), dates::when(l, &found.session.when));
        let certified = tickets.iter().any(|ticket| ticket.certified);
        let address = |ticket: &TicketView| ask.house.region.url(Locale::De, &format!("/tickets/{}", ticket.address));
        Self {
            each: tickets.into_iter().map(|ticket| (address(&ticket), ticket)).map(|(at, of)| (of, at)).collect(),
            about,
            pdf: l.href(&format!("/registrations/{token}/tickets.pdf")),
            certificates: certified.then(|| l.href(&format!("/registrations/{token}/certificate.pdf"))),
        }
    }
}

/// All tickets of a registration. Nothing where there are none.
#[component]
pub(crate) fn TicketList(tickets: Tickets, l: Locale) -> impl IntoView {
    let Tickets { each, pdf, about, certificates } = tickets;
    let count = each.len();
    let took_part = each.iter().filter(|(ticket, _)| ticket.certified).count();
    let over = certificates.is_some();
    let certificates = certificates.map(|href| {
        view! {
            <p><a class="button" href=href download>{t!(l, tickets.certificates, count = took_part)}</a></p>
            <p class="quiet small">{t!(l, tickets.certificate_note)}</p>
        }
    });
    let lead = (!over).then(|| view! { <p>{t!(l, tickets.lead)}</p> });
    let list = each
        .into_iter()
        .map(|(ticket, address)| view! { <Ticket ticket address about=about.clone() l/> })
        .collect_view();
    (count > 0).then(|| {
        view! {
            <section class="tickets stack" aria-labelledby="tickets">
                <h2 id="tickets">{t!(l, tickets.titles, count = count)}</h2>
                {certificates}
                {lead}
                <p><a href=pdf download>{t!(l, tickets.pdf, count = count)}</a></p>
                <ul class="tickets__list">{list}</ul>
            </section>
        }
    })
}

/// One ticket.
#[component]
fn Ticket(ticket: TicketView, address: String, about: String, l: Locale) -> impl IntoView {
    let code = ticket.address.code.to_string();
    let label = t!(l, tickets.qr, name = ticket.name, code = code);
    let came = ticket.came_at.map(|at| {
        view! { <p class="small">{t!(l, tickets.came, when = dates::moment(l, at))}</p> }
    });
    view! {
        <li class="ticket">
            <p class="ticket__about">{about}</p>
            <Qr address=address label=label/>
            <div>
                <p class="ticket__name">{ticket.name}</p>
                <p class="ticket__code"><span class="quiet small">{t!(l, tickets.code)}</span><br/><code>{code}</code></p>
                {came}
            </div>
        </li>
    }
    .into_any()
}
