//! What was said before, as one message (R7).

use super::{LineContext, Locale, fitted, lines::MESSAGE_LIMIT, say};
use crate::domain::{ContentKind, EntityKind, RichText, Said};

/// The longest text of one message in it, in UTF-16 code units: who wants more opens the chat.
const LONGEST: usize = 500;

/// As many of the latest as fit into one message, in their order.
pub(super) fn transcript(locale: &Locale, said: &[Said], reader: LineContext<'_>) -> RichText {
    let mut heading = RichText::default();
    if said.is_empty() {
        heading.push_as(EntityKind::Italic, &say!(locale, "line-transcript-over"));
        return heading;
    }
    heading.push_as(EntityKind::Italic, &say!(locale, "line-transcript"));
    let mut shown: Vec<RichText> = Vec::new();
    let mut room = MESSAGE_LIMIT - heading.len();
    let mut files = said.iter().filter(|one| one.has_file).count();
    for one in said.iter().rev() {
        let line = line(locale, one, one.has_file.then_some(files), reader);
        files -= usize::from(one.has_file);
        match room.checked_sub(line.len()) {
            Some(left) => room = left,
            None => break,
        }
        shown.push(line);
    }
    for line in shown.iter().rev() {
        heading.push(line);
    }
    heading
}

/// One message, on a line of its own; what is attached bears the number of its button.
fn line(locale: &Locale, said: &Said, file: Option<usize>, reader: LineContext<'_>) -> RichText {
    let mut line = RichText::plain("\n");
    let at = locale.date_and_time(said.at, reader.now, reader.zone);
    line.push_as(EntityKind::Italic, &RichText::plain(at));
    line.push_str(if said.own { " ↩ " } else { " " });
    if let Some(ContentKind::InGroup(deed)) = said.kind {
        let name = said.by.as_deref().unwrap_or_default();
        line.push(&super::groups::happened(locale, deed, name, &said.text.text));
        return line;
    }
    if let Some(name) = &said.by {
        line.push_as(EntityKind::Bold, &RichText::plain(locale.name(name)));
        line.push_str(" ");
    }
    if let Some(kind) = said.kind {
        if let Some(file) = file {
            line.push_str(&format!("[{file}] "));
        }
        line.push_str(&locale.kind(kind));
        line.push_str(" ");
    }
    line.push(&fitted(&said.text, LONGEST));
    line
}
