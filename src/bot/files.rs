//! The files of a dialog, from Telegram's own search, so that it covers the whole history (M1).
//!
//! **They are listed in the panel and brought into the thread one by one**: only those of a dialog within the member's
//! right, both before Telegram is asked and when it has answered. What Telegram's own senders write is in no dialog.

use super::{
    commands::Call,
    convert,
    intake::Inbound,
    office::{BotError, Office},
    panel::Here,
};
use crate::{
    domain::{ClientMessageId, DialogId, Filed, FilesKind, FilesLine, Line, MemberId, Message, Origin},
    ports::ClientError,
    relay::{Dialog, Place, Plan, TeamTask, replay},
    store::{Store, StoreError},
    team::{Action, Member, Target, masking, rights::may},
};

/// Files on a page.
const SHOWN: usize = 8;

/// Lists the newest media of the thread's dialog, which the member may see.
pub async fn in_dialog(call: &Call<'_>, dialog: DialogId) -> Result<(), BotError> {
    let Ok(page) = Page::read(call.office, dialog, FilesKind::Media, None).await else {
        return call.say(Line::AskedInVain).await;
    };
    let (chat, message) = (convert::chat(call.message), convert::id(call.message));
    page.show(call.office, call.inbound, call.person, |plan| {
        plan.team(TeamTask::Nod { chat, message, reader: call.person });
    })
    .await
}

/// A button asks for a page; what is returned is said as a toast.
pub async fn press(
    here: &Here<'_>,
    dialog: DialogId,
    kind: FilesKind,
    before: Option<ClientMessageId>,
    instead: bool,
) -> Result<Option<Line>, BotError> {
    let Ok(page) = Page::read(here.office, dialog, kind, before).await else { return Ok(Some(Line::AskedInVain)) };
    page.show(here.office, here.inbound, here.member, |plan| {
        if instead {
            plan.team(TeamTask::Delete { chat: here.chat, message: here.place, reader: here.member });
        }
    })
    .await?;
    Ok((!here.in_panel()).then_some(Line::InYourPanel))
}

/// A file is brought into the thread; what is returned is said as a toast.
pub async fn fetch(here: &Here<'_>, id: DialogId, message: ClientMessageId) -> Result<Option<Line>, BotError> {
    let stands = here.office.commit(here.inbound, |store| {
        let stands = Dialog::find(store, id)?.is_some_and(|dialog| dialog.link().is_some());
        let plan = if stands { replay::fetch(id, message) } else { Plan::nothing() };
        Ok(plan.with(stands))
    });
    Ok(match stands.await? {
        Some(false) => Some(Line::Files(FilesLine::NoThread)),
        Some(true) => Some(Line::OnItsWay),
        None => None,
    })
}

/// What Telegram has answered.
struct Page {
    dialog: DialogId,
    kind: FilesKind,
    newest: bool,
    found: Vec<Message>,
}

impl Page {
    async fn read(
        office: &Office,
        dialog: DialogId,
        kind: FilesKind,
        before: Option<ClientMessageId>,
    ) -> Result<Page, ClientError> {
        // One more tells whether there are more.
        let read = office.reader.files(dialog, kind, before, SHOWN as u16 + 1).await;
        let found = read.inspect_err(|error| {
            tracing::warn!(account.id = dialog.account.0, ?error, "files of a dialog could not be listed");
        })?;
        Ok(Page { dialog, kind, newest: before.is_none(), found })
    }

    /// Says it in the member's panel.
    async fn show(
        &self,
        office: &Office,
        inbound: &Inbound,
        reader: MemberId,
        besides: impl Fn(&mut Plan),
    ) -> Result<(), BotError> {
        let said = |store: &Store| {
            let mut plan = Plan::nothing();
            let line = self.line(store, reader)?.unwrap_or(Line::NotAllowed);
            plan.team(TeamTask::Say { place: Place::Panel(reader), line });
            besides(&mut plan);
            Ok(plan)
        };
        office.commit(inbound, said).await.map(drop)
    }

    /// `None` where the member's right does not reach (any more).
    fn line(&self, store: &Store, reader: MemberId) -> Result<Option<Line>, StoreError> {
        let (Some(member), Some(dialog)) = (Member::find(store, reader)?, Dialog::find(store, self.dialog)?) else {
            return Ok(None);
        };
        let target = Target::Dialog { account: self.dialog.account, assigned: Some(dialog.assigned) };
        if !may(&member, Action::Converse, target) {
            return Ok(None);
        }
        let files = self.found.iter().take(SHOWN).filter_map(|message| filed(message, &member, target)).collect();
        let more = self.found.len() > SHOWN;
        let Page { dialog, kind, newest, .. } = *self;
        Ok(Some(Line::Files(FilesLine::Listed { dialog, kind, files, newest, more })))
    }
}

/// A message as a row of the list, if it carries a file.
fn filed(message: &Message, viewer: &Member, target: Target) -> Option<Filed> {
    let media = message.content.media()?;
    let file = media.file()?;
    Some(Filed {
        message: message.id,
        at: message.date,
        ours: message.origin == Origin::Account,
        kind: media.kind(),
        name: file.name.as_deref().or(file.title.as_deref()).map(|name| masking::shown_name(name, viewer, target)),
        size: file.size,
        seconds: file.seconds,
    })
}
