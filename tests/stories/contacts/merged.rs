//! One person writes from two Telegram accounts, and is one contact from the moment that somebody says so (C5).

use crate::{
    stories::agency::Agency,
    town::{Desk, Town},
};
use pult::domain::Lang;
use telegram_sandbox::{Person, Topic, world::Seen};

in_every_language!(merged_and_split,);

/// Ivan, who also writes as Vanya.
struct Story {
    agency: Agency,
    vanya: Person,
    ivans: Topic,
    vanyas: Topic,
}

/// Something is known of each of them, and each has paid.
async fn told(lang: Lang) -> Story {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    town.tells(anna, "/currency RUB");
    town.shows(anna, &town.bot, &town.words("money-base-set", &[("currency", "RUB")])).await;
    let vanya = town.person("Vanya");
    let (ivans, _) = town.client_writes(ivan, sales, desk, "Hello").await;
    let (vanyas, _) = town.client_writes(&vanya, sales, desk, "It is me again").await;
    for (thread, lines) in
        [(ivans, ["/card city Riga", "/card tags VIP"]), (vanyas, ["/card birthday 12.03", "/note likes tea"])]
    {
        for line in lines {
            let told = town.writes(olga, thread, line);
            town.reaction(desk, thread, told, "👌").await;
        }
    }
    for (thread, line) in [(ivans, "+5000 consultation"), (vanyas, "+2500 a tip")] {
        let paid = town.writes(olga, thread, line);
        town.reaction(desk, thread, paid, "🤝").await;
    }
    Story { agency, vanya, ivans, vanyas }
}

async fn merged_and_split(lang: Lang) {
    let story = told(lang).await;
    let Story { agency, vanya, ivans, vanyas } = &story;
    let Agency { town, anna, olga, .. } = agency;
    counts(town, anna, "2").await;
    // Whose accounts it concerns decides; an operator is not offered it.
    let card = opens(town, olga, "Ivan Petrov").await;
    let same = town.label("button-same");
    assert!(card.buttons.iter().flatten().all(|button| button.text != same), "{:?}", card.buttons);
    // A mistake is taken back at once.
    merges(town, anna, "Ivan Petrov", "Vanya").await;
    let undone = town.presses(anna, &town.label("button-undo")).await;
    assert_eq!(undone.text, Some(town.label("contact-unmerged")));
    counts(town, anna, "2").await;
    merges(town, anna, "Ivan Petrov", "Vanya").await;
    counts(town, anna, "1").await;
    // The cards of both threads say what is known of either.
    for thread in [*ivans, *vanyas] {
        card_says(town, olga, thread, &["Riga", "VIP", "likes tea"]).await;
    }
    paid(&story, &["Ivan Petrov"], "7", "500").await;
    // What is written in one thread stands in the other.
    let renamed = town.writes(olga, *vanyas, "/card name Ivan the Great");
    town.reaction(&agency.desk, *vanyas, renamed, "👌").await;
    card_says(town, olga, *ivans, &["Ivan the Great"]).await;
    town.passes(31);
    let late = town.presses(anna, &town.label("button-undo")).await;
    assert_eq!(late.text, Some(town.label("contact-too-late-to-unmerge")));
    // Then it is split, and everything is with whom it was.
    opens(town, anna, "Ivan the Great").await;
    town.presses(anna, &town.words("button-split", &[("name", "Vanya")])).await;
    let both = |seen: &Seen| seen.text.contains("Vanya") && seen.text.contains("Ivan the Great");
    town.waits(anna, &town.bot, "both names", both).await;
    town.presses(anna, &town.label("button-split-now")).await;
    town.shows(anna, &town.bot, &town.label("contact-split")).await;
    card_says(town, olga, *vanyas, &["Vanya", "likes tea"]).await;
    card_lacks(town, olga, *vanyas, &["Riga", "VIP", "the Great"]).await;
    card_lacks(town, olga, *ivans, &["likes tea"]).await;
    counts(town, anna, "2").await;
    paid(&story, &["Ivan", "Vanya"], "2", "500").await;
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-team")).await;
    town.presses(anna, &town.label("button-audit")).await;
    town.shows(anna, &town.bot, &town.words("audit-split", &[("n", "2"), ("from", "1")])).await;
    agency.nothing_reached(vanya, *vanyas).await;
    agency.nothing_reached_ivan(*ivans).await;
    story.agency.town.ends().await;
}

