//! `PULT_BOT_PROXY`: the bot goes through it or nowhere, whatever it answers.

use super::{program::Setup, town};
use crate::town::{
    API_HASH, Town,
    proxy::{EXIT, Kind, Proxy},
};
use std::net::IpAddr;
use telegram_sandbox::world::World;
use tokio::{io::AsyncReadExt, net::TcpListener};

const LOGIN: (&str, &str) = ("anna", "hunter2");

fn bot_callers(town: &Town) -> Vec<IpAddr> {
    town.sandbox.world().with(|world: &mut World| world.bot_callers().to_vec())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_behind_a_proxy_goes_through_it_or_nowhere() {
    for kind in [Kind::Socks5, Kind::Http] {
        let (town, mut setup) = town(91).await;
        let mut proxy = Proxy::starts(kind, Some(LOGIN)).await;

        // A password that the proxy does not know.
        setup.set("PULT_BOT_PROXY", proxy.url(Some(("anna", "wr0ng-one"))));
        let mut pult = setup.starts(&["run"]);
        pult.says(&format!("did not answer through the proxy {}", proxy.url(None))).await;
        let ended = pult.stops().await;
        assert_eq!(ended.code, Some(0), "waiting can be ended: {ended:?}");
        assert!(!ended.stderr.contains("wr0ng-one"), "a password is printed nowhere: {ended:?}");
        assert!(bot_callers(&town).is_empty(), "nothing reached Telegram");
        let checked = setup.ended(&["check"]).await;
        assert_eq!(checked.code, Some(1), "{checked:?}");
        assert!(checked.stdout.contains("PULT_BOT_PROXY"), "{checked:?}");

        setup.set("PULT_BOT_PROXY", proxy.url(Some(LOGIN)));
        let mut pult = setup.runs().await;
        let owner = town.person("Annabella");
        town.claims(&owner).await;

        // It dies in the middle, and comes back.
        proxy.dies().await;
        pult.says("No updates from Telegram; asking again").await;
        let asked = town.tells(&owner, "/start");
        proxy.rises().await;
        town.waits(&owner, &town.bot, "the home screen", |seen| seen.id > asked && !seen.buttons.is_empty()).await;
        let ended = pult.stops().await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let down = format!("did not answer through the proxy {}", proxy.url(None));
        assert!(ended.stderr.contains(&down), "the log says which proxy is down: {ended:?}");
        let callers = bot_callers(&town);
        assert!(!callers.is_empty() && callers.iter().all(|from| *from == EXIT), "past the proxy: {callers:?}");
    }
}

/// Telegram's own Bot API speaks TLS, so what goes through a proxy is a tunnel; that nobody here has a certificate for it changes
/// nothing about from where it is asked.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_encrypted_goes_through_a_tunnel() {
    for kind in [Kind::Socks5, Kind::Http] {
        let telegram = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let proxy = Proxy::starts(kind, Some(LOGIN)).await;
        let address = telegram.local_addr().expect("it listens");
        let mut setup = Setup::new(Default::default());
        setup.set("PULT_BOT_TOKEN", "123456:AAAbbbCCCdddEEEfffGGGhhhIIIjjjKKKll").set("PULT_API_ID", 12345);
        setup.set("PULT_API_HASH", API_HASH).set("PULT_BOT_API_URL", format!("https://{address}"));
        setup.set("PULT_BOT_PROXY", proxy.url(Some(LOGIN)));
        let pult = setup.starts(&["run"]);
        for _ in 0..2 {
            let (mut stream, from) = telegram.accept().await.expect("somebody comes");
            assert_eq!(from.ip(), EXIT, "past the proxy");
            // The first byte of a TLS handshake: <https://www.rfc-editor.org/rfc/rfc8446#section-5.1>
            assert_eq!(stream.read_u8().await.expect("it says something"), 22);
        }
        assert_eq!(pult.stops().await.code, Some(0));
    }
}
