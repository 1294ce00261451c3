//! Searching what clients and the team have said (S1).
//!
//! **Only what the member may see is found**: a message counts when its dialog is listed and within their right at that
//! moment. What Telegram's own senders write is in no listed dialog.

use super::{beginning::account_of, commands::Call, convert, office::BotError};
use crate::{
    domain::{AccountId, DialogId, Hit, Line, Message, PeerId},
    ports::ClientError,
    relay::{self, Dialog, Place, Plan, TeamTask},
    store::{Store, StoreError},
    team::{Action, Member, Target, rights::may},
};

/// Messages on a page, and how many Telegram is asked for: some may be none of the member's business.
const SHOWN: usize = 10;
const ASKED: u16 = 50;
/// As much of a message as is shown, in UTF-16 code units.
const EXCERPT: usize = 160;

/// Searches one dialog, which the member may see.
pub async fn in_dialog(call: &Call<'_>, dialog: DialogId, words: &str) -> Result<(), BotError> {
    search(call, dialog.account, Some(dialog.peer), words).await
}

/// Searches the account that is open in the member's panel, or their only one.
pub async fn in_account(call: &Call<'_>, words: &str) -> Result<(), BotError> {
    let Some(member) = Member::find(call.office.store(), call.person)? else { return call.say(Line::NotAMember).await };
    match account_of(call.office.store(), &member, Action::Converse)? {
        Some(account) => search(call, account, None, words).await,
        None => call.say(Line::NewWhich).await,
    }
}

async fn search(call: &Call<'_>, account: AccountId, peer: Option<PeerId>, words: &str) -> Result<(), BotError> {
    let found = match call.office.reader.search(account, peer, words, ASKED).await {
        Ok(found) => found,
        Err(ClientError::Refused(reason)) => {
            tracing::warn!(account.id = account.0, ?reason, "Telegram refused a search");
            Vec::new()
        }
        Err(_) => return call.say(Line::AskedInVain).await,
    };
    let in_thread = peer.is_some();
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            let mut hits = Vec::new();
            if let Some(member) = Member::find(store, call.person)? {
                for (peer, message) in &found {
                    hits.extend(hit(store, &member, DialogId { account, peer: *peer }, message)?);
                }
            }
            let more = hits.len() > SHOWN;
            hits.truncate(SHOWN);
            let line = Line::Found { words: words.to_owned(), hits, more };
            plan.team(TeamTask::Say { place: Place::Panel(call.person), line });
            if in_thread {
                let (chat, message) = (convert::chat(call.message), convert::id(call.message));
                plan.team(TeamTask::Nod { chat, message, reader: call.person });
            }
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// A message that was found, if the member may see it.
fn hit(store: &Store, member: &Member, id: DialogId, message: &Message) -> Result<Option<Hit>, StoreError> {
    let Some(dialog) = Dialog::find(store, id)? else { return Ok(None) };
    if !may(member, Action::Converse, Target::Dialog { account: id.account, assigned: Some(dialog.assigned) }) {
        return Ok(None);
    }
    // To the message itself where it stands in the thread.
    let post = relay::Message::of_client(store, id, message.id)?.and_then(|known| known.post);
    let link = dialog.link().map(|thread| match post {
        Some(post) if dialog.stands_in(post.chat) => format!("{thread}/{}", post.message),
        _ => thread,
    });
    Ok(Some(Hit {
        dialog: id,
        at: message.date,
        ours: message.origin == crate::domain::Origin::Account,
        excerpt: message.content.words().truncated(EXCERPT),
        link,
    }))
}
