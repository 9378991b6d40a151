"""The bound on the child's memory: what asks for too much fails, and nothing else does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from edge.engine.bounds import at_most
from edge.engine.llama import Llama, LoadFailed
from tests.stubs.gguf_files import write_qwen2

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limit on data counts on Linux only")


def test_more_than_the_bound_is_refused_and_afterwards_it_is_not() -> None:
    with at_most(50_000_000), pytest.raises(MemoryError):
        bytearray(200_000_000)
    assert len(bytearray(200_000_000)) == 200_000_000


def test_a_bound_does_not_widen_the_one_around_it() -> None:
    with at_most(50_000_000), at_most(1 << 40), pytest.raises(MemoryError):
        bytearray(200_000_000)


def load(path: Path, n_ctx: int) -> Llama:
    return Llama(path, n_ctx=n_ctx, n_batch=32, threads=1, alive=lambda _: False)


def test_a_model_that_would_take_more_is_not_loaded(tmp_path: Path) -> None:
    path = write_qwen2(tmp_path / "endless.gguf", layers=1, context=20_000_000)
    with at_most(300_000_000), pytest.raises(LoadFailed, match="could not make a context"):
        load(path, 10_000_000)


def test_the_mapped_file_does_not_count(slow: Path) -> None:
    assert slow.stat().st_size > 40_000_000
    with at_most(30_000_000):
        assert load(slow, 64).n_ctx >= 64
