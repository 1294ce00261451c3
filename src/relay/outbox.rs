//! The outbox: everything that is still to be done in Telegram.
//!
//! **Nothing is sent that is not here, and an entry leaves only with the commit of its receipt.** An entry points to
//! what it is about and never holds a copy of it: the words are chosen when it is sent.

use crate::{
    domain::{
        AccountId, BotId, BotMessageId, ChatId, ClientMessageId, DeskPair, DialogId, Export, Line, Media, MemberId,
        OutboxId, RandomId, Reaction, TopicId, UserId, View,
    },
    store::{All, IndexRows, Page, Record, Sealed, Sequence, Store, StoreError, Stored, Table, Unique},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub id: OutboxId,
    pub at: Timestamp,
    pub task: Task,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum State {
    Pending,
    /// A request that must not be repeated lightly is on its way, or was when the process died.
    Sending {
        since: Timestamp,
    },
    /// It may have arrived: the next attempt is marked as a possible duplicate.
    Ambiguous,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Task {
    /// By the bot, to the team.
    Team(TeamTask),
    /// By an account, to its clients.
    Client(AccountId, ClientTask),
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TeamTask {
    OpenThread {
        dialog: DialogId,
    },
    /// Lets everybody write in the thread again, which somebody may have closed by hand.
    ReopenThread {
        dialog: DialogId,
    },
    /// Puts a message of the dialog into its thread.
    Post {
        dialog: DialogId,
        number: u64,
    },
    /// Brings the post up to the message's present revision.
    Update {
        dialog: DialogId,
        number: u64,
    },
    /// Brings the reaction up to the present delivery state.
    React {
        dialog: DialogId,
        number: u64,
    },
    Say {
        place: Place,
        line: Line,
    },
    /// Draws a screen in the member's panel, in place of a message or as a new one.
    Show {
        member: MemberId,
        view: View,
        place: Option<BotMessageId>,
    },
    /// Draws the screen that the member looks at once more, if it still shows what changed.
    Follow {
        member: MemberId,
    },
    Delete {
        chat: ChatId,
        message: BotMessageId,
        reader: MemberId,
    },
    /// Puts the bot's reaction on a member's line that is no message to the client, or takes it away.
    Mark {
        chat: ChatId,
        message: BotMessageId,
        reader: MemberId,
        mark: Option<Reaction>,
    },
    /// Sends payments of a period to the member's panel as a file, made when it is sent.
    Export {
        member: MemberId,
        export: Export,
    },
    /// Sends a backup to an owner's panel.
    Backup {
        member: MemberId,
        file: PathBuf,
    },
    /// Looks whether a desk is as it has to be.
    CheckDesk {
        chat: ChatId,
    },
    /// The last step of making a desk: looks at it, and binds it.
    OpenDesk {
        chat: ChatId,
        pair: DeskPair,
    },
    /// Brings the title of a dialog's thread up to its state (D3).
    Title {
        dialog: DialogId,
    },
    /// Gives a dialog's thread its title, whatever stands there: it was renamed by hand, or the client was (D3, D4).
    Name {
        dialog: DialogId,
    },
    /// Says in a dialog's new thread what was said in the one before.
    Transcript {
        dialog: DialogId,
        numbers: Vec<u64>,
    },
    /// Shows what was attached to a message from the time before the thread: somebody asked for it.
    Fetched {
        dialog: DialogId,
        message: Box<crate::domain::Message>,
        /// The others of its album.
        #[serde(default)]
        rest: Vec<crate::domain::Message>,
    },
    /// Shows which profile photo the client has: somebody asked for it (D3).
    Portrait {
        dialog: DialogId,
        photo: Box<Media>,
    },
    /// Deletes a thread that its dialog has left.
    DropThread {
        chat: ChatId,
        topic: TopicId,
        reader: MemberId,
    },
    /// A command was carried out: one reaction says so.
    Nod {
        chat: ChatId,
        message: BotMessageId,
        reader: MemberId,
    },
    /// Brings the card of a dialog's thread up to what it is to show (D3).
    Card {
        dialog: DialogId,
    },
    /// Pins the card.
    Pin {
        dialog: DialogId,
    },
    /// Tells a member how a day went (B6). The screen they look at stays the one they look at.
    Digest {
        member: MemberId,
        day: Date,
    },
    /// Shows what a member is about to send, with the choice to send it.
    Preview {
        dialog: DialogId,
        random_id: RandomId,
    },
    /// Takes away the buttons of a message.
    Strip {
        chat: ChatId,
        message: BotMessageId,
        reader: MemberId,
    },
    /// Takes somebody out of a desk.
    Remove {
        chat: ChatId,
        user: UserId,
    },
}

/// Where a line is said.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Place {
    /// The thread of a dialog, in reply to a message of it.
    Thread {
        dialog: DialogId,
        reply_to: Option<u64>,
    },
    Panel(MemberId),
    /// A message of a group, outside of any dialog's thread.
    Group {
        chat: ChatId,
        topic: Option<TopicId>,
        reply_to: Option<BotMessageId>,
        reader: MemberId,
    },
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ClientTask {
    Send {
        dialog: DialogId,
        number: u64,
    },
    Edit {
        dialog: DialogId,
        number: u64,
    },
    Delete {
        dialog: DialogId,
        number: u64,
    },
    React {
        dialog: DialogId,
        number: u64,
    },
    MarkRead {
        dialog: DialogId,
        up_to: ClientMessageId,
    },
    JoinDesk {
        chat: ChatId,
        link: String,
    },
    /// Reads what was said before, for its thread.
    Replay {
        dialog: DialogId,
        before: Option<ClientMessageId>,
        /// Somebody asked for it, and hears also when there is nothing.
        asked: bool,
    },
    /// Reads a message once more, for what is attached to it: one from the time before the thread, or one that stands there as
    /// a line.
    Fetch {
        dialog: DialogId,
        message: ClientMessageId,
        /// The others of its album.
        #[serde(default)]
        rest: Vec<ClientMessageId>,
    },
    /// Looks which profile photo the client shows.
    Portrait {
        dialog: DialogId,
    },
    /// The next step of making a desk, whichever it is.
    MakeDesk {
        member: MemberId,
    },
    /// Keeps the client from writing to the account, or lets them again.
    Block {
        dialog: DialogId,
    },
    /// Looks who is in a desk.
    InspectDesk {
        chat: ChatId,
    },
    /// Lets a helper into a desk.
    AdmitHelper {
        chat: ChatId,
        bot: BotId,
    },
}

/// Kind of effect, dialog, message: what an entry brings up to date.
pub type Slot = (u8, DialogId, u64);

impl Entry {
    pub const IDS: Sequence = Sequence::new(67, "outbox");
    /// The entry that brings something up to date: while it waits, a second one is not needed.
    pub const BY_SLOT: Unique<Entry, Slot> = Unique::new(1);

    pub fn all(store: &Store) -> Result<Vec<Stored<Entry>>, StoreError> {
        store.scan(All, Page::all())
    }

    pub fn find(store: &Store, id: OutboxId) -> Result<Option<Stored<Entry>>, StoreError> {
        store.get(&id)
    }
}

impl Task {
    /// What the task brings up to date, where repeating it before it is done adds nothing.
    pub fn slot(&self) -> Option<Slot> {
        match self {
            Task::Team(TeamTask::Update { dialog, number }) => Some((1, *dialog, *number)),
            Task::Team(TeamTask::React { dialog, number }) => Some((2, *dialog, *number)),
            Task::Client(_, ClientTask::Edit { dialog, number }) => Some((3, *dialog, *number)),
            Task::Client(_, ClientTask::React { dialog, number }) => Some((4, *dialog, *number)),
            Task::Team(TeamTask::Card { dialog }) => Some((5, *dialog, 0)),
            Task::Team(TeamTask::Pin { dialog }) => Some((6, *dialog, 0)),
            Task::Team(TeamTask::Title { dialog }) => Some((7, *dialog, 0)),
            _ => None,
        }
    }

    /// The dialog whose order the task belongs to.
    pub fn dialog(&self) -> Option<DialogId> {
        match self {
            Task::Team(
                TeamTask::OpenThread { dialog }
                | TeamTask::ReopenThread { dialog }
                | TeamTask::Post { dialog, .. }
                | TeamTask::Update { dialog, .. }
                | TeamTask::React { dialog, .. }
                | TeamTask::Title { dialog }
                | TeamTask::Name { dialog }
                | TeamTask::Transcript { dialog, .. }
                | TeamTask::Fetched { dialog, .. }
                | TeamTask::Portrait { dialog, .. }
                | TeamTask::Card { dialog }
                | TeamTask::Pin { dialog }
                | TeamTask::Preview { dialog, .. }
                | TeamTask::Say { place: Place::Thread { dialog, .. }, .. },
            )
            | Task::Client(
                _,
                ClientTask::Send { dialog, .. }
                | ClientTask::Edit { dialog, .. }
                | ClientTask::Delete { dialog, .. }
                | ClientTask::React { dialog, .. }
                | ClientTask::Replay { dialog, .. }
                | ClientTask::Fetch { dialog, .. }
                | ClientTask::Portrait { dialog }
                | ClientTask::MarkRead { dialog, .. }
                | ClientTask::Block { dialog },
            ) => Some(*dialog),
            _ => None,
        }
    }
}

impl Record for Entry {
    const TABLE: Table = Table::new(67, "outbox");
    const SEALED: Sealed = Sealed::Master;
    type Key = OutboxId;

    fn key(&self) -> OutboxId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        // An entry on its way shows what was true when it left: what changed since needs another one.
        if let (Some(slot), State::Pending) = (self.task.slot(), self.state) {
            rows.unique(Entry::BY_SLOT, &slot);
        }
    }
}
