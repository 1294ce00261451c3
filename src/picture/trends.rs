//! Trends: revenue and messages over time, by weekday and by hour (B2).

use super::{Card, Head, Messages, Series, Trend, canvas::Figures};
use serde::Serialize;

/// Everything that stands on the picture.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Trends {
    pub head: Head,
    /// Sums of the time that is shown; three fill the space.
    pub cards: Vec<Card>,
    pub trend: Trend,
    pub messages: Messages,
    /// Revenue, then messages; Monday or Sunday first, as the reader is used to.
    pub weekdays: [Series; 2],
    /// The same from midnight on.
    pub hours: [Series; 2],
}

impl Figures for Trends {
    const TEMPLATE: &'static str = "trends.svg";
}
