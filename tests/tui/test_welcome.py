"""The first start says what this is, without standing in the way, in both languages."""

from __future__ import annotations

import dataclasses
import string
import threading

import pytest

from edge.turn import Question, Status
from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike
from tui.language import translated
from tui.strings import EN, ZH, Strings, for_locale
from tui.welcome import Welcome, WelcomeTexts

BUILTIN = Status(model="builtin", quantization="Q8_0", state="ready", rss_mb=60, engine_rss_mb=57)


def texts_of(strings: Strings) -> WelcomeTexts:
    return translated(WelcomeTexts, strings.language)


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (140, 40)], ids=str)
@IN_BOTH
@in_loop
async def test_a_first_start_says_everything_on_one_screen(strings: Strings, size: tuple[int, int]) -> None:
    texts = texts_of(strings)
    async with showing(FakeAssistant(status=BUILTIN), strings=strings, size=size) as shown:
        await shown.sees(texts.title, texts.answers.format(model="builtin Q8_0"), texts.builtin, texts.stays)
        await shown.sees(texts.larger, texts.endpoint, texts.keys, *texts.names.values())
        await shown.sees(strings.placeholder, f"● {strings.states['ready']}", strings.keys_hint)


@IN_BOTH
@in_loop
async def test_a_first_start_looks_right(looks_like: LooksLike, strings: Strings) -> None:
    async with showing(FakeAssistant(status=BUILTIN), strings=strings, size=(60, 18)) as shown:
        await shown.sees(texts_of(strings).title)
        await looks_like(shown)


@in_loop
async def test_with_the_larger_model_there_it_does_not_offer_it() -> None:
    status = Status(model="qwen2.5-0.5b", quantization="Q4_0", state="ready")
    async with showing(FakeAssistant(status=status)) as shown:
        await shown.sees("qwen2.5-0.5b Q4_0, here, without a network.", texts_of(EN).models)
        assert "larger model for this device" not in shown.text


@in_loop
async def test_it_goes_with_the_first_message() -> None:
    async with showing(FakeAssistant(status=BUILTIN)) as shown:
        await shown.sees(texts_of(EN).title)
        await shown.send("hi")
        await shown.sees("Hello, world.")
        assert not shown.chat.query(Welcome)


@in_loop
async def test_it_does_not_come_when_a_message_was_there_before_the_home_was_open() -> None:
    release = threading.Event()

    def slow() -> FakeAssistant:
        release.wait(20)
        return FakeAssistant(status=BUILTIN)

    async with showing(slow, opened=False) as shown:
        await shown.send("hi")
        release.set()
        await shown.sees("Hello, world.")
        assert not shown.chat.query(Welcome)


@in_loop
async def test_one_can_type_and_send_at_once() -> None:
    async with showing(FakeAssistant(status=BUILTIN)) as shown:
        await shown.press("h", "i", "enter")
        await shown.sees("Hello, world.")


@in_loop
async def test_who_has_talked_before_is_not_welcomed_again() -> None:
    fake = FakeAssistant(status=BUILTIN)
    list(fake.ask(Question("one", uid="q")))
    async with showing(fake) as shown:
        await shown.sees("Hello, world.")
        assert not shown.chat.query(Welcome)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, EN),
        ({"LANG": "zh_CN.UTF-8"}, ZH),
        ({"LANG": "C.UTF-8"}, EN),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, EN),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, ZH),
        ({"LANG": "", "LC_ALL": ""}, EN),
    ],
)
def test_the_language_is_that_of_the_locale(environ: dict[str, str], expected: Strings) -> None:
    assert for_locale(environ) is expected


def parts(strings: Strings) -> dict[str, str]:
    """Each single text by its name."""
    found: dict[str, str] = {}
    for field in dataclasses.fields(strings):
        value = getattr(strings, field.name)
        if isinstance(value, str):
            found[field.name] = value
        elif isinstance(value, tuple):
            found |= {f"{field.name}.{index}": what for index, (_, what) in enumerate(value)}
        else:
            for key, text in value.items():  # of a command there are two: how it is written, and what it does
                texts = text if isinstance(text, tuple) else (text,)
                found |= {f"{field.name}.{key}.{index}": one for index, one in enumerate(texts)}
    return found


def test_every_text_is_there_in_both_languages_with_the_same_gaps() -> None:
    english, chinese = parts(EN), parts(ZH)
    assert english.keys() == chinese.keys()
    for name, text in english.items():
        gaps = [{gap for _, gap, _, _ in string.Formatter().parse(each) if gap} for each in (text, chinese[name])]
        assert gaps[0] == gaps[1], name
        assert chinese[name].strip() or name == "joint"
