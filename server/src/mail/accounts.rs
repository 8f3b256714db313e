//! Mails about signing in and about organisations.

use app::{t, ui::dates::date_long};
use chrono::NaiveDate;
use domain::{desk::Kept, id::OrganisationId};
use store::{AccountChange, AccountMail, OrganisationMail};

use super::{Draft, Fact, Letter};

/// The link to sign in with. Nothing in it was typed by whoever asked for it.
pub(super) fn sign_in(draft: &Draft<'_>, token: &str, code: u32, minutes: u16) -> Letter {
    let l = draft.locale;
    let region = &draft.office.region.name;
    let mut letter = draft.letter(
        t!(l, mail.sign_in_subject, region = region),
        t!(l, mail.sign_in_heading),
        t!(l, mail.sign_in_action),
        &format!("/sign-in/{token}"),
    );
    letter.intro = vec![t!(l, mail.sign_in_intro, region = region, count = minutes)];
    letter.after = vec![t!(l, mail.sign_in_code, code = typed(code)), t!(l, mail.sign_in_after).to_owned()];
    letter
}

/// Something happened to an account, or shall.
pub(super) fn account(draft: &Draft<'_>, act: &AccountMail) -> Letter {
    let l = draft.locale;
    let region = &draft.office.region.name;
    let (subject, heading, (action, path), intro, after) = match act {
        AccountMail::Changed(change) => return changed(draft, *change),
        AccountMail::AddressAsked { code, minutes } => (
            t!(l, mail.address_asked_subject, region = region),
            t!(l, mail.address_asked_heading),
            (t!(l, mail.address_asked_action), "/account/address"),
            t!(l, mail.address_asked_intro, region = region, code = typed(*code), count = *minutes),
            t!(l, mail.address_asked_after).to_owned(),
        ),
        AccountMail::AddressTaken => (
            t!(l, mail.address_taken_subject, region = region),
            t!(l, mail.address_taken_heading),
            (t!(l, mail.sign_in_action), "/sign-in"),
            t!(l, mail.address_taken_intro, region = region),
            t!(l, mail.address_taken_after).to_owned(),
        ),
        AccountMail::AddressChanged => (
            t!(l, mail.address_changed_subject, region = region),
            t!(l, mail.address_changed_heading),
            (t!(l, mail.address_changed_action), "/imprint"),
            t!(l, mail.address_changed_intro, region = region),
            whom_to_tell(draft),
        ),
        AccountMail::Unused { last_day } => (
            t!(l, mail.unused_subject, region = region),
            t!(l, mail.unused_heading),
            (t!(l, mail.sign_in_action), "/sign-in"),
            t!(l, mail.unused_intro, region = region, date = date_long(l, *last_day)),
            t!(l, mail.unused_after).to_owned(),
        ),
    };
    let mut letter = draft.letter(subject, heading, action, path);
    letter.intro = vec![intro];
    letter.after = vec![after];
    letter
}

/// What can open an account is different now.
fn changed(draft: &Draft<'_>, change: AccountChange) -> Letter {
    let l = draft.locale;
    let region = &draft.office.region.name;
    let (heading, intro) = match change {
        AccountChange::Opened => (t!(l, mail.way_opened), t!(l, mail.way_opened_intro, region = region)),
        AccountChange::PasskeyAdded => {
            (t!(l, mail.way_passkey_added), t!(l, mail.way_passkey_added_intro, region = region))
        }
        AccountChange::PasskeyRemoved => {
            (t!(l, mail.way_passkey_removed), t!(l, mail.way_passkey_removed_intro, region = region))
        }
        AccountChange::IdentityLinked => {
            (t!(l, mail.way_identity_linked), t!(l, mail.way_identity_linked_intro, region = region))
        }
        AccountChange::IdentityRemoved => {
            (t!(l, mail.way_identity_removed), t!(l, mail.way_identity_removed_intro, region = region))
        }
        AccountChange::WaysEnded => (t!(l, mail.ways_ended), t!(l, mail.ways_ended_intro, region = region)),
    };
    let mut letter = draft.letter(
        t!(l, mail.account_subject, what = heading, region = region),
        heading,
        t!(l, mail.account_action),
        "/account",
    );
    letter.intro = vec![intro];
    letter.after = vec![match change {
        AccountChange::WaysEnded => t!(l, mail.ways_ended_after).to_owned(),
        _ => t!(l, mail.account_after, ask = whom_to_tell(draft)),
    }];
    letter
}

/// Whom somebody tells who did not do it.
fn whom_to_tell(draft: &Draft<'_>) -> String {
    let l = draft.locale;
    match draft.office.region.operator_email.as_str() {
        "" => t!(l, mail.not_you).to_owned(),
        email => t!(l, mail.not_you_tell, email = email),
    }
}

/// A code in two halves, as it is easiest to carry over.
fn typed(code: u32) -> String {
    format!("{:04} {:04}", code / 10_000, code % 10_000)
}

/// Somebody keeps sites or spaces in a keeper's stead.
pub(super) fn deputy(draft: &Draft<'_>, of: &(String, String), keeps: &[Kept], last_day: NaiveDate) -> Letter {
    let l = draft.locale;
    let (name, email) = of;
    let called = if name.is_empty() { email } else { name };
    let mut letter = draft.letter(
        t!(l, mail.deputy_subject, name = called),
        t!(l, mail.deputy_heading),
        t!(l, mail.deputy_action),
        "/keeper",
    );
    letter.intro = vec![t!(l, mail.deputy_intro, name = called, date = date_long(l, last_day))];
    let kept: Vec<String> = keeps.iter().map(|kept| kept.called(l.code())).collect();
    letter.facts = [Fact::new(t!(l, mail.fact_keeps), kept.join("\n"))].into_iter().flatten().collect();
    letter.after = vec![t!(l, mail.deputy_after, email = draft.to)];
    letter.reply_to = Some((name.clone(), email.clone()));
    letter
}

