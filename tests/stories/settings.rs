//! What owners set for the agency as a whole holds at once, and stands on the audit log (G3, T6).

use super::agency::{Agency, town};
use crate::town::Town;
use pult::domain::Lang;
use telegram_sandbox::{
    Person, Topic,
    world::{Chat, Media, Seen, World},
};

in_every_language!(
    name_and_zone,
    numbers_of_clients,
    read_by_hand,
    how_an_account_is_worked_with,
    operators_write_first,
    the_log_as_a_file
);

/// An owner opens the agency's screen.
async fn opens_agency(town: &Town, owner: &Person) {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-settings")).await;
    town.presses(owner, &town.label("button-agency")).await;
    town.button(owner, &town.label("button-agency-currency")).await;
}

/// An owner looks at what was set.
async fn reads_audit(town: &Town, owner: &Person, sentence: &str) {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-team")).await;
    town.presses(owner, &town.label("button-audit")).await;
    town.presses(owner, &town.label("audit-settings")).await;
    town.shows(owner, &town.bot, sentence).await;
}

async fn name_and_zone(lang: Lang) {
    let town = town(lang).await;
    let anna = town.person("Anna");
    town.claims(&anna).await;
    opens_agency(&town, &anna).await;
    town.shows(&anna, &town.bot, &town.label("agency-unnamed")).await;
    town.tells(&anna, "/agency colour red");
    town.shows(&anna, &town.bot, "/agency name North").await;
    town.tells(&anna, "/agency name North & Sons");
    town.shows(&anna, &town.bot, &town.words("agency-title", &[("name", "North & Sons")])).await;
    let zone = |zone| town.words("agency-zone", &[("zone", zone)]);
    town.shows(&anna, &town.bot, &zone("UTC")).await;
    town.tells(&anna, "/agency zone pacific/kiritimati");
    town.shows(&anna, &town.bot, &zone("Pacific/Kiritimati")).await;
    // It holds at once: Anna, who has no zone of her own, lives in it.
    let home = town.opens_panel(&anna).await;
    assert!(home.text.contains("23:00") && home.text.contains("North & Sons"), "{}", home.text);
    let nothing = town.label("audit-agency-nothing");
    let zones = [("from", nothing.as_str()), ("to", "Pacific/Kiritimati")];
    reads_audit(&town, &anna, &town.words("audit-agency-zone", &zones)).await;
    let names = [("from", nothing.as_str()), ("to", "North & Sons")];
    town.shows(&anna, &town.bot, &town.words("audit-agency-name", &names)).await;
    town.ends().await;
}

async fn how_an_account_is_worked_with(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, .. } = &agency;
    town.tells(anna, "/accounts");
    town.presses(anna, "Sales").await;
    town.presses(anna, &town.label("button-routine")).await;
    town.tells(anna, "/hours 10-19");
    town.shows(anna, &town.bot, "10:00–19:00").await;
    town.tells(anna, "/away Back at ten");
    town.shows(anna, &town.bot, &town.words("routine-away", &[("text", "Back at ten")])).await;
    town.presses(anna, &town.numbered("routine-minutes", 15)).await;
    let (none, minutes) = (town.label("audit-agency-nothing"), town.numbered("routine-minutes", 15));
    let alert = [("account", "Sales"), ("from", none.as_str()), ("to", minutes.as_str())];
    reads_audit(town, anna, &town.words("audit-alert", &alert)).await;
    let log = town.shows(anna, &town.bot, &town.words("audit-away", &[("account", "Sales"), ("change", "made")])).await;
    assert!(log.text.contains("10:00–19:00") && !log.text.contains("Back at ten"), "{}", log.text);
    agency.town.ends().await;
}

