//! What befalls a chat besides messages, what is found in it, and what its people forbid.
use super::{fetched, forward, last, listed};
use crate::accounts::{Account, input_peer, send, town, user};
use grammers_client::update::Update;
use grammers_tl_types as tl;
use std::time::Duration;
use telegram_sandbox::world::{Door, Draft, Effect, Fault, Media, Refusal, Rights, Style, Text};
use telegram_sandbox::{Clock, KINDS, Options, Sandbox};
use tl::enums::MessageMedia;
use tl::functions::messages as f;

#[tokio::test]
async fn what_befalls_a_chat_is_told() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    ivan.calls_in_vain(sales.id).unwrap();
    ivan.takes_a_screenshot(sales.id).unwrap();
    ivan.sets_timer(&sales, 86_400).unwrap();
    ivan.gives_a_present(sales.id).unwrap();
    let mut actions = Vec::new();
    while actions.len() < 4 {
        let action = account
            .next(|update| match update {
                Update::NewMessage(m) => m.action().cloned(),
                _ => None,
            })
            .await;
        actions.push(action);
    }
    use tl::enums::MessageAction as A;
    let told = matches!(
        &actions[..],
        [A::PhoneCall(call), A::ScreenshotTaken, A::SetMessagesTtl(timer), A::GiftStars(_)]
            if call.reason == Some(tl::enums::PhoneCallDiscardReason::Missed) && timer.period == 86_400
    );
    assert!(told, "{actions:?}");
    ivan.deletes_the_account().unwrap();
    let gone = account
        .next_raw(|update| match update {
            tl::enums::Update::User(user) => Some(user.user_id),
            _ => None,
        })
        .await;
    assert_eq!(gone, ivan.id.0);
    let refused = account.call(&send(user(&town, &sales, ivan.id).into(), "still there?", 1)).await.unwrap_err();
    assert!(refused.is("INPUT_USER_DEACTIVATED"), "{refused}");
}

#[tokio::test]
async fn what_self_destructs_is_gone_once_looked_at_and_never_goes_on() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    let to_ivan: tl::enums::InputPeer = user(&town, &sales, ivan.id).into();
    ivan.sends_vanishing(&sales, ivan.sample("photo"), Style::ONCE).unwrap();
    let got = last(&account, to_ivan.clone(), 1).await.pop().unwrap();
    let Some(MessageMedia::Photo(photo)) = &got.media else { panic!("a photo") };
    assert!(photo.photo.is_some() && photo.ttl_seconds == Some(i32::MAX));
    let refused = account.call(&forward(to_ivan.clone(), to_ivan.clone(), &[(got.id, 1)])).await.unwrap_err();
    assert!(refused.is("CHAT_FORWARDS_RESTRICTED"), "{refused}");
    account.call(&f::ReadMessageContents { id: vec![got.id] }).await.unwrap();
    let Some(MessageMedia::Photo(photo)) = fetched(&account, got.id).await.media else { panic!("a photo") };
    assert!(photo.photo.is_none() && photo.ttl_seconds.is_some());
    let group = ivan.creates_group("Team").unwrap();
    assert_eq!(ivan.sends_vanishing(group, ivan.sample("photo"), 10), Err(Refusal::TtlInvalid));
}

#[tokio::test]
async fn search_knows_kinds_words_and_topics() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    for kind in KINDS {
        ivan.sends(&sales, ivan.sample(kind), "spring offer").unwrap();
    }
    ivan.says(&sales, "see https://example.org for the spring offer").unwrap();
    let peer: tl::enums::InputPeer = user(&town, &sales, ivan.id).into();
    use tl::enums::MessagesFilter as F;
    let filters = vec![
        F::InputMessagesFilterPhotoVideo,
        F::InputMessagesFilterDocument,
        F::InputMessagesFilterGif,
        F::InputMessagesFilterMusic,
        F::InputMessagesFilterVoice,
        F::InputMessagesFilterUrl,
    ];
    let counters = f::GetSearchCounters { peer: peer.clone(), saved_peer_id: None, top_msg_id: None, filters };
    let counts = account.call(&counters).await.unwrap();
    let count = |tl::enums::messages::SearchCounter::Counter(c): &tl::enums::messages::SearchCounter| c.count;
    assert_eq!(counts.iter().map(count).collect::<Vec<_>>(), [2, 1, 1, 1, 1, 1]);

    let everywhere = f::SearchGlobal {
        broadcasts_only: false,
        groups_only: false,
        users_only: false,
        folder_id: None,
        community: None,
        q: "offer spring".into(),
        filter: F::InputMessagesFilterPhotoVideo,
        min_date: 0,
        max_date: 0,
        offset_rate: 0,
        offset_peer: tl::enums::InputPeer::Empty,
        offset_id: 0,
        limit: 10,
    };
    assert_eq!(listed(account.call(&everywhere).await.unwrap()).len(), 2);

    let forum = sales.creates_forum("Desk").unwrap();
    let topic = sales.opens_topic(forum, "Ivan").unwrap();
    sales.says(topic, "inside").unwrap();
    sales.says(forum, "outside").unwrap();
    let replies = f::GetReplies {
        peer: input_peer(&town, &sales, forum),
        msg_id: topic.id.0,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let texts: Vec<_> = listed(account.call(&replies).await.unwrap()).into_iter().map(|m| m.message).collect();
    assert_eq!(texts, ["inside"]);
}

