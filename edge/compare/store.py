"""A run on disk while it goes on: a line for everything that was found, on the disk before the next is asked.

    {"run": …}       how it began: models, suites, settings; the first line, written before the file has its name
    {"session": …}   it was begun, or gone on with
    {"result": …}    one task, answered and graded
    {"speed": …}     the figures of one stage of the suite `speed`
    {"metrics": …}   how an endpoint's own figures changed
    {"learned": …}   what a model's file or a server says of itself, once it was asked

Each line but the first two also has `t`, the seconds since its session began. A line that a power cut left half is
dropped when the file is opened; a result that stands there twice counts as the last one says. At the end the whole run
goes to a file of its own, as one JSON object, and this one goes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from edge.catalogue.folder import replace_text, sync_folder
from edge.compare.results import Result, Run, SpeedFigure
from edge.errors import JournalError, UsageError
from edge.events import build
from edge.paths import make_private

__all__ = ["Places", "Store", "finished_runs", "read_run", "set_aside", "write_run"]

_UNFINISHED = "unfinished.jsonl"
_LEARNED = {"quantization", "context"}

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run is kept: in the folder of comparisons, or where the user wants it."""

    folder: Path
    out: Path | None = None

    @property
    def unfinished(self) -> Path:
        """The file of the run that is not at its end."""
        return self.folder / _UNFINISHED if self.out is None else self.out.with_name(self.out.name + ".part")

    def finished(self, run: Run) -> Path:
        """The file of that run when it is: in the folder it is called after its beginning."""
        name = run.started.replace(":", "").replace("+0000", "Z")
        return self.folder / f"{name}.json" if self.out is None else self.out


