//! The panel's screens: what a member sees and may press, in their language.
//!
//! ```text
//! View ──may the reader see it?──▶ load: model from the store ──▶ draw: model → text, buttons, picture
//! ```
//!
//! **A screen is a value, drawing changes nothing.** **Who may see a screen stands in one table, [`right_for`]; only
//! what the reader may do is offered**, and whoever performs a [`Press`] asks for the right again. One screen per file:
//! the model first, then how it is drawn. A step of a login is looked up through `ports::Logins`, since logins live in
//! memory.

mod account;
mod accounts;
mod activity;
mod add_account;
mod agency;
mod beneath;
mod calendar;
mod card;
mod card_dialog;
mod code;
mod contact;
mod contact_list;
mod contact_notes;
mod dashboard;
mod delete_account;
mod desk;
mod desk_card;
mod dialog;
mod dialog_tags;
mod dialogs;
mod erase;
mod export;
mod files;
mod found;
mod glance;
mod group_card;
mod hand_over;
mod held;
mod home;
mod importing;
mod invite;
mod invite_setup;
mod login;
mod merging;
mod money;
mod notebook;
mod page;
mod pages;
mod press;
mod proxy;
mod routine;
mod settings;
mod staff;
mod switch_off;
mod team;
mod templates;
mod tier;
mod xlsx;

pub use beneath::{beneath, under_lines};
pub use card::draw_card;
pub use contact::value as field_value;
pub use dialog::to_thread;
pub use export::{File, export, right_to_export};
pub use glance::{FilesGlance, FoundGlance, Glance};
pub use press::{Button, ContactDeed, DialogDeed, HeldDeed, MoneyDeed, Press, RoutineDeed, Tap, TemplateDeed};
pub use templates::under_preview;

use crate::domain::{AccountId, DashboardView, DialogView, InviteId, Line, MemberId, RichText, View};
use crate::locale::{LineContext, Locale, line};
use crate::picture::{Picture, PictureError, QrError};
use crate::ports::{Logins, Proxies, ProxyError};
use crate::store::{Store, StoreError};
use crate::team::rights::{Action, Reach, Target, may, reach};
use crate::team::{Account, Member};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use page::Page;
use std::collections::HashMap;

/// A screen, ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Screen {
    pub text: RichText,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// Stands above the text, which is its caption then.
    pub picture: Option<Picture>,
    /// Whether Telegram's clients must refuse to forward and save it: it holds a credential.
    pub protect: bool,
}

/// Everything a screen may look at.
pub struct Stage<'a> {
    pub store: &'a Store,
    pub logins: &'a dyn Logins,
    pub proxies: &'a dyn Proxies,
    pub links: &'a dyn InviteLinks,
    /// For a screen that shows what stands in Telegram: what it answered, or `None` where it was not asked.
    pub glance: Option<&'a Glance>,
    /// Who will see the screen: decides language, rights and whose things are shown.
    pub reader: &'a Member,
    /// The bot's username, for links that add it to a group.
    pub bot: &'a str,
    pub now: Timestamp,
    /// The reader's, for whatever shows a time.
    pub zone: &'a TimeZone,
    /// The agency's, for whatever counts by days.
    pub agency_zone: &'a TimeZone,
}

/// The links of invites made a moment ago. They live in memory only: the store knows hashes.
pub trait InviteLinks: Send + Sync {
    /// The link of an invite; `None` when it is remembered no more.
    fn link(&self, invite: InviteId) -> Option<String>;
}

