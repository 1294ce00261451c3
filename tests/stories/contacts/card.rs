//! The card that is pinned in every thread.

use crate::stories::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;
use telegram_sandbox::world::PressAnswer;

in_every_language!(first_and_pinned, deleted_by_mistake,);

async fn first_and_pinned(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    let first = olga.sees(thread).into_iter().find(|seen| !seen.service).expect("something stands there");
    assert!(Desk::is_card(&first) && first.text.contains("Ivan Petrov"), "the card comes first: {}", first.text);
    let card = town.waits(olga, thread, "the card to be pinned", |seen| seen.id == first.id && seen.pinned).await;
    let PressAnswer { text, .. } = olga.presses(thread, card.id, &town.label("button-more")).await.expect("an answer");
    assert_eq!(text, Some(town.label("line-in-your-panel")));
    town.shows(olga, &town.bot, &town.label("dialog-has-thread")).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn deleted_by_mistake(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, anna, ivan, sales, .. } = &agency;
    let first = town.waits(olga, thread, "the card to be pinned", |seen| Desk::is_card(seen) && seen.pinned).await;
    anna.deletes(thread, first.id).expect("the creator may delete anything");
    let _ = ivan.clone().renamed("Vanya");
    town.writes(ivan, sales, "Call me Vanya");
    town.shows(olga, thread, "Call me Vanya").await;
    let card = town.waits(olga, thread, "another card", |seen| Desk::is_card(seen) && seen.pinned).await;
    assert!(card.id != first.id && card.text.contains("Vanya Petrov"), "{}", card.text);
    agency.town.ends().await;
}
