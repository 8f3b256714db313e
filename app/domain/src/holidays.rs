//! Public holidays of the sixteen German Länder, offline: one table, and the date of Easter.
//!
//! Of the law since 1995, when *Buß- und Bettag* became a working day everywhere but in Saxony. A day that is a
//! holiday in some municipalities of a Land only is left out, since a Land cannot tell them apart: *Fronleichnam* in
//! parts of Saxony and Thuringia, *Mariä Himmelfahrt* in most of Bavaria, the *Friedensfest* in Augsburg. A keeper
//! there enters it as a closure.

use chrono::{Datelike, Days, NaiveDate, TimeDelta, Weekday};

use crate::codes;

codes! {
    /// A Land, by its code in ISO 3166-2:DE, with the statute that names its holidays. In all of them 3 October is
    /// one by article 2 (2) of the *Einigungsvertrag*.
    Land {
        /// § 1 FTG.
        BadenWuerttemberg = "DE-BW",
        /// Art. 1 FTG.
        Bavaria = "DE-BY",
        /// § 1 of the *Gesetz über die Sonn- und Feiertage*.
        Berlin = "DE-BE",
        /// § 2 FTG.
        Brandenburg = "DE-BB",
        /// § 2 of the *Gesetz über die Sonn- und Feiertage*.
        Bremen = "DE-HB",
        /// § 1 of the *Feiertagsgesetz*.
        Hamburg = "DE-HH",
        /// § 1 `HFeiertagsG`.
        Hesse = "DE-HE",
        /// § 2 FTG M-V.
        MecklenburgVorpommern = "DE-MV",
        /// § 2 `NFeiertagsG`.
        LowerSaxony = "DE-NI",
        /// § 2 *Feiertagsgesetz NW*.
        NorthRhineWestphalia = "DE-NW",
        /// § 2 `LFtG`.
        RhinelandPalatinate = "DE-RP",
        /// § 2 SFG.
        Saarland = "DE-SL",
        /// § 1 `SächsSFG`.
        Saxony = "DE-SN",
        /// § 2 `FeiertG` LSA.
        SaxonyAnhalt = "DE-ST",
        /// § 2 SFTG.
        SchleswigHolstein = "DE-SH",
        /// § 2 `ThürFtG`.
        Thuringia = "DE-TH",
    }
}

impl Default for Land {
    /// Where OstWestfalenLippe lies.
    fn default() -> Self {
        Self::NorthRhineWestphalia
    }
}

codes! {
    /// A public holiday, in the order of the year.
    Holiday {
        /// Neujahr.
        NewYear = "new-year",
        /// Heilige Drei Könige.
        Epiphany = "epiphany",
        /// Internationaler Frauentag.
        WomensDay = "womens-day",
        /// Karfreitag.
        GoodFriday = "good-friday",
        /// Ostersonntag.
        EasterSunday = "easter-sunday",
        /// Ostermontag.
        EasterMonday = "easter-monday",
        /// Tag der Arbeit.
        LabourDay = "labour-day",
        /// Tag der Befreiung: Berlin, once in 2020 and once in 2025.
        LiberationDay = "liberation-day",
        /// Christi Himmelfahrt.
        Ascension = "ascension",
        /// Pfingstsonntag.
        WhitSunday = "whit-sunday",
        /// Pfingstmontag.
        WhitMonday = "whit-monday",
        /// Fronleichnam.
        CorpusChristi = "corpus-christi",
        /// Jahrestag des Volksaufstandes von 1953: Berlin, once in 2028.
        Uprising = "uprising",
        /// Mariä Himmelfahrt.
        Assumption = "assumption",
        /// Weltkindertag.
        ChildrensDay = "childrens-day",
        /// Tag der Deutschen Einheit.
        GermanUnity = "german-unity",
        /// Reformationstag.
        Reformation = "reformation",
        /// Allerheiligen.
        AllSaints = "all-saints",
        /// Buß- und Bettag.
        Repentance = "repentance",
        /// Erster Weihnachtstag.
        Christmas = "christmas",
        /// Zweiter Weihnachtstag.
        SecondChristmas = "second-christmas",
    }
}

/// Which day of a year.
#[derive(Clone, Copy)]
enum Day {
    /// Month and day.
    On(u32, u32),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// The last Wednesday before 23 November.
    Repentance,
}

