//! A member's own settings: the language (G2), and how pictures look (G3).

use super::page::{Page, go, press};
use super::{Press, Screen, Stage};
use crate::domain::{Lang, Pictures, RichText, View};
use crate::locale::{Locale, say};
use crate::reports::{Morning, Taste};
use crate::store::StoreError;
use crate::team::rights::{Action, Target};

pub(super) struct Settings {
    lang: Lang,
    /// `None` for those who see no pictures.
    pictures: Option<Pictures>,
    /// When the digest comes; `None` for those who get none.
    morning: Option<Morning>,
    /// Whether the reader sets what holds for the agency.
    agency: bool,
}

impl Settings {
    pub fn load(stage: &Stage<'_>) -> Result<Settings, StoreError> {
        let sees = stage.may(Action::SeeDashboard, Target::Agency);
        let pictures = if sees { Some(Taste::of(stage.store, stage.reader.id)?) } else { None };
        let reader = stage.reader;
        let morning = if sees { Some(Morning::of(stage.store, reader.id, reader.joined)?) } else { None };
        let agency = stage.may(Action::SetAgency, Target::Agency);
        Ok(Settings { lang: reader.lang, pictures, morning, agency })
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
        if let Some(morning) = &self.morning {
            digest(&mut page, morning, locale);
        }
        if self.agency {
            page.row([go(say!(locale, "button-agency"), View::Agency)]);
        }
        page.back(View::Home, locale)
    }
}

/// The hour of the digest, one earlier or later with a tap.
fn digest(page: &mut Page, morning: &Morning, locale: &Locale) {
    let clock = |hour: i8| format!("{:02}:00", hour.rem_euclid(24));
    if morning.muted {
        page.line(say!(locale, "settings-digest-off"));
        page.row([press(say!(locale, "settings-digest-unmute"), Press::SetDigest(Some(morning.hour)))]);
        return;
    }
    page.line(say!(locale, "settings-digest", hour = clock(morning.hour)));
    let (earlier, later) = (morning.hour - 1, morning.hour + 1);
    page.row([
        press(RichText::plain(format!("◀ {}", clock(earlier))), Press::SetDigest(Some(earlier))),
        press(RichText::plain(format!("{} ▶", clock(later))), Press::SetDigest(Some(later))),
        press(say!(locale, "settings-digest-mute"), Press::SetDigest(None)),
    ]);
}
