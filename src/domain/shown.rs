//! What of a line comes from people outside of the team: names and texts, to be shown as the reader may see them.

use super::{ContentKind, Line, RichText, Said};

impl Line {
    /// The same line with the names of clients and of other strangers as the reader may see them.
    pub fn with_names(self, shown: &dyn Fn(&str) -> String) -> Line {
        match self {
            Line::Forwarded { name, text } => Line::Forwarded { name: shown(&name), text },
            Line::ContactWithoutNumber { name } => Line::ContactWithoutNumber { name: shown(&name) },
            Line::ClientRenamed { before, now } => Line::ClientRenamed { before: shown(&before), now: shown(&now) },
            Line::FileNotShown { kind, name, size, reason, caption, on_request } => {
                Line::FileNotShown { kind, name: name.map(|name| shown(&name)), size, reason, caption, on_request }
            }
            Line::OnTap(mut tap) => {
                tap.name = tap.name.map(|name| shown(&name));
                Line::OnTap(tap)
            }
            Line::FromPhoneLine { line } => Line::FromPhoneLine { line: line.with_names(shown).into() },
            Line::PossibleDuplicateLine { line } => Line::PossibleDuplicateLine { line: line.with_names(shown).into() },
            Line::Group(line) => Line::Group(line.with_names(shown)),
            Line::Transcript { dialog, said, earlier } => {
                let named = |mut said: Said| {
                    said.by = said.by.map(|name| shown(&name));
                    // Whom it is about, or how the group is called.
                    if let Some(ContentKind::InGroup(_)) = said.kind {
                        said.text = RichText::plain(shown(&said.text.text));
                    }
                    said
                };
                Line::Transcript { dialog, said: said.into_iter().map(named).collect(), earlier }
            }
            other => other,
        }
    }

    /// What was written outside of the team.
    pub fn foreign_texts(&mut self) -> Vec<&mut RichText> {
        match self {
            Line::ContentShown { caption: text, .. }
            | Line::FileNotShown { caption: text, .. }
            | Line::DeletedByClient { text }
            | Line::FromPhone { text }
            | Line::Forwarded { text, .. }
            | Line::FromTeam { text, .. }
            | Line::PossibleDuplicate { text } => vec![text],
            Line::EditedByClient { now, before } => vec![now, before],
            Line::OnTap(tap) => [&mut tap.caption].into_iter().chain(&mut tap.before).collect(),
            Line::Transcript { said, .. } => said.iter_mut().map(|said| &mut said.text).collect(),
            Line::FromPhoneLine { line } | Line::PossibleDuplicateLine { line } => line.foreign_texts(),
            Line::Group(line) => line.foreign_texts(),
            _ => Vec::new(),
        }
    }
}
