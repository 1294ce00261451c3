//! Which update goes where: one tree, read from top to bottom.
//!
//! **People who hide are refused, bots and service messages are ignored, everything a person writes in a desk becomes an
//! event of the relay.** What must not happen twice happens in the commit that ends the update.

use super::{
    api::{call, recipient},
    commands::{self, Call, Said, Scope},
    contacts,
    convert::{self, Sender},
    days, desk,
    errors::Failure,
    intake::Inbound,
    lent, logins, money,
    office::{BotError, Office},
    panel, templates,
};
use crate::{
    domain::{BotMessageId, ChatId, Emoji, GroupPerson, Line, MemberId, RandomId},
    relay::{Actor, Desk, DeskEvent, DeskEventKind, Place, Plan, TeamTask, guard, incoming::Moment, outgoing},
    store::Store,
    team::{Member, presence},
};
use dptree::{Handler, di::DependencyMap};
use serde::de::IgnoredAny;
use std::{ops::ControlFlow, sync::Arc};
use teloxide::{
    dispatching::{DpHandlerDescription, UpdateFilterExt},
    payloads::{ApproveChatJoinRequest, DeclineChatJoinRequest},
    types::{
        CallbackQuery, ChatJoinRequest, ChatMemberUpdated, Message, MessageKind, MessageReactionUpdated, ReactionType,
        Update, UpdateKind, User,
    },
};

type Outcome = Result<(), BotError>;
/// The tree of handlers.
pub type Tree = Handler<'static, Outcome, DpHandlerDescription>;

/// Builds the tree once.
pub fn tree() -> Tree {
    dptree::entry()
        .branch(
            Update::filter_message()
                .branch(
                    dptree::filter(|message: Message| message.chat.is_private())
                        .branch(dptree::filter(|inbound: Arc<Inbound>| inbound.redacted).endpoint(typed_secret))
                        .endpoint(said_in_panel),
                )
                .branch(dptree::filter(|message: Message| desk::is_group(&message)).endpoint(said_in_group)),
        )
        .branch(
            Update::filter_edited_message()
                .branch(dptree::filter(|inbound: Arc<Inbound>| inbound.redacted).endpoint(typed_secret))
                .branch(dptree::filter(|message: Message| desk::is_group(&message)).endpoint(edited_in_group)),
        )
        .branch(Update::filter_message_reaction_updated().endpoint(reacted))
        .branch(Update::filter_callback_query().endpoint(pressed))
        .branch(Update::filter_chat_join_request().endpoint(wants_in))
        .branch(Update::filter_my_chat_member().endpoint(standing_changed))
        .branch(Update::filter_chat_member().endpoint(somebody_came_or_went))
}

/// Runs an update through the tree; what no branch takes is ignored.
pub async fn dispatch(tree: &Tree, office: Arc<Office>, inbound: Arc<Inbound>, update: Update) -> Outcome {
    let mut dependencies = DependencyMap::new();
    dependencies.insert(office.clone());
    dependencies.insert(inbound);
    let person = acting(&update);
    dependencies.insert(update);
    let outcome = match tree.dispatch(dependencies).await {
        ControlFlow::Break(outcome) => outcome,
        ControlFlow::Continue(_) => Ok(()),
    };
    if let Some(person) = person {
        note_presence(&office, person).await;
    }
    outcome
}

/// Who did something with this update; coming and going is nothing done.
fn acting(update: &Update) -> Option<MemberId> {
    match &update.kind {
        UpdateKind::Message(_)
        | UpdateKind::EditedMessage(_)
        | UpdateKind::CallbackQuery(_)
        | UpdateKind::MessageReaction(_) => update.from().map(convert::member),
        _ => None,
    }
}

/// A member is at work (T4). It is noted apart from what they did, which must not fail for it.
async fn note_presence(office: &Office, person: MemberId) {
    let now = office.now();
    let noted = office
        .committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            if Member::find(store, person)?.is_some() {
                plan.changes = presence::acted(store, now, &office.zone.get(), person)?;
            }
            Ok(plan)
        })
        .await;
    if let Err(error) = noted {
        tracing::warn!(error = %crate::domain::Chain(&error), "that a member is at work could not be noted");
    }
}

