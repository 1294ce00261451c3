//! Media between people and real MTProto clients: by reference, in parts, in albums; and what cannot go.
mod chats;

use crate::accounts::{Account, input_channel, input_peer, town, user};
use grammers_tl_types as tl;
use std::collections::BTreeMap;
use telegram_sandbox::world::{Content, Door, Effect, Fault, UserId};
use telegram_sandbox::{KINDS, Person};
use tl::enums::{InputMedia, MessageMedia};
use tl::functions::messages as f;

fn send_media(peer: tl::enums::InputPeer, media: InputMedia, text: &str, random_id: i64) -> f::SendMedia {
    f::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        media,
        message: text.into(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

fn album(peer: tl::enums::InputPeer, parts: Vec<(InputMedia, &str, i64)>) -> f::SendMultiMedia {
    let part = |(media, text, random_id): (InputMedia, &str, i64)| {
        tl::types::InputSingleMedia { media, random_id, message: text.into(), entities: None }.into()
    };
    f::SendMultiMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer,
        reply_to: None,
        multi_media: parts.into_iter().map(part).collect(),
        schedule_date: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    }
}

fn forward(from: tl::enums::InputPeer, to: tl::enums::InputPeer, ids: &[(i32, i64)]) -> f::ForwardMessages {
    f::ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: true,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: from,
        id: ids.iter().map(|(id, _)| *id).collect(),
        random_id: ids.iter().map(|(_, random)| *random).collect(),
        to_peer: to,
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

/// What was attached, to be sent again by reference; `None` for what has no file.
fn again(media: &MessageMedia) -> Option<InputMedia> {
    match media {
        MessageMedia::Photo(tl::types::MessageMediaPhoto { photo: Some(tl::enums::Photo::Photo(p)), .. }) => {
            let id = tl::types::InputPhoto {
                id: p.id,
                access_hash: p.access_hash,
                file_reference: p.file_reference.clone(),
            };
            let photo = tl::types::InputMediaPhoto {
                spoiler: false,
                live_photo: false,
                id: id.into(),
                ttl_seconds: None,
                video: None,
            };
            Some(photo.into())
        }
        MessageMedia::Document(tl::types::MessageMediaDocument {
            document: Some(tl::enums::Document::Document(d)),
            ..
        }) => {
            let id = tl::types::InputDocument {
                id: d.id,
                access_hash: d.access_hash,
                file_reference: d.file_reference.clone(),
            };
            let document = tl::types::InputMediaDocument {
                spoiler: false,
                id: id.into(),
                video_cover: None,
                video_timestamp: None,
                ttl_seconds: None,
                query: None,
            };
            Some(document.into())
        }
        _ => None,
    }
}

/// The messages of an answer, without the empty ones.
fn listed(answer: tl::enums::messages::Messages) -> Vec<tl::types::Message> {
    use tl::enums::messages::Messages as M;
    let messages = match answer {
        M::Messages(m) => m.messages,
        M::Slice(m) => m.messages,
        M::ChannelMessages(m) => m.messages,
        M::NotModified(_) => Vec::new(),
    };
    let whole = |message| if let tl::enums::Message::Message(message) = message { Some(message) } else { None };
    messages.into_iter().filter_map(whole).collect()
}

/// A message as the account has it now.
async fn fetched(account: &Account, id: i32) -> tl::types::Message {
    let id = vec![tl::types::InputMessageId { id }.into()];
    listed(account.call(&f::GetMessages { id }).await.unwrap()).pop().expect("the message is there")
}

async fn last(account: &Account, peer: tl::enums::InputPeer, limit: i32) -> Vec<tl::types::Message> {
    let history =
        f::GetHistory { peer, offset_id: 0, offset_date: 0, add_offset: 0, limit, max_id: 0, min_id: 0, hash: 0 };
    listed(account.call(&history).await.unwrap())
}

/// Which number of the client's became which message.
fn numbers(updates: tl::enums::Updates) -> BTreeMap<i64, i32> {
    let tl::enums::Updates::Updates(updates) = updates else { panic!("a bundle") };
    let number = |update| match update {
        tl::enums::Update::MessageId(number) => Some((number.random_id, number.id)),
        _ => None,
    };
    updates.updates.into_iter().filter_map(number).collect()
}

fn hash(person: &Person, chat: UserId, id: telegram_sandbox::world::MessageId) -> Option<[u8; 32]> {
    person.attachment(chat, id).map(|file| file.content.hash())
}

#[tokio::test]
async fn every_kind_is_seen_and_goes_on_by_reference() {
    let town = town().await;
    let (sales, ivan, olga) = (town.person("Sales"), town.person("Ivan"), town.person("Olga"));
    let account = Account::of(&town, &sales, 0).await;
    let (to_ivan, to_olga) = (user(&town, &sales, ivan.id), user(&town, &sales, olga.id));
    for (n, kind) in (1..).zip(KINDS) {
        let theirs = ivan.sends(&sales, ivan.sample(kind), kind).unwrap();
        let got = last(&account, to_ivan.into(), 1).await.pop().expect(kind);
        let media = got.media.as_ref().unwrap_or_else(|| panic!("{kind} is shown"));
        let Some(media) = again(media) else { continue };
        account.call(&send_media(to_olga.into(), media, &got.message, n)).await.unwrap();
        let (there, here) = (olga.sees(&sales).pop().unwrap(), ivan.sees(&sales).pop().unwrap());
        assert_eq!((there.media, &there.text), (here.media, &here.text), "{kind}");
        assert_eq!(hash(&olga, sales.id, there.id), hash(&ivan, sales.id, theirs), "{kind}: the same bytes");
    }
    let kinds: Vec<_> = olga.sees(&sales).into_iter().filter_map(|m| m.media).collect();
    assert_eq!(
        kinds,
        ["photo", "video", "animation", "voice", "video note", "audio", "document", "sticker", "sticker", "sticker"]
    );
    assert_eq!(town.moved(sales.id), Default::default(), "nothing was fetched or uploaded for it");
}

#[tokio::test]
async fn plain_media_of_a_client_arrives() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    let to: tl::enums::InputPeer = user(&town, &sales, ivan.id).into();
    let point = || tl::types::InputGeoPoint { lat: 56.9, long: 24.1, accuracy_radius: None }.into();
    let words = |text: &str| tl::types::TextWithEntities { text: text.into(), entities: Vec::new() }.into();
    let answer = |n, text: &str| -> tl::enums::PollAnswer {
        let text = words(text);
        tl::types::PollAnswer { text, option: vec![n], media: None, added_by: None, date: None }.into()
    };
    let poll = tl::types::Poll {
        id: 0,
        closed: false,
        public_voters: true,
        multiple_choice: false,
        quiz: false,
        open_answers: false,
        revoting_disabled: false,
        shuffle_answers: false,
        hide_results_until_close: false,
        creator: false,
        subscribers_only: false,
        question: words("When?"),
        answers: vec![answer(0, "Sunday"), answer(1, "Monday")],
        close_period: None,
        close_date: None,
        countries_iso2: None,
        hash: 0,
    };
    let poll = tl::types::InputMediaPoll {
        poll: poll.into(),
        correct_answers: None,
        attached_media: None,
        solution: None,
        solution_entities: None,
        solution_media: None,
    };
    let live = tl::types::InputMediaGeoLive {
        stopped: false,
        geo_point: point(),
        heading: None,
        period: Some(600),
        proximity_notification_radius: None,
    };
    let venue = tl::types::InputMediaVenue {
        geo_point: point(),
        title: "Café".into(),
        address: "Brīvības 1".into(),
        provider: String::new(),
        venue_id: String::new(),
        venue_type: String::new(),
    };
    let contact = tl::types::InputMediaContact {
        phone_number: "+37120001234".into(),
        first_name: "Olga".into(),
        last_name: String::new(),
        vcard: String::new(),
    };
    let link = tl::types::InputMediaWebPage {
        force_large_media: false,
        force_small_media: false,
        optional: false,
        url: "https://example.org/offer".into(),
    };
    let all: [(InputMedia, Option<&str>); 7] = [
        (tl::types::InputMediaGeoPoint { geo_point: point() }.into(), Some("location")),
        (live.into(), Some("live location")),
        (venue.into(), Some("venue")),
        (contact.into(), Some("contact")),
        (poll.into(), Some("poll")),
        (tl::types::InputMediaDice { emoticon: "🎯".into() }.into(), Some("dice")),
        (link.into(), None),
    ];
    for (n, (media, kind)) in (1..).zip(all) {
        account.call(&send_media(to.clone(), media, "look", n)).await.unwrap();
        assert_eq!(ivan.sees(&sales).pop().unwrap().media, kind);
    }
    let shown = last(&account, to.clone(), 1).await.pop().unwrap();
    let Some(MessageMedia::WebPage(page)) = shown.media else { panic!("a preview of {shown:?}") };
    let tl::enums::WebPage::Page(page) = page.webpage else { panic!("a page") };
    assert_eq!((page.url.as_str(), shown.message.as_str()), ("https://example.org/offer", "look"));
    let unknown = tl::types::InputMediaDice { emoticon: "🙂".into() };
    let refused = account.call(&send_media(to, unknown.into(), "", 9)).await.unwrap_err();
    assert!(refused.is("EMOTICON_INVALID"), "{refused}");
}

#[tokio::test]
async fn a_reference_expires_is_fetched_again_and_is_ones_own() {
    let town = town().await;
    let (sales, ivan, olga) = (town.person("Sales"), town.person("Ivan"), town.person("Olga"));
    let account = Account::of(&town, &sales, 0).await;
    let other = Account::of(&town, &olga, 1).await;
    let to_ivan: tl::enums::InputPeer = user(&town, &sales, ivan.id).into();
    ivan.sends(&sales, ivan.sample("document"), "the list").unwrap();
    let got = last(&account, to_ivan.clone(), 1).await.pop().unwrap();
    let old = again(got.media.as_ref().unwrap()).unwrap();
    town.expire_references();
    let refused = account.call(&send_media(to_ivan.clone(), old.clone(), "", 1)).await.unwrap_err();
    assert!(refused.is("FILE_REFERENCE_EXPIRED"), "{refused}");
    let fresh = again(fetched(&account, got.id).await.media.as_ref().unwrap()).unwrap();
    account.call(&send_media(to_ivan.clone(), fresh.clone(), "back to you", 1)).await.unwrap();
    assert_eq!(ivan.sees(&sales).pop().unwrap().media, Some("document"));

    let stolen = send_media(user(&town, &olga, ivan.id).into(), fresh.clone(), "", 2);
    assert!(other.call(&stolen).await.unwrap_err().is("FILE_REFERENCE_INVALID"));

    ivan.sends(&sales, ivan.sample("document"), "").unwrap();
    let second = again(last(&account, to_ivan.clone(), 1).await[0].media.as_ref().unwrap()).unwrap();
    let mixed = album(to_ivan.clone(), vec![(fresh, "", 3), (second, "", 4), (old, "", 5)]);
    let refused = account.call(&mixed).await.unwrap_err();
    // Of the third part: the client takes the number out of the name.
    assert!(refused.is("FILE_REFERENCE_EXPIRED") && format!("{refused}").contains("value: 2"), "{refused}");
    assert_eq!(ivan.sees(&sales).len(), 3, "nothing of it arrived");
}

#[tokio::test]
async fn an_album_by_reference_is_one_call_and_all_or_nothing() {
    let town = town().await;
    let (sales, ivan, olga) = (town.person("Sales"), town.person("Ivan"), town.person("Olga"));
    let account = Account::of(&town, &sales, 0).await;
    let to_ivan: tl::enums::InputPeer = user(&town, &sales, ivan.id).into();
    let to_olga: tl::enums::InputPeer = user(&town, &sales, olga.id).into();
    let parts = [(ivan.sample("photo"), "one"), (ivan.sample("video"), "two"), (ivan.sample("photo"), "")];
    ivan.sends_album(&sales, parts).unwrap();
    let got = last(&account, to_ivan.clone(), 3).await;
    assert!(got.iter().all(|m| m.grouped_id.is_some() && m.grouped_id == got[0].grouped_id));

    let parts = || got.iter().rev().map(|m| (again(m.media.as_ref().unwrap()).unwrap(), m.message.as_str()));
    let wanted: Vec<_> = parts().zip(10..).map(|((media, text), n)| (media, text, n)).collect();
    let sent = numbers(account.call(&album(to_olga.clone(), wanted.clone())).await.unwrap());
    assert_eq!(sent.keys().copied().collect::<Vec<_>>(), [10, 11, 12]);
    let seen = olga.sees(&sales);
    let shown: Vec<_> = seen.iter().map(|m| (m.media.unwrap(), m.text.as_str())).collect();
    assert_eq!(shown, [("photo", "one"), ("video", "two"), ("photo", "")]);
    assert!(seen.iter().all(|m| m.album.is_some() && m.album == seen[0].album));

    let again_sent = account.call(&album(to_olga.clone(), wanted.clone())).await.unwrap_err();
    assert!(again_sent.is("RANDOM_ID_DUPLICATE"), "{again_sent}");
    ivan.sends(&sales, ivan.sample("document"), "").unwrap();
    let document = again(last(&account, to_ivan, 1).await[0].media.as_ref().unwrap()).unwrap();
    let mixed = vec![(wanted[0].0.clone(), "", 20), (document, "", 21)];
    assert!(account.call(&album(to_olga.clone(), mixed)).await.unwrap_err().is("MEDIA_INVALID"));
    let long: Vec<_> = (30..41).map(|n| (wanted[0].0.clone(), "", n)).collect();
    assert!(account.call(&album(to_olga, long)).await.unwrap_err().is("MULTI_MEDIA_TOO_LONG"));
    assert_eq!(olga.sees(&sales).len(), 3, "nothing of what was refused arrived");
}

#[tokio::test]
async fn forwards_lose_their_author_and_what_is_missing_is_left_out() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan").hides_in_forwards());
    let account = Account::of(&town, &sales, 0).await;
    let transit = sales.creates_group("Transit").unwrap();
    let (from, to): (tl::enums::InputPeer, _) =
        (user(&town, &sales, ivan.id).into(), input_peer(&town, &sales, transit));
    ivan.sends_album(&sales, [(ivan.sample("photo"), "one"), (ivan.sample("photo"), "two")]).unwrap();
    ivan.calls_in_vain(sales.id).unwrap();
    let got: Vec<i32> = last(&account, from.clone(), 3).await.iter().map(|m| m.id).collect();
    let (second, first) = (got[0], got[1]);
    let ids = [(second, 2), (999_999, 3), (first, 1), (second + 1, 4)];
    let sent = numbers(account.call(&forward(from.clone(), to.clone(), &ids)).await.unwrap());
    assert_eq!(sent.keys().copied().collect::<Vec<_>>(), [1, 2], "the missed call and the unknown id are left out");
    let copies = sales.sees(transit);
    let copies = &copies[copies.len() - 2..];
    assert_eq!((copies[0].id.0, copies[1].id.0), (sent[&1], sent[&2]), "in the order they were written");
    assert!(copies.iter().all(|m| m.forwarded.is_none() && m.album.is_some()));

    let with_author = f::ForwardMessages { drop_author: false, ..forward(from.clone(), to.clone(), &[(first, 5)]) };
    account.call(&with_author).await.unwrap();
    let shown = last(&account, to.clone(), 1).await.pop().unwrap();
    let Some(tl::enums::MessageFwdHeader::Header(header)) = shown.fwd_from else { panic!("an origin") };
    assert_eq!((header.from_id, header.from_name.as_deref()), (None, Some("Ivan")), "a name that leads nowhere");
    let bare = f::ForwardMessages { drop_media_captions: true, ..forward(from.clone(), to.clone(), &[(first, 6)]) };
    account.call(&bare).await.unwrap();
    assert_eq!(last(&account, to.clone(), 1).await[0].message, "");
    let nothing = account.call(&forward(from, to, &[(999_999, 7)])).await.unwrap_err();
    assert!(nothing.is("MESSAGE_ID_INVALID"), "{nothing}");
}

