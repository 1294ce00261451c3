"""aiogram against the Bot API door: what a bot does all day, and what it is refused."""

import asyncio
import collections
import contextlib
import json
import os
import urllib.error
import urllib.parse
import urllib.request

from aiogram import Bot, Dispatcher
from aiogram import exceptions as errors
from aiogram import types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from aiogram.utils.formatting import Bold, Code, Text, TextLink
from aiogram.utils.keyboard import InlineKeyboardBuilder, ReplyKeyboardBuilder
from aiohttp import ClientResponseError

from cases import Suite, refused, soon, that
from sandbox import Refused

suite = Suite("Bot API, by aiogram")
case = suite.case

KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
)
COUNT = 0


def fresh(name):
    global COUNT
    COUNT += 1
    return f"{name}_{COUNT}_bot"


def client(sandbox, token, **more):
    server = TelegramAPIServer.from_base(sandbox.bot_api)
    return Bot(token, session=AiohttpSession(api=server), **more)


@contextlib.asynccontextmanager
async def bot(sandbox, **more):
    """A new bot that is not polling."""
    known = sandbox.bot(fresh("plain"), **more)
    robot = client(sandbox, known["token"])
    robot.known = known
    try:
        yield robot
    finally:
        await robot.session.close()


@contextlib.asynccontextmanager
async def polling(sandbox, dispatcher=None, **more):
    """A new bot that polls; what it hears and nobody handles lies in queues by kind."""
    async with bot(sandbox, **more) as robot:
        dispatcher = dispatcher or Dispatcher()
        robot.heard = collections.defaultdict(asyncio.Queue)
        for kind in KINDS:
            dispatcher.observers[kind].register(robot.heard[kind].put)
        running = asyncio.create_task(
            dispatcher.start_polling(robot, handle_signals=False, allowed_updates=list(KINDS), polling_timeout=10)
        )
        try:
            yield robot
        finally:
            with contextlib.suppress(RuntimeError):
                await dispatcher.stop_polling()
            await running


@contextlib.asynccontextmanager
async def with_person(sandbox, **more):
    """A bot, and a person who has started it."""
    async with polling(sandbox, **more) as robot:
        person = sandbox.person("Anna")
        await sandbox.act(f"/users/{person['id']}/start", bot=robot.known["id"])
        await soon(robot.heard["message"])
        yield robot, person


@contextlib.asynccontextmanager
async def in_forum(sandbox):
    """A bot that is an administrator of Anna's forum."""
    async with with_person(sandbox, reads_all=True) as (robot, person):
        group = sandbox.post("/groups", by=person["id"], title="Desk", forum=True)["id"]
        await sandbox.act(f"/groups/{group}/add", by=person["id"], user=robot.known["id"])
        await sandbox.act(f"/groups/{group}/promote", by=person["id"], user=robot.known["id"], rights="all")
        yield robot, person, group


async def words(robot, wanted=lambda message: message.text):
    """The next message that is wanted: by default one with a text, not what the service says."""
    while not wanted(message := await soon(robot.heard["message"])):
        pass
    return message


# ---- who the bot is


@case("a bot knows itself, and its profile can be changed")
async def _(sandbox):
    async with bot(sandbox) as robot:
        me = await robot.get_me()
        that((me.is_bot, me.id, me.username), (True, robot.known["id"], robot.known["username"]))
        await robot.set_my_name("Shop")
        that((await robot.get_my_name()).name, "Shop")
        await robot.set_my_description("Sells things")
        that((await robot.get_my_description()).description, "Sells things")
        await robot.set_my_short_description("Things")
        that((await robot.get_my_short_description()).short_description, "Things")
        that((await robot.get_webhook_info()).url, "")
        that(await robot.delete_webhook(drop_pending_updates=True))
        that((await robot.get_chat_menu_button()).type, "commands")
        await robot.set_my_default_administrator_rights(
            types.ChatAdministratorRights(**{name: name == "can_pin_messages" for name in types.ChatAdministratorRights.model_fields})
        )
        that((await robot.get_my_default_administrator_rights()).can_pin_messages)


