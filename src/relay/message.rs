//! A message of a dialog and its two places: in the client's chat and in the thread.
//!
//! **One record links both sides.** Outbox entries point to it, so whatever is sent shows the message as it is at the
//! moment of sending.

use crate::{
    domain::{
        AccountId, AlbumId, BotId, BotMessageId, ChatId, ClientMessageId, ContactId, Content, DialogId, Emoji,
        FailureReason, GroupLine, Line, MemberId, Month, PeerId, Quote, RandomId, Reaction, ReplyTo, RichText, TopicId,
        Writer, quarter_hour,
    },
    store::{DataKeyId, IndexRows, Metric, Page, Record, Sealed, Store, StoreError, Stored, Table, TallyRows, Unique},
};
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Message {
    pub dialog: DialogId,
    /// Its number within the dialog; the order of numbers is the order of the conversation.
    pub number: u64,
    pub contact: ContactId,
    pub author: Author,
    pub at: Timestamp,
    /// The business day it counts on, in the agency's zone.
    pub day: Date,
    pub content: Content,
    /// Texts it had before its edits, latest last: the client's stay readable (R3), a member's own are known again
    /// when their echo comes late.
    #[serde(default)]
    pub earlier: Vec<RichText>,
    #[serde(default)]
    pub reply_to: Option<Reply>,
    /// Its id in the client's chat, once it has one.
    #[serde(default)]
    pub client: Option<ClientMessageId>,
    /// Where it stands in the desk, once it does.
    #[serde(default)]
    pub post: Option<Post>,
    #[serde(default)]
    pub deleted: Option<Timestamp>,
    /// Grows with every edit or deletion; a post shows one revision.
    #[serde(default)]
    pub revision: u32,
    /// The revision with which it got what is attached to it now; 0 when that was never replaced.
    #[serde(default)]
    pub replaced: u32,
    #[serde(default)]
    pub album: Option<AlbumId>,
    /// Whose it was before it was forwarded, by name.
    #[serde(default)]
    pub forwarded: Option<String>,
    /// In a group or channel: who wrote it.
    #[serde(default)]
    pub writer: Option<Writer>,
    /// What the client reacted with (R4).
    #[serde(default)]
    pub client_reacted: Option<Emoji>,
    /// What the team reacted with.
    #[serde(default)]
    pub team_reacted: Option<Emoji>,
    /// Of a client's message: who answered the dialog when it came.
    #[serde(default)]
    pub heard_by: Option<MemberId>,
    /// The bot whose reaction it bears, or is to bear: one of another bot would stand beside it. `None`: the bot that
    /// said it, or that of the desk.
    #[serde(default)]
    pub marked_by: Option<BotId>,
}

/// Who wrote it, and for the team's own messages how far it got.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Author {
    Client,
    /// Written on the phone of the account's owner (R6).
    Phone,
    Member {
        member: MemberId,
        random_id: RandomId,
        delivery: Delivery,
    },
    /// Said by Pult itself, because nobody is there (D8).
    Away {
        random_id: RandomId,
        delivery: Delivery,
    },
}

/// The delivery state of a member's message: moves forward only (R5).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Delivery {
    /// Telegram does not have it.
    Waiting,
    /// It is on its way, or was when the connection or the process broke: Telegram may have it.
    Sending,
    Sent,
    Read,
    Failed(FailureReason),
}

/// A reply to another message of the same dialog.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reply {
    Message {
        number: u64,
        quote: Option<Quote>,
    },
    /// To one from the time before the thread.
    Retold {
        retold: ClientMessageId,
        quote: Option<Quote>,
    },
}

/// A message of the desk, or a line of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Post {
    /// The bot of the desk.
    pub bot: BotId,
    /// The helper that said it, where it was not that bot: only who said something may change it. Everybody in a
    /// supergroup knows a message by the same id, so it is found without.
    #[serde(default)]
    pub helper: Option<BotId>,
    pub chat: ChatId,
    pub message: BotMessageId,
    /// The topic it was written in.
    #[serde(default)]
    pub topic: Option<TopicId>,
    /// Within a merged message, which line it is. Of an album that is one line, the others come after all lines.
    pub line: Option<u16>,
    /// Which line of it is something attached that has all of them as its caption.
    #[serde(default)]
    pub carrier: Option<u16>,
    /// The revision it shows.
    pub revision: u32,
}

/// How many earlier texts a message keeps to be read.
const EARLIER_KEPT: usize = 10;
/// How many bytes of them a member's own keeps besides, which is known by them when Telegram tells of it late: each was perhaps on
/// its way.
const EARLIER_KNOWN: usize = 64 * 1024;

