//! How far the dialogs that an account had before are taken over (D10).

use super::page::{Page, press};
use super::{Press, Screen, Stage};
use crate::domain::{AccountId, DialogView, View};
use crate::locale::say;
use crate::relay::{Import, ImportState};
use crate::store::StoreError;
use crate::team::Account;

pub(super) fn draw(account: AccountId, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let Some(managed) = Account::find(stage.store, account)? else {
        return Ok(Page::new(say!(locale, "account-gone")).back(View::ACCOUNTS, locale));
    };
    let mut page = Page::new(say!(locale, "import-title", account = locale.name(&managed.title())));
    page.line(say!(locale, "import-what"));
    let import = Import::find(stage.store, account)?;
    let on = |on| Press::Import { account, on };
    let (said, button) = match import.as_ref().map(|import| (&import.state, import.seen, import.total)) {
        Some((ImportState::Running { from: None }, ..)) => {
            (say!(locale, "import-begins"), press(say!(locale, "button-import-cancel"), on(false)))
        }
        Some((ImportState::Running { .. }, seen, total)) => {
            let said = say!(locale, "import-running", n = seen, total = total);
            (said, press(say!(locale, "button-import-cancel"), on(false)))
        }
        Some((ImportState::Finished, seen, _)) => {
            (say!(locale, "import-finished", n = seen), press(say!(locale, "button-import-again"), on(true)))
        }
        Some((ImportState::Cancelled, seen, total)) => {
            let said = say!(locale, "import-cancelled", n = seen, total = total);
            (said, press(say!(locale, "button-import-again"), on(true)))
        }
        None => (say!(locale, "import-never"), press(say!(locale, "button-import-again"), on(true))),
    };
    page.paragraph(said);
    page.row([button]);
    Ok(page.back_and_refresh(View::Account(account), View::Dialogs(DialogView::Import(account)), locale))
}
