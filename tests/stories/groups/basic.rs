//! Basic groups, in which everybody numbers messages alone, and what becomes of them.

use super::Hall;
use crate::stories::agency::Agency;
use pult::domain::Lang;

in_every_language!(a_basic_group, becomes_a_supergroup);

impl Hall {
    async fn a_basic_group(lang: Lang) -> Hall {
        Hall::of(lang, |boris| boris.creates_basic_group("Family").expect("people make groups")).await
    }
}

async fn a_basic_group(lang: Lang) {
    let hall = Hall::a_basic_group(lang).await;
    let thread = hall.olga_opens("👥 Family", "Boris Prices for May").await;
    let Agency { town, olga, desk, .. } = &hall.agency;
    let (said, post) = hall.heard(&hall.boris, thread, "Dinner on Sunday?").await;
    hall.heard(&hall.vera, thread, "Yes").await;
    let answer = olga.replies(thread, post.id, "At seven?").expect("operators write");
    let asked = town.waits(&hall.boris, hall.group, "At seven?", |seen| seen.text == "At seven?").await;
    assert_eq!(asked.reply.as_ref().map(|(id, _)| *id), Some(said));
    town.reaction(desk, thread, answer, "👌").await;
    hall.boris.reads(hall.group).expect("members read");
    town.reaction(desk, thread, answer, "👀").await;
    hall.boris.replies(hall.group, asked.id, "At eight").expect("members write");
    let later = town.shows(olga, thread, "Boris\nAt eight").await;
    assert_eq!(later.reply.map(|(id, _)| id), Some(answer));
    hall.boris.edits(hall.group, said, "Dinner on Monday?").expect("members edit their own");
    town.waits(olga, thread, "the edit", |seen| seen.id == post.id && seen.text.contains("Dinner on Monday?")).await;
    hall.boris.deletes(hall.group, said).expect("members delete their own");
    let gone = format!("Boris\n{}\nDinner on Monday?", town.label("group-deleted"));
    town.waits(olga, thread, "that it is deleted", |seen| seen.id == post.id && seen.text == gone).await;
    olga.deletes(thread, answer).expect("operators delete");
    town.disappears(&hall.boris, hall.group, "At seven?").await;
    // The account is taken out.
    hall.boris.bans(hall.group, hall.agency.sales.id).expect("creators ban");
    hall.agency.says(olga, thread, "group-out").await;
    hall.agency.town.ends().await;
}

/// The thread goes on with the supergroup.
async fn becomes_a_supergroup(lang: Lang) {
    let mut hall = Hall::a_basic_group(lang).await;
    let thread = hall.olga_opens("👥 Family", "Boris Prices for May").await;
    hall.heard(&hall.boris, thread, "We are too many").await;
    hall.group = hall.boris.upgrades(hall.group).expect("creators upgrade");
    hall.heard(&hall.vera, thread, "Hello again").await;
    let Agency { town, olga, .. } = &hall.agency;
    hall.agency.says(olga, thread, "group-upgraded").await;
    hall.olga_says(thread, "Good evening").await;
    town.waits(olga, thread, "one card", |seen| seen.text.starts_with("👥 Family")).await;
    let cards = olga.sees(thread).iter().filter(|seen| seen.text.starts_with("👥 Family")).count();
    assert_eq!(cards, 1, "the card goes on too");
    hall.agency.town.ends().await;
}
