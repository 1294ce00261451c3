//! What owners set for the agency as a whole (G3).

use super::{Role, Tiers};
use serde::{Deserialize, Serialize};

/// When a client's chat is marked read at Telegram (R5). Until then the client sees that nobody has read.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub enum ReadMarks {
    /// When somebody answers, reacts, or presses the button.
    #[default]
    OnAnswer,
    /// By the button alone.
    ByHand,
}

impl ReadMarks {
    pub const ALL: [ReadMarks; 2] = [ReadMarks::OnAnswer, ReadMarks::ByHand];
}

/// One setting and what it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AgencySetting {
    /// How the agency is called.
    Name(Option<String>),
    /// The zone of business days, by the name of the IANA database; `None`: the one that the server was started with.
    Zone(Option<String>),
    /// Whether members of a role see phones, usernames and ids of clients.
    ShowsIds {
        role: Role,
        shown: bool,
    },
    /// For how many days what was said is kept.
    Keeps {
        days: u16,
    },
    Reads(ReadMarks),
    /// `None`: there are none.
    Tiers(Option<Tiers>),
    /// Whether operators may write to somebody who never wrote, from their accounts.
    OperatorsBegin(bool),
    /// Whether each backup comes to the owners' private chats as well.
    BackupsToOwners(bool),
}

/// What owners hear of a backup that is to come to them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum BackupNews {
    /// It stands above.
    Copy { bytes: u64 },
    /// It is larger than Telegram takes from a bot.
    TooLarge { bytes: u64 },
}

/// The longest name of an agency, in characters.
pub const AGENCY_NAME: usize = 64;
