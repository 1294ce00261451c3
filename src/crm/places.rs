//! Cities and countries by their English and Russian names, and the zones they are in (C2).
//!
//! Facts from GeoNames (cities) and Unicode CLDR (countries); where exactly stands in the files.

use super::search::folded;
use jiff::tz::{Offset, TimeZone};
use std::{collections::HashMap, sync::LazyLock};

static CITIES: &str = include_str!("gazetteer/cities.txt");
static COUNTRIES: &str = include_str!("gazetteer/countries.txt");

/// A city of the gazetteer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Its English name.
    pub name: &'static str,
    /// ISO 3166.
    pub country: [u8; 2],
    pub zone: &'static str,
    /// Inhabitants, in thousands.
    thousands: u32,
}

/// Other cities of the name are not asked about when one has so many times their inhabitants.
const OUTSHINES: u32 = 15;

/// The cities with this name, the largest first: one when it is clear which is meant, none when it is not known.
pub fn cities(name: &str) -> Vec<Place> {
    static BY_NAME: LazyLock<HashMap<String, Vec<Place>>> = LazyLock::new(read_cities);
    let mut found = BY_NAME.get(&folded(name)).cloned().unwrap_or_default();
    found.sort_by_key(|place| std::cmp::Reverse(place.thousands));
    if let [first, second, ..] = found.as_slice()
        && (first.thousands >= OUTSHINES * second.thousands
            || (first.country, first.zone) == (second.country, second.zone))
    {
        found.truncate(1);
    }
    found
}

fn read_cities() -> HashMap<String, Vec<Place>> {
    let mut by_name: HashMap<String, Vec<Place>> = HashMap::new();
    let mut zone = "UTC";
    for line in CITIES.lines().filter(|line| !line.starts_with('#')) {
        if let Some(named) = line.strip_prefix('@') {
            zone = named;
            continue;
        }
        let mut parts = line.splitn(3, ' ');
        let (Some(country), Some(thousands), Some(names)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let (Ok(country), Ok(thousands)) = (<[u8; 2]>::try_from(country.as_bytes()), thousands.parse()) else {
            continue;
        };
        let name = names.split('|').next().unwrap_or(names);
        let place = Place { name, country, zone, thousands };
        for name in names.split('|') {
            let places = by_name.entry(folded(name)).or_default();
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    by_name
}

/// Code, English and Russian name of every country.
fn countries() -> impl Iterator<Item = ([u8; 2], &'static str, &'static str)> {
    COUNTRIES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (code, names) = line.split_once(' ')?;
        let (english, russian) = names.split_once('|')?;
        Some((<[u8; 2]>::try_from(code.as_bytes()).ok()?, english, russian))
    })
}

/// The country with this name or code.
pub fn country(name: &str) -> Option<[u8; 2]> {
    let wanted = folded(name);
    countries()
        .find(|(code, english, russian)| {
            folded(english) == wanted || folded(russian) == wanted || code.as_slice() == name.trim().as_bytes()
        })
        .map(|(code, ..)| code)
}

/// English and Russian name of a country.
pub fn country_names(code: [u8; 2]) -> Option<(&'static str, &'static str)> {
    countries().find(|(known, ..)| *known == code).map(|(_, english, russian)| (english, russian))
}

/// A zone by its name or offset (`+5`, `-03:30`, `UTC+2`).
pub fn zone(name: &str) -> Option<TimeZone> {
    offset(name).map(TimeZone::fixed).or_else(|| TimeZone::get(name).ok())
}

/// An offset from UTC as people write it.
pub fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text);
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        '−' => (-1, &text['−'.len_utf8()..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let whole = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    whole.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_are_found_in_both_languages() {
        for (name, zone) in [
            ("Riga", "Europe/Riga"),
            ("рига", "Europe/Riga"),
            ("Rīga", "Europe/Riga"),
            ("Санкт-Петербург", "Europe/Moscow"),
            ("питер", "Europe/Moscow"),
            ("new york city", "America/New_York"),
            ("Екатеринбург", "Asia/Yekaterinburg"),
            ("Москва", "Europe/Moscow"),
        ] {
            let found = cities(name);
            assert_eq!(found.iter().map(|place| place.zone).collect::<Vec<_>>(), [zone], "{name}");
        }
        assert!(cities("Birmingham").len() > 1, "there are two of them");
        assert_eq!(cities("Nowhere-on-Sea"), []);
    }

    #[test]
    fn every_zone_of_the_gazetteer_is_known() {
        for zone in CITIES.lines().filter_map(|line| line.strip_prefix('@')) {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn countries_in_both_languages_and_zones_by_offset() {
        assert_eq!((country("Latvia"), country("латвия"), country("LV")), (Some(*b"LV"), Some(*b"LV"), Some(*b"LV")));
        assert_eq!(country("Atlantis"), None);
        assert_eq!(country_names(*b"LV"), Some(("Latvia", "Латвия")));
        let seconds = |text| offset(text).map(Offset::seconds);
        assert_eq!((seconds("+5:30"), seconds("UTC+2"), seconds("−3")), (Some(19_800), Some(7_200), Some(-10_800)));
        assert_eq!((seconds("5"), seconds("+15"), seconds("+2:75"), seconds("")), (None, None, None, None));
    }
}
