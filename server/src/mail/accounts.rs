//! Mails about signing in and about organisations.

use app::t;
use store::OrganisationMail;

use super::{Draft, Fact, Letter};

/// The link to sign in with. Nothing in it was typed by whoever asked for it.
pub(super) fn sign_in(draft: &Draft<'_>, token: &str, minutes: u16) -> Letter {
    let l = draft.locale;
    let region = &draft.office.region.name;
    let mut letter = draft.letter(
        t!(l, mail.sign_in_subject, region = region),
        t!(l, mail.sign_in_heading),
        t!(l, mail.sign_in_action),
        &format!("/sign-in/{token}"),
    );
    letter.intro = vec![t!(l, mail.sign_in_intro, region = region, count = minutes)];
    letter.after = vec![t!(l, mail.sign_in_after).to_owned()];
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
