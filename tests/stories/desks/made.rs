//! An account makes a desk (D2): asked for by its member or by an owner, through whatever comes in between.

use crate::{
    stories::agency::{Agency, town},
    town::{Desk, Town},
};
use pult::domain::Lang;
use telegram_sandbox::{
    Group, PATIENCE, Person,
    world::{Action, Door, Effect, Fault, Joined, Rights, Seen, UserId, World},
};

in_every_language!(for_oneself, for_somebody_else, for_several_at_once, cut_off_anywhere);

/// Anna owns the agency with the account Sales, and Olga, an operator of it, has no desk yet.
pub struct Start {
    pub town: Town,
    pub anna: Person,
    pub olga: Person,
    pub sales: Person,
    pub ivan: Person,
}

impl Start {
    pub async fn with(lang: Lang) -> Start {
        Start::before(lang).await.begins().await
    }

    /// These people, who have not turned to Pult yet.
    pub async fn before(lang: Lang) -> Start {
        let town = town(lang).await;
        let [anna, olga, sales] = ["Anna", "Olga", "Sales"].map(|name| town.person(name));
        let ivan = town.person("Ivan").last_name("Petrov");
        Start { town, anna, olga, sales, ivan }
    }

    /// Anna claims the agency and connects Sales; Olga joins.
    pub async fn begins(self) -> Start {
        let Start { town, anna, olga, sales, ivan } = self;
        town.claims(&anna).await;
        town.connects(&anna, &sales, None).await;
        let invite = town.invites(&anna, &["Sales"]).await;
        town.joins(&olga, &invite).await;
        Start { town, anna, olga, sales, ivan }
    }

    /// Olga goes to where she can ask for a desk, and asks.
    pub async fn olga_asks(&self) {
        let Start { town, olga, .. } = self;
        town.opens_panel(olga).await;
        town.presses(olga, &town.label("button-desk")).await;
        let sales = town.words("button-desk-of", &[("name", "Sales")]);
        town.presses(olga, &sales).await;
        town.presses(olga, &town.label("button-make-desk")).await;
    }

    /// The way in that Olga was sent.
    pub async fn way_in(&self) -> String {
        way_in(&self.town, &self.olga, "Sales").await
    }

    /// Olga follows the way in; returns her desk.
    pub async fn olga_enters(&self, link: &str) -> Desk {
        enters(&self.town, &self.olga, link).await
    }

    /// The groups that Sales made.
    pub fn groups_of_sales(&self) -> Vec<Group> {
        groups_of(&self.town, &self.sales)
    }
}

/// The link behind the button that was sent to a member.
pub async fn way_in(town: &Town, who: &Person, account: &str) -> String {
    let ready = town.words("line-desk-ready", &[("account", account)]);
    let seen = town.shows_in_time(who, &town.bot, 120, &ready).await;
    let enter = town.label("button-enter-desk");
    link_of(&seen, &enter).expect("the way in is a button")
}

pub fn link_of(seen: &Seen, label: &str) -> Option<String> {
    let button = seen.buttons.iter().flatten().find(|button| button.text == label)?;
    match &button.action {
        Action::Url(url) => Some(url.clone()),
        _ => None,
    }
}

/// Somebody asks to come in by a link and is let in.
pub async fn enters(town: &Town, who: &Person, link: &str) -> Desk {
    town.act(who, "→ t.me/+…");
    let Ok(Joined::Asked(group)) = who.follows(link) else { panic!("the link asks for approval") };
    let group = Group { id: group };
    assert!(
        town.sandbox
            .world()
            .wait(PATIENCE, |world| { world.group(group.id).is_ok_and(|group| group.is_member(who.id)).then_some(()) })
            .await
            .is_some(),
        "{} was to be let in",
        who.name()
    );
    Desk { group, member: who.clone() }
}

pub fn groups_of(town: &Town, owner: &Person) -> Vec<Group> {
    town.sandbox.world().with(|world| {
        let own = world.groups.values().filter(|group| group.creator() == Some(owner.id));
        own.map(|group| Group { id: group.id }).collect()
    })
}

async fn for_oneself(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, olga, sales, ivan, .. } = &start;
    // Somebody wrote before there was a desk: it waits.
    town.writes(ivan, sales, "Hello");
    start.olga_asks().await;
    let link = start.way_in().await;
    let boris = town.person("Boris");
    assert!(matches!(boris.follows(&link), Ok(Joined::Asked(_))));
    let desk = start.olga_enters(&link).await;
    town.shows(olga, desk.group, &town.words("line-desk-bound", &[("account", "Sales"), ("member", "Olga")])).await;
    let (title, about, rights, forum) = town.sandbox.world().with(|world| {
        let group = world.group(desk.group.id).expect("it is there");
        (group.title.clone(), group.about.clone(), group.role(town.bot.id).rights(), group.forum)
    });
    assert!(forum);
    assert_eq!(title, town.words("desk-group-title", &[("account", "Sales"), ("member", "Olga")]));
    assert!(about.starts_with(&town.words("desk-group-about", &[("account", "Sales"), ("member", "Olga")])), "{about}");
    assert_eq!(rights, Rights { other: true, ..Desk::RIGHTS }, "exactly the rights it needs");
    let (thread, _) = {
        let topic = town.thread(&desk, ivan).await;
        (topic, town.shows(olga, topic, "Hello").await)
    };
    town.answers(&desk, thread, ivan, sales, "Good morning").await;
    let inside = |who: &Person| {
        town.sandbox.world().with(|world| world.group(desk.group.id).expect("it is there").is_member(who.id))
    };
    assert!(!inside(&boris), "only those who belong there come in");
    assert_eq!(start.groups_of_sales().len(), 1);
    start.town.ends().await;
}

