//! The pages: which house, then its rules.

use domain::{
    access::{Act, may},
    desk::{NewRules, RulesRefusal, RulesView},
};
use leptos::prelude::*;

use super::{
    book::{self, Read},
    faults,
    view::{Choose, RulesForm, Shown},
};
use crate::{
    ask::Ask,
    form::{Fields, Problems},
    keeper::desk::kept,
    page::{Answer, Answered, Page},
    t,
    ui::form::Form,
};

/// The houses and spaces whose rules a keeper may write.
///
/// # Errors
/// When there is nothing to keep for this person, or the house cannot answer now.
pub async fn choose(ask: Ask) -> Answered {
    let l = ask.locale;
    let sites = kept(&ask).await?.into_iter();
    let sites = sites.map(|site| (may(&ask.actor, Act::Keep(site.id.into())).is_ok(), site)).collect();
    let title = t!(l, rulebook.title);
    Ok(Page::new("keeper", title, move || view! { <Choose l=l sites=sites /> }.into_any()).into())
}

/// Shows the rules of a house, or of a space in it.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn show(ask: Ask) -> Answered {
    let rules = rules(&ask).await?;
    let calendar = if rules.space.is_none() { rules.inherited.school_calendar.as_slice() } else { &[] };
    let fields = book::write(ask.locale, &rules.own, calendar).with("version", &rules.version.to_string());
    let done = ask.query.get("done") == "changed";
    Ok(page(&ask, rules, fields, Problems::default(), done).into())
}

/// Writes them down, or says what is wrong and keeps what was typed.
///
/// # Errors
/// When it is not hers, or the house cannot answer now.
pub async fn write(ask: Ask) -> Answered {
    let rules = rules(&ask).await?;
    let l = ask.locale;
    let mut fields = ask.form.clone();
    let Read { book, calendar, problems } = book::read(l, &fields, &rules.own, &rules.inherited);
    if !problems.is_empty() {
        return Ok(page(&ask, rules, fields, problems, false).into());
    }
    let version = fields.parse("version").unwrap_or(rules.version);
    let space = rules.space.as_ref().map(|space| space.slug.clone());
    let calendar = calendar.filter(|_| space.is_none());
    let new = NewRules { site: rules.site.slug.clone(), space, version, book, school_calendar: calendar };
    let problems = match ask.house.keeping.change_rules(&ask.actor, new).await {
        Ok(()) => return Ok(Answer::Goto(format!("{}?done=changed", path(&rules)))),
        Err(RulesRefusal::Unavailable) => return Err(Answer::Unavailable),
        Err(RulesRefusal::NotFound) => return Ok(Answer::NotFound),
        Err(RulesRefusal::ChangedMeanwhile) => {
            // She sees what she typed; what she sends next is meant to replace what stands.
            fields = fields.with("version", &rules.version.to_string());
            Problems::whole(t!(l, rulebook.refused_changed))
        }
        Err(RulesRefusal::Faults(found)) => faults::at_fields(l, &found),
        Err(RulesRefusal::Space(space, fault)) => {
            let why = faults::cause(l, &fault);
            Problems::whole(t!(l, rulebook.refused_space, space = space.name.get(l.code()), why = why))
        }
    };
    Ok(page(&ask, rules, fields, problems, false).into())
}

pub(super) async fn rules(ask: &Ask) -> Result<RulesView, Answer> {
    if ask.person().is_none() {
        return Err(Answer::SignIn);
    }
    let space = Some(ask.param("space")).filter(|slug| !slug.is_empty());
    ask.house.keeping.rules(&ask.actor, ask.param("site"), space).await?.ok_or(Answer::NotFound)
}

pub(super) fn path(rules: &RulesView) -> String {
    let site = format!("/keeper/rules/{}", rules.site.slug);
    rules.space.as_ref().map_or_else(|| site.clone(), |space| format!("{site}/{}", space.slug))
}

fn page(ask: &Ask, rules: RulesView, fields: Fields, problems: Problems, done: bool) -> Page {
    let l = ask.locale;
    let form = Form::refused(l, fields, problems).open();
    let name = rules.space.as_ref().map_or(rules.site.name.as_str(), |space| space.name.get(l.code()));
    let (title, status) = (form.title(&t!(l, rulebook.title_of, name = name)), form.status());
    let shown = Shown { rules, form, done };
    Page::new("keeper", title, move || view! { <RulesForm l=l shown=shown /> }.into_any()).with_status(status)
}
