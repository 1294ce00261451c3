//! What pictures are made of: the head, cards, charts. Where they stand is said by the templates.

use super::Scale;
use serde::Serialize;

/// What the picture is about, and of which time.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Head {
    pub title: String,
    pub subtitle: String,
    /// Of a name, for the round sign.
    pub initial: String,
    /// What the charts show: "30 days".
    pub period: String,
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
    Dialogs,
    Online,
    Cards,
    Unread,
    Waiting,
}

/// Against the comparable time before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Change {
    pub text: String,
    pub way: Way,
}

/// Decides the colour: `Up` is what one wishes for, `Down` is not.
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
    /// Stands below; empty where columns are too many to name each.
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
    /// Of the whole, where there is room for it.
    pub share: String,
}

/// One series in a small chart.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Series {
    pub title: String,
    /// Beside the title: what stands out, or the sum.
    pub note: String,
    pub values: Vec<f64>,
    /// Below which columns something stands.
    pub labels: Vec<(usize, String)>,
    /// The column that stands out.
    pub peak: Option<usize>,
    /// Said in place of columns when there is nothing to show.
    pub empty: Option<String>,
}
