//! Screens stay within what Telegram takes, whatever people call themselves.

use super::agency::{ANNA, Agency, account, member};
use pult::domain::{
    AccountId, AccountState, InviteId, InviteTerm, Lang, Limit, LoginId, MemberId, Role, View, utf16_len,
};
use pult::ports::LoginStep;
use pult::store::Changes;

/// <https://core.telegram.org/bots/api#sendmessage>, `#sendphoto`
const TEXT: usize = 4096;
const CAPTION: usize = 1024;
/// More buttons are refused under one message.
const BUTTONS: usize = 100;

#[tokio::test]
async fn a_large_agency_with_long_names_fits() {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, &"А".repeat(300), Role::Owner, &[]));
    for id in 1..=150 {
        changes.insert(account(
            id,
            &format!("{id} {}", "👨\u{200d}👩\u{200d}👧".repeat(60)),
            AccountState::Limited { since: super::agency::now(), limit: Limit::NewPeople },
            ANNA,
        ));
    }
    let all: Vec<u32> = (1..=150).collect();
    for id in 0..60 {
        changes.insert(member(MemberId(1000 + id), &"Ж".repeat(300), Role::Operator, &all));
    }
    let agency = Agency::with(changes).await;
    agency.logins.set(LoginId(7), Some(LoginStep::Password { hint: Some("💡".repeat(3000)), wrong: 200 }));
    let views = [
        View::Home,
        View::ACCOUNTS,
        View::Account(AccountId(1)),
        View::SwitchOff(AccountId(1)),
        View::TEAM,
        View::InviteSetup { role: Role::Operator, accounts: vec![], term: InviteTerm::Week, page: 0 },
        View::Invite(InviteId(1)),
        View::DeskHelp,
        View::DeskAccounts { chat: super::agency::DESK, member: ANNA, page: 0 },
        View::Login(LoginId(7)),
    ];
    for view in views {
        for lang in Lang::ALL {
            let screen = agency.draw(&view, Role::Owner, lang);
            let length = utf16_len(&screen.text.text);
            assert!(length <= if screen.picture.is_some() { CAPTION } else { TEXT }, "{view:?}: {length} units");
            assert!(screen.buttons.iter().map(Vec::len).sum::<usize>() <= BUTTONS, "{view:?}: too many buttons");
            assert!(screen.buttons.iter().flatten().all(|button| !button.label.is_empty()), "{view:?}: an empty label");
            let within = |entity: &pult::domain::Entity| entity.offset + entity.length <= length;
            assert!(screen.text.entities.iter().all(within), "{view:?}: formatting outside the text");
        }
    }
}
