//! Routes: what people say, press and see.
use super::arguments::Arguments;
use super::media::{MEDIA, media, style};
use super::route::{Answer, Problem, Route, Run};
use super::{Context, show};
use crate::bot_api::markup;
use crate::people::PATIENCE;
use crate::world::{
    Action, Chat, Draft, Edit, Emoji, Forwarding, MessageId, Quote, Refusal, Reply, Text, UserId, World,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

pub const CHAT: (&str, &str) = ("chat", "user id, −100… of a group, or a username");
pub const MESSAGE: (&str, &str) = ("message", "as this person numbers it");

pub const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/users/{user}/chats",
        does: "the chats of a person, newest first, with what is unread",
        takes: &[],
        run: Run::Now(list),
    },
    Route {
        method: "GET",
        path: "/users/{user}/chat",
        does: "a chat as the person sees it, oldest message first",
        takes: &[CHAT, ("topic?", "only what lies in it; 1 is General"), ("last?", "only so many messages")],
        run: Run::Now(read),
    },
    Route {
        method: "POST",
        path: "/users/{user}/say",
        does: "writes; answers with the message's number",
        takes: &[
            CHAT,
            ("text?", "or the caption"),
            ("parse_mode?", "HTML, MarkdownV2"),
            ("entities?", "as in the Bot API"),
            ("topic?", "of a forum"),
            ("reply_to?", "a message"),
            ("quote?", "a part of that message"),
            ("media?", MEDIA),
            ("spoiler?", "the media is hidden"),
            ("above?", "the caption stands above the media"),
            ("ttl?", "the media self-destructs after so many seconds; 0: when it was looked at"),
            ("no_preview?", "of a link"),
            ("album?", "the same number for all parts of one"),
            ("as_group?", "as an anonymous admin"),
        ],
        run: Run::Now(say),
    },
    Route {
        method: "POST",
        path: "/users/{user}/start",
        does: "opens a bot by its deep link",
        takes: &[("bot?", "id or username"), ("payload?", "what follows start="), ("link?", "or the whole t.me link")],
        run: Run::Now(start),
    },
    Route {
        method: "POST",
        path: "/users/{user}/press",
        does: "presses a button and waits up to 10 s for the bot's answer",
        takes: &[CHAT, MESSAGE, ("button?", "its text"), ("data?", "or made-up bytes, base64")],
        run: Run::Waits(press),
    },
    Route {
        method: "POST",
        path: "/users/{user}/edit",
        does: "changes an own message",
        takes: &[
            CHAT,
            MESSAGE,
            ("text?", "the new text or caption"),
            ("media?", "the new one, as above"),
            ("parse_mode?", "HTML, MarkdownV2"),
            ("entities?", "as in the Bot API"),
        ],
        run: Run::Now(edit),
    },
    Route {
        method: "POST",
        path: "/users/{user}/delete",
        does: "deletes messages",
        takes: &[CHAT, ("messages", "a list"), ("for_everyone?", "true if missing")],
        run: Run::Now(delete),
    },
    Route {
        method: "POST",
        path: "/users/{user}/forward",
        does: "forwards a message",
        takes: &[CHAT, MESSAGE, ("to", "the chat it goes to"), ("topic?", "there")],
        run: Run::Now(forward),
    },
    Route {
        method: "POST",
        path: "/users/{user}/react",
        does: "reacts to a message",
        takes: &[CHAT, MESSAGE, ("emoji?", "null or missing takes the reaction away")],
        run: Run::Now(react),
    },
    Route {
        method: "POST",
        path: "/users/{user}/pin",
        does: "pins a message, or takes the pin away",
        takes: &[CHAT, MESSAGE, ("pinned?", "true if missing")],
        run: Run::Now(pin),
    },
    Route {
        method: "POST",
        path: "/users/{user}/read",
        does: "reads a chat to its end, or up to a message",
        takes: &[CHAT, ("message?", "as this person numbers it")],
        run: Run::Now(mark_read),
    },
    Route {
        method: "POST",
        path: "/users/{user}/type",
        does: "types, without sending anything",
        takes: &[CHAT, ("topic?", "of a forum")],
        run: Run::Now(types),
    },
];

