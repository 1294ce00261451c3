//! What an account does to let bots into its groups.

use super::super::{Desk, Making, helper::Helper};
use crate::{
    domain::{BotId, ChatId, MakingStep},
    ports::ClientAction,
    store::{Store, StoreError},
};

/// What the account does next for a desk in the making; `None` when it is not its turn.
pub(super) fn step(making: &Making) -> Option<ClientAction> {
    match making.step {
        _ if making.failed.is_some() => None,
        MakingStep::Group => Some(ClientAction::MakeGroup {
            title: making.title.clone(),
            about: making.about.clone(),
            marker: making.marker.clone(),
            since: making.began,
        }),
        MakingStep::Bot { chat } => {
            let (bot, username) = (making.bot, making.username.clone());
            Some(ClientAction::AdmitBot { chat, bot, username, helper: false })
        }
        MakingStep::Entrance { .. } => None,
    }
}

/// Lets a helper into a desk, while it is one.
pub(super) fn helper(store: &Store, chat: ChatId, bot: BotId) -> Result<Option<ClientAction>, StoreError> {
    let helper = Helper::find(store, bot)?.filter(|helper| !helper.refused);
    let username = helper.and_then(|helper| helper.username.clone());
    Ok(match (username, Desk::find(store, chat)?) {
        (Some(username), Some(_)) => Some(ClientAction::AdmitBot { chat, bot, username, helper: true }),
        _ => None,
    })
}
