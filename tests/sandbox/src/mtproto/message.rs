//! Messages in TL. <https://core.telegram.org/constructor/message>
use super::media;
use super::peers::{self, Peers, blank, peer, sender, user_peer};
use super::text;
use crate::world::{Body, Chat, Emoji, Entity, EntityKind, Forward, Message, Reaction, Sender, Service, UserId, World};
use grammers_tl_types::{Serializable, enums, types};

/// A message as `viewer` has it; whoever it mentions is added to `peers`.
pub fn message(world: &World, viewer: UserId, message: &Message, peers: &mut Peers) -> enums::Message {
    peers.add(message.chat);
    peers.sender(message.from);
    // Posts are of the channel and say no person. <https://core.telegram.org/constructor/message>
    let post = matches!(message.chat, Chat::Group(id) if world.groups.get(&id).is_some_and(|g| g.broadcast));
    let from_id = (!post).then(|| sender(message.from));
    let out = message.author == viewer && (post || message.from == Sender::User(viewer));
    match &message.body {
        Body::Content { text, .. } => {
            mention(&text.entities, peers);
            if let Some(forward) = message.forward.as_ref().filter(|f| f.hidden.is_none()) {
                peers.sender(forward.from);
            }
            // Two flag words and the id lie before the peer.
            let mut prefix = vec![0; 12];
            peer(message.chat).serialize(&mut prefix);
            let Some(empty) = blank::<types::Message>(&prefix) else {
                return types::MessageEmpty { id: message.id.0, peer_id: Some(peer(message.chat)) }.into();
            };
            types::Message {
                out,
                post,
                id: message.id.0,
                from_id,
                peer_id: peer(message.chat),
                fwd_from: message.forward.as_ref().map(forward),
                reply_to: reply(message),
                date: message.date.unix(),
                message: text.text.clone(),
                media: media::of_message(world, viewer, message, peers),
                reply_markup: message.keyboard.as_ref().map(text::keyboard),
                entities: text::entities(text),
                edit_date: message.edited.map(|at| at.unix()),
                grouped_id: message.album,
                reactions: reactions(viewer, message, peers),
                pinned: message.pinned,
                noforwards: message.protected,
                invert_media: message.style.above,
                ttl_period: message.timer.map(media::int),
                ..empty
            }
            .into()
        }
        Body::Service(service) => types::MessageService {
            out,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: false,
            silent: false,
            post,
            legacy: false,
            id: message.id.0,
            from_id,
            peer_id: peer(message.chat),
            saved_peer_id: None,
            reply_to: service_reply(message, service),
            date: message.date.unix(),
            action: action(message, service, peers),
            reactions: None,
            ttl_period: message.timer.map(media::int),
        }
        .into(),
    }
}

fn mention(entities: &[Entity], peers: &mut Peers) {
    for entity in entities {
        if let EntityKind::TextMention { user } = entity.kind {
            peers.add(Chat::User(user));
        }
    }
}

const NO_REPLY: types::MessageReplyHeader = types::MessageReplyHeader {
    reply_to_scheduled: false,
    forum_topic: false,
    quote: false,
    reply_to_ephemeral: false,
    reply_to_msg_id: None,
    reply_to_peer_id: None,
    reply_from: None,
    reply_media: None,
    reply_to_top_id: None,
    quote_text: None,
    quote_entities: None,
    quote_offset: None,
    todo_item_id: None,
    poll_option: None,
};

/// In a topic every message answers at least the topic's first. <https://core.telegram.org/api/forum>
fn reply(message: &Message) -> Option<enums::MessageReplyHeader> {
    let topic = message.topic.map(|t| t.0);
    let header = match &message.reply {
        Some(reply) => {
            let quote = reply.quote.as_ref();
            types::MessageReplyHeader {
                forum_topic: topic.is_some(),
                reply_to_msg_id: Some(reply.to.0),
                reply_to_top_id: topic.filter(|t| *t != reply.to.0),
                quote: quote.is_some(),
                quote_text: quote.map(|q| q.text.text.clone()),
                quote_entities: quote.and_then(|q| text::entities(&q.text)),
                quote_offset: quote.and_then(|q| i32::try_from(q.offset).ok()),
                ..NO_REPLY
            }
        }
        None => types::MessageReplyHeader { forum_topic: true, reply_to_msg_id: Some(topic?), ..NO_REPLY },
    };
    Some(header.into())
}

