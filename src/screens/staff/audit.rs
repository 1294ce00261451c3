//! The audit log: who did what to what, newest first (T6).

use super::super::page::{Page, go, press};
use super::super::pages::Paged;
use super::super::xlsx::Cell;
use super::super::{MoneyDeed, Press, Screen, Stage, tier};
use crate::domain::{
    AccountId, AgencySetting, AuditFilter, Export, ExportFormat, ExportOf, MemberId, ProxyAddress, Rate, ReadMarks,
    RichText, StaffView, View, WorkHours,
};
use crate::locale::{Locale, say};
use crate::store::{All, Page as Rows, StoreError, Stored};
use crate::team::{Account, AuditEntry, AuditEvent, Change, Member};
use jiff::civil::Date;

/// Entries on a page.
const SHOWN: usize = 10;

pub(super) struct Log {
    filter: AuditFilter,
    entries: Paged<Row>,
    /// The last day of an export.
    today: Date,
}

struct Row {
    at: String,
    who: String,
    what: RichText,
}

impl Log {
    pub fn load(filter: AuditFilter, page: u16, stage: &Stage<'_>) -> Result<Log, StoreError> {
        let read = |skipped| AuditEntry::latest(stage.store, filter, Rows::last(SHOWN).skipping(skipped));
        let entries = Paged::of_counted(AuditEntry::count(stage.store, filter)?, page, SHOWN, read)?;
        let row = |entry: Stored<AuditEntry>| {
            Ok::<_, StoreError>(Row {
                at: stage.locale().date_and_time(entry.at, stage.now, stage.zone),
                who: who(&entry, stage)?,
                what: told(&entry.what, stage)?,
            })
        };
        let today = stage.now.to_zoned(stage.zone.clone()).date();
        Ok(Log { filter, today, entries: entries.try_map(row)? })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "audit-title"));
        if self.entries.items.is_empty() {
            page.paragraph(say!(locale, "audit-nothing"));
        }
        for Row { at, who, what } in &self.entries.items {
            page.paragraph(say!(locale, "audit-row", at = at.as_str(), who = who.as_str()));
            page.line(what.clone());
        }
        let at = |filter, page| View::Staff(StaffView::Audit { filter, page });
        self.entries.turn(&mut page, locale, |page| at(self.filter, page));
        page.grid(AuditFilter::TOPICS.map(|filter| {
            let label = label(filter, locale);
            let key = if filter == self.filter { say!(locale, "button-chosen", name = label.text) } else { label };
            go(key, at(filter, 0))
        }));
        if !self.entries.items.is_empty() {
            page.row([(ExportFormat::Csv, "CSV"), (ExportFormat::Xlsx, "XLSX")].map(|(format, name)| {
                let export = Export { from: Date::constant(2000, 1, 1), to: self.today, format, of: ExportOf::Audit };
                press(say!(locale, "button-audit-export", format = name), Press::Money(MoneyDeed::Export(export)))
            }));
        }
        page.back_and_refresh(View::TEAM, at(self.filter, self.entries.page), locale)
    }
}

fn label(filter: AuditFilter, locale: &Locale) -> RichText {
    match filter {
        AuditFilter::All | AuditFilter::By(_) => say!(locale, "audit-all"),
        AuditFilter::Team => say!(locale, "audit-team"),
        AuditFilter::Accounts => say!(locale, "audit-accounts"),
        AuditFilter::Desks => say!(locale, "audit-desks"),
        AuditFilter::Settings => say!(locale, "audit-settings"),
        AuditFilter::Money => say!(locale, "audit-money"),
        AuditFilter::Clients => say!(locale, "audit-clients"),
    }
}

