//! The texts the program comes with, in Markdown: what is shown while nobody wrote another, and what one begins with.

use domain::about::{AboutText, DAYS_MARK};

use crate::{t, texts::Locale};

/// The template of a text. `name`: what the installation is called.
#[must_use]
pub fn template(l: Locale, text: AboutText, name: &str) -> String {
    let mut written = String::new();
    let mut part = |heading: &str, says: &str| {
        if !written.is_empty() {
            written.push_str("\n\n");
        }
        if !heading.is_empty() {
            written.push_str("## ");
            written.push_str(heading);
            written.push_str("\n\n");
        }
        written.push_str(says);
    };
    match text {
        AboutText::Imprint => {
            part(t!(l, about.represented), t!(l, about.represented_text));
            part(t!(l, about.register), t!(l, about.register_text));
            part(t!(l, about.responsible), t!(l, about.responsible_text));
            part(t!(l, about.software), t!(l, about.software_text));
        }
        AboutText::Privacy => {
            part(t!(l, about.look), t!(l, about.look_text));
            part(t!(l, about.register_event), &t!(l, about.register_event_text, days = DAYS_MARK));
            part(t!(l, about.account), t!(l, about.account_text));
            part(t!(l, about.others), t!(l, about.others_text));
            part(t!(l, about.mail), t!(l, about.mail_text));
            part(t!(l, about.rights), t!(l, about.rights_text));
            part(t!(l, about.officer), t!(l, about.officer_text));
        }
        AboutText::Accessibility => {
            part(t!(l, about.goal), t!(l, about.goal_text));
            part(t!(l, about.known), t!(l, about.known_text));
            part(t!(l, about.spaces), t!(l, about.spaces_text));
            part(t!(l, about.report), t!(l, about.report_text));
            part(t!(l, about.enforcement), t!(l, about.enforcement_text));
        }
        // One thought a line, and each its own paragraph (BITV 2.0 § 4; DIN SPEC 33429).
        AboutText::Easy => {
            let lines = |text: &str| text.lines().collect::<Vec<_>>().join("\n\n");
            part("", &lines(t!(l, about.easy_lead)));
            part(t!(l, about.easy_what), &lines(&t!(l, about.easy_what_text, name = name)));
            part(t!(l, about.easy_ways), &lines(t!(l, about.easy_ways_text)));
            part(t!(l, about.easy_event), &lines(t!(l, about.easy_event_text)));
            part(t!(l, about.easy_room), &lines(t!(l, about.easy_room_text)));
            part(t!(l, about.easy_account), &lines(t!(l, about.easy_account_text)));
            part(t!(l, about.easy_data), &lines(t!(l, about.easy_data_text)));
            part(t!(l, about.easy_access), &lines(t!(l, about.easy_access_text)));
            part(t!(l, about.easy_help), &lines(t!(l, about.easy_help_text)));
        }
    }
    written
}

/// What its page is called.
#[must_use]
pub fn title(l: Locale, text: AboutText) -> &'static str {
    match text {
        AboutText::Imprint => t!(l, about.imprint),
        AboutText::Privacy => t!(l, about.privacy),
        AboutText::Accessibility => t!(l, about.accessibility),
        AboutText::Easy => t!(l, about.easy),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        about::{open_places, settled},
        prose,
    };

    use super::*;

    #[test]
    fn every_template_is_a_text_one_can_go_on_with() {
        for l in Locale::ALL {
            for text in AboutText::ALL.iter().copied() {
                let template = template(l, text, "Spielraum");
                assert_eq!(settled(&template).as_deref(), Some(template.as_str()), "{text:?}");
                let open = text != AboutText::Easy;
                assert_eq!(!open_places(&template).is_empty(), open, "{text:?}");
                let html = prose::html(&template, 2, "");
                assert!(html.contains("<h2") && !html.contains("##"), "{html}");
            }
        }
        assert!(template(Locale::De, AboutText::Privacy, "").contains("{days} Tage nach der Veranstaltung"));
    }
}
