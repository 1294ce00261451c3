//! Sending everything but text. <https://core.telegram.org/bots/api#sendphoto> and following
use super::Turn;
use super::messages::{envelope, post};
use crate::bot_api::failure::{Answer, Failure};
use crate::bot_api::files;
use crate::bot_api::markup;
use crate::bot_api::render;
use crate::world::{Chat, Draft, Edit, Media, Poll, Refusal, Style, Text};
use serde_json::Value;

pub fn photo(turn: &mut Turn) -> Answer {
    file(turn, "photo", "photo")
}
pub fn video(turn: &mut Turn) -> Answer {
    file(turn, "video", "video")
}
pub fn animation(turn: &mut Turn) -> Answer {
    file(turn, "animation", "animation")
}
pub fn audio(turn: &mut Turn) -> Answer {
    file(turn, "audio", "audio")
}
pub fn voice(turn: &mut Turn) -> Answer {
    file(turn, "voice", "voice")
}
pub fn video_note(turn: &mut Turn) -> Answer {
    file(turn, "video_note", "video note")
}
pub fn document(turn: &mut Turn) -> Answer {
    file(turn, "document", "document")
}
pub fn sticker(turn: &mut Turn) -> Answer {
    file(turn, "sticker", "sticker")
}

fn file(turn: &mut Turn, argument: &str, kind: &'static str) -> Answer {
    let caption = markup::text(turn.call, "caption", "caption_entities")?;
    let chat = turn.chat()?;
    let media = files::argument(turn, argument, kind)?;
    let style = Style {
        spoiler: turn.call.flag("has_spoiler") && ["photo", "video", "animation"].contains(&kind),
        above: turn.call.flag("show_caption_above_media"),
        ..Style::default()
    };
    let draft = Draft { text: caption, media: Some(media), style, ..envelope(turn, chat)? };
    send(turn, chat, draft)
}

fn send(turn: &mut Turn, chat: Chat, draft: Draft) -> Answer {
    let sent = post(turn, chat, draft)?;
    turn.shown(chat, sent.id)
}

fn plain(turn: &mut Turn, media: Media) -> Answer {
    let chat = turn.chat()?;
    let draft = Draft { media: Some(media), ..envelope(turn, chat)? };
    send(turn, chat, draft)
}

/// One part of an album, or the new media of a message.
pub struct Part {
    pub media: Media,
    pub caption: Text,
    pub style: Style,
}

