//! Screens that show what stands in an account's Telegram: what was said (S1), what was sent (M1).
//!
//! **Telegram is asked right before the screen is drawn, and only for what the reader may see at that moment**: a message
//! counts when its dialog is listed and within their right. What Telegram's own senders write is in no listed dialog.
//! Nothing of the answer is stored; small pictures are remembered for a while, in memory only.

use super::{
    commands::{Call, Scope},
    convert,
    office::{BotError, Office},
    panel,
};
use crate::{
    domain::{
        ClientMessageId, DialogId, FilesKind, FilesView, FoundView, MemberId, Message, Pictures, SearchMark, View,
    },
    ports::ClientError,
    relay::{Dialog, Plan, TeamTask},
    reports::Taste,
    screens::{FilesGlance, FoundGlance, Glance},
    store::{Store, StoreError},
    team::{Action, Member, rights::may},
};
use bytes::Bytes;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::timeout;

/// After this a screen is drawn with what there is.
const PATIENCE: Duration = Duration::from_secs(10);
/// Messages asked for at a time, and how often at most: some may be none of the reader's business.
const ASKED: u16 = 50;
const TIMES: usize = 8;

/// Whether Telegram is asked for a screen that this member opens.
pub fn is_asked_for(store: &Store, member: &Member, view: &View) -> Result<bool, StoreError> {
    match view {
        View::Files(view) => reaches(store, member, view.dialog),
        View::Found(FoundView { account, peer: Some(peer), .. }) => {
            reaches(store, member, DialogId { account: *account, peer: *peer })
        }
        View::Found(FoundView { peer: None, .. }) => Ok(true),
        _ => Ok(false),
    }
}

