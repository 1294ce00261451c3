//! The schedulers that are compared, behind one interface.

use crate::{
    Millis,
    load::{Form, Item, Own, What},
};
use pult::{
    domain::{AccountId, BotId, ChatId, DialogId, OutboxId, PeerId},
    relay::scheduler::{self, Event, Lane, Policy, Scheduler, Send, Shape, Unit},
};
use std::collections::{HashMap, VecDeque};

/// A request: items by their index.
pub struct Request {
    pub bot: usize,
    pub desk: usize,
    pub cost: u32,
    pub items: Vec<usize>,
    /// Which of several goes as a medium; the others are lines.
    pub carrier: Option<usize>,
}

pub trait Sends {
    fn enqueue(&mut self, now: Millis, index: usize, item: &Item);
    fn poll(&mut self, now: Millis) -> Option<Request>;
    fn answered(&mut self, now: Millis, request: &Request, answer: Result<(), Millis>);
    fn wakeup(&self) -> Option<Millis>;
}

/// How many messages an item takes.
fn cost(item: &Item) -> u32 {
    match item.what {
        What::Client { form: Form::Album(count), .. } => count,
        What::Tapped { cost } => cost,
        _ => 1,
    }
}

/// First come first served, one request per desk at a time.
pub struct Fifo {
    /// Messages a minute that it allows itself, if it knows the limit.
    pace: Option<usize>,
    desks: Vec<Line>,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<(usize, u32)>,
    busy: bool,
    spent: VecDeque<Millis>,
    not_before: Millis,
}

impl Fifo {
    pub fn new(desks: usize, pace: Option<usize>) -> Fifo {
        Fifo { pace, desks: std::iter::repeat_with(Line::default).take(desks).collect() }
    }

    fn ready_at(&self, line: &Line) -> Option<Millis> {
        let (_, cost) = line.waiting.front().filter(|_| !line.busy)?;
        let window = self.pace.and_then(|pace| (line.spent.len() + *cost as usize).checked_sub(pace + 1));
        let free = window.and_then(|index| line.spent.get(index)).map_or(0, |at| at + 60_000);
        Some(free.max(line.not_before))
    }
}

impl Sends for Fifo {
    fn enqueue(&mut self, _: Millis, index: usize, item: &Item) {
        self.desks[item.desk].waiting.push_back((index, cost(item)));
    }

    fn poll(&mut self, now: Millis) -> Option<Request> {
        for line in &mut self.desks {
            while line.spent.front().is_some_and(|at| at + 60_000 <= now) {
                line.spent.pop_front();
            }
        }
        let desk = (0..self.desks.len()).find(|desk| self.ready_at(&self.desks[*desk]).is_some_and(|at| at <= now))?;
        let line = &mut self.desks[desk];
        line.busy = true;
        line.waiting.front().map(|(index, cost)| Request {
            bot: 0,
            desk,
            cost: *cost,
            items: vec![*index],
            carrier: None,
        })
    }

    fn answered(&mut self, now: Millis, request: &Request, answer: Result<(), Millis>) {
        let line = &mut self.desks[request.desk];
        line.busy = false;
        match answer {
            Ok(()) => {
                line.waiting.pop_front();
                line.spent.extend(std::iter::repeat_n(now, request.cost as usize));
            }
            Err(wait) => line.not_before = now + wait,
        }
    }

    fn wakeup(&self) -> Option<Millis> {
        self.desks.iter().filter_map(|line| self.ready_at(line)).min()
    }
}

/// Pult's.
pub struct Ours {
    scheduler: Scheduler,
    sends: HashMap<usize, Send>,
}

impl Ours {
    pub fn new(bots: usize) -> Ours {
        let helpers: Vec<_> = (1..bots as i64).map(BotId).collect();
        Ours { scheduler: Scheduler::new(Policy::default(), BotId(0), &helpers), sends: HashMap::new() }
    }
}

/// A status that is older tells nothing any more.
const STALE: Millis = 120_000;

impl Sends for Ours {
    fn enqueue(&mut self, now: Millis, index: usize, item: &Item) {
        let dialog = |thread| DialogId { account: AccountId(1), peer: PeerId::User(thread) };
        let status = |kind, thread| Lane::Status { slot: (kind, dialog(thread), 0), expires: Some(item.at + STALE) };
        let (lane, main) = match item.what {
            What::Interactive | What::Answer { .. } => (Lane::Interactive, true),
            What::Client { thread, form, .. } => {
                let form = match form {
                    Form::Text(chars) => scheduler::Form::Text { chars },
                    Form::Media => scheduler::Form::Media { caption: 40 },
                    Form::Sticker => scheduler::Form::Sticker,
                    Form::Album(_) => scheduler::Form::Album { caption: 40, complete: 0 },
                };
                (Lane::Client { thread: dialog(thread), form, leads: false }, false)
            }
            What::Status { thread } => (status(0, thread), false),
            What::Digest => (Lane::Digest, true),
            What::Tapped { .. } => (Lane::Tapped, false),
            What::Own { thread, kind } => match kind {
                Own::Topic => (Lane::Opening, false),
                Own::Replay => (Lane::Replay, false),
                Own::Card => (status(1, thread), false),
                Own::Pin => (status(2, thread), false),
                Own::Title => (status(3, thread), false),
                Own::Reaction => (status(4, thread), false),
            },
        };
        let unit = Unit {
            id: OutboxId(index as u64),
            chat: ChatId(-1 - item.desk as i64),
            bot: main.then_some(BotId(0)),
            since: item.at,
            cost: cost(item),
            lane,
        };
        self.scheduler.on_event(now, Event::Enqueue(unit));
        self.scheduler.take_dropped();
    }

    fn poll(&mut self, now: Millis) -> Option<Request> {
        let send = self.scheduler.poll(now)?;
        let items: Vec<_> = send.shape.ids().iter().map(|id| id.0 as usize).collect();
        let carrier = match &send.shape {
            Shape::Whole(id) => Some(*id),
            Shape::Lines { carrier, .. } => *carrier,
        };
        let request = Request {
            bot: send.bot.0 as usize,
            desk: (-1 - send.chat.0) as usize,
            cost: send.cost,
            items,
            carrier: carrier.map(|id| id.0 as usize),
        };
        self.sends.insert(request.items[0], send);
        Some(request)
    }

    fn answered(&mut self, now: Millis, request: &Request, answer: Result<(), Millis>) {
        let id = self.sends[&request.items[0]].id();
        let event = match answer {
            Ok(()) => Event::Acked(id),
            Err(retry_after) => Event::RateLimited { id, retry_after },
        };
        self.scheduler.on_event(now, event);
    }

    fn wakeup(&self) -> Option<Millis> {
        self.scheduler.next_wakeup()
    }
}
