//! What clients send besides texts: into a thread, with the bot as author.
//!
//! - **A file the bot has sent before is sent by its name, and a large one the account shows to the bot, which gives it a name**:
//!   no byte moves. Every other one is streamed, from the account's download into the bot's upload, piece by piece.
//! - **What cannot be brought is refused here**, before a byte moves, where that is known.
//! - **A request whose file broke off did not arrive**: Telegram takes no half of a file.

use super::{Delivery, done, reply_parameters, unread};
use crate::{
    bot::{
        api::{self, Sent, recipient},
        convert::entities_to_api,
        errors::{Failure, Meaning},
        known_files::KnownFile,
        lent::borrow,
    },
    domain::{Attachment, BotMessageId, ChatId, FailureReason, File, FileKind, MemberId, ReplyTo, RichText, TopicId},
    locale::fitted,
    ports::{Body, ClientError, Lending, Shown, TeamError, TeamReceipt},
    store::Changes,
};
use futures::StreamExt;
use serde::{Deserialize, de::IgnoredAny};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use teloxide::{
    payloads::{
        EditMessageCaption, EditMessageCaptionSetters, EditMessageLiveLocation, EditMessageMedia,
        EditMessageMediaSetters, SendAnimation, SendAnimationSetters, SendAudio, SendAudioSetters, SendContact,
        SendContactSetters, SendDice, SendDiceSetters, SendDocument, SendDocumentSetters, SendLocation,
        SendLocationSetters, SendMediaGroup, SendMediaGroupSetters, SendPhoto, SendPhotoSetters, SendPoll,
        SendPollSetters, SendSticker, SendStickerSetters, SendVenue, SendVenueSetters, SendVideo, SendVideoNote,
        SendVideoNoteSetters, SendVideoSetters, SendVoice, SendVoiceSetters,
    },
    types::{
        DiceEmoji, FileId, InlineKeyboardMarkup, InputFile, InputMedia, InputMediaAnimation, InputMediaAudio,
        InputMediaDocument, InputMediaPhoto, InputMediaVideo, InputPollOption, LivePeriod, MessageId, ThreadId,
    },
};
use tokio_util::io::StreamReader;

/// The longest caption, in UTF-16 code units: <https://core.telegram.org/bots/api#sendphoto>
const CAPTION_LIMIT: usize = 1024;
/// What a bot may upload, in bytes. <https://core.telegram.org/bots/api#sending-files>
const UPLOAD_LIMIT: u64 = 50 << 20;
const PHOTO_LIMIT: u64 = 10 << 20;

/// Where something is to stand.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub chat: ChatId,
    pub reader: MemberId,
    pub thread: Option<TopicId>,
    pub reply_to: Option<&'a ReplyTo<BotMessageId>>,
    /// Under a file that stands alone.
    pub buttons: Option<&'a InlineKeyboardMarkup>,
}

/// A file ready to be sent.
struct Ready {
    input: InputFile,
    /// Whether it is sent by a name that Telegram may have forgotten.
    by_name: bool,
    broke: Arc<AtomicBool>,
}

/// Puts a request into its thread, as the answer it is.
macro_rules! placed {
    ($request:expr, $spot:expr) => {{
        let mut request = $request;
        if let Some(thread) = $spot.thread {
            request = request.message_thread_id(ThreadId(MessageId(thread.0)));
        }
        if let Some(reply) = $spot.reply_to {
            request = request.reply_parameters(reply_parameters(reply));
        }
        request
    }};
}

/// The same with the buttons under it.
macro_rules! buttoned {
    ($request:expr, $spot:expr) => {{
        let request = placed!($request, $spot);
        match $spot.buttons {
            Some(buttons) => request.reply_markup(buttons.clone()),
            None => request,
        }
    }};
}

/// Gives a request its caption, if there is one.
macro_rules! captioned {
    ($request:expr, $caption:expr) => {{
        let (request, caption) = ($request, $caption);
        if caption.is_empty() {
            request
        } else {
            request.caption(caption.text.clone()).caption_entities(entities_to_api(caption))
        }
    }};
}

/// Says of a film what is known of it.
macro_rules! filmed {
    ($request:expr, $file:expr) => {{
        let (mut request, file) = ($request, $file);
        if let (Some(width), Some(height)) = (file.width, file.height) {
            request = request.width(width).height(height);
        }
        if let Some(seconds) = file.seconds {
            request = request.duration(seconds);
        }
        request
    }};
}

