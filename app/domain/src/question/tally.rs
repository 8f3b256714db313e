//! What is counted of answers, so that it can still be said how many there were when nobody knows any more whose.

use std::collections::{BTreeMap, HashMap};

use super::{AGREED, Answer, Kind};

/// Of fewer answers nothing is counted, and fewer people who wrote the same are not named: one could tell who it was.
pub const LEAST_COUNTED: usize = 5;

/// How many chose each option, by its key; of one line how many wrote the same, whatever the case of its letters, by the
/// words of whoever wrote them first.
#[must_use]
pub fn counts<'a>(kind: Kind, answers: impl IntoIterator<Item = &'a Answer>) -> BTreeMap<String, usize> {
    let answers: Vec<&Answer> = answers.into_iter().collect();
    let mut counts = BTreeMap::new();
    if answers.len() < LEAST_COUNTED {
        return counts;
    }
    match kind {
        Kind::Text => return alike(&answers),
        Kind::Choice | Kind::Several => {
            for answer in answers {
                let Answer::Chosen(keys) = answer else { continue };
                for key in keys {
                    *counts.entry(key.clone()).or_insert(0) += 1;
                }
            }
        }
        Kind::Consent => {
            let agreed = answers.iter().filter(|answer| answer.is(AGREED)).count();
            counts.insert(AGREED.to_owned(), agreed);
        }
        _ => {}
    }
    counts
}

fn alike(answers: &[&Answer]) -> BTreeMap<String, usize> {
    let mut said: HashMap<String, (&str, usize)> = HashMap::new();
    for answer in answers {
        let Answer::Text(words) = answer else { continue };
        let words = words.trim();
        if !words.is_empty() {
            said.entry(words.to_lowercase()).or_insert((words, 0)).1 += 1;
        }
    }
    let many = said.into_values().filter(|(_, count)| *count >= LEAST_COUNTED);
    many.map(|(words, count)| (words.to_owned(), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str) -> Answer {
        Answer::Text(words.into())
    }

    fn chose(keys: &[&str]) -> Answer {
        Answer::Chosen(keys.iter().map(|key| (*key).to_owned()).collect())
    }

    fn of(kind: Kind, answers: &[Answer]) -> Vec<(String, usize)> {
        counts(kind, answers).into_iter().collect()
    }

    #[test]
    fn options_are_counted_once_there_are_enough_answers() {
        let mut answers = vec![chose(&["o1", "o2"]), chose(&["o2"]), chose(&["o2"]), chose(&["o1"])];
        assert_eq!(of(Kind::Several, &answers), []);
        answers.push(chose(&["o3"]));
        assert_eq!(of(Kind::Several, &answers), [("o1".into(), 2), ("o2".into(), 3), ("o3".into(), 1)]);
        assert_eq!(of(Kind::Consent, &vec![Answer::Agreed; 5]), [(AGREED.into(), 5)]);
    }

    #[test]
    fn what_several_wrote_alike_is_counted_and_what_few_wrote_is_not_named() {
        let mut answers = vec![said("Lemgo"), said(" lemgo "), said("LEMGO"), said("Lemgo"), said("Detmold")];
        assert_eq!(of(Kind::Text, &answers), []);
        answers.push(said("Lemgo"));
        assert_eq!(of(Kind::Text, &answers), [("Lemgo".into(), 5)]);
        assert_eq!(of(Kind::LongText, &answers), []);
    }
}
