//! Figures and codes as PNG.
//!
//! **Knows no language and no Telegram**: words and figures come formatted. A picture may hold a credential or sums, so its bytes
//! never reach a log.
//!
//! Pictures are SVG templates (`templates/`) that are filled and rendered in process, with fonts of our own (`fonts/`).

mod activity;
mod canvas;
mod dashboard;
mod fonts;
mod parts;
mod photo;
mod qr;
mod scale;
mod sheet;
mod structure;
mod trends;

pub use activity::{Answers, Compared, Measured, MemberActivity, TeamActivity, Time};
pub use canvas::{Figures, PictureError, Placed, draw, texts};
pub use dashboard::{Dashboard, Row, Team};
pub use parts::{Card, CardKind, Change, Column, Head, Messages, Part, Ring, Series, Trend, Way};
pub use photo::Photo;
pub use qr::{QrError, qr};
pub use scale::Scale;
pub use sheet::{Sheet, Tile, TileKind};
pub use structure::{Held, Structure};
pub use trends::Trends;

use serde::{Deserialize, Serialize};

/// A picture, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub png: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.png.len())
    }
}

/// The colours of pictures. QR codes are black on white in both.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    Dark,
    Light,
}
