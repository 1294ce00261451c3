//! A town for stories: the sandbox, the real Pult against it, and the people of an agency.
//!
//! A story reads like a chat: people act, and [`Town::shows`] waits until somebody's screen shows what is expected.
//! **Nothing here reaches into Pult**: people press the buttons they see and read what stands on their screens. Every
//! step is written down in the [`Transcript`]; waiting is for an event of the sandbox, with a deadline.

mod clock;
mod desk;
mod joining;
mod phone;
mod transcript;

pub mod proxy;
pub mod tour;

pub use clock::SandboxClock;
pub use desk::Desk;
pub use transcript::{Transcript, Way};

use pult::{
    app::{App, Environment, SystemRandomness},
    config::Settings,
    domain::Lang,
    locale::Locale,
    store::{MasterKey, SledEngine, Store},
};
use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};
use telegram_sandbox::{
    Bot, Clock, Options, Person, Place, Sandbox,
    world::{Limits, MessageId, PressAnswer, Seen},
};
use tempfile::TempDir;

/// The bot every member talks to.
pub const BOT: &str = "pult_bot";

/// A secret of the agency, though the sandbox takes any.
pub const API_HASH: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

/// How long a person takes for a tap or a line, in seconds.
const MOMENT: u64 = 3;

/// See the module.
pub struct Town {
    pub sandbox: Sandbox,
    pub bot: Bot,
    pub transcript: Transcript,
    lang: Lang,
    /// What else Pult is set to.
    settings: HashMap<String, String>,
    app: Option<App>,
    data: TempDir,
    qr: std::sync::Mutex<Option<Vec<u8>>>,
}

/// How a town is to be.
#[derive(Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    /// The language of the members' Telegram.
    pub lang: Lang,
    /// Whether every step is printed as it happens.
    pub live: bool,
}

impl Town {
    /// A sandbox with Pult running against it, its store in a directory that goes with the town.
    pub async fn start(plan: Plan) -> Town {
        let mut town = Town::empty(plan).await;
        town.starts_pult().await;
        town
    }

    /// The same before Pult has started.
    pub async fn empty(plan: Plan) -> Town {
        Town::founded(plan, Clock::virtual_at(clock::MORNING)).await
    }

    /// A sandbox with this clock, and nothing else yet.
    pub async fn founded(plan: Plan, clock: Clock) -> Town {
        pult::telemetry::init_for_tests();
        let limits = match clock {
            Clock::Virtual(_) => Limits::telegram(),
            // Nobody can let this one pass.
            Clock::Real => Limits::none(),
        };
        let options = Options { seed: plan.seed, clock, limits };
        let sandbox = Sandbox::start(options).await.expect("loopback ports are there");
        let bot = sandbox.bot(BOT);
        let data = tempfile::tempdir().expect("a temporary directory can be made");
        let transcript = Transcript::new(plan.live);
        Town {
            sandbox,
            bot,
            transcript,
            lang: plan.lang,
            settings: HashMap::new(),
            app: None,
            data,
            qr: Default::default(),
        }
    }

    /// Has Pult set to something else, from its next start on.
    pub fn sets(&mut self, name: &str, value: &str) {
        self.settings.insert(name.to_owned(), value.to_owned());
    }

    /// Starts Pult on the store of the town.
    pub async fn starts_pult(&mut self) {
        let store = self.opens_store().await;
        let environment = Environment {
            clock: Arc::new(SandboxClock::new(self.sandbox.world().clone())),
            randomness: Arc::new(SystemRandomness),
        };
        let app = App::start_with(self.settings(), store, environment).await.expect("Pult starts");
        self.app = Some(app);
    }

    /// Opens the store of a town in which Pult does not run. A task that was told to end may hold its file a moment longer than
    /// the stop took, and a lock says nobody when it is free: so it is tried again.
    pub async fn opens_store(&self) -> Store {
        let path = self.data.path().join("store");
        let mut engine = SledEngine::open(&path);
        for _ in 0..100 {
            if engine.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            engine = SledEngine::open(&path);
        }
        let engine = engine.expect("nobody else has the store open");
        Store::open(engine, MasterKey::from_bytes([7; 32])).await.expect("the store opens")
    }