/// Messages from clients by account and day, by whose dialog it was and day; and so for messages to clients.
pub const RECEIVED: Metric<(AccountId, Date)> = Metric::new(64, "messages received");
pub const RECEIVED_BY: Metric<(MemberId, Date)> = Metric::new(220, "messages received by member");
pub const SENT: Metric<(AccountId, Date)> = Metric::new(65, "messages sent");
pub const SENT_BY: Metric<(MemberId, Date)> = Metric::new(66, "messages sent by member");

/// The same by month, so that a year is read as twelve.
pub const RECEIVED_BY_MONTH: Metric<(AccountId, Month)> = Metric::new(251, "messages received by month");
pub const SENT_BY_MONTH: Metric<(AccountId, Month)> = Metric::new(252, "messages sent by month");
pub const MEMBER_SENT_BY_MONTH: Metric<(MemberId, Month)> = Metric::new(253, "messages sent by member and month");

/// The same by account and quarter hour (see [`quarter_hour`]).
pub const RECEIVED_BY_QUARTER: Metric<(AccountId, i64)> = Metric::new(160, "messages received by quarter hour");
pub const SENT_BY_QUARTER: Metric<(AccountId, i64)> = Metric::new(161, "messages sent by quarter hour");
/// Clients who wrote to an account for the first time, by account and quarter hour.
pub const STARTED: Metric<(AccountId, i64)> = Metric::new(162, "clients who wrote for the first time");
/// The same by day and by month.
pub const STARTED_BY_DAY: Metric<(AccountId, Date)> = Metric::new(254, "clients who wrote first by day");
pub const STARTED_BY_MONTH: Metric<(AccountId, Month)> = Metric::new(255, "clients who wrote first by month");

impl Message {
    /// Account, channel (0: the account's common numbering), message id.
    pub const BY_CLIENT: Unique<Message, (AccountId, i64, ClientMessageId)> = Unique::new(1);
    /// Chat, message, line, bot.
    pub const BY_POST: Unique<Message, (ChatId, BotMessageId, u16, BotId)> = Unique::new(2);
    pub const BY_RANDOM: Unique<Message, (AccountId, RandomId)> = Unique::new(3);

    pub fn find(store: &Store, dialog: DialogId, number: u64) -> Result<Option<Stored<Message>>, StoreError> {
        store.get(&(dialog, number))
    }

    /// The message with this id in the account's numbering.
    pub fn of_client(
        store: &Store,
        dialog: DialogId,
        message: ClientMessageId,
    ) -> Result<Option<Stored<Message>>, StoreError> {
        store.lookup(Message::BY_CLIENT, &(dialog.account, numbering(dialog.peer), message))
    }

    pub fn of_random(
        store: &Store,
        dialog: DialogId,
        random_id: RandomId,
    ) -> Result<Option<Stored<Message>>, StoreError> {
        store.lookup(Message::BY_RANDOM, &(dialog.account, random_id))
    }

    /// The message that stands as this message of a desk.
    pub fn of_post(
        store: &Store,
        bot: BotId,
        chat: ChatId,
        message: BotMessageId,
    ) -> Result<Option<Stored<Message>>, StoreError> {
        store.lookup(Message::BY_POST, &(chat, message, 0, bot))
    }

    /// All messages that stand in this message of a desk, in the order of their lines.
    pub fn in_post(
        store: &Store,
        bot: BotId,
        chat: ChatId,
        message: BotMessageId,
    ) -> Result<Vec<Stored<Message>>, StoreError> {
        let mut found = Vec::new();
        while let Ok(line) = u16::try_from(found.len())
            && let Some(next) = store.lookup(Message::BY_POST, &(chat, message, line, bot))?
        {
            found.push(next);
        }
        Ok(found)
    }

    /// The message that a reply to this message of a desk means: of several the one that is quoted, else the last that is
    /// still there, since nobody can answer what was taken back.
    pub fn replied_to(
        store: &Store,
        bot: BotId,
        chat: ChatId,
        reply: &ReplyTo<BotMessageId>,
    ) -> Result<Option<Stored<Message>>, StoreError> {
        let mut found = Message::in_post(store, bot, chat, reply.message)?;
        let said = |quote: &Quote| found.iter().position(|line| line.says(quote.text.text.trim()));
        let quoted = reply.quote.as_ref().filter(|quote| !quote.text.is_empty()).and_then(said);
        Ok(match quoted {
            Some(line) => Some(found.swap_remove(line)),
            None => found.into_iter().max_by_key(|line| (line.deleted.is_none(), line.number)),
        })
    }

