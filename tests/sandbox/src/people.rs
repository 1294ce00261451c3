//! Driving people. **A person here does what a person with a phone could do, by the world's same rules; a refusal is
//! returned, not swallowed.** Waiting is for an event, with a deadline.
use crate::world::{
    Action, Chat, CodePlan, CodeWay, Draft, Edit, Emoji, Forwarding, GroupId, Invite, InviteOptions, Joined, MessageId,
    Password, PressAnswer, PressId, Quote, Refusal, Reply, Rights, Seen, SessionId, Shared, TopicId, User, UserId,
    World,
};
mod media;

pub use media::KINDS;
pub(crate) use media::sample;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use std::time::Duration;

/// How long anybody waits for anything to happen, in real time.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Somewhere to write: a chat, perhaps a topic in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub chat: Chat,
    pub topic: Option<TopicId>,
}

/// A person. Cheap to clone.
#[derive(Clone)]
pub struct Person {
    shared: Shared,
    pub id: UserId,
}

/// A bot, as its maker knows it.
#[derive(Clone)]
pub struct Bot {
    shared: Shared,
    pub id: UserId,
}

/// A supergroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    pub id: GroupId,
}

/// A topic of a forum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    pub group: GroupId,
    pub id: TopicId,
}

impl Group {
    pub fn topic(self, id: TopicId) -> Topic {
        Topic { group: self.id, id }
    }
    pub fn general(self) -> Topic {
        self.topic(TopicId::GENERAL)
    }
    /// The id the Bot API uses.
    pub fn bot_api_id(self) -> i64 {
        self.id.bot_api()
    }
}

macro_rules! place {
    ($($from:ty: $this:ident => $chat:expr, $topic:expr;)*) => {$(
        impl From<$from> for Place {
            fn from($this: $from) -> Place { Place { chat: $chat, topic: $topic } }
        }
    )*};
}
place! {
    Chat: c => c, None;
    UserId: u => Chat::User(u), None;
    GroupId: g => Chat::Group(g), None;
    &Person: p => Chat::User(p.id), None;
    &Bot: b => Chat::User(b.id), None;
    Group: g => Chat::Group(g.id), None;
    Topic: t => Chat::Group(t.group), Some(t.id);
}

impl Bot {
    pub(crate) fn new(shared: Shared, id: UserId) -> Self {
        Bot { shared, id }
    }
    /// `id:secret`.
    pub fn token(&self) -> String {
        self.shared.with(|w| w.users[&self.id].bot().map(|b| b.token.clone()).unwrap_or_default())
    }
    pub fn username(&self) -> String {
        self.shared.with(|w| w.users[&self.id].username.clone().unwrap_or_default())
    }
    /// Its maker takes its token back: from now on another one is valid. <https://core.telegram.org/bots/features#botfather>
    pub fn revoked(&self) {
        self.shared.with(|w| {
            if let Some(crate::world::Kind::Bot(bot)) = w.users.get_mut(&self.id).map(|u| &mut u.kind) {
                bot.token.push('X');
            }
        });
    }
    /// Switches privacy mode off, as its maker does in BotFather.
    pub fn reads_all(self) -> Self {
        self.shared.with(|w| {
            if let Some(crate::world::Kind::Bot(bot)) = w.users.get_mut(&self.id).map(|u| &mut u.kind) {
                bot.reads_all = true;
            }
        });
        self
    }
}

