//! What goes wrong on real networks, on order: gaps, cuts, floods, lost answers, missing methods.
use crate::accounts::{Account, send, town, user};
use grammers_tl_types as tl;
use std::time::Duration;
use telegram_sandbox::world::{Door, Effect, Fault};
use telegram_sandbox::{Clock, Limits, Options, Sandbox};

#[tokio::test]
async fn a_lost_update_is_recovered_by_the_next_one() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    ivan.says(&sales, "before").unwrap();
    account.next_text("before").await;
    town.fault(Fault::effect(Door::Mtproto, "updateNewMessage", Effect::SkipUpdate).only(sales.id));
    ivan.says(&sales, "lost on the way").unwrap();
    ivan.says(&sales, "after").unwrap();
    account.next_text("lost on the way").await;
    account.next_text("after").await;
}

#[tokio::test]
async fn messages_sent_while_the_connection_was_cut_arrive() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    ivan.says(&sales, "before").unwrap();
    account.next_text("before").await;
    town.cut(sales.id);
    ivan.says(&sales, "during").unwrap();
    account.next_text("during").await;
}

#[tokio::test]
async fn a_client_that_was_away_catches_up_in_slices() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    ivan.says(&sales, "before").unwrap();
    account.next_text("before").await;
    let session = account.dies().await;
    for n in 0..250 {
        ivan.says(&sales, format!("while away {n}")).unwrap();
    }
    let mut account = Account::with_session(session);
    account.listen().await;
    for n in 0..250 {
        account.next_text(&format!("while away {n}")).await;
    }
}

#[tokio::test]
async fn a_flood_wait_is_answered_as_often_as_ordered() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    town.fault(Fault::flood(Door::Mtproto, "messages.sendMessage", 30).times(2).only(sales.id));
    let peer = || user(&town, &sales, ivan.id).into();
    for n in 0..2 {
        let refused = account.call(&send(peer(), "hello", n + 1)).await.unwrap_err();
        assert!(refused.is("FLOOD_WAIT"), "{refused}");
    }
    account.call(&send(peer(), "hello", 3)).await.unwrap();
    assert_eq!(ivan.sees(&sales).len(), 1);
}

#[tokio::test]
async fn a_lost_answer_does_not_send_twice() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    town.fault(Fault::effect(Door::Mtproto, "messages.sendMessage", Effect::DropAfter));
    let hello = send(user(&town, &sales, ivan.id).into(), "hello", 9);
    account.call(&hello).await.unwrap_err();
    let again = account.call(&hello).await.unwrap_err();
    assert!(again.is("RANDOM_ID_DUPLICATE"), "{again}");
    assert_eq!(ivan.sees(&sales).len(), 1);
}

#[tokio::test]
async fn an_answer_may_come_after_its_own_update_was_handled() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    let delay = Effect::Delay(Duration::from_millis(200));
    town.fault(Fault::effect(Door::Mtproto, "messages.sendMessage", delay));
    let hello = send(user(&town, &sales, ivan.id).into(), "slow", 9);
    let (answer, seen) = tokio::join!(account.call(&hello), async {
        // The world has it while the client still waits.
        ivan.wait_for_text(&sales, "slow").await
    });
    answer.unwrap();
    assert!(seen.is_some());
}

#[tokio::test]
async fn a_missing_method_names_itself_and_is_remembered() {
    let town = town().await;
    let sales = town.person("Sales");
    let account = Account::of(&town, &sales, 0).await;
    let error = account.call(&tl::functions::help::GetSupport {}).await.unwrap_err();
    assert!(
        error.to_string().contains("SANDBOX_UNIMPLEMENTED_help.getSupport")
            || format!("{error:?}").contains("getSupport"),
        "{error:?}"
    );
    assert_eq!(town.take_unimplemented(), ["mtproto help.getSupport"]);
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let town = town().await;
    let other = Sandbox::start(Options { seed: 8, clock: Clock::Real, limits: Limits::none() }).await.unwrap();
    let stranger = {
        // Keys of another seed, at this address.
        let account = Account::new(&other, 0);
        let session = account.session.clone();
        drop(account);
        let std::net::SocketAddr::V4(address) = town.mtproto_addr() else { panic!("ipv4") };
        use grammers_session::Session;
        let mut option = session.dc_option(2).unwrap().unwrap();
        option.ipv4 = address;
        session.set_dc_option(&option).await.unwrap();
        Account::with_session(session)
    };
    assert!(stranger.client.is_authorized().await.is_err());
}