/// Why a screen could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    #[error("reading what a screen shows")]
    Store(#[from] StoreError),
    #[error("reading the proxy of an account")]
    Proxy(#[from] ProxyError),
    #[error("making the picture of a screen")]
    Picture(#[from] QrError),
    #[error("drawing the picture of a screen")]
    Chart(#[from] PictureError),
}

/// Draws a view for the stage's reader from the present state. What the reader may not see says so instead.
pub fn draw(view: &View, stage: &Stage<'_>) -> Result<Screen, ScreenError> {
    let (action, target) = right_for(view);
    if !may(stage.reader, action, target) || !is_for(view, stage.reader) {
        return Ok(stage.not_allowed());
    }
    let locale = stage.locale();
    Ok(match view {
        View::Home => home::Home::load(stage)?.draw(locale),
        View::Accounts { page } => accounts::Accounts::load(*page, stage)?.draw(locale),
        View::AddAccount => add_account::draw(locale),
        View::Login(login) => login::Login::load(*login, stage)?.draw(locale)?,
        View::Account(account) => account::Card::load(*account, stage)?.draw(locale),
        View::SwitchOff(account) => switch_off::Question::load(*account, stage)?.draw(locale),
        View::DeleteAccount(account) => delete_account::Question::load(*account, stage)?.draw(locale),
        View::Team { page } => team::Team::load(*page, stage)?.draw(locale),
        View::InviteSetup { role, accounts, term, page } => {
            invite_setup::InviteSetup::load(*role, accounts, *term, *page, stage)?.draw(locale)
        }
        View::Invite(invite) => invite::Card::load(*invite, stage)?.draw(locale),
        View::Settings => settings::Settings::load(stage)?.draw(locale),
        View::Agency => agency::Card::load(stage)?.draw(locale),
        View::Held => held::Card::load(stage)?.draw(locale),
        View::DropHeld => held::Card::load(stage)?.ask(locale),
        View::DeskHelp => desk::Help::load(stage)?.draw(locale),
        View::Desk(pair) => desk_card::Card::load(*pair, stage)?.draw(locale),
        View::DeskAccounts { chat, member, page } => desk::Choice::load(*chat, *member, *page, stage)?.draw(locale),
        View::DeskRequest { chat, account, member } => {
            desk::Request::load(*chat, *account, *member, stage)?.draw(locale)
        }
        View::Dialogs(view) => dialogs::draw(view, stage)?,
        View::Money(view) => money::draw(view, stage)?,
        View::Dashboard(view) => dashboard::draw(view, stage)?,
        View::Staff(view) => staff::draw(*view, stage)?,
        View::Contacts(view) => contact::draw(view, stage)?,
        View::Notebook(view) => notebook::draw(view, stage)?,
        View::Activity(view) => activity::draw(*view, None, stage)?,
        View::ActivityDays(view, pick) => activity::draw(*view, Some(*pick), stage)?,
        View::Proxy(view) => proxy::Card::load(*view, stage)?.draw(locale),
        View::Digest { day, again } => dashboard::draw_digest(*day, *again, stage)?,
        View::Templates(view) => templates::draw(view, stage)?,
        View::Files(view) => files::draw(view, stage)?,
        View::Found(view) => found::draw(view, stage)?,
    })
}

/// The right a reader needs for a view.
pub fn right_for(view: &View) -> (Action, Target) {
    match view {
        // Every present member has these two.
        View::Home | View::Settings => (Action::Settings, Target::Agency),
        View::Agency | View::Held | View::DropHeld => (Action::SetAgency, Target::Agency),
        View::Accounts { .. } => (Action::SeeAccounts, Target::Agency),
        View::Account(account) => (Action::SeeAccounts, Target::Account(*account)),
        View::AddAccount | View::Login(_) => (Action::ManageAccounts, Target::Agency),
        View::SwitchOff(account) | View::DeleteAccount(account) => (Action::ManageAccounts, Target::Account(*account)),
        View::Activity(view) | View::ActivityDays(view, _) => activity::right_for(view),
        View::Proxy(view) => (Action::ManageAccounts, Target::Account(view.account)),
        View::Team { .. } => (Action::SeeTeam, Target::Agency),
        View::InviteSetup { .. } | View::Invite(_) => (Action::Invite, Target::Agency),
        View::DeskHelp | View::DeskAccounts { .. } => (Action::BindDesk, Target::Agency),
        View::Desk(pair) => (Action::BindDesk, Target::Account(pair.account)),
        View::DeskRequest { account, .. } => (Action::ApproveDesk, Target::Account(*account)),
        View::Dialogs(DialogView::Routine(account) | DialogView::Import(account)) => {
            (Action::ManageAccounts, Target::Account(*account))
        }
        // Which contacts are whose to see, the screen asks itself.
        View::Contacts(_) | View::Notebook(_) => (Action::KeepContacts, Target::Agency),
        View::Dialogs(view @ (DialogView::HandOver { .. } | DialogView::HandAll { .. })) => {
            (Action::HandOver, dialogs::target(view))
        }
        View::Dialogs(view) => (Action::Converse, dialogs::target(view)),
        View::Templates(_) => (Action::Converse, Target::Agency),
        View::Files(view) => (Action::Converse, files::target(view)),
        View::Found(view) => (Action::Converse, found::target(view)),
        View::Money(view) => money::right_for(view),
        View::Dashboard(view) => dashboard::right_for(view),
        View::Digest { .. } => (Action::SeeDashboard, Target::Agency),
        View::Staff(view) => staff::right_for(view),
    }
}

/// Changes whenever the figures of a dashboard do; `None` for a reader who may not see them.
pub fn dashboard_mark(view: &DashboardView, stage: &Stage<'_>) -> Result<Option<u64>, StoreError> {
    let (action, target) = dashboard::right_for(view);
    if may(stage.reader, action, target) { dashboard::mark(view, stage).map(Some) } else { Ok(None) }
}

/// Some views are meant for one member.
fn is_for(view: &View, reader: &Member) -> bool {
    match view {
        View::DeskAccounts { member, .. } => *member == reader.id,
        // Others' desks are seen by those who see the account.
        View::Desk(pair) => pair.member == reader.id || may(reader, Action::SeeAccounts, Target::Account(pair.account)),
        _ => true,
    }
}

impl Stage<'_> {
    /// The reader's language.
    pub fn locale(&self) -> &'static Locale {
        Locale::of(self.reader.lang)
    }

    fn may(&self, action: Action, target: Target) -> bool {
        may(self.reader, action, target)
    }

    /// The accounts the reader may see or works with, by name.
    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let mut accounts: Vec<_> = Account::all(self.store)?.iter().map(|account| Account::clone(account)).collect();
        accounts.retain(|account| self.reader.works_with(account.id));
        accounts.sort_by_cached_key(|account| (account.title().to_lowercase(), account.id));
        Ok(accounts)
    }

    fn account_name(&self, account: AccountId) -> Result<String, StoreError> {
        let title = Account::find(self.store, account)?.map(|account| account.title());
        Ok(self.locale().name(title.as_deref().unwrap_or_default()))
    }

    /// The names of all members, for lists.
    fn member_names(&self) -> Result<HashMap<MemberId, String>, StoreError> {
        let members = Member::all(self.store)?;
        Ok(members.iter().map(|member| (member.id, self.locale().name(&member.name))).collect())
    }

    fn member_name(&self, member: MemberId) -> Result<String, StoreError> {
        let name = Member::find(self.store, member)?.map(|member| member.name.clone());
        Ok(self.locale().name(name.as_deref().unwrap_or_default()))
    }

    fn not_allowed(&self) -> Screen {
        let context = LineContext { now: self.now, zone: self.zone };
        let text = line(self.locale(), &Line::NotAllowed, context);
        Page::new(text).back(View::Home, self.locale())
    }
}
