//! What a dead process left in its store: every index and every counter equals a recount.

use crate::{agency::Agency, history::History};
use anyhow::{Context, ensure};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use pult::{
    domain::UserId,
    records,
    relay::{DIALOGS, RECEIVED, SENT},
    store::{MasterKey, MasterKeySource, SledEngine, Store},
    team::Account,
};
use rust_decimal::Decimal;
use std::{fs, io, path::Path};

/// Looks at a copy, so that Pult itself has to mend what the death left.
pub async fn recount(data: &Path) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let left = directory.path().join("store");
    copy(&data.join("store"), &left)?;
    let store = open(&left, data).await?;
    let wrong = store.rebuild(&records::registry()).await.context("recounting")?;
    ensure!(wrong == 0, "{wrong} index rows or counters do not equal a recount");
    Ok(store.close().await?)
}

/// What was counted in all equals what happened.
pub async fn check(data: &Path, history: &History, agency: &Agency) -> anyhow::Result<()> {
    let store = open(&data.join("store"), data).await?;
    for side in &agency.sides {
        let (mut dialogs, mut received, mut sent) = (0_u32, 0_u32, 0_u32);
        let desk = history.desk(side.desk.id);
        for dialog in agency.dialogs.iter().filter(|dialog| agency.side(dialog).desk == side.desk) {
            let messages = &history.chat(side.account.id, dialog.client.id).messages;
            // What was deleted before Pult heard of it is not counted.
            let known: Vec<_> =
                messages.iter().filter(|said| said.now.is_some() || desk.last_of(&said.name).is_some()).collect();
            dialogs += u32::from(!known.is_empty());
            received += known.iter().map(|said| u32::from(said.by_client)).sum::<u32>();
            sent += known.iter().map(|said| u32::from(!said.by_client)).sum::<u32>();
        }
        let happened = [dialogs, received, sent].map(Decimal::from);
        let account = Account::of_user(&store, UserId(side.account.id.0))?.context("the account is on record")?.id;
        let counted = [
            store.tally(DIALOGS, &account)?,
            lately(|day| store.tally(RECEIVED, &(account, day)))?,
            lately(|day| store.tally(SENT, &(account, day)))?,
        ];
        let of = "dialogs, received and sent";
        ensure!(counted == happened, "{}: {counted:?} {of} were counted, there were {happened:?}", side.name);
    }
    Ok(store.close().await?)
}

/// The files of a store.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// Yesterday, today and tomorrow: midnight may have passed meanwhile, and not every clock is right.
fn lately<E>(count: impl Fn(Date) -> Result<Decimal, E>) -> Result<Decimal, E> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    Ok(count(today.saturating_sub(1.day()))? + count(today)? + count(today.saturating_add(1.day()))?)
}

async fn open(store: &Path, data: &Path) -> anyhow::Result<Store> {
    let key = MasterKey::load(&MasterKeySource::File(data.join("master.key")))?;
    let engine = SledEngine::open(store).context("opening the store that was left")?;
    Ok(Store::open(engine, key).await?)
}