/// The log as rows of a file, the oldest first.
pub(in crate::screens) fn rows(export: &Export, stage: &Stage<'_>) -> Result<Vec<Vec<Cell>>, StoreError> {
    let mut rows = Vec::new();
    for entry in stage.store.scan::<AuditEntry>(All, Rows::all())? {
        let at = entry.at.to_zoned(stage.zone.clone());
        if (export.from..=export.to).contains(&at.date()) {
            let who = who(&entry, stage)?;
            let what = told(&entry.what, stage)?.text;
            let cells = [at.strftime("%Y-%m-%d %H:%M:%S").to_string(), who, what];
            rows.push(cells.map(Cell::Text).into());
        }
    }
    Ok(rows)
}

pub(in crate::screens) fn headers(locale: &Locale) -> [String; 3] {
    [say!(locale, "audit-column-at"), say!(locale, "audit-column-who"), say!(locale, "audit-column-what")]
        .map(|header| header.text)
}

fn who(entry: &AuditEntry, stage: &Stage<'_>) -> Result<String, StoreError> {
    match entry.who {
        Some(member) => name(member, stage),
        None => Ok(say!(stage.locale(), "audit-server").text),
    }
}

/// What was done, in words; changes as old → new.
fn told(event: &AuditEvent, stage: &Stage<'_>) -> Result<RichText, StoreError> {
    let locale = stage.locale();
    let role = |role| locale.role(role);
    let member = |id| name(id, stage);
    let title = |id| account(id, stage);
    let nothing = || say!(locale, "audit-agency-nothing").text;
    Ok(match event {
        AuditEvent::OwnerLinkMade => say!(locale, "audit-owner-link"),
        AuditEvent::Claimed => say!(locale, "audit-claimed"),
        AuditEvent::Invited { invite, role: to } => {
            say!(locale, "audit-invited", n = invite.0, role = role(*to))
        }
        AuditEvent::InviteRevoked { invite } => say!(locale, "audit-invite-revoked", n = invite.0),
        AuditEvent::Joined { invite, role: to } => say!(locale, "audit-joined", n = invite.0, role = role(*to)),
        AuditEvent::RoleChanged { member: id, from, to } => {
            say!(locale, "audit-role", member = member(*id)?, from = role(*from), to = role(*to))
        }
        AuditEvent::AccountAssigned { member: id, account } => {
            say!(locale, "audit-assigned", member = member(*id)?, account = title(*account)?)
        }
        AuditEvent::AccountWithdrawn { member: id, account } => {
            say!(locale, "audit-withdrawn", member = member(*id)?, account = title(*account)?)
        }
        AuditEvent::MemberRemoved { member: id, role: from } => {
            say!(locale, "audit-removed", member = member(*id)?, role = role(*from))
        }
        AuditEvent::AccountAdded { account } => say!(locale, "audit-account-added", account = title(*account)?),
        AuditEvent::AccountSignedIn { account } => {
            say!(locale, "audit-account-signed-in", account = title(*account)?)
        }
        AuditEvent::AccountSwitchedOff { account } => {
            say!(locale, "audit-account-off", account = title(*account)?)
        }
        AuditEvent::AccountReconnected { account } => {
            say!(locale, "audit-account-on", account = title(*account)?)
        }
        AuditEvent::AccountDeleted { account, logged_out: false } => {
            say!(locale, "audit-account-deleted", n = account.0)
        }
        AuditEvent::AccountDeleted { account, logged_out: true } => {
            say!(locale, "audit-account-deleted-logged-out", n = account.0)
        }
        AuditEvent::ProxyChanged { account, from, to } => {
            let shown = |proxy: &Option<ProxyAddress>| match proxy {
                Some(address) => address.to_string(),
                None => say!(locale, "audit-no-proxy").text,
            };
            say!(locale, "audit-proxy", account = title(*account)?, from = shown(from), to = shown(to))
        }
        AuditEvent::DeskBound { account, member: id, .. } => {
            say!(locale, "audit-desk", account = title(*account)?, member = member(*id)?)
        }
        AuditEvent::ContactErased { contact, .. } => say!(locale, "audit-contact-erased", n = contact.0),
        AuditEvent::ContactsMerged { contact, into } => say!(locale, "audit-merged", n = contact.0, into = into.0),
        AuditEvent::ContactSplit { contact, from } => say!(locale, "audit-split", n = contact.0, from = from.0),
        AuditEvent::AgencySet { from, to } => setting(from, to, locale),
        AuditEvent::BaseCurrencySet { from, to } => {
            let from = from.map_or_else(nothing, |from| from.code().to_owned());
            say!(locale, "audit-currency", from = from, to = to.code())
        }
        AuditEvent::RateSet { of, from, to } => {
            let shown = |rate: &Rate| locale.decimal(rate.value().normalize(), rate.value().normalize().scale());
            let from = from.as_ref().map_or_else(nothing, shown);
            say!(locale, "audit-rate", currency = of.code(), from = from, to = shown(to))
        }
        AuditEvent::AssignmentSet { account, from, to } => {
            let (from, to) = (locale.assignment(*from), locale.assignment(*to));
            say!(locale, "audit-assignment", account = title(*account)?, from = from, to = to)
        }
        AuditEvent::HandedOver { contact, account, from, to } => {
            let from = match from {
                Some(from) => member(*from)?,
                None => say!(locale, "audit-queue").text,
            };
            let account = title(*account)?;
            say!(locale, "audit-handed-over", n = contact.0, account = account, from = from, to = member(*to)?)
        }
        AuditEvent::HoursSet { account, from, to } => {
            let always = || say!(locale, "routine-always").text;
            let shown = |hours: &Option<WorkHours>| hours.as_ref().map_or_else(always, |hours| locale.hours(hours));
            say!(locale, "audit-hours", account = title(*account)?, from = shown(from), to = shown(to))
        }
        AuditEvent::AwayReplySet { account, change } => {
            say!(locale, "audit-away", account = title(*account)?, change = changed(*change))
        }
        AuditEvent::AlertSet { account, from, to } => {
            let minutes = |n: u16| say!(locale, "routine-minutes", n = u32::from(n)).text;
            let shown = |alert: &Option<u16>| alert.map_or_else(nothing, minutes);
            say!(locale, "audit-alert", account = title(*account)?, from = shown(from), to = shown(to))
        }
        AuditEvent::ThreadsKept { account, kept } => {
            say!(locale, "audit-threads", account = title(*account)?, on = switch(*kept))
        }
        AuditEvent::ImportSet { account, on } => {
            say!(locale, "audit-import", account = title(*account)?, on = switch(*on))
        }
        AuditEvent::BlockSet { contact, account, blocked } => {
            say!(locale, "audit-block", n = contact.0, account = title(*account)?, on = switch(*blocked))
        }
        AuditEvent::TeamTemplate { template, change } => {
            say!(locale, "audit-template", n = template.0, change = changed(*change))
        }
        AuditEvent::Renamed { member: id } => say!(locale, "audit-renamed", member = member(*id)?),
        AuditEvent::Booked { entry, contact, amount } => {
            say!(locale, "audit-booked", n = entry.0, contact = contact.0, amount = locale.amount(*amount))
        }
        AuditEvent::Voided { entry, contact, amount } => {
            say!(locale, "audit-voided", n = entry.0, contact = contact.0, amount = locale.amount(*amount))
        }
        AuditEvent::Corrected { entry, contact, from, to } => {
            let (from, to) = (locale.amount(*from), locale.amount(*to));
            say!(locale, "audit-corrected", n = entry.0, contact = contact.0, from = from, to = to)
        }
        AuditEvent::Exported { export } => exported(export, stage),
        AuditEvent::AllExported => say!(locale, "audit-all-exported"),
        AuditEvent::HeldSettled { sends, released: true } => say!(locale, "audit-held-released", n = *sends),
        AuditEvent::HeldSettled { sends, released: false } => say!(locale, "audit-held-dropped", n = *sends),
        AuditEvent::KeyRotated => say!(locale, "audit-key-rotated"),
    })
}

