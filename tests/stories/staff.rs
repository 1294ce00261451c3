//! Members come, change and go (T2, T3): what they may do, see and reach changes in the same moment.

use crate::{
    stories::agency::{Agency, button_data, town},
    town::Town,
};
use pult::{
    domain::{Lang, Role},
    locale::Locale,
};
use telegram_sandbox::{
    PATIENCE, Person,
    world::{MessageId, Seen},
};

in_every_language!(
    a_newcomer_says_their_name,
    joining_is_undone,
    a_member_is_removed,
    an_account_is_taken_and_given_back,
    roles_change,
    who_is_at_work,
    the_audit_log,
    an_account_is_deleted,
);

/// An owner opens the screen of a member.
async fn looks_at(town: &Town, owner: &Person, member: &str) {
    town.opens_panel(owner).await;
    town.presses(owner, &town.label("button-team")).await;
    town.presses(owner, &town.words("button-member", &[("name", member)])).await;
    town.button(owner, &town.label("button-staff-remove")).await;
}

/// The button that makes somebody this.
fn to(town: &Town, role: Role) -> String {
    town.words("button-staff-role", &[("role", &Locale::of(town.lang()).role(role))])
}

/// An owner gives a member another role, confirmed.
pub async fn promotes(town: &Town, owner: &Person, member: &str, role: Role) {
    looks_at(town, owner, member).await;
    town.presses(owner, &to(town, role)).await;
    town.presses(owner, &town.label("button-staff-role-now")).await;
}

pub async fn removes(town: &Town, owner: &Person, member: &str) {
    looks_at(town, owner, member).await;
    town.presses(owner, &town.label("button-staff-remove")).await;
    town.presses(owner, &town.label("button-staff-remove-now")).await;
}

/// What stands behind every button that is left in a member's chat with the bot, and where.
fn presses_of(town: &Town, who: &Person) -> Vec<(MessageId, Vec<u8>)> {
    let of = |seen: Seen| {
        let labels: Vec<_> = seen.buttons.iter().flatten().map(|button| button.text.clone()).collect();
        labels.into_iter().filter_map(|label| Some((seen.id, button_data(&seen, &label)?))).collect::<Vec<_>>()
    };
    who.sees(&town.bot).into_iter().flat_map(of).collect()
}

/// Waits until somebody is out of the desk.
async fn is_out(agency: &Agency, who: &Person) {
    let (group, who) = (agency.desk.group.id, who.id);
    let gone = agency
        .town
        .sandbox
        .world()
        .wait(PATIENCE, move |world| (!world.group(group).expect("it is there").is_member(who)).then_some(()));
    assert!(gone.await.is_some(), "{who} was to be taken out of the desk");
}

async fn a_newcomer_says_their_name(lang: Lang) {
    let town = town(lang).await;
    let [anna, olga, sales] = ["Anna", "Olga", "Sales"].map(|name| town.person(name));
    town.claims(&anna).await;
    town.connects(&anna, &sales, None).await;
    let link = town.invites(&anna, &["Sales"]).await;
    let asked = town.follows(&olga, &link).await;
    town.waits(&olga, &town.bot, "the question for the name", |seen| {
        seen.id > asked.id && seen.text.contains("Olga") && seen.text.contains("/name")
    })
    .await;
    town.tells(&olga, "/name Olga\u{202e} Smirnova");
    town.shows(&olga, &town.bot, "Olga Smirnova").await;
    town.presses(&olga, &town.label("button-staff-name-right")).await;
    town.button(&olga, &town.label("button-settings")).await;
    town.opens_panel(&anna).await;
    town.presses(&anna, &town.label("button-team")).await;
    town.shows(&anna, &town.bot, "Olga Smirnova").await;
    town.ends().await;
}

/// The owner is told who joined, and did not want them.
async fn joining_is_undone(lang: Lang) {
    let town = town(lang).await;
    let [anna, petr, sales] = ["Anna", "Petr", "Sales"].map(|name| town.person(name));
    town.claims(&anna).await;
    town.connects(&anna, &sales, None).await;
    let link = town.invites(&anna, &["Sales"]).await;
    town.joins(&petr, &link).await;
    town.presses(&anna, &town.label("button-undo-joining")).await;
    town.shows(&anna, &town.bot, &town.words("staff-removal-title", &[("name", "Petr")])).await;
    town.presses(&anna, &town.label("button-staff-remove-now")).await;
    town.shows(&petr, &town.bot, &town.label("line-staff-removed")).await;
    // The link is used up.
    assert_eq!(town.follows(&petr, &link).await.text, town.label("line-link-used"));
    town.tells(&petr, "/start");
    town.shows(&petr, &town.bot, &town.label("line-not-a-member")).await;
    town.ends().await;
}

