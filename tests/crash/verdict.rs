//! What must be true when nothing is left to do: every thread equals its dialog.
//!
//! Held against everything that ever happened, not only against what stands there in the end: a message that came twice
//! and was taken back counts as twice.

use crate::{
    agency::{Agency, Dialog},
    history::{Chatted, Chatting, Desk, End, History, Opened, Posted},
};
use anyhow::{Context, ensure};
use telegram_sandbox::world::{BoxId, GroupId, UserId};

/// Fails with what is wrong in the world. `deaths`: the ends of Pult's lives, as positions in the log.
pub fn check(history: &History, agency: &Agency, deaths: &[u64]) -> anyhow::Result<()> {
    let doubts = &[deaths, &history.unanswered].concat();
    for dialog in &agency.dialogs {
        let side = agency.side(dialog);
        let chat = history.chat(side.account.id, dialog.client.id);
        let (account, group) = (side.account.id, side.desk.id);
        let title = &*dialog.name;
        let view = View { history, account, group, chat, desk: history.desk(group), title, bot: agency.bot(), doubts };
        let of = |error: anyhow::Error| error.context(format!("{} with {}", view.title, side.name));
        view.thread_shows_the_dialog().map_err(of)?;
        view.client_has_the_answers().map_err(of)?;
        view.topics_are_as_many_as_needed().map_err(of)?;
        view.topics_have_their_card().map_err(of)?;
    }
    nothing_stands_elsewhere(history, agency)
}

/// A dialog from both sides.
struct View<'a> {
    history: &'a History,
    account: UserId,
    group: GroupId,
    chat: &'a Chatting,
    desk: &'a Desk,
    title: &'a str,
    bot: UserId,
    /// Where Pult could not know what had come of its last call, as positions in the log.
    doubts: &'a [u64],
}

