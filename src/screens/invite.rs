//! One invite: its link while it is remembered, how long it is valid, what became of it (T2).

use super::page::{Page, press};
use super::pages::few;
use super::{Button, Press, Screen, Stage};
use crate::domain::{InviteId, Role, View};
use crate::locale::{Locale, say};
use crate::store::StoreError;
use crate::team::{Invite, InviteState};

pub(super) enum Card {
    Gone,
    Present { id: InviteId, role: Role, accounts: Vec<String>, state: State },
}

/// What became of it, with what there is to say.
pub(super) enum State {
    Open { link: Option<String>, until: String },
    Expired { until: String },
    Used { by: String, when: String },
    Revoked { when: String },
}

impl Card {
    pub fn load(id: InviteId, stage: &Stage<'_>) -> Result<Card, StoreError> {
        let Some(invite) = Invite::find(stage.store, id)? else { return Ok(Card::Gone) };
        let locale = stage.locale();
        let until = locale.date_and_time(invite.expires, stage.now, stage.zone);
        let when = |at| locale.ago(at, stage.now, stage.zone);
        let state = match invite.state {
            InviteState::Open if stage.now >= invite.expires => State::Expired { until },
            InviteState::Open => State::Open { link: stage.links.link(id), until },
            InviteState::Used { by, at } => State::Used { by: stage.member_name(by)?, when: when(at) },
            InviteState::Revoked { at } => State::Revoked { when: when(at) },
        };
        let accounts = invite.accounts.iter().map(|account| stage.account_name(*account)).collect::<Result<_, _>>()?;
        Ok(Card::Present { id, role: invite.role, accounts, state })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let Card::Present { id, role, accounts, state } = self else {
            return Page::new(say!(locale, "invite-gone")).back(View::TEAM, locale);
        };
        let mut page = Page::new(say!(locale, "invite-title", role = locale.role(*role)));
        if !accounts.is_empty() {
            page.line(say!(locale, "invite-accounts", accounts = few(accounts)));
        }
        match state {
            State::Open { link, until } => {
                page.paragraph(match link {
                    Some(link) => say!(locale, "invite-link", link = link.as_str()),
                    None => say!(locale, "invite-link-forgotten"),
                });
                page.paragraph(say!(locale, "invite-valid", until = until.as_str()));
                let share = link.as_deref().map(|link| share(link, locale));
                let revoke = press(say!(locale, "button-revoke"), Press::RevokeInvite(*id));
                page.row(share.into_iter().chain([revoke]));
            }
            State::Expired { until } => page.paragraph(say!(locale, "invite-expired", until = until.as_str())),
            State::Used { by, when } => {
                page.paragraph(say!(locale, "invite-used", member = by.as_str(), when = when.as_str()));
            }
            State::Revoked { when } => page.paragraph(say!(locale, "invite-revoked", when = when.as_str())),
        }
        page.back_and_refresh(View::TEAM, View::Invite(*id), locale)
    }
}

/// Opens Telegram's own choice of chats. <https://core.telegram.org/api/links#share-links>
fn share(link: &str, locale: &Locale) -> Button {
    let text = say!(locale, "invite-share-text").text;
    let address = format!("https://t.me/share/url?url={}&text={}", percent_encoded(link), percent_encoded(&text));
    Button::link(say!(locale, "button-share").text, address)
}

/// For the query of an address (RFC 3986, section 2.3: only these need no escape).
fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_addresses_are_escaped() {
        assert_eq!(percent_encoded("https://t.me/b?start=j_A-1&я"), "https%3A%2F%2Ft.me%2Fb%3Fstart%3Dj_A-1%26%D1%8F");
    }
}
