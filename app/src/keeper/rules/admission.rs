//! The admission list in a form: whom each entry is about, and what holds for them.

use domain::{
    id::GroupId,
    organisation::{OrganisationKind, Role, Sector},
    rulebook::{AdmissionRule, How, RuleBook, Who},
};

use crate::form::Fields;

/// The entries of the admission list: whom they are about, and what holds for them.
pub const ADMISSION: [(&str, &str); 8] = [
    ("who_0", "how_0"),
    ("who_1", "how_1"),
    ("who_2", "how_2"),
    ("who_3", "how_3"),
    ("who_4", "how_4"),
    ("who_5", "how_5"),
    ("who_6", "how_6"),
    ("who_7", "how_7"),
];

/// Whom an entry is about, in one word. A list of organisations is named by where it stood.
pub fn who_code(index: usize, who: &Who) -> String {
    match who {
        Who::Everybody => "everybody".to_owned(),
        Who::Trusted => "trusted".to_owned(),
        Who::Untrusted => "untrusted".to_owned(),
        Who::Kind(kind) => format!("kind:{}", kind.code()),
        Who::Sector(sector) => format!("sector:{}", sector.code()),
        Who::RoleAtLeast(role) => format!("role:{}", role.code()),
        Who::Organisations(_) => format!("kept:{index}"),
        Who::Group(id) => format!("group:{id}"),
    }
}

fn who(code: &str, own: &RuleBook) -> Option<Who> {
    match code.split_once(':').unwrap_or((code, "")) {
        ("everybody", _) => Some(Who::Everybody),
        ("trusted", _) => Some(Who::Trusted),
        ("untrusted", _) => Some(Who::Untrusted),
        ("kind", code) => OrganisationKind::from_code(code).map(Who::Kind),
        ("sector", code) => Sector::from_code(code).map(Who::Sector),
        ("role", code) => Role::from_code(code).map(Who::RoleAtLeast),
        ("group", id) => id.parse::<GroupId>().ok().map(Who::Group),
        ("kept", index) => Some(own.admission.as_ref()?.get(index.parse::<usize>().ok()?)?.who.clone()),
        _ => None,
    }
}

/// The entries that are filled in; `nobody` in the first stands for a list without any.
pub fn read(fields: &Fields, own: &RuleBook) -> Option<Vec<AdmissionRule>> {
    let entry = |(name, how): &(&str, &str)| {
        let how = fields.text(how).and_then(How::from_code).unwrap_or(How::AtOnce);
        Some(AdmissionRule { who: who(fields.text(name)?, own)?, how })
    };
    let entries: Vec<AdmissionRule> = ADMISSION.iter().filter_map(entry).collect();
    (!entries.is_empty() || fields.get("who_0") == "nobody").then_some(entries)
}
