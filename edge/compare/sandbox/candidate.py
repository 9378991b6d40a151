"""What runs in the confined process: takes the answer's code, then arguments, and sends back values.

It shares its interpreter with code that nobody has read, so nothing here is secret and nothing here decides: a value
that is made up is a wrong value. A line of JSON goes out for each request that comes in.
"""

from __future__ import annotations

import marshal
import os
import sys
from types import ModuleType
from typing import Any

from edge.compare.sandbox.values import write

__all__ = ["serve"]


def serve(requests: int, replies: int) -> None:
    """Read code and name of the function, then arguments, from one descriptor until its end; reply on the other."""
    pack, say = write, os.write

    def reply(message: dict[str, Any]) -> None:
        try:
            line = pack(message)
        except (RecursionError, MemoryError, ValueError):
            line = pack({"error": "a value that is too deep or contains itself"})
        while line:
            line = line[say(replies, line) :]

    with open(requests, "rb", closefd=False) as pipe:

        def request() -> Any:
            """The next one; None at the end. It comes from the runner: its form need not be safe, but fast."""
            size = pipe.read(8)
            return marshal.loads(pipe.read(int.from_bytes(size, "big"))) if size else None  # noqa: S302 - as above

        first = request()
        module = ModuleType("answer")  # not __main__: what an answer shows as an example is not run
        sys.modules["answer"] = module  # where dataclasses and typing look for what annotations name
        space, why = vars(module), f"it defines no {first['name']}"
        try:
            exec(compile(first["code"], "answer", "exec", dont_inherit=True), space)  # noqa: S102 - what it is for
        except BaseException as error:  # noqa: BLE001 - SystemExit too: whatever the code raises is its result
            why = _told(error)
        # An example below the function that fails, or wants input, says nothing of the function.
        function = space.get(first["name"])
        reply({"error": why} if function is None else {"value": callable(function)})
        while (arguments := request()) is not None:
            try:
                reply({"value": function(*arguments)})  # type: ignore[misc] # None too raises what is told
            except BaseException as error:  # noqa: BLE001 - as above
                reply({"error": _told(error)})


def _told(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:200].removesuffix(": ")
    except BaseException:  # noqa: BLE001 - its __str__ is the answer's as well
        return type(error).__name__[:200]
