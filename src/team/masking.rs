//! How a client's identity looks to a member: in full by right, else without anything that leads around the agency.
//!
//! **What strangers write is theirs and stays as it is; how they are called, what they pass on and to whom their words are
//! tied is masked**: names, titles, origins, contacts, mentions by number.

use super::{
    Member,
    rights::{Action, Target, may},
};
use crate::{
    domain::{Attachment, ClientIdentity, EntityKind, Line, RichText},
    ports::{Body, Shown},
};

/// Stands in the place of what is hidden.
pub const HIDDEN: &str = "•••";
/// So many digits may be a number to call.
const FEWEST_DIGITS: usize = 5;

/// A client's name as this viewer may see it. Names come from strangers: an `@name`, a link or a phone number written
/// into a name is hidden together with the real ones.
pub fn display_name(identity: &ClientIdentity, viewer: &Member, target: Target) -> String {
    shown_name(&identity.full_name(), viewer, target)
}

/// The same of a name that stands somewhere.
pub fn shown_name(name: &str, viewer: &Member, target: Target) -> String {
    if may(viewer, Action::SeeClientIds, target) { name.to_owned() } else { masked_name(name) }
}

fn masked_name(name: &str) -> String {
    words(name).into_iter().map(|(word, leads)| if leads { HIDDEN } else { word }).collect::<Vec<_>>().join(" ")
}

/// The words of a name, and which of them could be used to reach the person elsewhere.
pub fn words(name: &str) -> Vec<(&str, bool)> {
    let mut words: Vec<_> = name.split_whitespace().map(|word| (word, leads_outside(word))).collect();
    // A number may stand in several words.
    for run in words.chunk_by_mut(|(one, _), (next, _)| is_number(one) && is_number(next)) {
        if run.iter().map(|(word, _)| digits(word)).sum::<usize>() >= FEWEST_DIGITS {
            run.iter_mut().for_each(|(_, leads)| *leads = true);
        }
    }
    words
}

/// What is shown in a thread or a panel, as this viewer may see it. Nobody who is no member sees a name.
pub fn shown(body: Body, viewer: Option<&Member>, target: Target) -> Body {
    let mut body = match viewer {
        Some(viewer) if may(viewer, Action::SeeClientIds, target) => return body,
        Some(_) => body.with_names(&masked_name),
        None => body.with_names(&|_| String::new()),
    };
    for text in body.foreign_texts() {
        text.entities.retain(|entity| !leads_by_number(&entity.kind));
    }
    without_numbers(body)
}

/// Whether what is marked so leads to a person by their numeric id.
fn leads_by_number(kind: &EntityKind) -> bool {
    match kind {
        EntityKind::TextMention { .. } => true,
        EntityKind::TextLink { url } => url.to_lowercase().starts_with("tg://user"),
        _ => false,
    }
}

/// A contact that was passed on, by its name alone.
fn without_numbers(body: Body) -> Body {
    let Body::Media(shown) = body else { return body };
    let Attachment::Contact { first_name, last_name, .. } = &shown.media.attachment else { return Body::Media(shown) };
    let name = masked_name(&format!("{first_name} {last_name}"));
    let line = Line::ContactWithoutNumber { name: name.clone() };
    let Shown { mark, .. } = *shown;
    Body::Line(match mark {
        Some(Line::FromPhone { .. }) => Line::FromPhoneLine { line: line.into() },
        Some(Line::PossibleDuplicate { .. }) => Line::PossibleDuplicateLine { line: line.into() },
        Some(Line::DeletedByClient { .. }) => Line::DeletedByClient { text: RichText::plain(name) },
        _ => line,
    })
}

/// A phone number by which to tell accounts apart, but not to call.
pub fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let shown: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("+••• {shown}")
}

/// Whether a word could be used to reach the person elsewhere.
fn leads_outside(word: &str) -> bool {
    let lower = word.to_lowercase();
    let address = lower.contains("t.me") || lower.contains("://") || lower.starts_with("www.");
    word.contains('@') || address || digits(word) >= FEWEST_DIGITS
}

fn digits(word: &str) -> usize {
    word.chars().filter(|ch| ch.is_numeric()).count()
}

/// Whether a word is a number or a part of one.
fn is_number(word: &str) -> bool {
    digits(word) > 0 && !word.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, Lang, MemberId, Role};
    use jiff::Timestamp;

    fn viewer(role: Role) -> Member {
        Member {
            id: MemberId(1),
            name: "Olga".into(),
            role,
            lang: Lang::Ru,
            accounts: [AccountId(1)].into(),
            joined: Timestamp::UNIX_EPOCH,
            removed: None,
            sees_ids: false,
            begins: false,
        }
    }

    #[test]
    fn of_a_phone_only_the_end_shows() {
        assert_eq!(masked_phone("+371 200 00 017"), "+••• 17");
        assert_eq!(masked_phone(""), "+••• ");
    }

    #[test]
    fn an_operator_sees_a_name_without_ways_around_the_agency() {
        let target = Target::Account(AccountId(1));
        let name = |first: &str| ClientIdentity { first_name: first.into(), ..ClientIdentity::default() };
        for (real, shown) in [
            ("Ivan Petrov", "Ivan Petrov"),
            ("Ivan @ivan_p", "Ivan •••"),
            ("Ivan +79991234567", "Ivan •••"),
            ("Ivan t.me/ivan", "Ivan •••"),
            ("Ivan +371 20 (00) 1-234", "Ivan ••• ••• ••• •••"),
            ("Anna 34", "Anna 34"),
            ("Anna 34 Flat 12", "Anna 34 Flat 12"),
        ] {
            assert_eq!(display_name(&name(real), &viewer(Role::Operator), target), shown);
            assert_eq!(display_name(&name(real), &viewer(Role::Owner), target), real);
        }
    }

    #[test]
    fn what_a_client_passes_on_leads_to_nobody() {
        use crate::domain::{Entity, Media};
        let mention = |kind| Entity { offset: 0, length: 4, kind };
        let said = RichText {
            text: "Ivan".into(),
            entities: vec![mention(EntityKind::Bold), mention(EntityKind::TextMention { user: 42 })],
        };
        let target = Target::Account(AccountId(1));
        let seen = |body: Body, role| shown(body, Some(&viewer(role)), target);
        let Body::Text(text) = seen(Body::Text(said.clone()), Role::Operator) else { panic!("a text stays one") };
        assert_eq!(text.entities, [mention(EntityKind::Bold)]);
        assert_eq!(seen(Body::Text(said.clone()), Role::Owner), Body::Text(said));
        let contact = Attachment::Contact {
            phone: "37120001234".into(),
            first_name: "Ivan".into(),
            last_name: "@ivan_p".into(),
            vcard: String::new(),
        };
        let dialog = crate::domain::DialogId { account: AccountId(1), peer: crate::domain::PeerId::User(7) };
        let from = crate::ports::InChat::message(dialog, crate::domain::ClientMessageId(3));
        let media = Media::from(contact);
        let passed_on = Body::Media(Box::new(Shown::of(media, from)));
        let line = Line::ContactWithoutNumber { name: "Ivan •••".into() };
        assert_eq!(seen(passed_on, Role::Operator), Body::Line(line));
    }
}
