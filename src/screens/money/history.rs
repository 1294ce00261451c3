//! Everything a client paid, page by page; what was voided stands there, struck out, with its reason.

use super::super::page::{Page, go};
use super::super::pages::Paged;
use super::super::{Screen, Stage};
use super::entry::{Card, Shown};
use crate::crm::{Person, ledger::Entry};
use crate::domain::{ContactId, MoneyView, RichText, View};
use crate::locale::{Locale, say};
use crate::relay::payments;
use crate::store::StoreError;

/// Entries on a page: so many fit into one message with long notes.
const SHOWN: usize = 8;

pub(super) struct History {
    contact: ContactId,
    name: String,
    entries: Paged<Shown>,
}

impl History {
    pub fn load(contact: ContactId, page: u16, stage: &Stage<'_>) -> Result<Option<History>, StoreError> {
        let Some(name) = super::name(contact, stage)? else { return Ok(None) };
        let sees = payments::may_see(stage.reader);
        let person = Person::of(stage.store, contact)?;
        let entries = Entry::history(stage.store, &person, |entry| sees(entry.account, entry.member))?;
        let entries = Paged::of(entries, page, SHOWN).try_map(|entry| Card::shown(&entry, stage))?;
        Ok(Some(History { contact, name, entries }))
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "money-history-of", name = self.name.as_str()));
        if self.entries.items.is_empty() {
            page.paragraph(say!(locale, "money-empty"));
        }
        for shown in &self.entries.items {
            page.paragraph(shown.headline(locale));
            if let Some(below) = shown.below(locale) {
                page.line(below);
            }
        }
        let numbers = self.entries.items.iter().map(|shown| {
            let label = RichText::plain(format!("№ {}", shown.id));
            go(label, View::Money(MoneyView::Entry(shown.id)))
        });
        let numbers: Vec<_> = numbers.collect();
        for row in numbers.chunks(4) {
            page.row(row.to_vec());
        }
        let contact = self.contact;
        self.entries.turn(&mut page, locale, |page| View::Money(MoneyView::History { contact, page }));
        let this = View::Money(MoneyView::History { contact, page: self.entries.page });
        page.back_and_refresh(View::Money(MoneyView::Client(contact)), this, locale)
    }
}
