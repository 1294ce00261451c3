//! Templates: texts that are written once and sent often (N3).

use super::{DialogId, Field, TemplateId};
use serde::{Deserialize, Serialize};

/// A screen about templates.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TemplateView {
    /// All that the reader may use. What is typed here becomes one of their own.
    List {
        page: u16,
    },
    /// Choose one for a dialog: a tap puts it into its thread.
    For {
        dialog: DialogId,
        page: u16,
    },
    One(TemplateId),
    /// Waits for a new one, for the whole team or for oneself.
    Write {
        team: bool,
    },
    /// Waits for what takes its place.
    Edit(TemplateId),
    Drop(TemplateId),
}

impl TemplateView {
    /// All of them, from the first.
    pub const FIRST: TemplateView = TemplateView::List { page: 0 };
}

/// Why a template is not kept, not found, or not shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum TemplateNews {
    /// There is a name and nothing below it.
    Bare,
    /// Its name, its text or what it became is too long.
    TooLong,
    /// Another one has this name.
    Taken { name: String },
    /// Words cannot stand under it, so it would have no name.
    Unfit,
    /// An album: a template has one picture or file.
    Several,
    /// Nothing has this name; something else nearly has.
    Unknown { name: String, nearest: Option<String> },
    /// The client's card does not say what it asks for.
    Missing { name: String, fields: Vec<Field> },
    /// It stands in the thread now, to be looked at.
    InThread,
}
