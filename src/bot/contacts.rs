//! What members do with contacts and notes: by commands in a thread, by buttons, and by what they type into the panel.
//!
//! **The panel's open screen says what a typed text is**: the value of a field, a note. A thread knows no such thing:
//! there a plain message goes to the client.

use super::{
    commands::Call,
    dialogs, money,
    office::BotError,
    panel::{self, Here},
};
use crate::{
    crm::{
        Country, Filled, Note, Person, PersonalNote, Profile,
        fields::{self, Asked, NoValue, Typed, Value},
        places,
    },
    domain::{
        ContactId, ContactNews, ContactView, Field, Joined, Line, MemberId, MoneyView, NoteId, NotebookView, View,
    },
    relay::{Message, Panel, Place, Plan, TeamTask, erasure, follow_cards, merging, reach, rename_threads},
    screens::ContactDeed,
    store::{Store, StoreError},
    team::Member,
};
use jiff::{Timestamp, civil::Date};

/// What became of a value.
enum Outcome {
    Saved,
    /// Something has to be chosen first, or besides.
    Ask(ContactView),
    Refused(ContactNews),
}

/// The longest note, in characters: as long as a message.
const LONGEST_NOTE: usize = 4096;
/// Of what is looked for, in characters.
const LONGEST_SEARCH: usize = 100;

/// `/card city Riga` in a thread. Without a value it opens the card in the person's panel.
pub async fn card(call: &Call<'_>) -> Result<(), BotError> {
    let (today, now) = (call.office.today(), call.office.now());
    let note = NoteId(call.office.store().next_id(Note::IDS).await?);
    let asked = fields::asked(call.arguments);
    let said = call.arguments;
    dialogs::about_person_in_thread(call, |store, dialog| {
        let mut plan = Plan::nothing();
        let contact = dialog.contact;
        let outcome = match &asked {
            None if said.is_empty() => Outcome::Ask(ContactView::One(contact)),
            None => {
                plan.team(TeamTask::Say { place: call.place(), line: Line::Usage { command: "card".to_owned() } });
                return Ok(plan);
            }
            Some((Asked::Field(field), "")) => Outcome::Ask(ContactView::Field { contact, field: field.clone() }),
            Some((Asked::Name | Asked::Note, "")) => Outcome::Ask(ContactView::One(contact)),
            Some((Asked::Field(field), value)) => save(store, contact, field, value, today, &mut plan)?,
            Some((Asked::Name, value)) => save_name(store, contact, value, today, &mut plan)?,
            Some((Asked::Note, value)) => {
                let author = call.person;
                add_note(
                    store,
                    Note {
                        id: note,
                        contact,
                        dialog: dialog.id,
                        author,
                        at: now,
                        edited: None,
                        text: (*value).to_owned(),
                    },
                    &mut plan,
                )?;
                Outcome::Saved
            }
        };
        if !matches!(asked, Some((Asked::Note, _))) {
            filled(&mut plan, call.person, today, contact);
        }
        settle(call, outcome, &mut plan)?;
        Ok(plan)
    })
    .await
}

/// What was changed so far is a card that this member filled (T5).
fn filled(plan: &mut Plan, member: MemberId, day: Date, contact: ContactId) {
    if !plan.changes.is_empty() {
        Filled::note(&mut plan.changes, member, day, contact);
    }
}

/// `/note text`, or `/note` in reply to a message; without either it opens the notes.
pub async fn note(call: &Call<'_>) -> Result<(), BotError> {
    let now = call.office.now();
    let id = NoteId(call.office.store().next_id(Note::IDS).await?);
    let answered = super::convert::reply_to(call.message).map(|reply| reply.message);
    let (bot, chat) = (call.office.bot, super::convert::chat(call.message));
    dialogs::about_person_in_thread(call, |store, dialog| {
        let mut plan = Plan::nothing();
        let (contact, author) = (dialog.contact, call.person);
        let quoted = match answered {
            Some(answered) if call.arguments.is_empty() => Message::of_post(store, bot, chat, answered)?,
            _ => None,
        };
        let text = quoted.as_ref().map_or(call.arguments, |quoted| quoted.content.words().text.as_str());
        if text.is_empty() {
            let ask = if answered.is_some() {
                Outcome::Refused(ContactNews::NoWords)
            } else {
                Outcome::Ask(ContactView::Notes { contact, page: 0 })
            };
            settle(call, ask, &mut plan)?;
            return Ok(plan);
        }
        let note = Note { id, contact, dialog: dialog.id, author, at: now, edited: None, text: text.to_owned() };
        add_note(store, note, &mut plan)?;
        settle(call, Outcome::Saved, &mut plan)?;
        Ok(plan)
    })
    .await
}

