//! Names of the values of the domain, by exhaustive match: a new variant does not compile without words.

use super::{Locale, clean_name, say};
use crate::domain::{
    AccountState, BotRight, ContentKind, DeskFailure, DeskProblem, FailureReason, GroupDeed, Lang, Limit, LoginFailure,
    RichText, Role,
};

impl Locale {
    /// A person's or an account's name, cleaned; "No name" when nothing visible is left.
    pub fn name(&self, name: &str) -> String {
        let clean = clean_name(name);
        if clean.is_empty() { say!(self, "no-name").text } else { clean }
    }

    pub fn role(&self, role: Role) -> String {
        match role {
            Role::Operator => say!(self, "role-operator"),
            Role::Manager => say!(self, "role-manager"),
            Role::Owner => say!(self, "role-owner"),
        }
        .text
    }

    /// The state of an account with its coloured dot.
    pub fn account_state(&self, state: AccountState) -> String {
        match state {
            AccountState::Active => say!(self, "state-active"),
            AccountState::Connecting { .. } => say!(self, "state-connecting"),
            AccountState::Disconnected { .. } => say!(self, "state-disconnected"),
            AccountState::LoginNeeded { .. } => say!(self, "state-login-needed"),
            AccountState::Limited { limit: Limit::Frozen, .. } => say!(self, "state-frozen"),
            AccountState::Limited { .. } => say!(self, "state-limited"),
            AccountState::Banned { .. } => say!(self, "state-banned"),
        }
        .text
    }

    /// A language in that language.
    pub fn language(&self, lang: Lang) -> String {
        match lang {
            Lang::En => say!(self, "language-en"),
            Lang::Ru => say!(self, "language-ru"),
        }
        .text
    }

    /// A kind of content with its emoji.
    pub fn kind(&self, kind: ContentKind) -> String {
        match kind {
            ContentKind::Photo => say!(self, "kind-photo"),
            ContentKind::Video => say!(self, "kind-video"),
            ContentKind::Animation => say!(self, "kind-animation"),
            ContentKind::Voice => say!(self, "kind-voice"),
            ContentKind::VideoNote => say!(self, "kind-video-note"),
            ContentKind::Audio => say!(self, "kind-audio"),
            ContentKind::Document => say!(self, "kind-document"),
            ContentKind::Sticker => say!(self, "kind-sticker"),
            ContentKind::Location => say!(self, "kind-location"),
            ContentKind::LiveLocation => say!(self, "kind-live-location"),
            ContentKind::Venue => say!(self, "kind-venue"),
            ContentKind::Contact => say!(self, "kind-contact"),
            ContentKind::Poll => say!(self, "kind-poll"),
            ContentKind::Dice => say!(self, "kind-dice"),
            ContentKind::Story => say!(self, "kind-story"),
            ContentKind::Gift => say!(self, "kind-gift"),
            ContentKind::Call => say!(self, "kind-call"),
            ContentKind::MissedCall => say!(self, "kind-missed-call"),
            ContentKind::Screenshot => say!(self, "kind-screenshot"),
            ContentKind::Timer { seconds: 0 } => say!(self, "kind-timer-off"),
            ContentKind::Timer { seconds } => {
                say!(self, "kind-timer", duration = self.duration(u64::from(seconds)))
            }
            ContentKind::Game => say!(self, "kind-game"),
            ContentKind::Invoice => say!(self, "kind-invoice"),
            ContentKind::SelfDestructing => say!(self, "kind-self-destructing"),
            ContentKind::Unsupported => say!(self, "kind-unsupported"),
            ContentKind::InGroup(deed) => match deed {
                GroupDeed::Founded => say!(self, "kind-group-founded"),
                GroupDeed::Joined => say!(self, "kind-group-joined"),
                GroupDeed::Added => say!(self, "kind-group-added"),
                GroupDeed::Left => say!(self, "kind-group-left"),
                GroupDeed::Removed => say!(self, "kind-group-removed"),
                GroupDeed::Renamed => say!(self, "kind-group-renamed"),
                GroupDeed::Pictured => say!(self, "kind-group-pictured"),
                GroupDeed::Pinned => say!(self, "kind-group-pinned"),
            },
        }
        .text
    }

    /// A number of bytes as people say it.
    pub fn size(&self, bytes: u64) -> String {
        let megabytes = bytes.div_ceil(1 << 20);
        if bytes < 1 << 20 {
            say!(self, "size-kilobytes", n = bytes.div_ceil(1 << 10).to_string()).text
        } else {
            say!(self, "size-megabytes", n = megabytes.to_string()).text
        }
    }

