//! From an outbox entry to the request it stands for now. Reads only.

use super::super::{
    Card, Desk, Dialog, Entry, Followed, Intruder, Making, Message, Panel, Place, Preview, Reply, Retold, State,
    TeamTask, Thread, Watch, album,
    scheduler::{Form, Lane, Millis},
};
use super::{
    body::{body, lines, retold},
    digest,
    form::form,
};
use crate::{
    domain::{
        BotId, BotMessageId, ChatId, ClientMessageId, DialogId, Line, MakingStep, MemberId, Quote, Reaction, ReplyTo,
        RichText, TopicId,
    },
    ports::{Body, FileOf, InChat, Shown, Spoken, StandingCard, TeamAction, TeamSend},
    store::{Store, StoreError, Stored},
    team::{Member, Target, masking},
};
use jiff::Timestamp;

/// Where a team entry goes.
pub(super) enum Address {
    At {
        chat: ChatId,
        lane: Lane,
    },
    /// Nowhere yet: its thread does not exist, or somebody is in the desk who may not read it.
    Waits,
}

/// A title that had to wait so long has been overtaken: the next change brings its own.
const TITLE_EXPIRES: Millis = 10 * 60 * 1000;

/// Decides by what the entry is for and where its dialog stands now.
pub(super) fn address(store: &Store, entry: &Entry, task: &TeamTask) -> Result<Address, StoreError> {
    let (dialog, lane) = match task {
        TeamTask::OpenThread { dialog } => {
            return Ok(match Dialog::find(store, *dialog)?.map(|dialog| dialog.thread) {
                // The topic's name is a client's, so it waits like their messages.
                Some(Thread::Opening { desk } | Thread::Open { desk, .. }) if !Intruder::any(store, desk)? => {
                    Address::At { chat: desk, lane: Lane::Opening }
                }
                _ => Address::Waits,
            });
        }
        TeamTask::Post { dialog, number } => (*dialog, in_thread(store, entry, *dialog, *number)?),
        TeamTask::Say { place: Place::Thread { dialog, .. }, line: Line::Transcript { .. } } => (*dialog, Lane::Replay),
        TeamTask::Fetched { dialog, .. } | TeamTask::Portrait { dialog, .. } => (*dialog, Lane::Tapped),
        TeamTask::ReopenThread { dialog }
        | TeamTask::Preview { dialog, .. }
        | TeamTask::Say { place: Place::Thread { dialog, .. }, .. } => {
            (*dialog, Lane::Client { thread: *dialog, form: Form::Other, leads: true })
        }
        TeamTask::Update { dialog, number } => (*dialog, Lane::Status { slot: (1, *dialog, *number), expires: None }),
        TeamTask::React { dialog, number } => (*dialog, Lane::Status { slot: (2, *dialog, *number), expires: None }),
        TeamTask::Transcript { dialog, .. } => {
            (*dialog, Lane::Client { thread: *dialog, form: Form::Other, leads: true })
        }
        TeamTask::Title { dialog } => {
            let expires = millis(entry.at).saturating_add(TITLE_EXPIRES);
            (*dialog, Lane::Status { slot: (7, *dialog, 0), expires: Some(expires) })
        }
        TeamTask::Name { dialog } => (*dialog, Lane::Status { slot: (8, *dialog, 0), expires: None }),
        TeamTask::Card { dialog } => (*dialog, of_card(store, *dialog)?),
        TeamTask::Pin { dialog } => (*dialog, Lane::Status { slot: (6, *dialog, 0), expires: None }),
        TeamTask::Say { place: Place::Panel(member), .. }
        | TeamTask::Show { member, .. }
        | TeamTask::Export { member, .. }
        | TeamTask::Backup { member, .. }
        | TeamTask::Follow { member } => {
            return Ok(Address::At { chat: (*member).into(), lane: Lane::Interactive });
        }
        TeamTask::Digest { member, .. } => {
            return Ok(Address::At { chat: (*member).into(), lane: Lane::Digest });
        }
        TeamTask::Say { place: Place::Group { chat, .. }, .. }
        | TeamTask::Delete { chat, .. }
        | TeamTask::Mark { chat, .. }
        | TeamTask::Nod { chat, .. }
        | TeamTask::Strip { chat, .. }
        | TeamTask::DropThread { chat, .. }
        | TeamTask::CheckDesk { chat }
        | TeamTask::OpenDesk { chat, .. }
        | TeamTask::Remove { chat, .. } => {
            return Ok(Address::At { chat: *chat, lane: Lane::Interactive });
        }
    };
    // How far an answer got may be seen by anybody.
    let closed = |desk| Ok::<_, StoreError>(!matches!(task, TeamTask::React { .. }) && Intruder::any(store, desk)?);
    Ok(match Dialog::find(store, dialog)?.map(|dialog| dialog.thread) {
        Some(Thread::Open { desk, .. }) if !closed(desk)? => Address::At { chat: desk, lane },
        _ => Address::Waits,
    })
}

