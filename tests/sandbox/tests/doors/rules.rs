//! The world's rules, seen by people and bots without any door between.
use crate::accounts::{Account, input_peer, town, user};
use grammers_tl_types as tl;
use std::time::Duration;
use telegram_sandbox::world::{
    Action, Body, Button, Change, Chat, Draft, Keyboard, MessageId, PressAnswer, Rights, Service, Text,
};
use telegram_sandbox::{Bot, Clock, Limits, Options, Refusal, Sandbox};

fn bot_says(town: &Sandbox, bot: &Bot, to: impl Into<Chat>, draft: impl Into<Draft>) -> Result<MessageId, Refusal> {
    town.world().with(|w| w.send(bot.id, to.into(), draft.into())).map(|sent| sent.id)
}

fn buttons() -> Option<Keyboard> {
    let button = |text: &str, data: &[u8]| Button { text: text.into(), action: Action::Callback(data.to_vec()) };
    Some(Keyboard { rows: vec![vec![button("Take", b"take:1"), button("Leave", b"leave:1")]] })
}

#[tokio::test]
async fn a_bot_reaches_only_those_who_started_it() {
    let town = town().await;
    let (bot, other) = (town.bot("shop_bot"), town.bot("other_bot"));
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    assert_eq!(bot_says(&town, &bot, ivan.id, "hi"), Err(Refusal::ChatNotFound));
    let group = ivan.creates_group("Team").unwrap();
    ivan.adds_bot(group, &bot).unwrap();
    ivan.adds(group, olga.id).unwrap();
    assert_eq!(bot_says(&town, &bot, olga.id, "hi"), Err(Refusal::CannotInitiate));
    ivan.opens_deep_link(&bot, "abc").unwrap();
    bot_says(&town, &bot, ivan.id, "hi").unwrap();
    assert_eq!(bot_says(&town, &bot, other.id, "hi"), Err(Refusal::BotToBot));
    ivan.blocks(bot.id).unwrap();
    assert_eq!(bot_says(&town, &bot, ivan.id, "hi"), Err(Refusal::Blocked));
    assert_eq!(ivan.says(&bot, "hi"), Err(Refusal::HasBlocked));
    assert_eq!(ivan.sees(&bot).len(), 2, "the link and one answer");
}

#[tokio::test]
async fn privacy_mode_hides_what_is_not_for_the_bot() {
    let town = town().await;
    let bot = town.bot("shop_bot");
    let ivan = town.person("Ivan");
    let group = ivan.creates_group("Team").unwrap();
    ivan.adds_bot(group, &bot).unwrap();
    let heard = |id: MessageId| {
        town.world().with(|w| {
            let message = w.message(bot.id, Chat::Group(group.id), id).expect("it is there").clone();
            w.bot_hears(bot.id, &message)
        })
    };
    let own = bot_says(&town, &bot, group.id, "at your service").unwrap();
    assert!(!heard(ivan.says(group, "just talking").unwrap()));
    assert!(heard(ivan.says(group, "/help").unwrap()));
    assert!(heard(ivan.says(group, "/help@shop_bot now").unwrap()));
    assert!(!heard(ivan.says(group, "/help@other_bot now").unwrap()));
    assert!(heard(ivan.says(group, "hey @shop_bot").unwrap()));
    assert!(heard(ivan.replies(group, own, "thanks").unwrap()));
    assert!(!heard(own), "never itself");
    ivan.promotes(group, bot.id, Rights { pin_messages: true, ..Rights::NONE }).unwrap();
    assert!(heard(ivan.says(group, "just talking").unwrap()), "administrators hear everything");
}

