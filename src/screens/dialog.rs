//! One dialog: as a row of a list, and as a screen of its own with what may be done with it.

use super::dialogs::responsible;
use super::files::to_files;
use super::group_card;
use super::page::{Page, go, press};
use super::{Button, DialogDeed, Press, Screen, Stage};
use crate::domain::{DialogFilter, DialogId, DialogKind, DialogView, MemberId, Pause, RichText, View};
use crate::locale::{Locale, clean_line, say};
use crate::relay::{Author, Dialog, Followed, LastWords, Message, Thread, Work, reach};
use crate::store::StoreError;
use crate::team::rights::{Action, Target, may};
use crate::team::{Account, masking};
use std::collections::HashMap;

/// The longest preview of a message, in UTF-16 code units.
const PREVIEW: usize = 80;

/// What a list shows of a dialog.
pub(super) struct Summary {
    id: DialogId,
    name: String,
    kind: DialogKind,
    work: Work,
    waits: Option<String>,
    snoozed: Option<String>,
    at: String,
    preview: Option<String>,
    answers: Option<String>,
    link: Option<String>,
}

impl Summary {
    pub fn load(dialog: &Dialog, names: &HashMap<MemberId, String>, stage: &Stage<'_>) -> Result<Summary, StoreError> {
        let locale = stage.locale();
        let since = |at: jiff::Timestamp| {
            locale.duration(stage.now.as_second().saturating_sub(at.as_second()).max(0).unsigned_abs())
        };
        Ok(Summary {
            id: dialog.id,
            name: name(dialog, stage)?,
            kind: dialog.kind,
            work: dialog.work,
            waits: dialog.work.waits.map(since),
            snoozed: dialog.work.snoozed.map(|until| locale.date_and_time(until, stage.now, stage.zone)),
            at: moment(dialog, stage),
            preview: preview(dialog, stage)?,
            answers: responsible(dialog.assigned, names, stage),
            link: dialog.link(),
        })
    }

    /// State, name, time.
    pub fn headline(&self, locale: &Locale) -> RichText {
        say!(
            locale,
            "dialogs-row",
            mark = mark(self.kind, &self.work),
            name = self.name.as_str(),
            time = self.at.as_str()
        )
    }

    /// What was said last; how much is unread, who answers.
    pub fn details(&self, locale: &Locale) -> Vec<RichText> {
        let mut below = Vec::new();
        if self.work.unread > 0 {
            below.push(say!(locale, "dialog-unread", n = self.work.unread).text);
        }
        if let Some(duration) = &self.waits {
            below.push(say!(locale, "dialog-waits", duration = duration.as_str()).text);
        }
        if let Some(until) = &self.snoozed {
            below.push(say!(locale, "dialog-snoozed", until = until.as_str()).text);
        }
        if self.work.queued.is_some() {
            below.push(say!(locale, "dialog-queued").text);
        }
        if self.work.muted {
            below.push(say!(locale, "dialog-muted").text);
        }
        if self.work.blocked {
            below.push(say!(locale, "dialog-blocked").text);
        }
        if let Some(answers) = &self.answers {
            below.push(say!(locale, "dialog-answers", member = answers.as_str()).text);
        }
        let preview = self.preview.iter().map(|text| say!(locale, "dialogs-preview", text = text.as_str()));
        let below = (!below.is_empty()).then(|| RichText::plain(below.join(" · ")));
        preview.chain(below).collect()
    }

    /// The way to its thread, and to the rest.
    pub fn buttons(&self, from: &DialogFilter, locale: &Locale) -> Vec<Button> {
        let card = View::Dialogs(DialogView::One { dialog: self.id, from: from.clone() });
        match &self.link {
            Some(link) => {
                let more = say!(locale, "button-more");
                vec![Button::link(format!("{} {}", mark(self.kind, &self.work), self.name), link), go(more, card)]
            }
            None => vec![go(RichText::plain(format!("{} {}", mark(self.kind, &self.work), self.name)), card)],
        }
    }
}

/// The state of a dialog at a glance (D3).
fn mark(kind: DialogKind, work: &Work) -> &'static str {
    match kind {
        DialogKind::Group => "👥",
        DialogKind::Channel => "📢",
        DialogKind::User if work.blocked => "⛔",
        DialogKind::User => work.state().mark(),
    }
}