use Day::{Easter, On};
use Land::{
    BadenWuerttemberg as BW, Bavaria as BY, Berlin as BE, Brandenburg as BB, Bremen as HB, Hamburg as HH, Hesse as HE,
    LowerSaxony as NI, MecklenburgVorpommern as MV, NorthRhineWestphalia as NW, RhinelandPalatinate as RP,
    Saarland as SL, Saxony as SN, SaxonyAnhalt as ST, SchleswigHolstein as SH, Thuringia as TH,
};

const EVER: i32 = i32::MAX;

/// What is when, in the years from … until, and where.
#[rustfmt::skip]
const TABLE: &[(Holiday, Day, i32, i32, &[Land])] = &[
    (Holiday::NewYear,         On(1, 1),        0,    EVER, Land::ALL),
    (Holiday::Epiphany,        On(1, 6),        0,    EVER, &[BW, BY, ST]),
    (Holiday::WomensDay,       On(3, 8),        2019, EVER, &[BE]),
    (Holiday::WomensDay,       On(3, 8),        2023, EVER, &[MV]),
    (Holiday::GoodFriday,      Easter(-2),      0,    EVER, Land::ALL),
    (Holiday::EasterSunday,    Easter(0),       0,    EVER, &[BB]),
    (Holiday::EasterMonday,    Easter(1),       0,    EVER, Land::ALL),
    (Holiday::LabourDay,       On(5, 1),        0,    EVER, Land::ALL),
    (Holiday::LiberationDay,   On(5, 8),        2020, 2020, &[BE]),
    (Holiday::LiberationDay,   On(5, 8),        2025, 2025, &[BE]),
    (Holiday::Ascension,       Easter(39),      0,    EVER, Land::ALL),
    (Holiday::WhitSunday,      Easter(49),      0,    EVER, &[BB]),
    (Holiday::WhitMonday,      Easter(50),      0,    EVER, Land::ALL),
    (Holiday::CorpusChristi,   Easter(60),      0,    EVER, &[BW, BY, HE, NW, RP, SL]),
    (Holiday::Uprising,        On(6, 17),       2028, 2028, &[BE]),
    (Holiday::Assumption,      On(8, 15),       0,    EVER, &[SL]),
    (Holiday::ChildrensDay,    On(9, 20),       2019, EVER, &[TH]),
    (Holiday::GermanUnity,     On(10, 3),       0,    EVER, Land::ALL),
    (Holiday::Reformation,     On(10, 31),      0,    EVER, &[BB, MV, SN, ST, TH]),
    (Holiday::Reformation,     On(10, 31),      2017, 2017, Land::ALL),
    (Holiday::Reformation,     On(10, 31),      2018, EVER, &[HB, HH, NI, SH]),
    (Holiday::AllSaints,       On(11, 1),       0,    EVER, &[BW, BY, NW, RP, SL]),
    (Holiday::Repentance,      Day::Repentance, 0,    EVER, &[SN]),
    (Holiday::Christmas,       On(12, 25),      0,    EVER, Land::ALL),
    (Holiday::SecondChristmas, On(12, 26),      0,    EVER, Land::ALL),
];

/// The public holiday `date` is in a Land. Where two fall together (Ascension on 1 May 2008) the one earlier in
/// [`Holiday`].
#[must_use]
pub fn holiday(land: Land, date: NaiveDate) -> Option<Holiday> {
    let year = date.year();
    let easter = easter(year)?;
    let is = |day: Day| match day {
        On(month, day) => (date.month(), date.day()) == (month, day),
        Easter(after) => date - easter == TimeDelta::days(after),
        // The last Wednesday before 23 November is the one from the 16th to the 22nd.
        Day::Repentance => date.weekday() == Weekday::Wed && date.month() == 11 && (16..=22).contains(&date.day()),
    };
    TABLE
        .iter()
        .find(|(_, day, from, until, lands)| (*from..=*until).contains(&year) && lands.contains(&land) && is(*day))
        .map(|(holiday, ..)| *holiday)
}

