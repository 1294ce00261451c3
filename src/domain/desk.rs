//! Desks: whose they are, what keeps a group from being one, how one is made, what is told of one.

use super::{AccountId, ChatId, MemberId, UserId};
use serde::{Deserialize, Serialize};

/// For whom a desk is. Unique within the agency: each member has at most one for an account.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct DeskPair {
    pub member: MemberId,
    pub account: AccountId,
}

/// What keeps a group from being a desk (D2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum DeskProblem {
    NotAForum,
    Public,
    Linked,
    /// The bot is not in the group (any more).
    BotAbsent,
    BotNotAdmin,
    Missing(BotRight),
    CreatorNotOwner,
    NoAccount,
    AlreadyBound,
}

/// Rights the bot needs in a desk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum BotRight {
    ManageTopics,
    DeleteMessages,
    PinMessages,
    BanUsers,
    InviteUsers,
}

/// How far an account has come with making a desk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MakingStep {
    /// The account makes the group.
    Group,
    /// The group is there; the account calls the bot in and makes it an administrator.
    Bot { chat: ChatId },
    /// The bot looks whether everything is right and makes the link by which the member asks to come in.
    Entrance { chat: ChatId },
}

impl MakingStep {
    /// The group, once there is one.
    pub fn chat(self) -> Option<ChatId> {
        match self {
            MakingStep::Group => None,
            MakingStep::Bot { chat } | MakingStep::Entrance { chat } => Some(chat),
        }
    }
}

/// Why a desk could not be made, in terms that a person can act on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DeskFailure {
    /// The account is in as many groups as Telegram allows.
    TooManyGroups,
    /// Telegram does not let the account make groups or add to them.
    AccountRestricted,
    /// The account may not do this in the group (any more).
    NotAdmin,
    /// Telegram knows no bot of this name.
    BotUnknown,
    /// The bot's maker has forbidden it to join groups.
    BotKeptOut,
    /// The group that was begun with is no longer there.
    GroupGone,
    /// The group was made, but is not as it has to be.
    Unfit(Vec<DeskProblem>),
    /// Telegram answered with a code we have no words for.
    Other { code: String },
}

/// What members are told of a desk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum DeskNews {
    /// To its member: this is the way in.
    Ready {
        link: String,
    },
    /// To whoever asked for it.
    Made,
    NotMade(DeskFailure),
    /// The bot was removed from it.
    Lost,
    /// Something about the group is no longer as it has to be.
    Unfit(Vec<DeskProblem>),
    /// Everything is as it has to be again.
    Well,
    /// Its member is not in it any more: what clients write comes where nobody reads it.
    MemberOut {
        /// The way in, where there is one.
        link: Option<String>,
    },
    /// Somebody who may not be in it came in and is out again.
    IntruderOut {
        name: String,
    },
    /// Somebody who may not be in it came in and cannot be removed: nothing is relayed meanwhile.
    IntruderStays {
        name: String,
    },
    /// That person is out: relaying goes on.
    IntruderGone {
        name: String,
    },
    /// The account may not let helper bots into it: the main bot carries on alone.
    HelpersBarred,
}

/// Somebody in a group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPerson {
    pub user: UserId,
    pub name: String,
    pub is_bot: bool,
}

/// Personal data never reaches a log.
impl std::fmt::Debug for GroupPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "GroupPerson({}, …)", self.user)
    }
}
