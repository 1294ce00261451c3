//! Who paid, the latest first.

use super::super::page::{Page, go};
use super::super::pages::Paged;
use super::super::{Screen, Stage};
use crate::crm::{
    Merged,
    ledger::{Entry, Kind},
};
use crate::domain::{ContactId, MoneyView, RichText, Role, View, business_day};
use crate::locale::{Locale, say};
use crate::relay::payments;
use crate::store::{All, Page as Rows, StoreError};
use crate::team::rights::{Action, Target};
use std::collections::HashSet;

/// Clients on a page.
const SHOWN: usize = 8;
/// So many of the latest entries are looked through: who paid before is found by their dialog.
const LOOKED_THROUGH: usize = 2000;

pub(super) struct Clients {
    clients: Paged<Row>,
    may_export: bool,
    may_set: bool,
}

struct Row {
    contact: ContactId,
    label: String,
}

impl Clients {
    pub fn load(page: u16, stage: &Stage<'_>) -> Result<Clients, StoreError> {
        let latest = Rows::last(LOOKED_THROUGH);
        let entries = match stage.reader.role {
            Role::Operator => stage.store.find(Entry::BY_MEMBER, (stage.reader.id,), latest)?,
            Role::Manager | Role::Owner => stage.store.find(Entry::BY_DAY, All, latest)?,
        };
        let sees = payments::may_see(stage.reader);
        let merged = Merged::all(stage.store)?;
        let (mut people, mut seen) = (HashSet::new(), Vec::new());
        for entry in entries.iter().filter(|entry| sees(entry.account, entry.member)) {
            let void = matches!(entry.kind, Kind::Void { .. });
            if !void && people.insert(merged.get(&entry.contact).copied().unwrap_or(entry.contact)) {
                seen.push(entry);
            }
        }
        let today = business_day(stage.now, stage.agency_zone);
        let locale = stage.locale();
        let clients = Paged::of(seen, page, SHOWN).try_map(|entry| {
            // Somebody who was erased has left sums and no name.
            let name = super::name(entry.contact, stage)?.unwrap_or_else(|| locale.name(""));
            let label = format!("{name} · {} · {}", locale.amount(entry.amount), locale.day(entry.counted.day, today));
            Ok::<_, StoreError>(Row { contact: entry.contact, label })
        })?;
        Ok(Clients {
            clients,
            may_export: stage.may(Action::ExportPayments, Target::Agency),
            may_set: stage.may(Action::SetMoney, Target::Agency),
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "money-title"));
        if self.clients.items.is_empty() {
            page.paragraph(say!(locale, "money-empty"));
        } else {
            page.paragraph(say!(locale, "money-clients"));
        }
        for Row { contact, label } in &self.clients.items {
            page.row([go(RichText::plain(label), View::Money(MoneyView::Client(*contact)))]);
        }
        self.clients.turn(&mut page, locale, |page| View::Money(MoneyView::Clients { page }));
        let export = self.may_export.then(|| go(say!(locale, "button-export"), View::Money(MoneyView::Export)));
        let rates = self.may_set.then(|| go(say!(locale, "button-rates"), View::Money(MoneyView::Rates)));
        page.row(export.into_iter().chain(rates));
        page.back_and_refresh(View::Home, View::Money(MoneyView::Clients { page: self.clients.page }), locale)
    }
}
