//! Who people are to the agency.

use super::UserId;
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AccountState {
    /// Connected, or connecting within the ordinary.
    Active,
    /// Switched off, or without a connection for longer than a reconnect takes.
    Disconnected,
    /// The session is no longer valid.
    LoginNeeded,
    /// Telegram does not let it write to new people.
    Limited,
    Banned,
}

/// How Telegram introduces a client. Shown to members by `team::masking` only.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClientIdentity {
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub phone: Option<String>,
    pub user: Option<UserId>,
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
