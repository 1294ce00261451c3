"""What the relay is told, and where its Telegram is."""

import json
import pathlib

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telethon import TelegramClient

# Any will do for the sandbox. <https://core.telegram.org/api/obtaining_api_id>
API_ID, API_HASH = 12345, "0" * 32


class Settings:
    def __init__(self, path):
        told = json.loads(pathlib.Path(path).read_text())
        self.sandbox, self.token, self.accounts = told["sandbox"], told["token"], told["accounts"]
        self.data = pathlib.Path(told["data"])

    def bot(self):
        return Bot(self.token, session=AiohttpSession(api=TelegramAPIServer.from_base(self.sandbox["bot_api"])))

    def session(self, account):
        """The file in which Telethon keeps an account's session."""
        return str(self.data / str(account["user"]))

    def client(self, account):
        return TelegramClient(self.session(account), API_ID, API_HASH, connection_retries=None)
