"""Pictures of the kiosk, in its languages."""

from __future__ import annotations

import dataclasses

import pytest

from edge.kiosk.file import Page
from edge.turn import Status
from tests.stubs.assistant import FakeAssistant
from tests.tui.kiosk.pilot import PAGE, visiting
from tests.tui.pilot import in_loop
from tests.tui.snapshot import LooksLike
from tui.kiosk.texts import KioskTexts, kiosk_texts

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh", "ja"])
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


@LANGUAGES
@in_loop
async def test_a_visit(looks_like: LooksLike, language: str) -> None:
    async with visiting(spoken(language), page=page(language)) as shown:
        await looks_like(shown)
        await shown.type("enter")
        await shown.answered(1)
        shown.chat.warn(12)
        await looks_like(shown, "an-answer")
        await shown.press("f1")
        await looks_like(shown, "the-keys")


@LANGUAGES
@in_loop
async def test_offline_at_60_by_18_where_no_line_is_cut(looks_like: LooksLike, language: str) -> None:
    texts = kiosk_texts(language)
    fake = FakeAssistant([ANSWERS[language]], status=dataclasses.replace(READY, offline=True))
    async with visiting(fake, page=page(language), size=(60, 18)) as shown:
        await shown.sees(texts.offline, texts.invites)
        await looks_like(shown)
        await shown.press("f12", "1", "2")
        await looks_like(shown, "the-box-for-the-pin")
        await shown.press("escape")
        await shown.type("enter")
        await shown.answered(1)
        await shown.press("f1")
        await shown.sees(*(text for key, does in texts.help.items() if key != "/" for text in (key, does)))


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
