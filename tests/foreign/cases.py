"""Named cases, one line each. A case fails by raising; what it expects it says with `that` or `refused`."""

import asyncio
import time
import traceback

PATIENCE = 20


class Suite:
    def __init__(self, title):
        self.title = title
        self.cases = []
        self.passed = 0
        self.failed = 0

    def case(self, name):
        def keep(function):
            self.cases.append((name, function))
            return function

        return keep

    async def run(self, sandbox, only, trace):
        print(f"── {self.title}", flush=True)
        for name, function in self.cases:
            if only not in name:
                continue
            began = time.monotonic()
            try:
                await asyncio.wait_for(function(sandbox), 60)
            except Exception as error:
                self.failed += 1
                where = traceback.extract_tb(error.__traceback__)[-1]
                print(f"FAILED  {name}: {type(error).__name__}: {error} ({where.filename}:{where.lineno})", flush=True)
                if trace:
                    traceback.print_exc()
            else:
                self.passed += 1
                print(f"ok      {name} ({time.monotonic() - began:.1f} s)", flush=True)


def that(got, expected=True):
    """Fails when both differ."""
    if got != expected:
        raise AssertionError(f"{got!r} is not {expected!r}")


class refused:
    """`with refused(Error, "words"):` — the block has to raise this error, and its text holds these words."""

    def __init__(self, kind, words=""):
        self.kind, self.words = kind, words

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if error is None:
            raise AssertionError(f"was not refused with {self.kind.__name__}")
        if not isinstance(error, self.kind):
            return False
        self.error = error
        that(self.words.lower() in str(error).lower() or str(error), True)
        return True


async def soon(queue):
    """The next of what a client was told."""
    return await asyncio.wait_for(queue.get(), PATIENCE)


async def until(true):
    """Waits for something that a client finds out by itself."""
    ends = time.monotonic() + PATIENCE
    while not true():
        that(time.monotonic() < ends)
        await asyncio.sleep(0.02)
