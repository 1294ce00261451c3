//! Formatted text and keyboards as arguments, entities as results.
//! <https://core.telegram.org/bots/api#formatting-options>
mod html;
mod keyboard;
mod markdown;
mod markdown_v2;

pub use keyboard::keyboard;

use super::call::Call;
use super::failure::Failure;
use super::render;
use crate::world::{Entity, EntityKind, Text, UserId, World};
use serde_json::{Value, json};

/// A text argument with its `parse_mode` or entities.
///
/// # Errors
/// "can't parse entities: …".
pub fn text(call: &Call, name: &str, entities: &str) -> Result<Text, Failure> {
    let raw = call.text(name).unwrap_or_default();
    parsed(raw, call.text("parse_mode"), call.json(entities)?)
}

/// The same from values already taken out of their object.
///
/// # Errors
/// As [`text`].
pub fn parsed(raw: &str, mode: Option<&str>, entities: Option<Value>) -> Result<Text, Failure> {
    let broken = |what: String| Failure::bad(format!("can't parse entities: {what}"));
    match mode.unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "none" => {}
        "html" => return html::parse(raw).map_err(broken),
        "markdownv2" => return markdown_v2::parse(raw).map_err(broken),
        "markdown" => return markdown::parse(raw).map_err(broken),
        _ => return Err(Failure::bad("unsupported parse_mode")),
    }
    let mut text = Text::from(raw);
    match entities {
        None | Some(Value::Null) => {}
        Some(Value::Array(list)) => {
            for one in &list {
                text.entities.extend(from_json(one)?);
            }
        }
        Some(_) => {
            return Err(Failure::bad("can't parse message entities: expected an Array"));
        }
    }
    Ok(text)
}

/// <https://core.telegram.org/bots/api#messageentity>
pub fn entity(world: &World, of: &Entity) -> Value {
    use EntityKind as K;
    let (kind, more) = match &of.kind {
        K::Mention => ("mention", None),
        K::Hashtag => ("hashtag", None),
        K::Cashtag => ("cashtag", None),
        K::BotCommand => ("bot_command", None),
        K::Url => ("url", None),
        K::Email => ("email", None),
        K::Phone => ("phone_number", None),
        // Bots are not told about card numbers.
        K::BankCard => ("bank_card_number", None),
        K::Bold => ("bold", None),
        K::Italic => ("italic", None),
        K::Underline => ("underline", None),
        K::Strike => ("strikethrough", None),
        K::Spoiler => ("spoiler", None),
        K::Code => ("code", None),
        K::Pre { language } if language.is_empty() => ("pre", None),
        K::Pre { language } => ("pre", Some(("language", json!(language)))),
        K::TextLink { url } => ("text_link", Some(("url", json!(url)))),
        K::TextMention { user } => ("text_mention", Some(("user", render::user(world, *user)))),
        K::CustomEmoji { id } => ("custom_emoji", Some(("custom_emoji_id", json!(id.to_string())))),
        K::Blockquote { expandable: false } => ("blockquote", None),
        K::Blockquote { expandable: true } => ("expandable_blockquote", None),
    };
    let mut shown = json!({ "type": kind, "offset": of.offset, "length": of.length });
    if let Some((name, value)) = more {
        shown[name] = value;
    }
    shown
}

/// An entity of an argument; kinds that the server finds by itself are ignored, as documented.
fn from_json(given: &Value) -> Result<Option<Entity>, Failure> {
    use EntityKind as K;
    let broken = |what: &str| Failure::bad(format!("can't parse MessageEntity: {what}"));
    let number = |name: &str| {
        let value = given[name].as_u64().and_then(|n| usize::try_from(n).ok());
        value.ok_or_else(|| broken(&format!("Field \"{name}\" must be a Number")))
    };
    let string = |name: &str| given[name].as_str().unwrap_or_default();
    let kind = match string("type") {
        "bold" => K::Bold,
        "italic" => K::Italic,
        "underline" => K::Underline,
        "strikethrough" => K::Strike,
        "spoiler" => K::Spoiler,
        "code" => K::Code,
        "pre" => K::Pre { language: string("language").into() },
        "text_link" => match link(string("url")) {
            Some(kind) => kind,
            None => {
                let words = format!("entity URL '{}' is invalid: Wrong HTTP URL", string("url"));
                return Err(Failure::bad(words));
            }
        },
        "text_mention" => {
            let user = given["user"]["id"].as_i64();
            let user = user.ok_or_else(|| broken("Can't find field \"user\""))?;
            K::TextMention { user: UserId(user) }
        }
        "custom_emoji" => {
            let id = string("custom_emoji_id").parse();
            let id = id.map_err(|_| broken("Can't find field \"custom_emoji_id\""))?;
            K::CustomEmoji { id }
        }
        "blockquote" => K::Blockquote { expandable: false },
        "expandable_blockquote" => K::Blockquote { expandable: true },
        "mention" | "hashtag" | "cashtag" | "bot_command" | "url" | "email" | "phone_number" | "bank_card_number" => {
            return Ok(None);
        }
        _ => return Err(broken("Unsupported type specified")),
    };
    Ok(Some(Entity { offset: number("offset")?, length: number("length")?, kind }))
}

/// What a link leads to: a person for `tg://user?id=`, else an address; `None` for what is no address.
fn link(url: &str) -> Option<EntityKind> {
    let url = url.trim();
    if let Some(id) = url.strip_prefix("tg://user?id=") {
        return id.parse().ok().map(|id| EntityKind::TextMention { user: UserId(id) });
    }
    address(url).map(|url| EntityKind::TextLink { url })
}

/// An address with its scheme; `None` for what is none.
pub fn address(url: &str) -> Option<String> {
    if url.is_empty() || url.contains(char::is_whitespace) {
        return None;
    }
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    match scheme.to_ascii_lowercase().as_str() {
        "tg" | "ton" | "tonsite" if !rest.is_empty() => Some(url.to_owned()),
        "" | "http" | "https" => {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
            let sound = name.contains('.') && !name.starts_with('.') && !name.ends_with('.');
            sound.then(|| {
                let slash = if rest.contains(['/', '?', '#']) { "" } else { "/" };
                let scheme = if scheme.is_empty() { "http" } else { scheme };
                format!("{scheme}://{rest}{slash}")
            })
        }
        _ => None,
    }
}

/// Text being written with entities still open. Offsets are UTF-16 units.
#[derive(Default)]
struct Builder {
    text: String,
    units: usize,
    entities: Vec<Entity>,
}

impl Builder {
    fn push(&mut self, c: char) {
        self.text.push(c);
        self.units += c.len_utf16();
    }
    /// Marks everything written since `from`; nothing if that is nothing.
    fn close(&mut self, from: usize, kind: EntityKind) {
        if self.units > from {
            self.entities.push(Entity { offset: from, length: self.units - from, kind });
        }
    }
    fn done(self) -> Text {
        Text { text: self.text, entities: self.entities }
    }
}
