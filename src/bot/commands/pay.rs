//! `/pay 5000 consultation`: books what a client paid (F1). In reply to a message it keeps that as the proof.

use super::{Call, Command, Scope};
use crate::{
    bot::{money, office::BotError},
    domain::{ContactView, Line, Payment, View},
    locale::say,
    relay::payments::Writing,
    team::Action,
};

const NAME: &str = "pay";

pub const COMMAND: Command = Command {
    name: NAME,
    scope: Scope::Both,
    right: Some(Action::BookPayment),
    about: |locale| say!(locale, "command-pay"),
    run: |call| Box::pin(run(call)),
};

async fn run(call: &Call<'_>) -> Result<(), BotError> {
    if call.here == Scope::Panel {
        // Whose payment it is says the thread; here it is chosen first.
        return call.show(View::Contacts(ContactView::found(""))).await;
    }
    match Payment::read(call.arguments, call.office.today()) {
        Some(payments) => {
            let writing = Writing { payments, doubt: None, may_send: false };
            money::written(call.office, call.inbound, call.message, call.person, writing).await
        }
        None => call.say(Line::Usage { command: NAME.to_owned() }).await,
    }
}
