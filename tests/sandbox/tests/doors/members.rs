//! Who may less than others, who knows whom, and bots at the door of people.
use crate::accounts::{Account, input_user, town};
use grammers_tl_types as tl;
use std::time::Duration;
use telegram_sandbox::world::{Chat, Permissions, Rights, Role};
use telegram_sandbox::{Clock, Options, Person, Refusal, Sandbox};

fn role(town: &Sandbox, group: telegram_sandbox::Group, of: &Person) -> Role {
    town.world().with(|w| w.groups[&group.id].role(of.id))
}

#[tokio::test]
async fn a_restricted_member_may_less_until_the_time_is_over() {
    let options = Options { clock: Clock::virtual_at(1_790_000_000), ..Options::default() };
    let town = Sandbox::start(options).await.unwrap();
    let (anna, ivan) = (town.person("Anna"), town.person("Ivan"));
    let group = anna.creates_group("Team").unwrap();
    anna.adds(group, ivan.id).unwrap();
    let silent = Permissions { send: false, ..Permissions::default() };
    let until = Some(town.now() + Duration::from_secs(60));
    let restrict = |who, whom, may, until| town.world().with(|w| w.restrict(who, group.id, whom, may, until));
    assert_eq!(
        restrict(ivan.id, anna.id, silent, None),
        Err(Refusal::NotEnoughRights("restrict/unrestrict chat member"))
    );
    assert_eq!(restrict(anna.id, anna.id, silent, None), Err(Refusal::Untouchable { creator: true }));
    restrict(anna.id, ivan.id, silent, until).unwrap();
    assert_eq!(ivan.says(group, "let me"), Err(Refusal::WriteForbidden));
    assert!(ivan.sees(group).len() > 1, "he may read on");
    town.advance(Duration::from_secs(60));
    ivan.says(group, "at last").unwrap();
    restrict(anna.id, ivan.id, silent, None).unwrap();
    restrict(anna.id, ivan.id, Permissions::ALL, None).unwrap();
    assert_eq!(role(&town, group, &ivan), Role::Member);
}

#[tokio::test]
async fn an_administrator_of_somebody_else_is_not_touched() {
    let town = town().await;
    let (anna, ivan, olga) = (town.person("Anna"), town.person("Ivan"), town.person("Olga"));
    let group = anna.creates_group("Team").unwrap();
    for one in [&ivan, &olga] {
        anna.adds(group, one.id).unwrap();
        anna.promotes(group, one.id, Rights { ban_users: true, ..Rights::NONE }).unwrap();
    }
    let ban = || town.world().with(|w| w.ban(ivan.id, group.id, olga.id, None));
    assert_eq!(ban(), Err(Refusal::Untouchable { creator: false }));
}

#[tokio::test]
async fn a_group_that_is_deleted_ends_for_everybody() {
    let town = town().await;
    let (anna, ivan) = (town.person("Anna"), town.person("Ivan"));
    let group = anna.creates_group("Team").unwrap();
    anna.adds(group, ivan.id).unwrap();
    town.world().with(|w| w.delete_group(ivan.id, group.id)).unwrap_err();
    town.world().with(|w| w.delete_group(anna.id, group.id)).unwrap();
    assert_eq!((role(&town, group, &anna), role(&town, group, &ivan)), (Role::Left, Role::Left));
    assert_eq!(ivan.says(group, "hello?"), Err(Refusal::NotMember));
}

#[tokio::test]
async fn whoever_has_a_number_sees_it_and_nobody_else() {
    let town = town().await;
    let (anna, ivan) = (town.person("Anna"), town.person("Ivan"));
    let account = Account::of(&town, &anna, 0).await;
    let seen = || async {
        let request = tl::functions::users::GetUsers { id: vec![input_user(&town, &anna, ivan.id)] };
        match account.call(&request).await.unwrap().pop() {
            Some(tl::enums::User::User(user)) => (user.contact, user.phone),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(seen().await, (false, None));
    let phone = town.world().with(|w| w.users[&ivan.id].person().map(|p| p.phone.clone()));
    let card = tl::types::InputPhoneContact {
        client_id: 1,
        phone: phone.clone().expect("a person has a number"),
        first_name: "Vanya".into(),
        last_name: String::new(),
        note: None,
    };
    let import = tl::functions::contacts::ImportContacts { contacts: vec![card.into()] };
    let tl::enums::contacts::ImportedContacts::Contacts(found) = account.call(&import).await.unwrap();
    assert_eq!(found.users.len(), 1);
    assert_eq!(seen().await, (true, phone));
}

#[tokio::test]
async fn a_bot_signs_in_by_its_token_and_hears_what_is_for_it() {
    let town = town().await;
    let (bot, ivan) = (town.bot("shop_bot"), town.person("Ivan"));
    let mut account = Account::new(&town, 3);
    let sign_in = |token: &str| tl::functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: 1,
        api_hash: "0".repeat(32),
        bot_auth_token: token.into(),
    };
    let refused = account.call(&sign_in("1:nobody")).await.unwrap_err();
    assert!(refused.is("ACCESS_TOKEN_INVALID"), "{refused}");
    let token = town.world().with(|w| w.users[&bot.id].bot().map(|b| b.token.clone())).expect("it has one");
    account.call(&sign_in(&token)).await.unwrap();
    account.listen().await;
    ivan.opens_deep_link(&bot, "abc").unwrap();
    let heard = account.next_text("/start abc").await;
    assert!(!heard.outgoing());
    let place = town.world().with(|w| w.access_hash(bot.id, Chat::User(ivan.id)));
    let peer = tl::types::InputPeerUser { user_id: ivan.id.0, access_hash: place };
    account.call(&crate::accounts::send(peer.into(), "at your service", 5)).await.unwrap();
    assert_eq!(ivan.sees(&bot).last().map(|seen| seen.text.as_str()), Some("at your service"));
}
