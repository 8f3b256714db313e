//! Ordinary use of the demo region: bookings week after week.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{
    id::{AccountId, OrganisationId, SpaceId},
    opening::instant,
    slot::LocalSpan,
    space::{SpaceRules, seats},
};
use store::intake::{Intake, IntakeError, NewUse, Time};

use super::region::{Demo, DemoUnits};

/// A week back and five weeks ahead of ordinary use, about half full. What clashes with an event is left out.
pub(super) async fn bookings(
    intake: &mut Intake,
    demo: &Demo,
    spaces: &[SpaceId],
    organisations: &BTreeMap<String, OrganisationId>,
    people: &BTreeMap<String, AccountId>,
    today: NaiveDate,
) -> anyhow::Result<()> {
    const HOURS: [(u16, u16); 8] =
        [(480, 600), (540, 720), (600, 720), (780, 900), (780, 1020), (840, 960), (960, 1080), (1080, 1260)];
    let holders: Vec<_> = organisations.iter().collect();
    for (number, (space, id)) in demo.spaces.iter().zip(spaces).enumerate() {
        let Some(site) = demo.sites.iter().find(|site| site.slug == space.site) else { continue };
        let rules =
            SpaceRules { school_calendar: site.school_calendar.clone(), ..space.rules.over(&site.rules).into() };
        let (tries, pool) = match space.units {
            DemoUnits::Pool(count) => (usize::from(count).min(9), true),
            DemoUnits::Parts(_) => (1, false),
            DemoUnits::Own(()) => (3, false),
        };
        for day in 0..42u64 {
            let date = today - Days::new(7) + Days::new(day);
            for attempt in 0..tries {
                let dice = mix(number, day, attempt);
                let (from, until) = HOURS[dice % HOURS.len()];
                let span = LocalSpan { from: instant(date, from), until: instant(date, until) };
                if rules.first_closed(span).is_some() || (dice / 8) % 10 < 5 {
                    continue;
                }
                // What a hall is used for differs from day to day; most uses are ordinary.
                let use_kind = rules.uses.get((dice / 3) % 3).map(|kind| kind.key.clone());
                let layout = space.layouts.get((dice / 5) % 4).map(|offer| offer.layout);
                let units = if pool { u16::try_from(1 + dice % 2).unwrap_or(1) } else { 1 };
                let most = seats(&space.layouts, layout).map_or(0, |each| each.saturating_mul(units));
                let (slug, organisation) = holders[(dice / 80) % holders.len()];
                let new = NewUse {
                    space: *id,
                    organisation: *organisation,
                    account: people.get(slug).copied(),
                    title: demo.purposes[(dice / 7) % demo.purposes.len()].clone(),
                    time: Time::Local(span),
                    people: u16::try_from(2 + dice % 7).unwrap_or(2).min(most).max(1),
                    units,
                    layout,
                    use_kind,
                    // Now and then nobody says who came.
                    came: !dice.is_multiple_of(9),
                };
                let key = format!("{}-{day}-{attempt}", space.slug);
                match intake.booking(&key, new).await {
                    Ok(_) | Err(IntakeError::Clash(_)) => {}
                    Err(e) => return Err(e.into()),
                }
            }
        }
    }
    Ok(())
}

/// Three small numbers stirred into one that looks like chance and is none.
const fn mix(space: usize, day: u64, attempt: usize) -> usize {
    let mut x = (space as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (day + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^= (attempt as u64 + 1).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^= x >> 31;
    x = x.wrapping_mul(0xD6E8_FEB8_6659_FD93);
    ((x ^ (x >> 32)) & 0x7FFF_FFFF) as usize
}
