"""Which models there are, and which one answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.catalogue import PREFERRED, Catalogue
from edge.catalogue.memory import free_memory, need
from edge.errors import NoSuchModelError
from edge.paths import Paths


def test_the_built_in_model_answers_until_qwen_is_there(paths: Paths) -> None:
    catalogue = Catalogue.of(paths)
    assert catalogue.choose("auto").builtin
    qwen = catalogue.models["qwen2.5-0.5b"].path
    qwen.parent.mkdir()
    qwen.write_bytes(b"x")
    assert catalogue.choose("auto").name == "qwen2.5-0.5b"
    assert catalogue.choose("builtin").builtin


def test_a_path_is_a_model(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(b"x")
    model = Catalogue.of(paths).choose(str(tmp_path / "mine.gguf"))
    assert model.name == "mine"
    assert not model.builtin


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("qwen", "did you mean 'qwen2.5-0.5b'?"),
        ("qwen2.5-0.5b", "edge models pull"),
        ("/no/such.gguf", "no model file"),
        ("???", "there are builtin"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(paths: Paths, name: str, says: str) -> None:
    with pytest.raises(NoSuchModelError, match=says.replace("?", r"\?")):
        Catalogue.of(paths).choose(name)


def test_the_built_in_model_is_greedy_and_small(paths: Paths) -> None:
    builtin = Catalogue.of(paths).models["builtin"]
    assert builtin.sampling is not None
    assert builtin.sampling.temperature == 0
    assert builtin.path.stat().st_size <= 8_000_000


def test_every_model_of_the_hub_is_pinned(paths: Paths) -> None:
    models = [model for model in Catalogue.of(paths).models.values() if model.repository]
    assert [model.quantization for model in models] == ["Q4_0", "Q4_K_M", "Q8_0"]
    for model in models:
        assert len(model.revision) == 40
        assert model.sha256 is not None
        assert model.size is not None
        assert model.path == paths.models / model.file
        assert model.license == "Apache-2.0"
    assert Catalogue.of(paths).models[PREFERRED].quantization == "Q4_0"


def test_memory_is_estimated_from_weights_copies_and_context(paths: Paths) -> None:
    model = Catalogue.of(paths).models[PREFERRED]
    needed = need(model)
    assert needed is not None
    assert needed.kv_cache == 4096 * 12 * 1024
    assert needed.repacked == 201_000_000
    assert not needed.at_least
    # Measured: 664 MB resident with a Q4_0 file of 352 MB; see edge/catalogue/memory.py.
    measured = need(model, size=352_000_000)
    assert measured is not None
    assert abs(measured.total - 664_000_000) < 5_000_000
    doubled = need(model, context=8192)
    assert doubled is not None
    assert doubled.total - needed.total == needed.kv_cache


def test_memory_of_an_unknown_shape_is_a_lower_bound(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(b"GGUF")
    needed = need(Catalogue.of(paths).choose(str(tmp_path / "mine.gguf")))
    assert needed is not None
    assert needed.at_least


def test_this_machine_has_memory_free() -> None:
    free = free_memory()
    assert free is not None
    assert free > 10_000_000
