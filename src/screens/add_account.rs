//! Before a login: the two ways, what will happen, and that a code is a credential (A2, A3).

use super::page::{Page, press};
use super::{Press, Screen};
use crate::domain::View;
use crate::locale::{Locale, say};

pub(super) fn draw(locale: &Locale) -> Screen {
    let mut page = Page::new(say!(locale, "add-account-title"));
    page.paragraph(say!(locale, "add-account-how"));
    page.paragraph(say!(locale, "add-account-by-phone"));
    page.paragraph(say!(locale, "add-account-warning"));
    page.row([
        press(say!(locale, "button-begin"), Press::BeginQr(None)),
        press(say!(locale, "button-begin-phone"), Press::BeginPhone(None)),
    ]);
    page.row([press(say!(locale, "button-proxy-first"), Press::ProxyFirst)]);
    page.back(View::ACCOUNTS, locale)
}
