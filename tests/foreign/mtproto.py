"""Telethon against the MTProto door: what an account does all day, and what goes wrong."""

import asyncio
import base64
import contextlib
import hashlib
import io
import os

from telethon import Button, TelegramClient, connection, errors, events, functions, types
from telethon.crypto import AuthKey, rsa
from telethon.sessions import MemorySession, StringSession

from cases import Suite, refused, soon, that, until

suite = Suite("MTProto, by Telethon")
case = suite.case

CONNECTIONS = {
    "full": connection.ConnectionTcpFull,
    "abridged": connection.ConnectionTcpAbridged,
    "intermediate": connection.ConnectionTcpIntermediate,
    "obfuscated": connection.ConnectionTcpObfuscated,
}


def client(sandbox, *, slot=None, dc=2, session=None, wire="full", **more):
    """A client that was never here. It makes a key with the server, or starts with that of a slot."""
    rsa.add_key(sandbox.address["rsa"]["pem"], old=False)
    host, port = sandbox.address["mtproto"].rsplit(":", 1)
    if session is None:
        session = MemorySession()
        session.set_dc(dc, host, int(port))
    if slot is not None:
        keys = sandbox.get(f"/keys/{slot}")
        session.auth_key = AuthKey(base64.b64decode(keys[str(dc)]))
    settings = {"device_model": "Test bench", "flood_sleep_threshold": 0, "request_retries": 1, "receive_updates": True}
    return TelegramClient(session, 1, "0" * 32, connection=CONNECTIONS[wire], **{**settings, **more})


@contextlib.asynccontextmanager
async def signed_in(sandbox, person, **more):
    """This person's client, signed in by code."""
    phone = client(sandbox, dc=sandbox.user(person["id"])["dc"], **more)
    await phone.connect()
    try:
        sent = await phone.send_code_request(person["phone"])
        await phone.sign_in(person["phone"], code_of(sandbox, person), phone_code_hash=sent.phone_code_hash)
        await phone.catch_up()
        yield phone
    finally:
        await phone.disconnect()


def code_of(sandbox, person):
    return sandbox.user(person["id"])["login_code"]


def heard(phone, event):
    """A queue of the events of this kind."""
    queue = asyncio.Queue()
    phone.add_event_handler(queue.put, event)
    return queue


@contextlib.asynccontextmanager
async def two(sandbox, **more):
    """Anna's client and Ivan's, who know each other."""
    anna, ivan = sandbox.person("Anna", username=fresh("anna")), sandbox.person("Ivan", username=fresh("ivan"))
    async with signed_in(sandbox, anna, **more) as hers, signed_in(sandbox, ivan, **more) as his:
        yield hers, his, anna, ivan


COUNT = 0


def fresh(name):
    global COUNT
    COUNT += 1
    return f"{name}_mtproto_{COUNT}"


# ---- connections and logins


@case("a key is made with the server, and kept keys are known again")
async def _(sandbox):
    person = sandbox.person("Anna")
    phone = client(sandbox, session=None)
    await phone.connect()
    kept = StringSession.save(phone.session)
    that(await phone.is_user_authorized(), False)
    await phone.send_code_request(person["phone"])
    await phone.sign_in(person["phone"], code_of(sandbox, person))
    await phone.disconnect()
    again = client(sandbox, session=StringSession(kept))
    await again.connect()
    that((await again.get_me()).id, person["id"])
    await again.disconnect()


@case("every transport of the library carries calls, and files in parts")
async def _(sandbox):
    for wire in CONNECTIONS:
        async with signed_in(sandbox, sandbox.person("Anna"), wire=wire) as phone:
            data = os.urandom(700_000)
            sent = await phone.send_file("me", data, force_document=True)
            that(await phone.download_media(sent, bytes) == data)


@case("a pre-shared key of a slot needs no exchange")
async def _(sandbox):
    phone = client(sandbox, slot=9001)
    await phone.connect()
    that((await phone(functions.help.GetConfigRequest())).this_dc, 2)
    await phone.disconnect()


@case("a key nobody knows is refused")
async def _(sandbox):
    session = MemorySession()
    host, port = sandbox.address["mtproto"].rsplit(":", 1)
    session.set_dc(2, host, int(port))
    session.auth_key = AuthKey(os.urandom(256))
    phone = client(sandbox, session=session)
    with refused(errors.AuthKeyNotFound):
        await phone.connect()
    await phone.disconnect()


