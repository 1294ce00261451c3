//! The buttons that belong under a line: the next step, one tap away.

use super::account;
use super::money;
use super::page::{go, press};
use super::{Button, ContactDeed, DialogDeed, Press, Tap};
use crate::domain::{
    AccountId, ClientMessageId, ContactNews, DeskNews, DeskPair, DialogFilter, DialogId, DialogNews, DialogView,
    FailureReason, Line, OnTap, Said, StaffNews, StaffView, View,
};
use crate::locale::{Locale, say};

/// The buttons under a line, for the member to whom it is said.
pub fn beneath(line: &Line, locale: &Locale) -> Vec<Vec<Button>> {
    match line {
        Line::NotDelivered { dialog, number, reason } if may_succeed_later(reason) => {
            let retry = Press::Retry { dialog: *dialog, number: *number };
            vec![vec![press(say!(locale, "button-retry"), retry)]]
        }
        Line::Transcript { dialog, said, earlier } => of_transcript(*dialog, said, *earlier, locale),
        Line::AccountAlert { id, state, .. } => {
            let details = go(say!(locale, "button-details"), View::Account(*id));
            // An alert is there to get the account going again.
            let actions = if state.is_trouble() { account::actions(*id, *state, locale) } else { Vec::new() };
            let actions =
                actions.into_iter().filter(|action| action.tap != Tap::Press(Press::Go(View::SwitchOff(*id))));
            vec![actions.chain([details]).collect()]
        }
        Line::LoginInterrupted => vec![vec![go(say!(locale, "button-accounts"), View::ACCOUNTS)]],
        Line::DeskMissing { desk, .. } => {
            let make = press(say!(locale, "button-make-desk"), Press::MakeDesk(*desk));
            vec![vec![make, go(say!(locale, "button-by-hand"), View::DeskHelp)]]
        }
        Line::DeskNews { desk, news, .. } => vec![of_desk(*desk, news, locale)],
        Line::Dialog { dialog, news } => of_dialog(*dialog, news, locale),
        Line::Staff(StaffNews::Role(_) | StaffNews::Given { .. } | StaffNews::Withdrawn { .. })
        | Line::Welcome { .. } => vec![vec![go(say!(locale, "button-home"), View::Home)]],
        Line::MemberJoined { id, accounts, .. } => {
            let make = |(account, name): &(AccountId, String)| {
                let label = say!(locale, "button-make-desk-for", account = locale.name(name));
                vec![press(label, Press::MakeDesk(DeskPair { member: *id, account: *account }))]
            };
            let undo = go(say!(locale, "button-undo-joining"), View::Staff(StaffView::Removal(*id)));
            let team = vec![go(say!(locale, "button-team"), View::TEAM), undo];
            accounts.iter().take(DESKS_OFFERED).map(make).chain([team]).collect()
        }
        Line::Money(said) => money::beneath(said, locale),
        Line::Contact(news) => of_contact(news, locale),
        Line::FileNotShown { on_request: Some((dialog, message)), .. } => {
            vec![vec![press(say!(locale, "button-bring"), Press::Fetch { dialog: *dialog, message: *message })]]
        }
        _ => under_lines([line], locale),
    }
}

/// The buttons under several lines that share a message: what they tell of is a tap away.
pub fn under_lines<'a>(lines: impl IntoIterator<Item = &'a Line>, locale: &Locale) -> Vec<Vec<Button>> {
    let show = |tap: &OnTap| {
        let label = match tap.number {
            Some(number) if tap.parts > 1 => {
                let kind = say!(locale, "kind-album", n = tap.parts).text;
                say!(locale, "button-fetch", number = number, kind = kind)
            }
            Some(number) => say!(locale, "button-fetch", number = number, kind = locale.kind(tap.kind)),
            None => say!(locale, "button-show"),
        };
        press(label, Press::Fetch { dialog: tap.dialog, message: tap.message })
    };
    let buttons: Vec<_> = lines.into_iter().filter_map(Line::on_tap).map(show).collect();
    buttons.chunks(2).map(<[Button]>::to_vec).collect()
}

/// What takes it back.
fn of_contact(news: &ContactNews, locale: &Locale) -> Vec<Vec<Button>> {
    let undo = |contact, deed| vec![vec![press(say!(locale, "button-undo"), Press::Contact(contact, deed))]];
    match news {
        ContactNews::Merged(joined) => undo(joined.kept, ContactDeed::Unmerge(joined.clone())),
        ContactNews::Split { contact, kept } => undo(*kept, ContactDeed::Merge(*contact)),
        _ => Vec::new(),
    }
}

