//! What Telegram finds and lists: words that were said, files that were sent.

use super::agency::{ANNA, Agency, BORIS, earlier, now};
use super::{compare, dialogs, written};
use pult::domain::{
    AccountId, Attachment, ClientMessageId, Content, DialogId, File, FileKind, FilesKind, FilesView, FoundView, Lang,
    Media, Message, Origin, PeerId, Pictures, Role, SearchMark, Turned, View,
};
use pult::reports::Taste;
use pult::screens::{FilesGlance, FoundGlance, Glance};
use std::collections::HashMap;

/// A thumbnail, as Telegram makes them.
pub const SCENE: &[u8] = include_bytes!("../sandbox/src/people/scenes/scene-2.jpg");

fn ivan() -> DialogId {
    DialogId { account: AccountId(1), peer: PeerId::User(1) }
}

fn check(name: &str, agency: &Agency, view: &View, glance: &Glance) {
    compare(name, agency, view, |role, lang| agency.draw_with(view, glance, role, lang));
}

fn said(number: i32, origin: Origin, content: Content) -> Message {
    let id = ClientMessageId(number);
    let date = if number > 5 { now() } else { earlier() };
    Message { id, date, origin, content, reply_to: None, album: None, forwarded: None }
}

fn sent(number: i32, kind: FileKind) -> Message {
    let file = File { size: 20_000, ..File::new(kind, number.to_string()) };
    let file = match kind {
        FileKind::Photo => file,
        FileKind::Document => File { name: Some("price @ivan_p <b>list</b>.pdf".into()), ..file },
        _ => File { seconds: Some(75), ..file },
    };
    let origin = if number % 4 == 0 { Origin::Account } else { Origin::Client };
    said(number, origin, Content::Media(Media::from(Attachment::File(file)).into()))
}

#[tokio::test]
async fn what_was_said() {
    let agency = dialogs::at_work().await;
    let words = "<b>deliver</b>\u{202e} on Sunday";
    let in_account = View::Found(FoundView::first(AccountId(1), None, words));
    let zoe = DialogId { account: AccountId(1), peer: PeerId::User(3) };
    let mark = SearchMark { rate: 7, peer: PeerId::User(1), message: ClientMessageId(7) };
    let long = Content::text(format!("We <i>deliver</i>\nevery day {}", "х".repeat(200)));
    let hits = vec![
        (ivan(), said(1, Origin::Client, Content::text("Do you deliver?"))),
        (ivan(), said(9, Origin::Account, long)),
        (zoe, sent(3, FileKind::Photo)),
    ];
    let found = |hits, next| Glance::Found(FoundGlance { hits, next });
    check("found_in_account", &agency, &in_account, &found(hits.clone(), Some(mark)));
    let turned = Turned::FIRST.on(mark).on(mark);
    let third = View::Found(FoundView { turned, ..FoundView::first(AccountId(1), Some(ivan().peer), words) });
    check("found_in_dialog_third_page", &agency, &third, &found(hits[..2].to_vec(), None));
    check("found_nothing", &agency, &in_account, &found(vec![], None));
    check("found_in_vain", &agency, &in_account, &Glance::InVain);
}

#[tokio::test]
async fn what_was_sent() {
    let agency = dialogs::at_work().await;
    let media = View::Files(FilesView::first(ivan(), FilesKind::Media));
    let kinds = [FileKind::Photo, FileKind::Video, FileKind::Animation, FileKind::VideoNote];
    let messages: Vec<_> = (1..=9).rev().map(|n| sent(n, kinds[n as usize % kinds.len()])).collect();
    let thumbnails =
        HashMap::from([(ClientMessageId(9), SCENE.into()), (ClientMessageId(8), b"no picture"[..].into())]);
    let glance = Glance::Files(FilesGlance { messages, more: true, thumbnails });
    check("files_media", &agency, &media, &glance);
    let files = View::Files(FilesView {
        turned: Turned::FIRST.on(ClientMessageId(9)),
        ..FilesView::first(ivan(), FilesKind::Files)
    });
    let messages = vec![sent(4, FileKind::Document), sent(3, FileKind::Voice), sent(2, FileKind::Audio)];
    let listed = Glance::Files(FilesGlance { messages, ..FilesGlance::default() });
    check("files_listed", &agency, &files, &listed);
    check("files_media_none", &agency, &media, &Glance::Files(FilesGlance::default()));
    check("files_older_none", &agency, &files, &Glance::Files(FilesGlance::default()));
    check("files_in_vain", &agency, &media, &Glance::InVain);
}

/// Whoever wants no pictures gets none; in the other theme it is another one.
#[tokio::test]
async fn a_sheet_in_the_colours_of_its_reader() {
    let mut changes = dialogs::work();
    for (member, pictures) in [(ANNA, Pictures::Light), (BORIS, Pictures::Off)] {
        changes.put(Taste { member, pictures });
    }
    let (light, dark) = (Agency::with(changes).await, dialogs::at_work().await);
    let view = View::Files(FilesView::first(ivan(), FilesKind::Media));
    let glance = Glance::Files(FilesGlance { messages: vec![sent(3, FileKind::Video)], ..FilesGlance::default() });
    let drawn = |agency: &Agency, role| agency.draw_with(&view, &glance, role, Lang::En);
    let sheets = [drawn(&light, Role::Owner), drawn(&dark, Role::Owner)].map(|screen| screen.picture.expect("a sheet"));
    assert!(sheets[0] != sheets[1]);
    let text = drawn(&light, Role::Manager);
    assert!(text.picture.is_none() && written(&text).contains("1:15"), "{}", text.text.text);
}
