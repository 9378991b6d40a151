"""What rings is shown in the conversation and heard as the terminal's bell; offline mode stands in the status line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from edge.assistant import Assistant
from edge.events import Event, Finished
from edge.home import HomeAssistant, open_home
from edge.paths import Paths
from edge.rings import Kind, Ring
from edge.settings import Engine, Settings
from edge.turn import Question, Status
from tests.edge.skills.skills_help import FakeClock
from tests.stubs.assistant import FakeAssistant, FakeTurn
from tests.tui.pilot import Shown, in_loop, showing
from tui.message import Note
from tui.strings import EN, ZH, Strings

DUE = datetime(2026, 11, 23, 12, 8, tzinfo=UTC)


def ring(text: str, kind: Kind = "timer") -> Ring:
    return Ring(kind, text, "", DUE, 0.0, "en")


def bells(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    heard: list[bool] = []
    monkeypatch.setattr(shown.app, "bell", lambda: heard.append(True))
    return heard


@pytest.mark.parametrize(("strings", "before"), [(EN, "Rang at "), (ZH, " 响铃：")], ids=["en", "zh"])
def test_a_ring_is_a_line_of_the_conversation_and_a_bell(
    strings: Strings, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @in_loop
    async def test() -> None:
        fake = FakeAssistant(["Hello."])
        async with showing(fake, strings=strings) as shown:
            heard = bells(shown, monkeypatch)
            await shown.send("Hi")
            await shown.answered(1)
            await shown.until(lambda: bool(fake.listeners))
            fake.ring(ring("The pasta timer is up. It was due today at 12:08 pm, 9 minutes ago."))
            await shown.sees(before, "The pasta timer is up. It was due today at 12:08 pm, 9 minutes ago.", "Hello.")
            assert heard == [True]
            assert len(shown.chat.query("Note.ring")) == 1

    test()


@in_loop
async def test_what_a_user_wrote_is_no_markup_and_moves_no_cursor() -> None:
    fake = FakeAssistant()
    async with showing(fake) as shown:
        await shown.until(lambda: bool(fake.listeners))
        fake.ring(ring("A reminder: [red]{at}[/red] \x1b[2J\x07 [link='x']call[/link].", "reminder"))
        await shown.sees("[red]{at}[/red]", "[link='x']call[/link].")
        assert "\x1b" not in shown.text


@in_loop
async def test_it_rings_in_the_middle_of_an_answer_which_goes_on() -> None:
    gate = threading.Event()
    fake = FakeAssistant(["First.", " Second."], gates={1: gate})
    async with showing(fake) as shown:
        await shown.send("Hi")
        await shown.sees("First.")
        await shown.until(lambda: bool(fake.listeners))
        fake.ring(ring("Time is up."))
        await shown.sees("Time is up.")
        gate.set()
        await shown.sees("First. Second.", "Time is up.")


@in_loop
async def test_a_timer_that_is_set_in_the_app_rings_in_it() -> None:
    clock = FakeClock()
    paths = Paths.default()

    def opened() -> Assistant:
        return Assistant(paths, Settings(engine=Engine(threads=1)), clock=clock)

    async with showing(lambda: open_home(paths, opened)) as shown:
        await shown.send("set a tea timer for 3 minutes")
        await shown.sees("The tea timer is set for 3 minutes.", "skill · timer.start")
        assert "only while" not in shown.text  # the app is there to ring it
        home = shown.app.session._assistant
        assert isinstance(home, HomeAssistant)
        assistant = home.settle()
        assert isinstance(assistant, Assistant)
        clock.advance(180)
        assistant._skills.service().ringer.wake()
        await shown.sees("The tea timer is up.")


@in_loop
async def test_offline_mode_is_in_the_status_line() -> None:
    for strings, word in ((EN, "offline"), (ZH, "离线")):
        status = Status("qwen2.5-0.5b", "Q4_0", "ready", rss_mb=61.7, offline=True)
        async with showing(FakeAssistant(status=status), strings=strings) as shown:
            assert word in shown.text.splitlines()[-1]
        async with showing(FakeAssistant(), strings=strings) as shown:
            assert word not in shown.text.splitlines()[-1]


class Erasing(FakeAssistant):
    """One whose first turn erases its conversation."""

    def ask(self, question: Question) -> FakeTurn:
        turn = super().ask(question)
        return _ErasingTurn(self, question, turn._conversation) if len(self.asked) == 2 else turn


class _ErasingTurn(FakeTurn):
    def __iter__(self) -> Iterator[Event]:
        for event in super().__iter__():
            yield _erased(event)


def _erased(event: Event) -> Event:
    return Finished(event.record, erased=True) if isinstance(event, Finished) else event


@in_loop
async def test_an_erased_conversation_leaves_the_screen_and_what_waits_begins_the_next_one() -> None:
    gates = {0: threading.Event()}
    fake = Erasing(["Hello."], gates=gates)
    async with showing(fake) as shown:
        gates[0].set()
        await shown.send("my secret")
        await shown.answered(1)
        gates[0].clear()
        await shown.send("clear this conversation")
        await shown.send("and then?")
        gates[0].set()
        await shown.sees(EN.erased, "and then?", "Hello.")
        assert "secret" not in shown.text
        await shown.until(lambda: len(fake.asked) == 3)
        assert [question.conversation for question in fake.asked][2] == "new"
        assert {question.surface for question in fake.asked} == {"terminal"}
        assert [note for note in shown.chat.query(Note) if EN.erased in str(note.visual)]
        await shown.answered(1)
        await shown.press("up", "up")
        assert "secret" not in shown.typed
