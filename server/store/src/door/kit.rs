//! What a phone keeps of a door, to go on without the net.

use domain::{
    access::Actor,
    desk::{DoorKit, TicketMark},
    id::{AttendeeId, SessionId},
    ticket::TicketCode,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{Store, entity::attendee};

/// So many bytes of a digest tell a ticket.
const MARK_BYTES: usize = 16;

impl Store {
    pub(super) async fn kit_of(&self, by: &Actor, session: SessionId) -> Result<Option<DoorKit>, DbErr> {
        let Some(door) = self.door_of(by, session).await? else { return Ok(None) };
        let tickets: Vec<(Uuid, i32)> = attendee::Entity::find()
            .select_only()
            .columns([attendee::Column::Id, attendee::Column::Ticket])
            .filter(attendee::Column::SessionId.eq(session.0))
            .into_tuple()
            .all(&self.db)
            .await?;
        let listed: std::collections::HashSet<_> = door.people.iter().map(|line| line.id).collect();
        let marks = tickets
            .into_iter()
            .filter(|(id, _)| listed.contains(&AttendeeId(*id)))
            .map(|(id, newest)| {
                let made = (0..=newest).filter_map(|anew| {
                    let code = self.keys.ticket(id, anew)?;
                    Some(TicketMark { mark: mark(session, code), hers: anew == newest })
                });
                (AttendeeId(id), made.collect())
            })
            .collect();
        Ok(Some(DoorKit { door, marks, at: self.now() }))
    }
}

/// See [`TicketMark::mark`].
fn mark(session: SessionId, code: TicketCode) -> String {
    let digest = Sha256::digest(format!("{session}:{}", code.letters()));
    digest.iter().take(MARK_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_what_any_phone_makes_of_a_ticket_that_is_shown() {
        let session = SessionId(Uuid::from_u128(7));
        let code = TicketCode::read("7KKM-Q8FD-0RT5-XH2A").unwrap();
        // printf 00000000-0000-0000-0000-000000000007:7KKMQ8FD0RT5XH2A | sha256sum
        assert_eq!(mark(session, code), "78b99efa5e8ff4d93c7680858ea4d18e");
        assert_ne!(mark(SessionId(Uuid::from_u128(8)), code), mark(session, code), "a ticket is for one session");
    }
}
