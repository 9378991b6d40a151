"""Everything that a run found, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from edge.bench.measure import Measure

__all__ = ["Report"]


@dataclass(frozen=True, slots=True)
class Report:
    """One run."""

    command: str
    """As it was typed."""
    machine: dict[str, Any]
    versions: dict[str, str]
    model: dict[str, Any]
    """Name, file, bytes, quantization, context, threads."""
    repeat: int
    measures: Sequence[Measure]

    def __getitem__(self, key: str) -> Measure:
        """The measure of that key. Raises KeyError."""
        for measure in self.measures:
            if measure.key == key:
                return measure
        raise KeyError(key)

    def to_json(self) -> dict[str, Any]:
        """One object with every sample."""
        return {
            "command": self.command,
            "machine": self.machine,
            "versions": self.versions,
            "model": self.model,
            "repeat": self.repeat,
            "measures": {measure.key: measure.to_json() for measure in self.measures},
        }
