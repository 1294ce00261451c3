//! One entry with all that is known of it, and the question before it is voided.

use super::super::page::{Page, go, press};
use super::super::{MoneyDeed, Press, Screen, Stage};
use crate::crm::ledger::{Entry, Proof, Words};
use crate::domain::{Amount, ContactId, EntityKind, EntryId, MoneyView, RichText, View, business_day};
use crate::locale::{Locale, clean_line, say};
use crate::relay::payments;
use crate::store::StoreError;

/// The longest note in a list and the longest excerpt of a proof, in UTF-16 code units.
const EXCERPT: usize = 120;

/// An entry as it stands in a list.
pub(super) struct Shown {
    pub id: EntryId,
    amount: String,
    day: String,
    member: String,
    note: String,
    /// Why it counts no more; empty where nobody said why.
    voided: Option<String>,
}

impl Shown {
    pub fn headline(&self, locale: &Locale) -> RichText {
        let (id, amount, day) = (self.id.to_string(), self.amount.as_str(), self.day.as_str());
        let row = say!(locale, "money-entry", id = id, amount = amount, day = day, member = self.member.as_str());
        if self.voided.is_none() {
            return row;
        }
        let mut struck = RichText::default();
        struck.push_as(EntityKind::Strikethrough, &row);
        struck
    }

    pub fn below(&self, locale: &Locale) -> Option<RichText> {
        let voided = self.voided.as_ref().map(|reason| match reason.as_str() {
            "" => say!(locale, "money-voided").text,
            reason => say!(locale, "money-voided-why", reason = reason).text,
        });
        let note = Some(self.note.clone()).filter(|note| !note.is_empty());
        let parts: Vec<_> = note.into_iter().chain(voided).collect();
        (!parts.is_empty()).then(|| RichText::plain(parts.join(" · ")))
    }
}

pub(super) struct Card {
    shown: Shown,
    contact: ContactId,
    client: String,
    worth: Option<String>,
    base_only: bool,
    written: String,
    by: String,
    /// Of a correction: what it replaces, and why.
    replaces: Option<(EntryId, String)>,
    proof: Option<String>,
    amount: Amount,
    may_correct: bool,
}

impl Card {
    /// `None` when there is no such entry for this reader.
    pub fn load(id: EntryId, stage: &Stage<'_>) -> Result<Option<Card>, StoreError> {
        let sees = payments::may_see(stage.reader);
        let Some(entry) = Entry::find(stage.store, id)?.filter(|entry| sees(entry.account, entry.member)) else {
            return Ok(None);
        };
        let locale = stage.locale();
        let words = Words::of(stage.store, id)?;
        let rate = |worth: crate::crm::ledger::Worth| {
            let rate = worth.rate.value().normalize();
            let rate = locale.decimal(rate, rate.scale());
            say!(locale, "money-worth", sum = locale.amount(worth.amount), rate = rate).text
        };
        let base_only = entry.worth.is_some_and(|worth| worth.amount.currency() == entry.amount.currency());
        let reason = words.as_ref().map(|words| clean_line(&words.reason)).unwrap_or_default();
        Ok(Some(Card {
            shown: Card::shown(&entry, stage)?,
            contact: entry.contact,
            client: super::name(entry.contact, stage)?.unwrap_or_else(|| locale.name("")),
            worth: entry.worth.map(rate),
            base_only,
            written: locale.date_and_time(entry.at, stage.now, stage.zone),
            by: stage.member_name(entry.by)?,
            replaces: entry.replaces().map(|of| (of, reason)),
            proof: words.as_ref().and_then(|words| words.proof.as_ref()).map(|proof| excerpt(proof, locale)),
            amount: entry.amount,
            may_correct: payments::correctable(stage.store, stage.reader, id)?.is_some(),
        }))
    }

    pub fn shown(entry: &Entry, stage: &Stage<'_>) -> Result<Shown, StoreError> {
        let locale = stage.locale();
        let today = business_day(stage.now, stage.agency_zone);
        let words = Words::of(stage.store, entry.id)?;
        let voided = match Entry::void_of(stage.store, entry.id)? {
            Some(void) => Some(Words::of(stage.store, void.id)?.map(|words| short(&words.reason)).unwrap_or_default()),
            None => None,
        };
        Ok(Shown {
            id: entry.id,
            amount: locale.amount(entry.amount),
            day: locale.day(entry.counted.day, today),
            member: stage.member_name(entry.member)?,
            note: words.map(|words| short(&words.note)).unwrap_or_default(),
            voided,
        })
    }

    pub fn can_be_voided(&self) -> bool {
        self.may_correct && self.shown.voided.is_none()
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "money-of", name = self.client.as_str()));
        page.paragraph(self.shown.headline(locale));
        if let Some(below) = self.shown.below(locale) {
            page.line(below);
        }
        match &self.worth {
            Some(worth) if !self.base_only => page.line(worth.clone()),
            Some(_) => {}
            None => page.line(say!(locale, "money-no-rate")),
        }
        page.line(say!(locale, "money-written", at = self.written.as_str(), by = self.by.as_str()));
        if let Some((of, reason)) = &self.replaces {
            page.line(say!(locale, "money-replaces", id = of.to_string(), reason = reason.as_str()));
        }
        if let Some(proof) = &self.proof {
            page.line(say!(locale, "money-proof", words = proof.as_str()));
        }
        if self.can_be_voided() {
            page.paragraph(say!(locale, "money-how-to-correct", id = self.shown.id.to_string()));
            page.row([go(say!(locale, "button-void"), View::Money(MoneyView::Void(self.shown.id)))]);
        }
        let history = View::Money(MoneyView::History { contact: self.contact, page: 0 });
        page.back_and_refresh(history, View::Money(MoneyView::Entry(self.shown.id)), locale)
    }

    /// Names what is to be voided, and asks why.
    pub fn ask(&self, locale: &Locale) -> Screen {
        let amount = locale.amount(self.amount);
        let mut page = Page::new(say!(locale, "money-void-title", amount = amount, name = self.client.as_str()));
        page.paragraph(say!(locale, "money-void-what", id = self.shown.id.to_string()));
        let reasons = [say!(locale, "void-mistake"), say!(locale, "void-twice"), say!(locale, "void-returned")];
        for reason in reasons {
            let deed = MoneyDeed::Void { entry: self.shown.id, reason: reason.text.clone() };
            page.row([press(reason, Press::Money(deed))]);
        }
        page.back(View::Money(MoneyView::Entry(self.shown.id)), locale)
    }
}

fn short(words: &str) -> String {
    RichText::plain(clean_line(words)).truncated(EXCERPT).text
}

/// What the message said that proves it, or what kind it was.
fn excerpt(proof: &Proof, locale: &Locale) -> String {
    match (short(&proof.content.words().text), proof.content.kind()) {
        (words, None) => words,
        (words, Some(kind)) if words.is_empty() => locale.kind(kind),
        (words, Some(kind)) => format!("{}: {words}", locale.kind(kind)),
    }
}
