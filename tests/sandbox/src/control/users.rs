//! Routes: people and bots, and what a person does with their phone besides talking.
use super::arguments::Arguments;
use super::route::{Answer, Problem, Route, Run};
use super::show;
use crate::world::{CodeWay, Kind, Media, Outage, Password, Refusal, UserId, World};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const WHO: &[(&str, &str)] = &[
    ("first_name?", "needed for a new one"),
    ("last_name?", "null takes it away"),
    ("username?", "without @"),
    ("language?", "IETF tag of their app, such as ru"),
    ("phone?", "digits; a new one has a number of its own"),
    ("dc?", "data centre of the account, 1 to 5"),
    ("password?", "two-step password; null takes it away"),
    ("password_hint?", "shown when the password is asked for"),
    ("open_to_invites?", "whether anybody may add them to groups"),
    (
        "codes?",
        "a list of ways by which login codes come, one after the other: app, sms, call, flash_call, missed_call, fragment, \
         sms_word, sms_phrase, email, set_up_email, firebase",
    ),
    ("code_wait?", "seconds before the next way may be asked for"),
    ("hears_voice?", "whether they take voice and video messages"),
    ("hidden_in_forwards?", "whether forwards of their messages lead to nobody"),
    ("photo?", "their profile photo, base64; null takes it away"),
];

pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/users", does: "everybody there is", takes: &[], run: Run::Now(list) },
    Route {
        method: "POST",
        path: "/users",
        does: "makes a person; answers with id, phone, data centre",
        takes: WHO,
        run: Run::Now(make),
    },
    Route {
        method: "GET",
        path: "/users/{user}",
        does: "one user, with phone, sessions and the login code last sent to them, while it works",
        takes: &[],
        run: Run::Now(one),
    },
    Route {
        method: "GET",
        path: "/codes/{phone}",
        does: "the login code last sent to a number, also to one that nobody has, while it works",
        takes: &[],
        run: Run::Now(code),
    },
    Route { method: "PATCH", path: "/users/{user}", does: "changes a person", takes: WHO, run: Run::Now(change) },
    Route {
        method: "POST",
        path: "/bots",
        does: "makes a bot, as its maker does in BotFather; answers with id and token",
        takes: &[
            ("username", "ends with bot"),
            ("first_name?", "its name"),
            ("reads_all?", "privacy mode is off; false if missing"),
        ],
        run: Run::Now(bot),
    },
    Route {
        method: "POST",
        path: "/users/{user}/scan",
        does: "scans a login code with the signed-in phone",
        takes: &[
            ("link?", "tg://login?token=…"),
            ("chat?", "or a picture: its chat"),
            ("message?", "and its message, as this person numbers it"),
        ],
        run: Run::Now(scan),
    },
    Route {
        method: "POST",
        path: "/users/{user}/block",
        does: "blocks a user, or takes that back",
        takes: &[("other", "whom"), ("blocked?", "true if missing")],
        run: Run::Now(block),
    },
    Route {
        method: "POST",
        path: "/users/{user}/revoke",
        does: "ends sessions from another device: 401 and dropped connections",
        takes: &[("session?", "one of the user's; all if missing")],
        run: Run::Now(revoke),
    },
    Route {
        method: "POST",
        path: "/users/{user}/cut",
        does: "closes the user's MTProto connections, as a bad network does",
        takes: &[],
        run: Run::Now(cut),
    },
    Route {
        method: "POST",
        path: "/users/{user}/network",
        does: "breaks the way between the user's MTProto clients and Telegram, or mends it",
        takes: &[("way", "half_open: what stands goes silent; silent or closed, until mended; keys_forgotten; mended")],
        run: Run::Now(network),
    },
];

fn list(world: &mut World, _: &Arguments) -> Answer {
    let users: Vec<Value> = world.users.keys().map(|id| show::user(world, *id)).collect();
    Ok(json!({ "users": users }))
}

fn one(world: &mut World, arguments: &Arguments) -> Answer {
    let id = arguments.user(world, "user")?;
    Ok(show::user(world, id))
}

fn make(world: &mut World, arguments: &Arguments) -> Answer {
    let id = world.add_person(arguments.text("first_name")?);
    applied(world, id, arguments)
}

fn change(world: &mut World, arguments: &Arguments) -> Answer {
    let id = arguments.user(world, "user")?;
    applied(world, id, arguments)
}