async fn a_member_is_removed(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, ivan, desk } = &agency;
    agency.answers(thread, "Good day").await;
    let link = town.invites(anna, &["Sales"]).await;
    let petr = town.person("Petr");
    town.joins(&petr, &link).await;
    let petrs = town.makes_desk(anna, &petr, "Petr · Sales").await;
    town.opens_panel(olga).await;
    town.tells(olga, "/dialogs");
    town.shows(olga, &town.bot, "Good day").await;
    let reached = presses_of(town, olga);
    assert!(reached.len() > 3, "there is something to lose: {}", reached.len());

    removes(town, anna, "Olga").await;
    town.shows(olga, &town.bot, &town.label("line-staff-removed")).await;
    is_out(&agency, olga).await;
    // What the bot could reach of her screens is gone, and what their buttons did is kept nowhere.
    let cleared = |seen: &[Seen]| seen.iter().all(|seen| seen.buttons.is_empty());
    assert!(olga.wait_until(&town.bot, cleared).await, "{:?}", olga.sees(&town.bot));
    for (message, data) in reached {
        assert!(olga.forges_callback(&town.bot, message, &data).await.is_err(), "there is nothing to press");
    }
    for command in ["/start", "/dialogs", "/settings", "/name Olga"] {
        let asked = town.tells(olga, command);
        let refused = town.label("line-not-a-member");
        town.waits(olga, &town.bot, &refused, |seen| seen.id > asked && seen.text == refused).await;
    }
    // Ivan is answered by Petr, who has a desk for Sales.
    let (new, _) = town.client_writes(ivan, sales, &petrs, "Is Olga still there?").await;
    town.answers(&petrs, new, ivan, sales, "I answer you now").await;
    assert!(!olga.sees(desk.group).iter().any(|seen| seen.text.contains("still there")));
    // She cannot come back by herself, nor be brought.
    anna.adds(desk.group, olga.id).expect("the creator may add people");
    is_out(&agency, olga).await;
    agency.town.ends().await;
}

async fn an_account_is_taken_and_given_back(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, ivan, desk } = &agency;
    let (taken, given) = ("☑ Sales", "☐ Sales");
    looks_at(town, anna, "Olga").await;
    town.presses(anna, &town.label("button-staff-accounts")).await;
    town.presses(anna, taken).await;
    town.shows(anna, &town.bot, &town.words("staff-withdrawal-title", &[("name", "Olga"), ("account", "Sales")])).await;
    town.presses(anna, &town.label("button-staff-withdraw-now")).await;
    town.shows(olga, &town.bot, &town.words("line-staff-withdrawn", &[("account", "Sales")])).await;
    is_out(&agency, olga).await;
    // Nobody has a desk for Sales, so Anna, whose Ivan is now, hears of it once, and he waits.
    town.shows(anna, &town.bot, &town.words_before("line-desk-missing", "account")).await;
    town.writes(ivan, sales, "Hello again");
    town.button(anna, given).await;
    town.presses(anna, given).await;
    town.shows(olga, &town.bot, &town.words("line-staff-given", &[("account", "Sales")])).await;
    anna.adds(desk.group, olga.id).expect("the creator may add people");
    let again = |seen: &Seen| !seen.service && seen.text.contains("Hello again");
    let seen = town.waits(olga, desk.group, "what waited, in a new thread", again).await;
    let new = desk.group.topic(seen.topic.expect("it stands in a thread"));
    assert_ne!(new, thread);
    agency.answers(new, "Hello, Ivan").await;
    agency.town.ends().await;
}

async fn roles_change(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, .. } = &agency;
    // The only owner can neither go nor be demoted.
    for leads in [to(town, Role::Operator), town.label("button-staff-remove")] {
        looks_at(town, anna, "Anna").await;
        town.presses(anna, &leads).await;
        town.shows(anna, &town.bot, &town.label("line-last-owner")).await;
    }
    promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    agency.answers(thread, "From a manager").await;
    promotes(town, anna, "Olga", Role::Owner).await;
    town.shows(olga, &town.bot, &town.label("line-staff-owner")).await;
    // With two owners one may take the other's place.
    let home = town.opens_panel(anna).await;
    let accounts = button_data(&home, &town.label("button-accounts")).expect("owners see the accounts");
    promotes(town, olga, "Anna", Role::Operator).await;
    town.shows(anna, &town.bot, &town.label("line-staff-operator")).await;
    let home = town.opens_panel(anna).await;
    assert!(button_data(&home, &town.label("button-accounts")).is_none(), "{:?}", home.buttons);
    assert_eq!(town.forges(anna, &home, &accounts).await.text, Some(town.label("line-button-stale")));
    agency.answers(thread, "From an owner").await;
    agency.town.ends().await;
}

