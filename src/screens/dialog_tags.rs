//! The tags of those who write to an account: choosing one lists their dialogs (C4, D1).

use super::page::{Page, go};
use super::pages::Paged;
use super::{Screen, Stage, dialogs};
use crate::domain::{AccountId, DialogFilter, DialogView, View};
use crate::locale::{clean_line, say};
use crate::relay::Directory;
use crate::store::StoreError;

/// Tags on a page.
const SHOWN: usize = 20;

/// The tags among the dialogs that the reader sees, with how many bear each.
pub(super) fn tags(account: AccountId, stage: &Stage<'_>) -> Result<Vec<(String, usize)>, StoreError> {
    let shelf = dialogs::shelf(stage, account, &DialogFilter::All);
    Directory::of(stage.store)?.tags_on(stage.store, shelf)
}

pub(super) fn draw(account: AccountId, number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let tags = tags(account, stage)?;
    let mut page = Page::new(say!(locale, "dialog-tags-title", account = stage.account_name(account)?));
    page.line(if tags.is_empty() { say!(locale, "contacts-no-tags") } else { say!(locale, "dialog-tags-how") });
    let list = |filter| View::Dialogs(DialogView::List { account: Some(account), filter, page: 0 });
    let tags = Paged::of(tags, number, SHOWN);
    page.grid(tags.items.iter().map(|(tag, count)| {
        go(say!(locale, "contacts-tag", tag = clean_line(tag), n = *count), list(DialogFilter::Tagged(tag.clone())))
    }));
    let this = |page| View::Dialogs(DialogView::Tags { account, page });
    tags.turn(&mut page, locale, this);
    Ok(page.back_and_refresh(list(DialogFilter::All), this(tags.page), locale))
}
