"""The engine's process as seen from ours: started, talked to, watched, ended.

It can abort, hang, run out of memory or be killed; none of that may reach us but as an error with a sentence. It gets
an environment without secrets, pipes and no network, and it never outlives us: its input ends when we do.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.answerer import Cancel
from edge.engine.frames import FrameWriter, read_frame
from edge.engine.options import Options
from edge.engine.spawn import spawn
from edge.errors import EdgeError, EngineDiedError, EngineHungError, ModelFileError, NotEnoughMemoryError

__all__ = ["EngineProcess", "Options", "Ready"]

SILENCE = 1.5
"""Seconds without a beat while it computes, after which the child counts as hung. One node of the graph, the most
that lies between two beats, takes well below this even on a weak board (a batch of 512 tokens: some 0.5 s)."""

LOADING_SILENCE = 30.0
"""The same while it loads: between two beats lies the reading of one tensor, 136 MB at most in the models we know,
from a card that may give 10 MB a second."""

SAVING_SILENCE = 20.0
"""The same while it saves: writing one block of 1 MB, and at the end all of it to a slow card."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What the child says of the model that it loaded."""

    load_ms: float
    description: str
    quantization: str
    parameters: int
    bytes: int
    n_ctx: int
    gated: bool
    plan: dict[str, Any]
    """How it runs the model, and why: `edge.engine.plan.Plan` as JSON values."""