/// The same of a film in an album, where the numbers are smaller.
macro_rules! film_of_album {
    ($media:expr, $file:expr) => {{
        let (mut media, file) = ($media, $file);
        let small = |number: Option<u32>| number.and_then(|number| u16::try_from(number).ok());
        media.width = small(file.width);
        media.height = small(file.height);
        media.duration = small(file.seconds);
        media
    }};
}

impl Delivery {
    pub(super) async fn post_media(&self, spot: Spot<'_>, shown: &Shown) -> Result<TeamReceipt, TeamError> {
        let sent = match &shown.media.attachment {
            Attachment::File(file) => return self.post_file(spot, shown, file).await,
            Attachment::Location { at, live } => {
                let mut request = SendLocation::new(recipient(spot.chat), at.latitude, at.longitude);
                if let Some(live) = live {
                    request = request.live_period(LivePeriod::from_u32(*live));
                }
                self.call::<_, Sent>(placed!(request, spot)).await?
            }
            Attachment::Venue { at, title, address } => {
                let request =
                    SendVenue::new(recipient(spot.chat), at.latitude, at.longitude, title.clone(), address.clone());
                self.call(placed!(request, spot)).await?
            }
            Attachment::Contact { phone, first_name, last_name, vcard } => {
                let mut request = SendContact::new(recipient(spot.chat), phone.clone(), first_name.clone());
                if !last_name.is_empty() {
                    request = request.last_name(last_name.clone());
                }
                if !vcard.is_empty() {
                    request = request.vcard(vcard.clone());
                }
                self.call(placed!(request, spot)).await?
            }
            Attachment::Poll { question, options, anonymous, multiple } => {
                let options: Vec<_> = options.iter().map(InputPollOption::new).collect();
                let request = SendPoll::new(recipient(spot.chat), question.clone(), options)
                    .is_anonymous(*anonymous)
                    .allows_multiple_answers(*multiple);
                self.call(placed!(request, spot)).await?
            }
            Attachment::Dice { emoji, .. } => {
                let request = SendDice::new(recipient(spot.chat)).emoji(dice(emoji));
                self.call(placed!(request, spot)).await?
            }
        };
        Ok(TeamReceipt::Posted { message: BotMessageId(sent.message_id) })
    }

    async fn post_file(&self, spot: Spot<'_>, shown: &Shown, file: &File) -> Result<TeamReceipt, TeamError> {
        let caption = self.caption(spot.reader, shown)?;
        let mut kind = file.kind;
        let mut known = true;
        loop {
            let ready = self.ready(shown, file, known).await?;
            let (broke, by_name) = (ready.broke.clone(), ready.by_name);
            match self.send_as(kind, spot, shown, file, ready.input, &caption).await {
                Ok(sent) => {
                    self.remember(file, &sent).await;
                    return Ok(TeamReceipt::Posted { message: BotMessageId(sent.message_id) });
                }
                Err(_) if broke.load(Ordering::Relaxed) => return Err(TeamError::NotSent),
                // A name that Telegram no longer knows.
                Err(Failure::Refused(Meaning::Unknown | Meaning::Content)) if by_name => known = false,
                // Telegram checks what it is given; as a document it takes everything.
                Err(Failure::Refused(Meaning::Unknown | Meaning::Content)) if kind != FileKind::Document => {
                    kind = FileKind::Document;
                }
                Err(failure) => return Err(failure.into()),
            }
        }
    }

    /// Sends a file by the name that the bot knows it by.
    pub(super) async fn send_known(&self, spot: Spot<'_>, shown: &Shown) -> Result<i32, TeamError> {
        let file = shown.media.file().ok_or(TeamError::Refused(FailureReason::KindRefused))?;
        let (input, caption) = (InputFile::file_id(FileId(file.id.clone())), self.caption(spot.reader, shown)?);
        Ok(self.send_as(file.kind, spot, shown, file, input, &caption).await?.message_id)
    }

