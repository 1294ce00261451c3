//! A desk that is busier than Telegram allows: nothing is refused, nothing lost, the order holds, across a restart too.

use super::agency::Agency;
use crate::town::Desk;
use pult::domain::Lang;
use telegram_sandbox::{Person, Topic, world::Seen};

in_every_language!(more_than_telegram_takes, one_line_of_many, an_album_counts_by_its_photos);

const CLIENTS: [&str; 6] = ["Maria", "Pyotr", "Nina", "Oleg", "Vera", "Yuri"];
/// Three messages every four seconds: 45 a minute, where 20 may go.
const BURSTS: usize = 30;

/// What a message of the bot says, line by line, without the times.
pub fn lines(text: &str) -> Vec<String> {
    let timed = |line: &str| line.len() > 6 && line.as_bytes()[2] == b':' && line[..2].parse::<u8>().is_ok();
    let texts = text.lines().map(|line| if timed(line) { &line[6..] } else { line });
    texts.map(str::to_owned).collect()
}

/// All that stands in a thread, without Telegram's own lines.
pub fn said_in(agency: &Agency, thread: Topic) -> Vec<String> {
    let seen = agency.olga.sees(thread).into_iter().filter(|seen| !seen.service && !Desk::is_card(seen));
    seen.flat_map(|seen| lines(&seen.text)).collect()
}

/// Clients write faster than one bot may, three messages every four seconds, and Pult is started anew in the middle; what each said.
pub async fn flooded(agency: &mut Agency, clients: &[&str], bursts: usize) -> Vec<(Person, Vec<String>)> {
    let mut said: Vec<_> = clients.iter().map(|name| (agency.town.person(name), Vec::new())).collect();
    for burst in 0..bursts {
        // They take turns, though not in the order of their names.
        let who = burst * (clients.len() - 1) % clients.len();
        let (client, all) = &mut said[who];
        for _ in 0..3 {
            let words = format!("{} {}", clients[who], all.len() + 1);
            client.says(&agency.sales, words.as_str()).expect("clients write");
            all.push(words);
        }
        agency.town.passes(4);
        if burst == bursts / 2 {
            agency.town.stops_pult().await;
            agency.town.starts_pult().await;
        }
    }
    said
}

async fn more_than_telegram_takes(lang: Lang) {
    let mut agency = Agency::opens(lang).await;
    let said = flooded(&mut agency, &CLIENTS, BURSTS).await;
    let mut posts = 0;
    for (client, all) in &said {
        let thread = opened(&agency, client).await;
        let last = all.last().expect("everybody wrote");
        agency.town.shows_in_time(&agency.olga, thread, 300, last).await;
        assert_eq!(said_in(&agency, thread), *all);
        posts += agency.olga.sees(thread).iter().filter(|seen| !seen.service && !Desk::is_card(seen)).count();
    }
    assert!(posts < BURSTS * 3, "{posts} posts for {} messages: some were merged", BURSTS * 3);
    assert_eq!(agency.town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

/// Telegram counts an album by its messages, and so does Pult: six albums of five are a minute and a half of its budget.
async fn an_album_counts_by_its_photos(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    const CAPTIONS: [&str; 6] = ["One", "Two", "Three", "Four", "Five", "Six"];
    for caption in CAPTIONS {
        let parts = [caption, "", "", "", ""].map(|caption| (ivan.sample("photo"), caption));
        ivan.sends_album(sales, parts).expect("clients send albums");
    }
    town.shows_in_time(olga, thread, 300, "Six").await;
    let shown = olga.sees(thread).into_iter().filter(|seen| seen.media == Some("photo"));
    let shown: Vec<_> = shown.map(|seen| seen.text).collect();
    assert_eq!(shown, CAPTIONS.map(|caption| [caption, "", "", "", ""]).concat(), "all of them, in order");
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}

/// The thread of a client, which may have to wait for the budget.
async fn opened(agency: &Agency, client: &Person) -> Topic {
    let (desk, opened) = (&agency.desk, format!("“{}”", client.full_name()));
    let service = |seen: &Seen| seen.service && seen.text.contains(&opened);
    agency.town.waits_in_time(&desk.member, desk.group, 300, &opened, service).await;
    desk.member.topic_named(desk.group, &client.full_name()).expect("the topic is there")
}

async fn one_line_of_many(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    // More than the budget holds, so that the last of them share messages.
    let words = |n: usize| format!("Question {n:02}");
    let asked: Vec<_> = (1..=30).map(|n| ivan.says(sales, words(n).as_str()).expect("clients write")).collect();
    town.shows_in_time(olga, thread, 300, &words(30)).await;
    let merged = olga.sees(thread).into_iter().find(|seen| lines(&seen.text).len() > 2).expect("some share a message");
    let [first, second, .., last] = &lines(&merged.text)[..] else { panic!("more than two do") };
    let id = |line: &String| asked[(1..=30).position(|n| words(n) == *line).expect("Ivan asked it")];

    olga.quotes(thread, merged.id, second, "About this").expect("operators quote");
    let answer = town.shows_in_time(ivan, sales, 300, "About this").await;
    assert_eq!(answer.reply, Some((id(second), second.clone())));
    olga.replies(thread, merged.id, "About all").expect("operators reply");
    let answer = town.shows_in_time(ivan, sales, 300, "About all").await;
    assert_eq!(answer.reply, Some((id(last), last.clone())));

    ivan.edits(sales, id(first), "A thought").expect("clients edit");
    let edited = town.shows_in_time(olga, thread, 300, "A thought").await;
    assert_eq!(edited.id, merged.id);
    assert!(edited.text.contains(first) && edited.text.contains(last), "the rest stands: {}", edited.text);
    ivan.deletes(sales, id(second)).expect("clients delete");
    let deleted = town.label("line-deleted-by-client");
    let shown = town.shows_in_time(olga, thread, 300, &deleted).await;
    assert_eq!(shown.id, merged.id);
    assert_eq!(town.sandbox.limited(), 0, "Telegram had nothing to refuse");
    agency.town.ends().await;
}
