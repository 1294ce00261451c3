//! One's own account: name, username, notifications, privacy. <https://core.telegram.org/api/account>
use super::peers::{no_notify_settings, user};
use super::rpc::{Call, Reply, RpcError};
use crate::world::UserId;
use grammers_tl_types::{enums, functions as f, types};

fn me_again(call: &Call<'_>, me: UserId) -> Reply<enums::User> {
    Ok(user(call.world, me, call.world.user(me)?))
}

/// <https://core.telegram.org/method/account.updateProfile>
pub fn update_profile(call: &mut Call<'_>, q: f::account::UpdateProfile) -> Reply<enums::User> {
    let me = call.me()?;
    if q.first_name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(RpcError::bad("FIRSTNAME_INVALID"));
    }
    if q.about.as_ref().is_some_and(|about| about.chars().count() > 70) {
        return Err(RpcError::bad("ABOUT_TOO_LONG"));
    }
    call.world.change_user(me, |user| {
        user.first_name = q.first_name.unwrap_or(std::mem::take(&mut user.first_name));
        if let Some(last_name) = q.last_name {
            user.last_name = Some(last_name).filter(|name| !name.is_empty());
        }
        user.about = q.about.unwrap_or(std::mem::take(&mut user.about));
    })?;
    me_again(call, me)
}

/// <https://core.telegram.org/method/account.updateUsername>
pub fn update_username(call: &mut Call<'_>, q: f::account::UpdateUsername) -> Reply<enums::User> {
    let me = call.me()?;
    let wanted = Some(q.username).filter(|name| !name.is_empty());
    if wanted == call.world.user(me)?.username {
        return Err(RpcError::bad("USERNAME_NOT_MODIFIED"));
    }
    if let Some(name) = &wanted {
        free(call, name)?;
    }
    call.world.change_user(me, |user| user.username = wanted)?;
    me_again(call, me)
}

pub fn check_username(call: &mut Call<'_>, q: f::account::CheckUsername) -> Reply<bool> {
    call.me()?;
    free(call, &q.username).map(|()| true).or_else(occupied)
}

pub fn check_channel_username(call: &mut Call<'_>, q: f::channels::CheckUsername) -> Reply<bool> {
    call.me()?;
    free(call, &q.username).map(|()| true).or_else(occupied)
}

/// Asked whether it is free, a taken name is an answer, a malformed one an error.
fn occupied(error: RpcError) -> Reply<bool> {
    if error.name == "USERNAME_OCCUPIED" { Ok(false) } else { Err(error) }
}

/// <https://core.telegram.org/method/account.checkUsername>
fn free(call: &Call<'_>, name: &str) -> Reply<()> {
    let letters = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !(5..=32).contains(&name.len()) || !name.chars().all(letters) {
        return Err(RpcError::bad("USERNAME_INVALID"));
    }
    match call.world.by_username(name) {
        Some(_) => Err(RpcError::bad("USERNAME_OCCUPIED")),
        None => Ok(()),
    }
}

pub fn get_notify_settings(call: &mut Call<'_>, _: f::account::GetNotifySettings) -> Reply<enums::PeerNotifySettings> {
    call.me()?;
    Ok(no_notify_settings())
}

/// Nothing here makes a sound.
pub fn update_notify_settings(call: &mut Call<'_>, _: f::account::UpdateNotifySettings) -> Reply<bool> {
    call.me()?;
    Ok(true)
}

/// Everybody may see everything here.
pub fn get_privacy(call: &mut Call<'_>, _: f::account::GetPrivacy) -> Reply<enums::account::PrivacyRules> {
    call.me()?;
    let rules = vec![enums::PrivacyRule::PrivacyValueAllowAll];
    Ok(types::account::PrivacyRules { rules, chats: Vec::new(), users: Vec::new() }.into())
}

pub fn get_account_ttl(call: &mut Call<'_>, _: f::account::GetAccountTtl) -> Reply<enums::AccountDaysTtl> {
    call.me()?;
    Ok(types::AccountDaysTtl { days: 365 }.into())
}

/// All other sessions end. <https://core.telegram.org/method/auth.resetAuthorizations>
pub fn reset_authorizations(call: &mut Call<'_>, _: f::auth::ResetAuthorizations) -> Reply<bool> {
    let me = call.me()?;
    let others: Vec<_> = call.world.sessions_of(me).map(|s| s.id).filter(|id| *id != call.session).collect();
    others.into_iter().for_each(|session| call.world.revoke_session(me, session));
    Ok(true)
}