class Store:
    """The file of a run that goes on. Not for several threads at once."""

    def __init__(self, path: Path) -> None:
        """Read what is there. Raises UsageError if it is no such file, JournalError if it cannot be read."""
        self.path = path
        self.results: dict[_Key, Result] = {}
        self.speed: dict[tuple[str, str], tuple[SpeedFigure, ...]] = {}
        self._metrics: dict[str, dict[str, float]] = {}
        self._learned: dict[str, dict[str, Any]] = {}
        self._took: list[float] = []
        """Seconds of each session, the last one that of now."""
        self._file: IO[bytes] | None = None
        self._began = 0.0
        self.head = self._read()

    @classmethod
    def begin(cls, path: Path, head: Run) -> Store:
        """Make the file. Raises JournalError if it cannot be written."""
        try:
            make_private(path.parent)
            replace_text(path, _line({"run": head.to_json()}))
        except OSError as error:
            raise _not_written(path, error) from None
        return cls(path)

    def go_on(self) -> None:
        """Begin a session: from now on something can be added. Raises JournalError if it cannot be written."""
        try:
            # What follows must not stand on the rest of half a line.
            whole = self.path.read_bytes().rfind(b"\n") + 1
            self._file = self.path.open("r+b")
            self._file.truncate(whole)
            self._file.seek(whole)
        except OSError as error:
            raise _not_written(self.path, error) from None
        self._began = time.monotonic()
        self._took.append(0.0)
        self._write({"session": datetime.now(UTC).isoformat(timespec="seconds")})

    def add(self, result: Result) -> None:
        """Keep a result. Raises JournalError if it cannot be written."""
        self.results[_key(result)] = result
        self._write({"result": dataclasses.asdict(result), "t": self._passed()})

    def add_speed(self, subject: str, stage: str, figures: Iterable[SpeedFigure]) -> None:
        """Keep the figures of a stage. Raises JournalError if they cannot be written."""
        kept = tuple(figures)
        self.speed[subject, stage] = kept
        told = {"subject": subject, "stage": stage, "figures": [dataclasses.asdict(one) for one in kept]}
        self._write({"speed": told, "t": self._passed()})

    def add_metrics(self, endpoint: str, change: Mapping[str, float]) -> None:
        """Keep how an endpoint's own figures changed; it adds up. Raises JournalError if that cannot be written."""
        self._add_metrics(endpoint, change)
        self._write({"metrics": {"endpoint": endpoint, "change": dict(change)}, "t": self._passed()})

    def learn(self, subject: str, **facts: Any) -> None:
        """Keep fields of a subject's `SubjectInfo` that were not known. Raises JournalError if it cannot be written."""
        known = {name: value for name, value in facts.items() if value is not None}
        if known and known.items() - self._learned.get(subject, {}).items():
            self._learned.setdefault(subject, {}).update(known)
            self._write({"learned": {"subject": subject, "facts": known}, "t": self._passed()})

    def run(self, order: Iterable[_Key] = (), not_run: Iterable[str] = (), *, ended: bool = False) -> Run:
        """The run as far as it is known.

        order    of the results; those that are not in it follow
        not_run  sentences
        """
        ranks = {key: rank for rank, key in enumerate(order)}
        kept = sorted(self.results.items(), key=lambda item: ranks.get(item[0], len(ranks)))
        if self._file is not None:
            self._took[-1] = self._passed()
        return dataclasses.replace(
            self.head,
            subjects=tuple(
                dataclasses.replace(info, **self._learned.get(info.name, {})) for info in self.head.subjects
            ),
            results=tuple(result for _, result in kept),
            speed=tuple(figure for figures in self.speed.values() for figure in figures),
            endpoint_metrics={name: dict(change) for name, change in self._metrics.items()},
            not_run=(*self.head.not_run, *not_run),
            ended=datetime.now(UTC).isoformat(timespec="seconds") if ended else None,
            took_s=round(sum(self._took), 1),
            interrupted=max(0, len(self._took) - 1),
        )

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # half a line for which there was no room: it was told, and is dropped
                self._file.close()
            self._file = None

    def remove(self) -> None:
        """Remove the file: what it held is kept elsewhere."""
        self.close()
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)

    def _passed(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def _write(self, value: Mapping[str, Any]) -> None:
        assert self._file is not None, "go_on was not called"
        try:
            self._file.write(_line(value).encode())
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _not_written(self.path, error) from None

    def _read(self) -> Run:
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise JournalError(f"The comparison {self.path} cannot be read: {error.strerror or error}.") from None
        first, *rest = data[: data.rfind(b"\n") + 1].splitlines() or [b""]
        try:
            head = Run.from_json(json.loads(first)["run"])
        except (ValueError, LookupError, TypeError, RecursionError):
            raise UsageError(
                f"{self.path} is no comparison that could be gone on with: begin another with --new."
            ) from None
        for line in rest:
            try:
                self._take(json.loads(line))
            except (ValueError, LookupError, TypeError, RecursionError):
                continue  # a line that is damaged: what it said is asked again
        return head

    def _take(self, entry: Mapping[str, Any]) -> None:
        passed = float(entry.get("t", 0.0))
        if "session" in entry:
            self._took.append(0.0)
        elif "result" in entry:
            result: Result = build(Result, entry["result"])
            self.results[_key(result)] = result
        elif "speed" in entry:
            told = entry["speed"]
            self.speed[told["subject"], told["stage"]] = tuple(build(SpeedFigure, one) for one in told["figures"])
        elif "metrics" in entry:
            self._add_metrics(entry["metrics"]["endpoint"], entry["metrics"]["change"])
        elif "learned" in entry:
            facts = {name: entry["learned"]["facts"][name] for name in _LEARNED & entry["learned"]["facts"].keys()}
            self._learned.setdefault(entry["learned"]["subject"], {}).update(facts)
        if self._took:
            self._took[-1] = max(self._took[-1], passed)

    def _add_metrics(self, endpoint: str, change: Mapping[str, float]) -> None:
        known = self._metrics.setdefault(endpoint, {})
        for name, value in change.items():
            known[name] = known.get(name, 0.0) + value


def read_run(path: Path) -> Run:
    """The run in a file, also one that is not at its end. Raises UsageError with one sentence if it holds none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.") from None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, Mapping) and "run" not in value:
        try:
            return Run.from_json(value)
        except (ValueError, LookupError, TypeError, AttributeError):
            pass
    elif data.startswith(b'{"run":'):
        return Store(path).run()
    raise UsageError(f"{path} is no result of edge compare: give a file that it wrote.")


def write_run(path: Path, run: Run) -> None:
    """Write a run, whole or not at all. Raises JournalError."""
    try:
        make_private(path.parent)
        replace_text(path, _line(run.to_json()))
    except OSError as error:
        raise _not_written(path, error) from None


def set_aside(path: Path) -> Path:
    """Give the file of a run that is not gone on with another name. Returns that. Raises JournalError."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    aside = path.with_name(f"{path.name.removesuffix('.jsonl')}-{stamp}.jsonl")
    try:
        path.rename(aside)
    except OSError as error:
        raise _not_written(aside, error) from None
    return aside


def finished_runs(places: Places) -> Iterator[tuple[Path, Run]]:
    """The runs that are at their end, the newest first; files that hold none are passed over.

    Raises UsageError if that is so of the file that the user named.
    """
    if places.out is not None:
        paths = [places.out] if places.out.exists() else []
    else:
        paths = sorted(places.folder.glob("*.json"), reverse=True)
    for path in paths:
        try:
            run = read_run(path)
        except UsageError:
            if places.out is not None:
                raise
            continue
        if run.ended is not None:
            yield path, run


def _key(result: Result) -> _Key:
    return result.subject, result.task, result.repeat


def _line(value: Mapping[str, Any]) -> str:
    """One line, with half a surrogate pair as an escape: what models write need not be text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":")) + "\n"
    return text


def _not_written(path: Path, error: OSError) -> JournalError:
    return JournalError(
        f"The comparison cannot be kept in {path} ({error.strerror or error}): make room, or name another place with"
        " --out."
    )
