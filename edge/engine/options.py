"""How the child is wanted to run its model. What is left open, the child settles when it loads: `edge.engine.plan`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from edge.engine.need import KvType, Shape

__all__ = ["Options", "Switch"]

Switch = Literal["auto", "on", "off"]

_FOLDERS = ("states", "vocabularies")


@dataclass(frozen=True, slots=True)
class Options:
    """What is wanted of the child. Two that differ in `check_memory` only are equal: a loaded model serves both."""

    n_ctx: int
    """Tokens of context."""
    n_batch: int = 512
    lookup: Switch = "auto"
    """Lookup speculation: when it pays, wherever there is a guess, or never."""
    threads: int = 0
    """0 takes the cores that suit."""
    threads_why: str = dataclasses.field(default="as set", compare=False)
    """Where a number of threads other than 0 comes from."""
    template: str = "chatml"
    """The markup around messages: a name of `edge.engine.template`."""
    states: Path | None = None
    """Folder for saved states; None saves none."""
    states_limit: int = 64_000_000
    """The most bytes of one."""
    vocabularies: Path | None = dataclasses.field(default=None, compare=False)
    """Folder for the index of the vocabulary (`edge.engine.vocabulary`); None makes and uses none."""
    fixed_context: bool = True
    """Whether the context may not be made smaller where memory is short."""
    kv_type: KvType | Literal["auto"] = "auto"
    kv_type_why: str = dataclasses.field(default="engine.kv_type", compare=False)
    """Where a `kv_type` other than "auto" comes from."""
    mmap: Switch = "auto"
    """Whether the file is mapped; else it is read."""
    repack: Switch = "auto"
    """Whether matrices are copied into the form that is fastest here."""
    shape: Shape | None = None
    """What the model costs, where the catalogue knows; else the child looks into the file."""
    check_memory: bool = dataclasses.field(default=True, compare=False)
    """Whether it is refused when even the least does not fit."""

    def to_wire(self) -> dict[str, Any]:
        """As JSON values."""
        folders = {name: str(folder) if folder else None for name in _FOLDERS for folder in (getattr(self, name),)}
        return {**dataclasses.asdict(self), **folders}

    @classmethod
    def from_wire(cls, values: Mapping[str, Any]) -> Options:
        """What `to_wire` wrote; other keys are ignored."""
        known = {field.name: values[field.name] for field in dataclasses.fields(cls)}
        known |= {name: Path(known[name]) if known[name] else None for name in _FOLDERS}
        known["shape"] = Shape(**known["shape"]) if known["shape"] else None
        return cls(**known)