    async fn send_as(
        &self,
        kind: FileKind,
        spot: Spot<'_>,
        shown: &Shown,
        file: &File,
        input: InputFile,
        caption: &RichText,
    ) -> Result<SentFile, Failure> {
        let (bot, to) = (&self.0.api.uploads, recipient(spot.chat));
        let (cover, above) = (shown.media.spoiler, shown.media.caption_above);
        match kind {
            FileKind::Photo => {
                let request = SendPhoto::new(to, input).has_spoiler(cover).show_caption_above_media(above);
                api::upload(bot, buttoned!(captioned!(request, caption), spot)).await
            }
            FileKind::Video => {
                let request = SendVideo::new(to, input).has_spoiler(cover).show_caption_above_media(above);
                let request = filmed!(request, file).supports_streaming(true);
                api::upload(bot, buttoned!(captioned!(request, caption), spot)).await
            }
            FileKind::Animation => {
                let request = SendAnimation::new(to, input).has_spoiler(cover).show_caption_above_media(above);
                api::upload(bot, buttoned!(captioned!(filmed!(request, file), caption), spot)).await
            }
            FileKind::Voice => {
                let mut request = SendVoice::new(to, input);
                if let Some(seconds) = file.seconds {
                    request = request.duration(seconds);
                }
                api::upload(bot, buttoned!(captioned!(request, caption), spot)).await
            }
            FileKind::VideoNote => {
                let mut request = SendVideoNote::new(to, input);
                if let (Some(seconds), Some(side)) = (file.seconds, file.width) {
                    request = request.duration(seconds).length(side);
                }
                api::upload(bot, buttoned!(request, spot)).await
            }
            FileKind::Audio => {
                let mut request = SendAudio::new(to, input);
                if let Some(seconds) = file.seconds {
                    request = request.duration(seconds);
                }
                if let Some(title) = &file.title {
                    request = request.title(title.clone());
                }
                if let Some(performer) = &file.performer {
                    request = request.performer(performer.clone());
                }
                api::upload(bot, buttoned!(captioned!(request, caption), spot)).await
            }
            FileKind::Document => {
                let request = SendDocument::new(to, input);
                api::upload(bot, buttoned!(captioned!(request, caption), spot)).await
            }
            FileKind::Sticker => api::upload(bot, buttoned!(SendSticker::new(to, input), spot)).await,
        }
    }

    pub(super) async fn post_album(&self, spot: Spot<'_>, album: &[Shown]) -> Result<TeamReceipt, TeamError> {
        let (mut inputs, mut broken) = (Vec::new(), Vec::new());
        for shown in album {
            let refused = || TeamError::Refused(FailureReason::KindRefused);
            let file = shown.media.file().ok_or_else(refused)?;
            let ready = self.ready(shown, file, true).await?;
            broken.push(ready.broke);
            let caption = self.caption(spot.reader, shown)?;
            inputs.push(input_media(shown, file, ready.input, &caption).ok_or_else(refused)?);
        }
        let request = placed!(SendMediaGroup::new(recipient(spot.chat), inputs), spot);
        let sent: Vec<SentFile> = match api::upload(&self.0.api.uploads, request).await {
            Ok(sent) => sent,
            Err(_) if broken.iter().any(|broke| broke.load(Ordering::Relaxed)) => return Err(TeamError::NotSent),
            Err(failure) => return Err(failure.into()),
        };
        for (shown, sent) in album.iter().zip(&sent) {
            if let Some(file) = shown.media.file() {
                self.remember(file, sent).await;
            }
        }
        Ok(TeamReceipt::PostedAlbum(sent.iter().map(|sent| BotMessageId(sent.message_id)).collect()))
    }

    /// Changes the caption; what has none stays as it is.
    pub(super) async fn recaption(
        &self,
        chat: ChatId,
        reader: MemberId,
        message: BotMessageId,
        shown: &Shown,
    ) -> Result<TeamReceipt, TeamError> {
        if !shown.media.takes_caption() {
            return Ok(TeamReceipt::Done);
        }
        let caption = self.caption(reader, shown)?;
        let request = EditMessageCaption::new(recipient(chat), MessageId(message.0))
            .caption(caption.text.clone())
            .caption_entities(entities_to_api(&caption))
            .show_caption_above_media(shown.media.caption_above);
        let rows = self.under(reader, &shown.lines)?;
        let kept = self.keep_buttons(chat, reader, &rows, Some(message), true).await?;
        let request = match &kept {
            Some((markup, _)) => request.reply_markup(markup.clone()),
            None => request,
        };
        let answer = api::call::<_, IgnoredAny>(&self.0.api.calls, request).await;
        match (&answer, &shown.mark) {
            // A line stands there instead of what could not be brought.
            (Err(Failure::Refused(Meaning::OtherKind)), Some(mark)) => {
                self.edit(chat, reader, message, &Body::Line(mark.clone())).await
            }
            _ => self.changed(answer, kept.map(|(_, nonce)| nonce), chat, message).await,
        }
    }

