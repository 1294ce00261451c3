//! What a bot would like: rights when it is added, the button beside the text field; and look-ups of what nobody here has.
use super::Turn;
use super::profile::profile;
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::render;
use crate::world::{MenuButton, Rights, UserId};
use serde_json::{Value, json};

/// <https://core.telegram.org/bots/api#setmydefaultadministratorrights>
pub fn set_default_rights(turn: &mut Turn) -> Answer {
    let given = turn.call.json("rights")?.unwrap_or_default();
    let may = |name: &str| given[name] == true;
    let rights = Rights {
        change_info: may("can_change_info"),
        delete_messages: may("can_delete_messages"),
        ban_users: may("can_restrict_members"),
        invite_users: may("can_invite_users"),
        pin_messages: may("can_pin_messages"),
        add_admins: may("can_promote_members"),
        manage_topics: may("can_manage_topics"),
        manage_call: may("can_manage_video_chats"),
        anonymous: may("is_anonymous"),
        other: may("can_manage_chat"),
    };
    let channels = turn.call.flag("for_channels");
    profile(turn)?.wanted_rights.insert(channels, rights);
    Ok(json!(true))
}

pub fn get_default_rights(turn: &mut Turn) -> Answer {
    let channels = turn.call.flag("for_channels");
    let rights = profile(turn)?.wanted_rights.get(&channels).copied().unwrap_or_default();
    let mut fields = render::Object::default();
    render::put_rights(&mut fields, rights);
    Ok(fields.done())
}

/// Whose button: one person's, or everybody's.
fn whose(turn: &Turn) -> Result<Option<UserId>, Failure> {
    Ok(turn.call.int::<i64>("chat_id")?.map(UserId))
}

/// <https://core.telegram.org/bots/api#setchatmenubutton>
pub fn set_menu_button(turn: &mut Turn) -> Answer {
    let given = turn.call.json("menu_button")?.unwrap_or_else(|| json!({ "type": "default" }));
    let string = |value: &Value| value.as_str().filter(|s| !s.is_empty()).map(str::to_owned);
    let button = match given["type"].as_str() {
        Some("default") => None,
        Some("commands") => Some(MenuButton::Commands),
        Some("web_app") => {
            let both = string(&given["text"]).zip(string(&given["web_app"]["url"]));
            let (text, url) =
                both.ok_or_else(|| Failure::bad("can't parse menu button: a text and a web_app are needed"))?;
            Some(MenuButton::WebApp { text, url })
        }
        _ => return Err(Failure::bad("can't parse menu button: Unsupported type specified")),
    };
    let whose = whose(turn)?;
    let known = &mut profile(turn)?.menu_buttons;
    match button {
        Some(button) => drop(known.insert(whose, button)),
        None => drop(known.remove(&whose)),
    }
    Ok(json!(true))
}

pub fn get_menu_button(turn: &mut Turn) -> Answer {
    let whose = whose(turn)?;
    let known = &profile(turn)?.menu_buttons;
    Ok(match known.get(&whose).or_else(|| known.get(&None)) {
        Some(MenuButton::WebApp { text, url }) => json!({ "type": "web_app", "text": text, "web_app": { "url": url } }),
        Some(MenuButton::Commands) | None => json!({ "type": "commands" }),
    })
}

/// Nobody here has a gallery: at most one profile photo. <https://core.telegram.org/bots/api#getuserprofilephotos>
pub fn profile_photos(turn: &mut Turn) -> Answer {
    let id: i64 = turn.call.int("user_id")?.ok_or_else(|| Failure::bad("invalid user_id specified"))?;
    let photo = turn.world.user(UserId(id))?.photo;
    let from: i64 = turn.call.int("offset")?.unwrap_or(0);
    let shown = photo.filter(|_| from == 0).and_then(|photo| render::portrait(turn.world, turn.bot, photo));
    let photos: Vec<_> = shown.into_iter().collect();
    Ok(json!({ "total_count": usize::from(photo.is_some()), "photos": photos }))
}

/// Nobody boosts. <https://core.telegram.org/bots/api#getuserchatboosts>
pub fn boosts(turn: &mut Turn) -> Answer {
    let group = turn.group()?;
    turn.world.can_see(turn.bot, crate::world::Chat::Group(group))?;
    turn.user()?;
    Ok(json!({ "boosts": [] }))
}

/// No emoji is drawn here: none is found. <https://core.telegram.org/bots/api#getcustomemojistickers>
pub fn custom_emoji(turn: &mut Turn) -> Answer {
    let given = turn.call.json("custom_emoji_ids")?;
    if !given.is_some_and(|list| list.is_array()) {
        return Err(Failure::bad("can't parse custom emoji identifiers JSON object"));
    }
    Ok(json!([]))
}

/// There are no sets. <https://core.telegram.org/bots/api#getstickerset>
pub fn sticker_set(_turn: &mut Turn) -> Answer {
    Err(Failure::bad("STICKERSET_INVALID"))
}
