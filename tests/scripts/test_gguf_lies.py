"""The lies that `scripts/check_damage.py` tells: each changes one thing, and the walker knows every byte."""

from __future__ import annotations

import random
from pathlib import Path

import gguf
import pytest
from gguf_lies import Header, lie
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stubs.gguf_files import write_qwen2


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Header:
    return Header.of(write_qwen2(tmp_path_factory.mktemp("lies") / "tiny.gguf").read_bytes())


def test_the_walker_reads_what_the_gguf_package_reads(header: Header, tmp_path: Path) -> None:
    path = tmp_path / "whole.gguf"
    path.write_bytes(header.data)
    reader = gguf.GGUFReader(path)
    values = [name for name in reader.fields if not name.startswith("GGUF.")]
    assert [span.about for span in header.spans["value"]] == values
    assert [span.about for span in header.spans["tensor"]] == [tensor.name for tensor in reader.tensors]
    sizes = [int(size) for tensor in reader.tensors for size in tensor.shape]
    assert [header.number(span) for span in header.spans["size"]] == sizes
    assert -(-header.end // 32) * 32 == reader.data_offset


def test_entries_follow_each_other_without_a_hole(header: Header) -> None:
    entries = [*header.spans["value"], *header.spans["tensor"]]
    edges = [(span.start, span.end) for span in entries]
    assert [start for start, _ in edges] == [4 + 4 + 8 + 8, *[end for _, end in edges[:-1]]]
    assert edges[-1][1] == header.end


def test_an_entry_put_back_gives_the_file(header: Header) -> None:
    for span in header.spans["value"]:
        assert header.with_bytes(span, header.data[span.start : span.end]) == header.data


def test_without_an_entry_the_rest_is_a_whole_file(header: Header) -> None:
    span = header.spans["value"][3]
    without = Header.of(header.with_bytes(span, b"", -1))
    assert [s.about for s in without.spans["value"]] == [s.about for s in header.spans["value"] if s != span]
    assert len(without.spans["tensor"]) == len(header.spans["tensor"])


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_the_same_seed_tells_the_same_lie(header: Header, seed: int) -> None:
    assert lie(header, random.Random(seed)) == lie(header, random.Random(seed))


def test_nearly_every_lie_changes_the_file(header: Header) -> None:
    told = [lie(header, random.Random(seed))[1] for seed in range(200)]
    assert sum(data != header.data for data in told) > 180
