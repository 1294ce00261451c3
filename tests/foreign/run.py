"""Runs every case of every client against one sandbox; the last line says how it went."""

import asyncio
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))

from sandbox import Sandbox  # noqa: E402

SUITES = ["mtproto", "bot_api"]


async def main(program, wanted, only):
    suites = [__import__(name).suite for name in wanted]
    with Sandbox(program) as sandbox:
        for suite in suites:
            await suite.run(sandbox, only=only)
        missing = sandbox.get("/unimplemented")["methods"]
    passed, failed = sum(s.passed for s in suites), sum(s.failed for s in suites)
    for method in missing:
        failed += 1
        print(f"FAILED  the sandbox has no {method}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    program, *rest = sys.argv[1:]
    rest = [word for word in rest if not word.startswith("--")]
    wanted = [name for name in SUITES if not rest or rest[0] in ("all", name)]
    sys.exit(asyncio.run(main([program], wanted, rest[1] if len(rest) > 1 else "")))
