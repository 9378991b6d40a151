"""Making the index of a vocabulary, from llama.cpp's own, and checking it against that."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import random
import zlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

from edge.engine.need import Shape
from edge.engine.states import Interrupted
from edge.engine.vocabulary.index import MAGIC, Facts, Index, Special, fingerprint

__all__ = ["Source", "make"]

WORTH = 32_000
"""Tokens; llama.cpp reads a smaller vocabulary in a few ms."""
_CHECKS = 1000
_SLICE = 4096
_KEPT = 4
"""Indexes, of 3 MB each: of the models that were loaded last."""
_UNFIT = b"no index fits this vocabulary\n"


class Source(Protocol):
    """llama.cpp's vocabulary, as far as an index is made of it."""

    n_vocab: int

    def meta(self, key: str) -> str | None:
        """A value of the file's metadata as text, or None."""
        ...

    def begin_and_end(self) -> tuple[int | None, int | None, bool]:
        """The tokens that begin and end a text, and whether the first one is wanted."""
        ...

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids of `text`."""
        ...

    def piece(self, token: int) -> bytes:
        """The bytes of a token, b"" for special ones."""
        ...

    def token_text(self, token: int) -> str:
        """The token as the vocabulary writes it."""
        ...

    def is_normal(self, token: int) -> bool:
        """Whether it is a token of ordinary text."""
        ...

    def is_unused(self, token: int) -> bool:
        """Whether nothing ever becomes this token."""
        ...

    def is_control(self, token: int) -> bool:
        """Whether it is a special token that is not shown."""
        ...

    def is_end(self, token: int) -> bool:
        """Whether it ends a reply."""
        ...


def make(
    folder: Path, model: Path, shape: Shape, source: Source, tick: Callable[[], None], busy: Callable[[], bool]
) -> bool | None:
    """Make and check the index of this model's vocabulary; returns whether there is one, None if that is for later.

    Args:
        folder: where it is written; the oldest of several is removed.
        model: its file.
        shape: what the model costs, kept along.
        source: llama.cpp's vocabulary.
        tick: called often, to say that this is alive.
        busy: when it says so, this ends early and can be called again.

    There is none for a small vocabulary, for one that is not cut into words as Qwen2's is, and for one whose ids the
    index would not get right: that is noted in its place, so that nobody tries again.
    """
    name = f"{fingerprint(model)}.vocabulary"
    if source.n_vocab < WORTH or source.meta("tokenizer.ggml.model") != "gpt2":
        return False
    if source.meta("tokenizer.ggml.pre") != "qwen2" or _is_unfit(folder / name):
        return False
    try:
        data = _encoded(model, shape, source, tick, busy)
    except Interrupted:
        return None
    return _write(folder, name, _UNFIT if data is None else data) and data is not None


def _encoded(
    model: Path, shape: Shape, source: Source, tick: Callable[[], None], busy: Callable[[], bool]
) -> bytes | None:
    """The whole file; None if the index does not get the ids right. Raises Interrupted."""
    pieces: list[bytes] = []
    specials: list[Special] = []
    coded: list[tuple[int, int]] = []
    for token in range(source.n_vocab):
        if token % _SLICE == 0:
            _pause(tick, busy)
        pieces.append(source.piece(token))
        if not source.is_normal(token):
            about = (source.is_unused(token), source.is_control(token), source.is_end(token))
            specials.append(Special(token, source.token_text(token), *about))
        elif pieces[-1]:
            coded.append((zlib.crc32(pieces[-1]), token))
    coded.sort()
    offsets = array("I", itertools.accumulate(map(len, pieces), initial=0))
    hashes, ids = (array("I", column) for column in zip(*coded, strict=True))
    body = b"".join((offsets.tobytes(), hashes.tobytes(), ids.tobytes(), *pieces))
    facts = Facts(
        fingerprint(model),
        source.meta("general.architecture") or "",
        shape,
        source.n_vocab,
        *source.begin_and_end(),
        specials,
        len(coded),
        offsets[-1],
    )
    if not _agrees(Index(facts, memoryview(body)), source, ids, tick, busy):
        return None
    header = json.dumps(asdict(facts)).encode()
    rest = header + body
    return MAGIC + zlib.crc32(rest).to_bytes(4, "little") + len(header).to_bytes(4, "little") + rest


def _agrees(
    index: Index, source: Source, tokens: Sequence[int], tick: Callable[[], None], busy: Callable[[], bool]
) -> bool:
    """Whether the index gives llama.cpp's ids for texts of tokens drawn at random, whole and cut."""
    chance = random.Random(1)  # noqa: S311 - texts to try, the same each time
    for number in range(_CHECKS):
        if number % 64 == 0:
            _pause(tick, busy)
        drawn = (index.piece(chance.choice(tokens)).decode("utf-8", "ignore") for _ in range(12))
        known = "".join(filter(index.tokenize, drawn))
        start = chance.randint(0, len(known) // 2)
        text = known[start : start + chance.randint(1, 60)]
        ids = index.tokenize(text)
        if ids is not None and ids != source.tokenize(text):
            return False
    return True


def _pause(tick: Callable[[], None], busy: Callable[[], bool]) -> None:
    tick()
    if busy():
        raise Interrupted


def _is_unfit(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_UNFIT)) == _UNFIT
    except OSError:
        return False


def _write(folder: Path, name: str, data: bytes) -> bool:
    """Write a file whole or not at all, and remove the oldest of its kind."""
    part = folder / f"{name}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
        for old in sorted(folder.glob("*.vocabulary"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink()
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        return False
    return True
