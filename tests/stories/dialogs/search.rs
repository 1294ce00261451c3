//! S1: what was said is found by its words, by those who may read it.

use crate::stories::{
    agency::Agency,
    desks::made::{Start, link_of},
};
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(in_a_thread, across_an_account, page_by_page);

async fn in_a_thread(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let (_, asked) = town.client_writes(ivan, sales, &agency.desk, "Do you deliver on Sunday?").await;
    agency.answers(thread, "We deliver every day").await;
    let find = town.writes(olga, thread, "/find deliver");
    town.reaction(&agency.desk, thread, find, "👌").await;
    let found =
        |seen: &Seen| seen.text.contains("Do you deliver on Sunday?") && seen.text.contains("↩ We deliver every day");
    let found = town.waits(olga, &town.bot, "what was found", found).await;
    // The older of the two leads to the message in the thread.
    let link = link_of(&found, "2").expect("a tap leads there");
    assert!(link.ends_with(&format!("/{}/{}", thread.id.0, asked.id.0)), "{link}");
    town.writes(olga, thread, "/find nonsense");
    town.shows(olga, &town.bot, &town.words("found-title", &[("words", "nonsense")])).await;
    let wrong = town.writes(olga, thread, "/find");
    agency.answered(olga, thread, wrong, "/find delivery").await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn across_an_account(lang: Lang) {
    let agency = Agency::opens(lang).await;
    agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk, .. } = &agency;
    let zoe = town.person("Zoe");
    town.client_writes(&zoe, sales, desk, "Is the invoice ready?").await;
    town.client_writes(ivan, sales, desk, "The invoice is wrong").await;
    for who in [anna, olga] {
        town.tells(who, "/find invoice");
        let both =
            |seen: &Seen| seen.text.contains("Zoe") && seen.text.contains("Ivan Petrov") && seen.text.contains("wrong");
        town.waits(who, &town.bot, "both messages", both).await;
    }
    // Another operator of the account answers nobody: nothing is theirs to find.
    let lena = town.person("Lena");
    let invite = town.invites(anna, &["Sales"]).await;
    town.joins(&lena, &invite).await;
    town.tells(&lena, "/find invoice");
    town.shows(&lena, &town.bot, &town.label("found-nothing")).await;
    agency.town.ends().await;
}

/// More is found than a page holds, in one dialog and across the account.
async fn page_by_page(lang: Lang) {
    let Start { town, anna, olga, sales, ivan } = Start::before(lang).await;
    let zoe = town.person("Zoe");
    for number in 1..=12 {
        town.passes(60);
        ivan.says(&sales, format!("Parcel {number:02} of Ivan").as_str()).expect("clients write");
        zoe.says(&sales, format!("Parcel {number:02} of Zoe").as_str()).expect("clients write");
    }
    let Start { town, anna, olga, sales, ivan } = Start { town, anna, olga, sales, ivan }.begins().await;
    let desk = town.makes_desk(&anna, &olga, "Olga · Sales").await;
    let (thread, _) = town.client_writes(&ivan, &sales, &desk, "Hello again").await;
    town.client_writes(&zoe, &sales, &desk, "Me too").await;
    let (older, newer) = (town.label("button-older"), town.label("button-newer"));
    let has = |seen: &Seen, label: &str| seen.buttons.iter().flatten().any(|button| button.text == label);

    town.writes(&olga, thread, "/find parcel");
    let first = |seen: &Seen| seen.text.contains("Parcel 12 of Ivan") && seen.text.contains("Parcel 03");
    let first = town.waits(&olga, &town.bot, "the newest ten", first).await;
    assert!(!first.text.contains("Parcel 02") && !first.text.contains("Zoe"), "{}", first.text);
    assert!(has(&first, &older) && !has(&first, &newer));
    let answer = olga.presses(&town.bot, first.id, &older).await.expect("the button is there");
    assert_eq!(answer.text, Some(town.label("line-asking")));
    let second = |seen: &Seen| seen.text.contains("Parcel 02") && seen.text.contains("Parcel 01");
    let second = town.waits(&olga, &town.bot, "the last two", second).await;
    assert!(second.id == first.id && !second.text.contains("Parcel 03") && !has(&second, &older), "{}", second.text);
    town.presses(&olga, &newer).await;
    town.waits(&olga, &town.bot, "the newest ten again", |seen| seen.text.contains("Parcel 12")).await;

    town.tells(&anna, "/find parcel");
    let mut all = Vec::new();
    for page in 1..=3 {
        let ends = match page {
            1 => "Parcel 08 of Ivan",
            2 => "Parcel 03 of Ivan",
            _ => "Parcel 01 of Ivan",
        };
        let seen = town.waits(&anna, &town.bot, "a page", |seen| seen.text.contains(ends)).await;
        all.extend(seen.text.lines().filter(|line| line.starts_with("Parcel")).map(str::to_owned));
        if page < 3 {
            town.presses(&anna, &older).await;
        }
    }
    let both = |number: i32| [format!("Parcel {number:02} of Zoe"), format!("Parcel {number:02} of Ivan")];
    assert_eq!(all, (1..=12).rev().flat_map(both).collect::<Vec<_>>());
    town.ends().await;
}