@case("commands by scope and language")
async def _(sandbox):
    async with bot(sandbox) as robot:
        commands = [types.BotCommand(command="start", description="Begin")]
        russian = [types.BotCommand(command="start", description="Начать")]
        await robot.set_my_commands(commands)
        await robot.set_my_commands(russian, types.BotCommandScopeAllPrivateChats(), language_code="ru")
        that([c.description for c in await robot.get_my_commands()], ["Begin"])
        private = types.BotCommandScopeAllPrivateChats()
        that([c.description for c in await robot.get_my_commands(private, language_code="ru")], ["Начать"])
        await robot.delete_my_commands()
        that(await robot.get_my_commands(), [])
        with refused(errors.TelegramBadRequest, "BOT_COMMAND_INVALID"):
            await robot.set_my_commands([types.BotCommand(command="No Good", description="x")])


@case("a token nobody has, a malformed one, a method there is not")
async def _(sandbox):
    stranger = client(sandbox, "123456:wrong")
    with refused(errors.TelegramUnauthorizedError, "Unauthorized"):
        await stranger.get_me()
    await stranger.session.close()
    that(answer(sandbox, "/botwrong/getMe"), (404, {"ok": False, "error_code": 404, "description": "Not Found"}))


# ---- messages


@case("a start with its payload reaches the handler for it, and others do not")
async def _(sandbox):
    dispatcher, starts, helps = Dispatcher(), asyncio.Queue(), asyncio.Queue()

    @dispatcher.message(CommandStart(deep_link=True))
    async def started(message, command):
        await starts.put((message, command.args))

    dispatcher.message.register(helps.put, Command("help"))
    async with polling(sandbox, dispatcher) as robot:
        person = sandbox.person("Anna", language="ru", last_name="K")
        sandbox.post(f"/users/{person['id']}/start", bot=robot.known["id"], payload="ad_7")
        message, payload = await soon(starts)
        that((payload, message.chat.type, message.from_user.language_code), ("ad_7", "private", "ru"))
        that(message.from_user.full_name, "Anna K")
        sandbox.say(person["id"], robot.known["id"], "/help me")
        that((await soon(helps)).text, "/help me")
        sandbox.say(person["id"], robot.known["id"], "hello")
        that((await soon(robot.heard["message"])).text, "hello")


@case("text out: plain, HTML, Markdown, entities; replies and quotes; silent, protected")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        chat = person["id"]
        sent = await robot.send_message(chat, "<b>bold</b> &amp; <a href='https://example.org/'>link</a>", parse_mode="HTML")
        that([e.type for e in sent.entities], ["bold", "text_link"])
        that(sent.html_text, '<b>bold</b> &amp; <a href="https://example.org/">link</a>')
        sent = await robot.send_message(chat, r"*bold* _it_ ||hid|| `x` 1\.5", parse_mode="MarkdownV2")
        that([e.type for e in sent.entities], ["bold", "italic", "spoiler", "code"])
        content = Text("😀 ", Bold("bold"), " ", Code("code"), " ", TextLink("here", url="https://example.org/"))
        sent = await robot.send_message(chat, **content.as_kwargs())
        that([(e.type, e.offset) for e in sent.entities], [("bold", 3), ("code", 8), ("text_link", 13)])
        answer = await sent.reply("yes", disable_notification=True, protect_content=True)
        that((answer.reply_to_message.message_id, answer.has_protected_content), (sent.message_id, True))
        quoted = types.ReplyParameters(message_id=sent.message_id, quote="code")
        that((await robot.send_message(chat, "quote", reply_parameters=quoted)).quote.text, "code")
        lost = types.ReplyParameters(message_id=999_999, allow_sending_without_reply=True)
        that((await robot.send_message(chat, "lost", reply_parameters=lost)).reply_to_message, None)
        preview = types.LinkPreviewOptions(is_disabled=True)
        await robot.send_message(chat, "https://example.org", link_preview_options=preview)
        that(await robot.send_chat_action(chat, "typing"))


