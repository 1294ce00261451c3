//! Every [`Line`] in words.
//!
//! **What fits into one message is decided here**: the earlier text of an edit is cut first, then the text itself, the
//! mark that says what happened never. **A person's formatting keeps its place** under our marks.

use super::{Locale, clean_name, dialog_news, say};
use crate::domain::{
    AccountState, BackupNews, ContentKind, DeskNews, Disconnection, EntityKind, FailureReason, Limit, Line, LoginNeed,
    OnTap, RichText, Role, StaffNews,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The longest text of a message, in UTF-16 code units. <https://core.telegram.org/bots/api#sendmessage>
pub const MESSAGE_LIMIT: usize = 4096;

/// Below this an earlier text is not worth showing, in UTF-16 code units.
const SHORTEST_QUOTE: usize = 16;

/// What a line may need to know of its reader.
#[derive(Clone, Copy)]
pub struct LineContext<'a> {
    pub now: Timestamp,
    pub zone: &'a TimeZone,
}

/// A line in the reader's language, at most [`MESSAGE_LIMIT`] long.
pub fn line(locale: &Locale, line: &Line, reader: LineContext<'_>) -> RichText {
    let text = match line {
        Line::ContentShown { kind, caption } => marked(content_shown(locale, *kind), caption),
        Line::FileNotShown { kind, name, size, reason, caption, on_request } => {
            let what = locale.file(*kind, name.as_deref(), None, *size);
            marked(file_not_shown(locale, &what, reason, on_request.is_some()), caption)
        }
        Line::OnTap(tap) => on_tap(locale, tap),
        Line::Above { kind } => {
            let mut above = RichText::default();
            above.push_as(EntityKind::Italic, &RichText::plain(locale.kind(*kind)));
            above
        }
        Line::OnItsWay => say!(locale, "line-on-its-way"),
        Line::NoPortrait => say!(locale, "line-no-portrait"),
        Line::DeletedByClient { text } => marked(say!(locale, "line-deleted-by-client"), text),
        Line::EditedByClient { now, before } => edited(locale, now, before),
        Line::FromPhone { text } => marked(say!(locale, "line-from-phone"), text),
        Line::FromPhoneLine { line: said } => {
            marked(say!(locale, "line-from-phone"), &self::line(locale, said, reader))
        }
        Line::ContactWithoutNumber { name } => {
            say!(locale, "line-contact-without-number", name = locale.name(name))
        }
        Line::Forwarded { name, text } => marked(say!(locale, "line-forwarded", name = locale.name(name)), text),
        Line::Transcript { said, .. } => super::transcript::transcript(locale, said, reader),
        Line::ClientRenamed { before, now } => {
            say!(locale, "line-client-renamed", before = locale.name(before), now = locale.name(now))
        }
        Line::ClientUsernameChanged => say!(locale, "line-client-username-changed"),
        Line::ClientGone => say!(locale, "line-client-gone"),
        Line::PossibleDuplicate { text } => marked(say!(locale, "line-possible-duplicate"), text),
        Line::PossibleDuplicateLine { line: twice } => {
            marked(say!(locale, "line-possible-duplicate"), &self::line(locale, twice, reader))
        }
        Line::NotDelivered { reason, .. } => say!(locale, "line-not-delivered", reason = locale.failure(reason)),
        Line::NotChanged { reason } => say!(locale, "line-not-changed", reason = locale.failure(reason)),
        Line::CannotSendKind { kind } => say!(locale, "line-cannot-send-kind", kind = locale.kind(*kind)),
        Line::ReplyTargetUnknown => say!(locale, "line-reply-target-unknown"),
        Line::NobodysThread => say!(locale, "line-nobodys-thread"),
        Line::AnonymousRefused => say!(locale, "line-anonymous-refused"),
        Line::NotAMember => say!(locale, "line-not-a-member"),
        Line::NotAllowed => say!(locale, "line-not-allowed"),
        Line::NotDays => say!(locale, "line-not-days"),
        Line::ForeignDesk => say!(locale, "line-foreign-desk"),
        Line::UnknownCommand { command } => say!(locale, "line-unknown-command", command = bare(command)),
        Line::LinkUnknown => say!(locale, "line-link-unknown"),
        Line::LinkExpired { at } => {
            say!(locale, "line-link-expired", at = locale.date_and_time(*at, reader.now, reader.zone))
        }
        Line::LinkUsed => say!(locale, "line-link-used"),
        Line::AccountsCannotJoin => say!(locale, "line-accounts-cannot-join"),
        Line::Welcome { role: Role::Owner } => say!(locale, "line-welcome-owner"),
        Line::Welcome { role: Role::Manager } => say!(locale, "line-welcome-manager"),
        Line::Welcome { role: Role::Operator } => say!(locale, "line-welcome-operator"),
        Line::MemberJoined { name, role, .. } => {
            say!(locale, "line-member-joined", name = locale.name(name), role = locale.role(*role))
        }
        Line::Staff(news) => staff_news(locale, news),
        Line::NotLoggedOut => say!(locale, "line-not-logged-out"),
        Line::LastOwner => say!(locale, "line-last-owner"),
        Line::InYourPanel => say!(locale, "line-in-your-panel"),
        Line::ButtonStale => say!(locale, "line-button-stale"),
        Line::ButtonForeign => say!(locale, "line-button-foreign"),
        Line::DeskWithoutAccount { account } => {
            say!(locale, "line-desk-without-account", account = locale.name(account))
        }
        Line::DeskBound { account, member } => {
            say!(locale, "line-desk-bound", account = locale.name(account), member = locale.name(member))
        }
        Line::DeskProblems(problems) => {
            say!(locale, "line-desk-problems", problems = locale.desk_problems(problems))
        }
        Line::DeskAwaitsOwner => say!(locale, "line-desk-awaits-owner"),
        Line::DeskRefused => say!(locale, "line-desk-refused"),
        Line::DeskNews { account, member, news, .. } => desk_news(locale, account, member, news),
        Line::DeskMissing { account, .. } => say!(locale, "line-desk-missing", account = locale.name(account)),
        Line::AccountAlert { account, state, .. } => account_alert(locale, account, *state, reader),
        Line::NewLogin { account } => say!(locale, "line-new-login", account = locale.name(account)),
        Line::OwnerLinkMade => say!(locale, "line-owner-link-made"),
        Line::LoginInterrupted => say!(locale, "line-login-interrupted"),
        Line::Backup(BackupNews::Copy { bytes }) => say!(locale, "line-backup", size = locale.size(*bytes)),
        Line::Backup(BackupNews::TooLarge { bytes }) => {
            say!(locale, "line-backup-too-large", size = locale.size(*bytes))
        }
        Line::HelperRefused { bot } => say!(locale, "line-helper-refused", bot = locale.name(bot)),
        Line::Help => say!(locale, "line-help"),
        Line::Usage { command } => {
            let command = bare(command);
            say!(locale, "line-usage", example = example(locale, &command), command = command)
        }
        Line::DeleteNeedsReply => say!(locale, "line-delete-needs-reply"),
        Line::Dialog { news, .. } => dialog_news(locale, news, &locale.name(""), reader),
        Line::SentLater { text } => marked(say!(locale, "line-sent-later"), text),
        Line::FromTeam { kind, text } => {
            let kind = kind.map(|kind| format!("{} ", locale.kind(kind))).unwrap_or_default();
            let mut said = RichText::plain(format!("↩ {kind}"));
            said.push(text);
            said
        }
        Line::DialogClosed => say!(locale, "line-dialog-closed"),
        Line::TakenAlready => say!(locale, "line-taken-already"),
        Line::CannotAnswer => say!(locale, "line-cannot-answer"),
        Line::HandedAll { member, account, dialogs } => {
            say!(locale, "line-handed-all", member = locale.name(member), account = locale.name(account), n = *dialogs)
        }
        Line::SentAway { text } => marked(say!(locale, "line-sent-away"), text),
        Line::RoutineWhich => say!(locale, "line-routine-which"),
        Line::NewWhich => say!(locale, "line-new-which"),
        Line::NobodyFound => say!(locale, "line-nobody-found"),
        Line::AskedInVain => say!(locale, "line-asked-in-vain"),
        Line::Asking => say!(locale, "line-asking"),
        Line::TimerGone => say!(locale, "line-timer-gone"),
        Line::GreetingSent => say!(locale, "line-greeting-sent"),
        Line::Cancelled => say!(locale, "line-cancelled"),
        Line::NoDeskForThread => say!(locale, "line-no-desk-for-thread"),
        Line::NoThreadForFile => say!(locale, "files-no-thread"),
        Line::Money(said) => super::money_lines::line(locale, said),
        Line::Contact(news) => super::contacts::contact_news(locale, news),
        Line::Template(news) => super::templates::template_news(locale, news),
        Line::Group(said) => super::groups::line(locale, said, reader),
        Line::Internal => say!(locale, "line-internal"),
    };
    fitted(&text, MESSAGE_LIMIT)
}

