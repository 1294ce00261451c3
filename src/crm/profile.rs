//! What the agency itself writes down about a contact (C1).
//!
//! **Kept apart from how Telegram introduces them, so that neither overwrites the other**, and sealed under the contact's
//! key.

use crate::{
    domain::{Birthday, ContactId, Field},
    store::{DataKeyId, Record, Sealed, Store, StoreError, Stored, Table},
};
use jiff::{civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::{
    fields::{NoValue, Value},
    places::Place,
};

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub contact: ContactId,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub country: Option<Country>,
    pub city: Option<City>,
    pub birthday: Option<Birthday>,
    /// An age that was told without a day of birth, and when.
    pub age: Option<(i16, Date)>,
    /// As they were written first; case makes no other tag.
    pub tags: BTreeSet<String>,
    pub custom: BTreeMap<String, String>,
}

/// A country that is known by its ISO 3166 code, or what somebody wrote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Country {
    Known([u8; 2]),
    Written(String),
}

/// A city as somebody wrote it, and its zone where that is known.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct City {
    pub name: String,
    /// By the name of the IANA database, or an offset such as `+05:30`.
    pub zone: Option<String>,
}

/// Personal data never reaches a log.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Profile({}, …)", self.contact)
    }
}

/// A card holds so many fields of the agency's own, and so many tags.
pub const MOST: usize = 20;

impl Profile {
    pub fn find(store: &Store, contact: ContactId) -> Result<Option<Stored<Profile>>, StoreError> {
        store.get(&contact)
    }

    pub fn empty(contact: ContactId) -> Profile {
        Profile {
            contact,
            first_name: None,
            last_name: None,
            country: None,
            city: None,
            birthday: None,
            age: None,
            tags: BTreeSet::new(),
            custom: BTreeMap::new(),
        }
    }

    /// The name that the agency gave, if it gave one.
    pub fn full_name(&self) -> Option<String> {
        let parts = [&self.first_name, &self.last_name].into_iter().flatten();
        let name = parts.map(String::as_str).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }

    /// How old the person is today, by their birthday, or by an age that was told and the years since.
    pub fn age(&self, today: Date) -> Option<i16> {
        let told = self.age.map(|(years, on)| {
            let birthday = Birthday { month: on.month(), day: on.day(), year: Some(on.year() - years) };
            birthday.age(today).unwrap_or(years)
        });
        self.birthday.and_then(|birthday| birthday.age(today)).or(told)
    }

    /// The zone of the city.
    pub fn zone(&self) -> Option<TimeZone> {
        super::places::zone(self.city.as_ref()?.zone.as_deref()?)
    }

    /// Writes a value down.
    pub fn set(&mut self, field: &Field, value: Value, today: Date) -> Result<(), NoValue> {
        match (field, value) {
            (Field::FirstName, Value::Text(name)) => self.first_name = Some(name),
            (Field::LastName, Value::Text(name)) => self.last_name = Some(name),
            (Field::Country, Value::Country(country)) => self.country = Some(country),
            (Field::City, Value::City(city)) => self.city = Some(city),
            (Field::Birthday, Value::Birthday(birthday)) => self.birthday = Some(birthday),
            (Field::Age, Value::Age(years)) => self.age = Some((years, today)),
            (Field::Tags, Value::Tags { add, remove }) => self.retag(&add, &remove)?,
            (Field::Custom(name), Value::Text(text)) => {
                if self.custom.len() >= MOST && !self.custom.contains_key(name) {
                    return Err(NoValue::TooMany);
                }
                self.custom.insert(name.clone(), text);
            }
            _ => return Err(NoValue::Unreadable),
        }
        Ok(())
    }

    /// Takes a field off the card.
    pub fn clear(&mut self, field: &Field) {
        match field {
            Field::FirstName => self.first_name = None,
            Field::LastName => self.last_name = None,
            Field::Country => self.country = None,
            Field::City => self.city = None,
            Field::Birthday => self.birthday = None,
            Field::Age => self.age = None,
            Field::Tags => self.tags.clear(),
            Field::Custom(name) => drop(self.custom.remove(name)),
        }
    }

    /// The city and, unless it is known otherwise, the country where it is.
    pub fn settle_in(&mut self, name: String, place: &Place) {
        self.city = Some(City { name, zone: Some(place.zone.to_owned()) });
        self.country = Some(Country::Known(place.country));
    }

    /// Takes from another card of the same person what is empty here. A place is taken where it does not contradict the one that is
    /// known.
    pub fn fill_from(&mut self, other: &Profile) {
        fn fill<T: Clone>(own: &mut Option<T>, other: &Option<T>) {
            if own.is_none() {
                own.clone_from(other);
            }
        }
        fill(&mut self.first_name, &other.first_name);
        fill(&mut self.last_name, &other.last_name);
        if self.city.is_none() && (self.country.is_none() || self.country == other.country) {
            self.city.clone_from(&other.city);
            fill(&mut self.country, &other.country);
        }
        fill(&mut self.birthday, &other.birthday);
        fill(&mut self.age, &other.age);
        for tag in &other.tags {
            if !self.tags.iter().any(|known| is_same(known, tag)) {
                self.tags.insert(tag.clone());
            }
        }
        for (name, text) in &other.custom {
            if !self.custom.keys().any(|known| is_same(known, name)) {
                self.custom.insert(name.clone(), text.clone());
            }
        }
    }

