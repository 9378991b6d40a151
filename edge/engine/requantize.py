"""Another file from a model's file, in which the token embedding and the output matrix have another type.

Run as `python -P -m edge.engine.requantize SOURCE OUT TYPE`, in a process of its own: it parses a file. It prints one
line of JSON for each matrix that is done, `{"done": n, "total": m}`, and last `{"bytes": n, "quantization": NAME}`,
with the source's, or `{"why": …}`. When its input ends, its parent is gone, and it ends at once.

Every other tensor is copied as it is. llama.cpp would choose types by rules of its own, which change with its versions;
so each tensor is named to it with the type that it has, and afterwards the types in both files are compared.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import sys
import threading
from pathlib import Path
from typing import Any

__all__ = ["CHANGED", "TYPES"]

TYPES = ("q4_0", "q5_0", "q8_0")
"""What the matrices can be made into."""
CHANGED = ("token_embd.weight", "output.weight")
"""The matrices that are: the embedding, and the output where it is not the same matrix."""

_AT_ONCE = 64 << 20
"""Bytes of a matrix that are converted at once."""
_MOST = 1 << 30
"""Bytes that the process may take beside the mapped file."""
_STEP = re.compile(rb"\[ *(\d+)/ *(\d+)\]")
_WARN = 3


class _Failed(Exception):
    """It cannot be done; the text says why, as the end of a sentence."""


def main() -> None:
    """Convert, and say how it went."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def say(**values: Any) -> None:
        out.write(json.dumps(values) + "\n")
        out.flush()

    try:
        source, target, kind = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
        quantization = _convert(source, target, kind, lambda done, total: say(done=done, total=total))
        say(bytes=target.stat().st_size, quantization=quantization)
    except _Failed as error:
        say(why=str(error))


def _convert(source: Path, target: Path, kind: str, tell: Any) -> str:
    """Write the file; returns what the source is in as a whole, as llama.cpp calls it."""
    from edge.engine.bindings import lib
    from edge.engine.bounds import at_most
    from edge.engine.header import matrices_of
    from edge.machine import cores

    @lib.llama_log_callback  # type: ignore[untyped-decorator]
    def log(level: int, text: bytes, _data: object) -> None:
        step = _STEP.match(text or b"")
        if step:
            tell(int(step[1]), int(step[2]))
        elif level >= _WARN and text:
            os.write(2, text)

    lib.llama_log_set(log, ctypes.c_void_p(0))
    had = matrices_of(source)
    if had is None or CHANGED[0] not in had.types:
        raise _Failed("it is damaged, or has no token embedding")
    wanted = getattr(lib, f"GGML_TYPE_{kind.upper()}")
    if all(had.types.get(name, wanted) == wanted for name in CHANGED):
        raise _Failed(f"its embedding is {kind.upper()} already")

    params = lib.llama_model_quantize_default_params()
    params.ftype = had.file_type
    params.nthread = cores().threads
    params.allow_requantize = True
    params.token_embedding_type = params.output_tensor_type = wanted
    params.max_buf_size = _AT_ONCE
    kept = {name: of for name, of in had.types.items() if name not in CHANGED}
    overrides = (lib.llama_model_tensor_override * (len(kept) + 1))()  # the last one stays empty: it ends the list
    for at, (name, of) in enumerate(kept.items()):
        overrides[at].pattern, overrides[at].type = f"^{re.escape(name)}$".encode(), of
    params.tt_overrides = ctypes.cast(overrides, type(params.tt_overrides))
    with at_most(_MOST):
        code = lib.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(params))
    if code != 0:
        raise _Failed("llama.cpp cannot convert it")
    has = matrices_of(target)
    if has is None or has.types != {**kept, **{name: wanted for name in CHANGED if name in had.types}}:
        raise _Failed("llama.cpp would change other matrices of it, too")
    called: bytes = lib.llama_ftype_name(had.file_type) or b"unknown"
    return called.decode("ascii", "replace").removeprefix("(guessed) ")


def _end_with_parent() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
