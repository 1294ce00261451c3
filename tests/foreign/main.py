"""Runs the cases of every client against one sandbox; the last line says how it went.

usage: main.py [all | mtproto | bot_api] [words in a case's name] [--trace] -- command that starts the sandbox
"""

import asyncio
import logging
import sys

import bot_api
import media
import mtproto
from sandbox import Sandbox

SUITES = {"mtproto": mtproto.suite, "bot_api": bot_api.suite, "media": media.suite}


async def main(arguments, program):
    trace = "--trace" in arguments
    # The libraries warn of trouble that cases make on purpose.
    logging.disable(logging.NOTSET if trace else logging.CRITICAL)
    words = [word for word in arguments if word != "--trace"]
    door, only = words[0] if words else "all", " ".join(words[1:])
    suites = [suite for name, suite in SUITES.items() if door in ("all", name)]
    with Sandbox(program) as sandbox:
        for suite in suites:
            await suite.run(sandbox, only, trace)
        missing = sandbox.get("/unimplemented")["methods"]
    for method in missing:
        print(f"FAILED  the sandbox was asked for what it does not have: {method}")
    passed = sum(suite.passed for suite in suites)
    failed = sum(suite.failed for suite in suites) + len(missing)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    cut = sys.argv.index("--")
    sys.exit(asyncio.run(main(sys.argv[1:cut], sys.argv[cut + 1 :])))
