//! A member's own settings: the language (G2), and how pictures look (G3).

use super::page::{Page, press};
use super::{Press, Screen, Stage};
use crate::domain::{Lang, Pictures, RichText, View};
use crate::locale::{Locale, say};
use crate::reports::Taste;
use crate::store::StoreError;
use crate::team::rights::{Action, Target};

pub(super) struct Settings {
    lang: Lang,
    /// `None` for those who see no pictures.
    pictures: Option<Pictures>,
}

impl Settings {
    pub fn load(stage: &Stage<'_>) -> Result<Settings, StoreError> {
        let sees = stage.may(Action::SeeDashboard, Target::Agency);
        let pictures = if sees { Some(Taste::of(stage.store, stage.reader.id)?) } else { None };
        Ok(Settings { lang: stage.reader.lang, pictures })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "settings-title"));
        page.paragraph(say!(locale, "settings-language"));
        let choice = |name: String, chosen: bool, does: Press| {
            let label = if chosen { say!(locale, "settings-chosen", language = name) } else { RichText::plain(name) };
            press(label, does)
        };
        page.row(Lang::ALL.map(|lang| choice(locale.language(lang), lang == self.lang, Press::SetLang(lang))));
        if let Some(chosen) = self.pictures {
            page.line(say!(locale, "settings-pictures"));
            page.row(
                Pictures::ALL.map(|pictures| {
                    choice(locale.pictures(pictures), pictures == chosen, Press::SetPictures(pictures))
                }),
            );
        }
        page.back(View::Home, locale)
    }
}