/// Opens the notes of the thread's client.
pub async fn notes(call: &Call<'_>) -> Result<(), BotError> {
    dialogs::about_person_in_thread(call, |_, dialog| {
        let mut plan = Plan::nothing();
        settle(call, Outcome::Ask(ContactView::Notes { contact: dialog.contact, page: 0 }), &mut plan)?;
        Ok(plan)
    })
    .await
}

/// One reaction, a screen in the person's panel, or a sentence.
fn settle(call: &Call<'_>, outcome: Outcome, plan: &mut Plan) -> Result<(), StoreError> {
    let (chat, message) = (super::convert::chat(call.message), super::convert::id(call.message));
    match outcome {
        Outcome::Saved => plan.team(TeamTask::Nod { chat, message, reader: call.person }),
        Outcome::Ask(view) => panel::open(call.office, call.office.store(), call.person, View::Contacts(view), plan)?,
        Outcome::Refused(news) => plan.team(TeamTask::Say { place: call.place(), line: Line::Contact(news) }),
    }
    Ok(())
}

/// A text typed into the panel; `false` where the open screen expects none.
pub async fn typed(call: &Call<'_>, member: &Member) -> Result<bool, BotError> {
    let store = call.office.store();
    let Some(panel) = Panel::find(store, member.id)? else { return Ok(false) };
    let text = call.message.text().unwrap_or_default();
    if let View::Money(MoneyView::Pay(dialog)) = panel.view {
        money::typed(call, dialog, panel.message, text).await?;
        return Ok(true);
    }
    let expected = match &panel.view {
        View::Contacts(ContactView::List(_) | ContactView::Tags { .. } | ContactView::Same { .. }) => true,
        View::Contacts(
            ContactView::Field { .. }
            | ContactView::Zone(_)
            | ContactView::WriteNote { .. }
            | ContactView::Places { .. },
        ) => true,
        View::Notebook(view) => !matches!(view, NotebookView::Drop(_) | NotebookView::One(_)),
        _ => false,
    };
    if !expected {
        return Ok(false);
    }
    if text.trim().is_empty() {
        call.say(Line::Contact(ContactNews::NoWords)).await?;
        return Ok(true);
    }
    let (now, today) = (call.office.now(), call.office.today());
    let fresh = NoteId(store.next_id(Note::IDS).await?);
    call.office
        .commit(call.inbound, |store| {
            let mut plan = Plan::nothing();
            let shown = match &panel.view {
                View::Contacts(view) => {
                    let writing = Writing { member, text, now, today, fresh };
                    about_contact(store, view, &writing, &mut plan)?.map(|view| view.map(View::Contacts))
                }
                View::Notebook(view) => {
                    Ok(Some(View::Notebook(into_notebook(store, view, member.id, text, now, fresh, &mut plan)?)))
                }
                _ => Ok(None),
            };
            match shown {
                Ok(Some(view)) => {
                    // The screen comes below what was typed; the one above is done with.
                    panel::open(call.office, store, member.id, view, &mut plan)?;
                    plan.team(TeamTask::Delete { chat: member.id.into(), message: panel.message, reader: member.id });
                }
                Ok(None) => plan.team(TeamTask::Say { place: call.place(), line: Line::NotAllowed }),
                Err(news) => plan.team(TeamTask::Say { place: call.place(), line: Line::Contact(news) }),
            }
            Ok(plan)
        })
        .await?;
    Ok(true)
}

/// What a member types into a screen, and when.
struct Writing<'a> {
    member: &'a Member,
    text: &'a str,
    now: Timestamp,
    today: Date,
    fresh: NoteId,
}

