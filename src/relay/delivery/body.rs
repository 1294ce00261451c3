//! How messages look in a thread.

use super::super::{Author, Message, Post};
use crate::{
    domain::{Content, ContentKind, GroupLine, Line, Media},
    ports::{Body, InChat, Shown, Spoken},
    store::{Store, StoreError, Stored},
};

/// How a message from the client's side looks in the thread now.
pub(super) fn body(message: &Message) -> Body {
    match (&message.content, message.client, message.mark()) {
        // What was deleted before it stood here cannot be fetched any more.
        (Content::Media(media), Some(client), mark) if message.deleted.is_none() || message.post.is_some() => {
            let from = InChat::message(message.dialog, client);
            Body::Media(Box::new(Shown { media: Media::clone(media), from, mark, asked: false }))
        }
        (_, _, Some(mark)) if message.deleted.is_some() => Body::Line(mark),
        (Content::Other { kind: ContentKind::InGroup(deed), caption }, ..) => {
            let name = message.writer.as_ref().map(|writer| writer.name.clone()).unwrap_or_default();
            Body::Line(Line::Group(GroupLine::Happened { name, deed: *deed, about: caption.text.clone() }))
        }
        (Content::Media(_) | Content::Other { .. }, ..) => {
            let kind = message.content.kind().unwrap_or(ContentKind::Unsupported);
            let line = Line::ContentShown { kind, caption: message.content.words().clone() };
            match message.author {
                Author::Phone => Body::Line(Line::FromPhoneLine { line: line.into() }),
                Author::Client | Author::Member { .. } | Author::Away { .. } => Body::Line(message.signed(line)),
            }
        }
        (Content::Text(_), _, Some(mark)) => Body::Line(mark),
        (Content::Text(text), _, None) => Body::Text(text.clone()),
    }
}

/// All that stands in a message of several lines, as it looks now.
pub(super) fn lines(store: &Store, post: &Post) -> Result<Body, StoreError> {
    let messages = Message::in_post(store, post.bot, post.chat, post.message)?;
    let said = |message: &Stored<Message>| {
        let told = if message.delivery().is_some() { retold(message) } else { body(message) };
        Spoken { at: message.at, body: told }
    };
    Ok(Body::Lines(messages.iter().map(said).collect()))
}

/// A message as a line of a transcript: in words, whoever said it.
pub(super) fn retold(message: &Message) -> Body {
    let words = message.content.words().clone();
    let line = match (&message.author, message.content.kind()) {
        _ if message.deleted.is_some() => message.as_deleted(),
        (Author::Client, Some(ContentKind::InGroup(_))) => return body(message),
        (Author::Client, Some(kind)) => message.signed(Line::ContentShown { kind, caption: words }),
        (Author::Client, None) => match message.mark() {
            Some(line) if message.writer.is_some() => line,
            _ => return Body::Text(words),
        },
        (_, kind) => Line::FromTeam { kind, text: words },
    };
    Body::Line(line)
}
