"""Comparing files with what they should be, and the list of what was compared."""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from pathlib import Path

import pytest

from edge.answerer import Cancel
from edge.catalogue import Model, verified
from edge.catalogue.checking import Checked, check
from edge.catalogue.verified import Verified
from edge.errors import CancelledError, ModelFileError
from edge.paths import Paths

CONTENT = b"GGUF" + bytes(2_500_000)
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def quiet(done: int, total: int) -> None:
    """Nobody looks."""


@pytest.fixture
def model(paths: Paths) -> Model:
    paths.models.mkdir()
    path = paths.models / "small.gguf"
    path.write_bytes(CONTENT)
    return Model("small", "Small", path, None, 1024)


def record(name: str, sha256: str = SHA256) -> Verified:
    return Verified(name, f"{name}.gguf", sha256, len(CONTENT), "2026-11-02T10:00:00+00:00")


def test_a_file_is_compared_with_what_was_written_down(paths: Paths, model: Model) -> None:
    verified.keep(paths.models, record("small"))
    assert check(model, paths, quiet, Cancel()) == Checked("ok", SHA256, SHA256)
    with model.path.open("r+b") as file:
        file.seek(2_000_000)
        file.write(b"\x01")
    checked = check(model, paths, quiet, Cancel())
    assert (checked.state, checked.expected) == ("damaged", SHA256)


def test_what_the_catalogue_pins_counts_more(paths: Paths, model: Model) -> None:
    verified.keep(paths.models, record("small", "0" * 64))
    pinned = dataclasses.replace(model, sha256=SHA256)
    assert check(pinned, paths, quiet, Cancel()).state == "ok"
    assert verified.read(paths.models)["small"].sha256 == SHA256  # and is written down


def test_a_file_that_nobody_knows_is_not_called_good(paths: Paths, model: Model) -> None:
    assert check(model, paths, quiet, Cancel()) == Checked("unknown", SHA256)
    assert verified.read(paths.models) == {}


def test_a_missing_file_is_missing(paths: Paths, model: Model) -> None:
    model.path.unlink()
    assert check(model, paths, quiet, Cancel()).state == "missing"


def test_a_check_can_be_cancelled(paths: Paths, model: Model) -> None:
    cancel = Cancel()
    with pytest.raises(CancelledError):
        check(model, paths, lambda done, total: cancel.set(), cancel)


def test_the_list_comes_back_as_it_was_kept(paths: Paths) -> None:
    full = dataclasses.replace(record("a"), repository="makers/a", commit="c" * 40)
    verified.keep(paths.models, full)
    verified.keep(paths.models, record("b"))
    assert verified.read(paths.models) == {"a": full, "b": record("b")}
    verified.forget(paths.models, "a")
    assert verified.read(paths.models) == {"b": record("b")}


def test_several_writers_lose_nothing(paths: Paths) -> None:
    names = [f"model-{number}" for number in range(8)]
    threads = [threading.Thread(target=verified.keep, args=(paths.models, record(name))) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(verified.read(paths.models)) == names


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"models": {"a": 5}}', '{"models": {"a": {"file": "x"}}}'])
def test_a_damaged_list_is_one_sentence(paths: Paths, text: str) -> None:
    paths.models.mkdir()
    (paths.models / verified.FILE).write_text(text)
    with pytest.raises(ModelFileError, match="it is damaged") as caught:
        verified.read(paths.models)
    assert "\n" not in str(caught.value)


def test_a_list_of_a_later_version_is_read(paths: Paths) -> None:
    verified.keep(paths.models, record("a"))
    path: Path = paths.models / verified.FILE
    path.write_text(path.read_text().replace('"file"', '"signature": "x", "file"'))
    assert verified.read(paths.models) == {"a": record("a")}
