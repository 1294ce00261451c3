//! Desks: how to make one, for which account, and the owner's word (D2).

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{Button, Press, Screen, Stage};
use crate::domain::{AccountId, ChatId, DeskPair, MemberId, RichText, Role, View};
use crate::locale::{Locale, say};
use crate::relay::Desk;
use crate::store::StoreError;
use crate::team::rights::{Action, Target};
use crate::team::{Account, Member};

/// Whether the reader has a desk for one of their accounts.
pub(super) struct DeskState {
    pair: DeskPair,
    account: String,
    pub ready: bool,
}

impl DeskState {
    /// The desks the reader has or should have: operators answer for all their accounts, others where new clients come
    /// to them.
    pub fn of_reader(stage: &Stage<'_>, accounts: &[Account]) -> Result<Vec<DeskState>, StoreError> {
        let mut desks = Vec::new();
        for account in accounts {
            let ready = Desk::of(stage.store, stage.reader.id, account.id)?.is_some();
            if ready || stage.reader.role == Role::Operator || account.responsible == stage.reader.id {
                let pair = DeskPair { member: stage.reader.id, account: account.id };
                desks.push(DeskState { pair, account: stage.locale().name(&account.title()), ready });
            }
        }
        Ok(desks)
    }

    pub fn draw(&self, locale: &Locale) -> RichText {
        let account = self.account.as_str();
        if self.ready {
            say!(locale, "home-desk-ready", account = account)
        } else {
            say!(locale, "home-desk-none", account = account)
        }
    }
}

/// How to make a desk.
pub(super) struct Help {
    bot: String,
    desks: Vec<DeskState>,
    has_accounts: bool,
    /// Whether an owner must confirm.
    is_confirmed: bool,
}

impl Help {
    pub fn load(stage: &Stage<'_>) -> Result<Help, StoreError> {
        let accounts = stage.accounts()?;
        Ok(Help {
            bot: stage.bot.to_owned(),
            desks: DeskState::of_reader(stage, &accounts)?,
            has_accounts: !accounts.is_empty(),
            is_confirmed: !stage.may(Action::ApproveDesk, Target::Agency),
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "desk-help-title"));
        page.line(say!(locale, "desk-help-what"));
        if !self.desks.is_empty() {
            page.paragraph(say!(locale, "desk-help-quick"));
            page.hint(&self.desks, locale, |desk| desk.draw(locale));
            page.grid(
                self.desks.iter().take(CHOICES).map(|desk| {
                    go(say!(locale, "button-desk-of", name = desk.account.as_str()), View::Desk(desk.pair))
                }),
            );
        }
        if self.has_accounts {
            page.paragraph(say!(locale, "desk-help-steps"));
            if self.is_confirmed {
                page.line(say!(locale, "desk-help-owner-confirms"));
            }
            page.row([Button::link(say!(locale, "button-add-to-group").text, add_to_group(&self.bot))]);
        } else {
            page.paragraph(say!(locale, "desk-help-no-accounts"));
        }
        page.back_and_refresh(View::Home, View::DeskHelp, locale)
    }
}

/// Adds the bot to a group, the rights it needs already ticked.
/// <https://core.telegram.org/api/links#group-channel-bot-links>
fn add_to_group(bot: &str) -> String {
    format!(
        "https://t.me/{bot}?startgroup&admin=manage_topics+delete_messages+pin_messages+restrict_members+invite_users"
    )
}

/// Buttons on a page.
const CHOICES: usize = 20;

/// For which of their accounts a member wants a group as a desk.
pub(super) struct Choice {
    chat: ChatId,
    member: MemberId,
    accounts: Paged<(AccountId, String)>,
}

impl Choice {
    pub fn load(chat: ChatId, member: MemberId, page: u16, stage: &Stage<'_>) -> Result<Choice, StoreError> {
        let name = |account: Account| (account.id, stage.locale().name(&account.title()));
        Ok(Choice { chat, member, accounts: Paged::of(stage.accounts()?, page, CHOICES).map(name) })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        if self.accounts.items.is_empty() {
            return Page::new(say!(locale, "desk-choice-none")).back(View::Home, locale);
        }
        let mut page = Page::new(say!(locale, "desk-choice"));
        let (chat, member) = (self.chat, self.member);
        page.grid(self.accounts.items.iter().map(|(account, name)| {
            Button::new(name.as_str(), Press::PickDeskAccount { chat, account: *account, member })
        }));
        self.accounts.turn(&mut page, locale, |page| View::DeskAccounts { chat, member, page });
        page.back(View::Home, locale)
    }
}

/// An owner is asked whether a group may become a desk.
pub(super) enum Request {
    /// The account or the member is gone, or they no longer work together.
    Gone,
    /// The group is a desk by now: of this account and member.
    Over {
        account: String,
        member: String,
    },
    Open {
        chat: ChatId,
        account: (AccountId, String),
        member: (MemberId, String),
    },
}

impl Request {
    pub fn load(chat: ChatId, account: AccountId, member: MemberId, stage: &Stage<'_>) -> Result<Request, StoreError> {
        let works = Member::find(stage.store, member)?.is_some_and(|member| member.works_with(account));
        if !works || Account::find(stage.store, account)?.is_none() {
            return Ok(Request::Gone);
        }
        if let Some(desk) = Desk::find(stage.store, chat)? {
            let (account, member) = (stage.account_name(desk.account)?, stage.member_name(desk.member)?);
            return Ok(Request::Over { account, member });
        }
        let (account, member) = ((account, stage.account_name(account)?), (member, stage.member_name(member)?));
        Ok(Request::Open { chat, account, member })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        match self {
            Request::Gone => Page::new(say!(locale, "desk-request-gone")).back(View::Home, locale),
            Request::Over { account, member } => {
                let over = say!(locale, "desk-request-over", account = account.as_str(), member = member.as_str());
                Page::new(over).back(View::Home, locale)
            }
            Request::Open { chat, account: (account, account_name), member: (member, member_name) } => {
                let (chat, account, member) = (*chat, *account, *member);
                let text = say!(locale, "desk-request", account = account_name.as_str(), member = member_name.as_str());
                let mut page = Page::new(text);
                page.row([
                    press(say!(locale, "button-approve"), Press::ApproveDesk { chat, account, member }),
                    press(say!(locale, "button-refuse"), Press::RefuseDesk { chat, account, member }),
                ]);
                page.done()
            }
        }
    }
}