@case("sign-in by code; a wrong code, an old code, an unknown number")
async def _(sandbox):
    person = sandbox.person("Olga")
    phone = client(sandbox)
    await phone.connect()
    sent = await phone.send_code_request(person["phone"])
    that(isinstance(sent.type, types.auth.SentCodeTypeApp))
    with refused(errors.PhoneCodeInvalidError):
        await phone.sign_in(person["phone"], "00000")
    with refused(errors.PhoneCodeEmptyError):
        await phone(functions.auth.SignInRequest(person["phone"], sent.phone_code_hash, ""))
    await phone.sign_in(person["phone"], code_of(sandbox, person))
    me = await phone.get_me()
    that((me.first_name, me.phone, me.is_self, me.bot), ("Olga", person["phone"], True, False))
    await phone.disconnect()
    stranger = client(sandbox)
    await stranger.connect()
    with refused(errors.PhoneNumberInvalidError):
        await stranger.send_code_request("12")
    await stranger.disconnect()


@case("sign-in with a two-step password, wrong and right")
async def _(sandbox):
    person = sandbox.person("Pavel", password="correct horse", password_hint="animal")
    phone = client(sandbox)
    await phone.connect()
    await phone.send_code_request(person["phone"])
    with refused(errors.SessionPasswordNeededError):
        await phone.sign_in(person["phone"], code_of(sandbox, person))
    that((await phone(functions.account.GetPasswordRequest())).hint, "animal")
    with refused(errors.PasswordHashInvalidError):
        await phone.sign_in(password="battery staple")
    await phone.sign_in(password="correct horse")
    that((await phone.get_me()).first_name, "Pavel")
    await phone.disconnect()


@case("sign-in by QR code, scanned by a phone; a code refreshed; with a password")
async def _(sandbox):
    person = sandbox.person("Roman")
    desk = client(sandbox)
    await desk.connect()
    shown = await desk.qr_login()
    that(shown.url.startswith("tg://login?token="))
    waiting = asyncio.create_task(shown.wait(20))
    await asyncio.sleep(0)
    await sandbox.act(f"/users/{person['id']}/scan", link=shown.url)
    that((await waiting).id, person["id"])
    await desk.disconnect()

    guarded = sandbox.person("Rita", password="secret")
    desk = client(sandbox)
    await desk.connect()
    shown = await desk.qr_login()
    await shown.recreate()
    waiting = asyncio.create_task(shown.wait(20))
    await asyncio.sleep(0)
    await sandbox.act(f"/users/{guarded['id']}/scan", link=shown.url)
    with refused(errors.SessionPasswordNeededError):
        await waiting
    await desk.sign_in(password="secret")
    that((await desk.get_me()).id, guarded["id"])
    await desk.disconnect()


@case("an account that lives in another data centre is found there")
async def _(sandbox):
    person = sandbox.person("Dora", dc=4)
    phone = client(sandbox, dc=2)
    await phone.connect()
    await phone.send_code_request(person["phone"])
    that(phone.session.dc_id, 4)
    await phone.sign_in(person["phone"], code_of(sandbox, person))
    that((await phone.get_me()).id, person["id"])
    await phone.disconnect()


@case("a file of another data centre is fetched there")
async def _(sandbox):
    near, far = sandbox.person("Anna", username=fresh("near")), sandbox.person("Boris", dc=5, username=fresh("far"))
    async with signed_in(sandbox, near) as hers, signed_in(sandbox, far) as his:
        news = heard(hers, events.NewMessage(incoming=True))
        data = os.urandom(300_000)
        await his.send_file(near["username"], data, force_document=True)
        that(await (await soon(news)).download_media(bytes) == data)


@case("sessions are listed and ended; who is out is told so")
async def _(sandbox):
    person = sandbox.person("Anna")
    async with signed_in(sandbox, person) as first:
        async with signed_in(sandbox, person) as second:
            listed = (await first(functions.account.GetAuthorizationsRequest())).authorizations
            that((len(listed), sum(a.current for a in listed)), (2, 1))
            that({a.device_model for a in listed}, {"Test bench"})
            other = next(a for a in listed if not a.current)
            await first(functions.account.ResetAuthorizationRequest(other.hash))
            with refused(errors.SessionRevokedError):
                await second(functions.updates.GetStateRequest())
        kept = first.session.auth_key
        that(await first.log_out())
        again = client(sandbox)
        again.session.auth_key = kept
        await again.connect()
        that(await again.is_user_authorized(), False)
        await again.disconnect()


