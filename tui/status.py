"""The line at the bottom: which model, in what state, who answered last and how fast, and the memory it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from edge.cleaning import clean
from tui.figures import SEPARATOR, duration, model_name, speed
from tui.strings import Strings

if TYPE_CHECKING:
    from edge.events import TurnRecord
    from edge.turn import Status
    from tui.reports import Downloading

__all__ = ["Part", "StatusLine", "fit"]

HINT_S = 5.0
GAP = 3
"""Cells between two parts."""

_STYLES = {"opening": "$warning", "loading": "$warning", "answering": "$primary", "down": "$error"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the line."""

    texts: tuple[str, ...]
    """The same, from long to short; an empty one leaves the part out."""
    style: str = ""
    rank: int = 0
    """The higher, the sooner it is shortened."""


def fit(parts: Sequence[Part], width: int) -> list[str]:
    """Which text of each part fits into `width` cells: those of the highest rank are shortened first, by one step."""
    chosen = [0] * len(parts)
    by_rank = sorted(range(len(parts)), key=lambda index: -parts[index].rank)

    def texts() -> list[str]:
        return [part.texts[step] for part, step in zip(parts, chosen, strict=True)]

    while _width(texts()) > width:
        index = next((i for i in by_rank if chosen[i] < len(parts[i].texts) - 1), None)
        if index is None:
            break
        chosen[index] += 1
    return texts()


def _width(texts: Sequence[str]) -> int:
    shown = [text for text in texts if text]
    return sum(map(cell_len, shown)) + GAP * max(0, len(shown) - 1)


class StatusLine(Widget):
    """Shows a `Status` and the last record, as much as fits; a hint takes its place for some seconds."""

    status: reactive[Status | None] = reactive(None)
    record: reactive[TurnRecord | None] = reactive(None)
    answering: reactive[bool] = reactive(False)
    asked: reactive[str] = reactive("")
    """Who is asked and has not begun to answer."""
    meanwhile: reactive[bool] = reactive(False)
    """Whether the device has begun to, for as long."""
    failed: reactive[bool] = reactive(False)
    """The home could not be opened."""
    hint: reactive[str] = reactive("")
    private: reactive[bool] = reactive(False)
    """Whether the conversation is a private one."""
    download: reactive[Downloading | None] = reactive(None)
    """What is fetched in the background."""

    def __init__(self, strings: Strings) -> None:
        super().__init__(id="status")
        self._strings = strings
        self._timer: Timer | None = None

    def tell(self, hint: str) -> None:
        """Show a sentence for some seconds."""
        self.hint = hint
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(HINT_S, self._forget_hint)

    async def relabel(self) -> None:
        """See `tui.labels`."""
        self._forget_hint()
        self.refresh()

    def _forget_hint(self) -> None:
        self.hint = ""

    def render(self) -> Content:
        """One line of exactly the widget's width, or less."""
        width = self.size.width
        if self.hint:
            return Content.styled(self.hint, "$foreground").truncate(width, ellipsis=True)
        parts = self._parts()
        texts = fit(parts, width)
        line: list[Content] = []
        for part, text in zip(parts[:-1], texts[:-1], strict=True):
            if text:
                line += [Content(" " * GAP)] if line else []
                line.append(Content.styled(text, part.style))
        left = Content("").join(line)
        keys = texts[-1]
        room = width - left.cell_length - cell_len(keys)
        return Content.assemble(left, " " * room, (keys, "$quiet")) if keys else left.truncate(width, ellipsis=True)

    def _parts(self) -> list[Part]:
        strings, status, record = self._strings, self.status, self.record
        state = "down" if self.failed else "opening" if status is None else status.state
        if self.answering and state != "loading":
            state = "answering"
        states = [strings.states[state]]
        if self.asked and state == "answering":
            states = [strings.asking.format(who=clean(self.asked)), *states]
            states[:0] = [strings.meanwhile.format(who=clean(self.asked))] if self.meanwhile else []
        parts = [Part(tuple(f"● {text}" for text in states), _STYLES.get(state, "$success"), 0)]
        if status is not None and status.model:
            model = clean(status.model)
            parts.append(Part((model_name(model, status.quantization), model), "$foreground", 2))
        if status is not None and status.offline:
            parts.append(Part((strings.offline,), "$warning", 0))
        if self.private:
            parts.append(Part((strings.private, strings.private_short), "$warning", 1))
        if status is not None and status.memory_only:
            parts.append(Part((strings.memory_only,), "$warning", 0))
        if status is not None and status.outbox:
            parts.append(Part((strings.outbox.format(count=status.outbox), ""), "$quiet", 2))
        if self.download is not None:
            share = self.download.share
            percent = "" if share is None else f" {share:.0%}"
            parts.append(Part((strings.downloading.format(percent=percent), f"↓{percent}"), "$primary", 1))
        if record is not None:
            by = strings.by[record.by]
            ttft = [] if record.ttft_ms is None else [duration(record.ttft_ms, strings)]
            tok_s = [] if record.tok_s is None else [speed(record.tok_s, strings)]
            texts = (SEPARATOR.join([by, *ttft, *tok_s]), SEPARATOR.join([*ttft, *tok_s]), "")
            parts.append(Part(texts, "$quiet", 3))
        if status is not None and status.rss_mb is not None:
            sizes = [f"{mb:.0f}" for mb in (status.rss_mb, status.engine_rss_mb) if mb is not None]
            texts = (strings.memory.format(mb=" + ".join(sizes)), f"{'+'.join(sizes)} MB", "")
            parts.append(Part(texts, "$quiet", 4))
        parts.append(Part((strings.keys_hint, "F1"), "$quiet", 1))
        return parts
