//! The bytes in a button.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// 96 unpredictable bits: enough that nobody guesses one, short enough for the 64 bytes of a button.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Nonce(pub [u8; 12]);

/// As long as it is unknown, nobody can press; so it is not printed.
impl std::fmt::Debug for Nonce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nonce(…)")
    }
}

/// One button of one drawing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference {
    pub nonce: Nonce,
    pub index: usize,
    /// Which one was pressed is a secret: the reference goes into no store.
    pub secret: bool,
}

/// Stands before the index of a secret button.
const SECRET: char = 's';

/// Length of a nonce in the alphabet of the data.
const NONCE_TEXT: usize = 16;

impl Reference {
    /// At most 64 bytes: <https://core.telegram.org/bots/api#inlinekeyboardbutton>
    pub fn to_data(self) -> String {
        let mark = if self.secret { SECRET.to_string() } else { String::new() };
        format!("{}{mark}{}", URL_SAFE_NO_PAD.encode(self.nonce.0), self.index)
    }

    /// `None` for anything that we have not written ourselves.
    pub fn from_data(data: &str) -> Option<Reference> {
        let (nonce, index) = data.split_at_checked(NONCE_TEXT)?;
        let nonce = URL_SAFE_NO_PAD.decode(nonce).ok()?.try_into().ok().map(Nonce)?;
        let (secret, index) = match index.strip_prefix(SECRET) {
            Some(index) => (true, index),
            None => (false, index),
        };
        let digits = (1..=3).contains(&index.len()) && index.bytes().all(|byte| byte.is_ascii_digit());
        let reference = Reference { nonce, index: index.parse().ok().filter(|_| digits)?, secret };
        (reference.to_data() == data).then_some(reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_we_write_we_read(nonce: [u8; 12], index in 0usize..999, secret: bool) {
            let reference = Reference { nonce: Nonce(nonce), index, secret };
            prop_assert!(reference.to_data().len() <= 64);
            prop_assert_eq!(Reference::from_data(&reference.to_data()), Some(reference));
        }

        #[test]
        fn whatever_is_sent_is_read_without_harm(data: String) {
            if let Some(reference) = Reference::from_data(&data) {
                prop_assert_eq!(reference.to_data(), data);
            }
        }
    }

    #[test]
    fn near_misses_are_not_read() {
        let good = Reference { nonce: Nonce([9; 12]), index: 1, secret: false }.to_data();
        for data in [
            "",
            "x",
            &good[..16],
            &format!("{good}x"),
            &format!("{}01", &good[..16]),
            &format!("{}+1", &good[..16]),
            "🙂🙂🙂🙂🙂",
        ] {
            assert_eq!(Reference::from_data(data), None, "{data}");
        }
    }
}
