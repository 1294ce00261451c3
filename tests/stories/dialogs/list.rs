//! D1: whoever answers finds every dialog they may see, and the way to its thread.

use crate::{
    stories::{agency::Agency, desks::made::link_of},
    town::Town,
};
use pult::domain::Lang;
use telegram_sandbox::{Person, world::Seen};

in_every_language!(a_list_of_dialogs, a_thread_on_request, by_tag);

impl Agency {
    /// Somebody opens the list of dialogs in their panel.
    pub async fn opens_dialogs(&self, who: &Person) -> Seen {
        let Agency { town, .. } = self;
        town.tells(who, "/dialogs");
        listed(town, who, "Sales").await
    }
}

/// The list of an account's dialogs, once it stands there.
pub async fn listed(town: &Town, who: &Person, account: &str) -> Seen {
    town.shows(who, &town.bot, &town.words("dialogs-title", &[("account", account)])).await
}

async fn a_list_of_dialogs(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, .. } = &agency;
    let name = |mark: &str| format!("{mark} Ivan Petrov");
    for who in [olga, anna] {
        let list = agency.opens_dialogs(who).await;
        assert!(list.text.contains("Hello"), "{}", list.text);
        assert!(list.text.contains(&town.numbered("dialog-unread", 1)), "{}", list.text);
        let link = link_of(&list, &name("🟪")).expect("a tap leads to the thread");
        assert!(link.ends_with(&format!("/{}", thread.id.0)), "{link}");
    }
    let list = agency.opens_dialogs(anna).await;
    assert!(list.text.contains(&town.words("dialog-answers", &[("member", "Olga")])), "{}", list.text);
    agency.answers(thread, "Good day").await;
    town.presses(olga, &town.label("button-refresh")).await;
    let answered = |seen: &Seen| seen.text.contains("↩ Good day") && link_of(seen, &name("🟩")).is_some();
    town.waits(olga, &town.bot, "the dialog without a client who waits", answered).await;
    agency.town.ends().await;
}

async fn a_thread_on_request(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    agency.opens_dialogs(olga).await;
    town.presses(olga, &town.label("button-more")).await;
    town.shows(olga, &town.bot, &town.label("dialog-has-thread")).await;
    town.presses(olga, &town.label("button-close")).await;
    let closed = |seen: &Seen| seen.text.starts_with("✅ Ivan Petrov");
    town.waits(olga, &town.bot, "the closed dialog", closed).await;
    // What the client writes opens it again.
    town.client_writes(ivan, sales, &agency.desk, "One more thing").await;
    town.presses(olga, &town.label("button-refresh")).await;
    let again = |seen: &Seen| seen.text.starts_with("🟪 Ivan Petrov");
    town.waits(olga, &town.bot, "the dialog open again", again).await;
    agency.answers(thread, "Yes?").await;
    agency.town.ends().await;
}

async fn by_tag(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, sales, desk, .. } = &agency;
    let zoe = town.person("Zoe");
    let (of_zoe, _) = town.client_writes(&zoe, sales, desk, "Is it ready?").await;
    for (thread, tags) in [(thread, "VIP, wholesale"), (of_zoe, "vip")] {
        let written = town.writes(olga, thread, &format!("/card tags {tags}"));
        town.reaction(desk, thread, written, "👌").await;
    }
    for who in [olga, anna] {
        agency.opens_dialogs(who).await;
        town.presses(who, &town.label("button-tags")).await;
        town.shows(who, &town.bot, &town.words("dialog-tags-title", &[("account", "Sales")])).await;
        town.presses(who, "wholesale · 1").await;
        let one = |seen: &Seen| {
            seen.text.contains("🏷 wholesale") && seen.text.contains("Ivan Petrov") && !seen.text.contains("Zoe")
        };
        town.waits(who, &town.bot, "the dialog with the tag", one).await;
        town.presses(who, &town.label("button-tags")).await;
        town.presses(who, "VIP · 2").await;
        let latest_first = |seen: &Seen| {
            let at = |name: &str| seen.text.find(name);
            seen.text.contains("🏷 VIP") && at("Zoe").is_some() && at("Zoe") < at("Ivan Petrov")
        };
        town.waits(who, &town.bot, "both dialogs, Zoe's first", latest_first).await;
    }
    // What happens in a dialog brings it up, and what is taken off the card takes it out.
    town.client_writes(&agency.ivan, sales, desk, "One more thing").await;
    town.presses(olga, &town.label("button-refresh")).await;
    let risen = |seen: &Seen| {
        let at = |name: &str| seen.text.find(name);
        seen.text.contains("🏷 VIP") && at("Ivan Petrov").is_some() && at("Ivan Petrov") < at("Zoe")
    };
    town.waits(olga, &town.bot, "both dialogs, Ivan's first", risen).await;
    let written = town.writes(olga, of_zoe, "/card tags -vip");
    town.reaction(desk, of_zoe, written, "👌").await;
    town.presses(olga, &town.label("button-refresh")).await;
    let left = |seen: &Seen| seen.text.contains("🏷 VIP") && !seen.text.contains("Zoe");
    town.waits(olga, &town.bot, "Ivan's dialog alone", left).await;
    agency.town.ends().await;
}
