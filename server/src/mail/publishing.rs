//! Mails about drafts that were to become public by the clock.

use app::t;
use domain::{event::Unpublished, text::Localised};

use super::{Draft, Letter};

/// Something was in the way.
pub(super) fn not_published(draft: &Draft<'_>, event: &Localised, slug: &str, why: Unpublished) -> Letter {
    let l = draft.locale;
    let subject = t!(l, copying.mail_subject, event = event.get(l.code()));
    let path = format!("/manage/events/{slug}");
    let mut letter = draft.letter(subject, t!(l, copying.mail_heading), t!(l, copying.mail_action), &path);
    let why = match why {
        Unpublished::NoSession => t!(l, copying.mail_no_session),
        Unpublished::NoPlace => t!(l, copying.mail_no_place),
        Unpublished::RoomGone => t!(l, copying.mail_room_gone),
        Unpublished::Unconfirmed => t!(l, copying.mail_unconfirmed),
    };
    letter.intro = vec![why.to_owned()];
    letter.after = vec![t!(l, copying.mail_after).to_owned()];
    letter
}