    /// Stops Pult as its service manager does.
    pub async fn stops_pult(&mut self) {
        if let Some(app) = self.app.take() {
            app.stop().await.expect("Pult stops in order");
        }
    }

    /// Ends the town: Pult stops, and whatever the sandbox was asked for in vain fails the story.
    pub async fn ends(mut self) {
        self.stops_pult().await;
    }

    pub fn person(&self, name: &str) -> Person {
        self.sandbox.person(name).language(self.lang.code())
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The label of a button, as the locale of the town's members has it.
    pub fn label(&self, key: &str) -> String {
        Locale::of(self.lang).message(key, Vec::new()).text
    }

    /// Notes something a person does, which takes them a moment.
    pub fn act(&self, who: &Person, what: &str) {
        self.passes(MOMENT);
        self.transcript.act(&who.name(), what);
    }

    /// Lets time pass.
    pub fn passes(&self, seconds: u64) {
        self.sandbox.advance(Duration::from_secs(seconds));
    }

    /// The one-time link that was written for the first owner.
    pub fn owner_link(&self) -> String {
        std::fs::read_to_string(self.data_dir().join("owner-link")).expect("the link was written").trim().to_owned()
    }

    pub fn data_dir(&self) -> PathBuf {
        self.data.path().to_owned()
    }

    /// What this town's Pult is set to, by the names of the environment.
    pub fn environment(&self) -> HashMap<String, String> {
        let environment = [
            ("PULT_BOT_TOKEN", self.bot.token()),
            ("PULT_API_ID", "12345".to_owned()),
            ("PULT_API_HASH", API_HASH.to_owned()),
            ("PULT_LANGUAGE", self.lang.code().to_owned()),
            ("PULT_DATA_DIR", self.data.path().display().to_string()),
            ("PULT_SANDBOX", self.address()),
        ];
        let environment = environment.into_iter().map(|(name, value)| (name.to_owned(), value));
        environment.chain(self.settings.clone()).collect()
    }

    /// Where the sandbox is, as JSON.
    pub fn address(&self) -> String {
        self.sandbox.address().as_json().to_string()
    }

    fn settings(&self) -> Settings {
        Settings::from(self.environment(), None).expect("the settings of a town are complete")
    }

    /// The payload of a deep link.
    pub fn payload(link: &str) -> &str {
        link.split_once("start=").map_or("", |(_, payload)| payload)
    }

    /// Waits until a message with these words stands on the person's screen, and returns it.
    pub async fn shows(&self, who: &Person, place: impl Into<Place>, words: &str) -> Seen {
        self.waits(who, place, &format!("“{words}”"), |seen| seen.text.contains(words)).await
    }

    /// Waits until a message fits, and returns it; `what` says in a failure what was expected.
    ///
    /// Where nothing comes, time passes: somebody may have to wait for Telegram's limits.
    pub async fn waits(&self, who: &Person, place: impl Into<Place>, what: &str, fits: impl Fn(&Seen) -> bool) -> Seen {
        let place = place.into();
        for _ in 0..4 {
            if let Some(seen) = who.wait_for(place, &fits).await {
                return seen;
            }
            self.passes(30);
        }
        panic!("waited in vain for {what}; the screen shows:\n{}", screen(&who.sees(place)));
    }

    /// Waits until a message fits while time passes, at most so many seconds of it, and returns it.
    pub async fn waits_in_time(
        &self,
        who: &Person,
        place: impl Into<Place>,
        seconds: u32,
        what: &str,
        fits: impl Fn(&Seen) -> bool,
    ) -> Seen {
        self.waits_while_time_passes(who, place.into(), (seconds, Duration::from_millis(30)), what, fits).await
    }

    /// Waits until a message that a desk's budget may hold back stands there: its pauses are over in seconds, so seconds pass, and
    /// slowly enough for every request that is on its way.
    pub async fn waits_paced(
        &self,
        who: &Person,
        place: impl Into<Place>,
        what: &str,
        fits: impl Fn(&Seen) -> bool,
    ) -> Seen {
        self.waits_while_time_passes(who, place.into(), (30, Duration::from_millis(100)), what, fits).await
    }

    /// So many seconds pass, each after a glance of that real length.
    async fn waits_while_time_passes(
        &self,
        who: &Person,
        place: Place,
        (seconds, glance): (u32, Duration),
        what: &str,
        fits: impl Fn(&Seen) -> bool,
    ) -> Seen {
        for _ in 0..seconds {
            if let Ok(Some(seen)) = tokio::time::timeout(glance, who.wait_for(place, &fits)).await {
                return seen;
            }
            self.passes(1);
        }
        self.waits(who, place, what, fits).await
    }

    /// Waits until a message with these words stands on the person's screen, while time passes.
    pub async fn shows_in_time(&self, who: &Person, place: impl Into<Place>, seconds: u32, words: &str) -> Seen {
        let what = format!("“{words}” within {seconds} s");
        self.waits_in_time(who, place, seconds, &what, |seen| seen.text.contains(words)).await
    }

    /// Waits until the whole screen of a chat fits; time passes as in [`waits`](Self::waits).
    pub async fn waits_until(&self, who: &Person, place: impl Into<Place>, what: &str, fits: impl Fn(&[Seen]) -> bool) {
        let place = place.into();
        for _ in 0..4 {
            if who.wait_until(place, &fits).await {
                return;
            }
            self.passes(30);
        }
        panic!("{what}: waited in vain; the screen shows:\n{}", screen(&who.sees(place)));
    }

    /// Waits until no message with these words is left on the person's screen.
    pub async fn disappears(&self, who: &Person, place: impl Into<Place>, words: &str) {
        let none = |seen: &[Seen]| seen.iter().all(|seen| !seen.text.contains(words));
        self.waits_until(who, place, &format!("“{words}” disappears"), none).await;
    }

    /// Waits for a button in the person's panel and presses it; the newest message that has it is meant.
    pub async fn presses(&self, who: &Person, label: &str) -> PressAnswer {
        let seen = self.button(who, label).await;
        self.act(who, &format!("[{label}]"));
        match who.presses(&self.bot, seen.id, label).await {
            Ok(answer) => answer,
            Err(refusal) => panic!("pressing “{label}” was refused: {refusal:?}"),
        }
    }

    /// The whole label of the newest button that says these words, but for a mark in front of them.
    pub async fn button_with(&self, who: &Person, words: &str) -> String {
        let labels = |seen: &Seen| seen.buttons.iter().flatten().map(|button| button.text.clone()).collect::<Vec<_>>();
        let found = |label: &String| label.trim_start_matches(|ch: char| !ch.is_alphanumeric()) == words;
        let seen = self
            .waits(who, &self.bot, &format!("a button with “{words}”"), |seen| labels(seen).iter().any(found))
            .await;
        labels(&seen).into_iter().find(found).expect("it is there")
    }

    /// The message of the panel that has a button.
    pub async fn button(&self, who: &Person, label: &str) -> Seen {
        self.waits(who, &self.bot, &format!("the button “{label}”"), |seen| {
            seen.buttons.iter().flatten().any(|button| button.text == label)
        })
        .await
    }

    /// Sends a message to the bot.
    pub fn tells(&self, who: &Person, words: &str) -> MessageId {
        self.act(who, words);
        who.says(&self.bot, words).expect("people may write to the bot")
    }
}

/// A screen in plain text, for failures.
pub fn screen(messages: &[Seen]) -> String {
    let line = |seen: &Seen| {
        let buttons: Vec<_> = seen.buttons.iter().flatten().map(|button| format!("[{}]", button.text)).collect();
        let media = seen.media.map(|kind| format!("<{kind}> ")).unwrap_or_default();
        format!("  {}: {media}{} {} {}", seen.name, seen.text, buttons.join(" "), seen.reactions.join(""))
    };
    messages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// So many bytes that are like no others, and begin as a picture does: Telegram looks into what is to be a photo.
pub fn picture(size: usize) -> Vec<u8> {
    let mut picture = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    picture.extend([1280u32.to_be_bytes(), 960u32.to_be_bytes()].concat());
    picture.resize(size, size as u8);
    picture
}
