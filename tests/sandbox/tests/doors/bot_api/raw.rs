//! What other libraries send: GET, forms, JSON in strings; and tokens that are wrong.
use super::Stage;
use serde_json::{Value, json};
use telegram_sandbox::world::{Door, Fault};
use teloxide::prelude::Requester;

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn arguments_come_in_every_documented_way() {
    let stage = Stage::set().await;
    let http = reqwest::Client::new();
    let base = format!("{}/bot{}", stage.sandbox.bot_api_url(), stage.bot.token());
    let keys = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "1" }]] });
    let chat = stage.anna.id.0.to_string();
    let query = [("chat_id", chat.as_str()), ("text", "*query*"), ("parse_mode", "MarkdownV2")];
    let form = [("chat_id", chat.clone()), ("text", "form".into()), ("reply_markup", keys.to_string())];
    let body = json!({ "chat_id": chat, "text": "json", "reply_markup": keys, "disable_notification": true });
    let parts = reqwest::multipart::Form::new().text("chat_id", chat.clone()).text("text", "multipart");
    for (request, text) in [
        (http.get(format!("{base}/SENDMESSAGE")).query(&query), "query"),
        (http.post(format!("{base}/sendMessage")).form(&form), "form"),
        (http.post(format!("{base}/sendmessage")).json(&body), "json"),
        (http.post(format!("{base}/sendMessage")).multipart(parts), "multipart"),
    ] {
        let (status, got) = answer(request).await;
        assert_eq!((status, &got["ok"], got["result"]["text"].as_str()), (200, &json!(true), Some(text)), "{got}");
    }
    let seen = stage.anna.sees(&stage.bot);
    let pressable: Vec<_> = seen.iter().filter(|m| !m.buttons.is_empty()).map(|m| m.text.as_str()).collect();
    assert_eq!(pressable, ["form", "json"]);
}

#[tokio::test]
async fn wrong_tokens_and_paths_are_told_apart() {
    let stage = Stage::set().await;
    let http = reqwest::Client::new();
    let url = stage.sandbox.bot_api_url();
    let get = |path: &str| answer(http.get(format!("{url}{path}")));
    let unauthorized = json!({ "ok": false, "error_code": 401, "description": "Unauthorized" });
    assert_eq!(get("/bot1:wrong/getMe").await, (401, unauthorized));
    let nothing = json!({ "ok": false, "error_code": 404, "description": "Not Found" });
    assert_eq!(get("/botnonsense/getMe").await, (404, nothing.clone()));
    assert_eq!(get("/").await, (404, nothing));
    assert_eq!(stage.api.get_me().await.unwrap().username(), "shop_bot");
}

#[tokio::test]
async fn commands_are_kept_by_scope_and_language() {
    let stage = Stage::set().await;
    let http = reqwest::Client::new();
    let base = format!("{}/bot{}", stage.sandbox.bot_api_url(), stage.bot.token());
    let set = json!({
        "commands": [{ "command": "pay", "description": "Оплата" }],
        "scope": { "type": "chat", "chat_id": stage.anna.id.0 },
        "language_code": "ru",
    });
    answer(http.post(format!("{base}/setMyCommands")).json(&set)).await;
    let (_, kept) = answer(http.post(format!("{base}/getMyCommands")).json(&set)).await;
    assert_eq!(kept["result"], set["commands"]);
    let (_, other) = answer(http.get(format!("{base}/getMyCommands"))).await;
    assert_eq!(other["result"], json!([]));
    let bad = json!({ "commands": [{ "command": "Bad!", "description": "x" }] });
    let (status, said) = answer(http.post(format!("{base}/setMyCommands")).json(&bad)).await;
    assert_eq!((status, said["description"].as_str()), (400, Some("Bad Request: BOT_COMMAND_INVALID")));
}

#[tokio::test]
async fn a_file_is_good_for_the_bot_that_was_given_it() {
    let stage = Stage::set().await;
    let url = stage.sandbox.bot_api_url();
    let http = reqwest::Client::new();
    let upload = reqwest::multipart::Part::bytes(b"a;b".to_vec()).file_name("t.csv");
    let form = reqwest::multipart::Form::new().text("chat_id", stage.anna.id.0.to_string()).part("document", upload);
    let mine = format!("{url}/bot{}", stage.bot.token());
    let (_, sent) = answer(http.post(format!("{mine}/sendDocument")).multipart(form)).await;
    let id = sent["result"]["document"]["file_id"].as_str().unwrap().to_owned();
    let (_, file) = answer(http.get(format!("{mine}/getFile")).query(&[("file_id", &id)])).await;
    let path = file["result"]["file_path"].as_str().unwrap();
    let fetch = |token: String| http.get(format!("{url}/file/bot{token}/{path}")).send();
    assert_eq!(fetch(stage.bot.token()).await.unwrap().bytes().await.unwrap(), b"a;b".as_slice());
    let other = stage.sandbox.bot("other_bot").token();
    assert_eq!(fetch(other.clone()).await.unwrap().status(), 404);
    let theirs = format!("{url}/bot{other}/getFile");
    let (status, refused) = answer(http.get(theirs).query(&[("file_id", &id)])).await;
    assert_eq!((status, refused["description"].as_str()), (400, Some("Bad Request: invalid file_id")));
}

#[tokio::test]
async fn a_server_in_trouble_says_so() {
    let stage = Stage::set().await;
    stage.sandbox.fault(Fault::error(Door::BotApi, "getMe", 502, "Bad Gateway").times(1));
    let request = || reqwest::get(format!("{}/bot{}/getMe", stage.sandbox.bot_api_url(), stage.bot.token()));
    assert_eq!(request().await.unwrap().status(), 502);
    assert_eq!(request().await.unwrap().status(), 200);
}