async fn for_somebody_else(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, anna, sales, ivan, .. } = &start;
    // One tap under the news that she has joined.
    town.presses(anna, &town.words("button-make-desk-for", &[("account", "Sales")])).await;
    let made = town.words("line-desk-made", &[("account", "Sales"), ("member", "Olga")]);
    town.shows_in_time(anna, &town.bot, 60, &made).await;
    let desk = start.olga_enters(&start.way_in().await).await;
    // Owners belong there too, and find the way in on the desk's screen.
    town.opens_panel(anna).await;
    town.presses(anna, &town.label("button-accounts")).await;
    let row = town.button_with(anna, "Sales").await;
    town.presses(anna, &row).await;
    town.presses(anna, &town.words("button-desk-of", &[("name", "Olga")])).await;
    let card = town.shows(anna, &town.bot, &town.label("desk-card-well")).await;
    let link = link_of(&card, &town.label("button-enter-desk")).expect("owners may come in");
    assert_eq!(enters(town, anna, &link).await.group, desk.group);
    town.client_writes(ivan, sales, &desk, "Hello").await;
    start.town.ends().await;
}

async fn for_several_at_once(lang: Lang) {
    let start = Start::with(lang).await;
    let Start { town, anna, sales, .. } = &start;
    let support = town.person("Support");
    town.connects(anna, &support, None).await;
    let vera = town.person("Vera");
    let invite = town.invites(anna, &["Sales", "Support"]).await;
    town.joins(&vera, &invite).await;
    start.olga_asks().await;
    for account in ["Sales", "Support"] {
        town.opens_panel(anna).await;
        town.presses(anna, &town.label("button-accounts")).await;
        let row = town.button_with(anna, account).await;
        town.presses(anna, &row).await;
        town.presses(anna, &town.words("button-desk-of", &[("name", "Vera")])).await;
        town.presses(anna, &town.label("button-make-desk")).await;
    }
    start.olga_enters(&start.way_in().await).await;
    for account in ["Sales", "Support"] {
        enters(town, &vera, &way_in(town, &vera, account).await).await;
    }
    assert_eq!((groups_of(town, sales).len(), groups_of(town, &support).len()), (2, 1));
    start.town.ends().await;
}

/// Wherever Pult is cut off, it goes on from there, and there is one group.
async fn cut_off_anywhere(lang: Lang) {
    type Reached = fn(&World, UserId, UserId) -> bool;
    // Telegram does what it was asked for; its answer is lost, and Pult stops before it can ask again.
    let cuts: [(&str, Reached); 3] = [
        ("channels.createChannel", |world, sales, _| own(world, sales).is_some()),
        ("channels.inviteToChannel", |world, sales, bot| own(world, sales).is_some_and(|group| group.is_member(bot))),
        ("channels.editAdmin", |world, sales, bot| own(world, sales).is_some_and(|group| group.role(bot).is_admin())),
    ];
    for (method, reached) in cuts {
        let mut start = Start::with(lang).await;
        let (sales, bot) = (start.sales.id, start.town.bot.id);
        start.town.sandbox.fault(Fault::effect(Door::Mtproto, method, Effect::DropAfter));
        start.olga_asks().await;
        let done = |world: &mut World| reached(world, sales, bot).then_some(());
        start.town.sandbox.world().wait(PATIENCE, done).await.expect("Telegram did it");
        start.town.stops_pult().await;
        start.town.starts_pult().await;
        start.olga_enters(&start.way_in().await).await;
        assert_eq!(start.groups_of_sales().len(), 1, "{method}");
        start.town.ends().await;
    }
}

fn own(world: &World, sales: UserId) -> Option<&telegram_sandbox::world::Group> {
    world.groups.values().find(|group| group.creator() == Some(sales))
}

/// The whole agency with a desk made by its account.
pub async fn agency(lang: Lang) -> Agency {
    let start = Start::with(lang).await;
    start.olga_asks().await;
    let desk = start.olga_enters(&start.way_in().await).await;
    let Start { town, anna, olga, sales, ivan } = start;
    Agency { town, anna, olga, sales, ivan, desk }
}
