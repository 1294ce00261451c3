//! What members did (T5): one of them in detail, or several side by side.

use super::{Card, Change, Head, Messages, Part, Series, canvas::Figures};
use serde::Serialize;

/// One member.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct MemberActivity {
    pub head: Head,
    /// Six fill the space.
    pub cards: Vec<Card>,
    pub messages: Messages,
    pub online: Series,
    pub revenue: Series,
    pub responses: Answers,
}

/// How long clients waited for a first answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Answers {
    pub title: String,
    pub note: String,
    /// The median, and what nine of ten stay below.
    pub times: Vec<Time>,
    /// From the fastest to the slowest; five fill the space.
    pub parts: Vec<Part>,
    pub empty: Option<String>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Time {
    pub value: String,
    pub label: String,
    pub change: Option<Change>,
}

/// Several members side by side.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TeamActivity {
    pub head: Head,
    /// At most [`TeamActivity::MEMBERS`].
    pub rows: Vec<Compared>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Compared {
    pub name: String,
    pub initial: String,
    /// At the right, large.
    pub value: String,
    /// Before the value.
    pub note: Option<String>,
    /// Six fill the space; the same for each member.
    pub metrics: Vec<Measured>,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Measured {
    pub value: String,
    pub label: String,
    /// Of the most that anybody has: 0 to 1.
    pub share: f64,
}

impl TeamActivity {
    pub const MEMBERS: usize = 6;
}

impl Figures for MemberActivity {
    const TEMPLATE: &'static str = "member.svg";
}

impl Figures for TeamActivity {
    const TEMPLATE: &'static str = "team.svg";

    fn height(&self) -> u32 {
        let rows = u32::try_from(self.rows.len().clamp(1, TeamActivity::MEMBERS)).unwrap_or(1);
        134 + rows * 196 + 16
    }
}
