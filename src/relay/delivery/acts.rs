//! From an outbox entry to what the account is to do now. Reads only.

use super::super::{ClientTask, Delivery, Desk, Dialog, Helper, Making, Message, Reply, album, plan::replay};
use crate::{
    domain::{AccountId, AccountState, BotId, ChatId, ClientMessageId, DeskPair, DialogId, Limit, MakingStep, ReplyTo},
    ports::{ClientAction, InDesk, Piece},
    store::{Store, StoreError, Stored},
    team::Account,
};
use jiff::Timestamp;

/// An action for a client, and the revision of the message that it shows.
pub(super) struct Act {
    pub action: ClientAction,
    pub revision: u32,
}

/// Whether it would begin a conversation while Telegram lets the account answer only: asking would make the limit last.
pub(super) fn reaches_a_stranger(store: &Store, account: AccountId, task: &ClientTask) -> Result<bool, StoreError> {
    let ClientTask::Send { dialog, number } = task else { return Ok(false) };
    let restricted = |account: &Account| matches!(account.state, AccountState::Limited { limit: Limit::NewPeople, .. });
    if dialog.peer.as_user().is_none() || !Account::find(store, account)?.is_some_and(|account| restricted(&account)) {
        return Ok(false);
    }
    let wrote = Dialog::find(store, *dialog)?.is_some_and(|dialog| dialog.latest_from_client.is_some());
    let waits = Message::find(store, *dialog, *number)?
        .is_some_and(|message| message.delivery() == Some(&Delivery::Waiting) && message.deleted.is_none());
    Ok(waits && !wrote)
}

/// Whether a member's message is (still) to be sent.
fn is_wanted(message: &Message, delivery: &Delivery) -> bool {
    match delivery {
        Delivery::Waiting => message.deleted.is_none(),
        // Telegram may have it: only repeating it tells under which id, and so what there is to delete.
        Delivery::Sending => message.client.is_none(),
        Delivery::Sent | Delivery::Read | Delivery::Failed(_) => false,
    }
}

/// The member's messages that go out with this one: itself, and the rest of its album as far as it is here and in the same state.
/// What was begun together is repeated together, and nothing else with it: Telegram knows each by its random id.
pub(in crate::relay) fn parcel(
    store: &Store,
    dialog: DialogId,
    number: u64,
) -> Result<Vec<Stored<Message>>, StoreError> {
    let Some(first) = Message::find(store, dialog, number)? else { return Ok(Vec::new()) };
    let mut rest = album::rest(store, &first)?;
    let with_it = |message: &Message| {
        let delivery = message.delivery();
        delivery == first.delivery() && delivery.is_some_and(|delivery| is_wanted(message, delivery))
    };
    rest.retain(|message| with_it(message));
    Ok([first].into_iter().chain(rest).collect())
}

fn piece(message: &Stored<Message>) -> Option<Piece> {
    let random_id = message.random_id()?;
    let (media, post) = (message.content.media()?.clone(), message.post?);
    let (earlier, from) = (message.earlier.clone(), InDesk { chat: post.chat, message: post.message });
    Some(Piece { random_id, media, earlier, from })
}

/// Until when an album is waited for: its messages come one by one. `None` when it is complete, or when nothing is to be waited for.
pub(super) fn incomplete(
    store: &Store,
    now: Timestamp,
    since: Timestamp,
    task: &ClientTask,
) -> Result<Option<Timestamp>, StoreError> {
    let ClientTask::Send { dialog, number } = task else { return Ok(None) };
    let parcel = parcel(store, *dialog, *number)?;
    let waits = parcel.first().is_some_and(|first| {
        first.album.is_some() && first.delivery() == Some(&Delivery::Waiting) && first.deleted.is_none()
    });
    if !waits || parcel.len() == album::LARGEST {
        return Ok(None);
    }
    Ok(album::quiet_at(store, *dialog, since)?.filter(|quiet| *quiet > now))
}

