//! What happens in a client's chat without anybody writing (R12), and what was somebody else's before (R2).

use super::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::{Chat, Draft, Seen};

in_every_language!(calls_screenshots_and_timers, a_client_by_another_name, a_client_who_is_no_more, forwards);

async fn calls_screenshots_and_timers(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let phone = town.label("line-from-phone");
    ivan.calls_in_vain(sales.id).expect("clients call");
    let seen = agency.says(olga, thread, "kind-missed-call").await;
    assert!(!seen.text.contains(&phone), "the client called: {}", seen.text);
    ivan.takes_a_screenshot(sales.id).expect("clients take pictures");
    agency.says(olga, thread, "kind-screenshot").await;
    ivan.sets_timer(sales, 86_400).expect("clients set timers");
    let day = town.numbered("duration-days", 1);
    town.shows(olga, thread, &town.words("kind-timer", &[("duration", &day)])).await;
    ivan.sets_timer(sales, 0).expect("clients set timers");
    agency.says(olga, thread, "kind-timer-off").await;
    sales.calls(ivan.id, 60).expect("accounts call");
    let seen = agency.says(olga, thread, "kind-call").await;
    assert!(seen.text.contains(&phone), "the account called: {}", seen.text);
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn a_client_by_another_name(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    let ivan = ivan.clone().renamed("Vanya");
    let renamed = [("now", "Vanya Petrov"), ("before", "Ivan Petrov")];
    town.shows(olga, thread, &town.words("line-client-renamed", &renamed)).await;
    // A name that leads around the agency is hidden from an operator.
    town.thread_is_called(desk, thread, "Vanya Petrov").await;
    let ivan = ivan.renamed("@vanya_direct");
    let renamed = [("now", "••• Petrov"), ("before", "Vanya Petrov")];
    town.shows(olga, thread, &town.words("line-client-renamed", &renamed)).await;
    town.thread_is_called(desk, thread, "••• Petrov").await;
    let ivan = ivan.username("petrov_writes");
    agency.says(olga, thread, "line-client-username-changed").await;
    assert!(olga.sees(thread).iter().all(|seen| !seen.text.contains("petrov_writes")));
    // Heard once, and only once: what comes next says it no more.
    let lines = |seen: &[Seen]| seen.iter().filter(|seen| seen.text.starts_with('🪪')).count();
    town.writes(&ivan, sales, "It is still me");
    town.shows(olga, thread, "It is still me").await;
    assert_eq!(lines(&olga.sees(thread)), 3);
    town.answers(desk, thread, &ivan, sales, "We know").await;
    agency.town.ends().await;
}

async fn a_client_who_is_no_more(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, .. } = &agency;
    ivan.deletes_the_account().expect("people may go");
    agency.says(olga, thread, "line-client-gone").await;
    let answer = town.writes(olga, thread, "Are you there?");
    agency.answered(olga, thread, answer, &town.label("reason-client-deleted")).await;
    agency.town.ends().await;
}

async fn forwards(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    let pavel = town.person("Pavel").last_name("Ozols");
    let shy = town.person("Zoe +371 20000099").hides_in_forwards();
    let from = |name: &str| town.words("line-forwarded", &[("name", name)]);
    let passed_on = |from: &telegram_sandbox::Person, what: Draft| {
        let id = from.says(ivan, what).expect("people write to each other");
        let here = ivan.sees(from).into_iter().map(|seen| seen.id).max().unwrap_or(id);
        ivan.forwards(from, here, sales).expect("clients forward")
    };
    passed_on(&pavel, Draft::from("Ask for the blue one"));
    let seen = town.shows(olga, thread, "Ask for the blue one").await;
    assert_eq!(seen.text, format!("{}\nAsk for the blue one", from("Pavel Ozols")));
    // Who hides in forwards is known by name only, and what is in that name leads nowhere.
    passed_on(&shy, Draft::from("Not for anybody"));
    let seen = town.shows(olga, thread, "Not for anybody").await;
    assert!(
        seen.text.starts_with(&from("Zoe ••• •••")) || seen.text.starts_with(&from("Zoe +371 •••")),
        "{}",
        seen.text
    );
    // Under a photo it stands in the caption; of a sticker it is said below.
    passed_on(&pavel, Draft { media: Some(pavel.sample("photo")), ..Draft::from("This one") });
    let seen = town.shows(olga, thread, "This one").await;
    assert_eq!((seen.media, seen.text), (Some("photo"), format!("{}\nThis one", from("Pavel Ozols"))));
    passed_on(&pavel, Draft { media: Some(pavel.sample("sticker")), ..Draft::default() });
    let sticker = town.waits(olga, thread, "the sticker", |seen| seen.media == Some("sticker")).await;
    agency.answered(olga, thread, sticker.id, &from("Pavel Ozols")).await;
    // What the operator passes on is the account's own: nobody learns where it comes from.
    let note = pavel.says(olga, "Between us").expect("people write to each other");
    let note = olga.sees(&pavel).into_iter().map(|seen| seen.id).max().unwrap_or(note);
    olga.forwards(&pavel, note, thread).expect("operators forward");
    town.shows(ivan, sales, "Between us").await;
    let origin = town.sandbox.world().with(|world| {
        let all = world.messages(ivan.id, Chat::User(sales.id));
        all.filter(|message| message.text() == "Between us").map(|message| message.forward.clone()).collect::<Vec<_>>()
    });
    assert_eq!(origin, [None]);
    agency.town.ends().await;
}
