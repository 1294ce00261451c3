//! A group becomes a desk (D2).

use super::{super::*, desks::follow, guard, helpers, open_thread};
use crate::{
    domain::{AccountId, BotId, ChatId, DeskPair, DialogKind, MemberId, TopicId},
    store::{Store, StoreError, Stored},
    team::{Account, AuditEntry, AuditEvent, Member},
};
use jiff::Timestamp;

/// A group that was checked and found fit, and for whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    pub bot: BotId,
    pub chat: ChatId,
    pub account: AccountId,
    pub member: MemberId,
    /// By which the account comes in; `None` where it made the group.
    pub invite_link: Option<String>,
    /// Who decided.
    pub by: MemberId,
}

/// Why a checked group still cannot become this desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BindRefusal {
    AlreadyBound,
    /// The account or the member is no longer there.
    Gone,
}

/// Binds the group, opens the threads that waited for it and calls the account in. An earlier desk of the same pair is
/// given up: its dialogs get threads here.
pub fn bind(store: &Store, now: Timestamp, binding: &Binding) -> Result<Plan<Result<(), BindRefusal>>, StoreError> {
    let mut plan = Plan::new(Ok(()));
    if Desk::find(store, binding.chat)?.is_some() {
        plan.outcome = Err(BindRefusal::AlreadyBound);
        return Ok(plan);
    }
    let account = Account::find(store, binding.account)?;
    let (Some(account), Some(_)) = (account, Member::find(store, binding.member)?) else {
        plan.outcome = Err(BindRefusal::Gone);
        return Ok(plan);
    };
    if let Some(former) = Desk::of(store, binding.member, binding.account)? {
        plan.changes.delete(&former);
        guard::forget(store, former.chat, &mut plan)?;
    }
    let pair = DeskPair { member: binding.member, account: binding.account };
    if let Some(making) = Making::find(store, pair)? {
        plan.changes.delete(&making);
    }
    let desk = Desk {
        chat: binding.chat,
        account: binding.account,
        member: binding.member,
        bot: binding.bot,
        bound: now,
        account_joined: binding.invite_link.is_none(),
    };
    if desk.account_joined {
        helpers::admit(store, &desk, None, &mut plan)?;
    }
    plan.changes.insert(desk);
    let mut dialogs = Dialog::assigned_to(store, binding.member, binding.account)?;
    if account.responsible == binding.member {
        dialogs.extend(deskless(store, pair)?);
    }
    // What waits in the queue goes to whoever takes it.
    dialogs.retain(|dialog| dialog.work.queued.is_none());
    for was in dialogs {
        let mut dialog = Dialog { assigned: binding.member, ..Dialog::clone(&was) };
        // One that was only taken over from before gets its thread with its next message (D10).
        let wanted = dialog.kind == DialogKind::User || Followed::find(store, dialog.id)?.is_some();
        if dialog.next > 0 && wanted {
            dialog.thread = Thread::Opening { desk: binding.chat };
            plan.team(TeamTask::OpenThread { dialog: dialog.id });
            plan.team(TeamTask::Card { dialog: dialog.id });
        }
        plan.changes.update(&was, dialog);
    }
    if account.desk_missing_since.is_some() {
        plan.changes.update(&account, Account { desk_missing_since: None, ..Account::clone(&account) });
    }
    AuditEntry::write(
        &mut plan.changes,
        now,
        binding.by,
        AuditEvent::DeskBound { chat: binding.chat, account: binding.account, member: binding.member },
    );
    if let Some(link) = &binding.invite_link {
        plan.client(binding.account, ClientTask::JoinDesk { chat: binding.chat, link: link.clone() });
        // Who was in the group before it became a desk, the account sees from inside; the bot makes the way in.
        plan.client(binding.account, ClientTask::InspectDesk { chat: binding.chat });
        plan.team(TeamTask::CheckDesk { chat: binding.chat });
    }
    follow(store, now, &mut plan, pair)?;
    Ok(plan)
}

/// Clients of the account who wrote while nobody else had a desk for them.
pub(super) fn deskless(store: &Store, pair: DeskPair) -> Result<Vec<Stored<Dialog>>, StoreError> {
    let mut dialogs = Vec::new();
    for other in Member::all(store)? {
        if other.id != pair.member && Desk::of(store, other.id, pair.account)?.is_none() {
            dialogs.extend(Dialog::assigned_to(store, other.id, pair.account)?);
        }
    }
    Ok(dialogs)
}

/// A dialog's topic was found missing: another one is opened, once, and what waited for it waits for the new one.
pub(in super::super) fn reopen(
    store: &Store,
    dialog: crate::domain::DialogId,
    desk: ChatId,
    topic: TopicId,
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(was) = Dialog::find(store, dialog)?
        && was.thread == (Thread::Open { desk, topic })
    {
        let mut dialog = Dialog::clone(&was);
        dialog.thread = Thread::None;
        open_thread(store, &mut dialog, &mut plan)?;
        plan.changes.update(&was, dialog);
    }
    Ok(plan)
}