#[tokio::test]
async fn a_press_reaches_its_bot_and_the_answer_its_presser() {
    let town = town().await;
    let bot = town.bot("shop_bot");
    let (ivan, sales) = (town.person("Ivan"), town.person("Sales"));
    let group = ivan.creates_group("Team").unwrap();
    ivan.adds_bot(group, &bot).unwrap();
    ivan.adds(group, sales.id).unwrap();
    let draft = Draft { keyboard: buttons(), ..Draft::from("Who takes it?") };
    let id = bot_says(&town, &bot, group.id, draft).unwrap();

    let world = town.world().clone();
    let bot_id = bot.id;
    let answering = tokio::spawn(async move {
        // Answers three presses with what they said.
        let mut from = 0;
        for _ in 0..3 {
            let press = world.wait_event(Duration::from_secs(10), from, |event| match &event.what {
                Change::Pressed(press) => Some((event.seq, press.clone())),
                _ => None,
            });
            let (seq, press) = press.await.expect("a press");
            from = seq + 1;
            let text = String::from_utf8_lossy(&press.data).into_owned();
            let answer = PressAnswer { text: Some(text), alert: false, url: None };
            world.with(|w| w.answer_press(bot_id, press.id, answer.clone())).expect("in time");
            assert_eq!(world.with(|w| w.answer_press(bot_id, press.id, answer)), Err(Refusal::QueryExpired));
        }
    });
    assert_eq!(ivan.presses(group, id, "Take").await.unwrap().text.as_deref(), Some("take:1"));
    assert_eq!(ivan.forges_callback(group, id, b"owner:1").await.unwrap().text.as_deref(), Some("owner:1"));
    assert_eq!(ivan.presses(group, id, "Nothing").await, Err(Refusal::DataInvalid));

    let account = Account::of(&town, &sales, 0).await;
    let forged = tl::functions::messages::GetBotCallbackAnswer {
        game: false,
        peer: input_peer(&town, &sales, group),
        msg_id: id.0,
        data: Some(b"\0\xffmade up".to_vec()),
        password: None,
    };
    let tl::enums::messages::BotCallbackAnswer::Answer(answer) = account.call(&forged).await.unwrap();
    assert!(answer.message.unwrap().ends_with("made up"));
    answering.await.unwrap();
}

#[tokio::test]
async fn limits_of_bots_run_on_the_virtual_clock() {
    let options = Options { seed: 1, clock: Clock::virtual_at(1_790_000_000), limits: Limits::telegram() };
    let town = Sandbox::start(options).await.unwrap();
    let bot = town.bot("shop_bot");
    let group = Chat::Group(town.person("Ivan").creates_group("Team").unwrap().id);
    let spend = || town.world().with(|w| w.spend(bot.id, group, 1));
    for _ in 0..20 {
        spend().unwrap();
    }
    assert_eq!(spend(), Err(Refusal::RetryAfter(60)));
    town.advance(Duration::from_secs(45));
    assert_eq!(spend(), Err(Refusal::RetryAfter(15)));
    town.advance(Duration::from_secs(15));
    spend().unwrap();
}

#[tokio::test]
async fn texts_have_limits_in_utf16_units() {
    let town = town().await;
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    assert_eq!(ivan.says(&olga, "  \n "), Err(Refusal::TextEmpty));
    ivan.says(&olga, "👍".repeat(2048)).unwrap();
    assert_eq!(ivan.says(&olga, "👍".repeat(2048) + "!"), Err(Refusal::TextTooLong));
    assert_eq!(ivan.sends_photo(&olga, vec![1], &"x".repeat(1025)), Err(Refusal::CaptionTooLong));
    ivan.sends_photo(&olga, vec![1], "").unwrap();
}

#[tokio::test]
async fn two_days_later_people_can_no_longer_edit() {
    let options = Options { clock: Clock::virtual_at(1_790_000_000), ..Options::default() };
    let town = Sandbox::start(options).await.unwrap();
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    let id = ivan.says(&olga, "hello").unwrap();
    assert_eq!(olga.edits(&ivan, olga.sees(&ivan)[0].id, "mine"), Err(Refusal::NotAuthor));
    town.advance(Duration::from_secs(48 * 3600));
    ivan.edits(&olga, id, "hello!").unwrap();
    town.advance(Duration::from_secs(1));
    assert_eq!(ivan.edits(&olga, id, "hello?"), Err(Refusal::EditTooLate));
    ivan.deletes_for_self(&olga, id).unwrap();
    assert_eq!(olga.sees(&ivan).len(), 1, "the other side keeps its copy");
}

