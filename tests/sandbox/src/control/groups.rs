//! Routes: supergroups, their members, links and topics. The group is the chat of the same −100… id.
use super::arguments::Arguments;
use super::route::{Answer, Problem, Route, Run};
use crate::bot_api::render;
use crate::world::{GroupId, InviteOptions, Joined, RequestState, Rights, TopicState, UserId, World};
use serde_json::{Value, json};

const BY: (&str, &str) = ("by", "who does it");

pub const ROUTES: &[Route] = &[
    Route {
        method: "POST",
        path: "/groups",
        does: "makes a supergroup, or a channel; answers with its id",
        takes: &[
            ("by", "its creator"),
            ("title", ""),
            ("about?", ""),
            ("forum?", "with topics; false if missing"),
            ("basic?", "no supergroup yet"),
            ("broadcast?", "a channel: administrators post, everybody else reads"),
        ],
        run: Run::Now(make),
    },
    Route {
        method: "GET",
        path: "/groups/{group}",
        does: "a group with its members, topics, links and open join requests",
        takes: &[],
        run: Run::Now(one),
    },
    Route {
        method: "PATCH",
        path: "/groups/{group}",
        does: "changes a group",
        takes: &[
            BY,
            ("title?", ""),
            ("username?", "makes it public; null private"),
            ("forum?", "with topics"),
            ("protected?", "nothing can be forwarded or saved"),
            ("slow_mode?", "seconds that plain members wait between two messages; 0: none"),
        ],
        run: Run::Now(change),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/upgrade",
        does: "makes a supergroup of a basic group; answers with the id of that other chat",
        takes: &[BY],
        run: Run::Now(|world, arguments| {
            let (group, by) = acting(world, arguments)?;
            Ok(json!({ "id": world.upgrade(by, group)?.bot_api() }))
        }),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/add",
        does: "adds a user or bot",
        takes: &[BY, ("user", "who is added")],
        run: Run::Now(add),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/promote",
        does: "makes an admin with these rights, or with none a member again",
        takes: &[
            BY,
            ("user", "who"),
            (
                "rights",
                "a list of change_info, delete_messages, ban_users, invite_users, pin_messages, add_admins, manage_topics, manage_call, anonymous; or \"all\"",
            ),
        ],
        run: Run::Now(promote),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/ban",
        does: "removes somebody, who cannot come back",
        takes: &[BY, ("user", "who")],
        run: Run::Now(|world, arguments| {
            let (group, by) = acting(world, arguments)?;
            world.ban(by, group, arguments.user(world, "user")?, None)?;
            Ok(json!({}))
        }),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/unban",
        does: "takes that back",
        takes: &[BY, ("user", "who")],
        run: Run::Now(|world, arguments| {
            let (group, by) = acting(world, arguments)?;
            world.unban(by, group, arguments.user(world, "user")?)?;
            Ok(json!({}))
        }),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/links",
        does: "makes an invitation link",
        takes: &[
            BY,
            ("approval?", "whoever follows it asks to join"),
            ("limit?", "how many may join by it"),
            ("name?", "of the link"),
        ],
        run: Run::Now(link),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/decide",
        does: "approves or declines a join request",
        takes: &[BY, ("user", "who asked"), ("approve", "true or false")],
        run: Run::Now(|world, arguments| {
            let (group, by) = acting(world, arguments)?;
            world.decide_request(by, group, arguments.user(world, "user")?, arguments.flag("approve", true)?)?;
            Ok(json!({}))
        }),
    },
    Route {
        method: "POST",
        path: "/users/{user}/join",
        does: "follows an invitation link, or joins a public group; answers whether the person is in or has asked",
        takes: &[("link?", "https://t.me/+…"), ("group?", "a public one")],
        run: Run::Now(join),
    },
    Route {
        method: "POST",
        path: "/users/{user}/leave",
        does: "leaves a group",
        takes: &[("group", "")],
        run: Run::Now(|world, arguments| {
            let group = arguments.group(world, "group")?.id;
            world.leave(arguments.user(world, "user")?, group)?;
            Ok(json!({}))
        }),
    },
    Route {
        method: "POST",
        path: "/groups/{group}/topics",
        does: "opens a topic; answers with its number",
        takes: &[BY, ("title", "")],
        run: Run::Now(|world, arguments| {
            let (group, by) = acting(world, arguments)?;
            let topic = world.create_topic(by, group, arguments.text("title")?, None, None, None)?;
            Ok(json!({ "topic": topic.0 }))
        }),
    },
    Route {
        method: "PATCH",
        path: "/groups/{group}/topics/{topic}",
        does: "renames, closes or reopens a topic by hand",
        takes: &[BY, ("title?", ""), ("closed?", "")],
        run: Run::Now(topic),
    },
    Route {
        method: "DELETE",
        path: "/groups/{group}/topics/{topic}",
        does: "deletes a topic with everything in it",
        takes: &[BY],
        run: Run::Now(|world, arguments| {
            let (group, by) = acting(world, arguments)?;
            world.delete_topic(by, group, arguments.topic("topic")?)?;
            Ok(json!({}))
        }),
    },
];

fn acting(world: &World, arguments: &Arguments) -> Result<(GroupId, UserId), Problem> {
    Ok((arguments.group(world, "group")?.id, arguments.user(world, "by")?))
}