#[tokio::test]
async fn people_may_refuse_voice_and_groups_may_be_slow() {
    let options = Options { clock: Clock::virtual_at(1_800_000_000), ..Options::default() };
    let town = Sandbox::start(options).await.unwrap();
    let (anna, ivan) = (town.person("Anna"), town.person("Ivan").refuses_voice());
    assert_eq!(anna.sends(&ivan, anna.sample("voice"), ""), Err(Refusal::VoiceForbidden));
    assert_eq!(anna.sends(&ivan, anna.sample("video note"), ""), Err(Refusal::VoiceForbidden));
    anna.sends(&ivan, anna.sample("audio"), "").unwrap();

    let group = anna.creates_group("Team").unwrap();
    anna.adds(group, ivan.id).unwrap();
    anna.slows_down(group, 30).unwrap();
    ivan.says(group, "one").unwrap();
    town.advance(Duration::from_secs(10));
    assert_eq!(ivan.says(group, "two"), Err(Refusal::SlowMode(20)));
    anna.says(group, "admins do not wait").unwrap();
    town.advance(Duration::from_secs(20));
    ivan.sends_album(group, [(ivan.sample("photo"), ""), (ivan.sample("photo"), "")]).unwrap();
    anna.promotes(group, ivan.id, Rights::ALL).unwrap();
    ivan.says(group, "an admin now").unwrap();
}

#[tokio::test]
async fn messages_vanish_by_the_timer_of_their_chat() {
    let options = Options { clock: Clock::virtual_at(1_800_000_000), ..Options::default() };
    let town = Sandbox::start(options).await.unwrap();
    let (anna, ivan) = (town.person("Anna"), town.person("Ivan"));
    anna.says(&ivan, "stays").unwrap();
    anna.sets_timer(&ivan, 3600).unwrap();
    ivan.says(&anna, "vanishes").unwrap();
    town.advance(Duration::from_secs(3599));
    assert!(anna.sees(&ivan).iter().any(|m| m.text == "vanishes"));
    town.advance(Duration::from_secs(1));
    for (viewer, other) in [(&anna, &ivan), (&ivan, &anna)] {
        let texts: Vec<_> = viewer.sees(other).into_iter().filter(|m| !m.service).map(|m| m.text).collect();
        assert_eq!(texts, ["stays"]);
    }
}

#[tokio::test]
async fn an_update_may_come_late() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    town.fault(Fault::effect(Door::Mtproto, "updateNewMessage", Effect::LateUpdate(Duration::from_millis(300))));
    let number = town.world().with(|w| i64::from_le_bytes(w.random()));
    let part = |caption: &str| Draft {
        media: Some(ivan.sample("photo")),
        album: Some(number & i64::MAX),
        ..Draft::from(caption)
    };
    ivan.says(&sales, part("first")).unwrap();
    ivan.says(&sales, part("second")).unwrap();
    let mut texts = Vec::new();
    while texts.len() < 2 {
        let text = account
            .next(|update| match update {
                Update::NewMessage(m) => Some(m.text().to_owned()),
                _ => None,
            })
            .await;
        texts.push(text);
    }
    texts.sort();
    assert_eq!(texts, ["first", "second"], "late or not, both arrive");
}

#[tokio::test]
async fn media_is_edited_by_the_rules() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let photo = sales.sends(&ivan, sales.sample("photo"), "one").unwrap();
    sales.edits_media(&ivan, photo, sales.sample("video"), "two").unwrap();
    let seen = ivan.sees(&sales).pop().unwrap();
    assert_eq!((seen.media, seen.text.as_str(), seen.edited), (Some("video"), "two", true));
    assert_eq!(sales.edits_media(&ivan, photo, sales.sample("sticker"), ""), Err(Refusal::MediaUnfit));
    let sticker = sales.sends(&ivan, sales.sample("sticker"), "dropped").unwrap();
    assert_eq!(ivan.sees(&sales).pop().unwrap().text, "", "a sticker carries no caption");
    assert_eq!(sales.edits_media(&ivan, sticker, sales.sample("photo"), ""), Err(Refusal::MediaFixed));
    let text = sales.says(&ivan, Text::from("no media yet")).unwrap();
    sales.edits_media(&ivan, text, sales.sample("photo"), "media now").unwrap();
    let album = sales.sends_album(&ivan, [(sales.sample("photo"), ""), (sales.sample("photo"), "")]).unwrap();
    assert_eq!(sales.edits_media(&ivan, album[0], sales.sample("document"), ""), Err(Refusal::AlbumMixed));
    sales.edits_media(&ivan, album[0], sales.sample("video"), "").unwrap();
    let place = sales.sends(&ivan, sales.sample("live location"), "").unwrap();
    let moved = Media::Location { latitude: 57.0, longitude: 24.2, live: Some(900) };
    sales.edits_media(&ivan, place, moved, "").unwrap();
}
