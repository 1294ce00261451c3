//! Which words people are found by, and where with each of them a word stands. A part of the directory.

use crate::{crm::search::Sought, domain::ContactId};
use std::{
    collections::{BTreeMap, HashSet},
    ops::Bound,
};

/// Where a word stands with a person: who may find them by it follows from that. Numbers count within the person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Spot {
    /// In what the agency wrote down: names, tags, city, its own fields.
    Card,
    /// In the name of a face.
    Name(u32),
    /// In what leads to a face elsewhere: username, number, ways to reach them that stand in a name.
    Lead(u32),
    /// Its phone number.
    Phone(u32),
    /// In a note.
    Note(u32),
}

type Hit = (ContactId, Spot);

#[derive(Default)]
pub(super) struct Words {
    /// In order, so that whoever has much in common is found in one go.
    words: BTreeMap<Box<str>, Vec<Hit>>,
    /// Digits, which are found by any part of them.
    phones: BTreeMap<Hit, Box<str>>,
}

impl Words {
    pub fn enter(&mut self, id: ContactId, spot: Spot, text: &str) {
        if let Spot::Phone(_) = spot {
            self.phones.insert((id, spot), text.into());
            return;
        }
        for word in text.split(' ') {
            if !self.words.contains_key(word) {
                self.words.insert(word.into(), Vec::new());
            }
            if let Some(hits) = self.words.get_mut(word)
                && let Err(place) = hits.binary_search(&(id, spot))
            {
                hits.insert(place, (id, spot));
            }
        }
    }

    pub fn leave(&mut self, id: ContactId, spot: Spot, text: &str) {
        if let Spot::Phone(_) = spot {
            self.phones.remove(&(id, spot));
            return;
        }
        for word in text.split(' ') {
            let Some(hits) = self.words.get_mut(word) else { continue };
            if let Ok(place) = hits.binary_search(&(id, spot)) {
                hits.remove(place);
            }
            if hits.is_empty() {
                self.words.remove(word);
            }
        }
    }

    /// Where what is sought stands; it has words.
    pub fn find(&self, sought: &Sought) -> Hits {
        let words: Vec<_> = sought.words.iter().map(|word| self.beginning(word)).collect();
        let phones: Vec<_> = sought.phone.iter().flat_map(|part| self.phones_with(part)).collect();
        let mut people: HashSet<_> = common(&words).into_iter().collect();
        people.extend(phones.iter().map(|(id, _)| id));
        Hits { people, words, phones }
    }

    /// Everywhere where a word begins so.
    fn beginning(&self, with: &str) -> Vec<Hit> {
        let words = self
            .words
            .range::<str, _>((Bound::Included(with), Bound::Unbounded))
            .take_while(|(word, _)| word.starts_with(with));
        let mut hits: Vec<Hit> = words.flat_map(|(_, hits)| hits).copied().collect();
        hits.sort_unstable();
        hits.dedup();
        hits
    }

    fn phones_with(&self, part: &str) -> impl Iterator<Item = Hit> {
        let has = move |digits: &str| digits.as_bytes().windows(part.len()).any(|window| window == part.as_bytes());
        self.phones.iter().filter(move |(_, digits)| has(digits)).map(|(hit, _)| *hit)
    }
}

/// Those with whom each word is found, by lists that are in order.
fn common(words: &[Vec<Hit>]) -> Vec<ContactId> {
    let Some((first, others)) = words.split_first() else { return Vec::new() };
    let mut people: Vec<_> = first.iter().map(|(id, _)| *id).collect();
    people.dedup();
    for hits in others {
        let mut hits = hits.iter().map(|(id, _)| *id).peekable();
        people.retain(|id| {
            while hits.next_if(|other| other < id).is_some() {}
            hits.peek() == Some(id)
        });
    }
    people
}

/// Where what is sought stands.
pub(super) struct Hits {
    people: HashSet<ContactId>,
    /// By word, each in order.
    words: Vec<Vec<Hit>>,
    phones: Vec<Hit>,
}

impl Hits {
    /// Whether somebody is found who has each word, or the number, where it is `shown`.
    pub fn are_shown(&self, id: ContactId, shown: impl Fn(Spot) -> bool) -> bool {
        let stands = |hits: &[Hit]| {
            let theirs = &hits[hits.partition_point(|(other, _)| *other < id)..];
            theirs.iter().take_while(|(other, _)| *other == id).any(|(_, spot)| shown(*spot))
        };
        self.people.contains(&id) && (stands(&self.phones) || self.words.iter().all(|hits| stands(hits)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::search::words;
    use proptest::{collection::vec, prelude::*};

    fn text(of: &str) -> String {
        words([of]).into_iter().collect::<Vec<_>>().join(" ")
    }

    fn found(index: &Words, sought: &str, shown: impl Fn(Spot) -> bool) -> Vec<u64> {
        let hits = index.find(&Sought::new(sought));
        (0..10).filter(|id| hits.are_shown(ContactId(*id), &shown)).collect()
    }

    #[test]
    fn words_are_found_by_how_they_begin() {
        let mut index = Words::default();
        index.enter(ContactId(1), Spot::Card, &text("Пётр Анна-Мария São Paulo VIP"));
        index.enter(ContactId(2), Spot::Card, &text("VIP"));
        for hit in ["петр", "ПЁТ", "мар", "анна-м", "sao", "vip петр"] {
            assert_eq!(found(&index, hit, |_| true), [1], "{hit}");
        }
        for miss in ["ётр", "ария", "vip иван", "paulina"] {
            assert_eq!(found(&index, miss, |_| true), [0; 0], "{miss}");
        }
        assert_eq!(found(&index, "v", |_| true), [1, 2]);
    }

    #[test]
    fn a_word_counts_only_where_it_is_shown() {
        let mut index = Words::default();
        index.enter(ContactId(1), Spot::Name(0), "ivan");
        index.enter(ContactId(1), Spot::Lead(0), "ivan petrov");
        index.enter(ContactId(1), Spot::Phone(0), "37120000017");
        let names = |spot| matches!(spot, Spot::Name(_));
        assert_eq!(found(&index, "ivan", names), [1]);
        assert_eq!(found(&index, "ivan petrov", names), [0; 0]);
        assert_eq!(found(&index, "0017", names), [0; 0]);
        assert_eq!(found(&index, "0017", |_| true), [1]);
        assert_eq!(found(&index, "ivan petrov", |_| true), [1]);
    }

    proptest! {
        /// After any entering and leaving, what is found is what a look at everybody finds; and nothing stays of who left.
        #[test]
        fn finds_what_a_look_at_everybody_finds(
            steps in vec((0u64..6, "[абв]{1,3}( [абв]{1,3}){0,2}"), 0..40),
            sought in "[абв]{1,2}( [абв]{1,2})?",
        ) {
            let (mut index, mut plain) = (Words::default(), BTreeMap::new());
            for (id, said) in steps {
                let said = text(&said);
                if let Some(before) = plain.insert(id, said.clone()) {
                    index.leave(ContactId(id), Spot::Card, &before);
                }
                index.enter(ContactId(id), Spot::Card, &said);
            }
            let begins = |said: &str, word: &str| said.split(' ').any(|other| other.starts_with(word));
            let expected: Vec<_> = plain
                .iter()
                .filter(|(_, said)| words([sought.as_str()]).iter().all(|word| begins(said, word)))
                .map(|(id, _)| *id)
                .collect();
            prop_assert_eq!(found(&index, &sought, |_| true), expected);
            for (id, said) in plain {
                index.leave(ContactId(id), Spot::Card, &said);
            }
            prop_assert!(index.words.is_empty());
        }
    }
}
