//! What reaches a member's eyes over a long story: everything Telegram ever brought them, in every version it had, read to
//! the last button; and what their old buttons are good for when their rights have changed.

use super::{
    agency::Agency,
    staff::{promotes, removes},
};
use crate::town::Town;
use pult::{
    app::control,
    domain::{Lang, Role},
};
use std::collections::BTreeSet;
use telegram_sandbox::{
    Person, Place, Topic,
    world::{
        Action, BoxId, Button, Change, Chat, Draft, Entity, EntityKind, Keyboard, Media, MessageId, PressAnswer, Seen,
        Sender, Text,
    },
};

in_every_language!(nobody_sees_more_than_they_may, old_buttons_open_nothing);

/// What an operator may not read about Lena, who wrote it all into her name, and of what is none of their business.
const WAYS_TO_LENA: [&str; 6] = ["lena_direct", "boris_direct", "29998877", "29 998 877", "998 877", "TextMention"];
const FOREIGN: [&str; 2] = ["Maria", "Words for support alone"];
const SUM: [&str; 4] = ["7777", "7 777", "7,777", "7\u{a0}777"];

struct Story {
    agency: Agency,
    lena: Person,
    thread: Topic,
}

/// Lena writes to Olga's account in every way that tells who somebody is, Maria to another; Anna books what Lena paid.
async fn told(lang: Lang) -> Story {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, sales, desk, .. } = &agency;
    let support = town.person("Support");
    town.connects(anna, &support, None).await;
    town.listens(&support).await;
    town.writes(&town.person("Maria"), &support, "Words for support alone");
    asks(town, anna, "/currency EUR").await;

    let lena = town.person("Lena").last_name("@lena_direct +371 29 998 877").username("lena_direct");
    let lena = lena.phone("37129998877");
    let boris = town.person("Boris").last_name("@boris_direct");
    town.writes(&lena, sales, "Hello from Lena");
    let hello = |seen: &Seen| seen.text.contains("Hello from Lena");
    let seen = town.waits_paced(olga, desk.group, "Lena's words", hello).await;
    let thread = desk.group.topic(seen.topic.expect("they stand in a thread"));
    boris.says(&lena, "Price list").expect("people write to each other");
    let price = lena.sees(&boris).last().expect("it arrived").id;
    lena.forwards(&boris, price, sales).expect("people forward");
    town.waits_paced(olga, thread, "what Boris wrote", |seen| seen.text.contains("Price list")).await;
    let contact =
        Media::Contact { phone: "37129998877".into(), first_name: "Lena".into(), last_name: "@lena_direct".into() };
    let card = lena.sends(sales, contact, "").expect("people pass contacts on");
    let without = town.words_before("line-contact-without-number", "name");
    town.waits_paced(olga, thread, "the contact", |seen| seen.text.contains(&without)).await;
    let mention = Entity { offset: 4, length: 5, kind: EntityKind::TextMention { user: boris.id } };
    let ask = Text { text: "Ask Boris".into(), entities: vec![mention] };
    let asked = lena.says(sales, Draft::from(ask)).expect("people mention each other");
    town.waits_paced(olga, thread, "the mention", |seen| seen.text.contains("Ask Boris")).await;
    lena.edits(sales, asked, "Ask Boris today").expect("people edit");
    town.waits_paced(olga, thread, "the edit", |seen| seen.text.contains("today")).await;
    lena.deletes(sales, card).expect("people delete");
    let deleted = town.label("line-deleted-by-client");
    town.waits_paced(olga, thread, "the deletion", |seen| seen.text.contains(&deleted)).await;

    town.answers(desk, thread, &lena, sales, "Good day, Lena").await;
    asks(town, anna, "/contacts").await;
    taps(town, anna, "Lena").await;
    taps(town, anna, &town.label("button-payment")).await;
    town.waits(anna, &town.bot, "the question for a sum", |seen| seen.text.contains("5000")).await;
    asks(town, anna, "7777 consulting").await;
    Story { lena, thread, agency }
}

/// Types something into the panel; what is answered or shown next.
async fn asks(town: &Town, who: &Person, words: &str) -> Seen {
    let asked = town.tells(who, words);
    town.waits(who, &town.bot, &format!("an answer to {words}"), |seen| !seen.own && seen.id > asked).await
}

/// Presses the newest button of the panel that says these words.
async fn taps(town: &Town, who: &Person, words: &str) -> PressAnswer {
    let label = |seen: &Seen| seen.buttons.iter().flatten().map(|b| b.text.clone()).find(|text| text.contains(words));
    let seen = town.waits(who, &town.bot, &format!("a button with “{words}”"), |seen| label(seen).is_some()).await;
    let label = label(&seen).expect("it is there");
    town.act(who, &format!("[{label}]"));
    who.presses(&town.bot, seen.id, &label).await.expect("the bot answers a press")
}