@case("refused with Telegram's words and the library's own exceptions")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        chat, bad = person["id"], errors.TelegramBadRequest
        for words, call in {
            "message text is empty": lambda: robot.send_message(chat, " "),
            "message is too long": lambda: robot.send_message(chat, "x" * 4097),
            "can't parse entities": lambda: robot.send_message(chat, "<b>open", parse_mode="HTML"),
            "message to be replied not found": lambda: robot.send_message(chat, "x", reply_to_message_id=999_999),
            "chat not found": lambda: robot.send_message(42, "x"),
            "message to edit not found": lambda: robot.edit_message_text("x", chat_id=chat, message_id=999_999),
            "message to delete not found": lambda: robot.delete_message(chat, 999_999),
            "message to forward not found": lambda: robot.forward_message(chat, chat, 999_999),
            "message to copy not found": lambda: robot.copy_message(chat, chat, 999_999),
            "query is too old": lambda: robot.answer_callback_query("123"),
            "wrong file identifier": lambda: robot.send_document(chat, "no-such-file"),
            "file_id": lambda: robot.get_file("no-such-file"),
            "BUTTON_DATA_INVALID": lambda: robot.send_message(chat, "x", reply_markup=keys(("a", "x" * 65))),
        }.items():
            with refused(bad, words):
                await call()
        sent = await robot.send_message(chat, "same")
        with refused(bad, "REACTION_INVALID"):
            await sent.react([types.ReactionTypeEmoji(emoji="✅")])
        with refused(bad, "message is not modified"):
            await sent.edit_text("same")
        await sandbox.act(f"/users/{chat}/block", other=robot.known["id"])
        with refused(errors.TelegramForbiddenError, "bot was blocked by the user"):
            await robot.send_message(chat, "x")
        event = await soon(robot.heard["my_chat_member"])
        that(event.new_chat_member.status, "kicked")


def keys(*buttons):
    builder = InlineKeyboardBuilder()
    for text, data in buttons:
        builder.button(text=text, callback_data=data)
    return builder.as_markup()


@case("a button is pressed: the query, its answer, the screen edited in place")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        sent = await robot.send_message(person["id"], "Choose", reply_markup=keys(("One", "1"), ("Two", "2")))
        pressing = asyncio.create_task(press(sandbox, person, robot, "Two"))
        query = await soon(robot.heard["callback_query"])
        that((query.data, query.message.message_id, query.from_user.id), ("2", sent.message_id, person["id"]))
        await query.message.edit_text("Two it is", reply_markup=keys(("Back", "back")))
        await query.answer("Saved", show_alert=True)
        that((await pressing)["text"], "Saved")
        shown = sandbox.last(person["id"], robot.known["id"])
        that((shown["text"], shown["buttons"][0][0]["text"]), ("Two it is", "Back"))
        await robot.edit_message_reply_markup(chat_id=person["id"], message_id=sent.message_id, reply_markup=None)
        that(sandbox.last(person["id"], robot.known["id"]).get("buttons"), None)
        with refused(errors.TelegramBadRequest, "query is too old"):
            await query.answer()


async def press(sandbox, person, robot, button):
    shown = sandbox.last(person["id"], robot.known["id"])
    return await sandbox.act(f"/users/{person['id']}/press", chat=robot.known["id"], message=shown["message"], button=button)


@case("every kind of inline button and reply keyboard is taken")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        builder = InlineKeyboardBuilder()
        builder.button(text="link", url="https://example.org/")
        builder.button(text="copy", copy_text=types.CopyTextButton(text="1234"))
        builder.button(text="data", callback_data="x")
        sent = await robot.send_message(person["id"], "all", reply_markup=builder.adjust(2, 1).as_markup())
        that([len(row) for row in sent.reply_markup.inline_keyboard], [2, 1])
        reply = ReplyKeyboardBuilder().button(text="Yes").button(text="No").as_markup(resize_keyboard=True)
        await robot.send_message(person["id"], "?", reply_markup=reply)
        await robot.send_message(person["id"], "gone", reply_markup=types.ReplyKeyboardRemove())
        await robot.send_message(person["id"], "say", reply_markup=types.ForceReply(selective=True))
        with refused(errors.TelegramBadRequest, "Wrong HTTP URL"):
            await robot.send_message(person["id"], "x", reply_markup=types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="x", url="nowhere at all")]]))


