"""A relay between Telegram accounts and a team, as such bots are usually written: Telethon for the accounts, aiogram for
the bot, one forum per account, one topic per client, SQLite for what belongs together.

It does what its kind does well: a lock per dialog keeps the order, waits that Telegram asks for are waited for, failed
calls are tried again. What is on its way lives in memory.
"""

import asyncio
import collections
import logging
import signal
import sys

from aiogram import Dispatcher, F, types
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.types import BufferedInputFile, InputMediaPhoto, InputMediaVideo, ReactionTypeEmoji, ReplyParameters
from telethon import events, functions, utils
from telethon import types as tl
from telethon.errors import RPCError

from links import Links
from settings import Settings

log = logging.getLogger("relay")
ATTEMPTS = 5


async def patiently(call, *arguments, **named):
    """Calls the bot until it works, as far as that is a matter of time."""
    attempt = 0
    while True:
        try:
            return await call(*arguments, **named)
        except TelegramRetryAfter as wait:
            await asyncio.sleep(wait.retry_after)
        except (TelegramNetworkError, TelegramServerError):
            attempt += 1
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(attempt)


class Account:
    """One account: what its clients write goes into the topics of its group, and what is written there to them."""

    def __init__(self, relay, client, user, group):
        self.relay, self.client, self.user, self.group = relay, client, user, group
        self.bot, self.links = relay.bot, relay.links
        self.locks = collections.defaultdict(asyncio.Lock)
        client.parse_mode = "html"
        client.add_event_handler(self.comes, events.NewMessage(incoming=True))
        client.add_event_handler(self.comes_together, events.Album())
        client.add_event_handler(self.is_edited, events.MessageEdited(incoming=True))
        client.add_event_handler(self.is_deleted, events.MessageDeleted())
        client.add_event_handler(self.is_reacted_to, events.Raw(tl.UpdateMessageReactions))

    # ---- from the client into the topic

    async def comes(self, event):
        if not event.is_private or event.message.grouped_id:
            return
        async with self.locks[event.chat_id]:
            message = event.message
            where = await self.where(event, message)
            post = await self.posts(message, where)
            captioned = message.media is not None
            self.links.linked(self.user, message.id, self.group, post.message_id, message.message, captioned)

    async def comes_together(self, event):
        if not event.is_private or event.messages[0].out:
            return
        async with self.locks[event.chat_id]:
            where = await self.where(event, event.messages[0])
            parts = []
            for message in event.messages:
                kind = InputMediaVideo if message.video else InputMediaPhoto
                file = BufferedInputFile(await message.download_media(bytes), "file")
                parts.append(kind(media=file, caption=message.message or None))
            posts = await patiently(self.bot.send_media_group, media=parts, **where)
            for message, post in zip(event.messages, posts):
                self.links.linked(self.user, message.id, self.group, post.message_id, message.message, True)

    async def where(self, event, message):
        topic = self.links.topic(self.user, event.chat_id)
        if topic is None:
            name = utils.get_display_name(await event.get_sender())
            made = await patiently(self.bot.create_forum_topic, self.group, name[:128])
            topic = made.message_thread_id
            self.links.opened(self.user, event.chat_id, self.group, topic)
            card = f"👤 {name}\nid {event.chat_id}"
            card = await patiently(self.bot.send_message, self.group, card, message_thread_id=topic)
            await patiently(self.bot.pin_chat_message, self.group, card.message_id, disable_notification=True)
        where = {"chat_id": self.group, "message_thread_id": topic}
        target = self.links.post(self.user, message.reply_to_msg_id)
        if target:
            where["reply_parameters"] = ReplyParameters(message_id=target[1], allow_sending_without_reply=True)
        return where

    async def posts(self, message, where):
        if message.media is None or message.web_preview:
            return await patiently(self.bot.send_message, text=message.text, parse_mode="HTML", **where)
        if message.geo:
            at = {"latitude": message.geo.lat, "longitude": message.geo.long}
            return await patiently(self.bot.send_location, **at, **where)
        data = await message.download_media(bytes)
        if data is None:
            return await patiently(self.bot.send_message, text="[unsupported message]", **where)
        file = BufferedInputFile(data, message.file.name or f"file{message.file.ext or ''}")
        caption = {"caption": message.message or None}
        if message.sticker:
            return await patiently(self.bot.send_sticker, sticker=file, **where)
        if message.photo:
            return await patiently(self.bot.send_photo, photo=file, **caption, **where)
        if message.voice:
            return await patiently(self.bot.send_voice, voice=file, **caption, **where)
        if message.video_note:
            return await patiently(self.bot.send_video_note, video_note=file, **where)
        if message.gif:
            return await patiently(self.bot.send_animation, animation=file, **caption, **where)
        if message.video:
            return await patiently(self.bot.send_video, video=file, **caption, **where)
        if message.audio:
            return await patiently(self.bot.send_audio, audio=file, **caption, **where)
        return await patiently(self.bot.send_document, document=file, **caption, **where)

    async def is_edited(self, event):
        if not event.is_private:
            return
        async with self.locks[event.chat_id]:
            await self.changes(event.message.id, event.message.message)

    async def is_deleted(self, event):
        if event.chat_id is not None:
            return
        for message in event.deleted_ids:
            if post := self.links.post(self.user, message):
                await self.changes(message, f"🗑 {post[2]}")

    async def changes(self, message, text):
        post = self.links.post(self.user, message)
        if not post or post[2] == text:
            return
        group, post, _, captioned = post
        where = {"chat_id": group, "message_id": post}
        try:
            if captioned:
                await patiently(self.bot.edit_message_caption, caption=text, **where)
            else:
                await patiently(self.bot.edit_message_text, text, **where)
            self.links.says(self.user, message, text)
        except TelegramBadRequest as refused:
            log.warning("edit %s: %s", message, refused)

    async def is_reacted_to(self, update):
        if not isinstance(update.peer, tl.PeerUser):
            return
        post = self.links.post(self.user, update.msg_id)
        theirs = [it.reaction for it in update.reactions.recent_reactions or [] if not it.my]
        emoji = [ReactionTypeEmoji(emoji=it.emoticon) for it in theirs if isinstance(it, tl.ReactionEmoji)]
        if post:
            await patiently(self.bot.set_message_reaction, post[0], post[1], emoji[:1])

    # ---- from the topic to the client

    async def sends(self, client, message):
        async with self.locks[client]:
            reply = message.reply_to_message
            target = self.links.message(self.group, reply.message_id) if reply else None
            sent = await self.says(client, message, target)
            self.links.linked(self.user, sent.id, self.group, message.message_id)

    async def says(self, client, message, target):
        if message.text is not None:
            return await self.client.send_message(client, message.html_text, reply_to=target)
        attached = message.document or message.video or message.audio or message.voice or message.sticker
        attached = message.photo[-1] if message.photo else attached
        file = await patiently(self.bot.download, attached)
        file.name = getattr(attached, "file_name", None) or ("sticker.webp" if message.sticker else "photo.jpg")
        more = {"voice_note": message.voice is not None, "force_document": message.document is not None}
        return await self.client.send_file(client, file, caption=message.caption or "", reply_to=target, **more)


