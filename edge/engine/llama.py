"""llama.cpp as the child uses it: a thin, typed skin over the low-level calls of llama-cpp-python.

Only the child imports this: a damaged file, a failed assertion or a lack of memory ends the process that does.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.engine.bindings import lib
from edge.engine.need import KvType
from edge.engine.vocabulary import Index

__all__ = ["Aborted", "Llama", "LoadFailed", "NoRoom"]

_WARN = 3
_CANNOT_FIND_ROOM = 1
_ABORTED = 2


class LoadFailed(Exception):
    """llama.cpp would not load the file."""


class Aborted(Exception):
    """The computation was stopped by the abort callback."""


class NoRoom(Exception):
    """The KV cache has no room for the batch; it is as it was before."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself."""

    description: str
    quantization: str
    parameters: int
    bytes: int
    n_vocab: int
    n_ctx_train: int


@lib.llama_log_callback  # type: ignore[untyped-decorator]
def _log(level: int, text: bytes, _data: object) -> None:
    """Warnings and errors go to stderr, which the parent keeps the end of."""
    if level >= _WARN and text and _EXPECTED not in text:
        os.write(2, text)


_EXPECTED = b"dummy tokens"
"""In the warning that a file is loaded without its vocabulary."""


class Llama:
    """One model and one context with one sequence.

    `alive` is called with one argument from inside loading and computing, some 500 times a token; when it returns True
    during computing, that ends.
    """

    def __init__(
        self,
        path: Path,
        *,
        n_ctx: int,
        n_batch: int,
        threads: int,
        kv_type: KvType = "f16",
        mmap: bool = True,
        repack: bool = True,
        index: Index | None = None,
        alive: Callable[[object], bool],
    ) -> None:
        """With an index of its vocabulary, llama.cpp loads its own only when something is asked that only it knows."""
        lib.llama_log_set(_log, ctypes.c_void_p(0))
        lib.llama_backend_init()

        def progress(_share: float, _data: object) -> bool:
            alive(None)
            return True

        # ctypes keeps no reference to a callback that C holds
        self._progress = lib.llama_progress_callback(progress)
        self._abort = lib.ggml_abort_callback(alive)
        model_params = lib.llama_model_default_params()
        model_params.n_gpu_layers = 0
        model_params.load_mode = lib.LLAMA_LOAD_MODE_MMAP if mmap else lib.LLAMA_LOAD_MODE_NONE
        model_params.use_extra_bufts = repack
        model_params.progress_callback = self._progress
        self._path = path
        self._index = index
        self._room = ctypes.create_string_buffer(64)
        if index is not None:
            overrides = _without_vocabulary(index)  # ctypes does not keep what it points at
            model_params.kv_overrides = overrides
        self._model = lib.llama_model_load_from_file(os.fsencode(path), model_params)
        if not self._model:
            raise LoadFailed("llama.cpp could not read it as a model")
        self._vocab = lib.llama_model_get_vocab(self._model) if index is None else None
        self.n_vocab = index.n_vocab if index else int(lib.llama_vocab_n_tokens(self._vocab))
        trained = int(lib.llama_model_n_ctx_train(self._model))
        params = lib.llama_context_default_params()
        params.n_ctx = min(n_ctx, trained) if trained else n_ctx
        params.n_batch = params.n_ubatch = min(n_batch, params.n_ctx)
        params.n_seq_max = 1
        params.n_threads = params.n_threads_batch = threads
        # A V cache in q8_0 needs flash attention, which llama.cpp then turns on; it stays its own choice otherwise.
        params.type_k = params.type_v = lib.GGML_TYPE_Q8_0 if kv_type == "q8_0" else lib.GGML_TYPE_F16
        params.no_perf = True
        params.abort_callback = self._abort
        self.context = lib.llama_init_from_model(self._model, params)
        if not self.context:
            raise LoadFailed("llama.cpp could not make a context for it")
        self.memory = lib.llama_get_memory(self.context)
        self.n_ctx = int(lib.llama_n_ctx(self.context))
        self.n_batch = int(lib.llama_n_batch(self.context))
        self.can_shift = bool(lib.llama_memory_can_shift(self.memory))

    def close(self) -> None:
        """Give back the context and the model; nothing works any more afterwards."""
        lib.llama_free(self.context)
        lib.llama_model_free(self._model)

    @property
    def vocab(self) -> Any:
        """llama.cpp's vocabulary. Where there is an index it is loaded now, which takes as long as a start without."""
        if self._vocab is None:
            params = lib.llama_model_default_params()
            params.vocab_only = True
            params.progress_callback = self._progress
            model = lib.llama_model_load_from_file(os.fsencode(self._path), params)
            if not model:
                raise RuntimeError("the vocabulary of the model's file could not be read any more")
            self._vocab = lib.llama_model_get_vocab(model)
        return self._vocab

    def facts(self) -> Facts:
        """What the file says of itself."""
        buffer = ctypes.create_string_buffer(256)
        lib.llama_model_desc(self._model, buffer, 256)
        ftype = lib.llama_ftype_name(lib.llama_model_ftype(self._model)) or b"unknown"
        return Facts(
            description=buffer.value.decode("utf-8", "replace"),
            quantization=ftype.decode("ascii", "replace").removeprefix("(guessed) "),
            parameters=int(lib.llama_model_n_params(self._model)),
            bytes=int(lib.llama_model_size(self._model)),
            n_vocab=self.n_vocab,
            n_ctx_train=int(lib.llama_model_n_ctx_train(self._model)),
        )

    def meta(self, key: str) -> str | None:
        """A value of the file's metadata as text, or None."""
        buffer = ctypes.create_string_buffer(512)
        size = lib.llama_model_meta_val_str(self._model, key.encode(), buffer, 512)
        return buffer.value.decode("utf-8", "replace") if size >= 0 else None

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """Token ids of `text`. Only with `special` can the text of a special token become that token."""
        if self._index is not None and (ids := self._index.tokenize(text, special=special)) is not None:
            return ids
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            buffer = (lib.llama_token * room)()
            n = lib.llama_tokenize(self.vocab, data, len(data), buffer, room, False, special)
            if n >= 0:
                return list(buffer[:n])
            room = -n

    def piece(self, token: int) -> bytes:
        """The bytes of a token, which may end in the middle of a character; b"" for special tokens."""
        if self._index is not None:
            return self._index.piece(token)
        while True:
            n = lib.llama_token_to_piece(self.vocab, token, self._room, len(self._room), 0, False)
            if n >= 0:
                return self._room.raw[:n]
            self._room = ctypes.create_string_buffer(-n)

    def token_text(self, token: int) -> str:
        """The token as the vocabulary writes it, special ones too."""
        if self._index is not None and (known := self._index.special(token)) is not None:
            return known.text
        text: bytes = lib.llama_vocab_get_text(self.vocab, token)
        return text.decode("utf-8", "replace")

    def chat_template(self) -> str | None:
        """The Jinja program in the file, or None."""
        source: bytes | None = lib.llama_model_chat_template(self._model, None)
        return source.decode("utf-8", "replace") if source else None

    def begin_and_end(self) -> tuple[int | None, int | None, bool]:
        """The tokens that begin and end a text, where the vocabulary has them, and whether it wants the first one."""
        if self._index is not None:
            return self._index.begin_and_end
        bos, eos = (int(ask(self.vocab)) for ask in (lib.llama_vocab_bos, lib.llama_vocab_eos))
        wanted = bool(lib.llama_vocab_get_add_bos(self.vocab))
        return (bos if bos >= 0 else None), (eos if eos >= 0 else None), wanted

    def is_control(self, token: int) -> bool:
        """Whether it is a special token."""
        if self._index is not None:
            return (known := self._index.special(token)) is not None and known.control
        return bool(lib.llama_vocab_is_control(self.vocab, token))

    def is_normal(self, token: int) -> bool:
        """Whether it is a token of ordinary text."""
        return bool(lib.llama_vocab_get_attr(self.vocab, token) & lib.LLAMA_TOKEN_ATTR_NORMAL)

    def is_unused(self, token: int) -> bool:
        """Whether nothing ever becomes this token."""
        return bool(lib.llama_vocab_get_attr(self.vocab, token) & lib.LLAMA_TOKEN_ATTR_UNUSED)

    def is_end(self, token: int) -> bool:
        """Whether it ends a reply."""
        if self._index is not None:
            return (known := self._index.special(token)) is not None and known.end
        return bool(lib.llama_vocab_is_eog(self.vocab, token))

    def decode(self, tokens: Sequence[int], *, logits_from: int = -1) -> None:
        """Evaluate tokens behind what is cached. Afterwards there are logits behind each token of the batch from
        `logits_from` on (-1: behind the last one only), under its index in the batch; -1 is always the last.

        At most `n_batch` tokens. Raises Aborted, NoRoom, or RuntimeError for anything else.
        """
        n = len(tokens)
        array = (lib.llama_token * n)(*tokens)
        batch = lib.llama_batch_get_one(array, n)
        if 0 <= logits_from < n - 1:
            flags = (ctypes.c_int8 * n)(*(at >= logits_from for at in range(n)))
            batch.logits = flags
        code = lib.llama_decode(self.context, batch)
        if code == _ABORTED:
            raise Aborted
        if code == _CANNOT_FIND_ROOM:
            raise NoRoom
        if code != 0:
            raise RuntimeError(f"llama_decode returned {code}")

    def cached(self) -> int:
        """How many tokens the KV cache holds; after an abort, the finished sub-batches are among them."""
        return int(lib.llama_memory_seq_pos_max(self.memory, 0)) + 1

    def cut(self, start: int) -> None:
        """Remove everything from position `start` on."""
        if start <= 0:
            lib.llama_memory_clear(self.memory, False)
        elif not lib.llama_memory_seq_rm(self.memory, 0, start, -1):
            raise RuntimeError("the KV cache would not be cut")

    def remove(self, start: int, end: int) -> None:
        """Remove positions [start, end) and move what follows up; needs `can_shift`."""
        lib.llama_memory_seq_rm(self.memory, 0, start, end)
        lib.llama_memory_seq_add(self.memory, 0, end, -1, start - end)

    def logits(self) -> Any:
        """The logits of the last token, an array of n_vocab floats in C's memory, valid until the next decode."""
        pointer = lib.llama_get_logits_ith(self.context, -1)
        return ctypes.cast(pointer, ctypes.POINTER(ctypes.c_float * self.n_vocab)).contents


def _without_vocabulary(index: Index) -> Any:
    """Overrides of the file's metadata under which llama.cpp reads no vocabulary, and knows its size."""
    overrides = (lib.llama_model_kv_override * 3)()  # the last one, without a key, ends them
    overrides[0].key = b"tokenizer.ggml.model"
    overrides[0].tag = lib.LLAMA_KV_OVERRIDE_TYPE_STR
    overrides[0].value.val_str = b"no_vocab"
    overrides[1].key = f"{index.architecture}.vocab_size".encode()
    overrides[1].tag = lib.LLAMA_KV_OVERRIDE_TYPE_INT
    overrides[1].value.val_i64 = index.n_vocab
    return overrides