/// A new card is the first message of its thread; one that stands changes when there is time for it.
fn of_card(store: &Store, id: DialogId) -> Result<Lane, StoreError> {
    let standing = match Dialog::find(store, id)? {
        Some(dialog) => Card::standing(store, &dialog)?,
        None => None,
    };
    Ok(match standing {
        Some(_) => Lane::Status { slot: (5, id, 0), expires: None },
        None => Lane::Client { thread: id, form: Form::Other, leads: true },
    })
}

/// Its place in the thread, and what may be merged with it.
fn in_thread(store: &Store, entry: &Entry, dialog: DialogId, number: u64) -> Result<Lane, StoreError> {
    let message = Message::find(store, dialog, number)?;
    let form = match &message {
        Some(message) => form(store, entry, message)?,
        None => Form::Other,
    };
    let leads = message.is_some_and(|message| message.reply_to.is_some());
    Ok(Lane::Client { thread: dialog, form, leads })
}

/// In the scheduler's time.
pub(super) fn millis(at: Timestamp) -> Millis {
    Millis::try_from(at.as_millisecond()).unwrap_or_default()
}

/// A request, and what its receipt needs to know.
pub(super) struct Prepared {
    pub send: TeamSend,
    /// The revision of the message that it shows.
    pub revision: u32,
    /// The reaction that it sets.
    pub reaction: Option<Reaction>,
    /// Whether repeating it changes nothing.
    pub repeatable: bool,
    /// What is done in its place when it is refused.
    pub otherwise: Option<TeamAction>,
}