/// The client's name as the reader may see it.
pub(super) fn name(dialog: &Dialog, stage: &Stage<'_>) -> Result<String, StoreError> {
    Ok(stage.locale().name(&reach::name(stage.store, stage.reader, dialog)?))
}

/// The time of day for today, the day for what was before.
fn moment(dialog: &Dialog, stage: &Stage<'_>) -> String {
    let day = |at: jiff::Timestamp| at.to_zoned(stage.zone.clone()).date();
    if day(dialog.active) == day(stage.now) {
        stage.locale().time(dialog.active, stage.zone)
    } else {
        stage.locale().date(dialog.active, stage.now, stage.zone)
    }
}

/// What was said last, in one line.
fn preview(dialog: &Dialog, stage: &Stage<'_>) -> Result<Option<String>, StoreError> {
    let locale = stage.locale();
    let Some(message) = Message::latest(stage.store, dialog.id, 1)?.pop() else {
        let last = LastWords::find(stage.store, dialog.id)?.filter(|last| !last.text.is_empty());
        return Ok(
            last.map(|last| shortened(format!("{}{}", if last.ours { "↩ " } else { "" }, clean_line(&last.text))))
        );
    };
    let words = clean_line(&message.content.words().text);
    let mut text = String::new();
    match (&message.deleted, &message.author) {
        (Some(_), _) => text.push_str("🗑 "),
        (None, Author::Client) => {
            if let Some(writer) = message.writer.as_ref().filter(|_| dialog.kind == DialogKind::Group) {
                let name = masking::shown_name(&writer.name, stage.reader, dialog.target());
                text.push_str(&format!("{}: ", locale.name(&name)));
            }
        }
        (None, Author::Member { .. } | Author::Phone | Author::Away { .. }) => text.push_str("↩ "),
    }
    if let Some(kind) = message.content.kind() {
        text.push_str(&locale.kind(kind));
        text.push(' ');
    }
    text.push_str(&words);
    Ok((!text.is_empty()).then(|| shortened(text)))
}

fn shortened(text: String) -> String {
    let short = RichText::plain(text.trim()).truncated(PREVIEW).text;
    if short.len() < text.trim().len() { short + "…" } else { short }
}

/// One dialog, with what may be done with it.
pub(super) struct Card {
    dialog: Dialog,
    from: DialogFilter,
    account: String,
    summary: Summary,
    opening: bool,
    /// Of a group or channel: what ends that its messages come into the thread, or has them come.
    switch: Option<Button>,
    followed: bool,
    may_take: bool,
    may_hand_over: bool,
    may_give_back: bool,
}

impl Card {
    /// `None` where the reader's right does not reach.
    pub fn load(id: DialogId, from: DialogFilter, stage: &Stage<'_>) -> Result<Option<Card>, StoreError> {
        let Some(dialog) = Dialog::find(stage.store, id)? else { return Ok(None) };
        let target = Target::Dialog { account: id.account, assigned: Some(dialog.assigned) };
        if !may(stage.reader, Action::Converse, target) {
            return Ok(None);
        }
        let managed = Account::find(stage.store, id.account)?;
        let account = managed.as_ref().map(|account| account.title()).unwrap_or_default();
        let (mine, queued) = (dialog.assigned == stage.reader.id, dialog.work.queued.is_some());
        let may_hand_over = stage.may(Action::HandOver, Target::Account(id.account));
        let responsible = managed.is_some_and(|account| account.responsible == stage.reader.id);
        let followed = Followed::find(stage.store, id)?.is_some();
        Ok(Some(Card {
            from,
            account: stage.locale().name(&account),
            summary: Summary::load(&dialog, &stage.member_names()?, stage)?,
            may_take: queued || may_hand_over && !mine,
            may_hand_over,
            may_give_back: mine && !queued && !responsible,
            switch: (dialog.kind != DialogKind::User).then(|| group_card::switch(&dialog, followed, stage)),
            followed,
            opening: matches!(dialog.thread, Thread::Opening { .. }),
            dialog: dialog.into_value(),
        }))
    }

