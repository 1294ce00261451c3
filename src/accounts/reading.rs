//! Reading what stands in an account's Telegram: its dialogs, words, files, who is behind a name.

use super::connection::Link;
use super::convert;
use super::delivery::{input_peer, messages, peer_ref};
use super::errors::{Trouble, rpc_name, trouble};
use super::receiver::{introduce, introduce_all};
use crate::domain::{ClientMessageId, DialogMark, FilesKind, Message, PeerId, SearchMark};
use crate::ports::{Correspondent, DialogPage, Handle, ListedDialog, SearchPage};
use grammers_tl_types as tl;
use std::{cmp::Reverse, collections::BTreeMap};

/// Dialogs of one request: they are taken over in one commit.
const DIALOGS_AT_ONCE: i32 = 50;

/// A page of the account's dialogs, newest first. <https://core.telegram.org/method/messages.getDialogs>
pub async fn dialogs(link: &Link, from: Option<DialogMark>) -> Result<DialogPage, Trouble> {
    use tl::enums::messages::Dialogs as D;
    let offset = from.and_then(|mark| Some((mark, peer_ref(link, mark.peer)?)));
    let request = tl::functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: offset.as_ref().map_or(0, |(mark, _)| mark.date),
        offset_id: offset.as_ref().map_or(0, |(mark, _)| mark.message.0),
        offset_peer: offset.map_or(tl::enums::InputPeer::Empty, |(_, peer)| peer.into()),
        limit: DIALOGS_AT_ONCE,
        hash: 0,
    };
    let answer = link.invoke(&request).await.map_err(|error| trouble(&error))?;
    let (dialogs, messages, chats, users, total) = match answer {
        D::Dialogs(all) => {
            let total = all.dialogs.len();
            (all.dialogs, all.messages, all.chats, all.users, total)
        }
        D::Slice(some) => {
            (some.dialogs, some.messages, some.chats, some.users, usize::try_from(some.count).unwrap_or_default())
        }
        D::NotModified(_) => (Vec::new(), Vec::new(), Vec::new(), Vec::new(), 0),
    };
    introduce(&link.session, &users, &chats).await?;
    let more = dialogs.len() < total;
    let mut next = None;
    let mut listed = Vec::with_capacity(dialogs.len());
    for dialog in &dialogs {
        let tl::enums::Dialog::Dialog(dialog) = dialog else { continue };
        let peer = convert::peer_id(&dialog.peer);
        let top = messages.iter().find(|message| place_of(message) == Some((peer, dialog.top_message)));
        let date = top.and_then(date_of).unwrap_or_default();
        next = Some(DialogMark { date, message: ClientMessageId(dialog.top_message), peer });
        let Some(known) = link.session.known(peer) else { continue };
        listed.push(ListedDialog {
            with: known.correspondent(peer),
            unread: u32::try_from(dialog.unread_count).unwrap_or_default(),
            latest: top.and_then(convert::message).map(|(_, message)| message),
            read: (dialog.read_outbox_max_id > 0).then_some(ClientMessageId(dialog.read_outbox_max_id)),
        });
    }
    let ended = !more || dialogs.is_empty() || next == from;
    Ok(DialogPage { dialogs: listed, next: next.filter(|_| !ended), total: u32::try_from(total).unwrap_or(u32::MAX) })
}

/// Messages with these words, those behind a place. <https://core.telegram.org/method/messages.search>, `.searchGlobal`
pub async fn search(
    link: &Link,
    peer: Option<PeerId>,
    words: &str,
    behind: Option<SearchMark>,
    limit: u16,
) -> Result<SearchPage, Trouble> {
    use tl::enums::MessagesFilter::InputMessagesFilterEmpty as Any;
    let answer = match peer {
        Some(peer) => {
            let before = behind.map(|mark| mark.message);
            link.invoke(&of_dialog(link, peer, words, Any, before, limit)?).await
        }
        None => {
            let request = tl::functions::messages::SearchGlobal {
                community: None,
                broadcasts_only: false,
                groups_only: false,
                users_only: false,
                folder_id: None,
                q: words.to_owned(),
                filter: Any,
                min_date: 0,
                max_date: 0,
                offset_rate: behind.map_or(0, |mark| mark.rate),
                offset_peer: match behind {
                    Some(mark) => input_peer(link, mark.peer)?,
                    None => tl::enums::InputPeer::Empty,
                },
                offset_id: behind.map_or(0, |mark| mark.message.0),
                limit: i32::from(limit),
            };
            link.invoke(&request).await
        }
    };
    let found = answer.map_err(|error| trouble(&error))?;
    introduce_all(&link.session, &found).await?;
    let last = messages(&found).last().and_then(|last| {
        let (peer, message) = place_of(last)?;
        Some(SearchMark { rate: date_of(last)?, peer, message: ClientMessageId(message) })
    });
    let next = match &found {
        tl::enums::messages::Messages::Slice(some) => {
            last.map(|mark| SearchMark { rate: some.next_rate.unwrap_or(mark.rate), ..mark })
        }
        // A channel's messages come with no word of how many are left.
        tl::enums::messages::Messages::ChannelMessages(_) => last,
        // These are all.
        tl::enums::messages::Messages::Messages(_) | tl::enums::messages::Messages::NotModified(_) => None,
    };
    let known = |peer| link.session.known(peer);
    let found = messages(&found).iter().filter_map(|raw| convert::named(raw, &known)).collect();
    Ok(SearchPage { found, next: next.filter(|next| Some(*next) != behind) })
}

