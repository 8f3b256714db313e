//! The public holidays of every Land, judged by a calendar others keep.

use std::{collections::BTreeMap, process::Command};

use chrono::NaiveDate;
use domain::holidays::{Land, holiday};

use super::{Folder, judges, scripts};

#[test]
fn the_holidays_of_every_land_are_those_a_foreign_calendar_has() {
    let Some(judges) = judges() else { return };
    let (first, last) = (NaiveDate::from_ymd_opt(1995, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2040, 12, 31).unwrap());
    let of_land = |land: &Land| {
        let days = first.iter_days().take_while(|date| *date <= last);
        let days = days.filter_map(|date| Some((date.to_string(), holiday(*land, date)?.code())));
        (land.code(), days.collect::<BTreeMap<_, _>>())
    };
    let ours: BTreeMap<_, _> = Land::ALL.iter().map(of_land).collect();
    let folder = Folder::new();
    folder.add("holidays.json", &serde_json::to_vec(&ours).unwrap());
    let judged = Command::new(&judges.python)
        .args([scripts().join("holidays_of_lands.py"), folder.folder.path().join("holidays.json")])
        .output()
        .unwrap();
    assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
    assert_eq!(String::from_utf8(judged.stdout).unwrap(), "16 Länder, 7834 days\n");
}