@case("a bot signs in by its token, and speaks")
async def _(sandbox):
    bot, person = sandbox.bot(fresh("shop") + "_bot"), sandbox.person("Anna")
    robot = client(sandbox)
    await robot.start(bot_token=bot["token"])
    me = await robot.get_me()
    that((me.bot, me.id), (True, bot["id"]))
    news = heard(robot, events.NewMessage(incoming=True))
    await sandbox.act(f"/users/{person['id']}/start", bot=bot["id"])
    event = await soon(news)
    that(event.raw_text, "/start")
    sent = await event.respond("Choose", buttons=[[Button.inline("One", b"1")]])
    presses = heard(robot, events.CallbackQuery())
    pressing = asyncio.create_task(
        sandbox.act(f"/users/{person['id']}/press", chat=bot["id"], message=sandbox.last(person["id"], bot["id"])["message"], button="One")
    )
    press = await soon(presses)
    that((press.data, press.message_id), (b"1", sent.id))
    await press.answer("Thanks", alert=True)
    that((await pressing)["text"], "Thanks")
    await robot.disconnect()
    with refused(errors.AccessTokenInvalidError):
        stranger = client(sandbox)
        await stranger.start(bot_token="1:wrong")


# ---- messages


@case("a text goes out and comes in, with its sender and its chat")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(his, events.NewMessage(incoming=True))
        sent = await hers.send_message(ivan["username"], "Do you deliver on Sunday?")
        that((sent.out, sent.raw_text), (True, "Do you deliver on Sunday?"))
        event = await soon(news)
        that((event.raw_text, event.sender_id, event.is_private), (sent.raw_text, anna["id"], True))
        that((await event.get_sender()).first_name, "Anna")
        answer = await event.reply("Yes")
        that(answer.reply_to_msg_id, event.id)
        that((await answer.get_reply_message()).raw_text, sent.raw_text)


@case("formatting survives both ways, in Markdown, HTML and raw entities")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(his, events.NewMessage(incoming=True))
        await hers.send_message(ivan["username"], "**bold** `code` [link](https://example.org/) 😀 __it__")
        event = await soon(news)
        that(event.text, "**bold** `code` [link](https://example.org/) 😀 __it__")
        html = '<b>б</b> <i>и</i> <u>п</u> <del>з</del> <pre>x &lt; y</pre> <blockquote>q</blockquote>'
        await hers.send_message(ivan["username"], html, parse_mode="html")
        kinds = {type(e) for e in (await soon(news)).entities}
        wanted = ("Bold", "Italic", "Underline", "Strike", "Pre", "Blockquote")
        that(kinds, {getattr(types, f"MessageEntity{name}") for name in wanted})
        spoiler = [types.MessageEntitySpoiler(0, 6)]
        await hers.send_message(ivan["username"], "secret #tag @someone", formatting_entities=spoiler)
        found = {type(e).__name__[13:] for e in (await soon(news)).entities}
        that(found, {"Spoiler", "Hashtag", "Mention"})


@case("refused: empty, too long, an unknown reader, a wrong reply, a wrong message")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        with refused(errors.MessageTooLongError):
            await hers.send_message(ivan["username"], "x" * 4097)
        with refused(errors.MessageEmptyError):
            await hers(functions.messages.SendMessageRequest(ivan["username"], " "))
        with refused(ValueError, "No user has"):
            await hers.send_message("nobody_has_this_name", "hi")
        with refused(errors.PeerIdInvalidError):
            await hers(functions.messages.SendMessageRequest(types.InputPeerUser(ivan["id"], 1), "hi"))
        with refused(errors.MessageIdInvalidError):
            await hers.edit_message(ivan["username"], 2_000_000_000, "x")


@case("an edit and a deletion are seen by the other side")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news, edits, gone = (heard(his, kind) for kind in (events.NewMessage(incoming=True), events.MessageEdited(), events.MessageDeleted()))
        sent = await hers.send_message(ivan["username"], "Tusday")
        first = await soon(news)
        await sent.edit("Tuesday")
        edited = await soon(edits)
        that((edited.id, edited.raw_text, edited.edit_date is not None), (first.id, "Tuesday", True))
        with refused(errors.MessageNotModifiedError):
            await sent.edit("Tuesday")
        with refused(errors.MessageAuthorRequiredError):
            await his(functions.messages.EditMessageRequest(anna["username"], first.id, message="mine"))
        affected = await sent.delete()
        that(affected[0].pts_count, 1)
        that((await soon(gone)).deleted_ids, [first.id])
        that(await his.get_messages(anna["username"], ids=first.id), None)


