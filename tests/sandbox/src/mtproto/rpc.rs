//! Calls: envelopes off, faults first, then one typed handler per method.
//! **A handler's return type is the method's own: a wrong answer does not compile.**
use super::connection::{Connection, Out};
use super::peers::Peers;
use super::{
    Door, account, address_book, chats, contacts, difference, files, groups, history, invites, login, messages, robots,
    search, topics, updates, uploads,
};
use crate::world::{Change, Effect, Refusal, SessionId, SignedIn, UserId, World};
use grammers_tl_types::{
    self as tl, Cursor, Deserializable, Identifiable, RemoteCall, Serializable, deserialize, enums, functions as f,
    types,
};
use std::borrow::Cow;

/// An `rpc_error`.
#[derive(Clone, Debug)]
pub struct RpcError {
    pub code: i32,
    pub name: Cow<'static, str>,
}

impl RpcError {
    pub fn bad(name: &'static str) -> Self {
        RpcError { code: 400, name: name.into() }
    }
    pub fn to_bytes(&self) -> Vec<u8> {
        let error = types::RpcError { error_code: self.code, error_message: self.name.clone().into_owned() };
        enums::RpcError::Error(error).to_bytes()
    }
}
impl From<Refusal> for RpcError {
    fn from(refusal: Refusal) -> Self {
        let (code, name) = refusal.mtproto();
        RpcError { code, name }
    }
}

pub type Reply<T> = Result<T, RpcError>;

/// What a handler may use: the world, and who calls.
pub struct Call<'a> {
    pub world: &'a mut World,
    pub door: &'a Door,
    pub session: SessionId,
    pub dc: i32,
    pub state: SignedIn,
    /// Length of the log before the call.
    pub mark: u64,
    /// A part that is uploaded gets lost on the way.
    pub loses: bool,
}

impl Call<'_> {
    /// Whoever is signed in.
    pub fn me(&self) -> Reply<UserId> {
        let name = match self.state {
            SignedIn::User(me) => return Ok(me),
            SignedIn::Ended(end) => {
                let (code, name) = end.error();
                return Err(RpcError { code, name: name.into() });
            }
            SignedIn::Password(_) => "SESSION_PASSWORD_NEEDED",
            SignedIn::Nobody => "AUTH_KEY_UNREGISTERED",
        };
        Err(Refusal::Unauthorized(name).into())
    }

    /// What the call has changed, as the caller sees it.
    pub fn changes(&mut self, first: Vec<enums::Update>) -> Reply<enums::Updates> {
        self.changes_of(Peers::default(), first)
    }

    /// The same, bringing along at least these: clients take what they have changed from the answer.
    pub fn changes_of(&mut self, mut peers: Peers, first: Vec<enums::Update>) -> Reply<enums::Updates> {
        let me = self.me()?;
        let events = self.world.events_from(self.mark).to_vec();
        let mut list = first;
        for event in &events {
            list.extend(updates::update(self.world, me, event, &mut peers));
        }
        Ok(updates::bundle(self.world, me, list, peers))
    }

    /// Where the call has left the caller's own box: (pts, number of changes).
    pub fn affected(&self, me: UserId) -> (i32, i32) {
        let count = self.world.events_from(self.mark).iter().filter_map(|event| match &event.what {
            Change::Deleted { mailbox: crate::world::BoxId::User(owner), messages, .. } if *owner == me => {
                i32::try_from(messages.len()).ok()
            }
            Change::ReadInbox { reader, pts: Some(_), .. } if *reader == me => Some(1),
            Change::LookedAt { mailbox: crate::world::BoxId::User(owner), .. } if *owner == me => Some(1),
            _ => None,
        });
        let count = count.sum();
        (self.world.users.get(&me).map_or(0, |u| u.mailbox.pts), count)
    }
}

/// What becomes of a call.
pub enum Outcome {
    Now(Vec<u8>),
    /// The answer comes through [`Connection::late`].
    Later,
    Close,
    /// The connection becomes half-open.
    Silence,
}

/// Envelopes are generic over the query, which is kept as bytes.
struct Rest(Vec<u8>);
impl Deserializable for Rest {
    fn deserialize(cursor: &mut Cursor) -> deserialize::Result<Self> {
        let mut rest = Vec::new();
        cursor.read_to_end(&mut rest)?;
        Ok(Rest(rest))
    }
}