impl View<'_> {
    fn posts(&self) -> impl Iterator<Item = &Posted> {
        self.desk.posts.iter().filter(|post| self.topic_of(post).is_some())
    }

    /// The topic a post stands in, if it is one of this dialog.
    fn topic_of(&self, post: &Posted) -> Option<&Opened> {
        self.desk.topic(post.topic).filter(|topic| topic.title == self.title)
    }

    fn thread_shows_the_dialog(&self) -> anyhow::Result<()> {
        let mut former = 0;
        for said in self.chat.messages.iter().filter(|said| !said.name.starts_with('a')) {
            let name = &said.name;
            let posts: Vec<_> =
                self.posts().filter(|post| post.by == self.bot && post.name.as_ref() == Some(name)).collect();
            // What was deleted before Pult heard of it is nobody's loss.
            ensure!(!posts.is_empty() || said.now.is_none(), "{name} never came into the thread");
            for twice in posts.windows(2) {
                self.repetition_is_excused(twice[0], twice[1]).with_context(|| format!("{name} came twice"))?;
            }
            for post in &posts {
                ensure!(post.at > former, "{name} is out of order in the thread");
                former = post.at;
            }
            if let Some(post) = posts.last() {
                self.post_shows(post, said).with_context(|| format!("{name} in the thread"))?;
            }
        }
        Ok(())
    }

    /// Only the last thing that the bot said in a thread before the process died, or did not hear what came of it, may be
    /// said again, and is marked then: threads do not wait for each other.
    fn repetition_is_excused(&self, first: &Posted, second: &Posted) -> anyhow::Result<()> {
        let doubt = self.doubt_between(first.at, second.at).context("and there was no doubt that it had come")?;
        let here = |post: &&Posted| post.by == self.bot && post.topic == first.topic;
        let after = |post: &&Posted| here(post) && first.at < post.at && post.at < doubt;
        ensure!(!self.desk.posts.iter().any(|post| after(&post)), "and was not the last before the doubt");
        ensure!(second.said.starts_with('🔁'), "and the second is not marked: {:?}", second.said);
        Ok(())
    }

    /// The first doubt after something that came to be before something else.
    fn doubt_between(&self, first: u64, second: u64) -> Option<u64> {
        self.doubts.iter().copied().filter(|doubt| first < *doubt && *doubt <= second).min()
    }

    fn post_shows(&self, post: &Posted, said: &Chatted) -> anyhow::Result<()> {
        let Some((text, _)) = post.stands() else { return Ok(()) };
        // Where Telegram told to start over, nobody learns what became of messages from before.
        if !self.history.is_passed_over(self.account, BoxId::User(self.account), said.changed) {
            let deleted = text.lines().any(|line| line.starts_with('🗑'));
            ensure!(deleted == said.now.is_none(), "is shown as deleted or not, and is not so: {text:?}");
            if let Some(now) = &said.now {
                // What it said before stands below.
                let mut lines = text.lines().take_while(|line| !line.starts_with('✏'));
                ensure!(lines.any(|line| line == now), "shows {text:?} instead of {now:?}");
            }
        }
        let target = said.reply.and_then(|to| self.chat.get(to));
        match post.reply.and_then(|to| self.desk.get(to)) {
            Some(shown) => {
                let target = target.map(|target| target.name.as_str());
                ensure!(shown.name.as_deref() == target, "replies to {:?} instead of {target:?}", shown.name);
            }
            // A reply goes with its target, and does not reach into another topic.
            None => {
                let there = target.and_then(|target| self.desk.last_of(&target.name));
                let lost = there.filter(|there| there.topic == post.topic && there.stands().is_some());
                ensure!(lost.is_none(), "lost its reply to {:?}", target.map(|target| &target.name));
            }
        }
        Ok(())
    }

    fn client_has_the_answers(&self) -> anyhow::Result<()> {
        let mut former = None;
        for answer in self.posts().filter(|post| post.by != self.bot) {
            let Some(name) = answer.name.as_ref().filter(|name| name.starts_with('a')) else { continue };
            let copies: Vec<_> = self.chat.messages.iter().filter(|said| said.name == *name).collect();
            ensure!(copies.len() <= 1, "the client got {name} {} times", copies.len());
            let Some(copy) = copies.first() else {
                ensure!(answer.stands().is_none(), "{name} did not reach the client");
                continue;
            };
            ensure!(former < Some(copy.id), "{name} is out of order with the client");
            former = Some(copy.id);
            self.copy_shows(copy, answer).with_context(|| format!("{name} with the client"))?;
        }
        Ok(())
    }

    fn copy_shows(&self, copy: &Chatted, answer: &Posted) -> anyhow::Result<()> {
        let (text, reactions) = match &answer.end {
            End::Stands { text, reactions } => (text, reactions),
            End::Deleted => {
                let over = |at| self.history.is_passed_over(self.account, BoxId::Group(self.group), at);
                let unknown = answer.gone.is_some_and(over);
                ensure!(copy.now.is_none() || unknown, "stands there though its author deleted it");
                return Ok(());
            }
            End::WithTopic => return Ok(()),
        };
        ensure!(copy.now.as_ref() == Some(text), "says {:?} instead of {text:?}", copy.now);
        let state = if self.chat.read_by_client >= Some(copy.id) { "👀" } else { "👌" };
        ensure!(*reactions == [state], "shows {reactions:?} in the thread instead of {state}");
        let meant = answer.reply.and_then(|to| self.desk.get(to)).and_then(|target| target.name.as_deref());
        let target = copy.reply.and_then(|to| self.chat.get(to));
        match (target, meant) {
            (Some(target), meant) => {
                ensure!(Some(&*target.name) == meant, "replies to {} instead of {meant:?}", target.name)
            }
            // Of a message that came twice Pult knows the second only.
            (None, Some(meant)) if self.desk.last_of(meant).is_some_and(|last| Some(last.id) == answer.reply) => {
                let lost = self.chat.messages.iter().any(|said| said.name == meant && said.now.is_some());
                ensure!(!lost, "lost its reply to {meant}");
            }
            (None, _) => {}
        }
        // Whoever answers has read what stood there.
        let read = self.posts().filter(|post| post.at < answer.at && post.by == self.bot);
        let read = read.filter_map(|post| {
            self.chat.messages.iter().find(|said| said.by_client && Some(&said.name) == post.name.as_ref())
        });
        let latest = read.map(|said| said.id).max();
        ensure!(self.chat.read_by_account >= latest, "was sent, and what it answers is still unread");
        Ok(())
    }

    /// One at a time: another one is opened when it was deleted, or when it is not known whether it was opened.
    fn topics_are_as_many_as_needed(&self) -> anyhow::Result<()> {
        let topics: Vec<_> = self.desk.topics.iter().filter(|topic| topic.title == self.title).collect();
        for two in topics.windows(2) {
            let doubtful = self.doubt_between(two[0].at, two[1].at).is_some();
            let empty = !self.desk.posts.iter().any(|post| post.topic == Some(two[0].id));
            ensure!(two[0].deleted || doubtful && empty, "a second topic was opened beside the first");
        }
        Ok(())
    }

    /// One, and another one only when it is not known whether the first came.
    fn topics_have_their_card(&self) -> anyhow::Result<()> {
        for topic in self.desk.topics.iter().filter(|topic| topic.title == self.title && !topic.deleted) {
            let cards: Vec<_> = self.desk.cards(topic.id).collect();
            for two in cards.windows(2) {
                let doubtful = self.doubt_between(two[0].at, two[1].at).is_some();
                ensure!(doubtful, "a second card stands in the thread");
            }
            let used = self.desk.posts.iter().any(|post| post.topic == Some(topic.id) && post.name.is_some());
            ensure!(!used || !cards.is_empty(), "the thread has no card");
        }
        Ok(())
    }
}

/// Nothing that nobody wrote, and nothing where it does not belong.
fn nothing_stands_elsewhere(history: &History, agency: &Agency) -> anyhow::Result<()> {
    for dialog in &agency.dialogs {
        let side = agency.side(dialog);
        for said in &history.chat(side.account.id, dialog.client.id).messages {
            let name = &said.name;
            ensure!(said.by_client == name.starts_with('c') && !name.starts_with('k'), "{name} is in the wrong chat");
        }
    }
    for side in &agency.sides {
        let desk = history.desk(side.desk.id);
        for post in desk.posts.iter().filter(|post| post.by == agency.bot() && !post.is_card()) {
            let Some(topic) = desk.topic(post.topic) else { continue };
            let belongs = |dialog: &&Dialog| {
                agency.side(dialog).desk == side.desk
                    && dialog.name == topic.title
                    && history
                        .chat(side.account.id, dialog.client.id)
                        .messages
                        .iter()
                        .any(|said| Some(&said.name) == post.name.as_ref() && !said.name.starts_with('a'))
            };
            ensure!(
                agency.dialogs.iter().any(|dialog| belongs(&dialog)),
                "{:?} in the thread of {}",
                post.said,
                topic.title
            );
        }
    }
    Ok(())
}
