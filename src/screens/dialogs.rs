//! The dialogs of an account, newest first, and the choice among the accounts (D1).

use super::dialog::{self, Summary};
use super::page::{Page, go};
use super::pages::Paged;
use super::{Screen, ScreenError, Stage, dialog_tags, hand_over, importing, routine};
use crate::domain::{AccountId, DialogFilter, DialogId, DialogView, MemberId, View};
use crate::locale::{Locale, say};
use crate::relay::{Dialog, Shelf};
use crate::store::StoreError;
use crate::team::rights::{Action, Reach, Target, reach};

/// Dialogs on a page: each has a row of buttons.
const SHOWN: usize = 8;
/// Accounts on a page of the choice.
const ACCOUNTS: usize = 10;

/// What a view is aimed at; who answers one dialog is asked when it is loaded.
pub(super) fn target(view: &DialogView) -> Target {
    match view {
        DialogView::List { account: None, .. } | DialogView::Accounts { .. } => Target::Agency,
        DialogView::List { account: Some(account), .. } => Target::Account(*account),
        DialogView::HandOver { dialog, .. } => Target::Account(dialog.account),
        DialogView::HandAll { account, .. } => Target::Account(*account),
        DialogView::One { dialog, .. } | DialogView::Snooze { dialog, .. } | DialogView::Block { dialog, .. } => {
            Target::Account(dialog.account)
        }
        DialogView::Tags { account, .. } | DialogView::Routine(account) | DialogView::Import(account) => {
            Target::Account(*account)
        }
    }
}

pub(super) fn draw(view: &DialogView, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let locale = stage.locale();
    Ok(match view.clone() {
        DialogView::List { account, filter, page } => List::load(account, filter, page, stage)?.draw(locale),
        DialogView::Tags { account, page } => dialog_tags::draw(account, page, stage)?,
        DialogView::Accounts { filter, page } => Choice::load(filter, page, stage)?.draw(locale),
        DialogView::One { dialog, from } => card(dialog, from, stage, |card| card.draw(locale))?,
        DialogView::Snooze { dialog, from } => card(dialog, from, stage, |card| card.draw_snooze(locale))?,
        DialogView::Block { dialog, from } => card(dialog, from, stage, |card| card.draw_block(locale))?,
        DialogView::HandOver { dialog, from, page } => hand_over::one(dialog, from, page, stage)?,
        DialogView::HandAll { account, member, page } => hand_over::all(account, member, page, stage)?,
        DialogView::Import(account) => importing::draw(account, stage)?,
        DialogView::Routine(account) => routine::Card::load(account, stage)?.draw(locale),
    })
}

/// A screen about one dialog, for those whose right reaches it.
fn card(
    dialog: DialogId,
    from: DialogFilter,
    stage: &Stage<'_>,
    draw: impl FnOnce(dialog::Card) -> Screen,
) -> Result<Screen, StoreError> {
    Ok(match dialog::Card::load(dialog, from, stage)? {
        Some(card) => draw(card),
        None => stage.not_allowed(),
    })
}

/// The dialogs of an account that a reader's right reaches.
pub(super) fn shelf(stage: &Stage<'_>, account: AccountId, filter: &DialogFilter) -> Shelf {
    let own = reach(stage.reader.role, Action::Converse) == Reach::Assigned || *filter == DialogFilter::Mine;
    if own { Shelf::Member(stage.reader.id, account) } else { Shelf::Account(account) }
}

enum List {
    /// The reader works with no account.
    Nowhere,
    Of(Listed),
}

struct Listed {
    account: AccountId,
    name: String,
    filter: DialogFilter,
    rows: Paged<Summary>,
    /// The lists there are, and how long each is.
    lists: Vec<(DialogFilter, usize)>,
    /// Whether anybody here bears a tag.
    tags: bool,
    /// Whether the reader works with other accounts too.
    others: bool,
}

impl List {
    fn load(
        account: Option<AccountId>,
        filter: DialogFilter,
        page: u16,
        stage: &Stage<'_>,
    ) -> Result<List, StoreError> {
        let accounts = stage.accounts()?;
        let account = match account {
            Some(account) => accounts.iter().find(|known| known.id == account),
            None => {
                let mut latest = None;
                for known in &accounts {
                    let active = Dialog::latest_activity(stage.store, known.id)?;
                    if latest.as_ref().is_none_or(|(than, _)| active > *than) {
                        latest = Some((active, known));
                    }
                }
                latest.map(|(_, known)| known)
            }
        };
        let Some(account) = account else { return Ok(List::Nowhere) };
        let mut lists = Vec::new();
        for filter in DialogFilter::ALL {
            // For those who see no others' dialogs all are theirs.
            let mine = filter == DialogFilter::Mine && reach(stage.reader.role, Action::Converse) == Reach::Assigned;
            if !mine {
                let count = shelf(stage, account.id, &filter).count(stage.store, filter.clone())?;
                lists.push((filter, count));
            }
        }
        let shelf = shelf(stage, account.id, &filter);
        let of = shelf.count(stage.store, filter.clone())?;
        let rows = Paged::of_counted(of, page, SHOWN, |skip| shelf.page(stage.store, filter.clone(), skip, SHOWN))?;
        let tags = dialog_tags::tags(account.id, stage)?;
        let names = stage.member_names()?;
        Ok(List::Of(Listed {
            account: account.id,
            name: stage.locale().name(&account.title()),
            filter,
            rows: rows.try_map(|dialog| Summary::load(&dialog, &names, stage))?,
            lists,
            tags: !tags.is_empty(),
            others: accounts.len() > 1,
        }))
    }

