//! Who may take over what somebody leaves: a colleague who books, and whom the rules about people have nothing against.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::{
    organisation::Role,
    rules::{BrokenRule, Facts},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    bookings::{dated::Dated, facts::Wisher, requests::as_dated, rows::occurrences},
    entity::{account, booking, membership, occurrence},
    rooms::{self, Houses, Which},
};

/// The members of an organisation who can sign in, in their roles: those who look after it first, then who is there
/// longest.
pub(crate) async fn colleagues(
    db: &impl ConnectionTrait,
    organisation: Uuid,
) -> Result<Vec<(Role, account::Model)>, DbErr> {
    let members =
        membership::Entity::find().filter(membership::Column::OrganisationId.eq(organisation)).all(db).await?;
    let role_of = |id: Uuid| members.iter().find(|member| member.account_id == id).map(|member| member.role.0);
    let found = account::Entity::find()
        .filter(account::Column::Id.is_in(members.iter().map(|member| member.account_id)))
        .filter(account::Column::Disabled.eq(false))
        .order_by_asc(account::Column::CreatedAt)
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?;
    let mut all: Vec<(Role, account::Model)> =
        found.into_iter().filter_map(|row| role_of(row.id).map(|role| (role, row))).collect();
    all.sort_by_key(|(role, _)| Reverse(*role));
    Ok(all)
}

/// What is to come of some bookings, and in which rooms.
pub(crate) struct ToCome {
    dates: Vec<occurrence::Model>,
    houses: Houses,
}

impl ToCome {
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        bookings: &[booking::Model],
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let ids: Vec<Uuid> = bookings.iter().map(|row| row.id).collect();
        let mut dates = occurrences(db, &ids).await?;
        dates.retain(|date| date.state.0.occupies() && date.ends_at > now);
        let places: Vec<Uuid> = dates.iter().map(|date| date.space_id).collect();
        Ok(Self { dates, houses: rooms::load(db, Which::SitesOf(&places)).await? })
    }

    fn of_booking(&self, row: &booking::Model) -> Result<Vec<Dated<'_>>, DbErr> {
        let hers: Vec<&occurrence::Model> = self.dates.iter().filter(|date| date.booking_id == row.id).collect();
        as_dated(row, &hers, &self.houses)
    }

    /// What the rules about people have against her taking over a booking: its times and spaces stand already. An event's
    /// rooms are the event's, whoever looks after it.
    pub(crate) fn against(
        &self,
        row: &booking::Model,
        heir: &Wisher<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<BrokenRule>, DbErr> {
        let mut broken = Vec::new();
        if row.session_id.is_some() {
            return Ok(broken);
        }
        for dated in self.of_booking(row)? {
            let facts: Facts = heir.using(&dated, 0);
            for rule in dated.allowed(facts, now).broken {
                let about_her =
                    matches!(rule, BrokenRule::NotAdmitted { .. } | BrokenRule::QualificationMissing { .. });
                if about_her && !broken.contains(&rule) {
                    broken.push(rule);
                }
            }
        }
        Ok(broken)
    }
}

/// Somebody as the rules see her once bookings of an organisation are hers.
pub(crate) async fn as_heir(
    db: &impl ConnectionTrait,
    row: &booking::Model,
    heir: &account::Model,
) -> Result<Wisher<'static>, DbErr> {
    let hers = booking::Model { account_id: Some(heir.id), ..row.clone() };
    Wisher::of_booking(db, &hers, &[]).await
}

/// Who takes over what, of one organisation.
pub(crate) struct Shares {
    /// A booking, and who takes it over.
    pub(crate) taken: Vec<(booking::Model, account::Model)>,
    /// A booking nobody may have, and why the first who books may not; nothing: nobody books at all.
    pub(crate) left: Vec<(booking::Model, Vec<BrokenRule>)>,
}

/// Shares bookings of one organisation out: each to the first of her colleagues who may have it.
pub(crate) async fn share_out(
    db: &impl ConnectionTrait,
    bookings: Vec<booking::Model>,
    colleagues: &[(Role, account::Model)],
    now: DateTime<Utc>,
) -> Result<Shares, DbErr> {
    let to_come = ToCome::of(db, &bookings, now).await?;
    let mut left: Vec<(booking::Model, Vec<BrokenRule>)> = bookings.into_iter().map(|row| (row, Vec::new())).collect();
    let mut taken = Vec::new();
    for (_, heir) in colleagues.iter().filter(|(role, _)| *role >= Role::Booker) {
        let Some((first, _)) = left.first() else { break };
        let as_her = as_heir(db, first, heir).await?;
        let mut still = Vec::new();
        for (row, why) in left {
            let broken = to_come.against(&row, &as_her, now)?;
            match broken.is_empty() {
                true => taken.push((row, heir.clone())),
                false => still.push((row, if why.is_empty() { broken } else { why })),
            }
        }
        left = still;
    }
    Ok(Shares { taken, left })
}
