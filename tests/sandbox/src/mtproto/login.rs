//! Signing in, sessions, configuration. <https://core.telegram.org/api/auth>
use super::codes;
use super::peers::user;
use super::rpc::{Call, Reply, RpcError};
use super::srp::Challenge;
use crate::keys;
use crate::world::{Session, SignedIn, SignedInBy, TokenState, UserId};
use grammers_tl_types::{enums, functions as f, types};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::PoisonError;

pub fn authorization(call: &Call<'_>, me: UserId) -> Reply<enums::auth::Authorization> {
    let user = user(call.world, me, call.world.user(me)?);
    Ok(types::auth::Authorization {
        setup_password_required: false,
        otherwise_relogin_days: None,
        tmp_sessions: None,
        future_auth_token: None,
        user,
    }
    .into())
}

pub fn send_code(call: &mut Call<'_>, q: f::auth::SendCode) -> Reply<enums::auth::SentCode> {
    if q.api_id <= 0 || q.api_hash.is_empty() {
        return Err(RpcError::bad("API_ID_INVALID"));
    }
    Ok(codes::sent(call.world.send_code(&q.phone_number, call.dc)?))
}

pub fn resend_code(call: &mut Call<'_>, q: f::auth::ResendCode) -> Reply<enums::auth::SentCode> {
    Ok(codes::sent(call.world.resend_code(&q.phone_number, &q.phone_code_hash)?))
}

pub fn cancel_code(call: &mut Call<'_>, q: f::auth::CancelCode) -> Reply<bool> {
    call.world.cancel_code(&q.phone_number, &q.phone_code_hash)?;
    Ok(true)
}

pub fn sign_in(call: &mut Call<'_>, q: f::auth::SignIn) -> Reply<enums::auth::Authorization> {
    let code = match (call.world.is_sent_by_email(&q.phone_code_hash), q.email_verification) {
        (true, Some(enums::EmailVerification::Code(email))) => email.code,
        (true, _) => String::new(),
        (false, _) => q.phone_code.unwrap_or_default(),
    };
    match call.world.sign_in(call.session, &q.phone_number, &q.phone_code_hash, &code)? {
        SignedInBy::User(me) => authorization(call, me),
        SignedInBy::Nobody => Ok(types::auth::AuthorizationSignUpRequired { terms_of_service: None }.into()),
    }
}

pub fn get_password(call: &mut Call<'_>, _: f::account::GetPassword) -> Reply<enums::account::Password> {
    let me = match call.state {
        SignedIn::Password(user) => user,
        _ => call.me()?,
    };
    let password = call.world.user(me)?.person().and_then(|p| p.password.clone());
    let random = call.world.random::<256>().to_vec();
    let Some(password) = password else {
        return Ok(Challenge::none(random));
    };
    let challenge = Challenge::new(call.world, &password.text);
    let described = challenge.describe(password.hint, random);
    call.door.passwords.lock().unwrap_or_else(PoisonError::into_inner).insert(call.session, challenge);
    Ok(described)
}

pub fn check_password(call: &mut Call<'_>, q: f::auth::CheckPassword) -> Reply<enums::auth::Authorization> {
    let enums::InputCheckPasswordSrp::Srp(answer) = q.password else {
        return Err(RpcError::bad("PASSWORD_HASH_INVALID"));
    };
    let owner = match call.state {
        SignedIn::Password(owner) => owner,
        _ => call.me()?,
    };
    call.world.may_try_password(owner)?;
    let challenge = call.door.passwords.lock().unwrap_or_else(PoisonError::into_inner).remove(&call.session);
    let challenge = challenge.filter(|c| c.id == answer.srp_id).ok_or(RpcError::bad("SRP_ID_INVALID"))?;
    if !challenge.verify(&answer.a, &answer.m1) {
        call.world.password_failed(owner);
        return Err(RpcError::bad("PASSWORD_HASH_INVALID"));
    }
    let me = call.world.password_passed(call.session)?;
    authorization(call, me)
}

pub fn export_login_token(call: &mut Call<'_>, q: f::auth::ExportLoginToken) -> Reply<enums::auth::LoginToken> {
    if q.api_id <= 0 || q.api_hash.is_empty() {
        return Err(RpcError::bad("API_ID_INVALID"));
    }
    Ok(match call.world.export_login_token(call.session, call.dc)? {
        TokenState::Show(token) => types::auth::LoginToken { expires: token.expires.unix(), token: token.bytes }.into(),
        TokenState::MigrateTo { dc, token } => types::auth::LoginTokenMigrateTo { dc_id: dc, token }.into(),
        TokenState::Success(me) => types::auth::LoginTokenSuccess { authorization: authorization(call, me)? }.into(),
    })
}

pub fn import_login_token(call: &mut Call<'_>, q: f::auth::ImportLoginToken) -> Reply<enums::auth::LoginToken> {
    let me = call.world.import_login_token(call.session, &q.token)?;
    Ok(types::auth::LoginTokenSuccess { authorization: authorization(call, me)? }.into())
}

pub fn accept_login_token(call: &mut Call<'_>, q: f::auth::AcceptLoginToken) -> Reply<enums::Authorization> {
    let me = call.me()?;
    let id = call.world.accept_login_token(me, &q.token)?;
    let session = call.world.session(id, call.dc).clone();
    Ok(described(&session, false))
}

pub fn export_authorization(
    call: &mut Call<'_>,
    q: f::auth::ExportAuthorization,
) -> Reply<enums::auth::ExportedAuthorization> {
    let me = call.me()?;
    if !keys::DATA_CENTRES.contains(&q.dc_id) {
        return Err(RpcError::bad("DC_ID_INVALID"));
    }
    let bytes = call.world.export_authorization(me);
    Ok(types::auth::ExportedAuthorization { id: me.0, bytes }.into())
}

