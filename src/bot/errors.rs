//! Errors of the Bot API → errors that the rest understands. One table.
//!
//! **Nothing of a request's address or answer is kept**: addresses hold the token, answers hold texts.

use crate::{
    domain::{ChatId, FailureReason, ProxyAddress},
    ports::TeamError,
};
use std::time::Duration;
use teloxide::{ApiError, RequestError};

/// What a refused request means, by the beginning of its description (lower case, without "bad request:" and the like).
/// <https://core.telegram.org/bots/api#making-requests>: descriptions may change, so matching is by stable pieces.
const DESCRIPTIONS: [(&str, Meaning); 40] = [
    ("message is not modified", Meaning::NoChange),
    ("topic_not_modified", Meaning::NoChange),
    ("message thread not found", Meaning::ThreadGone),
    ("topic_deleted", Meaning::ThreadGone),
    ("topic_id_invalid", Meaning::ThreadGone),
    ("chat is not a forum", Meaning::Forbidden),
    ("topic_closed", Meaning::ThreadClosed),
    ("message to edit not found", Meaning::MessageGone),
    ("message to delete not found", Meaning::MessageGone),
    ("message to react not found", Meaning::MessageGone),
    ("message to pin not found", Meaning::MessageGone),
    ("message to be replied not found", Meaning::MessageGone),
    ("quote_text_invalid", Meaning::MessageGone),
    ("message_id_invalid", Meaning::MessageGone),
    ("message not found", Meaning::MessageGone),
    ("there is no text in the message to edit", Meaning::OtherKind),
    ("there is no caption in the message to edit", Meaning::OtherKind),
    ("there is no media in the message to edit", Meaning::OtherKind),
    ("message can't be edited", Meaning::TooLate),
    ("message can't be deleted", Meaning::TooLate),
    ("user is an administrator of the chat", Meaning::Forbidden),
    ("can't remove chat owner", Meaning::Forbidden),
    ("user_not_participant", Meaning::PersonGone),
    ("participant_id_invalid", Meaning::PersonGone),
    ("user not found", Meaning::PersonGone),
    ("bot was blocked by the user", Meaning::Forbidden),
    ("bot was kicked", Meaning::Forbidden),
    ("bot is not a member", Meaning::Forbidden),
    ("bot can't initiate conversation", Meaning::Forbidden),
    ("user is deactivated", Meaning::Forbidden),
    ("not enough rights", Meaning::Forbidden),
    ("have no rights", Meaning::Forbidden),
    ("need administrator rights", Meaning::Forbidden),
    ("chat_admin_required", Meaning::Forbidden),
    ("chat_write_forbidden", Meaning::Forbidden),
    ("chat not found", Meaning::Forbidden),
    ("message is too long", Meaning::Content),
    ("message_too_long", Meaning::Content),
    ("message text is empty", Meaning::Content),
    ("reaction_invalid", Meaning::Content),
];

/// What the Bot API said no with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Everything is as it was asked to be.
    NoChange,
    ThreadGone,
    ThreadClosed,
    MessageGone,
    /// The message is a picture where a text was expected, or the other way round.
    OtherKind,
    TooLate,
    /// That person is not there.
    PersonGone,
    Forbidden,
    Content,
    Unknown,
}

/// A request that did not succeed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    Refused(Meaning),
    Wait(Duration),
    Migrated(ChatId),
    /// The request did not leave.
    NotSent,
    /// The request may have arrived.
    Ambiguous,
    TokenRefused,
}

impl Failure {
    pub fn of(error: &RequestError) -> Failure {
        match error {
            RequestError::RetryAfter(wait) => Failure::Wait(wait.duration()),
            RequestError::MigrateToChatId(chat) => Failure::Migrated(ChatId(chat.0)),
            RequestError::Network(error) if error.is_connect() || error.is_builder() => Failure::NotSent,
            RequestError::Io(_) => Failure::NotSent,
            // An unreadable answer is an answer: the request has arrived, what came of it is unknown.
            RequestError::Network(_) | RequestError::InvalidJson { .. } => Failure::Ambiguous,
            RequestError::Api(ApiError::InvalidToken) => Failure::TokenRefused,
            RequestError::Api(error) => described(&description(error)),
        }
    }
}

