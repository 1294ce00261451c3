//! What clients pay: booked in a thread, seen in the panel (F1 to F5).

use super::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::{
    Topic,
    world::{MessageId, Seen},
};

in_every_language!(
    a_payment_and_its_undo,
    another_currency_waits_for_its_rate,
    what_may_be_something_else_is_asked_about,
    a_correction_and_a_void,
    wrong_use_is_answered_with_an_example,
    an_export_goes_to_the_panel_of_those_who_may,
    a_payment_typed_into_the_panel,
);

impl Agency {
    /// Anna chooses roubles, Ivan has written.
    async fn counts_in_roubles(lang: Lang) -> (Agency, Topic, Seen) {
        let agency = Agency::opens(lang).await;
        agency.town.tells(&agency.anna, "/currency RUB");
        let set = agency.town.words("money-base-set", &[("currency", "RUB")]);
        agency.town.shows(&agency.anna, &agency.town.bot, &set).await;
        let (thread, asked) = agency.hears_ivan().await;
        (agency, thread, asked)
    }

    /// Olga writes a line that is booked: it bears one reaction, and her panel says what was booked.
    async fn books(&self, thread: Topic, line: &str, amount: &str) -> MessageId {
        let written = self.town.writes(&self.olga, thread, line);
        self.town.reaction(&self.desk, thread, written, "🤝").await;
        let booked = self.town.words("money-booked", &[("client", "Ivan Petrov"), ("amounts", amount)]);
        self.town.shows(&self.olga, &self.town.bot, &booked).await;
        written
    }

    /// A sum in roubles, as the language writes it.
    fn roubles(&self, thousands: &str, rest: &str) -> String {
        match self.town.lang() {
            Lang::En => format!("{thousands},{rest}\u{a0}₽"),
            Lang::Ru => format!("{thousands}\u{a0}{}\u{a0}₽", rest.replace('.', ",")),
        }
    }

    /// The sum of all time on Ivan's money screen, as Anna sees it.
    async fn anna_sees_in_all(&self, sum: &str) {
        let Agency { town, anna, .. } = self;
        let told = town.tells(anna, "/money");
        let list = |seen: &Seen| seen.id > told && label_with(seen, "Ivan Petrov · ").is_some();
        let shown = town.waits(anna, &town.bot, "Ivan among those who paid", list).await;
        let ivan = label_with(&shown, "Ivan Petrov · ").expect("it is there");
        anna.presses(&town.bot, shown.id, &ivan).await.expect("the bot answers a press");
        let all = town.words("money-all", &[("sum", sum)]);
        let sums = |seen: &Seen| seen.id == shown.id && seen.text.contains(&all);
        town.waits(anna, &town.bot, &format!("“{all}”"), sums).await;
    }
}

fn label_with(seen: &Seen, words: &str) -> Option<String> {
    seen.buttons.iter().flatten().map(|button| button.text.clone()).find(|label| label.contains(words))
}