pub fn import_authorization(call: &mut Call<'_>, q: f::auth::ImportAuthorization) -> Reply<enums::auth::Authorization> {
    let me = call.world.import_authorization(call.session, UserId(q.id), &q.bytes)?;
    authorization(call, me)
}

pub fn log_out(call: &mut Call<'_>, _: f::auth::LogOut) -> Reply<enums::auth::LoggedOut> {
    call.me()?;
    call.world.log_out(call.session);
    Ok(types::auth::LoggedOut { future_auth_token: None }.into())
}

fn described(session: &Session, current: bool) -> enums::Authorization {
    types::Authorization {
        current,
        official_app: false,
        password_pending: matches!(session.state, SignedIn::Password(_)),
        encrypted_requests_disabled: false,
        call_requests_disabled: false,
        unconfirmed: false,
        // The current session has hash 0. https://core.telegram.org/constructor/authorization
        hash: if current { 0 } else { i64::from_ne_bytes(session.id.0.to_ne_bytes()) },
        device_model: session.device.clone(),
        platform: String::new(),
        system_version: String::new(),
        api_id: 0,
        app_name: String::new(),
        app_version: String::new(),
        date_created: session.since.unix(),
        date_active: session.since.unix(),
        ip: "127.0.0.1".into(),
        country: String::new(),
        region: String::new(),
    }
    .into()
}

pub fn get_authorizations(
    call: &mut Call<'_>,
    _: f::account::GetAuthorizations,
) -> Reply<enums::account::Authorizations> {
    let me = call.me()?;
    let authorizations = call.world.sessions_of(me).map(|s| described(s, s.id == call.session)).collect();
    Ok(types::account::Authorizations { authorization_ttl_days: 180, authorizations }.into())
}

pub fn reset_authorization(call: &mut Call<'_>, q: f::account::ResetAuthorization) -> Reply<bool> {
    let me = call.me()?;
    let wanted = u64::from_ne_bytes(q.hash.to_ne_bytes());
    let found = call.world.sessions_of(me).find(|s| s.id.0 == wanted && s.id != call.session).map(|s| s.id);
    call.world.revoke_session(me, found.ok_or(RpcError::bad("HASH_INVALID"))?);
    Ok(true)
}

pub fn update_status(call: &mut Call<'_>, _: f::account::UpdateStatus) -> Reply<bool> {
    call.me()?;
    Ok(true)
}

pub fn get_nearest_dc(call: &mut Call<'_>, _: f::help::GetNearestDc) -> Reply<enums::NearestDc> {
    Ok(types::NearestDc { country: "XX".into(), this_dc: call.dc, nearest_dc: call.dc }.into())
}

pub fn get_app_config(_: &mut Call<'_>, _: f::help::GetAppConfig) -> Reply<enums::help::AppConfig> {
    let config = types::JsonObject { value: Vec::new() }.into();
    Ok(types::help::AppConfig { hash: 1, config }.into())
}

/// Clients take over only options marked static.
pub fn get_config(call: &mut Call<'_>, _: f::help::GetConfig) -> Reply<enums::Config> {
    let option = |id: i32, ip: IpAddr| -> enums::DcOption {
        types::DcOption {
            ipv6: ip.is_ipv6(),
            media_only: false,
            tcpo_only: false,
            cdn: false,
            r#static: true,
            this_port_only: true,
            id,
            ip_address: ip.to_string(),
            port: i32::from(call.door.port),
            secret: None,
        }
        .into()
    };
    let both =
        call.door.addresses.iter().flat_map(|(dc, ip)| [option(*dc, *ip), option(*dc, Ipv6Addr::LOCALHOST.into())]);
    let now = call.world.now().unix();
    Ok(types::Config {
        default_p2p_contacts: false,
        preload_featured_stickers: false,
        revoke_pm_inbox: true,
        blocked_mode: false,
        force_try_ipv6: false,
        date: now,
        expires: now + 3600,
        test_mode: false,
        this_dc: call.dc,
        dc_options: both.collect(),
        dc_txt_domain_name: String::new(),
        chat_size_max: 200,
        megagroup_size_max: 200_000,
        forwarded_count_max: 100,
        online_update_period_ms: 210_000,
        offline_blur_timeout_ms: 5_000,
        offline_idle_timeout_ms: 30_000,
        online_cloud_timeout_ms: 300_000,
        notify_cloud_delay_ms: 30_000,
        notify_default_delay_ms: 1_500,
        push_chat_period_ms: 60_000,
        push_chat_limit: 2,
        edit_time_limit: 172_800,
        revoke_time_limit: i32::MAX,
        revoke_pm_time_limit: i32::MAX,
        rating_e_decay: 2_419_200,
        stickers_recent_limit: 200,
        channels_read_media_period: 604_800,
        tmp_sessions: None,
        call_receive_timeout_ms: 20_000,
        call_ring_timeout_ms: 90_000,
        call_connect_timeout_ms: 30_000,
        call_packet_timeout_ms: 10_000,
        me_url_prefix: "https://t.me/".into(),
        autoupdate_url_prefix: None,
        gif_search_username: None,
        venue_search_username: None,
        img_search_username: None,
        static_maps_provider: None,
        caption_length_max: 1024,
        message_length_max: 4096,
        webfile_dc_id: 4,
        suggested_lang_code: None,
        lang_pack_version: None,
        base_lang_pack_version: None,
        reactions_default: None,
        autologin_token: None,
    }
    .into())
}
