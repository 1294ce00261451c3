//! Templates: the reader's own and the team's, and which of them to put into a thread (N3).

use super::page::{Page, go, press};
use super::pages::Paged;
use super::{Button, Press, Screen, Stage, TemplateDeed, dialog};
use crate::crm::Template;
use crate::domain::{DialogId, RandomId, RichText, TemplateId, TemplateView, View};
use crate::locale::{Locale, clean_line, say};
use crate::relay::Dialog;
use crate::store::{StoreError, Stored};
use crate::team::rights::{Action, Target};

/// Templates on a page.
const PAGE: usize = 6;
/// Name and beginning of the text in a list, and the text alone, in UTF-16 code units.
const NAME: usize = 40;
const PREVIEW: usize = 80;
const TEXT: usize = 3500;

pub(super) fn draw(view: &TemplateView, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    match view {
        TemplateView::List { page } => list(*page, stage),
        TemplateView::For { dialog, page } => choose(*dialog, *page, stage),
        TemplateView::Write { team: true } if !stage.may(Action::TeamTemplates, Target::Agency) => {
            Ok(stage.not_allowed())
        }
        TemplateView::Write { team } => Ok(write(*team, stage)),
        TemplateView::One(id) | TemplateView::Edit(id) | TemplateView::Drop(id) => one(view, *id, stage),
    }
}

fn list(number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let all = Template::usable(stage.store, stage.reader.id)?;
    let mut page = Page::new(say!(locale, "templates-title", n = all.len()));
    page.line(say!(locale, "templates-how"));
    let templates = rows(all, number, &mut page, locale, |id| Press::Go(View::Templates(TemplateView::One(id))));
    let new = |team| View::Templates(TemplateView::Write { team });
    let own = go(say!(locale, "button-new-template"), new(false));
    let team = stage
        .may(Action::TeamTemplates, Target::Agency)
        .then(|| go(say!(locale, "button-new-team-template"), new(true)));
    page.row([own].into_iter().chain(team));
    let this = |page| View::Templates(TemplateView::List { page });
    templates.turn(&mut page, locale, this);
    Ok(page.back_and_refresh(View::Home, this(templates.page), locale))
}

fn choose(id: DialogId, number: u16, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let Some(found) = Dialog::find(stage.store, id)? else { return list(number, stage) };
    if !stage.may(Action::Converse, found.target()) {
        return Ok(stage.not_allowed());
    }
    let all = Template::usable(stage.store, stage.reader.id)?;
    let mut page = Page::new(say!(locale, "templates-for", name = dialog::name(&found, stage)?));
    page.line(say!(locale, "templates-for-how"));
    let insert = |template| Press::Template(TemplateDeed::Insert { template, dialog: id });
    let templates = rows(all, number, &mut page, locale, insert);
    let this = |page| View::Templates(TemplateView::For { dialog: id, page });
    templates.turn(&mut page, locale, this);
    if let Some(thread) = found.link() {
        page.row([dialog::to_thread(&thread, locale)]);
    }
    Ok(page.back_and_refresh(View::Templates(TemplateView::FIRST), this(templates.page), locale))
}

/// A page of templates, each with what its button does.
fn rows(
    all: Vec<Stored<Template>>,
    number: u16,
    page: &mut Page,
    locale: &Locale,
    does: impl Fn(TemplateId) -> Press,
) -> Paged<Stored<Template>> {
    if all.is_empty() {
        page.paragraph(say!(locale, "templates-none"));
    }
    let templates = Paged::of(all, number, PAGE);
    for template in &templates.items {
        page.paragraph(title(template, locale));
        let beginning = short(&template.content.words().text, PREVIEW);
        if !beginning.is_empty() {
            page.line(beginning);
        }
        page.row([press(RichText::plain(short(&template.name, NAME)), does(template.id))]);
    }
    templates
}

/// Its name, what is attached, and that it is the team's.
fn title(template: &Template, locale: &Locale) -> RichText {
    let name = short(&template.name, NAME);
    let mut title = match template.owner {
        Some(_) => say!(locale, "template-row", name = name),
        None => say!(locale, "template-row-team", name = name),
    };
    if let Some(kind) = template.content.kind() {
        title.push_str(" · ");
        title.push_str(&locale.kind(kind));
    }
    title
}

fn write(team: bool, stage: &Stage<'_>) -> Screen {
    let locale = stage.locale();
    let mut page = Page::new(match team {
        true => say!(locale, "template-write-team"),
        false => say!(locale, "template-write"),
    });
    page.paragraph(say!(locale, "template-how"));
    page.back(View::Templates(TemplateView::FIRST), locale)
}

fn one(view: &TemplateView, id: TemplateId, stage: &Stage<'_>) -> Result<Screen, StoreError> {
    let locale = stage.locale();
    let (first, this) = (View::Templates(TemplateView::FIRST), View::Templates(TemplateView::One(id)));
    let Some(template) = Template::find(stage.store, stage.reader.id, id)? else {
        return Ok(Page::new(say!(locale, "template-gone")).back(first, locale));
    };
    let may_change = template.owner.is_some() || stage.may(Action::TeamTemplates, Target::Agency);
    if !may_change && !matches!(view, TemplateView::One(_)) {
        return Ok(stage.not_allowed());
    }
    if let TemplateView::Drop(_) = view {
        let name = short(&template.name, NAME);
        let mut page = Page::new(match template.owner {
            Some(_) => say!(locale, "template-drop", name = name),
            None => say!(locale, "template-drop-team", name = name),
        });
        page.row([press(say!(locale, "button-drop"), Press::Template(TemplateDeed::Drop(id)))]);
        return Ok(page.back(this, locale));
    }
    let edits = matches!(view, TemplateView::Edit(_));
    let mut page = Page::new(if edits { say!(locale, "template-rewrite") } else { title(&template, locale) });
    if edits {
        page.paragraph(short(&template.name, NAME));
    }
    let words = template.content.words();
    if !words.is_empty() {
        page.paragraph(words.truncated(TEXT));
    }
    if edits {
        return Ok(page.back(this, locale));
    }
    let edited = locale.date_and_time(template.edited, stage.now, stage.zone);
    let author = stage.member_name(template.author)?;
    page.paragraph(say!(locale, "template-use", name = short(&template.name, NAME)));
    page.line(say!(locale, "template-edited", author = author, time = edited));
    if may_change {
        page.row([
            go(say!(locale, "button-edit"), View::Templates(TemplateView::Edit(id))),
            go(say!(locale, "button-drop"), View::Templates(TemplateView::Drop(id))),
        ]);
    }
    Ok(page.back(first, locale))
}

/// Under what a member is about to send.
pub fn under_preview(dialog: DialogId, preview: RandomId, locale: &Locale) -> Vec<Vec<Button>> {
    let deed = |deed| Press::Template(deed);
    vec![vec![
        press(say!(locale, "button-send"), deed(TemplateDeed::Send { dialog, preview })),
        press(say!(locale, "button-cancel"), deed(TemplateDeed::Cancel { dialog, preview })),
    ]]
}

fn short(text: &str, limit: usize) -> String {
    let line = RichText::plain(clean_line(text));
    let short = line.truncated(limit);
    if short.len() < line.len() { short.text + "…" } else { short.text }
}