async fn a_payment_and_its_undo(lang: Lang) {
    let (agency, thread, _) = Agency::counts_in_roubles(lang).await;
    let Agency { town, olga, .. } = &agency;
    agency.books(thread, "+5000 consultation", &agency.roubles("5", "000")).await;
    agency.anna_sees_in_all(&agency.roubles("5", "000")).await;
    agency
        .books(thread, "+1500 tip\n+2 500", &format!("{}, {}", agency.roubles("1", "500"), agency.roubles("2", "500")))
        .await;
    // Both lines at once, while it is fresh.
    town.presses(olga, &town.label("button-undo")).await;
    agency.anna_sees_in_all(&agency.roubles("5", "000")).await;
    agency.books(thread, "/pay -1000 back", &format!("−{}", agency.roubles("1", "000"))).await;
    town.passes(31);
    town.presses(olga, &town.label("button-undo")).await;
    agency.anna_sees_in_all(&agency.roubles("4", "000")).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn another_currency_waits_for_its_rate(lang: Lang) {
    let (agency, thread, asked) = Agency::counts_in_roubles(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    let dollars = match lang {
        Lang::En => "$50.25",
        Lang::Ru => "50,25\u{a0}$",
    };
    agency.books(thread, "/pay 1000", &agency.roubles("1", "000")).await;
    let paid = olga.replies(thread, asked.id, "/pay 50.25 USD subscription").expect("operators reply");
    town.reaction(&agency.desk, thread, paid, "🤝").await;
    let needed = town.words("money-rate-needed", &[("amount", dollars), ("currency", "USD")]);
    town.shows(anna, &town.bot, &needed).await;
    agency.anna_sees_in_all(&agency.roubles("1", "000")).await;
    town.shows(anna, &town.bot, &town.words("money-unrated", &[("sum", dollars)])).await;
    town.tells(anna, "/rate USD 92,5");
    let set = town.words("money-rate-set", &[("currency", "USD"), ("base", "RUB")]);
    town.shows(anna, &town.bot, &set).await;
    agency.anna_sees_in_all(&agency.roubles("5", "648.13")).await;
    // What Ivan had written stands as the proof.
    town.presses(anna, &town.label("button-history")).await;
    town.presses(anna, "№ 2").await;
    town.shows(anna, &town.bot, &town.words("money-proof", &[("words", "Hello")])).await;
    agency.town.ends().await;
}

async fn what_may_be_something_else_is_asked_about(lang: Lang) {
    let (agency, thread, _) = Agency::counts_in_roubles(lang).await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    for (line, question, answer) in [
        ("+5 minutes", "money-asked-time", "button-cancel-payment"),
        ("+7 999 123-45-67", "money-asked-phone", "button-send-to-client"),
        ("+15 мин", "money-asked-time", "button-book"),
    ] {
        let written = town.writes(olga, thread, line);
        let question = town.words_before(question, "amounts");
        let asked = agency.answered(olga, thread, written, &question).await;
        let (label, id) = (town.label(answer), asked.id);
        olga.presses(thread, id, &label).await.expect("the bot answers a press");
        town.disappears(olga, thread, &question).await;
        match answer {
            "button-send-to-client" => drop(town.shows(ivan, sales, line).await),
            "button-book" => town.reaction(&agency.desk, thread, written, "🤝").await,
            _ => {}
        }
    }
    agency.anna_sees_in_all("15\u{a0}₽").await;
    agency.nothing_reached_ivan(thread).await;
    assert_eq!(agency.ivan_got(), ["+7 999 123-45-67", "Only this"]);
    agency.town.ends().await;
}

async fn a_correction_and_a_void(lang: Lang) {
    let (agency, thread, _) = Agency::counts_in_roubles(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    let [five, fifty] = [("5", "000"), ("5", "500")].map(|(thousands, rest)| agency.roubles(thousands, rest));
    agency.books(thread, "+5000 consultation", &five).await;
    town.tells(olga, "/void 1 I like it so");
    town.shows(olga, &town.bot, &town.label("line-not-allowed")).await;
    town.tells(anna, "/correct 1 5500 a typo");
    let corrected = town.words("money-line-corrected", &[("amount", &five), ("now", &fifty)]);
    town.shows(anna, &town.bot, &corrected).await;
    agency.anna_sees_in_all(&fifty).await;
    town.presses(anna, &town.label("button-history")).await;
    town.shows(anna, &town.bot, &town.words("money-voided-why", &[("reason", "a typo")])).await;
    town.tells(anna, "/void 1 again");
    town.shows(anna, &town.bot, &town.label("money-settled")).await;
    let right = town.waits(anna, &town.bot, "the history", |seen| label_with(seen, "№ 1").is_some()).await;
    let numbers: Vec<_> = right.buttons.iter().flatten().filter(|button| button.text.starts_with('№')).collect();
    let correction = numbers.iter().map(|button| &button.text).find(|text| *text != "№ 1").expect("two stand there");
    town.presses(anna, correction).await;
    town.presses(anna, &town.label("button-void")).await;
    town.presses(anna, &town.label("void-twice")).await;
    let voided = town.words("money-voided-why", &[("reason", &town.label("void-twice"))]);
    town.shows(anna, &town.bot, &voided).await;
    agency.town.ends().await;
}

async fn wrong_use_is_answered_with_an_example(lang: Lang) {
    let (agency, thread, _) = Agency::counts_in_roubles(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    for wrong in ["/pay", "/pay 1e9", "/pay 1.500", "/pay -", "/pay 🎉", "/pay 100 29.02.2027"] {
        let written = town.writes(olga, thread, wrong);
        agency.answered(olga, thread, written, &town.label("example-pay")).await;
    }
    let written = town.writes(olga, thread, "/pay 1.255");
    agency.answered(olga, thread, written, &town.label("example-pay")).await;
    for (wrong, example) in
        [("/rate USD", "example-rate"), ("/currency money", "example-currency"), ("/void 1", "example-void")]
    {
        town.tells(anna, wrong);
        town.shows(anna, &town.bot, &town.label(example)).await;
    }
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

async fn an_export_goes_to_the_panel_of_those_who_may(lang: Lang) {
    let (agency, thread, _) = Agency::counts_in_roubles(lang).await;
    let Agency { town, anna, olga, .. } = &agency;
    town.tells(anna, "/export 2020-01-01 2020-12-31 xlsx");
    town.shows(anna, &town.bot, &town.label("money-nothing-to-export")).await;
    agency.books(thread, "+5000 =1+1", &agency.roubles("5", "000")).await;
    for format in ["csv", "xlsx"] {
        let before = anna.sees(&town.bot).iter().filter(|seen| seen.media.is_some()).count();
        town.tells(anna, &format!("/export 2020-01-01 2035-12-31 {format}"));
        let sent = anna.wait_until(&town.bot, |all| all.iter().filter(|seen| seen.media.is_some()).count() > before);
        assert!(sent.await, "the file comes");
    }
    town.tells(olga, "/export 2020-01-01 2035-12-31 csv");
    town.shows(olga, &town.bot, &town.label("line-not-allowed")).await;
    agency.town.ends().await;
}

async fn a_payment_typed_into_the_panel(lang: Lang) {
    let (agency, thread, _) = Agency::counts_in_roubles(lang).await;
    let Agency { town, olga, .. } = &agency;
    // In the panel it is chosen whose payment it is.
    town.tells(olga, "/pay");
    town.presses(olga, "Ivan Petrov").await;
    town.presses(olga, &town.label("button-payment")).await;
    let title = town.words("pay-title", &[("name", "Ivan Petrov"), ("account", "Sales")]);
    town.shows(olga, &town.bot, &title).await;
    town.tells(olga, "a lot");
    town.shows(olga, &town.bot, &town.label("example-pay")).await;
    let five = agency.roubles("5", "000");
    town.tells(olga, "5000 consultation");
    let booked = town.words("money-booked", &[("client", "Ivan Petrov"), ("amounts", &five)]);
    town.shows(olga, &town.bot, &booked).await;
    town.shows(olga, &town.bot, &town.words("money-all", &[("sum", &five)])).await;
    agency.anna_sees_in_all(&five).await;
    for _ in 0..4 {
        agency.books(thread, "+5000", &five).await;
    }
    // What is unlike all before is asked about first.
    town.tells(olga, "/pay");
    town.presses(olga, "Ivan Petrov").await;
    town.presses(olga, &town.label("button-payment")).await;
    town.shows(olga, &town.bot, &title).await;
    town.tells(olga, "+90000");
    town.shows(olga, &town.bot, &town.words_before("pay-unusual", "text")).await;
    town.presses(olga, &town.label("button-book")).await;
    agency.anna_sees_in_all(&agency.roubles("115", "000")).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}
