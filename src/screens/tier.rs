//! The tier of a client by what they paid in all, as far as the reader sees of it (C4).

use super::Stage;
use crate::crm::{Merged, Person, ledger};
use crate::domain::{ContactId, RichText, Tier, Tiers};
use crate::locale::{Locale, say};
use crate::relay::payments;
use crate::store::StoreError;
use crate::team::Agency;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The tier of a person; `None` also where no tiers are set.
pub(super) fn of(person: &Person, stage: &Stage<'_>) -> Result<Option<Tier>, StoreError> {
    let Some(tiers) = set(stage)? else { return Ok(None) };
    let paid = ledger::total_of(stage.store, person, payments::may_see(stage.reader))?;
    Ok(tiers.of(paid))
}

/// The tiers that owners have set.
pub(super) fn set(stage: &Stage<'_>) -> Result<Option<Tiers>, StoreError> {
    Ok(Agency::load(stage.store)?.tiers)
}

/// The tiers of everybody who is of one, by the kept contact.
pub(super) fn of_all(stage: &Stage<'_>) -> Result<HashMap<ContactId, Tier>, StoreError> {
    let Some(tiers) = set(stage)? else { return Ok(HashMap::new()) };
    let kept = Merged::all(stage.store)?;
    let mut paid: HashMap<ContactId, Decimal> = HashMap::new();
    for (contact, sum) in ledger::totals(stage.store, payments::may_see(stage.reader))? {
        *paid.entry(kept.get(&contact).copied().unwrap_or(contact)).or_default() += sum;
    }
    Ok(paid.into_iter().filter_map(|(contact, sum)| Some((contact, tiers.of(sum)?))).collect())
}

pub(super) fn label(tier: Tier, locale: &Locale) -> RichText {
    match tier {
        Tier::Bronze => say!(locale, "tier-bronze"),
        Tier::Silver => say!(locale, "tier-silver"),
        Tier::Gold => say!(locale, "tier-gold"),
    }
}

/// The sums at which tiers begin, the lowest first.
pub(super) fn sums(tiers: Tiers, locale: &Locale) -> String {
    tiers.sums().map(|sum| locale.decimal(sum, sum.scale())).join(" · ")
}