    /// Whether these words are of it, as it stands among other lines.
    fn says(&self, words: &str) -> bool {
        self.content.words().text.contains(words) || self.emoji() == Some(words)
    }

    fn emoji(&self) -> Option<&str> {
        self.content.media()?.file()?.emoji.as_deref()
    }

    /// The latest messages of a dialog, newest first.
    pub fn latest(store: &Store, dialog: DialogId, limit: usize) -> Result<Vec<Stored<Message>>, StoreError> {
        store.scan((dialog,), Page::last(limit))
    }

    /// This message with other content; what it said stays known.
    pub fn edited(&self, content: Content) -> Message {
        let mut now = self.clone();
        now.earlier.push(std::mem::replace(&mut now.content, content).into_words());
        let known = if self.delivery().is_some() { EARLIER_KNOWN } else { 0 };
        while now.earlier.len() > EARLIER_KEPT && now.earlier.iter().map(|text| text.text.len()).sum::<usize>() > known
        {
            now.earlier.remove(0);
        }
        now.revision += 1;
        if !shows_the_same(&self.content, &now.content) {
            now.replaced = now.revision;
        }
        now
    }

    /// This message, taken back by one side.
    pub fn withdrawn(&self, at: Timestamp) -> Message {
        Message { deleted: Some(at), revision: self.revision + 1, ..self.clone() }
    }

    /// This member's message with another delivery state; messages of others have none.
    pub fn with_delivery(&self, delivery: Delivery) -> Message {
        let mut now = self.clone();
        if let Author::Member { delivery: state, .. } | Author::Away { delivery: state, .. } = &mut now.author {
            *state = delivery;
        }
        now
    }

    /// The id by which Telegram recognizes a repeated send; `None` for what others sent.
    pub fn random_id(&self) -> Option<RandomId> {
        match self.author {
            Author::Member { random_id, .. } | Author::Away { random_id, .. } => Some(random_id),
            Author::Client | Author::Phone => None,
        }
    }

    /// The bot's one reaction on it: the client's takes the place of the delivery state, except where that says that nothing arrived.
    pub fn reaction(&self) -> Option<Reaction> {
        let state = self.delivery().map(|delivery| match delivery {
            Delivery::Waiting | Delivery::Sending => Reaction::Accepted,
            Delivery::Sent => Reaction::Sent,
            Delivery::Read => Reaction::Read,
            Delivery::Failed(_) => Reaction::Failed,
        });
        if state == Some(Reaction::Failed) {
            return state;
        }
        self.client_reacted.map(Reaction::OfClient).or(state)
    }

    /// The bot whose reaction it bears, or is to bear, once it stands in the desk.
    pub fn marker(&self) -> Option<BotId> {
        self.marked_by.or_else(|| self.post.map(|post| post.helper.unwrap_or(post.bot)))
    }

    /// What stands over the words of a message from the client's side, if anything happened to them.
    pub fn mark(&self) -> Option<Line> {
        let text = self.content.words().clone();
        if self.deleted.is_some() {
            return Some(self.as_deleted());
        }
        let forwarded = self.forwarded.clone().map(|name| Line::Forwarded { name, text: text.clone() });
        match (&self.author, forwarded, self.earlier.last()) {
            (Author::Phone, Some(line), _) => Some(Line::FromPhoneLine { line: line.into() }),
            (Author::Phone, None, _) => Some(Line::FromPhone { text }),
            (Author::Away { .. }, ..) => Some(Line::SentAway { text }),
            // What a member wrote in the thread stands there: this one went out by itself.
            (Author::Member { .. }, ..) => Some(Line::SentLater { text }),
            (_, Some(line), _) => Some(self.signed(line)),
            (_, None, Some(before)) => Some(self.signed(Line::EditedByClient { now: text, before: before.clone() })),
            (_, None, None) => {
                self.writer.as_ref().map(|writer| Line::Group(GroupLine::Wrote { name: writer.name.clone(), text }))
            }
        }
    }

    /// What stands in its place once it is deleted where it was written, its text kept; a sticker says its emoji.
    pub fn as_deleted(&self) -> Line {
        let words = self.content.words();
        let emoji = self.emoji().filter(|_| words.is_empty());
        let text = emoji.map_or_else(|| words.clone(), RichText::plain);
        match (self.dialog.peer, &self.writer) {
            (PeerId::User(_), _) => Line::DeletedByClient { text },
            (_, writer) => {
                let name = writer.as_ref().map(|writer| writer.name.clone()).unwrap_or_default();
                Line::Group(GroupLine::Deleted { name, text })
            }
        }
    }