#[tokio::test]
async fn what_is_protected_can_be_fetched_but_not_sent_on() {
    let town = town().await;
    let (sales, olga) = (town.person("Sales"), town.person("Olga"));
    let account = Account::of(&town, &sales, 0).await;
    let group = olga.creates_group("Closed").unwrap();
    olga.adds(group, sales.id).unwrap();
    olga.protects(group, true).unwrap();
    olga.sends(group, olga.sample("video"), "ours").unwrap();
    let (here, to_olga) = (input_peer(&town, &sales, group), user(&town, &sales, olga.id));
    let got = last(&account, here.clone(), 1).await.pop().unwrap();
    let refused = account.call(&forward(here, to_olga.into(), &[(got.id, 1)])).await.unwrap_err();
    assert!(refused.is("CHAT_FORWARDS_RESTRICTED"), "{refused}");
    let media = again(got.media.as_ref().unwrap()).unwrap();
    let refused = account.call(&send_media(to_olga.into(), media, "", 2)).await.unwrap_err();
    assert!(refused.is("CHAT_FORWARDS_RESTRICTED"), "{refused}");
    let ids = vec![tl::types::InputMessageId { id: got.id }.into()];
    let channel = input_channel(&town, &sales, group);
    let again_seen = account.call(&tl::functions::channels::GetMessages { channel, id: ids }).await.unwrap();
    assert_eq!(listed(again_seen)[0].message, "ours");
}

