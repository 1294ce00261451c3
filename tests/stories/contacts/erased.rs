//! A person is erased, and nothing of them is found with all the keys that remain (C6).

use crate::{
    leaks::Secrets,
    stories::{agency::Agency, contacts::merged::merges, groups::Hall},
    town::{Desk, Town},
};
use pult::{domain::Lang, records};
use telegram_sandbox::{
    PATIENCE, Person, Topic,
    world::{Seen, TopicState},
};

in_every_language!(without_a_trace, all_of_a_person, somebody_new, overheard_in_a_group);

async fn without_a_trace(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, olga, anna, ivan, sales, desk, .. } = &agency;
    town.tells(anna, "/currency RUB");
    town.shows(anna, &town.bot, &town.words("money-base-set", &[("currency", "RUB")])).await;
    let (thread, _) = town.client_writes(ivan, sales, desk, "My parcel is called Marzipan").await;
    for command in ["/card name Hieronymus Bosch", "/card tags Collector", "/note allergic to peanuts"] {
        let told = town.writes(olga, thread, command);
        town.reaction(desk, thread, told, "👌").await;
    }
    let paid = town.writes(olga, thread, "+5000 for the triptych");
    town.reaction(desk, thread, paid, "🤝").await;
    agency.answers(thread, "It is on its way, dear Hieronymus").await;
    erases(town, anna, "Hieronymus Bosch", thread).await;
    // What was paid stays, and the log says who erased somebody.
    town.tells(anna, "/money");
    let sum = match lang {
        Lang::En => "5,000\u{a0}₽",
        Lang::Ru => "5\u{a0}000\u{a0}₽",
    };
    let paid = |seen: &Seen| seen.buttons.iter().flatten().any(|button| button.text.contains(sum));
    let list = town.waits(anna, &town.bot, "the sum without a name", paid).await;
    let named = |label: &str| label.contains("Ivan") || label.contains("Hieronymus");
    assert!(list.buttons.iter().flatten().all(|button| !named(&button.text)), "{:?}", list.buttons);
    let secrets = [
        ("a name", "Hieronymus"),
        ("a tag", "Collector"),
        ("a note", "peanuts"),
        ("what was paid for", "triptych"),
        ("what was said", "Marzipan"),
        ("what was answered", "on its way"),
    ];
    nowhere(agency, &secrets).await;
}

/// Who was two contacts is erased as both, with the keys of both.
async fn all_of_a_person(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, olga, anna, ivan, sales, desk, .. } = &agency;
    let maria = town.person("Melusine");
    let (thread, _) = town.client_writes(ivan, sales, desk, "My parcel is called Marzipan").await;
    let (other, _) = town.client_writes(&maria, sales, desk, "Mine is called Nougat").await;
    for (thread, command) in [(thread, "/card name Hieronymus Bosch"), (other, "/note allergic to peanuts")] {
        let told = town.writes(olga, thread, command);
        town.reaction(desk, thread, told, "👌").await;
    }
    merges(town, anna, "Hieronymus Bosch", "Melusine").await;
    erases(town, anna, "Hieronymus Bosch", thread).await;
    is_gone(town, other).await;
    let secrets = [
        ("a name", "Hieronymus"),
        ("another name", "Melusine"),
        ("a note", "peanuts"),
        ("what was said", "Marzipan"),
        ("what the other said", "Nougat"),
    ];
    nowhere(agency, &secrets).await;
}

/// Nothing of this is in any file, nor in what can be read with all keys that remain.
async fn nowhere(agency: Agency, texts: &[(&'static str, &str)]) {
    let data = agency.town.data_dir();
    let mut secrets = Secrets::default();
    for (name, text) in texts {
        secrets.add(name, text);
    }
    let mut town = agency.town;
    town.stops_pult().await;
    assert!(secrets.none_in_files(&data) > 0);
    let store = town.opens_store().await;
    let mut all = Vec::new();
    store.export(&records::of_the_agency(), &mut all).expect("everything that can be read is written out");
    store.close().await.expect("the store closes");
    let all = String::from_utf8(all).expect("it is JSON");
    assert!(all.contains("\"ledger"), "what can be read was read");
    secrets.none_in_text("the store, with all keys that remain", &all);
    town.ends().await;
}

/// Should they write again, they are somebody new, whose thread begins with what Telegram still has of the chat.
async fn somebody_new(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, olga, anna, ivan, sales, desk, .. } = &agency;
    let (thread, _) = town.client_writes(ivan, sales, desk, "My parcel is called Marzipan").await;
    let told = town.writes(olga, thread, "/card name Hieronymus Bosch");
    town.reaction(desk, thread, told, "👌").await;
    erases(town, anna, "Hieronymus Bosch", thread).await;
    town.writes(ivan, sales, "Anybody there?");
    let again = town.waits(olga, desk.group, "another thread", |seen| seen.text == "Anybody there?").await;
    assert_ne!(again.topic, Some(thread.id));
    let begins = |seen: &Seen| seen.topic == again.topic && seen.text.contains("Marzipan");
    town.waits(olga, desk.group, "what was said before", begins).await;
    let card = olga.sees(desk.group).into_iter().find(|seen| seen.topic == again.topic && Desk::is_card(seen));
    assert!(card.is_some_and(|card| !card.text.contains("Hieronymus")), "nothing is known of them");
    agency.town.ends().await;
}

/// What they said in a group goes as well, and what others said there stays.
async fn overheard_in_a_group(lang: Lang) {
    let hall = Hall::with(lang).await;
    let thread = hall.olga_opens("👥 Suppliers", "Prices for May").await;
    let Agency { town, anna, olga, sales, desk, .. } = &hall.agency;
    let melusine = town.person("Melusine");
    hall.boris.adds(hall.group, melusine.id).expect("people let themselves be added");
    let (own, _) = town.client_writes(&melusine, sales, desk, "My parcel is called Marzipan").await;
    let (offer, _) = hall.heard(&melusine, thread, "I sell triptychs").await;
    hall.vera.quotes(hall.group, offer, "triptychs", "How much?").expect("members quote");
    town.waits(olga, thread, "the question", |seen| seen.text.contains("How much?")).await;
    erases(town, anna, "Melusine", own).await;
    // The group goes on, and so may they.
    hall.olga_says(thread, "Welcome back").await;
    hall.heard(&hall.vera, thread, "Two more").await;
    let secrets = [("what was said", "Marzipan"), ("what was said in the group", "triptychs"), ("a name", "Melusine")];
    let agency = hall.agency;
    nowhere(agency, &secrets).await;
}

/// Only owners are offered it.
pub async fn erases(town: &Town, owner: &Person, name: &str, thread: Topic) {
    town.tells(owner, "/contacts");
    town.presses(owner, name).await;
    town.presses(owner, &town.label("button-erase")).await;
    town.shows(owner, &town.bot, &town.words("erase-title", &[("name", name)])).await;
    town.presses(owner, &town.label("button-erase-now")).await;
    town.shows(owner, &town.bot, &town.label("contacts-none")).await;
    is_gone(town, thread).await;
}

/// The thread is deleted from its desk.
async fn is_gone(town: &Town, thread: Topic) {
    let gone = town.sandbox.world().wait(PATIENCE, |world| {
        let group = world.group(thread.group).ok()?;
        let gone = group.topics.get(&thread.id).is_none_or(|topic| topic.state == TopicState::Deleted);
        gone.then_some(())
    });
    assert!(gone.await.is_some(), "the thread was to be deleted");
}
