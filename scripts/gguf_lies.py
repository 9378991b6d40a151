"""Lies in the header of a GGUF file: a walker that knows what every byte of it says, and changes of one thing each.

    header = Header.of(path.read_bytes())
    what, data = lie(header, random.Random(1))

`what` says in words what was changed. Lengths may change: the tensors' data is moved to where it then belongs, so that
the lie is the only thing that is wrong.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Header", "Span", "lie"]

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""Types of values by their number, as `struct` packs them."""
_UINT32, _FLOAT32, _STRING, _ARRAY = 4, 6, 8, 9
_ALIGNMENT = 32


@dataclass(frozen=True)
class Span:
    """A stretch of the header."""

    start: int
    end: int
    about: str
    """Which key or tensor it belongs to."""
    form: str = ""
    """How `struct` packs it, if it is a number."""


@dataclass
class Header:
    """What stands where."""

    data: bytes
    end: int = 0
    """Where the header ends; the tensors' data begins at the next multiple of 32."""
    spans: dict[str, list[Span]] = field(default_factory=dict)
    """By what they say: `count`, `type`, `length`, `number`, `text`, `item`, `dimensions`, `size`, `offset`, `value`
    (a whole entry), `tensor` (a whole tensor's entry)."""

    @classmethod
    def of(cls, data: bytes) -> Header:
        """Walk over a whole file."""
        header = cls(data)
        at = header._number("version", 4, "I", "the format's version")
        tensors, values = struct.unpack_from("<QQ", data, at)
        at = header._number("count", at, "Q", "the number of tensors")
        at = header._number("count", at, "Q", "the number of values")
        for _ in range(values):
            start = at
            key, at = header._text(at, "a key")
            kind = struct.unpack_from("<I", data, at)[0]
            at = header._number("type", at, "I", key)
            at = header._value(at, kind, key)
            header._add("value", Span(start, at, key))
        for _ in range(tensors):
            start = at
            name, at = header._text(at, "a tensor's name")
            dimensions = struct.unpack_from("<I", data, at)[0]
            at = header._number("dimensions", at, "I", name)
            for _ in range(dimensions):
                at = header._number("size", at, "Q", name)
            at = header._number("type", at, "I", name)
            at = header._number("offset", at, "Q", name)
            header._add("tensor", Span(start, at, name))
        header.end = at
        return header

    def number(self, span: Span) -> float:
        """What a span of a number says."""
        value: float = struct.unpack_from(f"<{span.form}", self.data, span.start)[0]
        return value

    def with_bytes(self, span: Span, new: bytes, counted: int = 0) -> bytes:
        """The file with other bytes in this place; `counted` is added to the number of values."""
        header = bytearray(self.data[: span.start] + new + self.data[span.end : self.end])
        struct.pack_into("<Q", header, 16, struct.unpack_from("<Q", header, 16)[0] + counted)
        rest = self.data[_aligned(self.end) :]
        return bytes(header) + bytes(_aligned(len(header)) - len(header)) + rest

    def _add(self, what: str, span: Span) -> None:
        self.spans.setdefault(what, []).append(span)

    def _number(self, what: str, at: int, form: str, about: str) -> int:
        end = at + struct.calcsize(f"<{form}")
        self._add(what, Span(at, end, about, form))
        return end

    def _text(self, at: int, about: str, what: str = "text") -> tuple[str, int]:
        size = struct.unpack_from("<Q", self.data, at)[0]
        at = self._number("length", at, "Q", about)
        self._add(what, Span(at, at + size, about))
        return self.data[at : at + size].decode("utf-8", "replace"), at + size

    def _value(self, at: int, kind: int, key: str) -> int:
        if kind == _STRING:
            return self._text(at, key)[1]
        if kind != _ARRAY:
            return self._number("number", at, _NUMBERS[kind], key)
        kind, size = struct.unpack_from("<IQ", self.data, at)
        at = self._number("type", at, "I", f"the items of {key}")
        at = self._number("length", at, "Q", f"the items of {key}")
        for _ in range(size):
            at = self._text(at, key, "item")[1] if kind == _STRING else self._number("item", at, _NUMBERS[kind], key)
        return at