/// Who acts and where, which nearly every route here takes.
pub fn place(world: &World, arguments: &Arguments) -> Result<(UserId, Chat), Problem> {
    Ok((arguments.user(world, "user")?, arguments.chat(world, "chat")?))
}

fn list(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    let mut tops: BTreeMap<Chat, MessageId> =
        world.user(user)?.dialogs.iter().map(|(other, dialog)| (Chat::User(*other), dialog.top)).collect();
    for group in world.groups.values().filter(|group| group.is_member(user)) {
        tops.insert(Chat::Group(group.id), group.mailbox.messages.keys().next_back().copied().unwrap_or_default());
    }
    let shown = |(chat, top): (&Chat, &MessageId)| {
        let read = match chat {
            Chat::User(other) => world.users[&user].dialogs.get(other).map(|dialog| dialog.read),
            Chat::Group(group) => world.groups[group].members.get(&user).map(|member| member.read),
        };
        let read = read.unwrap_or_default();
        let unread = world.messages(user, *chat).filter(|m| m.id > read && m.author != user).count();
        let last = world.message(user, *chat, *top);
        let date = last.map_or(0, |message| message.date.0);
        let title = match chat {
            Chat::User(other) => world.users.get(other).map(|other| other.name()).unwrap_or_default(),
            Chat::Group(group) => world.groups[group].title.clone(),
        };
        let last = last.map(|message| show::seen(world, &world.show(user, message)));
        (date, json!({ "chat": show::chat(*chat), "title": title, "unread": unread, "last": last }))
    };
    let mut chats: Vec<(i64, Value)> = tops.iter().map(shown).collect();
    chats.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    Ok(json!({ "chats": chats.into_iter().map(|(_, chat)| chat).collect::<Vec<_>>() }))
}

fn read(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    world.can_see(user, chat)?;
    let messages = world.view(user, chat, arguments.topic_or_none("topic")?);
    let last: usize = arguments.number_or("last", usize::MAX)?;
    let from = messages.len().saturating_sub(last);
    let messages: Vec<Value> = messages[from..].iter().map(|seen| show::seen(world, seen)).collect();
    Ok(json!({ "messages": messages }))
}

/// The text of a request with its formatting.
fn text(arguments: &Arguments) -> Result<Text, Problem> {
    let raw = arguments.text_or_none("text")?.unwrap_or_default();
    markup::parsed(raw, arguments.text_or_none("parse_mode")?, arguments.value("entities").cloned())
        .map_err(|failure| Problem::new(failure.code, "ENTITIES", failure.description))
}

fn say(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let reply = match arguments.value("reply_to") {
        None => None,
        Some(_) => {
            let to = arguments.message("reply_to")?;
            let quote = arguments.text_or_none("quote")?.map(|part| {
                let original = world.message(user, chat, to).map(|message| message.text().to_owned());
                let original = original.unwrap_or_default();
                let offset = original.find(part).map_or(0, |at| original[..at].encode_utf16().count());
                Quote { text: part.into(), offset }
            });
            Some(Reply { to, quote })
        }
    };
    let draft = Draft {
        reply,
        topic: arguments.topic_or_none("topic")?,
        as_group: arguments.flag("as_group", false)?,
        album: arguments.number_or_none("album")?,
        media: arguments.inner("media")?.map(|of| media(world, user, &of)).transpose()?,
        style: style(arguments)?,
        ..Draft::from(text(arguments)?)
    };
    let sent = world.send(user, chat, draft)?;
    Ok(json!({ "message": sent.id.0 }))
}

