//! An hour at the desks in virtual time, and what came of it.

use crate::{
    Millis,
    load::{Form, Item, Own, What},
    schedulers::{Request, Sends},
    telegram::Telegram,
};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashSet},
    time::{Duration, Instant},
};

/// What Pult itself adds to the traffic of people.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extras {
    None,
    /// A topic, a card, a pin and a title for each new dialog, a transcript for those known before; reactions and a
    /// title for each answer.
    All,
}

#[derive(Default)]
pub struct Outcome {
    /// Latencies of clients' messages by desk, of interactive sends, of statuses.
    pub clients: BTreeMap<usize, Vec<Millis>>,
    pub interactive: Vec<Millis>,
    pub refused: u32,
    pub merged: usize,
    /// Budget spent by kind.
    pub spent: BTreeMap<&'static str, u32>,
    /// Time spent in the scheduler's `poll`, and how often it was called.
    pub polling: (Duration, u32),
}

impl Outcome {
    pub fn all_clients(&self) -> Vec<Millis> {
        self.clients.values().flatten().copied().collect()
    }
}

/// Items that were not there from the beginning come after so much.
const READ_AFTER: Millis = 20_000;
/// After the hour what is left is sent; whoever needs longer than this has lost.
const PATIENCE: Millis = 6 * 3_600_000;

enum Happening {
    Arrives(usize),
    Answered(Request, Result<(), Millis>),
}

struct Run<'a> {
    items: Vec<Item>,
    sends: &'a mut dyn Sends,
    telegram: Telegram,
    agenda: BinaryHeap<Reverse<(Millis, usize)>>,
    happenings: Vec<Option<Happening>>,
    extras: Extras,
    /// Threads whose topic is being opened, with what waits for it.
    opening: BTreeMap<(usize, i64), Vec<usize>>,
    opened: HashSet<(usize, i64)>,
    outcome: Outcome,
}

/// Runs the items through a scheduler.
pub fn run(items: &[Item], sends: &mut dyn Sends, extras: Extras, seed: u64) -> Outcome {
    let mut run = Run {
        items: Vec::new(),
        sends,
        telegram: Telegram::new(seed),
        agenda: BinaryHeap::new(),
        happenings: Vec::new(),
        extras,
        opening: BTreeMap::new(),
        opened: HashSet::new(),
        outcome: Outcome::default(),
    };
    for item in items {
        run.arrives(*item);
    }
    let end = items.last().map_or(0, |item| item.at) + PATIENCE;
    run.go(end);
    // What is still there has waited to the end at least.
    run.outcome.refused = run.telegram.refused;
    run.outcome
}

