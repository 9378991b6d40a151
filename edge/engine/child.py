"""The engine's own process: loads one model and writes one reply after the other until its input ends.

Started by `edge.engine.process` as `python -m edge.engine.child FD`, where FD is the shared page. Requests come on
stdin, answers go to what was stdout; both are frames of `edge.engine.frames`. File descriptor 1 then points at stderr,
because llama.cpp prints there. When stdin ends, the parent is gone, and this process ends at once, whatever it does.

Requests: {"op": "load", …} once, then {"op": "generate", "id": n, …}, {"op": "prepare", "id": n, …}, {"op": "save"} and
{"op": "forget"} at will. Before "load", {"op": "expect", …} may say what it will probably be.
Answers: `ready`, `refused` or `load_failed`; for each `generate` `prompt`, `first`, `piece`…, and `done` or `failed`;
for `prepare` `prepared`; for `save` `saved`.
"""

from __future__ import annotations

import dataclasses
import importlib
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edge.engine.frames import FrameWriter, read_frame
from edge.engine.page import SharedPage
from edge.errors import NotEnoughMemoryError

if TYPE_CHECKING:
    from edge.engine.need import Shape
    from edge.engine.plan import Plan
    from edge.engine.resume import Resume
    from edge.engine.serving import Serving
    from edge.engine.vocabulary import Index


@dataclasses.dataclass(frozen=True, slots=True)
class Expected:
    """What was loaded before it was asked for."""

    frame: dict[str, Any]
    loaded: bool
    held: list[dict[str, Any]]
    """What there is to tell when it is asked for."""


class Held:
    """Takes frames and keeps them."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []

    def write(self, frame: dict[str, Any]) -> None:
        """Keep it."""
        self.frames.append(frame)


class Child:
    """The loop, and what it holds between requests."""

    def __init__(self, page: SharedPage, out: FrameWriter) -> None:
        self._watch = page.watch()
        self._out: FrameWriter | Held = out
        self._resume: Resume | None = None
        self._serving: Serving | None = None
        self._waiting: Callable[[], bool] = lambda: False
        self._indexing: Path | None = None
        """Where an index of the vocabulary is to be made, while there is none."""

    def load(self, frame: dict[str, Any]) -> bool:
        """Load the model; tells the parent how it went, and returns whether there is one."""
        begun = time.monotonic()
        from edge.engine import bounds  # only now: llama.cpp takes most of the start
        from edge.engine.cache import Cache
        from edge.engine.gate import Gate
        from edge.engine.llama import Llama, LoadFailed
        from edge.engine.lookup import Worth
        from edge.engine.resume import Resume
        from edge.engine.serving import Serving
        from edge.engine.states import States, identity

        self._indexing = None
        index = self._index(frame)
        try:
            plan = _plan(frame, index.shape if index else None)
            with bounds.loading(plan):
                self._llama = Llama(
                    Path(frame["path"]),
                    n_ctx=plan.n_ctx,
                    n_batch=frame["n_batch"],
                    threads=plan.threads,
                    kv_type=plan.kv_type,
                    mmap=plan.mmap,
                    repack=plan.repack,
                    index=index,
                    alive=self._watch.alive,
                )
        except NotEnoughMemoryError as error:
            self._out.write({"ev": "refused", "why": str(error)})
            return False
        except LoadFailed as error:
            self._out.write({"ev": "load_failed", "why": str(error)})
            return False
        self._cache = Cache(self._llama)
        if not self._set_template(frame["template"]):
            return False
        gate = Gate.of(self._llama)
        worth = None if frame["lookup"] == "off" else Worth(always=frame["lookup"] == "on")
        self._resume = None
        if frame["states"] is not None:
            made = identity(Path(frame["path"]), self._llama.n_ctx, plan.kv_type)
            states = States(self._llama, Path(frame["states"]), made, frame["states_limit"])
            self._resume = Resume(states, self._cache, self._prompts, made)
        self._serving = Serving(
            self._llama,
            self._cache,
            self._prompts,
            self._resume,
            worth,
            gate,
            self._watch,
            tell=lambda answer: self._out.write(answer),  # where to, may change until the first request comes
        )
        facts = self._llama.facts()
        self._out.write(
            {
                "ev": "ready",
                "load_ms": (time.monotonic() - begun) * 1000,
                "description": facts.description,
                "quantization": facts.quantization,
                "parameters": facts.parameters,
                "bytes": facts.bytes,
                "n_ctx": self._llama.n_ctx,
                "gated": gate is not None,
                "plan": plan.to_wire(),
            }
        )
        return True

    def expect(self, frame: dict[str, Any]) -> Expected:
        """Load what will probably be asked for, and tell nobody yet."""
        told, self._out = self._out, Held()
        try:
            loaded = self.load(frame)
        except OSError:  # the file has gone meanwhile
            loaded = False
        held, self._out = self._out, told
        return Expected(frame, loaded, held.frames)

    def confirm(self, expected: Expected, frame: dict[str, Any]) -> bool:
        """Load what is asked for. If that is what was expected, it is there, and only has to be told."""
        if expected.loaded and {**expected.frame, "op": frame["op"]} == frame:
            for held in expected.held:
                self._out.write(held)
            return True
        if expected.loaded:
            self._llama.close()
        return self.load(frame)

    def _index(self, frame: dict[str, Any]) -> Index | None:
        """The index of this model's vocabulary, if one was made and its use is wanted."""
        from edge.engine.template import FILE
        from edge.engine.vocabulary import Index

        self._path = Path(frame["path"])
        if frame["vocabularies"] is None or frame["template"] == FILE:  # a file's own markup is cut by llama.cpp
            return None
        folder = Path(frame["vocabularies"])
        found = Index.open(folder, self._path)
        if found is None:
            self._indexing = folder
        return found

    def _set_template(self, name: str) -> bool:
        """Make prompts in this markup; tells the parent if the file's own cannot be used, and returns whether."""
        from edge.engine.prompt import Prompts
        from edge.engine.template import FILE, TEMPLATES, TemplateFailed
        from edge.engine.tokens import Tokens

        tokens = Tokens(self._llama)
        if name != FILE:
            self._prompts = Prompts(tokens, self._llama.n_ctx, TEMPLATES[name])
            return True
        from edge.engine.rendered import RenderedPrompts  # and with it jinja2, only where it is needed

        try:
            self._prompts = RenderedPrompts.of(self._llama, tokens, self._watch.tick)
        except TemplateFailed as error:
            self._out.write({"ev": "load_failed", "why": str(error), "template": True})
            return False
        return True

    def save(self) -> None:
        """Save the conversation's state and an index of the vocabulary, unless a request comes meanwhile."""
        size = self._resume.save(self._watch.tick, self._waiting) if self._resume is not None else 0
        if self._indexing is not None:
            from edge.engine import header
            from edge.engine.vocabulary.making import make

            shape = header.shape_of(self._path)
            if make(self._indexing, self._path, shape, self._llama, self._watch.tick, self._waiting) is not None:
                self._indexing = None
        self._out.write({"ev": "saved", "bytes": size})

    def forget(self) -> None:
        """Empty the cache and everything that was kept beside it."""
        self._cache.clear()
        self._prompts.clear()
        if self._resume is not None:
            self._resume.clear()

    def serve(self, requests: queue.SimpleQueue[dict[str, Any]]) -> None:
        """Answer requests without end."""
        assert self._serving is not None  # there is a model
        self._waiting = lambda: not requests.empty()
        while True:
            frame = requests.get()
            match frame["op"]:
                case "save":
                    self.save()
                case "forget":
                    self.forget()
                case "prepare":
                    self._serving.prepare(frame)
                case _:
                    self._serving.reply(frame)