/// The request for a team entry now; `None` when its reason is gone.
pub(super) fn team(store: &Store, bot: BotId, entry: &Entry, task: &TeamTask) -> Result<Option<Prepared>, StoreError> {
    let request = |chat, reader, action| TeamSend { bot, chat, reader, action };
    let once = |send| Prepared { send, revision: 0, reaction: None, repeatable: false, otherwise: None };
    let again = |send| Prepared { repeatable: true, ..once(send) };
    Ok(match task {
        TeamTask::OpenThread { dialog } => match Dialog::find(store, *dialog)? {
            Some(found) => match found.thread {
                Thread::Opening { desk } => {
                    let action = TeamAction::OpenThread { dialog: *dialog, state: found.work.state() };
                    Some(once(request(desk, found.assigned, action)))
                }
                _ => None,
            },
            None => None,
        },
        TeamTask::ReopenThread { dialog } => thread(store, *dialog)?.map(|place| {
            let action = TeamAction::ReopenThread { thread: place.topic };
            again(request(place.chat, place.reader, action))
        }),
        TeamTask::Post { dialog, number } => {
            let (Some(place), Some(message)) = (thread(store, *dialog)?, Message::find(store, *dialog, *number)?)
            else {
                return Ok(None);
            };
            if message.post.is_some() || is_over(store, &message)? {
                return Ok(None);
            }
            let body = match (entry.state, body(&message)) {
                (State::Ambiguous, Body::Text(text)) => Body::Line(Line::PossibleDuplicate { text }),
                (State::Ambiguous, Body::Line(line)) => Body::Line(Line::PossibleDuplicateLine { line: line.into() }),
                (State::Ambiguous, Body::Media(shown)) if shown.mark.is_none() && shown.media.takes_caption() => {
                    let mark = Some(Line::PossibleDuplicate { text: shown.media.caption.clone() });
                    Body::Media(Box::new(Shown { mark, ..*shown }))
                }
                (_, body) => body,
            };
            let reply_to = match &message.reply_to {
                Some(Reply::Message { number, quote }) => Message::find(store, *dialog, *number)?
                    .and_then(|target| target.post)
                    .filter(|post| post.chat == place.chat)
                    .map(|post| ReplyTo { message: post.message, quote: quote.clone() }),
                Some(Reply::Retold { retold, quote }) => {
                    Retold::target(store, place.chat, *dialog, *retold, quote.as_ref())?
                }

                None => None,
            };
            let rest = posted_with(store, &message)?;
            let action = match named(store, place.reader, *dialog, body)? {
                Body::Media(first) if !rest.is_empty() => {
                    let album = with_rest(store, place.reader, *first, &rest)?;
                    TeamAction::PostAlbum { thread: place.topic, album, reply_to }
                }
                body => TeamAction::Post { thread: Some(place.topic), body, reply_to },
            };
            let prepared = once(request(place.chat, place.reader, action));
            Some(Prepared { revision: message.revision, ..prepared })
        }
        TeamTask::Update { dialog, number } => {
            let Some((message, post, reader)) = posted(store, *dialog, *number)? else { return Ok(None) };
            if post.revision == message.revision || message.delivery().is_some() {
                return Ok(None);
            }
            let shared = post.line.is_some();
            let said = named(store, reader, *dialog, body(&message))?;
            let shown = if shared { named(store, reader, *dialog, lines(store, &post)?)? } else { said.clone() };
            // Lines that have grown beyond one message, or whose bot is gone: the change is said below them.
            let reply_to = Some(ReplyTo { message: post.message, quote: None });
            let below = TeamAction::Post { thread: post.topic, body: said, reply_to };
            let action = match shown {
                _ if post.helper.unwrap_or(post.bot) != bot => below.clone(),
                Body::Media(shown) if message.replaced > post.revision && post.line == post.carrier => {
                    TeamAction::Replace { message: post.message, shown }
                }
                body => TeamAction::Edit { message: post.message, body },
            };
            let otherwise = shared.then_some(below);
            let prepared = again(request(post.chat, reader, action));
            Some(Prepared { revision: message.revision, otherwise, ..prepared })
        }
        TeamTask::React { dialog, number } => {
            let Some((message, post, reader)) = posted(store, *dialog, *number)? else { return Ok(None) };
            if message.deleted.is_some() {
                return Ok(None);
            }
            let action = TeamAction::React { message: post.message, reaction: message.reaction() };
            Some(Prepared { reaction: message.reaction(), ..again(request(post.chat, reader, action)) })
        }
        TeamTask::Transcript { dialog, numbers } => {
            let Some(place) = thread(store, *dialog)? else { return Ok(None) };
            let mut lines = Vec::with_capacity(numbers.len());
            for number in numbers {
                if let Some(message) = Message::find(store, *dialog, *number)? {
                    lines.push(Spoken { at: message.at, body: retold(&message) });
                }
            }
            if lines.is_empty() {
                return Ok(None);
            }
            let body = named(store, place.reader, *dialog, Body::Lines(lines))?;
            let action = TeamAction::Post { thread: Some(place.topic), body, reply_to: None };
            Some(once(request(place.chat, place.reader, action)))
        }
        TeamTask::Fetched { dialog, message, rest } => {
            let Some(place) = thread(store, *dialog)? else { return Ok(None) };
            let shown = |message: &crate::domain::Message| {
                let media = message.content.media()?.clone();
                Some(Shown { asked: true, ..Shown::of(media, InChat::message(*dialog, message.id)) })
            };
            let Some(first) = shown(message) else { return Ok(None) };
            let first = named(store, place.reader, *dialog, Body::Media(first.into()))?;
            let reply_to = fetched_for(store, place.chat, *dialog, message.id)?;
            let action = match first {
                Body::Media(first) if !rest.is_empty() => {
                    let mut album = vec![*first];
                    for part in rest.iter().filter_map(shown) {
                        if let Body::Media(part) = named(store, place.reader, *dialog, Body::Media(part.into()))? {
                            album.push(*part);
                        }
                    }
                    TeamAction::PostAlbum { thread: place.topic, album, reply_to }
                }
                body => TeamAction::Post { thread: Some(place.topic), body, reply_to },
            };
            Some(once(request(place.chat, place.reader, action)))
        }
        TeamTask::Portrait { dialog, photo } => {
            let Some(place) = thread(store, *dialog)? else { return Ok(None) };
            let from = InChat { dialog: *dialog, file: FileOf::Portrait };
            let body = Body::Media(Box::new(Shown { asked: true, ..Shown::of(photo.as_ref().clone(), from) }));
            let action = TeamAction::Post { thread: Some(place.topic), body, reply_to: None };
            Some(once(request(place.chat, place.reader, action)))
        }
        TeamTask::DropThread { chat, topic, reader } => {
            Some(again(request(*chat, *reader, TeamAction::DropThread { thread: *topic })))
        }
        TeamTask::Title { dialog } | TeamTask::Name { dialog } => {
            let (Some(place), Some(found)) = (thread(store, *dialog)?, Dialog::find(store, *dialog)?) else {
                return Ok(None);
            };
            let state = found.work.state();
            (state != found.work.shown || matches!(task, TeamTask::Name { .. })).then(|| {
                let action = TeamAction::Title { thread: place.topic, dialog: *dialog, state };
                again(request(place.chat, place.reader, action))
            })
        }
        TeamTask::Nod { chat, message, reader } => {
            let action = TeamAction::React { message: *message, reaction: Some(Reaction::Sent) };
            Some(again(request(*chat, *reader, action)))
        }
        TeamTask::Card { dialog } => {
            let (Some(place), Some(found)) = (thread(store, *dialog)?, Dialog::find(store, *dialog)?) else {
                return Ok(None);
            };
            let standing = Card::standing(store, &found)?;
            let standing = standing.map(|card| StandingCard { message: card.message, print: card.print });
            let action = TeamAction::Card { dialog: *dialog, thread: place.topic, standing };
            let send = request(place.chat, place.reader, action);
            Some(if standing.is_some() { again(send) } else { once(send) })
        }
        TeamTask::Pin { dialog } => match Dialog::find(store, *dialog)? {
            Some(found) => Card::standing(store, &found)?
                .map(|card| again(request(card.chat, found.assigned, TeamAction::Pin { message: card.message }))),
            None => None,
        },
        TeamTask::Say { place, line } => {
            let body = Body::Line(line.clone());
            match place {
                Place::Thread { dialog, reply_to } => {
                    let Some(place) = thread(store, *dialog)? else { return Ok(None) };
                    let target = match reply_to {
                        Some(number) => Message::find(store, *dialog, *number)?.and_then(|message| message.post),
                        None => None,
                    };
                    let reply_to = target
                        .filter(|post| post.chat == place.chat)
                        .map(|post| ReplyTo { message: post.message, quote: None });
                    let body = named(store, place.reader, *dialog, body)?;
                    let action = TeamAction::Post { thread: Some(place.topic), body, reply_to };
                    Some(once(request(place.chat, place.reader, action)))
                }
                Place::Panel(member) => {
                    let reader = Member::find(store, *member)?;
                    let body = masking::shown(body, reader.as_deref(), Target::Agency);
                    let action = TeamAction::Post { thread: None, body, reply_to: None };
                    Some(once(request((*member).into(), *member, action)))
                }
                Place::Group { chat, topic, reply_to, reader } => {
                    let reply_to = reply_to.map(|message| ReplyTo { message, quote: None });
                    let action = TeamAction::Post { thread: *topic, body, reply_to };
                    Some(once(request(*chat, *reader, action)))
                }
            }
        }
        TeamTask::Show { member, view, place } => {
            let action = TeamAction::Show { view: view.clone(), place: *place };
            let send = request((*member).into(), *member, action);
            Some(if place.is_some() { again(send) } else { once(send) })
        }
        TeamTask::Digest { member, day } => digest::request(store, bot, entry, *member, *day)?.map(once),
        // Whoever has gone on to another screen meanwhile is not brought back.
        TeamTask::Follow { member } => Panel::find(store, *member)?.filter(|panel| panel.can_follow()).map(|panel| {
            let action = TeamAction::Show { view: panel.view.clone(), place: Some(panel.message) };
            again(request((*member).into(), *member, action))
        }),
        TeamTask::Delete { chat, message, reader } => {
            Some(again(request(*chat, *reader, TeamAction::Delete { message: *message })))
        }
        TeamTask::Preview { dialog, random_id } => {
            let preview = Preview::find(store, *dialog)?.filter(|preview| preview.random_id == *random_id);
            thread(store, *dialog)?.zip(preview).map(|(place, preview)| {
                let (thread, content) = (place.topic, preview.content.clone());
                let action = TeamAction::Preview { thread, dialog: *dialog, random_id: *random_id, content };
                once(request(place.chat, place.reader, action))
            })
        }
        TeamTask::Strip { chat, message, reader } => {
            Some(again(request(*chat, *reader, TeamAction::Strip { message: *message })))
        }
        TeamTask::Mark { chat, message, reader, mark } => {
            let action = TeamAction::React { message: *message, reaction: *mark };
            Some(again(request(*chat, *reader, action)))
        }
        TeamTask::Export { member, export } => {
            Some(once(request((*member).into(), *member, TeamAction::Export { export: export.clone() })))
        }
        TeamTask::Backup { member, file } => {
            Some(once(request((*member).into(), *member, TeamAction::Backup { file: file.clone() })))
        }
        TeamTask::CheckDesk { chat } => match Desk::find(store, *chat)? {
            Some(desk) => {
                let known = Watch::find(store, *chat)?.is_some_and(|watch| watch.entrance.is_some());
                let look = TeamAction::LookAtDesk { account: desk.account, entrance: !known };
                Some(again(request(*chat, desk.member, look)))
            }
            None => None,
        },
        TeamTask::OpenDesk { chat, pair } => {
            let wanted = MakingStep::Entrance { chat: *chat };
            Making::find(store, *pair)?.filter(|making| making.step == wanted && making.failed.is_none()).map(|_| {
                let look = TeamAction::LookAtDesk { account: pair.account, entrance: true };
                again(request(*chat, pair.member, look))
            })
        }
        TeamTask::Remove { chat, user } => match (Desk::find(store, *chat)?, Intruder::find(store, *chat, *user)?) {
            (Some(desk), Some(_)) => Some(again(request(*chat, desk.member, TeamAction::Remove { user: *user }))),
            _ => None,
        },
    })
}

