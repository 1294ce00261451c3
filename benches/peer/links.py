"""Which message in a topic is which message of a client, in SQLite."""

import sqlite3

TABLES = """
CREATE TABLE IF NOT EXISTS topics (account INTEGER, client INTEGER, grp INTEGER, topic INTEGER,
    PRIMARY KEY (account, client));
CREATE UNIQUE INDEX IF NOT EXISTS by_topic ON topics (grp, topic);
CREATE TABLE IF NOT EXISTS messages (account INTEGER, message INTEGER, grp INTEGER, post INTEGER, text TEXT,
    captioned INTEGER, PRIMARY KEY (account, message));
CREATE INDEX IF NOT EXISTS by_post ON messages (grp, post);
"""


class Links:
    def __init__(self, path):
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.execute("PRAGMA journal_mode = WAL")
        self.base.execute("PRAGMA synchronous = NORMAL")
        self.base.executescript(TABLES)

    def one(self, query, *values):
        return self.base.execute(query, values).fetchone()

    def topic(self, account, client):
        found = self.one("SELECT topic FROM topics WHERE account = ? AND client = ?", account, client)
        return found and found[0]

    def dialog(self, group, topic):
        return self.one("SELECT account, client FROM topics WHERE grp = ? AND topic = ?", group, topic)

    def opened(self, account, client, group, topic):
        self.base.execute("INSERT OR REPLACE INTO topics VALUES (?, ?, ?, ?)", (account, client, group, topic))

    def linked(self, account, message, group, post, text="", captioned=False):
        row = (account, message, group, post, text, captioned)
        self.base.execute("INSERT OR REPLACE INTO messages VALUES (?, ?, ?, ?, ?, ?)", row)

    def post(self, account, message):
        """The post of a client's message, with what it says and whether that is a caption."""
        query = "SELECT grp, post, text, captioned FROM messages WHERE account = ? AND message = ?"
        return message and self.one(query, account, message)

    def message(self, group, post):
        found = post and self.one("SELECT message FROM messages WHERE grp = ? AND post = ?", group, post)
        return found and found[0]

    def says(self, account, message, text):
        self.base.execute("UPDATE messages SET text = ? WHERE account = ? AND message = ?", (text, account, message))