async fn typed_secret(office: Arc<Office>, inbound: Arc<Inbound>, message: Message) -> Outcome {
    logins::typed(&office, &inbound, &message).await
}

async fn said_in_panel(office: Arc<Office>, inbound: Arc<Inbound>, message: Message) -> Outcome {
    let Sender::Person(person) = Sender::of(&message) else { return Ok(()) };
    if convert::content(&message).is_none() || lent::came(&office, &inbound, &message).await? {
        return Ok(());
    }
    note_tongue(&office, person, &message);
    let said = commands::parse(message.text().unwrap_or_default(), &office.username);
    let (name, arguments) = match said {
        Said::Command { name, arguments } => (Some(name), arguments),
        Said::ForOtherBot | Said::Words => (None, ""),
    };
    let call = Call { office: &office, inbound: &inbound, message: &message, here: Scope::Panel, person, arguments };
    match name {
        Some(name) => commands::run(&call, name).await,
        None => match Member::find(office.store(), person)? {
            Some(member) if contacts::typed(&call, &member).await? => Ok(()),
            Some(member) if templates::typed(&call, &member).await? => Ok(()),
            Some(member) if days::typed(&call, &member).await? => Ok(()),
            Some(_) => call.say(Line::Help).await,
            None => call.say(Line::NotAMember).await,
        },
    }
}

async fn said_in_group(office: Arc<Office>, inbound: Arc<Inbound>, message: Message) -> Outcome {
    if let Some(reply) = convert::reply_to(&message) {
        known(&office, convert::chat(&message), reply.message).await?;
    }
    if let Some(people) = message.new_chat_members() {
        let people: Vec<_> = people.iter().map(person).collect();
        return came(&office, &inbound, convert::chat(&message), &people).await;
    }
    if let MessageKind::Pinned(_) = &message.kind {
        return pinned(&office, &inbound, &message).await;
    }
    let sender = Sender::of(&message);
    if let (MessageKind::ForumTopicEdited(_), Some(topic)) = (&message.kind, convert::topic(&message)) {
        // The bot's own names stay.
        if sender != Sender::Bot {
            office.commit(&inbound, |store| outgoing::renamed(store, convert::chat(&message), topic)).await?;
        }
        return Ok(());
    }
    let by_hand = match &message.kind {
        MessageKind::ForumTopicClosed(_) => Some(DeskEventKind::ThreadClosed),
        MessageKind::ForumTopicReopened(_) => Some(DeskEventKind::ThreadReopened),
        _ => None,
    };
    if let Some(kind) = by_hand {
        return match sender {
            Sender::Bot => Ok(()),
            _ => desk_event(&office, &inbound, &message, actor(sender), kind).await,
        };
    }
    let Some(content) = convert::content(&message) else { return Ok(()) };
    let said = commands::parse(message.text().unwrap_or_default(), &office.username);
    match (said, sender) {
        (_, Sender::Bot) | (Said::ForOtherBot, _) => Ok(()),
        (Said::Command { name, .. }, Sender::Hidden) => refuse_hidden(&office, &inbound, &message, name).await,
        (Said::Command { name, arguments }, Sender::Person(person)) => {
            if !listens(&office, &message, person, name)? {
                return Ok(());
            }
            note_tongue(&office, person, &message);
            let here = Scope::Desk;
            let call = Call { office: &office, inbound: &inbound, message: &message, here, person, arguments };
            commands::run(&call, name).await
        }
        (Said::Words, Sender::Person(person))
            if Desk::find(office.store(), convert::chat(&message))?.is_some()
                && let Some(writing) = money::shorthand(&office, &message) =>
        {
            money::written(&office, &inbound, &message, person, writing).await
        }
        (Said::Words, Sender::Hidden | Sender::Person(_)) => {
            let (reply_to, album) = (convert::reply_to(&message), convert::album(&message));
            let kind = DeskEventKind::Wrote { content, reply_to, album };
            desk_event(&office, &inbound, &message, actor(sender), kind).await
        }
    }
}

