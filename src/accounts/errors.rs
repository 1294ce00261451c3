//! What Telegram's refusals mean, in one table. <https://core.telegram.org/api/errors>
//!
//! **Names decide, codes only where a whole class means the same**; a name that stands in no row is handed on as it is, so that
//! nobody is told something untrue.

use super::session::SessionError;
use crate::domain::{DeskFailure, FailureReason, Limit, LoginNeed};
use grammers_mtproto::transport;
use grammers_mtsender::{InvocationError, RpcError};
use std::time::Duration;

/// Where Telegram asks to wait without saying how long.
const UNTOLD_WAIT: Duration = Duration::from_secs(60);

/// The meaning of a failed request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The session is not valid (any more).
    SignedOut(LoginNeed),
    /// Telegram closed the account, or its owner did.
    Banned,
    /// Telegram restricts what the account may do.
    Limited(Limit),
    /// Not before this time is over.
    Wait(Duration),
    /// A fault of the network or of Telegram: the same request may succeed.
    Passing,
    /// The account lives in this data centre by now; nothing was done.
    Moved(i32),
    /// Will not succeed as it is.
    Refused(FailureReason),
}

/// What came with an answer could not be kept: the request may be made again.
impl From<SessionError> for Trouble {
    fn from(error: SessionError) -> Trouble {
        trouble(&InvocationError::Session(error.into()))
    }
}

/// What a failed request means. Requests go to the home data centre only; a 401 of another one would mean less.
pub fn trouble(error: &InvocationError) -> Trouble {
    match error {
        InvocationError::Rpc(error) => rpc_trouble(error),
        // <https://core.telegram.org/mtproto/mtproto-transports#transport-errors>
        InvocationError::Transport(transport::Error::BadStatus { status: 404 }) => {
            Trouble::SignedOut(LoginNeed::KeyUnknown)
        }
        InvocationError::Session(error) if matches!(error.downcast_ref(), Some(SessionError::KeyReplaced { .. })) => {
            Trouble::SignedOut(LoginNeed::KeyUnknown)
        }
        InvocationError::Session(_)
        | InvocationError::Io(_)
        | InvocationError::Deserialize(_)
        | InvocationError::Transport(_)
        | InvocationError::Dropped(_)
        | InvocationError::Authentication(_) => Trouble::Passing,
        InvocationError::InvalidDc => refused("DC_INVALID"),
    }
}

fn rpc_trouble(error: &RpcError) -> Trouble {
    let name = error.name.as_str();
    match (error.code, name) {
        (_, "USER_DEACTIVATED" | "USER_DEACTIVATED_BAN" | "PHONE_NUMBER_BANNED") => Trouble::Banned,
        // Asked for by a login; a session that is signed in never hears it.
        (401, "SESSION_PASSWORD_NEEDED") => refused(name),
        (_, "AUTH_KEY_DUPLICATED") => Trouble::SignedOut(LoginNeed::Duplicated),
        (401, _) => Trouble::SignedOut(LoginNeed::Ended),
        (_, "PEER_FLOOD" | "USER_RESTRICTED") => Trouble::Limited(Limit::NewPeople),
        (_, "FROZEN_METHOD_INVALID" | "FROZEN_PARTICIPANT_MISSING") => Trouble::Limited(Limit::Frozen),
        (420, _) => Trouble::Wait(error.value.map_or(UNTOLD_WAIT, |seconds| Duration::from_secs(seconds.into()))),
        // Whoever signs in follows by themselves, and so does whoever reads a file. <https://core.telegram.org/api/errors#303-see-other>
        (303, "USER_MIGRATE") => error.value.and_then(|dc| dc.try_into().ok()).map_or(Trouble::Passing, Trouble::Moved),
        (500.. | ..0 | 303, _) => Trouble::Passing,
        _ => Trouble::Refused(reason(name)),
    }
}

/// What a refused step of making a desk means: what is final keeps Telegram's name, for [`desk_failure`].
pub fn desk_trouble(error: &InvocationError) -> Trouble {
    match trouble(error) {
        Trouble::Refused(_) => refused(rpc_name(error)),
        other => other,
    }
}