/// Easter Sunday of a year, by the Gregorian computus of Meeus, *Astronomical Algorithms*, chapter 8.
fn easter(year: i32) -> Option<NaiveDate> {
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    let golden = year.rem_euclid(19);
    let moved = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moved + 15).rem_euclid(30);
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4).rem_euclid(7);
    let full_moon = (golden + 11 * epact + 22 * weekday) / 451;
    let march = u64::try_from(epact + weekday - 7 * full_moon + 21).ok()?;
    NaiveDate::from_ymd_opt(year, 3, 1)?.checked_add_days(Days::new(march))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn of_year(land: Land, year: i32) -> Vec<(u32, u32, Holiday)> {
        let days = day(year, 1, 1).iter_days().take_while(|date| date.year() == year);
        days.filter_map(|date| Some((date.month(), date.day(), holiday(land, date)?))).collect()
    }

    #[test]
    fn the_holidays_of_north_rhine_westphalia_are_those_of_its_statute() {
        use Holiday::{
            AllSaints, Ascension, Christmas, CorpusChristi, EasterMonday, GermanUnity, GoodFriday, LabourDay, NewYear,
            SecondChristmas, WhitMonday,
        };
        let year = |good_friday, easter_monday, ascension, whit_monday, corpus_christi| {
            let on = |(month, day): (u32, u32), holiday| (month, day, holiday);
            vec![
                on((1, 1), NewYear),
                on(good_friday, GoodFriday),
                on(easter_monday, EasterMonday),
                on((5, 1), LabourDay),
                on(ascension, Ascension),
                on(whit_monday, WhitMonday),
                on(corpus_christi, CorpusChristi),
                on((10, 3), GermanUnity),
                on((11, 1), AllSaints),
                on((12, 25), Christmas),
                on((12, 26), SecondChristmas),
            ]
        };
        let of_2026 = year((4, 3), (4, 6), (5, 14), (5, 25), (6, 4));
        let of_2027 = year((3, 26), (3, 29), (5, 6), (5, 17), (5, 27));
        assert_eq!(of_year(Land::default(), 2026), of_2026);
        assert_eq!(of_year(Land::default(), 2027), of_2027);
    }

    #[test]
    fn bavaria_adds_epiphany_and_saxony_the_days_of_the_reformation() {
        for (land, theirs, not_theirs) in [
            (BY, vec![(1, 6), (5, 27), (11, 1)], vec![(8, 15), (10, 31), (11, 17)]),
            (SN, vec![(10, 31), (11, 17)], vec![(1, 6), (5, 27), (11, 1)]),
        ] {
            let found: Vec<_> = of_year(land, 2027).into_iter().map(|(month, day, _)| (month, day)).collect();
            assert!(theirs.iter().all(|day| found.contains(day)), "{land:?}: {found:?}");
            assert!(!not_theirs.iter().any(|day| found.contains(day)), "{land:?}: {found:?}");
        }
        assert_eq!(holiday(SN, day(2026, 11, 18)), Some(Holiday::Repentance));
        assert_eq!(holiday(SN, day(2028, 11, 22)), Some(Holiday::Repentance), "its latest date");
        assert_eq!(holiday(SN, day(2023, 11, 22)), Some(Holiday::Repentance));
    }

    #[test]
    fn a_holiday_begins_and_ends_with_its_law() {
        for (land, date, expected) in [
            (BE, day(2018, 3, 8), None),
            (BE, day(2019, 3, 8), Some(Holiday::WomensDay)),
            (MV, day(2022, 3, 8), None),
            (MV, day(2023, 3, 8), Some(Holiday::WomensDay)),
            (TH, day(2018, 9, 20), None),
            (TH, day(2019, 9, 20), Some(Holiday::ChildrensDay)),
            (NW, day(2016, 10, 31), None),
            (NW, day(2017, 10, 31), Some(Holiday::Reformation)),
            (NW, day(2018, 10, 31), None),
            (NI, day(2018, 10, 31), Some(Holiday::Reformation)),
            (BE, day(2025, 5, 8), Some(Holiday::LiberationDay)),
            (BE, day(2026, 5, 8), None),
        ] {
            assert_eq!(holiday(land, date), expected, "{land:?} {date}");
        }
    }

    #[test]
    fn easter_falls_where_the_church_has_it() {
        for (year, month, date) in [
            (1818, 3, 22),
            (1943, 4, 25),
            (1954, 4, 18),
            (1981, 4, 19),
            (2008, 3, 23),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
        ] {
            assert_eq!(easter(year), Some(day(year, month, date)));
        }
    }

    #[test]
    fn two_holidays_on_one_day_are_one() {
        assert_eq!(holiday(NW, day(2008, 5, 1)), Some(Holiday::LabourDay));
    }
}
