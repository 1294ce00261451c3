//! The proxies through which accounts reach Telegram. Implemented by `accounts`.

use crate::domain::{AccountId, Proxy, ProxyAddress, ProxyTrouble};
use async_trait::async_trait;

/// Each account has a way of its own: directly, or through one proxy. **Where there is a proxy, nothing of the account goes
/// past it**, whatever becomes of it.
#[async_trait]
pub trait Proxies: Send + Sync {
    /// The proxy of an account; `None`: it connects directly.
    fn proxy(&self, account: AccountId) -> Result<Option<ProxyAddress>, ProxyError>;

    /// From now on the account connects through this proxy, or directly; one that is connected connects anew. A proxy that
    /// does not get through to Telegram is not kept. The account need not be signed in yet.
    async fn route(&self, account: AccountId, proxy: Option<Proxy>) -> Result<(), ProxyError>;
}

/// Why a proxy was not kept, or not found.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    #[error("trying a proxy")]
    Trouble(#[from] ProxyTrouble),
    #[error("keeping the proxy of an account")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}
