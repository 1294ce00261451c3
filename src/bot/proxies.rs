//! Through which proxy an account connects (A4).
//!
//! **What is typed while the screen of a proxy is open holds a credential**: it is kept out of every store, is gone from the chat
//! first, and then tried. Unlike a login's the screen outlives a restart: it is known by the panel that is open.

use super::{
    convert,
    intake::Inbound,
    office::{BotError, Office},
    panel::Here,
};
use crate::{
    domain::{AccountId, Chain, ChatId, Line, MemberId, Proxy, ProxyAddress, ProxyProblem, ProxyView, View},
    ports::ProxyError,
    relay::{Panel, Place, Plan, TeamTask},
    store::{Store, StoreError},
    team::{Account, Action, AuditEntry, AuditEvent, Member, Target, rights::may},
};
use secrecy::ExposeSecret;
use teloxide::types::Message;

/// Whether the screen that is open in a chat asks for a proxy. One that cannot be read does: rather a text too many is kept out
/// than a credential kept.
pub fn asks(store: &Store, chat: ChatId) -> bool {
    asked(store, MemberId(chat.0)).map_or(true, |panel| panel.is_some())
}

/// The account whose proxy the screen that a member has open asks for.
fn asked(store: &Store, member: MemberId) -> Result<Option<AccountId>, StoreError> {
    Ok(Panel::find(store, member)?.and_then(|panel| of_view(&panel.view)))
}

/// The same, or of a screen that is on its way.
pub fn asked_now(office: &Office, member: MemberId) -> Result<Option<AccountId>, StoreError> {
    match office.gate.asks_proxy(member.into()) {
        Some(account) => Ok(Some(account)),
        None => asked(office.store(), member),
    }
}

/// The account whose proxy a screen asks for.
pub fn of_view(view: &View) -> Option<AccountId> {
    match view {
        View::Proxy(view) => Some(view.account),
        _ => None,
    }
}

/// A proxy was typed. It is gone from the chat first, then tried, then kept.
pub async fn typed(
    office: &Office,
    inbound: &Inbound,
    message: &Message,
    reader: MemberId,
    account: AccountId,
) -> Result<(), BotError> {
    let chat = convert::chat(message);
    let begun = office
        .commit(inbound, |store| {
            let mut plan = Plan::new(false);
            plan.team(TeamTask::Delete { chat, message: convert::id(message), reader });
            let member = Member::find(store, reader)?;
            plan.outcome = member.is_some_and(|member| may(&member, Action::ManageAccounts, Target::Account(account)));
            if !plan.outcome {
                plan.team(TeamTask::Say { place: Place::Panel(reader), line: Line::NotAllowed });
            }
            Ok(plan)
        })
        .await?;
    if begun != Some(true) {
        return Ok(());
    }
    let proxy = inbound.secret.as_ref().map(|text| Proxy::parse(text.expose_secret()));
    let outcome = match proxy {
        None => Err(ProxyProblem::Lost),
        Some(None) => Err(ProxyProblem::Unreadable),
        Some(Some(proxy)) => route(office, account, Some(proxy)).await,
    };
    let now = office.now();
    office
        .committer
        .commit(|store| {
            let mut plan = Plan::nothing();
            if let Ok((from, to)) = &outcome {
                let what = AuditEvent::ProxyChanged { account, from: from.clone(), to: to.clone() };
                AuditEntry::write(&mut plan.changes, now, reader, what);
            }
            let view = match outcome {
                Ok(_) if Account::find(store, account)?.is_some() => View::Account(account),
                Ok(_) => View::Proxy(ProxyView { account, problem: None }),
                Err(problem) => View::Proxy(ProxyView { account, problem: Some(problem) }),
            };
            office.gate.shows(chat, of_view(&view));
            let panel = Panel::find(store, reader)?;
            if let Some(panel) = &panel {
                plan.changes.put(Panel { view: view.clone(), arrives: false, ..Panel::clone(panel) });
            }
            plan.team(TeamTask::Show { member: reader, view, place: panel.map(|panel| panel.message) });
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// What an account went through before, and what it goes through now.
type Routed = (Option<ProxyAddress>, Option<ProxyAddress>);

async fn route(office: &Office, account: AccountId, proxy: Option<Proxy>) -> Result<Routed, ProxyProblem> {
    let to = proxy.as_ref().map(|proxy| proxy.address.clone());
    let failed = |error: ProxyError| {
        tracing::warn!(account.id = account.0, error = %Chain(&error), "the proxy of an account was not changed");
        match error {
            ProxyError::Trouble(trouble) => ProxyProblem::Trouble(trouble),
            ProxyError::Internal(_) => ProxyProblem::Internal,
        }
    };
    let from = office.proxies.proxy(account).map_err(failed)?;
    office.proxies.route(account, proxy).await.map_err(failed)?;
    Ok((from, to))
}

/// A proxy is asked for before an account is signed in, so that no connection of it goes another way.
pub async fn first(here: &Here<'_>) -> Result<(), BotError> {
    let id = here.office.store().next_id(Account::IDS).await?;
    let account = AccountId(u32::try_from(id).unwrap_or(u32::MAX));
    here.show(View::Proxy(ProxyView { account, problem: None }), |_, _| Ok(())).await
}

/// The account connects directly from now on. It is done before the press is: done twice it comes to the same.
pub async fn drop(here: &Here<'_>, account: AccountId) -> Result<Option<Line>, BotError> {
    let (office, now) = (here.office, here.office.now());
    let dropped = route(office, account, None).await;
    here.show(View::Proxy(ProxyView { account, problem: None }), |_, plan| {
        if let Ok((from @ Some(_), to)) = &dropped {
            let what = AuditEvent::ProxyChanged { account, from: from.clone(), to: to.clone() };
            AuditEntry::write(&mut plan.changes, now, here.member, what);
        }
        Ok(())
    })
    .await?;
    Ok(dropped.is_err().then_some(Line::Internal))
}
