//! What the buttons do.
//!
//! **Every press asks the rights matrix for the person pressing, now**: the button may be older than the right.

use super::{
    agency,
    callbacks::{Buttons, Nonce, Reference, Refusal, Tapped, check},
    commands::menu,
    contacts, convert,
    desk::{self, Wish},
    dialogs, files, glance,
    intake::Inbound,
    join,
    logins::By,
    money,
    office::{BotError, Office},
    proxies, routine, staff, templates,
};
use crate::{
    crm::Person,
    domain::{AccountId, BotMessageId, ChatId, DeskPair, InviteId, InviteTerm, Lang, Line, MemberId, Role, View},
    locale::{LineContext, Locale, line},
    relay::{
        Desk, Dialog, Panel, Place, Plan, TeamTask, deletion, desk_making, guard, held, merging, outgoing, reach,
        replay,
    },
    reports::{Morning, Taste},
    screens::{ContactDeed, DialogDeed, HeldDeed, Press, TemplateDeed, right_for},
    store::{Changes, Store, StoreError},
    team::{Action, AuditEntry, AuditEvent, Invite, InviteState, Member, Target, invite::Token, presence, rights::may},
};
use secrecy::ExposeSecret;
use teloxide::{
    payloads::{AnswerCallbackQuery, AnswerCallbackQuerySetters},
    types::CallbackQuery,
};

/// A button was pressed. Whatever comes of it, Telegram hears that it was noticed.
pub async fn pressed(office: &Office, inbound: &Inbound, query: &CallbackQuery) -> Result<(), BotError> {
    let by = convert::member(&query.from);
    let toast = match find(office, inbound, query, by)? {
        Ok((press, nonce, tapped)) => match Member::find(office.store(), by)? {
            Some(member) if allowed(office.store(), &press, &member)? => {
                perform(office, inbound, &member, &press, nonce, tapped).await?
            }
            Some(_) => Some(Line::NotAllowed),
            None => Some(Line::NotAMember),
        },
        Err(Refusal::Stale) => Some(Line::ButtonStale),
        Err(Refusal::Foreign) => Some(Line::ButtonForeign),
    };
    answer(office, query, by, toast).await
}

/// What the pressed button does, if it is one of ours for this person.
fn find(
    office: &Office,
    inbound: &Inbound,
    query: &CallbackQuery,
    by: MemberId,
) -> Result<Result<(Press, Nonce, Tapped), Refusal>, StoreError> {
    let kept = inbound.secret.as_ref().map(|data| data.expose_secret());
    let reference = query.data.as_deref().or(kept).and_then(Reference::from_data);
    let (Some(reference), Some(message)) = (reference, &query.message) else { return Ok(Err(Refusal::Stale)) };
    let tapped = Tapped { chat: ChatId(message.chat().id.0), message: BotMessageId(message.id().0), by };
    let Some(buttons) = Buttons::find(office.store(), reference.nonce)? else { return Ok(Err(Refusal::Stale)) };
    if buttons.bot != office.bot {
        return Ok(Err(Refusal::Stale));
    }
    Ok(check(&buttons, reference.index, tapped, office.now()).map(|press| (press.clone(), reference.nonce, tapped)))
}

