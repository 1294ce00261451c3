//! People and bots. **A bot is a user with a box of its own; what only one of the two has lies in [`Kind`].**
use super::codes::CodePlan;
use super::group::Rights;
use super::ids::{Chat, FileId, MessageId, UserId};
use super::mailbox::Mailbox;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Clone, Debug)]
pub struct User {
    pub id: UserId,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub language: Option<String>,
    /// The one profile photo; there is no gallery of earlier ones.
    pub photo: Option<FileId>,
    pub kind: Kind,
    pub deleted: bool,
    /// What this user says about themselves.
    pub about: String,
    /// Whose numbers stand in this user's address book.
    pub contacts: BTreeSet<UserId>,
    /// Those whose messages this user refuses.
    pub blocked: BTreeSet<UserId>,
    /// All private chats of this user.
    pub mailbox: Mailbox,
    pub dialogs: BTreeMap<UserId, Dialog>,
    /// The client's message numbers already used, with the message and its chat.
    pub(super) random_ids: HashMap<i64, (Chat, MessageId)>,
}

#[derive(Clone, Debug)]
pub enum Kind {
    Person(Person),
    Bot(BotProfile),
}

/// What only people have.
#[derive(Clone, Debug)]
pub struct Person {
    /// Digits only, without the plus.
    pub phone: String,
    /// The data centre of the account, 1–5.
    pub dc: i32,
    pub password: Option<Password>,
    /// Whether anybody may add this person to groups.
    pub open_to_invites: bool,
    /// How login codes come to this person.
    pub codes: CodePlan,
    /// Whether this person takes voice and video messages.
    pub hears_voice: bool,
    /// Forwards of their messages show a name that leads nowhere.
    pub hidden_in_forwards: bool,
}

impl Person {
    /// Somebody in data centre 2 who has changed no settings.
    pub(super) fn with_phone(phone: String) -> Self {
        Person {
            phone,
            dc: 2,
            password: None,
            open_to_invites: true,
            codes: CodePlan::default(),
            hears_voice: true,
            hidden_in_forwards: false,
        }
    }
}

/// A two-step password; kept in the clear, for it protects nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Password {
    pub text: String,
    pub hint: Option<String>,
}
impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Password").finish_non_exhaustive()
    }
}

/// What only bots have.
#[derive(Clone)]
pub struct BotProfile {
    /// `id:secret`, as BotFather hands it out.
    pub token: String,
    pub can_join_groups: bool,
    /// Off: privacy mode is on, as for every new bot. <https://core.telegram.org/bots/features#privacy-mode>
    pub reads_all: bool,
    /// Commands by (scope, language), each as (command, description); both keys as the bot sent them.
    pub commands: BTreeMap<(String, String), Vec<(String, String)>>,
    pub description: String,
    pub short_description: String,
    /// The rights it asks for when it is added to a group (`false`) or a channel (`true`).
    pub wanted_rights: BTreeMap<bool, Rights>,
    /// The button beside the text field, for one person or (`None`) for all.
    pub menu_buttons: BTreeMap<Option<UserId>, MenuButton>,
    /// People who pressed start, or were written to after writing.
    pub started_by: BTreeSet<UserId>,
}

/// <https://core.telegram.org/bots/api#menubutton>
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuButton {
    Commands,
    WebApp { text: String, url: String },
}
impl std::fmt::Debug for BotProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BotProfile").field("started_by", &self.started_by).finish_non_exhaustive()
    }
}

/// One private chat as one side knows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialog {
    /// Incoming messages read up to here.
    pub read: MessageId,
    /// Own messages the other side has read up to here.
    pub read_by_other: MessageId,
    pub top: MessageId,
    /// Seconds after which new messages vanish; 0: they stay.
    pub timer: u32,
}

impl Default for MessageId {
    /// Before the first message.
    fn default() -> Self {
        MessageId(0)
    }
}

impl User {
    /// The data centre of the account; bots live in the second.
    pub fn dc(&self) -> i32 {
        self.person().map_or(2, |person| person.dc)
    }
    pub fn is_bot(&self) -> bool {
        matches!(self.kind, Kind::Bot(_))
    }
    pub fn name(&self) -> String {
        match &self.last_name {
            Some(last) => format!("{} {last}", self.first_name),
            None => self.first_name.clone(),
        }
    }
    pub fn person(&self) -> Option<&Person> {
        match &self.kind {
            Kind::Person(person) => Some(person),
            Kind::Bot(_) => None,
        }
    }
    pub fn bot(&self) -> Option<&BotProfile> {
        match &self.kind {
            Kind::Bot(bot) => Some(bot),
            Kind::Person(_) => None,
        }
    }
}