@case("reading is seen by the author")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        read = heard(hers, events.MessageRead())
        sent = await hers.send_message(ivan["username"], "?")
        await until(lambda: sandbox.chat(ivan["id"], anna["id"]))
        that([d.unread_count for d in await his.get_dialogs() if d.id == anna["id"]], [1])
        await his.send_read_acknowledge(anna["username"], clear_mentions=True, clear_reactions=True)
        event = await soon(read)
        that((event.max_id, event.outbox), (sent.id, True))
        that([d.unread_count for d in await his.get_dialogs() if d.id == anna["id"]], [0])


@case("reactions are set, seen and taken away")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        raw = heard(hers, events.Raw(types.UpdateMessageReactions))
        sent = await hers.send_message(ivan["username"], "Done?")
        await until(lambda: sandbox.chat(ivan["id"], anna["id"]))
        theirs = (await his.get_messages(anna["username"]))[0]
        react = functions.messages.SendReactionRequest
        await his(react(anna["username"], theirs.id, reaction=[types.ReactionEmoji("👍")]))
        update = await soon(raw)
        that([(r.reaction.emoticon, r.count) for r in update.reactions.results], [("👍", 1)])
        with refused(errors.ReactionInvalidError):
            await his(react(anna["username"], theirs.id, reaction=[types.ReactionEmoji("✅")]))
        await his(react(anna["username"], theirs.id, reaction=[]))
        that((await soon(raw)).reactions.results, [])
        that((await hers.get_messages(ivan["username"], ids=sent.id)).reactions, None)


@case("typing is seen, and who is away too")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        await his.send_message(anna["username"], "hi")
        typing = heard(his, events.UserUpdate(func=lambda e: e.typing))
        async with hers.action(ivan["username"], "typing"):
            that((await soon(typing)).user_id, anna["id"])
        that(await hers(functions.account.UpdateStatusRequest(offline=False)))


@case("history: newest first, from the beginning, by id, between ids, by author, by date")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        sent = [await hers.send_message(ivan["username"], f"n{n}") for n in range(130)]
        peer = await hers.get_input_entity(ivan["username"])
        that([m.raw_text async for m in hers.iter_messages(peer, limit=3)], ["n129", "n128", "n127"])
        that(len([m async for m in hers.iter_messages(peer)]), 130)
        that([m.raw_text async for m in hers.iter_messages(peer, reverse=True, limit=2)], ["n0", "n1"])
        that([m.raw_text async for m in hers.iter_messages(peer, min_id=sent[5].id, max_id=sent[8].id)], ["n7", "n6"])
        that([m.raw_text async for m in hers.iter_messages(peer, offset_id=sent[2].id)], ["n1", "n0"])
        picked = await hers.get_messages(peer, ids=[sent[3].id, 1_999_999_999])
        that([m and m.raw_text for m in picked], ["n3", None])
        that(await his.get_messages(anna["username"], from_user="me"), [])
        that((await hers.get_messages(peer, limit=0)).total, 130)
        later = sent[-1].date.replace(year=sent[-1].date.year + 1)
        that((await hers.get_messages(peer, offset_date=later))[0].raw_text, "n129")


@case("search in a chat, by kind of content, and everywhere")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        for text in ("red apple", "green APPLE", "pear"):
            await hers.send_message(ivan["username"], text)
        await hers.send_file(ivan["username"], b"%PDF-1.4", attributes=[types.DocumentAttributeFilename("a.pdf")], force_document=True)
        peer = await hers.get_input_entity(ivan["username"])
        that([m.raw_text async for m in hers.iter_messages(peer, search="apple")], ["green APPLE", "red apple"])
        documents = [m.file.name async for m in hers.iter_messages(peer, filter=types.InputMessagesFilterDocument)]
        that(documents, ["a.pdf"])
        that([m async for m in hers.iter_messages(peer, filter=types.InputMessagesFilterPhotos)], [])
        found = [m.raw_text async for m in hers.iter_messages(None, search="apple")]
        that(found, ["green APPLE", "red apple"])
        counts = await hers(functions.messages.GetSearchCountersRequest(peer, [types.InputMessagesFilterDocument(), types.InputMessagesFilterUrl()]))
        that([c.count for c in counts], [1, 0])


