//! What has been held since the store was restored from a backup: how much it is, and what is to become of it (O3, G4).

use super::page::{Page, go, press};
use super::{HeldDeed, Press, Screen, Stage};
use crate::domain::View;
use crate::locale::{Locale, say};
use crate::relay::held::Amount;
use crate::store::StoreError;

pub(super) struct Card {
    /// By the account's name.
    messages: Vec<(String, usize)>,
    others: usize,
}

impl Card {
    pub fn load(stage: &Stage<'_>) -> Result<Card, StoreError> {
        let Amount { messages, others } = Amount::of(stage.store)?;
        let named = messages.into_iter().map(|(account, count)| Ok((stage.account_name(account)?, count)));
        Ok(Card { messages: named.collect::<Result<_, StoreError>>()?, others })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "held-title"));
        if !self.amount(&mut page, locale) {
            return page.back_and_refresh(View::Home, View::Held, locale);
        }
        page.paragraph(say!(locale, "held-why"));
        page.paragraph(say!(locale, "held-release-what"));
        page.line(say!(locale, "held-drop-what"));
        page.row([
            press(say!(locale, "button-held-release"), Press::Held(HeldDeed::Release)),
            go(say!(locale, "button-held-drop"), View::DropHeld),
        ]);
        page.back_and_refresh(View::Home, View::Held, locale)
    }

    /// Asks before it is given up.
    pub fn ask(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "held-drop-title"));
        if !self.amount(&mut page, locale) {
            return page.back(View::Held, locale);
        }
        page.paragraph(say!(locale, "held-drop-what"));
        page.row([
            press(say!(locale, "button-held-drop-now"), Press::Held(HeldDeed::Drop)),
            go(say!(locale, "button-cancel"), View::Held),
        ]);
        page.done()
    }

    /// How much it is; `false`: nothing.
    fn amount(&self, page: &mut Page, locale: &Locale) -> bool {
        if self.messages.is_empty() && self.others == 0 {
            page.paragraph(say!(locale, "held-nothing"));
            return false;
        }
        page.line(String::new());
        page.hint(&self.messages, locale, |(account, count)| {
            say!(locale, "held-messages", account = account.as_str(), n = *count)
        });
        if self.others > 0 {
            page.line(say!(locale, "held-others", n = self.others));
        }
        true
    }
}
