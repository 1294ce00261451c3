//! Supergroups: the same messages, with the same ids, for everybody inside.
use crate::accounts::{Account, input_channel, input_peer, input_user, reply_to, send, town};
use grammers_client::update::Update;
use grammers_tl_types as tl;
use telegram_sandbox::world::{InviteOptions, Joined, Rights, TopicId};
use telegram_sandbox::{Group, Refusal};

#[tokio::test]
async fn two_accounts_see_one_topic_with_the_same_ids() {
    let town = town().await;
    let (anna, olga) = (town.person("Anna"), town.person("Olga"));
    let one = Account::of(&town, &anna, 0).await;
    let mut two = Account::of(&town, &olga, 1).await;

    let create = tl::functions::channels::CreateChannel {
        broadcast: false,
        megagroup: true,
        for_import: false,
        forum: true,
        title: "Desk".into(),
        about: String::new(),
        geo_point: None,
        address: None,
        ttl_period: None,
    };
    let tl::enums::Updates::Updates(created) = one.call(&create).await.unwrap() else { panic!("updates") };
    let Some(tl::enums::Chat::Channel(desk)) = created.chats.first() else { panic!("the new group") };
    assert!(desk.forum && desk.megagroup && desk.creator);
    let group = Group { id: telegram_sandbox::world::GroupId(desk.id) };

    let invite = tl::functions::channels::InviteToChannel {
        channel: input_channel(&town, &anna, group),
        users: vec![input_user(&town, &anna, olga.id)],
    };
    one.call(&invite).await.unwrap();
    let topic = tl::functions::messages::CreateForumTopic {
        title_missing: false,
        peer: input_peer(&town, &anna, group),
        title: "Ivan".into(),
        icon_color: None,
        icon_emoji_id: None,
        random_id: 5,
        send_as: None,
    };
    one.call(&topic).await.unwrap();
    let topic = anna.topic_named(group, "Ivan").unwrap();

    let first = tl::functions::messages::SendMessage {
        reply_to: Some(reply_to(topic.id.0, None)),
        ..send(input_peer(&town, &anna, group), "in the topic", 6)
    };
    one.call(&first).await.unwrap();
    let got = two.next_text("in the topic").await;
    let Some(tl::enums::MessageReplyHeader::Header(header)) = got.reply_header() else { panic!("a topic") };
    assert!(header.forum_topic);
    assert_eq!((header.reply_to_msg_id, header.reply_to_top_id), (Some(topic.id.0), None));

    let answer = tl::functions::messages::SendMessage {
        reply_to: Some(reply_to(got.id(), Some(topic.id.0))),
        ..send(input_peer(&town, &olga, group), "an answer", 7)
    };
    two.call(&answer).await.unwrap();
    let seen = anna.wait_for_text(topic, "an answer").await.unwrap();
    assert_eq!(seen.reply.as_ref().map(|(id, _)| id.0), Some(got.id()));
    assert_eq!(seen.topic, Some(topic.id));
    assert!(anna.sees(group.general()).iter().all(|m| m.text != "an answer"), "General is another place");

    let list = tl::functions::messages::GetForumTopics {
        peer: input_peer(&town, &olga, group),
        q: None,
        offset_date: 0,
        offset_id: 0,
        offset_topic: 0,
        limit: 10,
    };
    let tl::enums::messages::ForumTopics::Topics(list) = two.call(&list).await.unwrap();
    let titles = list.topics.iter().filter_map(|t| match t {
        tl::enums::ForumTopic::Topic(t) => Some(t.title.clone()),
        tl::enums::ForumTopic::Deleted(_) => None,
    });
    assert_eq!(titles.collect::<Vec<_>>(), ["Ivan", "General"]);
}

#[tokio::test]
async fn closed_and_deleted_topics_take_nothing() {
    let town = town().await;
    let (anna, olga) = (town.person("Anna"), town.person("Olga"));
    let account = Account::of(&town, &olga, 0).await;
    let group = anna.creates_forum("Desk").unwrap();
    anna.adds(group, olga.id).unwrap();
    let topic = anna.opens_topic(group, "Ivan").unwrap();
    let write = |n| tl::functions::messages::SendMessage {
        reply_to: Some(reply_to(topic.id.0, None)),
        ..send(input_peer(&town, &olga, group), "hello", n)
    };
    account.call(&write(1)).await.unwrap();
    anna.closes_topic(topic).unwrap();
    let refused = account.call(&write(2)).await.unwrap_err();
    assert!(refused.is("TOPIC_CLOSED"), "{refused}");
    anna.says(topic, "administrators may").unwrap();
    anna.deletes_topic(topic).unwrap();
    let refused = account.call(&write(3)).await.unwrap_err();
    assert!(refused.is("TOPIC_DELETED"), "{refused}");
    assert_eq!(anna.says(group.topic(TopicId(999)), "nowhere"), Err(Refusal::TopicMissing));
    assert_eq!(olga.opens_topic(group, "mine").unwrap_err(), Refusal::NotEnoughRights("create a topic"));
}

