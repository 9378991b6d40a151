"""Which model answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.catalogue import Catalogue
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