@case("dialogs, with their last message and what is unread")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        await his.send_message(anna["username"], "first")
        group = sandbox.post("/groups", by=anna["id"], title="Team")
        dialogs = await hers.get_dialogs()
        names = [d.name for d in dialogs]
        that(names[:2], ["Team", "Ivan"])
        entry = dialogs[1]
        that((entry.message.raw_text, entry.unread_count, entry.is_user), ("first", 1, True))
        that((dialogs[0].id, dialogs[0].is_group), (group["id"], True))
        that([d.name async for d in hers.iter_dialogs(limit=1)], ["Team"])
        that(await hers.get_drafts(), [])
        await hers.get_dialogs(archived=True)


@case("who somebody is: by name, by link, by id, by phone; full profile; common groups")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        that((await hers.get_entity("@" + ivan["username"])).id, ivan["id"])
        that((await hers.get_entity(f"https://t.me/{ivan['username']}")).id, ivan["id"])
        that((await hers.get_entity(ivan["id"])).first_name, "Ivan")
        full = await hers(functions.users.GetFullUserRequest(ivan["username"]))
        that((full.full_user.id, full.users[0].username), (ivan["id"], ivan["username"]))
        that(await hers.get_profile_photos(ivan["username"]), [])
        that(await hers.download_profile_photo(ivan["username"], bytes), None)
        sandbox.portray(ivan["id"], PIXEL)
        photos = await hers.get_profile_photos(ivan["username"])
        that([photo.sizes[-1].w for photo in photos], [640])
        that(await hers.download_profile_photo(ivan["username"], bytes), PIXEL)
        that(await hers.download_media(photos[0], bytes), PIXEL)
        full = await hers(functions.users.GetFullUserRequest(ivan["username"]))
        that(full.full_user.profile_photo.id, photos[0].id)
        common = await hers(functions.messages.GetCommonChatsRequest(ivan["username"], 0, 100))
        that(common.chats, [])
        await hers(functions.account.UpdateProfileRequest(first_name="Anya", about="about me"))
        that((await hers.get_me()).first_name, "Anya")
        await hers(functions.account.UpdateUsernameRequest(fresh("anya")))
        with refused(errors.UsernameOccupiedError):
            await hers(functions.account.UpdateUsernameRequest(ivan["username"]))
        contacts = await hers(functions.contacts.GetContactsRequest(hash=0))
        that(contacts.contacts, [])
        added = await hers(functions.contacts.ImportContactsRequest([types.InputPhoneContact(0, ivan["phone"], "Vanya", "")]))
        that([u.id for u in added.users], [ivan["id"]])
        that([c.user_id for c in (await hers(functions.contacts.GetContactsRequest(hash=0))).contacts], [ivan["id"]])
        that((await hers.get_entity("+" + ivan["phone"])).id, ivan["id"])


@case("blocking, and writing to somebody who blocked")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        await his(functions.contacts.BlockRequest(anna["username"]))
        with refused(errors.UserIsBlockedError):
            await hers.send_message(ivan["username"], "hello?")
        blocked = await his(functions.contacts.GetBlockedRequest(offset=0, limit=10))
        that([b.peer_id.user_id for b in blocked.blocked], [anna["id"]])
        await his(functions.contacts.UnblockRequest(anna["username"]))
        await hers.send_message(ivan["username"], "hello")


@case("forwarding shows the origin, or hides it")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        note = await hers.send_message("me", "note **bold**")
        news = heard(his, events.NewMessage(incoming=True))
        await hers.forward_messages(ivan["username"], note)
        event = await soon(news)
        that((event.raw_text, event.forward.sender_id), ("note bold", anna["id"]))
        await hers.forward_messages(ivan["username"], note, drop_author=True)
        that((await soon(news)).forward, None)


@case("a pin is set, seen and taken away")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        sent = await hers.send_message(ivan["username"], "important")
        await hers.pin_message(ivan["username"], sent)
        pinned = await hers.get_messages(ivan["username"], filter=types.InputMessagesFilterPinned)
        that([m.id for m in pinned], [sent.id])
        await hers.unpin_message(ivan["username"], sent)
        await hers.pin_message(ivan["username"], sent)
        await hers.unpin_message(ivan["username"])
        that(list(await hers.get_messages(ivan["username"], filter=types.InputMessagesFilterPinned)), [])


