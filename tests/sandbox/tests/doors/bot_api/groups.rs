//! Forums, topics, members, invitations, privacy.
use super::{Stage, chat, thread, words};
use telegram_sandbox::world::Rights;
use teloxide::payloads::*;
use teloxide::prelude::Requester;
use teloxide::types::{
    AllowedUpdate, ChatMemberKind, InputFile, MessageId, ReactionType, Rgb, ThreadId, UpdateKind, UserId,
};

#[tokio::test]
async fn a_topic_is_made_written_into_closed_and_deleted() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let (api, desk) = (stage.api.clone(), chat(group));
    let topic = api.create_forum_topic(desk, "Ivan").await.unwrap();
    assert_eq!(topic.name, "Ivan");
    let into = |text: &str| api.send_message(desk, text).message_thread_id(topic.thread_id);
    let sent = into("hello").await.unwrap();
    assert_eq!(sent.thread_id, Some(topic.thread_id));
    assert!(sent.is_topic_message);
    assert!(sent.reply_to_message().unwrap().forum_topic_created().is_some());
    let made = stage.anna.topic_named(group, "Ivan").unwrap();
    assert_eq!(thread(made), topic.thread_id);
    assert!(stage.drain().await.is_empty(), "a bot is not told what it did itself");

    stage.anna.says(made, "noted").unwrap();
    let heard = stage.message().await;
    assert_eq!((heard.thread_id, heard.is_topic_message), (Some(topic.thread_id), true));
    let plain = stage.anna.says(group, "in General").unwrap();
    let heard = stage.message().await;
    assert_eq!((heard.thread_id, heard.is_topic_message), (None, false));
    stage.anna.replies(group, plain, "an answer").unwrap();
    let heard = stage.message().await;
    let chain = ThreadId(MessageId(plain.0));
    assert_eq!((heard.thread_id, heard.is_topic_message), (Some(chain), false), "a chain of replies is no topic");

    api.edit_forum_topic(desk, topic.thread_id).name("Ivan P.").await.unwrap();
    assert!(words(api.edit_forum_topic(desk, topic.thread_id).name("Ivan P.").await).contains("TOPIC_NOT_MODIFIED"));
    stage.anna.closes_topic(made).unwrap();
    assert!(stage.message().await.forum_topic_closed().is_some());
    api.reopen_forum_topic(desk, topic.thread_id).await.unwrap();
    api.delete_forum_topic(desk, topic.thread_id).await.unwrap();
    assert!(words(into("gone").await).contains("message thread not found"));
    assert!(words(api.close_forum_topic(desk, topic.thread_id).await).contains("TOPIC_ID_INVALID"));
    let general = api.send_message(desk, "x").message_thread_id(ThreadId(MessageId(1)));
    assert!(words(general.await).contains("message thread not found"));
}

#[tokio::test]
async fn a_closed_topic_is_closed_for_bots_without_the_right() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let topic = stage.anna.opens_topic(group, "Ivan").unwrap();
    let rights = Rights { manage_topics: false, ..Rights::ALL };
    stage.anna.promotes(group, stage.bot.id, rights).unwrap();
    stage.anna.closes_topic(topic).unwrap();
    let send = stage.api.send_message(chat(group), "x").message_thread_id(thread(topic));
    assert!(words(send.await).contains("TOPIC_CLOSED"));
    let denied = words(stage.api.create_forum_topic(chat(group), "new").await);
    assert!(denied.contains("not enough rights to create a topic"), "{denied}");
}

#[tokio::test]
async fn a_join_request_waits_for_the_bot() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let olga = stage.sandbox.person("Olga");
    let link = stage.api.create_chat_invite_link(chat(group)).creates_join_request(true).name("Olga").await.unwrap();
    assert!(link.creates_join_request);
    olga.follows(&link.invite_link).unwrap();
    let UpdateKind::ChatJoinRequest(request) = stage.next().await.kind else { panic!("a request was due") };
    assert_eq!(request.from.first_name, "Olga");
    assert_eq!(request.invite_link.unwrap().invite_link, link.invite_link);
    let who = UserId(u64::try_from(olga.id.0).unwrap());
    stage.api.approve_chat_join_request(chat(group), who).await.unwrap();
    let joined = stage.message().await;
    assert_eq!(joined.new_chat_members().unwrap()[0].first_name, "Olga");
    let member = stage.api.get_chat_member(chat(group), who).await.unwrap();
    assert!(matches!(member.kind, ChatMemberKind::Member(_)));
    assert_eq!(stage.api.get_chat_member_count(chat(group)).await.unwrap(), 3);
    let again = stage.api.decline_chat_join_request(chat(group), who).await;
    assert!(words(again).contains("USER_ALREADY_PARTICIPANT"));
    let revoked = stage.api.revoke_chat_invite_link(chat(group), link.invite_link).await.unwrap();
    assert!(revoked.is_revoked);

    stage.api.ban_chat_member(chat(group), who).await.unwrap();
    assert!(stage.message().await.left_chat_member().is_some());
    let member = stage.api.get_chat_member(chat(group), who).await.unwrap();
    assert!(matches!(member.kind, ChatMemberKind::Banned(_)));
}

