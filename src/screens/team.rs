//! The team: who is in it, with which accounts, and the invites that are open (T1, T2).

use super::page::{Page, go};
use super::pages::Paged;
use super::staff::{Works, is_visible, presence};
use super::{Screen, Stage};
use crate::domain::{AuditFilter, InviteId, MemberId, RichText, Role, StaffView, View};
use crate::locale::{Locale, say};
use crate::store::{All, Page as Rows, StoreError, Stored};
use crate::team::rights::{Action, Target};
use crate::team::{Invite, InviteState, Member};

/// Members on a page: so many fit into one message with long names.
const SHOWN: usize = 10;

pub(super) struct Team {
    /// How many there are on all pages.
    count: usize,
    members: Paged<Row>,
    /// `None` for readers who may not invite.
    invites: Option<Vec<OpenInvite>>,
}

struct Row {
    id: MemberId,
    name: String,
    role: Role,
    since: String,
    accounts: Works,
    presence: RichText,
}

/// The newest open invites that are listed; older ones expire within days.
const INVITES_SHOWN: usize = 10;

struct OpenInvite {
    id: InviteId,
    role: Role,
    until: String,
}

impl Team {
    pub fn load(page: u16, stage: &Stage<'_>) -> Result<Team, StoreError> {
        let accounts = stage.accounts()?;
        let mut members = Member::all(stage.store)?;
        members.retain(|member| is_visible(member, stage.reader));
        members.sort_by_cached_key(|member| (std::cmp::Reverse(member.role), member.name.to_lowercase(), member.id));
        let row = |member: Stored<Member>| -> Result<Row, StoreError> {
            Ok(Row {
                id: member.id,
                name: stage.locale().name(&member.name),
                role: member.role,
                since: stage.locale().date(member.joined, stage.now, stage.zone),
                accounts: Works::of(&member, &accounts, stage.locale()),
                presence: presence(member.id, stage)?,
            })
        };
        Ok(Team {
            count: members.len(),
            members: Paged::of(members, page, SHOWN).try_map(row)?,
            invites: stage.may(Action::Invite, Target::Agency).then(|| open_invites(stage)).transpose()?,
        })
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "team-title", n = self.count));
        for member in &self.members.items {
            let role = locale.role(member.role);
            page.paragraph(say!(locale, "team-row", name = member.name.as_str(), role = role));
            page.line(member.accounts.draw(locale));
            page.line(member.presence.clone());
            page.line(say!(locale, "team-row-since", date = member.since.as_str()));
        }
        page.grid(self.members.items.iter().map(|member| {
            go(say!(locale, "button-member", name = member.name.as_str()), View::Staff(StaffView::One(member.id)))
        }));
        self.members.turn(&mut page, locale, |page| View::Team { page });
        if let Some(invites) = &self.invites {
            if self.count == 1 {
                page.paragraph(say!(locale, "team-alone"));
            }
            if !invites.is_empty() {
                page.paragraph(say!(locale, "team-open-invites"));
            }
            for invite in invites {
                let role = locale.role(invite.role);
                let label = say!(locale, "button-open-invite", role = role, until = invite.until.as_str());
                page.row([go(label, View::Invite(invite.id))]);
            }
            let log = View::Staff(StaffView::Audit { filter: AuditFilter::All, page: 0 });
            page.row([go(say!(locale, "button-invite"), View::new_invite()), go(say!(locale, "button-audit"), log)]);
        }
        page.back_and_refresh(View::Home, View::Team { page: self.members.page }, locale)
    }
}

fn open_invites(stage: &Stage<'_>) -> Result<Vec<OpenInvite>, StoreError> {
    let mut invites = stage.store.scan::<Invite>(All, Rows::all())?;
    invites.retain(|invite| invite.state == InviteState::Open && stage.now < invite.expires);
    invites.sort_by_key(|invite| std::cmp::Reverse(invite.id));
    let open = |invite: &Invite| OpenInvite {
        id: invite.id,
        role: invite.role,
        until: stage.locale().date_and_time(invite.expires, stage.now, stage.zone),
    };
    Ok(invites.iter().take(INVITES_SHOWN).map(|invite| open(invite)).collect())
}
