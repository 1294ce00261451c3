//! The dashboard: figures, a trend, messages, dialogs and the team on one picture (B1 to B3).
//!
//! Words and figures come formatted; what is here is where they stand. The layout is `templates/dashboard.svg.j2`.

use super::{Picture, PictureError, Scale, Theme, canvas};
use serde::Serialize;

/// Everything that stands on the picture.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Dashboard {
    pub title: String,
    pub subtitle: String,
    /// Of the agency's name, for the round sign.
    pub initial: String,
    /// What the charts show: "30 days".
    pub period: String,
    /// Six fill the space.
    pub cards: Vec<Card>,
    pub trend: Trend,
    pub messages: Messages,
    pub dialogs: Ring,
    pub team: Team,
}

/// A figure and how it changed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Card {
    pub kind: CardKind,
    pub value: String,
    pub label: String,
    pub change: Option<Change>,
}

/// Decides sign and colour of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    Revenue,
    Month,
    NewContacts,
    Incoming,
    Outgoing,
    Contacts,
    Payments,
    Dialogs,
}

/// Against the comparable time before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    pub text: String,
    pub way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Up,
    Down,
    Level,
}

/// Bars over time, and the time before as a line.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Trend {
    pub title: String,
    /// What the line is called; without one there is none.
    pub before: Option<String>,
    pub total: String,
    pub change: Option<Change>,
    pub bars: Vec<f64>,
    pub line: Vec<f64>,
    /// Below which bars something stands.
    pub labels: Vec<(usize, String)>,
    /// What the lines of [`Trend::scale`] are called, lowest first.
    pub ticks: Vec<String>,
    /// Whether the last bar is of a time that still runs.
    pub open_end: bool,
    /// Said in place of bars when there is nothing to show.
    pub empty: Option<String>,
}

impl Trend {
    /// The scale on which bars and line stand.
    pub fn scale(bars: &[f64], line: &[f64]) -> Scale {
        Scale::over(bars.iter().chain(line).copied())
    }
}

/// Pairs of bars: incoming and outgoing.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Messages {
    pub title: String,
    pub legend: [String; 2],
    pub columns: Vec<Column>,
    pub empty: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Column {
    pub label: String,
    pub values: [f64; 2],
    /// Whether it is of a time that still runs.
    pub now: bool,
}

/// Parts of a whole.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Ring {
    pub total: String,
    pub caption: String,
    pub parts: Vec<Part>,
    /// Below the parts, in a pill.
    pub note: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Part {
    pub name: String,
    pub size: f64,
    pub value: String,
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

/// Draws it. Takes a core for some 20 ms: not for a thread that others wait for.
pub fn dashboard(dashboard: &Dashboard, theme: Theme) -> Result<Picture, PictureError> {
    canvas::draw("dashboard.svg", dashboard, theme)
}
