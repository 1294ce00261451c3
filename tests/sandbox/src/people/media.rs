//! What people send besides text, and what befalls a chat. **[`KINDS`] names every kind there is to send.**
use super::{Person, Place};
use crate::world::{
    Draft, Edit, File, FileId, Media, MessageId, Poll, Receipt, Refusal, Service, StickerKind, Style, UserId, World,
};

/// The kinds that [`Person::sample`] makes one of.
pub const KINDS: &[&str] = &[
    "photo",
    "video",
    "animation",
    "voice",
    "video note",
    "audio",
    "document",
    "sticker",
    "animated sticker",
    "video sticker",
    "location",
    "live location",
    "venue",
    "contact",
    "poll",
    "dice",
    "story",
    "game",
    "invoice",
    "unsupported",
];

/// One of a kind among [`KINDS`], with a file nobody has sent before.
pub(crate) fn sample(world: &mut World, owner: UserId, kind: &str) -> Media {
    let (latitude, longitude) = (56.9496, 24.1052);
    match kind {
        "photo" => Media::Photo { file: picture(world, owner), width: 1280, height: 960 },
        "location" => Media::Location { latitude, longitude, live: None },
        "live location" => Media::Location { latitude, longitude, live: Some(900) },
        "venue" => Media::Venue { latitude, longitude, title: "Café".into(), address: "Brīvības 1".into() },
        "contact" => {
            Media::Contact { phone: "37120001234".into(), first_name: "Olga".into(), last_name: "Ozola".into() }
        }
        "poll" => Media::Poll(Poll {
            question: "When?".into(),
            options: vec!["Sunday".into(), "Monday".into()],
            ..Poll::default()
        }),
        "dice" => Media::Dice { emoji: "🎲".into(), value: 0 },
        "story" => Media::Story { of: owner, id: 7 },
        "game" => Media::Game {
            title: "Chess".into(),
            description: "A game for two".into(),
            short_name: "chess".into(),
            picture: picture(world, owner),
        },
        "invoice" => Media::Invoice {
            title: "Order".into(),
            description: "Delivery included".into(),
            currency: "EUR".into(),
            amount: 1250,
        },
        "unsupported" => Media::Unsupported,
        other => filed(world, owner, other),
    }
}

/// Photos are JPEG in every size, and so are the thumbnails of videos and documents.
/// <https://core.telegram.org/api/files#image-thumbnail-types>, <https://core.telegram.org/bots/api#sendvideo>
const SCENES: [&[u8]; 6] = [
    include_bytes!("scenes/scene-1.jpg"),
    include_bytes!("scenes/scene-2.jpg"),
    include_bytes!("scenes/scene-3.jpg"),
    include_bytes!("scenes/scene-4.jpg"),
    include_bytes!("scenes/scene-5.jpg"),
    include_bytes!("scenes/scene-6.jpg"),
];

/// A picture of one of some scenes for a decoder and, by what follows its end, like no other.
fn picture(world: &mut World, owner: UserId) -> FileId {
    let unlike: [u8; 16] = world.random();
    let scene = SCENES[usize::from(unlike[0]) % SCENES.len()];
    world.add_file(owner, [scene, &unlike].concat(), "photo.jpg", "image/jpeg")
}

fn filed(world: &mut World, owner: UserId, kind: &str) -> Media {
    let (name, mime, thumb) = match kind {
        "video" | "animation" | "video note" => ("video.mp4", "video/mp4", true),
        "voice" => ("voice.ogg", "audio/ogg", false),
        "audio" => ("song.mp3", "audio/mpeg", true),
        "document" => ("price list.pdf", "application/pdf", true),
        "sticker" => ("sticker.webp", "image/webp", true),
        "animated sticker" => ("sticker.tgs", "application/x-tgsticker", true),
        "video sticker" => ("sticker.webm", "video/webm", true),
        other => panic!("{other} is no kind of media"),
    };
    let file = world.make_file(owner, 20_000, name, mime);
    if let Some(file) = world.files.get_mut(&file).filter(|_| thumb) {
        let scene = usize::try_from(file.id.0).unwrap_or_default() % SCENES.len();
        file.thumb = Some(SCENES[scene].into());
    }
    let sticker = |kind| Media::Sticker { file, emoji: "👍".into(), kind };
    match kind {
        "video" => Media::Video { file, width: 1280, height: 720, seconds: 12 },
        "animation" => Media::Animation { file, width: 320, height: 240, seconds: 3 },
        "video note" => Media::VideoNote { file, side: 240, seconds: 5 },
        "voice" => Media::Voice { file, seconds: 4 },
        "audio" => Media::Audio { file, title: "Song".into(), performer: "Band".into(), seconds: 180 },
        "sticker" => sticker(StickerKind::Static),
        "animated sticker" => sticker(StickerKind::Animated),
        "video sticker" => sticker(StickerKind::Video),
        _ => Media::Document { file, name: name.into(), mime: mime.into() },
    }
}

impl Person {
    /// Keeps bytes as a file of this person's.
    pub fn file(&self, bytes: impl Into<Vec<u8>>, name: &str, mime: &str) -> FileId {
        self.with(|w| w.add_file(self.id, bytes.into(), name, mime))
    }
    /// A file of any size that takes no memory here.
    pub fn made_file(&self, size: u64, name: &str, mime: &str) -> FileId {
        self.with(|w| w.make_file(self.id, size, name, mime))
    }
    /// A document with a made file in it.
    pub fn made_document(&self, size: u64, name: &str) -> Media {
        let mime = "application/octet-stream";
        Media::Document { file: self.made_file(size, name, mime), name: name.into(), mime: mime.into() }
    }

    /// One of a kind, with a file nobody has sent before. Panics for what is not among [`KINDS`].
    pub fn sample(&self, kind: &str) -> Media {
        self.with(|w| sample(w, self.id, kind))
    }

