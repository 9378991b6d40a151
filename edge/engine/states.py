"""Saved states: what the KV cache holds of a conversation, and of the system prompt alone, kept on disk.

A restart then costs reading a file instead of evaluating the conversation again (12.3 MB for 1,000 tokens of
Qwen2.5-0.5B, against a second on a fast CPU and a minute on a weak board). A file is whole or it is not there: it is
written under another name, checksummed, and renamed. llama.cpp ends the process when it gets a cut state, so length
and checksum are looked at before it sees one.

The files hold the conversation's tokens in clear. They are bounded in size, one for the last conversation and one for
the system prompt, readable by this user only, and `forget` erases them.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from edge.engine.bindings import lib
from edge.engine.llama import Llama
from edge.engine.need import KvType

__all__ = ["Interrupted", "State", "States", "identity"]

_MAGIC = b"edge state 2\n"
_BLOCK = 1 << 20
_LONGEST_HEADER = 64 << 20


class Interrupted(Exception):
    """There is something better to do than to write a file."""


@dataclass(frozen=True, slots=True)
class State:
    """What a file says of the state in it."""

    identity: str
    """The model's file, llama.cpp's build, the context and its KV cache's type: a state fits only these."""
    conversation: str
    tokens: list[int]
    """What is in the cache, in order."""
    replies: dict[str, list[int]] = field(default_factory=dict)
    """Token ids of the conversation's replies by uid."""
    texts: dict[str, str] = field(default_factory=dict)
    """The text that they stand for, by uid."""
    first_kept: str | None = None
    """The message with which the prompt begins, where older turns were dropped."""


class States:
    """The saved states in one folder, for one loaded model."""

    def __init__(self, llama: Llama, folder: Path, identity: str, limit: int) -> None:
        """`limit` is the most bytes that one state may have on disk."""
        self._llama = llama
        self._folder = folder
        self._identity = identity
        self._limit = limit

    def save(self, name: str, state: State, tick: Callable[[], None], busy: Callable[[], bool]) -> int:
        """Write the sequence's state under `name`; returns its bytes, 0 if it is over the limit or cannot be written.

        Raises Interrupted, and leaves what was there before, when `busy()` says so between two blocks.
        """
        size = int(lib.llama_state_seq_get_size(self._llama.context, 0))
        if size > self._limit:
            return 0
        data = (ctypes.c_uint8 * size)()
        if lib.llama_state_seq_get_data(self._llama.context, data, size, 0) != size:
            return 0
        header = json.dumps(asdict(state)).encode() + b"\n"
        part = self._folder / f"{name}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                digest = hashlib.blake2b()
                file.write(_MAGIC + b"0" * 2 * digest.digest_size + b"\n")
                for block in (header, *_blocks(memoryview(data))):
                    if busy():
                        raise Interrupted
                    file.write(block)
                    digest.update(block)
                    tick()
                file.seek(len(_MAGIC))
                file.write(digest.hexdigest().encode())
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._folder / f"{name}.state")
        except OSError:
            size = 0
        finally:
            with contextlib.suppress(OSError):
                part.unlink()
        return size

    def read(self, name: str) -> tuple[State, bytes] | None:
        """The state of that name, if it is whole and fits this model; a file that is neither is removed."""
        path = self._folder / f"{name}.state"
        try:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    raise ValueError
                checksum = file.readline(256).strip().decode("ascii")
                header = file.readline(_LONGEST_HEADER)
                data = file.read(self._limit + 1)
            if hashlib.blake2b(header + data).hexdigest() != checksum:
                raise ValueError
            state = State(**json.loads(header))
            if state.identity != self._identity:
                raise ValueError
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        return state, data

    def restore(self, state: State, data: bytes) -> bool:
        """Put a state that `read` gave into the empty cache."""
        buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        read = lib.llama_state_seq_set_data(self._llama.context, buffer, len(data), 0)
        if read == len(data) and self._llama.cached() == len(state.tokens):
            return True
        self._llama.cut(0)
        return False


def identity(model: Path, n_ctx: int, kv_type: KvType) -> str:
    """What a state has to be made with to fit: the model's file, llama.cpp, the context and its KV cache's type."""
    about = model.stat()
    build = Path(lib.__file__).stat().st_mtime_ns
    made = f"{model}:{about.st_size}:{about.st_mtime_ns}:{n_ctx}:{kv_type}:{build}"
    return hashlib.blake2b(made.encode(), digest_size=16).hexdigest()


def _blocks(data: memoryview) -> Iterable[bytes]:
    return (bytes(data[start : start + _BLOCK]) for start in range(0, len(data), _BLOCK))