/// Telegram says of every pin that it was made. Of the bot's own pins nobody needs to be told.
async fn pinned(office: &Office, inbound: &Inbound, message: &Message) -> Outcome {
    let own = message.from.as_ref().is_some_and(|user| convert::member(user).0 == office.bot.0);
    let (chat, message) = (convert::chat(message), convert::id(message));
    let tidy = |store: &Store| {
        let mut plan = Plan::nothing();
        if let Some(desk) = Desk::find(store, chat)?.filter(|_| own) {
            plan.team(TeamTask::Delete { chat, message, reader: desk.member });
        }
        Ok(plan)
    };
    office.commit(inbound, tidy).await?;
    Ok(())
}

/// Remembers the language of somebody who is about to be answered: of strangers nothing is stored.
fn note_tongue(office: &Office, person: MemberId, message: &Message) {
    let language = message.from.as_ref().and_then(|user| user.language_code.as_deref());
    office.tongues.note(person, office.lang_for(language));
}

async fn edited_in_group(office: Arc<Office>, inbound: Arc<Inbound>, message: Message) -> Outcome {
    let sender = Sender::of(&message);
    match convert::content(&message) {
        Some(content) if sender != Sender::Bot => {
            desk_event(&office, &inbound, &message, actor(sender), DeskEventKind::Edited { content }).await
        }
        _ => Ok(()),
    }
}

/// People answer what they see, which may be before its receipt is committed: that is waited for.
async fn known(office: &Office, chat: ChatId, message: BotMessageId) -> Outcome {
    if let Some(desk) = Desk::find(office.store(), chat)?
        && crate::relay::Message::of_post(office.store(), desk.bot, chat, message)?.is_none()
    {
        office.committer.landed(chat).await?;
    }
    Ok(())
}

/// Somebody reacted in a group; of several emoji the last is the one they chose now.
async fn reacted(office: Arc<Office>, inbound: Arc<Inbound>, update: MessageReactionUpdated) -> Outcome {
    let actor = match update.actor.user() {
        Some(user) if !user.is_bot => Actor::Person(convert::member(user)),
        _ => Actor::Anonymous,
    };
    let emoji = update.new_reaction.iter().rev().find_map(|reaction| match reaction {
        ReactionType::Emoji { emoji } => Emoji::of(emoji),
        _ => None,
    });
    let (chat, message) = (ChatId(update.chat.id.0), BotMessageId(update.message_id.0));
    known(&office, chat, message).await?;
    office.commit(&inbound, |store| outgoing::reacted(store, chat, message, actor, emoji)).await?;
    Ok(())
}

async fn pressed(office: Arc<Office>, inbound: Arc<Inbound>, query: CallbackQuery) -> Outcome {
    panel::pressed(&office, &inbound, &query).await
}

/// Somebody asks to come into a group: those who belong to the desk come in, others do not.
async fn wants_in(office: Arc<Office>, request: ChatJoinRequest) -> Outcome {
    let (chat, user) = (ChatId(request.chat.id.0), request.from.id);
    let Some(desk) = Desk::find(office.store(), chat)? else { return Ok(()) };
    let answer = if guard::belongs(office.store(), &desk, convert::member(&request.from).into())? {
        call::<_, IgnoredAny>(&office.api.calls, ApproveChatJoinRequest::new(recipient(chat), user)).await
    } else {
        call::<_, IgnoredAny>(&office.api.calls, DeclineChatJoinRequest::new(recipient(chat), user)).await
    };
    match answer {
        // Answered before, by us or by an administrator.
        Ok(_) | Err(Failure::Refused(_)) => Ok(()),
        Err(failure) => Err(BotError::Telegram { what: "letting somebody into a desk", failure }),
    }
}