/// What it is, with the number of its button, and its words behind it.
fn on_tap(locale: &Locale, tap: &OnTap) -> RichText {
    let what = match tap.parts {
        0 | 1 => locale.file(tap.kind, tap.name.as_deref(), tap.seconds, tap.size),
        parts => say!(locale, "kind-album", n = parts).text,
    };
    let mut whole = RichText::default();
    if let Some(number) = tap.number {
        whole.push_str(&format!("[{number}] "));
    }
    whole.push_as(EntityKind::Italic, &RichText::plain(what));
    let words = match &tap.before {
        Some(before) => edited(locale, &tap.caption, before),
        None => tap.caption.clone(),
    };
    if !words.is_empty() {
        whole.push_str(" ");
        whole.push(&fitted(&words, MESSAGE_LIMIT.saturating_sub(whole.len())));
    }
    whole
}

fn content_shown(locale: &Locale, kind: ContentKind) -> RichText {
    let name = locale.kind(kind);
    match kind {
        ContentKind::SelfDestructing => say!(locale, "line-content-self-destructing", kind = name),
        // What happened rather than what was sent: there is nothing to open.
        ContentKind::Call
        | ContentKind::MissedCall
        | ContentKind::Screenshot
        | ContentKind::Timer { .. }
        | ContentKind::Gift
        | ContentKind::Dice => say!(locale, "line-content-event", kind = name),
        _ => say!(locale, "line-content-shown", kind = name),
    }
}

