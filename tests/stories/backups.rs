//! Backups in owners' chats, and what is held after a restore (O3). The files and the command line: `process::backups`.

use super::agency::{Agency, town};
use crate::town::Town;
use age::secrecy::ExposeSecret;
use pult::{domain::Lang, relay::held};
use std::{fs::File, io::Read, str::FromStr};
use telegram_sandbox::{
    Person, Topic,
    world::{Chat, Media, Outage, Seen},
};

in_every_language!(to_owners, too_large_for_telegram, released, dropped);

/// A minute and a little: by then it was looked whether there is a new backup.
const GLANCE: u64 = 70;

/// A town whose Pult makes backups, with an owner.
async fn with_backups(lang: Lang) -> (Town, Person, age::x25519::Identity) {
    let key = age::x25519::Identity::generate();
    let mut town = town(lang).await;
    town.sets("PULT_BACKUP_RECIPIENT", &key.to_public().to_string());
    // The towns' own, which they do not keep in a file.
    town.sets("PULT_MASTER_KEY", &"07".repeat(32));
    town.stops_pult().await;
    town.starts_pult().await;
    let anna = town.person("Anna");
    town.claims(&anna).await;
    (town, anna, key)
}

async fn wants_them_here(town: &Town, owner: &Person) {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-settings")).await;
    town.presses(owner, &town.label("button-agency")).await;
    town.shows(owner, &town.bot, &town.label("agency-backups-there")).await;
    town.presses(owner, &town.label("button-agency-backups")).await;
    town.shows(owner, &town.bot, &town.label("agency-backups-here")).await;
}

/// The backups in somebody's panel, by name.
fn backups(town: &Town, who: &Person) -> Vec<(Seen, String)> {
    let name = |seen: &Seen| {
        town.sandbox.world().with(|world| match world.message(who.id, Chat::User(town.bot.id), seen.id)?.media()? {
            Media::Document { name, .. } if name.ends_with(".age") => Some(name.clone()),
            _ => None,
        })
    };
    who.sees(&town.bot).into_iter().filter_map(|seen| name(&seen).map(|name| (seen, name))).collect()
}

/// Waits until so many backups have come, while time passes.
async fn come(town: &Town, who: &Person, count: usize) {
    for _ in 0..200 {
        if backups(town, who).len() >= count {
            break;
        }
        town.passes(GLANCE / 10);
        // Nothing may happen at all.
        let mut news = town.sandbox.world().watch();
        let _ = tokio::time::timeout(std::time::Duration::from_millis(50), news.changed()).await;
    }
    assert_eq!(backups(town, who).len(), count, "{:?}", who.sees(&town.bot));
}

async fn to_owners(lang: Lang) {
    let (mut town, anna, key) = with_backups(lang).await;
    town.passes(GLANCE);
    wants_them_here(&town, &anna).await;
    come(&town, &anna, 1).await;
    let (seen, name) = backups(&town, &anna).remove(0);
    assert!(name.starts_with("pult-"), "{name}");
    let what = town.words_before("line-backup", "size");
    assert!(seen.text.starts_with(&what), "{}", seen.text);
    // It is the backup itself, and the recovery key opens it.
    let bytes = town.sandbox.world().with(|world| {
        let message = world.message(anna.id, Chat::User(town.bot.id), seen.id).expect("it stands there");
        world.files[&message.media().and_then(Media::file).expect("it is a file")].bytes()
    });
    let key = age::x25519::Identity::from_str(key.to_string().expose_secret()).expect("it is a key");
    let sealed = age::Decryptor::new_buffered(&bytes[..]).expect("it is sealed");
    let mut plain = Vec::new();
    let identity = &key as &dyn age::Identity;
    sealed.decrypt(std::iter::once(identity)).expect("the key fits").read_to_end(&mut plain).expect("it is whole");
    assert!(plain.starts_with("07".repeat(32).as_bytes()), "all that a new server needs is in it");
    // Once, also after a restart; the next one comes with the next day.
    town.stops_pult().await;
    town.starts_pult().await;
    town.passes(GLANCE);
    town.passes(24 * 3600);
    come(&town, &anna, 2).await;
    let both = backups(&town, &anna);
    assert_ne!(both[0].1, both[1].1);
    // As anything that is set, it stands on the log.
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-team")).await;
    town.presses(&anna, &town.label("button-audit")).await;
    let (no, yes) = (town.label("audit-agency-refused"), town.label("audit-agency-allowed"));
    town.shows(&anna, &town.bot, &town.words("audit-agency-backups", &[("from", &no), ("to", &yes)])).await;
    town.ends().await;
}

