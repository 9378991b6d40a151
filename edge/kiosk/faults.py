"""What is wrong in an integrator's files: every fault, with the file and the line it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from edge.errors import SettingsError

__all__ = ["Fault", "Faults", "KioskFileError"]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that has to be mended."""

    file: Path
    line: int
    """From 1; 0 where it is the whole file."""
    text: str
    """What is wrong and what to do, as one sentence."""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else str(self.file)
        return f"{place}: {self.text}"


class KioskFileError(SettingsError):
    """`kiosk.toml`, or a sentence file that it names, says what cannot be; its text is the first fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        more = len(faults) - 1
        rest = f" ({more} more: 'edge kiosk check' lists all.)" if more else ""
        super().__init__(f"{faults[0]}{rest}")
        self.faults = faults


@dataclass(slots=True)
class Faults:
    """Those found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: Path, line: int, text: str) -> None:
        """Remember one, once."""
        fault = Fault(file, line, text)
        if fault not in self.found:
            self.found.append(fault)

    def raise_any(self) -> None:
        """Raise KioskFileError if there are any, in the order of files and lines."""
        if self.found:
            raise KioskFileError(tuple(sorted(self.found)))
