//! The card that is pinned in every thread.

use crate::stories::agency::Agency;
use crate::town::{Desk, picture};
use pult::domain::Lang;
use telegram_sandbox::world::{PressAnswer, Seen};

in_every_language!(first_and_pinned, deleted_by_mistake, a_photo_on_a_tap,);

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

/// Who somebody is in a picture, as they show it now: to the desk alone, and without moving a byte twice.
async fn a_photo_on_a_tap(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, .. } = &agency;
    let card = town.waits(olga, thread, "the card to be pinned", |seen| Desk::is_card(seen) && seen.pinned).await;
    let taps = async || {
        olga.presses(thread, card.id, &town.label("button-portrait")).await.expect("an answer");
    };
    taps().await;
    town.shows(olga, thread, &town.label("line-no-portrait")).await;

    let shown = picture(7_000);
    let _ = ivan.clone().shows(shown.clone());
    let moved = || town.sandbox.world().with(|world| world.moved(town.bot.id).up);
    let (mut last, mut sent) = (card.id, moved());
    // What was sent before costs nothing.
    for bytes in [7_000, 0] {
        taps().await;
        let photo = |seen: &Seen| seen.id > last && seen.media == Some("photo");
        let seen = town.waits(olga, thread, "a photo", photo).await;
        let file = seen.file.expect("a photo is a file");
        let there = town.sandbox.world().with(|world| world.files[&file].bytes());
        assert!(there == shown, "the picture that Ivan shows");
        assert_eq!(moved() - sent, bytes);
        (last, sent) = (seen.id, moved());
    }
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}