    pub(super) async fn swap(
        &self,
        chat: ChatId,
        reader: MemberId,
        message: BotMessageId,
        shown: &Shown,
    ) -> Result<TeamReceipt, TeamError> {
        let id = MessageId(message.0);
        let answer = match &shown.media.attachment {
            Attachment::File(file) => {
                let ready = self.ready(shown, file, true).await?;
                let broke = ready.broke;
                let caption = self.caption(reader, shown)?;
                let Some(media) = input_media(shown, file, ready.input, &caption) else {
                    return self.recaption(chat, reader, message, shown).await;
                };
                let mut request = EditMessageMedia::new(recipient(chat), id, media);
                let rows = self.under(reader, &shown.lines)?;
                let kept = self.keep_buttons(chat, reader, &rows, Some(message), true).await?;
                if let Some((markup, _)) = &kept {
                    request = request.reply_markup(markup.clone());
                }
                let answer = api::upload::<_, IgnoredAny>(&self.0.api.uploads, request).await;
                if answer.is_err() && broke.load(Ordering::Relaxed) {
                    return Err(TeamError::NotSent);
                }
                if let (Ok(_), Some((_, nonce))) = (&answer, kept) {
                    self.bind(nonce, chat, message).await;
                }
                answer
            }
            Attachment::Location { at, live: Some(_) } => {
                let request = EditMessageLiveLocation::new(recipient(chat), id, at.latitude, at.longitude);
                api::call::<_, IgnoredAny>(&self.0.api.calls, request).await
            }
            _ => return Ok(TeamReceipt::Done),
        };
        done(answer, &[Meaning::NoChange, Meaning::OtherKind])
    }

    fn caption(&self, reader: MemberId, shown: &Shown) -> Result<RichText, TeamError> {
        if !shown.lines.is_empty() {
            let locale = self.0.locale_of(reader).map_err(|error| unread(&error))?;
            let words = self.lines(reader, locale, &shown.lines)?;
            // Nothing of what somebody said is cut off: it stands elsewhere then.
            return if words.len() <= CAPTION_LIMIT {
                Ok(words)
            } else {
                Err(TeamError::Refused(FailureReason::CaptionTooLong))
            };
        }
        let words = match &shown.mark {
            Some(mark) if shown.media.takes_caption() => {
                let locale = self.0.locale_of(reader).map_err(|error| unread(&error))?;
                self.line(reader, locale, mark).map_err(|error| unread(&error))?
            }
            _ => shown.media.caption.clone(),
        };
        Ok(fitted(&words, CAPTION_LIMIT))
    }

    /// The file by the name the bot knows it by, or else its bytes.
    async fn ready(&self, shown: &Shown, file: &File, known: bool) -> Result<Ready, TeamError> {
        let broke = Arc::new(AtomicBool::new(false));
        let name = KnownFile::find(self.0.store(), self.0.bot, &file.id).map_err(|error| unread(&error))?;
        if let Some(name) = name.filter(|_| known) {
            return Ok(Ready { input: InputFile::file_id(FileId(name)), by_name: true, broke });
        }
        let from = shown.from;
        let by_name = |name| Ready { input: InputFile::file_id(FileId(name)), by_name: true, broke: Arc::default() };
        if known && let Some(name) = borrow(&self.0, from, file, Lending::Reference).await {
            return Ok(by_name(name));
        }
        let limit = if file.kind == FileKind::Photo { PHOTO_LIMIT } else { UPLOAD_LIMIT };
        if file.size > limit {
            // The account may upload more than a bot.
            let copied = if shown.asked { borrow(&self.0, from, file, Lending::Copy).await } else { None };
            return copied.map(by_name).ok_or(TeamError::Refused(FailureReason::TooLarge));
        }
        let bytes = match self.0.files.open(from.dialog.account, from.dialog.peer, from.file).await {
            Ok(bytes) => bytes,
            Err(ClientError::Refused(reason)) => return Err(TeamError::Refused(reason)),
            // Nothing was sent: it waits for the account.
            Err(_) => return Err(TeamError::NotSent),
        };
        let flag = broke.clone();
        let bytes = bytes.inspect(move |piece| {
            if piece.is_err() {
                flag.store(true, Ordering::Relaxed);
            }
        });
        let input = InputFile::read(StreamReader::new(Box::pin(bytes))).file_name(file_name(file));
        Ok(Ready { input, by_name: false, broke })
    }

