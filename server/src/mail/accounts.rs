//! Mails about signing in and about organisations.

use app::{t, ui::dates::date_long};
use chrono::NaiveDate;
use domain::{desk::Kept, id::OrganisationId};
use store::OrganisationMail;

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
    // In two halves, as it is easiest to carry over.
    let code = format!("{:04} {:04}", code / 10_000, code % 10_000);
    letter.after = vec![t!(l, mail.sign_in_code, code = code), t!(l, mail.sign_in_after).to_owned()];
    letter
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
