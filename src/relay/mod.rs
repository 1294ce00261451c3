//! The relay: what happens to a message between a client's chat and a thread.
//!
//! ```text
//! accounts ──ClientEvent──▶ plan::incoming ─┐                         ┌─▶ delivery::team   ──TeamSend────▶ bot
//!                                           ├─▶ Committer (one commit)─┤
//! bot ───────DeskEvent────▶ plan::outgoing ─┘        outbox            └─▶ delivery::client ──ClientAction─▶ accounts
//!                                                      ▲                          │
//!                                                      └──── plan::receipt ◀──────┘
//! ```
//!
//! - **A plan reads and decides; it changes nothing.** What it returns is committed in one piece, or planned again when
//!   something it read has moved.
//! - **Nothing is acknowledged before that commit, nothing is sent that is not in the outbox.** An event may come twice
//!   (the networks promise at least once), its effects come once: messages are known by their ids on both sides.
//! - **A dialog's order is the order of its message numbers**, on both sides, whatever happens in between.

mod album;
mod asked;
mod card;
mod commit;
mod desk;
mod dialog;
mod directory;
mod echo;
mod followed;
mod gone;
mod handled;
mod helper;
mod import;
mod imports;
mod listing;
mod making;
mod message;
mod outbox;
mod panel;
mod plan;
mod preview;
pub mod reach;
mod retold;
mod service;
mod spent;
mod timer;
mod timers;
mod watch;
mod work;

pub mod delivery;
pub mod held;
pub mod scheduler;

pub use asked::Asked;
pub use card::{Card, Print, follow_card, follow_cards, rename_threads};
pub use commit::{Committer, Plan, RelayError};
pub use desk::Desk;
pub use dialog::{DIALOGS, Dialog, Thread};
pub use directory::Directory;
pub use followed::Followed;
pub use handled::{Handled, RESPONSES};
pub use helper::{Helper, HelperSeat, Seating};
pub use import::{Import, ImportState, LastWords, Room};
pub use imports::Imports;
pub use listing::{LISTED, LISTED_OF, Shelf};
pub use making::Making;
pub use message::{
    Author, Delivery, MEMBER_SENT_BY_MONTH, Message, Post, RECEIVED, RECEIVED_BY, RECEIVED_BY_MONTH,
    RECEIVED_BY_QUARTER, Reply, SENT, SENT_BY, SENT_BY_MONTH, SENT_BY_QUARTER, STARTED, STARTED_BY_DAY,
    STARTED_BY_MONTH,
};
pub use outbox::{ClientTask, Entry, Place, State, Task, TeamTask};
pub use panel::Panel;
pub use plan::{
    Actor, DeskEvent, DeskEventKind, agency,
    assignment::{self, Moved},
    bind::{self, BindRefusal, Binding},
    deletion, dialogs, erasure, groups, guard, helpers, import as dialog_import, incoming,
    making::{self as desk_making, Wish as DeskWish},
    merging, outgoing, payments, previews, replay, retention,
    staff::{self, StaffRefusal},
    standing,
};
pub use preview::Preview;
pub use retold::Retold;
pub use service::Relay;
pub use timer::{Alarm, Timer};
pub use timers::Timers;
pub use watch::{Intruder, Watch};
pub use work::Work;

use crate::store::Registry;

/// The room's records, metrics and sequences.
pub fn records(registry: Registry) -> Registry {
    registry
        .record::<Dialog>()
        .record::<Message>()
        .record::<Desk>()
        .record::<Entry>()
        .record::<echo::Echo>()
        .record::<gone::Gone>()
        .record::<Panel>()
        .record::<spent::Spent>()
        .record::<Making>()
        .record::<Watch>()
        .record::<Intruder>()
        .record::<album::Withheld>()
        .record::<Asked>()
        .record::<Timer>()
        .record::<assignment::Turn>()
        .record::<Import>()
        .record::<Room>()
        .record::<LastWords>()
        .record::<Card>()
        .record::<Preview>()
        .record::<Retold>()
        .record::<retention::Sweep>()
        .record::<retention::Swept>()
        .record::<Handled>()
        .record::<held::Held>()
        .record::<Helper>()
        .record::<HelperSeat>()
        .record::<Followed>()
        .metric(RECEIVED)
        .metric(SENT)
        .metric(SENT_BY)
        .metric(RECEIVED_BY_QUARTER)
        .metric(SENT_BY_QUARTER)
        .metric(STARTED)
        .metric(RECEIVED_BY_MONTH)
        .metric(SENT_BY_MONTH)
        .metric(MEMBER_SENT_BY_MONTH)
        .metric(STARTED_BY_DAY)
        .metric(STARTED_BY_MONTH)
        .metric(DIALOGS)
        .metric(LISTED)
        .metric(LISTED_OF)
        .metric(RECEIVED_BY)
        .metric(RESPONSES)
        .sequence(Entry::IDS)
        .sequence(Timer::IDS)
}
