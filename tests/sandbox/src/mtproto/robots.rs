//! Bots on this door: how they sign in, are started and answer to buttons. <https://core.telegram.org/api/bots>
use super::rpc::{Call, Reply, RpcError};
use super::{login, text};
use crate::world::{Chat, Draft, Keyboard, PressAnswer, PressId, Receipt};
use grammers_tl_types::{enums, functions as f, types};

/// The same token as at the other door. <https://core.telegram.org/method/auth.importBotAuthorization>
pub fn import_bot_authorization(
    call: &mut Call<'_>,
    q: f::auth::ImportBotAuthorization,
) -> Reply<enums::auth::Authorization> {
    if q.api_id <= 0 || q.api_hash.is_empty() {
        return Err(RpcError::bad("API_ID_INVALID"));
    }
    let bot = call.world.by_token(&q.bot_auth_token).ok_or(RpcError::bad("ACCESS_TOKEN_INVALID"))?;
    call.world.sign_in_bot(call.session, bot)?;
    login::authorization(call, bot)
}

/// <https://core.telegram.org/method/messages.startBot>
pub fn start_bot(call: &mut Call<'_>, q: f::messages::StartBot) -> Reply<enums::Updates> {
    let (me, bot) = (call.me()?, call.user(&q.bot)?);
    if !call.world.user(bot)?.is_bot() {
        return Err(RpcError::bad("BOT_INVALID"));
    }
    let sound = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if q.start_param.len() > 64 || !q.start_param.chars().all(sound) {
        return Err(RpcError::bad("START_PARAM_INVALID"));
    }
    let chat = match q.peer {
        enums::InputPeer::Empty => Chat::User(bot),
        peer => call.peer(&peer)?,
    };
    let (place, name) = match chat {
        Chat::Group(_) => ("@", call.world.user(bot)?.username.clone().unwrap_or_default()),
        Chat::User(_) => ("", String::new()),
    };
    let words = format!("/start{place}{name} {}", q.start_param);
    let draft = Draft { random_id: Some(q.random_id), ..Draft::from(words.trim_end()) };
    let Receipt { id, .. } = call.world.send(me, chat, draft)?;
    call.changes(vec![types::UpdateMessageId { id: id.0, random_id: q.random_id }.into()])
}

pub fn set_bot_callback_answer(call: &mut Call<'_>, q: f::messages::SetBotCallbackAnswer) -> Reply<bool> {
    let me = bot(call)?;
    let answer = PressAnswer { text: q.message.filter(|words| !words.is_empty()), alert: q.alert, url: q.url };
    call.world.answer_press(me, PressId(q.query_id), answer)?;
    Ok(true)
}

fn bot(call: &Call<'_>) -> Reply<crate::world::UserId> {
    let me = call.me()?;
    if call.world.user(me)?.is_bot() { Ok(me) } else { Err(RpcError::bad("USER_BOT_REQUIRED")) }
}

/// Keyboards are for bots; what people attach is dropped, as the server does.
pub fn keyboard(call: &Call<'_>, markup: Option<enums::ReplyMarkup>) -> Reply<Option<Keyboard>> {
    match markup {
        Some(markup) if bot(call).is_ok() => text::keyboard_from(markup),
        _ => Ok(None),
    }
}

pub fn set_bot_commands(call: &mut Call<'_>, q: f::bots::SetBotCommands) -> Reply<bool> {
    let me = bot(call)?;
    let key = scope(&q.scope, q.lang_code)?;
    let mut commands = Vec::new();
    for enums::BotCommand::Command(one) in q.commands {
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(1..=32).contains(&one.command.len()) || !one.command.chars().all(sound) {
            return Err(RpcError::bad("BOT_COMMAND_INVALID"));
        }
        if !(1..=256).contains(&one.description.chars().count()) {
            return Err(RpcError::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
        commands.push((one.command, one.description));
    }
    call.world.change_bot(me, |bot| match commands.is_empty() {
        true => drop(bot.commands.remove(&key)),
        false => drop(bot.commands.insert(key, commands)),
    })?;
    Ok(true)
}

pub fn get_bot_commands(call: &mut Call<'_>, q: f::bots::GetBotCommands) -> Reply<Vec<enums::BotCommand>> {
    let me = bot(call)?;
    let key = scope(&q.scope, q.lang_code)?;
    let known = call.world.user(me)?.bot().and_then(|b| b.commands.get(&key));
    let shown = |(command, description): &(String, String)| {
        types::BotCommand { ephemeral: false, command: command.clone(), description: description.clone() }.into()
    };
    Ok(known.into_iter().flatten().map(shown).collect())
}

pub fn reset_bot_commands(call: &mut Call<'_>, q: f::bots::ResetBotCommands) -> Reply<bool> {
    let me = bot(call)?;
    let key = scope(&q.scope, q.lang_code)?;
    call.world.change_bot(me, |bot| drop(bot.commands.remove(&key)))?;
    Ok(true)
}

/// In the form that the Bot API door keeps them, without those of single chats.
fn scope(scope: &enums::BotCommandScope, language: String) -> Reply<(String, String)> {
    use enums::BotCommandScope as S;
    let kind = match scope {
        S::Default => "default",
        S::Users => "all_private_chats",
        S::Chats => "all_group_chats",
        S::ChatAdmins => "all_chat_administrators",
        S::Peer(_) | S::PeerAdmins(_) | S::PeerUser(_) => return Err(RpcError::bad("PEER_ID_INVALID")),
    };
    Ok((kind.into(), language))
}
