//! What dialogs there are now: users, groups and channels, in all and by account (B3).

use super::overview::share;
use super::picture::{change, float};
use super::{Drawing, Page, Shown};
use crate::domain::{AccountId, RichText};
use crate::locale::{Locale, say};
use crate::picture::{Card, CardKind, Held, Structure, Theme, draw};
use crate::reports::Dialogs;
use crate::screens::Stage;
use crate::store::StoreError;

impl Shown {
    /// The dialogs of each account that is looked at, those with most first.
    pub(super) fn held(&self, stage: &Stage<'_>) -> Result<Vec<(AccountId, Dialogs)>, StoreError> {
        let of = |account: &AccountId| Ok((*account, Dialogs::of(stage.store, *account)?));
        let mut held = self.whose.accounts().iter().map(of).collect::<Result<Vec<_>, StoreError>>()?;
        held.sort_by_key(|(account, dialogs)| (std::cmp::Reverse(dialogs.total()), *account));
        Ok(held)
    }

    pub(super) fn structure(&self, held: &[(AccountId, Dialogs)], locale: &Locale) -> Page {
        let mut page = Page::new(say!(locale, "structure-title", of = self.of(locale)));
        let all = &self.figures.dialogs;
        page.line(String::new());
        for (name, size) in kinds(all, locale) {
            let (n, share) = (locale.decimal(size.into(), 0), share(size, all.total(), locale));
            page.line(say!(locale, "structure-kind", name = name, n = n, share = share));
        }
        page.paragraph(say!(locale, "dashboard-waiting", waiting = all.waiting, unread = all.unread));
        if self.look.account.is_none() && held.len() > 1 {
            page.line(String::new());
            for (account, dialogs) in held.iter().take(Structure::ACCOUNTS) {
                let n = locale.decimal(dialogs.total().into(), 0);
                let mut figures = say!(locale, "dashboard-unchanged", figure = n);
                if dialogs.unread > 0 {
                    figures.push_str(" · ");
                    figures.push(&say!(locale, "picture-unread", n = dialogs.unread));
                }
                let name = self.account_name(*account, locale);
                page.line(say!(locale, "dashboard-named", name = name, figures = figures));
            }
        }
        page
    }

    pub(super) fn structure_picture(&self, held: &[(AccountId, Dialogs)], locale: &Locale, theme: Theme) -> Drawing {
        let today = self.figures.today;
        let of = self.of(locale).text;
        let subtitle = say!(locale, "picture-subtitle", date = locale.day(today, today), of = of);
        let mut head = self.titled(say!(locale, "picture-structure"), subtitle, locale);
        head.period = say!(locale, "picture-now").text;
        let all = &self.figures.dialogs;
        let count = |n: usize| locale.decimal(n.into(), 0);
        let card = |kind, value, label: RichText| Card { kind, value, label: label.text, change: None };
        let started = Card {
            change: change(&self.figures.started, locale),
            ..card(CardKind::NewContacts, locale.decimal(self.figures.started.now, 0), say!(locale, "picture-new"))
        };
        let shown = Structure {
            head,
            ring: self.ring(locale),
            cards: vec![
                card(CardKind::Unread, count(all.unread), say!(locale, "picture-all-unread")),
                card(CardKind::Waiting, count(all.waiting), say!(locale, "picture-waiting")),
                started,
            ],
            title: say!(locale, "picture-by-account").text,
            note: say!(locale, "picture-dialogs-in-all").text,
            accounts: held
                .iter()
                .take(Structure::ACCOUNTS)
                .map(|(account, dialogs)| Held {
                    name: self.account_name(*account, locale),
                    sizes: kinds(dialogs, locale).map(|(_, size)| float(size.into())).into(),
                    value: count(dialogs.total()),
                    note: (dialogs.unread > 0).then(|| say!(locale, "picture-unread", n = dialogs.unread).text),
                })
                .collect(),
            empty: held.is_empty().then(|| say!(locale, "picture-no-accounts").text),
        };
        draw(&shown, theme)
    }
}

fn kinds(dialogs: &Dialogs, locale: &Locale) -> [(String, usize); 3] {
    [
        (say!(locale, "picture-users").text, dialogs.users),
        (say!(locale, "picture-groups").text, dialogs.groups),
        (say!(locale, "picture-channels").text, dialogs.channels),
    ]
}