/// Performs one call.
pub fn call(connection: &mut Connection, request: i64, body: &[u8]) -> Outcome {
    let mut wants_updates = true;
    let unwrapped = match unwrap(connection, body, &mut wants_updates) {
        Ok(unwrapped) => unwrapped,
        Err(_) => return Outcome::Now(RpcError::bad("INPUT_METHOD_INVALID").to_bytes()),
    };
    let id = unwrapped.get(..4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes);
    let method = tl::name_for_id(id);
    let door = connection.door.clone();
    let (origin, session, dc) = (connection.origin(), connection.session, connection.dc);
    let late = connection.late.clone();

    let (effect, answer, pending) = door.world.with(|world| {
        let state = world.session(session, dc).state;
        let actor = if let SignedIn::User(me) = state { Some(me) } else { None };
        if wants_updates && connection.listening.is_none() {
            connection.listening = Some(world.log.len() as u64);
            actor.into_iter().for_each(|me| world.listens(me));
        }
        let side = crate::world::Door::Mtproto;
        let effect = world.take_fault(side, method, actor);
        if let Some(effect @ (Effect::Refuse { .. } | Effect::DropBefore | Effect::SilentBefore)) = &effect {
            world.struck(side, method, actor, effect);
        }
        if let Some(Effect::Refuse { code, text, .. }) = &effect {
            let error = RpcError { code: *code, name: text.clone().into() };
            return (None, Err(error), None);
        }
        if matches!(effect, Some(Effect::DropBefore | Effect::SilentBefore)) {
            return (effect, Ok(Vec::new()), None);
        }
        if let Some(home) = actor.and_then(|me| elsewhere(world, me, dc, method)) {
            return (effect, Err(RpcError { code: 303, name: format!("USER_MIGRATE_{home}").into() }), None);
        }
        world.origin = Some(origin);
        let mark = world.log.len() as u64;
        let loses = effect == Some(Effect::LosePart);
        let mut call = Call { world, door: &door, session, dc, state, mark, loses };
        let mut pending = None;
        let answer = if id == f::messages::GetBotCallbackAnswer::CONSTRUCTOR_ID {
            perform(&mut call, &unwrapped[4..], messages::press).map(|press| {
                pending = Some(press);
                Vec::new()
            })
        } else {
            route(&mut call, id, unwrapped.get(4..).unwrap_or_default())
        };
        world.origin = None;
        effect.iter().for_each(|effect| world.struck(side, method, actor, effect));
        (effect, answer, pending)
    });
    tracing::trace!(method, error = answer.as_ref().err().map(|e| e.name.as_ref()), "call");
    if let (Some(press), Ok(_)) = (pending, &answer) {
        tokio::spawn(async move {
            let answer = messages::await_press(&door.world, press).await;
            let bytes = answer.map_or_else(|error| error.to_bytes(), |answer| answer.to_bytes());
            // The client may be gone by now.
            let _gone = late.send(Out::result(request, &bytes));
        });
        return Outcome::Later;
    }
    let bytes = answer.unwrap_or_else(|error| error.to_bytes());
    match effect {
        Some(Effect::DropBefore | Effect::DropAfter) => Outcome::Close,
        Some(Effect::SilentBefore | Effect::SilentAfter) => Outcome::Silence,
        Some(Effect::Delay(span)) => {
            tokio::spawn(async move {
                tokio::time::sleep(span).await;
                let _gone = late.send(Out::result(request, &bytes));
            });
            Outcome::Later
        }
        _ => Outcome::Now(bytes),
    }
}

/// The home of an account, where a call has come to another data centre. **Only what concerns no account, keys and files are served
/// anywhere**, and the authorization is handed out where it was: clients that follow a move ask for it there.
/// <https://core.telegram.org/api/datacenter#user-migration>
fn elsewhere(world: &World, me: UserId, dc: i32, method: &str) -> Option<i32> {
    let anywhere = ["help.", "auth.", "upload."].iter().any(|room| method.starts_with(room));
    let home = world.users.get(&me)?.person()?.dc;
    (!anywhere && home != dc).then_some(home)
}

