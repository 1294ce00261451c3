//! Money as members look at it, and what is said about it.

use super::{Amount, BotMessageId, ChatId, ContactId, Currency, DialogId, Doubt, EntryId, NoAmount};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The screens of the ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MoneyView {
    /// Who paid, the latest first.
    Clients { page: u16 },
    /// The sums of a client.
    Client(ContactId),
    /// Waits for what the client of a dialog paid: what is typed into the panel now.
    Pay(DialogId),
    /// Asks whether an unusual amount is meant, as it was typed.
    Sure { dialog: DialogId, text: String, line: PaidLine },
    /// Everything a client paid.
    History { contact: ContactId, page: u16 },
    /// One entry, and what may be done with it.
    Entry(EntryId),
    /// Asks why an entry is to be voided.
    Void(EntryId),
    /// Base currency and rates.
    Rates,
    /// Which period is to be exported.
    Export,
}

/// What is said about money.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum MoneyLine {
    /// In the panel of whoever booked.
    Booked {
        client: String,
        contact: ContactId,
        amounts: Vec<Amount>,
        entries: Vec<EntryId>,
        /// Where it was written.
        line: PaidLine,
    },
    /// Asked where the line was written; nothing is booked or sent until it is answered.
    Asked {
        asked: PaidLine,
        amounts: Vec<Amount>,
        doubt: Doubt,
        /// Whether the line may be words to the client.
        may_send: bool,
    },
    /// Payments are a person's.
    OnlyFromPeople,
    /// There is no base currency yet: the owner is asked.
    CurrencyUnknown,
    /// The same to owners.
    CurrencyNeeded,
    /// The first payment in a currency without a rate, to owners.
    RateNeeded {
        amount: Amount,
    },
    Refused {
        currency: Currency,
        why: NoAmount,
    },
    Undone,
    TooLateToUndo,
    /// The entry was voided or corrected before, or does not exist.
    EntrySettled,
    Voided {
        entry: EntryId,
        amount: Amount,
    },
    Corrected {
        amount: Amount,
        now: Amount,
    },
    BaseLocked {
        base: Currency,
    },
    BaseSet {
        base: Currency,
    },
    RateSet {
        currency: Currency,
        base: Currency,
    },
    /// There is nothing to be exported in that period.
    NothingToExport,
    /// The file is larger than what a bot may send.
    ExportTooLarge,
}

/// A line of a thread that holds payments, unique within the agency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct PaidLine {
    pub chat: ChatId,
    pub message: BotMessageId,
}

/// What an export holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Export {
    /// Both included.
    pub from: Date,
    pub to: Date,
    pub format: ExportFormat,
    #[serde(default)]
    pub of: ExportOf,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub enum ExportOf {
    #[default]
    Payments,
    /// The audit log.
    Audit,
    /// Contacts, by the day since which they are known.
    Contacts,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ExportFormat {
    Csv,
    Xlsx,
}
