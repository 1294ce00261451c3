//! How a client's identity looks to a member: in full by right, else without anything that leads around the agency.

use super::{
    Member,
    rights::{Action, Target, may},
};
use crate::domain::ClientIdentity;

/// A client's name as this viewer may see it. Names come from strangers: an `@name`, a link or a phone number written
/// into a name is hidden together with the real ones.
pub fn display_name(identity: &ClientIdentity, viewer: &Member, target: Target) -> String {
    shown_name(&identity.full_name(), viewer, target)
}

/// The same of a name that stands somewhere.
pub fn shown_name(name: &str, viewer: &Member, target: Target) -> String {
    if may(viewer, Action::SeeClientIds, target) {
        return name.to_owned();
    }
    name.split_whitespace().map(|word| if leads_outside(word) { "•••" } else { word }).collect::<Vec<_>>().join(" ")
}

/// A phone number by which to tell accounts apart, but not to call.
pub fn masked_phone(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let shown: String = digits[digits.len().saturating_sub(2)..].iter().collect();
    format!("+••• {shown}")
}

/// Whether a word could be used to reach the person elsewhere.
pub fn leads_outside(word: &str) -> bool {
    let lower = word.to_lowercase();
    let digits = word.chars().filter(|ch| ch.is_numeric()).count();
    word.contains('@') || lower.contains("t.me") || lower.contains("://") || lower.starts_with("www.") || digits >= 5
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
            ("Anna 34", "Anna 34"),
        ] {
            assert_eq!(display_name(&name(real), &viewer(Role::Operator), target), shown);
            assert_eq!(display_name(&name(real), &viewer(Role::Owner), target), real);
        }
    }
}