#[tokio::test]
async fn a_large_file_passes_both_ways_and_takes_no_memory() {
    const SIZE: u64 = 24 << 20;
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let mut account = Account::of(&town, &sales, 0).await;
    let theirs = ivan.sends(&sales, ivan.made_document(SIZE, "video.bin"), "large").unwrap();
    let got = account.next_text("large").await;
    let mut bytes = Vec::new();
    let mut download = account.client.iter_download(&got.media().unwrap());
    while let Some(chunk) = download.next().await.unwrap() {
        bytes.extend(chunk);
    }
    assert_eq!((bytes.len() as u64, town.moved(sales.id).down), (SIZE, SIZE));
    let upload = account.client.upload_stream(&mut &bytes[..], bytes.len(), "back.bin".into()).await.unwrap();
    assert_eq!(town.moved(sales.id).up, SIZE);
    let document = grammers_client::message::InputMessage::new().text("back").document(upload);
    account.client.send_message(user(&town, &sales, ivan.id), document).await.unwrap();
    let back = ivan.wait_for_text(&sales, "back").await.unwrap();
    assert_eq!(hash(&ivan, sales.id, back.id), hash(&ivan, sales.id, theirs));
    let kept = ivan.attachment(&sales, back.id).unwrap();
    assert!(matches!(kept.content, Content::Made(_)), "what the sandbox made itself is not kept");
}