fn service_reply(message: &Message, service: &Service) -> Option<enums::MessageReplyHeader> {
    match service {
        Service::TopicCreated { .. } => None,
        Service::Pinned { message: pinned } => {
            let topic = message.topic.map(|t| t.0);
            let header = types::MessageReplyHeader {
                forum_topic: topic.is_some(),
                reply_to_msg_id: Some(pinned.0),
                reply_to_top_id: topic.filter(|t| *t != pinned.0),
                ..NO_REPLY
            };
            Some(header.into())
        }
        _ => reply(message),
    }
}

fn forward(forward: &Forward) -> enums::MessageFwdHeader {
    types::MessageFwdHeader {
        imported: false,
        saved_out: false,
        from_id: forward.hidden.is_none().then(|| sender(forward.from)),
        from_name: forward.hidden.clone(),
        date: forward.date.unix(),
        channel_post: None,
        post_author: None,
        saved_from_peer: None,
        saved_from_msg_id: None,
        saved_from_id: None,
        saved_from_name: None,
        saved_date: None,
        psa_type: None,
    }
    .into()
}

fn emoji(emoji: &Emoji) -> enums::Reaction {
    match emoji {
        Emoji::Plain(emoticon) => types::ReactionEmoji { emoticon: emoticon.clone() }.into(),
        Emoji::Custom(document_id) => types::ReactionCustomEmoji { document_id: *document_id }.into(),
    }
}

/// Reads a client's choice; `None` for kinds nobody here can set.
pub fn emoji_from(reaction: &enums::Reaction) -> Option<Emoji> {
    match reaction {
        enums::Reaction::Emoji(e) => Some(Emoji::Plain(e.emoticon.clone())),
        enums::Reaction::CustomEmoji(e) => Some(Emoji::Custom(e.document_id)),
        enums::Reaction::Empty | enums::Reaction::Paid => None,
    }
}

/// `None` when nobody reacted.
pub fn reactions(viewer: UserId, message: &Message, peers: &mut Peers) -> Option<enums::MessageReactions> {
    (!message.reactions.is_empty()).then(|| all_reactions(viewer, message, peers))
}

/// Counts and who reacted, even when nobody did.
pub fn all_reactions(viewer: UserId, message: &Message, peers: &mut Peers) -> enums::MessageReactions {
    let mut kinds: Vec<&Emoji> = Vec::new();
    for reaction in &message.reactions {
        peers.add(Chat::User(reaction.by));
        if !kinds.contains(&&reaction.emoji) {
            kinds.push(&reaction.emoji);
        }
    }
    let count = |kind: &&Emoji| -> enums::ReactionCount {
        let of_kind = || message.reactions.iter().filter(|r| r.emoji == **kind);
        types::ReactionCount {
            chosen_order: of_kind().any(|r| r.by == viewer).then_some(0),
            reaction: emoji(kind),
            count: i32::try_from(of_kind().count()).unwrap_or(i32::MAX),
        }
        .into()
    };
    types::MessageReactions {
        min: false,
        can_see_list: true,
        reactions_as_tags: false,
        results: kinds.iter().map(count).collect(),
        recent_reactions: Some(reactions_of(viewer, message, peers)),
        top_reactors: None,
    }
    .into()
}

/// Who reacted with what.
pub fn reactions_of(viewer: UserId, message: &Message, peers: &mut Peers) -> Vec<enums::MessagePeerReaction> {
    let one = |r: &Reaction| {
        peers.add(Chat::User(r.by));
        types::MessagePeerReaction {
            big: false,
            unread: false,
            my: r.by == viewer,
            peer_id: user_peer(r.by),
            date: r.date.unix(),
            reaction: emoji(&r.emoji),
        }
        .into()
    };
    message.reactions.iter().map(one).collect()
}

