//! The clients' side of Telegram in memory: chats of accounts, one numbering per account.
//!
//! As strict as Telegram where the relay could notice: a random id is honoured once, a reply to a message that is gone
//! is refused, what is deleted cannot be edited.

use super::feed::{Feed, Happening};
use async_trait::async_trait;
use pult::{
    domain::{
        AccountId, AlbumId, ClientIdentity, ClientMessageId, Content, DialogId, Emoji, FailureReason, Media, Message,
        Origin, PeerId, RandomId, ReplyTo, RichText,
    },
    ports::{ClientAction, ClientError, ClientEvent, ClientNetwork, ClientReceipt, Correspondent, CorrespondentKind},
};
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// How long a request takes to Telegram, and its answer back.
const WAY: Duration = Duration::from_millis(40);

/// What goes wrong with the next action.
#[derive(Clone, Copy, Debug)]
pub enum ClientFault {
    Later(u64),
    Offline,
    /// It never arrives, and nobody says so.
    LostOnTheWay,
    /// It is done, and nobody says so.
    AnswerLost,
    /// A send is refused for good.
    Refused,
    /// The adapter panics.
    Panic,
}

/// When and how the account hears of what it sent itself.
#[derive(Clone, Copy, Default, Debug)]
pub enum Echoes {
    #[default]
    Never,
    /// Before the answer to the send, with or without the random id.
    Before { with_id: bool },
    /// Some seconds after the answer, without the random id.
    After,
}

#[derive(Clone, Debug)]
pub struct ChatMessage {
    pub id: ClientMessageId,
    pub origin: Origin,
    /// Sent by Pult: not on the phone, not by the client.
    pub random_id: Option<RandomId>,
    /// Or the caption.
    pub text: String,
    pub media: Option<Media>,
    pub album: Option<AlbumId>,
    pub reply_to: Option<ClientMessageId>,
    pub deleted: bool,
    /// By the client, not by Pult.
    pub withdrawn: bool,
    /// What the client reacted with, and the account.
    pub client_reacted: Option<Emoji>,
    pub account_reacted: Option<Emoji>,
}

#[derive(Default)]
pub struct Chats {
    pub chats: BTreeMap<DialogId, Vec<ChatMessage>>,
    /// Up to where each client has read.
    pub read: HashMap<DialogId, ClientMessageId>,
    pub faults: VecDeque<ClientFault>,
    pub echoes: Echoes,
    last: HashMap<AccountId, i32>,
}

pub struct Clients {
    state: Mutex<Chats>,
    feed: Arc<Feed>,
}

/// A client as Telegram introduces them.
pub fn correspondent(peer: PeerId) -> Correspondent {
    let identity = ClientIdentity { first_name: "Ivan".into(), user: peer.as_user(), ..ClientIdentity::default() };
    Correspondent { peer, kind: CorrespondentKind::Person, identity }
}

impl Clients {
    pub fn new(feed: Arc<Feed>) -> Clients {
        Clients { state: Mutex::default(), feed }
    }