fn start(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    let (bot, payload) = match arguments.text_or_none("link")? {
        None => (arguments.user(world, "bot")?, arguments.text_or_none("payload")?.unwrap_or_default().to_owned()),
        Some(link) => {
            let wrong = || Problem::argument("link", "should be https://t.me/<bot>?start=<payload>");
            let (_, rest) = link.split_once("t.me/").ok_or_else(wrong)?;
            let (name, query) = rest.split_once('?').unwrap_or((rest, ""));
            let Some(Chat::User(bot)) = world.by_username(name) else { return Err(wrong()) };
            (bot, query.strip_prefix("start=").unwrap_or_default().to_owned())
        }
    };
    let sent = world.send(user, Chat::User(bot), format!("/start {payload}").trim_end().into())?;
    Ok(json!({ "message": sent.id.0, "chat": bot.0 }))
}

fn press(context: Context, arguments: Arguments) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    Box::pin(async move {
        let press = context.shared.with(|world| {
            let (user, chat) = place(world, &arguments)?;
            let message = arguments.message("message")?;
            let data = match arguments.text_or_none("button")? {
                None => arguments.bytes("data")?,
                Some(label) => {
                    let found = world.message(user, chat, message).ok_or(Refusal::MessageNotFound("press"))?;
                    let mut buttons = found.keyboard.iter().flat_map(|keyboard| keyboard.buttons());
                    match buttons.find(|button| button.text == label).map(|button| &button.action) {
                        Some(Action::Callback(data)) => data.clone(),
                        Some(_) => return Err(Problem::argument("button", "opens a link or copies a text")),
                        None => return Err(Problem::argument("button", "is not under this message")),
                    }
                }
            };
            Ok(world.press(user, chat, message, &data)?)
        })?;
        let answer = context.shared.wait(PATIENCE, |world| world.press_answer(press).cloned()).await;
        let answer = answer.ok_or(Refusal::BotTimeout)?;
        Ok(json!({ "text": answer.text, "alert": answer.alert, "url": answer.url }))
    })
}

fn edit(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let media = arguments.inner("media")?.map(|of| media(world, user, &of)).transpose()?;
    let text = arguments.value("text").map(|_| text(arguments)).transpose()?;
    let edit = Edit { text, media, ..Edit::default() };
    world.edit(user, chat, arguments.message("message")?, edit)?;
    Ok(json!({}))
}

fn delete(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let ids = arguments.list("messages")?.iter().map(|id| id.as_i64().and_then(|id| i32::try_from(id).ok()));
    let ids: Option<Vec<MessageId>> = ids.map(|id| id.map(MessageId)).collect();
    let ids = ids.ok_or_else(|| Problem::argument("messages", "should be a list of numbers"))?;
    let deleted = world.delete(user, chat, &ids, arguments.flag("for_everyone", true)?)?;
    Ok(json!({ "deleted": deleted }))
}

fn forward(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, from) = place(world, arguments)?;
    let (to, topic) = (arguments.chat(world, "to")?, arguments.topic_or_none("topic")?);
    let what = Forwarding { topic, ..Forwarding::of(arguments.message("message")?) };
    let sent = world.forward(user, from, to, &what)?;
    Ok(json!({ "message": sent.first().map(|(_, copy)| copy.id.0) }))
}

fn react(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let emoji = arguments.text_or_none("emoji")?.map(|emoji| Emoji::Plain(emoji.to_owned()));
    world.react(user, chat, arguments.message("message")?, emoji.into_iter().collect())?;
    Ok(json!({}))
}

fn pin(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    world.pin(user, chat, arguments.message("message")?, arguments.flag("pinned", true)?, false)?;
    Ok(json!({}))
}

fn mark_read(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let up_to = arguments.value("message").map(|_| arguments.message("message")).transpose()?;
    world.read(user, chat, up_to)?;
    Ok(json!({}))
}

fn types(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    world.typing(user, chat, arguments.topic_or_none("topic")?)?;
    Ok(json!({}))
}
