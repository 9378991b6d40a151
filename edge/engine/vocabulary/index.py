"""A vocabulary on disk in the form in which it is used, so that a start need not read it.

llama.cpp builds its vocabulary anew in every process: for Qwen's 151,936 tokens that takes longer than mapping and
repacking the weights, and 28 MB. Most turns need little of it: the ids of a short message, and the bytes of the tokens
that are generated. Here both stand in a file that is mapped and never read as a whole. It is made once for a model, at
a pause, from llama.cpp's own vocabulary, and kept only if it gives the same ids for some thousand texts. Whatever it is
not sure of (see `alphabet`), it leaves to llama.cpp, which then loads its vocabulary after all.

The ids come from byte-pair encoding by rank: of the neighbours that together are a token, the pair with the lowest id
is joined first. That is what a list of merges gives as well if tokens are numbered in the order of their merges, as
Qwen's are; a vocabulary that is numbered otherwise fails the check and is never used.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import zlib
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

from edge.engine.bindings import lib
from edge.engine.need import Shape
from edge.engine.vocabulary.alphabet import words

__all__ = ["MAGIC", "Facts", "Index", "Special", "fingerprint", "layout"]

MAGIC = b"edge vocabulary 1\n"
_HEAD = 8 << 20
"""Bytes of a model's file that tell it from others: Qwen's metadata, with all tokens and merges, is 6 MB."""
_LONGEST_TEXT = 4000
"""Characters; a longer text is left to llama.cpp, whose loop is not in Python."""
_LONGEST_WORD = 400
"""Characters: joining pairs takes time that grows with the square of a word's length."""
_REMEMBERED = 4096
_NEVER = 1 << 30


@dataclass(frozen=True, slots=True)
class Special:
    """A token that does not come out of ordinary text."""

    token: int
    text: str
    unused: bool
    control: bool
    end: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the header of the file says."""

    fingerprint: str
    architecture: str
    shape: Shape
    n_vocab: int
    begin: int | None
    end: int | None
    wants_begin: bool
    specials: list[Special]
    encoded: int
    """Tokens that have a place in the table for encoding."""
    bytes: int
    """Of all tokens' text together."""


class Index:
    """A mapped index. Raises nothing once it is open."""

    def __init__(self, facts: Facts, body: memoryview) -> None:
        self.architecture = facts.architecture
        self.shape = facts.shape
        """What the model costs, so that nobody has to look into its file for that."""
        self.n_vocab = facts.n_vocab
        self.begin_and_end = (facts.begin, facts.end, facts.wants_begin)
        self._named = {one.text: one.token for one in facts.specials if one.text and not one.unused}
        self._names = re.compile("|".join(map(re.escape, self._named)) or r"(?!)")
        self._specials = {one.token: one for one in facts.specials}
        cuts = layout(facts)
        self._offsets = body[: cuts[0]].cast("I")
        self._hashes = body[cuts[0] : cuts[1]].cast("I")
        self._ids = body[cuts[1] : cuts[2]].cast("I")
        self._bytes = body[cuts[2] : cuts[3]]
        self._known: dict[str, list[int]] = {}

    @classmethod
    def open(cls, folder: Path, model: Path) -> Index | None:
        """The index of this model's vocabulary; None if there is none that is whole and of this very file."""
        try:
            made = fingerprint(model)
            with (folder / f"{made}.vocabulary").open("rb") as file:
                mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            if mapped[: len(MAGIC)] != MAGIC:
                return None
            at = len(MAGIC)
            checksum, length = (int.from_bytes(mapped[start : start + 4], "little") for start in (at, at + 4))
            rest = mapped[at + 8 :]
            if zlib.crc32(rest) != checksum:
                return None
            values = json.loads(bytes(rest[:length]))
            specials = [Special(**one) for one in values["specials"]]
            facts = Facts(**{**values, "specials": specials, "shape": Shape(**values["shape"])})
            body = rest[length:]
            if facts.fingerprint != made or len(body) != layout(facts)[3]:
                return None
            return cls(facts, body)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def tokenize(self, text: str, *, special: bool = False) -> list[int] | None:
        """Token ids of `text`; with `special`, of the special token of that name. None where llama.cpp has to say."""
        if special:
            token = self._named.get(text)
            return None if token is None else [token]
        if len(text) > _LONGEST_TEXT or self._names.search(text):
            return None
        cut = words(text)
        if cut is None:
            return None
        ids: list[int] = []
        for word in cut:
            of_word = self._known.get(word)
            if of_word is None:
                if len(word) > _LONGEST_WORD:
                    return None
                of_word = self._encode(word.encode())
                if of_word is None:
                    return None
                if len(self._known) < _REMEMBERED:
                    self._known[word] = of_word
            ids += of_word
        return ids

    def piece(self, token: int) -> bytes:
        """The bytes of a token; b"" for special ones."""
        return bytes(self._bytes[self._offsets[token] : self._offsets[token + 1]])

    def special(self, token: int) -> Special | None:
        """What there is to say of a token that does not come out of ordinary text."""
        return self._specials.get(token)

    def _encode(self, word: bytes) -> list[int] | None:
        """One word by byte-pair encoding; None where some byte is no token."""
        whole = self._find(word)
        if whole != _NEVER:
            return [whole]
        parts = [word[at : at + 1] for at in range(len(word))]
        pairs = [self._find(word[at : at + 2]) for at in range(len(word) - 1)]
        while pairs and (best := min(pairs)) != _NEVER:
            at = pairs.index(best)
            parts[at] += parts.pop(at + 1)
            pairs.pop(at)
            if at:
                pairs[at - 1] = self._find(parts[at - 1] + parts[at])
            if at < len(pairs):
                pairs[at] = self._find(parts[at] + parts[at + 1])
        ids = [self._find(part) for part in parts]
        return None if _NEVER in ids else ids

    def _find(self, data: bytes) -> int:
        """The token of these bytes, or a number above all tokens."""
        code = zlib.crc32(data)
        at = bisect_left(self._hashes, code)
        while at < len(self._hashes) and self._hashes[at] == code:
            token = self._ids[at]
            if self._bytes[self._offsets[token] : self._offsets[token + 1]] == data:
                return token
            at += 1
        return _NEVER


def fingerprint(model: Path) -> str:
    """What tells this model's vocabulary from others, as this build of llama.cpp reads it: the size of its file, the
    checksum of the file's beginning, in which the metadata is, and when the bindings were installed. Raises OSError."""
    with model.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        with mmap.mmap(file.fileno(), min(size, _HEAD), access=mmap.ACCESS_READ) as head:
            return f"{size:x}-{zlib.crc32(head):08x}-{Path(lib.__file__).stat().st_mtime_ns:x}"


def layout(facts: Facts) -> tuple[int, int, int, int]:
    """Where the parts of the body end: offsets, hashes and ids (four bytes each), text."""
    first = 4 * (facts.n_vocab + 1)
    second = first + 4 * facts.encoded
    third = second + 4 * facts.encoded
    return first, second, third, third + facts.bytes