    /// Keeps under which name the file can be sent again. That it cannot be kept costs bytes, nothing else.
    async fn remember(&self, file: &File, sent: &SentFile) {
        let Some(file_id) = sent.file_id() else { return };
        let mut changes = Changes::default();
        changes.put(KnownFile { bot: self.0.bot, file: file.id.clone(), file_id: file_id.to_owned() });
        if let Err(error) = self.0.store().commit(changes).await {
            tracing::warn!(error = %crate::domain::Chain(&error), "a file's name was not kept");
        }
    }
}

/// A part of an album, or the new content of a message; `None` for kinds that cannot be either.
fn input_media(shown: &Shown, file: &File, input: InputFile, caption: &RichText) -> Option<InputMedia> {
    let (cover, above) = (shown.media.spoiler, shown.media.caption_above);
    Some(match file.kind {
        FileKind::Photo => {
            let mut media = captioned!(InputMediaPhoto::new(input), caption).show_caption_above_media(above);
            media.has_spoiler = cover;
            InputMedia::Photo(media)
        }
        FileKind::Video => {
            let media = film_of_album!(InputMediaVideo::new(input), file);
            let mut media = captioned!(media, caption).show_caption_above_media(above);
            media.has_spoiler = cover;
            InputMedia::Video(media)
        }
        FileKind::Animation => {
            let media = film_of_album!(InputMediaAnimation::new(input), file);
            let mut media = captioned!(media, caption).show_caption_above_media(above);
            media.has_spoiler = cover;
            InputMedia::Animation(media)
        }
        FileKind::Audio => InputMedia::Audio(captioned!(InputMediaAudio::new(input), caption)),
        FileKind::Document => InputMedia::Document(captioned!(InputMediaDocument::new(input), caption)),
        FileKind::Voice | FileKind::VideoNote | FileKind::Sticker => return None,
    })
}

/// The file's name where it has one; else one whose ending says what it is.
fn file_name(file: &File) -> String {
    if let Some(name) = &file.name {
        return name.clone();
    }
    let ending = match (file.kind, file.mime.as_deref()) {
        (FileKind::Photo, _) => "jpg",
        (FileKind::Sticker, Some("application/x-tgsticker")) => "tgs",
        (FileKind::Sticker, Some("video/webm")) => "webm",
        (FileKind::Sticker, _) => "webp",
        (FileKind::Video | FileKind::Animation | FileKind::VideoNote, _) => "mp4",
        (FileKind::Voice, _) => "ogg",
        (FileKind::Audio, _) => "mp3",
        (FileKind::Document, _) => "bin",
    };
    format!("file.{ending}")
}

fn dice(emoji: &str) -> DiceEmoji {
    match emoji.trim_end_matches('\u{fe0f}') {
        "🎯" => DiceEmoji::Darts,
        "🏀" => DiceEmoji::Basketball,
        "⚽" => DiceEmoji::Football,
        "🎰" => DiceEmoji::SlotMachine,
        "🎳" => DiceEmoji::Bowling,
        _ => DiceEmoji::Dice,
    }
}

/// The part of a sent message that names its file. <https://core.telegram.org/bots/api#message>
#[derive(Deserialize)]
struct SentFile {
    message_id: i32,
    #[serde(default)]
    photo: Vec<Named>,
    video: Option<Named>,
    animation: Option<Named>,
    voice: Option<Named>,
    video_note: Option<Named>,
    audio: Option<Named>,
    sticker: Option<Named>,
    /// Animations name their file here too.
    document: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    file_id: String,
}

impl SentFile {
    fn file_id(&self) -> Option<&str> {
        let one = [&self.video, &self.animation, &self.voice, &self.video_note, &self.audio, &self.sticker];
        let named = self.photo.last().or_else(|| one.into_iter().flatten().next()).or(self.document.as_ref());
        named.map(|named| named.file_id.as_str())
    }
}
