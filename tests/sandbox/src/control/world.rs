//! Routes: the world as a whole — where it is, what happened, its time, its limits and its trouble.
use super::arguments::Arguments;
use super::route::{self, Answer, Problem, Route, Run};
use super::{Context, show};
use crate::clock::Clock;
use crate::keys::{DATA_CENTRES, SLOTS, auth_key};
use crate::world::{Budget, Door, Effect, Fault, Limits, LoginLimits, World};
use serde_json::{Map, Value, json};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// The longest that a request waits for something to happen.
const LONGEST: Duration = Duration::from_secs(60);

pub const ROUTES: &[Route] = &[
    Route { method: "GET", path: "/", does: "this list", takes: &[], run: Run::Now(|_, _| Ok(route::as_json())) },
    Route {
        method: "GET",
        path: "/address",
        does: "where both doors are: the line the program prints when it starts",
        takes: &[],
        run: Run::Waits(|context, _| Box::pin(async move { Ok(context.address.as_json()) })),
    },
    Route {
        method: "GET",
        path: "/keys/{slot}",
        does: "the pre-shared MTProto keys of client number 0 to 9999, by data centre, as base64; each client needs a number of its own",
        takes: &[],
        run: Run::Now(keys),
    },
    Route {
        method: "GET",
        path: "/events",
        does: "what happened, oldest first, at most 1000; `next` is for the following request",
        takes: &[("after?", "the `next` of the last answer"), ("wait?", "seconds to wait for a first one, at most 60")],
        run: Run::Waits(events),
    },
    Route {
        method: "GET",
        path: "/unimplemented",
        does: "methods that clients asked for and that do not exist here",
        takes: &[],
        run: Run::Now(|world, _| Ok(json!({ "methods": world.missing().collect::<Vec<_>>() }))),
    },
];

pub const TROUBLE: &[Route] = &[
    Route {
        method: "GET",
        path: "/limits",
        does: "how often bots may speak and logins fail, and in how many groups people may be",
        takes: &[],
        run: Run::Now(|world, _| Ok(limits_of(world))),
    },
    Route {
        method: "PUT",
        path: "/limits",
        does: "sets that; what is not named stays, null switches a limit off",
        takes: &[
            ("preset?", "telegram or none"),
            ("group?", "`{count, seconds}` for one bot in one group"),
            ("private?", "for one bot in one private chat"),
            ("overall?", "for one bot altogether"),
            ("codes?", "login codes to one number in an hour"),
            ("wrong_codes?", "refused login codes of one number in an hour"),
            ("wrong_passwords?", "refused two-step passwords of one account in an hour"),
            ("memberships?", "groups that a person may be in"),
            ("difference?", "changes that a difference may tell"),
        ],
        run: Run::Now(set_limits),
    },
    Route {
        method: "POST",
        path: "/faults",
        does: "orders trouble for the next matching calls or updates",
        takes: &[
            ("door", "mtproto or bot_api"),
            ("method", "a name, or its beginning and *; for updates the update's name"),
            (
                "effect",
                "refuse, flood, delay, drop_before, drop_after, silent_before, silent_after (the connection is half-open), lose_part (of an upload), duplicate_update, late_update or skip_update",
            ),
            ("after?", "how many matching calls pass first"),
            ("times?", "1 if missing"),
            ("only?", "calls of this user or bot"),
            ("code?", "for refuse"),
            ("text?", "for refuse: Telegram's error"),
            ("seconds?", "for flood, delay and late_update"),
        ],
        run: Run::Now(fault),
    },
    Route {
        method: "DELETE",
        path: "/faults",
        does: "takes back what trouble has not struck yet",
        takes: &[],
        run: Run::Now(|world, _| {
            world.forgive();
            Ok(json!({}))
        }),
    },
    Route {
        method: "GET",
        path: "/clock",
        does: "the time, in milliseconds since 1970, and whether the clock is virtual",
        takes: &[],
        run: Run::Now(|world, _| Ok(clock_of(world))),
    },
    Route {
        method: "POST",
        path: "/clock/advance",
        does: "lets time pass on a virtual clock",
        takes: &[("seconds", "")],
        run: Run::Waits(advance),
    },
];

fn keys(world: &mut World, arguments: &Arguments) -> Answer {
    let slot: u32 = arguments.number("slot")?;
    if slot >= SLOTS {
        return Err(Problem::argument("slot", "should be 0 to 9999"));
    }
    Ok(keys_of(world.seed, slot))
}

/// The keys of one client by data centre.
pub fn keys_of(seed: u64, slot: u32) -> Value {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let keys: Map<String, Value> =
        DATA_CENTRES.map(|dc| (dc.to_string(), json!(BASE64_STANDARD.encode(auth_key(seed, slot, dc))))).collect();
    Value::Object(keys)
}

