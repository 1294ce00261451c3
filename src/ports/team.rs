//! The network of the team: threads, panels. Implemented by `bot`.

use super::FileOf;
use crate::domain::{
    AccountId, BotId, BotMessageId, ChatId, ClientMessageId, Content, DeskProblem, DialogId, DialogState, Export,
    FailureReason, Line, Media, MemberId, RandomId, Reaction, ReplyTo, RichText, TopicId, UserId, View,
};
use async_trait::async_trait;
use jiff::Timestamp;
use std::path::PathBuf;
use std::time::Duration;

/// Speaks to the team through a bot.
#[async_trait]
pub trait TeamNetwork: Send + Sync {
    /// Performs one send. `Ok` means Telegram has it.
    async fn perform(&self, send: &TeamSend) -> Result<TeamReceipt, TeamError>;
}

/// One request to the Bot API, its words not yet chosen: the adapter puts them into the reader's language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TeamSend {
    pub bot: BotId,
    pub chat: ChatId,
    /// Whose language and rights decide how it is written: the member of the desk or of the panel.
    pub reader: MemberId,
    pub action: TeamAction,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TeamAction {
    /// Creates the topic of a dialog.
    OpenThread {
        dialog: DialogId,
        state: DialogState,
    },
    /// Deletes a topic with all that stands in it.
    DropThread {
        thread: TopicId,
    },
    /// Shows the state of a dialog in the title of its topic.
    Title {
        thread: TopicId,
        dialog: DialogId,
        state: DialogState,
    },
    /// Lets everybody write in a topic again.
    ReopenThread {
        thread: TopicId,
    },
    Post {
        thread: Option<TopicId>,
        body: Body,
        reply_to: Option<ReplyTo<BotMessageId>>,
    },
    /// Several with something attached, shown as one.
    PostAlbum {
        thread: TopicId,
        album: Vec<Shown>,
        reply_to: Option<ReplyTo<BotMessageId>>,
    },
    /// Changes a text or a caption.
    Edit {
        message: BotMessageId,
        body: Body,
    },
    /// Puts something else in the place of what is attached, with its caption.
    Replace {
        message: BotMessageId,
        shown: Box<Shown>,
    },
    Delete {
        message: BotMessageId,
    },
    /// Sets the bot's one reaction, or takes it away.
    React {
        message: BotMessageId,
        reaction: Option<Reaction>,
    },
    /// Looks whether a group is as a desk of this account has to be; where it is and `entrance` is wanted, makes a link by
    /// which people ask to come in.
    LookAtDesk {
        account: AccountId,
        entrance: bool,
    },
    /// Takes somebody out of the group. They are not banned: who belongs into it later may come.
    Remove {
        user: UserId,
    },
    /// Sends payments of a period as a file, as the reader may see them now.
    Export {
        export: Export,
    },
    /// Sends a backup as it lies there.
    Backup {
        file: PathBuf,
    },
    /// Draws the card of a dialog: into the message where it stands, or as a new one in its thread.
    Card {
        dialog: DialogId,
        thread: TopicId,
        standing: Option<StandingCard>,
    },
    Pin {
        message: BotMessageId,
    },
    /// Shows what a member is about to send to a client, with buttons to send it or not.
    Preview {
        thread: TopicId,
        dialog: DialogId,
        random_id: RandomId,
        content: Content,
    },
    /// Takes away the buttons of a message.
    Strip {
        message: BotMessageId,
    },
    /// Draws a screen: in place of a message that stands, or as a new one.
    Show {
        view: View,
        place: Option<BotMessageId>,
    },
}

/// A card that stands, and the fingerprint of what it shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StandingCard {
    pub message: BotMessageId,
    pub print: [u8; 16],
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// What a person wrote, as it is.
    Text(RichText),
    Line(Line),
    Media(Box<Shown>),
    /// Several messages of one thread as one, each from when it was said.
    Lines(Vec<Spoken>),
}

impl Body {
    /// What is said by a line of ours.
    pub fn line(&self) -> Option<&Line> {
        match self {
            Body::Line(line) => Some(line),
            Body::Text(_) | Body::Media(_) | Body::Lines(_) => None,
        }
    }

