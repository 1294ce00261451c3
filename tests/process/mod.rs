//! `pult` as a process: the real binary, started, stopped and killed as a server does it.
//!
//! **Only what a person at the server could see is looked at**: what it prints, how it ends, what lies in its directory;
//! and what stands on the screens of the sandbox. Nothing sleeps: every step waits for an output or a screen.

mod backups;
mod keys;
mod logins;
mod owner_link;
mod program;
mod proxies;
mod running;
mod secrets;
mod settings;
mod vitals;

use crate::town::{self, Plan, Town};
use program::Setup;
use pult::domain::Lang;
use telegram_sandbox::{Clock, Person};

/// A town on the machine's clock, as the binary has no other, and the settings of its Pult.
async fn town(seed: u64) -> (Town, Setup) {
    let town = Town::founded(Plan { seed, lang: Lang::En, live: false }, Clock::Real).await;
    let setup = Setup::new(town.environment());
    (town, setup)
}

/// The people of an agency at work.
struct Agency {
    owner: Person,
    operator: Person,
    account: Person,
    client: Person,
    desk: town::Desk,
    /// What the login's QR code and the operator's invite said: used up, and still nothing to be found anywhere.
    login: String,
    invite: String,
}

/// The account's two-step password.
const PASSWORD: &str = "correct-horse-battery";

/// Everything up to the desk, through the bot.
async fn opens_agency(town: &Town) -> Agency {
    let owner = town.person("Annabella");
    let operator = town.person("Olympia");
    let account = town.person("Salesdesk").phone("+37120001234").password(PASSWORD, None);
    let client = town.person("Ivanhoe").last_name("Petrovsky").phone("+37129998877").username("ivanhoe_p");
    town.claims(&owner).await;
    let login = town.begins_login(&owner).await;
    town.scans(&account, &login).await;
    town.types_password(&owner, "wrong-horse-battery").await;
    town.types_password(&owner, PASSWORD).await;
    town.shows(&owner, &town.bot, "✅").await;
    let invite = town.invites(&owner, &["Salesdesk"]).await;
    town.joins(&operator, &invite).await;
    let desk = town.makes_desk(&owner, &operator, "Olympia · Salesdesk").await;
    Agency { owner, operator, account, client, desk, login, invite }
}
