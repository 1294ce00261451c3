//! The send scheduler against others and against what a clairvoyant could do.
//!
//! `cargo bench --bench scheduler` prints the tables of the README: an hour of virtual time, three seeds, the means of
//! their percentiles. Telegram counts 20 messages a minute per bot and group by its own clock and answers after about
//! 120 ms.

mod bound;
mod load;
mod run;
mod schedulers;
mod telegram;

use load::Item;
use run::{Extras, Outcome, run};
use schedulers::{Fifo, Ours, Sends};

/// Milliseconds of virtual time.
type Millis = u64;

const MINUTES: u64 = 60;
const SEEDS: [u64; 3] = [1, 2, 3];

/// Clients' messages a minute at one desk, bots, and the goals: p99 of clients and of interactive sends, in seconds.
const LOADS: [(u32, usize, f64, f64); 6] = [
    (10, 1, 25.0, 1.0),
    (10, 2, 5.0, 1.0),
    (40, 1, 100.0, 5.0),
    (40, 2, 25.0, 1.0),
    (120, 4, 25.0, 1.0),
    (300, 10, 20.0, 1.0),
];

fn main() {
    println!("Clients and interactive sends alone. Seconds; means of three seeds.\n");
    heading();
    let mut alone = Vec::new();
    for (rate, bots, client_goal, interactive_goal) in LOADS {
        let loads: Vec<_> = SEEDS.iter().map(|seed| load::desk(0, f64::from(rate), MINUTES, *seed)).collect();
        let floor = mean(loads.iter().map(|items| seconds(bound::clairvoyant(items, bots, true))));
        let label = format!("{rate}/min, {bots} bot{}", if bots == 1 { "" } else { "s" });
        if bots == 1 {
            row(&format!("{label}: FIFO"), floor, &each(&loads, Extras::None, || Box::new(Fifo::new(1, Some(20)))));
            row(&format!("{label}: FIFO, retry"), floor, &each(&loads, Extras::None, || Box::new(Fifo::new(1, None))));
        }
        let ours = each(&loads, Extras::None, || Box::new(Ours::new(bots)));
        row(&format!("{label}: **ours**"), floor, &ours);
        let (clients, interactive) = (clients_p99(&ours), interactive_p99(&ours));
        let refused: u32 = ours.iter().map(|outcome| outcome.refused).sum();
        let met = clients <= client_goal && interactive <= interactive_goal && refused == 0;
        alone.push((label, clients, met, client_goal, interactive_goal));
    }
    println!();
    for (label, _, met, clients, interactive) in &alone {
        println!(
            "- {label}: p99 ≤ {clients} s, interactive ≤ {interactive} s, no 429: {}",
            if *met { "met" } else { "MISSED" }
        );
    }

    println!("\nWith all that Pult adds: topics, cards, pins, titles, reactions, transcripts. Budget by kind, in %.\n");
    println!("| load | client p50 | p99 | × alone | interactive p99 | 429 | budget |");
    println!("|---|---|---|---|---|---|---|");
    for ((rate, bots, ..), (label, before, ..)) in LOADS.into_iter().zip(&alone) {
        let loads: Vec<_> = SEEDS.iter().map(|seed| load::desk(0, f64::from(rate), MINUTES, *seed)).collect();
        let ours = each(&loads, Extras::All, || Box::new(Ours::new(bots)));
        let p50 = mean(ours.iter().map(|outcome| percentile(&outcome.all_clients(), 0.5)));
        let p99 = clients_p99(&ours);
        let refused: u32 = ours.iter().map(|outcome| outcome.refused).sum();
        println!(
            "| {label} | {p50:.1} | {p99:.1} | {:.2} | {:.1} | {refused} | {} |",
            p99 / before,
            interactive_p99(&ours),
            budget(&ours),
        );
    }

    println!("\nOne bot, clients' messages only: the maximum against the clairvoyant's.\n");
    for rate in [10, 40] {
        for seed in SEEDS {
            let mut items = load::desk(0, f64::from(rate), MINUTES, seed);
            items.retain(|item| matches!(item.what, load::What::Client { .. }));
            let floor = seconds(bound::clairvoyant(&items, 1, false));
            let outcome = run(&items, &mut Ours::new(1), Extras::None, seed);
            let most = percentile(&outcome.all_clients(), 1.0);
            println!("- {rate}/min, seed {seed}: {most:.1} s, floor {floor:.1} s: × {:.1}", most / floor);
        }
    }

    twenty_desks();
    polling();
}