impl Person {
    pub(crate) fn new(shared: Shared, id: UserId) -> Self {
        Person { shared, id }
    }
    fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        self.shared.with(act)
    }
    fn change(self, act: impl FnOnce(&mut User)) -> Self {
        // The handle exists, so the user does.
        let _known = self.with(|w| w.change_user(self.id, act));
        self
    }
    fn change_person(self, act: impl FnOnce(&mut crate::world::Person)) -> Self {
        self.change(|user| {
            if let crate::world::Kind::Person(person) = &mut user.kind {
                act(person);
            }
        })
    }

    // ---- who they are

    pub fn username(self, name: &str) -> Self {
        self.change(|u| u.username = Some(name.into()))
    }
    pub fn last_name(self, name: &str) -> Self {
        self.change(|u| u.last_name = Some(name.into()))
    }
    /// Shows a picture as their profile photo.
    pub fn shows(self, picture: impl Into<Vec<u8>>) -> Self {
        // The handle exists, so the user does.
        let _known = self.with(|w| w.portray(self.id, Some(picture.into())));
        self
    }
    pub fn renamed(self, first_name: &str) -> Self {
        self.change(|u| u.first_name = first_name.into())
    }
    /// IETF language tag of their app.
    pub fn language(self, tag: &str) -> Self {
        self.change(|u| u.language = Some(tag.into()))
    }
    pub fn phone(self, digits: &str) -> Self {
        self.change_person(|p| p.phone = digits.trim_start_matches('+').into())
    }
    /// Data centre of the account, 1–5. Where it had another one, Telegram has moved it: the old one refers to the new one.
    pub fn dc(self, dc: i32) -> Self {
        self.change_person(|p| p.dc = dc)
    }
    /// Sets a two-step password.
    pub fn password(self, text: &str, hint: Option<&str>) -> Self {
        let password = Password { text: text.into(), hint: hint.map(str::to_owned) };
        self.change_person(|p| p.password = Some(password))
    }
    /// Forbids being added to groups.
    pub fn refuses_invites(self) -> Self {
        self.change_person(|p| p.open_to_invites = false)
    }
    pub fn phone_number(&self) -> String {
        self.with(|w| w.users[&self.id].person().map(|p| p.phone.clone()).unwrap_or_default())
    }
    /// Login codes come by these ways, one after the other, `wait` seconds apart.
    pub fn codes_by(self, ways: &[CodeWay], wait: u32) -> Self {
        self.change_person(|p| p.codes = CodePlan { ways: ways.to_vec(), wait })
    }
    /// The login code Telegram last sent them, while it works.
    pub fn login_code(&self) -> Option<String> {
        self.with(|w| w.login_code(self.id))
    }

    /// The first name, as it is now.
    pub fn name(&self) -> String {
        self.with(|w| w.users[&self.id].first_name.clone())
    }
    /// First and last name, as it stands above their messages.
    pub fn full_name(&self) -> String {
        self.with(|w| w.sender_name(crate::world::Sender::User(self.id)))
    }

    // ---- writing

    /// Writes; returns the id as this person numbers it.
    ///
    /// # Errors
    /// As [`World::send`], here and below.
    pub fn says(&self, place: impl Into<Place>, draft: impl Into<Draft>) -> Result<MessageId, Refusal> {
        let Place { chat, topic } = place.into();
        let draft = draft.into();
        let draft = Draft { topic: draft.topic.or(topic), ..draft };
        Ok(self.with(|w| w.send(self.id, chat, draft))?.id)
    }
    pub fn replies(
        &self,
        place: impl Into<Place>,
        to: MessageId,
        draft: impl Into<Draft>,
    ) -> Result<MessageId, Refusal> {
        self.says(place, Draft { reply: Some(Reply { to, quote: None }), ..draft.into() })
    }
    /// Answers a part of a message.
    pub fn quotes(
        &self,
        place: impl Into<Place>,
        to: MessageId,
        part: &str,
        draft: impl Into<Draft>,
    ) -> Result<MessageId, Refusal> {
        let place = place.into();
        let original =
            self.with(|w| w.message(self.id, place.chat, to).map(|m| m.text().to_owned())).unwrap_or_default();
        let offset = original.find(part).map_or(0, |at| original[..at].encode_utf16().count());
        let quote = Some(Quote { text: part.into(), offset });
        self.says(place, Draft { reply: Some(Reply { to, quote }), ..draft.into() })
    }
    pub fn posts_as_group(&self, place: impl Into<Place>, draft: impl Into<Draft>) -> Result<MessageId, Refusal> {
        self.says(place, Draft { as_group: true, ..draft.into() })
    }
    pub fn edits(
        &self,
        place: impl Into<Place>,
        id: MessageId,
        text: impl Into<crate::world::Text>,
    ) -> Result<(), Refusal> {
        let edit = Edit { text: Some(text.into()), ..Edit::default() };
        self.with(|w| w.edit(self.id, place.into().chat, id, edit))
    }
    /// Deletes for both sides.
    pub fn deletes(&self, place: impl Into<Place>, id: MessageId) -> Result<(), Refusal> {
        self.with(|w| w.delete(self.id, place.into().chat, &[id], true)).map(drop)
    }
    pub fn deletes_for_self(&self, place: impl Into<Place>, id: MessageId) -> Result<(), Refusal> {
        self.with(|w| w.delete(self.id, place.into().chat, &[id], false)).map(drop)
    }
    /// Reacts with one emoji, or takes the reaction away.
    pub fn reacts(&self, place: impl Into<Place>, id: MessageId, emoji: Option<&str>) -> Result<(), Refusal> {
        let emoji = emoji.map(|e| Emoji::Plain(e.into())).into_iter().collect();
        self.with(|w| w.react(self.id, place.into().chat, id, emoji))
    }
    /// Opens the chat: everything in it is read.
    pub fn reads(&self, place: impl Into<Place>) -> Result<(), Refusal> {
        self.with(|w| w.read(self.id, place.into().chat, None))
    }
    pub fn types(&self, place: impl Into<Place>) -> Result<(), Refusal> {
        let Place { chat, topic } = place.into();
        self.with(|w| w.typing(self.id, chat, topic))
    }
    pub fn pins(&self, place: impl Into<Place>, id: MessageId) -> Result<(), Refusal> {
        self.with(|w| w.pin(self.id, place.into().chat, id, true, false))
    }
    pub fn forwards(&self, from: impl Into<Place>, id: MessageId, to: impl Into<Place>) -> Result<MessageId, Refusal> {
        let to = to.into();
        let what = Forwarding { topic: to.topic, ..Forwarding::of(id) };
        let sent = self.with(|w| w.forward(self.id, from.into().chat, to.chat, &what))?;
        sent.first().map(|(_, copy)| copy.id).ok_or(Refusal::MessageNotFound("forward"))
    }
    pub fn blocks(&self, user: UserId) -> Result<(), Refusal> {
        self.with(|w| w.block(self.id, user, true))
    }
    pub fn unblocks(&self, user: UserId) -> Result<(), Refusal> {
        self.with(|w| w.block(self.id, user, false))
    }

    // ---- bots

    /// Follows `t.me/<bot>?start=<payload>`: sends `/start payload`.
    pub fn opens_deep_link(&self, bot: &Bot, payload: &str) -> Result<MessageId, Refusal> {
        self.says(bot, format!("/start {payload}").trim_end().to_owned())
    }
    /// Presses the button with this text under a message and waits for the bot's answer.
    ///
    /// # Errors
    /// No such button; [`Refusal::BotTimeout`] when the bot does not answer.
    pub async fn presses(&self, place: impl Into<Place>, id: MessageId, button: &str) -> Result<PressAnswer, Refusal> {
        let place = place.into();
        let data = self.with(|w| {
            let message = w.message(self.id, place.chat, id)?;
            let found = message.keyboard.as_ref()?.buttons().find(|b| b.text == button)?;
            match &found.action {
                Action::Callback(data) => Some(data.clone()),
                _ => None,
            }
        });
        let data = data.ok_or(Refusal::DataInvalid)?;
        self.forges_callback(place, id, &data).await
    }
    /// Presses with made-up bytes and waits for the bot's answer.
    ///
    /// # Errors
    /// As [`presses`](Self::presses).
    pub async fn forges_callback(
        &self,
        place: impl Into<Place>,
        id: MessageId,
        data: &[u8],
    ) -> Result<PressAnswer, Refusal> {
        let press = self.with(|w| w.press(self.id, place.into().chat, id, data))?;
        self.answer_to(press).await
    }
    async fn answer_to(&self, press: PressId) -> Result<PressAnswer, Refusal> {
        self.shared.wait(PATIENCE, |w| w.press_answer(press).cloned()).await.ok_or(Refusal::BotTimeout)
    }

    // ---- groups

    pub fn creates_forum(&self, title: &str) -> Result<Group, Refusal> {
        self.with(|w| w.create_group(self.id, title, "", true)).map(|id| Group { id })
    }
    pub fn creates_group(&self, title: &str) -> Result<Group, Refusal> {
        self.with(|w| w.create_group(self.id, title, "", false)).map(|id| Group { id })
    }
    pub fn creates_channel(&self, title: &str) -> Result<Group, Refusal> {
        self.with(|w| w.create_channel(self.id, title, "")).map(|id| Group { id })
    }
    /// A group that is no supergroup yet.
    pub fn creates_basic_group(&self, title: &str) -> Result<Group, Refusal> {
        self.with(|w| w.create_basic_group(self.id, title)).map(|id| Group { id })
    }
    /// Makes a supergroup of an own basic group: another chat.
    pub fn upgrades(&self, group: Group) -> Result<Group, Refusal> {
        self.with(|w| w.upgrade(self.id, group.id)).map(|id| Group { id })
    }
    pub fn adds(&self, group: Group, user: UserId) -> Result<(), Refusal> {
        let refused = self.with(|w| w.invite(self.id, group.id, &[user]))?;
        if refused.is_empty() { Ok(()) } else { Err(Refusal::UserPrivacy) }
    }
    pub fn adds_bot(&self, group: Group, bot: &Bot) -> Result<(), Refusal> {
        self.adds(group, bot.id)
    }
    pub fn promotes(&self, group: Group, user: UserId, rights: Rights) -> Result<(), Refusal> {
        self.with(|w| w.promote(self.id, group.id, user, rights, None))
    }
    /// Becomes anonymous in an own group.
    pub fn goes_anonymous(&self, group: Group) -> Result<(), Refusal> {
        self.promotes(group, self.id, Rights { anonymous: true, ..Rights::ALL })
    }
    pub fn makes_public(&self, group: Group, username: &str) -> Result<(), Refusal> {
        self.with(|w| w.set_group_username(self.id, group.id, Some(username)))
    }
    pub fn invites(&self, group: Group, options: InviteOptions) -> Result<Invite, Refusal> {
        self.with(|w| w.create_invite(self.id, group.id, options))
    }
    /// Follows an invitation link: joins, or asks to.
    pub fn follows(&self, link: &str) -> Result<Joined, Refusal> {
        self.with(|w| w.follow_invite(self.id, link))
    }
    pub fn joins(&self, group: Group) -> Result<(), Refusal> {
        self.with(|w| w.join_public(self.id, group.id))
    }
    pub fn approves(&self, group: Group, user: UserId) -> Result<(), Refusal> {
        self.with(|w| w.decide_request(self.id, group.id, user, true))
    }
    pub fn declines(&self, group: Group, user: UserId) -> Result<(), Refusal> {
        self.with(|w| w.decide_request(self.id, group.id, user, false))
    }
    pub fn leaves(&self, group: Group) -> Result<(), Refusal> {
        self.with(|w| w.leave(self.id, group.id))
    }
    pub fn bans(&self, group: Group, user: UserId) -> Result<(), Refusal> {
        self.with(|w| w.ban(self.id, group.id, user, None))
    }
    pub fn opens_topic(&self, group: Group, title: &str) -> Result<Topic, Refusal> {
        self.with(|w| w.create_topic(self.id, group.id, title, None, None, None)).map(|id| group.topic(id))
    }
    pub fn closes_topic(&self, topic: Topic) -> Result<(), Refusal> {
        self.with(|w| w.close_topic(self.id, topic.group, topic.id, true))
    }
    pub fn reopens_topic(&self, topic: Topic) -> Result<(), Refusal> {
        self.with(|w| w.close_topic(self.id, topic.group, topic.id, false))
    }
    pub fn renames_topic(&self, topic: Topic, title: &str) -> Result<(), Refusal> {
        self.with(|w| w.edit_topic(self.id, topic.group, topic.id, Some(title), None))
    }
    pub fn deletes_topic(&self, topic: Topic) -> Result<(), Refusal> {
        self.with(|w| w.delete_topic(self.id, topic.group, topic.id))
    }

    // ---- signing in elsewhere

    /// Scans a `tg://login?token=…` code with a signed-in phone.
    ///
    /// # Errors
    /// `AUTH_TOKEN_INVALID` (also for what is no such address), `AUTH_TOKEN_EXPIRED`, `AUTH_TOKEN_ALREADY_ACCEPTED`.
    pub fn scans_qr(&self, url: &str) -> Result<(), Refusal> {
        let token = url.strip_prefix("tg://login?token=").and_then(|t| BASE64_URL_SAFE_NO_PAD.decode(t).ok());
        let token = token.ok_or(Refusal::Login("AUTH_TOKEN_INVALID"))?;
        self.with(|w| w.accept_login_token(self.id, &token)).map(drop)
    }

    /// Signs in on another device by the code that Telegram sends. For people without a two-step password.
    ///
    /// # Errors
    /// As [`World::sign_in`].
    pub fn signs_in_on(&self, device: &str) -> Result<SessionId, Refusal> {
        let phone = self.phone_number();
        self.with(|w| {
            let dc = w.user(self.id)?.person().map_or(2, |person| person.dc);
            let session = SessionId(u64::from_le_bytes(w.random()));
            w.session(session, dc).device = device.into();
            let sent = w.send_code(&phone, dc)?;
            let code = w.login_code(self.id).unwrap_or_default();
            w.sign_in(session, &phone, &sent.hash, &code)?;
            Ok(session)
        })
    }

    // ---- looking

    /// What is on the screen of a chat or topic, oldest first.
    pub fn sees(&self, place: impl Into<Place>) -> Vec<Seen> {
        let Place { chat, topic } = place.into();
        self.with(|w| w.view(self.id, chat, topic))
    }
    /// Waits until a message in a chat fits; `None` after [`PATIENCE`].
    pub async fn wait_for(&self, place: impl Into<Place>, fits: impl Fn(&Seen) -> bool) -> Option<Seen> {
        let Place { chat, topic } = place.into();
        let look = |w: &mut World| w.view(self.id, chat, topic).into_iter().rev().find(|m| fits(m));
        self.shared.wait(PATIENCE, look).await
    }
    /// Waits for a message that contains these words.
    pub async fn wait_for_text(&self, place: impl Into<Place>, words: &str) -> Option<Seen> {
        self.wait_for(place, |m| m.text.contains(words)).await
    }
    /// Waits until the whole screen of a chat fits; `false` after [`PATIENCE`].
    pub async fn wait_until(&self, place: impl Into<Place>, fits: impl Fn(&[Seen]) -> bool) -> bool {
        let Place { chat, topic } = place.into();
        let look = |w: &mut World| fits(&w.view(self.id, chat, topic)).then_some(());
        self.shared.wait(PATIENCE, look).await.is_some()
    }
    /// Topics of a forum by title; deleted ones left out.
    pub fn topic_named(&self, group: Group, title: &str) -> Option<Topic> {
        self.with(|w| {
            let topics = w.groups.get(&group.id)?.topics.values();
            let mut open = topics.filter(|t| t.state != crate::world::TopicState::Deleted);
            open.find(|t| t.title == title).map(|t| group.topic(t.id))
        })
    }
}