#[tokio::test]
async fn invitation_links_let_in_or_ask() {
    let town = town().await;
    let (anna, olga, ivan) = (town.person("Anna"), town.person("Olga"), town.person("Ivan"));
    let mut account = Account::of(&town, &olga, 0).await;
    let group = anna.creates_group("Team").unwrap();
    let open = anna.invites(group, InviteOptions { limit: Some(1), ..InviteOptions::default() }).unwrap();

    let check = tl::functions::messages::CheckChatInvite { hash: open.hash.clone() };
    let tl::enums::ChatInvite::Invite(shown) = account.call(&check).await.unwrap() else { panic!("an invitation") };
    assert_eq!((shown.title.as_str(), shown.request_needed), ("Team", false));
    let import = |hash: &str| tl::functions::messages::ImportChatInvite { hash: hash.into() };
    account.call(&import(&open.hash)).await.unwrap();
    let again = account.call(&import(&open.hash)).await.unwrap_err();
    assert!(again.is("INVITE_HASH_EXPIRED"), "used up: {again}");
    anna.says(group, "welcome").unwrap();
    account.next_text("welcome").await;

    let asking = anna.invites(group, InviteOptions { approval: true, ..InviteOptions::default() }).unwrap();
    assert_eq!(ivan.follows(&asking.url()), Ok(Joined::Asked(group.id)));
    assert!(ivan.says(group, "let me in").is_err());
    anna.approves(group, ivan.id).unwrap();
    ivan.says(group, "thank you").unwrap();
    account.next_text("thank you").await;

    olga.leaves(group).unwrap();
    let ask = account.call(&import(&asking.hash)).await.unwrap_err();
    assert!(ask.is("INVITE_REQUEST_SENT"), "{ask}");
    let made_up = account.call(&import("AAAAAAAAAAAAAAAA")).await.unwrap_err();
    assert!(made_up.is("INVITE_HASH_INVALID"), "{made_up}");
}

#[tokio::test]
async fn administrators_act_within_their_rights() {
    let town = town().await;
    let (anna, olga, ivan) = (town.person("Anna"), town.person("Olga"), town.person("Ivan"));
    let account = Account::of(&town, &olga, 0).await;
    let group = anna.creates_group("Team").unwrap();
    anna.adds(group, olga.id).unwrap();
    anna.adds(group, ivan.id).unwrap();
    let message = ivan.says(group, "spam").unwrap();
    let delete =
        tl::functions::channels::DeleteMessages { channel: input_channel(&town, &olga, group), id: vec![message.0] };
    let refused = account.call(&delete).await.unwrap_err();
    assert!(refused.is("MESSAGE_DELETE_FORBIDDEN"), "{refused}");
    let rights = Rights { delete_messages: true, ..Rights::NONE };
    anna.promotes(group, olga.id, rights).unwrap();
    account.call(&delete).await.unwrap();
    assert!(ivan.sees(group).iter().all(|m| m.text != "spam"));
    assert_eq!(olga.bans(group, ivan.id), Err(Refusal::NotEnoughRights("restrict/unrestrict chat member")));
    assert_eq!(olga.promotes(group, ivan.id, Rights::ALL), Err(Refusal::NotEnoughRights("promote a user")));

    anna.goes_anonymous(group).unwrap();
    anna.says(group, "from the house").unwrap();
    let seen = ivan.wait_for_text(group, "from the house").await.unwrap();
    assert_eq!(seen.name, "Team");

    anna.bans(group, ivan.id).unwrap();
    assert_eq!(ivan.says(group, "still here?"), Err(Refusal::Kicked));
    assert!(ivan.sees(group).is_empty());
}

#[tokio::test]
async fn a_member_sees_edits_and_deletions_of_others() {
    let town = town().await;
    let (anna, olga) = (town.person("Anna"), town.person("Olga"));
    let mut account = Account::of(&town, &olga, 0).await;
    let group = anna.creates_group("Team").unwrap();
    anna.adds(group, olga.id).unwrap();
    let id = anna.says(group, "frist").unwrap();
    account.next_text("frist").await;
    anna.edits(group, id, "first").unwrap();
    let edited = account
        .next(|u| match u {
            Update::MessageEdited(m) => Some((m.id(), m.text().to_owned())),
            _ => None,
        })
        .await;
    assert_eq!(edited, (id.0, "first".into()));
    anna.deletes(group, id).unwrap();
    let deleted = account
        .next(|u| match u {
            Update::MessageDeleted(d) => Some((d.channel_id(), d.messages().to_vec())),
            _ => None,
        })
        .await;
    assert_eq!(deleted, (Some(group.id.0), vec![id.0]));
}

#[tokio::test]
async fn groups_are_refused_with_the_names_of_the_documentation() {
    let town = town().await;
    let (anna, olga) = (town.person("Anna"), town.person("Olga"));
    let account = Account::of(&town, &anna, 0).await;
    let create = |title: &str, about: &str| tl::functions::channels::CreateChannel {
        broadcast: false,
        megagroup: true,
        for_import: false,
        forum: true,
        title: title.into(),
        about: about.into(),
        geo_point: None,
        address: None,
        ttl_period: None,
    };
    let refused = account.call(&create(" ", "")).await.unwrap_err();
    assert!(refused.is("CHAT_TITLE_EMPTY"), "{refused}");
    let refused = account.call(&create("Desk", &"a".repeat(256))).await.unwrap_err();
    assert!(refused.is("CHAT_ABOUT_TOO_LONG"), "{refused}");
    account.call(&create("First", "")).await.unwrap();
    town.world().with(|world| world.limits.memberships = Some(1));
    let refused = account.call(&create("Second", "")).await.unwrap_err();
    assert!(refused.is("CHANNELS_TOO_MUCH"), "{refused}");
    let elsewhere = olga.creates_group("Olga's").unwrap();
    assert_eq!(olga.adds(elsewhere, anna.id), Err(Refusal::Login("USER_CHANNELS_TOO_MUCH")));
    let link = olga.invites(elsewhere, InviteOptions::default()).unwrap();
    assert_eq!(anna.follows(&link.url()), Err(Refusal::Login("CHANNELS_TOO_MUCH")));
}