/// Twenty desks of one bot, one of them flooded.
fn twenty_desks() {
    let mut items: Vec<Item> =
        (0..20).flat_map(|desk| load::desk(desk, if desk == 0 { 120.0 } else { 10.0 }, 30, 5)).collect();
    items.sort_by_key(|item| item.at);
    let outcome = run(&items, &mut Ours::new(1), Extras::None, 5);
    let quiet: Vec<_> =
        outcome.clients.iter().filter(|(desk, _)| **desk > 0).flat_map(|(_, all)| all.clone()).collect();
    println!(
        "\nTwenty desks, one flooded with 120/min, one bot: quiet p99 {:.1} s, flooded p99 {:.1} s, 429s {}",
        percentile(&quiet, 0.99),
        percentile(&outcome.clients[&0], 0.99),
        outcome.refused
    );
}

/// What a `poll` costs while a thousand threads wait.
fn polling() {
    let items: Vec<_> = (0..20_000)
        .map(|index| Item {
            at: index / 20,
            desk: 0,
            what: load::What::Client { thread: index as i64 % 1_000, form: load::Form::Text(40), first: false },
        })
        .collect();
    let outcome = run(&items, &mut Ours::new(1), Extras::None, 1);
    let (time, calls) = outcome.polling;
    println!("\npoll with 1,000 backlogged threads: {:.2} µs", time.as_secs_f64() * 1e6 / f64::from(calls));
}

fn each(loads: &[Vec<Item>], extras: Extras, make: impl Fn() -> Box<dyn Sends>) -> Vec<Outcome> {
    loads.iter().zip(SEEDS).map(|(items, seed)| run(items, &mut *make(), extras, seed)).collect()
}

fn heading() {
    println!("| load and scheduler | client p50 | p95 | p99 | max | interactive p99 | 429 | merged | floor of max |");
    println!("|---|---|---|---|---|---|---|---|---|");
}

fn row(label: &str, floor: f64, outcomes: &[Outcome]) {
    let of = |share| mean(outcomes.iter().map(|outcome| percentile(&outcome.all_clients(), share)));
    let refused: u32 = outcomes.iter().map(|outcome| outcome.refused).sum();
    let merged = mean(outcomes.iter().map(|outcome| outcome.merged as f64 / outcome.all_clients().len() as f64));
    println!(
        "| {label} | {:.1} | {:.1} | {:.1} | {:.1} | {:.1} | {refused} | {:.0} % | {floor:.1} |",
        of(0.5),
        of(0.95),
        of(0.99),
        of(1.0),
        interactive_p99(outcomes),
        merged * 100.0,
    );
}

fn budget(outcomes: &[Outcome]) -> String {
    let mut kinds = std::collections::BTreeMap::<&str, u32>::new();
    for (kind, spent) in outcomes.iter().flat_map(|outcome| &outcome.spent) {
        *kinds.entry(kind).or_default() += spent;
    }
    let all: u32 = kinds.values().sum();
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, spent)| std::cmp::Reverse(*spent));
    let shares = kinds.iter().map(|(kind, spent)| format!("{kind} {}", spent * 100 / all));
    shares.collect::<Vec<_>>().join(", ")
}

fn clients_p99(outcomes: &[Outcome]) -> f64 {
    mean(outcomes.iter().map(|outcome| percentile(&outcome.all_clients(), 0.99)))
}

fn interactive_p99(outcomes: &[Outcome]) -> f64 {
    mean(outcomes.iter().map(|outcome| percentile(&outcome.interactive, 0.99)))
}

fn percentile(latencies: &[Millis], share: f64) -> f64 {
    let mut sorted = latencies.to_vec();
    sorted.sort_unstable();
    let index = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(index.saturating_sub(1)).map_or(f64::NAN, |latency| seconds(*latency))
}

fn seconds(millis: Millis) -> f64 {
    millis as f64 / 1_000.0
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<_> = values.collect();
    values.iter().sum::<f64>() / values.len() as f64
}
