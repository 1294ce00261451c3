//! Starting, stopping, dying, and going on.

use super::{opens_agency, town};
use std::{fs, os::unix::fs::PermissionsExt};
use telegram_sandbox::{
    Place,
    world::{Door, Effect, Fault},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_service_is_claimed_by_the_link_in_its_file_stops_in_order_and_goes_on() {
    let (town, setup) = town(31).await;
    let mut pult = setup.runs().await;
    let link = town.data_dir().join("owner-link");
    pult.says(&format!("The one-time link for its owner is in {}", link.display())).await;
    assert_eq!(fs::metadata(&link).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::metadata(town.data_dir().join("control.sock")).unwrap().permissions().mode() & 0o777, 0o600);
    let owner = town.person("Annabella");
    town.claims(&owner).await;

    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stderr.contains("Pult is stopping") && ended.stderr.contains("Pult has stopped"), "{ended:?}");
    assert!(!town.data_dir().join("control.sock").exists(), "the socket goes with the process");

    // Written while nobody listened.
    let asked = town.tells(&owner, "/start");
    let again = setup.runs().await;
    town.waits(&owner, &town.bot, "the home screen", |seen| seen.id > asked && !seen.buttons.is_empty()).await;
    assert!(!again.told().contains("one-time link"), "somebody owns the agency: {}", again.told());
    assert_eq!(again.stops().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_service_on_the_same_directory_is_refused_and_the_first_goes_on() {
    let (town, setup) = town(32).await;
    let first = setup.runs().await;
    let second = setup.ended(&["run"]).await;
    assert_eq!(second.code, Some(1), "{second:?}");
    assert!(second.stderr.contains("in use by another process"), "{second:?}");
    assert!(second.stderr.contains(&town.data_dir().display().to_string()), "{second:?}");
    town.claims(&town.person("Annabella")).await;
    assert_eq!(first.stops().await.code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_service_goes_on_where_it_was() {
    let (town, setup) = town(33).await;
    let pult = setup.runs().await;
    let agency = opens_agency(&town).await;
    let (topic, _) = town.client_writes(&agency.client, &agency.account, &agency.desk, "Before the power cut").await;
    // The bot sends to a desk one after the other: with this one's reaction there, nothing is half-way, and so nothing
    // has to be repeated with a note that it may stand there twice.
    town.answers(&agency.desk, topic, &agency.client, &agency.account, "Still here").await;
    assert_eq!(pult.dies().await.code, None);

    let meanwhile = "Is anybody there?";
    town.writes(&agency.client, &agency.account, meanwhile);
    let answer = "The lights are on again";
    town.writes(&agency.operator, topic, answer);

    let pult = setup.runs().await;
    town.shows(&agency.operator, topic, meanwhile).await;
    town.shows(&agency.client, &agency.account, answer).await;
    // Order is kept: what came twice would have come before what comes last.
    let last = "And this is the last";
    town.client_writes(&agency.client, &agency.account, &agency.desk, last).await;
    town.answers(&agency.desk, topic, &agency.client, &agency.account, last).await;
    for (who, place, words) in [
        (&agency.operator, Place::from(topic), "Before the power cut"),
        (&agency.operator, Place::from(topic), "Still here"),
        (&agency.operator, Place::from(topic), meanwhile),
        (&agency.client, Place::from(&agency.account), answer),
    ] {
        let seen = who.sees(place);
        let times = seen.iter().filter(|seen| seen.text.contains(words)).count();
        assert_eq!(times, 1, "“{words}” on\n{}", crate::town::screen(&seen));
    }
    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_starts_before_its_network_waits_for_telegram() {
    let (town, setup) = town(34).await;
    let out_of_reach =
        |times| town.sandbox.fault(Fault::effect(Door::BotApi, "getMe", Effect::DropBefore).times(times));
    out_of_reach(2);
    let mut pult = setup.starts(&["run"]);
    pult.says("The bot cannot start yet").await;
    pult.says("Pult is running").await;
    assert_eq!(pult.stops().await.code, Some(0));

    out_of_reach(u32::MAX);
    let mut pult = setup.starts(&["run"]);
    pult.says("The bot cannot start yet").await;
    let ended = pult.stops().await;
    assert_eq!(ended.code, Some(0), "waiting can be ended: {ended:?}");
    assert!(!ended.stderr.contains("Pult is running"), "{ended:?}");
}
