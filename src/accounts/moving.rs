//! An account moves to another data centre.
//!
//! Telegram may move an account that is used from far away for long. From then on the data centre that was its home answers
//! every query with `USER_MIGRATE_X`, and the query is to be made in the new one.
//! <https://core.telegram.org/api/datacenter#user-migration>
//!
//! A key of the new home belongs to nobody until the authorization was brought there from the old one, as Telegram Desktop did
//! when it followed such moves. **The home moves last**: whatever is interrupted begins again, since the old home refers to the
//! new one again.

use super::connection::Link;
use grammers_mtsender::InvocationError;
use grammers_session::Session;
use grammers_tl_types as tl;
use tracing::{info, warn};

/// Makes the account known in another data centre. <https://core.telegram.org/api/datacenter#authorization-transfer>
pub async fn sign_in_at(link: &Link, dc: i32) -> Result<(), InvocationError> {
    let exported = link.invoke(&tl::functions::auth::ExportAuthorization { dc_id: dc }).await?;
    let tl::enums::auth::ExportedAuthorization::Authorization(exported) = exported;
    let request = tl::functions::auth::ImportAuthorization { id: exported.id, bytes: exported.bytes };
    link.invoke_in(dc, &request).await?;
    Ok(())
}

/// Makes another data centre the home of the account.
pub async fn move_home(link: &Link, dc: i32) -> Result<(), InvocationError> {
    let account = link.session.account();
    match sign_in_at(link, dc).await {
        // The old home does not hand it over. The new one knows the account already, or says that somebody has to sign in.
        Err(InvocationError::Rpc(error)) if (300..420).contains(&error.code) => {
            warn!(account.id = %account, dc.id = dc, %error, "the authorization of an account that moves is not handed over");
        }
        answer => answer?,
    }
    link.session.set_home_dc_id(dc).await.map_err(|error| InvocationError::Session(error.into()))?;
    info!(account.id = %account, dc.id = dc, "an account has moved to another data centre");
    Ok(())
}