/// Whoever does something is online, until five minutes after it or until their shift is over (T4).
async fn who_is_at_work(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, .. } = &agency;
    let refresh = town.label("button-refresh");
    let shows = async |words: String| {
        town.passes(31);
        town.presses(anna, &refresh).await;
        town.shows(anna, &town.bot, &words).await;
    };
    agency.answers(thread, "At work").await;
    looks_at(town, anna, "Olga").await;
    town.shows(anna, &town.bot, &town.label("presence-online")).await;
    town.passes(301);
    shows(town.words_before("presence-seen", "ago")).await;
    // Her own screen counts as well as her desk.
    town.opens_panel(olga).await;
    shows(town.label("presence-online")).await;
    town.presses(olga, &town.label("button-shift-off")).await;
    town.shows(olga, &town.bot, &town.label("home-off-shift")).await;
    shows(town.words_before("presence-off-shift", "ago")).await;
    town.presses(olga, &town.label("button-shift-on")).await;
    shows(town.label("presence-online")).await;
    agency.town.ends().await;
}

/// What changes rights, accounts and assignments stands in the log, and only owners see it (T6).
async fn the_audit_log(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    promotes(town, anna, "Olga", Role::Manager).await;
    town.shows(olga, &town.bot, &town.label("line-staff-manager")).await;
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-team")).await;
    town.presses(anna, &town.label("button-audit")).await;
    let role = |role| Locale::of(lang).role(role);
    let (from, to) = (role(Role::Operator), role(Role::Manager));
    let changed = town.words("audit-role", &[("member", "Olga"), ("from", &from), ("to", &to)]);
    let bound = town.words("audit-desk", &[("account", "Sales"), ("member", "Olga")]);
    let log = town.shows(anna, &town.bot, &changed).await;
    for words in [&bound, &town.words("audit-account-added", &[("account", "Sales")]), &town.label("audit-claimed")] {
        assert!(log.text.contains(words), "{words} in {}", log.text);
    }
    let desks = town.words("button-not-chosen", &[("name", &town.label("audit-desks"))]);
    town.presses(anna, desks.trim_start_matches("☐ ")).await;
    let alone = |seen: &Seen| seen.id == log.id && !seen.text.contains(&changed);
    let only = town.waits(anna, &town.bot, "the desks alone", alone).await;
    assert!(only.text.contains(&bound), "{}", only.text);
    // A manager sees the team without the log.
    town.opens_panel(olga).await;
    town.presses(olga, &town.label("button-team")).await;
    let team = town.button(olga, &town.label("button-refresh")).await;
    assert!(button_data(&team, &town.label("button-audit")).is_none(), "{:?}", team.buttons);
    agency.town.ends().await;
}

/// An account leaves Pult and lives on (A4), with its session or without.
async fn an_account_is_deleted(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, .. } = &agency;
    agency.answers(thread, "Good day").await;
    let asks = async || {
        town.opens_panel(anna).await;
        town.presses(anna, &town.label("button-accounts")).await;
        town.presses(anna, "Sales").await;
        town.presses(anna, &town.label("button-delete-account")).await;
        town.shows(anna, &town.bot, &town.words("delete-account-title", &[("name", "Sales")])).await;
    };
    asks().await;
    town.presses(anna, &town.label("button-delete-and-log-out")).await;
    town.shows(anna, &town.bot, &town.label("accounts-none")).await;
    let signed_in = town.sandbox.world().with(|world| world.sessions_of(sales.id).count());
    assert_eq!(signed_in, 0, "the session is ended at Telegram too");
    // What Ivan writes stays where it is; Olga's group is a group like any other.
    town.writes(ivan, sales, "Anybody?");
    town.writes(olga, thread, "Is this sent?");
    // It can be connected anew, and begins anew.
    town.connects(anna, sales, None).await;
    asks().await;
    town.presses(anna, &town.label("button-delete-only")).await;
    town.shows(anna, &town.bot, &town.label("accounts-none")).await;
    let signed_in = town.sandbox.world().with(|world| world.sessions_of(sales.id).count());
    assert_ne!(signed_in, 0, "the session is left to the account's owner");
    assert_eq!(agency.ivan_got(), ["Good day"]);
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-team")).await;
    town.presses(anna, &town.label("button-audit")).await;
    let log = town.shows(anna, &town.bot, &town.words("audit-account-deleted", &[("n", "2")])).await;
    assert!(log.text.contains(&town.words("audit-account-deleted-logged-out", &[("n", "1")])), "{}", log.text);
    agency.town.ends().await;
}