    /// Forgets what was taken off the card of the person.
    pub(super) fn drop_gone(&mut self, before: &Profile, now: &Profile) {
        fn drop_where<T>(own: &mut Option<T>, before: &Option<T>, now: &Option<T>) {
            if before.is_some() && now.is_none() {
                *own = None;
            }
        }
        drop_where(&mut self.first_name, &before.first_name, &now.first_name);
        drop_where(&mut self.last_name, &before.last_name, &now.last_name);
        drop_where(&mut self.country, &before.country, &now.country);
        drop_where(&mut self.city, &before.city, &now.city);
        drop_where(&mut self.birthday, &before.birthday, &now.birthday);
        drop_where(&mut self.age, &before.age, &now.age);
        self.tags.retain(|tag| !before.tags.difference(&now.tags).any(|gone| is_same(gone, tag)));
        let gone = |name: &String| before.custom.keys().any(|of| is_same(of, name) && !now.custom.contains_key(of));
        self.custom.retain(|name, _| !gone(name));
    }

    /// Writes down what was changed on the card of the person.
    pub(super) fn take_new(&mut self, before: &Profile, now: &Profile) {
        fn take<T: Clone + PartialEq>(own: &mut Option<T>, before: &Option<T>, now: &Option<T>) {
            if before != now {
                own.clone_from(now);
            }
        }
        take(&mut self.first_name, &before.first_name, &now.first_name);
        take(&mut self.last_name, &before.last_name, &now.last_name);
        take(&mut self.country, &before.country, &now.country);
        take(&mut self.city, &before.city, &now.city);
        take(&mut self.birthday, &before.birthday, &now.birthday);
        take(&mut self.age, &before.age, &now.age);
        self.tags.extend(now.tags.difference(&before.tags).cloned());
        let changed = now.custom.iter().filter(|(name, text)| before.custom.get(*name) != Some(*text));
        self.custom.extend(changed.map(|(name, text)| (name.clone(), text.clone())));
    }

    fn retag(&mut self, add: &[String], remove: &[String]) -> Result<(), NoValue> {
        let mut tags = self.tags.clone();
        tags.retain(|tag| !remove.iter().any(|gone| is_same(gone, tag)));
        for tag in add {
            if !tags.iter().any(|known| is_same(known, tag)) {
                tags.insert(tag.clone());
            }
        }
        // The cards of one person may hold more together: that becomes less, but not more.
        if tags.len() > MOST && tags.len() > self.tags.len() {
            return Err(NoValue::TooMany);
        }
        self.tags = tags;
        Ok(())
    }
}

/// Whether two names are one, whatever their case.
fn is_same(one: &str, other: &str) -> bool {
    super::search::folded(one) == super::search::folded(other)
}

impl Record for Profile {
    const TABLE: Table = Table::new(39, "profiles of contacts");
    const SEALED: Sealed = Sealed::Owner;
    type Key = ContactId;

    fn key(&self) -> ContactId {
        self.contact
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_age_that_was_told_grows_with_the_years() {
        let mut profile = Profile::empty(ContactId(1));
        profile.set(&Field::Age, Value::Age(34), date(2026, 11, 22)).unwrap();
        assert_eq!(profile.age(date(2027, 11, 21)), Some(34));
        assert_eq!(profile.age(date(2027, 11, 22)), Some(35));
        profile.birthday = Some(Birthday { month: 3, day: 12, year: Some(1990) });
        assert_eq!(profile.age(date(2027, 11, 22)), Some(37), "a day of birth knows better");
    }

    #[test]
    fn tags_are_added_and_taken_whatever_their_case() {
        let mut profile = Profile::empty(ContactId(1));
        let tags = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let change = |add: &[&str], remove: &[&str]| Value::Tags { add: tags(add), remove: tags(remove) };
        profile.set(&Field::Tags, change(&["VIP", "Постоянный"], &[]), date(2026, 1, 1)).unwrap();
        profile.set(&Field::Tags, change(&["vip"], &["постоянный"]), date(2026, 1, 1)).unwrap();
        assert_eq!(profile.tags.iter().collect::<Vec<_>>(), ["VIP"]);
        let many: Vec<_> = (0..MOST).map(|n| format!("t{n}")).collect();
        let many = Value::Tags { add: many, remove: vec![] };
        assert_eq!(profile.set(&Field::Tags, many, date(2026, 1, 1)), Err(NoValue::TooMany));
        assert_eq!(profile.tags.len(), 1, "nothing of what was refused is kept");
    }
}
