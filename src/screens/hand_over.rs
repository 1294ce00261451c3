//! Who is to answer: one dialog, or all that a member answers (D5).

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{DialogDeed, Press, Screen, Stage, dialog};
use crate::domain::{AccountId, DialogFilter, DialogId, DialogView, MemberId, RichText, View};
use crate::locale::{Locale, say};
use crate::relay::{Desk, Dialog, Shelf};
use crate::store::StoreError;
use crate::team::{Account, Member};

/// Members on a page.
const SHOWN: usize = 10;

/// Somebody who could answer, and how many clients wait for them.
struct Candidate {
    id: MemberId,
    name: String,
    waiting: usize,
}

impl Candidate {
    fn label(&self, locale: &Locale) -> RichText {
        match self.waiting {
            0 => RichText::plain(self.name.as_str()),
            n => say!(locale, "hand-over-candidate", name = self.name.as_str(), n = n),
        }
    }
}

/// Those who work with an account and have a desk for it, but for one.
fn candidates(account: AccountId, but: MemberId, page: u16, stage: &Stage<'_>) -> Result<Paged<Candidate>, StoreError> {
    let mut found = Vec::new();
    for member in Member::all(stage.store)? {
        if member.id != but && member.works_with(account) && Desk::of(stage.store, member.id, account)?.is_some() {
            let waiting = Shelf::Member(member.id, account).count(stage.store, DialogFilter::Unanswered)?;
            found.push(Candidate { id: member.id, name: stage.locale().name(&member.name), waiting });
        }
    }
    found.sort_by_cached_key(|candidate| candidate.name.to_lowercase());
    Ok(Paged::of(found, page, SHOWN))
}

/// Who is to answer this dialog instead?
pub(super) fn one(id: DialogId, from: DialogFilter, page: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let Some(found) = Dialog::find(stage.store, id)? else { return Ok(stage.not_allowed()) };
    let answers = stage.member_name(found.assigned)?;
    let candidates = candidates(id.account, found.assigned, page, stage)?;
    let all = Shelf::Member(found.assigned, id.account).count(stage.store, DialogFilter::All)?;
    let mut screen = Page::new(say!(locale, "hand-over-title", name = dialog::name(&found, stage)?));
    screen.line(say!(locale, "hand-over-now", member = answers.as_str()));
    if candidates.items.is_empty() {
        screen.paragraph(say!(locale, "hand-over-nobody"));
    }
    screen.grid(
        candidates
            .items
            .iter()
            .map(|candidate| press(candidate.label(locale), Press::Dialog(id, DialogDeed::HandOver(candidate.id)))),
    );
    let turned = |page| View::Dialogs(DialogView::HandOver { dialog: id, from: from.clone(), page });
    candidates.turn(&mut screen, locale, turned);
    if all > 1 && !candidates.items.is_empty() {
        let view = DialogView::HandAll { account: id.account, member: found.assigned, page: 0 };
        screen.row([go(say!(locale, "button-hand-all", member = answers, n = all), View::Dialogs(view))]);
    }
    Ok(screen.back(View::Dialogs(DialogView::One { dialog: id, from }), locale))
}

/// Who is to answer all dialogs of this member?
pub(super) fn all(account: AccountId, member: MemberId, page: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let title = Account::find(stage.store, account)?.map(|account| account.title()).unwrap_or_default();
    let of = Shelf::Member(member, account).count(stage.store, DialogFilter::All)?;
    let candidates = candidates(account, member, page, stage)?;
    let mut screen =
        Page::new(say!(locale, "hand-all-title", member = stage.member_name(member)?, account = locale.name(&title)));
    screen.line(say!(locale, "hand-all-what", n = of));
    if candidates.items.is_empty() {
        screen.paragraph(say!(locale, "hand-over-nobody"));
    }
    screen.grid(
        candidates.items.iter().map(|candidate| {
            press(candidate.label(locale), Press::HandAll { account, from: member, to: candidate.id })
        }),
    );
    candidates.turn(&mut screen, locale, |page| View::Dialogs(DialogView::HandAll { account, member, page }));
    let list = DialogView::List { account: Some(account), filter: DialogFilter::All, page: 0 };
    Ok(screen.back(View::Dialogs(list), locale))
}
