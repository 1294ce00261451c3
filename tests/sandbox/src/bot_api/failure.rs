//! How the Bot API says no: `{ok: false, error_code, description, parameters}`.
//! <https://core.telegram.org/bots/api#making-requests>
use crate::world::Refusal;
use serde_json::{Value, json};

/// An error answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// `error_code` and HTTP status alike.
    pub code: u16,
    pub description: String,
    /// Seconds, for `parameters`.
    pub retry_after: Option<u32>,
    /// Where a group has moved, for `parameters`.
    pub migrate_to: Option<i64>,
}

impl Failure {
    pub fn new(code: u16, description: impl Into<String>) -> Self {
        Failure { code, description: description.into(), retry_after: None, migrate_to: None }
    }
    /// 400 with these words.
    pub fn bad(words: impl AsRef<str>) -> Self {
        Failure::new(400, format!("Bad Request: {}", words.as_ref()))
    }
    pub fn body(&self) -> Value {
        let mut body = json!({
            "ok": false,
            "error_code": self.code,
            "description": self.description,
        });
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({ "retry_after": seconds });
        }
        if let Some(chat) = self.migrate_to {
            body["parameters"] = json!({ "migrate_to_chat_id": chat });
        }
        body
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let (code, description) = refusal.bot_api();
        let retry_after = match refusal {
            Refusal::RetryAfter(seconds) => Some(seconds),
            _ => None,
        };
        let migrate_to = match refusal {
            Refusal::Upgraded(group) => Some(group.bot_api()),
            _ => None,
        };
        Failure { code, description: description.into_owned(), retry_after, migrate_to }
    }
}

/// What a method answers.
pub type Answer = Result<Value, Failure>;
