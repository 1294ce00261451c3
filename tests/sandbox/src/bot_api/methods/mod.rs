//! The methods, one function each, by subject. <https://core.telegram.org/bots/api#available-methods>
//! **A method runs whole under the world's lock. What the server would find wrong by itself (arguments, markup, unknown
//! chats) is refused before the limits are asked; what it would send on is counted against them.**
mod edits;
mod gestures;
mod invites;
mod media;
mod members;
mod messages;
mod profile;
mod settings;
mod topics;

use super::call::Call;
use super::failure::{Answer, Failure};
use super::render;
use super::updates::Updates;
use crate::world::{Chat, Group, GroupId, MessageId, TopicId, UserId, World};
use serde_json::Value;

/// One call being performed.
pub struct Turn<'t> {
    pub world: &'t mut World,
    pub updates: &'t Updates,
    pub bot: UserId,
    pub call: &'t Call,
}

pub type Method = fn(&mut Turn) -> Answer;

/// The method of this name in lower case; `getupdates` is not among them, for it waits.
pub fn find(name: &str) -> Option<Method> {
    Some(match name {
        "getme" => profile::get_me,
        "logout" | "close" => profile::done,
        "setwebhook" => profile::set_webhook,
        "deletewebhook" => profile::delete_webhook,
        "getwebhookinfo" => profile::webhook_info,
        "setmycommands" => profile::set_commands,
        "getmycommands" => profile::get_commands,
        "deletemycommands" => profile::delete_commands,
        "setmyname" => profile::set_name,
        "getmyname" => profile::get_name,
        "setmydescription" => profile::set_description,
        "getmydescription" => profile::get_description,
        "setmyshortdescription" => profile::set_short_description,
        "getmyshortdescription" => profile::get_short_description,
        "setmydefaultadministratorrights" => settings::set_default_rights,
        "getmydefaultadministratorrights" => settings::get_default_rights,
        "setchatmenubutton" => settings::set_menu_button,
        "getchatmenubutton" => settings::get_menu_button,
        "getuserprofilephotos" => settings::profile_photos,
        "getuserchatboosts" => settings::boosts,
        "getcustomemojistickers" => settings::custom_emoji,
        "getstickerset" => settings::sticker_set,
        "getchat" => profile::get_chat,
        "getfile" => profile::get_file,

        "sendmessage" => messages::send_message,
        "sendphoto" => media::photo,
        "sendvideo" => media::video,
        "sendanimation" => media::animation,
        "sendaudio" => media::audio,
        "sendvoice" => media::voice,
        "sendvideonote" => media::video_note,
        "senddocument" => media::document,
        "sendsticker" => media::sticker,
        "sendmediagroup" => media::group,
        "sendlocation" => media::location,
        "sendvenue" => media::venue,
        "sendcontact" => media::contact,
        "sendpoll" => media::poll,
        "senddice" => media::dice,
        "stoppoll" => media::stop_poll,
        "editmessagelivelocation" => media::move_location,
        "stopmessagelivelocation" => media::stop_location,
        "copymessage" => messages::copy_message,
        "copymessages" => messages::copy_messages,
        "forwardmessage" => messages::forward_message,
        "forwardmessages" => messages::forward_messages,

        "editmessagetext" => edits::text,
        "editmessagecaption" => edits::caption,
        "editmessagemedia" => edits::replace_media,
        "editmessagereplymarkup" => edits::reply_markup,
        "deletemessage" => edits::delete,
        "deletemessages" => edits::delete_several,

        "sendchataction" => gestures::action,
        "answercallbackquery" => gestures::answer_callback,
        "setmessagereaction" => gestures::react,
        "pinchatmessage" => gestures::pin,
        "unpinchatmessage" => gestures::unpin,
        "unpinallchatmessages" => gestures::unpin_all,
        "unpinallforumtopicmessages" => gestures::unpin_topic,
        "unpinallgeneralforumtopicmessages" => gestures::unpin_general,

        "getchatmember" => members::get,
        "getchatadministrators" => members::administrators,
        "getchatmembercount" | "getchatmemberscount" => members::count,
        "banchatmember" | "kickchatmember" => members::ban,
        "unbanchatmember" => members::unban,
        "promotechatmember" => members::promote,
        "restrictchatmember" => members::restrict,
        "setchatpermissions" => members::set_permissions,
        "setchatadministratorcustomtitle" => members::set_admin_title,
        "setchatdescription" => members::set_description,
        "leavechat" => members::leave,
        "setchattitle" => members::set_title,

        "exportchatinvitelink" => invites::export,
        "createchatinvitelink" => invites::create,
        "editchatinvitelink" => invites::edit,
        "revokechatinvitelink" => invites::revoke,
        "approvechatjoinrequest" => invites::approve,
        "declinechatjoinrequest" => invites::decline,

        "createforumtopic" => topics::create,
        "editforumtopic" => topics::edit,
        "closeforumtopic" => topics::close,
        "reopenforumtopic" => topics::reopen,
        "deleteforumtopic" => topics::delete,
        "editgeneralforumtopic" => topics::edit_general,
        "closegeneralforumtopic" => topics::close_general,
        "reopengeneralforumtopic" => topics::reopen_general,
        "hidegeneralforumtopic" => topics::hide_general,
        "unhidegeneralforumtopic" => topics::unhide_general,
        "getforumtopiciconstickers" => topics::icons,
        _ => return None,
    })
}

