//! What was said before there was a thread (R7).

use super::desks::made::Start;
use crate::town::Town;
use pult::domain::Lang;
use telegram_sandbox::{Person, world::Seen};

in_every_language!(a_chat_that_was_there_before);

/// Forty messages of the time before Pult, in turns.
fn long_ago(town: &Town, ivan: &Person, sales: &Person) {
    for n in 1..=20 {
        town.passes(60);
        ivan.says(sales, format!("question {n}").as_str()).expect("clients write");
        sales.says(ivan, format!("answer {n}").as_str()).expect("accounts write");
    }
}

async fn a_chat_that_was_there_before(lang: Lang) {
    let start = Start::before(lang).await;
    long_ago(&start.town, &start.ivan, &start.sales);
    let Start { town, anna, olga, sales, ivan } = start.begins().await;
    let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
    let (thread, first) = town.client_writes(&ivan, &sales, &desk, "Hello again").await;
    let heading = town.label("line-transcript");
    let said = town.shows(&olga, thread, &heading).await;
    assert!(said.id > first.id, "nobody waits for what is old");
    let words: Vec<_> = said.text.lines().skip(1).map(|line| line.rsplit(" ").next().unwrap_or_default()).collect();
    assert_eq!(words.len(), 20, "{}", said.text);
    assert!(said.text.contains("question 11") && said.text.ends_with("↩ answer 20"), "{}", said.text);
    assert!(!said.text.contains("answer 10") && !said.text.contains("Hello again"), "{}", said.text);
    let earlier = town.label("button-earlier");
    olga.presses(thread, said.id, &earlier).await.expect("the button is there");
    let before = |seen: &Seen| seen.text.starts_with(&heading) && seen.text.ends_with("↩ answer 10");
    let more = town.waits(&olga, thread, "what was said before that", before).await;
    assert!(more.text.contains("question 1\n") && more.text.lines().count() == 21, "{}", more.text);
    olga.presses(thread, more.id, &earlier).await.expect("nobody knows yet that this was all");
    let over = town.shows(&olga, thread, &town.label("line-transcript-over")).await;
    assert!(over.buttons.is_empty());
    // Nothing of it counts as news, and nothing of it reached the client again.
    town.answers(&desk, thread, &ivan, &sales, "Good to see you").await;
    town.ends().await;
}
