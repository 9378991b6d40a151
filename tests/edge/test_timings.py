"""How past turns went, in few figures, and the samples of the machine: from the journal, the owner, the socket."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from edge.assistant import Assistant
from edge.events import Fallback, Route
from edge.home import open_home
from edge.journal import Journal, new_uid
from edge.paths import Paths
from edge.samples.ring import SampleRing
from edge.samples.sample import Sample
from edge.timing import Timing
from tests.edge.journal_help import question, record, talk
from tests.stubs.assistant import FakeAssistant


@pytest.fixture
def journal(paths: Paths) -> Journal:
    return Journal.open(paths.journal)


def test_a_turn_is_told_in_few_figures(journal: Journal) -> None:
    started = journal.begin(question())
    route = Route("cloud", 0.9, (), "en")
    known: dict[str, Any] = {"ttft_ms": 120.5, "tok_s": 31.0, "route": route, "fallback": Fallback("cloud", "Late.")}
    journal.finish(record(started, **known), new_uid())
    begun = datetime.fromisoformat(journal.stats_rows()[0]["begun"]).timestamp()
    [told] = journal.timings()
    assert told == Timing(1, begun, "local", "cloud", True, 120.5, 31.0, fell_back=True)


def test_a_turn_under_way_is_not_told_and_one_that_died_is(paths: Paths, journal: Journal) -> None:
    talk(journal)
    journal.begin(question("open"))
    assert [told.number for told in journal.timings()] == [1]
    journal.close()
    assert [(told.number, told.complete) for told in Journal.open(paths.journal).timings()] == [(1, True), (2, False)]


def test_turns_since_a_moment_and_the_last_of_them(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    for second in (10, 20, 30, 40):
        monkeypatch.setattr("edge.journal.writing.now", lambda s=second: f"1970-01-01T00:00:{s}.000+00:00")
        talk(journal)
    assert [told.begun for told in journal.timings(since=20.0)] == [20.0, 30.0, 40.0]
    assert [told.begun for told in journal.timings(since=20.0, last=2)] == [30.0, 40.0]
    assert [told.number for told in journal.timings(last=3)] == [2, 3, 4]
    assert journal.timings(last=0) == journal.timings(since=1e300) == []


def test_another_process_is_told_the_same_over_the_socket(paths: Paths) -> None:
    fake = FakeAssistant()
    fake.timed = [
        Timing(3, 1000.5, "local", "cloud", False, 1.5, None, True),
        Timing(9, 2000.0, None, None, True, None, 3.0, False),
    ]
    fake.sampled = [Sample(1000.0, 60.0, None, 2000.0, 0.5, None, True), Sample(2000.0, 61.0, 512.5, None, None, 60.0)]
    owner = open_home(paths, lambda: fake)
    other = open_home(paths, lambda: pytest.fail("this process was not to own the home"))
    assert other.timings() == owner.timings() == fake.timed
    assert other.timings(1500.0, 5) == other.timings(None, 1) == fake.timed[1:]
    assert other.samples() == owner.samples() == fake.sampled
    assert other.samples(1500.0) == fake.sampled[1:]
    other.close()
    owner.close()


def test_the_owner_tells_the_samples_of_earlier_processes_and_one_of_this_moment(paths: Paths) -> None:
    assistant = Assistant(paths)
    [now] = assistant.samples()
    earlier = Sample(now.when // 60 * 60 - 600, 60.0, None, 2000.0, 0.5, None)
    ring = SampleRing(paths.samples)
    ring.add(earlier)
    ring.flush()
    assert assistant.samples()[0] == earlier
    assert assistant.samples(now.when - 60)[0].when >= now.when - 60
    assistant.close()


def test_forgetting_everything_erases_the_samples_and_forgetting_a_conversation_does_not(paths: Paths) -> None:
    assistant = Assistant(paths)
    ring = SampleRing(paths.samples)
    ring.add(Sample(assistant.samples()[0].when - 120, 60.0, None, None, None, None))
    ring.flush()
    assistant.forget("none of them")
    assert paths.samples.exists()
    assistant.forget(None)
    assert not paths.samples.exists()
    assert len(assistant.samples()) == 1
    assistant.close()


def test_a_process_that_may_not_write_the_home_keeps_its_samples_in_memory(paths: Paths) -> None:
    assistant = Assistant(paths, alone="It is read-only.")
    assert len(assistant.samples()) == 1
    assistant.close()
    assert not paths.samples.exists()
