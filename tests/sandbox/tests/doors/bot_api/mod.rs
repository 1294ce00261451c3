//! The Bot API door, tried with teloxide; by hand only where teloxide cannot ask the question.
mod groups;
mod limits;
mod media;
mod messages;
mod raw;
mod updates;

use std::time::Duration;
use telegram_sandbox::world::Rights;
use telegram_sandbox::{Bot as Handle, Clock, Group, Limits, Options, Person, Sandbox, Topic};
use teloxide::Bot;
use teloxide::payloads::GetUpdatesSetters;
use teloxide::prelude::Requester;
use teloxide::types::{AllowedUpdate, ChatId, MessageId, ThreadId, Update, UpdateKind};

/// A sandbox with a bot, Anna who has started it, and its teloxide client.
pub struct Stage {
    pub sandbox: Sandbox,
    pub bot: Handle,
    pub anna: Person,
    pub api: Bot,
    /// The next offset to poll from.
    pub offset: i32,
}

impl Stage {
    pub async fn set() -> Stage {
        Stage::with(Limits::none()).await
    }
    pub async fn with(limits: Limits) -> Stage {
        let options = Options { seed: 7, clock: Clock::virtual_at(1_800_000_000), limits };
        let sandbox = Sandbox::start(options).await.unwrap();
        let bot = sandbox.bot("shop_bot");
        let anna = sandbox.person("Anna").language("ru").username("anna");
        let api = client(&sandbox, &bot);
        let mut stage = Stage { sandbox, bot, anna, api, offset: 0 };
        stage.anna.opens_deep_link(&stage.bot, "").unwrap();
        stage.next().await;
        stage
    }
    /// Anna's private chat, as the bot names it.
    pub fn private(&self) -> ChatId {
        ChatId(self.anna.id.0)
    }
    /// A forum of Anna's with the bot as an administrator who may do everything.
    pub async fn forum(&mut self) -> Group {
        let group = self.anna.creates_forum("Desk").unwrap();
        self.anna.adds_bot(group, &self.bot).unwrap();
        self.anna.promotes(group, self.bot.id, Rights::ALL).unwrap();
        self.drain().await;
        group
    }

    /// Takes what has arrived so far.
    pub async fn drain(&mut self) -> Vec<Update> {
        let updates = self.api.get_updates().offset(self.offset).await.unwrap();
        if let Some(last) = updates.last() {
            self.offset = i32::try_from(last.id.0).unwrap() + 1;
        }
        updates
    }
    /// The next update; there must be one within five seconds.
    pub async fn next(&mut self) -> Update {
        let updates = self.api.get_updates().offset(self.offset).timeout(5).limit(1).await.unwrap();
        let update = updates.into_iter().next().expect("an update");
        self.offset = i32::try_from(update.id.0).unwrap() + 1;
        update
    }
    /// The next update, which must be a message.
    pub async fn message(&mut self) -> teloxide::types::Message {
        match self.next().await.kind {
            UpdateKind::Message(message) => message,
            other => panic!("a message was due, not {other:?}"),
        }
    }
    /// Asks for these kinds from now on.
    pub async fn wants(&self, kinds: &[AllowedUpdate]) {
        let asked = self.api.get_updates().offset(self.offset);
        asked.allowed_updates(kinds.to_vec()).await.unwrap();
    }
}

/// A teloxide client of a bot.
pub fn client(sandbox: &Sandbox, bot: &Handle) -> Bot {
    Bot::new(bot.token()).set_api_url(sandbox.bot_api_url().parse().unwrap())
}

pub fn chat(group: Group) -> ChatId {
    ChatId(group.bot_api_id())
}
pub fn thread(topic: Topic) -> ThreadId {
    ThreadId(MessageId(topic.id.0))
}

/// The description of an error.
pub fn words<T: std::fmt::Debug>(answer: Result<T, teloxide::RequestError>) -> String {
    match answer.unwrap_err() {
        teloxide::RequestError::Api(error) => error.to_string(),
        other => panic!("an answer of the server was due, not {other:?}"),
    }
}

/// How long anything may take here.
pub const PATIENCE: Duration = Duration::from_secs(10);
