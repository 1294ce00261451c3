//! What follows from the dialogs that an account had before, and from dialogs that a member begins (D7, D10).

use super::{
    super::{
        import::{Import, ImportState, LastWords, Room},
        *,
    },
    incoming::Moment,
    open_thread,
};
use crate::{
    crm::Contact,
    domain::{AccountId, ContactId, DialogId, DialogKind, DialogMark, MemberId, Origin, SERVICE_SENDERS},
    ports::{Correspondent, CorrespondentKind, DialogPage, ListedDialog},
    store::{Store, StoreError},
    team::{Account, Member},
};
use jiff::Timestamp;

/// As much of a message as a list shows of it, in UTF-16 code units.
const WORDS: usize = 160;

/// What kind of dialog it is with them; `None`: it is not listed. Other bots open on request only, desks never.
fn kind(store: &Store, with: &Correspondent) -> Result<Option<DialogKind>, StoreError> {
    let service = with.peer.as_user().is_some_and(|user| SERVICE_SENDERS.contains(&user));
    Ok(match with.kind {
        CorrespondentKind::Person if !service => Some(DialogKind::User),
        // The account is not in it any more, or it goes on as a supergroup.
        CorrespondentKind::Group | CorrespondentKind::Channel if with.identity.deleted => None,
        CorrespondentKind::Group if Desk::find(store, with.peer.chat_id())?.is_none() => Some(DialogKind::Group),
        CorrespondentKind::Channel => Some(DialogKind::Channel),
        _ => None,
    })
}

/// Whether a dialog is to be taken over: then it may need an id for a contact.
pub fn is_new(store: &Store, account: AccountId, listed: &ListedDialog) -> Result<bool, StoreError> {
    let id = DialogId { account, peer: listed.with.peer };
    Ok(kind(store, &listed.with)?.is_some() && Dialog::find(store, id)?.is_none())
}

/// Takes a page of an account's dialogs over; `fresh` has an id for each that may need one.
pub fn take_over(
    store: &Store,
    now: Timestamp,
    account: AccountId,
    from: Option<DialogMark>,
    page: &DialogPage,
    fresh: &[ContactId],
) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let Some(import) = Import::find(store, account)? else { return Ok(plan) };
    // Cancelled meanwhile, or this page was taken over before.
    if import.state != (ImportState::Running { from }) {
        return Ok(plan);
    }
    let Some(managed) = Account::find(store, account)? else {
        plan.changes.delete(&import);
        return Ok(plan);
    };
    for (listed, fresh) in page.dialogs.iter().zip(fresh) {
        if let Some(kind) = kind(store, &listed.with)? {
            take_in(store, now, &managed, listed, kind, *fresh, &mut plan)?;
        }
    }
    let seen = import.seen + u32::try_from(page.dialogs.len()).unwrap_or_default();
    let state = match page.next {
        Some(next) => ImportState::Running { from: Some(next) },
        None => ImportState::Finished,
    };
    plan.changes.update(&import, Import { seen, total: page.total.max(seen), state, ..Import::clone(&import) });
    follow(store, now, account, &mut plan)?;
    Ok(plan)
}

fn take_in(
    store: &Store,
    now: Timestamp,
    managed: &Account,
    listed: &ListedDialog,
    kind: DialogKind,
    fresh: ContactId,
    plan: &mut Plan,
) -> Result<(), StoreError> {
    let id = DialogId { account: managed.id, peer: listed.with.peer };
    // What needed no id when it was read is known, or came meanwhile.
    if fresh == ContactId(0) || Dialog::find(store, id)?.is_some() {
        return Ok(());
    }
    let active = listed.latest.as_ref().map_or(managed.added, |message| message.date);
    let contact = match listed.with.peer.as_user() {
        Some(user) => {
            let identity = listed.with.identity.clone();
            Contact::of_user_or_new(store, user, identity, active, fresh, &mut plan.changes)?
        }
        None => {
            plan.changes.create_data_key(fresh.into());
            plan.changes.insert(Room { id: fresh, title: listed.with.identity.full_name() });
            fresh
        }
    };
    let waits = listed.latest.as_ref().filter(|message| message.origin == Origin::Client && listed.unread > 0);
    let mut work = Work { unread: listed.unread, ..Work::default() };
    // Only a person waits for an answer.
    work.waits = waits.filter(|_| kind == DialogKind::User).map(|message| message.date);
    if let Some(message) = &listed.latest {
        let words = message.content.words().truncated(WORDS).text;
        let ours = message.origin == Origin::Account;
        plan.changes.insert(LastWords { dialog: id, contact, text: words, ours });
    }
    let latest_from_client = waits.map(|message| message.id);
    let dialog = Dialog::new(id, kind, contact, managed.responsible, active.min(now));
    plan.changes.insert(Dialog { latest_from_client, work, ..dialog });
    Ok(())
}

/// An owner wants no more of it; what was taken over stays.
pub fn cancel(store: &Store, now: Timestamp, account: AccountId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    if let Some(import) = Import::find(store, account)?
        && let ImportState::Running { .. } = import.state
    {
        plan.changes.update(&import, Import { state: ImportState::Cancelled, ..Import::clone(&import) });
        follow(store, now, account, &mut plan)?;
    }
    Ok(plan)
}

/// The dialogs of an account are taken over (again): what is known stays as it is.
pub fn begin(store: &Store, now: Timestamp, account: AccountId) -> Result<Plan, StoreError> {
    let mut plan = Plan::nothing();
    let import = Import::begins(account, now);
    match Import::find(store, account)? {
        Some(was) if matches!(was.state, ImportState::Running { .. }) => return Ok(plan),
        Some(was) => plan.changes.update(&was, import),
        None => plan.changes.insert(import),
    };
    Ok(plan)
}

/// The screens that show how far it came follow.
fn follow(store: &Store, now: Timestamp, account: AccountId, plan: &mut Plan) -> Result<(), StoreError> {
    for member in Member::all(store)? {
        if Panel::find(store, member.id)?.is_some_and(|panel| panel.follows_import(account, now)) {
            plan.team(TeamTask::Follow { member: member.id });
        }
    }
    Ok(())
}

/// A member begins a dialog with somebody who never wrote (D7): its thread opens in their desk. `None` without a desk.
pub fn start(
    store: &Store,
    moment: Moment<'_>,
    account: AccountId,
    with: &Correspondent,
    by: MemberId,
    fresh: ContactId,
) -> Result<Plan<Option<DialogId>>, StoreError> {
    let id = DialogId { account, peer: with.peer };
    let mut plan = Plan::new(None);
    let Some(user) = with.peer.as_user() else { return Ok(plan) };
    if let Some(was) = Dialog::find(store, id)? {
        let mut dialog = Dialog::clone(&was);
        open_thread(store, &mut dialog, &mut plan)?;
        plan.outcome = (dialog.thread != Thread::None).then_some(id);
        if dialog != *was {
            plan.changes.update(&was, dialog);
        }
        return Ok(plan);
    }
    if Desk::of(store, by, account)?.is_none() {
        return Ok(plan);
    }
    let identity = with.identity.clone();
    let contact = Contact::of_user_or_new(store, user, identity, moment.now, fresh, &mut plan.changes)?;
    let mut dialog = Dialog::new(id, DialogKind::User, contact, by, moment.now);
    open_thread(store, &mut dialog, &mut plan)?;
    plan.changes.insert(dialog);
    plan.outcome = Some(id);
    Ok(plan)
}
