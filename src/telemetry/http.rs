//! A server for whoever watches the process: three addresses, nothing to configure, nothing to send.
//!
//! **It listens on this machine only**; the settings refuse anything else.

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header, server,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

/// A request that is not there by then is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Watchers are few; more connections than that wait for one to end.
const CONNECTIONS: usize = 16;

/// What is answered.
pub trait Page: Send + Sync + 'static {
    /// Status and text of a path; `None` where there is nothing.
    fn get(&self, path: &str) -> Option<(u16, String)>;
}

/// Answers until stopped.
pub async fn serve(listener: TcpListener, page: Arc<dyn Page>, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < CONNECTIONS => match accepted {
                Ok((stream, _)) => {
                    let page = page.clone();
                    let answers = service_fn(move |request| {
                        let answer = answer(&*page, &request);
                        async move { Ok::<_, Infallible>(answer) }
                    });
                    let mut server = server::conn::http1::Builder::new();
                    server.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
                    connections.spawn(server.serve_connection(TokioIo::new(stream), answers));
                }
                Err(error) => {
                    warn!(%error, "A connection for metrics was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Some(ended) = connections.join_next(), if !connections.is_empty() => {
                if let Ok(Err(error)) = ended {
                    debug!(%error, "A connection for metrics broke");
                }
            }
            () = stop.cancelled() => return,
        }
    }
}

fn answer(page: &dyn Page, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let (status, text) = match *request.method() {
        Method::GET | Method::HEAD => page.get(request.uri().path()).unwrap_or((404, "not found\n".to_owned())),
        _ => (405, "only GET\n".to_owned()),
    };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let plain = header::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, plain);
    response
}
