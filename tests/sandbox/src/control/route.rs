//! Routes: which there are, what they take, and which of them a request means.
use super::arguments::Arguments;
use super::{Context, chats, groups, media, users, world};
use crate::world::{Refusal, World};
use serde_json::{Map, Value, json};
use std::fmt::Write;
use std::future::Future;
use std::pin::Pin;

/// What a request is answered with.
pub type Answer = Result<Value, Problem>;

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// A name for programs: Telegram's own where Telegram would refuse.
    pub name: String,
    /// A sentence for people.
    pub words: String,
}

/// One route.
pub struct Route {
    pub method: &'static str,
    /// `{name}` stands for a value.
    pub path: &'static str,
    /// What it does and answers.
    pub does: &'static str,
    /// Arguments in the body or the query, each with what it means; those that may be missing end with `?`.
    pub takes: &'static [(&'static str, &'static str)],
    pub run: Run,
}

/// An answer that takes its time.
pub type Later = Pin<Box<dyn Future<Output = Answer> + Send>>;

pub enum Run {
    /// At once, with the world in hand.
    Now(fn(&mut World, &Arguments) -> Answer),
    /// Something that may take its time.
    Waits(fn(Context, Arguments) -> Later),
}

impl Problem {
    pub fn new(status: u16, name: &str, words: impl Into<String>) -> Problem {
        Problem { status, name: name.to_owned(), words: words.into() }
    }
    /// A value that is missing or not what it should be.
    pub fn argument(name: &str, what: &str) -> Problem {
        Problem::new(400, "ARGUMENT", format!("\"{name}\" {what}"))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        let (code, name) = refusal.mtproto();
        let (_, words) = refusal.bot_api();
        // 420, 303 and the like are not HTTP's to use.
        let status = if matches!(code, 400 | 401 | 403 | 404 | 406) { code as u16 } else { 409 };
        Problem { status, name: name.into_owned(), words: words.into_owned() }
    }
}

impl Route {
    /// # Errors
    /// When the request brings an argument this route does not have: a misspelt one would be silently without effect.
    pub fn knows(&self, arguments: &Arguments) -> Result<(), Problem> {
        let known = |name: &str| {
            self.takes.iter().any(|(argument, _)| argument.trim_end_matches('?') == name)
                || self.path.contains(&format!("{{{name}}}"))
        };
        match arguments.names().find(|name| !known(name)) {
            None => Ok(()),
            Some(name) => {
                let here: Vec<_> = self.takes.iter().map(|(argument, _)| *argument).collect();
                let words = format!("is no argument of {} {}, which takes {}", self.method, self.path, here.join(", "));
                Err(Problem::argument(name, &words))
            }
        }
    }
}

/// Every route, in the order in which they are explained.
pub fn all() -> impl Iterator<Item = &'static Route> {
    [world::ROUTES, users::ROUTES, chats::ROUTES, media::ROUTES, groups::ROUTES, world::TROUBLE].into_iter().flatten()
}

/// The route of a request, with the values in its path.
pub(super) fn find(method: &str, path: &str) -> Result<(&'static Route, Map<String, Value>), Problem> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut elsewhere = Vec::new();
    for route in all() {
        match matches(route.path, &parts) {
            Some(values) if route.method == method => return Ok((route, values)),
            Some(_) => elsewhere.push(route.method),
            None => {}
        }
    }
    if elsewhere.is_empty() {
        Err(Problem::new(404, "NO_SUCH_ROUTE", format!("there is no {path} here; GET / lists what there is")))
    } else {
        Err(Problem::new(405, "METHOD", format!("{path} is asked for with {}", elsewhere.join(" or "))))
    }
}

fn matches(pattern: &str, parts: &[&str]) -> Option<Map<String, Value>> {
    let pattern: Vec<&str> = pattern.split('/').filter(|part| !part.is_empty()).collect();
    if pattern.len() != parts.len() {
        return None;
    }
    let mut values = Map::new();
    for (wanted, part) in pattern.iter().zip(parts) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => _ = values.insert(name.to_owned(), json!(part)),
            None if wanted == part => {}
            None => return None,
        }
    }
    Some(values)
}

/// The table for `GET /`.
pub(super) fn as_json() -> Value {
    let routes = all().map(|route| {
        let takes: Map<String, Value> =
            route.takes.iter().map(|(name, what)| ((*name).to_owned(), json!(what))).collect();
        json!({ "method": route.method, "path": route.path, "does": route.does, "takes": takes })
    });
    json!({ "routes": routes.collect::<Vec<_>>() })
}

/// The table as it stands in README.
pub fn as_markdown() -> String {
    let mut text = String::from("| route | what it does | takes |\n|---|---|---|\n");
    for route in all() {
        let takes: Vec<String> = route.takes.iter().map(|(name, what)| format!("`{name}` {what}")).collect();
        // Writing to a string does not fail.
        let _ = writeln!(text, "| `{} {}` | {} | {} |", route.method, route.path, route.does, takes.join("; "));
    }
    text
}