/// Sets what was given, all of it or nothing.
fn applied(world: &mut World, id: UserId, arguments: &Arguments) -> Answer {
    let mut user = world.user(id)?.clone();
    if let Some(name) = arguments.text_or_none("first_name")? {
        user.first_name = name.to_owned();
    }
    if arguments.has("last_name") {
        user.last_name = arguments.text_or_none("last_name")?.map(str::to_owned);
    }
    if arguments.has("username") {
        let name = arguments.text_or_none("username")?;
        if name.is_some_and(|name| world.by_username(name).is_some_and(|other| other != id.into())) {
            return Err(Problem::new(409, "USERNAME_OCCUPIED", "somebody else has this username"));
        }
        user.username = name.map(str::to_owned);
    }
    if arguments.has("language") {
        user.language = arguments.text_or_none("language")?.map(str::to_owned);
    }
    if let Kind::Person(person) = &mut user.kind {
        if let Some(phone) = arguments.text_or_none("phone")? {
            let digits = phone.trim_start_matches('+');
            if world.by_phone(digits).is_some_and(|other| other != id) {
                return Err(Problem::new(409, "PHONE_NUMBER_OCCUPIED", "somebody else has this number"));
            }
            person.phone = digits.to_owned();
        }
        person.dc = arguments.number_or("dc", person.dc)?;
        if !crate::keys::DATA_CENTRES.contains(&person.dc) {
            return Err(Problem::argument("dc", "should be 1 to 5"));
        }
        if arguments.has("password") {
            let hint = arguments.text_or_none("password_hint")?.map(str::to_owned);
            person.password = arguments.text_or_none("password")?.map(|text| Password { text: text.to_owned(), hint });
        }
        if arguments.value("codes").is_some() {
            person.codes.ways = ways(arguments.list("codes")?)?;
        }
        person.codes.wait = arguments.number_or("code_wait", person.codes.wait)?;
        person.open_to_invites = arguments.flag("open_to_invites", person.open_to_invites)?;
        person.hears_voice = arguments.flag("hears_voice", person.hears_voice)?;
        person.hidden_in_forwards = arguments.flag("hidden_in_forwards", person.hidden_in_forwards)?;
    }
    let picture = arguments.text_or_none("photo")?.map(|_| arguments.bytes("photo")).transpose()?;
    world.change_user(id, |known| *known = user)?;
    if arguments.has("photo") {
        world.portray(id, picture)?;
    }
    Ok(show::user(world, id))
}

fn ways(names: &[Value]) -> Result<Vec<CodeWay>, Problem> {
    let way = |name: &Value| CodeWay::ALL.into_iter().find(|way| Some(way.name()) == name.as_str());
    let ways: Option<Vec<CodeWay>> = names.iter().map(way).collect();
    ways.filter(|ways| !ways.is_empty()).ok_or_else(|| Problem::argument("codes", "should list ways that there are"))
}

fn code(world: &mut World, arguments: &Arguments) -> Answer {
    Ok(json!({ "code": world.code_for(arguments.text("phone")?) }))
}

fn bot(world: &mut World, arguments: &Arguments) -> Answer {
    let username = arguments.text("username")?.trim_start_matches('@');
    if !username.to_ascii_lowercase().ends_with("bot") {
        return Err(Problem::argument("username", "should end with bot"));
    }
    if world.by_username(username).is_some() {
        return Err(Problem::new(409, "USERNAME_OCCUPIED", "somebody else has this username"));
    }
    let name = arguments.text_or_none("first_name")?.map(str::to_owned);
    let reads_all = arguments.flag("reads_all", false)?;
    let id = world.add_bot(username);
    world.change_user(id, |user| {
        user.first_name = name.unwrap_or_else(|| user.first_name.clone());
        if let Kind::Bot(bot) = &mut user.kind {
            bot.reads_all = reads_all;
        }
    })?;
    Ok(show::user(world, id))
}

fn scan(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    let link = match arguments.text_or_none("link")? {
        Some(link) => link.to_owned(),
        None => {
            let (chat, message) = (arguments.chat(world, "chat")?, arguments.message("message")?);
            let photo = match world.message(user, chat, message).and_then(|message| message.media()) {
                Some(Media::Photo { file, .. }) => world.files.get(file),
                _ => None,
            };
            let photo = photo.ok_or_else(|| Problem::argument("message", "shows no photo"))?;
            read_code(&photo.bytes()).ok_or_else(|| Problem::argument("message", "shows no code that can be read"))?
        }
    };
    let token = link.strip_prefix("tg://login?token=").and_then(|token| BASE64_URL_SAFE_NO_PAD.decode(token).ok());
    let token = token.ok_or(Refusal::Login("AUTH_TOKEN_INVALID"))?;
    world.accept_login_token(user, &token)?;
    Ok(json!({ "link": link }))
}

/// What stands in the first QR code of a picture.
fn read_code(picture: &[u8]) -> Option<String> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(picture));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    let (width, height) = (frame.width as usize, frame.height as usize);
    let samples = frame.color_type.samples();
    let light = |x: usize, y: usize| pixels[(y * width + x) * samples];
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, light);
    picture.detect_grids().first()?.decode().ok().map(|(_, text)| text)
}

fn block(world: &mut World, arguments: &Arguments) -> Answer {
    let (user, other) = (arguments.user(world, "user")?, arguments.user(world, "other")?);
    world.block(user, other, arguments.flag("blocked", true)?)?;
    Ok(json!({}))
}

fn revoke(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    match arguments.number_or_none("session")? {
        None => world.revoke(user),
        Some(id) => {
            let known = world.sessions_of(user).find(|session| session.id.0 == id as u64).map(|session| session.id);
            let session = known.ok_or_else(|| Problem::argument("session", "is none of this user's"))?;
            world.revoke_session(user, session);
        }
    }
    Ok(json!({}))
}

fn network(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    match arguments.text("way")? {
        "half_open" => world.strand(user),
        "silent" => world.outage(user, Outage::Silent),
        "closed" => world.outage(user, Outage::Closed),
        "keys_forgotten" => world.forget_keys(user),
        "mended" => world.mend(user),
        _ => return Err(Problem::argument("way", "is half_open, silent, closed, keys_forgotten or mended")),
    }
    Ok(json!({}))
}

fn cut(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    world.cut(user);
    Ok(json!({}))
}
