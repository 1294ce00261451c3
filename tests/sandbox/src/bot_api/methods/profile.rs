//! The bot itself: who it is, its commands, its way of getting updates; and what it may look up.
use super::Turn;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::{files, render};
use crate::world::{BotProfile, Chat, Kind};
use serde_json::{Value, json};

/// <https://core.telegram.org/bots/api#getme>
pub fn get_me(turn: &mut Turn) -> Answer {
    let user = turn.world.user(turn.bot)?;
    let (joins, reads) = user.bot().map_or((false, false), |b| (b.can_join_groups, b.reads_all));
    let mut me = render::Object::from(render::user(turn.world, turn.bot));
    me.set("can_join_groups", joins)
        .set("can_read_all_group_messages", reads)
        .set("supports_inline_queries", false)
        .set("can_connect_to_business", false)
        .set("has_main_web_app", false);
    Ok(me.done())
}

/// Logging out and closing move a bot between servers; there is one here.
pub fn done(_turn: &mut Turn) -> Answer {
    Ok(json!(true))
}

/// Webhooks are not offered: the sandbox calls nobody.
pub fn set_webhook(turn: &mut Turn) -> Answer {
    if turn.call.text("url").is_none() {
        return delete_webhook(turn);
    }
    Err(Failure::bad("bad webhook: this sandbox delivers by getUpdates only"))
}

pub fn delete_webhook(turn: &mut Turn) -> Answer {
    if turn.call.flag("drop_pending_updates") {
        turn.updates.drop_pending(turn.bot);
    }
    Ok(json!(true))
}

pub fn webhook_info(turn: &mut Turn) -> Answer {
    let mut info = render::Object::from(json!({
        "url": "",
        "has_custom_certificate": false,
        "pending_update_count": turn.updates.pending(turn.bot),
    }));
    info.maybe("allowed_updates", turn.updates.wanted(turn.bot));
    Ok(info.done())
}

pub(super) fn profile<'t>(turn: &'t mut Turn) -> Result<&'t mut BotProfile, Failure> {
    match &mut turn.world.user_mut(turn.bot)?.kind {
        Kind::Bot(bot) => Ok(bot),
        Kind::Person(_) => Err(Failure::new(401, "Unauthorized")),
    }
}

/// <https://core.telegram.org/bots/api#setmycommands>
pub fn set_commands(turn: &mut Turn) -> Answer {
    let given = turn.call.json("commands")?;
    let list = given.as_ref().and_then(Value::as_array);
    let list = list.ok_or_else(|| Failure::bad("can't parse commands: expected an Array"))?;
    if list.len() > 100 {
        return Err(Failure::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let mut commands = Vec::new();
    for one in list {
        let name = one["command"].as_str().unwrap_or_default().trim_start_matches('/');
        let words = one["description"].as_str().unwrap_or_default().trim();
        let sound = (1..=32).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !sound {
            return Err(Failure::bad("BOT_COMMAND_INVALID"));
        }
        if !(1..=256).contains(&words.chars().count()) {
            return Err(Failure::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        commands.push((name.to_owned(), words.to_owned()));
    }
    let key = scope(turn)?;
    let known = &mut profile(turn)?.commands;
    if commands.is_empty() {
        known.remove(&key);
    } else {
        known.insert(key, commands);
    }
    Ok(json!(true))
}

pub fn get_commands(turn: &mut Turn) -> Answer {
    let key = scope(turn)?;
    let known = profile(turn)?.commands.get(&key);
    let shown = known.into_iter().flatten().map(|(name, words)| json!({ "command": name, "description": words }));
    Ok(Value::Array(shown.collect()))
}

pub fn delete_commands(turn: &mut Turn) -> Answer {
    let key = scope(turn)?;
    profile(turn)?.commands.remove(&key);
    Ok(json!(true))
}

/// Scope and language in one normal form: `default`, `all_private_chats`, `chat:<id>`, `chat_member:<id>:<user>` …
/// <https://core.telegram.org/bots/api#botcommandscope>
fn scope(turn: &Turn) -> Result<(String, String), Failure> {
    let language = turn.call.text("language_code").unwrap_or_default().to_owned();
    let given = turn.call.json("scope")?.unwrap_or_else(|| json!({ "type": "default" }));
    let kind = given["type"].as_str().unwrap_or_default();
    let id = |name: &str| match &given[name] {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(Failure::bad("chat not found")),
    };
    let key = match kind {
        "default" | "all_private_chats" | "all_group_chats" | "all_chat_administrators" => kind.to_owned(),
        "chat" | "chat_administrators" => format!("{kind}:{}", id("chat_id")?),
        "chat_member" => format!("{kind}:{}:{}", id("chat_id")?, id("user_id")?),
        _ => {
            return Err(Failure::bad("can't parse BotCommandScope: Unsupported type specified"));
        }
    };
    Ok((key, language))
}

pub fn set_name(turn: &mut Turn) -> Answer {
    if let (Some(name), None) = (turn.call.text("name"), turn.call.text("language_code")) {
        let (bot, name) = (turn.bot, name.to_owned());
        turn.world.change_user(bot, |user| user.first_name = name)?;
    }
    Ok(json!(true))
}

pub fn get_name(turn: &mut Turn) -> Answer {
    Ok(json!({ "name": turn.world.user(turn.bot)?.first_name }))
}

pub fn set_description(turn: &mut Turn) -> Answer {
    let words = turn.call.text("description").unwrap_or_default().to_owned();
    if words.chars().count() > 512 {
        return Err(Failure::bad("BOT_DESCRIPTION_TOO_LONG"));
    }
    profile(turn)?.description = words;
    Ok(json!(true))
}

pub fn get_description(turn: &mut Turn) -> Answer {
    let words = profile(turn)?.description.clone();
    Ok(json!({ "description": words }))
}

pub fn set_short_description(turn: &mut Turn) -> Answer {
    let words = turn.call.text("short_description").unwrap_or_default().to_owned();
    if words.chars().count() > 120 {
        return Err(Failure::bad("BOT_SHORT_DESCRIPTION_TOO_LONG"));
    }
    profile(turn)?.short_description = words;
    Ok(json!(true))
}

pub fn get_short_description(turn: &mut Turn) -> Answer {
    let words = profile(turn)?.short_description.clone();
    Ok(json!({ "short_description": words }))
}

/// <https://core.telegram.org/bots/api#getchat>
pub fn get_chat(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    if let Chat::Group(_) = chat {
        turn.world.can_see(turn.bot, chat)?;
    }
    Ok(render::full_chat(turn.world, turn.bot, chat))
}

/// <https://core.telegram.org/bots/api#getfile>
pub fn get_file(turn: &mut Turn) -> Answer {
    let id = turn.call.text("file_id").unwrap_or_default();
    files::describe(turn.world, turn.bot, id)
}
