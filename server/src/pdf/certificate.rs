//! Certificates of attendance, one for each person, one a sheet.

use app::{events::how_long, t};

use super::{
    About, NoPdf,
    sheet::{Block, Sheet, Sheets},
};
use crate::typeface::Weight;

/// Who took part: her name, and whether what the session proves is proved by her coming.
pub(crate) type TookPart = (String, bool);

/// That these people took part.
pub(crate) fn certificates(about: &About<'_>, people: &[TookPart]) -> Result<Vec<u8>, NoPdf> {
    let sheets: Vec<Sheet> = people.iter().map(|person| sheet(about, person)).collect();
    let title = format!("{}: {}", t!(about.l, tickets.certificate), about.title());
    Sheets { title: &title, author: &about.event.organiser.name, language: about.l.code(), sheets: &sheets }.write()
}

fn sheet(about: &About<'_>, (name, proves): &TookPart) -> Sheet {
    let l = about.l;
    let organiser = about.event.organiser.name.as_str();
    let mut blocks = vec![
        Block::Gap(70.0),
        Block::Quiet(organiser.to_owned(), 12.0),
        Block::Gap(10.0),
        Block::Heading(t!(l, tickets.certificate).to_owned(), 30.0),
        Block::Rule,
        Block::Gap(24.0),
        Block::Text(name.clone(), Weight::Bold, 24.0),
        Block::Gap(10.0),
        Block::Text(t!(l, tickets.certificate_took_part).to_owned(), Weight::Regular, 13.0),
        Block::Gap(10.0),
        Block::Text(about.title().to_owned(), Weight::Bold, 19.0),
    ];
    blocks.extend(about.part().map(|part| Block::Text(part.to_owned(), Weight::Regular, 15.0)));
    blocks.push(Block::Gap(26.0));
    blocks.push(Block::Fact(t!(l, registrations.when), vec![about.when()], 13.0));
    blocks.extend(about.place().map(|lines| Block::Fact(t!(l, registrations.place), lines, 13.0)));
    if let Some(grant) = about.session.grants.as_ref().filter(|_| *proves) {
        let (name, held) = (grant.of.name.get(l.code()), how_long(l, grant.months));
        blocks.push(Block::Text(t!(l, tickets.certificate_proves, name = name, held = held), Weight::Regular, 13.0));
    }
    blocks.push(Block::Gap(40.0));
    blocks.push(Block::Quiet(t!(l, tickets.certificate_made, organiser = organiser), 10.5));
    blocks.push(Block::Quiet(about.region.name.clone(), 10.5));
    Sheet { name: name.clone(), centred: true, blocks }
}