def _plan(frame: dict[str, Any], known: Shape | None) -> Plan:
    """How to run the model on this machine as it is now, if need be with the shape that is known from before.

    Raises NotEnoughMemoryError if it does not fit.
    """
    from edge.engine import plan
    from edge.engine.options import Options
    from edge.machine import cores, memory

    options, path = Options.from_wire(frame), Path(frame["path"])
    shape = options.shape or known
    if shape is None:
        from edge.engine.header import shape_of

        shape = shape_of(path)
    made = plan.plan(options, shape, cores(), memory().available)
    if options.check_memory:
        plan.check(made, path.name)
    return made


def _requests() -> queue.SimpleQueue[dict[str, Any]]:
    """Requests as they come. The thread that reads them ends the process when the input ends."""
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def read() -> None:
        stream = os.fdopen(0, "rb")
        while (frame := read_frame(stream)) is not None:
            requests.put(frame)
        os._exit(0)

    threading.Thread(target=read, name="requests", daemon=True).start()
    return requests


def _import_ahead() -> None:
    """What loading and answering need, while the parent is still making up its mind."""
    for name in ("bounds", "gate", "llama", "plan", "prompt", "resume", "serving", "tokens", "vocabulary"):
        importlib.import_module(f"edge.engine.{name}")


def main() -> None:
    """Run until stdin ends."""
    out = os.dup(1)
    os.dup2(2, 1)
    child = Child(SharedPage(int(sys.argv[1])), FrameWriter(out))
    requests = _requests()
    _import_ahead()
    frame = requests.get()
    if frame["op"] == "expect":
        expected, frame = child.expect(frame), requests.get()
        loaded = child.confirm(expected, frame)
    else:
        loaded = child.load(frame)
    if loaded:
        child.serve(requests)


if __name__ == "__main__":
    main()
