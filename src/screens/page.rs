//! How screens are put together: paragraphs, rows of buttons, the last row.

use super::{Button, Press, Screen};
use crate::domain::{RichText, View};
use crate::locale::{Locale, MESSAGE_LIMIT, fitted, say};

/// A screen in the making.
pub(super) struct Page {
    text: RichText,
    buttons: Vec<Vec<Button>>,
}

impl Page {
    pub fn new(first: RichText) -> Page {
        Page { text: first, buttons: Vec::new() }
    }

    /// Adds a line right below.
    pub fn line(&mut self, line: impl Into<Said>) {
        self.text.push_str("\n");
        self.text.push(&line.into().0);
    }

    /// Adds a paragraph after an empty line.
    pub fn paragraph(&mut self, paragraph: impl Into<Said>) {
        self.text.push_str("\n");
        self.line(paragraph);
    }

    /// Adds a row of buttons; an empty one is no row.
    pub fn row(&mut self, buttons: impl IntoIterator<Item = Button>) {
        let row: Vec<_> = buttons.into_iter().collect();
        if !row.is_empty() {
            self.buttons.push(row);
        }
    }

    /// Adds the first lines of a list that stands in full elsewhere, the others counted.
    pub fn hint<T>(&mut self, list: &[T], locale: &Locale, draw: impl Fn(&T) -> RichText) {
        const SHOWN: usize = 8;
        list.iter().take(SHOWN).for_each(|item| self.line(draw(item)));
        if list.len() > SHOWN {
            self.line(say!(locale, "list-more", n = list.len() - SHOWN));
        }
    }

    /// Adds buttons in rows of two.
    pub fn grid(&mut self, buttons: impl IntoIterator<Item = Button>) {
        let buttons: Vec<_> = buttons.into_iter().collect();
        for pair in buttons.chunks(2) {
            self.row(pair.to_vec());
        }
    }

    /// Ends with a way back.
    pub fn back(mut self, to: View, locale: &Locale) -> Screen {
        self.row([back(to, locale)]);
        self.done()
    }

    /// Ends with a way back and a refresh of this view.
    pub fn back_and_refresh(mut self, to: View, this: View, locale: &Locale) -> Screen {
        self.row([back(to, locale), refresh(this, locale)]);
        self.done()
    }

    pub fn done(self) -> Screen {
        // Pages are made to fit; only names of unusual length come to this.
        Screen { text: fitted(&self.text, MESSAGE_LIMIT), buttons: self.buttons, picture: None, protect: false }
    }
}

fn back(to: View, locale: &Locale) -> Button {
    let label = if to == View::Home { say!(locale, "button-home") } else { say!(locale, "button-back") };
    go(label, to)
}

pub(super) fn refresh(this: View, locale: &Locale) -> Button {
    go(say!(locale, "button-refresh"), this)
}

/// A button that shows another view.
pub(super) fn go(label: RichText, to: View) -> Button {
    press(label, Press::Go(to))
}

pub(super) fn press(label: RichText, does: Press) -> Button {
    Button::new(label.text, does)
}

/// A part of a screen: a message of the locale, or a text without formatting.
pub(super) struct Said(RichText);

impl From<RichText> for Said {
    fn from(text: RichText) -> Said {
        Said(text)
    }
}

impl From<String> for Said {
    fn from(text: String) -> Said {
        Said(RichText::plain(text))
    }
}
