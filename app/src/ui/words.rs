//! The words of the field in the language of the page.

use domain::{
    booking::BookingState,
    desk::TrailAct,
    event::{AudienceType, Dimension, EventState, Format},
    holidays::{Holiday, Land},
    organisation::{OrganisationKind, Role, Sector},
    registration::RegistrationState,
    space::{Layout, SpaceKind},
    waiting::WaitState,
};

use crate::{t, texts::Locale};

/// Something that has one word for it: `space.kind.word(l)`.
pub trait Word: Copy {
    /// The word for it.
    fn word(self, l: Locale) -> &'static str;
}

macro_rules! words {
    ($($name:ident { $($variant:ident = $key:ident),+ $(,)? })+) => {$(
        impl Word for $name {
            fn word(self, l: Locale) -> &'static str {
                match self { $(Self::$variant => t!(l, words.$key)),+ }
            }
        }
    )+};
}

words! {
    SpaceKind {
        Lab = kind_lab,
        Workshop = kind_workshop,
        CoCreation = kind_co_creation,
        Seminar = kind_seminar,
        Hall = kind_hall,
        Studio = kind_studio,
        Workbench = kind_workbench,
    }
    Layout {
        Rows = layout_rows,
        Classroom = layout_classroom,
        UShape = layout_u_shape,
        Block = layout_block,
        Groups = layout_groups,
        Circle = layout_circle,
        Standing = layout_standing,
        Fixed = layout_fixed,
    }
    Dimension {
        Intensification = dimension_intensification,
        Dissemination = dimension_dissemination,
        Deepening = dimension_deepening,
        Expansion = dimension_expansion,
    }
    AudienceType {
        Everyone = audience_everyone,
        Companies = audience_companies,
        StartUps = audience_start_ups,
        Scientists = audience_scientists,
        Students = audience_students,
        Pupils = audience_pupils,
        Administration = audience_administration,
    }
    Format { OnSite = format_on_site, Online = format_online, Hybrid = format_hybrid }
    Sector {
        Business = sector_business,
        Science = sector_science,
        Society = sector_society,
        Administration = sector_administration,
    }
    OrganisationKind {
        Company = organisation_company,
        University = organisation_university,
        Municipality = organisation_municipality,
        Association = organisation_association,
        School = organisation_school,
        StartUp = organisation_start_up,
        Individual = organisation_individual,
    }
    Role { Member = role_member, Booker = role_booker, Organiser = role_organiser, Admin = role_admin }
    BookingState {
        Requested = booking_requested,
        Confirmed = booking_confirmed,
        Declined = booking_declined,
        Cancelled = booking_cancelled,
        Expired = booking_expired,
        Finished = booking_finished,
        NoShow = booking_no_show,
    }
    WaitState {
        Waiting = wait_waiting,
        Offered = wait_offered,
        Booked = wait_booked,
        Left = wait_left,
        Lapsed = wait_lapsed,
        Over = wait_over,
    }
    EventState { Draft = event_draft, Published = event_published, Cancelled = event_cancelled }
    TrailAct {
        Registered = trail_registered,
        AskedToWait = trail_asked_to_wait,
        Waits = trail_waits,
        Requested = trail_requested,
        Approved = trail_approved,
        Declined = trail_declined,
        Unanswered = trail_unanswered,
        Confirmed = trail_confirmed,
        Expired = trail_expired,
        Offered = trail_offered,
        OfferDeclined = trail_offer_declined,
        OfferVoid = trail_offer_void,
        Lapsed = trail_lapsed,
        PassedOver = trail_passed_over,
        PutFirst = trail_put_first,
        Over = trail_over,
        Changed = trail_changed,
        AnswersChanged = trail_answers_changed,
        FileTaken = trail_file_taken,
        Cancelled = trail_cancelled,
        Arrived = trail_arrived,
        ArrivalUndone = trail_arrival_undone,
        WalkedIn = trail_walked_in,
    }
    RegistrationState {
        Pending = registration_pending,
        Joining = registration_joining,
        Waiting = registration_waiting,
        Offered = registration_offered,
        Requested = registration_requested,
        Confirmed = registration_confirmed,
        Declined = registration_declined,
        Cancelled = registration_cancelled,
        Expired = registration_expired,
        Lapsed = registration_lapsed,
    }
    Holiday {
        NewYear = holiday_new_year,
        Epiphany = holiday_epiphany,
        WomensDay = holiday_womens_day,
        GoodFriday = holiday_good_friday,
        EasterSunday = holiday_easter_sunday,
        EasterMonday = holiday_easter_monday,
        LabourDay = holiday_labour_day,
        LiberationDay = holiday_liberation_day,
        Ascension = holiday_ascension,
        WhitSunday = holiday_whit_sunday,
        WhitMonday = holiday_whit_monday,
        CorpusChristi = holiday_corpus_christi,
        Uprising = holiday_uprising,
        Assumption = holiday_assumption,
        ChildrensDay = holiday_childrens_day,
        GermanUnity = holiday_german_unity,
        Reformation = holiday_reformation,
        AllSaints = holiday_all_saints,
        Repentance = holiday_repentance,
        Christmas = holiday_christmas,
        SecondChristmas = holiday_second_christmas,
    }
    Land {
        BadenWuerttemberg = land_baden_wuerttemberg,
        Bavaria = land_bavaria,
        Berlin = land_berlin,
        Brandenburg = land_brandenburg,
        Bremen = land_bremen,
        Hamburg = land_hamburg,
        Hesse = land_hesse,
        MecklenburgVorpommern = land_mecklenburg_vorpommern,
        LowerSaxony = land_lower_saxony,
        NorthRhineWestphalia = land_north_rhine_westphalia,
        RhinelandPalatinate = land_rhineland_palatinate,
        Saarland = land_saarland,
        Saxony = land_saxony,
        SaxonyAnhalt = land_saxony_anhalt,
        SchleswigHolstein = land_schleswig_holstein,
        Thuringia = land_thuringia,
    }
}

impl Word for Locale {
    fn word(self, l: Locale) -> &'static str {
        match self {
            Self::De => t!(l, words.language_de),
            Self::En => t!(l, words.language_en),
        }
    }
}

/// Codes and words of a closed list, for a choice in a form.
#[must_use]
pub fn options<T: Word>(l: Locale, all: &[T], code: fn(T) -> &'static str) -> Vec<(String, String)> {
    all.iter().map(|value| (code(*value).to_owned(), value.word(l).to_owned())).collect()
}

/// `a, b und c`.
#[must_use]
pub fn list(l: Locale, items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => t!(l, dates.and, most = most.join(", "), last = last),
    }
}

/// Any of these: `Saal, Labor oder Aula`.
#[must_use]
pub fn any_of(l: Locale, items: &[String]) -> String {
    match items {
        [] | [_] => list(l, items),
        [most @ .., last] => t!(l, dates.or, most = most.join(", "), last = last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_listed_as_they_are_spoken() {
        let items = |items: &[&str]| items.iter().map(|&item| item.to_owned()).collect::<Vec<_>>();
        assert_eq!(list(Locale::De, &items(&["U-Form", "Block", "stehend"])), "U-Form, Block und stehend");
        assert_eq!(list(Locale::En, &items(&["Lab", "Hall"])), "Lab and Hall");
        assert_eq!(list(Locale::De, &items(&["Saal"])), "Saal");
        assert_eq!(list(Locale::De, &[]), "");
        assert_eq!(any_of(Locale::De, &items(&["Saal", "Labor", "Aula"])), "Saal, Labor oder Aula");
        assert_eq!(any_of(Locale::En, &items(&["Lab"])), "Lab");
    }
}