    /// See [`Line::with_names`].
    pub fn with_names(self, shown: &dyn Fn(&str) -> String) -> Body {
        match self {
            Body::Text(text) => Body::Text(text),
            Body::Line(line) => Body::Line(line.with_names(shown)),
            Body::Media(mut media) => {
                media.mark = media.mark.map(|mark| mark.with_names(shown));
                media.lines = with_names(media.lines, shown);
                Body::Media(media)
            }
            Body::Lines(lines) => Body::Lines(with_names(lines, shown)),
        }
    }

    /// What was written outside of the team; see [`Line::foreign_texts`].
    pub fn foreign_texts(&mut self) -> Vec<&mut RichText> {
        match self {
            Body::Text(text) => vec![text],
            Body::Line(line) => line.foreign_texts(),
            Body::Media(shown) => {
                let mark = shown.mark.iter_mut().flat_map(Line::foreign_texts);
                let lines = shown.lines.iter_mut().flat_map(|spoken| spoken.body.foreign_texts());
                [&mut shown.media.caption].into_iter().chain(mark).chain(lines).collect()
            }
            Body::Lines(lines) => lines.iter_mut().flat_map(|spoken| spoken.body.foreign_texts()).collect(),
        }
    }
}

fn with_names(lines: Vec<Spoken>, shown: &dyn Fn(&str) -> String) -> Vec<Spoken> {
    lines.into_iter().map(|spoken| Spoken { body: spoken.body.with_names(shown), ..spoken }).collect()
}

/// Something attached to a message of a client's chat, as it is to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown {
    pub media: Media,
    pub from: InChat,
    /// What stands in the place of the caption, and holds it.
    pub mark: Option<Line>,
    /// Several messages in the place of the caption, this one among them; empty where it stands for itself.
    pub lines: Vec<Spoken>,
    /// Somebody asked for it, so it may cost what is not spent otherwise: all its bytes, through the account.
    pub asked: bool,
}

/// Where in a client's chat a file can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InChat {
    pub dialog: DialogId,
    pub file: FileOf,
}

impl Shown {
    /// Something attached to a message of a client's chat, and nothing more.
    pub fn of(media: Media, from: InChat) -> Shown {
        Shown { media, from, mark: None, lines: Vec::new(), asked: false }
    }
}

impl InChat {
    pub fn message(dialog: DialogId, message: ClientMessageId) -> InChat {
        InChat { dialog, file: FileOf::Message(message) }
    }
}

/// One of several that share a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spoken {
    pub at: Timestamp,
    pub body: Body,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TeamReceipt {
    Opened {
        thread: TopicId,
    },
    Posted {
        message: BotMessageId,
    },
    /// The messages of an album, in its order.
    PostedAlbum(Vec<BotMessageId>),
    Looked {
        problems: Vec<DeskProblem>,
        entrance: Option<String>,
    },
    /// A card stands there.
    Card(StandingCard),
    /// Everything is as it was to be, so nothing was sent.
    Unchanged,
    Done,
}

#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TeamError {
    /// 429: this chat only, not before the time is over.
    #[error("the Bot API asks to wait {0:?}")]
    RateLimited(Duration),
    /// The topic was deleted, or archived by size.
    #[error("the thread does not exist")]
    ThreadGone,
    #[error("the thread is closed")]
    ThreadClosed,
    /// The message to edit, delete, react or reply to does not exist.
    #[error("the message does not exist")]
    MessageGone,
    /// The bot was removed from the chat, or lacks a right, or the person blocked it.
    #[error("the bot may not write to this chat")]
    Forbidden,
    /// The bot's token is not valid any more.
    #[error("the bot's token is refused")]
    TokenRefused,
    /// The group became a supergroup with another id.
    #[error("the group moved to {0}")]
    Migrated(ChatId),
    #[error("the Bot API refused: {0:?}")]
    Refused(FailureReason),
    /// The request was not sent: it may be repeated freely.
    #[error("the Bot API was not reached")]
    NotSent,
    /// The request may have arrived (time-out, 5xx, cut connection).
    #[error("the Bot API did not answer")]
    Ambiguous,
}