@case("what a person edits is told; what the bot edits and deletes is seen")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        said = sandbox.say(person["id"], robot.known["id"], "tusday")
        heard = await soon(robot.heard["message"])
        await sandbox.act(f"/users/{person['id']}/edit", chat=robot.known["id"], message=said["message"], text="tuesday")
        edited = await soon(robot.heard["edited_message"])
        that((edited.message_id, edited.text, edited.edit_date is not None), (heard.message_id, "tuesday", True))
        sent = [await robot.send_message(person["id"], str(n)) for n in range(3)]
        that(await sent[0].delete())
        that(await robot.delete_messages(person["id"], [m.message_id for m in sent[1:]]))
        that([m["text"] for m in sandbox.chat(person["id"], robot.known["id"])][-1], "tuesday")
        that(await heard.delete())


@case("copies and forwards, one and many")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        chat = person["id"]
        first, second = [await robot.send_message(chat, text) for text in ("one", "two")]
        copied = await robot.copy_message(chat, chat, first.message_id)
        that(copied.message_id > second.message_id)
        forwarded = await second.forward(chat)
        that((forwarded.text, forwarded.forward_origin.type), ("two", "user"))
        ids = [first.message_id, second.message_id]
        that(len(await robot.copy_messages(chat, chat, ids)), 2)
        that(len(await robot.forward_messages(chat, chat, ids)), 2)
        guarded = await robot.send_message(chat, "secret", protect_content=True)
        with refused(errors.TelegramBadRequest):
            await guarded.copy_to(chat)


@case("reactions both ways, and what everybody reacted")
async def _(sandbox):
    async with in_forum(sandbox) as (robot, person, group):
        said = sandbox.say(person["id"], group, "done")
        heard = await words(robot)
        await heard.react([types.ReactionTypeEmoji(emoji="👍")])
        that(sandbox.last(person["id"], group)["reactions"], ["👍"])
        await heard.react([])
        await sandbox.act(f"/users/{person['id']}/react", chat=group, message=said["message"], emoji="🔥")
        event = await soon(robot.heard["message_reaction"])
        that((event.message_id, event.new_reaction[0].emoji, event.old_reaction), (heard.message_id, "🔥", []))


# ---- files


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f0005000" + "1ff89993d1d0000000049454e44ae426082"
)


@case("files both ways: sent from memory and disk, named again, fetched by path")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        chat, data = person["id"], os.urandom(3_000_000)
        sent = await robot.send_document(chat, types.BufferedInputFile(data, "отчёт.bin"), caption="<i>here</i>", parse_mode="HTML")
        that((sent.document.file_name, sent.document.file_size, sent.caption), ("отчёт.bin", len(data), "here"))
        file = await robot.get_file(sent.document.file_id)
        that(file.file_size, len(data))
        got = await robot.download_file(file.file_path)
        that(got.read() == data)
        again = await robot.send_document(chat, sent.document.file_id)
        that(again.document.file_unique_id, sent.document.file_unique_id)
        from_disk = await robot.send_document(chat, types.FSInputFile(__file__))
        that(from_disk.document.file_name, os.path.basename(__file__))
        photo = await robot.send_photo(chat, types.BufferedInputFile(PIXEL, "p.png"), caption="pixel", has_spoiler=True)
        that((photo.photo[-1].width, photo.caption), (1, "pixel"))
        await photo.edit_caption(caption="dot")
        media = types.InputMediaPhoto(media=types.BufferedInputFile(PIXEL, "q.png"), caption="other")
        that((await photo.edit_media(media)).caption, "other")
        said = await sandbox.act(f"/users/{chat}/say", chat=robot.known["id"], text="file", media={"kind": "document", "data": "aGVsbG8=", "name": "a.txt", "mime": "text/plain"})
        heard = await soon(robot.heard["message"])
        that((heard.document.file_name, heard.document.mime_type, heard.caption), ("a.txt", "text/plain", "file"))
        that((await robot.download(heard.document)).read(), b"hello")
        with refused(ClientResponseError, "404"):
            await robot.download_file("documents/nothing.bin")
        with refused(errors.TelegramBadRequest, "caption is too long"):
            await robot.send_document(chat, sent.document.file_id, caption="x" * 1025)


# ---- groups


