//! Words about contacts: fields and their values.

use super::{Locale, clean_line, clean_name, say};
use crate::domain::{Birthday, ContactNews, Field, Lang, RichText};

impl Locale {
    pub fn field(&self, field: &Field) -> String {
        match field {
            Field::FirstName => say!(self, "field-first-name"),
            Field::LastName => say!(self, "field-last-name"),
            Field::Country => say!(self, "field-country"),
            Field::City => say!(self, "field-city"),
            Field::Birthday => say!(self, "field-birthday"),
            Field::Age => say!(self, "field-age"),
            Field::Tags => say!(self, "field-tags"),
            Field::Custom(name) => return clean_name(name),
        }
        .text
    }

    /// A value that would be taken.
    pub fn field_example(&self, field: &Field) -> String {
        match field {
            Field::FirstName => say!(self, "field-first-name-example"),
            Field::LastName => say!(self, "field-last-name-example"),
            Field::Country => say!(self, "field-country-example"),
            Field::City => say!(self, "field-city-example"),
            Field::Birthday => say!(self, "field-birthday-example"),
            Field::Age => say!(self, "field-age-example"),
            Field::Tags => say!(self, "field-tags-example"),
            Field::Custom(_) => say!(self, "field-custom-example"),
        }
        .text
    }

    /// `12 March`, `12 March 1992`.
    pub fn birthday(&self, birthday: Birthday) -> String {
        let (day, month) = (i64::from(birthday.day), i64::from(birthday.month));
        match birthday.year {
            None => say!(self, "date-short", day = day, month = month),
            Some(year) => say!(self, "date-full", day = day, month = month, year = year.to_string()),
        }
        .text
    }

    /// Of a name in both languages the reader's.
    pub fn country(&self, (english, russian): (&'static str, &'static str)) -> &'static str {
        match self.lang() {
            Lang::En => english,
            Lang::Ru => russian,
        }
    }
}

pub(super) fn contact_news(locale: &Locale, news: &ContactNews) -> RichText {
    match news {
        ContactNews::Unreadable(field) => {
            let example = locale.field_example(field);
            say!(locale, "contact-unreadable", field = clean_line(&locale.field(field)), example = example)
        }
        ContactNews::TooLong => say!(locale, "contact-too-long"),
        ContactNews::TooMany => say!(locale, "contact-too-many"),
        ContactNews::NoZone => say!(locale, "contact-no-zone"),
        ContactNews::NoWords => say!(locale, "contact-no-words"),
        ContactNews::Merged(_) => say!(locale, "contact-merged"),
        ContactNews::Split { .. } => say!(locale, "contact-split"),
        ContactNews::Unmerged => say!(locale, "contact-unmerged"),
        ContactNews::TooLateToUnmerge => say!(locale, "contact-too-late-to-unmerge"),
        ContactNews::NothingToMerge => say!(locale, "merge-nothing"),
    }
}