class Relay:
    def __init__(self, settings):
        self.settings, self.bot = settings, settings.bot()
        self.links = Links(settings.data / "links.sqlite")
        self.accounts, self.groups = {}, {}

    async def runs(self):
        for told in self.settings.accounts:
            client = self.settings.client(told)
            await client.connect()
            account = Account(self, client, told["user"], told["group"])
            self.accounts[told["user"]] = account
            # So that everything is told of, also what came while the relay was down.
            await client.catch_up()
        dispatcher = Dispatcher()
        dispatcher.message.register(self.writes, F.message_thread_id)
        dispatcher.edited_message.register(self.edits, F.message_thread_id)
        dispatcher.message_reaction.register(self.reacts)
        polling = asyncio.create_task(
            dispatcher.start_polling(
                self.bot,
                handle_signals=False,
                allowed_updates=["message", "edited_message", "message_reaction"],
            )
        )
        print("running", flush=True)
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        await stopped.wait()
        await dispatcher.stop_polling()
        await polling
        for account in self.accounts.values():
            await account.client.disconnect()

    def of(self, group, topic):
        dialog = self.links.dialog(group, topic)
        return dialog and (self.accounts[dialog[0]], dialog[1])

    async def writes(self, message: types.Message):
        found = self.of(message.chat.id, message.message_thread_id)
        if not found or message.from_user.is_bot or message.content_type in SERVICE:
            return
        account, client = found
        try:
            await account.sends(client, message)
        except (RPCError, ConnectionError) as refused:
            await patiently(message.reply, f"⚠️ Not delivered: {refused}")

    async def edits(self, message: types.Message):
        found = self.of(message.chat.id, message.message_thread_id)
        sent = self.links.message(message.chat.id, message.message_id)
        if found and sent:
            account, client = found
            async with account.locks[client]:
                await account.client.edit_message(client, sent, message.html_text)

    async def reacts(self, reaction: types.MessageReactionUpdated):
        found = self.links.one(
            "SELECT account, message FROM messages WHERE grp = ? AND post = ?", reaction.chat.id, reaction.message_id
        )
        if not found or not reaction.user or reaction.user.is_bot:
            return
        account, message = self.accounts[found[0]], found[1]
        emoji = [tl.ReactionEmoji(it.emoji) for it in reaction.new_reaction if it.type == "emoji"]
        posted = await account.client.get_messages(None, ids=message)
        if posted:
            peer = await posted.get_input_chat()
            await account.client(functions.messages.SendReactionRequest(peer, message, reaction=emoji))


SERVICE = {"pinned_message", "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"}

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(Relay(Settings(sys.argv[1])).runs())
