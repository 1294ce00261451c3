//! The Bot API as this adapter calls it: two HTTP clients, and the methods whose answers teloxide's types would narrow.
//!
//! **The token is part of every address**, and an HTTP error carries its address: such errors are turned into
//! [`TeamError`](crate::ports::TeamError) or [`PollError`] at once and never printed.

use super::{
    errors::{Failure, PollError},
    intake::UpdateSource,
};
use crate::domain::{ChatId, Proxy, ProxyAddress};
use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use std::{marker::PhantomData, time::Duration};
use teloxide::{
    Bot, RequestError,
    net::default_reqwest_settings,
    requests::{JsonRequest, MultipartPayload, MultipartRequest, Payload, Requester},
    types::{InputFile, Me, Recipient},
};
use url::Url;

/// How long the Bot API holds a request for updates open.
const POLL: Duration = Duration::from_secs(20);
/// What a request may take beyond that. Where the connection is half-open, it is noticed then.
const MARGIN: Duration = Duration::from_secs(10);
const CALL: Duration = Duration::from_secs(20);
/// For the largest file there is over a slow line.
const UPLOAD: Duration = Duration::from_secs(900);
/// Bot API limit: <https://core.telegram.org/bots/api#getupdates>
const BATCH: u8 = 100;

/// Every kind of update that routing knows. Reactions and members come only when asked for.
/// <https://core.telegram.org/bots/api#getupdates>
const ALLOWED_UPDATES: [&str; 7] = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
];

/// Clients of one bot, by how long their requests may take.
#[derive(Clone)]
pub struct Api {
    polling: Bot,
    /// Everything but updates and uploads.
    pub calls: Bot,
    pub uploads: Bot,
    proxy: Option<ProxyAddress>,
}

/// Where the Bot API is, and the way there.
#[derive(Clone, Copy, Default)]
pub struct Server<'a> {
    /// Another server than Telegram's own.
    pub url: Option<&'a Url>,
    /// Nothing goes past it.
    pub proxy: Option<&'a Proxy>,
}

/// The proxy resolves the server's name, so that nothing is asked past it.
fn through(proxy: &Proxy) -> Result<reqwest::Proxy, ApiSetupError> {
    let address = proxy.address.to_string().replacen("socks5:", "socks5h:", 1);
    let all = reqwest::Proxy::all(address).map_err(|_| ApiSetupError::Proxy)?;
    Ok(match &proxy.login {
        Some(login) => all.basic_auth(&login.user, &login.password),
        None => all,
    })
}

/// The bot cannot be spoken to at all.
#[derive(Debug, thiserror::Error)]
pub enum ApiSetupError {
    #[error("setting up the HTTP client for the Bot API")]
    Client,
    /// What it holds is not printed.
    #[error("setting up the bot's proxy")]
    Proxy,
}

impl Api {
    pub fn new(token: &SecretString, server: Server<'_>) -> Result<Api, ApiSetupError> {
        let url = server.url.map(|url| without_trailing_slash(url.clone()));
        let bot = |timeout| {
            let mut client = default_reqwest_settings().timeout(timeout);
            if let Some(proxy) = server.proxy {
                client = client.proxy(through(proxy)?);
            }
            let client = client.build().map_err(|_| ApiSetupError::Client)?;
            let bot = Bot::with_client(token.expose_secret(), client);
            Ok(match &url {
                Some(url) => bot.set_api_url(url.clone()),
                None => bot,
            })
        };
        let proxy = server.proxy.map(|proxy| proxy.address.clone());
        Ok(Api { polling: bot(POLL + MARGIN)?, calls: bot(CALL)?, uploads: bot(UPLOAD)?, proxy })
    }

    /// Who the bot is.
    pub async fn who(&self) -> Result<Me, PollError> {
        self.calls.get_me().await.map_err(|error| self.failed(&error))
    }

