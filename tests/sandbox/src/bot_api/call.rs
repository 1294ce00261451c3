//! The arguments of one call. **However they came (query, form, JSON, multipart), each is a string under its name, as
//! the official server keeps them: numbers and objects of a JSON body are the JSON text of themselves.**
//! <https://core.telegram.org/bots/api#making-requests>
use super::failure::Failure;
use crate::world::{Content, Intake, Recipe};
use axum::body::Body;
use axum::extract::{Form, FromRequest, Multipart, Query, Request};
use axum::http::header::CONTENT_TYPE;
use futures_util::{StreamExt, stream};
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::sync::mpsc;

/// What the real server takes at most in one request: a file of 50 MB and its arguments.
const BODY_LIMIT: u64 = 52 << 20;

type Pairs = Vec<(String, String)>;

/// A file sent along.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub mime: String,
    pub content: Content,
}

#[derive(Clone, Debug, Default)]
pub struct Call {
    args: BTreeMap<String, String>,
    files: BTreeMap<String, Upload>,
}

impl Call {
    /// Reads query and body; files that are among the `known` ones are not kept a second time.
    ///
    /// # Errors
    /// 400 for a body that is not what its content type says, 413 for one that is too large.
    pub async fn read(request: Request, known: Vec<Recipe>) -> Result<Call, Failure> {
        let mut call = Call::default();
        if let Ok(Query(pairs)) = Query::<Pairs>::try_from_uri(request.uri()) {
            call.args.extend(pairs);
        }
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|v| v.to_str().ok()).unwrap_or_default();
        let kind = kind.to_owned();
        if kind.starts_with("multipart/form-data") && request.method() == axum::http::Method::POST {
            call.read_multipart(request, known).await?;
            return Ok(call);
        }
        // Read to its very end whatever follows: a client must not find the connection closed while it still writes.
        let (head, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::try_from(BODY_LIMIT).unwrap_or(usize::MAX)).await;
        let body = body.map_err(|_| too_large())?;
        if head.method != axum::http::Method::POST || body.is_empty() {
            return Ok(call);
        }
        if kind.starts_with("application/json") {
            call.read_json(&body)?;
            return Ok(call);
        }
        let request = Request::from_parts(head, Body::from(body));
        if kind.starts_with("application/x-www-form-urlencoded") {
            let form = Form::<Pairs>::from_request(request, &()).await;
            let Form(pairs) = form.map_err(|_| Failure::bad("can't parse parameters"))?;
            call.args.extend(pairs);
        }
        Ok(call)
    }

    fn read_json(&mut self, body: &[u8]) -> Result<(), Failure> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
            return Err(Failure::bad("can't parse request body as a JSON object"));
        };
        for (name, value) in fields {
            match value {
                Value::Null => {}
                Value::String(text) => drop(self.args.insert(name, text)),
                other => drop(self.args.insert(name, other.to_string())),
            }
        }
        Ok(())
    }

    /// Takes files as they come, a piece at a time. Whatever becomes of them, the body is read to its very end: the form's
    /// own end may come earlier, and a connection that still has something to say cannot be used again.
    async fn read_multipart(&mut self, request: Request, known: Vec<Recipe>) -> Result<(), Failure> {
        let (head, body) = request.into_parts();
        let (pieces, taken) = mpsc::channel(1);
        let read = async move {
            let mut body = body.into_data_stream();
            while let Some(piece) = body.next().await {
                // Nobody may want it any more.
                let _gone = pieces.send(piece).await;
            }
        };
        let taken = stream::unfold(taken, |mut taken| async { taken.recv().await.map(|piece| (piece, taken)) });
        let request = Request::from_parts(head, Body::from_stream(taken));
        let ((), form) = tokio::join!(read, self.read_form(request, known));
        form
    }

    /// What is too large is dropped.
    async fn read_form(&mut self, request: Request, known: Vec<Recipe>) -> Result<(), Failure> {
        let broken = || Failure::bad("can't parse multipart body");
        let form = Multipart::from_request(request, &()).await;
        let mut form = form.map_err(|_| broken())?;
        let mut total = 0;
        while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(str::to_owned);
            let mime = field.content_type().map(str::to_owned);
            // Texts are no files, whatever they look like.
            let mut intake = Intake::new(if file.is_some() { known.clone() } else { Vec::new() });
            while let Some(piece) = field.chunk().await.map_err(|_| broken())? {
                total += piece.len() as u64;
                if total <= BODY_LIMIT {
                    intake.push(&piece);
                }
            }
            let content = intake.done();
            match file {
                Some(file) => {
                    let mime = mime.unwrap_or_else(|| "application/octet-stream".into());
                    self.files.insert(name, Upload { name: file, mime, content });
                }
                None => {
                    let text = String::from_utf8(content.read(0, content.size()))
                        .map_err(|_| Failure::bad("strings must be encoded in UTF-8"))?;
                    self.args.insert(name, text);
                }
            }
        }
        if total > BODY_LIMIT { Err(too_large()) } else { Ok(()) }
    }

    /// Bytes of files sent along.
    pub fn weight(&self) -> u64 {
        self.files.values().map(|file| file.content.size()).sum()
    }

    /// A non-empty argument.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.args.get(name).map(String::as_str).filter(|t| !t.is_empty())
    }
    /// Whether the argument was given at all, perhaps empty.
    pub fn has(&self, name: &str) -> bool {
        self.args.contains_key(name)
    }
    /// `true`, `yes` and `1` are true, anything else is false.
    pub fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|t| ["true", "yes", "1"].contains(&t.to_ascii_lowercase().as_str()))
    }
    /// # Errors
    /// 400 for what is not a whole number.
    pub fn int<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Failure> {
        let parsed = self.text(name).map(|t| t.trim().parse());
        parsed.transpose().map_err(|_| Failure::bad(format!("can't parse \"{name}\" as an integer")))
    }
    /// An argument that is JSON.
    ///
    /// # Errors
    /// 400 for what is not JSON.
    pub fn json(&self, name: &str) -> Result<Option<Value>, Failure> {
        let parsed = self.text(name).map(serde_json::from_str);
        parsed.transpose().map_err(|_| Failure::bad(format!("can't parse {name} JSON object")))
    }
    pub fn upload(&self, name: &str) -> Option<&Upload> {
        self.files.get(name)
    }
}

fn too_large() -> Failure {
    Failure::new(413, "Request Entity Too Large")
}
