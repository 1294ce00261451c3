//! From a request to an answer: whose token, which method, what trouble was ordered.
//! **A token is never written to a log or an answer.**
use super::call::Call;
use super::failure::{Answer, Failure};
use super::updates::Updates;
use super::wire::{Cut, until};
use super::{files, methods};
use crate::world::{Door as Side, Effect, Shared, UserId};
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;
use tokio::sync::watch;

pub struct Door {
    pub world: Shared,
    pub updates: Arc<Updates>,
    pub closed: watch::Receiver<bool>,
}

pub fn router(door: Arc<Door>) -> Router {
    Router::new().fallback(answer).layer(DefaultBodyLimit::disable()).with_state(door)
}

async fn answer(State(door): State<Arc<Door>>, ConnectInfo(wire): ConnectInfo<Cut>, request: Request) -> Response {
    let path = unescaped(request.uri().path());
    if let Some((token, file)) = path.strip_prefix("/file/bot").and_then(|p| p.split_once('/')) {
        return match door.bot(token) {
            Ok(bot) => files::download(&door.world, bot, file),
            Err(failure) => reply(Err(failure)),
        };
    }
    let Some((token, method)) = path.strip_prefix("/bot").and_then(|p| p.split_once('/')) else {
        return reply(Err(Failure::new(404, "Not Found")));
    };
    let known = door.world.with(|w| w.recipes());
    let call = Call::read(request, known).await;
    let (bot, call) = match door.bot(token).and_then(|bot| Ok((bot, call?))) {
        Ok(known) => known,
        Err(failure) => return reply(Err(failure)),
    };
    door.world.with(|w| w.note_up(bot, usize::try_from(call.weight()).unwrap_or(usize::MAX)));
    let trouble = door.world.with(|w| w.take_fault(Side::BotApi, method, Some(bot)));
    let struck = |effect: &Effect| door.world.with(|w| w.struck(Side::BotApi, method, Some(bot), effect));
    if let Some(effect @ (Effect::Refuse { .. } | Effect::DropBefore | Effect::SilentBefore)) = &trouble {
        struck(effect);
    }
    match trouble {
        Some(Effect::Refuse { code, ref text, retry_after }) => {
            let code = u16::try_from(code).unwrap_or(500);
            let failure = Failure { retry_after, ..Failure::new(code, text.clone()) };
            return reply(Err(failure));
        }
        Some(Effect::DropBefore) => return cut(&wire),
        Some(Effect::SilentBefore) => return door.says_nothing(&wire).await,
        Some(Effect::Delay(span)) => tokio::time::sleep(span).await,
        _ => {}
    }
    let answer = door.perform(bot, method, &call).await;
    if let Some(effect) = &trouble {
        struck(effect);
    }
    match trouble {
        Some(Effect::DropAfter) => cut(&wire),
        Some(Effect::SilentAfter) => door.says_nothing(&wire).await,
        _ => reply(answer),
    }
}

impl Door {
    /// Keeps the connection for as long as its client or the door does, and never answers: one connection carries one call at a
    /// time, so nothing else comes through either.
    async fn says_nothing(&self, wire: &Cut) -> Response {
        until(self.closed.clone()).await;
        cut(wire)
    }

    /// Malformed tokens are paths that do not exist; well-formed ones that nobody has are unauthorized.
    fn bot(&self, token: &str) -> Result<UserId, Failure> {
        let sound = token
            .split_once(':')
            .is_some_and(|(id, secret)| !secret.is_empty() && !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
        if !sound {
            return Err(Failure::new(404, "Not Found"));
        }
        let bot = self.world.with(|w| w.by_token(token));
        bot.ok_or_else(|| Failure::new(401, "Unauthorized"))
    }

    async fn perform(&self, bot: UserId, method: &str, call: &Call) -> Answer {
        let name = method.to_ascii_lowercase();
        if name == "getupdates" {
            return self.updates.get(&self.world, bot, call, self.closed.clone()).await;
        }
        if call.text("business_connection_id").is_some() {
            // Nobody in this world has connected a business account.
            return Err(Failure::bad("business connection not found"));
        }
        let Some(run) = methods::find(&name) else {
            self.world.with(|w| w.unimplemented(method));
            let words = format!("Not Found: method {method} is not in this sandbox");
            return Err(Failure::new(404, words));
        };
        self.world.with(|world| run(&mut methods::Turn { world, updates: &self.updates, bot, call }))
    }
}

/// Some clients escape the colon of the token or the slash of a file's path.
fn unescaped(path: &str) -> String {
    path.replace("%3A", ":").replace("%3a", ":").replace("%2F", "/").replace("%2f", "/")
}

fn reply(answer: Answer) -> Response {
    let (status, body) = match answer {
        Ok(result) => (200, json!({ "ok": true, "result": result })),
        Err(failure) => (failure.code, failure.body()),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body.to_string()).into_response()
}

fn cut(wire: &Cut) -> Response {
    wire.cut();
    // Never arrives.
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
