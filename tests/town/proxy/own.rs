//! A proxy that is everywhere: it needs nothing installed.

use super::{EXIT, Kind, Login};
use std::net::{Ipv4Addr, SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// A running one. Gone when it is dropped.
pub struct Own(JoinHandle<()>);

impl Own {
    pub fn starts(kind: Kind, login: Login, listener: TcpListener, through: watch::Sender<usize>) -> Own {
        Own(tokio::spawn(async move {
            let mut guests = JoinSet::new();
            loop {
                tokio::select! {
                    Ok((guest, _)) = listener.accept() => {
                        let through = through.clone();
                        guests.spawn(async move { serve(guest, kind, login, &through).await });
                    }
                    Some(_) = guests.join_next() => {}
                }
            }
        }))
    }

    pub async fn dies(mut self) {
        self.0.abort();
        let _ = (&mut self.0).await;
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Where a guest wants to go, and what is said to either side before they talk.
struct Wanted {
    target: SocketAddr,
    near: Vec<u8>,
    far: Vec<u8>,
}

async fn serve(mut guest: TcpStream, kind: Kind, login: Login, through: &watch::Sender<usize>) -> std::io::Result<()> {
    let wanted = match kind {
        Kind::Socks5 => socks5(&mut guest, login).await?.map(|target| Wanted {
            target,
            near: vec![5, 0, 0, 1, 127, 0, 0, 2, 0, 0],
            far: Vec::new(),
        }),
        Kind::Http => http(&mut guest, login).await?,
    };
    let Some(Wanted { target, near, far: first }) = wanted else { return Ok(()) };
    let exit = TcpSocket::new_v4()?;
    exit.bind((EXIT, 0).into())?;
    let mut far = exit.connect(target).await?;
    through.send_modify(|through| *through += 1);
    guest.write_all(&near).await?;
    far.write_all(&first).await?;
    copy_bidirectional(&mut guest, &mut far).await.map(|_| ())
}

/// <https://www.rfc-editor.org/rfc/rfc1928>, <https://www.rfc-editor.org/rfc/rfc1929>
async fn socks5(guest: &mut TcpStream, login: Login) -> std::io::Result<Option<SocketAddr>> {
    let [version, count] = [guest.read_u8().await?, guest.read_u8().await?];
    let mut methods = vec![0; count.into()];
    guest.read_exact(&mut methods).await?;
    let method = if login.is_some() { 2 } else { 0 };
    if version != 5 || !methods.contains(&method) {
        guest.write_all(&[5, 0xFF]).await?;
        return Ok(None);
    }
    guest.write_all(&[5, method]).await?;
    if let Some((user, password)) = login {
        let mut said = Vec::new();
        let _version = guest.read_u8().await?;
        for _ in 0..2 {
            let length = guest.read_u8().await?;
            let mut part = vec![0; length.into()];
            guest.read_exact(&mut part).await?;
            said.push(part);
        }
        let known = said == [user.as_bytes(), password.as_bytes()];
        guest.write_all(&[1, u8::from(!known)]).await?;
        if !known {
            return Ok(None);
        }
    }
    let mut request = [0; 10];
    guest.read_exact(&mut request).await?;
    let [5, 1, 0, 1, a, b, c, d, high, low] = request else { return Ok(None) };
    Ok(Some((Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low])).into()))
}

/// `CONNECT`, or a request with the whole address of where it is to go, as programs write that speak plain HTTP.
/// <https://www.rfc-editor.org/rfc/rfc9110#CONNECT>, <https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form>
async fn http(guest: &mut TcpStream, login: Login) -> std::io::Result<Option<Wanted>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(guest.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let Some(wanted) = tunnel(&head).or_else(|| forward(&head)) else {
        guest.write_all(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n").await?;
        return Ok(None);
    };
    // "anna:hunter2" in Base64: <https://www.rfc-editor.org/rfc/rfc7617>
    let known = match login {
        None => true,
        Some(login) => {
            assert_eq!(login, ("anna", "hunter2"), "the one login that is written down here");
            head.to_lowercase().contains(&"\r\nProxy-Authorization: Basic YW5uYTpodW50ZXIy\r\n".to_lowercase())
        }
    };
    if !known {
        let refused = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        guest.write_all(refused).await?;
        return Ok(None);
    }
    Ok(Some(wanted))
}

fn tunnel(head: &str) -> Option<Wanted> {
    let target = head.strip_prefix("CONNECT ")?.split(' ').next()?.parse().ok()?;
    Some(Wanted { target, near: b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec(), far: Vec::new() })
}

/// One request to a connection: what comes next may be for somebody else.
fn forward(head: &str) -> Option<Wanted> {
    let (first, rest) = head.split_once("\r\n")?;
    let (method, rest_of_first) = first.split_once(" http://")?;
    let (host, path) = rest_of_first.split_once('/')?;
    let kept =
        |line: &&str| !line.to_lowercase().starts_with("proxy-") && !line.to_lowercase().starts_with("connection:");
    let fields: Vec<_> = rest.trim_end().split("\r\n").filter(kept).collect();
    let far = format!("{method} /{path}\r\n{}\r\nConnection: close\r\n\r\n", fields.join("\r\n"));
    Some(Wanted { target: host.parse().ok()?, near: Vec::new(), far: far.into_bytes() })
}
