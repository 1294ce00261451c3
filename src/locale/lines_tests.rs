//! Every line in every language, as it stands in a chat.

use super::*;
use crate::domain::{
    AccountId, Amount, BackupNews, BotMessageId, BotRight, ChatId, ClientMessageId, ContactId, ContactNews, Currency,
    DeskFailure, DeskPair, DeskProblem, DialogId, Doubt, EntryId, FailureReason, Field, GroupDeed, GroupLine, Joined,
    Lang, MemberId, MoneyLine, NoAmount, PaidLine, PeerId, Said, utf16_len,
};
use proptest::prelude::*;

const NOW: LineContext<'static> = LineContext { now: Timestamp::UNIX_EPOCH, zone: &TimeZone::UTC };

fn en(said: &Line) -> RichText {
    line(Locale::of(Lang::En), said, NOW)
}

fn bold(text: &str) -> RichText {
    let mut rich = RichText::default();
    rich.push_as(EntityKind::Bold, &RichText::plain(text));
    rich
}

/// What is said about contacts.
fn about_contacts() -> [ContactNews; 10] {
    let (kept, contact) = (ContactId(1), ContactId(2));
    [
        ContactNews::Unreadable(Field::Birthday),
        ContactNews::TooLong,
        ContactNews::TooMany,
        ContactNews::NoZone,
        ContactNews::NoWords,
        ContactNews::Merged(Joined { kept, moved: vec![contact] }),
        ContactNews::Split { contact, kept },
        ContactNews::Unmerged,
        ContactNews::TooLateToUnmerge,
        ContactNews::NothingToMerge,
    ]
}

/// What is said about money.
fn about_money() -> [MoneyLine; 21] {
    let amount = |value: &str| Amount::new(value.parse().unwrap(), Currency::USD).unwrap();
    let amounts = vec![amount("1250.5"), amount("-3")];
    let line = PaidLine { chat: ChatId(-100), message: BotMessageId(5) };
    let asked = |doubt| MoneyLine::Asked { asked: line, amounts: amounts.clone(), doubt, may_send: true };
    let (currency, base) = (Currency::USD, Currency::RUB);
    let refused = |why| MoneyLine::Refused { currency, why };
    [
        MoneyLine::Booked {
            client: "Ivan".into(),
            contact: ContactId(1),
            amounts: amounts.clone(),
            entries: vec![EntryId(1), EntryId(2)],
            line,
        },
        asked(Doubt::Phone),
        asked(Doubt::Time),
        asked(Doubt::Words),
        asked(Doubt::Unusual),
        MoneyLine::OnlyFromPeople,
        MoneyLine::CurrencyUnknown,
        MoneyLine::CurrencyNeeded,
        MoneyLine::RateNeeded { amount: amount("7") },
        refused(NoAmount::TooFine),
        refused(NoAmount::TooLarge),
        MoneyLine::Undone,
        MoneyLine::TooLateToUndo,
        MoneyLine::EntrySettled,
        MoneyLine::Voided { entry: EntryId(12), amount: amount("7") },
        MoneyLine::Corrected { amount: amount("7"), now: amount("8") },
        MoneyLine::BaseLocked { base },
        MoneyLine::BaseSet { base },
        MoneyLine::RateSet { currency, base },
        MoneyLine::NothingToExport,
        MoneyLine::ExportTooLarge,
    ]
}

