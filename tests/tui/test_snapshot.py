"""The pictures of screens: the same at every run, and a difference that says what differs."""

from __future__ import annotations

from tests.stubs.assistant import FakeAssistant
from tests.tui.pilot import in_loop, showing
from tests.tui.snapshot import IN_BOTH, LooksLike, Picture, lines_of, picture_of
from tui.strings import ZH, Strings


@IN_BOTH
@in_loop
async def test_the_first_screen(looks_like: LooksLike, strings: Strings) -> None:
    async with showing(FakeAssistant(), strings=strings) as shown:
        await looks_like(shown)


@in_loop
async def test_the_text_of_a_picture_is_that_on_screen() -> None:
    async with showing(FakeAssistant(["**你好** `code`"]), strings=ZH) as shown:
        await shown.send("[x] <b> & 你好")
        await shown.answered(1)
        await shown.pilot.pause()
        assert lines_of(picture_of(shown.app)) == [line.rstrip() for line in shown.text.splitlines()]


@in_loop
async def test_a_difference_names_the_lines_that_differ() -> None:
    async with showing(FakeAssistant()) as shown:
        before = picture_of(shown.app)
        shown.chat.composer.insert("more")
        await shown.until(lambda: "more" in shown.text)
        said = list(Picture().diff_lines(picture_of(shown.app), before))
        assert [line for line in said if line.startswith("+") and "more" in line]
        assert not [line for line in said if "svg" in line]


@in_loop
async def test_a_difference_of_colours_says_so() -> None:
    async with showing(FakeAssistant()) as shown:
        before = picture_of(shown.app)
        shown.app.theme = "light"
        await shown.until(lambda: picture_of(shown.app) != before)
        await shown.pilot.pause()
        said = list(Picture().diff_lines(picture_of(shown.app), before))
        assert said[0] == "The text is the same; colours or styles differ:"