    /// Why something was not delivered, and what to do.
    pub fn failure(&self, reason: &FailureReason) -> RichText {
        match reason {
            FailureReason::ClientUnreachable => say!(self, "reason-client-unreachable"),
            FailureReason::NoRightToWrite => say!(self, "reason-no-right-to-write"),
            FailureReason::NotInGroup => say!(self, "reason-not-in-group"),
            FailureReason::TopicClosed => say!(self, "reason-topic-closed"),
            FailureReason::ClientDeleted => say!(self, "reason-client-deleted"),
            FailureReason::CaptionTooLong => say!(self, "reason-caption-too-long"),
            FailureReason::VoiceRefused => say!(self, "reason-voice-refused"),
            FailureReason::KindRefused => say!(self, "reason-kind-refused"),
            FailureReason::TooLarge => say!(self, "reason-too-large"),
            FailureReason::Protected => say!(self, "reason-protected"),
            FailureReason::AccountNotInDesk => say!(self, "reason-account-not-in-desk"),
            FailureReason::Withheld => say!(self, "reason-withheld"),
            FailureReason::FileGone => say!(self, "reason-file-gone"),
            FailureReason::AccountLimited => say!(self, "reason-account-limited"),
            FailureReason::AccountLoggedOut => say!(self, "reason-account-logged-out"),
            FailureReason::ContentRefused => say!(self, "reason-content-refused"),
            FailureReason::TooLate => say!(self, "reason-too-late"),
            FailureReason::MessageGone => say!(self, "reason-message-gone"),
            FailureReason::Other { code } => say!(self, "reason-other", code = clean_name(code)),
        }
    }

    /// Why a login ended, and what to do.
    pub fn login_failure(&self, failure: &LoginFailure) -> RichText {
        match failure {
            LoginFailure::Expired => say!(self, "login-failed-expired"),
            LoginFailure::Unanswered => say!(self, "login-failed-unanswered"),
            LoginFailure::Cancelled => say!(self, "login-failed-cancelled"),
            LoginFailure::AlreadyManaged => say!(self, "login-failed-already-managed"),
            LoginFailure::IsMember => say!(self, "login-failed-is-member"),
            LoginFailure::Banned => say!(self, "login-failed-banned"),
            LoginFailure::FloodWait { seconds } => {
                say!(self, "login-failed-flood-wait", duration = self.duration(u64::from(*seconds)))
            }
            LoginFailure::NotRegistered => say!(self, "login-failed-not-registered"),
            LoginFailure::TooManyCodes => say!(self, "login-failed-too-many-codes"),
            LoginFailure::TooManyTries => say!(self, "login-failed-too-many-tries"),
            LoginFailure::SmsFailed => say!(self, "login-failed-sms"),
            LoginFailure::PasswordProtected => say!(self, "login-failed-password-protected"),
            LoginFailure::EmailRequired => say!(self, "login-failed-email-required"),
            LoginFailure::PaymentRequired => say!(self, "login-failed-payment-required"),
            LoginFailure::ApiIdInvalid => say!(self, "login-failed-api-id-invalid"),
            LoginFailure::ApiIdPublished => say!(self, "login-failed-api-id-published"),
            LoginFailure::Outdated => say!(self, "login-failed-outdated"),
            LoginFailure::Forgotten => say!(self, "login-failed-forgotten"),
            LoginFailure::Internal => say!(self, "login-failed-internal"),
            LoginFailure::NoConnection => say!(self, "login-failed-no-connection"),
            LoginFailure::Other { code } => say!(self, "login-failed-other", code = clean_name(code)),
        }
    }

    /// Why an account could not make a desk, and what to do.
    pub fn desk_failure(&self, failure: &DeskFailure) -> RichText {
        match failure {
            DeskFailure::TooManyGroups => say!(self, "desk-failed-too-many-groups"),
            DeskFailure::AccountRestricted => say!(self, "desk-failed-account-restricted"),
            DeskFailure::NotAdmin => say!(self, "desk-failed-not-admin"),
            DeskFailure::BotUnknown => say!(self, "desk-failed-bot-unknown"),
            DeskFailure::BotKeptOut => say!(self, "desk-failed-bot-kept-out"),
            DeskFailure::GroupGone => say!(self, "desk-failed-group-gone"),
            DeskFailure::Unfit(problems) => {
                say!(self, "desk-failed-unfit", problems = self.desk_problems(problems))
            }
            DeskFailure::Other { code } => say!(self, "desk-failed-other", code = clean_name(code)),
        }
    }

    /// What is wrong with a group, a line each.
    pub fn desk_problems(&self, problems: &[DeskProblem]) -> String {
        problems.iter().map(|problem| format!("• {}", self.desk_problem(*problem))).collect::<Vec<_>>().join("\n")
    }

    /// What keeps a group from becoming a desk, as a part of a list.
    pub fn desk_problem(&self, problem: DeskProblem) -> String {
        match problem {
            DeskProblem::NotAForum => say!(self, "problem-not-a-forum"),
            DeskProblem::Public => say!(self, "problem-public"),
            DeskProblem::Linked => say!(self, "problem-linked"),
            DeskProblem::BotAbsent => say!(self, "problem-bot-absent"),
            DeskProblem::BotNotAdmin => say!(self, "problem-bot-not-admin"),
            DeskProblem::Missing(right) => say!(self, "problem-right-missing", right = self.bot_right(right)),
            DeskProblem::CreatorNotOwner => say!(self, "problem-creator-not-owner"),
            DeskProblem::NoAccount => say!(self, "problem-no-account"),
            DeskProblem::AlreadyBound => say!(self, "problem-already-bound"),
        }
        .text
    }

    /// An admin right as Telegram's own settings call it.
    pub fn bot_right(&self, right: BotRight) -> String {
        match right {
            BotRight::ManageTopics => say!(self, "right-manage-topics"),
            BotRight::DeleteMessages => say!(self, "right-delete-messages"),
            BotRight::PinMessages => say!(self, "right-pin-messages"),
            BotRight::BanUsers => say!(self, "right-ban-users"),
            BotRight::InviteUsers => say!(self, "right-invite-users"),
        }
        .text
    }
}