#[tokio::test]
#[should_panic(expected = "help.getSupport")]
async fn a_test_that_asked_for_a_missing_method_fails() {
    let town = town().await;
    let sales = town.person("Sales");
    let account = Account::of(&town, &sales, 0).await;
    account.call(&tl::functions::help::GetSupport {}).await.unwrap_err();
    drop(town);
}

#[tokio::test]
async fn an_update_that_comes_twice_is_one_message() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    ivan.says(&sales, "before").unwrap();
    account.next_text("before").await;
    town.fault(Fault::effect(Door::Mtproto, "updateNewMessage", Effect::DuplicateUpdate).only(sales.id));
    ivan.says(&sales, "once").unwrap();
    ivan.says(&sales, "after").unwrap();
    account.next_text("once").await;
    let next = account
        .next(|update| match update {
            grammers_client::update::Update::NewMessage(m) => Some(m.text().to_owned()),
            _ => None,
        })
        .await;
    assert_eq!(next, "after");
}

#[tokio::test]
async fn a_client_too_far_behind_is_told_to_start_over() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    let tl::enums::updates::State::State(state) = account.call(&tl::functions::updates::GetState {}).await.unwrap();
    for n in 0..20 {
        ivan.says(&sales, format!("message {n}")).unwrap();
    }
    let behind = |pts_total_limit| tl::functions::updates::GetDifference {
        pts: state.pts,
        pts_limit: Some(15),
        pts_total_limit,
        date: state.date,
        qts: 0,
        qts_limit: None,
    };
    let slice = account.call(&behind(None)).await.unwrap();
    let tl::enums::updates::Difference::Slice(slice) = slice else { panic!("{slice:?}") };
    assert_eq!(slice.new_messages.len(), 15);
    let too_long = account.call(&behind(Some(10))).await.unwrap();
    let tl::enums::updates::Difference::TooLong(too_long) = too_long else { panic!("{too_long:?}") };
    assert_eq!(too_long.pts, state.pts + 20);
}

#[tokio::test]
async fn an_account_that_was_moved_is_referred_to_its_new_home() {
    let town = town().await;
    let sales = town.person("Sales");
    let account = Account::of(&town, &sales, 0).await;
    let _sales = sales.dc(4);
    let state = tl::functions::updates::GetState {};
    let referred = account.call(&state).await.unwrap_err();
    assert!(referred.is("USER_MIGRATE"), "{referred}");
    let elsewhere = account.client.invoke_in_dc(4, &state).await.unwrap_err();
    assert!(elsewhere.is("AUTH_KEY_UNREGISTERED"), "the new one does not know it yet: {elsewhere}");
    let exported = account.call(&tl::functions::auth::ExportAuthorization { dc_id: 4 }).await.unwrap();
    let tl::enums::auth::ExportedAuthorization::Authorization(exported) = exported;
    let import = tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    account.client.invoke_in_dc(4, &import).await.unwrap();
    account.client.invoke_in_dc(4, &state).await.unwrap();
    let referred = account.call(&state).await.unwrap_err();
    assert!(referred.is("USER_MIGRATE"), "the old one refers to it for ever: {referred}");
}

#[tokio::test]
async fn a_connection_that_becomes_half_open_says_nothing_any_more() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    for (silence, performed) in [(Effect::SilentBefore, 0), (Effect::SilentAfter, 1)] {
        town.fault(Fault::effect(Door::Mtproto, "messages.sendMessage", silence).only(sales.id));
        let hello = send(user(&town, &sales, ivan.id).into(), "hello", performed);
        let moment = Duration::from_millis(300);
        assert!(tokio::time::timeout(moment, account.call(&hello)).await.is_err(), "nothing comes");
        let state = tl::functions::updates::GetState {};
        assert!(tokio::time::timeout(moment, account.call(&state)).await.is_err(), "nor to anything else");
        assert_eq!(ivan.sees(&sales).len(), usize::try_from(performed).unwrap());
        account = Account::with_session(account.dies().await);
        account.call(&state).await.expect("another connection works");
    }
}
