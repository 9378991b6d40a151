"""What `measure_screen.py` runs on a terminal: `ours` and `bare`, whose CPU time it compares, and `turns`.

The app and a bare Textual `MarkdownStream` get the same pieces at the same moments, after a first short reply that
loads what the first reply loads. What each used of the CPU, from the first piece until a second after the last one, is
written to a file. `turns` is the app over an assistant that answers each question with a short answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import queue
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

FIRST = "Hello, **you**: `code`.\n\n```python\nx = 1  # one\n```\n\n- a\n\n| a |\n|---|\n| b |\n"
"""A reply that has everything once: modules are loaded and caches filled by it."""
SETTLE_S = 1.0
KEPT = 100
"""Messages that the assistant of `turns` remembers."""
TOKEN = 4
"""Characters of a piece, about those of a token."""

PROSE = """The **{n}th** paragraph says a little about `open` and what comes after it, in the length of a usual answer,
with a [link](https://example.org/{n}) and some *emphasis*. 还有一句中文，看看宽字符。

"""
LIST = "1. The first thing to know about number {n}.\n2. The second one, with `code` in it.\n3. And a third.\n\n"
TABLE = "| Name | Value |\n|---|---|\n| one | {n} |\n| two | `{n}` |\n\n"
CODE = (
    "def step_{n}(value: int) -> int:\n",
    '    """Add {n} to it."""\n',
    "    total = value + {n}  # a comment\n",
    "    return total\n",
    "\n",
)


def document(tokens: int) -> str:
    """Markdown of about so many tokens, with a block of code of a tenth as many lines in it."""
    lines = tokens // 10
    code = "".join(CODE[n % len(CODE)].format(n=n) for n in range(lines))
    fence = f"```python\n{code}```\n\n"
    prose = ""
    for n in itertools.count(1):
        if len(prose) + len(fence) >= tokens * TOKEN:
            break
        prose += (PROSE, LIST, PROSE, TABLE)[n % 4].format(n=n)
        if n == 3:
            prose += "{fence}"
    return prose.replace("{fence}", fence)


def pieces(text: str) -> list[str]:
    """It as it arrives."""
    return [text[start : start + TOKEN] for start in range(0, len(text), TOKEN)]


class Arrival:
    """The moments of a stream, and the CPU time between the first and the last."""

    def __init__(self, text: str, rate: float, result: Path) -> None:
        self._pieces = pieces(text)
        self._rate = rate
        self._result = result

    def __iter__(self) -> Iterator[tuple[float, str]]:
        """How long to wait, and what comes then."""
        begun, cpu = time.monotonic(), time.process_time()
        for number, piece in enumerate(self._pieces):
            yield max(0.0, begun + number / self._rate - time.monotonic()), piece
        yield SETTLE_S, ""
        used = time.process_time() - cpu
        self._result.write_text(
            json.dumps(
                {
                    "cpu_s": used,
                    "late_s": max(0.0, time.monotonic() - begun - SETTLE_S - len(self._pieces) / self._rate),
                }
            )
        )


def ours(arrival: Arrival, home: Path) -> None:
    """The app over an assistant that says the pieces."""
    import tui
    from edge.events import Event, Piece
    from edge.paths import Paths
    from edge.turn import Question
    from tests.stubs.assistant import FakeAssistant, FakeTurn

    class StreamTurn(FakeTurn):
        def __iter__(self) -> Iterator[Event]:
            for event in super().__iter__():
                if isinstance(event, Piece) and event.text == "stream":
                    said = []
                    for wait, piece in arrival:
                        time.sleep(wait)
                        said.append(piece)
                        yield Piece(piece, event.by, event.model)
                    os._exit(0)
                yield event

    class StreamAssistant(FakeAssistant):
        def ask(self, question: Question) -> FakeTurn:
            turn = super().ask(question)
            return StreamTurn(self, question, turn._conversation)

    assistant = StreamAssistant(lambda question: ["stream"] if question.text == "go" else pieces(FIRST))
    tui.run(lambda: assistant, paths=Paths.under(home))


def turns(home: Path) -> None:
    """The app over an assistant whose answers end with a mark that tells their number."""
    import tui
    from edge.paths import Paths
    from edge.turn import Question
    from tests.stubs.assistant import FakeAssistant, FakeTurn

    class Forgetful(FakeAssistant):
        """It keeps what a screen can ask for, and nothing else: what grows is the app."""

        def ask(self, question: Question) -> FakeTurn:
            for kept in (*self._kept.values(), *self._records.values()):
                del kept[:-KEPT]  # type: ignore[attr-defined]  # both are lists
            self.asked.clear()
            with contextlib.suppress(queue.Empty):
                while True:
                    self.finished.get_nowait()
            return super().ask(question)

    def answer(question: Question) -> list[str]:
        number = question.text.split()[-1]
        return pieces(f"{PROSE.format(n=number)}{''.join(CODE[:4])}\nEND-OF-{number}.\n".replace("{n}", number))

    assistant = Forgetful(answer)
    tui.run(lambda: assistant, paths=Paths.under(home))


def bare(arrival: Arrival) -> None:
    """Textual's own stream in a container that follows its end."""
    from textual.app import App, ComposeResult
    from textual.containers import VerticalScroll
    from textual.widgets import Input, Markdown

    class Bare(App[None]):
        AUTO_FOCUS = "Input"

        def compose(self) -> ComposeResult:
            with VerticalScroll():
                yield Markdown(FIRST)
            yield Input(placeholder="Type a message. Enter sends it.")

        def on_mount(self) -> None:
            self.query_one(VerticalScroll).anchor()

        async def on_input_submitted(self) -> None:
            self.run_worker(self._stream())

        async def _stream(self) -> None:
            markdown = Markdown()
            await self.query_one(VerticalScroll).mount(markdown)
            stream = Markdown.get_stream(markdown)
            for wait, piece in arrival:
                await asyncio.sleep(wait)
                await stream.write(piece)
            os._exit(0)

    Bare().run()


def main() -> None:
    """Run one of the two."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program", choices=["ours", "bare", "turns"])
    options.add_argument("--tokens", type=int, default=4000)
    options.add_argument("--rate", type=float, default=60.0)
    options.add_argument("--result", type=Path, required=True)
    options.add_argument("--home", type=Path, required=True)
    chosen = options.parse_args()
    arrival = Arrival(document(chosen.tokens), chosen.rate, chosen.result)
    match chosen.program:
        case "ours":
            ours(arrival, chosen.home)
        case "bare":
            bare(arrival)
        case _:
            turns(chosen.home)


if __name__ == "__main__":
    main()