/// The rows of <https://core.telegram.org/method/channels.createChannel#possible-errors>, of `channels.inviteToChannel`,
/// `channels.editAdmin` and `contacts.resolveUsername` that a person can act upon.
pub fn desk_failure(name: &str) -> DeskFailure {
    match name {
        "CHANNELS_TOO_MUCH" | "CHANNELS_ADMIN_PUBLIC_TOO_MUCH" | "CHANNELS_ADMIN_LOCATED_TOO_MUCH" => {
            DeskFailure::TooManyGroups
        }
        "USER_BANNED_IN_CHANNEL" | "CHAT_WRITE_FORBIDDEN" => DeskFailure::AccountRestricted,
        "CHAT_ADMIN_REQUIRED" | "CHAT_ADMIN_INVITE_REQUIRED" | "RIGHT_FORBIDDEN" | "USER_CREATOR" => {
            DeskFailure::NotAdmin
        }
        "USERNAME_NOT_OCCUPIED"
        | "USERNAME_INVALID"
        | "USER_ID_INVALID"
        | "PEER_ID_INVALID"
        | "INPUT_USER_DEACTIVATED" => DeskFailure::BotUnknown,
        "BOT_GROUPS_BLOCKED"
        | "USER_PRIVACY_RESTRICTED"
        | "USER_KICKED"
        | "BOTS_TOO_MUCH"
        | "USER_CHANNELS_TOO_MUCH" => DeskFailure::BotKeptOut,
        "CHANNEL_INVALID" | "CHANNEL_PRIVATE" | "CHAT_INVALID" | "CHAT_ID_INVALID" => DeskFailure::GroupGone,
        name => DeskFailure::Other { code: name.to_owned() },
    }
}

/// The name of Telegram's refusal; empty for a failure of another kind.
pub fn rpc_name(error: &InvocationError) -> &str {
    match error {
        InvocationError::Rpc(error) => &error.name,
        _ => "",
    }
}

pub fn refused(code: &str) -> Trouble {
    Trouble::Refused(FailureReason::Other { code: code.to_owned() })
}

/// The rows of <https://core.telegram.org/method/messages.sendMessage#possible-errors>, of `messages.editMessage` and of
/// `messages.deleteMessages` that a person can act upon.
fn reason(name: &str) -> FailureReason {
    match name {
        "USER_IS_BLOCKED"
        | "YOU_BLOCKED_USER"
        | "USER_PRIVACY_RESTRICTED"
        | "PRIVACY_PREMIUM_REQUIRED"
        | "PREMIUM_ACCOUNT_REQUIRED"
        | "ALLOW_PAYMENT_REQUIRED"
        | "PEER_ID_INVALID"
        | "USER_ID_INVALID"
        | "USER_IS_BOT" => FailureReason::ClientUnreachable,
        "CHAT_ADMIN_REQUIRED"
        | "CHAT_RESTRICTED"
        | "CHAT_WRITE_FORBIDDEN"
        | "CHAT_GUEST_SEND_FORBIDDEN"
        | "CHAT_SEND_PLAIN_FORBIDDEN"
        | "USER_BANNED_IN_CHANNEL" => FailureReason::NoRightToWrite,
        "CHANNEL_INVALID" | "CHANNEL_PRIVATE" | "CHAT_ID_INVALID" | "CHAT_FORBIDDEN" => FailureReason::NotInGroup,
        "TOPIC_CLOSED" | "TOPIC_DELETED" => FailureReason::TopicClosed,
        "INPUT_USER_DEACTIVATED" | "USER_DELETED" => FailureReason::ClientDeleted,
        "MESSAGE_EMPTY"
        | "MESSAGE_TOO_LONG"
        | "ENTITY_BOUNDS_INVALID"
        | "ENTITY_MENTION_USER_INVALID"
        | "ENTITIES_TOO_LONG"
        | "WC_CONVERT_URL_INVALID" => FailureReason::ContentRefused,
        "MEDIA_CAPTION_TOO_LONG" => FailureReason::CaptionTooLong,
        "VOICE_MESSAGES_FORBIDDEN" | "CHAT_SEND_VOICES_FORBIDDEN" | "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN" => {
            FailureReason::VoiceRefused
        }
        "CHAT_SEND_MEDIA_FORBIDDEN"
        | "CHAT_SEND_PHOTOS_FORBIDDEN"
        | "CHAT_SEND_VIDEOS_FORBIDDEN"
        | "CHAT_SEND_DOCS_FORBIDDEN"
        | "CHAT_SEND_AUDIOS_FORBIDDEN"
        | "CHAT_SEND_STICKERS_FORBIDDEN"
        | "CHAT_SEND_GIFS_FORBIDDEN"
        | "CHAT_SEND_POLL_FORBIDDEN" => FailureReason::KindRefused,
        "FILE_PARTS_INVALID" | "PHOTO_SAVE_FILE_INVALID" => FailureReason::TooLarge,
        "CHAT_FORWARDS_RESTRICTED" => FailureReason::Protected,
        "MESSAGE_EDIT_TIME_EXPIRED" | "MESSAGE_DELETE_FORBIDDEN" => FailureReason::TooLate,
        "MESSAGE_ID_INVALID" | "MSG_ID_INVALID" => FailureReason::MessageGone,
        name => FailureReason::Other { code: name.to_owned() },
    }
}