#[tokio::test]
async fn whoever_asks_to_join_may_be_written_to_for_five_minutes() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let olga = stage.sandbox.person("Olga");
    let link = stage.api.create_chat_invite_link(chat(group)).creates_join_request(true).await.unwrap();
    let write = || stage.api.send_message(UserId(u64::try_from(olga.id.0).unwrap()), "who are you?");
    assert!(words(write().await).to_lowercase().contains("chat not found"));
    olga.follows(&link.invite_link).unwrap();
    write().await.unwrap();
    stage.sandbox.advance(std::time::Duration::from_secs(301));
    assert!(write().await.is_err());
}

#[tokio::test]
async fn links_are_exported_and_edited() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let (api, desk) = (stage.api.clone(), chat(group));
    let first = api.export_chat_invite_link(desk).await.unwrap();
    let second = api.export_chat_invite_link(desk).await.unwrap();
    assert!(stage.sandbox.person("Olga").follows(&first).is_err(), "a new primary link ends the former one");
    stage.sandbox.person("Olga").follows(&second).unwrap();
    let link = api.create_chat_invite_link(desk).await.unwrap().invite_link;
    let edited = api.edit_chat_invite_link(desk, link).member_limit(1).await.unwrap();
    assert_eq!(edited.member_limit, Some(1));
    stage.sandbox.person("Petr").follows(&edited.invite_link).unwrap();
    assert!(stage.sandbox.person("Pavel").follows(&edited.invite_link).is_err());
}

#[tokio::test]
async fn an_anonymous_administrator_hides_behind_the_group() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    stage.anna.posts_as_group(group, "by nobody").unwrap();
    let heard = stage.message().await;
    assert_eq!(heard.sender_chat.as_ref().unwrap().id, chat(group));
    let from = heard.from.unwrap();
    assert_eq!((from.id, from.username.as_deref()), (UserId(1_087_968_824), Some("GroupAnonymousBot")));
}

#[tokio::test]
async fn privacy_mode_keeps_chatter_from_a_plain_bot() {
    let mut stage = Stage::set().await;
    let group = stage.anna.creates_group("Friends").unwrap();
    stage.anna.adds_bot(group, &stage.bot).unwrap();
    stage.drain().await;
    stage.anna.says(group, "chatter").unwrap();
    stage.anna.says(group, "/help@other_bot").unwrap();
    stage.anna.says(group, "/help").unwrap();
    assert_eq!(stage.message().await.text(), Some("/help"));
    let sent = stage.api.send_message(chat(group), "what?").await.unwrap();
    let id = telegram_sandbox::world::MessageId(sent.id.0);
    stage.anna.replies(group, id, "an answer").unwrap();
    stage.anna.says(group, "ask @shop_bot").unwrap();
    assert_eq!(stage.message().await.text(), Some("an answer"));
    assert_eq!(stage.message().await.text(), Some("ask @shop_bot"));
    stage.anna.promotes(group, stage.bot.id, Rights::ALL).unwrap();
    stage.anna.says(group, "chatter for an administrator").unwrap();
    assert!(matches!(stage.next().await.kind, UpdateKind::MyChatMember(_)));
    assert_eq!(stage.message().await.text(), Some("chatter for an administrator"));
    assert!(stage.drain().await.is_empty());
}

#[tokio::test]
async fn bots_do_not_hear_bots() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let other = stage.sandbox.bot("other_bot");
    stage.anna.adds_bot(group, &other).unwrap();
    stage.drain().await;
    super::client(&stage.sandbox, &other).send_message(chat(group), "/help").await.unwrap();
    stage.anna.says(group, "end").unwrap();
    assert_eq!(stage.message().await.text(), Some("end"));
}

#[tokio::test]
async fn reactions_come_when_asked_for() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    let id = stage.anna.says(group, "good?").unwrap();
    stage.drain().await;
    stage.anna.reacts(group, id, Some("👍")).unwrap();
    assert!(stage.drain().await.is_empty(), "not by default");
    stage.wants(&[AllowedUpdate::MessageReaction, AllowedUpdate::ChatMember]).await;
    stage.anna.reacts(group, id, Some("🔥")).unwrap();
    let UpdateKind::MessageReaction(reaction) = stage.next().await.kind else { panic!("a reaction was due") };
    assert_eq!(reaction.message_id.0, id.0);
    assert_eq!(reaction.user().unwrap().first_name, "Anna");
    assert_eq!(reaction.old_reaction, [ReactionType::Emoji { emoji: "👍".into() }]);
    assert_eq!(reaction.new_reaction, [ReactionType::Emoji { emoji: "🔥".into() }]);
    let olga = stage.sandbox.person("Olga");
    stage.anna.adds(group, olga.id).unwrap();
    let UpdateKind::ChatMember(change) = stage.next().await.kind else { panic!("a new member was due") };
    assert_eq!(change.new_chat_member.user.first_name, "Olga");
}