#[tokio::test]
async fn a_part_that_was_lost_is_named_and_sent_again() {
    let town = town().await;
    let (sales, ivan) = (town.person("Sales"), town.person("Ivan"));
    let account = Account::of(&town, &sales, 0).await;
    town.fault(Fault::effect(Door::Mtproto, "upload.saveFilePart", Effect::LosePart).after(1));
    let part = |file_part| tl::functions::upload::SaveFilePart { file_id: 7, file_part, bytes: vec![1; 1024] };
    for n in 0..3 {
        account.call(&part(n)).await.unwrap();
    }
    let file = tl::types::InputFile { id: 7, parts: 3, name: "a.jpg".into(), md5_checksum: String::new() };
    let photo = || tl::types::InputMediaUploadedPhoto {
        spoiler: true,
        live_photo: false,
        file: file.clone().into(),
        stickers: None,
        ttl_seconds: None,
        video: None,
    };
    let to: tl::enums::InputPeer = user(&town, &sales, ivan.id).into();
    let refused = account.call(&send_media(to.clone(), photo().into(), "", 1)).await.unwrap_err();
    assert!(refused.is("FILE_PART_MISSING") && format!("{refused}").contains("value: 1"), "{refused}");
    account.call(&part(1)).await.unwrap();
    account.call(&send_media(to.clone(), photo().into(), "", 1)).await.unwrap();
    let seen = ivan.sees(&sales).pop().unwrap();
    assert_eq!((seen.media, seen.style.spoiler), (Some("photo"), true));
    let empty = tl::functions::upload::SaveFilePart { bytes: Vec::new(), ..part(0) };
    assert!(account.call(&empty).await.unwrap_err().is("FILE_PART_EMPTY"));
}
