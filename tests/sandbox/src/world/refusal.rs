//! Why something was refused, and how each door says so.
//! **A rule is checked once, in the world; a door only translates the refusal.** Names after
//! <https://core.telegram.org/api/errors> and the methods' own pages; Bot API sentences as its server words them.
use super::ids::GroupId;
use std::borrow::Cow;

/// A refusal of the world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.mtproto().1)]
pub enum Refusal {
    ChatNotFound,
    /// The basic group has become this supergroup.
    Upgraded(GroupId),
    UserNotFound,
    /// The other side has blocked whoever writes.
    Blocked,
    /// Whoever writes has blocked the other side.
    HasBlocked,
    /// A bot writes to a person who never started it.
    CannotInitiate,
    BotToBot,
    NotMember,
    Kicked,
    WriteForbidden,
    /// The words after "not enough rights to".
    NotEnoughRights(&'static str),
    /// An administrator hands out what they do not have, or touches an administrator of somebody else.
    RightForbidden,
    /// The creator, or an administrator somebody else made, cannot be restricted.
    Untouchable {
        creator: bool,
    },
    NotForum,
    TopicClosed,
    TopicMissing,
    TopicTitle,
    TopicNotModified,
    /// General cannot be deleted.
    TopicIdInvalid,
    ReplyMissing,
    QuoteInvalid,
    TextEmpty,
    TextTooLong,
    CaptionTooLong,
    EntityBounds,
    ButtonInvalid,
    MediaInvalid,
    /// Nothing with that file can be sent any more, or never could.
    MediaEmpty,
    /// Media that cannot be replaced, and such that cannot replace any.
    MediaFixed,
    MediaUnfit,
    /// Kinds that do not stand in one album.
    AlbumMixed,
    AlbumTooLong,
    /// Whoever is written to takes no voice messages.
    VoiceForbidden,
    /// Self-destruction outside private chats, or of what cannot.
    TtlInvalid,
    /// The account is no more.
    Deactivated,
    /// Seconds until a plain member may write again.
    SlowMode(u32),
    /// Several messages at once, where members wait between two.
    SlowModeMany,
    DiceInvalid,
    /// `original`: the id the message got the first time.
    RandomIdDuplicate {
        original: i32,
    },
    /// The word names what was wanted: edit, delete, forward, pin, react to.
    MessageNotFound(&'static str),
    NotModified,
    NotAuthor,
    EditTooLate,
    CannotDelete,
    ForwardRestricted,
    ReactionInvalid,
    TooManyReactions,
    NotParticipant,
    AlreadyParticipant,
    UserBanned,
    UserPrivacy,
    UsernameOccupied,
    UsernameInvalid,
    InviteInvalid,
    InviteExpired,
    /// The request waits for an administrator: an error by protocol, a success by meaning.
    InviteRequested,
    NoSuchRequest,
    QueryExpired,
    DataInvalid,
    BotTimeout,
    /// Seconds to wait.
    RetryAfter(u32),
    /// A sign-in step failed, by its documented name.
    Login(&'static str),
    /// 401, by its documented name.
    Unauthorized(&'static str),
    /// The account lives in another data centre.
    PhoneMigrate(i32),
}

impl Refusal {
    /// (code, name) of an `rpc_error`.
    pub fn mtproto(&self) -> (i32, Cow<'static, str>) {
        use Refusal as R;
        let (code, name) = match self {
            R::RetryAfter(seconds) => return (420, format!("FLOOD_WAIT_{seconds}").into()),
            R::SlowMode(seconds) => return (420, format!("SLOWMODE_WAIT_{seconds}").into()),
            R::PhoneMigrate(dc) => return (303, format!("PHONE_MIGRATE_{dc}").into()),
            // <https://core.telegram.org/api/errors#406-not-acceptable>
            R::Login(name @ ("PHONE_NUMBER_INVALID" | "PHONE_PASSWORD_FLOOD" | "SEND_CODE_UNAVAILABLE")) => {
                (406, *name)
            }
            R::Login(name) => (400, *name),
            R::Unauthorized(name) => (401, *name),
            R::Upgraded(_) => (400, "CHAT_DEACTIVATED"),
            R::ChatNotFound => (400, "PEER_ID_INVALID"),
            R::UserNotFound => (400, "USER_ID_INVALID"),
            R::Blocked => (400, "USER_IS_BLOCKED"),
            R::HasBlocked => (400, "YOU_BLOCKED_USER"),
            R::CannotInitiate => (403, "USER_BOT_REQUIRED"),
            R::BotToBot => (400, "USER_IS_BOT"),
            R::NotMember | R::Kicked => (400, "CHANNEL_PRIVATE"),
            R::WriteForbidden => (403, "CHAT_WRITE_FORBIDDEN"),
            R::NotEnoughRights(_) => (400, "CHAT_ADMIN_REQUIRED"),
            R::RightForbidden => (403, "RIGHT_FORBIDDEN"),
            // https://core.telegram.org/method/channels.editBanned#possible-errors
            R::Untouchable { .. } => (400, "USER_ADMIN_INVALID"),
            R::NotForum => (400, "CHANNEL_FORUM_MISSING"),
            R::TopicClosed => (400, "TOPIC_CLOSED"),
            R::TopicMissing => (400, "TOPIC_DELETED"),
            R::TopicTitle => (400, "TOPIC_TITLE_EMPTY"),
            R::TopicNotModified => (400, "TOPIC_NOT_MODIFIED"),
            R::TopicIdInvalid => (400, "TOPIC_ID_INVALID"),
            R::ReplyMissing => (400, "REPLY_MESSAGE_ID_INVALID"),
            R::QuoteInvalid => (400, "QUOTE_TEXT_INVALID"),
            R::TextEmpty => (400, "MESSAGE_EMPTY"),
            R::TextTooLong => (400, "MESSAGE_TOO_LONG"),
            R::CaptionTooLong => (400, "MEDIA_CAPTION_TOO_LONG"),
            R::EntityBounds => (400, "ENTITY_BOUNDS_INVALID"),
            R::ButtonInvalid => (400, "BUTTON_DATA_INVALID"),
            R::MediaInvalid => (400, "MEDIA_INVALID"),
            R::MediaEmpty => (400, "MEDIA_EMPTY"),
            R::MediaFixed => (400, "MEDIA_PREV_INVALID"),
            R::MediaUnfit => (400, "MEDIA_NEW_INVALID"),
            R::AlbumMixed => (400, "MEDIA_INVALID"),
            R::AlbumTooLong => (400, "MULTI_MEDIA_TOO_LONG"),
            R::VoiceForbidden => (400, "VOICE_MESSAGES_FORBIDDEN"),
            R::TtlInvalid => (400, "TTL_MEDIA_INVALID"),
            R::Deactivated => (400, "INPUT_USER_DEACTIVATED"),
            R::SlowModeMany => (400, "SLOWMODE_MULTI_MSGS_DISABLED"),
            R::DiceInvalid => (400, "EMOTICON_INVALID"),
            R::RandomIdDuplicate { .. } => (500, "RANDOM_ID_DUPLICATE"),
            R::MessageNotFound(_) => (400, "MESSAGE_ID_INVALID"),
            R::NotModified => (400, "MESSAGE_NOT_MODIFIED"),
            R::NotAuthor => (403, "MESSAGE_AUTHOR_REQUIRED"),
            R::EditTooLate => (400, "MESSAGE_EDIT_TIME_EXPIRED"),
            R::CannotDelete => (403, "MESSAGE_DELETE_FORBIDDEN"),
            R::ForwardRestricted => (400, "CHAT_FORWARDS_RESTRICTED"),
            R::ReactionInvalid => (400, "REACTION_INVALID"),
            R::TooManyReactions => (400, "REACTIONS_TOO_MANY"),
            R::NotParticipant => (400, "USER_NOT_PARTICIPANT"),
            R::AlreadyParticipant => (400, "USER_ALREADY_PARTICIPANT"),
            R::UserBanned => (400, "USER_BANNED_IN_CHANNEL"),
            R::UserPrivacy => (403, "USER_PRIVACY_RESTRICTED"),
            R::UsernameOccupied => (400, "USERNAME_OCCUPIED"),
            R::UsernameInvalid => (400, "USERNAME_INVALID"),
            R::InviteInvalid => (400, "INVITE_HASH_INVALID"),
            R::InviteExpired => (400, "INVITE_HASH_EXPIRED"),
            R::InviteRequested => (400, "INVITE_REQUEST_SENT"),
            R::NoSuchRequest => (400, "HIDE_REQUESTER_MISSING"),
            R::QueryExpired => (400, "QUERY_ID_INVALID"),
            R::DataInvalid => (400, "DATA_INVALID"),
            R::BotTimeout => (502, "BOT_RESPONSE_TIMEOUT"),
        };
        (code, name.into())
    }

    /// (HTTP status and `error_code`, `description`) of the Bot API.
    pub fn bot_api(&self) -> (u16, Cow<'static, str>) {
        use Refusal as R;
        let bad = |words: &str| (400, Cow::from(format!("Bad Request: {words}")));
        let forbidden = |words: &str| (403, Cow::from(format!("Forbidden: {words}")));
        match self {
            R::RetryAfter(seconds) => (429, format!("Too Many Requests: retry after {seconds}").into()),
            R::Unauthorized(_) => (401, "Unauthorized".into()),
            R::Upgraded(_) => bad("group chat was upgraded to a supergroup chat"),
            R::ChatNotFound => bad("chat not found"),
            R::UserNotFound | R::NotParticipant => bad("user not found"),
            R::Deactivated => forbidden("user is deactivated"),
            R::SlowMode(seconds) => (429, format!("Too Many Requests: retry after {seconds}").into()),
            R::Blocked => forbidden("bot was blocked by the user"),
            R::CannotInitiate => forbidden("bot can't initiate conversation with a user"),
            R::BotToBot => forbidden("bots can't send messages to bots"),
            R::NotMember => forbidden("bot is not a member of the supergroup chat"),
            R::Kicked => forbidden("bot was kicked from the supergroup chat"),
            R::WriteForbidden => bad("not enough rights to send text messages to the chat"),
            R::NotEnoughRights(what) => bad(&format!("not enough rights to {what}")),
            R::Untouchable { creator: true } => bad("can't remove chat owner"),
            R::Untouchable { creator: false } => bad("user is an administrator of the chat"),
            R::NotForum => bad("the chat is not a forum"),
            R::TopicMissing => bad("message thread not found"),
            R::ReplyMissing => bad("message to be replied not found"),
            R::TextEmpty => bad("message text is empty"),
            R::TextTooLong => bad("message is too long"),
            R::CaptionTooLong => bad("message caption is too long"),
            R::EntityBounds => bad("entity begins in a middle of a UTF-16 symbol or ends outside the text"),
            R::MessageNotFound(what) => bad(&format!("message to {what} not found")),
            R::NotModified => {
                bad("message is not modified: specified new message content and reply markup are exactly the same \
                 as a current content and reply markup of the message")
            }
            R::NotAuthor | R::EditTooLate => bad("message can't be edited"),
            R::CannotDelete => bad("message can't be deleted for everyone"),
            R::ForwardRestricted => bad("message can't be forwarded"),
            R::QueryExpired => bad("query is too old and response timeout expired or query ID is invalid"),
            other => bad(&other.mtproto().1),
        }
    }
}
