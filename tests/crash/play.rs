//! What people do in a round.

use crate::{
    agency::{Agency, Dialog, Side, TELLS},
    history::{Chatted, History, Posted},
};
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use std::time::Duration;
use telegram_sandbox::{Place, world::MessageId};
use tokio::time::timeout;

/// The longest time that somebody waits for something to happen before they go on.
const MOMENT: Duration = Duration::from_millis(25);

/// More changes than a difference tells.
const TOO_MANY: usize = TELLS + 30;

/// One thing a person does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Writes,
    RepliesToAnything,
    Edits,
    Deletes,
    Reads,
    IsNew,
    Answers,
    RepliesInThread,
    EditsAnswer,
    DeletesAnswer,
    Comments,
    WritesOnPhone,
    DeletesTopic,
}

/// How often each is done, in a hundred.
const ACTS: [(Act, u32); 13] = [
    (Act::Writes, 26),
    (Act::RepliesToAnything, 7),
    (Act::Edits, 9),
    (Act::Deletes, 5),
    (Act::Reads, 6),
    (Act::IsNew, 4),
    (Act::Answers, 22),
    (Act::RepliesInThread, 6),
    (Act::EditsAnswer, 5),
    (Act::DeletesAnswer, 3),
    (Act::Comments, 2),
    (Act::WritesOnPhone, 4),
    (Act::DeletesTopic, 1),
];

/// The people of an agency, acting by a seed.
pub struct Play {
    pub agency: Agency,
    pub rng: StdRng,
    named: u32,
}

impl Play {
    pub fn new(agency: Agency, rng: StdRng) -> Play {
        Play { agency, rng, named: 0 }
    }

    pub fn history(&self) -> History {
        self.agency.town.sandbox.world().with(|world| History::of(world))
    }

    /// So many acts, some at once, some with a moment between; what was done, for the report.
    pub async fn acts(&mut self, count: u32) -> Vec<String> {
        let mut done = Vec::new();
        let mut news = self.agency.town.sandbox.world().watch();
        for _ in 0..count {
            if self.rng.random_bool(0.6) {
                news.mark_unchanged();
                // Nothing may happen at all: Pult may be dead.
                let _ = timeout(MOMENT, news.changed()).await;
            }
            done.extend(self.act());
        }
        done
    }

    /// Something more happens to every account, in a private chat and in its desk; what was done, for the report.
    pub fn goes_on(&mut self) -> Vec<String> {
        let mut done = Vec::new();
        for side in 0..self.agency.sides.len() {
            let dialog =
                self.agency.dialogs.iter().find(|dialog| dialog.side == side).expect("each has clients").clone();
            let account = self.agency.sides[side].account.clone();
            let name = self.name('c');
            dialog.client.says(&account, name.clone()).expect("clients may write");
            done.push(format!("{} writes {name} to {}", dialog.name, self.agency.sides[side].name));
        }
        done
    }

    /// More happens to an account at once than Telegram tells it afterwards: a client writes and corrects it again and again, or
    /// an operator in the desk, which the account is in; what was done, for the report.
    pub fn cannot_stop(&mut self, side: usize, in_desk: bool) -> Option<String> {
        let dialogs: Vec<_> = self.agency.dialogs.iter().filter(|dialog| dialog.side == side).cloned().collect();
        let dialog = dialogs.choose(&mut self.rng)?;
        let Side { name: of, account, operator, desk } = self.agency.sides[side].clone();
        let (who, place) = match in_desk {
            true => {
                let topic = self.history().desk(desk.id).thread(&dialog.name, self.agency.bot())?;
                (operator, Place::from(desk.topic(topic)))
            }
            false => (dialog.client.clone(), Place::from(&account)),
        };
        let name = self.name(if in_desk { 'a' } else { 'c' });
        let id = who.says(place, name.clone()).expect("they may write there");
        for _ in 0..TOO_MANY {
            let text = self.edition(&name);
            who.edits(place, id, text).expect("people edit what they wrote");
        }
        Some(format!("{name} is corrected {TOO_MANY} times ({} with {of})", dialog.name))
    }