    /// What the server's clock shows, which it says with every answer.
    pub async fn time(&self) -> Option<Timestamp> {
        // The address itself needs no token.
        let answer = self.calls.client().get(self.calls.api_url()).send().await.ok()?;
        let date = answer.headers().get(reqwest::header::DATE)?.to_str().ok()?;
        Some(jiff::fmt::rfc2822::parse(date).ok()?.timestamp())
    }

    fn failed(&self, error: &RequestError) -> PollError {
        PollError::from_request(error).through(self.proxy.as_ref())
    }

    /// What a desk's checks need to know of a chat.
    pub async fn chat_facts(&self, chat: ChatId) -> Result<ChatFacts, Failure> {
        call(&self.calls, GetChat { chat_id: recipient(chat) }).await
    }
}

#[async_trait]
impl UpdateSource for Api {
    async fn updates(&self, offset: Option<u32>) -> Result<Vec<Value>, PollError> {
        let payload = GetUpdates { offset, limit: BATCH, timeout: POLL.as_secs(), allowed_updates: &ALLOWED_UPDATES };
        JsonRequest::new(self.polling.clone(), payload).await.map_err(|error| self.failed(&error))
    }
}

/// Calls a method and reads of its answer only what `O` names: what Telegram adds to a message tomorrow must not make
/// a send look failed.
pub async fn call<P, O>(bot: &Bot, payload: P) -> Result<O, Failure>
where
    P: Payload + Serialize + 'static,
    O: DeserializeOwned + 'static,
{
    let narrow = Narrow { payload, answer: PhantomData };
    JsonRequest::new(bot.clone(), narrow).await.map_err(|error| Failure::of(&error))
}

/// The same with files: they are streamed.
pub async fn upload<P, O>(bot: &Bot, payload: P) -> Result<O, Failure>
where
    P: MultipartPayload + Serialize + 'static,
    O: DeserializeOwned + 'static,
{
    let narrow = Narrow { payload, answer: PhantomData };
    MultipartRequest::new(bot.clone(), narrow).await.map_err(|error| Failure::of(&error))
}

/// A method with another type of answer.
struct Narrow<P, O> {
    payload: P,
    answer: PhantomData<fn() -> O>,
}

impl<P: Payload, O> Payload for Narrow<P, O> {
    type Output = O;
    const NAME: &'static str = P::NAME;
}

impl<P: MultipartPayload, O> MultipartPayload for Narrow<P, O> {
    fn copy_files(&self, into: &mut dyn FnMut(InputFile)) {
        self.payload.copy_files(into);
    }
    fn move_files(&mut self, into: &mut dyn FnMut(InputFile)) {
        self.payload.move_files(into);
    }
}

impl<P: Serialize, O> Serialize for Narrow<P, O> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.payload.serialize(serializer)
    }
}

/// The id of a sent message.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Sent {
    pub message_id: i32,
}

/// Methods are appended to the path.
fn without_trailing_slash(mut url: Url) -> Url {
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty();
    }
    url
}

pub fn recipient(chat: ChatId) -> Recipient {
    Recipient::Id(teloxide::types::ChatId(chat.0))
}

/// `getUpdates` with its answer left raw, so that an update of a kind from tomorrow can be stored too.
#[derive(Clone, Serialize)]
struct GetUpdates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<u32>,
    limit: u8,
    timeout: u64,
    allowed_updates: &'static [&'static str],
}

impl Payload for GetUpdates {
    type Output = Vec<Value>;
    const NAME: &'static str = "getUpdates";
}

/// `getChat` with the few fields that matter. <https://core.telegram.org/bots/api#chatfullinfo>
#[derive(Clone, Serialize)]
struct GetChat {
    chat_id: Recipient,
}

impl Payload for GetChat {
    type Output = ChatFacts;
    const NAME: &'static str = "getChat";
}

#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct ChatFacts {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub is_forum: bool,
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub active_usernames: Vec<String>,
    #[serde(default)]
    pub linked_chat_id: Option<i64>,
}

impl ChatFacts {
    pub fn is_public(&self) -> bool {
        self.username.is_some() || !self.active_usernames.is_empty()
    }
}
