//! What members do with templates: written into the panel, put into a thread to be looked at, and sent from there (N3).

use super::{
    commands::Call,
    convert, dialogs,
    office::BotError,
    panel::{self, Here},
};
use crate::{
    crm::{Contact, Person, Template, template},
    domain::{Content, Field, Line, MemberId, RandomId, TemplateId, TemplateNews, TemplateView, View},
    locale::Locale,
    relay::{Desk, Dialog, Panel, Plan, TeamTask, Thread, previews},
    screens::{self, TemplateDeed},
    store::{Store, StoreError, Stored},
    team::{Action, AuditEntry, AuditEvent, Change, Member, Target, masking, rights::may},
};
use jiff::Timestamp;

/// `/t name` in a thread shows it there; `/t` alone lists them in the person's panel.
pub async fn insert(call: &Call<'_>) -> Result<(), BotError> {
    let random_id = call.office.randomness.random_id();
    let name = call.arguments;
    dialogs::writing_in_thread(call, |store, dialog, _| {
        let mut plan = Plan::nothing();
        if name.is_empty() {
            let view = TemplateView::For { dialog: dialog.id, page: 0 };
            panel::open(call.office, store, call.person, View::Templates(view), &mut plan)?;
            return Ok(plan);
        }
        let usable = Template::usable(store, call.person)?;
        let shown = match usable.iter().find(|template| template.is_called(name)) {
            Some(template) => show(store, template, dialog, random_id, &mut plan)?,
            None => {
                let nearest = template::nearest(usable.iter().map(|template| template.name.as_str()), name);
                Some(Line::Template(TemplateNews::Unknown {
                    name: name.to_owned(),
                    nearest: nearest.map(str::to_owned),
                }))
            }
        };
        if let Some(line) = shown {
            plan.team(TeamTask::Say { place: call.place(), line });
        }
        Ok(plan)
    })
    .await
}

/// `/t` in the panel: what is sent from now on is a template.
pub async fn list(call: &Call<'_>) -> Result<(), BotError> {
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            panel::open(call.office, store, call.person, View::Templates(TemplateView::FIRST), &mut plan)?;
            Ok(plan)
        })
        .await?;
    Ok(())
}

/// Puts a template into a dialog's thread to be looked at, or says why not.
fn show(
    store: &Store,
    template: &Template,
    dialog: &Stored<Dialog>,
    random_id: RandomId,
    plan: &mut Plan,
) -> Result<Option<Line>, StoreError> {
    // Everybody in the desk sees it, so it says what its member may see.
    let reader = match dialog.thread {
        Thread::Open { desk, .. } => Desk::find(store, desk)?.map_or(dialog.assigned, |desk| desk.member),
        _ => dialog.assigned,
    };
    let reader = Member::find(store, reader)?;
    let Some(reader) = reader else { return Ok(Some(Line::NoDeskForThread)) };
    let profile = Person::of(store, dialog.contact)?.profile(store)?;
    let contact = Contact::find(store, dialog.contact)?;
    let locale = Locale::of(reader.lang);
    let filled = template.fill(|field| {
        let kept = screens::field_value(&profile, field, locale);
        let identity = contact.as_ref().map(|contact| &contact.identity);
        let by_telegram = match field {
            Field::FirstName => identity.map(|identity| identity.first_name.as_str()),
            Field::LastName => identity.and_then(|identity| identity.last_name.as_deref()),
            _ => None,
        };
        // A name of which a part is hidden is not said in part.
        let open = |name: &&str| !name.is_empty() && masking::shown_name(name, &reader, dialog.target()) == **name;
        kept.or_else(|| by_telegram.filter(open).map(str::to_owned))
    });
    let content = match filled {
        Ok(content) => content,
        Err(news) => return Ok(Some(Line::Template(news))),
    };
    let shown = plan.absorb(previews::show(store, dialog, content, random_id)?);
    Ok((!shown).then_some(Line::NoDeskForThread))
}

/// What is sent to the panel; `false` where the open screen expects no template.
pub async fn typed(call: &Call<'_>, member: &Member) -> Result<bool, BotError> {
    let store = call.office.store();
    let Some(panel) = Panel::find(store, member.id)? else { return Ok(false) };
    let (team, edits) = match &panel.view {
        View::Templates(TemplateView::List { .. }) => (false, None),
        View::Templates(TemplateView::Write { team }) => (*team, None),
        View::Templates(TemplateView::Edit(id)) => (false, Some(*id)),
        _ => return Ok(false),
    };
    let Some(content) = convert::content(call.message) else { return Ok(false) };
    let read = match convert::album(call.message) {
        Some(_) if content.words().is_empty() => return Ok(true),
        Some(_) => Err(TemplateNews::Several),
        None => template::read(&sendable(call, content)),
    };
    let written = Written { team, edits, read, fresh: TemplateId(store.next_id(Template::IDS).await?) };
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            match keep(call, store, member, &written, &mut plan)? {
                Ok(id) => {
                    panel::open(call.office, store, member.id, View::Templates(TemplateView::One(id)), &mut plan)?;
                    plan.team(TeamTask::Delete { chat: member.id.into(), message: panel.message, reader: member.id });
                }
                Err(line) => plan.team(TeamTask::Say { place: call.place(), line }),
            }
            Ok(plan)
        })
        .await?;
    Ok(true)
}

/// What was written as a template, and what is to become of it.
struct Written {
    team: bool,
    edits: Option<TemplateId>,
    read: Result<(String, Content), TemplateNews>,
    fresh: TemplateId,
}

