"""The exported file as a device runs it: real llama.cpp through its low-level calls, with the gate, greedy.

On purpose not the project's engine: what is measured here is the file, in the prompt format that it was trained on.
"""

import ctypes
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np

from builtin.gate import Reading
from builtin.markup import CLASS_PREFIX, IM_END, IM_START
from builtin.patterns import UNSURE

LONGEST_REPLY = 96


@dataclass(frozen=True)
class Turn:
    """One earlier turn of a conversation."""

    asked: str
    label: tuple[str, str] | None
    """The class token whose id was kept; None where another model wrote the answer, or only its text was kept."""
    answered: str


class Runner:
    """One loaded file; use it as a context manager."""

    def __init__(self, path: Path, context: int = 1024) -> None:
        llama_cpp.llama_backend_init()
        llama_cpp.llama_log_set(_say_nothing, ctypes.c_void_p(0))
        parameters = llama_cpp.llama_model_default_params()
        parameters.n_gpu_layers = 0
        self._model = llama_cpp.llama_model_load_from_file(str(path).encode(), parameters)
        if not self._model:
            raise ValueError(f"llama.cpp cannot read {path}")
        of_context = llama_cpp.llama_context_default_params()
        of_context.n_ctx = of_context.n_batch = context
        of_context.n_threads = of_context.n_threads_batch = 1
        self._context = llama_cpp.llama_init_from_model(self._model, of_context)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self.size = llama_cpp.llama_vocab_n_tokens(self._vocab)
        texts = [llama_cpp.llama_vocab_get_text(self._vocab, at).decode() for at in range(self.size)]
        self._start, self._end = texts.index(IM_START), texts.index(IM_END)
        self._classes: dict[tuple[str, str], int] = {}
        for at, text in enumerate(texts):
            if text.startswith(CLASS_PREFIX):
                name, lang = text.removeprefix(CLASS_PREFIX).removesuffix("|>").split(":")
                self._classes[name, lang] = at
        self._labels = [label for label in self._classes if label[0] != UNSURE]

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *error: object) -> None:
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    def metadata(self, key: str) -> str:
        """One value of the file's metadata as text; empty when it is missing."""
        buffer = ctypes.create_string_buffer(256)
        length = llama_cpp.llama_model_meta_val_str(self._model, key.encode(), buffer, len(buffer))
        return buffer.value.decode() if length >= 0 else ""

    def tokenize(self, text: str) -> list[int]:
        """llama.cpp's ids of plain text: nothing in it becomes a control token."""
        raw = text.encode()
        ids = (llama_cpp.llama_token * (len(raw) + 8))()
        count = llama_cpp.llama_tokenize(self._vocab, raw, len(raw), ids, len(ids), False, False)
        return list(ids[:count])

    def prompt(self, text: str, system: str, history: Sequence[Turn] = ()) -> list[int]:
        """ChatML around one message, up to where the reply begins."""
        end = [self._end, *self.tokenize("\n")]
        assistant = [self._start, *self.tokenize("assistant\n")]
        ids = [self._start, *self.tokenize("system\n"), *self.tokenize(system), *end] if system else []
        for turn in history:
            said = [self._classes[turn.label]] if turn.label else []
            ids += [self._start, *self.tokenize("user\n"), *self.tokenize(turn.asked), *end]
            ids += [*assistant, *said, *self.tokenize(turn.answered), *end]
        return [*ids, self._start, *self.tokenize("user\n"), *self.tokenize(text), *end, *assistant]

    def read(self, prompt: list[int]) -> Reading:
        """Evaluate `prompt` in an empty cache; the softmax over the class tokens, `unsure` left out."""
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)
        self._decode(prompt)
        logits = llama_cpp.llama_get_logits_ith(self._context, -1)
        found = [logits[self._classes[label]] for label in self._labels]
        top = max(found)
        shares = [math.exp(one - top) for one in found]
        total = sum(shares)
        return Reading.of(self._labels, [one / total for one in shares])

    def say(self, label: tuple[str, str]) -> str:
        """Continue greedily behind the class token of `label`, to the end of the reply."""
        token, pieces = self._classes[label], b""
        for _ in range(LONGEST_REPLY):
            self._decode([token])
            logits = llama_cpp.llama_get_logits_ith(self._context, -1)
            token = int(np.ctypeslib.as_array(logits, shape=(self.size,)).argmax())
            if token == self._end:
                break
            buffer = ctypes.create_string_buffer(64)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
            pieces += buffer.raw[:length]
        return pieces.decode(errors="replace")

    def _decode(self, tokens: list[int]) -> None:
        array = (llama_cpp.llama_token * len(tokens))(*tokens)
        if llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(array, len(tokens))):
            raise RuntimeError("llama_decode failed")


@llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]
def _say_nothing(level: int, text: bytes, data: ctypes.c_void_p) -> None:
    """Keep llama.cpp's log off the terminal."""