    /// One act; `None` where there is nothing to do it to.
    fn act(&mut self) -> Option<String> {
        let (act, _) = *ACTS.choose_weighted(&mut self.rng, |(_, weight)| *weight).expect("there are acts");
        let history = self.history();
        let dialog = match act {
            Act::IsNew => self.newcomer(),
            _ => self.agency.dialogs.choose(&mut self.rng).expect("there are clients").clone(),
        };
        let side = self.agency.side(&dialog);
        let (client, account, operator) = (dialog.client.clone(), side.account.clone(), side.operator.clone());
        let (chat, desk) = (history.chat(account.id, client.id), history.desk(side.desk.id));
        let thread = desk.thread(&dialog.name, self.agency.bot());
        let topic = thread.map(|topic| side.desk.topic(topic));
        let what = match act {
            Act::Writes | Act::IsNew => {
                let name = self.name('c');
                client.says(&account, name.clone()).map(|_| name)
            }
            Act::RepliesToAnything => {
                let to = chat.messages.iter().filter(|said| said.now.is_some()).filter_map(|said| said.twin);
                let to = *to.collect::<Vec<_>>().choose(&mut self.rng)?;
                let name = self.name('c');
                client.replies(&account, to, name.clone()).map(|_| name)
            }
            Act::Edits => {
                let (id, text) = self.own(chat.standing(true))?;
                let text = self.edition(&text);
                client.edits(&account, id, text.clone()).map(|()| text)
            }
            Act::Deletes => {
                let (id, text) = self.own(chat.standing(true))?;
                client.deletes(&account, id).map(|()| text)
            }
            Act::Reads => client.reads(&account).map(|()| String::new()),
            Act::WritesOnPhone => {
                let name = self.name('p');
                account.says(&client, name.clone()).map(|_| name)
            }
            Act::Answers => {
                let name = self.name('a');
                operator.says(topic?, name.clone()).map(|_| name)
            }
            Act::Comments => {
                let name = self.name('k');
                operator.says(topic?, format!("// {name}")).map(|_| name)
            }
            Act::RepliesInThread => {
                let here = desk.posts.iter().filter(|post| post.topic == thread && post.stands().is_some());
                // Of a message that stands there twice, Pult knows the second.
                let here = here.filter(|post| {
                    post.name.as_ref().and_then(|name| desk.last_of(name)).is_some_and(|last| last.id == post.id)
                });
                let to = here.collect::<Vec<_>>().choose(&mut self.rng)?.id;
                let name = self.name('a');
                operator.replies(topic?, to, name.clone()).map(|_| name)
            }
            Act::EditsAnswer => {
                let (id, text) = self.answer(desk.posts.iter().filter(|post| post.topic == thread))?;
                let text = self.edition(&text);
                operator.edits(topic?, id, text.clone()).map(|()| text)
            }
            Act::DeletesAnswer => {
                let (id, text) = self.answer(desk.posts.iter().filter(|post| post.topic == thread))?;
                operator.deletes(topic?, id).map(|()| text)
            }
            Act::DeletesTopic => {
                let owner = self.agency.town.person("Anna");
                owner.deletes_topic(topic?).map(|()| String::new())
            }
        };
        let what = what.unwrap_or_else(|refusal| panic!("{act:?} was refused: {refusal:?}"));
        Some(format!("{act:?} {what} ({} with {})", dialog.name, self.agency.side(&dialog).name))
    }

    /// Somebody who never wrote before.
    fn newcomer(&mut self) -> Dialog {
        let side = self.rng.random_range(0..self.agency.sides.len());
        self.agency.meets(&format!("Client{}", self.agency.dialogs.len()), side)
    }

    fn own<'a>(&mut self, standing: impl Iterator<Item = (&'a Chatted, &'a str)>) -> Option<(MessageId, String)> {
        let all: Vec<_> = standing.filter_map(|(said, text)| Some((said.twin?, text.to_owned()))).collect();
        all.choose(&mut self.rng).cloned()
    }

    fn answer<'a>(&mut self, posts: impl Iterator<Item = &'a Posted>) -> Option<(MessageId, String)> {
        let answers = posts.filter(|post| post.name.as_ref().is_some_and(|name| name.starts_with('a')));
        let all: Vec<_> = answers.filter_map(|post| Some((post.id, post.stands()?.0.to_owned()))).collect();
        all.choose(&mut self.rng).cloned()
    }

    fn name(&mut self, kind: char) -> String {
        self.named += 1;
        format!("{kind}{}", self.named)
    }

    /// A text under its name, changed.
    fn edition(&mut self, text: &str) -> String {
        self.named += 1;
        format!("{} v{}", crate::history::name(text).expect("texts have names"), self.named)
    }
}
