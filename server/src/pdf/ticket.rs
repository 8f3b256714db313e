//! Tickets on paper, one for each person, one a sheet.

use app::{
    t,
    texts::Locale,
    ui::{qr, say::contact},
};
use domain::desk::{RegistrationView, TicketView};

use super::{
    About, NoPdf,
    sheet::{Block, Sheet, Sheets},
};
use crate::typeface::Weight;

/// A code is as wide as a thumb is long: 6 cm, which any camera reads from an arm's length.
const CODE: f32 = 190.0;

/// The tickets of a registration.
pub(crate) fn tickets(
    about: &About<'_>,
    registration: &RegistrationView,
    tickets: &[TicketView],
) -> Result<Vec<u8>, NoPdf> {
    let sheets: Vec<Sheet> = tickets.iter().map(|ticket| sheet(about, registration, ticket)).collect();
    let title = format!("{}: {}", t!(about.l, tickets.titles, count = tickets.len()), about.title());
    Sheets { title: &title, author: &about.region.name, language: about.l.code(), sheets: &sheets }.write()
}

fn sheet(about: &About<'_>, registration: &RegistrationView, ticket: &TicketView) -> Sheet {
    let l = about.l;
    let code = ticket.address.code.to_string();
    // The code says the same whatever language its holder reads.
    let address = about.region.url(Locale::De, &format!("/tickets/{}", ticket.address));
    let words = t!(l, tickets.qr, name = ticket.name, code = code);
    let ask = contact(&registration.contact);
    let mut blocks = vec![
        Block::Quiet(about.region.name.clone(), 11.0),
        Block::Gap(4.0),
        Block::Heading(about.title().to_owned(), 26.0),
    ];
    blocks.extend(about.part().map(|part| Block::Text(part.to_owned(), Weight::Regular, 16.0)));
    blocks.push(Block::Rule);
    blocks.push(Block::Fact(t!(l, tickets.person), vec![ticket.name.clone()], 20.0));
    blocks.push(Block::Fact(t!(l, registrations.when), vec![about.when()], 14.0));
    blocks.extend(about.place().map(|lines| Block::Fact(t!(l, registrations.place), lines, 14.0)));
    blocks.extend(qr::modules(&address).map(|modules| Block::Code(modules, CODE, words)));
    blocks.push(Block::Fact(t!(l, tickets.code), vec![code], 20.0));
    blocks.push(Block::Text(t!(l, tickets.show).to_owned(), Weight::Regular, 12.0));
    blocks.push(Block::Gap(8.0));
    if !ask.is_empty() {
        let lines = ask.lines().map(str::to_owned).collect();
        blocks.push(Block::Fact(t!(l, registrations.contact), lines, 12.0));
    }
    Sheet { name: ticket.name.clone(), centred: false, blocks }
}
