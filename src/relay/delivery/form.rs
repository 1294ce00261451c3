//! What a client's message is for merging with its neighbours.

use super::{
    super::{Entry, Message, State, scheduler::Form},
    body::body,
    prepare::{joins_an_album, posted_with},
};
use crate::{
    domain::{Content, FileKind, utf16_len},
    ports::Body,
    store::{Store, StoreError},
};

/// Longer than any caption: what is so long carries nothing.
const BEYOND_CAPTIONS: usize = 2_000;

/// What may be merged with a message. **One that perhaps stands there already goes by itself**, and so does what is more
/// than words and a file: what is passed on, a place, a poll.
pub(super) fn form(store: &Store, entry: &Entry, message: &Message) -> Result<Form, StoreError> {
    if entry.state != State::Pending || message.post.is_some() {
        return Ok(Form::Other);
    }
    let name = message.writer.as_ref().map_or(0, |writer| utf16_len(&writer.name));
    let length = |words: usize| u32::try_from(words + name).unwrap_or(u32::MAX);
    let media = match &message.content {
        Content::Text(text) => return Ok(Form::Text { chars: length(text.len()) }),
        Content::Media(media) => media,
        Content::Other { .. } => return Ok(Form::Other),
    };
    let shown = message.forwarded.is_none() && matches!(body(message), Body::Media(_));
    let Some(file) = media.file().filter(|_| shown) else { return Ok(Form::Other) };
    if joins_an_album(message) {
        let rest = posted_with(store, message)?;
        let captions =
            [message].into_iter().chain(rest.iter().map(|part| &**part)).map(|part| part.content.words().len());
        // Telegram shows an album's caption while only one of its parts has one.
        let others = if captions.clone().skip(1).any(|caption| caption > 0) { BEYOND_CAPTIONS } else { 0 };
        return Ok(Form::Album { caption: length(captions.sum::<usize>() + others), complete: 0 });
    }
    Ok(match file.kind {
        // Of whom it is stands below it.
        FileKind::Sticker if message.mark().is_none() => Form::Sticker,
        _ if media.takes_caption() => Form::Media { caption: length(media.caption.len()) },
        _ => Form::Other,
    })
}
