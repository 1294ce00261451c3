//! How messages look in a thread.

use super::super::{Author, Message, Post};
use crate::{
    domain::{Content, ContentKind, FileKind, GroupLine, Line, Media, OnTap, RichText},
    ports::{Body, InChat, Shown, Spoken},
    store::{Store, StoreError},
};

/// How a message from the client's side looks in the thread now.
pub(super) fn body(message: &Message) -> Body {
    match (&message.content, message.client, message.mark()) {
        // What was deleted before it stood here cannot be fetched any more.
        (Content::Media(media), Some(client), mark) if message.deleted.is_none() || message.post.is_some() => {
            let from = InChat::message(message.dialog, client);
            Body::Media(Box::new(Shown { mark, ..Shown::of(Media::clone(media), from) }))
        }
        (_, _, Some(mark)) if message.deleted.is_some() => Body::Line(mark),
        (Content::Other { kind: ContentKind::InGroup(deed), caption }, ..) => {
            let name = message.writer.as_ref().map(|writer| writer.name.clone()).unwrap_or_default();
            Body::Line(Line::Group(GroupLine::Happened { name, deed: *deed, about: caption.text.clone() }))
        }
        (Content::Media(_) | Content::Other { .. }, ..) => {
            let kind = message.content.kind().unwrap_or(ContentKind::Unsupported);
            Body::Line(whose(message, Line::ContentShown { kind, caption: message.content.words().clone() }))
        }
        (Content::Text(_), _, Some(mark)) => Body::Line(mark),
        (Content::Text(text), _, None) => Body::Text(text.clone()),
    }
}

/// A line about what somebody on the client's side sent.
fn whose(message: &Message, line: Line) -> Line {
    match message.author {
        Author::Phone => Line::FromPhoneLine { line: line.into() },
        Author::Client | Author::Member { .. } | Author::Away { .. } => message.signed(line),
    }
}

/// All that stands in a message of several lines, as it looks now.
pub(super) fn lines(store: &Store, post: &Post) -> Result<Body, StoreError> {
    let messages = Message::in_post(store, post.bot, post.chat, post.message)?;
    let messages: Vec<_> = messages.iter().map(|message| &**message).collect();
    Ok(shared(&messages, post.carrier.map(usize::from)))
}

/// Messages of one dialog as one: each a line, an album too, and one of them perhaps something attached that has the lines
/// as its caption.
pub(super) fn shared(messages: &[&Message], carrier: Option<usize>) -> Body {
    let carrier = carrier.and_then(|line| messages.get(line)).copied();
    let mut lines = Vec::with_capacity(messages.len());
    for (index, message) in messages.iter().enumerate() {
        // What members wrote together stands one by one, and so does what was taken back.
        let client =
            |message: &Message| message.album.is_some() && message.delivery().is_none() && message.deleted.is_none();
        let with_it = |other: &&&Message| client(message) && client(other) && other.album == message.album;
        let is_carrier = carrier.is_some_and(|carrier| carrier.number == message.number);
        if messages[..index].iter().any(|earlier| with_it(&earlier) && !is_carrier) {
            continue;
        }
        let body = match is_carrier {
            true => beneath_itself(message),
            false => told(message, &messages[index + 1..].iter().filter(with_it).copied().collect::<Vec<_>>()),
        };
        lines.push(Spoken { at: message.at, body });
    }
    number(&mut lines);
    match carrier.map(body) {
        Some(Body::Media(shown)) => Body::Media(Box::new(Shown { mark: None, lines, ..*shown })),
        _ => Body::Lines(lines),
    }
}

/// A message as one line of several; of an album the first, with the others.
fn told(message: &Message, rest: &[&Message]) -> Body {
    if message.delivery().is_some() {
        return retold(message);
    }
    let parts: Vec<_> =
        [message].into_iter().chain(rest.iter().copied()).filter(|part| part.deleted.is_none()).collect();
    let (Some(first), Some(Content::Media(media))) = (parts.first(), parts.first().map(|first| &first.content)) else {
        return match body(message) {
            Body::Media(shown) => Body::Line(shown.mark.unwrap_or_else(|| message.as_deleted())),
            body => body,
        };
    };
    let (Some(client), Some(file)) = (first.client, media.file()) else { return retold(first) };
    if file.kind == FileKind::Sticker {
        let what = match &file.emoji {
            Some(emoji) => return spoken(first, RichText::plain(emoji.clone())),
            None => Line::Above { kind: media.kind() },
        };
        return Body::Line(whose(first, what));
    }
    // Until somebody taps, all the words of an album stand here.
    let captioned: Vec<_> = parts.iter().filter(|part| !part.content.words().is_empty()).collect();
    let mut caption = RichText::default();
    for part in &captioned {
        if !caption.is_empty() {
            caption.push_str("\n");
        }
        caption.push(part.content.words());
    }
    let before = match captioned[..] {
        [only] => only.earlier.last().cloned(),
        _ => None,
    };
    Body::Line(whose(
        first,
        Line::OnTap(Box::new(OnTap {
            dialog: first.dialog,
            message: client,
            parts: parts.len(),
            kind: media.kind(),
            name: file.name.clone(),
            seconds: file.seconds,
            size: file.size,
            caption,
            before,
            number: None,
        })),
    ))
}

/// What somebody said without words, in words.
fn spoken(message: &Message, words: RichText) -> Body {
    match message.author {
        Author::Phone => Body::Line(Line::FromPhone { text: words }),
        _ => match &message.writer {
            Some(writer) => Body::Line(Line::Group(GroupLine::Wrote { name: writer.name.clone(), text: words })),
            None => Body::Text(words),
        },
    }
}

/// What stands above the words of others, by its own words.
fn beneath_itself(message: &Message) -> Body {
    match (message.mark(), message.content.words()) {
        (Some(mark), _) => Body::Line(mark),
        (None, words) if words.is_empty() => {
            Body::Line(Line::Above { kind: message.content.kind().unwrap_or(ContentKind::Unsupported) })
        }
        (None, words) => Body::Text(words.clone()),
    }
}

/// Several that are a tap away are told apart by numbers.
fn number(lines: &mut [Spoken]) {
    let taps = lines.iter_mut().filter_map(|spoken| match &mut spoken.body {
        Body::Line(line) => line.on_tap_mut(),
        Body::Text(_) | Body::Media(_) | Body::Lines(_) => None,
    });
    let taps: Vec<_> = taps.collect();
    if taps.len() > 1 {
        for (tap, number) in taps.into_iter().zip(1..) {
            tap.number = Some(number);
        }
    }
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
