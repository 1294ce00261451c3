//! A connection through a proxy.

use crate::domain::{Proxy, ProxyKind, ProxyLogin, ProxyTrouble};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Time for a proxy to take a connection, and then to make its own.
const REACH: Duration = Duration::from_secs(10);
const AGREE: Duration = Duration::from_secs(15);
/// No proxy has more to say before it lets somebody through.
const LONGEST_HEAD: usize = 8 * 1024;

/// Connects to `target` through the proxy.
pub async fn dial(proxy: &Proxy, target: SocketAddr) -> Result<TcpStream, ProxyTrouble> {
    let place = (proxy.address.host.as_str(), proxy.address.port);
    let reached = tokio::time::timeout(REACH, TcpStream::connect(place)).await;
    let Ok(Ok(mut stream)) = reached else { return Err(ProxyTrouble::Unreachable) };
    // Requests are small and wait for their answers.
    let _ = stream.set_nodelay(true);
    let agreed = async {
        match proxy.address.kind {
            ProxyKind::Socks5 => socks5(&mut stream, proxy.login.as_ref(), target).await,
            ProxyKind::Http => connect(&mut stream, proxy.login.as_ref(), target).await,
        }
    };
    match tokio::time::timeout(AGREE, agreed).await {
        Ok(Ok(Ok(()))) => Ok(stream),
        Ok(Ok(Err(trouble))) => Err(trouble),
        // It hung up in the middle: what listens there expected something else.
        Ok(Err(_)) => Err(ProxyTrouble::NoProxy),
        Err(_) => Err(ProxyTrouble::NoWay),
    }
}

type Agreed = io::Result<Result<(), ProxyTrouble>>;

/// <https://www.rfc-editor.org/rfc/rfc1928>, <https://www.rfc-editor.org/rfc/rfc1929>
async fn socks5(stream: &mut TcpStream, login: Option<&ProxyLogin>, target: SocketAddr) -> Agreed {
    let methods: &[u8] = if login.is_some() { &[5, 2, 0, 2] } else { &[5, 1, 0] };
    stream.write_all(methods).await?;
    match ([stream.read_u8().await?, stream.read_u8().await?], login) {
        ([5, 0], _) => {}
        ([5, 2], Some(login)) => {
            let mut said = vec![1];
            for part in [&login.user, &login.password] {
                let Ok(length) = u8::try_from(part.len()) else { return Ok(Err(ProxyTrouble::LoginRefused)) };
                said.push(length);
                said.extend_from_slice(part.as_bytes());
            }
            stream.write_all(&said).await?;
            let mut verdict = [0; 2];
            // Some hang up on whoever they do not know.
            if stream.read_exact(&mut verdict).await.is_err() || verdict[1] != 0 {
                return Ok(Err(ProxyTrouble::LoginRefused));
            }
        }
        ([5, 0xFF], _) => return Ok(Err(ProxyTrouble::LoginRefused)),
        _ => return Ok(Err(ProxyTrouble::NoProxy)),
    }
    let mut request = vec![5, 1, 0];
    match target {
        SocketAddr::V4(to) => {
            request.push(1);
            request.extend_from_slice(&to.ip().octets());
        }
        SocketAddr::V6(to) => {
            request.push(4);
            request.extend_from_slice(&to.ip().octets());
        }
    }
    request.extend_from_slice(&target.port().to_be_bytes());
    stream.write_all(&request).await?;
    let mut reply = [0; 4];
    stream.read_exact(&mut reply).await?;
    match reply {
        [5, 0, _, kind] => {
            let rest = match kind {
                1 => 4,
                3 => usize::from(stream.read_u8().await?),
                4 => 16,
                _ => return Ok(Err(ProxyTrouble::NoProxy)),
            };
            stream.read_exact(&mut vec![0; rest + 2]).await?;
            Ok(Ok(()))
        }
        [5, ..] => Ok(Err(ProxyTrouble::NoWay)),
        _ => Ok(Err(ProxyTrouble::NoProxy)),
    }
}

/// <https://www.rfc-editor.org/rfc/rfc9110#CONNECT>
async fn connect(stream: &mut TcpStream, login: Option<&ProxyLogin>, target: SocketAddr) -> Agreed {
    let mut request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n");
    if let Some(ProxyLogin { user, password }) = login {
        let login = BASE64_STANDARD.encode(format!("{user}:{password}"));
        request.push_str(&format!("Proxy-Authorization: Basic {login}\r\n"));
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    // One byte after the other: what follows the head is Telegram's.
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LONGEST_HEAD {
            return Ok(Err(ProxyTrouble::NoProxy));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(match status(&head) {
        Some(200..300) => Ok(()),
        Some(401 | 407) => Err(ProxyTrouble::LoginRefused),
        Some(400 | 405 | 501) | None => Err(ProxyTrouble::NoProxy),
        Some(_) => Err(ProxyTrouble::NoWay),
    })
}

/// The status that an answer begins with.
fn status(head: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(head).ok()?.lines().next()?;
    let mut words = line.split(' ');
    words.next().filter(|version| version.starts_with("HTTP/1."))?;
    words.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_an_answer() {
        assert_eq!(status(b"HTTP/1.1 200 Connection established\r\n\r\n"), Some(200));
        assert_eq!(status(b"HTTP/1.0 407 Proxy Authentication Required\r\nX: y\r\n\r\n"), Some(407));
        for other in [&b"SSH-2.0-OpenSSH_9.2\r\n\r\n"[..], b"HTTP/1.1\r\n\r\n", b"\xFF\r\n\r\n", b"HTTP/1.1 ok\r\n\r\n"]
        {
            assert_eq!(status(other), None);
        }
    }
}