/// Messages of a dialog with files of a kind, newest first. Telegram has a filter for each of the narrower kinds and none
/// for all of them, so each is asked and the newest of all answers are taken.
/// <https://core.telegram.org/type/MessagesFilter>
pub async fn files(
    link: &Link,
    peer: PeerId,
    kind: FilesKind,
    before: Option<ClientMessageId>,
    limit: u16,
) -> Result<Vec<Message>, Trouble> {
    use tl::enums::MessagesFilter as F;
    let filters = match kind {
        FilesKind::Media => {
            [F::InputMessagesFilterPhotoVideo, F::InputMessagesFilterGif, F::InputMessagesFilterRoundVideo]
        }
        FilesKind::Files => [F::InputMessagesFilterDocument, F::InputMessagesFilterMusic, F::InputMessagesFilterVoice],
    };
    let mut newest = BTreeMap::new();
    for filter in filters {
        let request = of_dialog(link, peer, "", filter, before, limit)?;
        let found = link.invoke(&request).await.map_err(|error| trouble(&error))?;
        introduce_all(&link.session, &found).await?;
        let found = messages(&found).iter().filter_map(convert::message).map(|(_, message)| message);
        // What was sent to be seen once is on the phone alone.
        newest.extend(found.filter(|one| one.content.media().is_some()).map(|one| (Reverse(one.id), one)));
    }
    Ok(newest.into_values().take(limit.into()).collect())
}

/// A search of one dialog, among what stands before a message.
fn of_dialog(
    link: &Link,
    peer: PeerId,
    words: &str,
    filter: tl::enums::MessagesFilter,
    before: Option<ClientMessageId>,
    limit: u16,
) -> Result<tl::functions::messages::Search, Trouble> {
    Ok(tl::functions::messages::Search {
        peer: input_peer(link, peer)?,
        q: words.to_owned(),
        from_id: None,
        saved_peer_id: None,
        saved_reaction: None,
        top_msg_id: None,
        filter,
        min_date: 0,
        max_date: 0,
        offset_id: before.map_or(0, |message| message.0),
        add_offset: 0,
        limit: i32::from(limit),
        max_id: 0,
        min_id: 0,
        hash: 0,
    })
}

/// Who is behind a name or a number. <https://core.telegram.org/method/contacts.resolveUsername>, `.resolvePhone`
pub async fn resolve(link: &Link, handle: &Handle) -> Result<Option<Correspondent>, Trouble> {
    let answer = match handle {
        Handle::Username(username) => {
            let username = username.clone();
            link.invoke(&tl::functions::contacts::ResolveUsername { username, referer: None }).await
        }
        Handle::Phone(phone) => {
            link.invoke(&tl::functions::contacts::ResolvePhone { phone: phone.digits().to_owned() }).await
        }
    };
    let tl::enums::contacts::ResolvedPeer::Peer(found) = match answer {
        Ok(found) => found,
        Err(error) => {
            return match rpc_name(&error) {
                "USERNAME_NOT_OCCUPIED" | "USERNAME_INVALID" | "PHONE_NOT_OCCUPIED" | "PHONE_NUMBER_INVALID" => {
                    Ok(None)
                }
                _ => Err(trouble(&error)),
            };
        }
    };
    introduce(&link.session, &found.users, &found.chats).await?;
    let peer = convert::peer_id(&found.peer);
    Ok(link.session.known(peer).map(|known| known.correspondent(peer)))
}

fn place_of(message: &tl::enums::Message) -> Option<(PeerId, i32)> {
    match message {
        tl::enums::Message::Message(message) => Some((convert::peer_id(&message.peer_id), message.id)),
        tl::enums::Message::Service(message) => Some((convert::peer_id(&message.peer_id), message.id)),
        tl::enums::Message::Empty(_) => None,
    }
}

fn date_of(message: &tl::enums::Message) -> Option<i32> {
    match message {
        tl::enums::Message::Message(message) => Some(message.date),
        tl::enums::Message::Service(message) => Some(message.date),
        tl::enums::Message::Empty(_) => None,
    }
}