fn file_not_shown(locale: &Locale, what: &str, reason: &FailureReason, on_request: bool) -> RichText {
    match reason {
        FailureReason::TooLarge if on_request => say!(locale, "line-file-on-request", what = what),
        FailureReason::TooLarge => say!(locale, "line-file-too-large", what = what),
        FailureReason::FileGone => say!(locale, "line-file-gone", what = what),
        _ => say!(locale, "line-file-not-shown", what = what),
    }
}

fn account_alert(locale: &Locale, account: &str, state: AccountState, reader: LineContext<'_>) -> RichText {
    let account = locale.name(account);
    match state {
        // A state that is on its way to another one is never an alert of its own.
        AccountState::Active | AccountState::Connecting { .. } => {
            say!(locale, "line-account-active", account = account)
        }
        AccountState::Disconnected { since, why } => {
            let since = locale.date_and_time(since, reader.now, reader.zone);
            match why {
                Disconnection::ByOwner => say!(locale, "line-account-switched-off", account = account),
                Disconnection::Unreachable => {
                    say!(locale, "line-account-unreachable", account = account, since = since)
                }
                Disconnection::Failing => say!(locale, "line-account-failing", account = account, since = since),
                Disconnection::Proxy => say!(locale, "line-account-proxy-down", account = account, since = since),
            }
        }
        AccountState::LoginNeeded { why, .. } => match why {
            LoginNeed::Ended => say!(locale, "line-account-login-needed", account = account),
            LoginNeed::Duplicated => say!(locale, "line-account-duplicated", account = account),
            LoginNeed::KeyUnknown => say!(locale, "line-account-key-unknown", account = account),
            LoginNeed::NotKept => say!(locale, "line-account-not-kept", account = account),
        },
        AccountState::Limited { limit, .. } => match limit {
            Limit::NewPeople => say!(locale, "line-account-limited", account = account),
            Limit::Frozen => say!(locale, "line-account-frozen", account = account),
            Limit::Wait { until } => {
                let until = locale.date_and_time(until, reader.now, reader.zone);
                say!(locale, "line-account-wait", account = account, until = until)
            }
        },
        AccountState::Banned { .. } => say!(locale, "line-account-banned", account = account),
    }
}

