//! A proxy of somebody else's: SOCKS5 or HTTP, with or without a password.
//!
//! **It goes on from an address of its own**, so that Telegram sees who came through it and who came past it.
//!
//! It is a small one of ours, which is everywhere; or, where the environment says `PROXIES=installed`, a program that others wrote
//! and that `tests/proxies/run` installs. The stories are the same.

mod installed;
mod own;

use installed::Installed;
use own::Own;
use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};
use tokio::{net::TcpListener, sync::watch};

/// From where it goes on.
pub const EXIT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// How long a program may take to say what it did.
const PATIENCE: Duration = Duration::from_secs(20);

/// What it speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Socks5,
    Http,
}

/// User and password that it asks for.
pub type Login = Option<(&'static str, &'static str)>;

/// See the module. Dies when it is dropped, with everything that goes through it.
pub struct Proxy {
    pub address: SocketAddr,
    kind: Kind,
    login: Login,
    /// How many connections it let through.
    through: watch::Sender<usize>,
    server: Option<Server>,
}

/// What runs; gone when it is dropped.
enum Server {
    Own(Own),
    Installed(Installed),
}

impl Proxy {
    pub async fn starts(kind: Kind, login: Login) -> Proxy {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        let mut proxy = Proxy { address, kind, login, through: watch::Sender::new(0), server: None };
        proxy.serves(listener).await;
        proxy
    }

    /// With every connection that goes through it.
    pub async fn dies(&mut self) {
        match self.server.take() {
            Some(Server::Own(own)) => own.dies().await,
            Some(Server::Installed(program)) => drop(program),
            None => {}
        }
    }

    /// At the same address.
    pub async fn rises(&mut self) {
        self.serves(TcpListener::bind(self.address).await.expect("its port is still free")).await;
    }

    async fn serves(&mut self, listener: TcpListener) {
        let through = self.through.clone();
        self.server = Some(if std::env::var("PROXIES").is_ok_and(|which| which == "installed") {
            // A program binds the port itself.
            drop(listener);
            Server::Installed(Installed::starts(self.kind, self.login, self.address, through).await)
        } else {
            Server::Own(Own::starts(self.kind, self.login, listener, through))
        });
    }

    /// Waits until it has let through so many connections, and asserts that there are no more.
    pub async fn has_let_through(&self, connections: usize) {
        let mut through = self.through.subscribe();
        let said = tokio::time::timeout(PATIENCE, through.wait_for(|through| *through >= connections)).await;
        assert!(said.is_ok(), "{} connections went through the proxy, not {connections}", *self.through.borrow());
        assert_eq!(*self.through.borrow(), connections, "connections that went through the proxy");
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
