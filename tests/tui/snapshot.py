"""Pictures of screens: a test that asks for `looks_like` compares what is on screen with a picture that was accepted.

    @IN_BOTH
    @in_loop
    async def test_the_models_screen(looks_like: LooksLike, strings: Strings) -> None:
        async with showing(FakeAssistant(), strings=strings) as shown:
            await shown.press("f5")
            await shown.sees(...)                 # what is being waited for; a picture cannot know it
            await looks_like(shown)               # a second one in one test: looks_like(shown, "after-it-ended")

Pictures are SVG files, `__snapshots__/TEST_FILE/TEST[PARAMETERS].svg` beside the test, to be opened in a browser.
Accept new and changed ones, after looking at them, with

    python -m pytest tests/tui/test_models.py --snapshot-update

A test that fails names the lines of text that differ (or says that only colours do), and leaves the picture as it is
now under `differences/`, which git ignores. A picture that no test asks for any more fails the run as well, and
`--snapshot-update` removes it.

What is drawn has to be the same at every run: no time of day, no duration, no memory of this machine, no random name,
no version and no path. `FakeAssistant` and `tests.tui.demo` have only fixed figures; a screen that shows the time gets
its clock from the test. `looks_like` waits until the screen is the accepted picture, and stops the cursor's blinking.
"""

from __future__ import annotations

import difflib
import html
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App

from tests.tui.pilot import Shown
from tui.strings import EN, ZH

__all__ = ["IN_BOTH", "LooksLike", "looks_like"]

IN_BOTH = pytest.mark.parametrize("strings", [EN, ZH], ids=["en", "zh"])
"""A test that is run with the texts of each language."""

LooksLike = Callable[..., Awaitable[None]]
"""`await looks_like(shown, name="")`: the whole screen of `shown`; `name` tells several pictures of one test apart."""

COMES_WITHIN_S = 10.0
"""How long a screen may take to become the accepted picture."""
STILL_S = 0.4
"""How long a screen that has no picture yet has to stay the same before it is taken."""
POLL_S = 0.05

_RANDOM = re.compile(r"terminal-\d+")
_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(r'<text [^>]*?x="(?P<x>[\d.]+)"[^>]*?clip-path="url\(#t-line-(?P<line>\d+)\)">(?P<text>.*?)</text>')
_CELL = 12.2
"""Width of a cell in these pictures."""


class Picture(SingleFileSnapshotExtension):
    """An SVG file for each picture, and a difference that a person can read."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT

    def diff_lines(self, serialized_data: Any, snapshot_data: Any) -> Iterator[str]:
        """The lines that differ."""
        accepted, found = lines_of(str(snapshot_data)), lines_of(str(serialized_data))
        if accepted == found:
            yield "The text is the same; colours or styles differ:"
            accepted, found = str(snapshot_data).splitlines(), str(serialized_data).splitlines()
        yield from difflib.unified_diff(accepted, found, "accepted", "found", n=1, lineterm="")


def picture_of(app: App[Any]) -> str:
    """What is on screen, as an SVG that is the same wherever and whenever it is made."""
    svg = app.export_screenshot(title="edge", simplify=True)
    svg = _FONTS.sub("", _RANDOM.sub("t", svg))
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def lines_of(svg: str) -> list[str]:
    """The lines of text in such a picture."""
    parts: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for found in _TEXT.finditer(svg):
        text = html.unescape(found["text"]).replace("\u00a0", " ")
        parts[int(found["line"])].append((float(found["x"]), text))
    lines = []
    for number in range(max(parts, default=-1) + 1):
        line = ""
        for x, text in sorted(parts[number]):
            line += " " * (round(x / _CELL) - cell_len(line)) + text
        lines.append(line.rstrip())
    return lines


@pytest.fixture
def looks_like(snapshot: SnapshotAssertion) -> LooksLike:
    """See above."""
    pictures = snapshot.use_extension(Picture)

    async def compare(shown: Shown, name: str = "") -> None:
        index = name or pictures.index
        kept = Path(Picture.get_location(test_location=pictures.test_location, index=index))
        accepted = kept.read_text(encoding="utf-8") if kept.exists() else None
        found = await _settled(shown, accepted)
        differs = kept.parents[2] / "differences" / kept.parent.name / kept.name
        if found == accepted:
            differs.unlink(missing_ok=True)
        elif not pictures.update_snapshots:
            differs.parent.mkdir(parents=True, exist_ok=True)
            differs.write_text(found, encoding="utf-8")
        if (pictures(name=name) if name else pictures) != found:
            what = "differs from the accepted one" if accepted is not None else "is new"
            said = [f"The picture {what}; look at {differs}, and accept it with --snapshot-update."]
            pytest.fail("\n".join([*said, *pictures.get_assert_diff()]), pytrace=False)

    return compare


async def _settled(shown: Shown, accepted: str | None) -> str:
    """The picture once it is the accepted one, or does not change any more."""
    await shown.pilot.pause()
    for widget in shown.app.screen.query("*"):
        if hasattr(widget, "cursor_blink"):
            widget.cursor_blink = False
    begun = changed = time.monotonic()
    found = ""
    while True:
        before, found = found, picture_of(shown.app)
        now = time.monotonic()
        changed = now if found != before else changed
        still = now - changed > STILL_S
        if found == accepted or (still and (accepted is None or now - begun > COMES_WITHIN_S)):
            return found
        assert now - begun < 2 * COMES_WITHIN_S, "the screen does not come to rest; stop what moves in it"
        await shown.pilot.pause(POLL_S)
