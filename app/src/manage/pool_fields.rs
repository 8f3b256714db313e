//! The form of a pool: what stands in it, what is wrong with it, and what the desk says against it.

use domain::{
    desk::{EventView, SeatPoolFields, SeatPoolRefusal},
    id::SessionId,
    registration::{MOST_POOL_NAME, MOST_POOLS, PoolFault, SeatPool},
};

use super::{
    access::Gone,
    word_fields::{localised, spread},
};
use crate::{
    form::{Fields, Problems},
    t,
    texts::Locale,
};

/// What is stored, as the form has it.
#[must_use]
pub fn fill(event: &EventView, pool: &SeatPool) -> Fields {
    let mut fields = Fields(vec![("capacity".to_owned(), pool.capacity.to_string())]);
    spread(&mut fields, "name", &pool.name);
    fields.0.extend(event.sharing(pool.id).map(|session| ("session".to_owned(), session.id.to_string())));
    fields
}

/// Reads the form; everything wrong is said at once.
///
/// # Errors
/// What is wrong, by field.
pub fn read(l: Locale, fields: &Fields) -> Result<SeatPoolFields, Problems> {
    let mut problems = Problems::default();
    let name = localised(fields, "name");
    if name.is_empty() || name.0.values().any(|name| name.chars().count() > MOST_POOL_NAME) {
        problems.add("name_de", t!(l, pools.name_wrong));
    }
    let capacity = fields.parse::<u16>("capacity").filter(|seats| *seats > 0);
    if capacity.is_none() {
        problems.add("capacity", t!(l, pools.capacity_wrong));
    }
    let sessions = fields.all("session").filter_map(|id| id.parse::<SessionId>().ok()).collect();
    match capacity {
        Some(capacity) if problems.is_empty() => Ok(SeatPoolFields { name, capacity, sessions }),
        _ => Err(problems),
    }
}

/// A refusal of the desk, where it belongs in the form.
///
/// # Errors
/// When there is nothing left to show the form for.
pub fn refusal(l: Locale, refusal: &SeatPoolRefusal) -> Result<Problems, Gone> {
    Ok(match refusal {
        SeatPoolRefusal::NotFound => return Err(Gone::NotFound),
        SeatPoolRefusal::Unavailable => return Err(Gone::Unavailable),
        SeatPoolRefusal::ChangedMeanwhile => Problems::whole(t!(l, pools.problem_changed)),
        SeatPoolRefusal::Over => Problems::whole(t!(l, pools.problem_over)),
        SeatPoolRefusal::TooMany => Problems::whole(t!(l, pools.problem_too_many, count = MOST_POOLS)),
        SeatPoolRefusal::Name => Problems::of("name_de", t!(l, pools.name_wrong)),
        SeatPoolRefusal::Capacity => Problems::of("capacity", t!(l, pools.capacity_wrong)),
        SeatPoolRefusal::TooSmall(fault) => Problems::of("capacity", too_small(l, *fault)),
    })
}

/// So many are promised, and so many there would be.
#[must_use]
pub fn too_small(l: Locale, fault: PoolFault) -> String {
    let PoolFault { capacity, taken, reserved } = fault;
    if reserved == 0 {
        t!(l, pools.too_small, taken = taken, capacity = capacity)
    } else {
        t!(l, pools.too_small_reserved, taken = taken, reserved = reserved, capacity = capacity)
    }
}

#[cfg(test)]
mod tests {
    use domain::{desk::SessionView, id::SeatPoolId, text::Localised};
    use uuid::Uuid;

    use super::*;
    use crate::events::samples::{event, session};

    #[test]
    fn what_is_stored_comes_back_unchanged_through_the_form() {
        let id = SeatPoolId(Uuid::from_u128(7));
        let shares = |session: SessionView| SessionView { pool: Some(id), ..session };
        let event = event(vec![shares(session(9, 9, 10)), session(9, 11, 12), shares(session(10, 9, 10))]);
        let name = Localised::of("de", "Leihgeräte").and("en", "Devices");
        let pool = SeatPool { id, name: name.clone(), capacity: 30, taken: 4, reserved: 0 };
        let sessions = vec![event.sessions[0].id, event.sessions[2].id];
        let read = read(Locale::De, &fill(&event, &pool));
        assert_eq!(read, Ok(SeatPoolFields { name, capacity: 30, sessions }));
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_a_pool_has_seats() {
        for capacity in ["", "0", "viele", "70000"] {
            let problems = read(Locale::De, &Fields(vec![("capacity".into(), capacity.into())])).unwrap_err();
            let fields: Vec<_> = problems.0.iter().filter_map(|(field, _)| field.as_deref()).collect();
            assert_eq!(fields, ["name_de", "capacity"], "{capacity}");
        }
    }

    #[test]
    fn fewer_seats_than_are_promised_are_refused_with_both_numbers() {
        let said = |taken, reserved| too_small(Locale::De, PoolFault { capacity: 9, taken, reserved });
        assert!(said(34, 0).contains("34") && !said(34, 0).contains("reserviert"));
        assert!(["34", "5", "9"].iter().all(|number| said(34, 5).contains(number)));
    }
}
