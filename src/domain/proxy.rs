//! A proxy between an account, or the bot, and Telegram (A4).

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a proxy speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ProxyKind {
    /// <https://www.rfc-editor.org/rfc/rfc1928>
    Socks5,
    /// `CONNECT` of HTTP. <https://www.rfc-editor.org/rfc/rfc9110#CONNECT>
    Http,
}

impl ProxyKind {
    fn scheme(self) -> &'static str {
        match self {
            ProxyKind::Socks5 => "socks5",
            ProxyKind::Http => "http",
        }
    }

    /// Where such proxies listen unless somebody says otherwise.
    fn usual_port(self) -> u16 {
        match self {
            ProxyKind::Socks5 => 1080,
            ProxyKind::Http => 3128,
        }
    }
}

/// Where a proxy is. Shown to those who manage accounts; no credential is in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProxyAddress {
    pub kind: ProxyKind,
    /// A name, or an address; an IPv6 one without brackets.
    pub host: String,
    pub port: u16,
}

impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host, port) = (self.kind.scheme(), &self.host, self.port);
        if host.contains(':') { write!(f, "{scheme}://[{host}]:{port}") } else { write!(f, "{scheme}://{host}:{port}") }
    }
}

/// A proxy and what it asks for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Proxy {
    pub address: ProxyAddress,
    pub login: Option<ProxyLogin>,
}

/// User and password. Neither is ever printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProxyLogin {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for ProxyLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyLogin(…)")
    }
}

/// SOCKS5 has one byte for the length of either. <https://www.rfc-editor.org/rfc/rfc1929>
const LONGEST: usize = 255;

impl Proxy {
    /// Reads `socks5://user:password@host:port`, `http://host:port` and the like: the login may be absent, the port too. A
    /// character that would be taken for something else may be written as `%40`.
    pub fn parse(text: &str) -> Option<Proxy> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let kind = match scheme.to_ascii_lowercase().as_str() {
            "socks5" | "socks5h" => ProxyKind::Socks5,
            "http" => ProxyKind::Http,
            _ => return None,
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(read_login(login)?), place),
            None => (None, rest),
        };
        let (host, port) = read_place(place)?;
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port != 0)?,
            None => kind.usual_port(),
        };
        Some(Proxy { address: ProxyAddress { kind, host, port }, login })
    }
}

fn read_login(text: &str) -> Option<ProxyLogin> {
    let (user, password) = text.split_once(':').unwrap_or((text, ""));
    let (user, password) = (unescaped(user)?, unescaped(password)?);
    let fits = |part: &str| part.len() <= LONGEST && !part.chars().any(char::is_control);
    (!user.is_empty() && fits(&user) && fits(&password)).then_some(ProxyLogin { user, password })
}

/// The host, and what stands behind its colon.
fn read_place(text: &str) -> Option<(String, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, rest) = rest.split_once(']')?;
        let host: std::net::Ipv6Addr = host.parse().ok()?;
        return match rest {
            "" => Some((host.to_string(), None)),
            rest => Some((host.to_string(), Some(rest.strip_prefix(':')?))),
        };
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let plain = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '-' | '_');
    (!host.is_empty() && host.len() <= LONGEST && host.chars().all(plain)).then(|| (host.to_ascii_lowercase(), port))
}

/// With `%40` and the like resolved. <https://www.rfc-editor.org/rfc/rfc3986#section-2.1>
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(match byte {
            b'%' => u8::try_from(digit()? * 16 + digit()?).ok()?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Why nothing gets through a proxy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
pub enum ProxyTrouble {
    #[error("the proxy cannot be reached")]
    Unreachable,
    #[error("the proxy does not accept user and password")]
    LoginRefused,
    #[error("the proxy does not get through to Telegram")]
    NoWay,
    /// Something else listens there, or a proxy of the other kind.
    #[error("what answers there is no proxy of this kind")]
    NoProxy,
}

/// The screen of an account's proxy: what is typed there is taken for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProxyView {
    pub account: super::AccountId,
    /// What became of the proxy that was typed last.
    pub problem: Option<ProxyProblem>,
}

/// Why a proxy was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ProxyProblem {
    /// What was typed is none.
    Unreadable,
    Trouble(ProxyTrouble),
    /// It was lost before it could be tried.
    Lost,
    /// Something failed here.
    Internal,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<(String, String)>)> {
        let Proxy { address, login } = Proxy::parse(text)?;
        Some((address.to_string(), login.map(|login| (login.user, login.password))))
    }

    fn with(user: &str, password: &str) -> Option<(String, String)> {
        Some((user.to_owned(), password.to_owned()))
    }

    #[test]
    fn proxies_as_people_write_them() {
        let socks = |host: &str| format!("socks5://{host}");
        assert_eq!(read("socks5://10.0.0.7:1080"), Some((socks("10.0.0.7:1080"), None)));
        assert_eq!(
            read(" SOCKS5://anna:secret@Proxy.example:9050/ "),
            Some((socks("proxy.example:9050"), with("anna", "secret")))
        );
        assert_eq!(read("http://anna:p%40ss%3A@h:3128"), Some(("http://h:3128".into(), with("anna", "p@ss:"))));
        assert_eq!(read("http://anna:a@b@h"), Some(("http://h:3128".into(), with("anna", "a@b"))));
        assert_eq!(read("socks5://u@[::1]"), Some((socks("[::1]:1080"), with("u", ""))));
        assert_eq!(read("socks5h://пользователь:пароль@h:1"), Some((socks("h:1"), with("пользователь", "пароль"))));
    }

    #[test]
    fn what_is_no_proxy() {
        for wrong in [
            "",
            "10.0.0.7:1080",
            "https://h:1",
            "socks4://h:1",
            "socks5://",
            "socks5://h:0",
            "socks5://h:99999",
            "socks5://h:x",
            "socks5://:p@h:1",
            "socks5://a:%zz@h:1",
            "socks5://a:%4@h:1",
            "socks5://a b:1",
            "http://h:1/path",
            "socks5://[::1:5",
            "socks5://[::1]5",
            "socks5://a%00:b@h:1",
            "socks5://h:1\r\nX: y",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        let long = "a".repeat(256);
        assert_eq!(read(&format!("socks5://{long}:b@h:1")), None);
    }

    #[test]
    fn a_login_never_shows() {
        let shown = format!("{:?}", Proxy::parse("socks5://anna:hunter2@h:1").unwrap());
        assert!(!shown.contains("anna") && !shown.contains("hunter2"), "{shown}");
    }
}