    pub fn state(&self) -> MutexGuard<'_, Chats> {
        self.state.lock().unwrap()
    }

    /// The client writes, or somebody on the phone of the account.
    pub fn writes(&self, dialog: DialogId, origin: Origin, text: &str, reply_to: Option<ClientMessageId>) {
        let message = self.state().append(dialog, origin, None, text, reply_to);
        self.tell(dialog.account, appeared(dialog, &message, None), Duration::ZERO);
    }

    /// The client sends something attached, perhaps as a part of an album.
    pub fn sends(&self, dialog: DialogId, media: Media, album: Option<AlbumId>) -> ClientMessageId {
        let mut state = self.state();
        let id = state.append(dialog, Origin::Client, None, &media.caption.text, None).id;
        let message = state.get(dialog, id).expect("a moment ago");
        (message.media, message.album) = (Some(media), album);
        let event = appeared(dialog, message, None);
        drop(state);
        self.tell(dialog.account, event, Duration::ZERO);
        id
    }

    pub fn edits(&self, dialog: DialogId, id: ClientMessageId, text: &str) {
        let mut state = self.state();
        let message = state.get(dialog, id).expect("a message that exists");
        message.text = text.to_owned();
        let event = edited(dialog, message);
        drop(state);
        self.tell(dialog.account, event, Duration::ZERO);
    }

    pub fn deletes(&self, dialog: DialogId, id: ClientMessageId) {
        let mut state = self.state();
        let message = state.get(dialog, id).expect("a message that exists");
        (message.deleted, message.withdrawn) = (true, true);
        drop(state);
        self.tell(dialog.account, ClientEvent::Deleted { channel: None, messages: vec![id] }, Duration::ZERO);
    }

    /// The client reacts, or takes that back.
    pub fn reacts(&self, dialog: DialogId, message: ClientMessageId, emoji: Option<Emoji>) {
        self.state().get(dialog, message).expect("a message that exists").client_reacted = emoji;
        self.tell(dialog.account, ClientEvent::Reacted { peer: dialog.peer, message, emoji }, Duration::ZERO);
    }

    /// The client reads everything.
    pub fn reads(&self, dialog: DialogId) {
        let mut state = self.state();
        let Some(up_to) = state.chats.get(&dialog).and_then(|chat| chat.last()).map(|last| last.id) else { return };
        state.read.insert(dialog, up_to);
        drop(state);
        self.tell(dialog.account, ClientEvent::ReadByClient { peer: dialog.peer, up_to }, Duration::ZERO);
    }

    fn tell(&self, account: AccountId, event: ClientEvent, after: Duration) {
        self.feed.push(Happening::Client(account, event), Instant::now() + after);
    }

    fn apply(&self, account: AccountId, action: &ClientAction) -> Result<ClientReceipt, ClientError> {
        let gone = ClientError::Refused(FailureReason::MessageGone);
        let dialog = |peer: &PeerId| DialogId { account, peer: *peer };
        let mut state = self.state();
        match action {
            ClientAction::Send { peer, random_id, text, reply_to, .. } => {
                let dialog = dialog(peer);
                let known =
                    state.chats.get(&dialog).into_iter().flatten().find(|old| old.random_id == Some(*random_id));
                if let Some(known) = known {
                    return Ok(ClientReceipt::Sent { message: known.id, date: jiff::Timestamp::UNIX_EPOCH });
                }
                let target = reply_to.as_ref().map(|reply| reply.message);
                if let Some(target) = target
                    && state.get(dialog, target).is_none_or(|target| target.deleted)
                {
                    return Err(gone);
                }
                let message = state.append(dialog, Origin::Account, Some(*random_id), &text.text, target);
                let (with_id, after) = match state.echoes {
                    Echoes::Never => (None, None),
                    Echoes::Before { with_id } => (with_id.then_some(*random_id), Some(Duration::ZERO)),
                    Echoes::After => (None, Some(WAY * 50)),
                };
                drop(state);
                if let Some(after) = after {
                    self.tell(account, appeared(dialog, &message, with_id), after);
                }
                Ok(ClientReceipt::Sent { message: message.id, date: jiff::Timestamp::UNIX_EPOCH })
            }
            ClientAction::SendMedia { peer, pieces, reply_to } => {
                let dialog = dialog(peer);
                let known = |state: &Chats, random_id| {
                    let mut chat = state.chats.get(&dialog).into_iter().flatten();
                    chat.find(|old| old.random_id == Some(random_id)).map(|old| old.id)
                };
                let target = reply_to.as_ref().map(|reply| reply.message);
                if pieces.iter().all(|piece| known(&state, piece.random_id).is_none())
                    && let Some(target) = target
                    && state.get(dialog, target).is_none_or(|target| target.deleted)
                {
                    return Err(gone);
                }
                let mut became = Vec::new();
                for piece in pieces {
                    if let Some(old) = known(&state, piece.random_id) {
                        became.push((piece.random_id, old));
                        continue;
                    }
                    let words = &piece.media.caption.text;
                    let message = state.append(dialog, Origin::Account, Some(piece.random_id), words, target);
                    let message = state.get(dialog, message.id).expect("a moment ago");
                    message.media = Some(piece.media.clone());
                    became.push((piece.random_id, message.id));
                    let message = message.clone();
                    let (with_id, after) = match state.echoes {
                        Echoes::Never => continue,
                        Echoes::Before { with_id } => (with_id.then_some(piece.random_id), Duration::ZERO),
                        Echoes::After => (None, WAY * 50),
                    };
                    self.tell(account, appeared(dialog, &message, with_id), after);
                }
                Ok(ClientReceipt::SentMedia(became))
            }
            ClientAction::Block { .. } => Ok(ClientReceipt::Done),
            ClientAction::Replace { .. } => unreachable!("no story here replaces what is attached"),
            ClientAction::Edit { peer, message, text } => {
                let dialog = dialog(peer);
                let Some(message) = state.get(dialog, *message).filter(|message| !message.deleted) else {
                    return Err(gone);
                };
                if message.text != text.text {
                    message.text.clone_from(&text.text);
                    let event = edited(dialog, message);
                    drop(state);
                    self.tell(account, event, Duration::ZERO);
                }
                Ok(ClientReceipt::Done)
            }
            ClientAction::Delete { peer, messages } => {
                for id in messages {
                    if let Some(message) = state.get(dialog(peer), *id) {
                        message.deleted = true;
                    }
                }
                drop(state);
                let event = ClientEvent::Deleted { channel: None, messages: messages.clone() };
                self.tell(account, event, Duration::ZERO);
                Ok(ClientReceipt::Done)
            }
            ClientAction::React { peer, message, emoji } => {
                let Some(message) = state.get(dialog(peer), *message).filter(|message| !message.deleted) else {
                    return Err(gone);
                };
                message.account_reacted = *emoji;
                Ok(ClientReceipt::Done)
            }
            ClientAction::MarkRead { .. } | ClientAction::JoinDesk { .. } => Ok(ClientReceipt::Done),
            ClientAction::History { .. } => Ok(ClientReceipt::History { messages: Vec::new(), more: false }),
            ClientAction::Portrait { .. } => Ok(ClientReceipt::Portrait(None)),
            ClientAction::ListPeople { .. } => Ok(ClientReceipt::People(Vec::new())),
            ClientAction::MakeGroup { .. } | ClientAction::AdmitBot { .. } => panic!("nobody asked for a desk"),
        }
    }
}