async fn too_large_for_telegram(lang: Lang) {
    let (town, anna, _) = with_backups(lang).await;
    wants_them_here(&town, &anna).await;
    come(&town, &anna, 1).await;
    // The agency has grown.
    let grows = |name: &str| {
        let file = File::create(town.data_dir().join("backups").join(name)).expect("the directory is there");
        file.set_len(60_000_000).expect("it takes no room");
    };
    grows("pult-20990101T000000.000Z.age");
    let told = town.words_before("line-backup-too-large", "size");
    town.shows_in_time(&anna, &town.bot, 200, &told).await;
    grows("pult-20990102T000000.000Z.age");
    town.passes(GLANCE);
    town.passes(GLANCE);
    // What comes afterwards is drawn after whatever else was to be said.
    town.opens_panel(&anna).await;
    let times = anna.sees(&town.bot).iter().filter(|seen| seen.text.starts_with(&told)).count();
    assert_eq!((times, backups(&town, &anna).len()), (1, 1), "told once, and nothing was sent");
    town.ends().await;
}

/// Two answers wait for an account without a connection when a backup is made; the agency as it is after a restore from it.
async fn restored(lang: Lang) -> (Agency, Topic) {
    let mut agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    {
        let Agency { town, olga, sales, .. } = &agency;
        town.sandbox.outage(sales.id, Outage::Closed);
        for words in ["One", "Two"] {
            town.writes(olga, thread, words);
        }
        // What she writes is taken over in its order.
        let last = town.writes(olga, thread, "/note in a hurry");
        let nodded = |seen: &Seen| seen.id == last && !seen.reactions.is_empty();
        town.waits_in_time(olga, thread, 60, "that all of it was taken over", nodded).await;
    }
    agency.town.stops_pult().await;
    // As `pult restore` does with the store that it has filled.
    let store = agency.town.opens_store().await;
    held::hold_all(&store).await.expect("nobody else has the store");
    let clock = std::sync::Arc::new(crate::town::SandboxClock::new(agency.town.sandbox.world().clone()));
    held::tell_owners(&pult::relay::Committer::new(store.clone(), clock)).await.expect("the outbox takes it");
    store.close().await.expect("it closes");
    drop(store);
    agency.town.sandbox.mend(agency.sales.id);
    agency.town.starts_pult().await;
    let Agency { town, anna, .. } = &agency;
    // Anna is told without having looked.
    town.shows(anna, &town.bot, &town.label("held-why")).await;
    agency.town.opens_panel(&agency.anna).await;
    agency.town.shows(&agency.anna, &agency.town.bot, &agency.town.label("home-held")).await;
    agency.town.presses(&agency.anna, &agency.town.label("button-held")).await;
    (agency, thread)
}

async fn logged(town: &Town, owner: &Person, key: &str) {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-team")).await;
    town.presses(owner, &town.label("button-audit")).await;
    let entry = town.numbered(key, 2);
    let rest = entry.trim_start_matches(|ch: char| ch.is_ascii_digit()).to_owned();
    town.shows(owner, &town.bot, &rest).await;
}

async fn released(lang: Lang) {
    let (agency, thread) = restored(lang).await;
    let Agency { town, anna, ivan, sales, .. } = &agency;
    agency.answers(thread, "What comes now goes as ever").await;
    assert!(!agency.ivan_got().contains(&"One".to_owned()), "nothing of it leaves by itself");
    town.presses(anna, &town.label("button-held-release")).await;
    town.shows(anna, &town.bot, &town.label("held-nothing")).await;
    town.shows_in_time(ivan, sales, 60, "Two").await;
    let got = agency.ivan_got();
    let held: Vec<_> = got.iter().filter(|words| ["One", "Two"].contains(&words.as_str())).collect();
    assert_eq!(held, ["One", "Two"]);
    logged(town, anna, "audit-held-released").await;
    agency.town.ends().await;
}

async fn dropped(lang: Lang) {
    let (agency, thread) = restored(lang).await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    town.presses(anna, &town.label("button-held-drop")).await;
    // It is asked about before anything is lost.
    town.shows(anna, &town.bot, &town.label("held-drop-what")).await;
    town.presses(anna, &town.label("button-held-drop-now")).await;
    town.shows(anna, &town.bot, &town.label("held-nothing")).await;
    let reason = town.label("reason-withheld");
    let marked = |all: &[Seen]| all.iter().filter(|seen| seen.text.contains(&reason)).count() == 2;
    town.waits_until(olga, thread, "both are marked", marked).await;
    assert!(!agency.ivan_got().contains(&"Two".to_owned()));
    // Each can still be sent.
    agency.presses_in(olga, thread, &town.label("button-retry")).await;
    town.shows_in_time(ivan, sales, 60, "Two").await;
    logged(town, anna, "audit-held-dropped").await;
    agency.town.ends().await;
}