#[tokio::test]
async fn a_pin_and_a_forward_show_where_they_come_from() {
    let town = town().await;
    let (ivan, olga) = (town.person("Ivan"), town.person("Olga"));
    let id = ivan.says(&olga, "the address").unwrap();
    ivan.pins(&olga, id).unwrap();
    let seen = olga.sees(&ivan);
    assert!(seen[0].pinned && seen[1].service, "{seen:?}");
    let said = town.world().with(|w| w.message(olga.id, Chat::User(ivan.id), seen[1].id).map(|m| m.body.clone()));
    assert_eq!(said, Some(Body::Service(Service::Pinned { message: seen[0].id })), "in her own numbering");
    let group = olga.creates_group("Team").unwrap();
    let copy = olga.forwards(&ivan, seen[0].id, group).unwrap();
    let origin = town.world().with(|w| w.message(olga.id, Chat::Group(group.id), copy).and_then(|m| m.forward.clone()));
    assert_eq!(origin.map(|f| f.from), Some(telegram_sandbox::world::Sender::User(ivan.id)));
    town.world().with(|w| w.change_group(group.id, |g| g.protected = true)).unwrap();
    assert_eq!(olga.forwards(group, copy, &ivan), Err(Refusal::ForwardRestricted));
}

#[tokio::test]
async fn a_file_of_another_data_centre_is_fetched_there() {
    let town = town().await;
    let (sales, far) = (town.person("Sales"), town.person("Far").dc(4));
    let mut account = Account::of(&town, &sales, 0).await;
    far.sends_photo(&sales, vec![7; 100_000], "from afar").unwrap();
    let got = account.next_text("from afar").await;
    let mut download = account.client.iter_download(&got.media().unwrap());
    let mut bytes = 0;
    while let Some(chunk) = download.next().await.unwrap() {
        bytes += chunk.len();
    }
    assert_eq!(bytes, 100_000);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_town() {
    let story = || async {
        let town = town().await;
        let (ivan, bot) = (town.person("Ivan"), town.bot("shop_bot"));
        let id = ivan.says(&bot, Text::from("/start")).unwrap();
        let group = ivan.creates_forum("Desk").unwrap();
        let link = ivan.invites(group, Default::default()).unwrap().url();
        let hash = town.world().with(|w| w.access_hash(bot.id, Chat::User(ivan.id)));
        let peer = user(&town, &ivan, bot.id);
        (id, group, link, hash, bot.token(), format!("{peer:?}"))
    };
    assert_eq!(story().await, story().await);
}

#[tokio::test]
async fn a_ban_for_an_hour_ends_after_an_hour() {
    let options = Options { clock: Clock::virtual_at(1_790_000_000), ..Options::default() };
    let town = Sandbox::start(options).await.unwrap();
    let (anna, ivan) = (town.person("Anna"), town.person("Ivan"));
    let group = anna.creates_group("Team").unwrap();
    anna.makes_public(group, "team_chat").unwrap();
    ivan.joins(group).unwrap();
    let until = town.now() + Duration::from_secs(3600);
    town.world().with(|w| w.ban(anna.id, group.id, ivan.id, Some(until))).unwrap();
    assert_eq!(ivan.joins(group), Err(Refusal::Kicked));
    town.advance(Duration::from_secs(3599));
    assert_eq!(ivan.joins(group), Err(Refusal::Kicked));
    town.advance(Duration::from_secs(1));
    assert_eq!(ivan.says(group, "hello"), Err(Refusal::WriteForbidden), "out, but no longer banned");
    ivan.joins(group).unwrap();
    ivan.says(group, "hello").unwrap();
}