@case("buttons of a bot are pressed")
async def _(sandbox):
    bot, person = sandbox.bot(fresh("shop") + "_bot"), sandbox.person("Anna")
    async with signed_in(sandbox, person) as phone:
        robot = client(sandbox)
        await robot.start(bot_token=bot["token"])
        starts = heard(robot, events.NewMessage(pattern="/start"))
        await phone(functions.messages.StartBotRequest(bot["username"], bot["username"], "from_ad"))
        event = await soon(starts)
        that(event.raw_text, "/start from_ad")
        await event.respond("Menu", buttons=[[Button.inline("A", b"a"), Button.url("B", "https://example.org")]])
        answering = heard(robot, events.CallbackQuery())
        await until(lambda: len(sandbox.chat(person["id"], bot["id"])) == 2)
        shown = (await phone.get_messages(bot["username"]))[0]
        that([[b.text for b in row] for row in shown.buttons], [["A", "B"]])
        clicking = asyncio.create_task(shown.click(text="A"))
        await (await soon(answering)).answer("done")
        that((await clicking).message, "done")
        await robot.disconnect()


@case("a chat's history is deleted, for one side and for both")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        for n in range(3):
            await hers.send_message(ivan["username"], str(n))
        await hers.delete_dialog(ivan["username"])
        that(len(sandbox.chat(ivan["id"], anna["id"])), 3)
        that(list(await hers.get_messages(ivan["username"])), [])
        await his.delete_dialog(anna["username"], revoke=True)
        that(sandbox.chat(ivan["id"], anna["id"]), [])


# ---- files


@case("files up and down: tiny, in parts, in big parts; the bytes are the same")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(his, events.NewMessage(incoming=True))
        for size in (1, 512 * 1024, 700_001, 11 * 1024 * 1024):
            data = os.urandom(size)
            name = types.DocumentAttributeFilename(f"{size}.bin")
            await hers.send_file(ivan["username"], data, caption=f"of **{size}**", attributes=[name], force_document=True)
            event = await soon(news)
            that((event.file.size, event.file.name, event.raw_text), (size, f"{size}.bin", f"of {size}"))
            got = await event.download_media(bytes)
            that(hashlib.sha256(got).digest() == hashlib.sha256(data).digest())
        part = b"".join([chunk async for chunk in his.iter_download(event.document, offset=4096, limit=2, request_size=4096)])
        that(part == data[4096 : 4096 * 3])


PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def pixel():
    """A picture under a name, by which the library takes it for a photo."""
    picture = io.BytesIO(PIXEL)
    picture.name = "pixel.png"
    return picture


@case("a photo, a voice message and an album with captions")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(his, events.NewMessage(incoming=True))
        await hers.send_file(ivan["username"], pixel(), caption="pixel")
        event = await soon(news)
        that((event.photo is not None, event.raw_text), (True, "pixel"))
        that(len(await event.download_media(bytes)) > 0)
        voice = types.DocumentAttributeAudio(duration=3, voice=True)
        await hers.send_file(ivan["username"], os.urandom(100), attributes=[voice], voice_note=True)
        that((await soon(news)).voice is not None)
        albums = heard(his, events.Album())
        await hers.send_file(ivan["username"], [pixel(), pixel(), pixel()], caption=["one", "two", ""])
        album = await soon(albums)
        that(([m.raw_text for m in album.messages], len({m.grouped_id for m in album.messages})), (["one", "two", ""], 1))
        await his.forward_messages("me", album.messages)
        again = await his.get_messages("me", limit=3)
        that(len({m.grouped_id for m in again}), 1)


@case("a file is sent again by reference; the reference of a stranger is refused")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        first = await hers.send_file("me", os.urandom(5000), force_document=True)
        news = heard(his, events.NewMessage(incoming=True))
        await hers.send_file(ivan["username"], first.media, caption="again")
        that((await soon(news)).document.id, first.document.id)
        expired = types.InputDocument(first.document.id, first.document.access_hash, b"old")
        with refused(errors.FileReferenceInvalidError):
            await hers(functions.messages.SendMediaRequest(ivan["username"], types.InputMediaDocument(expired), ""))
        with refused(errors.FilePartMissingError):
            await hers(functions.upload.SaveFilePartRequest(77, 0, b"x" * 1024))
            file = types.InputFile(77, 2, "x", "")
            media = types.InputMediaUploadedDocument(file, "text/plain", [])
            await hers(functions.messages.SendMediaRequest(ivan["username"], media, ""))


@case("contacts, places and polls are attached")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(his, events.NewMessage(incoming=True))
        await hers.send_file(ivan["username"], types.InputMediaContact("15551234567", "Kate", "Lee", ""))
        that((await soon(news)).contact.first_name, "Kate")
        await hers.send_file(ivan["username"], types.InputMediaGeoPoint(types.InputGeoPoint(56.95, 24.1)))
        that(round((await soon(news)).geo.lat, 2), 56.95)


