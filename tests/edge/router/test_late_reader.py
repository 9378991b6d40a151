"""The reader in a thread: there when it is needed, and no harm if it never comes."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from edge.errors import ModelFileError
from edge.paths import Paths
from edge.reader import Reader, Reading
from edge.router import calibrated
from edge.router.calibrated import Choice
from edge.router.decision import THRESHOLD
from edge.router.late_reader import WASTED, LateReader
from edge.settings import Router


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return Reader.load()


def late(paths: Paths, reader: Reader, settings: Router | None = None) -> LateReader:
    made = LateReader(settings or Router(), paths.calibrated, lambda: reader)
    made.wait(10)
    return made


def test_it_reads_nothing_before_it_is_loaded_and_everything_after(paths: Paths, shipped: Reader) -> None:
    go = threading.Event()

    def load() -> Reader:
        go.wait(10)
        return shipped

    reader = LateReader(Router(), paths.calibrated, load)
    assert reader.read("hello") is None
    reader.wait(0.0)
    assert not reader.done
    assert reader.threshold == THRESHOLD
    go.set()
    reader.wait(10)
    read = reader.read("hello")
    assert read is not None
    assert read.task == "chitchat"
    assert reader.notices == []


def test_it_is_loaded_once_however_often_it_is_begun(paths: Paths, shipped: Reader) -> None:
    loads: list[int] = []

    def load() -> Reader:
        loads.append(1)
        return shipped

    reader = LateReader(Router(), paths.calibrated, load)
    for _ in range(5):
        reader.start()
    reader.close()
    assert loads == [1]


def test_a_file_that_is_missing_is_one_sentence_and_messages_go_unread(paths: Paths, tmp_path: Path) -> None:
    reader = LateReader(Router(), paths.calibrated, lambda: Reader.load(tmp_path / "reader.onnx"))
    reader.wait(10)
    assert reader.done
    assert reader.read("hello") is None
    (notice,) = reader.notices
    assert "cannot be read: No such file or directory" in notice


def test_a_damaged_file_is_one_sentence(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "reader.onnx").write_bytes(b"no model")
    reader = LateReader(Router(), paths.calibrated, lambda: Reader.load(tmp_path / "reader.onnx"))
    reader.wait(10)
    assert len(reader.notices) == 1
    assert "damaged" in reader.notices[0]


def test_a_library_that_cannot_be_imported_is_one_sentence(paths: Paths) -> None:
    def load() -> Reader:
        raise ImportError("no such instruction")

    reader = LateReader(Router(), paths.calibrated, load)
    reader.wait(10)
    assert reader.notices == [
        "The reader cannot be used (ImportError), so messages are routed without it: install the program again."
    ]


def test_one_that_breaks_later_is_said_once(paths: Paths, shipped: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = late(paths, shipped)

    def broken(_self: Reader, _text: str) -> Reading:
        raise RuntimeError("node 7")

    monkeypatch.setattr(Reader, "read", broken)
    assert reader.read("hello") is None
    assert reader.read("hello again") is None
    assert len(reader.notices) == 1
    assert not reader.ready


def test_the_threshold_is_what_ships_unless_it_was_calibrated_unless_the_user_set_it(
    paths: Paths, shipped: Reader
) -> None:
    assert late(paths, shipped).threshold == shipped.threshold(WASTED)
    choice = Choice(0.33, "share", 0.2, 90, 0, "2026-11-22T12:00:00+00:00", calibrated.reader_id())
    calibrated.enter(paths.calibrated, choice)
    assert late(paths, shipped).threshold == 0.33
    assert late(paths, shipped, Router(wasted=0.1)).threshold == shipped.threshold(0.1)


def test_damaged_thresholds_are_said_and_what_ships_counts(paths: Paths, shipped: Reader) -> None:
    paths.calibrated.write_text("choices = 3", "utf-8")
    reader = late(paths, shipped)
    assert reader.threshold == shipped.threshold(WASTED)
    assert len(reader.notices) == 1
    assert "calibrated thresholds" in reader.notices[0]


def test_errors_of_ours_are_said_as_they_are(paths: Paths) -> None:
    def load() -> Reader:
        raise ModelFileError("The reader's model is gone.")

    reader = LateReader(Router(), paths.calibrated, load)
    reader.wait(10)
    assert reader.notices == ["The reader's model is gone."]


def test_once_closed_it_begins_nothing(paths: Paths, shipped: Reader) -> None:
    reader = LateReader(Router(), paths.calibrated, lambda: shipped)
    reader.close()
    reader.wait(10)
    assert reader.read("hello") is None