/// Olga looks at everything that she finds.
async fn looks_around(story: &Story) {
    let Story { agency: Agency { town, olga, .. }, thread, .. } = story;
    for command in ["/start", "/dialogs", "/money", "/activity", "/notes", "/t", "/settings", "/help", "/find Hello"] {
        asks(town, olga, command).await;
    }
    for refused in ["/dashboard", "/accounts", "/team", "/export", "/export 2026-03-01 2026-03-31", "/rate USD 1"] {
        asks(town, olga, refused).await;
    }
    town.writes(olga, *thread, "/note asked for a discount");
    town.writes(olga, *thread, "/card city Riga");
    town.writes(olga, *thread, "+5000 consulting");
    town.button(olga, &town.label("button-undo")).await;
    for words in ["Lena", "discount"] {
        asks(town, olga, &format!("/contacts {words}")).await;
    }
    asks(town, olga, "/contacts").await;
    taps(town, olga, "Lena").await;
    taps(town, olga, &town.label("button-money")).await;
}

/// Everything Telegram brought to somebody: texts, titles, captions, buttons, links, marks, origins, the contents and names
/// of files, toasts. Not what people of the team wrote themselves.
fn received(town: &Town, who: &Person, place: Option<Topic>) -> Vec<String> {
    let bot = town.bot.id;
    town.sandbox.world().with(|world| {
        let theirs = |mailbox: &BoxId| match mailbox {
            BoxId::User(user) => *user == who.id,
            BoxId::Group(group) => place.is_some_and(|topic| topic.group == *group),
        };
        let mut texts = Vec::new();
        for event in world.events_from(0) {
            match &event.what {
                Change::Sent { mailbox, message, .. } | Change::Edited { mailbox, message, .. } if theirs(mailbox) => {
                    let seen = world.show(who.id, message);
                    if seen.from != Sender::User(bot) {
                        continue;
                    }
                    let file = seen.file.and_then(|file| world.files.get(&file));
                    let file =
                        file.map(|file| (file.name.clone(), String::from_utf8_lossy(&file.bytes()).into_owned()));
                    let link = |action: &Action| match action {
                        Action::Url(url) => Some(url.clone()),
                        _ => None,
                    };
                    let buttons = seen.buttons.iter().flatten();
                    texts.extend(
                        buttons.flat_map(|button| link(&button.action).into_iter().chain([button.text.clone()])),
                    );
                    texts.extend([format!("{} {:?} {:?} {:?}", seen.text, seen.entities, message.media(), file)]);
                    texts.extend(seen.forwarded);
                }
                Change::Answered { user, answer, .. } if *user == who.id => texts.extend(answer.text.clone()),
                _ => {}
            }
        }
        texts
    })
}

fn found<'a>(texts: &'a [String], needles: &[&str]) -> Vec<&'a String> {
    texts.iter().filter(|text| needles.iter().any(|needle| text.contains(needle))).collect()
}

async fn nobody_sees_more_than_they_may(lang: Lang) {
    let story = told(lang).await;
    looks_around(&story).await;
    let Story { agency, lena, thread } = &story;
    let Agency { town, anna, olga, .. } = agency;
    let read = received(town, olga, Some(*thread));
    assert!(read.len() > 40, "there was something to read: {}", read.len());
    let secrets: Vec<&str> = [&WAYS_TO_LENA[..], &FOREIGN[..], &SUM[..]].concat();
    assert_eq!(found(&read, &secrets), Vec::<&String>::new(), "an operator");
    // Nor can they find out by asking.
    for words in ["lena_direct", "29998877"] {
        let asked = town.tells(olga, &format!("/contacts {words}"));
        let nobody = town.label("contacts-nothing");
        town.waits(olga, &town.bot, &nobody, |seen| seen.id > asked && seen.text.contains(&nobody)).await;
    }
    let own = received(town, olga, Some(*thread)).len();
    // Their own sums and the clients of their dialogs they do see.
    assert!(!found(&read, &["5,000", "5\u{a0}000", "5 000"]).is_empty() && !found(&read, &["Lena"]).is_empty());

    // A manager sees the sums of their accounts, and no more of who somebody is.
    promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    for command in ["/start", "/dashboard", "/team", "/accounts", "/dialogs", "/money"] {
        asks(town, olga, command).await;
    }
    asks(town, olga, "/export 2026-03-01 2026-03-31").await;
    town.waits(olga, &town.bot, "the file", |seen| seen.media == Some("document")).await;
    let read = received(town, olga, Some(*thread)).split_off(own);
    assert!(!found(&read, &SUM).is_empty(), "a manager sees what was paid");
    assert_eq!(found(&read, &[&WAYS_TO_LENA[..], &FOREIGN[..]].concat()), Vec::<&String>::new(), "a manager");
    // The same reading finds them where they may stand.
    let owners = received(town, anna, None);
    assert!(!found(&owners, &SUM).is_empty() && !found(&owners, &["lena_direct"]).is_empty());
    assert!(lena.sees(&agency.sales).iter().any(|seen| seen.text == "Good day, Lena"));
    story.agency.town.ends().await;
}

