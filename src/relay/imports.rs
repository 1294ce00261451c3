//! Takes over the dialogs that accounts had before, page by page (D10).

use super::{Committer, RelayError, import::Import, import::ImportState, plan::import};
use crate::{
    crm::Contact,
    domain::ContactId,
    ports::{ClientError, ClientReader},
};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How long to wait when no account could be asked.
const PAUSE: Duration = Duration::from_secs(5);

/// Runs all imports, a page of each in turn: an account that cannot be asked holds up no other.
pub struct Imports {
    committer: Committer,
    reader: Arc<dyn ClientReader>,
}

impl Imports {
    pub fn new(committer: Committer, reader: Arc<dyn ClientReader>) -> Imports {
        Imports { committer, reader }
    }

    /// Runs until stopped. An error is one of the store: nothing can go on.
    pub async fn run(self, stop: CancellationToken) -> Result<(), RelayError> {
        while !stop.is_cancelled() {
            let running = Import::running(self.committer.store())?;
            let mut moved = running.is_empty();
            for import in &running {
                moved |= self.page(import).await?;
            }
            let rest = async {
                match (running.is_empty(), moved) {
                    (true, _) => self.committer.imports_changed().await,
                    (false, true) => {}
                    (false, false) => self.committer.clock().sleep(PAUSE).await,
                }
            };
            tokio::select! {
                () = rest => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }

    /// Takes one page over; `false` when the account cannot be asked now.
    async fn page(&self, import: &Import) -> Result<bool, RelayError> {
        let (account, store) = (import.account, self.committer.store());
        let ImportState::Running { from } = import.state else { return Ok(true) };
        let page = match self.reader.dialogs(account, from).await {
            Ok(page) => page,
            Err(ClientError::Refused(reason)) => {
                tracing::warn!(
                    account.id = account.0,
                    ?reason,
                    "Telegram refused the list of dialogs; the import ends"
                );
                let now = self.committer.now();
                self.committer.commit(|store| import::cancel(store, now, account)).await?;
                return Ok(true);
            }
            Err(error) => {
                tracing::debug!(account.id = account.0, %error, "the list of dialogs is asked for later");
                return Ok(false);
            }
        };
        let mut fresh = Vec::with_capacity(page.dialogs.len());
        for listed in &page.dialogs {
            fresh.push(match import::is_new(store, account, listed)? {
                true => ContactId(store.next_id(Contact::IDS).await?),
                false => ContactId(0),
            });
        }
        let now = self.committer.now();
        self.committer.commit(|store| import::take_over(store, now, account, from, &page, &fresh)).await?;
        Ok(true)
    }
}
