//! The values a request brings: from its path, its query and its JSON body, the later ones first.
use super::route::Problem;
use crate::world::{Chat, Group, GroupId, MessageId, TopicId, UserId, World};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use std::time::Duration;

/// Values by name.
pub struct Arguments(Map<String, Value>);

impl Arguments {
    pub fn read(path: Map<String, Value>, query: &str, body: &[u8]) -> Result<Arguments, Problem> {
        let mut values = Map::new();
        if !body.is_empty() {
            match serde_json::from_slice(body) {
                Ok(Value::Object(object)) => values = object,
                Ok(_) => return Err(Problem::new(400, "BODY", "the body is JSON, but not an object")),
                Err(error) => return Err(Problem::new(400, "BODY", format!("the body is not JSON: {error}"))),
            }
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            values.insert(unescaped(name), Value::String(unescaped(value)));
        }
        values.extend(path);
        Ok(Arguments(values))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// Whether the name is there at all, if only as null.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn needed<T>(&self, name: &str, found: Option<T>) -> Result<T, Problem> {
        found.ok_or_else(|| Problem::argument(name, "is missing"))
    }

    pub fn text_or_none(&self, name: &str) -> Result<Option<&str>, Problem> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Problem::argument(name, "should be a string")),
        }
    }
    pub fn text(&self, name: &str) -> Result<&str, Problem> {
        self.needed(name, self.text_or_none(name)?)
    }

    /// A number, also where it comes as text, as in a path.
    pub fn number_or_none(&self, name: &str) -> Result<Option<i64>, Problem> {
        let wrong = || Problem::argument(name, "should be a whole number");
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| wrong()),
            Some(value) => value.as_i64().map(Some).ok_or_else(wrong),
        }
    }
    pub fn number<T: TryFrom<i64>>(&self, name: &str) -> Result<T, Problem> {
        let number = self.needed(name, self.number_or_none(name)?)?;
        T::try_from(number).map_err(|_| Problem::argument(name, "is out of bounds"))
    }
    /// The same with a value for where it is missing.
    pub fn number_or<T: TryFrom<i64>>(&self, name: &str, otherwise: T) -> Result<T, Problem> {
        if self.value(name).is_some() { self.number(name) } else { Ok(otherwise) }
    }

    pub fn decimal(&self, name: &str) -> Result<f64, Problem> {
        let number = self.needed(name, self.value(name))?;
        number.as_f64().ok_or_else(|| Problem::argument(name, "should be a number"))
    }

    pub fn seconds(&self, name: &str) -> Result<Duration, Problem> {
        let value = self.needed(name, self.value(name))?;
        let seconds = value.as_f64().or_else(|| value.as_str().and_then(|text| text.parse().ok()));
        let seconds = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        seconds.ok_or_else(|| Problem::argument(name, "should be a number of seconds"))
    }

    pub fn flag(&self, name: &str, otherwise: bool) -> Result<bool, Problem> {
        match self.value(name) {
            None => Ok(otherwise),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" || text == "false" => Ok(text == "true"),
            Some(_) => Err(Problem::argument(name, "should be true or false")),
        }
    }

    pub fn bytes(&self, name: &str) -> Result<Vec<u8>, Problem> {
        BASE64_STANDARD.decode(self.text(name)?).map_err(|_| Problem::argument(name, "should be base64"))
    }

    pub fn list(&self, name: &str) -> Result<&[Value], Problem> {
        match self.needed(name, self.value(name))? {
            Value::Array(list) => Ok(list),
            _ => Err(Problem::argument(name, "should be a list")),
        }
    }

    /// The arguments inside one of them.
    pub fn inner(&self, name: &str) -> Result<Option<Arguments>, Problem> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Object(object)) => Ok(Some(Arguments(object.clone()))),
            Some(_) => Err(Problem::argument(name, "should be an object")),
        }
    }

    /// The arguments of each item of a list of objects.
    pub fn items(&self, name: &str) -> Result<Vec<Arguments>, Problem> {
        let item = |value: &Value| match value {
            Value::Object(object) => Ok(Arguments(object.clone())),
            _ => Err(Problem::argument(name, "should be a list of objects")),
        };
        self.list(name)?.iter().map(item).collect()
    }

    // ---- things of the world

    /// A user or bot, by id or by username.
    pub fn user(&self, world: &World, name: &str) -> Result<UserId, Problem> {
        let known = match self.value(name) {
            Some(Value::String(username)) if username.parse::<i64>().is_err() => {
                match world.by_username(username.trim_start_matches('@')) {
                    Some(Chat::User(id)) => Some(id),
                    _ => None,
                }
            }
            _ => Some(UserId(self.number(name)?)).filter(|id| world.users.contains_key(id)),
        };
        known.ok_or_else(|| Problem::new(404, "USER", format!("\"{name}\" is no user of this world")))
    }

    /// A chat as the Bot API addresses it: a user's id, a supergroup's −100…, or a username.
    pub fn chat(&self, world: &World, name: &str) -> Result<Chat, Problem> {
        let unknown = || Problem::new(404, "CHAT", format!("\"{name}\" is no chat of this world"));
        let id = match self.value(name) {
            Some(Value::String(username)) if username.parse::<i64>().is_err() => {
                return world.by_username(username.trim_start_matches('@')).ok_or_else(unknown);
            }
            _ => self.number::<i64>(name)?,
        };
        let chat = match GroupId::from_bot_api(id) {
            Some(group) => Some(Chat::Group(group)).filter(|_| world.groups.contains_key(&group)),
            None => Some(Chat::User(UserId(id))).filter(|_| world.users.contains_key(&UserId(id))),
        };
        chat.ok_or_else(unknown)
    }

    pub fn group<'w>(&self, world: &'w World, name: &str) -> Result<&'w Group, Problem> {
        match self.chat(world, name)? {
            Chat::Group(group) => Ok(world.group(group)?),
            Chat::User(_) => Err(Problem::argument(name, "should be a group")),
        }
    }

    pub fn message(&self, name: &str) -> Result<MessageId, Problem> {
        Ok(MessageId(self.number(name)?))
    }
    pub fn topic(&self, name: &str) -> Result<TopicId, Problem> {
        Ok(TopicId(self.number(name)?))
    }
    pub fn topic_or_none(&self, name: &str) -> Result<Option<TopicId>, Problem> {
        self.value(name).map(|_| self.topic(name)).transpose()
    }
}

/// What `%41` and `+` stand for in a query.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        let hex = (first == b'%').then(|| after.get(..2)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => bytes.push(if first == b'+' { b' ' } else { first }),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
