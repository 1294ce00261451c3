//! What is accepted, and what the person at the terminal is told otherwise.

use super::*;
use secrecy::ExposeSecret;

const TOKEN: &str = "123456789:AAExampleExampleExampleExample12345";
const HASH: &str = "0123456789abcdef0123456789abcdef";

const KEY: &str = "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed";

fn environment(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    let needed = [("PULT_BOT_TOKEN", TOKEN), ("PULT_API_ID", "77"), ("PULT_API_HASH", HASH)];
    needed.iter().chain(pairs).map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn read(pairs: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Settings::from(environment(pairs), None)
}

/// The only problem there is.
fn problem(pairs: &[(&str, &str)]) -> Problem {
    let error = read(pairs).unwrap_err();
    assert_eq!(error.0.len(), 1, "{error}");
    error.0.into_iter().next().unwrap()
}

#[test]
fn three_settings_are_enough() {
    let settings = read(&[("HOME", "/root"), ("PULT_ZONE", "")]).unwrap();
    assert_eq!(settings.bot_token.expose_secret(), TOKEN);
    assert_eq!((settings.api_id, settings.language), (77, Lang::En));
    assert_eq!(settings.zone, TimeZone::UTC);
    assert_eq!(settings.telegram, Telegram::Real { bot_api: None });
    assert!(matches!(settings.master_key, MasterKeySource::File(path) if path == Path::new("pult-data/master.key")));
}

#[test]
fn whatever_is_missing_is_named_with_an_example_all_at_once() {
    let error = Settings::from(HashMap::new(), None).unwrap_err();
    let names: Vec<_> = error.0.iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(names, ["PULT_BOT_TOKEN", "PULT_API_ID", "PULT_API_HASH"]);
    assert!(error.0.iter().all(|problem| problem.example.is_some()));
    let text = error.to_string();
    assert!(text.contains("PULT_API_ID: it is missing") && text.contains("PULT_API_ID=1234567"), "{text}");
}

#[test]
fn every_malformed_value_is_a_problem_of_its_own() {
    let error = read(&[
        ("PULT_API_ID", "-1"),
        ("PULT_API_HASH", "short"),
        ("PULT_MASTER_KEY", "5eed"),
        ("PULT_ZONE", "Mars/Olympus"),
        ("PULT_LANGUAGE", "tlh"),
        ("PULT_LOG", "pult=loud=very"),
        ("PULT_METRICS", "0.0.0.0:9464"),
        ("PULT_BOT_PROXY", "socks4://anna:hunter2@here"),
        ("PULT_BOT_API_URL", "ftp://here"),
    ])
    .unwrap_err();
    let names: Vec<_> = error.0.iter().map(|problem| problem.name.as_str()).collect();
    let all = ["API_ID", "API_HASH", "MASTER_KEY", "LANGUAGE", "ZONE", "LOG", "METRICS", "BOT_PROXY", "BOT_API_URL"]
        .map(|name| format!("PULT_{name}"));
    assert_eq!(names, all, "{error}");
    assert!(!error.to_string().contains("5eed") && !error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn helpers_are_several_tokens_of_different_bots() {
    let of = |id: u32| format!("{id}:AAExampleExampleExampleExample12345");
    let settings = read(&[("PULT_HELPER_TOKENS", &format!("{}, {}\n{}", of(1), of(2), of(3)))]).unwrap();
    assert_eq!(settings.helper_tokens.iter().map(id_of).collect::<Vec<_>>(), ["1", "2", "3"]);
    for (wrong, what) in [
        (format!("{} {}", of(1), of(1)), "twice"),
        (TOKEN.to_owned(), "cannot help itself"),
        (format!("{} 2", of(1)), "colon"),
    ] {
        let problem = problem(&[("PULT_HELPER_TOKENS", &wrong)]);
        assert_eq!(problem.name, "PULT_HELPER_TOKENS");
        assert!(problem.what.contains(what) && !problem.what.contains("AAE"), "{}", problem.what);
    }
}

#[test]
fn a_token_of_another_shape_is_refused_without_being_shown() {
    let secret = "AAExampleExampleExampleExample12345";
    for (token, what) in [
        (secret.to_owned(), "colon"),
        (format!("bot:{secret}"), "digits"),
        (format!("123:{secret} x"), "37 characters"),
        ("123:short".to_owned(), "5 characters"),
        (format!(":{secret}"), "digits"),
    ] {
        let problem = problem(&[("PULT_BOT_TOKEN", &token)]);
        assert!(problem.what.contains(what), "{problem:?}");
        assert!(!problem.what.contains("Example") && !problem.what.contains("short"), "{problem:?}");
    }
}

#[test]
fn a_setting_nobody_knows_is_a_problem() {
    let problem = problem(&[("PULT_ZON", "Europe/Berlin")]);
    assert_eq!(problem.name, "PULT_ZON");
    assert!(problem.what.contains("PULT_ZONE"), "{problem:?}");
}

#[test]
fn the_environment_wins_over_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pult.toml");
    std::fs::write(&path, "api_id = 5\nlanguage = \"ru\"\nzone = \"Asia/Tokyo\"\n").unwrap();
    let file = path.display().to_string();
    let settings = read(&[("PULT_CONFIG", &file), ("PULT_ZONE", "Europe/Berlin")]).unwrap();
    assert_eq!((settings.api_id, settings.language), (77, Lang::Ru));
    assert_eq!(settings.zone.iana_name(), Some("Europe/Berlin"));
    let mut without = environment(&[]);
    without.remove("PULT_API_ID");
    assert_eq!(Settings::from(without, Some(&path)).unwrap().api_id, 5);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_its_lines_are_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("pult.toml");
    let told = |file: &Path| Settings::from(environment(&[]), Some(file)).unwrap_err().to_string();
    assert!(told(&path).contains("pult.toml"), "{}", told(&path));
    std::fs::write(&path, format!("language = \"ru\"\nbot_token = \"{TOKEN}\n")).unwrap();
    let text = told(&path);
    assert!(text.contains("pult.toml") && text.contains("line 2") && !text.contains("Example"), "{text}");
    std::fs::write(&path, format!("bot_tokens = \"{TOKEN}\"\nzone = [\"a\"]\n")).unwrap();
    let text = told(&path);
    assert!(text.contains("PULT_BOT_TOKENS") && text.contains("PULT_ZONE") && !text.contains("Example"), "{text}");
}

#[test]
fn a_sandbox_is_given_as_json_or_as_a_file_with_it() {
    let json = r#"{"mtproto":"127.0.0.1:4430","seed":9,"bot_api":"http://127.0.0.1:8081","control":"…"}"#;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("sandbox.json");
    std::fs::write(&path, json).unwrap();
    for text in [json, path.to_str().unwrap()] {
        let settings = read(&[("PULT_SANDBOX", text)]).unwrap();
        let Telegram::Sandbox(sandbox) = &settings.telegram else { panic!("{:?}", settings.telegram) };
        assert_eq!((sandbox.mtproto.port(), sandbox.seed), (4430, 9));
        assert_eq!(settings.bot_api().unwrap().as_str(), "http://127.0.0.1:8081/");
    }
    let both = problem(&[("PULT_SANDBOX", json), ("PULT_BOT_API_URL", "http://127.0.0.1:1")]);
    assert_eq!(both.name, "PULT_BOT_API_URL");
}

#[test]
fn a_sandbox_elsewhere_or_half_described_is_refused() {
    for (json, what) in [
        (r#"{"mtproto":"10.0.0.1:1","seed":1,"bot_api":"http://127.0.0.1:1"}"#, "this machine"),
        (r#"{"mtproto":"127.0.0.1:1","seed":1,"bot_api":"http://example.org"}"#, "this machine"),
        (r#"{"mtproto":"127.0.0.1:1","bot_api":"http://127.0.0.1:1"}"#, "seed"),
        (r#"{"mtproto":"here","seed":1,"bot_api":"http://127.0.0.1:1"}"#, "socket address"),
        ("/nonexistent/sandbox.json", "could not read"),
    ] {
        let problem = problem(&[("PULT_SANDBOX", json)]);
        assert!(problem.name == "PULT_SANDBOX" && problem.what.contains(what), "{problem:?}");
    }
}

#[test]
fn the_master_key_is_taken_from_the_most_explicit_place() {
    let dir = tempfile::tempdir().unwrap();
    let directory = dir.path().display().to_string();
    let source = |pairs: &[(&str, &str)]| read(pairs).unwrap().master_key;
    std::fs::write(dir.path().join("pult-master-key"), "").unwrap();
    let credential = ("CREDENTIALS_DIRECTORY", directory.as_str());
    let file = ("PULT_MASTER_KEY_FILE", "/etc/pult/master.key");
    assert!(matches!(source(&[credential]), MasterKeySource::Credential(_)));
    assert!(matches!(source(&[credential, file]), MasterKeySource::File(path) if path == Path::new(file.1)));
    assert!(matches!(source(&[credential, file, ("PULT_MASTER_KEY", KEY)]), MasterKeySource::Text(_)));
}

#[test]
fn debug_shows_no_secret() {
    let settings = read(&[("PULT_MASTER_KEY", KEY)]).unwrap();
    let text = format!("{settings:?}");
    assert!(text.contains("pult-data"), "{text}");
    assert!(!text.contains("Example") && !text.contains(HASH) && !text.contains(KEY), "{text}");
}

#[test]
fn token_and_hash_may_come_as_credentials_and_the_environment_wins() {
    let directory = tempfile::tempdir().unwrap();
    let other = "987654321:BBExampleExampleExampleExample12345";
    std::fs::write(directory.path().join("pult-bot-token"), format!("{other}\n")).unwrap();
    std::fs::write(directory.path().join("pult-api-hash"), HASH).unwrap();
    let credentials = directory.path().to_str().unwrap();
    let alone = [("CREDENTIALS_DIRECTORY", credentials), ("PULT_API_ID", "77")];
    let alone = alone.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let settings = Settings::from(alone, None).unwrap();
    assert_eq!(settings.bot_token.expose_secret(), other);
    assert_eq!(read(&[("CREDENTIALS_DIRECTORY", credentials)]).unwrap().bot_token.expose_secret(), TOKEN);
}

#[test]
fn metrics_are_for_this_machine() {
    assert_eq!(read(&[]).unwrap().metrics, None);
    let six = read(&[("PULT_METRICS", "[::1]:9464")]).unwrap().metrics;
    assert_eq!(six, Some("[::1]:9464".parse().unwrap()));
    assert!(problem(&[("PULT_METRICS", "192.0.2.1:9464")]).what.contains("this machine"));
    assert!(problem(&[("PULT_METRICS", "9464")]).what.contains("a port"));
}