# ---- groups


@case("a forum is made; its topics are made, written to, renamed, closed and deleted")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        made = await hers(functions.channels.CreateChannelRequest("Desk", "about", megagroup=True, forum=True))
        forum = made.chats[0]
        that((forum.forum, forum.megagroup, forum.creator), (True, True, True))
        created = await hers(functions.messages.CreateForumTopicRequest(forum, "Ivan", random_id=1))
        topic = next(u.id for u in created.updates if isinstance(u, types.UpdateMessageID))
        inside = await hers.send_message(forum, "in the topic", reply_to=topic)
        that((inside.reply_to.forum_topic, inside.reply_to.reply_to_msg_id), (True, topic))
        listed = await hers(functions.messages.GetForumTopicsRequest(forum, None, 0, 0, 100))
        that({t.title for t in listed.topics}, {"General", "Ivan"})
        await hers(functions.messages.EditForumTopicRequest(forum, topic, title="Ivan P."))
        await hers(functions.messages.EditForumTopicRequest(forum, topic, closed=True))
        one = await hers(functions.messages.GetForumTopicsByIDRequest(forum, [topic]))
        that((one.topics[0].title, one.topics[0].closed), ("Ivan P.", True))
        replies = [m.raw_text async for m in hers.iter_messages(forum, reply_to=topic)]
        that("in the topic" in replies)
        await hers(functions.messages.DeleteTopicHistoryRequest(forum, topic))
        listed = await hers(functions.messages.GetForumTopicsRequest(forum, None, 0, 0, 100))
        that({t.title for t in listed.topics}, {"General"})


@case("members: invited, listed, made admin, restricted, removed; the log of it; leaving")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        group = (await hers(functions.channels.CreateChannelRequest("Team", "", megagroup=True))).chats[0]
        await hers(functions.channels.InviteToChannelRequest(group, [ivan["username"]]))
        joined = heard(his, events.NewMessage())
        await hers.send_message(group, "welcome")
        event = await soon(joined)
        that((event.is_group, event.raw_text), (True, "welcome"))
        that({p.id for p in await hers.get_participants(group)}, {anna["id"], ivan["id"]})
        that([p.id for p in await hers.get_participants(group, search="iva")], [ivan["id"]])
        await hers.edit_admin(group, ivan["username"], delete_messages=True, title="helper")
        that((await hers.get_permissions(group, ivan["username"])).is_admin)
        admins = await hers.get_participants(group, filter=types.ChannelParticipantsAdmins)
        that({p.id for p in admins}, {anna["id"], ivan["id"]})
        await hers.edit_admin(group, ivan["username"], is_admin=False)
        await hers.edit_permissions(group, ivan["username"], view_messages=False)
        with refused(errors.ChannelPrivateError):
            await his.send_message(event.chat_id, "let me in")
        await hers.edit_permissions(group, ivan["username"])
        await hers(functions.channels.EditTitleRequest(group, "Team 2"))
        await hers(functions.messages.EditChatAboutRequest(group, "who we are"))
        full = await hers(functions.channels.GetFullChannelRequest(group))
        that((full.chats[0].title, full.full_chat.about, full.full_chat.participants_count), ("Team 2", "who we are", 1))
        with refused(errors.UserCreatorError):
            await hers.delete_dialog(group)
        await hers(functions.channels.DeleteChannelRequest(group))
        that([d.name for d in await hers.get_dialogs() if d.is_group], [])


@case("invite links, with and without approval; a username; joining and leaving")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        group = (await hers(functions.channels.CreateChannelRequest("Club", "", megagroup=True))).chats[0]
        link = await hers(functions.messages.ExportChatInviteRequest(group, request_needed=True, title="for Ivan"))
        code = link.link.rsplit("+", 1)[-1]
        checked = await his(functions.messages.CheckChatInviteRequest(code))
        that((checked.title, checked.request_needed), ("Club", True))
        with refused(errors.InviteRequestSentError):
            await his(functions.messages.ImportChatInviteRequest(code))
        asked = await hers(functions.messages.GetChatInviteImportersRequest(group, None, types.InputUserEmpty(), 50, requested=True))
        that([i.user_id for i in asked.importers], [ivan["id"]])
        await hers(functions.messages.HideChatJoinRequestRequest(group, ivan["username"], approved=True))
        that(ivan["id"] in {p.id for p in await hers.get_participants(group)})
        await his(functions.channels.LeaveChannelRequest((await his.get_dialogs())[0].input_entity))
        name = fresh("club")
        that(await hers(functions.channels.CheckUsernameRequest(group, name)))
        await hers(functions.channels.UpdateUsernameRequest(group, name))
        await his(functions.channels.JoinChannelRequest(name))
        that(len(await hers.get_participants(group)), 2)
        with refused(errors.InviteHashInvalidError):
            await his(functions.messages.CheckChatInviteRequest("nosuchhash"))