/// Takes the envelopes off and notes what they say.
fn unwrap(connection: &Connection, body: &[u8], wants_updates: &mut bool) -> deserialize::Result<Vec<u8>> {
    let mut cursor = Cursor::from_slice(body);
    let inner = match u32::deserialize(&mut cursor)? {
        f::InvokeWithLayer::<Rest>::CONSTRUCTOR_ID => f::InvokeWithLayer::<Rest>::deserialize(&mut cursor)?.query,
        f::InitConnection::<Rest>::CONSTRUCTOR_ID => {
            let init = f::InitConnection::<Rest>::deserialize(&mut cursor)?;
            connection.door.world.with(|world| {
                world.session(connection.session, connection.dc).device = init.device_model;
            });
            init.query
        }
        f::InvokeWithoutUpdates::<Rest>::CONSTRUCTOR_ID => {
            *wants_updates = false;
            f::InvokeWithoutUpdates::<Rest>::deserialize(&mut cursor)?.query
        }
        f::InvokeAfterMsg::<Rest>::CONSTRUCTOR_ID => f::InvokeAfterMsg::<Rest>::deserialize(&mut cursor)?.query,
        f::InvokeAfterMsgs::<Rest>::CONSTRUCTOR_ID => f::InvokeAfterMsgs::<Rest>::deserialize(&mut cursor)?.query,
        f::InvokeWithMessagesRange::<Rest>::CONSTRUCTOR_ID => {
            f::InvokeWithMessagesRange::<Rest>::deserialize(&mut cursor)?.query
        }
        _ => return Ok(body.to_vec()),
    };
    unwrap(connection, &inner.0, wants_updates)
}

