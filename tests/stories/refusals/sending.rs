//! What Telegram does not take from an operator: one plain sentence each, and a way on where there is one.

use crate::stories::agency::Agency;
use pult::domain::Lang;
use telegram_sandbox::world::{Door, Fault};

in_every_language!(each_in_one_sentence, a_client_who_takes_no_voice, a_desk_that_lets_nothing_out, slowed_down);

/// Telegram's refusal, the sentence, and whether the same may succeed later.
const TABLE: [(&str, &str, bool); 9] = [
    ("USER_IS_BLOCKED", "reason-client-unreachable", true),
    ("INPUT_USER_DEACTIVATED", "reason-client-deleted", false),
    ("MEDIA_CAPTION_TOO_LONG", "reason-caption-too-long", false),
    ("VOICE_MESSAGES_FORBIDDEN", "reason-voice-refused", true),
    ("CHAT_SEND_PHOTOS_FORBIDDEN", "reason-kind-refused", true),
    ("FILE_PARTS_INVALID", "reason-too-large", false),
    ("CHAT_WRITE_FORBIDDEN", "reason-no-right-to-write", true),
    ("MESSAGE_TOO_LONG", "reason-content-refused", false),
    ("PEER_FLOOD", "reason-account-limited", true),
];

async fn each_in_one_sentence(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, desk, .. } = &agency;
    let retry = town.label("button-retry");
    for (number, (name, key, again)) in TABLE.into_iter().enumerate() {
        town.sandbox.fault(Fault::error(Door::Mtproto, "messages.sendMedia", 400, name).only(sales.id));
        let words = format!("Photo {number}");
        let photo = olga.sends_photo(thread, crate::town::picture(700 + number), &words).expect("operators send");
        let told = agency.answered(olga, thread, photo, &town.label(key)).await;
        let buttons: Vec<_> = told.buttons.iter().flatten().map(|button| button.text.as_str()).collect();
        assert_eq!(buttons.contains(&retry.as_str()), again, "{name}: {buttons:?}");
        town.reaction(desk, thread, photo, "👎").await;
        if again {
            olga.presses(thread, told.id, &retry).await.expect("the button is there");
            town.shows(ivan, sales, &words).await;
            town.reaction(desk, thread, photo, "👌").await;
        }
        town.passes(60);
    }
    let got: Vec<_> = TABLE.iter().enumerate().filter(|(_, row)| row.2).map(|(n, _)| format!("Photo {n}")).collect();
    assert_eq!(agency.ivan_got(), got, "nothing came twice, and nothing that was refused");
    agency.town.ends().await;
}

async fn a_client_who_takes_no_voice(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, .. } = &agency;
    let _refusing = ivan.clone().refuses_voice();
    let voice = olga.sends(thread, olga.sample("voice"), "").expect("operators send everything");
    agency.answered(olga, thread, voice, &town.label("reason-voice-refused")).await;
    agency.nothing_reached_ivan(thread).await;
    agency.town.ends().await;
}

/// The desk forbids to save and to forward; what operators attach reaches the client all the same.
async fn a_desk_that_lets_nothing_out(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, anna, olga, ivan, sales, desk } = &agency;
    anna.protects(desk.group, true).expect("the creator may protect");
    olga.sends_photo(thread, crate::town::picture(900), "For you").expect("operators send");
    town.shows(ivan, sales, "For you").await;
    ivan.sends_photo(sales, crate::town::picture(901), "And for you").expect("clients send");
    let seen = town.shows(olga, thread, "And for you").await;
    assert_eq!(seen.media, Some("photo"));
    agency.town.ends().await;
}

/// Asked to wait, the account waits, and everything comes in its order.
async fn slowed_down(lang: Lang) {
    let agency = Agency::opens(lang).await;
    let (thread, _) = agency.hears_ivan().await;
    let Agency { town, olga, ivan, sales, .. } = &agency;
    town.sandbox.fault(Fault::error(Door::Mtproto, "messages.sendMedia", 420, "SLOWMODE_WAIT_7").only(sales.id));
    olga.sends_photo(thread, crate::town::picture(800), "First").expect("operators send");
    olga.says(thread, "Second").expect("operators write");
    town.shows_in_time(ivan, sales, 20, "Second").await;
    assert_eq!(agency.ivan_got(), ["First", "Second"]);
    agency.town.ends().await;
}
