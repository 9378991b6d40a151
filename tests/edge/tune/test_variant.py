"""A variant of a model with its embedding in another type: real files, a real process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gguf
import pytest

from edge.answerer import Cancel
from edge.catalogue import Catalogue, Model, added, verified
from edge.catalogue.adding import add
from edge.catalogue.checking import sha256_of
from edge.errors import ModelFileError, UsageError
from edge.paths import Paths
from edge.tune.variant import requantized
from tests.edge.conftest import Start
from tests.edge.engine.requests import message, request, run
from tests.stubs.gguf_files import write_qwen2


def quiet(_done: int, _total: int) -> None:
    """Nobody looks."""


def tensors(path: Path) -> dict[str, tuple[str, bytes]]:
    return {each.name: (each.tensor_type.name, each.data.tobytes()) for each in gguf.GGUFReader(path).tensors}


def files(paths: Paths) -> list[str]:
    return sorted(str(path.relative_to(paths.models)) for path in paths.models.rglob("*") if path.is_file())


@pytest.fixture
def mine(tmp_path: Path, paths: Paths) -> Model:
    """On the list: F16 matrices, and an embedding that is the output, too."""
    path = write_qwen2(tmp_path / "mine.gguf", hidden=64, float16=True, endless=True)
    return add(path, paths, quiet, Cancel(), context=512, template="chatml")


def test_only_the_embedding_changes(mine: Model, paths: Paths) -> None:
    steps: list[tuple[int, int]] = []
    made = requantized(mine, paths, "q4_0", lambda *step: steps.append(step))
    before, after = tensors(mine.path), tensors(made.path)
    assert after["token_embd.weight"][0] == "Q4_0"
    assert {**after, "token_embd.weight": None} == {**before, "token_embd.weight": None}
    assert steps[-1] == (len(before), len(before))


def test_it_loads_and_answers(mine: Model, paths: Paths, start: Start) -> None:
    made = requantized(mine, paths, "q8_0", quiet)
    seen = run(start(made.path, n_ctx=512), request([message("user", "hello", "a")]))
    assert seen.last["ev"] == "done"
    assert seen.last["tokens"]["completion"] == 24


def test_it_is_on_the_list_and_says_where_it_comes_from(mine: Model, paths: Paths) -> None:
    requantized(mine, paths, "q4_0", quiet)
    made = Catalogue.of(paths).choose("mine-embedding-q4_0")
    assert made.path == paths.models / added.FILES / "mine-embedding-q4_0.gguf"
    assert made.added
    assert made.copied
    assert made.context == 512
    assert made.quantization == "F16 (embedding Q4_0)"
    assert "Made here from 'mine'" in made.about
    assert "was not measured" in made.about
    assert made.sha256 == sha256_of(made.path, lambda _: None, Cancel())
    assert verified.read(paths.models)[made.name].sha256 == made.sha256


def test_licence_and_way_of_sampling_are_carried_over(mine: Model, paths: Paths) -> None:
    import dataclasses

    from edge.answerer import Sampling

    source = dataclasses.replace(
        mine, license="Apache-2.0", sampling=Sampling(temperature=0.0), threads=2, quantization="Q4_0"
    )
    made = requantized(source, paths, "q4_0", quiet)
    assert made.license == "Apache-2.0"
    assert made.sampling == Sampling(temperature=0.0)
    assert made.threads == 2
    assert made.quantization == "Q4_0 (embedding Q4_0)"


def test_a_second_one_of_the_same_name_is_refused_and_the_first_stays(mine: Model, paths: Paths) -> None:
    made = requantized(mine, paths, "q4_0", quiet)
    before = files(paths)
    with pytest.raises(UsageError, match="There is a model 'mine-embedding-q4_0' already"):
        requantized(mine, paths, "q4_0", quiet)
    assert files(paths) == before
    assert made.here


def test_one_that_would_be_the_same_is_refused(mine: Model, paths: Paths) -> None:
    made = requantized(mine, paths, "q4_0", quiet)
    before = files(paths)
    with pytest.raises(ModelFileError, match="its embedding is Q4_0 already"):
        requantized(made, paths, "q4_0", quiet)
    assert files(paths) == before


@pytest.mark.parametrize("damage", [lambda data: data[:2000], lambda data: data[:-5000]])
def test_a_damaged_file_is_one_sentence_and_leaves_nothing(
    mine: Model, paths: Paths, damage: Callable[[bytes], bytes]
) -> None:
    mine.path.write_bytes(damage(mine.path.read_bytes()))
    before = files(paths)
    with pytest.raises(ModelFileError, match="cannot be made into a variant") as raised:
        requantized(mine, paths, "q4_0", quiet)
    assert "\n" not in str(raised.value)
    assert files(paths) == before


def test_ctrl_c_in_the_middle_leaves_nothing(mine: Model, paths: Paths) -> None:
    before = files(paths)

    def press(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        requantized(mine, paths, "q4_0", press)
    assert files(paths) == before


def test_ctrl_c_when_it_is_put_on_the_list_leaves_nothing(
    mine: Model, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(paths)

    def press(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(added, "enter", press)
    with pytest.raises(KeyboardInterrupt):
        requantized(mine, paths, "q4_0", quiet)
    assert files(paths) == before


def test_the_built_in_model_is_left_as_it_is(paths: Paths) -> None:
    with pytest.raises(UsageError, match="nothing to gain"):
        requantized(Catalogue.of(paths).named("builtin"), paths, "q4_0", quiet)
