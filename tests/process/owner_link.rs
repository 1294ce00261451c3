//! `pult owner-link`, while the service runs and while it does not.

use super::{program::Ended, town};
use crate::town::Town;

/// The command says where the link is, and since nobody sees a terminal, not what it is.
fn told_where(town: &Town, ended: &Ended) {
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let file = town.data_dir().join("owner-link");
    assert_eq!(ended.stdout, format!("The one-time link is in {}\n", file.display()), "{ended:?}");
    let link = town.owner_link();
    assert!(link.starts_with("https://t.me/pult_bot?start=c_"), "{link}");
    let token = Town::payload(&link).trim_start_matches("c_");
    assert!(!ended.stdout.contains(token) && !ended.stderr.contains(token), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_service_makes_a_link_and_tells_the_owners() {
    let (town, setup) = town(41).await;
    let pult = setup.runs().await;
    let (owner, partner) = (town.person("Annabella"), town.person("Bettina"));
    town.claims(&owner).await;
    let used = town.owner_link();

    told_where(&town, &setup.ended(&["owner-link"]).await);
    assert_ne!(town.owner_link(), used);
    town.shows(&owner, &town.bot, "made a one-time owner link").await;
    assert!(town.follows(&partner, &used).await.buttons.is_empty(), "the link before opens nothing any more");
    town.claims(&partner).await;
    assert_eq!(pult.stops().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_service_the_command_makes_the_link_itself_and_the_owners_hear_later() {
    let (town, setup) = town(42).await;
    // Before anything ever ran.
    told_where(&town, &setup.ended(&["owner-link"]).await);
    let first = town.owner_link();
    let pult = setup.runs().await;
    let owner = town.person("Annabella");
    assert_eq!(town.owner_link(), first, "who was given the link need not ask again");
    town.claims(&owner).await;
    assert_eq!(pult.stops().await.code, Some(0));

    told_where(&town, &setup.ended(&["owner-link"]).await);
    let pult = setup.runs().await;
    town.shows(&owner, &town.bot, "made a one-time owner link").await;
    town.claims(&town.person("Bettina")).await;
    assert_eq!(pult.stops().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_that_a_dead_service_left_does_not_mislead() {
    let (town, setup) = town(43).await;
    setup.runs().await.dies().await;
    assert!(town.data_dir().join("control.sock").exists(), "a killed process removes nothing");
    told_where(&town, &setup.ended(&["owner-link"]).await);
    let pult = setup.runs().await;
    told_where(&town, &setup.ended(&["owner-link"]).await);
    assert_eq!(pult.stops().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_the_link_itself_is_shown() {
    let (town, setup) = town(44).await;
    let mut pult = setup.starts_on_terminal(&["run"]);
    pult.says("Pult is running").await;
    pult.says(&town.owner_link()).await;
    let mut command = setup.starts_on_terminal(&["owner-link"]);
    command.says("https://t.me/pult_bot?start=c_").await;
    let ended = command.ends().await;
    assert_eq!((ended.code, ended.stdout.trim()), (Some(0), &*town.owner_link()));
    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0));
    let token = Town::payload(&town.owner_link()).trim_start_matches("c_").to_owned();
    assert!(!ended.stderr.contains(&token), "shown, and still not logged: {ended:?}");
}
