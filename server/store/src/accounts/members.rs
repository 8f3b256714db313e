//! Who acts for an organisation: looked after by its administrators, and by the command line.

use chrono::{DateTime, Utc};
use domain::{
    access::{Act, Actor, may},
    booking::BookingState,
    desk::{AccountRefusal, Member, NewMember},
    id::{AccountId, OrganisationId},
    organisation::Role,
    text,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::OnConflict,
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, sign_in::account_of};
use crate::{
    Store,
    audit::{self, Thing},
    entity::{Code, account, booking, membership, membership_ended, occurrence, organisation},
    error::{fit, refuse},
    outbox::{self, Mail},
};

impl Store {
    /// Everybody who acts for an organisation, by name; `None` for all but its administrators.
    pub(super) async fn members_of(&self, by: &Actor, id: OrganisationId) -> Result<Option<Vec<Member>>, DbErr> {
        if may(by, Act::AdministerOrganisation(id)).is_err() {
            return Ok(None);
        }
        let of =
            membership::Entity::belongs_to(account::Entity).from(membership::Column::AccountId).to(account::Column::Id);
        let rows: Vec<Row> = membership::Entity::find()
            .select_only()
            .columns([membership::Column::AccountId, membership::Column::Role])
            .columns([account::Column::Name, account::Column::Email])
            .join(JoinType::InnerJoin, of.into())
            .filter(membership::Column::OrganisationId.eq(id.0))
            .order_by_asc(account::Column::Email)
            .into_model()
            .all(&self.db)
            .await?;
        let to_come = self.bookings_to_come(id).await?;
        let booked = |row: &Row| to_come.iter().filter(|booker| **booker == Some(row.account_id)).count();
        let mut members: Vec<Member> = rows.into_iter().map(|row| row.view(booked)).collect();
        members.sort_by_cached_key(|member| {
            let called = if member.name.is_empty() { &member.email } else { &member.name };
            called.to_lowercase()
        });
        Ok(Some(members))
    }

    /// Who made each booking of the organisation that has a date to come.
    async fn bookings_to_come(&self, id: OrganisationId) -> Result<Vec<Option<Uuid>>, DbErr> {
        let occupies = BookingState::ALL.iter().copied().filter(|state| state.occupies()).map(Code);
        let to_come = occurrence::Entity::find()
            .select_only()
            .column(occurrence::Column::BookingId)
            .filter(occurrence::Column::OrganisationId.eq(id.0))
            .filter(occurrence::Column::EndsAt.gt(self.now()))
            .filter(occurrence::Column::State.is_in(occupies))
            .into_query();
        booking::Entity::find()
            .select_only()
            .column(booking::Column::AccountId)
            .filter(booking::Column::Id.in_subquery(to_come))
            .into_tuple()
            .all(&self.db)
            .await
    }

