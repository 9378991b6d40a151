"""What stands side by side: the subjects of a run, or of several runs, each machine with a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from edge.cleaning import clean
from edge.compare.results import Run, SubjectInfo

__all__ = ["Column", "columns", "letter", "line", "machine_line", "model_line", "moment", "suites", "version_line"]


_LONG_VERSION = 40
_MINUTE = "%Y-%m-%d %H:%M UTC"


@dataclass(frozen=True, slots=True)
class Column:
    """One subject on one machine."""

    run: Run
    subject: SubjectInfo
    machine: str
    """Its letter where there are several runs, else empty."""

    @property
    def title(self) -> str:
        """What heads the column: two machines may both have a `device`."""
        name = line(self.subject.name)
        return f"{name} {self.machine}" if self.machine else name


def columns(runs: Sequence[Run]) -> tuple[Column, ...]:
    """All subjects; those of one name on all machines beside each other."""
    several = len(runs) > 1
    names = list(dict.fromkeys(subject.name for run in runs for subject in run.subjects))
    return tuple(
        Column(run, subject, letter(index) if several else "")
        for name in names
        for index, run in enumerate(runs)
        for subject in run.subjects
        if subject.name == name
    )


def letter(index: int) -> str:
    """The name of a machine: A, B, …, Z, AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def suites(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """Name and title of every suite that was run anywhere, in the order of the first run that has it."""
    known: dict[str, str] = {}
    for run in runs:
        for suite in run.suites:
            known.setdefault(suite.name, line(suite.title))
    return list(known.items())


def line(text: object) -> str:
    """Text that came from elsewhere, safe and in one line."""
    return " ".join(clean(str(text)).split())


def model_line(subject: SubjectInfo) -> str:
    """Which model it is: name, quantization, context and the first digits of its file's hash."""
    parts = [line(subject.model)]
    if subject.quantization:
        parts.append(line(subject.quantization))
    if subject.context:
        parts.append(f"context {subject.context:,}")
    if subject.sha256:
        parts.append(f"SHA-256 {line(subject.sha256)[:12]}")
    return ", ".join(parts)


def machine_line(run: Run) -> str:
    """The machine in one line, of what it told."""
    machine = run.machine
    parts = [line(machine["processor"])] if machine.get("processor") else []
    if machine.get("cores"):
        parts.append(f"{line(machine['cores'])} cores")
    memory = machine.get("memory_mib")
    if isinstance(memory, (int, float)):
        parts.append(f"{memory:,.0f} MiB")
    if machine.get("system"):
        parts.append(line(machine["system"]))
    return ", ".join(parts) or "a machine that told nothing"


def version_line(run: Run) -> str:
    """The programs' versions in one line; what they were compiled for is too long for it."""
    return ", ".join(
        f"{line(name).replace('_', '-')} {line(version)}"
        for name, version in run.versions.items()
        if len(version) <= _LONG_VERSION
    )


def moment(iso: str) -> str:
    """A moment of ISO 8601 in UTC to the minute; as it is where it is none."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return line(iso)
    return when.strftime(_MINUTE) if when.tzinfo is None else when.astimezone(UTC).strftime(_MINUTE)
