//! Signing in by a mailed link: asked for, used up once.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use domain::{
    access::Actor,
    desk::{AccountRefusal, NewLogin, With},
    id::AccountId,
    identity::ends_other_ways,
    text,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::{Answer, letters::AccountChange, login::hash};
use crate::{
    Store,
    audit::{self, Thing},
    chance, door,
    entity::{account, account_identity, login, passkey, setting, sign_in_link},
    error::{Stop, refuse},
    keys::Purpose,
    outbox::{self, Mail},
};

/// How long a link can be used, in minutes.
pub(crate) const LINK_MINUTES: u16 = 10;
/// So many links go to one address within [`LINK_WINDOW_MINUTES`]: nobody's mailbox can be flooded through us.
const MOST_LINKS: u64 = 5;
/// No longer than a link lives: who asks for a stranger's address leaves her without one for no time at all.
const LINK_WINDOW_MINUTES: i64 = LINK_MINUTES as i64;
/// So many codes can be typed for one link: of a hundred million, nobody guesses one in five.
pub(super) const MOST_CODES: i32 = 5;
/// However much it is used, a login ends.
const LOGIN_DAYS: i64 = 30;

impl Store {
    /// Writes the mail with the link, unless the address got too many already: the answer never tells.
    pub(super) async fn mail_sign_in_link(&self, email: &str, goto: &str, language: &str) -> Answer<String> {
        let email = text::email(email).ok_or(Stop::Refused(AccountRefusal::Email))?;
        let tx = self.begin_write().await?;
        let asked = self.write_sign_in_link(&*tx, &email, goto, language).await?;
        tx.commit().await?;
        Ok(asked)
    }

    /// The same within a transaction, to an address as it is stored.
    pub(crate) async fn write_sign_in_link(
        &self,
        tx: &impl ConnectionTrait,
        email: &str,
        goto: &str,
        language: &str,
    ) -> Result<String, DbErr> {
        let now = self.now();
        // Two askers at once must not both count four: they queue at a row that is always there.
        setting::Entity::find().lock_exclusive().all(tx).await?;
        let recent = sign_in_link::Entity::find()
            .filter(sign_in_link::Column::Email.eq(email))
            .filter(sign_in_link::Column::CreatedAt.gt(now - Duration::minutes(LINK_WINDOW_MINUTES)))
            .count(tx)
            .await?;
        if recent >= MOST_LINKS {
            tracing::warn!("an address got {recent} sign-in links already, no further one is mailed");
            return Ok(self.keys.token(Purpose::SignInAsked, chance::id(now)));
        }
        let link = new_link(tx, email, goto, language, now).await?;
        outbox::write(tx, Mail::SignIn { link }, now).await?;
        Ok(self.keys.token(Purpose::SignInAsked, link))
    }

    /// A link that is printed rather than mailed.
    pub(super) async fn print_sign_in_link(&self, email: &str) -> Answer<String> {
        let email = text::email(email).ok_or(Stop::Refused(AccountRefusal::Email))?;
        let now = self.now();
        let tx = self.begin_write().await?;
        let link = new_link(&*tx, &email, "/", "de", now).await?;
        tx.commit().await?;
        Ok(self.keys.token(Purpose::SignIn, link))
    }

    /// Uses up a link.
    pub(super) async fn use_sign_in_link(&self, token: &str, with: With<'_>) -> Answer<NewLogin> {
        let Some(id) = self.keys.open(Purpose::SignIn, token) else { return refuse(AccountRefusal::Link) };
        let tx = self.begin_write().await?;
        let login = use_up(self, &*tx, id, with, self.now()).await?;
        tx.commit().await?;
        Ok(login)
    }

    /// Uses up a link by its code.
    pub(super) async fn use_sign_in_code(&self, asked: &str, code: &str, with: With<'_>) -> Answer<NewLogin> {
        let Some(id) = self.keys.open(Purpose::SignInAsked, asked) else { return refuse(AccountRefusal::Link) };
        let now = self.now();
        let tx = self.begin_write().await?;
        // Counted before it is looked at, so that many at once count as many.
        let tried = usable(sign_in_link::Entity::update_many(), id, now)
            .col_expr(sign_in_link::Column::Codes, Expr::col(sign_in_link::Column::Codes).add(1))
            .filter(sign_in_link::Column::Codes.lt(MOST_CODES))
            .exec(&*tx)
            .await?;
        if tried.rows_affected != 1 {
            return refuse(AccountRefusal::Link);
        }
        if typed(code).is_none() || typed(code) != self.keys.code(id) {
            tx.commit().await?;
            return refuse(AccountRefusal::Code);
        }
        let login = use_up(self, &*tx, id, with, now).await?;
        tx.commit().await?;
        Ok(login)
    }