    /// Sends media; the caption may be empty.
    ///
    /// # Errors
    /// As [`World::send`](crate::World::send), here and below.
    pub fn sends(&self, place: impl Into<Place>, media: Media, caption: &str) -> Result<MessageId, Refusal> {
        self.says(place, Draft { media: Some(media), ..Draft::from(caption) })
    }
    pub fn sends_photo(&self, place: impl Into<Place>, bytes: Vec<u8>, caption: &str) -> Result<MessageId, Refusal> {
        let file = self.file(bytes, "photo.jpg", "image/jpeg");
        self.sends(place, Media::Photo { file, width: 1280, height: 960 }, caption)
    }
    /// Sends media hidden under a spoiler.
    pub fn sends_hidden(&self, place: impl Into<Place>, media: Media, caption: &str) -> Result<MessageId, Refusal> {
        let style = Style { spoiler: true, ..Style::default() };
        self.says(place, Draft { media: Some(media), style, ..Draft::from(caption) })
    }
    /// Sends media that may be looked at for so long, or once ([`Style::ONCE`]).
    pub fn sends_vanishing(&self, place: impl Into<Place>, media: Media, seconds: u32) -> Result<MessageId, Refusal> {
        let style = Style { ttl: Some(seconds), ..Style::default() };
        self.says(place, Draft { media: Some(media), style, ..Draft::default() })
    }
    /// Sends an album at once. Its parts one by one, as a slow phone does: [`says`](Person::says) with one `album` number.
    pub fn sends_album(
        &self,
        place: impl Into<Place>,
        parts: impl IntoIterator<Item = (Media, &'static str)>,
    ) -> Result<Vec<MessageId>, Refusal> {
        let Place { chat, topic } = place.into();
        let drafts = parts.into_iter().map(|(media, text)| Draft { media: Some(media), topic, ..Draft::from(text) });
        let drafts = drafts.collect();
        Ok(self.with(|w| w.send_album(self.id, chat, drafts))?.into_iter().map(|Receipt { id, .. }| id).collect())
    }
    /// Puts other media into a message, and another caption with it.
    pub fn edits_media(
        &self,
        place: impl Into<Place>,
        id: MessageId,
        media: Media,
        caption: &str,
    ) -> Result<(), Refusal> {
        let edit = Edit { media: Some(media), text: Some(caption.into()), ..Edit::default() };
        self.with(|w| w.edit(self.id, place.into().chat, id, edit))
    }
    /// Looks at self-destructing media, or listens to a voice message.
    pub fn looks_at(&self, place: impl Into<Place>, id: MessageId) -> Result<(), Refusal> {
        self.with(|w| w.look_at(self.id, place.into().chat, id))
    }

    /// Calls somebody who does not answer.
    pub fn calls_in_vain(&self, other: UserId) -> Result<MessageId, Refusal> {
        self.meets(other, Service::Call { video: false, missed: true, seconds: 0 })
    }
    /// Calls somebody and talks.
    pub fn calls(&self, other: UserId, seconds: u32) -> Result<MessageId, Refusal> {
        self.meets(other, Service::Call { video: false, missed: false, seconds })
    }
    pub fn takes_a_screenshot(&self, with: UserId) -> Result<MessageId, Refusal> {
        self.meets(with, Service::Screenshot)
    }
    pub fn gives_a_present(&self, to: UserId) -> Result<MessageId, Refusal> {
        self.meets(to, Service::Gift { stars: 50 })
    }
    fn meets(&self, other: UserId, what: Service) -> Result<MessageId, Refusal> {
        self.with(|w| w.happens(self.id, other.into(), what)).map(|receipt| receipt.id)
    }
    /// Lets new messages of a chat vanish after so many seconds; 0 keeps them.
    pub fn sets_timer(&self, place: impl Into<Place>, seconds: u32) -> Result<(), Refusal> {
        self.with(|w| w.set_timer(self.id, place.into().chat, seconds))
    }
    pub fn deletes_the_account(&self) -> Result<(), Refusal> {
        self.with(|w| w.delete_account(self.id))
    }
    /// Takes no voice and video messages from now on.
    pub fn refuses_voice(self) -> Self {
        self.change_person(|p| p.hears_voice = false)
    }
    /// Forwards of their messages lead to nobody from now on.
    pub fn hides_in_forwards(self) -> Self {
        self.change_person(|p| p.hidden_in_forwards = true)
    }
    /// Makes plain members of an own group wait between two messages.
    pub fn slows_down(&self, group: super::Group, seconds: u32) -> Result<(), Refusal> {
        self.with(|w| w.set_slow_mode(self.id, group.id, (seconds > 0).then_some(seconds)))
    }
    /// Forbids forwarding and saving in an own group, or allows it again.
    pub fn protects(&self, group: super::Group, protected: bool) -> Result<(), Refusal> {
        self.with(|w| w.protect(self.id, group.id, protected))
    }

    /// What a message on the screen carries.
    pub fn attachment(&self, place: impl Into<Place>, id: MessageId) -> Option<File> {
        let place = place.into();
        self.with(|w| {
            let file = w.message(self.id, place.chat, id)?.media()?.file()?;
            w.files.get(&file).cloned()
        })
    }
    /// The bytes of the photo of a message on the screen.
    pub fn picture(&self, place: impl Into<Place>, id: MessageId) -> Option<Vec<u8>> {
        let place = place.into();
        let is_photo = self.with(|w| {
            let media = w.message(self.id, place.chat, id)?.media()?;
            Some(matches!(media, Media::Photo { .. }))
        });
        is_photo.filter(|is| *is).and_then(|_| self.attachment(place, id)).map(|file| file.bytes())
    }
}
