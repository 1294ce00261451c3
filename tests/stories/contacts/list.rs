//! Everybody the agency knows, looked through from the panel (S1, C4).

use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::Seen;

in_every_language!(looked_for, only_ones_own,);

async fn looked_for(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, olga, .. } = &agency;
    town.tells(olga, "/contacts");
    town.shows(olga, &town.bot, &town.label("contacts-none")).await;
    let (thread, _) = agency.hears_ivan().await;
    for command in ["/card name Ёжик Иванов", "/card tags VIP, regular", "/note prefers mornings"] {
        let told = town.writes(olga, thread, command);
        town.reaction(&agency.desk, thread, told, "👌").await;
    }
    // By a name, whatever its case and dots; by the words of a note; by what Telegram calls them.
    for words in ["ЕЖ", "morn", "vip ivan"] {
        town.tells(olga, words);
        let found = town.waits(olga, &town.bot, "Ivan among those who were found", |seen| {
            seen.text.contains(&town.words("contacts-found", &[("words", words)])) && seen.text.contains("Ёжик Иванов")
        });
        found.await;
    }
    town.tells(olga, "nobody");
    town.shows(olga, &town.bot, &town.label("contacts-nothing")).await;
    let asked = town.tells(olga, "/contacts");
    let tags = town.label("button-tags");
    let listed = |seen: &Seen| seen.id > asked && seen.buttons.iter().flatten().any(|button| button.text == tags);
    town.waits(olga, &town.bot, "all contacts", listed).await;
    town.presses(olga, &tags).await;
    let tag = town.words("contacts-tag", &[("tag", "VIP"), ("n", "1")]);
    town.presses(olga, &tag).await;
    let tagged = town.words("contacts-tagged", &[("tag", "VIP")]);
    town.shows(olga, &town.bot, &tagged).await;
    let ivan = town.button_with(olga, "Ёжик Иванов").await;
    town.presses(olga, &ivan).await;
    let how = town.label("contact-how").chars().take(20).collect::<String>();
    town.shows(olga, &town.bot, &how).await;
    // Back is where they were chosen.
    town.presses(olga, &town.label("button-back")).await;
    town.shows(olga, &town.bot, &tagged).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn only_ones_own(lang: Lang) {
    let agency = Agency::opens(lang).await;
    agency.hears_ivan().await;
    let Agency { town, olga, anna, .. } = &agency;
    let lena = town.person("Lena");
    // Who is no member sees nobody.
    town.tells(&lena, "/contacts");
    town.shows(&lena, &town.bot, &town.label("line-not-a-member")).await;
    let invite = town.invites(anna, &["Sales"]).await;
    town.joins(&lena, &invite).await;
    let hers = town.makes_desk(anna, &lena, "Lena · Sales").await;
    town.tells(&lena, "/contacts");
    town.shows(&lena, &town.bot, &town.label("contacts-none")).await;
    town.tells(olga, "/contacts");
    town.button_with(olga, "Ivan Petrov").await;
    // Lena answers him from now on: she finds him, Olga does no more.
    town.tells(anna, "/contacts ivan");
    let ivan = town.button_with(anna, "Ivan Petrov").await;
    town.presses(anna, &ivan).await;
    agency.opens_dialogs(anna).await;
    town.presses(anna, &town.label("button-more")).await;
    town.presses(anna, &town.label("button-hand-over")).await;
    town.presses(anna, "Lena").await;
    town.thread(&hers, &agency.ivan).await;
    town.tells(&lena, "/contacts");
    town.button_with(&lena, "Ivan Petrov").await;
    town.presses(olga, &town.label("button-refresh")).await;
    town.shows(olga, &town.bot, &town.label("contacts-none")).await;
    agency.town.ends().await;
}
