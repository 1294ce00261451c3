//! `reply_markup`. <https://core.telegram.org/bots/api#inlinekeyboardmarkup>
use super::address;
use crate::bot_api::call::Call;
use crate::bot_api::failure::Failure;
use crate::world::{Action, Button, Keyboard};
use serde_json::Value;

/// The inline keyboard of a call, if it has one. Reply keyboards and forced replies are the sender's own screen: they are
/// checked to be objects and then change nothing here.
///
/// # Errors
/// 400 for what is no keyboard.
pub fn keyboard(call: &Call) -> Result<Option<Keyboard>, Failure> {
    match call.json("reply_markup")? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(markup)) => match markup.get("inline_keyboard") {
            None => Ok(None),
            Some(Value::Array(rows)) => inline(rows),
            Some(_) => Err(broken("Field \"inline_keyboard\" must be of type Array")),
        },
        Some(_) => Err(Failure::bad("object expected as reply markup")),
    }
}

fn broken(what: &str) -> Failure {
    Failure::bad(format!("can't parse inline keyboard: {what}"))
}

fn inline(rows: &[Value]) -> Result<Option<Keyboard>, Failure> {
    let mut keyboard = Keyboard::default();
    for row in rows {
        let Value::Array(buttons) = row else {
            return Err(broken("Array of Arrays expected"));
        };
        let row: Vec<Button> = buttons.iter().map(button).collect::<Result<_, _>>()?;
        if !row.is_empty() {
            keyboard.rows.push(row);
        }
    }
    Ok((!keyboard.rows.is_empty()).then_some(keyboard))
}

fn button(given: &Value) -> Result<Button, Failure> {
    let broken = |what: &str| Failure::bad(format!("can't parse inline keyboard button: {what}"));
    let string = |name: &str| given[name].as_str();
    let text = string("text").ok_or_else(|| broken("Field \"text\" must be of type String"))?;
    let action = if let Some(url) = string("url") {
        let wrong = || {
            let words = format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");
            Failure::bad(words)
        };
        Action::Url(address(url).ok_or_else(wrong)?)
    } else if let Some(data) = string("callback_data") {
        Action::Callback(data.as_bytes().to_vec())
    } else if let Some(copied) = given["copy_text"]["text"].as_str() {
        Action::Copy(copied.to_owned())
    } else if [
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "callback_game",
        "pay",
    ]
    .iter()
    .any(|name| !given[*name].is_null())
    {
        // They exist; this world has none of them.
        return Err(Failure::bad("BUTTON_TYPE_INVALID"));
    } else {
        return Err(broken("Text buttons are unallowed in the inline keyboard"));
    };
    Ok(Button { text: text.to_owned(), action })
}