/// The request for a client entry now; `None` when its reason is gone.
pub(super) fn client(store: &Store, account: AccountId, task: &ClientTask) -> Result<Option<Act>, StoreError> {
    let plain = |action| Some(Act { action, revision: 0 });
    Ok(match task {
        ClientTask::Send { dialog, number } => {
            let Some(message) = Message::find(store, *dialog, *number)? else { return Ok(None) };
            let (Some(random_id), Some(delivery)) = (message.random_id(), message.delivery()) else { return Ok(None) };
            if !is_wanted(&message, delivery) {
                return Ok(None);
            }
            let reply_to = match &message.reply_to {
                Some(Reply::Message { number, quote }) => Message::find(store, *dialog, *number)?
                    .filter(|target| target.deleted.is_none())
                    .and_then(|target| target.client)
                    .map(|target| ReplyTo { message: target, quote: quote.clone() }),
                Some(Reply::Retold { retold, quote }) => Some(ReplyTo { message: *retold, quote: quote.clone() }),
                None => None,
            };
            if message.content.media().is_some() {
                let pieces = parcel(store, *dialog, *number)?.iter().filter_map(piece).collect();
                return Ok(plain(ClientAction::SendMedia { peer: dialog.peer, pieces, reply_to }));
            }
            let (random_id, text, earlier) = (random_id, message.content.words().clone(), message.earlier.clone());
            plain(ClientAction::Send { peer: dialog.peer, random_id, text, earlier, reply_to })
        }
        ClientTask::Edit { dialog, number } => {
            let message = Message::find(store, *dialog, *number)?.filter(|message| message.deleted.is_none());
            message.and_then(|message| {
                let (peer, client) = (dialog.peer, message.client?);
                let action = match (message.content.media(), message.post) {
                    (Some(media), Some(post)) if message.replaced > 0 => {
                        let from = InDesk { chat: post.chat, message: post.message };
                        ClientAction::Replace { peer, message: client, media: media.clone(), from }
                    }
                    _ => ClientAction::Edit { peer, message: client, text: message.content.words().clone() },
                };
                Some(Act { action, revision: message.revision })
            })
        }
        ClientTask::Delete { dialog, number } => Message::find(store, *dialog, *number)?
            .and_then(|message| message.client)
            .and_then(|message| plain(ClientAction::Delete { peer: dialog.peer, messages: vec![message] })),
        ClientTask::React { dialog, number } => Message::find(store, *dialog, *number)?.and_then(|message| {
            let (message, emoji) = (message.client?, message.team_reacted);
            plain(ClientAction::React { peer: dialog.peer, message, emoji })
        }),
        ClientTask::Replay { dialog, before, .. } => {
            plain(ClientAction::History { peer: dialog.peer, before: *before, limit: replay::AT_ONCE })
        }
        // The latest before the one that follows it.
        ClientTask::Fetch { dialog, message, rest } => {
            let last = rest.iter().copied().max().unwrap_or(*message).max(*message);
            let before = Some(ClientMessageId(last.0.saturating_add(1)));
            let limit = if rest.is_empty() { 1 } else { album::SPAN as u8 };
            plain(ClientAction::History { peer: dialog.peer, before, limit })
        }
        ClientTask::Portrait { dialog } => plain(ClientAction::Portrait { peer: dialog.peer }),
        ClientTask::MarkRead { dialog, up_to } => plain(ClientAction::MarkRead { peer: dialog.peer, up_to: *up_to }),
        ClientTask::Block { dialog } => Dialog::find(store, *dialog)?
            .and_then(|found| plain(ClientAction::Block { peer: dialog.peer, blocked: found.work.blocked })),
        ClientTask::JoinDesk { link, .. } => plain(ClientAction::JoinDesk { link: link.clone() }),
        ClientTask::MakeDesk { member } => {
            let making = Making::find(store, DeskPair { member: *member, account })?;
            making.and_then(|making| plain(step(&making)?))
        }
        ClientTask::InspectDesk { chat } => {
            Desk::find(store, *chat)?.and_then(|_| plain(ClientAction::ListPeople { chat: *chat }))
        }
        ClientTask::AdmitHelper { chat, bot } => helper(store, *chat, *bot)?.and_then(plain),
    })
}

/// What the account does next for a desk in the making; `None` when it is not its turn.
fn step(making: &Making) -> Option<ClientAction> {
    match making.step {
        _ if making.failed.is_some() => None,
        MakingStep::Group => Some(ClientAction::MakeGroup {
            title: making.title.clone(),
            about: making.about.clone(),
            marker: making.marker.clone(),
            since: making.began,
        }),
        MakingStep::Bot { chat } => {
            let (bot, username) = (making.bot, making.username.clone());
            Some(ClientAction::AdmitBot { chat, bot, username, helper: false })
        }
        MakingStep::Entrance { .. } => None,
    }
}

/// Lets a helper into a desk, while it is one.
fn helper(store: &Store, chat: ChatId, bot: BotId) -> Result<Option<ClientAction>, StoreError> {
    let helper = Helper::find(store, bot)?.filter(|helper| !helper.refused);
    let username = helper.and_then(|helper| helper.username.clone());
    Ok(match (username, Desk::find(store, chat)?) {
        (Some(username), Some(_)) => Some(ClientAction::AdmitBot { chat, bot, username, helper: true }),
        _ => None,
    })
}