/// What is typed where a screen about a contact is open, and the screen that follows; `None` where the right does not reach.
fn about_contact(
    store: &Store,
    view: &ContactView,
    writing: &Writing<'_>,
    plan: &mut Plan,
) -> Result<Result<Option<ContactView>, ContactNews>, StoreError> {
    let Writing { member, text, now, today, fresh } = *writing;
    let (contact, outcome) = match view {
        ContactView::List(_) | ContactView::Tags { .. } => return Ok(Ok(Some(ContactView::found(&sought(text))))),
        ContactView::Same { contact, .. } => {
            return Ok(Ok(Some(ContactView::Same { contact: *contact, words: sought(text), page: 0 })));
        }
        ContactView::Field { contact, field } => (*contact, Some(field.clone())),
        ContactView::Places { contact, .. } => (*contact, Some(Field::City)),
        ContactView::Zone(contact) | ContactView::WriteNote { contact, .. } => (*contact, None),
        _ => return Ok(Ok(None)),
    };
    let Some(dialog) = reach::within(store, member, contact)?.into_iter().next() else { return Ok(Ok(None)) };
    if let Some(field) = outcome {
        let saved = save(store, contact, &field, text, today, plan)?;
        filled(plan, member.id, today, contact);
        return Ok(match saved {
            Outcome::Saved => Ok(Some(ContactView::One(contact))),
            Outcome::Ask(view) => Ok(Some(view)),
            Outcome::Refused(news) => Err(news),
        });
    }
    match view {
        ContactView::Zone(_) if places::zone(text.trim()).is_none() => return Ok(Err(ContactNews::NoZone)),
        ContactView::Zone(_) => set_zone(store, contact, text.trim(), plan)?,
        ContactView::WriteNote { note: None, .. } => {
            // It stays with the contact of the dialog, whoever else the person is.
            let (contact, text, author) = (dialog.contact, text.to_owned(), member.id);
            add_note(store, Note { id: fresh, contact, dialog: dialog.id, author, at: now, edited: None, text }, plan)?;
        }
        ContactView::WriteNote { note: Some(id), .. } => {
            if let Some(was) = reach::changeable_note(store, member, contact, *id)? {
                let edited = Note { text: cut(text), edited: Some(now), ..Note::clone(&was) };
                plan.changes.update(&was, edited);
                follow_cards(store, contact, plan)?;
            }
        }
        _ => {}
    }
    Ok(Ok(Some(match view {
        ContactView::WriteNote { .. } => ContactView::Notes { contact, page: 0 },
        _ => ContactView::One(contact),
    })))
}

/// What is looked for.
fn sought(text: &str) -> String {
    text.trim().chars().take(LONGEST_SEARCH).collect()
}

/// Whether a member may delete a note; one that is gone already is nobody's.
pub fn may_drop(store: &Store, member: &Member, contact: ContactId, id: NoteId) -> Result<bool, StoreError> {
    Ok(match Note::find(store, id)? {
        Some(_) => reach::changeable_note(store, member, contact, id)?.is_some(),
        None => !reach::within(store, member, contact)?.is_empty(),
    })
}

/// What is typed into the notebook, and the screen that follows.
fn into_notebook(
    store: &Store,
    view: &NotebookView,
    member: MemberId,
    text: &str,
    now: Timestamp,
    fresh: NoteId,
    plan: &mut Plan,
) -> Result<NotebookView, StoreError> {
    if let (NotebookView::List { .. }, Some(words)) = (view, text.strip_prefix('?')) {
        return Ok(NotebookView::List { words: words.trim().to_owned(), page: 0 });
    }
    if let NotebookView::Edit(id) = view
        && let Some(was) = PersonalNote::find(store, member, *id)?
    {
        plan.changes.update(&was, PersonalNote { text: cut(text), edited: now, ..PersonalNote::clone(&was) });
        return Ok(NotebookView::One(*id));
    }
    plan.changes.insert(PersonalNote { id: fresh, member, created: now, edited: now, text: cut(text) });
    Ok(NotebookView::FIRST)
}