    fn draw(&self, locale: &Locale) -> Screen {
        match self {
            List::Nowhere => Page::new(say!(locale, "dialogs-no-account")).back(View::Home, locale),
            List::Of(listed) => listed.draw(locale),
        }
    }
}

impl Listed {
    fn view(&self, filter: &DialogFilter, page: u16) -> View {
        View::Dialogs(DialogView::List { account: Some(self.account), filter: filter.clone(), page })
    }

    fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "dialogs-title", account = self.name.as_str()));
        if self.filter != DialogFilter::All {
            page.line(say!(locale, "dialogs-filter", filter = locale.dialog_filter(&self.filter)));
        }
        if self.rows.items.is_empty() {
            page.paragraph(match &self.filter {
                DialogFilter::All | DialogFilter::Mine => say!(locale, "dialogs-none"),
                DialogFilter::Unread => say!(locale, "dialogs-none-unread"),
                DialogFilter::Unanswered => say!(locale, "dialogs-none-unanswered"),
                DialogFilter::Users | DialogFilter::Groups | DialogFilter::Channels | DialogFilter::Closed => {
                    say!(locale, "dialogs-none-here")
                }
                DialogFilter::Tagged(_) => say!(locale, "dialogs-none-tagged"),
            });
        }
        for row in &self.rows.items {
            page.paragraph(row.headline(locale));
            row.details(locale).into_iter().for_each(|line| page.line(line));
        }
        for row in &self.rows.items {
            page.row(row.buttons(&self.filter, locale));
        }
        self.rows.turn(&mut page, locale, |page| self.view(&self.filter, page));
        self.filters(&mut page, locale);
        if self.others {
            let choice = DialogView::Accounts { filter: self.filter.clone(), page: 0 };
            page.row([go(say!(locale, "button-other-account"), View::Dialogs(choice))]);
        }
        page.back_and_refresh(View::Home, self.view(&self.filter, self.rows.page), locale)
    }

    /// The other lists with something in them, three to a row; then the tags.
    fn filters(&self, page: &mut Page, locale: &Locale) {
        let offered = self
            .lists
            .iter()
            .filter(|(filter, count)| *filter != self.filter && (*count > 0 || *filter == DialogFilter::All));
        let buttons: Vec<_> = offered
            .map(|(filter, count)| {
                let label = say!(locale, "dialogs-list", filter = locale.dialog_filter(filter), n = *count);
                go(label, self.view(filter, 0))
            })
            .collect();
        buttons.chunks(3).for_each(|row| page.row(row.to_vec()));
        let tags = DialogView::Tags { account: self.account, page: 0 };
        page.row(self.tags.then(|| go(say!(locale, "button-tags"), View::Dialogs(tags))));
    }
}

/// The accounts, with what waits in each.
struct Choice {
    filter: DialogFilter,
    rows: Paged<(AccountId, String, usize)>,
}

impl Choice {
    fn load(filter: DialogFilter, page: u16, stage: &Stage<'_>) -> Result<Choice, StoreError> {
        let rows = Paged::of(stage.accounts()?, page, ACCOUNTS).try_map(|account| {
            let waiting = DialogFilter::Unanswered;
            let count = shelf(stage, account.id, &waiting).count(stage.store, waiting)?;
            Ok::<_, StoreError>((account.id, stage.locale().name(&account.title()), count))
        })?;
        Ok(Choice { filter, rows })
    }

    fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "dialogs-accounts-title"));
        page.line(say!(locale, "dialogs-accounts-what"));
        page.grid(self.rows.items.iter().map(|(account, name, waiting)| {
            let view = DialogView::List { account: Some(*account), filter: self.filter.clone(), page: 0 };
            let label = match waiting {
                0 => crate::domain::RichText::plain(name.as_str()),
                n => say!(locale, "dialogs-account-waiting", account = name.as_str(), n = *n),
            };
            go(label, View::Dialogs(view))
        }));
        let turned = |page| View::Dialogs(DialogView::Accounts { filter: self.filter.clone(), page });
        self.rows.turn(&mut page, locale, turned);
        page.back(View::DIALOGS, locale)
    }
}

/// The name of whoever answers, where that is not the reader.
pub(super) fn responsible(
    assigned: MemberId,
    names: &std::collections::HashMap<MemberId, String>,
    stage: &Stage<'_>,
) -> Option<String> {
    (assigned != stage.reader.id).then(|| names.get(&assigned).cloned().unwrap_or_else(|| stage.locale().name("")))
}