async fn operators_write_first(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, sales, desk, .. } = &agency;
    let zoe = town.person("Zoe").username("zoe_k");
    town.tells(olga, "/new @zoe_k");
    town.shows(olga, &town.bot, &town.label("line-not-allowed")).await;
    opens_agency(town, anna).await;
    town.presses(anna, &town.label("button-agency-begin")).await;
    town.shows(anna, &town.bot, &town.label("agency-operators-begin")).await;
    town.tells(olga, "/new @zoe_k");
    let thread = town.thread(desk, &zoe).await;
    town.answers(desk, thread, &zoe, sales, "Hello Zoe").await;
    // What was let is taken back.
    town.presses(anna, &town.words("button-chosen", &[("name", &town.label("button-agency-begin"))])).await;
    town.shows(anna, &town.bot, &town.label("agency-operators-wait")).await;
    let refusal = town.label("line-not-allowed");
    let asked = olga.says(&town.bot, "/new @zoe_k").expect("members may write to the bot");
    let told = |seen: &Seen| seen.id > asked && seen.text.contains(&refusal);
    town.waits(olga, &town.bot, "another refusal", told).await;
    let (no, yes) = (town.label("audit-agency-refused"), town.label("audit-agency-allowed"));
    reads_audit(town, anna, &town.words("audit-agency-begin", &[("from", &yes), ("to", &no)])).await;
    agency.town.ends().await;
}

/// A client passes a contact on, and then writes this.
async fn passes_on(agency: &Agency, thread: Topic, phone: &str, words: &str) {
    let Agency { town, olga, sales, ivan, .. } = agency;
    let contact = Media::Contact { phone: phone.into(), first_name: "Maria".into(), last_name: String::new() };
    ivan.sends(sales, contact, "").expect("people pass contacts on");
    ivan.says(sales, words).expect("clients write");
    // What came before it stands there by then.
    town.waits_paced(olga, thread, words, |seen| seen.text.contains(words)).await;
}

async fn numbers_of_clients(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, .. } = &agency;
    let contacts = || olga.sees(thread).iter().filter(|seen| seen.media == Some("contact")).count();
    passes_on(&agency, thread, "+37120000001", "Call her").await;
    assert_eq!(contacts(), 0, "an operator sees no number");
    opens_agency(town, anna).await;
    town.presses(anna, &town.label("button-agency-operators")).await;
    town.shows(anna, &town.bot, &town.label("agency-ids-operators")).await;
    passes_on(&agency, thread, "+37120000002", "And now").await;
    assert_eq!(contacts(), 1, "it holds from now on");
    let chosen = town.words("button-chosen", &[("name", &town.label("button-agency-operators"))]);
    town.presses(anna, &chosen).await;
    town.shows(anna, &town.bot, &town.label("agency-ids-owners")).await;
    passes_on(&agency, thread, "+37120000003", "No more of it").await;
    assert_eq!(contacts(), 1, "and no longer");
    agency.town.ends().await;
}

async fn read_by_hand(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, sales, ivan, .. } = &agency;
    opens_agency(town, anna).await;
    town.presses(anna, &town.label("button-agency-reads-by-hand")).await;
    town.shows(anna, &town.bot, &town.label("agency-reads-by-hand")).await;
    let unread = || town.sandbox.world().with(|world: &mut World| world.unread(sales.id, Chat::User(ivan.id)));
    agency.answers(thread, "Good morning").await;
    // An account does one thing after the other: what the first answer would have led to is done before the second.
    agency.answers(thread, "How are you?").await;
    assert_eq!(unread(), 1, "nobody has pressed the button yet");
    opens_agency(town, anna).await;
    town.presses(anna, &town.label("button-agency-reads-on-answer")).await;
    town.shows(anna, &town.bot, &town.label("agency-reads-on-answer")).await;
    agency.answers(thread, "Well").await;
    agency.answers(thread, "And you?").await;
    assert_eq!(unread(), 0, "whoever answers has read");
    agency.town.ends().await;
}

/// The log goes to the owner's private chat as a file, and what concerns money and who answers stands in it.
async fn the_log_as_a_file(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, .. } = &agency;
    town.tells(anna, "/currency EUR");
    town.tells(anna, "/rate USD 0.9");
    let nothing = town.label("audit-agency-nothing");
    reads_audit(town, anna, &town.words("audit-currency", &[("from", &nothing), ("to", "EUR")])).await;
    let rated = town.words("audit-rate", &[("currency", "USD"), ("from", &nothing), ("to", "…")]);
    let rated = rated.split('…').next().unwrap_or_default();
    town.shows(anna, &town.bot, rated).await;
    for format in ["CSV", "XLSX"] {
        let documents = |all: &[Seen]| all.iter().filter(|seen| seen.media == Some("document")).count();
        let before = documents(&anna.sees(&town.bot));
        town.presses(anna, &town.words("button-audit-export", &[("format", format)])).await;
        town.waits_until(anna, &town.bot, format, |all| documents(all) > before).await;
    }
    agency.town.ends().await;
}
