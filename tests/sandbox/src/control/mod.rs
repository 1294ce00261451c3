//! The control door: a small HTTP API with which a program in any language directs this Telegram — makes people, acts as
//! them, looks at their screens, orders trouble and moves the clock.
//!
//! **People act by the world's own rules; what Telegram would refuse is refused here with Telegram's error name.** The
//! list of routes is one table ([`route::all`]): it answers requests, `GET /` and the section of README alike.
//!
//! | file | what |
//! |---|---|
//! | `route` | what a route is, and which one a request means |
//! | `arguments` | the values a request brings |
//! | `users`, `chats`, `media`, `groups`, `world` | the routes, by subject |
//! | `show` | what happened and what is seen, as JSON |
mod arguments;
mod chats;
mod groups;
mod media;
pub mod route;
mod show;
mod users;
mod world;

pub(crate) use world::keys_of;

use crate::sandbox::Address;
use crate::world::Shared;
use arguments::Arguments;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use route::{Problem, Run};
use serde_json::json;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A file of 50 MB as base64, and some more.
const BODY_LIMIT: usize = 80 << 20;

/// What the routes work on.
#[derive(Clone)]
pub struct Context {
    pub shared: Shared,
    pub address: Arc<Address>,
}

/// Answers requests on `listener` until the task set is dropped.
pub fn serve(listener: TcpListener, context: Context, tasks: &mut JoinSet<()>) {
    let router = Router::new().fallback(answer).with_state(context);
    tasks.spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the control door stopped");
        }
    });
}

async fn answer(State(context): State<Context>, request: Request) -> Response {
    // In a task of its own, so that a panic is one failed request.
    let performed = tokio::spawn(perform(context, request)).await;
    let answer = performed.unwrap_or_else(|_| Err(Problem::new(500, "INTERNAL", "this is a fault of the sandbox")));
    let (status, body) = match answer {
        Ok(body) => (200, body),
        Err(problem) => (problem.status, json!({ "error": problem.name, "description": problem.words })),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn perform(context: Context, request: Request) -> route::Answer {
    let (head, body) = request.into_parts();
    let (route, path) = route::find(head.method.as_str(), head.uri.path())?;
    let body = to_bytes(body, BODY_LIMIT)
        .await
        .map_err(|_| Problem::new(413, "TOO_LARGE", "the body is larger than 80 MiB"))?;
    let arguments = Arguments::read(path, head.uri.query().unwrap_or_default(), &body)?;
    route.knows(&arguments)?;
    match route.run {
        Run::Now(run) => context.shared.with(|world| run(world, &arguments)),
        Run::Waits(run) => run(context, arguments).await,
    }
}