/// What was attached, each a tap away, and what was said before that.
fn of_transcript(
    dialog: DialogId,
    said: &[Said],
    earlier: Option<ClientMessageId>,
    locale: &Locale,
) -> Vec<Vec<Button>> {
    let files = said.iter().filter(|one| one.has_file).zip(1_u64..).filter_map(|(one, number)| {
        let (message, kind) = (one.message?, one.kind?);
        let label = say!(locale, "button-fetch", number = number, kind = locale.kind(kind));
        Some(press(label, Press::Fetch { dialog, message }))
    });
    let files: Vec<_> = files.collect();
    let latest = &files[files.len().saturating_sub(FILES_OFFERED)..];
    let earlier = earlier.map(|before| vec![press(say!(locale, "button-earlier"), Press::Earlier { dialog, before })]);
    latest.chunks(2).map(<[Button]>::to_vec).chain(earlier).collect()
}

/// Files of a transcript that are one tap away: the others are on the phone.
const FILES_OFFERED: usize = 8;

/// What may be done about news of a dialog.
fn of_dialog(dialog: DialogId, news: &DialogNews, locale: &Locale) -> Vec<Vec<Button>> {
    let deed = |label, deed| press(label, Press::Dialog(dialog, deed));
    match news {
        DialogNews::WillSend { number, .. } => vec![vec![
            deed(say!(locale, "button-send-now"), DialogDeed::Hurry(*number)),
            deed(say!(locale, "button-cancel"), DialogDeed::Cancel(*number)),
        ]],
        DialogNews::WillRemind { number, .. } => {
            vec![vec![deed(say!(locale, "button-cancel"), DialogDeed::Cancel(*number))]]
        }
        DialogNews::AskBlock => vec![vec![
            deed(say!(locale, "button-block-now"), DialogDeed::Block(true)),
            deed(say!(locale, "button-cancel"), DialogDeed::Dismiss),
        ]],
        DialogNews::Birthday { on, ahead, .. } => {
            let label = if *ahead { say!(locale, "button-greet-then") } else { say!(locale, "button-greet") };
            let card = View::Dialogs(DialogView::One { dialog, from: DialogFilter::All });
            vec![
                vec![deed(label, DialogDeed::Greet(*on))],
                vec![press(say!(locale, "button-details"), Press::Open(card))],
            ]
        }
        DialogNews::Queued { .. } => vec![vec![deed(say!(locale, "button-take"), DialogDeed::Take)]],
        DialogNews::Reminder { .. }
        | DialogNews::SnoozeOver
        | DialogNews::Unanswered { .. }
        | DialogNews::HandedOver { .. }
        | DialogNews::NobodyTook { .. } => {
            let card = DialogView::One { dialog, from: DialogFilter::All };
            vec![vec![go(say!(locale, "button-details"), View::Dialogs(card))]]
        }
    }
}

/// Desks that are one tap away when somebody has joined; the others are on the accounts' screens.
const DESKS_OFFERED: usize = 5;

/// What helps, or where to look.
fn of_desk(desk: DeskPair, news: &DeskNews, locale: &Locale) -> Vec<Button> {
    let details = go(say!(locale, "button-details"), View::Desk(desk));
    let by_hand = || go(say!(locale, "button-by-hand"), View::DeskHelp);
    let first = match news {
        DeskNews::Ready { link } | DeskNews::MemberOut { link: Some(link) } => {
            vec![Button::link(say!(locale, "button-enter-desk").text, link)]
        }
        DeskNews::NotMade(_) => vec![press(say!(locale, "button-try-again"), Press::MakeDesk(desk)), by_hand()],
        DeskNews::Lost => vec![press(say!(locale, "button-make-another-desk"), Press::MakeDesk(desk))],
        DeskNews::Unfit(_) | DeskNews::IntruderStays { .. } => {
            vec![press(say!(locale, "button-check-desk"), Press::CheckDesk(desk))]
        }
        DeskNews::MemberOut { link: None }
        | DeskNews::Made
        | DeskNews::Well
        | DeskNews::HelpersBarred
        | DeskNews::IntruderOut { .. }
        | DeskNews::IntruderGone { .. } => Vec::new(),
    };
    first.into_iter().chain([details]).collect()
}

