//! Templates, for those who may change the team's and for those who use them.

use super::agency::{self, ANNA, Agency, BORIS, DESK, OLGA, member, now};
use super::check;
use jiff::ToSpan;
use pult::crm::{Contact, Template};
use pult::domain::{
    AccountId, AccountState, Attachment, ClientIdentity, ContactId, Content, DialogId, DialogKind, Field, File,
    FileKind, Lang, Line, Media, MemberId, PeerId, RichText, Role, TemplateId, TemplateNews, TemplateView, TopicId,
    UserId, View,
};
use pult::locale::{LineContext, Locale, line};
use pult::relay::{Dialog, Thread, Work};
use pult::store::Changes;

const IVAN: DialogId = DialogId { account: AccountId(1), peer: PeerId::User(1) };

fn template(id: u64, owner: Option<MemberId>, name: &str, content: Content) -> Template {
    let created = now() - 50.hours();
    let author = owner.unwrap_or(ANNA);
    Template { id: TemplateId(id), owner, author, name: name.into(), content, created, edited: created }
}

async fn agency(known: bool) -> Agency {
    let mut changes = Changes::new();
    changes.insert(member(ANNA, "Anna", Role::Owner, &[]));
    changes.insert(member(BORIS, "Boris", Role::Manager, &[1]));
    changes.insert(member(OLGA, "Olga", Role::Operator, &[1]));
    changes.insert(agency::account(1, "Sales", AccountState::Active, OLGA));
    let contact = ContactId(1);
    changes.create_data_key(contact.into());
    let identity = ClientIdentity { first_name: "Vanya @vanya".into(), ..ClientIdentity::default() };
    changes.insert(Contact { id: contact, user: UserId(1), identity, since: now() });
    changes.insert(Dialog {
        id: IVAN,
        kind: DialogKind::User,
        contact,
        assigned: OLGA,
        thread: Thread::Open { desk: DESK, topic: TopicId(5) },
        next: 1,
        latest_from_client: None,
        marked_read: None,
        read_by_client: None,
        active: now(),
        work: Work::default(),
    });
    if known {
        let caption = RichText::plain("For {name}");
        let photo = Media { caption, ..Media::from(Attachment::File(File::new(FileKind::Photo, "1"))) };
        changes.insert(template(
            1,
            Some(OLGA),
            "<b>Delivery\u{202e}",
            Content::text("Hello {name},\n<i>we</i> deliver."),
        ));
        changes.insert(template(2, Some(OLGA), "Prices", photo.into()));
        changes.insert(template(3, None, "Hi", Content::text("Good day! ".repeat(20))));
        changes.insert(template(4, Some(ANNA), "Anna's", Content::text("Nobody else's")));
    }
    Agency::with(changes).await
}

#[tokio::test]
async fn templates() {
    let (known, new) = (agency(true).await, agency(false).await);
    let view = |view| View::Templates(view);
    check("templates", &known, &view(TemplateView::FIRST));
    check("templates_none", &new, &view(TemplateView::FIRST));
    check("templates_for", &known, &view(TemplateView::For { dialog: IVAN, page: 0 }));
    check("templates_for_none", &new, &view(TemplateView::For { dialog: IVAN, page: 0 }));
    check("template_write", &known, &view(TemplateView::Write { team: false }));
    check("template_write_team", &known, &view(TemplateView::Write { team: true }));
    for (id, name) in [(1, "own"), (2, "own_photo"), (3, "team")] {
        let id = TemplateId(id);
        check(&format!("template_{name}"), &known, &view(TemplateView::One(id)));
        check(&format!("template_{name}_edit"), &known, &view(TemplateView::Edit(id)));
        check(&format!("template_{name}_drop"), &known, &view(TemplateView::Drop(id)));
    }
}

#[test]
fn news_of_templates_read_well() {
    let name = || "Delivery".to_owned();
    let news = [
        TemplateNews::Bare,
        TemplateNews::TooLong,
        TemplateNews::Taken { name: name() },
        TemplateNews::Unfit,
        TemplateNews::Several,
        TemplateNews::Unknown { name: "<b>\n".repeat(50), nearest: None },
        TemplateNews::Unknown { name: "delivry".into(), nearest: Some(name()) },
        TemplateNews::Missing { name: name(), fields: vec![Field::City, Field::Custom("shoe size".into())] },
        TemplateNews::Missing { name: name(), fields: vec![Field::Custom("shoe size".into())] },
        TemplateNews::InThread,
    ];
    let context = LineContext { now: now(), zone: &jiff::tz::TimeZone::UTC };
    for lang in Lang::ALL {
        let said = news.iter().map(|news| line(Locale::of(lang), &Line::Template(news.clone()), context).text);
        insta::assert_snapshot!(format!("template_news_{}", lang.code()), said.collect::<Vec<_>>().join("\n---\n"));
    }
}
