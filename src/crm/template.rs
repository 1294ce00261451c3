//! Templates: texts that are written once and sent often, of one member or of the whole team (N3).
//!
//! **What a template asks for and the card does not say is never guessed and never sent as braces.**

use super::{
    fields::{self, Asked},
    search::folded,
};
use crate::{
    domain::{Content, Field, Media, MemberId, RichText, TemplateId, TemplateNews},
    store::{Index, IndexRows, Page, Record, Sealed, Sequence, Store, StoreError, Stored, Table},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The longest text and the longest caption, in UTF-16 code units: what is filled in needs room too.
const LONGEST_TEXT: usize = 3500;
const LONGEST_CAPTION: usize = 900;
/// What Telegram takes. <https://core.telegram.org/bots/api#sendmessage>, <https://core.telegram.org/bots/api#sendphoto>
const TEXT_LIMIT: usize = 4096;
const CAPTION_LIMIT: usize = 1024;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub id: TemplateId,
    /// Whose it is; `None`: the team's.
    pub owner: Option<MemberId>,
    pub author: MemberId,
    pub name: String,
    /// A text, or a file with its caption, the file by the name under which the bot sends it again.
    pub content: Content,
    pub created: Timestamp,
    pub edited: Timestamp,
}

/// What members write never reaches a log.
impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Template({}, …)", self.id)
    }
}

impl Template {
    pub const IDS: Sequence = Sequence::new(210, "templates");
    /// The team's under 0, which is nobody's id.
    const BY_OWNER: Index<Template, (MemberId,)> = Index::new(1);

    /// A template that this member may use; others' own ones do not exist for them.
    pub fn find(store: &Store, member: MemberId, id: TemplateId) -> Result<Option<Stored<Template>>, StoreError> {
        Ok(store.get::<Template>(&id)?.filter(|found| found.owner.is_none_or(|owner| owner == member)))
    }

    /// All that a member may use: their own, then the team's, each by name.
    pub fn usable(store: &Store, member: MemberId) -> Result<Vec<Stored<Template>>, StoreError> {
        let mut found = Template::of(store, Some(member))?;
        found.extend(Template::of(store, None)?);
        Ok(found)
    }

    /// Those of one member, or of the team, by name.
    pub fn of(store: &Store, owner: Option<MemberId>) -> Result<Vec<Stored<Template>>, StoreError> {
        let mut found = store.find(Template::BY_OWNER, (owner.unwrap_or(TEAM),), Page::all())?;
        found.sort_by_cached_key(|template| folded(&template.name));
        Ok(found)
    }

    /// Whether it is called like this.
    pub fn is_called(&self, name: &str) -> bool {
        folded(&self.name) == folded(name)
    }

    /// What is sent: the fields with what the card says.
    pub fn fill(&self, value: impl Fn(&Field) -> Option<String>) -> Result<Content, TemplateNews> {
        let words = fill(self.content.words(), value)
            .map_err(|fields| TemplateNews::Missing { name: self.name.clone(), fields })?;
        let limit = if self.content.media().is_some() { CAPTION_LIMIT } else { TEXT_LIMIT };
        if words.len() > limit { Err(TemplateNews::TooLong) } else { Ok(with_words(&self.content, words)) }
    }
}

const TEAM: MemberId = MemberId(0);

impl Record for Template {
    const TABLE: Table = Table::new(210, "templates");
    const SEALED: Sealed = Sealed::Master;
    type Key = TemplateId;

    fn key(&self) -> TemplateId {
        self.id
    }

    fn indexes(&self, rows: &mut IndexRows<Self>) {
        rows.row(Template::BY_OWNER, &(self.owner.unwrap_or(TEAM),));
    }
}

/// What somebody wrote as a template: the first line is its name.
pub fn read(content: &Content) -> Result<(String, Content), TemplateNews> {
    let takes_words = match content {
        Content::Text(_) => true,
        Content::Media(media) => media.takes_caption(),
        Content::Other { .. } => false,
    };
    if !takes_words {
        return Err(TemplateNews::Unfit);
    }
    let words = content.words();
    let start = words.text.trim_start();
    let (name, rest) = start.split_once('\n').unwrap_or((start, ""));
    let body = words.last(rest.trim_start_matches(['\n', '\r']).len());
    let name = fields::line(name).map_err(|why| match why {
        fields::NoValue::TooLong => TemplateNews::TooLong,
        _ => TemplateNews::Bare,
    })?;
    let (bare, limit) = match content.media() {
        Some(_) => (false, LONGEST_CAPTION),
        None => (body.text.trim().is_empty(), LONGEST_TEXT),
    };
    if bare {
        return Err(TemplateNews::Bare);
    }
    if body.len() > limit { Err(TemplateNews::TooLong) } else { Ok((name, with_words(content, body))) }
}

/// A name by itself.
pub fn name(text: &str) -> Option<String> {
    fields::line(text).ok()
}

/// The same with another text or caption.
pub fn with_words(content: &Content, words: RichText) -> Content {
    match content.media() {
        Some(media) => Media { caption: words, ..media.clone() }.into(),
        None => Content::Text(words),
    }
}

