//! Groups that are to become desks (D2): looked at through the Bot API, judged by a pure function, bound by the relay.
//!
//! **Nothing is bound that was not checked in the same breath**: an owner's word comes later than the request, so the
//! group is looked at again.

use super::{
    api::{ChatFacts, call, recipient},
    commands::Call,
    errors::Failure,
    intake::Inbound,
    office::{BotError, Office},
};
use crate::{
    domain::{AccountId, BotId, BotRight, ChatId, DeskPair, DeskProblem, Line, MemberId, Role, UserId, View},
    locale::{Locale, say},
    ports::TeamError,
    relay::{BindRefusal, Binding, Desk, DeskWish, Place, Plan, TeamTask, bind},
    store::{Store, StoreError},
    team::{Account, Action, Member, Target, rights::may},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use teloxide::{
    payloads::{CreateChatInviteLink, CreateChatInviteLinkSetters, GetChatAdministrators},
    types::Message,
};

/// An administrator of a group: <https://core.telegram.org/bots/api#chatmemberadministrator>
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
struct Admin {
    status: String,
    user: AdminUser,
    can_manage_topics: bool,
    can_delete_messages: bool,
    can_pin_messages: bool,
    can_restrict_members: bool,
    can_invite_users: bool,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
struct AdminUser {
    id: i64,
}

/// What was seen of a group.
#[derive(Clone, Debug)]
struct Sight {
    chat: ChatFacts,
    admins: Vec<Admin>,
}

/// For which pair a group is wanted, and where to answer.
#[derive(Clone, Debug)]
pub struct Wish {
    pub chat: ChatId,
    pub account: AccountId,
    pub member: MemberId,
    /// Where problems are told.
    pub answer: Place,
}

/// A member asks for this group as their desk.
pub async fn ask(asked: &Call<'_>, member: &Member) -> Result<(), BotError> {
    let office = asked.office;
    let chat = ChatId(asked.message.chat.id.0);
    let mut accounts = Account::all(office.store())?;
    accounts.retain(|account| member.works_with(account.id));
    match accounts.as_slice() {
        [] => asked.say(Line::DeskProblems(vec![DeskProblem::NoAccount])).await,
        [account] => {
            let wish = Wish { chat, account: account.id, member: member.id, answer: asked.place() };
            request(office, asked.inbound, member, &wish).await
        }
        _ => {
            // Which account cannot matter to the group's own problems: they are told before there is a choice to make.
            let problems = look(office, chat).await?.problems(office.bot);
            let bound = Desk::find(office.store(), chat)?.is_some();
            match problems.as_slice() {
                [] if bound => asked.say(Line::DeskProblems(vec![DeskProblem::AlreadyBound])).await,
                [] => asked.show(View::DeskAccounts { chat, member: member.id, page: 0 }).await,
                _ => asked.say(Line::DeskProblems(problems)).await,
            }
        }
    }
}

/// Whoever may decide decides with the request itself; for others the owners are asked.
pub async fn request(office: &Office, inbound: &Inbound, by: &Member, wish: &Wish) -> Result<(), BotError> {
    if may(by, Action::ApproveDesk, Target::Account(wish.account)) {
        return approve(office, inbound, by.id, wish).await;
    }
    let problems = check(office, wish).await?;
    office
        .commit(inbound, |store| {
            let mut plan = Plan::nothing();
            if !problems.is_empty() {
                plan.team(say(wish, Line::DeskProblems(problems.clone())));
                return Ok(plan);
            }
            plan.team(say(wish, Line::DeskAwaitsOwner));
            let view = View::DeskRequest { chat: wish.chat, account: wish.account, member: wish.member };
            for owner in Member::owners(store)? {
                plan.team(TeamTask::Show { member: owner.id, view: view.clone(), place: None });
            }
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// Binds the group, if it is (still) fit.
pub async fn approve(office: &Office, inbound: &Inbound, by: MemberId, wish: &Wish) -> Result<(), BotError> {
    let mut problems = check(office, wish).await?;
    let mut invite_link = None;
    if problems.is_empty() {
        // For one: the account.
        match link(office, CreateChatInviteLink::new(recipient(wish.chat)).member_limit(1)).await {
            Ok(link) => invite_link = Some(link),
            Err(Failure::Refused(_)) => problems.push(DeskProblem::Missing(BotRight::InviteUsers)),
            Err(failure) => return Err(BotError::Telegram { what: "an invite link of a group", failure }),
        }
    }
    let binding =
        Binding { bot: office.bot, chat: wish.chat, account: wish.account, member: wish.member, invite_link, by };
    let now = office.now();
    office
        .commit(inbound, |store| {
            let mut refusal = Plan::nothing();
            if !problems.is_empty() {
                refusal.team(say(wish, Line::DeskProblems(problems.clone())));
                return Ok(refusal);
            }
            let bound = bind::bind(store, now, &binding)?;
            let problem = match bound.outcome {
                Ok(()) => return Ok(bound.with(())),
                Err(BindRefusal::AlreadyBound) => DeskProblem::AlreadyBound,
                Err(BindRefusal::Gone) => DeskProblem::NoAccount,
            };
            refusal.team(say(wish, Line::DeskProblems(vec![problem])));
            Ok(refusal)
        })
        .await?;
    Ok(())
}

/// What an account is asked to make: the words of the group are the agency's, chosen once.
pub fn wish(office: &Office, pair: DeskPair, by: MemberId) -> Result<DeskWish, StoreError> {
    let locale = Locale::of(office.lang);
    let account = Account::find(office.store(), pair.account)?.map(|account| account.title()).unwrap_or_default();
    let member = Member::find(office.store(), pair.member)?.map(|member| member.name.clone()).unwrap_or_default();
    let (account, member) = (locale.name(&account), locale.name(&member));
    let marker = URL_SAFE_NO_PAD.encode(office.randomness.bytes::<MARKER>());
    let title = say!(locale, "desk-group-title", account = account.as_str(), member = member.as_str());
    let about = say!(locale, "desk-group-about", account = account, member = member);
    let room = ABOUT_LIMIT - marker.len() - 1;
    Ok(DeskWish {
        pair,
        by,
        title: title.truncated(TITLE_LIMIT).text,
        about: format!("{}\n{marker}", about.truncated(room).text),
        marker,
        bot: office.bot,
        username: office.username.clone(),
    })
}

/// Bytes of the word by which a group is known again.
const MARKER: usize = 9;
/// <https://core.telegram.org/bots/api#setchattitle>, <https://core.telegram.org/bots/api#setchatdescription>
const TITLE_LIMIT: usize = 128;
const ABOUT_LIMIT: usize = 255;

/// An owner says no: the group hears it, the owner's screen goes home.
pub fn refuse(plan: &mut Plan, chat: ChatId, member: MemberId) {
    let place = Place::Group { chat, topic: None, reply_to: None, reader: member };
    plan.team(TeamTask::Say { place, line: Line::DeskRefused });
}

fn say(wish: &Wish, line: Line) -> TeamTask {
    TeamTask::Say { place: wish.answer.clone(), line }
}

/// Everything that keeps the group from becoming this desk, in plain words later.
async fn check(office: &Office, wish: &Wish) -> Result<Vec<DeskProblem>, BotError> {
    let sight = look(office, wish.chat).await?;
    let mut problems = sight.problems_for(office, wish.account)?;
    if Desk::find(office.store(), wish.chat)?.is_some() {
        problems.push(DeskProblem::AlreadyBound);
    }
    Ok(problems)
}

/// Everything that is wrong with a group that is a desk of this account, or is to be one.
pub async fn problems(office: &Office, chat: ChatId, account: AccountId) -> Result<Vec<DeskProblem>, TeamError> {
    match seen(office, chat).await {
        Ok(sight) => sight.problems_for(office, account).map_err(|error| {
            tracing::error!(error = %crate::domain::Chain(&error), "who may own a desk could not be read");
            TeamError::NotSent
        }),
        // Whoever is in a group may ask about it.
        Err(Failure::Refused(_)) => Ok(vec![DeskProblem::BotAbsent]),
        Err(failure) => Err(failure.into()),
    }
}

/// A link by which people ask to come in; see [`guard::belongs`](crate::relay::guard::belongs) for who may.
pub async fn entrance(office: &Office, chat: ChatId) -> Result<String, TeamError> {
    let request = CreateChatInviteLink::new(recipient(chat)).creates_join_request(true);
    Ok(link(office, request).await?)
}

/// Whoever created a group can read it for ever, so it has to be an owner or the account itself.
fn creator_fits(store: &Store, creator: Option<UserId>, account: AccountId) -> Result<bool, StoreError> {
    let Some(creator) = creator else { return Ok(false) };
    let is_owner = Member::find(store, MemberId(creator.0))?.is_some_and(|member| member.role == Role::Owner);
    let is_account = Account::find(store, account)?.is_some_and(|account| account.user == creator);
    Ok(is_owner || is_account)
}

async fn look(office: &Office, chat: ChatId) -> Result<Sight, BotError> {
    seen(office, chat).await.map_err(|failure| BotError::Telegram { what: "a group", failure })
}

async fn seen(office: &Office, chat: ChatId) -> Result<Sight, Failure> {
    let facts = office.api.chat_facts(chat).await?;
    let admins = call(&office.api.calls, GetChatAdministrators::new(recipient(chat))).await;
    let admins = match admins {
        Ok(admins) => admins,
        // Whoever may not see the administrators is none of them.
        Err(Failure::Refused(_)) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    Ok(Sight { chat: facts, admins })
}

async fn link(office: &Office, request: CreateChatInviteLink) -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Made {
        invite_link: String,
    }
    let made: Made = call(&office.api.calls, request).await?;
    Ok(made.invite_link)
}

impl Sight {
    /// What is wrong with the group as a desk of this account.
    fn problems_for(&self, office: &Office, account: AccountId) -> Result<Vec<DeskProblem>, StoreError> {
        let mut problems = self.problems(office.bot);
        if !creator_fits(office.store(), self.creator(), account)? {
            problems.push(DeskProblem::CreatorNotOwner);
        }
        Ok(problems)
    }

    /// What is wrong with the group itself.
    fn problems(&self, bot: BotId) -> Vec<DeskProblem> {
        let mut problems = Vec::new();
        if self.chat.kind != "supergroup" || !self.chat.is_forum {
            problems.push(DeskProblem::NotAForum);
        }
        if self.chat.is_public() {
            problems.push(DeskProblem::Public);
        }
        if self.chat.linked_chat_id.is_some() {
            problems.push(DeskProblem::Linked);
        }
        let Some(me) = self.admins.iter().find(|admin| admin.user.id == bot.0) else {
            problems.push(DeskProblem::BotNotAdmin);
            return problems;
        };
        for (has, right) in [
            (me.can_manage_topics, BotRight::ManageTopics),
            (me.can_delete_messages, BotRight::DeleteMessages),
            (me.can_pin_messages, BotRight::PinMessages),
            (me.can_restrict_members, BotRight::BanUsers),
            (me.can_invite_users, BotRight::InviteUsers),
        ] {
            if !has {
                problems.push(DeskProblem::Missing(right));
            }
        }
        problems
    }

    fn creator(&self) -> Option<UserId> {
        self.admins.iter().find(|admin| admin.status == "creator").map(|admin| UserId(admin.user.id))
    }
}

/// Whether a message stands in a group.
pub fn is_group(message: &Message) -> bool {
    message.chat.is_group() || message.chat.is_supergroup()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const BOT: BotId = BotId(9);

    fn sight(chat: Value, me: Value) -> Sight {
        let admins = json!([{ "status": "creator", "user": { "id": 7 } }, me]);
        Sight {
            chat: serde_json::from_value(chat).expect("a chat"),
            admins: serde_json::from_value(admins).expect("administrators"),
        }
    }

    fn all_rights() -> Value {
        json!({ "status": "administrator", "user": { "id": 9 }, "can_manage_topics": true,
                "can_delete_messages": true, "can_pin_messages": true, "can_restrict_members": true,
                "can_invite_users": true })
    }

    #[test]
    fn what_is_missing_is_listed() {
        let forum = json!({ "id": -1, "type": "supergroup", "is_forum": true });
        let mut weak = all_rights();
        weak["can_pin_messages"] = json!(false);
        weak["can_manage_topics"] = Value::Null;
        weak.as_object_mut().expect("an object").remove("can_manage_topics");
        let cases = [
            (forum.clone(), all_rights(), vec![]),
            (json!({ "id": -1, "type": "supergroup" }), all_rights(), vec![DeskProblem::NotAForum]),
            (json!({ "id": -1, "type": "group" }), all_rights(), vec![DeskProblem::NotAForum]),
            (
                json!({ "id": -1, "type": "supergroup", "is_forum": true, "username": "open", "linked_chat_id": -2 }),
                all_rights(),
                vec![DeskProblem::Public, DeskProblem::Linked],
            ),
            (forum.clone(), json!({ "status": "administrator", "user": { "id": 8 } }), vec![DeskProblem::BotNotAdmin]),
            (
                forum,
                weak,
                vec![DeskProblem::Missing(BotRight::ManageTopics), DeskProblem::Missing(BotRight::PinMessages)],
            ),
        ];
        for (chat, me, expected) in cases {
            let sight = sight(chat, me);
            assert_eq!(sight.problems(BOT), expected, "{:?}", sight.chat);
            assert_eq!(sight.creator(), Some(UserId(7)));
        }
    }
}