#[tokio::test]
async fn a_group_is_described_and_left() {
    let mut stage = Stage::set().await;
    let group = stage.forum().await;
    stage.anna.makes_public(group, "anna_desk").unwrap();
    let (api, desk) = (stage.api.clone(), chat(group));
    let full = api.get_chat(desk).await.unwrap();
    assert!(full.is_supergroup());
    assert_eq!(full.username(), Some("anna_desk"));
    assert_eq!(full.title(), Some("Desk"));
    let admins = api.get_chat_administrators(desk).await.unwrap();
    let names: Vec<_> = admins.iter().map(|a| a.user.first_name.as_str()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Anna"));

    let sent = api.send_document(desk, InputFile::memory("a;b").file_name("t.csv")).await.unwrap();
    assert_eq!(sent.document().unwrap().file_name.as_deref(), Some("t.csv"));
    api.pin_chat_message(desk, sent.id).await.unwrap();
    assert!(stage.message().await.pinned_message().is_some());
    api.unpin_chat_message(desk).await.unwrap();
    let color = Rgb::from_u32(0x123456);
    assert!(
        words(api.create_forum_topic(desk, "x").icon_color(color).await).starts_with("Unknown error: \"Bad Request")
    );

    stage.anna.bans(group, stage.bot.id).unwrap();
    let UpdateKind::MyChatMember(change) = stage.next().await.kind else { panic!("the bot's own membership was due") };
    assert!(change.new_chat_member.is_banned());
    assert_eq!(words(api.send_message(desk, "x").await), "Forbidden: bot was kicked from the supergroup chat");
}

#[tokio::test]
async fn administrators_hear_of_everybody_who_comes_and_cannot_remove_those_above_them() {
    let mut stage = Stage::set().await;
    stage.wants(&[AllowedUpdate::ChatMember]).await;
    let group = stage.forum().await;
    let (olga, other) = (stage.sandbox.person("Olga"), stage.sandbox.bot("other_bot"));
    let (anna, desk) = (stage.anna.clone(), chat(group));
    anna.adds(group, olga.id).unwrap();
    anna.adds_bot(group, &other).unwrap();
    for (name, is_bot) in [("Olga", false), ("other_bot", true)] {
        let UpdateKind::ChatMember(came) = stage.next().await.kind else { panic!("somebody came") };
        assert!(!came.old_chat_member.is_present() && came.new_chat_member.is_present());
        assert_eq!((came.new_chat_member.user.first_name.as_str(), came.from.first_name.as_str()), (name, "Anna"));
        assert_eq!(came.new_chat_member.user.is_bot, is_bot);
    }
    let id = |id: telegram_sandbox::world::UserId| UserId(u64::try_from(id.0).unwrap());
    let refused = words(stage.api.unban_chat_member(desk, id(anna.id)).await);
    assert!(refused.contains("can't remove chat owner"), "{refused}");
    anna.promotes(group, olga.id, Rights { pin_messages: true, ..Rights::NONE }).unwrap();
    let refused = words(stage.api.unban_chat_member(desk, id(olga.id)).await);
    assert!(refused.contains("user is an administrator of the chat"), "{refused}");
    anna.promotes(group, olga.id, Rights::NONE).unwrap();
    stage.api.unban_chat_member(desk, id(olga.id)).await.unwrap();
    assert!(olga.sees(group).is_empty(), "out, and yet not banned:");
    anna.adds(group, olga.id).unwrap();
}

#[tokio::test]
async fn a_basic_group_that_is_upgraded_is_another_chat() {
    let mut stage = Stage::set().await;
    let old = stage.anna.creates_basic_group("Team").unwrap();
    stage.anna.adds_bot(old, &stage.bot).unwrap();
    stage.drain().await;
    stage.api.send_message(chat(old), "here").await.unwrap();
    let new = stage.anna.upgrades(old).unwrap();
    let told = stage.message().await;
    assert_eq!(told.migrate_to_chat_id(), Some(chat(new)).as_ref(), "{told:?}");
    let told = stage.drain().await;
    let joined = told.iter().any(|u| matches!(&u.kind, UpdateKind::MyChatMember(m) if m.chat.id == chat(new)));
    assert!(joined, "{told:?}");
    match stage.api.send_message(chat(old), "still here?").await.unwrap_err() {
        teloxide::RequestError::MigrateToChatId(to) => assert_eq!(to, chat(new)),
        other => panic!("the new chat was due, not {other:?}"),
    }
    stage.api.send_message(chat(new), "here now").await.unwrap();
    assert!(words(stage.api.create_forum_topic(chat(new), "Ivan").await).contains("the chat is not a forum"));
}
