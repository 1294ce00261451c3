//! Dialogs as a whole: lists, who answers, when (D1, D3, D5–D8, D10, S1, M1).

mod assigned;
mod files;
mod import;
mod later;
mod list;
mod search;
mod state;