fn desk_news(locale: &Locale, account: &str, member: &str, news: &DeskNews) -> RichText {
    let (account, member) = (locale.name(account), locale.name(member));
    match news {
        DeskNews::Ready { .. } => say!(locale, "line-desk-ready", account = account),
        DeskNews::Made => say!(locale, "line-desk-made", account = account, member = member),
        DeskNews::NotMade(failure) => {
            let reason = locale.desk_failure(failure);
            say!(locale, "line-desk-not-made", account = account, member = member, reason = reason)
        }
        DeskNews::Lost => say!(locale, "line-desk-lost", account = account, member = member),
        DeskNews::Unfit(problems) => {
            let problems = locale.desk_problems(problems);
            say!(locale, "line-desk-unfit", account = account, member = member, problems = problems)
        }
        DeskNews::Well => say!(locale, "line-desk-well", account = account, member = member),
        DeskNews::MemberOut { .. } => say!(locale, "line-desk-member-out", account = account, member = member),
        DeskNews::IntruderOut { name } => {
            say!(locale, "line-intruder-out", account = account, member = member, name = locale.name(name))
        }
        DeskNews::IntruderStays { name } => {
            say!(locale, "line-intruder-stays", account = account, member = member, name = locale.name(name))
        }
        DeskNews::HelpersBarred => say!(locale, "line-helpers-barred", account = account, member = member),
        DeskNews::IntruderGone { name } => {
            say!(locale, "line-intruder-gone", account = account, member = member, name = locale.name(name))
        }
    }
}

fn staff_news(locale: &Locale, news: &StaffNews) -> RichText {
    match news {
        StaffNews::Role(Role::Operator) => say!(locale, "line-staff-operator"),
        StaffNews::Role(Role::Manager) => say!(locale, "line-staff-manager"),
        StaffNews::Role(Role::Owner) => say!(locale, "line-staff-owner"),
        StaffNews::Given { account } => say!(locale, "line-staff-given", account = locale.name(account)),
        StaffNews::Withdrawn { account } => say!(locale, "line-staff-withdrawn", account = locale.name(account)),
        StaffNews::Removed => say!(locale, "line-staff-removed"),
    }
}

/// Our mark in italics, the person's text below it.
pub(super) fn marked(mark: RichText, text: &RichText) -> RichText {
    let mut whole = RichText::default();
    whole.push_as(EntityKind::Italic, &mark);
    if !text.is_empty() {
        whole.push_str("\n");
        whole.push(&fitted(text, MESSAGE_LIMIT.saturating_sub(whole.len())));
    }
    whole
}

/// The new text, a mark, and the earlier text folded below it.
fn edited(locale: &Locale, now: &RichText, before: &RichText) -> RichText {
    let mut was = RichText::plain("\n\n");
    was.push_as(EntityKind::Italic, &say!(locale, "line-edited-was"));
    was.push_str("\n");
    let room = MESSAGE_LIMIT.saturating_sub(now.len() + was.len());
    if !before.is_empty() && room >= before.len().min(SHORTEST_QUOTE) {
        let mut whole = now.clone();
        whole.push(&was);
        whole.push_as(EntityKind::ExpandableBlockquote, &fitted(&unquoted(before), room));
        return whole;
    }
    let mut mark = RichText::plain("\n\n");
    mark.push_as(EntityKind::Italic, &say!(locale, "line-edited"));
    let mut whole = fitted(now, MESSAGE_LIMIT - mark.len());
    whole.push(&mark);
    whole
}

/// Quotations cannot stand inside quotations. <https://core.telegram.org/bots/api#formatting-options>
fn unquoted(text: &RichText) -> RichText {
    let quotation = |kind: &EntityKind| matches!(kind, EntityKind::Blockquote | EntityKind::ExpandableBlockquote);
    let entities = text.entities.iter().filter(|entity| !quotation(&entity.kind)).cloned().collect();
    RichText { text: text.text.clone(), entities }
}

/// The text within so many UTF-16 code units; what is cut shows as "…".
pub fn fitted(text: &RichText, limit: usize) -> RichText {
    if text.len() <= limit {
        return text.clone();
    }
    let mut cut = text.truncated(limit.saturating_sub(1));
    cut.push_str("…");
    cut
}

/// A command as a person may have typed it, without the slash.
fn bare(command: &str) -> String {
    clean_name(command.trim_start_matches('/'))
}

/// One right use of a command.
fn example(locale: &Locale, command: &str) -> String {
    super::money_lines::example(locale, command).unwrap_or_else(|| {
        match command {
            "start" => "/start",
            "bind" => "/bind",
            "del" => "/del",
            "card" => "/card city Riga",
            "new" => "/new @username",
            "find" => "/find delivery",
            "remind" => "/remind 2d call back",
            "later" => "/later 18:00 We are ready",
            "snooze" => "/snooze 3h",
            "activity" => "/activity 2026-11-01 2026-11-15",
            "dashboard" => "/dashboard 2026-11-01 2026-11-15",
            "zone" => "/zone Europe/Riga",
            "agency" => "/agency name North",
            "hours" => "/hours mon-fri 9:00-18:00",
            "away" => "/away We are back at 9:00",
            _ => "/help",
        }
        .to_owned()
    })
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