fn make(world: &mut World, arguments: &Arguments) -> Answer {
    let by = arguments.user(world, "by")?;
    let about = arguments.text_or_none("about")?.unwrap_or_default();
    let title = arguments.text("title")?;
    let id = match (arguments.flag("basic", false)?, arguments.flag("broadcast", false)?) {
        (true, _) => world.create_basic_group(by, title)?,
        (false, true) => world.create_channel(by, title, about)?,
        (false, false) => world.create_group(by, title, about, arguments.flag("forum", false)?)?,
    };
    Ok(json!({ "id": id.bot_api() }))
}

fn one(world: &mut World, arguments: &Arguments) -> Answer {
    let group = arguments.group(world, "group")?;
    let asker = group.creator().unwrap_or(UserId(0));
    let members: Vec<Value> = group.present().map(|(user, _)| render::member(world, asker, group, user)).collect();
    let topics =
        group.topics.values().filter(|topic| topic.state != TopicState::Deleted).map(
            |topic| json!({ "topic": topic.id.0, "title": topic.title, "closed": topic.state == TopicState::Closed }),
        );
    let links: Vec<Value> = group.invites.values().map(|link| render::invite(world, asker, group, link)).collect();
    let requests = group.requests.iter().filter(|request| request.state == RequestState::Pending);
    let requests: Vec<Value> = requests.map(|request| render::user(world, request.user)).collect();
    Ok(json!({
        "id": group.id.bot_api(),
        "title": group.title,
        "about": group.about,
        "username": group.username,
        "forum": group.forum,
        "members": members,
        "topics": topics.collect::<Vec<_>>(),
        "links": links,
        "requests": requests,
    }))
}

fn change(world: &mut World, arguments: &Arguments) -> Answer {
    let (group, by) = acting(world, arguments)?;
    if let Some(title) = arguments.text_or_none("title")? {
        world.set_title(by, group, title)?;
    }
    if arguments.has("username") {
        world.set_group_username(by, group, arguments.text_or_none("username")?)?;
    }
    if arguments.value("forum").is_some() {
        world.set_forum(by, group, arguments.flag("forum", false)?)?;
    }
    if arguments.value("protected").is_some() {
        world.protect(by, group, arguments.flag("protected", false)?)?;
    }
    if arguments.value("slow_mode").is_some() {
        let seconds: u32 = arguments.number("slow_mode")?;
        world.set_slow_mode(by, group, (seconds > 0).then_some(seconds))?;
    }
    Ok(json!({}))
}

fn add(world: &mut World, arguments: &Arguments) -> Answer {
    let (group, by) = acting(world, arguments)?;
    let refused = world.invite(by, group, &[arguments.user(world, "user")?])?;
    if refused.is_empty() { Ok(json!({})) } else { Err(crate::world::Refusal::UserPrivacy.into()) }
}

fn promote(world: &mut World, arguments: &Arguments) -> Answer {
    let (group, by) = acting(world, arguments)?;
    let rights = match arguments.value("rights").and_then(Value::as_str) {
        Some("all") => Rights::ALL,
        _ => rights(arguments.list("rights")?)?,
    };
    world.promote(by, group, arguments.user(world, "user")?, rights, None)?;
    Ok(json!({}))
}

fn rights(names: &[Value]) -> Result<Rights, Problem> {
    let mut rights = Rights { other: !names.is_empty(), ..Rights::NONE };
    for name in names {
        let right = match name.as_str().unwrap_or_default() {
            "change_info" => &mut rights.change_info,
            "delete_messages" => &mut rights.delete_messages,
            "ban_users" => &mut rights.ban_users,
            "invite_users" => &mut rights.invite_users,
            "pin_messages" => &mut rights.pin_messages,
            "add_admins" => &mut rights.add_admins,
            "manage_topics" => &mut rights.manage_topics,
            "manage_call" => &mut rights.manage_call,
            "anonymous" => &mut rights.anonymous,
            _ => return Err(Problem::argument("rights", &format!("holds {name}, which is no right"))),
        };
        *right = true;
    }
    Ok(rights)
}

fn link(world: &mut World, arguments: &Arguments) -> Answer {
    let (group, by) = acting(world, arguments)?;
    let options = InviteOptions {
        name: arguments.text_or_none("name")?.map(str::to_owned),
        limit: arguments.value("limit").map(|_| arguments.number("limit")).transpose()?,
        approval: arguments.flag("approval", false)?,
        ..InviteOptions::default()
    };
    let invite = world.create_invite(by, group, options)?;
    Ok(json!({ "link": invite.url() }))
}

fn join(world: &mut World, arguments: &Arguments) -> Answer {
    let user = arguments.user(world, "user")?;
    let joined = match arguments.text_or_none("link")? {
        Some(link) => world.follow_invite(user, link)?,
        None => {
            let group = arguments.group(world, "group")?.id;
            world.join_public(user, group)?;
            Joined::Now(group)
        }
    };
    Ok(match joined {
        Joined::Now(group) => json!({ "group": group.bot_api(), "state": "in" }),
        Joined::Asked(group) => json!({ "group": group.bot_api(), "state": "requested" }),
    })
}

fn topic(world: &mut World, arguments: &Arguments) -> Answer {
    let (group, by) = acting(world, arguments)?;
    let topic = arguments.topic("topic")?;
    if let Some(title) = arguments.text_or_none("title")? {
        world.edit_topic(by, group, topic, Some(title), None)?;
    }
    if arguments.value("closed").is_some() {
        world.close_topic(by, group, topic, arguments.flag("closed", false)?)?;
    }
    Ok(json!({}))
}
