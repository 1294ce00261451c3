"""Telethon and aiogram with everything that is not text: every kind, by reference, in albums, and what cannot go."""

import base64
import contextlib
import hashlib

from aiogram import exceptions, types as bot_types
from telethon import errors, events, functions, types

from bot_api import polling
from cases import Suite, refused, soon, that
from mtproto import heard, two

suite = Suite("Media, by both")
case = suite.case

FILES = {
    "photo": "photo",
    "video": "video",
    "animation": "gif",
    "voice": "voice",
    "video note": "video_note",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
    "animated sticker": "sticker",
    "video sticker": "sticker",
}
OTHERS = {
    "location": "geo",
    "live location": "geo",
    "venue": "venue",
    "contact": "contact",
    "poll": "poll",
    "dice": "dice",
    "game": "game",
    "invoice": "invoice",
}
MEGABYTE = 1 << 20


def on_screen(sandbox, user, chat):
    return sandbox.last(user["id"], chat["id"])


def digest(sandbox, user, chat, message):
    return sandbox.get(f"/users/{user['id']}/file", chat=chat["id"], message=message)["sha256"]


@case("Telethon sees every kind, fetches it, and sends it on without moving bytes")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        olga = sandbox.person("Olga")
        friend = await hers.get_input_entity(await known(hers, sandbox, olga))
        news = heard(hers, events.NewMessage(incoming=True, from_users=ivan["id"]))
        for kind, field in {**FILES, **OTHERS}.items():
            sandbox.say(ivan["id"], anna["id"], "look", media={"kind": kind})
            event = await soon(news)
            that(getattr(event.message, field) is not None or kind)
            if kind in FILES:
                await hers.send_file(friend, event.message.media)
                seen = on_screen(sandbox, olga, anna)
                that(seen["media"], kind.split()[-1] if "sticker" in kind else kind)
                there = digest(sandbox, olga, anna, seen["message"])
                that(there, digest(sandbox, anna, ivan, event.message.id))
        that(sandbox.get(f"/users/{anna['id']}/moved"), {"up": 0, "down": 0})
        data = await hers.download_media(await last_file(hers, ivan), bytes)
        that(sandbox.get(f"/users/{anna['id']}/moved")["down"], len(data))


async def known(phone, sandbox, person):
    """Somebody the client has heard of."""
    me = await phone.get_me()
    sandbox.say(person["id"], me.id, "hello")
    async for dialog in phone.iter_dialogs():
        if dialog.id == person["id"]:
            return dialog.entity
    raise AssertionError(f"{person} is in no dialog")


async def last_file(phone, person):
    async for message in phone.iter_messages(person["id"], filter=types.InputMessagesFilterDocument()):
        return message
    raise AssertionError("a document was there")


@case("an album arrives as one, and a forward of it is another one without its author")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        albums = heard(hers, events.Album())
        parts = [{"media": {"kind": kind}, "text": kind} for kind in ("photo", "video", "photo")]
        sandbox.post(f"/users/{ivan['id']}/album", chat=anna["id"], parts=parts)
        album = await soon(albums)
        that([message.raw_text for message in album.messages], ["photo", "video", "photo"])
        copies = await hers.forward_messages("me", album.messages, drop_author=True)
        that(len({copy.grouped_id for copy in copies}), 1)
        that((copies[0].fwd_from, copies[0].grouped_id != album.grouped_id), (None, True))


@case("a reference expires and is good again when the message is fetched")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(hers, events.NewMessage(incoming=True))
        sandbox.say(ivan["id"], anna["id"], "the list", media={"kind": "document"})
        event = await soon(news)
        sandbox.post("/references/expire")
        with refused(errors.FileReferenceExpiredError):
            await hers.send_file(ivan["username"], event.message.media)
        fresh = await hers.get_messages(event.chat_id, ids=event.message.id)
        await hers.send_file(ivan["username"], fresh.media, caption="back")
        that(on_screen(sandbox, ivan, anna)["text"], "back")


@case("what is protected or self-destructs does not go on")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(hers, events.NewMessage(incoming=True))
        sandbox.say(ivan["id"], anna["id"], "", media={"kind": "photo"}, ttl=0)
        event = await soon(news)
        that(event.message.media.ttl_seconds, 2**31 - 1)
        with refused(errors.ChatForwardsRestrictedError):
            await hers.forward_messages("me", event.message)
        await hers(functions.messages.ReadMessageContentsRequest([event.message.id]))
        gone = await hers.get_messages(event.chat_id, ids=event.message.id)
        that((gone.media.photo, gone.photo), (None, None))


