//! An account's way through its proxy.
//!
//! grammers speaks to SOCKS5 proxies only, prints their addresses with the password in it, and waits for them without end. So each
//! connection of an account that has a proxy goes to a SOCKS5 server of our own, on the loopback and behind a password that nobody
//! else knows, and from there through the proxy, whichever kind it is.
//!
//! **Where the proxy fails, the connection fails**: nothing here ever dials Telegram itself.

use super::dial::dial;
use crate::domain::{Proxy, ProxyTrouble};
use crate::ports::Randomness;
use crate::store::StoreError;
use secrecy::{ExposeSecret, SecretString};
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tracing::warn;

/// Time for grammers, on this machine, to say where it wants to go.
const GREETING: Duration = Duration::from_secs(5);
/// Pause after the system had no connection to give.
const PAUSE: Duration = Duration::from_millis(100);
const USER: &str = "pult";

/// There is no way through a proxy.
#[derive(Debug, thiserror::Error)]
pub enum TunnelError {
    #[error("reading the proxy of an account")]
    Store(#[from] StoreError),
    #[error("listening for an account's connections")]
    Listen(#[from] io::Error),
}

/// See the module. Ends, with all connections through it, when it is dropped.
pub struct Tunnel {
    url: SecretString,
    trouble: Arc<Mutex<Option<ProxyTrouble>>>,
    task: JoinHandle<()>,
}

impl Tunnel {
    /// Opens the way in. The proxy is not asked anything before somebody comes.
    pub async fn open(proxy: Proxy, randomness: &dyn Randomness) -> io::Result<Tunnel> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let password: String = randomness.bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect();
        let url = format!("socks5://{USER}:{password}@{}", listener.local_addr()?).into();
        let trouble = Arc::default();
        let door = Door { proxy, password: password.into(), trouble: Arc::clone(&trouble) };
        let task = tokio::spawn(Arc::new(door).stand_open(listener));
        Ok(Tunnel { url, trouble, task })
    }

    /// The proxy that grammers is told of.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// What the latest connection failed for; `None` where it got through.
    pub fn trouble(&self) -> Option<ProxyTrouble> {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Door {
    proxy: Proxy,
    password: SecretString,
    trouble: Arc<Mutex<Option<ProxyTrouble>>>,
}

impl Door {
    async fn stand_open(self: Arc<Self>, listener: TcpListener) {
        let mut through = JoinSet::new();
        loop {
            tokio::select! {
                came = listener.accept() => match came {
                    Ok((stream, _)) => drop(through.spawn(Arc::clone(&self).let_in(stream))),
                    Err(error) => {
                        warn!(%error, "a connection to a proxy could not be taken over");
                        tokio::time::sleep(PAUSE).await;
                    }
                },
                Some(_) = through.join_next() => {}
            }
        }
    }

    /// One connection, to its end. How it ends is for both its sides to notice.
    async fn let_in(self: Arc<Self>, mut near: TcpStream) {
        let wanted = tokio::time::timeout(GREETING, wanted(&mut near, &self.password)).await;
        let Ok(Ok(Some(target))) = wanted else { return };
        let dialled = dial(&self.proxy, target).await;
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = dialled.as_ref().err().copied();
        match dialled {
            Ok(mut far) => {
                if near.write_all(&answer(0)).await.is_ok() {
                    let _ = copy_bidirectional(&mut near, &mut far).await;
                }
            }
            Err(trouble) => {
                warn!(proxy = %self.proxy.address, error = %trouble, "a connection did not get through its proxy");
                // General failure. <https://www.rfc-editor.org/rfc/rfc1928#section-6>
                let _ = near.write_all(&answer(1)).await;
            }
        }
    }
}

fn answer(code: u8) -> [u8; 10] {
    [5, code, 0, 1, 0, 0, 0, 0, 0, 0]
}

/// Where a connection wants to go; `None` for one that does not know the password, or speaks something else.
/// <https://www.rfc-editor.org/rfc/rfc1928>, <https://www.rfc-editor.org/rfc/rfc1929>
async fn wanted(near: &mut TcpStream, password: &SecretString) -> io::Result<Option<SocketAddr>> {
    let methods = match [near.read_u8().await?, near.read_u8().await?] {
        [5, count] => text(near, count).await?,
        _ => return Ok(None),
    };
    if !methods.contains(&2) {
        near.write_all(&[5, 0xFF]).await?;
        return Ok(None);
    }
    near.write_all(&[5, 2]).await?;
    if near.read_u8().await? != 1 {
        return Ok(None);
    }
    let length = near.read_u8().await?;
    let user = text(near, length).await?;
    let length = near.read_u8().await?;
    let said = text(near, length).await?;
    let known = user == USER.as_bytes() && said == password.expose_secret().as_bytes();
    near.write_all(&[1, u8::from(!known)]).await?;
    if !known {
        return Ok(None);
    }
    let mut request = [0; 4];
    near.read_exact(&mut request).await?;
    let ip = match request {
        [5, 1, 0, 1] => Ipv4Addr::from(near.read_u32().await?).into(),
        [5, 1, 0, 4] => Ipv6Addr::from(near.read_u128().await?).into(),
        _ => return Ok(None),
    };
    Ok(Some(SocketAddr::new(ip, near.read_u16().await?)))
}

async fn text(near: &mut TcpStream, length: u8) -> io::Result<Vec<u8>> {
    let mut text = vec![0; length.into()];
    near.read_exact(&mut text).await?;
    Ok(text)
}
