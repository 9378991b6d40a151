"""Themes: every text can be read in every one of them, and which one a terminal gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from edge.events import Notice, Piece, Switched, Waiting
from edge.turn import Status
from tests.tui.contrast import Pair, pairs
from tests.tui.demo import CHINESE, ENGLISH
from tests.tui.pilot import Scripted, Shown, in_loop, showing
from tui import screens
from tui.theme import NONE, theme_name

MUCH = """# A title

> A quotation, [a link](https://example.com), **bold**, *italic*, ~~struck~~ and `code`.

- one
- two
"""
TEXT, LARGE = 4.5, 7.0
"""WCAG's levels AA and AAA."""


LEAST = {"dark": TEXT, "light": TEXT, "contrast": LARGE}


class Looks:
    """What was seen on the screens of one app, in each of its themes."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown
        self.found: dict[tuple[str, str, str], Pair] = {}
        """Every pair of colours of each theme, with the first text that has it."""

    async def at(self, where: str) -> None:
        """Look at the top screen in every theme. What lies dimmed behind it is no part of it."""
        shown = self._shown
        for theme in LEAST:
            shown.app.wear(theme_name(theme))
            await shown.pilot.pause()
            parts = [child.region for child in shown.app.screen.children if child.display]
            lines = shown.strips
            for pair in pairs(line.crop(part.x, part.right) for part in parts for line in lines[part.y : part.bottom]):
                key = (theme, pair.front.hex, pair.back.hex)
                self.found.setdefault(key, replace(pair, sample=f"{where}: {pair.sample}"))


async def every_pair() -> dict[tuple[str, str, str], Pair]:
    """The colours of the texts on all screens."""
    status = Status("qwen2.5-0.5b", "Q4_0", "ready", memory_only=True, offline=True, outbox=2, notices=("A notice.",))
    fake = Scripted(
        Waiting("asking", "big"),
        Notice("Something worth knowing."),
        Piece(MUCH, "local", "small"),
        Switched("local", "cloud", "It went up."),
        Piece(ENGLISH + CHINESE, "cloud", "big"),
    )
    fake._status = status
    async with showing(fake, size=(80, 50)) as shown:
        looks = Looks(shown)
        await looks.at("first run")
        await shown.send("/private What is this?")
        await shown.answered(1)
        await looks.at("an answer")
        await shown.type("pageup", "ctrl+up", "/")
        await looks.at("its beginning, chosen")
        await shown.type("backspace")
        for key in ("f2", "f1", "ctrl+p", *(place.key for place in screens.SCREENS.values())):
            await shown.type(key)
            await shown.until(lambda: shown.app.screen is not shown.chat)
            await shown.type("down")
            await looks.at(key)
            await shown.type("escape")
            await shown.until(lambda: shown.app.screen is shown.chat)
            if key == "f2":
                await shown.press("ctrl+n")  # under the other screens, a long answer would only take time
        return looks.found


@in_loop
async def test_every_text_on_every_screen_can_be_read() -> None:
    found = await every_pair()
    poor = [
        f"{pair.ratio:.1f} ({pair.in_256:.1f} in 256 colours): {front} on {back} in {theme}, {pair.sample}"
        for (theme, front, back), pair in found.items()
        if pair.ratio < LEAST[theme] or pair.in_256 < TEXT
    ]
    assert not poor, "\n".join(poor)
    assert {theme for theme, *_ in found} == set(LEAST)


@in_loop
async def test_with_16_colours_every_text_can_be_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.delenv("COLORTERM")
    poor = [
        f"{pair.ratio:.1f}: {front} on {back} in {theme}, {pair.sample}"
        for (theme, front, back), pair in (await every_pair()).items()
        if pair.ratio < LEAST[theme]
    ]
    assert not poor, "\n".join(poor)


@pytest.mark.parametrize(
    ("environ", "wanted", "theme"),
    [
        ({"TERM": "xterm-256color"}, "dark", "dark"),
        ({"TERM": "screen-256color"}, "light", "light"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "contrast", "contrast"),
        ({"TERM": "linux"}, "dark", "console-dark"),
        ({"TERM": "vt220"}, "contrast", "console-contrast"),
        ({"TERM": "linux", "NO_COLOR": "1"}, "dark", NONE),
        ({"TERM": "linux"}, NONE, NONE),
        ({}, "of an older version", "dark"),
    ],
)
def test_a_terminal_gets_the_colours_that_it_has(environ: Mapping[str, str], wanted: str, theme: str) -> None:
    assert theme_name(wanted, environ) == theme
