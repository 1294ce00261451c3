//! Figures and codes as PNG.
//!
//! **Knows no language and no Telegram.** A picture may hold a credential, so its bytes never reach a log.

mod qr;

pub use qr::{QrError, qr};

/// A picture, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub png: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.png.len())
    }
}
