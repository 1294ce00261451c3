//! The Bot API door: <https://core.telegram.org/bots/api> over HTTP, for any bot library.
//!
//! **It decides nothing the world can decide: arguments become calls of the world's verbs, refusals become Telegram's
//! sentences. Updates are written down in the moment the event happens, in the state that it left, and stay until an
//! offset confirms them. A method that is not here answers an error with its name and is remembered as missing.**
//!
//! | file | what |
//! |---|---|
//! | `wire`, `http`, `call`, `failure` | connections, requests, arguments, errors |
//! | `updates` | who is told what, and `getUpdates` |
//! | `methods` | one function per method, by subject |
//! | `render` | the world as JSON |
//! | `markup` | `parse_mode`, entities, keyboards |
mod call;
mod failure;
mod files;
mod http;
pub(crate) mod markup;
mod methods;
pub(crate) mod render;
mod updates;
mod wire;

use crate::world::Shared;
use std::sync::Arc;
use tokio::sync::watch;

/// A running door. Dropping it closes the port and its connections.
pub struct Served {
    url: String,
    closing: watch::Sender<bool>,
}

impl Served {
    /// `http://127.0.0.1:<port>`, what clients take for `https://api.telegram.org`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.closing.send_replace(true);
    }
}

/// Opens the door on a loopback port. Events before this call reach no bot.
///
/// # Errors
/// When the port cannot be told.
pub fn serve(listener: tokio::net::TcpListener, world: Shared) -> std::io::Result<Served> {
    let url = format!("http://{}", listener.local_addr()?);
    let (closing, closed) = watch::channel(false);
    let updates = Arc::new(updates::Updates::default());
    let scribe = updates.clone();
    world.observe(Box::new(move |world, from| scribe.note(world, from)));
    let door = Arc::new(http::Door { world: world.clone(), updates, closed: closed.clone() });
    let service = http::router(door).into_make_service_with_connect_info::<wire::Cut>();
    let server = axum::serve(wire::Wires(listener, world), service).with_graceful_shutdown(wire::until(closed));
    tokio::spawn(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the Bot API door stopped");
        }
    });
    Ok(Served { url, closing })
}
