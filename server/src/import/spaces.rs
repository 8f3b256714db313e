//! Rooms from a table.

use std::{collections::HashMap, io::Write};

use domain::{
    id::SiteId,
    rulebook::RuleBook,
    space::{AccessFacts, Contact, Layout, LayoutSeats, SpaceKind},
    text::Localised,
};
use store::{
    Store,
    intake::{Intake, IntakeError, NewSite, NewSpace, Units},
};

use super::{
    ImportError, Report, reason,
    table::{Row, Shape},
};

/// Tables that are known.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Preset {
    /// Rooms of the TUM, as `NavigaTUM` publishes them: only those with seats.
    Tumonline,
    /// `id;name` without headings, as Teamup users keep it.
    Teamup,
}

#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    shape: Shape,
    /// A table that is known: sets delimiter, headings and columns.
    #[arg(long)]
    preset: Option<Preset>,
    /// The site of rows that name none.
    #[arg(long, default_value = "")]
    site: String,
    /// The town of rows that name none.
    #[arg(long, default_value = "")]
    town: String,
    /// Leave out rows without seats.
    #[arg(long)]
    only_with_seats: bool,
}

const WORDS: &[&str] = &["key", "name", "kind", "seats", "standing", "site", "street", "postcode", "town", "area"];

pub(super) async fn run(store: &Store, args: &Args, out: &mut (dyn Write + Send)) -> Result<Report, ImportError> {
    let (shape, only_with_seats) = match args.preset {
        None => (args.shape.clone(), args.only_with_seats),
        Some(Preset::Teamup) => (args.shape.clone().preset(';', true, &["key=1", "name=2"]), args.only_with_seats),
        Some(Preset::Tumonline) => {
            let map = [
                "key=room_key",
                "name=alt_name",
                "seats=seats_sitting",
                "standing=seats_standing",
                "site=address_street",
                "street=address_street",
                "postcode=address_zip_code",
                "town=address_place",
            ];
            (args.shape.clone().preset(',', false, &map), true)
        }
    };
    let rows = shape.read(WORDS, &["key", "name"])?;
    let mut intake = store.intake(&shape.source).await?;
    let mut sites = HashMap::new();
    let mut report = Report::default();
    for (index, row) in rows.iter().enumerate() {
        match one(&mut intake, &mut sites, args, only_with_seats, row).await {
            Ok(Some(taken)) => report.count(taken),
            Ok(None) => report.excluded += 1,
            Err(Wrong::Row(text)) => report.refuse(&shape.file, row.line, &text),
            Err(Wrong::All(error)) => return Err(error),
        }
        report.progress(out, index + 1, rows.len())?;
    }
    intake.commit().await?;
    Ok(report)
}

enum Wrong {
    Row(String),
    All(ImportError),
}

impl From<IntakeError> for Wrong {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Failed(_) => Self::All(error.into()),
            error => Self::Row(reason(&error)),
        }
    }
}

async fn one(
    intake: &mut Intake,
    sites: &mut HashMap<String, SiteId>,
    args: &Args,
    only_with_seats: bool,
    row: &Row,
) -> Result<Option<store::intake::Taken<domain::id::SpaceId>>, Wrong> {
    let layouts = [(Layout::Fixed, "seats"), (Layout::Standing, "standing")]
        .into_iter()
        .filter(|(_, word)| !row.get(word).is_empty())
        .map(|(layout, word)| {
            let seats = row.get(word);
            seats
                .parse()
                .map(|seats| LayoutSeats { layout, seats })
                .map_err(|_| Wrong::Row(format!("{word} {seats:?} is no number")))
        })
        .filter(|seats| !matches!(seats, Ok(LayoutSeats { seats: 0, .. })))
        .collect::<Result<Vec<_>, _>>()?;
    if layouts.is_empty() && only_with_seats {
        return Ok(None);
    }
    let (key, name) = (row.get("key"), row.get("name"));
    if key.is_empty() || name.is_empty() {
        return Err(Wrong::Row("a room needs a key and a name".to_owned()));
    }
    let kind = match row.get("kind") {
        "" => kind(name),
        code => SpaceKind::from_code(code).ok_or_else(|| Wrong::Row(format!("{code:?} is no kind of room")))?,
    };
    let area = match row.get("area") {
        "" => None,
        text => Some(text.parse().map_err(|_| Wrong::Row(format!("area {text:?} is no whole number")))?),
    };
    let new = NewSpace {
        site: site(intake, sites, args, row).await?,
        slug: String::new(),
        name: Localised::of("de", name),
        kind,
        summary: Localised::default(),
        description: Localised::default(),
        layouts,
        equipment: std::collections::BTreeMap::new(),
        access: None,
        rules: RuleBook { longest_minutes: Some(1440), ..RuleBook::default() },
        units: Units::Own,
        plan: None,
        area,
    };
    Ok(Some(intake.space(key, new).await?))
}

/// What a room seems to be, by its German name.
fn kind(name: &str) -> SpaceKind {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["labor", "praktikum"]) {
        SpaceKind::Lab
    } else if says(&["werkstatt"]) {
        SpaceKind::Workshop
    } else if says(&["saal", "halle", "aula", "veranstaltungsraum"]) {
        SpaceKind::Hall
    } else if says(&["co-working", "coworking", "kreativ"]) {
        SpaceKind::CoCreation
    } else if says(&["studio"]) {
        SpaceKind::Studio
    } else {
        SpaceKind::Seminar
    }
}

async fn site(
    intake: &mut Intake,
    sites: &mut HashMap<String, SiteId>,
    args: &Args,
    row: &Row,
) -> Result<SiteId, Wrong> {
    let (name, town) = (row.or("site", &args.site), row.or("town", &args.town));
    if name.is_empty() {
        return Err(Wrong::All(ImportError::Options(
            "which house are the rooms in? Say so with --site, or with --map site=…".to_owned(),
        )));
    }
    let key = format!("{name}, {town}");
    if let Some(site) = sites.get(&key) {
        return Ok(*site);
    }
    let new = NewSite {
        slug: String::new(),
        name,
        street: row.get("street").to_owned(),
        postcode: row.get("postcode").to_owned(),
        town,
        zone: None,
        position: None,
        summary: Localised::default(),
        access: AccessFacts::default(),
        contact: Contact::default(),
        rules: RuleBook::default(),
        school_calendar: Vec::new(),
    };
    let id = intake.site(&key, new).await?.id();
    sites.insert(key, id);
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_a_room_is() {
        for (name, expected) in [
            ("N1110A, Elektronikpraktikum", SpaceKind::Lab),
            ("Co-Working-Space", SpaceKind::CoCreation),
            ("Veranstaltungsraum (EG)", SpaceKind::Hall),
            ("Grüner Raum", SpaceKind::Seminar),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }
}
