//! D5: who answers a new client, and how a dialog goes to somebody else.

use crate::{stories::agency::Agency, town::Desk};
use pult::domain::Lang;
use telegram_sandbox::{
    PATIENCE, Person, Topic,
    world::{Seen, TopicState},
};

in_every_language!(handed_over, all_of_a_member, in_turn, taken_from_the_queue, taken_too_late);

/// The agency, and Lena, who has a desk for Sales too.
struct Two {
    agency: Agency,
    lena: Person,
    hers: Desk,
}

impl Two {
    async fn open(lang: Lang) -> Two {
        let agency = Agency::opens(lang).await;
        let Agency { town, anna, .. } = &agency;
        let lena = town.person("Lena");
        let invite = town.invites(anna, &["Sales"]).await;
        town.joins(&lena, &invite).await;
        let hers = town.makes_desk(anna, &lena, "Lena · Sales").await;
        Two { agency, lena, hers }
    }

    /// Anna chooses who answers new clients.
    async fn assigns(&self, policy: &str) {
        let Agency { town, anna, .. } = &self.agency;
        town.tells(anna, "/accounts");
        town.presses(anna, "Sales").await;
        town.presses(anna, &town.label("button-routine")).await;
        town.presses(anna, &town.label(policy)).await;
        let chosen = format!("✓ {}", town.label(policy));
        town.button(anna, &chosen).await;
    }

    /// Anna opens the only dialog's screen.
    async fn opens_dialog(&self) {
        let Agency { town, anna, .. } = &self.agency;
        self.agency.opens_dialogs(anna).await;
        town.presses(anna, &town.label("button-more")).await;
    }

    /// A thread is gone from its desk.
    async fn thread_is_gone(&self, thread: Topic) {
        let gone = self.agency.town.sandbox.world().wait(PATIENCE, |world| {
            let group = world.group(thread.group).ok()?;
            let gone = group.topics.get(&thread.id).is_none_or(|topic| topic.state == TopicState::Deleted);
            gone.then_some(())
        });
        assert!(gone.await.is_some(), "the old thread was to be deleted");
    }
}

async fn handed_over(lang: Lang) {
    let two = Two::open(lang).await;
    let (thread, _) = two.agency.hears_ivan().await;
    two.agency.answers(thread, "Good day").await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &two.agency;
    town.client_writes(ivan, sales, desk, "Do you deliver?").await;
    two.opens_dialog().await;
    town.presses(anna, &town.label("button-hand-over")).await;
    town.presses(anna, "Lena").await;
    // What was said stands in Lena's desk, she hears of it, and the old thread is gone.
    let moved = town.thread(&two.hers, ivan).await;
    let told = town.shows(&two.lena, moved, "Do you deliver?").await;
    for words in ["Hello", "↩ Good day"] {
        assert!(told.text.contains(words), "{}", told.text);
    }
    let account = [("name", "Ivan Petrov"), ("account", "Sales"), ("member", "Anna")];
    town.shows(&two.lena, &town.bot, &town.words("news-handed-over", &account)).await;
    two.thread_is_gone(thread).await;
    // Nothing was deleted for Ivan; the conversation goes on from the other desk.
    assert_eq!(two.agency.ivan_got(), ["Good day"]);
    town.answers(&two.hers, moved, ivan, sales, "We do").await;
    town.client_writes(ivan, sales, &two.hers, "Great").await;
    assert!(!olga.sees(desk.group).iter().any(|seen| seen.text.contains("Great")));
    let list = two.agency.opens_dialogs(olga).await;
    assert!(!list.text.contains("Ivan"), "{}", list.text);
    // Lena gives it back.
    two.agency.opens_dialogs(&two.lena).await;
    town.presses(&two.lena, &town.label("button-more")).await;
    town.presses(&two.lena, &town.label("button-give-back")).await;
    two.thread_is_gone(moved).await;
    let back = |seen: &Seen| seen.text.contains("We do") && seen.text.contains("Great");
    town.waits(olga, desk.group, "the conversation back in the first desk", back).await;
    two.agency.town.ends().await;
}