/// Reads a method's arguments and hands them over.
fn perform<F: Deserializable, T>(
    call: &mut Call<'_>,
    arguments: &[u8],
    handler: impl FnOnce(&mut Call<'_>, F) -> Reply<T>,
) -> Reply<T> {
    handler(call, read(arguments)?)
}

/// Where a user or channel is asked for, the server also takes the peer that stands for it: some clients never send
/// anything else. The values are laid out alike, so only the name in front is exchanged.
const ALIKE: [(u32, u32); 6] = [
    (types::InputPeerUser::CONSTRUCTOR_ID, types::InputUser::CONSTRUCTOR_ID),
    (types::InputPeerChannel::CONSTRUCTOR_ID, types::InputChannel::CONSTRUCTOR_ID),
    (types::InputPeerSelf::CONSTRUCTOR_ID, types::InputUserSelf::CONSTRUCTOR_ID),
    (types::InputUser::CONSTRUCTOR_ID, types::InputPeerUser::CONSTRUCTOR_ID),
    (types::InputChannel::CONSTRUCTOR_ID, types::InputPeerChannel::CONSTRUCTOR_ID),
    (types::InputUserSelf::CONSTRUCTOR_ID, types::InputPeerSelf::CONSTRUCTOR_ID),
];

fn read<F: Deserializable>(arguments: &[u8]) -> Reply<F> {
    let mut bytes = arguments.to_vec();
    let mut mended = 0;
    loop {
        let mut cursor = Cursor::from_slice(&bytes);
        let id = match F::deserialize(&mut cursor) {
            Ok(request) => return Ok(request),
            Err(deserialize::Error::UnexpectedConstructor { id }) => id,
            Err(_) => return Err(RpcError::bad("INPUT_METHOD_INVALID")),
        };
        // Each mended name lies behind the last one: what is still wrong there is wrong altogether.
        let at = cursor.pos().saturating_sub(4);
        let meant = ALIKE.iter().find(|(given, _)| *given == id && at >= mended).map(|(_, meant)| meant.to_le_bytes());
        let (place, meant) = bytes.get_mut(at..at + 4).zip(meant).ok_or(RpcError::bad("INPUT_METHOD_INVALID"))?;
        place.copy_from_slice(&meant);
        mended = at + 4;
    }
}

fn answer<F>(
    call: &mut Call<'_>,
    arguments: &[u8],
    handler: impl FnOnce(&mut Call<'_>, F) -> Reply<F::Return>,
) -> Reply<Vec<u8>>
where
    F: RemoteCall + Deserializable,
    F::Return: Serializable,
{
    Ok(handler(call, read(arguments)?)?.to_bytes())
}

macro_rules! methods {
    ($call:expr, $id:expr, $arguments:expr; $($($method:ident)::+ => $handler:expr,)*) => {
        match $id {
            $(f::$($method)::+::CONSTRUCTOR_ID => answer::<f::$($method)::+>($call, $arguments, $handler),)*
            other => {
                let name = tl::name_for_id(other);
                $call.world.unimplemented(&format!("mtproto {name}"));
                Err(RpcError { code: 400, name: format!("SANDBOX_UNIMPLEMENTED_{name}").into() })
            }
        }
    };
}

fn route(call: &mut Call<'_>, id: u32, arguments: &[u8]) -> Reply<Vec<u8>> {
    methods! { call, id, arguments;
        help::GetConfig => login::get_config,
        help::GetNearestDc => login::get_nearest_dc,
        help::GetAppConfig => login::get_app_config,
        auth::SendCode => login::send_code,
        auth::ResendCode => login::resend_code,
        auth::CancelCode => login::cancel_code,
        auth::SignIn => login::sign_in,
        auth::CheckPassword => login::check_password,
        auth::ExportLoginToken => login::export_login_token,
        auth::ImportLoginToken => login::import_login_token,
        auth::AcceptLoginToken => login::accept_login_token,
        auth::ExportAuthorization => login::export_authorization,
        auth::ImportAuthorization => login::import_authorization,
        auth::LogOut => login::log_out,
        account::GetPassword => login::get_password,
        account::GetAuthorizations => login::get_authorizations,
        account::ResetAuthorization => login::reset_authorization,
        account::UpdateStatus => login::update_status,
        account::UpdateProfile => account::update_profile,
        account::UpdateUsername => account::update_username,
        account::CheckUsername => account::check_username,
        account::GetNotifySettings => account::get_notify_settings,
        account::UpdateNotifySettings => account::update_notify_settings,
        account::GetPrivacy => account::get_privacy,
        account::GetAccountTtl => account::get_account_ttl,
        auth::ResetAuthorizations => account::reset_authorizations,
        auth::ImportBotAuthorization => robots::import_bot_authorization,
        bots::SetBotCommands => robots::set_bot_commands,
        bots::GetBotCommands => robots::get_bot_commands,
        bots::ResetBotCommands => robots::reset_bot_commands,
        messages::StartBot => robots::start_bot,
        messages::SetBotCallbackAnswer => robots::set_bot_callback_answer,
        users::GetUsers => contacts::get_users,
        users::GetFullUser => contacts::get_full_user,
        contacts::ResolveUsername => contacts::resolve_username,
        contacts::ResolvePhone => contacts::resolve_phone,
        contacts::GetContacts => address_book::get_contacts,
        contacts::GetContactIds => address_book::get_contact_ids,
        contacts::GetStatuses => address_book::get_statuses,
        contacts::ImportContacts => address_book::import_contacts,
        contacts::AddContact => address_book::add_contact,
        contacts::DeleteContacts => address_book::delete_contacts,
        contacts::GetBlocked => address_book::get_blocked,
        contacts::Search => address_book::search,
        photos::GetUserPhotos => address_book::get_user_photos,
        messages::GetCommonChats => address_book::get_common_chats,
        contacts::Block => contacts::block,
        contacts::Unblock => contacts::unblock,
        updates::GetState => difference::get_state,
        updates::GetDifference => difference::get_difference,
        updates::GetChannelDifference => difference::get_channel_difference,
        messages::GetDialogs => history::get_dialogs,
        messages::GetPeerDialogs => history::get_peer_dialogs,
        messages::GetHistory => history::get_history,
        messages::Search => search::search,
        messages::SearchGlobal => search::search_global,
        messages::GetSearchCounters => search::get_search_counters,
        messages::GetReplies => history::get_replies,
        messages::GetMessages => history::get_messages,
        channels::GetMessages => history::get_channel_messages,
        messages::SendMessage => messages::send_message,
        messages::SendMedia => messages::send_media,
        messages::SendMultiMedia => messages::send_multi_media,
        messages::UploadMedia => messages::upload_media,
        messages::EditMessage => messages::edit_message,
        messages::DeleteMessages => messages::delete_messages,
        channels::DeleteMessages => messages::delete_channel_messages,
        messages::ForwardMessages => messages::forward_messages,
        messages::ReadHistory => messages::read_history,
        channels::ReadHistory => messages::read_channel_history,
        messages::SetTyping => messages::set_typing,
        messages::SendReaction => messages::send_reaction,
        messages::GetMessagesReactions => messages::get_messages_reactions,
        messages::UpdatePinnedMessage => messages::update_pinned_message,
        messages::UnpinAllMessages => chats::unpin_all,
        messages::ReadMentions => chats::read_mentions,
        messages::ReadReactions => chats::read_reactions,
        messages::DeleteHistory => chats::delete_history,
        channels::DeleteHistory => chats::delete_channel_history,
        messages::GetUnreadMentions => chats::get_unread_mentions,
        messages::GetAllDrafts => chats::get_all_drafts,
        messages::GetPinnedDialogs => chats::get_pinned_dialogs,
        messages::GetDialogFilters => chats::get_dialog_filters,
        messages::GetPeerSettings => chats::get_peer_settings,
        messages::GetMessageReactionsList => chats::get_message_reactions_list,
        messages::EditChatAbout => chats::edit_chat_about,
        messages::EditChatDefaultBannedRights => chats::edit_default_rights,
        channels::ExportMessageLink => chats::export_message_link,
        channels::DeleteChannel => chats::delete_channel,
        channels::CheckUsername => account::check_channel_username,
        messages::CreateForumTopic => topics::create_forum_topic,
        messages::EditForumTopic => topics::edit_forum_topic,
        messages::GetForumTopics => topics::get_forum_topics,
        messages::GetForumTopicsById => topics::get_forum_topics_by_id,
        messages::DeleteTopicHistory => topics::delete_topic_history,
        messages::ExportChatInvite => invites::export_chat_invite,
        messages::CheckChatInvite => invites::check_chat_invite,
        messages::ImportChatInvite => invites::import_chat_invite,
        messages::HideChatJoinRequest => invites::hide_chat_join_request,
        messages::HideAllChatJoinRequests => invites::hide_all_chat_join_requests,
        messages::GetChatInviteImporters => invites::get_chat_invite_importers,
        messages::GetExportedChatInvites => invites::get_exported_chat_invites,
        messages::GetExportedChatInvite => invites::get_exported_chat_invite,
        messages::EditExportedChatInvite => invites::edit_exported_chat_invite,
        channels::CreateChannel => groups::create_channel,
        channels::GetChannels => groups::get_channels,
        channels::GetFullChannel => groups::get_full_channel,
        channels::GetParticipant => groups::get_participant,
        channels::GetParticipants => groups::get_participants,
        channels::InviteToChannel => groups::invite_to_channel,
        channels::EditAdmin => groups::edit_admin,
        channels::EditBanned => groups::edit_banned,
        channels::EditTitle => groups::edit_title,
        channels::JoinChannel => groups::join_channel,
        channels::LeaveChannel => groups::leave_channel,
        channels::ToggleForum => groups::toggle_forum,
        channels::UpdateUsername => groups::update_username,
        messages::ToggleNoForwards => groups::toggle_no_forwards,
        messages::ReadMessageContents => messages::read_message_contents,
        messages::SetHistoryTtl => messages::set_history_ttl,
        channels::ToggleSlowMode => groups::toggle_slow_mode,
        upload::SaveFilePart => uploads::save_file_part,
        upload::SaveBigFilePart => uploads::save_big_file_part,
        upload::GetFile => files::get_file,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_stands_for_the_user_or_channel_it_is() {
        let peer = types::InputPeerUser { user_id: 7, access_hash: 8 };
        let mut sent = Vec::new();
        vec![enums::InputPeer::from(peer), enums::InputPeer::PeerSelf].serialize(&mut sent);
        let f::users::GetUsers { id } = read(&sent).unwrap();
        let user = types::InputUser { user_id: 7, access_hash: 8 };
        assert_eq!(id, [enums::InputUser::User(user), enums::InputUser::UserSelf]);
    }

    #[test]
    fn anything_else_in_its_place_is_refused() {
        let sent = vec![enums::InputPeer::Empty].to_bytes();
        assert_eq!(read::<f::users::GetUsers>(&sent).unwrap_err().name, "INPUT_METHOD_INVALID");
    }
}