# ---- trouble


@case("what was missed while away is caught up in order, without repeats")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(hers, events.NewMessage(incoming=True))
        await his.send_message(anna["username"], "before")
        that((await soon(news)).raw_text, "before")
        await hers.disconnect()
        for n in range(5):
            await his.send_message(anna["username"], f"away {n}")
        await hers.connect()
        await hers.catch_up()
        that([(await soon(news)).raw_text for _ in range(5)], [f"away {n}" for n in range(5)])
        await his.send_message(anna["username"], "after")
        that((await soon(news)).raw_text, "after")


@case("a skipped update is noticed and fetched, a doubled one told once")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(hers, events.NewMessage(incoming=True))
        await his.send_message(anna["username"], "0")
        that((await soon(news)).raw_text, "0")
        sandbox.fault("mtproto", "updateNewMessage", "skip_update", only=anna["id"])
        await his.send_message(anna["username"], "1")
        sandbox.fault("mtproto", "updateNewMessage", "duplicate_update", only=anna["id"])
        await his.send_message(anna["username"], "2")
        that([(await soon(news)).raw_text for _ in range(2)], ["1", "2"])
        await his.send_message(anna["username"], "3")
        that((await soon(news)).raw_text, "3")


@case("a cut connection is made anew and nothing is lost")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        news = heard(hers, events.NewMessage(incoming=True))
        await his.send_message(anna["username"], "one")
        await soon(news)
        sandbox.post(f"/users/{anna['id']}/cut")
        await his.send_message(anna["username"], "two")
        await hers.send_message(ivan["username"], "still here")
        await hers.catch_up()
        that((await soon(news)).raw_text, "two")


@case("a flood wait says how long; the library waits if it may")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        sandbox.fault("mtproto", "messages.sendMessage", "flood", seconds=2, only=anna["id"])
        with refused(errors.FloodWaitError) as wait:
            await hers.send_message(ivan["username"], "quick")
        that(wait.error.seconds, 2)
        hers.flood_sleep_threshold = 5
        await hers.send_message(ivan["username"], "patient")
        that([m["text"] for m in sandbox.chat(ivan["id"], anna["id"])], ["patient"])


@case("a call whose answer is lost is not performed twice")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        sandbox.fault("mtproto", "messages.sendMessage", "drop_after", only=anna["id"])
        request = functions.messages.SendMessageRequest(await hers.get_input_entity(ivan["username"]), "once", random_id=4242)
        with contextlib.suppress(errors.RandomIdDuplicateError, ConnectionError, ValueError):
            await hers(request)
        that([m["text"] for m in sandbox.chat(ivan["id"], anna["id"])], ["once"])


@case("many calls at once are all answered")
async def _(sandbox):
    async with two(sandbox) as (hers, his, anna, ivan):
        peer = await hers.get_input_entity(ivan["username"])
        sent = await asyncio.gather(*(hers.send_message(peer, str(n)) for n in range(200)))
        that(len({m.id for m in sent}), 200)
        that(len(sandbox.chat(ivan["id"], anna["id"])), 200)
        both = await hers([functions.updates.GetStateRequest(), functions.help.GetNearestDcRequest()])
        that(both[1].this_dc, 2)


@case("the service's own calls: pings, salts, state of messages, dropped answers")
async def _(sandbox):
    async with signed_in(sandbox, sandbox.person("Anna")) as phone:
        pong = await phone(functions.PingRequest(ping_id=77))
        that(pong.ping_id, 77)
        salts = await phone(functions.GetFutureSaltsRequest(num=3))
        that(len(salts.salts) >= 2)
        await phone(functions.InvokeWithoutUpdatesRequest(functions.help.GetConfigRequest()))
        await phone(functions.InvokeAfterMsgRequest(1, functions.help.GetNearestDcRequest()))
        await phone(functions.InvokeAfterMsgsRequest([1, 2], functions.help.GetNearestDcRequest()))
        with refused(errors.PeerIdInvalidError):
            await phone(functions.messages.SendMessageRequest(types.InputPeerEmpty(), "x"))