    pub(super) async fn link_is_good(&self, token: &str) -> Result<bool, DbErr> {
        let Some(id) = self.keys.open(Purpose::SignIn, token) else { return Ok(false) };
        let now = self.now();
        let link = sign_in_link::Entity::find_by_id(id).one(&self.db).await?;
        Ok(link.is_some_and(|link| link.used_at.is_none() && link.expires_at > now))
    }
}

/// Uses up a link, and signs in whoever it was mailed to.
async fn use_up(
    store: &Store,
    tx: &impl ConnectionTrait,
    id: Uuid,
    with: With<'_>,
    now: DateTime<Utc>,
) -> Answer<NewLogin> {
    // The row decides who is first, however many press the button at once.
    let used = usable(sign_in_link::Entity::update_many(), id, now)
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(Some(now)))
        .exec(tx)
        .await?;
    if used.rows_affected != 1 {
        return refuse(AccountRefusal::Link);
    }
    let Some(link) = sign_in_link::Entity::find_by_id(id).one(tx).await? else {
        return refuse(AccountRefusal::Link);
    };
    let account = account_of(tx, &link.email, "", &link.language, now).await?;
    if account.disabled {
        // Whoever holds the link reads mail to this address: it is she who is told.
        return refuse(AccountRefusal::Locked(account.locked_because));
    }
    let here = match with.here {
        Some(here) => login::Entity::find_by_id(hash(here)).one(tx).await?,
        None => None,
    };
    let signed_in_here = here.as_ref().is_some_and(|login| login.account_id == account.id && login.expires_at > now);
    if ends_other_ways(account.read_at.is_some(), signed_in_here) {
        end_other_ways(tx, account.id, now).await?;
    }
    // Whoever reads mail to this address is the one who came with it.
    door::handed_over(tx, store, account.id, &account.email).await?;
    if let Some(here) = here {
        login::Entity::delete_by_id(here.hash).exec(tx).await?;
    }
    let Some(token) = new_login(tx, account.id, By::Mail, with.user_agent, now).await? else {
        return refuse(AccountRefusal::Locked(String::new()));
    };
    Ok(NewLogin { account: AccountId(account.id), token, goto: link.goto })
}

/// Ends what opens an account besides the mail, and tells her, if there was something.
async fn end_other_ways(tx: &impl ConnectionTrait, account: Uuid, now: DateTime<Utc>) -> Result<(), DbErr> {
    let identities = account_identity::Entity::delete_many()
        .filter(account_identity::Column::AccountId.eq(account))
        .exec(tx)
        .await?;
    let passkeys = passkey::Entity::delete_many().filter(passkey::Column::AccountId.eq(account)).exec(tx).await?;
    login::Entity::delete_many().filter(login::Column::AccountId.eq(account)).exec(tx).await?;
    if identities.rows_affected + passkeys.rows_affected == 0 {
        return Ok(());
    }
    audit::write(tx, &Actor::System, "ways-ended", Thing::Account, account, json!({}), now).await?;
    outbox::write(tx, Mail::AccountChanged { account: AccountId(account), change: AccountChange::WaysEnded }, now).await
}

/// By what somebody signs in.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    Mail,
    Passkey,
    /// An identity at this provider, which she showed who she is at this time, if it said so.
    Provider(&'a str, Option<DateTime<Utc>>),
}

impl<'a> By<'a> {
    const fn code(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Passkey => "passkey",
            Self::Provider(..) => PROVIDER,
        }
    }

    const fn provider(self) -> Option<(&'a str, Option<DateTime<Utc>>)> {
        match self {
            Self::Provider(issuer, proved) => Some((issuer, proved)),
            Self::Mail | Self::Passkey => None,
        }
    }
}

/// The word of a login by an identity.
pub(super) const PROVIDER: &str = "provider";

