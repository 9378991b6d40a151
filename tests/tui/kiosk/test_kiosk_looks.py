"""Pictures of the kiosk, in its languages."""

from __future__ import annotations

import dataclasses

import pytest

from edge.kiosk.file import Page
from edge.turn import Status
from tests.stubs.assistant import FakeAssistant
from tests.tui.kiosk.pilot import PAGE, Visited, visiting
from tests.tui.pilot import in_loop
from tests.tui.snapshot import LooksLike
from tui.kiosk.texts import KioskTexts, kiosk_texts

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh", "ja"])
CATALOGUES = pytest.mark.parametrize("language", ["en", "zh"])
READY = Status(model="fake", quantization=None, state="ready")

ANSWERS = {
    "en": "From **9 to 18** on weekdays, and from 10 to 16 on Saturdays.",
    "zh": "工作日 **9 点到 18 点**，周六 10 点到 16 点。",
    "ja": "平日は **9 時から 18 時**、土曜日は 10 時から 16 時です。",
}


def page(language: str) -> Page:
    return dataclasses.replace(PAGE, languages=(language, *(one for one in PAGE.languages if one != language)))


def spoken(language: str) -> FakeAssistant:
    return FakeAssistant([ANSWERS[language]])


async def with_an_answer(shown: Visited) -> None:
    await shown.type("enter")
    await shown.answered(1)


@LANGUAGES
@in_loop
async def test_the_greeting(looks_like: LooksLike, language: str) -> None:
    async with visiting(spoken(language), page=page(language)) as shown:
        await looks_like(shown)


@CATALOGUES
@in_loop
async def test_the_greeting_offline_at_60_by_18(looks_like: LooksLike, language: str) -> None:
    fake = FakeAssistant(status=dataclasses.replace(READY, offline=True))
    async with visiting(fake, page=page(language), size=(60, 18)) as shown:
        await shown.sees(kiosk_texts(language).offline)
        await looks_like(shown)


@LANGUAGES
@in_loop
async def test_an_answer(looks_like: LooksLike, language: str) -> None:
    async with visiting(spoken(language), page=page(language)) as shown:
        await with_an_answer(shown)
        shown.chat.warn(12)
        await looks_like(shown)


@CATALOGUES
@in_loop
async def test_the_keys(looks_like: LooksLike, language: str) -> None:
    async with visiting(spoken(language), page=page(language)) as shown:
        await with_an_answer(shown)
        await shown.press("f1")
        await looks_like(shown)


@CATALOGUES
@in_loop
async def test_the_box_for_the_pin(looks_like: LooksLike, language: str) -> None:
    async with visiting(spoken(language), page=page(language), size=(60, 18)) as shown:
        await shown.press("f12", "1", "2")
        await looks_like(shown)


@LANGUAGES
@in_loop
async def test_at_60_by_18_no_line_is_cut(language: str) -> None:
    async with visiting(spoken(language), page=page(language), size=(60, 18)) as shown:
        await shown.sees(kiosk_texts(language).invites)
        await with_an_answer(shown)
        await shown.press("f1")
        for key, does in kiosk_texts(language).help.items():
            if key != "/":
                await shown.sees(key, does)


def test_japanese_has_every_text_that_visitors_read() -> None:
    """There is no catalogue of Japanese, so that a text that is added would be missing in silence."""
    english, japanese = KioskTexts(), kiosk_texts("ja")
    same = {"help", "new", "clear", "stop", "language [zh]"}
    for field in dataclasses.fields(KioskTexts):
        one, other = getattr(english, field.name), getattr(japanese, field.name)
        if isinstance(one, str):
            assert one != other, field.name
            continue
        assert set(one) == set(other), field.name
        for key in one:
            assert (one[key] != other[key]) or one[key] in same, (field.name, key)