async fn all_of_a_member(lang: Lang) {
    let two = Two::open(lang).await;
    two.agency.hears_ivan().await;
    let Agency { town, anna, sales, desk, .. } = &two.agency;
    let zoe = town.person("Zoe");
    town.client_writes(&zoe, sales, desk, "Hi there").await;
    two.opens_dialog().await;
    town.presses(anna, &town.label("button-hand-over")).await;
    let all = town.words("button-hand-all", &[("member", "Olga"), ("n", "2")]);
    town.presses(anna, &all).await;
    let question = town.words("hand-all-title", &[("member", "Olga"), ("account", "Sales")]);
    town.shows(anna, &town.bot, &question).await;
    town.presses(anna, "Lena").await;
    for (who, words) in [(&two.agency.ivan, "Hello"), (&zoe, "Hi there")] {
        let thread = town.thread(&two.hers, who).await;
        town.shows(&two.lena, thread, words).await;
    }
    town.waits(&two.lena, &town.bot, "the news", |seen| seen.text.starts_with("🔁 ") && seen.text.contains("Olga"))
        .await;
    two.agency.town.ends().await;
}

async fn in_turn(lang: Lang) {
    let two = Two::open(lang).await;
    two.assigns("assignment-round-robin").await;
    let Agency { town, sales, desk, .. } = &two.agency;
    let clients = ["Kim", "Max", "Zoe", "Ada"].map(|name| town.person(name));
    let mut counts = [0, 0];
    for client in &clients {
        town.writes(client, sales, "Hello");
        let name = client.full_name();
        let opened = town
            .sandbox
            .world()
            .wait(PATIENCE, |world| {
                [desk, &two.hers].iter().position(|desk| {
                    world.group(desk.group.id).is_ok_and(|group| group.topics.values().any(|topic| topic.title == name))
                })
            })
            .await;
        counts[opened.expect("one of them has a thread")] += 1;
    }
    assert_eq!(counts, [2, 2]);
    two.agency.town.ends().await;
}

async fn taken_from_the_queue(lang: Lang) {
    let two = Two::open(lang).await;
    two.assigns("assignment-queue").await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &two.agency;
    town.writes(ivan, sales, "Do you deliver?");
    let news = [("name", "Ivan Petrov"), ("account", "Sales"), ("excerpt", "Do you deliver?")];
    let news = town.words("news-queued", &news);
    for who in [olga, &two.lena] {
        town.shows(who, &town.bot, &news).await;
    }
    // Nobody takes it for a while: the owner hears so.
    town.passes(10 * 60);
    let waits = |seen: &Seen| seen.text.starts_with("⏳") && seen.text.contains("Ivan Petrov");
    town.waits(anna, &town.bot, "the news for the owner", waits).await;
    town.presses(&two.lena, &town.label("button-take")).await;
    let thread = town.thread(&two.hers, ivan).await;
    town.shows(&two.lena, thread, "Do you deliver?").await;
    town.answers(&two.hers, thread, ivan, sales, "We do").await;
    assert!(desk.member.topic_named(desk.group, "Ivan Petrov").is_none());
    two.agency.town.ends().await;
}

async fn taken_too_late(lang: Lang) {
    let two = Two::open(lang).await;
    two.assigns("assignment-queue").await;
    let Agency { town, olga, ivan, sales, .. } = &two.agency;
    town.writes(ivan, sales, "Hello");
    town.button(olga, &town.label("button-take")).await;
    town.presses(&two.lena, &town.label("button-take")).await;
    town.thread(&two.hers, ivan).await;
    let late = town.presses(olga, &town.label("button-take")).await;
    assert_eq!(late.text.as_deref(), Some(town.label("line-taken-already").as_str()));
    two.agency.town.ends().await;
}