struct Standing {
    chat: ChatId,
    topic: TopicId,
    reader: MemberId,
}

/// Characters of a line that are quoted where it is answered.
const QUOTED: usize = 100;

/// An album from its first part on, as its reader may see it.
pub(super) fn with_rest(
    store: &Store,
    reader: MemberId,
    first: Shown,
    rest: &[Stored<Message>],
) -> Result<Vec<Shown>, StoreError> {
    let mut album = vec![first];
    for part in rest {
        // What is forwarded together says so once.
        if let Body::Media(shown) = named(store, reader, part.dialog, body(part))? {
            album.push(Shown { mark: None, ..*shown });
        }
    }
    Ok(album)
}

/// What a file that was asked for answers: the message where a line tells of it.
fn fetched_for(
    store: &Store,
    desk: ChatId,
    dialog: DialogId,
    message: ClientMessageId,
) -> Result<Option<ReplyTo<BotMessageId>>, StoreError> {
    let known = Message::of_client(store, dialog, message)?;
    match known.as_ref().and_then(|message| message.post).filter(|post| post.chat == desk) {
        Some(post) => {
            let words = known.as_ref().map(|message| message.content.words().text.as_str()).unwrap_or_default();
            let begins: String = words.chars().take(QUOTED).collect();
            let quote = (!begins.is_empty()).then(|| Quote { text: RichText::plain(begins), offset: 0 });
            Ok(Some(ReplyTo { message: post.message, quote }))
        }
        None => Retold::target(store, desk, dialog, message, None),
    }
}