impl Turn<'_> {
    /// The chat of `chat_id`.
    pub fn chat(&self) -> Result<Chat, Failure> {
        self.chat_at("chat_id")
    }

    /// A chat as bots name it: a number, or `@` and a public group's username. A group the bot never was in and cannot
    /// look up is as good as none; a person must have met the bot.
    pub fn chat_at(&self, name: &str) -> Result<Chat, Failure> {
        let missing = || Failure::bad("chat not found");
        let given = self.call.text(name).ok_or_else(|| Failure::bad(format!("{name} is empty")))?.trim();
        if given.starts_with('@') {
            return match self.world.by_username(given) {
                Some(found @ Chat::Group(_)) => Ok(found),
                _ => Err(missing()),
            };
        }
        let id: i64 = given.parse().map_err(|_| missing())?;
        if id > 0 {
            let person = UserId(id);
            return if self.has_met(person) { Ok(Chat::User(person)) } else { Err(missing()) };
        }
        let group = GroupId::from_bot_api(id).and_then(|id| self.world.groups.get(&id));
        let known = group.filter(|g| g.username.is_some() || g.members.contains_key(&self.bot));
        known.map(|g| Chat::Group(g.id)).ok_or_else(missing)
    }

    fn has_met(&self, person: UserId) -> bool {
        let (world, bot) = (&*self.world, self.bot);
        let started = world.users.get(&bot).and_then(|u| u.bot()).is_some_and(|b| b.started_by.contains(&person));
        let together = |g: &Group| g.is_member(bot) && (g.members.contains_key(&person) || asked(g, person));
        world.users.contains_key(&person) && (started || world.groups.values().any(together))
    }

    /// The chat, which must be a group.
    pub fn group(&self) -> Result<GroupId, Failure> {
        match self.chat()? {
            Chat::Group(id) if !id.is_basic() => Ok(id),
            Chat::Group(_) | Chat::User(_) => Err(Failure::bad("method is available only for supergroups")),
        }
    }

    /// The `user_id` argument.
    pub fn user(&self) -> Result<UserId, Failure> {
        let id: i64 = self.call.int("user_id")?.ok_or_else(|| Failure::bad("invalid user_id specified"))?;
        if self.world.users.contains_key(&UserId(id)) {
            Ok(UserId(id))
        } else {
            Err(Failure::bad("PARTICIPANT_ID_INVALID"))
        }
    }

    /// A message id argument.
    pub fn message_id(&self, name: &str) -> Result<MessageId, Failure> {
        let id = self.call.int(name)?.filter(|id| *id > 0);
        id.map(MessageId).ok_or_else(|| Failure::bad("message identifier is not specified"))
    }

    /// A list of 1–100 ascending message ids.
    pub fn message_ids(&self) -> Result<Vec<MessageId>, Failure> {
        let given = self.call.json("message_ids")?;
        let list = given.as_ref().and_then(Value::as_array);
        let list = list.ok_or_else(|| Failure::bad("message identifiers are not specified"))?;
        if list.len() > 100 {
            return Err(Failure::bad("too many message identifiers specified"));
        }
        let id = |v: &Value| v.as_i64().or_else(|| v.as_str()?.parse().ok());
        let ids: Option<Vec<i32>> = list.iter().map(|v| i32::try_from(id(v)?).ok()).collect();
        let ids = ids.ok_or_else(|| Failure::bad("invalid message identifier specified"))?;
        if ids.is_empty() {
            return Err(Failure::bad("message identifiers are not specified"));
        }
        Ok(ids.into_iter().map(MessageId).collect())
    }

    /// The topic to write into. General is named by leaving it out: its number is no thread's number.
    pub fn topic(&self) -> Result<Option<TopicId>, Failure> {
        match self.call.int("message_thread_id")? {
            None | Some(0) => Ok(None),
            Some(id) if TopicId(id) == TopicId::GENERAL => Err(Failure::bad("message thread not found")),
            Some(id) => Ok(Some(TopicId(id))),
        }
    }

    /// Counts `cost` sends against the limits.
    pub fn spend(&mut self, chat: Chat, cost: usize) -> Result<(), Failure> {
        Ok(self.world.spend(self.bot, chat, cost)?)
    }

    /// A message of this bot's box as the result.
    pub fn shown(&self, chat: Chat, id: MessageId) -> Answer {
        let found = self.world.message(self.bot, chat, id);
        let found = found.ok_or_else(|| Failure::new(500, "Internal Server Error: message was lost"))?;
        Ok(render::message(self.world, self.bot, found))
    }
}

/// Whoever asks to join may be answered in private while the request waits.
/// <https://core.telegram.org/bots/api#chatjoinrequest>
fn asked(group: &Group, person: UserId) -> bool {
    group.requests.iter().any(|r| r.user == person && r.state == crate::world::RequestState::Pending)
}