fn action(of: &Message, service: &Service, peers: &mut Peers) -> enums::MessageAction {
    match service {
        Service::GroupCreated { title } if matches!(of.chat, Chat::Group(id) if id.is_basic()) => {
            types::MessageActionChatCreate { title: title.clone(), users: vec![of.author.0] }.into()
        }
        Service::GroupCreated { title } => types::MessageActionChannelCreate { title: title.clone() }.into(),
        Service::TitleChanged { title } => types::MessageActionChatEditTitle { title: title.clone() }.into(),
        Service::Added { users } => {
            users.iter().for_each(|u| peers.add(Chat::User(*u)));
            types::MessageActionChatAddUser { users: users.iter().map(|u| u.0).collect() }.into()
        }
        Service::JoinedByLink { inviter } => {
            peers.add(Chat::User(*inviter));
            types::MessageActionChatJoinedByLink { inviter_id: inviter.0 }.into()
        }
        Service::JoinedByRequest => enums::MessageAction::ChatJoinedByRequest,
        Service::Removed { user } => {
            peers.add(Chat::User(*user));
            types::MessageActionChatDeleteUser { user_id: user.0 }.into()
        }
        Service::Pinned { .. } => enums::MessageAction::PinMessage,
        Service::TopicCreated { title, color, emoji } => types::MessageActionTopicCreate {
            title_missing: false,
            title: title.clone(),
            icon_color: *color,
            icon_emoji_id: *emoji,
        }
        .into(),
        Service::TopicEdited { title, emoji } => topic_edit(title.clone(), *emoji, None),
        Service::Call { video, missed, seconds } => {
            let reason =
                if *missed { enums::PhoneCallDiscardReason::Missed } else { enums::PhoneCallDiscardReason::Hangup };
            let duration = (!missed).then(|| media::int(*seconds));
            // Both sides know it by one number.
            let call_id = of.date.0;
            types::MessageActionPhoneCall { video: *video, call_id, reason: Some(reason), duration }.into()
        }
        Service::Screenshot => enums::MessageAction::ScreenshotTaken,
        Service::Timer { seconds } => {
            types::MessageActionSetMessagesTtl { period: media::int(*seconds), auto_setting_from: None }.into()
        }
        Service::Gift { stars } => types::MessageActionGiftStars {
            currency: "XTR".into(),
            amount: i64::from(*stars),
            stars: i64::from(*stars),
            crypto_currency: None,
            crypto_amount: None,
            transaction_id: None,
        }
        .into(),
        Service::UpgradedFrom { title, group } => {
            types::MessageActionChannelMigrateFrom { title: title.clone(), chat_id: group.0 }.into()
        }
        Service::UpgradedTo { group } => {
            peers.add(Chat::Group(*group));
            types::MessageActionChatMigrateTo { channel_id: group.0 }.into()
        }
        Service::TopicClosed => topic_edit(None, None, Some(true)),
        Service::TopicReopened => topic_edit(None, None, Some(false)),
        Service::GeneralHidden { hidden } => {
            types::MessageActionTopicEdit { title: None, icon_emoji_id: None, closed: None, hidden: Some(*hidden) }
                .into()
        }
    }
}

fn topic_edit(title: Option<String>, icon_emoji_id: Option<i64>, closed: Option<bool>) -> enums::MessageAction {
    types::MessageActionTopicEdit { title, icon_emoji_id, closed, hidden: None }.into()
}

/// Several messages with everybody they mention.
pub fn messages<'a>(
    world: &World,
    viewer: UserId,
    list: impl IntoIterator<Item = &'a Message>,
    peers: &mut Peers,
) -> Vec<enums::Message> {
    let list = list.into_iter().map(|m| message(world, viewer, m, peers)).collect();
    peers.users.insert(viewer);
    list
}

/// The dialog of one chat.
pub fn dialog(world: &World, viewer: UserId, chat: Chat) -> enums::Dialog {
    let top = world.messages(viewer, chat).next_back().map(|m| m.id).unwrap_or_default();
    let pts = match chat {
        Chat::Group(id) if !id.is_basic() => world.groups.get(&id).map(|g| g.mailbox.pts),
        _ => None,
    };
    types::Dialog {
        pinned: false,
        unread_mark: false,
        view_forum_as_messages: false,
        peer: peer(chat),
        top_message: top.0,
        read_inbox_max_id: world.read_up_to(viewer, chat).0,
        read_outbox_max_id: world.read_by_others(viewer, chat).0,
        unread_count: i32::try_from(world.unread(viewer, chat)).unwrap_or(i32::MAX),
        unread_mentions_count: 0,
        unread_reactions_count: 0,
        unread_poll_votes_count: 0,
        notify_settings: peers::no_notify_settings(),
        pts,
        draft: None,
        folder_id: None,
        ttl_period: None,
    }
    .into()
}
