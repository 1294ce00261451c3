//! Routes: what people send besides text, and what befalls a chat besides messages.
use super::arguments::Arguments;
use super::chats::{CHAT, MESSAGE, place};
use super::route::{Answer, Problem, Route, Run};
use crate::people::{KINDS, sample};
use crate::world::{Draft, Media, Poll, Preview, Refusal, Service, Style, UserId, World};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

/// What `media` is made of, for the routes that take it.
pub const MEDIA: &str = "`{kind}` is a sample of it: photo, video, animation, voice, video note, audio, document, \
                         sticker, animated sticker, video sticker, location, live location, venue, contact, poll, dice, \
                         story, game, invoice, unsupported; more make it particular: `data` (base64) or `size` (a made \
                         file of so many bytes, which takes no memory), `name`, `mime`, `thumb` (base64), `seconds`, \
                         `width`, `height`, `title`, `performer`, `emoji`, `latitude`, `longitude`, `live`, `address`, \
                         `phone`, `first_name`, `last_name`, `question`, `options`, `value`";

const OTHER: (&str, &str) = ("other", "the other person");

/// A file above this is told by its hash alone.
const SHOWN: u64 = 20 << 20;

pub const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/users/{user}/album",
        does: "sends an album at once; answers with the messages' numbers",
        takes: &[CHAT, ("parts", "a list of `{media, text?}`, with media as above"), ("topic?", "of a forum")],
        run: Run::Now(album),
    },
    Route {
        method: "GET",
        path: "/users/{user}/file",
        does: "what is attached to a message: name, type, size, SHA-256, and up to 20 MiB its bytes as base64",
        takes: &[CHAT, MESSAGE],
        run: Run::Now(file),
    },
    Route {
        method: "POST",
        path: "/users/{user}/look",
        does: "looks at self-destructing media, or listens to a voice message",
        takes: &[CHAT, MESSAGE],
        run: Run::Now(look),
    },
    Route {
        method: "POST",
        path: "/users/{user}/call",
        does: "calls somebody",
        takes: &[OTHER, ("seconds?", "of talk; missing: nobody answers"), ("video?", "with picture")],
        run: Run::Now(call),
    },
    Route {
        method: "POST",
        path: "/users/{user}/screenshot",
        does: "takes a screenshot of a private chat",
        takes: &[OTHER],
        run: Run::Now(|world, arguments| happens(world, arguments, Service::Screenshot)),
    },
    Route {
        method: "POST",
        path: "/users/{user}/gift",
        does: "gives a present",
        takes: &[OTHER, ("stars?", "50 if missing")],
        run: Run::Now(|world, arguments| {
            let stars = arguments.number_or("stars", 50)?;
            happens(world, arguments, Service::Gift { stars })
        }),
    },
    Route {
        method: "POST",
        path: "/users/{user}/timer",
        does: "lets new messages of a chat vanish after a time",
        takes: &[CHAT, ("seconds", "0: they stay")],
        run: Run::Now(timer),
    },
    Route {
        method: "DELETE",
        path: "/users/{user}",
        does: "deletes the account",
        takes: &[],
        run: Run::Now(delete_account),
    },
    Route {
        method: "GET",
        path: "/users/{user}/moved",
        does: "bytes of files that a user's clients, or a bot, have sent (up) and fetched (down)",
        takes: &[],
        run: Run::Now(moved),
    },
    Route {
        method: "POST",
        path: "/references/expire",
        does: "makes all file references given out so far expire",
        takes: &[],
        run: Run::Now(|world, _| {
            world.expire_references();
            Ok(json!({}))
        }),
    },
];

/// How a message is to be shown, of the arguments `spoiler`, `above`, `ttl` and `no_preview`.
pub fn style(arguments: &Arguments) -> Result<Style, Problem> {
    let ttl: Option<u32> = arguments.value("ttl").map(|_| arguments.number("ttl")).transpose()?;
    let preview = if arguments.flag("no_preview", false)? { Preview::Off } else { Preview::Auto };
    let (spoiler, above) = (arguments.flag("spoiler", false)?, arguments.flag("above", false)?);
    Ok(Style { spoiler, above, ttl: ttl.map(|ttl| if ttl == 0 { Style::ONCE } else { ttl }), preview, silent: false })
}

