//! A proxy of somebody else's: SOCKS5 or HTTP CONNECT, with or without a password.
//!
//! **It goes on from an address of its own**, so that Telegram sees who came through it and who came past it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpSocket, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// From where it goes on.
pub const EXIT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// What it speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Socks5,
    Http,
}

/// See the module. Dies when it is dropped, with everything that goes through it.
pub struct Proxy {
    pub address: SocketAddr,
    kind: Kind,
    login: Option<(&'static str, &'static str)>,
    through: Arc<AtomicUsize>,
    task: Option<JoinHandle<()>>,
}

impl Proxy {
    pub async fn starts(kind: Kind, login: Option<(&'static str, &'static str)>) -> Proxy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let mut proxy = Proxy { address, kind, login, through: Arc::default(), task: None };
        proxy.serves(listener);
        proxy
    }

    fn serves(&mut self, listener: TcpListener) {
        let (kind, login, through) = (self.kind, self.login, Arc::clone(&self.through));
        self.task = Some(tokio::spawn(async move {
            let mut guests = JoinSet::new();
            loop {
                tokio::select! {
                    Ok((guest, _)) = listener.accept() => {
                        let through = Arc::clone(&through);
                        guests.spawn(async move { serve(guest, kind, login, &through).await });
                    }
                    Some(_) = guests.join_next() => {}
                }
            }
        }));
    }

    /// With every connection that goes through it.
    pub async fn dies(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
    }

    /// At the same address.
    pub async fn rises(&mut self) {
        self.serves(TcpListener::bind(self.address).await.expect("its port is still free"));
    }

    /// How many connections it let through so far.
    pub fn through(&self) -> usize {
        self.through.load(Ordering::SeqCst)
    }

    /// As somebody would write it down.
    pub fn url(&self, login: Option<(&str, &str)>) -> String {
        let scheme = match self.kind {
            Kind::Socks5 => "socks5",
            Kind::Http => "http",
        };
        match login {
            Some((user, password)) => format!("{scheme}://{user}:{password}@{}", self.address),
            None => format!("{scheme}://{}", self.address),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

async fn serve(
    mut guest: TcpStream,
    kind: Kind,
    login: Option<(&str, &str)>,
    through: &AtomicUsize,
) -> std::io::Result<()> {
    let wanted = match kind {
        Kind::Socks5 => socks5(&mut guest, login).await?,
        Kind::Http => http(&mut guest, login).await?,
    };
    let Some(wanted) = wanted else { return Ok(()) };
    let exit = TcpSocket::new_v4()?;
    exit.bind((EXIT, 0).into())?;
    let mut far = exit.connect(wanted).await?;
    through.fetch_add(1, Ordering::SeqCst);
    guest
        .write_all(match kind {
            Kind::Socks5 => &[5, 0, 0, 1, 127, 0, 0, 2, 0, 0],
            Kind::Http => b"HTTP/1.1 200 Connection established\r\n\r\n",
        })
        .await?;
    copy_bidirectional(&mut guest, &mut far).await.map(|_| ())
}

/// <https://www.rfc-editor.org/rfc/rfc1928>, <https://www.rfc-editor.org/rfc/rfc1929>
async fn socks5(guest: &mut TcpStream, login: Option<(&str, &str)>) -> std::io::Result<Option<SocketAddr>> {
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

/// <https://www.rfc-editor.org/rfc/rfc9110#CONNECT>
async fn http(guest: &mut TcpStream, login: Option<(&str, &str)>) -> std::io::Result<Option<SocketAddr>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(guest.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.strip_prefix("CONNECT ").and_then(|rest| rest.split(' ').next()?.parse().ok());
    let Some(target) = target else {
        guest.write_all(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n").await?;
        return Ok(None);
    };
    // "anna:hunter2" in Base64: <https://www.rfc-editor.org/rfc/rfc7617>
    let known = match login {
        None => true,
        Some(login) => {
            assert_eq!(login, ("anna", "hunter2"), "the one login that is written down here");
            head.contains("\r\nProxy-Authorization: Basic YW5uYTpodW50ZXIy\r\n")
        }
    };
    if !known {
        let refused = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n";
        guest.write_all(refused).await?;
        return Ok(None);
    }
    Ok(Some(target))
}
