"""Signs all accounts in, once. The sandbox says which code came; with the real Telegram somebody types it.

Each begins with a key that the sandbox knows: to agree on one takes Python seconds an account.
"""

import asyncio
import base64
import json
import sys
import urllib.request

from telethon.crypto import AuthKey
from telethon.sessions import SQLiteSession

from settings import Settings

# Where all accounts of the sandbox are.
DATA_CENTRE = 2


def ask(settings, path):
    with urllib.request.urlopen(settings.sandbox["control"] + path) as answer:
        return json.load(answer)


async def sign_in(settings, slot, account):
    session = SQLiteSession(settings.session(account))
    if not session.auth_key:
        host, port = settings.sandbox["mtproto"].rsplit(":", 1)
        session.set_dc(DATA_CENTRE, host, int(port))
        keys = await asyncio.to_thread(ask, settings, f"/keys/{slot}")
        session.auth_key = AuthKey(base64.b64decode(keys[str(DATA_CENTRE)]))
    session.close()
    client = settings.client(account)
    await client.connect()
    if not await client.is_user_authorized():
        sent = await client.send_code_request(account["phone"])
        known = await asyncio.to_thread(ask, settings, f"/users/{account['user']}")
        await client.sign_in(account["phone"], known["login_code"], phone_code_hash=sent.phone_code_hash)
    await client.disconnect()


async def main(settings):
    for slot, account in enumerate(settings.accounts):
        await sign_in(settings, slot, account)


if __name__ == "__main__":
    asyncio.run(main(Settings(sys.argv[1])))