fn keep(
    call: &Call<'_>,
    store: &Store,
    member: &Member,
    written: &Written,
    plan: &mut Plan,
) -> Result<Result<TemplateId, Line>, StoreError> {
    let was = match written.edits {
        Some(id) => match changeable(store, member, id)? {
            Some(was) => Some(was),
            None => return Ok(Err(Line::NotAllowed)),
        },
        None => None,
    };
    let (name, content) = match &written.read {
        // With a file that stays the name alone is a whole template.
        Err(TemplateNews::Bare) if was.as_ref().is_some_and(|was| was.content.media().is_some()) => {
            match template::name(call.message.text().unwrap_or_default()) {
                Some(name) => (name, Content::text("")),
                None => return Ok(Err(Line::Template(TemplateNews::Bare))),
            }
        }
        Err(news) => return Ok(Err(Line::Template(news.clone()))),
        Ok((name, content)) => (name.clone(), content.clone()),
    };
    let owner = match &was {
        Some(was) => was.owner,
        None if !written.team => Some(member.id),
        None if may(member, Action::TeamTemplates, Target::Agency) => None,
        None => return Ok(Err(Line::NotAllowed)),
    };
    let id = was.as_ref().map_or(written.fresh, |was| was.id);
    let others = Template::of(store, owner)?;
    if others.iter().any(|other| other.id != id && other.is_called(&name)) {
        return Ok(Err(Line::Template(TemplateNews::Taken { name })));
    }
    let now = call.office.now();
    match was {
        Some(was) => {
            // A text alone takes the place of the words, not of the file.
            let content = match &content {
                Content::Text(text) => template::with_words(&was.content, text.clone()),
                _ => content,
            };
            let edited = Template { name, content, author: member.id, edited: now, ..Template::clone(&was) };
            audit(&edited, Change::Changed, (now, member.id), plan);
            plan.changes.update(&was, edited);
        }
        None => {
            let made = Template { id, owner, author: member.id, name, content, created: now, edited: now };
            audit(&made, Change::Made, (now, member.id), plan);
            plan.changes.insert(made);
        }
    }
    Ok(Ok(id))
}

/// What is the team's stands on the audit log; one's own templates are nobody else's business.
fn audit(template: &Template, change: Change, (at, by): (Timestamp, MemberId), plan: &mut Plan) {
    if template.owner.is_none() {
        AuditEntry::write(&mut plan.changes, at, by, AuditEvent::TeamTemplate { template: template.id, change });
    }
}

/// The content with its file by the name under which the bot sends it again.
fn sendable(call: &Call<'_>, content: Content) -> Content {
    match (content, convert::file_id(call.message)) {
        (Content::Media(media), Some(file_id)) => media.with_file_id(file_id).into(),
        (content, _) => content,
    }
}

/// A template that the member may change.
fn changeable(store: &Store, member: &Member, id: TemplateId) -> Result<Option<Stored<Template>>, StoreError> {
    Ok(Template::find(store, member.id, id)?.filter(|template| is_changeable(template, member)))
}

fn is_changeable(template: &Template, member: &Member) -> bool {
    match template.owner {
        Some(owner) => owner == member.id,
        None => may(member, Action::TeamTemplates, Target::Agency),
    }
}

/// Whether a member may delete a template; one that is gone already is nobody's.
pub fn may_drop(store: &Store, member: &Member, id: TemplateId) -> Result<bool, StoreError> {
    let converses = may(member, Action::Converse, Target::Agency);
    Ok(converses && store.get::<Template>(&id)?.is_none_or(|template| is_changeable(&template, member)))
}

/// Does what a button says. The right was asked before; the template may have become another's since.
pub async fn perform(here: &Here<'_>, member: &Member, deed: &TemplateDeed) -> Result<Option<Line>, BotError> {
    let office = here.office;
    let stale = |done: Option<bool>| (done == Some(false)).then_some(Line::ButtonStale);
    match deed {
        TemplateDeed::Drop(id) => {
            here.show(View::Templates(TemplateView::FIRST), |store, plan| {
                if let Some(template) = changeable(store, member, *id)? {
                    audit(&template, Change::Deleted, (office.now(), member.id), plan);
                    plan.changes.delete(&template);
                }
                Ok(())
            })
            .await?;
            Ok(None)
        }
        TemplateDeed::Insert { template, dialog } => {
            let random_id = office.randomness.random_id();
            let said = office
                .commit(here.inbound, |store| {
                    let mut plan = Plan::nothing();
                    let found = (Template::find(store, member.id, *template)?, Dialog::find(store, *dialog)?);
                    let (Some(template), Some(dialog)) = found else { return Ok(Plan::new(Some(Line::ButtonStale))) };
                    let line = show(store, &template, &dialog, random_id, &mut plan)?;
                    Ok(plan.with(line.or(Some(Line::Template(TemplateNews::InThread)))))
                })
                .await?;
            Ok(said.flatten())
        }
        TemplateDeed::Send { dialog, preview } => {
            let zone = office.zone.get();
            let (moment, place) = (dialogs::moment(office, &zone), (office.bot, here.chat, here.place));
            let sent = office
                .commit(here.inbound, |store| {
                    let mut plan = previews::send(store, moment, member.id, *dialog, *preview, place)?;
                    here.use_up(store, &mut plan)?;
                    Ok(plan)
                })
                .await?;
            Ok(stale(sent))
        }
        TemplateDeed::Cancel { dialog, preview } => {
            let cancelled = office
                .commit(here.inbound, |store| {
                    let mut plan = previews::cancel(store, *dialog, *preview)?;
                    here.use_up(store, &mut plan)?;
                    Ok(plan)
                })
                .await?;
            Ok(stale(cancelled))
        }
    }
}
