//! `/find words`: messages with these words, of the thread's dialog or of the account that is open in the panel (S1).
//! Telegram itself searches, so the whole history is covered; what is found is read in the panel.

use super::{Call, Command, Scope};
use crate::{
    bot::{beginning::account_of, convert, glance, office::BotError},
    domain::{FoundView, Line, View},
    locale::say,
    relay::{Actor, outgoing},
    team::{Action, Member},
};

/// Of what is looked for, in characters.
const LONGEST: usize = 200;

pub const COMMAND: Command = Command {
    name: "find",
    scope: Scope::Both,
    right: Some(Action::Converse),
    about: |locale| say!(locale, "command-find"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    let words: String = call.arguments.trim().chars().take(LONGEST).collect();
    if words.is_empty() {
        return call.say(Line::Usage { command: "find".to_owned() }).await;
    }
    if call.here == Scope::Panel {
        let store = call.office.store();
        let Some(member) = Member::find(store, call.person)? else { return call.say(Line::NotAMember).await };
        return match account_of(store, &member, Action::Converse)? {
            Some(account) => glance::open(call, View::Found(FoundView::first(account, None, &words))).await,
            None => call.say(Line::NewWhich).await,
        };
    }
    let (chat, topic) = (convert::chat(call.message), convert::topic(call.message));
    match outgoing::authorize(call.office.store(), chat, topic, Actor::Person(call.person))? {
        Ok(dialog) => {
            let view = FoundView::first(dialog.id.account, Some(dialog.id.peer), &words);
            glance::open(call, View::Found(view)).await
        }
        Err(line) => call.say(line).await,
    }
}
