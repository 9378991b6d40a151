"""Downloads in the background: paused, gone on with, cancelled, and what goes wrong with them."""

from __future__ import annotations

import os
import queue
import shutil
from collections.abc import Callable, Iterator

import pytest

from edge.models import Download, Downloads
from edge.models.shelf import shelf
from edge.paths import Paths
from tests.stubs.hub import Hub
from tests.stubs.pulled import CONTENT, goal

LIMIT_S = 30


class Told:
    """Downloads, and what they tell."""

    def __init__(self, paths: Paths) -> None:
        self.told: queue.SimpleQueue[Download] = queue.SimpleQueue()
        self.downloads = Downloads(paths, self.told.put)

    def until(self, holds: Callable[[Download], bool]) -> Download:
        """The first thing told from now on for which this holds."""
        while not holds(told := self.told.get(timeout=LIMIT_S)):
            pass
        return told

    def until_is(self, state: str) -> Download:
        return self.until(lambda download: download.state == state)


@pytest.fixture
def begun(paths: Paths) -> Iterator[Told]:
    told = Told(paths)
    yield told
    told.downloads.close()


def arrived(paths: Paths) -> int:
    """What lies there of the model that is not whole."""
    return shelf(paths).rows[-1].arrived


def slow(hub: Hub) -> None:
    """Have the hub take some seconds for it."""
    hub.rate = 200_000


def test_a_model_is_fetched_while_the_program_does_other_things(begun: Told, paths: Paths, pulled: str) -> None:
    assert begun.downloads.start(pulled)
    begun.until_is("done")
    assert goal(paths).read_bytes() == CONTENT
    assert [(one.name, one.state) for one in begun.downloads.all()] == [(pulled, "done")]


def test_progress_says_how_much_is_here(begun: Told, hub: Hub, pulled: str) -> None:
    slow(hub)
    begun.downloads.start(pulled)
    told = begun.until(lambda download: download.done > 0)
    assert told.step == "fetching"
    assert told.total == len(CONTENT)
    assert told.share == told.done / len(CONTENT)


def test_what_is_fetched_already_is_not_begun_twice(begun: Told, hub: Hub, pulled: str) -> None:
    slow(hub)
    begun.downloads.start(pulled)
    assert not begun.downloads.start(pulled)


def test_a_pause_keeps_what_has_arrived_and_goes_on_from_there(
    begun: Told, hub: Hub, paths: Paths, pulled: str
) -> None:
    slow(hub)
    begun.downloads.start(pulled)
    begun.until(lambda download: download.done > 0)
    begun.downloads.pause(pulled)
    paused = begun.until_is("paused")
    assert paused.share is not None
    assert arrived(paths) > 0
    hub.rate = None
    assert begun.downloads.start(pulled)
    begun.until_is("done")
    assert goal(paths).read_bytes() == CONTENT
    assert hub.starts[-1] > 0
    assert arrived(paths) == 0


def test_another_program_goes_on_with_what_this_one_left(begun: Told, hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    begun.downloads.start(pulled)
    begun.until(lambda download: download.done > 0)
    begun.downloads.close()  # as the app does when it is quit
    assert begun.downloads.all()[0].state == "paused"
    hub.rate = None
    later = Told(paths)
    later.downloads.start(pulled)
    later.until_is("done")
    assert hub.starts[-1] > 0


def test_cancelling_leaves_nothing_behind(begun: Told, hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    begun.downloads.start(pulled)
    begun.until(lambda download: download.done > 0)
    begun.downloads.cancel(pulled)
    begun.until_is("cancelled")
    assert arrived(paths) == 0
    assert not goal(paths).exists()


def test_what_was_paused_can_be_cancelled_as_well(begun: Told, hub: Hub, paths: Paths, pulled: str) -> None:
    slow(hub)
    begun.downloads.start(pulled)
    begun.until(lambda download: download.done > 0)
    begun.downloads.pause(pulled)
    begun.until_is("paused")
    begun.downloads.cancel(pulled)
    begun.until_is("cancelled")
    assert arrived(paths) == 0


def test_without_a_network_one_sentence_says_what_to_do(
    begun: Told, hub: Hub, pulled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    begun.downloads.start(pulled)
    assert "cannot be reached" in begun.until_is("failed").why


def test_a_file_with_another_hash_is_not_kept(begun: Told, hub: Hub, paths: Paths, pulled: str) -> None:
    hub.sha256 = "0" * 64
    begun.downloads.start(pulled)
    assert "SHA-256 is wrong" in begun.until_is("failed").why
    assert not goal(paths).exists()
    assert arrived(paths) == 0


def test_a_full_disk_is_said_before_anything_comes(
    begun: Told, hub: Hub, pulled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.disk_usage

    def full(path: os.PathLike[str] | str) -> object:
        return real(path)._replace(free=1000)

    monkeypatch.setattr(shutil, "disk_usage", full)
    begun.downloads.start(pulled)
    assert "There is no room" in begun.until_is("failed").why
    assert hub.sent == 0


def test_a_model_that_is_off_the_list_is_a_sentence_as_well(begun: Told) -> None:
    begun.downloads.start("nosuch")
    assert "There is no model 'nosuch'" in begun.until_is("failed").why
