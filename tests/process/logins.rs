//! The process dies in the middle of a login, at each of its steps: the login is said to be over, what is typed into it
//! meanwhile is kept nowhere, and it can be done again.

use super::{program::Program, program::Setup, town};
use crate::{leaks::Secrets, town::Town};
use std::time::Duration;
use telegram_sandbox::{
    Person,
    world::{Door, Effect, Fault, MessageId},
};

const PASSWORD: &str = "correct-horse-battery";

/// An owner, and an account that she is about to connect.
struct Login<'a> {
    town: &'a Town,
    setup: &'a Setup,
    owner: Person,
    account: Person,
    /// Everything before this login's screen.
    before: MessageId,
    /// All that was typed into logins that were over.
    typed: Vec<String>,
    said: String,
}

impl<'a> Login<'a> {
    async fn of(town: &'a Town, setup: &'a Setup) -> Login<'a> {
        let owner = town.person("Annabella");
        let account = town.person("Salesdesk").phone("+37120001234").password(PASSWORD, None);
        town.claims(&owner).await;
        Login { town, setup, owner, account, before: MessageId(0), typed: Vec::new(), said: String::new() }
    }

    fn begins(&mut self) {
        self.before = self.owner.sees(&self.town.bot).last().map_or(MessageId(0), |seen| seen.id);
    }

    async fn shows(&self, key: &str) {
        let (words, before) = (self.town.label(key), self.before);
        let what = format!("“{words}” on the login's screen");
        let fits = |seen: &telegram_sandbox::world::Seen| seen.id > before && seen.text.contains(&words);
        self.town.waits(&self.owner, &self.town.bot, &what, fits).await;
    }

    /// The process is killed and started again; in between the owner answers what the screen asks for.
    async fn dies(&mut self, pult: Program, step: &str, asks: bool) -> Program {
        let Login { town, setup, .. } = *self;
        let ended = pult.dies().await;
        // Its request may have been on its way only, and what was to befall it must not befall the next one.
        town.sandbox.world().with(|world| world.forgive());
        assert_eq!(ended.code, None, "killed while {step}");
        self.said += &ended.stderr;
        let typed = format!("typed while {step}, 8877665");
        let message = asks.then(|| self.owner.says(&town.bot, typed.as_str()).expect("people type"));
        let pult = setup.runs().await;
        self.shows("login-gone").await;
        if let Some(message) = message {
            town.gone(&self.owner, message).await;
            self.shows("line-login-interrupted").await;
            self.typed.push(typed);
        }
        // Nothing is left half-made, and a text is a text again.
        town.opens_panel(&self.owner).await;
        town.presses(&self.owner, &town.label("button-accounts")).await;
        self.shows("accounts-none").await;
        let hello = town.tells(&self.owner, "hello");
        let help = town.label("line-help");
        let help = help.lines().next().expect("it has lines");
        town.waits(&self.owner, &town.bot, "an answer", |seen| seen.id > hello && seen.text.contains(help)).await;
        pult
    }

    /// Telegram is slow with the next request of this method, longer than the process lives.
    fn slow(&self, method: &str) {
        let slow = Effect::Delay(Duration::from_secs(300));
        self.town.sandbox.fault(Fault::effect(Door::Mtproto, method, slow));
    }

    /// In the end the account is connected, and nothing of all that was typed stands anywhere.
    async fn ends(mut self, pult: Program) {
        self.town.shows(&self.owner, &self.town.bot, &self.town.label("login-done")).await;
        let ended = pult.stops().await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        self.said += &ended.stderr;
        let mut secrets = Secrets::default();
        secrets.add("the password", PASSWORD);
        secrets.add("the number", "37120001234");
        secrets.add("what was typed into a login that was over", "8877665");
        secrets.none_in_text("the log", &self.said);
        assert!(secrets.none_in_files(&self.town.data_dir()) > 10_000, "the store was looked at");
        let own = self.owner.sees(&self.town.bot).into_iter().filter(|seen| seen.own);
        assert!(own.into_iter().all(|seen| !self.typed.contains(&seen.text)), "all of it was deleted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_by_qr_code_survives_no_death_and_can_be_done_again() {
    let (town, mut setup) = town(71).await;
    setup.set("PULT_LOG", "trace");
    let mut pult = setup.runs().await;
    let mut login = Login::of(&town, &setup).await;

    login.begins();
    town.begins_login(&login.owner).await;
    pult = login.dies(pult, "the QR code was shown", false).await;
    town.picture_goes(&login.owner).await;

    login.begins();
    let code = town.begins_login(&login.owner).await;
    town.scans(&login.account, &code).await;
    login.shows("login-password").await;
    pult = login.dies(pult, "the password was asked for", true).await;

    login.begins();
    let code = town.begins_login(&login.owner).await;
    town.scans(&login.account, &code).await;
    login.shows("login-password").await;
    login.slow("auth.checkPassword");
    town.types_secret(&login.owner, PASSWORD).await;
    login.shows("login-checking").await;
    pult = login.dies(pult, "the password was checked", true).await;

    town.connects(&login.owner, &login.account, Some(PASSWORD)).await;
    login.ends(pult).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_by_phone_survives_no_death_and_can_be_done_again() {
    let (town, mut setup) = town(72).await;
    setup.set("PULT_LOG", "trace");
    let mut pult = setup.runs().await;
    let mut login = Login::of(&town, &setup).await;

    login.begins();
    town.begins_phone_login(&login.owner).await;
    pult = login.dies(pult, "the number was asked for", true).await;

    login.begins();
    town.begins_phone_login(&login.owner).await;
    login.slow("auth.sendCode");
    town.types_secret(&login.owner, "+371 2000 1234").await;
    login.shows("login-sending").await;
    pult = login.dies(pult, "the code was asked for", true).await;

    login.begins();
    let code = town.comes_to_code(&login.owner, &login.account).await;
    town.enters_code(&login.owner, &code[..3]).await;
    town.keypad(&login.owner, "● ● ● ○ ○").await;
    pult = login.dies(pult, "the code was entered", true).await;

    login.begins();
    let code = town.comes_to_code(&login.owner, &login.account).await;
    town.types_secret(&login.owner, &code).await;
    login.shows("login-code-typed").await;
    pult = login.dies(pult, "the code was dead", true).await;

    login.begins();
    let code = town.comes_to_code(&login.owner, &login.account).await;
    login.slow("auth.signIn");
    town.enters_code(&login.owner, &code).await;
    login.shows("login-checking").await;
    pult = login.dies(pult, "the code was checked", true).await;

    login.begins();
    let code = town.comes_to_code(&login.owner, &login.account).await;
    town.enters_code(&login.owner, &code).await;
    login.shows("login-password").await;
    pult = login.dies(pult, "the password of the phone login was asked for", true).await;

    town.connects_by_phone(&login.owner, &login.account, Some(PASSWORD)).await;
    login.ends(pult).await;
}
