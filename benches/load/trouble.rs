//! What goes wrong at both doors while people talk, by a seed: what Telegram documents and networks do. None of it is
//! refused for good, so all of it must end as if it had never been.

use super::faults;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use telegram_sandbox::{Sandbox, world::UserId};

pub struct Trouble {
    accounts: Vec<UserId>,
    bots: Vec<UserId>,
    rng: StdRng,
}

impl Trouble {
    pub fn new(accounts: Vec<UserId>, bots: Vec<UserId>, seed: u64) -> Trouble {
        Trouble { accounts, bots, rng: StdRng::seed_from_u64(seed) }
    }

    /// One thing goes wrong soon.
    pub fn strikes(&mut self, sandbox: &Sandbox) {
        let rng = &mut self.rng;
        let account = *self.accounts.choose(rng).expect("there are accounts");
        let bot = *self.bots.choose(rng).expect("there is a bot");
        sandbox.fault(match rng.random_range(0..100) {
            0..8 => return sandbox.cut(account),
            8..38 => faults::of_update(rng, bot, account),
            _ => faults::of_call(rng, bot, account),
        });
    }
}