/// One of each, with every value that has words of its own.
fn every_line() -> Vec<Line> {
    let text = || RichText::plain("Hello");
    let at = Timestamp::UNIX_EPOCH;
    let (name, account, member) = (String::from("Ivan"), String::from("Sales"), String::from("Olga"));
    let reasons_to_sign_in = [LoginNeed::Ended, LoginNeed::Duplicated, LoginNeed::KeyUnknown, LoginNeed::NotKept];
    let disconnections =
        [Disconnection::ByOwner, Disconnection::Unreachable, Disconnection::Failing, Disconnection::Proxy];
    let limits = [Limit::NewPeople, Limit::Frozen, Limit::Wait { until: at }];
    let mut states = vec![AccountState::Active, AccountState::Banned { since: at }];
    states.extend(disconnections.map(|why| AccountState::Disconnected { since: at, why }));
    states.extend(reasons_to_sign_in.map(|why| AccountState::LoginNeeded { since: at, why }));
    states.extend(limits.map(|limit| AccountState::Limited { since: at, limit }));
    let reasons = [
        FailureReason::ClientUnreachable,
        FailureReason::ClientDeleted,
        FailureReason::NoRightToWrite,
        FailureReason::NotInGroup,
        FailureReason::TopicClosed,
        FailureReason::AccountLimited,
        FailureReason::AccountLoggedOut,
        FailureReason::ContentRefused,
        FailureReason::TooLate,
        FailureReason::CaptionTooLong,
        FailureReason::VoiceRefused,
        FailureReason::KindRefused,
        FailureReason::TooLarge,
        FailureReason::Protected,
        FailureReason::AccountNotInDesk,
        FailureReason::FileGone,
        FailureReason::Withheld,
        FailureReason::MessageGone,
        FailureReason::Other { code: "CHAT_WRITE_FORBIDDEN".into() },
    ];
    let problems = vec![
        DeskProblem::NotAForum,
        DeskProblem::Public,
        DeskProblem::Linked,
        DeskProblem::BotAbsent,
        DeskProblem::BotNotAdmin,
        DeskProblem::Missing(BotRight::ManageTopics),
        DeskProblem::Missing(BotRight::DeleteMessages),
        DeskProblem::Missing(BotRight::PinMessages),
        DeskProblem::Missing(BotRight::BanUsers),
        DeskProblem::Missing(BotRight::InviteUsers),
        DeskProblem::CreatorNotOwner,
        DeskProblem::NoAccount,
        DeskProblem::AlreadyBound,
    ];
    let dialog = DialogId { account: AccountId(1), peer: PeerId::User(7) };
    let desk = DeskPair { member: MemberId(2), account: AccountId(1) };
    let mut lines = vec![
        Line::DeletedByClient { text: text() },
        Line::EditedByClient { now: text(), before: RichText::plain("Hallo") },
        Line::FromPhone { text: text() },
        Line::FromPhoneLine { line: Line::Forwarded { name: name.clone(), text: text() }.into() },
        Line::Forwarded { name: name.clone(), text: text() },
        Line::ContactWithoutNumber { name: name.clone() },
        Line::ClientRenamed { before: name.clone(), now: "Ivan Petrov".into() },
        Line::Transcript { dialog, said: Vec::new(), earlier: None },
        Line::Transcript {
            dialog,
            said: vec![
                Said { at, own: false, kind: None, text: text(), message: None, has_file: false, by: None },
                Said {
                    at,
                    own: true,
                    kind: Some(ContentKind::Photo),
                    text: text(),
                    message: Some(ClientMessageId(7)),
                    has_file: true,
                    by: None,
                },
                Said {
                    at,
                    own: false,
                    kind: Some(ContentKind::MissedCall),
                    text: RichText::default(),
                    message: Some(ClientMessageId(8)),
                    has_file: false,
                    by: None,
                },
            ],
            earlier: Some(crate::domain::ClientMessageId(5)),
        },
        Line::Transcript {
            dialog,
            said: vec![
                Said {
                    at,
                    own: false,
                    kind: None,
                    text: text(),
                    message: Some(ClientMessageId(9)),
                    has_file: false,
                    by: Some(name.clone()),
                },
                Said {
                    at,
                    own: false,
                    kind: Some(ContentKind::InGroup(GroupDeed::Added)),
                    text: RichText::plain("Zoe"),
                    message: Some(ClientMessageId(10)),
                    has_file: false,
                    by: Some(name.clone()),
                },
            ],
            earlier: None,
        },
        Line::ClientUsernameChanged,
        Line::ClientGone,
        Line::PossibleDuplicate { text: text() },
        Line::PossibleDuplicateLine { line: Line::FromPhone { text: text() }.into() },
        Line::ReplyTargetUnknown,
        Line::NobodysThread,
        Line::AnonymousRefused,
        Line::NotAMember,
        Line::NotAllowed,
        Line::NotDays,
        Line::ForeignDesk,
        Line::UnknownCommand { command: "/foo".into() },
        Line::LinkUnknown,
        Line::LinkExpired { at },
        Line::LinkUsed,
        Line::AccountsCannotJoin,
        Line::ButtonStale,
        Line::ButtonForeign,
        Line::DeskBound { account: account.clone(), member: member.clone() },
        Line::DeskWithoutAccount { account: account.clone() },
        Line::DeskProblems(problems.clone()),
        Line::DeskAwaitsOwner,
        Line::DeskRefused,
        Line::DeskMissing { desk, account: account.clone() },
        Line::NewLogin { account: account.clone() },
        Line::OwnerLinkMade,
        Line::LoginInterrupted,
        Line::Backup(BackupNews::Copy { bytes: 3 << 20 }),
        Line::Backup(BackupNews::TooLarge { bytes: 73 << 20 }),
        Line::HelperRefused { bot: "@pult_helper_bot".into() },
        Line::Help,
        Line::Usage { command: "del".into() },
        Line::DeleteNeedsReply,
        Line::NoPortrait,
        Line::OnItsWay,
        Line::Internal,
    ];
    lines.extend(about_money().map(Line::Money));
    lines.extend(in_groups(&name, &text()).into_iter().map(Line::Group));
    lines.extend(about_contacts().map(Line::Contact));
    lines.extend(ContentKind::ALL.map(|kind| Line::ContentShown { kind, caption: text() }));
    lines.extend(ContentKind::ALL.map(|kind| Line::CannotSendKind { kind }));
    let refusals = [
        (FailureReason::TooLarge, Some((dialog, ClientMessageId(5)))),
        (FailureReason::TooLarge, None),
        (FailureReason::FileGone, None),
        (FailureReason::Protected, None),
    ];
    lines.extend(refusals.map(|(reason, on_request)| Line::FileNotShown {
        kind: ContentKind::Document,
        name: Some("contract.pdf".into()),
        size: 73 << 20,
        reason,
        caption: text(),
        on_request,
    }));
    let taps = [(1, None, None), (1, Some(2), Some(text())), (5, Some(3), None)];
    lines.extend(taps.map(|(parts, number, before)| {
        let (message, kind, name) = (ClientMessageId(5), ContentKind::Video, Some("tour.mp4".into()));
        let (seconds, size, caption) = (Some(75), 3 << 20, text());
        Line::OnTap(Box::new(OnTap { dialog, message, parts, kind, name, seconds, size, caption, before, number }))
    }));
    lines.push(Line::Above { kind: ContentKind::Photo });
    lines.extend(reasons.iter().map(|reason| Line::NotDelivered { dialog, number: 1, reason: reason.clone() }));
    lines.extend(reasons.iter().map(|reason| Line::NotChanged { reason: reason.clone() }));
    let alert = |state| Line::AccountAlert { id: crate::domain::AccountId(1), account: account.clone(), state };
    lines.extend(states.into_iter().map(alert));
    lines.extend(Role::ALL.map(|role| Line::Welcome { role }));
    let joined = |role| Line::MemberJoined { id: MemberId(2), name: name.clone(), role, accounts: Vec::new() };
    lines.extend(Role::ALL.map(joined));
    let failures = [
        DeskFailure::TooManyGroups,
        DeskFailure::AccountRestricted,
        DeskFailure::NotAdmin,
        DeskFailure::BotUnknown,
        DeskFailure::BotKeptOut,
        DeskFailure::GroupGone,
        DeskFailure::Unfit(problems.clone()),
        DeskFailure::Other { code: "CHAT_SOMETHING".into() },
    ];
    let mut news = vec![DeskNews::Ready { link: "https://t.me/+x".into() }, DeskNews::Made];
    news.extend(failures.map(DeskNews::NotMade));
    news.extend([DeskNews::Lost, DeskNews::Unfit(problems), DeskNews::Well]);
    news.push(DeskNews::MemberOut { link: None });
    let intruder = || String::from("Boris");
    news.push(DeskNews::IntruderOut { name: intruder() });
    news.push(DeskNews::IntruderStays { name: intruder() });
    news.push(DeskNews::IntruderGone { name: intruder() });
    news.push(DeskNews::HelpersBarred);
    let of_desk = |news| Line::DeskNews { desk, account: account.clone(), member: member.clone(), news };
    lines.extend(news.into_iter().map(of_desk));
    lines
}