/// Signs somebody in with a browser, and answers the secret for its cookie. `None`: the account was locked out meanwhile.
pub(crate) async fn new_login(
    tx: &impl ConnectionTrait,
    account: Uuid,
    by: By<'_>,
    user_agent: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbErr> {
    // Who locks it out, or ends it, writes the same row: of the two one comes after the other, and sees it.
    let mut seen = account::Entity::update_many()
        .col_expr(account::Column::SeenAt, Expr::value(Some(now)))
        .col_expr(account::Column::WarnedAt, Expr::value(None::<DateTime<Utc>>));
    if matches!(by, By::Mail) {
        let read = Expr::col(account::Column::ReadAt).if_null(now);
        seen = seen.col_expr(account::Column::ReadAt, read);
    }
    let seen =
        seen.filter(account::Column::Id.eq(account)).filter(account::Column::Disabled.eq(false)).exec(tx).await?;
    if seen.rows_affected != 1 {
        return Ok(None);
    }
    let provider = by.provider();
    let token = BASE64_URL_SAFE_NO_PAD.encode(chance::bytes::<32>());
    login::Entity::insert(login::ActiveModel {
        hash: Set(hash(&token)),
        account_id: Set(account),
        // Whom she acts for is decided by her memberships until she chooses.
        acting_for: Set(None),
        user_agent: Set(user_agent.chars().filter(|c| !c.is_control()).take(200).collect()),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + Duration::days(LOGIN_DAYS)),
        way: Set(Some(by.code().to_owned())),
        issuer: Set(provider.map(|(issuer, _)| issuer.to_owned())),
        // A provider's clock may be ahead; nobody has shown anything tomorrow.
        proved_at: Set(provider.and_then(|(_, proved)| proved).map(|proved| Ord::min(proved, now))),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(Some(token))
}

/// The one link, while it can be used.
fn usable(links: UpdateMany<sign_in_link::Entity>, id: Uuid, now: DateTime<Utc>) -> UpdateMany<sign_in_link::Entity> {
    links
        .filter(sign_in_link::Column::Id.eq(id))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(now))
}

/// A code as people type it: eight digits, with blanks or dashes wherever they like.
pub(super) fn typed(code: &str) -> Option<u32> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    (digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// An account nobody has signed in to.
pub(crate) fn new_account(
    id: Uuid,
    email: &str,
    name: &str,
    language: &str,
    now: DateTime<Utc>,
) -> account::ActiveModel {
    account::ActiveModel {
        id: Set(id),
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        language: Set(language.to_owned()),
        platform_admin: Set(false),
        auditor: Set(false),
        disabled: Set(false),
        locked_because: Set(String::new()),
        created_at: Set(now),
        read_at: Set(None),
        seen_at: Set(None),
        warned_at: Set(None),
    }
}

/// The account with this address, made when there is none.
pub(crate) async fn account_of(
    tx: &impl ConnectionTrait,
    email: &str,
    name: &str,
    language: &str,
    now: DateTime<Utc>,
) -> Result<account::Model, DbErr> {
    account::Entity::insert(new_account(chance::id(now), email, name, language, now))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    account::Entity::find()
        .filter(account::Column::Email.eq(email))
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("account".to_owned()))
}

async fn new_link(
    tx: &impl ConnectionTrait,
    email: &str,
    goto: &str,
    language: &str,
    now: DateTime<Utc>,
) -> Result<Uuid, DbErr> {
    let id = chance::id(now);
    sign_in_link::Entity::insert(sign_in_link::ActiveModel {
        id: Set(id),
        email: Set(email.to_owned()),
        goto: Set(same_site(goto).to_owned()),
        language: Set(super::language(language).to_owned()),
        created_at: Set(now),
        expires_at: Set(now + Duration::minutes(LINK_MINUTES.into())),
        used_at: Set(None),
        codes: Set(0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(id)
}

/// The path when it stays on this site, else the start page. Browsers read `//` and `/\` as another host, and
/// strip control characters before they look.
pub(crate) fn same_site(path: &str) -> &str {
    let stays = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 1_000
        && !path.chars().any(|c| c == '\\' || c.is_control());
    if stays { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::{same_site, typed};

    #[test]
    fn a_code_is_read_however_it_is_spaced() {
        for code in ["01234567", "0123 4567", " 0123-4567 ", "0 1 2 3 4 5 6 7"] {
            assert_eq!(typed(code), Some(1_234_567), "{code:?}");
        }
        for no_code in ["", "1234567", "012345678", "0123456x", "+1234567", "٠١٢٣٤٥٦٧"] {
            assert_eq!(typed(no_code), None, "{no_code:?}");
        }
    }

    #[test]
    fn a_link_never_leads_to_another_site() {
        assert_eq!(same_site("/bookings?past=1"), "/bookings?past=1");
        for away in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "/\t/evil.example",
            "bookings",
        ] {
            assert_eq!(same_site(away), "/", "{away:?}");
        }
    }
}