/// Somebody opens a contact's card from the list.
async fn opens(town: &Town, who: &Person, name: &str) -> Seen {
    let asked = town.tells(who, "/contacts");
    let listed = |seen: &Seen| seen.buttons.iter().flatten().any(|button| button.text == name);
    let list = town.waits(who, &town.bot, name, |seen| seen.id > asked && listed(seen)).await;
    who.presses(&town.bot, list.id, name).await.expect("the bot answers a press");
    let how = town.label("contact-how").chars().take(20).collect::<String>();
    town.waits(who, &town.bot, "the card", |seen| seen.id == list.id && seen.text.contains(&how)).await
}

/// Somebody says that two contacts are one person.
pub async fn merges(town: &Town, who: &Person, kept: &str, other: &str) {
    let screen = opens(town, who, kept).await;
    town.presses(who, &town.label("button-same")).await;
    town.shows(who, &town.bot, &town.words("merge-pick", &[("name", kept)])).await;
    let words: String = other.chars().take(3).collect();
    town.tells(who, &words);
    let found = town.words("contacts-found", &[("words", &words)]);
    let listed = |seen: &Seen| seen.id > screen.id && seen.text.contains(&found);
    let list = town.waits(who, &town.bot, other, listed).await;
    who.presses(&town.bot, list.id, other).await.expect("the bot answers a press");
    // Both are named, and what will be seen together.
    let asks = |seen: &Seen| seen.id == list.id && [kept, other].iter().all(|name| seen.text.contains(name));
    let asked = town
        .waits(who, &town.bot, "the question", |seen| asks(seen) && seen.text.contains(&town.label("merge-together")));
    asked.await;
    town.presses(who, &town.label("button-merge-now")).await;
    let done = town.label("contact-merged");
    town.waits(who, &town.bot, &done, |seen| seen.id > list.id && seen.text.contains(&done)).await;
}

/// So many contacts are in the list.
async fn counts(town: &Town, who: &Person, n: &str) {
    let asked = town.tells(who, "/contacts");
    let title = town.words("contacts-title", &[("n", n)]);
    town.waits(who, &town.bot, &title, |seen| seen.id > asked && seen.text.contains(&title)).await;
}

async fn card_says(town: &Town, who: &Person, thread: Topic, words: &[&str]) {
    let says = |seen: &Seen| Desk::is_card(seen) && words.iter().all(|word| seen.text.contains(word));
    town.waits_paced(who, thread, &format!("a card with {words:?}"), says).await;
}

async fn card_lacks(town: &Town, who: &Person, thread: Topic, words: &[&str]) {
    let lacks = |seen: &Seen| Desk::is_card(seen) && !words.iter().any(|word| seen.text.contains(word));
    town.waits_paced(who, thread, &format!("a card without {words:?}"), lacks).await;
}

/// Who paid stands in a list of these, and all that the last of them paid on their screen.
async fn paid(story: &Story, names: &[&str], thousands: &str, rest: &str) {
    let Agency { town, anna, .. } = &story.agency;
    let told = town.tells(anna, "/money");
    let label = |seen: &Seen, name: &str| {
        seen.buttons.iter().flatten().map(|button| button.text.clone()).find(|label| label.contains(name))
    };
    let rows = |seen: &Seen| seen.buttons.iter().flatten().filter(|button| button.text.contains('₽')).count();
    let listed = |seen: &Seen| seen.id > told && rows(seen) == names.len();
    let list = town.waits(anna, &town.bot, "who paid", listed).await;
    let last = names.last().and_then(|name| label(&list, name)).expect("they stand there");
    anna.presses(&town.bot, list.id, &last).await.expect("the bot answers a press");
    let sum = match town.lang() {
        Lang::En => format!("{thousands},{rest}\u{a0}₽"),
        Lang::Ru => format!("{thousands}\u{a0}{rest}\u{a0}₽"),
    };
    let all = town.words("money-all", &[("sum", &sum)]);
    town.waits(anna, &town.bot, &all, |seen| seen.id == list.id && seen.text.contains(&all)).await;
}