fn events(context: Context, arguments: Arguments) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    const MOST: usize = 1000;
    Box::pin(async move {
        let after: u64 = arguments.number_or("after", 0)?;
        let wait = match arguments.value("wait") {
            Some(_) => arguments.seconds("wait")?.min(LONGEST),
            None => Duration::ZERO,
        };
        let look = |world: &mut World| {
            let new = world.events_from(after);
            let new: Vec<Value> = new.iter().take(MOST).map(|event| show::event(world, event)).collect();
            (!new.is_empty()).then_some(new)
        };
        let events = match context.shared.with(look) {
            Some(events) => events,
            None => context.shared.wait(wait, look).await.unwrap_or_default(),
        };
        Ok(json!({ "next": after + events.len() as u64, "events": events }))
    })
}

fn limits_of(world: &World) -> Value {
    let shown = |budget: Option<Budget>| {
        budget.map(|budget| json!({ "count": budget.count, "seconds": budget.window.as_secs_f64() }))
    };
    let Limits { group, private, overall, memberships, difference } = world.limits;
    let LoginLimits { codes, wrong_codes, wrong_passwords } = world.login_limits;
    json!({
        "group": shown(group), "private": shown(private), "overall": shown(overall), "memberships": memberships, "difference": difference,
        "codes": codes, "wrong_codes": wrong_codes, "wrong_passwords": wrong_passwords,
    })
}

fn set_limits(world: &mut World, arguments: &Arguments) -> Answer {
    let mut limits = match arguments.text_or_none("preset")? {
        None => world.limits,
        Some("telegram") => Limits::telegram(),
        Some("none") => Limits::none(),
        Some(_) => return Err(Problem::argument("preset", "should be telegram or none")),
    };
    let budgets = [("group", &mut limits.group), ("private", &mut limits.private), ("overall", &mut limits.overall)];
    for (name, budget) in budgets {
        if arguments.has(name) {
            let given = arguments.inner(name)?;
            *budget = given
                .map(|given| {
                    Ok::<_, Problem>(Budget { count: given.number("count")?, window: given.seconds("seconds")? })
                })
                .transpose()?;
        }
    }
    for (name, limit) in [("memberships", &mut limits.memberships), ("difference", &mut limits.difference)] {
        if arguments.has(name) {
            *limit = arguments.value(name).map(|_| arguments.number(name)).transpose()?;
        }
    }
    let logins = world.login_limits;
    let logins = LoginLimits {
        codes: arguments.number_or("codes", logins.codes)?,
        wrong_codes: arguments.number_or("wrong_codes", logins.wrong_codes)?,
        wrong_passwords: arguments.number_or("wrong_passwords", logins.wrong_passwords)?,
    };
    (world.limits, world.login_limits) = (limits, logins);
    Ok(limits_of(world))
}

fn fault(world: &mut World, arguments: &Arguments) -> Answer {
    let door = match arguments.text("door")? {
        "mtproto" => Door::Mtproto,
        "bot_api" => Door::BotApi,
        _ => return Err(Problem::argument("door", "should be mtproto or bot_api")),
    };
    let method = arguments.text("method")?;
    let mut fault = match arguments.text("effect")? {
        "refuse" => Fault::error(door, method, arguments.number("code")?, arguments.text("text")?),
        "flood" => Fault::flood(door, method, arguments.number("seconds")?),
        "delay" => Fault::effect(door, method, Effect::Delay(arguments.seconds("seconds")?)),
        "drop_before" => Fault::effect(door, method, Effect::DropBefore),
        "drop_after" => Fault::effect(door, method, Effect::DropAfter),
        "silent_before" => Fault::effect(door, method, Effect::SilentBefore),
        "silent_after" => Fault::effect(door, method, Effect::SilentAfter),
        "duplicate_update" => Fault::effect(door, method, Effect::DuplicateUpdate),
        "late_update" => Fault::effect(door, method, Effect::LateUpdate(arguments.seconds("seconds")?)),
        "lose_part" => Fault::effect(door, method, Effect::LosePart),
        "skip_update" => Fault::effect(door, method, Effect::SkipUpdate),
        _ => return Err(Problem::argument("effect", "is none of those that GET / lists")),
    };
    fault.times = arguments.number_or("times", 1)?;
    fault.after = arguments.number_or("after", 0)?;
    if arguments.value("only").is_some() {
        fault.actor = Some(arguments.user(world, "only")?);
    }
    world.fault(fault);
    Ok(json!({}))
}

fn clock_of(world: &World) -> Value {
    json!({ "now": world.now().0, "virtual": matches!(world.clock, Clock::Virtual(_)) })
}

fn advance(context: Context, arguments: Arguments) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
    Box::pin(async move {
        if context.shared.with(|world| matches!(world.clock, Clock::Real)) {
            return Err(Problem::new(
                409,
                "REAL_CLOCK",
                "only a virtual clock can be moved: start with --clock virtual",
            ));
        }
        context.shared.advance(arguments.seconds("seconds")?);
        Ok(context.shared.with(|world| clock_of(world)))
    })
}
