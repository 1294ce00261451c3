//! Who people are to the agency.

use super::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A member's role. What each may do stands in `team::rights`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Role {
    Operator,
    Manager,
    Owner,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Operator, Role::Manager, Role::Owner];
}

/// A language of the product: one folder in `locales/` each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Lang {
    En,
    Ru,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Ru];

    /// The folder in `locales/`, also the ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ru => "ru",
        }
    }

    /// The language for an IETF tag such as Telegram's `language_code`; `None` for one we do not speak.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }
}

/// The state of an account as owners see it (A1).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub enum AccountState {
    /// Connected, or connecting again within the ordinary.
    #[default]
    Active,
    /// The first connection since a start takes its time.
    Connecting { since: Timestamp },
    /// Switched off, or without a connection for longer than a reconnect takes.
    Disconnected { since: Timestamp, why: Disconnection },
    /// The session is no longer valid.
    LoginNeeded { since: Timestamp, why: LoginNeed },
    /// Telegram restricts what it may do.
    Limited { since: Timestamp, limit: Limit },
    /// Telegram closed the account for good, or its owner deleted it.
    Banned { since: Timestamp },
}

/// Why an account has no connection.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Disconnection {
    /// An owner switched it off.
    ByOwner,
    /// Telegram cannot be reached, or does not answer.
    Unreachable,
    /// It connects, but what arrives cannot be taken over.
    Failing,
    /// Its proxy does not let it through. It never goes past it.
    Proxy,
}

/// Why an account has to be signed in again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum LoginNeed {
    /// The session was ended: on a phone, by Telegram, or because nobody used it for long.
    Ended,
    /// The session was used from two places at once, and Telegram ended it for that.
    Duplicated,
    /// Telegram does not know the session's key any more. The key is kept: the mistake may be Telegram's.
    KeyUnknown,
    /// The session was not kept: a crash cut off the end of the login.
    NotKept,
}

/// What Telegram restricts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Limit {
    /// No messages to people who never wrote; Telegram does not say until when.
    /// <https://core.telegram.org/api/errors#406-not-acceptable>
    NewPeople,
    /// Read-only until an appeal succeeds. <https://core.telegram.org/api/auth#frozen-accounts>
    Frozen,
    /// A flood wait: some requests have to wait, the others go on.
    Wait { until: Timestamp },
}

impl AccountState {
    /// Whether it is its proxy that keeps the account from working.
    pub fn is_proxy_down(&self) -> bool {
        matches!(self, AccountState::Disconnected { why: Disconnection::Proxy, .. })
    }

    /// Whether the two differ in no more than times: then there is nothing new to tell.
    pub fn same_kind(&self, other: &AccountState) -> bool {
        use AccountState as S;
        match (self, other) {
            (S::Disconnected { why: one, .. }, S::Disconnected { why: two, .. }) => one == two,
            (S::LoginNeeded { why: one, .. }, S::LoginNeeded { why: two, .. }) => one == two,
            (S::Limited { limit: one, .. }, S::Limited { limit: two, .. }) => {
                std::mem::discriminant(one) == std::mem::discriminant(two)
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// Whether somebody may have to do something about it.
    pub fn is_trouble(&self) -> bool {
        !matches!(self, AccountState::Active | AccountState::Connecting { .. })
    }
}

/// How Telegram introduces a client. Shown to members by `team::masking` only.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClientIdentity {
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub phone: Option<String>,
    pub user: Option<UserId>,
    /// The Telegram account is no more; of a group or channel: the agency's account is not in it any more.
    #[serde(default)]
    pub deleted: bool,
}

impl ClientIdentity {
    /// First and last name as Telegram shows them.
    pub fn full_name(&self) -> String {
        match &self.last_name {
            Some(last) if !last.is_empty() => format!("{} {last}", self.first_name),
            _ => self.first_name.clone(),
        }
    }
}

/// Personal data never reaches a log.
impl std::fmt::Debug for ClientIdentity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientIdentity(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telegram_language_tags_find_our_languages() {
        assert_eq!(Lang::from_tag("ru-RU"), Some(Lang::Ru));
        assert_eq!(Lang::from_tag("EN"), Some(Lang::En));
        assert_eq!(Lang::from_tag("pt-br"), None);
    }
}
