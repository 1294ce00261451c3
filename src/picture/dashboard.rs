//! The dashboard: figures, a trend, messages, dialogs and the team on one picture (B1 to B3).
//!
//! Words and figures come formatted; what is here is where they stand. The layout is `templates/dashboard.svg.j2`.

use super::{Card, Change, Head, Messages, Ring, Trend, canvas::Figures};
use serde::Serialize;

/// Everything that stands on the picture.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Dashboard {
    pub head: Head,
    /// Six fill the space.
    pub cards: Vec<Card>,
    pub trend: Trend,
    pub messages: Messages,
    pub dialogs: Ring,
    pub team: Team,
}

/// Members, the most first; five fill the space.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Team {
    pub title: String,
    /// What the bars are of.
    pub note: String,
    pub rows: Vec<Row>,
    pub empty: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    pub name: String,
    /// Of the name, for the round sign.
    pub initial: String,
    /// Length of the bar, relative to the others.
    pub size: f64,
    pub value: String,
    pub change: Option<Change>,
}

impl Figures for Dashboard {
    const TEMPLATE: &'static str = "dashboard.svg";
}