/// teloxide prints the description for the errors it knows and wraps the others.
fn description(error: &ApiError) -> String {
    match error {
        ApiError::Unknown(text) => text.to_lowercase(),
        known => known.to_string().to_lowercase(),
    }
}

fn described(text: &str) -> Failure {
    if text.starts_with("unauthorized") {
        return Failure::TokenRefused;
    }
    if text.starts_with("internal server error") || text.starts_with("bad gateway") || text.starts_with("gateway") {
        return Failure::Ambiguous;
    }
    let meaning = DESCRIPTIONS.iter().find(|(piece, _)| text.contains(piece)).map(|(_, meaning)| *meaning);
    match meaning {
        Some(meaning) => Failure::Refused(meaning),
        None if text.starts_with("forbidden") => Failure::Refused(Meaning::Forbidden),
        None => Failure::Refused(Meaning::Unknown),
    }
}

impl From<Failure> for TeamError {
    fn from(failure: Failure) -> TeamError {
        match failure {
            Failure::Wait(wait) => TeamError::RateLimited(wait),
            Failure::Migrated(chat) => TeamError::Migrated(chat),
            Failure::NotSent => TeamError::NotSent,
            Failure::Ambiguous => TeamError::Ambiguous,
            Failure::TokenRefused => TeamError::TokenRefused,
            Failure::Refused(meaning) => match meaning {
                Meaning::ThreadGone => TeamError::ThreadGone,
                Meaning::ThreadClosed => TeamError::ThreadClosed,
                Meaning::MessageGone => TeamError::MessageGone,
                Meaning::Forbidden => TeamError::Forbidden,
                Meaning::TooLate => TeamError::Refused(FailureReason::TooLate),
                Meaning::Content => TeamError::Refused(FailureReason::ContentRefused),
                Meaning::NoChange | Meaning::OtherKind | Meaning::PersonGone | Meaning::Unknown => {
                    TeamError::Refused(FailureReason::Other { code: "BOT_API".to_owned() })
                }
            },
        }
    }
}

/// Why no updates came.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PollError {
    /// The token is not (or no longer) valid. Nothing but another token helps.
    #[error("Telegram refused the bot's token; check PULT_BOT_TOKEN (BotFather gives a new one by /revoke)")]
    TokenRefused,
    #[error("another program asks for the updates of the same bot; stop it, updates wait meanwhile")]
    Conflict,
    #[error("the Bot API asks to wait {0:?}")]
    Wait(Duration),
    #[error("the Bot API was not reached")]
    Unreachable,
    /// Nothing goes past it.
    #[error("the Bot API did not answer through the proxy {0}; check PULT_BOT_PROXY and the proxy")]
    BehindProxy(ProxyAddress),
    #[error("the Bot API gave an unexpected answer")]
    Unexpected,
}

impl PollError {
    /// The same for a bot that goes through a proxy: what is not Telegram's answer may be the proxy's.
    pub fn through(self, proxy: Option<&ProxyAddress>) -> PollError {
        match (self, proxy) {
            (PollError::Unreachable | PollError::Unexpected, Some(proxy)) => PollError::BehindProxy(proxy.clone()),
            (error, _) => error,
        }
    }

    pub fn from_request(error: &RequestError) -> PollError {
        match error {
            RequestError::Api(ApiError::InvalidToken) => PollError::TokenRefused,
            RequestError::Api(ApiError::TerminatedByOtherGetUpdates) => PollError::Conflict,
            RequestError::Api(error) if description(error).contains("conflict") => PollError::Conflict,
            RequestError::Api(error) if description(error).starts_with("unauthorized") => PollError::TokenRefused,
            RequestError::RetryAfter(wait) => PollError::Wait(wait.duration()),
            RequestError::Network(_) | RequestError::Io(_) => PollError::Unreachable,
            RequestError::Api(_) | RequestError::InvalidJson { .. } | RequestError::MigrateToChatId(_) => {
                PollError::Unexpected
            }
        }
    }
}

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// When another program asks for the same bot's updates.
const CONFLICT_PAUSE: Duration = Duration::from_secs(5);

/// How long to wait before Telegram is asked again: ever longer while it fails, and what it says when it says so.
pub struct Patience {
    pause: Duration,
}

impl Patience {
    pub fn fresh() -> Patience {
        Patience { pause: FIRST_PAUSE }
    }