/// Whether sending the same again may help.
fn may_succeed_later(reason: &FailureReason) -> bool {
    match reason {
        FailureReason::ClientUnreachable
        | FailureReason::NoRightToWrite
        | FailureReason::NotInGroup
        | FailureReason::TopicClosed
        | FailureReason::VoiceRefused
        | FailureReason::KindRefused
        | FailureReason::AccountNotInDesk
        | FailureReason::AccountLimited
        | FailureReason::Withheld
        | FailureReason::AccountLoggedOut
        | FailureReason::Other { .. } => true,
        FailureReason::ClientDeleted
        | FailureReason::ContentRefused
        | FailureReason::TooLate
        | FailureReason::CaptionTooLong
        | FailureReason::TooLarge
        | FailureReason::Protected
        | FailureReason::FileGone
        | FailureReason::MessageGone => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountState, DeskFailure, Disconnection, Lang, LoginNeed, MemberId, PeerId, Role};

    #[test]
    fn what_may_succeed_later_can_be_sent_again() {
        let dialog = DialogId { account: AccountId(1), peer: PeerId::User(7) };
        let under = |reason| beneath(&Line::NotDelivered { dialog, number: 5, reason }, Locale::of(Lang::En));
        assert_eq!(
            under(FailureReason::AccountLimited),
            [[Button::new("↻ Send again", Press::Retry { dialog, number: 5 })]]
        );
        assert!(under(FailureReason::ClientDeleted).is_empty());
    }

    #[test]
    fn an_alert_carries_what_helps() {
        let (id, since) = (AccountId(1), jiff::Timestamp::UNIX_EPOCH);
        let under = |state| {
            let alert = Line::AccountAlert { id, account: "Sales".into(), state };
            let buttons = beneath(&alert, Locale::of(Lang::En)).into_iter().flatten();
            buttons.map(|button| button.tap).collect::<Vec<_>>()
        };
        let details = Tap::Press(Press::Go(View::Account(id)));
        let reconnect = Tap::Press(Press::Reconnect(id));
        let login = Tap::Press(Press::BeginQr(Some(id)));
        let unreachable = AccountState::Disconnected { since, why: Disconnection::Unreachable };
        assert_eq!(under(unreachable), [reconnect.clone(), details.clone()]);
        let needed = |why| AccountState::LoginNeeded { since, why };
        assert_eq!(under(needed(LoginNeed::Ended)), [login.clone(), details.clone()]);
        assert_eq!(under(needed(LoginNeed::KeyUnknown)), [reconnect, login, details.clone()]);
        for nothing_to_do in [AccountState::Banned { since }, AccountState::Active] {
            assert_eq!(under(nothing_to_do), std::slice::from_ref(&details));
        }
    }

    #[test]
    fn news_of_a_desk_carry_what_helps() {
        let desk = DeskPair { member: MemberId(2), account: AccountId(1) };
        let under = |news| {
            let line = Line::DeskNews { desk, account: "Sales".into(), member: "Olga".into(), news };
            let buttons = beneath(&line, Locale::of(Lang::En)).into_iter().flatten();
            buttons.map(|button| button.tap).collect::<Vec<_>>()
        };
        let [details, by_hand] = [View::Desk(desk), View::DeskHelp].map(|view| Tap::Press(Press::Go(view)));
        let [make, check] = [Press::MakeDesk(desk), Press::CheckDesk(desk)].map(Tap::Press);
        let enter = Tap::Link("https://t.me/+in".into());
        let out = DeskNews::MemberOut { link: Some("https://t.me/+in".into()) };
        assert_eq!(under(out), [enter.clone(), details.clone()]);
        assert_eq!(under(DeskNews::Ready { link: "https://t.me/+in".into() }), [enter, details.clone()]);
        assert_eq!(under(DeskNews::NotMade(DeskFailure::NotAdmin)), [make.clone(), by_hand, details.clone()]);
        assert_eq!(under(DeskNews::Lost), [make, details.clone()]);
        assert_eq!(under(DeskNews::IntruderStays { name: "Boris".into() }), [check, details.clone()]);
        assert_eq!(under(DeskNews::Well), [details]);
    }

    #[test]
    fn whoever_joined_can_be_given_desks_at_once() {
        let account = |id: u32| (AccountId(id), format!("Shop {id}"));
        let accounts = (1..=9).map(account).collect();
        let joined = Line::MemberJoined { id: MemberId(2), name: "Olga".into(), role: Role::Operator, accounts };
        let rows = beneath(&joined, Locale::of(Lang::En));
        assert_eq!(rows.len(), DESKS_OFFERED + 1);
        let first = Press::MakeDesk(DeskPair { member: MemberId(2), account: AccountId(1) });
        assert_eq!(rows[0], [Button::new("🗂 Make a desk: Shop 1", first)]);
    }
}
