//! Groups and channels as conversations (D6): who wrote what, and what happened in them.

use super::{Line, PeerId, RichText, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who wrote a message of a group or channel: a person, or the group or channel itself (anonymous admins, posts).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    pub peer: PeerId,
    /// As Telegram says it; empty where it does not.
    pub name: String,
}

impl Writer {
    /// The person, unless nobody is told who it is.
    pub fn person(&self) -> Option<UserId> {
        self.peer.as_user()
    }
}

/// Personal data never reaches a log.
impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer(…)")
    }
}

/// What happened in a group, of which Telegram makes a service message.
/// <https://core.telegram.org/type/MessageAction>
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum GroupDeed {
    Founded,
    Joined,
    /// By somebody who is in it.
    Added,
    Left,
    /// By an administrator.
    Removed,
    /// It is called otherwise now.
    Renamed,
    /// It shows another picture, or none.
    Pictured,
    Pinned,
}

impl GroupDeed {
    pub const ALL: [GroupDeed; 8] = [
        GroupDeed::Founded,
        GroupDeed::Joined,
        GroupDeed::Added,
        GroupDeed::Left,
        GroupDeed::Removed,
        GroupDeed::Renamed,
        GroupDeed::Pictured,
        GroupDeed::Pinned,
    ];
}

/// What is said in the thread of a group or channel, and about one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum GroupLine {
    /// Somebody's words, under their name.
    Wrote { name: String, text: RichText },
    /// The same of what a line says by itself.
    WroteLine { name: String, line: Box<Line> },
    /// Somebody's message that was deleted there, its text kept.
    Deleted { name: String, text: RichText },
    /// What happened; `about`: to whom, or the new title.
    Happened { name: String, deed: GroupDeed, about: String },
    /// A channel is read: nothing is written into it.
    ReadOnly,
    /// Nothing is written where nothing is heard: it is to be opened again first.
    NotOpen,
    /// What is meant for a person needs a message of that person to reply to.
    WhichPerson,
    /// Who wrote that message nobody is told.
    Nobody,
    /// It is for conversations with one person.
    OnlyPeople,
    /// Telegram makes a message wait (slow mode). It goes out by itself.
    Waits { until: Timestamp },
    /// From now on nothing of it comes here.
    Closed,
    /// The account is not in it any more.
    Out,
    /// It became a supergroup, and goes on here.
    Upgraded,
}

impl GroupLine {
    /// See [`Line::with_names`].
    pub fn with_names(self, shown: &dyn Fn(&str) -> String) -> GroupLine {
        match self {
            GroupLine::Wrote { name, text } => GroupLine::Wrote { name: shown(&name), text },
            GroupLine::WroteLine { name, line } => {
                GroupLine::WroteLine { name: shown(&name), line: line.with_names(shown).into() }
            }
            GroupLine::Deleted { name, text } => GroupLine::Deleted { name: shown(&name), text },
            GroupLine::Happened { name, deed, about } => {
                GroupLine::Happened { name: shown(&name), deed, about: shown(&about) }
            }
            other => other,
        }
    }

    /// See [`Line::foreign_texts`].
    pub fn foreign_texts(&mut self) -> Vec<&mut RichText> {
        match self {
            GroupLine::Wrote { text, .. } | GroupLine::Deleted { text, .. } => vec![text],
            GroupLine::WroteLine { line, .. } => line.foreign_texts(),
            _ => Vec::new(),
        }
    }
}
