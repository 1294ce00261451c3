//! The sandbox as a program, directed by HTTP alone.
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use telegram_sandbox::{auth_key, control};

/// The program, ended with the test.
struct Program {
    child: Child,
    address: Value,
    http: reqwest::Client,
}

impl Program {
    fn starts(arguments: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_telegram-sandbox"))
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program was built for this test");
        let mut line = String::new();
        let out = child.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut line).expect("the program says something");
        let address = serde_json::from_str(&line).expect("its first line is JSON");
        Program { child, address, http: reqwest::Client::new() }
    }

    async fn asks(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.address["control"].as_str().unwrap());
        let request = self.http.request(method.parse().unwrap(), url);
        let request = if body.is_null() { request } else { request.json(&body) };
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
    async fn posts(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.asks("POST", path, body).await;
        assert_eq!(status, 200, "POST {path}: {answer}");
        answer
    }
    async fn gets(&self, path: &str) -> Value {
        let (status, answer) = self.asks("GET", path, Value::Null).await;
        assert_eq!(status, 200, "GET {path}: {answer}");
        answer
    }
    async fn bot(&self, bot: &Value, method: &str, body: Value) -> Value {
        let url =
            format!("{}/bot{}/{method}", self.address["bot_api"].as_str().unwrap(), bot["token"].as_str().unwrap());
        let answer: Value = self.http.post(url).json(&body).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["ok"], true, "{method}: {answer}");
        answer["result"].clone()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn the_program_says_where_it_is_and_with_which_keys() {
    let program = Program::starts(&["--seed", "5"]);
    let address = &program.address;
    assert_eq!(address["seed"], 5);
    assert!(address["mtproto"].as_str().unwrap().starts_with("127.0.0.1:"), "{address}");
    assert_eq!(address["keys"]["4"], BASE64_STANDARD.encode(auth_key(5, 0, 4)));
    assert_eq!(program.gets("/keys/77").await["1"], BASE64_STANDARD.encode(auth_key(5, 77, 1)));
    assert_eq!(program.gets("/address").await, *address);
}

#[tokio::test]
async fn a_person_talks_to_a_bot_and_presses_its_button() {
    let program = Program::starts(&["--limits", "none"]);
    let ivan = program.posts("/users", json!({ "first_name": "Ivan", "username": "ivan", "language": "ru" })).await;
    let bot = program.posts("/bots", json!({ "username": "shop_bot" })).await;
    let began = program.posts("/users/ivan/start", json!({ "link": "https://t.me/shop_bot?start=abc" })).await;

    let updates = program.bot(&bot, "getUpdates", json!({ "timeout": 5 })).await;
    assert_eq!(updates[0]["message"]["text"], "/start abc");
    assert_eq!(updates[0]["message"]["from"]["language_code"], "ru");
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Yes", "callback_data": "y" }]] });
    program.bot(&bot, "sendMessage", json!({ "chat_id": ivan["id"], "text": "Sure?", "reply_markup": keyboard })).await;

    let chat = program.gets("/users/ivan/chat?chat=shop_bot").await;
    let question = &chat["messages"][1];
    assert_eq!((&chat["messages"][0]["message"], &question["text"]), (&began["message"], &json!("Sure?")));
    assert_eq!(question["buttons"][0][0]["text"], "Yes");

    let pressing = json!({ "chat": "shop_bot", "message": question["message"], "button": "Yes" });
    let answering = async {
        let offset = updates[0]["update_id"].as_i64().unwrap() + 1;
        let pressed = program.bot(&bot, "getUpdates", json!({ "timeout": 5, "offset": offset })).await;
        let query = &pressed[0]["callback_query"];
        assert_eq!(query["data"], "y");
        program.bot(&bot, "answerCallbackQuery", json!({ "callback_query_id": query["id"], "text": "Noted" })).await;
    };
    let (pressed, ()) = tokio::join!(program.posts("/users/ivan/press", pressing), answering);
    assert_eq!((&pressed["text"], &pressed["alert"]), (&json!("Noted"), &json!(false)));
    assert_eq!(program.gets("/unimplemented").await["methods"], json!([]));
}