/// <https://core.telegram.org/bots/api#inputmedia>
///
/// # Errors
/// 400 for what is none, or is no file of that kind.
pub fn part(turn: &mut Turn, given: &Value) -> Result<Part, Failure> {
    let kind = match given["type"].as_str() {
        Some("photo") => "photo",
        Some("video") => "video",
        Some("animation") => "animation",
        Some("audio") => "audio",
        Some("document") => "document",
        other => {
            let words = format!("can't parse InputMedia: type \"{}\" is unsupported", other.unwrap_or_default());
            return Err(Failure::bad(words));
        }
    };
    let media = given["media"].as_str();
    let media = media.ok_or_else(|| Failure::bad("can't parse InputMedia: media not found"))?;
    let said = |field: &str| match &given[field] {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let media = files::input(turn, media, kind, &said)?;
    let caption = given["caption"].as_str().unwrap_or_default();
    let caption = markup::parsed(caption, given["parse_mode"].as_str(), given.get("caption_entities").cloned())?;
    let flag = |name: &str| given[name] == Value::Bool(true);
    let style = Style { spoiler: flag("has_spoiler"), above: flag("show_caption_above_media"), ..Style::default() };
    Ok(Part { media, caption, style })
}

/// <https://core.telegram.org/bots/api#sendmediagroup>; the sentences are those of the public server.
pub fn group(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let given = turn.call.json("media")?;
    let list = given.as_ref().and_then(Value::as_array).cloned().unwrap_or_default();
    if list.is_empty() {
        return Err(Failure::bad("there are no messages to send"));
    }
    if list.len() > 10 {
        return Err(Failure::bad("too many messages to send as an album"));
    }
    let kinds: Vec<&str> = list.iter().map(|item| item["type"].as_str().unwrap_or_default()).collect();
    if let Some(alone) = kinds.iter().find(|kind| **kind == "animation") {
        let words = format!("can't parse InputMedia: type \"{alone}\" can't be used in sendMediaGroup");
        return Err(Failure::bad(words));
    }
    for closed in ["document", "audio"] {
        if kinds.contains(&closed) && kinds.iter().any(|kind| *kind != closed) {
            return Err(Failure::bad(format!("{closed} can't be mixed with other media types")));
        }
    }
    let mut drafts = Vec::new();
    for (n, item) in list.iter().enumerate() {
        let Part { media, caption, style } = part(turn, item).map_err(|failure| of_part(failure, n))?;
        drafts.push(Draft { text: caption, media: Some(media), style, keyboard: None, ..envelope(turn, chat)? });
    }
    if drafts.iter().any(|draft| draft.style.above != drafts[0].style.above) {
        let words = "parameter show_caption_above_media must be the same for all messages";
        return Err(Failure::bad(words));
    }
    turn.spend(chat, drafts.len())?;
    let sent = turn.world.send_album(turn.bot, chat, drafts)?;
    let shown: Result<Vec<Value>, Failure> = sent.iter().map(|receipt| turn.shown(chat, receipt.id)).collect();
    Ok(Value::Array(shown?))
}

/// The public server says which part of an album it could not send.
fn of_part(failure: Failure, part: usize) -> Failure {
    match failure.description.strip_prefix("Bad Request: ") {
        Some(words) if !words.starts_with("can't parse") => {
            let number = part + 1;
            Failure::bad(format!("failed to send message #{number} with the error message \"{words}\""))
        }
        _ => failure,
    }
}

fn decimal(turn: &Turn, name: &str) -> Result<f64, Failure> {
    let number = turn.call.text(name).and_then(|n| n.trim().parse().ok());
    number.ok_or_else(|| Failure::bad(format!("{name} is empty")))
}

/// Latitude and longitude.
fn point(turn: &Turn) -> Result<(f64, f64), Failure> {
    let (latitude, longitude) = (decimal(turn, "latitude")?, decimal(turn, "longitude")?);
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err(Failure::bad("wrong location specified"));
    }
    Ok((latitude, longitude))
}

/// For ever, or 60 seconds to a day.
fn live(turn: &Turn) -> Result<Option<u32>, Failure> {
    match turn.call.int::<u32>("live_period")?.filter(|period| *period > 0) {
        Some(period) if !(60..=86_400).contains(&period) && period != Style::ONCE => {
            Err(Failure::bad("wrong live location period specified"))
        }
        period => Ok(period),
    }
}

/// <https://core.telegram.org/bots/api#sendlocation>
pub fn location(turn: &mut Turn) -> Answer {
    let (latitude, longitude) = point(turn)?;
    let live = live(turn)?;
    plain(turn, Media::Location { latitude, longitude, live })
}

/// <https://core.telegram.org/bots/api#sendvenue>
pub fn venue(turn: &mut Turn) -> Answer {
    let (latitude, longitude) = point(turn)?;
    let word = |name: &str| turn.call.text(name).map(str::to_owned).ok_or(Failure::bad(format!("{name} is empty")));
    let (title, address) = (word("title")?, word("address")?);
    plain(turn, Media::Venue { latitude, longitude, title, address })
}

/// <https://core.telegram.org/bots/api#sendcontact>
pub fn contact(turn: &mut Turn) -> Answer {
    let word = |name: &str| turn.call.text(name).unwrap_or_default().to_owned();
    let (phone, first_name, last_name) = (word("phone_number"), word("first_name"), word("last_name"));
    if phone.is_empty() {
        return Err(Failure::bad("phone number is empty"));
    }
    if first_name.is_empty() {
        return Err(Failure::bad("first name is empty"));
    }
    plain(turn, Media::Contact { phone, first_name, last_name })
}

