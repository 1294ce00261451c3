//! Figures: what happened, of whom, when, and how that compares with the time before (B1 to B3).
//!
//! - **Every figure is read from tallies**, which are written in the commit of what they count: reading costs as much as there are
//!   days, and months where whole ones are among them, never as much as there are messages or payments.
//! - **What is compared is comparable**: today so far with yesterday until the same time of day, the month so far with the same days
//!   of the month before, thirty days with the thirty before them, each cut at the present time of day.
//! - Days are business days of the agency's zone, with 23 or 25 hours where clocks are changed.
//!
//! | file | holds |
//! |---|---|
//! | `measure` | what is counted, and the reading of its tallies |
//! | `compared` | a figure and the one before it |
//! | `series` | a time in hours, days, weeks or months |
//! | `figures` | all that stands on a dashboard |
//! | `digest` | how a day went: best, worst, what is unusual |
//! | `morning` | when a member gets it |
//! | `activity` | what a member did |
//! | `taste` | how a member likes pictures |

mod activity;
mod compared;
mod digest;
mod figures;
mod measure;
mod morning;
mod series;
mod taste;
#[cfg(test)]
mod tests;

pub use activity::{Activity, ActivityPart, Responses};
pub use compared::Compared;
pub use digest::{Digest, Ends, Told, Unusual};
pub use figures::{Dialogs, Figures, Line, Named};
pub use measure::{Measure, Moment, Whose};
pub use morning::Morning;
pub use series::{Beat, Bucket, Rhythm, buckets, rhythm};
pub use taste::Taste;

use crate::store::Registry;

/// The room's records.
pub fn records(registry: Registry) -> Registry {
    registry.record::<Taste>().record::<Morning>()
}