@case("topics: made, written to, renamed, closed, reopened, deleted; General too")
async def _(sandbox):
    async with in_forum(sandbox) as (robot, person, group):
        topic = await robot.create_forum_topic(group, "Ivan", icon_color=0x6FB9F0)
        thread = topic.message_thread_id
        that((topic.name, topic.icon_color), ("Ivan", 0x6FB9F0))
        sent = await robot.send_message(group, "inside", message_thread_id=thread)
        that((sent.is_topic_message, sent.message_thread_id), (True, thread))
        sandbox.say(person["id"], group, "answer", topic=thread)
        heard = await words(robot)
        that((heard.text, heard.message_thread_id, heard.chat.is_forum), ("answer", thread, True))
        that((await heard.answer("in the same topic")).message_thread_id, thread)
        that(await robot.edit_forum_topic(group, thread, name="Ivan P."))
        that(await robot.close_forum_topic(group, thread))
        with refused(errors.TelegramBadRequest, "TOPIC_NOT_MODIFIED"):
            await robot.close_forum_topic(group, thread)
        that(await robot.reopen_forum_topic(group, thread))
        that(await robot.unpin_all_forum_topic_messages(group, thread))
        that(await robot.delete_forum_topic(group, thread))
        with refused(errors.TelegramBadRequest, "message thread not found"):
            await robot.send_message(group, "into nothing", message_thread_id=thread)
        with refused(errors.TelegramBadRequest, "TOPIC_ID_INVALID"):
            await robot.edit_forum_topic(group, thread, name="x")
        that(await robot.edit_general_forum_topic(group, "Lobby"))
        that(await robot.close_general_forum_topic(group))
        that(await robot.reopen_general_forum_topic(group))
        that(await robot.hide_general_forum_topic(group))
        that(await robot.unhide_general_forum_topic(group))
        that(isinstance(await robot.get_forum_topic_icon_stickers(), list))


@case("members: looked up, promoted, restricted, banned and let back; what is told of it")
async def _(sandbox):
    async with in_forum(sandbox) as (robot, person, group):
        statuses = [(await soon(robot.heard["my_chat_member"])).new_chat_member.status for _ in range(2)]
        that(statuses, ["member", "administrator"])
        ivan = sandbox.person("Ivan")
        await sandbox.act(f"/groups/{group}/add", by=person["id"], user=ivan["id"])
        event = await soon(robot.heard["chat_member"])
        that((event.old_chat_member.status, event.new_chat_member.status), ("left", "member"))
        joined = await words(robot, lambda message: message.new_chat_members and not message.new_chat_members[0].is_bot)
        that([u.id for u in joined.new_chat_members], [ivan["id"]])
        that((await robot.get_chat_member(group, person["id"])).status, "creator")
        that((await robot.get_chat_member(group, ivan["id"])).status, "member")
        that(await robot.get_chat_member_count(group), 3)
        that({m.user.id for m in await robot.get_chat_administrators(group)}, {person["id"], robot.known["id"]})
        await robot.promote_chat_member(group, ivan["id"], can_delete_messages=True, can_manage_chat=True)
        await robot.set_chat_administrator_custom_title(group, ivan["id"], "helper")
        member = await robot.get_chat_member(group, ivan["id"])
        that((member.status, member.can_delete_messages, member.custom_title), ("administrator", True, "helper"))
        await robot.promote_chat_member(group, ivan["id"])
        await robot.restrict_chat_member(group, ivan["id"], types.ChatPermissions(can_send_messages=False))
        member = await robot.get_chat_member(group, ivan["id"])
        that((member.status, member.can_send_messages, member.is_member), ("restricted", False, True))
        with refused(Refused, "CHAT_WRITE_FORBIDDEN"):
            sandbox.say(ivan["id"], group, "let me speak")
        every = {name: True for name in types.ChatPermissions.model_fields}
        await robot.restrict_chat_member(group, ivan["id"], types.ChatPermissions(**every))
        sandbox.say(ivan["id"], group, "thanks")
        await robot.ban_chat_member(group, ivan["id"])
        that((await robot.get_chat_member(group, ivan["id"])).status, "kicked")
        await robot.unban_chat_member(group, ivan["id"], only_if_banned=True)
        that((await robot.get_chat_member(group, ivan["id"])).status, "left")
        with refused(errors.TelegramBadRequest):
            await robot.ban_chat_member(group, person["id"])