fn changed(change: Change) -> &'static str {
    match change {
        Change::Made => "made",
        Change::Changed => "changed",
        Change::Deleted => "deleted",
    }
}

fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn exported(export: &Export, stage: &Stage<'_>) -> RichText {
    let locale = stage.locale();
    let today = stage.now.to_zoned(stage.zone.clone()).date();
    let [from, to] = [export.from, export.to].map(|day| locale.day(day, today));
    let format = match export.format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Xlsx => "XLSX",
    };
    match export.of {
        ExportOf::Audit => say!(locale, "audit-exported-log", format = format),
        ExportOf::Payments => say!(locale, "audit-exported-payments", format = format, from = from, to = to),
        ExportOf::Contacts => say!(locale, "audit-exported-contacts", format = format, from = from, to = to),
    }
}

/// A setting of the agency, before and after.
fn setting(from: &AgencySetting, to: &AgencySetting, locale: &Locale) -> RichText {
    let word = |setting: &AgencySetting| match setting {
        AgencySetting::Name(name) => name.as_deref().map(|name| RichText::plain(locale.name(name))),
        AgencySetting::Zone(zone) => zone.clone().map(RichText::plain),
        AgencySetting::ShowsIds { shown: true, .. } => Some(say!(locale, "audit-agency-ids-shown")),
        AgencySetting::ShowsIds { shown: false, .. } => Some(say!(locale, "audit-agency-ids-hidden")),
        AgencySetting::Keeps { days } => Some(RichText::plain(locale.number(i64::from(*days)))),
        AgencySetting::Reads(ReadMarks::OnAnswer) => Some(say!(locale, "audit-agency-on-answer")),
        AgencySetting::Reads(ReadMarks::ByHand) => Some(say!(locale, "audit-agency-by-hand")),
        AgencySetting::Tiers(tiers) => tiers.map(|tiers| RichText::plain(tier::sums(tiers, locale))),
        AgencySetting::OperatorsBegin(true) | AgencySetting::BackupsToOwners(true) => {
            Some(say!(locale, "audit-agency-allowed"))
        }
        AgencySetting::OperatorsBegin(false) | AgencySetting::BackupsToOwners(false) => {
            Some(say!(locale, "audit-agency-refused"))
        }
    };
    let word = |setting| word(setting).unwrap_or_else(|| say!(locale, "audit-agency-nothing"));
    let (from, was) = (word(from), from);
    match was {
        AgencySetting::Name(_) => say!(locale, "audit-agency-name", from = from, to = word(to)),
        AgencySetting::Zone(_) => say!(locale, "audit-agency-zone", from = from, to = word(to)),
        AgencySetting::ShowsIds { role, .. } => {
            say!(locale, "audit-agency-ids", role = locale.role(*role), from = from, to = word(to))
        }
        AgencySetting::Keeps { .. } => say!(locale, "audit-agency-keeps", from = from, to = word(to)),
        AgencySetting::Reads(_) => say!(locale, "audit-agency-reads", from = from, to = word(to)),
        AgencySetting::Tiers(_) => say!(locale, "audit-agency-tiers", from = from, to = word(to)),
        AgencySetting::OperatorsBegin(_) => say!(locale, "audit-agency-begin", from = from, to = word(to)),
        AgencySetting::BackupsToOwners(_) => say!(locale, "audit-agency-backups", from = from, to = word(to)),
    }
}

/// Also of somebody who has left: what they did stays theirs.
fn name(member: MemberId, stage: &Stage<'_>) -> Result<String, StoreError> {
    let known = stage.store.get::<Member>(&member)?;
    Ok(stage.locale().name(known.as_ref().map_or("", |member| member.name.as_str())))
}

fn account(account: AccountId, stage: &Stage<'_>) -> Result<String, StoreError> {
    Ok(match Account::find(stage.store, account)? {
        Some(account) => stage.locale().name(&account.title()),
        None => say!(stage.locale(), "audit-account-gone", n = account.0).text,
    })
}