/// Does what a button about a contact says, and shows what follows. The right was asked before.
pub async fn perform(
    here: &Here<'_>,
    member: &Member,
    contact: ContactId,
    deed: &ContactDeed,
) -> Result<Option<Line>, BotError> {
    match deed {
        ContactDeed::Merge(other) => return merge(here, member, contact, *other).await,
        ContactDeed::Split => return split(here, member, contact).await,
        ContactDeed::Unmerge(joined) => return unmerge(here, member, joined).await,
        _ => {}
    }
    let view = match deed {
        ContactDeed::DropNote(_) => ContactView::Notes { contact, page: 0 },
        _ => ContactView::One(contact),
    };
    let today = here.office.now().to_zoned(here.office.zone.get()).date();
    here.show(View::Contacts(view), |store, plan| {
        match deed {
            ContactDeed::Clear(field) => change(store, contact, plan, |profile| profile.clear(field))?,
            ContactDeed::Settle { city, country, zone } => change(store, contact, plan, |profile| {
                profile.city = Some(crate::crm::City { name: city.clone(), zone: Some(zone.clone()) });
                profile.country = Some(Country::Known(*country));
            })?,
            ContactDeed::Zone(zone) => set_zone(store, contact, zone, plan)?,
            ContactDeed::DropNote(note) => {
                if let Some(note) = reach::changeable_note(store, member, contact, *note)? {
                    plan.changes.delete(&note);
                    follow_cards(store, contact, plan)?;
                }
            }
            ContactDeed::Merge(_) | ContactDeed::Split | ContactDeed::Unmerge(_) => {}
        }
        if !matches!(deed, ContactDeed::DropNote(_)) {
            filled(plan, here.member, today, contact);
        }
        Ok(())
    })
    .await?;
    Ok(None)
}

/// Makes one person of two, and says how to take it back.
async fn merge(
    here: &Here<'_>,
    member: &Member,
    contact: ContactId,
    other: ContactId,
) -> Result<Option<Line>, BotError> {
    let now = here.office.now();
    let merged = here.office.commit(here.inbound, |store| {
        let mut plan = merging::merge(store, now, member, contact, other)?;
        here.draw(View::Contacts(ContactView::One(contact)), &mut plan);
        if let Some(joined) = plan.outcome.clone() {
            say(member, ContactNews::Merged(joined), &mut plan);
        }
        Ok(plan)
    });
    Ok((merged.await? == Some(None)).then_some(Line::Contact(ContactNews::NothingToMerge)))
}

/// Makes two people of one.
async fn split(here: &Here<'_>, member: &Member, contact: ContactId) -> Result<Option<Line>, BotError> {
    let now = here.office.now();
    let split = here.office.commit(here.inbound, |store| {
        let mut plan = merging::split(store, now, member, contact)?;
        here.draw(View::Contacts(ContactView::One(contact)), &mut plan);
        if let Some(kept) = plan.outcome {
            say(member, ContactNews::Split { contact, kept }, &mut plan);
        }
        Ok(plan)
    });
    Ok((split.await? == Some(None)).then_some(Line::ButtonStale))
}

async fn unmerge(here: &Here<'_>, member: &Member, joined: &Joined) -> Result<Option<Line>, BotError> {
    let now = here.office.now();
    let undone = here.office.commit(here.inbound, |store| merging::unmerge(store, now, member, joined));
    Ok(match undone.await? {
        Some(false) => Some(Line::Contact(ContactNews::TooLateToUnmerge)),
        Some(true) | None => Some(Line::Contact(ContactNews::Unmerged)),
    })
}

fn say<T>(member: &Member, news: ContactNews, plan: &mut Plan<T>) {
    plan.team(TeamTask::Say { place: Place::Panel(member.id), line: Line::Contact(news) });
}

/// Erases a person, some with each commit. A restart goes on where it was: the press comes again.
pub async fn erase(here: &Here<'_>, contact: ContactId) -> Result<(), BotError> {
    let (committer, now) = (&here.office.committer, here.office.now());
    while committer.commit(|store| erasure::step(store, now, Some(here.member), contact)).await? {}
    here.show(View::Contacts(ContactView::found("")), |_, _| Ok(())).await
}