/// The right that a press needs, asked for its target.
fn allowed(store: &Store, press: &Press, member: &Member) -> Result<bool, StoreError> {
    let (action, target) = match press {
        // The screen itself says so when the reader may not see it.
        Press::Go(view) | Press::Open(view) => right_for(view),
        Press::BeginQr(_)
        | Press::BeginPhone(_)
        | Press::QrInstead(_)
        | Press::PhoneInstead(_)
        | Press::RefreshQr(_)
        | Press::ProxyFirst
        | Press::LoginKey { .. }
        | Press::ResendCode(_)
        | Press::CancelLogin(_) => (Action::ManageAccounts, Target::Agency),
        Press::Reconnect(account)
        | Press::SwitchOff(account)
        | Press::DeleteAccount { account, .. }
        | Press::DropProxy(account)
        | Press::Routine(account, _) => (Action::ManageAccounts, Target::Account(*account)),
        Press::CreateInvite { role, .. } if !join::invitable(*role) => return Ok(false),
        Press::CreateInvite { .. } | Press::RevokeInvite(_) => (Action::Invite, Target::Agency),
        Press::Money(deed) => money::right_for(store, deed)?,
        Press::Staff(..) => (Action::ManageTeam, Target::Agency),
        Press::Agency(_) | Press::Held(_) => (Action::SetAgency, Target::Agency),
        Press::SetLang(_) | Press::SetPictures(_) | Press::SetDigest(_) | Press::Shift(_) => {
            (Action::Settings, Target::Agency)
        }
        Press::PickDeskAccount { account, member: wanted, .. } => {
            if *wanted != member.id {
                return Ok(false);
            }
            (Action::BindDesk, Target::Account(*account))
        }
        Press::ApproveDesk { account, .. } | Press::RefuseDesk { account, .. } => {
            (Action::ApproveDesk, Target::Account(*account))
        }
        // One's own by one's own right; for others whoever decides about desks.
        Press::MakeDesk(pair) | Press::CheckDesk(pair) => {
            let action = if pair.member == member.id { Action::BindDesk } else { Action::ApproveDesk };
            (action, Target::Account(pair.account))
        }
        Press::Import { account, .. } => (Action::ManageAccounts, Target::Account(*account)),
        Press::EraseContact(_) => (Action::EraseContacts, Target::Agency),
        Press::Contact(contact, ContactDeed::DropNote(note)) => {
            return contacts::may_drop(store, member, *contact, *note);
        }
        Press::Contact(contact, ContactDeed::Merge(other)) => {
            return merging::may_merge(store, member, *contact, *other);
        }
        Press::Contact(contact, ContactDeed::Split | ContactDeed::Unmerge(_)) => {
            return merging::is_theirs(store, member, &Person::of(store, *contact)?);
        }
        Press::Contact(contact, _) => return Ok(!reach::within(store, member, *contact)?.is_empty()),
        Press::DropPersonalNote(_) => (Action::KeepContacts, Target::Agency),
        Press::Template(TemplateDeed::Drop(template)) => return templates::may_drop(store, member, *template),
        Press::HandAll { account, .. } => (Action::HandOver, Target::Account(*account)),
        Press::Dialog(dialog, DialogDeed::Take) => (Action::Claim, Target::Account(dialog.account)),
        Press::Dialog(dialog, DialogDeed::HandOver(_)) => (Action::HandOver, Target::Account(dialog.account)),
        Press::Template(
            TemplateDeed::Insert { dialog, .. }
            | TemplateDeed::Send { dialog, .. }
            | TemplateDeed::Cancel { dialog, .. },
        )
        | Press::Dialog(dialog, _)
        | Press::Retry { dialog, .. }
        | Press::Earlier { dialog, .. }
        | Press::Fetch { dialog, .. }
        | Press::Portrait { dialog } => {
            let assigned = Dialog::find(store, *dialog)?.map(|dialog| dialog.assigned);
            (Action::Converse, Target::Dialog { account: dialog.account, assigned })
        }
    };
    Ok(may(member, action, target))
}