@case("a chat: looked up, renamed, described, its permissions; pins; leaving it")
async def _(sandbox):
    async with in_forum(sandbox) as (robot, person, group):
        chat = await robot.get_chat(group)
        that((chat.title, chat.type, chat.is_forum, chat.permissions.can_send_messages), ("Desk", "supergroup", True, True))
        await robot.set_chat_title(group, "Desk 2")
        await robot.set_chat_description(group, "where work is done")
        await robot.set_chat_permissions(group, types.ChatPermissions(can_send_messages=True, can_invite_users=False))
        chat = await robot.get_chat(group)
        that((chat.title, chat.description, chat.permissions.can_invite_users), ("Desk 2", "where work is done", False))
        sent = await robot.send_message(group, "important")
        that(await sent.pin(disable_notification=True))
        that((await robot.get_chat(group)).pinned_message.message_id, sent.message_id)
        that(await sent.unpin())
        await sent.pin()
        that(await robot.unpin_all_chat_messages(group))
        that((await robot.get_chat(group)).pinned_message, None)
        that((await robot.get_chat(person["id"])).first_name, "Anna")
        that((await robot.get_user_profile_photos(person["id"])).total_count, 0)
        sandbox.portray(person["id"], PIXEL)
        photos = await robot.get_user_profile_photos(person["id"])
        that((photos.total_count, photos.photos[0][-1].width), (1, 640))
        that((await robot.download(photos.photos[0][-1])).read(), PIXEL)
        that(await robot.leave_chat(group))
        with refused(errors.TelegramForbiddenError, "not a member"):
            await robot.send_message(group, "x")


@case("invite links; a request to join is told, approved and declined")
async def _(sandbox):
    async with in_forum(sandbox) as (robot, person, group):
        link = await robot.create_chat_invite_link(group, name="for clients", creates_join_request=True)
        that((link.creates_join_request, link.is_revoked, link.creator.id), (True, False, robot.known["id"]))
        guests = [sandbox.person("Ivan"), sandbox.person("Oleg")]
        for guest, decide in zip(guests, (robot.approve_chat_join_request, robot.decline_chat_join_request)):
            await sandbox.act(f"/users/{guest['id']}/join", link=link.invite_link)
            request = await soon(robot.heard["chat_join_request"])
            that((request.from_user.id, request.invite_link.name), (guest["id"], "for clients"))
            await robot.send_message(request.user_chat_id, "one moment")
            that(await decide(group, guest["id"]))
        that([(await robot.get_chat_member(group, g["id"])).status for g in guests], ["member", "left"])
        limited = await robot.create_chat_invite_link(group, member_limit=1)
        edited = await robot.edit_chat_invite_link(group, limited.invite_link, name="renamed", member_limit=5)
        that((edited.name, edited.member_limit), ("renamed", 5))
        that((await robot.revoke_chat_invite_link(group, limited.invite_link)).is_revoked)
        that((await robot.export_chat_invite_link(group)).startswith("https://t.me/"))
        with refused(errors.TelegramBadRequest, "HIDE_REQUESTER_MISSING"):
            await robot.approve_chat_join_request(group, sandbox.person("Nobody")["id"])


@case("privacy mode hides what is not meant for the bot")
async def _(sandbox):
    async with polling(sandbox) as robot:
        person = sandbox.person("Anna")
        group = sandbox.post("/groups", by=person["id"], title="Team")["id"]
        await sandbox.act(f"/groups/{group}/add", by=person["id"], user=robot.known["id"])
        await soon(robot.heard["message"])
        sandbox.say(person["id"], group, "not for bots")
        sandbox.say(person["id"], group, f"/ping@{robot.known['username']}")
        that((await soon(robot.heard["message"])).text, f"/ping@{robot.known['username']}")
        with refused(errors.TelegramBadRequest, "not enough rights"):
            await robot.set_chat_title(group, "Mine")


# ---- trouble and the wire


@case("too fast in one chat: 429 says how long to wait")
async def _(sandbox):
    async with in_forum(sandbox) as (robot, person, group):
        with refused(errors.TelegramRetryAfter) as wait:
            for n in range(40):
                await robot.send_message(group, str(n))
        that(wait.error.retry_after > 0)


