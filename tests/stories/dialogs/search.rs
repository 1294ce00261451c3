//! S1: what was said is found by its words, by those who may read it.

use crate::stories::{agency::Agency, desks::made::link_of};
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(in_a_thread, across_an_account);

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
    town.shows(olga, &town.bot, &town.words("found-nothing", &[("words", "nonsense")])).await;
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
    town.shows(&lena, &town.bot, &town.words("found-nothing", &[("words", "invoice")])).await;
    agency.town.ends().await;
}