/// Opens such a screen in a member's panel; a command in a thread gets a sign that it was understood.
pub async fn open(call: &Call<'_>, view: View) -> Result<(), BotError> {
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            panel::open(call.office, store, call.person, view.clone(), &mut plan)?;
            if call.here == Scope::Desk {
                let (chat, message) = (convert::chat(call.message), convert::id(call.message));
                plan.team(TeamTask::Nod { chat, message, reader: call.person });
            }
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// What Telegram says for a screen; `None` where the screen asks nothing, or the reader's right does not reach.
pub async fn of(office: &Office, reader: MemberId, view: &View) -> Result<Option<Glance>, StoreError> {
    let Some(member) = Member::find(office.store(), reader)? else { return Ok(None) };
    if !is_asked_for(office.store(), &member, view)? {
        return Ok(None);
    }
    let answer = match view {
        View::Files(view) => timeout(PATIENCE, files(office, reader, view)).await,
        View::Found(view) => timeout(PATIENCE, found(office, &member, view)).await,
        _ => return Ok(None),
    };
    Ok(Some(match answer {
        Ok(Ok(glance)) => glance,
        Ok(Err(Trouble::Store(error))) => return Err(error),
        Ok(Err(Trouble::Client(error))) => {
            tracing::warn!(?error, "Telegram could not be asked for a screen");
            Glance::InVain
        }
        Err(_) => {
            tracing::warn!("Telegram did not answer for a screen in time");
            Glance::InVain
        }
    }))
}

/// Why there is no answer.
enum Trouble {
    Store(StoreError),
    Client(ClientError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Store(error)
    }
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Trouble {
        Trouble::Client(error)
    }
}

fn reaches(store: &Store, member: &Member, dialog: DialogId) -> Result<bool, StoreError> {
    let dialog = Dialog::find(store, dialog)?;
    Ok(dialog.is_some_and(|dialog| may(member, Action::Converse, dialog.target())))
}

async fn files(office: &Office, reader: MemberId, view: &FilesView) -> Result<Glance, Trouble> {
    let size = FilesGlance::size(view.kind);
    // One more tells whether there are more.
    let asked = u16::try_from(size + 1).unwrap_or(u16::MAX);
    let mut messages = office.reader.files(view.dialog, view.kind, view.turned.at().copied(), asked).await?;
    let more = messages.len() > size;
    messages.truncate(size);
    let shown = view.kind == FilesKind::Media && Taste::of(office.store(), reader)? != Pictures::Off;
    let thumbnails = if shown { thumbnails(office, view.dialog, &messages).await } else { HashMap::new() };
    Ok(Glance::Files(FilesGlance { messages, more, thumbnails }))
}

/// Small pictures of those that have one; without them the list is still one.
async fn thumbnails(office: &Office, dialog: DialogId, messages: &[Message]) -> HashMap<ClientMessageId, Bytes> {
    let files = messages.iter().filter_map(|message| {
        let media = message.content.media().filter(|media| !media.spoiler)?;
        Some((message.id, media.file()?.id.as_str()))
    });
    let files: HashMap<_, _> = files.collect();
    let key = |message: ClientMessageId| Some((dialog, message, (*files.get(&message)?).to_owned()));
    let mut shown: HashMap<_, _> =
        files.keys().filter_map(|message| Some((*message, office.thumbnails.find(&key(*message)?)?))).collect();
    let missing: Vec<_> = files.keys().copied().filter(|message| !shown.contains_key(message)).collect();
    if missing.is_empty() {
        return shown;
    }
    match timeout(PATIENCE / 2, office.reader.thumbnails(dialog, &missing)).await {
        Ok(Ok(fetched)) => {
            for (message, bytes) in fetched {
                if let Some(key) = key(message) {
                    office.thumbnails.keep(key, bytes.clone());
                }
                shown.insert(message, bytes);
            }
        }
        Ok(Err(error)) => tracing::warn!(account.id = dialog.account.0, ?error, "thumbnails could not be fetched"),
        Err(_) => tracing::warn!(account.id = dialog.account.0, "thumbnails did not come in time"),
    }
    shown
}

/// A page of what the reader may see; Telegram is asked on until it is full.
async fn found(office: &Office, member: &Member, view: &FoundView) -> Result<Glance, Trouble> {
    let mut page = FoundGlance { hits: Vec::new(), next: view.turned.at().copied() };
    for _ in 0..TIMES {
        let asked = office.reader.search(view.account, view.peer, &view.words, page.next, ASKED).await;
        let answer = match asked {
            Ok(answer) => answer,
            // Telegram finds nothing of the sort, and says so as a refusal.
            Err(ClientError::Refused(reason)) => {
                tracing::warn!(account.id = view.account.0, ?reason, "Telegram refused a search");
                page.next = None;
                break;
            }
            Err(error) => return Err(error.into()),
        };
        for (peer, message) in answer.found {
            let dialog = DialogId { account: view.account, peer };
            if !reaches(office.store(), member, dialog)? {
                continue;
            }
            if let (FoundGlance::SIZE.., Some((last, of))) = (page.hits.len(), page.hits.last()) {
                page.next = Some(behind(*last, of));
                return Ok(Glance::Found(page));
            }
            page.hits.push((dialog, message));
        }
        page.next = answer.next;
        if page.next.is_none() {
            break;
        }
    }
    Ok(Glance::Found(page))
}

/// The place of a message, which Telegram takes in place of what it gives itself at the end of an answer.
/// <https://core.telegram.org/method/messages.searchGlobal>
fn behind(dialog: DialogId, message: &Message) -> SearchMark {
    let rate = i32::try_from(message.date.as_second()).unwrap_or(i32::MAX);
    SearchMark { rate, peer: dialog.peer, message: message.id }
}

/// Small pictures that were shown lately, for whoever turns back a page. Which file it was belongs to the key: a message may
/// have got another.
#[derive(Default)]
pub struct Thumbnails(Mutex<VecDeque<(Thumbnail, Bytes)>>);

type Thumbnail = (DialogId, ClientMessageId, String);

/// So many are remembered, and no more than these bytes.
const REMEMBERED: usize = 90;
const BYTES: usize = 4 << 20;

impl Thumbnails {
    fn find(&self, wanted: &Thumbnail) -> Option<Bytes> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(key, _)| key == wanted).map(|(_, bytes)| bytes.clone())
    }

    fn keep(&self, key: Thumbnail, bytes: Bytes) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(other, _)| *other != key);
        known.push_back((key, bytes));
        while known.len() > REMEMBERED || known.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > BYTES {
            known.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, PeerId};

    #[test]
    fn only_the_latest_small_pictures_are_remembered() {
        let (known, dialog) = (Thumbnails::default(), DialogId { account: AccountId(1), peer: PeerId::User(1) });
        let key = |number: i32| (dialog, ClientMessageId(number), "1".to_owned());
        for number in 0..200 {
            known.keep(key(number), vec![0; 100].into());
        }
        assert_eq!(known.find(&key(199)).map(|bytes| bytes.len()), Some(100));
        assert!(known.find(&key(109)).is_none() && known.find(&key(110)).is_some());
        known.keep(key(200), vec![0; BYTES].into());
        assert!(known.find(&key(199)).is_none() && known.find(&key(200)).is_some());
    }
}