/// A sample of a kind, made particular by what else is said.
pub fn media(world: &mut World, owner: UserId, of: &Arguments) -> Result<Media, Problem> {
    let kind = of.text("kind")?.replace('_', " ");
    if !KINDS.contains(&kind.as_str()) {
        return Err(Problem::argument("kind", "is no kind of media"));
    }
    let mut media = sample(world, owner, &kind);
    if let Some(file) = media.file() {
        refile(world, owner, file, of)?;
    }
    let words = |name: &str, to: &mut String| {
        if let Some(text) = of.text_or_none(name)? {
            text.clone_into(to);
        }
        Ok::<_, Problem>(())
    };
    let count = |name: &str, to: &mut u32| {
        *to = of.number_or(name, *to)?;
        Ok::<_, Problem>(())
    };
    let place = |name: &str, to: &mut f64| {
        if of.value(name).is_some() {
            *to = of.decimal(name)?;
        }
        Ok::<_, Problem>(())
    };
    match &mut media {
        Media::Photo { width, height, .. } => {
            count("width", width)?;
            count("height", height)?;
        }
        Media::Document { name, mime, .. } => {
            words("name", name)?;
            words("mime", mime)?;
        }
        Media::Video { width, height, seconds, .. } | Media::Animation { width, height, seconds, .. } => {
            count("width", width)?;
            count("height", height)?;
            count("seconds", seconds)?;
        }
        Media::VideoNote { side, seconds, .. } => {
            count("width", side)?;
            count("seconds", seconds)?;
        }
        Media::Audio { title, performer, seconds, .. } => {
            words("title", title)?;
            words("performer", performer)?;
            count("seconds", seconds)?;
        }
        Media::Voice { seconds, .. } => count("seconds", seconds)?,
        Media::Sticker { emoji, .. } => words("emoji", emoji)?,
        Media::Contact { phone, first_name, last_name } => {
            words("phone", phone)?;
            words("first_name", first_name)?;
            words("last_name", last_name)?;
        }
        Media::Location { latitude, longitude, live } => {
            place("latitude", latitude)?;
            place("longitude", longitude)?;
            if of.value("live").is_some() {
                *live = Some(of.number("live")?);
            }
        }
        Media::Venue { latitude, longitude, title, address } => {
            place("latitude", latitude)?;
            place("longitude", longitude)?;
            words("title", title)?;
            words("address", address)?;
        }
        Media::Poll(poll) => question(poll, of)?,
        Media::Dice { emoji, value } => {
            words("emoji", emoji)?;
            *value = of.number_or("value", *value)?;
        }
        Media::Game { title, .. } | Media::Invoice { title, .. } => words("title", title)?,
        Media::Story { .. } | Media::Expired { .. } | Media::Unsupported => {}
    }
    Ok(media)
}

/// Other bytes, name, type or thumbnail for the file of a sample.
fn refile(world: &mut World, owner: UserId, file: crate::world::FileId, of: &Arguments) -> Result<(), Problem> {
    let content = match (of.value("data"), of.value("size")) {
        (Some(_), _) => Some(of.bytes("data")?.into()),
        (None, Some(_)) => {
            let size: u64 = of.number("size")?;
            let made = world.make_file(owner, size, "", "");
            world.files.remove(&made).map(|made| made.content)
        }
        (None, None) => None,
    };
    let thumb = of.value("thumb").map(|_| of.bytes("thumb")).transpose()?;
    let (name, mime) = (of.text_or_none("name")?, of.text_or_none("mime")?);
    let Some(file) = world.files.get_mut(&file) else {
        return Ok(());
    };
    file.content = content.unwrap_or_else(|| file.content.clone());
    file.thumb = thumb.map(Into::into).or(file.thumb.take());
    file.name = name.map_or_else(|| file.name.clone(), str::to_owned);
    file.mime = mime.map_or_else(|| file.mime.clone(), str::to_owned);
    Ok(())
}

fn question(poll: &mut Poll, of: &Arguments) -> Result<(), Problem> {
    if let Some(question) = of.text_or_none("question")? {
        poll.question = question.into();
    }
    if of.value("options").is_some() {
        let options = of.list("options")?.iter().map(|option| option.as_str().map(str::to_owned));
        let options = options.collect::<Option<Vec<_>>>();
        poll.options = options.ok_or_else(|| Problem::argument("options", "should be a list of strings"))?;
    }
    Ok(())
}

fn album(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let topic = arguments.topic_or_none("topic")?;
    let mut drafts = Vec::new();
    for part in arguments.items("parts")? {
        let given = part.inner("media")?.ok_or_else(|| Problem::argument("media", "is missing"))?;
        let media = Some(media(world, user, &given)?);
        drafts.push(Draft { media, topic, ..Draft::from(part.text_or_none("text")?.unwrap_or_default()) });
    }
    let sent = world.send_album(user, chat, drafts)?;
    Ok(json!({ "messages": sent.iter().map(|receipt| receipt.id.0).collect::<Vec<_>>() }))
}

fn file(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    let message = world.message(user, chat, arguments.message("message")?).ok_or(Refusal::MessageNotFound("show"))?;
    let file = message.media().and_then(Media::file).and_then(|file| world.files.get(&file));
    let file = file.ok_or_else(|| Problem::argument("message", "carries no file"))?;
    let hash: String = file.content.hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut shown = json!({ "name": file.name, "mime": file.mime, "size": file.size(), "sha256": hash });
    if file.size() <= SHOWN {
        shown["data"] = Value::String(BASE64_STANDARD.encode(file.bytes()));
    }
    Ok(shown)
}

fn look(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    world.look_at(user, chat, arguments.message("message")?)?;
    Ok(json!({}))
}

fn call(world: &mut World, arguments: &Arguments) -> Answer {
    let seconds: u32 = arguments.number_or("seconds", 0)?;
    let (video, missed) = (arguments.flag("video", false)?, arguments.value("seconds").is_none());
    happens(world, arguments, Service::Call { video, missed, seconds })
}

fn happens(world: &mut World, arguments: &Arguments, what: Service) -> Answer {
    let (user, other) = (arguments.user(world, "user")?, arguments.user(world, "other")?);
    let said = world.happens(user, other.into(), what)?;
    Ok(json!({ "message": said.id.0 }))
}

fn timer(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, chat) = place(world, arguments)?;
    world.set_timer(user, chat, arguments.number("seconds")?)?;
    Ok(json!({}))
}

fn delete_account(world: &mut World, arguments: &Arguments) -> Answer {
    world.delete_account(arguments.user(world, "user")?)?;
    Ok(json!({}))
}

fn moved(world: &mut World, arguments: &Arguments) -> Answer {
    let moved = world.moved(arguments.user(world, "user")?);
    Ok(json!({ "up": moved.up, "down": moved.down }))
}