impl Run<'_> {
    fn arrives(&mut self, item: Item) {
        self.items.push(item);
        self.happens(item.at, Happening::Arrives(self.items.len() - 1));
    }

    fn happens(&mut self, at: Millis, what: Happening) {
        self.happenings.push(Some(what));
        self.agenda.push(Reverse((at, self.happenings.len() - 1)));
    }

    fn go(&mut self, end: Millis) {
        let mut now = 0;
        loop {
            let next = self.agenda.peek().map(|Reverse((at, _))| *at);
            let wakeup = self.sends.wakeup();
            let Some(at) = [next, wakeup].into_iter().flatten().min() else { break };
            now = at.max(now);
            if now > end {
                break;
            }
            if next.is_some_and(|next| next <= now)
                && let Some(Reverse((_, index))) = self.agenda.pop()
            {
                match self.happenings[index].take() {
                    Some(Happening::Arrives(item)) => self.arrived(now, item),
                    Some(Happening::Answered(request, answer)) => self.answered(now, &request, answer),
                    None => {}
                }
            }
            loop {
                let began = Instant::now();
                let request = self.sends.poll(now);
                self.outcome.polling.0 += began.elapsed();
                self.outcome.polling.1 += 1;
                let Some(request) = request else { break };
                self.leaves(now, request);
            }
        }
    }

    fn leaves(&mut self, now: Millis, request: Request) {
        let media = request.items.iter().any(|index| {
            request.carrier == Some(*index)
                && matches!(self.items[*index].what, What::Client { form: Form::Media | Form::Album(_), .. })
        });
        let trip = self.telegram.round_trip(media);
        let answer = self.telegram.receive(now + trip / 2, request.bot, request.desk, request.cost);
        self.happens(now + trip, Happening::Answered(request, answer));
    }

    fn arrived(&mut self, now: Millis, index: usize) {
        let item = self.items[index];
        let own = |thread, kind| Item { at: now, desk: item.desk, what: What::Own { thread, kind } };
        match item.what {
            What::Client { thread, first, .. } if self.extras == Extras::All => {
                let key = (item.desk, thread);
                if first && self.opened.insert(key) {
                    self.opening.insert(key, vec![index]);
                    self.arrives(own(thread, Own::Topic));
                    return;
                }
                if let Some(waiting) = self.opening.get_mut(&key) {
                    waiting.push(index);
                    return;
                }
                self.arrives(own(thread, Own::Title));
            }
            What::Answer { thread } => {
                if self.extras == Extras::All {
                    self.arrives(own(thread, Own::Reaction));
                    self.arrives(Item { at: now + READ_AFTER, ..own(thread, Own::Reaction) });
                    self.arrives(own(thread, Own::Title));
                }
                return;
            }
            _ => {}
        }
        self.sends.enqueue(now, index, &item);
    }

    fn answered(&mut self, now: Millis, request: &Request, answer: Result<(), Millis>) {
        self.sends.answered(now, request, answer);
        if answer.is_err() {
            return;
        }
        let merged = request.items.len() > 1;
        for index in &request.items {
            let item = self.items[*index];
            let latency = now - item.at;
            match item.what {
                What::Client { form, .. } => {
                    self.outcome.clients.entry(item.desk).or_default().push(latency);
                    self.outcome.merged += usize::from(merged);
                    let shown_as_line = request.carrier != Some(*index);
                    let cost = match form {
                        Form::Media => 1,
                        Form::Album(count) => count,
                        Form::Text(_) | Form::Sticker => 0,
                    };
                    if shown_as_line
                        && cost > 0
                        && merged | matches!(form, Form::Album(_))
                        && let Some(after) = self.telegram.tap()
                    {
                        self.arrives(Item { at: now + after, desk: item.desk, what: What::Tapped { cost } });
                    }
                }
                What::Interactive => self.outcome.interactive.push(latency),
                What::Own { thread, kind: Own::Topic } => self.opened(now, item.desk, thread),
                _ => {}
            }
        }
        *self.outcome.spent.entry(kind(&self.items[request.items[0]])).or_default() += request.cost;
    }

    /// The topic is there: what waited for it goes on, and the thread is furnished.
    fn opened(&mut self, now: Millis, desk: usize, thread: i64) {
        for index in self.opening.remove(&(desk, thread)).unwrap_or_default() {
            let item = self.items[index];
            self.sends.enqueue(now, index, &item);
        }
        // Every third of the newcomers is somebody known from before.
        let replay = (thread % 3 == 0).then_some(Own::Replay);
        for kind in [Own::Card, Own::Pin].into_iter().chain(replay) {
            self.arrives(Item { at: now, desk, what: What::Own { thread, kind } });
        }
    }
}

fn kind(item: &Item) -> &'static str {
    match item.what {
        What::Interactive | What::Answer { .. } => "interactive",
        What::Client { .. } => "clients",
        What::Status { .. } => "edits",
        What::Digest => "digests",
        What::Tapped { .. } => "tapped media",
        What::Own { kind, .. } => match kind {
            Own::Topic => "topics",
            Own::Card => "cards",
            Own::Pin => "pins",
            Own::Title => "titles",
            Own::Reaction => "reactions",
            Own::Replay => "transcripts",
        },
    }
}
