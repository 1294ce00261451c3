//! What a small agency does in a day besides writing, so that a store holds something of many kinds.

use crate::town::{Town, tour::Tour};
use std::time::Duration;
use telegram_sandbox::{Person, Topic};
use tokio::time::timeout;

/// When nothing happened for so long, nothing is going on.
const LULL: Duration = Duration::from_millis(500);

pub async fn a_day(town: &Town, tour: &Tour) {
    let Tour { owner, operator, .. } = tour;
    tells(town, owner, "/currency EUR").await;
    tells(town, owner, "/t").await;
    tells(town, owner, "hello Good day, {name}!").await;
    let topic = topic(town, tour, "Ivan");
    for line in [
        "+5000 consultation",
        "/pay 50.25 USD subscription",
        "/note prefers mornings",
        "/card city Riga",
        "/card birthday 12.03.1992",
        "/card size: 42",
        "/remind 2d call back",
        "/later 23:00 See you tomorrow",
    ] {
        operator.says(topic, line).expect("operators write in their desk");
        settles(town).await;
    }
    tells(town, operator, "/notes").await;
    tells(town, operator, "Tea\nand sugar").await;
}

async fn tells(town: &Town, who: &Person, words: &str) {
    town.tells(who, words);
    settles(town).await;
}

/// Waits until nothing happens any more, also when the minute is over in which a bot may not speak.
async fn settles(town: &Town) {
    for _ in 0..2 {
        let mut news = town.sandbox.world().watch();
        while timeout(LULL, news.changed()).await.is_ok() {}
        town.passes(60);
    }
}

/// The thread of a client, whatever stands before the name.
fn topic(town: &Town, tour: &Tour, name: &str) -> Topic {
    let group = tour.desk.group;
    let id = town.sandbox.world().with(|world| {
        let topics = world.groups.get(&group.id)?.topics.values();
        topics.filter(|topic| topic.title.contains(name)).map(|topic| topic.id).next()
    });
    group.topic(id.expect("the client has a thread"))
}
