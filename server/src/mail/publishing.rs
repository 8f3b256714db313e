//! Mails about drafts on their way to the public: by the clock, and past the region.

use app::{events::unpublished, t, ui::dates};
use chrono::NaiveDateTime;
use domain::{event::Unpublished, text::Localised};
use store::ReviewMail;

use super::{Draft, Fact, Letter};

/// Something was in the way.
pub(super) fn not_published(draft: &Draft<'_>, event: &Localised, slug: &str, why: Unpublished) -> Letter {
    let l = draft.locale;
    let subject = t!(l, copying.mail_subject, event = event.get(l.code()));
    let path = format!("/manage/events/{slug}");
    let mut letter = draft.letter(subject, t!(l, copying.mail_heading), t!(l, copying.mail_action), &path);
    letter.intro = vec![unpublished(l, why).to_owned()];
    let after = if why == Unpublished::Unreviewed { t!(l, review.mail_after) } else { t!(l, copying.mail_after) };
    letter.after = vec![after.to_owned()];
    letter
}

/// What is known of a draft the region looks at.
pub(super) struct Reviewed<'a> {
    pub event: &'a Localised,
    pub slug: &'a str,
    pub organiser: &'a str,
    /// When it becomes public by itself.
    pub publish_at: Option<NaiveDateTime>,
    /// What is to be changed.
    pub reason: &'a str,
}

/// It waits for the region, or the region has answered.
pub(super) fn review(draft: &Draft<'_>, act: ReviewMail, known: &Reviewed<'_>) -> Letter {
    let l = draft.locale;
    let event = known.event.get(l.code());
    let own = format!("/manage/events/{}", known.slug);
    let mut letter = match act {
        ReviewMail::Waits => {
            let subject = t!(l, review.mail_waits_subject, event = event);
            let mut letter = draft.letter(subject, t!(l, review.mail_waits), t!(l, review.mail_look), "/admin/events");
            letter.intro = vec![t!(l, review.mail_waits_intro, organiser = known.organiser)];
            letter
        }
        ReviewMail::Cleared => {
            let subject = t!(l, review.mail_cleared_subject, event = event);
            let mut letter = draft.letter(subject, t!(l, review.mail_cleared), t!(l, review.mail_open), &own);
            letter.intro = vec![match known.publish_at {
                Some(at) => t!(l, review.mail_cleared_later, time = dates::moment(l, at)),
                None => t!(l, review.mail_cleared_now).to_owned(),
            }];
            letter
        }
        ReviewMail::Returned => {
            let subject = t!(l, review.mail_returned_subject, event = event);
            let mut letter = draft.letter(subject, t!(l, review.mail_returned), t!(l, review.mail_change), &own);
            letter.intro = vec![t!(l, review.mail_returned_intro).to_owned()];
            letter
        }
    };
    letter.facts = [
        Fact::new(t!(l, mail.fact_event), event),
        Fact::new(t!(l, mail.fact_organiser), known.organiser),
        Fact::new(t!(l, review.fact_why), known.reason),
    ]
    .into_iter()
    .flatten()
    .collect();
    letter
}
