"""Real model files for the engine: tiny ones with random weights, made here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.answerer import Cancel
from edge.engine.process import EngineProcess, Options
from tests.stubs.gguf_files import write_qwen2


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that decodes thousands of tokens a second, into meaningless bytes."""
    path = tmp_path_factory.mktemp("models") / "tiny.gguf"
    write_qwen2(path)
    return path


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model large enough that evaluating a long prompt takes seconds."""
    path = tmp_path_factory.mktemp("models") / "slow.gguf"
    write_qwen2(path, layers=4, hidden=512, ff=1536, heads=8, kv_heads=2, context=2048)
    return path


Start = Callable[..., EngineProcess]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start engines, and end them when the test does."""
    started: list[EngineProcess] = []

    def begin(model: Path, n_ctx: int = 1024, **options: Any) -> EngineProcess:
        # One thread: with more, a busy machine makes them wait for each other.
        process = EngineProcess(model, Options(n_ctx=n_ctx, **{"threads": 1, **options}))
        started.append(process)
        process.wait_ready(Cancel())
        return process

    yield begin
    for process in started:
        process.close()