/// What is said in groups and about them, by somebody of this name.
fn in_groups(name: &str, text: &RichText) -> Vec<GroupLine> {
    let (name, text) = (|| name.to_owned(), || text.clone());
    let edited = Line::EditedByClient { now: text(), before: RichText::plain("Hallo") };
    let mut lines = vec![
        GroupLine::Wrote { name: name(), text: text() },
        GroupLine::WroteLine { name: String::new(), line: edited.into() },
        GroupLine::Deleted { name: name(), text: text() },
        GroupLine::Deleted { name: String::new(), text: text() },
        GroupLine::ReadOnly,
        GroupLine::NotOpen,
        GroupLine::WhichPerson,
        GroupLine::Nobody,
        GroupLine::OnlyPeople,
        GroupLine::Waits { until: NOW.now },
        GroupLine::Closed,
        GroupLine::Out,
        GroupLine::Upgraded,
    ];
    lines.extend(GroupDeed::ALL.map(|deed| GroupLine::Happened { name: name(), deed, about: "Zoe".into() }));
    lines
}

#[test]
fn every_line_reads_well() {
    for lang in Lang::ALL {
        let said: Vec<_> = every_line().iter().map(|said| line(Locale::of(lang), said, NOW).text).collect();
        insta::assert_snapshot!(format!("lines_{}", lang.code()), said.join("\n---\n"));
    }
}

