//! Long lists in pages, and what stands for the rest where a list is only hinted at.

use super::Button;
use super::Press;
use super::page::{Page, go};
use crate::domain::{Turned, View};
use crate::locale::{Locale, say};

/// One page of a list.
pub(super) struct Paged<T> {
    pub items: Vec<T>,
    /// Counted from 0.
    pub page: u16,
    pages: u16,
}

impl<T> Paged<T> {
    /// The page of that number with so many items, or the last one there is.
    pub fn of(all: Vec<T>, page: u16, size: usize) -> Paged<T> {
        let pages = u16::try_from(all.len().div_ceil(size).max(1)).unwrap_or(u16::MAX);
        let page = page.min(pages - 1);
        let items = all.into_iter().skip(usize::from(page) * size).take(size).collect();
        Paged { items, page, pages }
    }

    /// The same of a list that is read page by page: `of` items in all, `read` gives those after so many.
    pub fn of_counted<E>(
        of: usize,
        page: u16,
        size: usize,
        read: impl FnOnce(usize) -> Result<Vec<T>, E>,
    ) -> Result<Paged<T>, E> {
        let pages = u16::try_from(of.div_ceil(size).max(1)).unwrap_or(u16::MAX);
        let page = page.min(pages - 1);
        Ok(Paged { items: read(usize::from(page) * size)?, page, pages })
    }

    /// The same page of something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Paged<U> {
        let items = self.items.into_iter().map(change).collect();
        Paged { items, page: self.page, pages: self.pages }
    }

    /// The same page of something else, which may fail to be made.
    pub fn try_map<U, E>(self, change: impl FnMut(T) -> Result<U, E>) -> Result<Paged<U>, E> {
        let items = self.items.into_iter().map(change).collect::<Result<_, E>>()?;
        Ok(Paged { items, page: self.page, pages: self.pages })
    }

    /// Says which page this is and offers the others; nothing for a list of one page.
    pub fn turn(&self, screen: &mut Page, locale: &Locale, view: impl Fn(u16) -> View) {
        if self.pages == 1 {
            return;
        }
        screen.paragraph(say!(locale, "page-of", page = u32::from(self.page) + 1, pages = u32::from(self.pages)));
        let turn = |label: &str, page| Button::new(label, Press::Go(view(page)));
        let before = self.page.checked_sub(1).map(|page| turn("◀", page));
        let after = Some(self.page + 1).filter(|page| *page < self.pages).map(|page| turn("▶", page));
        screen.row(before.into_iter().chain(after));
    }
}

/// Offers the pages around this one of a list that is turned piece by piece; `end`: behind which there are more.
pub(super) fn turned<T: Clone>(
    at: &Turned<T>,
    end: Option<T>,
    screen: &mut Page,
    locale: &Locale,
    view: impl Fn(Turned<T>) -> View,
) {
    let back = at.back();
    let newest = (at.page() > 2).then(|| go(say!(locale, "button-newest"), view(Turned::FIRST)));
    let newer = back.map(|back| go(say!(locale, "button-newer"), view(back)));
    let older = end.map(|end| go(say!(locale, "button-older"), view(at.on(end))));
    screen.row(newest.into_iter().chain(newer).chain(older));
}

/// The first of some names in one line, the others counted.
pub(super) fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown}, +{more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_beyond_the_end_is_the_last() {
        let page = |number| Paged::of((1..=21).collect(), number, 10);
        assert_eq!((page(1).items.len(), page(1).page), (10, 1));
        assert_eq!((page(9).items, page(9).page), (vec![21], 2));
        let none = Paged::of(Vec::<u8>::new(), 3, 10);
        assert_eq!((none.items.len(), none.page, none.pages), (0, 0, 1));
    }

    #[test]
    fn a_few_names_and_how_many_more() {
        let names: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(str::to_owned).into();
        assert_eq!(few(&names), "a, b, c, d, e, +2");
        assert_eq!(few(&names[..2]), "a, b");
    }
}