def lie(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """A file with one lie, and in words what it is."""
    [tell] = chance.choices(list(_LIES.values()), [_MORE.get(kind, 2) for kind in _LIES])
    return tell(header, chance)


def _numbers(what: str) -> Callable[[Header, random.Random], tuple[str, bytes]]:
    """Lies about numbers of this sort: too large, too small, off by one, an odd bit."""

    def tell(header: Header, chance: random.Random) -> tuple[str, bytes]:
        span = chance.choice([span for span in header.spans[what] if span.form])
        old = header.number(span)
        if span.form in "fd":
            new: float = chance.choice([float("nan"), float("inf"), -1.0, 0.0, 1e-38, 3e38, old * 1000])
        else:
            bits = 8 * struct.calcsize(f"<{span.form}")
            huge = [1 << n for n in (16, 31, 32, 40, 62, bits - 1) if n < bits]
            whole = int(old)
            near = [whole + 1, whole - 1, whole * 2, whole * 1000, whole ^ (1 << chance.randrange(bits))]
            new = chance.choice([0, 1, (1 << bits) - 1, (1 << bits) - 32, chance.getrandbits(bits), *huge, *near])
        return f"{what} of {span.about}: {old} → {new}", header.with_bytes(span, _packed(new, span.form))

    return tell


def _packed(value: float, form: str) -> bytes:
    """A number in this form, its bits cut to what fits."""
    if form in "fd":
        return struct.pack(f"<{form}", value)
    size = struct.calcsize(f"<{form}")
    return (int(value) % (1 << 8 * size)).to_bytes(size, "little")


def _offset(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """A tensor somewhere else: on another one, beyond the end, between two blocks."""
    span, other = chance.sample(header.spans["offset"], 2)
    data = len(header.data) - _aligned(header.end)
    new = chance.choice([int(header.number(other)), data, data - 32, data + 32, 1, 1 << 40, (1 << 64) - 32])
    return f"offset of {span.about}: {new}", header.with_bytes(span, _packed(new, "Q"))


def _sizes(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """All dimensions of a tensor at once, so that their product overflows, is zero, or does not fit the bytes."""
    tensor = chance.choice(header.spans["tensor"])
    mine = [s for s in header.spans["size"] if tensor.start <= s.start < tensor.end]
    each = chance.choice([0, 1, 32, 1 << 21, 1 << 32, (1 << 32) + 1, 1 << 62, (1 << 63) - 1])
    span = Span(mine[0].start, mine[-1].end, tensor.about)
    return f"sizes of {tensor.about}: {each}", header.with_bytes(span, _packed(each, "Q") * len(mine))


def _missing(header: Header, chance: random.Random) -> tuple[str, bytes]:
    value = chance.choice(header.spans["value"])
    return f"{value.about} is missing", header.with_bytes(value, b"", -1)


def _twice(header: Header, chance: random.Random) -> tuple[str, bytes]:
    value = chance.choice(header.spans["value"])
    return f"{value.about} is there twice", header.with_bytes(value, header.data[value.start : value.end] * 2, 1)


def _retyped(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """A value of another type, in itself well written."""
    value = chance.choice(header.spans["value"])
    key = header.data[value.start : value.start + 8 + len(value.about.encode())]
    new = chance.choice(
        [
            struct.pack("<IQ", _STRING, 5) + b"seven",
            struct.pack("<If", _FLOAT32, 7.5),
            struct.pack("<I?", 7, True),
            struct.pack("<Iq", 11, -7),
            struct.pack("<II", _UINT32, 7),
            struct.pack("<IIQ", _ARRAY, _UINT32, 0),
            struct.pack("<IIQ3I", _ARRAY, _UINT32, 3, 1, 2, 3),
            struct.pack("<IIQ", _ARRAY, _STRING, 2) + struct.pack("<Q", 0) * 2,
            struct.pack("<IIQ", _ARRAY, _ARRAY, 1 << 20),
        ]
    )
    return f"{value.about} is of another type ({new[:12].hex()})", header.with_bytes(value, key + new)


def _renamed(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """A text of the same length that says something else: a key, a tensor's name, a value."""
    span = chance.choice([span for span in header.spans["text"] if span.end > span.start])
    new = bytes(chance.choice(b"abc.%\x00\xff\n ") for _ in range(span.end - span.start))
    return f"text of {span.about}: {new[:20]!r}", header.with_bytes(span, new)


def _items(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """Tokens or merges that cannot be: hundreds of them at once, all alike, without a space, not UTF-8."""
    key = chance.choice(["tokenizer.ggml.merges", "tokenizer.ggml.tokens"])
    mine = [span for span in header.spans["item"] if span.about == key]
    data = bytearray(header.data)
    byte = chance.choice(b"a \xff\x00")
    for span in chance.sample(mine, min(len(mine), chance.choice([1, 10, 500, len(mine)]))):
        data[span.start : span.end] = bytes([byte]) * (span.end - span.start)
    return f"items of {key}: {bytes([byte])!r}", bytes(data)


def _fewer(header: Header, chance: random.Random) -> tuple[str, bytes]:
    """A list of the vocabulary that is empty or has one item, so that it does not go with the others."""
    name = chance.choice(["tokens", "merges", "token_type"])
    value = next(v for v in header.spans["value"] if v.about == f"tokenizer.ggml.{name}")
    key = header.data[value.start : value.start + 8 + len(value.about)]
    items = chance.choice([0, 1])
    kind, item = (5, struct.pack("<i", 1)) if name == "token_type" else (_STRING, struct.pack("<Q", 3) + b"a b")
    new = struct.pack("<IIQ", _ARRAY, kind, items) + item * items
    return f"{value.about} has {items} items", header.with_bytes(value, key + new)


def _aligned(at: int) -> int:
    return -(-at // _ALIGNMENT) * _ALIGNMENT


_LIES: dict[str, Callable[[Header, random.Random], tuple[str, bytes]]] = {
    **{what: _numbers(what) for what in ("version", "count", "type", "length", "number", "item", "dimensions", "size")},
    "offset": _offset,
    "sizes": _sizes,
    "missing": _missing,
    "twice": _twice,
    "retyped": _retyped,
    "renamed": _renamed,
    "items": _items,
    "fewer": _fewer,
}
"""The sorts of lies."""

_MORE = {"version": 1, "twice": 1, "number": 6, "sizes": 3, "length": 3, "offset": 3}
"""How likely each is; 2 where nothing is said."""