class EngineProcess:
    """One child with one model. After it died or hung it is of no use: make another one."""

    def __init__(self, model: Path, options: Options) -> None:
        """Start the child and let it load; `wait_ready` tells how that went. Raises ModelFileError.

        Only the file's presence and permission are looked at here: this process never parses a model's file.
        """
        _check_file(model)
        self._model = model
        self.loading = {**options.to_wire(), "path": str(model)}
        """What the child is told to load, and how."""
        spawned = spawn()
        self._child, self._page = spawned.child, spawned.page
        self._frames: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._stderr: deque[str] = deque(maxlen=40)
        self._requests = 0
        self._ready: Ready | None = None
        self._failure: EdgeError | None = None
        self._loading = threading.Lock()
        self._ended = threading.Event()
        assert self._child.stdin is not None
        self._writer = FrameWriter(os.dup(self._child.stdin.fileno()))
        self._child.stdin.close()
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._listen)]
        for thread in self._threads:
            thread.start()
        with contextlib.suppress(OSError):  # it is gone already: the next wait says so
            self._writer.write({**self.loading, "op": "load"})

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    @property
    def ready(self) -> Ready | None:
        """What it loaded, once it has."""
        return self._ready

    @property
    def alive(self) -> bool:
        """Whether the child is there, and has loaded its model or still may."""
        return not self._ended.is_set() and self._failure is None

    def wait_ready(self, cancel: Cancel) -> Ready | None:
        """Wait until the model is loaded; None when `cancel` was set before (the loading goes on).

        Raises ModelFileError if the file is no good or loading it ended the child, NotEnoughMemoryError if the model
        does not fit, EngineHungError if the child hangs.
        """
        while not self._loading.acquire(timeout=0.05):  # another thread waits for the same: only one may take frames
            if cancel.is_set():
                return None
        try:
            if self._failure is not None:
                raise type(self._failure)(str(self._failure))
            if self._ready is None:
                self._ready = self._loaded(cancel)
            return self._ready
        except EdgeError as error:
            self._failure = error
            raise
        finally:
            self._loading.release()

    def _loaded(self, cancel: Cancel) -> Ready | None:
        """What `wait_ready` waits for, for the one thread that takes the frames."""
        cancel.on_set(lambda: self._frames.put({"ev": "woken"}))
        for frame in self._watched(LOADING_SILENCE):
            if cancel.is_set():
                self._frames.put(frame)
                return None
            if frame["ev"] == "ready":
                return _ready(frame)
            if frame["ev"] == "refused":
                raise NotEnoughMemoryError(frame["why"])
            if frame.get("template"):
                raise ModelFileError(
                    f"The chat template in {self._model} cannot be used: {frame['why']}. Remove the model from the"
                    " list and add it again without '--template file'."
                )
            if frame["ev"] in {"load_failed", "ended"}:
                raise ModelFileError(
                    f"The model file {self._model} cannot be loaded: it is damaged, or not a GGUF model"
                    f"{self._last_words()}. Fetch it anew, or choose another with --model."
                )
        raise AssertionError("frames come until the child ends")

    def generate(self, request: dict[str, Any], cancel: Cancel) -> Iterator[dict[str, Any]]:
        """Send a request (without `op` and `id`) and yield its frames; the last is `done` or `failed`.

        When `cancel` is set, `done` comes within 100 ms. Raises EngineDiedError or EngineHungError within 2 s of the
        event. Closing the iterator early cancels.
        """
        return self._asked("generate", request, cancel)

    def prepare(self, request: dict[str, Any], cancel: Cancel) -> None:
        """Let the child evaluate the prompt of a request, so that `generate` with the same one begins at once.

        Returns when it has, or within 100 ms when `cancel` is set; what was evaluated by then is kept. What is wrong
        with the request is not told. Raises EngineDiedError or EngineHungError within 2 s of the event.
        """
        for _ in self._asked("prepare", request, cancel):
            pass

    def _asked(self, op: str, request: dict[str, Any], cancel: Cancel) -> Iterator[dict[str, Any]]:
        """Send a request and yield its frames."""
        self._requests += 1
        number = self._requests
        finished = False
        cancel.on_set(lambda: self._page.cancel(number))
        try:
            try:
                self._writer.write({**request, "op": op, "id": number})
            except OSError:
                raise self._died() from None
            for frame in self._watched(SILENCE):
                if frame["ev"] == "ended":
                    raise self._died()
                if frame.get("id") != number:
                    continue
                finished = frame["ev"] in {"done", "failed", "prepared"}
                yield frame
                if finished:
                    return
        finally:
            if not finished:
                self._page.cancel(number)

    def save(self) -> int:
        """Let the child save the conversation's state, if that pays; returns the bytes written.

        Not while a request is under way. Raises EngineDiedError or EngineHungError.
        """
        try:
            self._writer.write({"op": "save"})
        except OSError:
            raise self._died() from None
        for frame in self._watched(SAVING_SILENCE):
            if frame["ev"] == "ended":
                raise self._died()
            if frame["ev"] == "saved":
                return int(frame["bytes"])
        raise AssertionError("frames come until the child ends")

    def forget(self) -> None:
        """Let the child empty its cache."""
        with contextlib.suppress(OSError):  # a child that is gone has forgotten
            self._writer.write({"op": "forget"})

    def close(self) -> None:
        """End the child, and let go of everything; calling it again does nothing."""
        self._writer.close()
        try:
            self._child.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._child.stdout, self._child.stderr):
            if stream is not None:
                stream.close()
        self._page.close()

    def _watched(self, silence: float) -> Iterator[dict[str, Any]]:
        """Frames as they come. Raises EngineHungError after `silence` seconds without a frame or a beat."""
        beat, since = self._page.beat, time.monotonic()
        looked = since
        while True:
            try:
                yield self._frames.get(timeout=0.1)
                since = looked = time.monotonic()
                continue
            except queue.Empty:
                pass
            now = time.monotonic()
            if self._page.beat != beat or now - looked > 1:  # we ourselves were held up: its silence proves nothing
                beat, since = self._page.beat, now
            looked = now
            if now - since > silence:
                self._child.kill()
                raise EngineHungError("The engine gave no sign of life and was ended; a new one is started.")

    def _died(self) -> EngineDiedError:
        code = self._child.wait()
        how = f"ended with code {code}"
        if code < 0:
            try:
                how = f"was ended by {signal.Signals(-code).name}"
            except ValueError:
                how = f"was ended by signal {-code}"
        hint = " (out of memory?)" if code == -signal.SIGKILL else self._last_words()
        return EngineDiedError(f"The engine {how}{hint}; a new one is started.")

    def _last_words(self) -> str:
        """The last line that it printed and that says something, for a sentence.

        Names out of a model's file stand in such lines: what could move a terminal's cursor is left out.
        """
        printable = ("".join(c if c.isprintable() else " " for c in line) for line in reversed(self._stderr))
        lines = [" ".join(line.split()).rstrip(".") for line in printable if line.strip()]
        line = next((line for line in lines if "failed to load model" not in line), "".join(lines[:1]))
        line = re.sub(r"/\S*/", "", line)  # folders, also of the machine on which llama.cpp was compiled
        return f" ({line[:160]})" if line else ""

    def _read(self) -> None:
        assert self._child.stdout is not None
        while (frame := read_frame(self._child.stdout)) is not None:
            if frame.get("ev") == "ready":
                self._ready = _ready(frame)  # also where nobody waits for it, as after a child that died
            self._frames.put(frame)
        self._child.kill()  # what is no frame comes from a broken child
        self._child.wait()
        self._ended.set()
        self._frames.put({"ev": "ended"})

    def _listen(self) -> None:
        assert self._child.stderr is not None
        for line in self._child.stderr:
            self._stderr.append(line.decode("utf-8", "replace"))


def _ready(frame: dict[str, Any]) -> Ready:
    return Ready(**{name: value for name, value in frame.items() if name != "ev"})


def _check_file(model: Path) -> None:
    """Raises ModelFileError with the reason if the file cannot even be opened."""
    advice = "Choose another with --model, or fetch it anew."
    if model.is_dir():
        raise ModelFileError(f"The model {model} is a folder, not a GGUF file. {advice}")
    try:
        with model.open("rb"):
            size = model.stat().st_size
    except OSError as error:
        raise ModelFileError(f"The model file {model} cannot be read: {error.strerror}. {advice}") from None
    if size == 0:
        raise ModelFileError(f"The model file {model} is empty. {advice}")