    /// Lets a colleague act for the organisation and tells her; the same form sent twice tells her once.
    pub(super) async fn welcome_member(&self, by: &Actor, new: &NewMember) -> Answer<()> {
        let Some(email) = text::email(&new.email) else { return refuse(AccountRefusal::Email) };
        let now = self.now();
        let tx = self.begin_write().await?;
        own(&*tx, by, new.organisation).await?;
        if new.role == Role::Admin {
            fit(by, Act::AdministerOrganisation(new.organisation))?;
        }
        let account = account_of(&*tx, &email, "", super::language(&new.language), now).await?;
        if let Some(known) = one(&*tx, new.organisation, account.id).await? {
            return if known.role.0 == new.role { Ok(()) } else { refuse(AccountRefusal::KnownMember) };
        }
        give_role(&*tx, new.organisation, account.id, new.role).await?;
        let account = AccountId(account.id);
        outbox::write(&*tx, Mail::MemberAdded { organisation: new.organisation, account }, now).await?;
        let detail = json!({ "organisation": new.organisation, "role": new.role.code() });
        audit::write(&*tx, by, "made-member", Thing::Account, account.0, detail, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a member another role, or none: then she is no member any more. Somebody must stay to look after it.
    pub(super) async fn give_member_role(
        &self,
        by: &Actor,
        id: OrganisationId,
        account: AccountId,
        role: Option<Role>,
    ) -> Answer<()> {
        let now = self.now();
        let tx = self.begin_write().await?;
        own(&*tx, by, id).await?;
        let Some(known) = one(&*tx, id, account.0).await? else { return refuse(AccountRefusal::NotFound) };
        if role == Some(known.role.0) {
            return Ok(());
        }
        if role == Some(Role::Admin) || known.role.0 == Role::Admin {
            fit(by, Act::AdministerOrganisation(id))?;
        }
        somebody_stays(&*tx, id, &known).await?;
        let act = match role {
            Some(role) => {
                give_role(&*tx, id, account.0, role).await?;
                "made-member"
            }
            None => {
                take_out(&*tx, by, id, account, now).await?;
                "no-longer-member"
            }
        };
        let detail = json!({ "organisation": id, "role": role.map(Role::code) });
        audit::write(&*tx, by, act, Thing::Account, account.0, detail, now).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whoever has left already has left.
    pub(super) async fn leave_organisation(&self, by: &Actor, id: OrganisationId) -> Answer<()> {
        let Some(person) = by.person() else { return refuse(AccountRefusal::Forbidden) };
        let now = self.now();
        let tx = self.begin_write().await?;
        // As whoever changes its members does: of two administrators who leave at once, one stays.
        let organisation = organisation::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?;
        let Some(known) = one(&*tx, id, person.id.0).await?.filter(|_| organisation.is_some()) else { return Ok(()) };
        somebody_stays(&*tx, id, &known).await?;
        take_out(&*tx, by, id, person.id, now).await?;
        let detail = json!({ "organisation": id, "role": null });
        audit::write(&*tx, by, "no-longer-member", Thing::Account, person.id.0, detail, now).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Refuses to take the last administrator's role.
async fn somebody_stays(tx: &impl ConnectionTrait, id: OrganisationId, who: &membership::Model) -> Answer<()> {
    if who.role.0 != Role::Admin {
        return Ok(());
    }
    let admins = membership::Entity::find()
        .filter(membership::Column::OrganisationId.eq(id.0))
        .filter(membership::Column::Role.eq(Code(Role::Admin)));
    if admins.count(tx).await? <= 1 { refuse(AccountRefusal::LastAdmin) } else { Ok(()) }
}

/// Makes sure that the actor looks after the organisation, and locks it: of two administrators who remove each other
/// at once, one stays.
async fn own(tx: &impl ConnectionTrait, by: &Actor, id: OrganisationId) -> Answer<()> {
    if may(by, Act::AdministerOrganisation(id)).is_err() {
        return refuse(AccountRefusal::Forbidden);
    }
    let known = organisation::Entity::find_by_id(id.0).lock_exclusive().one(tx).await?;
    if known.is_some() { Ok(()) } else { refuse(AccountRefusal::NotFound) }
}

async fn one(
    tx: &impl ConnectionTrait,
    organisation: OrganisationId,
    account: Uuid,
) -> Result<Option<membership::Model>, DbErr> {
    membership::Entity::find_by_id((account, organisation.0)).one(tx).await
}

/// Makes somebody a member with this role, or gives a member this role. Whoever lets her in lets her come back.
pub(crate) async fn give_role(
    tx: &impl ConnectionTrait,
    organisation: OrganisationId,
    account: Uuid,
    role: Role,
) -> Result<(), DbErr> {
    let once = OnConflict::columns([membership::Column::AccountId, membership::Column::OrganisationId])
        .update_column(membership::Column::Role)
        .to_owned();
    let row = membership::ActiveModel {
        account_id: Set(account),
        organisation_id: Set(organisation.0),
        role: Set(Code(role)),
    };
    membership::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    membership_ended::Entity::delete_by_id((account, organisation.0)).exec(tx).await.map(drop)
}

/// Takes somebody out. She does not come back by her mail domain, unless she left by herself.
pub(super) async fn take_out(
    tx: &impl ConnectionTrait,
    by: &Actor,
    organisation: OrganisationId,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let gone = membership::Entity::delete_by_id((account.0, organisation.0)).exec(tx).await?;
    if gone.rows_affected > 0 && by.person().is_none_or(|person| person.id != account) {
        let row = membership_ended::ActiveModel {
            account_id: Set(account.0),
            organisation_id: Set(organisation.0),
            at: Set(now),
        };
        let once = OnConflict::new().do_nothing().to_owned();
        membership_ended::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    }
    Ok(gone.rows_affected > 0)
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Uuid,
    role: Code<Role>,
    name: String,
    email: String,
}

impl Row {
    fn view(self, booked: impl Fn(&Self) -> usize) -> Member {
        let to_come = booked(&self);
        let Self { account_id, role, name, email } = self;
        Member { account: AccountId(account_id), name, email, role: role.0, to_come }
    }
}
