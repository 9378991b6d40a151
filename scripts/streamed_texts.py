"""The app, into whose transcript generated texts are streamed; `check_screen_bytes.py` runs it on a terminal.

Each text comes as the user's message, as the pieces of a reply, as the model's name, as a note and as what an error
says; then it is taken away again. What went wrong is written to a file, one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import traceback
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hostile_texts import pieces, texts
from textual.pilot import Pilot
from textual.widget import Widget

from edge.events import Piece
from edge.paths import Paths
from tests.stubs.assistant import FakeAssistant
from tui.app import ChatApp
from tui.markdown.document import Document
from tui.message import Note, UserMessage
from tui.reply import Reply
from tui.transcript import Transcript

AT_ONCE = 6
"""Texts that are on screen at the same time."""
FRAME_S = 1 / 60
PAUSES = 0.15
"""How many of the pieces are drawn before the next one comes."""
FIRST_S = 0.5


class Streaming:
    """Streams the texts into an app that nobody types into."""

    def __init__(self, app: ChatApp, count: int, seed: int, result: Path) -> None:
        self._app = app
        self._count = count
        self._seed = seed
        self._result = result
        self._found: dict[str, Any] = {"done": 0, "unparsed": 0, "error": ""}
        self._chance = random.Random(seed)

    async def stream_all(self, pilot: Pilot[Any]) -> None:
        """All of them, once the first screen is there; then the app ends."""
        await pilot.pause(FIRST_S)
        group: list[str] = []
        try:
            for text in texts(self._count, self._seed):
                group.append(text)
                if len(group) == AT_ONCE:
                    await self._stream(group)
                    group = []
            await self._stream(group)
        except Exception:  # noqa: BLE001  it is what is looked for
            self._found["error"] = f"{traceback.format_exc()} with {group!a}"
        self._tell()
        self._app.exit()

    async def _stream(self, group: list[str]) -> None:
        transcript = self._app.screen_stack[0].query_one(Transcript)
        shown: list[Widget] = []
        for text in group:
            reply = Reply(self._app.strings)
            note = Note(text[:200])
            new = [UserMessage(text[:8], text[:400], mark=text[:60]), reply, note]
            shown += new
            await transcript.mount_all(new)
            for piece in pieces(text, self._chance):
                await reply.write(Piece(piece, self._chance.choice(["local", "cloud"]), "m"))
                if self._chance.random() < PAUSES:
                    await asyncio.sleep(FRAME_S)
            await reply.fail(text[:300])
            self._found["done"] += 1
        await asyncio.sleep(2 * FRAME_S)
        await transcript.remove_children(shown)
        if self._found["done"] % 300 < AT_ONCE:
            self._tell()

    def _tell(self) -> None:
        self._result.write_text(json.dumps(self._found))

    def count_unparsed(self) -> None:
        """Count the texts with which the parser failed: they are shown as they are, but somebody should know."""
        give_up = Document.give_up

        def counted(document: Document) -> None:
            self._found["unparsed"] += 1
            self._found["last"] = f"{document.source!a} {traceback.format_exc()}"
            give_up(document)

        Document.give_up = counted  # type: ignore[method-assign,assignment]  # this process does nothing else


def main() -> int:
    """Run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, required=True)
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--home", type=Path, required=True)
    options.add_argument("--result", type=Path, required=True)
    chosen = options.parse_args()
    app = ChatApp(FakeAssistant, Paths.under(chosen.home))
    streaming = Streaming(app, chosen.texts, chosen.seed, chosen.result)
    streaming.count_unparsed()
    app.run(auto_pilot=streaming.stream_all)
    app.draft.close()
    app.session.close()
    return 1 if app.fault is not None else 0


if __name__ == "__main__":
    sys.exit(main())
