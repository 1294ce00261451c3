//! What a dead process left in its store: every index and every counter equals a recount.

use crate::{agency::Agency, history::History};
use anyhow::{Context, ensure};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use pult::{
    domain::{AccountId, UserId},
    records,
    relay::{DIALOGS, RECEIVED, SENT},
    store::{MasterKey, MasterKeySource, SledEngine, Store},
    team::Account,
};
use rust_decimal::Decimal;
use std::{fs, path::Path};

/// Looks at a copy, so that Pult itself has to mend what the death left.
pub async fn recount(data: &Path) -> anyhow::Result<()> {
    let store = data.join("store");
    if !store.join("conf").exists() {
        return Ok(());
    }
    let copy = tempfile::tempdir()?;
    for entry in fs::read_dir(&store)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
        }
    }
    let store = open(copy.path(), data).await?;
    let wrong = store.rebuild(&records::registry()).await.context("recounting")?;
    ensure!(wrong == 0, "{wrong} index rows or counters do not equal a recount");
    Ok(store.close().await?)
}

/// What was counted in all equals what happened.
pub async fn check(data: &Path, history: &History, agency: &Agency) -> anyhow::Result<()> {
    let store = open(&data.join("store"), data).await?;
    for side in &agency.sides {
        let user = UserId(side.account.id.0);
        let account = Account::of_user(&store, user)?.context("the account is on record")?.id;
        let (mut dialogs, mut received, mut sent) = (0_u32, 0_u32, 0_u32);
        let desk = history.desk(side.desk.id);
        for dialog in agency.dialogs.iter().filter(|dialog| agency.side(dialog).desk == side.desk) {
            let messages = &history.chat(side.account.id, dialog.client.id).messages;
            // What was deleted before Pult heard of it is not counted.
            let known = messages
                .iter()
                .filter(|said| said.now.is_some() || said.name.starts_with('a') || desk.last_of(&said.name).is_some());
            let (by_client, own): (Vec<_>, Vec<_>) = known.partition(|said| said.by_client);
            dialogs += u32::from(!by_client.is_empty() || !own.is_empty());
            received += by_client.len() as u32;
            sent += own.len() as u32;
        }
        let counted = [
            store.tally(DIALOGS, &account)?,
            sum(|day| store.tally(RECEIVED, &(account, day)))?,
            sum(|day| store.tally(SENT, &(account, day)))?,
        ];
        let happened = [dialogs, received, sent].map(Decimal::from);
        ensure!(
            counted == happened,
            "{}: counted {counted:?} dialogs, received, sent; there were {happened:?}",
            side.name
        );
    }
    Ok(store.close().await?)
}

/// Of yesterday and today: midnight may pass.
fn sum<E>(of: impl Fn(Date) -> Result<Decimal, E>) -> Result<Decimal, E> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    Ok(of(today)? + of(today.saturating_sub(1.day()))?)
}

async fn open(store: &Path, data: &Path) -> anyhow::Result<Store> {
    let key = MasterKey::load(&MasterKeySource::File(data.join("master.key")))?;
    let engine = SledEngine::open(store).context("opening the store that was left")?;
    Ok(Store::open(engine, key).await?)
}

const _: fn(AccountId) = |_| {};
