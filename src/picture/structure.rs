//! What dialogs there are: users, groups and channels, in all and by account (B3).

use super::{Card, Head, Ring, canvas::Figures};
use serde::Serialize;

/// Everything that stands on the picture.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Structure {
    pub head: Head,
    /// Three parts fill the space.
    pub ring: Ring,
    /// Three fill the space.
    pub cards: Vec<Card>,
    pub title: String,
    pub note: String,
    /// At most [`Structure::ACCOUNTS`].
    pub accounts: Vec<Held>,
    pub empty: Option<String>,
}

/// The dialogs of one account.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Held {
    pub name: String,
    /// Of the parts of the ring.
    pub sizes: Vec<f64>,
    pub value: String,
    /// Stands out before the value.
    pub note: Option<String>,
}

impl Structure {
    pub const ACCOUNTS: usize = 10;
}

impl Figures for Structure {
    const TEMPLATE: &'static str = "structure.svg";

    fn height(&self) -> u32 {
        let rows = u32::try_from(self.accounts.len().clamp(1, Structure::ACCOUNTS)).unwrap_or(1);
        710 + 62 + rows * 78 + 14 + 28
    }
}
