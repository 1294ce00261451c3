//! Further bots, by their tokens. One that cannot be had is no reason not to run.

use crate::{
    bot::{Bot, Helping, Server, StartError},
    config::{Settings, id_of},
    domain::BotId,
    relay::{Committer, Helper, RelayError, helpers},
};
use tracing::{error, info, warn};

/// Asks Telegram who the helpers are, and notes those it knows. Owners hear of a token that is refused.
pub async fn gather(bot: &Bot, settings: &Settings, committer: &Committer) -> Result<Vec<Helping>, RelayError> {
    let server = Server { url: settings.bot_api(), proxy: settings.bot_proxy.as_ref() };
    let (mut ready, mut known) = (Vec::new(), Vec::new());
    for token in &settings.helper_tokens {
        // A token begins with its bot's id, which settings have looked at.
        let id = BotId(id_of(token).parse().unwrap_or_default());
        match bot.helper(token, server).await {
            Ok(helper) => {
                info!(bot.id = %helper.id(), "A helper bot is ready");
                known.push(Helper { bot: helper.id(), username: Some(helper.username().to_owned()), refused: false });
                ready.push(helper);
            }
            Err(StartError::TokenRefused) => {
                error!(bot.id = %id, "Telegram refuses a token of PULT_HELPER_TOKENS; Pult runs without that helper");
                known.push(Helper { bot: id, username: None, refused: true });
            }
            Err(error) => {
                warn!(bot.id = %id, error = %crate::domain::Chain(&error), "A helper bot is not there; Pult runs without it");
                known.push(Helper { bot: id, username: None, refused: false });
            }
        }
    }
    committer.commit(|store| helpers::introduce(store, &known)).await?;
    Ok(ready)
}