/// The bot was added, removed, or has other rights now: whether a desk is as it has to be is looked at anew.
async fn standing_changed(office: Arc<Office>, inbound: Arc<Inbound>, update: ChatMemberUpdated) -> Outcome {
    let chat = ChatId(update.chat.id.0);
    let look = |store: &Store| {
        let mut plan = Plan::nothing();
        if Desk::find(store, chat)?.is_some() {
            plan.team(TeamTask::CheckDesk { chat });
        }
        Ok(plan)
    };
    office.commit(&inbound, look).await?;
    Ok(())
}

/// Telegram tells administrators of everybody who comes and goes (D9).
async fn somebody_came_or_went(office: Arc<Office>, inbound: Arc<Inbound>, update: ChatMemberUpdated) -> Outcome {
    let chat = ChatId(update.chat.id.0);
    let somebody = person(&update.new_chat_member.user);
    if update.new_chat_member.is_present() {
        return came(&office, &inbound, chat, &[somebody]).await;
    }
    let now = office.now();
    office.commit(&inbound, |store| guard::went(store, now, chat, &[somebody.user])).await?;
    Ok(())
}

async fn came(office: &Office, inbound: &Inbound, chat: ChatId, people: &[GroupPerson]) -> Outcome {
    let now = office.now();
    office.commit(inbound, |store| guard::came(store, now, chat, people)).await?;
    Ok(())
}

fn person(user: &User) -> GroupPerson {
    GroupPerson { user: convert::member(user).into(), name: user.full_name(), is_bot: user.is_bot }
}

/// Hands what happened in a group to the relay. Where the group is no desk, nothing follows.
pub async fn desk_event(
    office: &Office,
    inbound: &Inbound,
    message: &Message,
    actor: Actor,
    kind: DeskEventKind,
) -> Outcome {
    let event = event(office, message, actor, kind);
    // Fixed before the first attempt to commit: see `relay::outgoing`.
    let random_id: RandomId = office.randomness.random_id();
    let moment = Moment { now: office.now(), zone: &office.zone.get() };
    office.commit(inbound, |store| outgoing::desk(store, moment, &event, random_id)).await?;
    Ok(())
}

/// What happened, as the relay takes it.
pub fn event(office: &Office, message: &Message, actor: Actor, kind: DeskEventKind) -> DeskEvent {
    DeskEvent {
        bot: office.bot,
        chat: convert::chat(message),
        topic: convert::topic(message),
        actor,
        message: convert::id(message),
        at: jiff::Timestamp::from_second(message.date.timestamp()).unwrap_or_else(|_| office.now()),
        kind,
    }
}

fn actor(sender: Sender) -> Actor {
    match sender {
        Sender::Person(person) => Actor::Person(person),
        Sender::Hidden | Sender::Bot => Actor::Anonymous,
    }
}

/// The bot answers in desks; elsewhere only commands of its own, and only to members: other groups are not its business.
fn listens(office: &Office, message: &Message, person: MemberId, name: &str) -> Result<bool, BotError> {
    let store = office.store();
    Ok(Desk::find(store, convert::chat(message))?.is_some()
        || (commands::find(name).is_some() && Member::find(store, person)?.is_some()))
}

/// An anonymous admin typed a command of ours.
async fn refuse_hidden(office: &Office, inbound: &Inbound, message: &Message, name: &str) -> Outcome {
    let desk = Desk::find(office.store(), convert::chat(message))?;
    if desk.is_none() && commands::find(name).is_none() {
        return Ok(());
    }
    office
        .commit(inbound, |_| {
            let mut plan = Plan::nothing();
            let place = Place::Group {
                chat: convert::chat(message),
                topic: convert::topic(message),
                reply_to: Some(convert::id(message)),
                // Nobody knows who reads; in a desk it is its member.
                reader: desk.as_ref().map_or(MemberId(message.chat.id.0), |desk| desk.member),
            };
            plan.team(TeamTask::Say { place, line: Line::AnonymousRefused });
            Ok(plan)
        })
        .await?;
    Ok(())
}