#[cfg(test)]
pub fn rpc(code: i32, message: &str) -> InvocationError {
    let raw = grammers_tl_types::types::RpcError { error_code: code, error_message: message.into() };
    InvocationError::Rpc(RpcError::from(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_refusal_has_its_meaning() {
        use FailureReason as F;
        let table = [
            (401, "AUTH_KEY_UNREGISTERED", Trouble::SignedOut(LoginNeed::Ended)),
            (401, "SESSION_REVOKED", Trouble::SignedOut(LoginNeed::Ended)),
            (401, "SESSION_EXPIRED", Trouble::SignedOut(LoginNeed::Ended)),
            (406, "AUTH_KEY_DUPLICATED", Trouble::SignedOut(LoginNeed::Duplicated)),
            (401, "USER_DEACTIVATED", Trouble::Banned),
            (401, "USER_DEACTIVATED_BAN", Trouble::Banned),
            (400, "PEER_FLOOD", Trouble::Limited(Limit::NewPeople)),
            (420, "FROZEN_METHOD_INVALID", Trouble::Limited(Limit::Frozen)),
            (420, "FLOOD_WAIT_31", Trouble::Wait(Duration::from_secs(31))),
            (420, "SLOWMODE_WAIT_5", Trouble::Wait(Duration::from_secs(5))),
            (420, "FLOOD_WAIT", Trouble::Wait(UNTOLD_WAIT)),
            (500, "RPC_CALL_FAIL", Trouble::Passing),
            (-503, "Timeout", Trouble::Passing),
            (303, "USER_MIGRATE_4", Trouble::Moved(4)),
            (303, "NETWORK_MIGRATE_4", Trouble::Passing),
            (403, "USER_IS_BLOCKED", Trouble::Refused(F::ClientUnreachable)),
            (403, "ALLOW_PAYMENT_REQUIRED_5", Trouble::Refused(F::ClientUnreachable)),
            (406, "PRIVACY_PREMIUM_REQUIRED", Trouble::Refused(F::ClientUnreachable)),
            (400, "INPUT_USER_DEACTIVATED", Trouble::Refused(F::ClientDeleted)),
            (400, "MESSAGE_TOO_LONG", Trouble::Refused(F::ContentRefused)),
            (400, "MESSAGE_EDIT_TIME_EXPIRED", Trouble::Refused(F::TooLate)),
            (400, "MESSAGE_ID_INVALID", Trouble::Refused(F::MessageGone)),
            (400, "SOMETHING_NEW", Trouble::Refused(F::Other { code: "SOMETHING_NEW".into() })),
        ];
        for (code, message, meaning) in table {
            assert_eq!(trouble(&rpc(code, message)), meaning, "{code} {message}");
        }
    }

    #[test]
    fn a_key_that_telegram_does_not_know_is_no_passing_fault() {
        let unknown = Trouble::SignedOut(LoginNeed::KeyUnknown);
        assert_eq!(trouble(&transport::Error::BadStatus { status: 404 }.into()), unknown);
        let replaced = SessionError::KeyReplaced { account: crate::domain::AccountId(3), dc: 2 };
        assert_eq!(trouble(&InvocationError::Session(replaced.into())), unknown);
        assert_eq!(trouble(&transport::Error::BadStatus { status: 429 }.into()), Trouble::Passing);
    }

    #[test]
    fn a_lost_connection_passes() {
        let cut = InvocationError::Io(std::io::ErrorKind::ConnectionReset.into());
        assert_eq!(trouble(&cut), Trouble::Passing);
        assert_eq!(trouble(&InvocationError::Dropped("the runner ended")), Trouble::Passing);
    }
}
