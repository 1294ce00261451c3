//! Words about dialogs: lists, states, what was done with one.

use super::{Locale, say};
use crate::domain::DialogFilter;

impl Locale {
    pub fn dialog_filter(&self, filter: DialogFilter) -> String {
        match filter {
            DialogFilter::All => say!(self, "filter-all"),
            DialogFilter::Unread => say!(self, "filter-unread"),
            DialogFilter::Unanswered => say!(self, "filter-unanswered"),
            DialogFilter::Mine => say!(self, "filter-mine"),
            DialogFilter::Users => say!(self, "filter-users"),
            DialogFilter::Groups => say!(self, "filter-groups"),
            DialogFilter::Channels => say!(self, "filter-channels"),
            DialogFilter::Closed => say!(self, "filter-closed"),
        }
        .text
    }
}
