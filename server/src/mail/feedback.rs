//! Mails to who runs the installation.

use app::t;
use domain::barrier::Barrier;

use super::{Draft, Fact, Letter, mime::one_line};

/// So much of the page stands in the subject.
const IN_SUBJECT: usize = 60;

/// Somebody said what hinders her. An answer goes to her.
pub(super) fn barrier(draft: &Draft<'_>, found: &Barrier) -> Letter {
    let l = draft.locale;
    let page: String = one_line(&found.page).chars().take(IN_SUBJECT).collect();
    let subject =
        if page.is_empty() { t!(l, about.mail_subject).to_owned() } else { t!(l, about.mail_subject_at, page = page) };
    let mut letter = draft.letter(subject, t!(l, about.mail_heading), t!(l, about.accessibility), "/accessibility");
    let no_answer = found.reply_to.is_none().then(|| t!(l, about.mail_no_answer).to_owned());
    letter.intro = found.words.lines().map(str::to_owned).filter(|line| !line.trim().is_empty()).collect();
    letter.facts = [
        Fact::new(t!(l, about.mail_page), found.page.as_str()),
        Fact::new(t!(l, about.mail_reply_to), found.reply_to.clone().unwrap_or_default()),
    ]
    .into_iter()
    .flatten()
    .collect();
    letter.after.extend(no_answer);
    letter.reply_to = found.reply_to.clone().map(|email| (String::new(), email));
    letter
}