/// Does it; what is returned is said as a toast.
async fn perform(
    office: &Office,
    inbound: &Inbound,
    member: &Member,
    press: &Press,
    nonce: Nonce,
    tapped: Tapped,
) -> Result<Option<Line>, BotError> {
    let here = Here { office, inbound, member: member.id, place: tapped.message, chat: tapped.chat, nonce };
    match press {
        Press::Go(view) => {
            here.show(view.clone(), |_, _| Ok(())).await?;
            return Ok(match here.in_panel() {
                true => glance::is_asked_for(office.store(), member, view)?.then_some(Line::Asking),
                false => Some(Line::InYourPanel),
            });
        }
        Press::BeginQr(account) => here.begin_login(*account, By::Qr).await?,
        Press::BeginPhone(account) => here.begin_login(*account, By::Phone).await?,
        Press::QrInstead(login) => here.log_in_instead(*login, By::Qr).await?,
        Press::PhoneInstead(login) => here.log_in_instead(*login, By::Phone).await?,
        Press::RefreshQr(login) => here.refresh_qr(*login).await?,
        Press::LoginKey { login, attempt, key } => here.press_key(*login, *attempt, *key).await?,
        Press::ResendCode(login) => here.resend_code(*login).await?,
        Press::CancelLogin(login) => here.cancel_login(*login).await?,
        Press::Reconnect(account) => return here.switch(*account, true).await,
        Press::SwitchOff(account) => return here.switch(*account, false).await,
        Press::DeleteAccount { account, log_out } => return here.delete_account(*account, *log_out).await,
        Press::ProxyFirst => proxies::first(&here).await?,
        Press::DropProxy(account) => return proxies::drop(&here, *account).await,
        Press::CreateInvite { role, accounts, term } => here.create_invite(*role, accounts, *term).await?,
        Press::RevokeInvite(invite) => here.revoke_invite(*invite).await?,
        Press::Staff(member, deed) => return staff::perform(&here, *member, *deed).await,
        Press::Shift(on) => {
            let now = office.now();
            let change = |store: &Store, plan: &mut Plan| {
                plan.changes.merge(presence::shift(store, now, &office.zone.get(), member.id, *on)?);
                Ok(())
            };
            here.show(View::Home, change).await?;
        }
        Press::Agency(setting) => agency::perform(&here, setting).await?,
        Press::Held(deed) => {
            match deed {
                HeldDeed::Release => held::release(&office.committer, Some(member.id)).await?,
                HeldDeed::Drop => held::drop_all(&office.committer, Some(member.id)).await?,
            };
            here.show(View::Held, |_, _| Ok(())).await?;
        }
        Press::SetLang(lang) => here.set_lang(*lang).await?,
        Press::SetPictures(pictures) => {
            let taste = Taste { member: member.id, pictures: *pictures };
            here.show(View::Settings, |_, plan| {
                plan.changes.put(taste.clone());
                Ok(())
            })
            .await?;
        }
        Press::SetDigest(hour) => {
            let (now, was) = (office.now(), Morning::of(office.store(), member.id, member.joined)?);
            let morning = Morning {
                member: member.id,
                hour: hour.unwrap_or(was.hour).rem_euclid(24),
                muted: hour.is_none(),
                since: now,
            };
            here.show(View::Settings, |_, plan| {
                plan.changes.put(morning.clone());
                Ok(())
            })
            .await?;
        }
        Press::Open(view) => here.open(view).await?,
        Press::PickDeskAccount { chat, account, member: wanted } => {
            let answer = Place::Group { chat: *chat, topic: None, reply_to: None, reader: *wanted };
            let wish = Wish { chat: *chat, account: *account, member: *wanted, answer };
            desk::request(office, inbound, member, &wish).await?;
        }
        Press::ApproveDesk { chat, account, member: wanted } => {
            let wish = Wish { chat: *chat, account: *account, member: *wanted, answer: Place::Panel(member.id) };
            desk::approve(office, inbound, member.id, &wish).await?;
            here.redraw(View::DeskRequest { chat: *chat, account: *account, member: *wanted }).await?;
        }
        Press::RefuseDesk { chat, member: wanted, .. } => {
            let (chat, wanted) = (*chat, *wanted);
            here.show(View::Home, |_, plan| {
                desk::refuse(plan, chat, wanted);
                Ok(())
            })
            .await?;
        }
        Press::MakeDesk(pair) => return here.make_desk(*pair).await,
        Press::CheckDesk(pair) => {
            let pair = *pair;
            here.show(View::Desk(pair), |store, plan| {
                if let Some(desk) = Desk::of(store, pair.member, pair.account)? {
                    plan.tasks.extend(guard::inspect(&desk));
                }
                Ok(())
            })
            .await?;
        }
        Press::Routine(account, deed) => routine::set(&here, *account, deed).await?,
        Press::Import { account, on } => routine::set_import(&here, *account, *on).await?,
        Press::Contact(contact, deed) => return contacts::perform(&here, member, *contact, deed).await,
        Press::EraseContact(contact) => contacts::erase(&here, *contact).await?,
        Press::DropPersonalNote(note) => contacts::drop_personal(&here, *note).await?,
        Press::Template(deed) => return templates::perform(&here, member, deed).await,
        Press::HandAll { account, from, to } => return dialogs::hand_all(&here, *account, *from, *to).await,
        Press::Dialog(dialog, deed) => return dialogs::perform(&here, *dialog, deed).await,
        Press::Money(deed) => return money::perform(&here, member, deed).await,
        Press::Earlier { dialog, before } => {
            office.commit(inbound, |_| Ok(replay::earlier(*dialog, *before))).await?;
        }
        Press::Fetch { dialog, message } => return files::fetch(&here, *dialog, *message).await,
        Press::Portrait { dialog } => {
            office.commit(inbound, |_| Ok(replay::look_at(*dialog))).await?;
        }
        Press::Retry { dialog, number } => {
            let again = office.commit(inbound, |store| outgoing::retry(store, *dialog, *number)).await?;
            return Ok((again == Some(false)).then_some(Line::ButtonStale));
        }
    }
    Ok(None)
}