    /// The pause after this error; the error itself when no waiting helps.
    pub fn after(&mut self, error: PollError) -> Result<Duration, PollError> {
        match error {
            PollError::TokenRefused => Err(error),
            PollError::Wait(wait) => Ok(wait),
            PollError::Conflict => Ok(CONFLICT_PAUSE),
            PollError::Unreachable | PollError::BehindProxy(_) | PollError::Unexpected => {
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                Ok(self.pause)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teloxide::types::Seconds;

    #[test]
    fn patience_grows_to_a_limit_obeys_telegram_and_ends_with_a_refused_token() {
        let mut patience = Patience::fresh();
        let pauses: Vec<_> = (0..9).map(|_| patience.after(PollError::Unreachable).unwrap()).collect();
        assert!(pauses.is_sorted() && pauses[0] < Duration::from_secs(1), "{pauses:?}");
        assert_eq!(pauses[8], LONGEST_PAUSE);
        assert_eq!(patience.after(PollError::Wait(Duration::from_secs(90))), Ok(Duration::from_secs(90)));
        assert_eq!(patience.after(PollError::Conflict), Ok(CONFLICT_PAUSE));
        assert_eq!(patience.after(PollError::TokenRefused), Err(PollError::TokenRefused));
    }

    fn api(description: &str) -> TeamError {
        let error: ApiError = serde_json::from_value(description.into()).expect("any text is an error");
        Failure::of(&RequestError::Api(error)).into()
    }

    #[test]
    fn every_known_refusal_has_its_meaning() {
        for (description, expected) in [
            ("Bad Request: message thread not found", TeamError::ThreadGone),
            ("Bad Request: TOPIC_DELETED", TeamError::ThreadGone),
            ("Bad Request: TOPIC_CLOSED", TeamError::ThreadClosed),
            ("Bad Request: message to edit not found", TeamError::MessageGone),
            ("Bad Request: message to delete not found", TeamError::MessageGone),
            ("Bad Request: MESSAGE_ID_INVALID", TeamError::MessageGone),
            ("Forbidden: bot was blocked by the user", TeamError::Forbidden),
            ("Forbidden: bot was kicked from the supergroup chat", TeamError::Forbidden),
            ("Forbidden: something new", TeamError::Forbidden),
            ("Bad Request: not enough rights to create a topic", TeamError::Forbidden),
            ("Bad Request: chat not found", TeamError::Forbidden),
            ("Bad Request: message is too long", TeamError::Refused(FailureReason::ContentRefused)),
            ("Bad Request: message can't be edited", TeamError::Refused(FailureReason::TooLate)),
            ("Internal Server Error", TeamError::Ambiguous),
            ("Bad Gateway", TeamError::Ambiguous),
        ] {
            assert_eq!(api(description), expected, "{description}");
        }
        assert!(matches!(api("Bad Request: never seen"), TeamError::Refused(FailureReason::Other { .. })));
    }

    #[test]
    fn waiting_and_moving_carry_their_numbers() {
        let wait = RequestError::RetryAfter(Seconds::from_seconds(7));
        assert_eq!(Failure::of(&wait), Failure::Wait(Duration::from_secs(7)));
        let moved = RequestError::MigrateToChatId(teloxide::types::ChatId(-1_009));
        assert_eq!(Failure::of(&moved), Failure::Migrated(ChatId(-1_009)));
    }

    #[test]
    fn an_unmodified_message_is_told_apart() {
        let text = "Bad Request: message is not modified: specified new message content and reply markup are exactly \
                    the same as a current content and reply markup of the message";
        let error: ApiError = serde_json::from_value(text.into()).expect("any text is an error");
        assert_eq!(Failure::of(&RequestError::Api(error)), Failure::Refused(Meaning::NoChange));
    }

    #[test]
    fn polling_tells_a_refused_token_from_a_conflict() {
        let poll = |text: &str| {
            let error: ApiError = serde_json::from_value(text.into()).expect("any text is an error");
            PollError::from_request(&RequestError::Api(error))
        };
        assert_eq!(poll("Unauthorized"), PollError::TokenRefused);
        assert_eq!(
            poll("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"),
            PollError::Conflict
        );
        assert_eq!(poll("Bad Request: wrong parameter"), PollError::Unexpected);
    }
}
