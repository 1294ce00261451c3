//! An agency for measuring: the sandbox in this process, the real `pult` as another, so that each can be looked at by
//! itself. The people's way in is the stories' own.

#[path = "../../tests/town/mod.rs"]
#[expect(dead_code, reason = "stories use more of the town than the benchmarks do")]
pub mod town;

#[path = "../../tests/process/program.rs"]
#[expect(dead_code, reason = "the process tests look at more of a program than the benchmarks do")]
mod program;

#[allow(dead_code, reason = "not every benchmark lets people talk")]
pub mod lines;
mod usage;

pub use program::{Program, Setup};
pub use usage::Usage;

use pult::domain::Lang;
use telegram_sandbox::{Clock, Person};
use town::{Plan, Town};

/// A town on the machine's clock whose bots may speak as often as they like, its Pult running and owned.
pub struct Agency {
    pub town: Town,
    pub setup: Setup,
    pub pult: Program,
    pub owner: Person,
}

impl Agency {
    pub async fn opens() -> Agency {
        let town = Town::founded(Plan { seed: 1, lang: Lang::En, live: false }, Clock::Real).await;
        let setup = Setup::new(town.environment());
        let pult = setup.runs().await;
        let owner = town.person("Anna");
        town.claims(&owner).await;
        Agency { town, setup, pult, owner }
    }

    /// Connects an account by QR code.
    pub async fn connects(&self, name: &str) -> Person {
        let account = self.town.person(name);
        let code = self.town.begins_login(&self.owner).await;
        self.town.scans(&account, &code).await;
        // The picture goes with the end of the login, and the next one's is not mistaken for it.
        let ended = self.owner.wait_until(&self.town.bot, |seen| seen.iter().all(|seen| seen.media.is_none())).await;
        assert!(ended, "the login of {name} does not end");
        account
    }

    /// Pult stops in order and starts again.
    pub async fn restarts(self) -> Agency {
        let Agency { town, setup, pult, owner } = self;
        stops(pult).await;
        let pult = setup.runs().await;
        Agency { town, setup, pult, owner }
    }

    /// What Pult has used so far.
    pub fn usage(&self) -> Usage {
        Usage::of(self.pult.id())
    }

    /// Waits until Pult has nothing more to do: the account, too, sees what the bot writes in its desk.
    pub async fn settles(&self) {
        let mut before = None;
        loop {
            let used = self.usage().time();
            if before.replace(used) == Some(used) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
    }

    /// Pult stops in order.
    pub async fn closes(self) {
        stops(self.pult).await;
        self.town.ends().await;
    }
}

async fn stops(pult: Program) {
    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}