/// Puts values in place of `{name}`, `{city}` …; the fields that have none otherwise.
fn fill(text: &RichText, value: impl Fn(&Field) -> Option<String>) -> Result<RichText, Vec<Field>> {
    let (mut filled, mut missing, mut from) = (text.clone(), Vec::new(), 0);
    while let Some((start, end)) = braces(&filled.text, from) {
        let field = field_of(filled.text[start + 1..end - 1].trim());
        match value(&field) {
            Some(value) => {
                filled = filled.replaced(start..end, &value);
                from = start + value.len();
            }
            None => {
                from = end;
                if !missing.contains(&field) {
                    missing.push(field);
                }
            }
        }
    }
    if missing.is_empty() { Ok(filled) } else { Err(missing) }
}

/// Where the next pair of braces with a name between them begins and ends.
fn braces(text: &str, from: usize) -> Option<(usize, usize)> {
    let end = from + text.get(from..)?.find('}')?;
    let Some(start) = text[from..end].rfind('{').map(|at| from + at) else { return braces(text, end + 1) };
    let name = &text[start + 1..end];
    let fits = !name.trim().is_empty() && !name.contains('\n') && name.chars().count() <= fields::LONGEST;
    if fits { Some((start, end + 1)) } else { braces(text, end + 1) }
}

/// The field of the card that a name in braces means, in both languages.
fn field_of(name: &str) -> Field {
    match fields::asked(&format!("{name}:")) {
        Some((Asked::Name, _)) => Field::FirstName,
        // Tags and notes are the team's words about a client, not for them.
        Some((Asked::Field(field), _)) if field != Field::Tags => field,
        _ => Field::Custom(name.to_owned()),
    }
}

/// The name that is most like what was typed; `None` where none is.
pub fn nearest<'a>(names: impl IntoIterator<Item = &'a str>, typed: &str) -> Option<&'a str> {
    let typed = folded(typed);
    let most = (typed.chars().count() / 3).max(1);
    let distance = |name: &str| {
        let name = folded(name);
        if name.starts_with(&typed) || typed.starts_with(&name) { 0 } else { distance(&name, &typed) }
    };
    let measured = names.into_iter().map(|name| (distance(name), name));
    measured.filter(|(distance, _)| *distance <= most).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters differ, are missing or too many (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, ch) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, theirs) in other.iter().enumerate() {
            let changed = diagonal + usize::from(ch != *theirs);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Attachment, Entity, EntityKind, File, FileKind};

    fn value(field: &Field) -> Option<String> {
        match field {
            Field::FirstName => Some("Ivan {city}".into()),
            Field::City => Some("Rīga 👍".into()),
            Field::Custom(name) if name == "shoe size" => Some("42".into()),
            _ => None,
        }
    }

    #[test]
    fn fields_are_filled_once_and_formatting_follows() {
        let bold = Entity { offset: 0, length: 9, kind: EntityKind::Bold };
        let text = RichText { text: "Hi {имя}, {City}: {shoe size}".into(), entities: vec![bold] };
        let filled = fill(&text, value).unwrap();
        assert_eq!(filled.text, "Hi Ivan {city}, Rīga 👍: 42", "what stands in a value is no field");
        assert_eq!((filled.entities[0].offset, filled.entities[0].length), (0, 15));
        let plain = |text: &str| fill(&RichText::plain(text), value).map(|filled| filled.text);
        assert_eq!(plain("{} { } {\n} }{").as_deref(), Ok("{} { } {\n} }{"), "no names, no fields");
        assert_eq!(plain("{{city}}").as_deref(), Ok("{Rīga 👍}"));
        let missing = vec![Field::Birthday, Field::Custom("tags".into())];
        assert_eq!(plain("{birthday} {city} {др} {tags}"), Err(missing));
    }

    #[test]
    fn the_first_line_is_the_name() {
        let text = |text: &str| read(&Content::text(text)).map(|(name, content)| (name, content.words().text.clone()));
        let pair = |name: &str, text: &str| Ok((name.to_owned(), text.to_owned()));
        assert_eq!(text("\nHello \nDear {name}\n\nhow are you?"), pair("Hello", "Dear {name}\n\nhow are you?"));
        assert_eq!(text("Hello\r\n\r\nDear"), pair("Hello", "Dear"));
        for bare in ["Hello", "Hello\n \n", "", "\u{202e}\nDear"] {
            assert_eq!(text(bare), Err(TemplateNews::Bare), "{bare:?}");
        }
        assert_eq!(text(&format!("{}\nDear", "n".repeat(65))), Err(TemplateNews::TooLong));
        assert_eq!(text(&format!("Hello\n{}", "n".repeat(3501))), Err(TemplateNews::TooLong));
        let file = |kind, caption: &str| {
            let caption = RichText::plain(caption);
            Content::from(Media { caption, ..Media::from(Attachment::File(File::new(kind, "1"))) })
        };
        assert!(read(&file(FileKind::Photo, "Price list")).is_ok(), "a file needs no words below its name");
        assert_eq!(read(&file(FileKind::Photo, "")).err(), Some(TemplateNews::Bare));
        assert_eq!(read(&file(FileKind::Sticker, "")).err(), Some(TemplateNews::Unfit));
    }

    #[test]
    fn a_wrong_name_leads_to_the_nearest() {
        let names = ["Hello", "Delivery", "Счёт"];
        for (typed, found) in
            [("helo", Some("Hello")), ("deliv", Some("Delivery")), ("счет 2", Some("Счёт")), ("price", None)]
        {
            assert_eq!(nearest(names, typed), found, "{typed}");
        }
    }
}