/// <https://core.telegram.org/bots/api#senddice>
pub fn dice(turn: &mut Turn) -> Answer {
    let emoji = turn.call.text("emoji").unwrap_or("🎲").to_owned();
    plain(turn, Media::Dice { emoji, value: 0 })
}

/// <https://core.telegram.org/bots/api#sendpoll>
pub fn poll(turn: &mut Turn) -> Answer {
    let call = turn.call;
    let question = call.text("question").unwrap_or_default();
    let mode = call.text("question_parse_mode");
    let question = markup::parsed(question, mode, call.json("question_entities")?)?;
    if !(1..=300).contains(&question.text.trim().chars().count()) {
        return Err(Failure::bad("poll question must be non-empty"));
    }
    let given = call.json("options")?;
    let list = given.as_ref().and_then(Value::as_array);
    let list = list.ok_or_else(|| Failure::bad("can't parse options JSON array"))?;
    let option = |value: &Value| value.as_str().or(value["text"].as_str()).map(str::to_owned);
    let options: Option<Vec<String>> = list.iter().map(option).collect();
    let options = options.ok_or_else(|| Failure::bad("can't parse options JSON array"))?;
    if !(1..=12).contains(&options.len()) {
        return Err(Failure::bad("poll must have at least 1 option and at most 12"));
    }
    let quiz = call.text("type") == Some("quiz");
    let correct = call.int("correct_option_id")?.filter(|_| quiz);
    if quiz && correct.is_none_or(|n: usize| n >= options.len()) {
        return Err(Failure::bad("wrong correct option ID specified"));
    }
    let poll = Poll {
        id: 0,
        question,
        options,
        public: call.text("is_anonymous").is_some_and(|_| !call.flag("is_anonymous")),
        multiple: call.flag("allows_multiple_answers") && !quiz,
        correct,
        closed: call.flag("is_closed"),
    };
    plain(turn, Media::Poll(poll))
}

/// <https://core.telegram.org/bots/api#stoppoll>
pub fn stop_poll(turn: &mut Turn) -> Answer {
    let chat = turn.chat()?;
    let id = turn.message_id("message_id")?;
    turn.spend(chat, 1)?;
    turn.world.close_poll(turn.bot, chat, id).map_err(|refusal| match refusal {
        Refusal::MessageNotFound(_) => Failure::bad("message with poll to stop not found"),
        _ => Failure::bad("poll can't be stopped"),
    })?;
    match turn.world.message(turn.bot, chat, id).and_then(|m| m.media()) {
        Some(Media::Poll(poll)) => Ok(render::poll(turn.world, poll)),
        _ => Err(Failure::bad("poll can't be stopped")),
    }
}

/// <https://core.telegram.org/bots/api#editmessagelivelocation>
pub fn move_location(turn: &mut Turn) -> Answer {
    let (latitude, longitude) = point(turn)?;
    let new = live(turn)?;
    relocate(turn, |old| Media::Location { latitude, longitude, live: new.or(Some(old.2)) })
}

/// <https://core.telegram.org/bots/api#stopmessagelivelocation>
pub fn stop_location(turn: &mut Turn) -> Answer {
    relocate(turn, |(latitude, longitude, _)| Media::Location { latitude, longitude, live: None })
}

fn relocate(turn: &mut Turn, to: impl FnOnce((f64, f64, u32)) -> Media) -> Answer {
    let chat = turn.chat()?;
    let id = turn.message_id("message_id")?;
    let found = turn.world.message(turn.bot, chat, id).ok_or(Refusal::MessageNotFound("edit"))?;
    let Some(Media::Location { latitude, longitude, live: Some(period) }) = found.media() else {
        return Err(Failure::bad("message can't be edited"));
    };
    let media = Some(to((*latitude, *longitude, *period)));
    let keyboard = Some(markup::keyboard(turn.call)?);
    turn.spend(chat, 1)?;
    turn.world.edit(turn.bot, chat, id, Edit { media, keyboard, ..Edit::default() })?;
    turn.shown(chat, id)
}
