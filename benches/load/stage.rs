//! Where a load is played: a Telegram, an agency in it, and the program that is tested, of which nothing is known but its
//! process and its directory.
//!
//! **Everything is made while bots may speak as often as they like**: two thousand threads would take an hour otherwise.
//! Then Telegram's limits are on, and the program starts anew and knows of them.

use crate::{
    Arguments,
    agency::{
        Agency, Program, Usage,
        lines::Line,
        town::{Desk, Plan, Town},
    },
    peer::Peer,
};
use pult::domain::Lang;
use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::Path,
    time::{Duration, Instant},
};
use telegram_sandbox::{
    Bot, Clock, Group, Person,
    world::{Limits, Rights, UserId, World},
};

/// Longer than this, and somebody does not connect or is not let in.
const PATIENCE: Duration = Duration::from_secs(300);

/// A client's first word.
const HELLO: &str = "Good morning";

pub struct Stage {
    pub town: Town,
    pub lines: Vec<Line>,
    /// Those who have dialogs.
    pub busy: Vec<UserId>,
    pub bots: Vec<UserId>,
    pub tested: Tested,
}

pub enum Tested {
    Pult(Program),
    Peer(Peer),
}

impl Stage {
    /// With Pult, set up through its bot as people do it.
    pub async fn of_pult(load: &Arguments) -> Stage {
        let mut agency = Agency::opens().await;
        let (mut accounts, mut lines) = (Vec::new(), Vec::new());
        for number in 0..load.accounts {
            let account = agency.connects(&name(number)).await;
            if number < load.desks {
                let laid = Line::laid(&agency, &account, load.dialogs_of(number)).await;
                let group = Group { id: laid[0].thread.group };
                // Whoever is to let helpers in may do so.
                agency.owner.promotes(group, account.id, Rights::ALL).expect("the creator may promote");
                lines.extend(laid);
            }
            accounts.push(account);
        }
        agency.settles().await;
        let world = agency.town.sandbox.world().clone();
        let helpers: Vec<_> =
            (1..load.bots).map(|number| agency.town.sandbox.bot(&format!("pult_helper_{number}_bot"))).collect();
        if !helpers.is_empty() {
            let tokens: Vec<_> = helpers.iter().map(Bot::token).collect();
            agency.setup.set("PULT_HELPER_TOKENS", tokens.join(" "));
        }
        let mut address = agency.town.sandbox.address().clone();
        address.unlimited = false;
        agency.setup.set("PULT_SANDBOX", address.as_json());
        let before = world.with(|world| listened(world, &accounts));
        world.with(|world| world.limits = Limits::telegram());
        let agency = agency.restarts().await;
        let ready = |world: &mut World| {
            let connected = listened(world, &accounts).iter().zip(&before).all(|(now, before)| now > before);
            connected
                && lines.iter().all(|line| {
                    let group = world.group(line.thread.group).expect("it was made");
                    helpers.iter().all(|helper| group.role(helper.id).is_admin())
                })
        };
        let began = Instant::now();
        while !world.with(ready) {
            assert!(began.elapsed() < PATIENCE, "all accounts are there, and all helpers sit in the desks");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        agency.settles().await;
        let Agency { town, pult, .. } = agency;
        let bots = [town.bot.id].into_iter().chain(helpers.iter().map(|helper| helper.id)).collect();
        Stage { town, busy: busy(&lines), lines, bots, tested: Tested::Pult(pult) }
    }

    /// With the relay that others would have written, in the same groups.
    pub async fn of_peer(load: &Arguments, command: &str) -> Stage {
        let town = Town::founded(Plan { seed: 1, lang: Lang::En, live: false }, Clock::Real).await;
        let owner = town.person("Anna");
        let (mut accounts, mut desks) = (Vec::new(), Vec::new());
        for number in 0..load.accounts {
            let account = town.person(&name(number));
            if number < load.desks {
                desks.push(town.prepares_group(&owner, &owner, &name(number)));
            }
            accounts.push(account);
        }
        let peer = Peer::starts(&town, command, &accounts, &desks).await;
        let mut lines = Vec::new();
        for (number, (account, desk)) in accounts.iter().zip(&desks).enumerate() {
            lines.extend(greeted(&town, account, desk, load.dialogs_of(number)).await);
        }
        town.sandbox.world().with(|world| world.limits = Limits::telegram());
        let peer = peer.restarts().await;
        let bots = vec![town.bot.id];
        Stage { town, busy: busy(&lines), lines, bots, tested: Tested::Peer(peer) }
    }

    /// Memory and time of what is tested, and the disk it takes, in bytes.
    pub fn usage(&self) -> (Usage, u64) {
        match &self.tested {
            Tested::Pult(program) => (Usage::of(program.id()), disk(&self.town.data_dir())),
            Tested::Peer(peer) => (Usage::of(peer.id()), disk(peer.data())),
        }
    }
}

fn name(number: usize) -> String {
    format!("Account {number:03}")
}

/// Clients of an account write once, and their threads are opened.
async fn greeted(town: &Town, account: &Person, desk: &Desk, dialogs: usize) -> Vec<Line> {
    let clients: Vec<_> =
        (0..dialogs).map(|number| town.person(&format!("Client {number} of {}", account.name()))).collect();
    for client in &clients {
        town.writes(client, account, HELLO);
    }
    let mut lines = Vec::new();
    for client in clients {
        let thread = town.thread(desk, &client).await;
        town.shows(&desk.member, thread, HELLO).await;
        lines.push(Line { client, account: account.clone(), operator: desk.member.clone(), thread });
    }
    lines
}

fn busy(lines: &[Line]) -> Vec<UserId> {
    let mut busy: Vec<_> = lines.iter().map(|line| line.account.id).collect();
    busy.dedup();
    busy
}

/// How many connections of each account there have been.
fn listened(world: &World, accounts: &[Person]) -> Vec<u64> {
    accounts.iter().map(|account| world.listened(account.id)).collect()
}

/// What a directory takes on the disk. What goes while one looks is not counted.
fn disk(directory: &Path) -> u64 {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => disk(&entry.path()),
            Ok(metadata) => metadata.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}