#[tokio::test]
async fn groups_links_requests_and_topics_are_made_by_hand() {
    let program = Program::starts(&[]);
    for name in ["anna", "olga", "ivan"] {
        program.posts("/users", json!({ "first_name": name, "username": name })).await;
    }
    let group = program.posts("/groups", json!({ "by": "anna", "title": "Desk", "forum": true })).await["id"].clone();
    let at = |path: &str| format!("/groups/{group}{path}");
    let link = program.posts(&at("/links"), json!({ "by": "anna", "approval": true })).await["link"].clone();
    let joined = program.posts("/users/olga/join", json!({ "link": link })).await;
    assert_eq!(joined["state"], "requested");
    let seen = program.gets(&at("")).await;
    assert_eq!(seen["requests"][0]["username"], "olga");
    program.posts(&at("/decide"), json!({ "by": "anna", "user": "olga", "approve": true })).await;
    let topic = program.posts(&at("/topics"), json!({ "by": "anna", "title": "Ivan" })).await["topic"].clone();
    program
        .posts(
            "/users/olga/say",
            json!({ "chat": group, "topic": topic, "text": "<b>Hello</b>", "parse_mode": "HTML" }),
        )
        .await;
    let chat = program.gets(&format!("/users/anna/chat?chat={group}&topic={topic}")).await;
    let last = chat["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["text"], &last["entities"][0]["type"]), (&json!("Hello"), &json!("bold")));

    let (status, refused) = program.asks("POST", &at("/ban"), json!({ "by": "olga", "user": "anna" })).await;
    assert_eq!((status, &refused["error"]), (400, &json!("CHAT_ADMIN_REQUIRED")), "{refused}");
    let (status, unseen) = program.asks("GET", &format!("/users/ivan/chat?chat={group}"), Value::Null).await;
    assert!(status == 400 || status == 403, "{status} {unseen}");
    program.posts("/users/olga/leave", json!({ "group": group })).await;
}

#[tokio::test]
async fn everything_that_happens_is_told_in_order_and_can_be_waited_for() {
    let program = Program::starts(&[]);
    program.posts("/users", json!({ "first_name": "Anna", "username": "anna" })).await;
    program.posts("/users", json!({ "first_name": "Ivan", "username": "ivan" })).await;
    let before = program.gets("/events").await["next"].clone();
    let waiting = program.gets("/events?after=0&wait=10");
    let path = format!("/events?after={before}&wait=10");
    let (told, said, _) = tokio::join!(
        program.gets(&path),
        program.posts("/users/ivan/say", json!({ "chat": "anna", "text": "Hello" })),
        waiting
    );
    assert_eq!((&told["events"][0]["kind"], &told["events"][0]["text"]), (&json!("message"), &json!("Hello")));
    assert_eq!(told["events"][0]["message"], said["message"]);
}

#[tokio::test]
async fn time_limits_and_trouble_are_set_from_outside() {
    let program = Program::starts(&["--clock", "virtual"]);
    let before = program.gets("/clock").await["now"].as_i64().unwrap();
    let after = program.posts("/clock/advance", json!({ "seconds": 90 })).await["now"].as_i64().unwrap();
    assert_eq!(after - before, 90_000);

    let limits = json!({ "group": { "count": 3, "seconds": 10 }, "private": null });
    let (_, limits) = program.asks("PUT", "/limits", limits).await;
    assert_eq!((&limits["group"]["count"], &limits["private"]), (&json!(3), &Value::Null));

    let bot = program.posts("/bots", json!({ "username": "shop_bot" })).await;
    let fault = json!({ "door": "bot_api", "method": "getMe", "effect": "flood", "seconds": 7 });
    program.posts("/faults", fault).await;
    let url = format!("{}/bot{}/getMe", program.address["bot_api"].as_str().unwrap(), bot["token"].as_str().unwrap());
    let refused: Value = program.http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(refused["parameters"]["retry_after"], 7, "{refused}");
    program.bot(&bot, "getMe", json!({})).await;

    program.http.get(url.replace("getMe", "getMoon")).send().await.unwrap();
    assert_eq!(program.gets("/unimplemented").await["methods"], json!(["getMoon"]));
}

#[tokio::test]
async fn wrong_requests_are_answered_with_what_is_wrong() {
    let program = Program::starts(&[]);
    for (method, path, body, status, says) in [
        ("GET", "/moon", Value::Null, 404, "GET / lists"),
        ("DELETE", "/users", Value::Null, 405, "GET or POST"),
        ("POST", "/users", json!({}), 400, "\"first_name\" is missing"),
        ("POST", "/users", json!({ "first_name": "A", "frist_name": "B" }), 400, "\"frist_name\" is no argument"),
        ("POST", "/users", json!([]), 400, "not an object"),
        ("POST", "/users/99/say", json!({ "chat": 1, "text": "?" }), 404, "\"user\" is no user"),
        ("POST", "/clock/advance", json!({ "seconds": 1 }), 409, "--clock virtual"),
    ] {
        let (answered, problem) = program.asks(method, path, body).await;
        let words = problem["description"].as_str().unwrap_or_default();
        assert!(answered == status && words.contains(says), "{method} {path}: {answered} {problem}");
    }
    assert!(program.gets("/").await["routes"].as_array().unwrap().len() > 40);
}

#[tokio::test]
async fn how_login_codes_come_and_how_many_can_be_set() {
    let program = Program::starts(&[]);
    let ways = json!(["app", "missed_call", "sms_word"]);
    let made = program.posts("/users", json!({ "first_name": "Ivan", "codes": ways, "code_wait": 5 })).await;
    assert_eq!((&made["codes"], &made["code_wait"], &made["login_code"]), (&ways, &json!(5), &Value::Null));
    let number = made["phone"].as_str().unwrap();
    assert_eq!(program.gets(&format!("/codes/{number}")).await, json!({ "code": null }));
    let user = format!("/users/{}", made["id"]);
    let (status, problem) = program.asks("PATCH", &user, json!({ "codes": ["pigeon"] })).await;
    assert_eq!((status, problem["error"].is_string()), (400, true), "{problem}");
    let (_, limits) = program.asks("PUT", "/limits", json!({ "codes": 3, "wrong_codes": 2 })).await;
    assert_eq!(
        (&limits["codes"], &limits["wrong_codes"], &limits["wrong_passwords"]),
        (&json!(3), &json!(2), &json!(10))
    );
}

/// `UPDATE_README=1` writes it.
#[test]
fn the_readme_lists_every_route() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let table = control::route::as_markdown();
    if std::env::var_os("UPDATE_README").is_some() {
        let (before, _) = text.split_once("| route |").unwrap_or((&text, ""));
        std::fs::write(path, format!("{}\n\n{table}", before.trim_end())).unwrap();
        return;
    }
    assert!(text.ends_with(&table), "README.md is out of date: run this test with UPDATE_README=1");
}