    pub fn draw(&self, locale: &Locale) -> Screen {
        let id = self.dialog.id;
        let deed = |label: RichText, deed: DialogDeed| press(label, Press::Dialog(id, deed));
        let mut page = Page::new(say!(
            locale,
            "dialog-title",
            mark = mark(self.dialog.kind, &self.dialog.work),
            name = self.summary.name.as_str(),
            account = self.account.as_str()
        ));
        self.summary.details(locale).into_iter().for_each(|line| page.line(line));
        page.paragraph(match (&self.summary.link, self.opening) {
            _ if self.switch.is_some() && !self.followed => match self.dialog.work.closed {
                Some(_) => say!(locale, "group-was-closed"),
                None => say!(locale, "group-unopened"),
            },
            (Some(_), _) => say!(locale, "dialog-has-thread"),
            (None, true) => say!(locale, "dialog-opening"),
            (None, false) => say!(locale, "dialog-no-thread"),
        });
        page.row(match (&self.summary.link, self.opening) {
            (Some(link), _) => Some(to_thread(link, locale)),
            (None, true) => None,
            (None, false) if self.switch.is_some() => None,
            (None, false) => Some(deed(say!(locale, "button-open-thread"), DialogDeed::Open)),
        });
        let work = &self.dialog.work;
        let read = (work.unread > 0).then(|| deed(say!(locale, "button-mark-read"), DialogDeed::MarkRead));
        let state = if let Some(switch) = &self.switch {
            vec![switch.clone()]
        } else if work.closed.is_some() || work.snoozed.is_some() {
            vec![deed(say!(locale, "button-reopen"), DialogDeed::Reopen)]
        } else {
            let snooze = DialogView::Snooze { dialog: id, from: self.from.clone() };
            let snooze = go(say!(locale, "button-snooze"), View::Dialogs(snooze));
            vec![snooze, deed(say!(locale, "button-close"), DialogDeed::Close)]
        };
        page.row(read.into_iter().chain(state));
        let mute = match work.muted {
            true => deed(say!(locale, "button-unmute"), DialogDeed::Mute(false)),
            false => deed(say!(locale, "button-mute"), DialogDeed::Mute(true)),
        };
        let block = match work.blocked {
            true => deed(say!(locale, "button-unblock"), DialogDeed::Block(false)),
            false => {
                let block = DialogView::Block { dialog: id, from: self.from.clone() };
                go(say!(locale, "button-block"), View::Dialogs(block))
            }
        };
        // Nobody is blocked in a group.
        page.row([mute].into_iter().chain((self.dialog.kind == DialogKind::User).then_some(block)));
        page.row([to_files(id, locale)]);
        page.row(self.reassigning(locale));
        let list = DialogView::List { account: Some(id.account), filter: self.from.clone(), page: 0 };
        page.back_and_refresh(View::Dialogs(list), self.this(), locale)
    }

    /// Who answers it instead.
    fn reassigning(&self, locale: &Locale) -> Vec<Button> {
        let id = self.dialog.id;
        let deed = |label: RichText, deed: DialogDeed| press(label, Press::Dialog(id, deed));
        let mut buttons = Vec::new();
        if self.may_take {
            buttons.push(deed(say!(locale, "button-take"), DialogDeed::Take));
        }
        if self.may_hand_over {
            let view = DialogView::HandOver { dialog: id, from: self.from.clone(), page: 0 };
            buttons.push(go(say!(locale, "button-hand-over"), View::Dialogs(view)));
        } else if self.may_give_back {
            buttons.push(deed(say!(locale, "button-give-back"), DialogDeed::GiveBack));
        }
        buttons
    }

    /// Until when is it put off?
    pub fn draw_snooze(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "snooze-title", name = self.summary.name.as_str()));
        page.line(say!(locale, "snooze-what"));
        page.grid(Pause::ALL.map(|pause| {
            press(RichText::plain(locale.pause(pause)), Press::Dialog(self.dialog.id, DialogDeed::Snooze(pause)))
        }));
        page.back(self.this(), locale)
    }

    /// Is the client to be blocked?
    pub fn draw_block(&self, locale: &Locale) -> Screen {
        let mut page = Page::new(say!(locale, "block-title", name = self.summary.name.as_str()));
        page.line(say!(locale, "block-what", account = self.account.as_str()));
        page.row([press(say!(locale, "button-block-now"), Press::Dialog(self.dialog.id, DialogDeed::Block(true)))]);
        page.back(self.this(), locale)
    }

    fn this(&self) -> View {
        View::Dialogs(DialogView::One { dialog: self.dialog.id, from: self.from.clone() })
    }
}

/// The way to a thread.
pub fn to_thread(link: &str, locale: &Locale) -> Button {
    Button::link(say!(locale, "button-to-thread").text, link)
}
