"""A variant of a model that reads less for each token: its embedding in a smaller type.

The matrix of all tokens is large beside a small model: of Qwen2.5-0.5B in Q4_0 it is four tenths of what a generated
token reads, because it is usually kept in Q8_0. What the smaller type costs in quality was not measured.
"""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import IO, Any

from edge.answerer import Cancel
from edge.catalogue import Model
from edge.catalogue.adding import made
from edge.catalogue.folder import check_space
from edge.engine.requantize import TYPES
from edge.engine.spawn import child_environment
from edge.errors import ModelFileError, UsageError
from edge.paths import Paths, make_private

__all__ = ["TYPES", "requantized", "variant_name"]

Tell = Callable[[int, int], None]
"""Gets the matrices that are done, and those in all."""


def variant_name(model: Model, kind: str) -> str:
    """What the variant is called."""
    return f"{model.name}-embedding-{kind}"


def requantized(model: Model, paths: Paths, kind: str, tell: Tell) -> Model:
    """Make the variant, and put it on the list of models; `kind` is one of TYPES.

    The file is parsed in a process of its own. However this ends early, nothing is left behind. Raises UsageError if
    there is such a variant already or it would be the same, ModelFileError if the file cannot be converted,
    DownloadError if there is no room for it.
    """
    if model.builtin:
        raise UsageError(f"'{model.name}' is so small that there is nothing to gain.")
    make_private(paths.models)
    check_space(model.path.stat().st_size, paths.models)

    def write(out: Path) -> dict[str, Any]:
        said = _convert(model.path, out, kind, model.name, tell)
        return _entry(model, kind, model.quantization or said["quantization"])

    return made(paths, variant_name(model, kind), write, Cancel())


def _entry(model: Model, kind: str, quantization: str) -> dict[str, Any]:
    """What the list of models says of the variant."""
    entry: dict[str, Any] = {
        "title": model.title,
        "template": model.template,
        "context": model.context,
        "quantization": f"{quantization} (embedding {kind.upper()})",
        "about": f"Made here from '{model.name}' on {datetime.now(UTC).date().isoformat()}: its token embedding is in"
        f" {kind.upper()}, all else as it was. How much quality that costs was not measured.",
    }
    if model.license:
        entry["license"] = model.license
    if model.threads:
        entry["threads"] = model.threads
    if model.sampling is not None:
        values = dataclasses.asdict(model.sampling)
        entry["sampling"] = {key: value for key, value in values.items() if value is not None}
    return entry


def _convert(source: Path, out: Path, kind: str, name: str, tell: Tell) -> dict[str, Any]:
    """Write the file; returns what the process that does it says last."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "edge.engine.requantize", str(source), str(out), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=child_environment(os.environ),
        cwd="/",
        start_new_session=True,  # Ctrl-C in the terminal is for us to handle, not for the child
    )
    complaints: deque[str] = deque(maxlen=1)
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    listener = Thread(target=_keep_last, args=(child.stderr, complaints), daemon=True)
    listener.start()
    last: dict[str, Any] = {}
    try:
        for line in child.stdout:
            last = json.loads(line)
            if "done" in last:
                tell(last["done"], last["total"])
        child.wait()
    finally:
        child.kill()
        child.wait()
        listener.join()
        for stream in (child.stdin, child.stdout, child.stderr):
            stream.close()
    if "bytes" not in last:
        said = "".join(complaints)
        why = last.get("why", "the process that converts it ended")
        raise ModelFileError(f"The model '{name}' cannot be made into a variant: {why}{f' ({said})' if said else ''}.")
    return last


def _keep_last(stream: IO[bytes], complaints: deque[str]) -> None:
    for line in stream:
        text = "".join(c if c.isprintable() else " " for c in line.decode("utf-8", "replace"))
        if text.strip():
            complaints.append(" ".join(text.split()).rstrip(".")[:160])