    /// A line about it, under the name of whoever wrote it in a group.
    pub fn signed(&self, line: Line) -> Line {
        match &self.writer {
            Some(writer) if self.author == Author::Client => {
                Line::Group(GroupLine::WroteLine { name: writer.name.clone(), line: line.into() })
            }
            _ => line,
        }
    }

    /// How far a message of the team got; `None` for messages of others.
    pub fn delivery(&self) -> Option<&Delivery> {
        match &self.author {
            Author::Member { delivery, .. } | Author::Away { delivery, .. } => Some(delivery),
            Author::Client | Author::Phone => None,
        }
    }
}

/// Whether an edit left what is attached as it was.
fn shows_the_same(was: &Content, now: &Content) -> bool {
    match (was.media(), now.media()) {
        (Some(was), Some(now)) => was.shows_the_same(now),
        (None, None) => true,
        _ => false,
    }
}

/// Which numbering a peer's messages belong to: channels have their own, all else shares the account's.
fn numbering(peer: PeerId) -> i64 {
    match peer {
        PeerId::Channel(id) => id,
        PeerId::User(_) | PeerId::Group(_) => 0,
    }
}

/// The numbering of a deletion, of which Telegram says the channel or nothing.
pub fn deleted_in(
    store: &Store,
    account: AccountId,
    channel: Option<PeerId>,
    message: ClientMessageId,
) -> Result<Option<Stored<Message>>, StoreError> {
    store.lookup(Message::BY_CLIENT, &(account, channel.map_or(0, numbering), message))
}

impl Record for Message {
    const TABLE: Table = Table::new(65, "messages");
    const SEALED: Sealed = Sealed::Owner;
    type Key = (DialogId, u64);

    fn key(&self) -> Self::Key {
        (self.dialog, self.number)
    }

    fn data_key(&self) -> Option<DataKeyId> {
        Some(self.contact.into())
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        let account = self.dialog.account;
        if let Some(client) = self.client {
            rows.unique(Message::BY_CLIENT, &(account, numbering(self.dialog.peer), client));
        }
        if let Some(post) = self.post {
            rows.unique(Message::BY_POST, &(post.chat, post.message, post.line.unwrap_or(0), post.bot));
        }
        if let Some(random_id) = self.random_id() {
            rows.unique(Message::BY_RANDOM, &(account, random_id));
        }
    }

    fn tallies(&self, rows: &mut TallyRows) {
        let (account, quarter) = (self.dialog.account, quarter_hour(self.at));
        let (by_day, by_month) = ((account, self.day), (account, Month::of(self.day)));
        match &self.author {
            // What merely happened is no message.
            Author::Client | Author::Phone if !self.content.is_said() => {}
            // Of groups only what members write there is counted: what others say in them is not said to the agency.
            Author::Client | Author::Phone if self.dialog.peer.as_user().is_none() => {}
            Author::Client => {
                rows.add(RECEIVED, &by_day, Decimal::ONE);
                rows.add(RECEIVED_BY_MONTH, &by_month, Decimal::ONE);
                rows.add(RECEIVED_BY_QUARTER, &(account, quarter), Decimal::ONE);
                if let Some(member) = self.heard_by {
                    rows.add(RECEIVED_BY, &(member, self.day), Decimal::ONE);
                }
                if self.number == 0 {
                    rows.add(STARTED, &(account, quarter), Decimal::ONE);
                    rows.add(STARTED_BY_DAY, &by_day, Decimal::ONE);
                    rows.add(STARTED_BY_MONTH, &by_month, Decimal::ONE);
                }
            }
            Author::Phone => {
                rows.add(SENT, &by_day, Decimal::ONE);
                rows.add(SENT_BY_MONTH, &by_month, Decimal::ONE);
                rows.add(SENT_BY_QUARTER, &(account, quarter), Decimal::ONE);
            }
            Author::Member { member, delivery: Delivery::Sent | Delivery::Read, .. } => {
                rows.add(SENT, &by_day, Decimal::ONE);
                rows.add(SENT_BY_MONTH, &by_month, Decimal::ONE);
                rows.add(SENT_BY_QUARTER, &(account, quarter), Decimal::ONE);
                rows.add(SENT_BY, &(*member, self.day), Decimal::ONE);
                rows.add(MEMBER_SENT_BY_MONTH, &(*member, Month::of(self.day)), Decimal::ONE);
            }
            Author::Away { delivery: Delivery::Sent | Delivery::Read, .. } => {
                rows.add(SENT, &by_day, Decimal::ONE);
                rows.add(SENT_BY_MONTH, &by_month, Decimal::ONE);
            }
            Author::Member { .. } | Author::Away { .. } => {}
        }
    }
}