/// Opens a screen below what stands in a member's panel. What is typed is about it from now on, not only when it has arrived:
/// people are fast.
pub fn open<T>(
    office: &Office,
    store: &Store,
    member: MemberId,
    view: View,
    plan: &mut Plan<T>,
) -> Result<(), StoreError> {
    office.gate.shows(member.into(), proxies::of_view(&view));
    if let Some(panel) = Panel::find(store, member)? {
        plan.changes.update(&panel, Panel { view: view.clone(), arrives: true, ..Panel::clone(&panel) });
    }
    plan.team(TeamTask::Show { member, view, place: None });
    Ok(())
}

/// Who pressed, and under which message.
pub struct Here<'a> {
    pub office: &'a Office,
    pub inbound: &'a Inbound,
    pub member: MemberId,
    pub place: BotMessageId,
    pub chat: ChatId,
    /// The drawing that was pressed.
    nonce: Nonce,
}

impl Here<'_> {
    /// Whether it was pressed in the member's own panel.
    pub fn in_panel(&self) -> bool {
        self.chat == self.member.into()
    }

    /// Changes something and shows a screen in place, in one commit.
    pub async fn show(
        &self,
        view: View,
        mut change: impl FnMut(&Store, &mut Plan) -> Result<(), StoreError>,
    ) -> Result<(), BotError> {
        self.office
            .commit(self.inbound, |store| {
                let mut plan = Plan::nothing();
                change(store, &mut plan)?;
                self.draw(view.clone(), &mut plan);
                Ok(plan)
            })
            .await?;
        Ok(())
    }

    /// Shows a screen in place. It is known from now on, not only when Telegram has it: what is typed next may be about it.
    pub fn draw<T>(&self, view: View, plan: &mut Plan<T>) {
        let (member, place, opened) = (self.member, self.screen(), self.office.now());
        self.office.gate.shows(member.into(), proxies::of_view(&view));
        if let Some(message) = place {
            plan.changes.put(Panel { member, message, view: view.clone(), opened, arrives: false });
        }
        plan.team(TeamTask::Show { member, view, place });
    }

    /// Shows a screen below: what was pressed stays.
    async fn open(&self, view: &View) -> Result<(), BotError> {
        self.office
            .commit(self.inbound, |store| {
                let mut plan = Plan::nothing();
                open(self.office, store, self.member, view.clone(), &mut plan)?;
                Ok(plan)
            })
            .await?;
        Ok(())
    }

    /// The screen that was pressed, to be drawn anew; what is pressed in a desk opens a new one in the member's panel.
    pub fn screen(&self) -> Option<BotMessageId> {
        self.in_panel().then_some(self.place)
    }

    /// Shows a screen in place after a commit that has ended the update.
    async fn redraw(&self, view: View) -> Result<(), BotError> {
        self.office
            .committer
            .commit(|_| {
                let mut plan = Plan::nothing();
                self.draw(view.clone(), &mut plan);
                Ok(plan)
            })
            .await?;
        Ok(())
    }

    /// Ends the drawing that was pressed: a second tap on it must not do the same again.
    pub fn use_up<T>(&self, store: &Store, plan: &mut Plan<T>) -> Result<(), StoreError> {
        if let Some(buttons) = Buttons::find(store, self.nonce)? {
            plan.changes.delete(&buttons);
        }
        Ok(())
    }

    /// Switches an account on or off. It is done before the press is: done twice it comes to the same.
    async fn switch(&self, account: AccountId, on: bool) -> Result<Option<Line>, BotError> {
        let (office, now) = (self.office, self.office.now());
        let switched = match on {
            true => office.connections.connect(account).await,
            false => office.connections.disconnect(account).await,
        };
        if let Err(error) = &switched {
            tracing::error!(account.id = account.0, on, error = %crate::domain::Chain(error), "an account was not switched");
        }
        let what = match on {
            true => AuditEvent::AccountReconnected { account },
            false => AuditEvent::AccountSwitchedOff { account },
        };
        self.show(View::Account(account), |_, plan| {
            if switched.is_ok() {
                audit(&mut plan.changes, now, self.member, what.clone());
            }
            Ok(())
        })
        .await?;
        Ok(switched.is_err().then_some(Line::Internal))
    }

    /// Deletes an account from Pult: its session first, since without the account nobody could end that any more.
    async fn delete_account(&self, account: AccountId, log_out: bool) -> Result<Option<Line>, BotError> {
        let (office, now) = (self.office, self.office.now());
        if let Err(error) = office.connections.forget(account, log_out).await {
            tracing::warn!(account.id = account.0, log_out, error = %crate::domain::Chain(&error), "an account was not deleted");
            self.show(View::DeleteAccount(account), |_, _| Ok(())).await?;
            return Ok(Some(if log_out { Line::NotLoggedOut } else { Line::Internal }));
        }
        self.show(View::ACCOUNTS, |store, plan| {
            plan.absorb(deletion::delete(store, now, self.member, account, log_out)?);
            Ok(())
        })
        .await?;
        Ok(None)
    }

    async fn make_desk(&self, pair: DeskPair) -> Result<Option<Line>, BotError> {
        let (office, now) = (self.office, self.office.now());
        let wish = desk::wish(office, pair, self.member)?;
        let begun = office
            .commit(self.inbound, |store| {
                let mut plan = desk_making::begin(store, now, &wish)?;
                self.draw(View::Desk(pair), &mut plan);
                Ok(plan)
            })
            .await?;
        Ok((begun == Some(false)).then_some(Line::ButtonStale))
    }

    async fn create_invite(&self, role: Role, accounts: &[AccountId], term: InviteTerm) -> Result<(), BotError> {
        let office = self.office;
        let token = Token::new(&*office.randomness);
        let id = InviteId(office.store().next_id(Invite::IDS).await?);
        let now = office.now();
        office.links.remember(id, join::invite_address(&office.username) + &token.as_text());
        let invite = Invite {
            id,
            hash: token.hash(),
            role,
            accounts: accounts.iter().copied().collect(),
            made_by: self.member,
            made: now,
            expires: now.saturating_add(term.duration()).unwrap_or(now),
            state: InviteState::Open,
        };
        self.show(View::Invite(id), |store, plan| {
            self.use_up(store, plan)?;
            plan.changes.insert(invite.clone());
            audit(&mut plan.changes, now, self.member, AuditEvent::Invited { invite: id, role });
            Ok(())
        })
        .await
    }

    async fn revoke_invite(&self, id: InviteId) -> Result<(), BotError> {
        let now = self.office.now();
        self.office.links.forget(id);
        self.show(View::Invite(id), |store, plan| {
            if let Some(invite) = Invite::find(store, id)?
                && invite.state == InviteState::Open
            {
                let revoked = Invite { state: InviteState::Revoked { at: now }, ..Invite::clone(&invite) };
                plan.changes.update(&invite, revoked);
                audit(&mut plan.changes, now, self.member, AuditEvent::InviteRevoked { invite: id });
            }
            Ok(())
        })
        .await
    }

    async fn set_lang(&self, lang: Lang) -> Result<(), BotError> {
        self.show(View::Settings, |store, plan| {
            if let Some(member) = Member::find(store, self.member)?
                && member.lang != lang
            {
                plan.changes.update(&member, Member { lang, ..Member::clone(&member) });
            }
            Ok(())
        })
        .await?;
        menu::publish_for(self.office, self.member).await;
        Ok(())
    }
}

fn audit(changes: &mut Changes, now: jiff::Timestamp, who: MemberId, what: AuditEvent) {
    AuditEntry::write(changes, now, who, what);
}

/// The longest toast: <https://core.telegram.org/bots/api#answercallbackquery>
const TOAST_LIMIT: usize = 200;

/// Answers a press: it is not metered, and too late is not an error.
async fn answer(office: &Office, query: &CallbackQuery, by: MemberId, toast: Option<Line>) -> Result<(), BotError> {
    let mut request = AnswerCallbackQuery::new(query.id.clone());
    if let Some(said) = toast {
        let lang = match Member::find(office.store(), by)? {
            Some(member) => member.lang,
            None => office.lang_for(query.from.language_code.as_deref()),
        };
        let words = line(Locale::of(lang), &said, LineContext { now: office.now(), zone: &office.zones(by)?.0 });
        request = request.text(words.truncated(TOAST_LIMIT).text);
    }
    if let Err(failure) = super::api::call::<_, serde::de::IgnoredAny>(&office.api.calls, request).await {
        tracing::debug!(bot.id = %office.bot, ?failure, "a press could not be answered any more");
    }
    Ok(())
}