#[test]
fn a_clients_formatting_moves_below_the_mark() {
    let shown = en(&Line::DeletedByClient { text: bold("👍 yes") });
    assert_eq!(shown.text, "🗑 deleted by the client\n👍 yes");
    let kinds: Vec<_> = shown.entities.iter().map(|entity| (entity.offset, entity.length, &entity.kind)).collect();
    assert_eq!(kinds, [(0, 24, &EntityKind::Italic), (25, 6, &EntityKind::Bold)]);
}

#[test]
fn the_earlier_text_of_an_edit_is_folded_and_holds_no_quotation() {
    let mut before = RichText::default();
    before.push_as(EntityKind::Blockquote, &bold("Sunday?"));
    let shown = en(&Line::EditedByClient { now: RichText::plain("Saturday?"), before });
    assert_eq!(shown.text, "Saturday?\n\n✏️ edited, was:\nSunday?");
    let kinds: Vec<_> = shown.entities.iter().map(|entity| entity.kind.clone()).collect();
    assert_eq!(kinds, [EntityKind::Italic, EntityKind::ExpandableBlockquote, EntityKind::Bold]);
}

#[test]
fn a_long_edit_loses_the_earlier_text_first() {
    let long = |ch: &str, n| RichText::plain(ch.repeat(n));
    let shown = en(&Line::EditedByClient { now: long("a", 3000), before: long("b", 3000) });
    assert_eq!(shown.len(), MESSAGE_LIMIT);
    assert!(shown.text.starts_with(&"a".repeat(3000)) && shown.text.ends_with("b…"));

    let shown = en(&Line::EditedByClient { now: long("a", 4090), before: long("b", 3000) });
    assert!(shown.text.ends_with("a…\n\n✏️ edited"), "{}", &shown.text[4000..]);
    assert_eq!(shown.len(), MESSAGE_LIMIT);
}

#[test]
fn an_edit_of_a_wordless_message_is_only_marked() {
    let shown = en(&Line::EditedByClient { now: RichText::plain("Hi"), before: RichText::default() });
    assert_eq!(shown.text, "Hi\n\n✏️ edited");
}

#[test]
fn what_is_also_a_toast_fits_into_one() {
    // <https://core.telegram.org/bots/api#answercallbackquery>
    for said in [Line::ButtonStale, Line::ButtonForeign, Line::NotAllowed, Line::NotAMember, Line::Internal] {
        for lang in Lang::ALL {
            assert!(line(Locale::of(lang), &said, NOW).len() <= 200);
        }
    }
}

proptest! {
    #[test]
    fn no_line_is_longer_than_a_message(now in "[a👍]{0,4200}", before in "[b👍]{0,4200}") {
        let (now, before) = (bold(&now), bold(&before));
        for said in [
            Line::EditedByClient { now: now.clone(), before },
            Line::DeletedByClient { text: now.clone() },
            Line::FromPhone { text: now.clone() },
            Line::PossibleDuplicate { text: now.clone() },
            Line::PossibleDuplicateLine { line: Line::DeletedByClient { text: now.clone() }.into() },
            Line::ContentShown { kind: ContentKind::Photo, caption: now },
        ] {
            let shown = en(&said);
            let length = utf16_len(&shown.text);
            prop_assert!(length <= MESSAGE_LIMIT);
            prop_assert!(shown.entities.iter().all(|entity| entity.offset + entity.length <= length));
        }
    }
}