@case("missed calls, screenshots, timers and an account that ends are told")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        actions = heard(hers, events.Raw(types.UpdateNewMessage))
        sandbox.post(f"/users/{ivan['id']}/call", other=anna["id"])
        that(isinstance((await soon(actions)).message.action.reason, types.PhoneCallDiscardReasonMissed))
        sandbox.post(f"/users/{ivan['id']}/screenshot", other=anna["id"])
        that(isinstance((await soon(actions)).message.action, types.MessageActionScreenshotTaken))
        sandbox.post(f"/users/{ivan['id']}/timer", chat=anna["id"], seconds=86400)
        that((await soon(actions)).message.action.period, 86400)
        friend = await hers.get_input_entity(ivan["username"])
        sandbox.ask("DELETE", f"/users/{ivan['id']}", {})
        with refused(errors.InputUserDeactivatedError):
            await hers.send_message(friend, "still there?")


@case("search counts kinds in one chat and finds words everywhere")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        for kind in FILES:
            sandbox.say(ivan["id"], anna["id"], "spring offer", media={"kind": kind})
        found = await hers.get_messages(ivan["username"], filter=types.InputMessagesFilterPhotoVideo(), limit=0)
        that(found.total, 2)
        found = await hers.get_messages(None, search="offer spring", limit=100)
        that(len(found), 6)


@contextlib.asynccontextmanager
async def shop(sandbox):
    """A bot that Ivan has started, and Ivan."""
    async with polling(sandbox) as robot:
        ivan = sandbox.person("Ivan")
        sandbox.post(f"/users/{ivan['id']}/start", bot=robot.known["id"])
        await soon(robot.heard["message"])
        yield robot, ivan


@case("aiogram hears every kind and copies it")
async def _(sandbox):
    async with shop(sandbox) as (robot, ivan):
        for kind in [*FILES, *OTHERS, "story"]:
            sandbox.say(ivan["id"], robot.known["id"], "look", media={"kind": kind})
            message = await soon(robot.heard["message"])
            word = {"location": "location", "live location": "location"}.get(kind, kind.split()[-1])
            that(message.content_type, {"note": "video_note"}.get(word, word))
            if kind not in ("invoice",):
                await message.copy_to(ivan["id"])
                that(on_screen(sandbox, ivan, robot.known)["media"], kind.split()[-1] if "sticker" in kind else kind)


@case("aiogram sends albums, and is told which cannot be one")
async def _(sandbox):
    async with shop(sandbox) as (robot, ivan):
        def file(name):
            return bot_types.BufferedInputFile(name.encode(), name)

        videos = [bot_types.InputMediaVideo(media=file(name), caption=name) for name in ("one.mp4", "two.mp4")]
        sent = await robot.send_media_group(ivan["id"], videos)
        that(len({message.media_group_id for message in sent}), 1)
        mixed = [videos[0], bot_types.InputMediaDocument(media=file("list.pdf"))]
        with refused(exceptions.TelegramBadRequest, "document can't be mixed with other media types"):
            await robot.send_media_group(ivan["id"], mixed)
        again = await robot.send_video(ivan["id"], sent[0].video.file_id)
        that(again.video.file_unique_id, sent[0].video.file_unique_id)
        with refused(exceptions.TelegramBadRequest, "can't use file of type Video as Photo"):
            await robot.send_photo(ivan["id"], sent[0].video.file_id)


@case("aiogram fetches what is small enough, and the bytes are counted")
async def _(sandbox):
    async with shop(sandbox) as (robot, ivan):
        def say(size):
            sandbox.say(ivan["id"], robot.known["id"], "", media={"kind": "document", "size": size})

        say(3 * MEGABYTE)
        small = await soon(robot.heard["message"])
        data = (await robot.download(small.document)).read()
        there = sandbox.get(f"/users/{ivan['id']}/file", chat=robot.known["id"], message=on_screen(sandbox, ivan, robot.known)["message"])
        that((hashlib.sha256(data).hexdigest(), base64.b64decode(there["data"]) == data), (there["sha256"], True))
        that(sandbox.get(f"/users/{robot.known['id']}/moved"), {"up": 0, "down": 3 * MEGABYTE})
        say(20 * MEGABYTE + 1)
        with refused(exceptions.TelegramBadRequest, "file is too big"):
            await robot.get_file((await soon(robot.heard["message"])).document.file_id)


@case("a part of an album may come late")
async def _(sandbox):
    async with shop(sandbox) as (robot, ivan):
        sandbox.fault("bot_api", "message", "late_update", seconds=0.3, only=robot.known["id"])
        parts = [{"media": {"kind": "photo"}, "text": text} for text in ("one", "two")]
        sandbox.post(f"/users/{ivan['id']}/album", chat=robot.known["id"], parts=parts)
        told = [await soon(robot.heard["message"]) for _ in range(2)]
        that([message.caption for message in told], ["two", "one"])
        that(told[0].media_group_id, told[1].media_group_id)
