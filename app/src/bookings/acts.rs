//! What the buttons of the workshop do to its form. Nothing but the form remembers what was decided, so that every
//! decision survives a reload, and can be sent to somebody.

use chrono::NaiveDate;
use domain::{
    desk::{Choice, LocalWish, Pick},
    slot::LocalSpan,
};

use super::{series, wish};
use crate::form::Fields;

/// What the row that is open for another time asks for.
const EDIT: [&str; 5] = ["edit", "edit_space", "edit_date", "edit_from", "edit_until"];

/// A form after its buttons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// What stands in it now.
    pub fields: Fields,
    /// Spaces that are taken shall be replaced.
    pub substitute: bool,
    /// The row that is open says no date or no time.
    pub unclear: bool,
}

/// Only what makes the wish and its repetition, and the row that is open.
#[must_use]
pub fn part(fields: &Fields) -> Fields {
    let ours = |name: &str| wish::NAMES.contains(&name) || series::NAMES.contains(&name) || EDIT.contains(&name);
    Fields(fields.0.iter().filter(|(name, value)| ours(name) && !value.is_empty()).cloned().collect())
}

/// Does what the button says that was pressed, after what was typed into the row that was open.
#[must_use]
pub fn settled(fields: &Fields, wish: Option<&LocalWish>) -> Settled {
    let (act, about) = fields.get("act").split_once(' ').unwrap_or((fields.get("act"), ""));
    let mut settled = Settled { fields: fields.with("act", ""), ..Settled::default() };
    if act != "close" && fields.text("edit_date").is_some() {
        match edited(fields) {
            Some(choice) => settled.fields = decided(&without_edit(&settled.fields), choice, wish),
            None => settled.unclear = true,
        }
    }
    let date = about.parse::<NaiveDate>().ok();
    match (act, date) {
        ("skip", Some(date)) => settled.fields = decided(&settled.fields, Choice { date, pick: Pick::Skip }, wish),
        ("back", Some(date)) => settled.fields = undecided(&settled.fields, date),
        ("edit", Some(_)) if !settled.unclear => settled.fields = without_edit(&settled.fields).with("edit", about),
        ("close", _) => settled.fields = without_edit(&settled.fields),
        ("take", _) => {
            if let Some(choice) = series::choice(about) {
                settled.fields = decided(&settled.fields, choice, wish);
            }
        }
        ("substitute", _) => settled.substitute = true,
        _ => {}
    }
    settled
}

fn without_edit(fields: &Fields) -> Fields {
    EDIT.iter().fold(fields.clone(), |fields, name| fields.with(name, ""))
}

/// What was typed into the row that is open.
fn edited(fields: &Fields) -> Option<Choice> {
    let instead = Pick::Instead {
        space: fields.text("edit_space")?.to_owned(),
        date: fields.date("edit_date")?,
        from: fields.time("edit_from")?,
        until: fields.time("edit_until")?,
    };
    Some(Choice { date: fields.date("edit")?, pick: instead })
}

fn undecided(fields: &Fields, date: NaiveDate) -> Fields {
    let mut choices = series::choices(fields);
    choices.retain(|choice| choice.date != date);
    series::with_choices(fields, &choices)
}

/// The form with one decision more. To choose what the rule says is to decide nothing.
fn decided(fields: &Fields, choice: Choice, wish: Option<&LocalWish>) -> Fields {
    let fields = undecided(fields, choice.date);
    if wish.is_some_and(|wish| choice.pick == as_the_rule_has_it(wish, choice.date)) {
        return fields;
    }
    let mut choices = series::choices(&fields);
    choices.push(choice);
    choices.sort_by_key(|choice| choice.date);
    series::with_choices(&fields, &choices)
}

fn as_the_rule_has_it(wish: &LocalWish, date: NaiveDate) -> Pick {
    let LocalSpan { from, until } = LocalSpan::on(date, wish.from, wish.until);
    Pick::Instead { space: wish.space.clone(), date: from.date(), from: from.time(), until: until.time() }
}

#[cfg(test)]
mod tests {
    use domain::equipment::Along;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn wished() -> LocalWish {
        let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        LocalWish {
            space: "trafo".into(),
            date: "2027-03-09".parse().unwrap(),
            from: time(10),
            until: time(12),
            last: None,
            people: 8,
            layout: None,
            units: 1,
            use_kind: None,
            along: Along::new(),
            behalf: None,
        }
    }

    fn after(pairs: &[(&str, &str)]) -> Vec<String> {
        settled(&typed(pairs), Some(&wished())).fields.all("pick").map(str::to_owned).collect()
    }

    #[test]
    fn a_date_is_left_out_and_taken_back() {
        assert_eq!(after(&[("act", "skip 2027-03-16")]), ["2027-03-16"]);
        assert_eq!(after(&[("pick", "2027-03-16"), ("act", "back 2027-03-16")]), [""; 0]);
    }

    #[test]
    fn the_last_decision_about_a_date_is_the_one_that_counts() {
        let other = "2027-03-16 werkstatt 2027-03-16 10:00 12:00";
        let take = format!("take {other}");
        assert_eq!(after(&[("pick", "2027-03-16"), ("pick", "2027-03-23"), ("act", &take)]), [other, "2027-03-23"]);
    }

    #[test]
    fn what_was_typed_into_an_open_row_counts_whatever_button_was_pressed() {
        let open = [
            ("edit", "2027-03-16"),
            ("edit_space", "trafo"),
            ("edit_date", "2027-03-17"),
            ("edit_from", "9:00"),
            ("edit_until", "11:00"),
        ];
        let mut skipped = open.to_vec();
        skipped.push(("act", "skip 2027-03-23"));
        assert_eq!(after(&open), ["2027-03-16 trafo 2027-03-17 09:00 11:00"]);
        assert_eq!(after(&skipped).len(), 2);
        let mut closed = open.to_vec();
        closed.push(("act", "close"));
        assert_eq!(after(&closed), [""; 0]);
        let unclear = settled(&typed(&[("edit", "2027-03-16"), ("edit_date", "morgen")]), None);
        assert!(unclear.unclear && unclear.fields.get("edit_date") == "morgen");
    }

    #[test]
    fn to_choose_what_the_rule_says_is_to_decide_nothing() {
        let rule = [("pick", "2027-03-16"), ("act", "take 2027-03-16 trafo 2027-03-16 10:00 12:00")];
        assert_eq!(after(&rule), [""; 0]);
    }
}
