//! Words about groups and channels, and whose words they are.

use super::{LineContext, Locale, lines, say};
use crate::domain::{EntityKind, GroupDeed, GroupLine, RichText};

/// A line in or about a group or channel.
pub(super) fn line(locale: &Locale, said: &GroupLine, reader: LineContext<'_>) -> RichText {
    match said {
        GroupLine::Wrote { name, text } => under(locale, name, text),
        GroupLine::WroteLine { name, line } => under(locale, name, &lines::line(locale, line, reader)),
        GroupLine::Deleted { name, text } => {
            let deleted = lines::marked(say!(locale, "group-deleted"), text);
            if name.is_empty() { deleted } else { under(locale, name, &deleted) }
        }
        GroupLine::Happened { name, deed, about } => happened(locale, *deed, name, about),
        GroupLine::ReadOnly => say!(locale, "group-read-only"),
        GroupLine::NotOpen => say!(locale, "group-not-open"),
        GroupLine::WhichPerson => say!(locale, "group-which-person"),
        GroupLine::Nobody => say!(locale, "group-nobody"),
        GroupLine::OnlyPeople => say!(locale, "group-only-people"),
        GroupLine::Waits { until } => {
            say!(locale, "group-waits", until = locale.date_and_time(*until, reader.now, reader.zone))
        }
        GroupLine::Closed => say!(locale, "group-closed"),
        GroupLine::Out => say!(locale, "group-out"),
        GroupLine::Upgraded => say!(locale, "group-upgraded"),
    }
}

/// Somebody's words under their name.
fn under(locale: &Locale, name: &str, text: &RichText) -> RichText {
    let mut whole = RichText::default();
    whole.push_as(EntityKind::Bold, &RichText::plain(locale.name(name)));
    if !text.is_empty() {
        whole.push_str("\n");
        whole.push(&lines::fitted(text, lines::MESSAGE_LIMIT.saturating_sub(whole.len())));
    }
    whole
}

/// What happened in a group, as a sentence.
pub(super) fn happened(locale: &Locale, deed: GroupDeed, name: &str, about: &str) -> RichText {
    let name = locale.name(name);
    match deed {
        GroupDeed::Founded => say!(locale, "group-founded", name = name),
        GroupDeed::Joined => say!(locale, "group-joined", name = name),
        GroupDeed::Added => say!(locale, "group-added", name = name, about = locale.name(about)),
        GroupDeed::Left => say!(locale, "group-left", name = name),
        GroupDeed::Removed => say!(locale, "group-removed", name = name, about = locale.name(about)),
        GroupDeed::Renamed => say!(locale, "group-renamed", name = name, about = locale.name(about)),
        GroupDeed::Pictured => say!(locale, "group-pictured", name = name),
        GroupDeed::Pinned => say!(locale, "group-pinned", name = name),
    }
}
