//! Several messages of a thread as one: how they look together, and where each of them stands then.

use super::{
    body::{body, shared},
    prepare::{named, posted_with, with_rest},
};
use crate::{
    domain::{BotMessageId, Line, MemberId},
    ports::{Body, Spoken, TeamAction, TeamReceipt},
    relay::{Entry, Message, Post, State, Task, TeamTask},
    store::{Store, StoreError, Stored},
};

/// What shares a message, as it was read for the request.
pub(super) struct Merged {
    lines: Vec<Told>,
    /// Which of them has the others as its caption.
    carrier: Option<usize>,
}

/// One line: a message; of an album all that are there.
struct Told {
    first: Stored<Message>,
    rest: Vec<Stored<Message>>,
    /// It may stand there already.
    again: bool,
}

impl Merged {
    /// What these entries are about; `None` where one of them is about no message.
    pub fn read<'a>(
        store: &Store,
        entries: impl Iterator<Item = &'a Entry>,
        carrier: Option<usize>,
    ) -> Result<Option<Merged>, StoreError> {
        let mut lines = Vec::new();
        for entry in entries {
            let Task::Team(TeamTask::Post { dialog, number }) = &entry.task else { return Ok(None) };
            let Some(first) = Message::find(store, *dialog, *number)? else { return Ok(None) };
            let rest = posted_with(store, &first)?;
            lines.push(Told { first, rest, again: entry.state == State::Ambiguous });
        }
        // What was taken back meanwhile carries nothing.
        let stands = |line: &Told| matches!(body(&line.first), Body::Media(_));
        let carrier = carrier.filter(|index| lines.get(*index).is_some_and(stands));
        Ok(Some(Merged { lines, carrier }))
    }

    pub fn has_carrier(&self) -> bool {
        self.carrier.is_some()
    }

    /// What is done for all of them; `alone`: for the first by itself.
    pub fn action(
        &self,
        store: &Store,
        reader: MemberId,
        alone: &TeamAction,
    ) -> Result<Option<TeamAction>, StoreError> {
        let (thread, reply_to) = match alone {
            TeamAction::Post { thread: Some(thread), reply_to, .. }
            | TeamAction::PostAlbum { thread, reply_to, .. } => (*thread, reply_to.clone()),
            _ => return Ok(None),
        };
        let Some(dialog) = self.lines.first().map(|line| line.first.dialog) else { return Ok(None) };
        let firsts = self.lines.iter().map(|line| &line.first);
        let messages: Vec<&Message> = firsts.chain(self.folded()).map(|message| &**message).collect();
        let mut whole = shared(&messages, self.carrier);
        let again: Vec<_> = self.lines.iter().map(|line| line.again).collect();
        match &mut whole {
            Body::Lines(lines) => mark(lines, &again),
            Body::Media(shown) => mark(&mut shown.lines, &again),
            Body::Text(_) | Body::Line(_) => {}
        }
        let album = self.carrier.and_then(|index| self.lines.get(index)).filter(|line| !line.rest.is_empty());
        Ok(Some(match (named(store, reader, dialog, whole)?, album) {
            (Body::Media(first), Some(line)) => {
                let album = with_rest(store, reader, *first, &line.rest)?;
                TeamAction::PostAlbum { thread, album, reply_to }
            }
            (body, _) => TeamAction::Post { thread: Some(thread), body, reply_to },
        }))
    }

    /// Where each message stands now; `post`: where the first of the request does.
    pub fn posts(&self, receipt: &TeamReceipt, post: Post) -> Vec<(u64, Post)> {
        let album: &[BotMessageId] = match receipt {
            TeamReceipt::PostedAlbum(messages) => messages,
            _ => &[],
        };
        let number = |line: usize| u16::try_from(line).unwrap_or(u16::MAX);
        let carrier = self.carrier.map(number);
        let at = |line: usize, message: &Message| {
            let post = Post { line: Some(number(line)), carrier, revision: message.revision, ..post };
            (message.number, post)
        };
        let firsts = self.lines.iter().map(|line| &line.first);
        let lines = firsts.chain(self.folded()).enumerate().map(|(line, message)| at(line, message));
        let carried = self.carrier.and_then(|index| self.lines.get(index)).map_or(&[][..], |line| &line.rest);
        let parts = carried.iter().zip(album.iter().skip(1)).map(|(part, message)| {
            let post = Post { line: None, carrier: None, message: *message, revision: part.revision, ..post };
            (part.number, post)
        });
        lines.chain(parts).collect()
    }

    /// The rest of the albums that are one line each: they stand where their first does, behind all lines.
    fn folded(&self) -> impl Iterator<Item = &Stored<Message>> {
        let lines = self.lines.iter().enumerate().filter(|(index, _)| self.carrier != Some(*index));
        lines.flat_map(|(_, line)| &line.rest)
    }
}

/// Says of lines that they may stand there twice.
fn mark(lines: &mut [Spoken], again: &[bool]) {
    for (spoken, _) in lines.iter_mut().zip(again).filter(|(_, again)| **again) {
        spoken.body = Body::Line(match std::mem::replace(&mut spoken.body, Body::Lines(Vec::new())) {
            Body::Text(text) => Line::PossibleDuplicate { text },
            Body::Line(line) => Line::PossibleDuplicateLine { line: line.into() },
            body => {
                spoken.body = body;
                continue;
            }
        });
    }
}
