"""What a model costs, read from its file's header by llama.cpp's own reader.

Only the child may: a damaged file can end the process that opens it. Nothing of the weights is read.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.engine.bindings import lib
from edge.engine.need import Shape

__all__ = ["Matrices", "matrices_of", "shape_of"]

_UINT32, _INT32, _STRING, _ARRAY = 4, 5, 8, 9
"""Types of values in a header."""
_MOST_LAYERS = 4096
_MOST_BYTES = 1 << 40
"""Of KV cache for one token. What a header says beyond it is a lie, and has to stay a number to compute with."""
_KV_BLOCK = 32
"""Values that q8_0 keeps together."""

_REPACKED = {
    2: ("avx2", "dotprod"),  # Q4_0
    12: ("avx2", "dotprod"),  # Q4_K
    13: ("dotprod",),  # Q5_K
    14: ("dotprod",),  # Q6_K
    20: ("avx2", "dotprod"),  # IQ4_NL
    8: ("dotprod",),  # Q8_0
}
"""The types of matrices that llama.cpp repacks, and the instructions of which it then has one (ggml-cpu/repack.cpp)."""


class _Params(ctypes.Structure):
    _fields_ = (("no_alloc", ctypes.c_bool), ("ctx", ctypes.c_void_p))


def shape_of(path: Path) -> Shape:
    """What the model in this file costs. What its header does not tell stays unknown, and so does all of a file that is
    no model: loading it will say so."""
    size = path.stat().st_size
    read = _function("gguf_init_from_file", ctypes.c_void_p, ctypes.c_char_p, _Params)
    header = read(os.fsencode(path), _Params(no_alloc=True, ctx=None))
    if not header:
        return Shape(size)
    try:
        return _Header(header).shape(size)
    finally:
        _function("gguf_free", None, ctypes.c_void_p)(header)


@dataclass(frozen=True, slots=True)
class Matrices:
    """The tensors of a file, and the types that they are in, by llama.cpp's numbers."""

    file_type: int
    """What the file as a whole counts as."""
    types: dict[str, int]
    """Of each tensor, by its name."""


def matrices_of(path: Path) -> Matrices | None:
    """The types of the tensors in this file; None if it is no model."""
    read = _function("gguf_init_from_file", ctypes.c_void_p, ctypes.c_char_p, _Params)
    header = read(os.fsencode(path), _Params(no_alloc=True, ctx=None))
    if not header:
        return None
    try:
        return _Header(header).matrices()
    finally:
        _function("gguf_free", None, ctypes.c_void_p)(header)


def _function(name: str, result: Any, *arguments: Any) -> Any:
    """A function of ggml, which llama.cpp's library brings along. The bindings have no declaration of it."""
    function = getattr(lib._lib, name)
    function.restype, function.argtypes = result, arguments
    return function


class _Header:
    def __init__(self, pointer: int) -> None:
        self._pointer = pointer

    def shape(self, size: int) -> Shape:
        architecture = self._text("general.architecture")
        layers = self._number(f"{architecture}.block_count")
        width = self._number(f"{architecture}.embedding_length")
        heads = self._numbers(f"{architecture}.attention.head_count", layers)
        kv_heads = self._numbers(f"{architecture}.attention.head_count_kv", layers) or heads
        trained = self._number(f"{architecture}.context_length") or None
        if not (0 < layers <= _MOST_LAYERS and heads and max(heads) > 0):
            return Shape(size, trained=trained)
        default = width // max(heads)
        key = self._number(f"{architecture}.attention.key_length") or default
        value = self._number(f"{architecture}.attention.value_length") or default
        return Shape(
            weights=size,
            repacked=min(size, self._repacked()),
            kv_bytes=min(sum(kv_heads) * (key + value) * 2, _MOST_BYTES),
            trained=trained,
            q8=key % _KV_BLOCK == 0 and value % _KV_BLOCK == 0,
        )

    def matrices(self) -> Matrices:
        types = {}
        for index in range(self._call("gguf_get_n_tensors", ctypes.c_int64)):
            name = self._call("gguf_get_tensor_name", ctypes.c_char_p, ctypes.c_int64(index))
            kind = self._call("gguf_get_tensor_type", ctypes.c_int, ctypes.c_int64(index))
            types[name.decode("utf-8", "replace")] = kind
        return Matrices(self._number("general.file_type"), types)

    def _repacked(self) -> int:
        """Bytes of the matrices that are repacked. The embedding is not, as its rows are looked up; but where it is the
        output matrix as well, there is a repacked copy for that (measured: 74 MB for Qwen2.5-0.5B's in Q4_0)."""
        count = self._call("gguf_get_n_tensors", ctypes.c_int64)
        here = {name for name in ("avx2", "dotprod") if _function(f"ggml_cpu_has_{name}", ctypes.c_int)()}
        tied = self._call("gguf_find_tensor", ctypes.c_int64, b"output.weight") < 0
        total = 0
        for index in range(count):
            kind = self._call("gguf_get_tensor_type", ctypes.c_int, ctypes.c_int64(index))
            name = self._call("gguf_get_tensor_name", ctypes.c_char_p, ctypes.c_int64(index))
            looked_up = name.startswith(b"token_embd") and not tied
            if here.intersection(_REPACKED.get(kind, ())) and not looked_up:
                total += self._call("gguf_get_tensor_size", ctypes.c_size_t, ctypes.c_int64(index))
        return total

    def _numbers(self, key: str, layers: int) -> list[int]:
        """One number for each layer: the same for all, or a list; empty where there is neither."""
        index = self._find(key)
        if index is None:
            return []
        if self._call("gguf_get_kv_type", ctypes.c_int, index) != _ARRAY:
            return [self._number(key)] * min(layers, _MOST_LAYERS)
        if self._call("gguf_get_arr_type", ctypes.c_int, index) not in {_UINT32, _INT32}:
            return []
        count = self._call("gguf_get_arr_n", ctypes.c_size_t, index)
        data = self._call("gguf_get_arr_data", ctypes.POINTER(ctypes.c_uint32), index)
        return [int(data[each]) for each in range(min(count, layers, _MOST_LAYERS))]

    def _number(self, key: str) -> int:
        """A number, 0 where there is none. Asked for a wrong type, the functions of ggml end the process."""
        index = self._find(key)
        if index is None or self._call("gguf_get_kv_type", ctypes.c_int, index) not in {_UINT32, _INT32}:
            return 0
        return int(self._call("gguf_get_val_data", ctypes.POINTER(ctypes.c_uint32), index)[0])

    def _text(self, key: str) -> str:
        index = self._find(key)
        if index is None or self._call("gguf_get_kv_type", ctypes.c_int, index) != _STRING:
            return ""
        found: bytes = self._call("gguf_get_val_str", ctypes.c_char_p, index)
        return found.decode("utf-8", "replace")

    def _find(self, key: str) -> ctypes.c_int64 | None:
        index = self._call("gguf_find_key", ctypes.c_int64, key.encode())
        return ctypes.c_int64(index) if index >= 0 else None

    def _call(self, name: str, result: Any, *arguments: Any) -> Any:
        kinds = [ctypes.c_char_p if isinstance(each, bytes) else type(each) for each in arguments]
        return _function(name, result, ctypes.c_void_p, *kinds)(self._pointer, *arguments)
