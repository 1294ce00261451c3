"""The sandbox as a process, and its control API as a client in any language sees it."""

import asyncio
import base64
import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request


class Refused(Exception):
    """What the control API did not do, by Telegram's error name."""


class Sandbox:
    """Started by `with`; ends with it. Knows where both doors are by the line the program prints."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.process = subprocess.Popen([*self.program, "--seed", "1"], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("the sandbox did not start")
        self.address = json.loads(line)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    @property
    def bot_api(self):
        return self.address["bot_api"]

    def ask(self, method, path, arguments):
        url, body = self.address["control"] + path, None
        if method == "GET":
            url += "?" + urllib.parse.urlencode(arguments)
        else:
            body = json.dumps(arguments).encode()
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            raise Refused(f"{method} {path}: {problem}") from None

    def get(self, path, **arguments):
        return self.ask("GET", path, arguments)

    def post(self, path, **arguments):
        return self.ask("POST", path, arguments)

    async def act(self, path, **arguments):
        """As `post`, for what waits while the clients of this program go on."""
        return await asyncio.to_thread(self.post, path, **arguments)

    # ---- people

    def person(self, first_name, **more):
        return self.post("/users", first_name=first_name, **more)

    def bot(self, username, **more):
        known = self.post("/bots", username=username, **more)
        return {"token": known["token"], **known}

    def user(self, user):
        return self.get(f"/users/{user}")

    def portray(self, user, picture):
        """Shows a picture as somebody's profile photo."""
        self.ask("PATCH", f"/users/{user}", {"photo": base64.b64encode(picture).decode()})

    def say(self, user, chat, text, **more):
        return self.post(f"/users/{user}/say", chat=chat, text=text, **more)

    def chat(self, user, chat, **more):
        """The messages of a chat on this person's screen, oldest first."""
        return self.get(f"/users/{user}/chat", chat=chat, **more)["messages"]

    def last(self, user, chat, **more):
        return self.chat(user, chat, **more)[-1]

    def fault(self, door, method, effect, **more):
        self.post("/faults", door=door, method=method, effect=effect, **more)
