//! The dashboard: figures, a trend, messages, dialogs and the team on one picture (B1 to B3).
//!
//! Words and figures come formatted; what is here is where they stand. The layout is `templates/dashboard.svg.j2`.

use super::{Card, Change, Head, Messages, Picture, PictureError, Ring, Theme, Trend, canvas};
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

/// Draws it. Takes a core for some 20 ms: not for a thread that others wait for.
pub fn dashboard(dashboard: &Dashboard, theme: Theme) -> Result<Picture, PictureError> {
    canvas::draw("dashboard.svg", dashboard, canvas::HEIGHT, theme)
}
