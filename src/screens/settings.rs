//! A member's own settings: the language (G2).

use super::page::{Page, press};
use super::{Press, Screen};
use crate::domain::{Lang, RichText, View};
use crate::locale::{Locale, say};

pub(super) fn draw(chosen: Lang, locale: &Locale) -> Screen {
    let mut page = Page::new(say!(locale, "settings-title"));
    page.paragraph(say!(locale, "settings-language"));
    page.row(Lang::ALL.map(|lang| {
        let name = locale.language(lang);
        let label =
            if lang == chosen { say!(locale, "settings-chosen", language = name) } else { RichText::plain(name) };
        press(label, Press::SetLang(lang))
    }));
    page.back(View::Home, locale)
}
