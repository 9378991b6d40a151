"""A receipt of what was sent: who got how much, when, and what was masked. It holds nothing of what was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast, get_args

from cloud_client.gate import Passed
from cloud_client.masking import Kind

__all__ = ["Receipt"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """One request that left."""

    endpoint: str
    """The endpoint's name."""
    model: str
    """The model that was asked for."""
    bytes: int
    """Of the body, more than 0."""
    sha256: str
    """Of the body, in hex."""
    when: datetime
    """UTC, to the second or finer."""
    masked: Mapping[Kind, int] = field(default_factory=dict)
    """How many different values of each kind were masked."""

    @classmethod
    def of(cls, endpoint: str, passed: Passed, masked: Mapping[Kind, int]) -> Receipt:
        """The receipt for a body that the gate let through to this endpoint."""
        return cls(endpoint, passed.model, passed.bytes, passed.sha256, passed.when, dict(masked))

    def to_json(self) -> dict[str, Any]:
        """The receipt as JSON values."""
        return {
            "endpoint": self.endpoint,
            "model": self.model,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "when": self.when.astimezone(UTC).isoformat(),
            "masked": dict(self.masked),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Receipt:
        """What `to_json` wrote. Raises ValueError for anything else."""
        names = ("endpoint", "model", "sha256", "when")
        masked = data.get("masked")
        if not all(isinstance(data.get(name), str) for name in names) or type(data.get("bytes")) is not int:
            raise ValueError("this is no receipt")
        if not isinstance(masked, dict) or not all(type(count) is int for count in masked.values()):
            raise ValueError("this is no receipt")
        when = datetime.fromisoformat(data["when"])
        if when.tzinfo is None or not masked.keys() <= set(get_args(Kind)):
            raise ValueError("this is no receipt")
        counts = cast("dict[Kind, int]", masked)
        return cls(data["endpoint"], data["model"], data["bytes"], data["sha256"], when, counts)
