//! What the agency keeps about its clients.
//!
//! **Everything personal about a contact is sealed under a key of that contact**, so that erasing a person is
//! destroying one key.

mod contact;
pub mod fields;
mod filled;
pub mod ledger;
mod note;
pub mod person;
pub mod places;
mod profile;
pub mod search;
pub mod template;

pub use contact::Contact;
pub use filled::Filled;
pub use note::{Note, PersonalNote};
pub use person::{Merged, Person};
pub use profile::{City, Country, Profile};
pub use template::Template;

use crate::store::Registry;

/// The room's records and sequences.
pub fn records(registry: Registry) -> Registry {
    registry
        .record::<Contact>()
        .sequence(Contact::IDS)
        .record::<Profile>()
        .record::<Merged>()
        .record::<Filled>()
        .record::<Note>()
        .record::<PersonalNote>()
        .sequence(Note::IDS)
        .record::<Template>()
        .sequence(Template::IDS)
        .record::<ledger::Entry>()
        .record::<ledger::Words>()
        .record::<ledger::Books>()
        .sequence(ledger::Entry::IDS)
        .metric(ledger::REVENUE)
        .metric(ledger::REVENUE_BY_MONTH)
        .metric(ledger::PAYMENTS)
        .metric(ledger::UNRATED)
        .metric(ledger::REVENUE_BY_HOUR)
        .metric(ledger::REVENUE_BY_QUARTER)
}
