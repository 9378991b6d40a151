"""What the dashboard shows, read from the assistant: all of a range once, and from then on what is new.

Not for the event loop: reading waits for disk or socket.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from edge.percentile import percentile
from edge.samples.sample import Sample
from edge.timing import Timing
from edge.transcript import By
from edge.turn import AssistantLike
from tui.plot import Series

__all__ = ["ANSWERERS", "Figures", "Measured", "Picture", "Share", "Turns"]

ANSWERERS: tuple[By, ...] = ("skill", "local", "cloud")
NEWEST = 64
"""Turns that are looked at each time: far more than end between two looks."""
MOST = 20_000
"""Turns of a range that are looked at, the last ones: the journal is not to be kept from its writer for long."""
WHOLE_S = 300.0
"""After this time all of the range is read anew: turns may have been erased or answered anew meanwhile."""
SELDOM_S = 10.0
"""Seconds between two looks at outbox and receipts where no turn has ended."""
AGED = 100
"""A turn may be older than the range by this part of it before the figures are made anew only for that."""
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The latest value, the median, and that of the slowest twentieth; None where there is none."""

    latest: float | None = None
    median: float | None = None
    slowest: float | None = None

    @classmethod
    def of(cls, values: Sequence[float], slowest: float = 95) -> Figures:
        """Those of values in their order; `slowest` is the percentile of the slowest."""
        return cls(values[-1] if values else None, percentile(values, 50), percentile(values, slowest))


@dataclass(frozen=True, slots=True)
class Share:
    """The turns that one of them answered."""

    turns: int = 0
    ttft_ms: Figures = Figures()
    tok_s: Figures = Figures()
    ttft_course: Series = field(default_factory=Series)
    tok_s_course: Series = field(default_factory=Series)


@dataclass(frozen=True, slots=True)
class Turns:
    """Figures of the turns of a range."""

    total: int
    escalated: int
    """Sent up by the router, or because the user wanted it."""
    fell_back: int
    """Answered by another one than should have."""
    cut_off: int
    """Not whole, whatever the cause."""
    shares: Mapping[By, Share]
    """By who answered; all of `ANSWERERS`."""

    @classmethod
    def of(cls, turns: Sequence[Timing]) -> Turns:
        """Those of turns in the order of their numbers."""
        # In the order in which they began: the clock may have been set between two of them.
        by_time = sorted(turns, key=lambda turn: turn.begun)
        return cls(
            len(turns),
            sum(turn.to == "cloud" for turn in turns),
            sum(turn.fell_back for turn in turns),
            sum(not turn.complete for turn in turns),
            {by: _share([turn for turn in by_time if turn.by == by]) for by in ANSWERERS},
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the dashboard shows at one moment."""

    now: float
    """Seconds since the epoch."""
    span: float
    """Seconds of the range."""
    turns: Turns
    more: bool
    """Whether the range has more turns than are looked at, which are the last ones."""
    samples: tuple[Sample, ...]
    """The last one is of this moment."""
    waiting: int = 0
    """Questions in the outbox."""
    oldest: float | None = None
    """Since when the first of them waits, seconds since the epoch."""
    sent_bytes: int = 0
    """That left the device today."""
    sent_requests: int = 0


class Measured:
    """Of one range. `read` is called by one thread at a time."""

    def __init__(self, span: float, clock: Callable[[], float]) -> None:
        """`span` in seconds; `clock` tells the seconds since the epoch."""
        self._span = span
        self._clock = clock
        self._rows: list[Timing] = []
        self._turns = Turns.of(())
        self._whole_at: float | None = None
        self._samples: dict[int, Sample] = {}
        self._looked_at: float | None = None
        self._queued: dict[str, float] = {}
        self._sent = (0, 0)

    def read(self, assistant: AssistantLike) -> Picture:
        """The picture of this moment. Raises what the assistant raises."""
        now = self._clock()
        changed = self._read_turns(assistant, now)
        self._read_samples(assistant, now)
        if changed or self._looked_at is None or not 0 <= now - self._looked_at < SELDOM_S:
            self._look(assistant, now)
        return Picture(
            now,
            self._span,
            self._turns,
            len(self._rows) >= MOST,
            tuple(self._samples[minute] for minute in sorted(self._samples)),
            len(self._queued),
            min(self._queued.values(), default=None),
            *self._sent,
        )

    def _read_turns(self, assistant: AssistantLike, now: float) -> bool:
        """Whether anything changed."""
        whole = self._whole_at is None or not 0 <= now - self._whole_at < WHOLE_S
        rows = self._rows if whole else self._joined(assistant.timings(last=NEWEST))
        if whole or rows is None:
            rows = assistant.timings(now - self._span, MOST)
            self._whole_at = now
        begin = now - self._span
        aged = bool(rows) and rows[0].begun < begin - self._span / AGED
        if aged or rows is not self._rows:
            rows = [row for row in rows if begin <= row.begun <= now]
        if rows == self._rows:
            return False
        self._rows = rows
        self._turns = Turns.of(rows)
        return True

    def _joined(self, newest: list[Timing]) -> list[Timing] | None:
        """What is known with the newest turns; None if they do not go on where it ends."""
        known = self._rows
        if len(newest) < NEWEST:
            return newest  # these are all that there are
        if known and known[-1].number < newest[0].number:
            return None
        first = bisect_left(known, newest[0].number, key=lambda row: row.number)
        return known if known[first:] == newest else known[:first] + newest

    def _read_samples(self, assistant: AssistantLike, now: float) -> None:
        since = now - self._span
        last = max(self._samples, default=None)
        if last is not None and last * MINUTE_S <= now:
            since = max(since, (last - 2) * MINUTE_S)
        self._samples.update({int(one.when // MINUTE_S): one for one in assistant.samples(since)})
        first = (now - self._span) // MINUTE_S
        self._samples = {minute: one for minute, one in self._samples.items() if first <= minute <= now // MINUTE_S}

    def _look(self, assistant: AssistantLike, now: float) -> None:
        queued = {one.uid: _moment(one.queued) for one in assistant.outbox()}
        if not queued.keys() >= self._queued.keys():
            self._whole_at = None  # one was answered, and stands in the journal as answered by the cloud
        self._queued = queued
        receipts = assistant.receipts(_midnight(now))
        self._sent = (sum(receipt.bytes for receipt in receipts), len(receipts))
        self._looked_at = now


def _share(turns: Sequence[Timing]) -> Share:
    waited = [(turn.begun, turn.ttft_ms) for turn in turns if turn.ttft_ms is not None]
    speeds = [(turn.begun, turn.tok_s) for turn in turns if turn.tok_s is not None]
    ttft, tok_s = _course(waited), _course(speeds)
    return Share(len(turns), Figures.of(ttft.values), Figures.of(tok_s.values, slowest=5), ttft, tok_s)


def _course(pairs: Iterable[tuple[float, float]]) -> Series:
    known = list(pairs)
    return Series([moment for moment, _ in known], [value for _, value in known])


def _moment(iso: str) -> float:
    try:
        return datetime.fromisoformat(iso).timestamp()
    except ValueError:
        return 0.0


def _midnight(now: float) -> float:
    """The beginning of the day here."""
    today = datetime.fromtimestamp(now).astimezone()
    return today.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None).timestamp()
