//! What a file costs: the bytes that go through Pult, and the memory it takes meanwhile.
//!
//! A document from the desk to the client, one from the client into the desk, the same once more, and a large one out of
//! a desk whose content is protected, which is the only way by which large files pass through. **Each time it is checked
//! that the receiving side has the same bytes.** The sandbox counts what goes through its doors; the memory is the
//! highest of the real `pult`, above what it takes idle.
//!
//! ```text
//! cargo bench --bench media -- [--document MB] [--large MB]
//! ```

#[expect(dead_code, reason = "only the benchmark of accounts starts Pult anew")]
mod agency;

use agency::Agency;
use clap::Parser;
use std::{fs, time::Instant};
use telegram_sandbox::{
    Person, Place, Topic,
    world::{MessageId, Seen},
};

#[derive(Parser)]
struct Arguments {
    /// The document, in MB: a bot may not send larger ones than 50.
    #[arg(long, default_value_t = 50)]
    document: u64,
    /// What is taken out of a protected desk, in MB.
    #[arg(long, default_value_t = 1024)]
    large: u64,
    /// Cargo's.
    #[arg(long, hide = true)]
    bench: bool,
}

const MB: u64 = 1 << 20;
/// A document may take so many, ten seconds of patience after the other.
const MINUTES: u32 = 5;

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let agency = Agency::opens().await;
    let desk = Desk::opens(agency).await;
    let (client, thread) = (desk.client.clone(), desk.thread);
    let (sales, anna) = (desk.sales.clone(), desk.agency.owner.clone());
    let document = anna.made_document(arguments.document * MB, "contract.pdf");
    desk.carries("thread → client", (&anna, thread.into()), (&client, (&sales).into()), &document).await;
    let document = client.made_document(arguments.document * MB, "passport.pdf");
    for way in ["client → thread", "client → thread, again"] {
        desk.carries(way, (&client, (&sales).into()), (&anna, thread.into()), &document).await;
    }
    anna.protects(desk.group, true).expect("the creator may protect");
    let film = anna.made_document(arguments.large * MB, "film.mkv");
    desk.carries("protected thread → client", (&anna, thread.into()), (&client, (&sales).into()), &film).await;
    desk.agency.closes().await;
}

struct Desk {
    agency: Agency,
    sales: Person,
    client: Person,
    group: telegram_sandbox::Group,
    thread: Topic,
}

impl Desk {
    async fn opens(agency: Agency) -> Desk {
        let sales = agency.connects("Sales").await;
        let (town, owner) = (&agency.town, &agency.owner);
        // The owner answers: what an owner binds needs nobody's consent.
        let desk = town.prepares_group(owner, owner, "Desk");
        town.writes(owner, desk.group.general(), "/bind");
        town.waits(owner, desk.group, "the account to come in", |seen| seen.service && seen.text.contains("joined"))
            .await;
        let client = town.person("Client");
        let (thread, _) = town.client_writes(&client, &sales, &desk, "Good morning").await;
        Desk { sales, client, group: desk.group, thread, agency }
    }

    /// Sends a file, waits until it is there, and says what it took.
    async fn carries(
        &self,
        way: &str,
        from: (&Person, Place),
        to: (&Person, Place),
        document: &telegram_sandbox::world::Media,
    ) {
        self.agency.settles().await;
        let (town, bot) = (&self.agency.town, self.agency.town.bot.id);
        let moved = || {
            let (account, bot) = (town.sandbox.moved(self.sales.id), town.sandbox.moved(bot));
            account.up + account.down + bot.up + bot.down
        };
        let newest = |id: Option<MessageId>| id.unwrap_or_default();
        let before = newest(to.0.sees(to.1).last().map(|seen| seen.id));
        let (idle, moved_before, began) = (self.agency.usage().memory, moved(), Instant::now());
        self.forget_peak();
        let sent = from.0.sends(from.1, document.clone(), "").expect("people send documents");
        let arrived = |seen: &Seen| seen.id > before && seen.media == Some("document");
        let mut there = None;
        for _ in 0..MINUTES * 6 {
            there = to.0.wait_for(to.1, arrived).await;
            if there.is_some() {
                break;
            }
        }
        let there = there.expect("the document arrives");
        let took = began.elapsed();
        let hash = |who: &Person, place, id| who.attachment(place, id).expect("a file").content.hash();
        assert_eq!(hash(from.0, from.1, sent), hash(to.0, to.1, there.id), "the same bytes");
        let above = self.peak().saturating_sub(idle);
        println!(
            "{way}: {:.1} MB moved, {:.1} MiB at most above idle, {:.1} s",
            (moved() - moved_before) as f64 / MB as f64,
            above as f64 / 1024.0,
            took.as_secs_f64()
        );
    }

    /// The kernel counts the highest from now on. <https://man7.org/linux/man-pages/man5/proc.5.html> (`clear_refs`)
    fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.agency.pult.id()), "5").expect("an own process");
    }

    /// The most memory since then, in KiB.
    fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.agency.pult.id())).expect("the process runs");
        let highest = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        highest.and_then(|highest| highest.trim().parse().ok()).expect("it says how much there was")
    }
}