/// Deletes an own note, and shows the others.
pub async fn drop_personal(here: &Here<'_>, id: NoteId) -> Result<(), BotError> {
    here.show(View::Notebook(NotebookView::FIRST), |store, plan| {
        if let Some(note) = PersonalNote::find(store, here.member, id)? {
            plan.changes.delete(&note);
        }
        Ok(())
    })
    .await
}

/// Reads a value and writes it down; the cards follow.
fn save(
    store: &Store,
    contact: ContactId,
    field: &Field,
    text: &str,
    today: Date,
    plan: &mut Plan,
) -> Result<Outcome, StoreError> {
    let refused = |why| match why {
        NoValue::Unreadable => ContactNews::Unreadable(field.clone()),
        NoValue::TooLong => ContactNews::TooLong,
        NoValue::TooMany => ContactNews::TooMany,
    };
    let typed = match fields::read(field, text, today) {
        Ok(typed) => typed,
        Err(why) => return Ok(Outcome::Refused(refused(why))),
    };
    let mut outcome = Outcome::Saved;
    let mut why = None;
    change(store, contact, plan, |profile| match typed {
        Typed::Nothing => profile.clear(field),
        Typed::Place(name, place) => profile.settle_in(name, &place),
        Typed::Ambiguous(city) => outcome = Outcome::Ask(ContactView::Places { contact, city }),
        Typed::UnknownCity(name) => {
            // Its zone was asked for once, if it is the same city.
            let known = profile.city.as_ref().filter(|city| city.name == name).and_then(|city| city.zone.clone());
            if profile.city.as_ref().is_some_and(|city| city.name != name) {
                // It was that of the city before.
                profile.country = None;
            }
            if known.is_none() {
                outcome = Outcome::Ask(ContactView::Zone(contact));
            }
            profile.city = Some(crate::crm::City { name, zone: known });
        }
        Typed::Value(value) => why = profile.set(field, value, today).err(),
    })?;
    Ok(why.map_or(outcome, |why| Outcome::Refused(refused(why))))
}

/// `Ivan Petrov`: the first word and the rest.
fn save_name(
    store: &Store,
    contact: ContactId,
    text: &str,
    today: Date,
    plan: &mut Plan,
) -> Result<Outcome, StoreError> {
    let (first, last) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let read = |field: Field, text: &str| fields::read(&field, text, today);
    let parts = match (read(Field::FirstName, first), last.is_empty()) {
        (Ok(first), true) => Ok((first, None)),
        (Ok(first), false) => read(Field::LastName, last).map(|last| (first, Some(last))),
        (Err(why), _) => Err(why),
    };
    match parts {
        Ok((first, last)) => change(store, contact, plan, |profile| {
            profile.first_name = word(first);
            if let Some(last) = last {
                profile.last_name = word(last);
            }
        })?,
        Err(NoValue::Unreadable) => return Ok(Outcome::Refused(ContactNews::Unreadable(Field::FirstName))),
        Err(_) => return Ok(Outcome::Refused(ContactNews::TooLong)),
    }
    Ok(Outcome::Saved)
}

fn word(typed: Typed) -> Option<String> {
    match typed {
        Typed::Value(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn set_zone(store: &Store, contact: ContactId, zone: &str, plan: &mut Plan) -> Result<(), StoreError> {
    change(store, contact, plan, |profile| {
        if let Some(city) = &mut profile.city {
            city.zone = Some(zone.to_owned());
        }
    })
}

/// Changes what is written down about a contact; without a difference nothing is written, and no card is asked for.
fn change(
    store: &Store,
    contact: ContactId,
    plan: &mut Plan,
    change: impl FnOnce(&mut Profile),
) -> Result<(), StoreError> {
    let person = Person::of(store, contact)?;
    let Some((before, now)) = person.rewrite(store, &mut plan.changes, change)? else { return Ok(()) };
    if (&now.first_name, &now.last_name) != (&before.first_name, &before.last_name) {
        rename_threads(store, contact, plan)?;
    }
    follow_cards(store, contact, plan)
}

fn add_note(store: &Store, note: Note, plan: &mut Plan) -> Result<(), StoreError> {
    let contact = note.contact;
    plan.changes.insert(Note { text: cut(&note.text), ..note });
    follow_cards(store, contact, plan)
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_NOTE).collect()
}
