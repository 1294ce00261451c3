//! What a member looks at on the dashboard, and how they like its pictures.

use super::{AccountId, DaysPick};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Of whom, and over which time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Look {
    /// `None`: all accounts that the reader may see.
    pub account: Option<AccountId>,
    pub span: Span,
}

/// A time, compared with what came before it, of the same length.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Span {
    Today,
    Days7,
    Days30,
    /// Since the first of the month.
    Month,
    Days90,
    /// Twelve months, the present one included.
    Year,
    /// Both ends included.
    Days {
        from: Date,
        to: Date,
    },
}

impl Span {
    /// Those that are one tap away.
    pub const ALL: [Span; 6] = [Span::Today, Span::Days7, Span::Days30, Span::Month, Span::Days90, Span::Year];
}

/// A page of the dashboard.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum DashboardView {
    Overview(Look),
    /// The exact figures of each day, week or month, newest first.
    Days {
        look: Look,
        page: u16,
    },
    /// By weekday and by hour.
    Rhythm(Look),
    /// Choose whose figures are shown.
    Accounts {
        look: Look,
        page: u16,
    },
    /// What dialogs there are, by kind and account.
    Dialogs(Look),
    /// Choose other days.
    Calendar {
        look: Look,
        pick: DaysPick,
    },
}

impl DashboardView {
    /// As it opens.
    pub const FIRST: DashboardView = DashboardView::Overview(Look { account: None, span: Span::Days30 });

    pub fn look(&self) -> Look {
        match self {
            DashboardView::Overview(look)
            | DashboardView::Days { look, .. }
            | DashboardView::Rhythm(look)
            | DashboardView::Dialogs(look)
            | DashboardView::Accounts { look, .. }
            | DashboardView::Calendar { look, .. } => *look,
        }
    }
}

/// How a member likes pictures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug, Serialize, Deserialize)]
pub enum Pictures {
    #[default]
    Dark,
    Light,
    /// Figures as text only.
    Off,
}

impl Pictures {
    pub const ALL: [Pictures; 3] = [Pictures::Dark, Pictures::Light, Pictures::Off];
}
