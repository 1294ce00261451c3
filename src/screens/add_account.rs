//! Before a login: what will happen, and that the code is a credential (A2).

use super::page::{Page, press};
use super::{Press, Screen};
use crate::domain::View;
use crate::locale::{Locale, say};

pub(super) fn draw(locale: &Locale) -> Screen {
    let mut page = Page::new(say!(locale, "add-account-title"));
    page.paragraph(say!(locale, "add-account-how"));
    page.paragraph(say!(locale, "add-account-warning"));
    page.row([press(say!(locale, "button-begin"), Press::BeginQr(None))]);
    page.back(View::ACCOUNTS, locale)
}