/// The bytes of every button that somebody was ever shown.
fn buttons(town: &Town, who: &Person, place: Topic) -> BTreeSet<Vec<u8>> {
    town.sandbox.world().with(|world| {
        let mut all = BTreeSet::new();
        for event in world.events_from(0) {
            let (Change::Sent { mailbox, message, .. } | Change::Edited { mailbox, message, .. }) = &event.what else {
                continue;
            };
            if *mailbox == BoxId::User(who.id) || *mailbox == BoxId::Group(place.group) {
                let buttons = message.keyboard.iter().flat_map(Keyboard::buttons);
                all.extend(buttons.filter_map(|button| match &button.action {
                    Action::Callback(data) => Some(data.clone()),
                    _ => None,
                }));
            }
        }
        all
    })
}

/// A message of the bot with a button, under which any bytes can be sent.
fn stand_in(town: &Town, who: &Person) -> MessageId {
    let button = Button { text: "·".into(), action: Action::Callback(vec![1]) };
    let keyboard = Some(Keyboard { rows: vec![vec![button]] });
    let draft = Draft { keyboard, ..Draft::from("…") };
    town.sandbox.world().with(|world| world.send(town.bot.id, Chat::User(who.id), draft)).expect("the bot may write");
    who.sees(Place::from(&town.bot)).last().expect("it was just sent").id
}

/// Everything the agency keeps, but for who is at work, what stands where, and what and who is on the way.
async fn kept(town: &Town) -> serde_json::Value {
    // To the audit log two exports at one moment would be one act.
    town.passes(1);
    let made = control::ask(&town.data_dir(), control::Request::Export).await;
    let Ok(Some(control::Answer::Exported { file })) = made else { panic!("Pult exports what it keeps") };
    let json = std::fs::read(&file).expect("the export was written");
    std::fs::remove_file(&file).expect("the export can be deleted");
    let mut kept: serde_json::Value = serde_json::from_slice(&json).expect("the export is JSON");
    for moving in ["presence", "times online", "outbox", "open panels", "sent lately", "intruders in desks"] {
        kept.as_object_mut().expect("tables by name").remove(moving);
    }
    // That it was looked at is no change.
    let log = kept["audit log"].as_array_mut().expect("a table is a list");
    log.retain(|entry| entry["what"] != "AllExported");
    kept
}

async fn old_buttons_open_nothing(lang: Lang) {
    let story = told(lang).await;
    let Story { agency, thread, .. } = &story;
    let Agency { town, anna, olga, .. } = agency;
    promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    for command in ["/start", "/dashboard", "/team", "/accounts", "/export", "/money", "/dialogs", "/contacts"] {
        asks(town, olga, command).await;
    }
    taps(town, olga, "Lena").await;
    let of_a_manager = buttons(town, olga, *thread);
    assert!(of_a_manager.len() > 40, "there is something to lose: {}", of_a_manager.len());

    promotes(town, anna, "Olga", Role::Operator).await;
    town.shows(olga, &town.bot, &town.label("line-staff-operator")).await;
    refuses(town, olga, &of_a_manager).await;
    asks(town, olga, "/dialogs").await;
    let all = buttons(town, olga, *thread);
    assert!(all.len() > of_a_manager.len());
    removes(town, anna, "Olga").await;
    town.shows(olga, &town.bot, &town.label("line-staff-removed")).await;
    refuses(town, olga, &all).await;
    story.agency.town.ends().await;
}

/// Sends the bytes of old buttons: a sentence refuses each, nothing is changed, nobody is told.
async fn refuses(town: &Town, who: &Person, old: &BTreeSet<Vec<u8>>) {
    let under = stand_in(town, who);
    let (before, screen) = (kept(town).await, who.sees(&town.bot).len());
    let refusals = ["line-button-stale", "line-button-foreign", "line-not-allowed", "line-not-a-member"];
    let refusals = refusals.map(|key| Some(town.label(key)));
    for data in old {
        let toast = who.forges_callback(&town.bot, under, data).await.expect("every press is answered").text;
        assert!(refusals.contains(&toast), "an old button said {toast:?}");
    }
    let after = kept(town).await;
    let tables = before.as_object().expect("tables by name").keys();
    let moved: Vec<_> = tables.filter(|table| before[table.as_str()] != after[table.as_str()]).collect();
    assert_eq!(moved, Vec::<&String>::new(), "old buttons changed something");
    assert_eq!(who.sees(&town.bot).len(), screen, "old buttons brought something");
}
