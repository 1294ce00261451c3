//! `/new`: a dialog with somebody who never wrote (D7).

use super::{commands::Call, dialogs::moment, office::BotError, panel};
use crate::{
    crm::Contact,
    domain::{AccountId, ContactId, DialogFilter, DialogView, Line, Phone, View},
    ports::{ClientError, CorrespondentKind, Handle},
    relay::{Panel, assignment, dialog_import},
    store::{Store, StoreError},
    team::{Account, Action, Member, Target, rights::may},
};

/// Finds somebody and opens a thread for them, from the account whose dialogs are open in the panel, or the only one.
pub async fn start(call: &Call<'_>) -> Result<(), BotError> {
    let (office, store) = (call.office, call.office.store());
    let typed = call.arguments.trim();
    let handle = match typed.strip_prefix('@').or(typed.strip_prefix("https://t.me/")) {
        Some(name) if is_username(name) => Some(Handle::Username(name.to_owned())),
        Some(_) => None,
        None => Phone::parse(typed).ok().map(Handle::Phone),
    };
    let Some(handle) = handle else { return call.say(Line::Usage { command: "new".to_owned() }).await };
    let Some(member) = Member::find(store, call.person)? else { return call.say(Line::NotAMember).await };
    let Some(account) = account_of(store, &member, Action::StartDialog)? else {
        return call.say(Line::NewWhich).await;
    };
    let with = match office.reader.resolve(account, &handle).await {
        Ok(Some(with)) if with.kind == CorrespondentKind::Person => with,
        Ok(_) => return call.say(Line::NobodyFound).await,
        Err(ClientError::Refused(reason)) => {
            tracing::warn!(account.id = account.0, ?reason, "Telegram refused to look somebody up");
            return call.say(Line::NobodyFound).await;
        }
        Err(_) => return call.say(Line::AskedInVain).await,
    };
    let fresh = ContactId(store.next_id(Contact::IDS).await?);
    let zone = office.zone.get();
    let moment = moment(office, &zone);
    office
        .commit(call.inbound, |store| {
            let mut plan = dialog_import::start(store, moment, account, &with, call.person, fresh)?;
            match plan.outcome {
                Some(dialog) => {
                    let view = View::Dialogs(DialogView::One { dialog, from: DialogFilter::All });
                    panel::open(office, store, call.person, view, &mut plan)?;
                }
                None => {
                    plan.absorb(assignment::ask_for_desk(store, call.person, account)?);
                }
            }
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// The account whose dialogs are open in a member's panel, or the only one with which they may do this.
pub fn account_of(store: &Store, member: &Member, action: Action) -> Result<Option<AccountId>, StoreError> {
    let open = match Panel::find(store, member.id)?.map(|panel| panel.view.clone()) {
        Some(View::Dialogs(DialogView::List { account, .. })) => account,
        Some(View::Dialogs(DialogView::One { dialog, .. })) => Some(dialog.account),
        Some(View::Dialogs(DialogView::Tags { account, .. })) => Some(account),
        Some(View::Found(found)) => Some(found.account),
        Some(View::Files(files)) => Some(files.dialog.account),
        _ => None,
    };
    let allowed = |account: &AccountId| may(member, action, Target::Account(*account));
    let all = Account::all(store)?;
    let mut accounts = all.iter().map(|account| account.id).filter(allowed);
    Ok(match (open.filter(allowed), accounts.next(), accounts.next()) {
        (Some(account), ..) | (None, Some(account), None) => Some(account),
        _ => None,
    })
}

/// <https://core.telegram.org/method/account.checkUsername>
fn is_username(name: &str) -> bool {
    (4..=32).contains(&name.len()) && name.chars().all(|ch| ch.is_ascii_alphanumeric() || ch == '_')
}
