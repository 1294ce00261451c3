//! Lists that are asked for page by page, where only the end of a page says where the next one begins.

use serde::{Deserialize, Serialize};

/// The places at which the pages of such a list were turned so far: the page that is looked at begins behind the last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Turned<T>(Vec<T>);

impl<T: Clone> Turned<T> {
    /// The list from its beginning.
    pub const FIRST: Turned<T> = Turned(Vec::new());

    /// Behind which place the page begins; `None` for the first one.
    pub fn at(&self) -> Option<&T> {
        self.0.last()
    }

    /// The page after this one, which ends at a place.
    pub fn on(&self, end: T) -> Turned<T> {
        Turned(self.0.iter().cloned().chain([end]).collect())
    }

    /// The page before this one.
    pub fn back(&self) -> Option<Turned<T>> {
        let (_, before) = self.0.split_last()?;
        Some(Turned(before.to_vec()))
    }

    /// Counted from 1.
    pub fn page(&self) -> usize {
        self.0.len() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_turned_on_and_back() {
        let third = Turned::FIRST.on(7).on(3);
        assert_eq!((third.at(), third.page()), (Some(&3), 3));
        let first = third.back().and_then(|second| second.back()).expect("two pages back");
        assert_eq!((first.at(), first.page(), first.back()), (None, 1, None));
    }
}
