//! The intake against a scripted Bot API.

use super::*;
use crate::{
    bot::sitting::Sitting,
    domain::{AccountId, ChatId, Line, LoginId, MemberId},
    ports::Clock,
    relay::{Entry, Place, Task},
    store::{MasterKey, MemoryEngine},
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::json;
use std::sync::Mutex;
use tokio::sync::mpsc;

const BOT: BotId = BotId(1);

/// It is always this moment.
struct Still(Timestamp);
impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn uptime(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }
}

async fn committer() -> Committer {
    let store = Store::open(MemoryEngine::default(), master()).await.expect("a store");
    Committer::new(store, Arc::new(Still(Timestamp::UNIX_EPOCH)))
}

fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

/// Answers from a list, then stays silent; remembers the offsets it was asked with.
struct Script {
    answers: Mutex<Vec<Result<Vec<Value>, PollError>>>,
    offsets: mpsc::UnboundedSender<Option<u32>>,
}

#[async_trait]
impl UpdateSource for Script {
    async fn updates(&self, offset: Option<u32>) -> Result<Vec<Value>, PollError> {
        self.offsets.send(offset).expect("the test listens");
        let answer = {
            let mut answers = self.answers.lock().expect("no panic in the test");
            (!answers.is_empty()).then(|| answers.remove(0))
        };
        match answer {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it does not work")]
struct Broken;

/// Reports what it handles; the text decides how that ends.
struct Actor(mpsc::UnboundedSender<(String, Option<String>)>);

#[async_trait]
impl Handler for Actor {
    type Error = Broken;

    async fn handle(&self, inbound: Arc<Inbound>, update: Update) -> Result<(), Broken> {
        let UpdateKind::Message(message) = &update.kind else { return Ok(()) };
        let text = message.text().unwrap_or_default().to_owned();
        let secret = inbound.secret.as_ref().map(|secret| secret.expose_secret().to_owned());
        self.0.send((text.clone(), secret)).expect("the test listens");
        match text.as_str() {
            "panic" => panic!("as asked"),
            "fail" => Err(Broken),
            _ => Ok(()),
        }
    }

    fn apology(&self, update: &Update) -> Option<TeamTask> {
        let member = convert::member(update.from()?);
        Some(TeamTask::Say { place: Place::Panel(member), line: Line::Internal })
    }

    fn is_command(&self, text: &str) -> bool {
        text.starts_with("/start")
    }
}

fn says(update: u32, text: &str) -> Value {
    json!({ "update_id": update, "message": { "message_id": update, "date": 3, "text": text,
        "chat": { "id": 7, "type": "private", "first_name": "Anna" },
        "from": { "id": 7, "is_bot": false, "first_name": "Anna" } } })
}

struct Rig {
    intake: Arc<Intake<Actor>>,
    offsets: mpsc::UnboundedReceiver<Option<u32>>,
    handled: mpsc::UnboundedReceiver<(String, Option<String>)>,
}

fn rig(committer: &Committer, gate: Gate, answers: Vec<Result<Vec<Value>, PollError>>) -> Rig {
    let (offsets_in, offsets) = mpsc::unbounded_channel();
    let (handled_in, handled) = mpsc::unbounded_channel();
    let source = Arc::new(Script { answers: Mutex::new(answers), offsets: offsets_in });
    let intake = Intake::new(BOT, source, committer.clone(), Arc::new(gate), Arc::new(Actor(handled_in)));
    Rig { intake: Arc::new(intake), offsets, handled }
}

impl Rig {
    /// Runs until this many requests were made, then stops and drains; the texts handled, in order.
    async fn run(&mut self, requests: usize) -> (Vec<Option<u32>>, Vec<(String, Option<String>)>) {
        let stop = CancellationToken::new();
        let running = tokio::spawn({
            let (intake, stop) = (self.intake.clone(), stop.clone());
            async move { intake.run(&stop).await }
        });
        let mut offsets = Vec::new();
        while offsets.len() < requests {
            offsets.push(self.offsets.recv().await.expect("the intake asks"));
        }
        stop.cancel();
        running.await.expect("no panic").expect("no error");
        let mut handled = Vec::new();
        while let Ok(one) = self.handled.try_recv() {
            handled.push(one);
        }
        (offsets, handled)
    }
}

fn texts(handled: Vec<(String, Option<String>)>) -> Vec<String> {
    handled.into_iter().map(|(text, _)| text).collect()
}

#[tokio::test]
async fn an_offset_is_told_only_after_its_updates_are_durable() {
    let committer = committer().await;
    let mut rig = rig(&committer, Gate::default(), vec![Ok(vec![says(10, "a"), says(11, "b")]), Ok(vec![])]);
    let (offsets, handled) = rig.run(3).await;
    assert_eq!(offsets, [None, Some(12), Some(12)]);
    assert_eq!(texts(handled), ["a", "b"]);
    assert_eq!(Received::all(committer.store(), BOT).expect("readable").len(), 0);
}

#[tokio::test]
async fn repeated_updates_are_handled_once() {
    let committer = committer().await;
    let twice = vec![Ok(vec![says(10, "a"), says(10, "a")]), Ok(vec![says(10, "a"), says(11, "b")])];
    let (_, handled) = rig(&committer, Gate::default(), twice).run(3).await;
    assert_eq!(texts(handled), ["a", "b"]);
}

#[tokio::test]
async fn what_was_not_handled_is_handled_after_a_restart_in_order() {
    let committer = committer().await;
    let first = rig(&committer, Gate::default(), vec![]);
    let rows = first.intake.take_over(None, vec![says(10, "a"), says(11, "b")]).await.expect("durable");
    assert_eq!(rows.len(), 2);
    let (offsets, handled) = rig(&committer, Gate::default(), vec![]).run(1).await;
    assert_eq!((offsets, texts(handled)), (vec![Some(12)], vec!["a".to_owned(), "b".to_owned()]));
}

#[tokio::test]
async fn a_failing_update_is_given_up_after_three_attempts_and_the_next_one_goes_on() {
    for text in ["fail", "panic"] {
        let committer = committer().await;
        let mut rig = rig(&committer, Gate::default(), vec![Ok(vec![says(10, text), says(11, "b")])]);
        let (_, handled) = rig.run(2).await;
        assert_eq!(texts(handled), [text, text, text, "b"]);
        let rows = Received::all(committer.store(), BOT).expect("readable");
        assert_eq!(rows.iter().map(|row| row.standing).collect::<Vec<_>>(), [Standing::Failed]);
        let apology = TeamTask::Say { place: Place::Panel(MemberId(7)), line: Line::Internal };
        let outbox = Entry::all(committer.store()).expect("readable");
        assert_eq!(outbox.iter().map(|entry| entry.task.clone()).collect::<Vec<_>>(), [Task::Team(apology)]);
    }
}

#[tokio::test]
async fn what_was_given_up_is_forgotten_when_the_retention_is_over() {
    let committer = committer().await;
    rig(&committer, Gate::default(), vec![Ok(vec![says(10, "fail")])]).run(2).await;
    for (days, kept) in [(30, 1), (31, 0)] {
        let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days);
        let then = Committer::new(committer.store().clone(), Arc::new(Still(later)));
        rig(&then, Gate::default(), vec![Ok(vec![])]).run(2).await;
        assert_eq!(Received::all(committer.store(), BOT).expect("readable").len(), kept, "after {days} days");
    }
}

#[tokio::test]
async fn an_unreadable_update_is_kept_aside_and_never_stops_the_loop() {
    let committer = committer().await;
    let strange = json!({ "update_id": 10, "message": { "what": "is this" } });
    let mut rig = rig(&committer, Gate::default(), vec![Ok(vec![strange, json!({}), says(11, "b")])]);
    let (offsets, handled) = rig.run(2).await;
    assert_eq!((offsets[1], texts(handled)), (Some(12), vec!["b".to_owned()]));
    let rows = Received::all(committer.store(), BOT).expect("readable");
    assert_eq!(
        rows.iter().map(|row| (row.update, row.standing)).collect::<Vec<_>>(),
        [(UpdateId(10), Standing::Failed)]
    );
}

#[tokio::test]
async fn a_password_reaches_the_handler_and_no_row() {
    let committer = committer().await;
    let gate = Gate::default();
    gate.open(ChatId(7), LoginId(1));
    let mut rig = rig(&committer, gate, vec![]);
    let rows = rig.intake.take_over(None, vec![says(10, "hunter2"), says(11, "/start")]).await.expect("durable");
    assert!(rows[0].redacted && !rows[0].raw.contains("hunter2"));
    assert!(!rows[1].redacted);
    let (_, handled) = rig.run(1).await;
    assert_eq!(handled, [(String::new(), Some("hunter2".to_owned())), ("/start".to_owned(), None)]);
}

#[tokio::test]
async fn after_a_restart_the_step_is_interrupted_and_still_guards_what_is_typed() {
    let committer = committer().await;
    let mut changes = Changes::default();
    changes.insert(Sitting {
        login: LoginId(1),
        member: MemberId(7),
        account: AccountId(3),
        message: None,
        secret: true,
    });
    committer.store().commit(changes).await.expect("durable");
    let gate = Gate::load(committer.store()).expect("readable");
    assert_eq!(gate.step(ChatId(7)), Some(Step::Interrupted));
    let rig = rig(&committer, gate, vec![]);
    let rows = rig.intake.take_over(None, vec![says(10, "hunter2")]).await.expect("durable");
    assert!(!rows[0].raw.contains("hunter2"));
}

#[tokio::test]
async fn a_refused_token_ends_the_loop_and_trouble_does_not() {
    let committer = committer().await;
    let trouble = vec![
        Err(PollError::Unreachable),
        Err(PollError::Conflict),
        Err(PollError::Wait(Duration::ZERO)),
        Ok(vec![says(10, "a")]),
        Err(PollError::TokenRefused),
    ];
    let mut rig = rig(&committer, Gate::default(), trouble);
    let end = rig.intake.run(&CancellationToken::new()).await;
    assert!(matches!(end, Err(IntakeError::Poll(PollError::TokenRefused))));
    assert_eq!(rig.handled.try_recv().map(|(text, _)| text), Ok("a".to_owned()));
}
