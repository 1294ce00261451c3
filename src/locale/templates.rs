//! Words about templates.

use super::{Locale, clean_line, say};
use crate::domain::{Field, RichText, TemplateNews};

pub(super) fn template_news(locale: &Locale, news: &TemplateNews) -> RichText {
    match news {
        TemplateNews::Bare => say!(locale, "template-bare"),
        TemplateNews::TooLong => say!(locale, "template-too-long"),
        TemplateNews::Taken { name } => say!(locale, "template-taken", name = clean_line(name)),
        TemplateNews::Unfit => say!(locale, "template-unfit"),
        TemplateNews::Several => say!(locale, "template-several"),
        TemplateNews::Unknown { name, nearest: None } => {
            say!(locale, "template-unknown", name = RichText::plain(clean_line(name)).truncated(64))
        }
        TemplateNews::Unknown { name, nearest: Some(nearest) } => {
            let name = RichText::plain(clean_line(name)).truncated(64);
            say!(locale, "template-nearest", name = name, nearest = clean_line(nearest))
        }
        TemplateNews::Missing { name, fields } => {
            let named: Vec<_> = fields.iter().map(|field| locale.field(field)).collect();
            let example = fields.first().map(|field| example(locale, field)).unwrap_or_default();
            say!(locale, "template-missing", name = clean_line(name), fields = named.join(", "), example = example)
        }
        TemplateNews::InThread => say!(locale, "template-in-thread"),
    }
}

/// How the card learns what a field is.
fn example(locale: &Locale, field: &Field) -> String {
    let colon = if let Field::Custom(_) = field { ":" } else { "" };
    format!("/card {}{colon} {}", locale.field(field).to_lowercase(), locale.field_example(field))
}
