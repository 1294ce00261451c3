//! In a desk: who may write where, and what.

use crate::stories::agency::Agency;
use crate::town::Town;
use pult::domain::Lang;

in_every_language!(
    a_thread_nobody_owns,
    an_anonymous_admin,
    a_person_outside_of_the_team,
    a_member_of_another_account,
    deleting_what_is_not_ones_own,
);

async fn a_thread_nobody_owns(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, desk, .. } = &agency;
    let made_by_hand = anna.opens_topic(desk.group, "Ivan Petrov (2)").expect("the creator may open topics");
    for place in [desk.group.general(), made_by_hand] {
        let said = town.writes(olga, place, "Is anybody here?");
        agency.answered(olga, place, said, &town.label("line-nobodys-thread")).await;
    }
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn an_anonymous_admin(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, desk, .. } = &agency;
    anna.goes_anonymous(desk.group).expect("the creator may be anonymous");
    for words in ["Hello, Ivan", "/del"] {
        let said = anna.posts_as_group(thread, words).expect("the creator may write anonymously");
        agency.answered(olga, thread, said, &town.label("line-anonymous-refused")).await;
    }
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn a_person_outside_of_the_team(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, asked) = agency.hears_ivan().await;
    let Agency { town, .. } = &agency;
    let boris = town.person("Boris");
    agency.lets_in(&boris);
    let sentence = town.label("line-not-a-member");
    let said = town.writes(&boris, thread, "Hello, Ivan");
    agency.answered(&boris, thread, said, &sentence).await;
    let said = boris.replies(thread, asked.id, "/del").expect("people write in their groups");
    agency.answered(&boris, thread, said, &sentence).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

/// Pavel answers for another account of the agency.
async fn a_member_of_another_account(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, .. } = &agency;
    let (support, pavel) = (town.person("Support"), town.person("Pavel"));
    second_account(town, &agency).await;
    let invite = town.invites(anna, &["Support"]).await;
    town.joins(&pavel, &invite).await;
    agency.lets_in(&pavel);
    let said = town.writes(&pavel, thread, "Hello, Ivan");
    agency.answered(&pavel, thread, said, &town.label("line-not-allowed")).await;
    agency.nothing_reached_ivan(thread).await;
    assert!(agency.ivan.sees(&support).is_empty());
    agency.town.ends().await;
}

async fn second_account(town: &Town, agency: &Agency) {
    let code = town.begins_login(&agency.anna).await;
    town.scans(&town.person("Support"), &code).await;
    town.shows(&agency.anna, &town.bot, &town.label("login-done")).await;
}

async fn deleting_what_is_not_ones_own(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, asked) = agency.hears_ivan().await;
    let Agency { town, olga, .. } = &agency;
    let sentence = town.label("line-delete-needs-reply");
    let alone = town.writes(olga, thread, "/del");
    agency.answered(olga, thread, alone, &sentence).await;
    let of_the_client = olga.replies(thread, asked.id, "/del").expect("operators write in their desk");
    agency.answered(olga, thread, of_the_client, &sentence).await;
    let comment = town.writes(olga, thread, "// in a hurry");
    let of_a_comment = olga.replies(thread, comment, "/del").expect("operators write in their desk");
    agency.answered(olga, thread, of_a_comment, &sentence).await;
    assert!(agency.ivan.sees(&agency.sales).iter().any(|seen| seen.text == "Hello"), "the client's message stays");
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}