impl Chats {
    fn append(
        &mut self,
        dialog: DialogId,
        origin: Origin,
        random_id: Option<RandomId>,
        text: &str,
        reply_to: Option<ClientMessageId>,
    ) -> ChatMessage {
        let last = self.last.entry(dialog.account).or_default();
        *last += 1;
        let (id, text) = (ClientMessageId(*last), text.to_owned());
        let (deleted, withdrawn, media, album) = (false, false, None, None);
        let message = ChatMessage {
            id,
            origin,
            random_id,
            text,
            media,
            album,
            reply_to,
            deleted,
            withdrawn,
            client_reacted: None,
            account_reacted: None,
        };
        self.chats.entry(dialog).or_default().push(message.clone());
        message
    }

    pub fn get(&mut self, dialog: DialogId, id: ClientMessageId) -> Option<&mut ChatMessage> {
        self.chats.get_mut(&dialog)?.iter_mut().find(|message| message.id == id)
    }
}

fn in_domain(message: &ChatMessage) -> Message {
    Message {
        id: message.id,
        origin: message.origin,
        date: jiff::Timestamp::UNIX_EPOCH,
        content: match message.media.clone() {
            Some(media) => Media { caption: RichText::plain(message.text.clone()), ..media }.into(),
            None => Content::text(message.text.clone()),
        },
        reply_to: message.reply_to.map(|message| ReplyTo { message, quote: None }),
        album: message.album,
        forwarded: None,
        writer: None,
    }
}

fn appeared(dialog: DialogId, message: &ChatMessage, random_id: Option<RandomId>) -> ClientEvent {
    ClientEvent::Message { from: correspondent(dialog.peer), message: in_domain(message), random_id }
}

fn edited(dialog: DialogId, message: &ChatMessage) -> ClientEvent {
    ClientEvent::Edited { from: correspondent(dialog.peer), message: in_domain(message) }
}

#[async_trait]
impl ClientNetwork for Clients {
    async fn perform(&self, account: AccountId, action: &ClientAction) -> Result<ClientReceipt, ClientError> {
        sleep(WAY).await;
        let fault = self.state().faults.pop_front();
        match fault {
            Some(ClientFault::Later(seconds)) => Err(ClientError::Later(Duration::from_secs(seconds))),
            Some(ClientFault::Offline) => Err(ClientError::Offline),
            Some(ClientFault::LostOnTheWay) => Err(ClientError::Unanswered),
            Some(ClientFault::AnswerLost) => {
                let result = self.apply(account, action);
                sleep(WAY).await;
                result.and(Err(ClientError::Unanswered))
            }
            Some(ClientFault::Refused) if self.is_new_send(account, action) => {
                Err(ClientError::Refused(FailureReason::ClientUnreachable))
            }
            Some(ClientFault::Panic) => panic!("the adapter fails, as the test ordered"),
            Some(ClientFault::Refused) | None => {
                let result = self.apply(account, action);
                sleep(WAY).await;
                result
            }
        }
    }
}

impl Clients {
    fn is_new_send(&self, account: AccountId, action: &ClientAction) -> bool {
        let (peer, random_id) = match action {
            ClientAction::Send { peer, random_id, .. } => (peer, random_id),
            ClientAction::SendMedia { peer, pieces, .. } => (peer, &pieces[0].random_id),
            _ => return false,
        };
        let dialog = DialogId { account, peer: *peer };
        let state = self.state();
        !state.chats.get(&dialog).into_iter().flatten().any(|message| message.random_id == Some(*random_id))
    }
}
