//! What was said before there was a thread (R7).

use super::desks::made::Start;
use crate::town::Town;
use pult::domain::Lang;
use telegram_sandbox::{
    Person,
    world::{Draft, Seen},
};

in_every_language!(a_chat_that_was_there_before, its_lines_are_linked);

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

/// A line of the transcript is answered like the message it retells, by either side, and what was attached is a tap away.
async fn its_lines_are_linked(lang: Lang) {
    let Start { town, anna, olga, sales, ivan } = Start::before(lang).await;
    let offer = sales.says(&ivan, "Our offer is 500").expect("accounts write");
    let offered = town.sandbox.world().with(|world| world.users[&sales.id].mailbox.messages[&offer].twin);
    let picture = Draft { media: Some(ivan.sample("photo")), ..Draft::from("My kitchen") };
    ivan.says(&sales, picture).expect("clients write");
    ivan.says(&sales, "Think about it").expect("clients write");
    let bathroom = Draft { media: Some(ivan.sample("photo")), ..Draft::from("My bathroom") };
    let bathroom = ivan.says(&sales, bathroom).expect("clients write");
    let Start { town, anna, olga, sales, ivan } = Start { town, anna, olga, sales, ivan }.begins().await;
    let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
    let (thread, _) = town.client_writes(&ivan, &sales, &desk, "Hello again").await;
    let told = town.shows(&olga, thread, &town.label("line-transcript")).await;

    olga.quotes(thread, told.id, "Think about", "I do").expect("operators write");
    let answer = town.shows(&ivan, &sales, "I do").await;
    assert_eq!(answer.reply.map(|(_, words)| words).as_deref(), Some("Think about it"));

    ivan.replies(&sales, offered.expect("it came"), "Too much").expect("clients write");
    let too_much = town.shows(&olga, thread, "Too much").await;
    assert_eq!(too_much.reply, Some((told.id, "Our offer is 500".into())));

    let photo = town.label("kind-photo");
    let fetch = |number: &str| town.words("button-fetch", &[("number", number), ("kind", &photo)]);
    olga.presses(thread, told.id, &fetch("1")).await.expect("the button is there");
    let fetched = town.waits(&olga, thread, "the picture", |seen: &Seen| seen.media == Some("photo")).await;
    assert_eq!((&*fetched.text, fetched.reply), ("My kitchen", Some((told.id, "My kitchen".into()))));

    ivan.deletes(&sales, bathroom).expect("clients delete");
    olga.presses(thread, told.id, &fetch("2")).await.expect("the button is there");
    town.shows(&olga, thread, &town.words("line-file-gone", &[("what", &photo)])).await;
    town.ends().await;
}