@case("ordered trouble: server errors, a lost answer, an update told twice, a slow call")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        me = robot.known["id"]
        sandbox.fault("bot_api", "sendMessage", "refuse", code=502, text="Bad Gateway", only=me)
        with refused(errors.TelegramServerError):
            await robot.send_message(person["id"], "x")
        sandbox.fault("bot_api", "sendMessage", "drop_after", only=me)
        with refused(errors.TelegramNetworkError):
            await robot.send_message(person["id"], "sent all the same")
        that(sandbox.last(person["id"], me)["text"], "sent all the same")
        sandbox.fault("bot_api", "message", "duplicate_update", only=me)
        sandbox.say(person["id"], me, "twice")
        that([(await soon(robot.heard["message"])).text for _ in range(2)], ["twice", "twice"])


@case("two pollers of one bot: the older one is told of the conflict")
async def _(sandbox):
    async with bot(sandbox) as robot:
        older = asyncio.create_task(robot.get_updates(timeout=20))
        await asyncio.sleep(0.3)
        that(await robot.get_updates(timeout=0), [])
        with refused(errors.TelegramConflictError, "terminated by other getUpdates request"):
            await older


@case("updates stay until confirmed; kinds are chosen; a negative offset takes the last")
async def _(sandbox):
    async with bot(sandbox) as robot:
        person = sandbox.person("Anna")
        await sandbox.act(f"/users/{person['id']}/start", bot=robot.known["id"])
        for text in ("one", "two"):
            sandbox.say(person["id"], robot.known["id"], text)
        first = await robot.get_updates(limit=2)
        that([u.message.text for u in first], ["/start", "one"])
        that([u.update_id for u in await robot.get_updates(limit=2)], [u.update_id for u in first])
        that([u.message.text for u in await robot.get_updates(offset=first[-1].update_id + 1)], ["two"])
        that([u.message.text for u in await robot.get_updates(offset=-1)], ["two"])


@case("arguments in every form: query, form, JSON, multipart, any case of the method")
async def _(sandbox):
    async with with_person(sandbox) as (robot, person):
        where = f"/bot{robot.known['token']}/"
        chat = person["id"]
        markup = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})
        query = urllib.parse.urlencode({"chat_id": chat, "text": "by query", "reply_markup": markup})
        form = {"chat_id": str(chat), "text": "by form ✓", "disable_notification": "True"}
        boundary = "b0undary"
        parts = "".join(f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in {"chat_id": chat, "text": "by parts"}.items())
        for given in (
            answer(sandbox, where + "SENDMESSAGE?" + query),
            answer(sandbox, where + "sendmessage", urllib.parse.urlencode(form).encode(), "application/x-www-form-urlencoded"),
            answer(sandbox, where + "sendMessage", json.dumps({"chat_id": str(chat), "text": "by JSON"}).encode(), "application/json; charset=utf-8"),
            answer(sandbox, where + "sendMessage", (parts + f"--{boundary}--\r\n").encode(), f"multipart/form-data; boundary={boundary}"),
            answer(sandbox, where + "sendMessage?" + urllib.parse.urlencode({"chat_id": chat}), urllib.parse.urlencode({"text": "by both"}).encode(), "application/x-www-form-urlencoded"),
        ):
            that((given[0], given[1]["ok"], given[1]["result"]["chat"]["id"]), (200, True, chat))
        texts = [m["text"] for m in sandbox.chat(chat, robot.known["id"])][-5:]
        that(texts, ["by query", "by form ✓", "by JSON", "by parts", "by both"])
        status, body = answer(sandbox, where + "sendMessage", b"{", "application/json")
        that((status, body["ok"], body["error_code"]), (400, False, 400))
        status, body = answer(sandbox, where + "sendMessage?" + urllib.parse.urlencode({"text": "to nobody"}))
        that((status, body["description"]), (400, "Bad Request: chat_id is empty"))


def answer(sandbox, path, body=None, kind=None):
    """Status and body of one plain HTTP request."""
    request = urllib.request.Request(sandbox.bot_api + path, body, {"Content-Type": kind} if kind else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as got:
            return got.status, json.load(got)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