/// Somebody joined an organisation by her mail domain.
pub(super) fn member_joined(draft: &Draft<'_>, who: &(String, String), id: OrganisationId, name: &str) -> Letter {
    let l = draft.locale;
    let (hers, email) = who;
    let called = if hers.is_empty() { email } else { hers };
    let mut letter = draft.letter(
        t!(l, mail.member_joined_subject, who = called, name = name),
        t!(l, mail.member_joined_heading),
        t!(l, mail.member_joined_action),
        &format!("/account/organisation/{id}"),
    );
    letter.intro = vec![t!(l, mail.member_joined_intro, who = called, name = name)];
    letter.facts = [Fact::new(t!(l, mail.fact_name), hers), Fact::new(t!(l, mail.fact_email), email)]
        .into_iter()
        .flatten()
        .collect();
    letter.after = vec![t!(l, mail.member_joined_after).to_owned()];
    letter.reply_to = Some((hers.clone(), email.clone()));
    letter
}

/// An organisation asks for mail domains. `of`: its name and town.
pub(super) fn domains_waiting(draft: &Draft<'_>, domains: &[String], id: OrganisationId, of: (&str, &str)) -> Letter {
    let l = draft.locale;
    let (name, town) = of;
    let mut letter = draft.letter(
        t!(l, mail.domains_waiting_subject, name = name),
        t!(l, mail.domains_waiting_heading),
        t!(l, mail.domains_waiting_action),
        &format!("/account/organisation/{id}/domains"),
    );
    letter.intro = vec![t!(l, mail.domains_waiting_intro, name = name)];
    letter.facts = [
        Fact::new(t!(l, mail.fact_domains), domains.join("\n")),
        Fact::new(t!(l, mail.fact_organisation), name),
        Fact::new(t!(l, mail.fact_town), town),
    ]
    .into_iter()
    .flatten()
    .collect();
    letter
}

/// The region said whose a mail domain is, or took one away. `domains`: those that are the organisation's, and those that
/// wait.
pub(super) fn domains_answered(
    draft: &Draft<'_>,
    domains: (&[String], &[String]),
    id: OrganisationId,
    name: &str,
) -> Letter {
    let l = draft.locale;
    let (confirmed, waiting) = domains;
    let mut letter = draft.letter(
        t!(l, mail.domains_answered_subject, name = name),
        t!(l, mail.domains_answered_heading),
        t!(l, mail.domains_answered_action),
        &format!("/account/organisation/{id}/domains"),
    );
    letter.intro = vec![match confirmed {
        [] => t!(l, mail.domains_answered_none, name = name),
        _ => t!(l, mail.domains_answered_intro, name = name),
    }];
    letter.facts = [
        Fact::new(t!(l, mail.fact_domains_confirmed), confirmed.join("\n")),
        Fact::new(t!(l, mail.fact_domains_waiting), waiting.join("\n")),
    ]
    .into_iter()
    .flatten()
    .collect();
    letter.after = vec![t!(l, mail.domains_answered_after).to_owned()];
    letter
}

/// The region said no to an organisation.
pub(super) fn declined(draft: &Draft<'_>, name: &str, reason: &str) -> Letter {
    let l = draft.locale;
    let mut letter = draft.letter(
        t!(l, mail.declined_subject, name = name),
        t!(l, mail.declined_heading),
        t!(l, mail.declined_action),
        "/account",
    );
    letter.intro = vec![t!(l, mail.declined_intro, name = name)];
    letter.facts = Fact::new(t!(l, mail.fact_reason), reason).into_iter().collect();
    letter.after = vec![t!(l, mail.declined_after).to_owned()];
    letter
}

/// An organisation waits, or was confirmed.
pub(super) fn organisation(draft: &Draft<'_>, act: OrganisationMail, name: &str, town: &str) -> Letter {
    let l = draft.locale;
    let mut letter = match act {
        OrganisationMail::Waiting => {
            let mut letter = draft.letter(
                t!(l, mail.organisation_waiting_subject, name = name),
                t!(l, mail.organisation_waiting_heading),
                t!(l, mail.organisation_waiting_action),
                "/admin",
            );
            letter.intro = vec![t!(l, mail.organisation_waiting_intro).to_owned()];
            letter
        }
        OrganisationMail::Confirmed => {
            let mut letter = draft.letter(
                t!(l, mail.organisation_confirmed_subject, name = name),
                t!(l, mail.organisation_confirmed_heading),
                t!(l, mail.organisation_confirmed_action),
                "/spaces",
            );
            letter.intro = vec![t!(l, mail.organisation_confirmed_intro, name = name)];
            letter
        }
        OrganisationMail::MemberAdded => {
            let mut letter = draft.letter(
                t!(l, mail.member_added_subject, name = name),
                t!(l, mail.member_added_heading),
                t!(l, mail.member_added_action),
                "/sign-in",
            );
            letter.intro = vec![t!(l, mail.member_added_intro, name = name)];
            letter.after = vec![t!(l, mail.member_added_after, email = draft.to)];
            letter
        }
    };
    letter.facts = [Fact::new(t!(l, mail.fact_organisation), name), Fact::new(t!(l, mail.fact_town), town)]
        .into_iter()
        .flatten()
        .collect();
    letter
}