/// What is said in a thread, as its reader may see it.
pub(super) fn named(store: &Store, reader: MemberId, dialog: DialogId, body: Body) -> Result<Body, StoreError> {
    let reader = Member::find(store, reader)?;
    Ok(masking::shown(body, reader.as_deref(), Target::Account(dialog.account)))
}

/// Whether the group or channel of a message was closed since: then nothing more of it comes into the thread.
fn is_over(store: &Store, message: &Message) -> Result<bool, StoreError> {
    if message.dialog.peer.as_user().is_some() || message.delivery().is_some() {
        return Ok(false);
    }
    Ok(Followed::find(store, message.dialog)?.is_none_or(|followed| message.number < followed.from))
}

/// The dialog's thread and who reads it.
fn thread(store: &Store, dialog: DialogId) -> Result<Option<Standing>, StoreError> {
    let Some(dialog) = Dialog::find(store, dialog)? else { return Ok(None) };
    let Thread::Open { desk, topic } = dialog.thread else { return Ok(None) };
    let reader = Desk::find(store, desk)?.map_or(dialog.assigned, |desk| desk.member);
    Ok(Some(Standing { chat: desk, topic, reader }))
}

/// A message that stands in the desk where its dialog's thread is.
fn posted(
    store: &Store,
    dialog: DialogId,
    number: u64,
) -> Result<Option<(Message, super::super::Post, MemberId)>, StoreError> {
    let Some(message) = Message::find(store, dialog, number)? else { return Ok(None) };
    let (Some(post), Some(place)) = (message.post, thread(store, dialog)?) else { return Ok(None) };
    Ok((post.chat == place.chat).then(|| (message.into_value(), post, place.reader)))
}

/// The messages from the client's side that are posted together with this one: the rest of its album, as far as it is here.
pub(super) fn posted_with(store: &Store, first: &Message) -> Result<Vec<Stored<Message>>, StoreError> {
    if !joins_an_album(first) {
        return Ok(Vec::new());
    }
    let mut rest = album::rest(store, first)?;
    rest.retain(|message| message.post.is_none() && joins_an_album(message));
    Ok(rest)
}

pub(super) fn joins_an_album(message: &Message) -> bool {
    message.album.is_some() && message.deleted.is_none() && matches!(body(message), Body::Media(_))
}
