"""A model in the list of models: its two lines, and what else is known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textual.content import Content

from edge.cleaning import clean
from edge.models import Download, Row
from tui.choices import spread
from tui.figures import SEPARATOR
from tui.language import Texts, table

__all__ = ["ModelsTexts", "Now", "bytes_as_text", "details", "lines", "time_left"]

_BAR = 24
"""Cells of a progress bar at most."""
_SHORT_BAR = 8


@dataclass(frozen=True, slots=True)
class ModelsTexts(Texts):
    """The texts of the screen."""

    title: str = "Models"
    answering: str = "Models · {model} answers"
    free: str = "free: memory {memory}, disk {disk}"
    unknown: str = "—"
    states: Mapping[str, str] = table(
        {
            "answers": "answers",
            "inside": "ships inside",
            "verified": "here, verified",
            "here": "here, not verified",
            "pull": "can be downloaded",
            "part": "{percent} here",
            "gone": "its file is gone",
            "running": "downloading",
            "paused": "paused at {percent}",
            "failed": "download failed",
            "verifying": "being verified",
        }
    )
    """At the right of a model's name."""
    needs: str = "memory {memory}"
    needs_at_least: str = "memory {memory} or more"
    fits: Mapping[str, str] = table({"fits": "fits", "tight": "just fits", "too_large": "does not fit now"})
    """Whether its memory is free."""
    steps: Mapping[str, str] = table(
        {
            "asking": "Asking for it…",
            "queued": "Another process fetches it; waiting for that…",
            "checking": "Checking what is here: {percent}",
            "waiting": "The connection was lost; trying again…",
        }
    )
    """What a download does before bytes come."""
    of: str = "{done} of {total}"
    left: str = "{time} left"
    verifying: str = "Reading the file: {percent}"
    seconds: str = "{s} s"
    minutes: str = "{m} min {s:02} s"
    hours: str = "{h} h {m:02} min"
    license: str = "License: {license}"
    context: str = "context: {tokens} tokens"
    repository: str = "from {repository}"
    added: str = "added by you"
    memory: str = "Memory: {memory} at full speed, {least} at the least; {free} are free."
    memory_at_least: str = "Memory: {memory} or more; {free} are free."
    verified: str = "Verified on {date} (SHA-256 {hash}…)."
    expected: str = "Will be verified: SHA-256 {hash}…"
    first: str = "Its SHA-256 is taken from the hub at the first download."
    unverified: str = "Not verified: v reads the file and compares its SHA-256."
    keys: Mapping[str, str] = table(
        {
            "use": "Enter use",
            "fetch": "Enter download",
            "resume": "Enter go on",
            "pause": "p pause",
            "cancel": "c cancel",
            "verify": "v verify",
            "remove": "Del remove",
            "close": "Esc close",
        }
    )
    about: Mapping[str, str] = table(
        {
            "builtin": "The project's own small model: small talk, this program, and honest about the rest.",
            "qwen2.5-0.5b": "Commands, small talk, short facts, short rewriting.",
            "qwen2.5-0.5b-q4_k_m": "The usual quantization elsewhere; slower here, a little nearer to the original.",
            "qwen2.5-0.5b-q8_0": "Nearly the original's answers; slower, and more memory.",
        }
    )
    """What the models that ship are for; others say it themselves."""
    uses: str = "{name} answers from the next message on."
    pinned: str = "{source} names another one for the next start."
    answers_already: str = "{name} answers already."
    used_by_now: str = "{name} answers now and is not removed: choose another one first."
    ships: str = "{name} ships inside this program and cannot be removed."
    nothing_to_remove: str = "{name} is not here: there is nothing to remove."
    is_running: str = "{name} is being downloaded: c cancels that."
    gone: str = "The file of {name} is gone: put it back at {path}, or take the model off the list with Del."
    not_running: str = "Nothing of {name} is being downloaded."
    not_here: str = "{name} is not here yet: Enter downloads it."
    ask_remove: str = "Remove {name}? {size} become free."
    ask_unlist: str = "Take {name} off the list? Its file stays at {path}."
    ask_discard: str = "Throw away the {size} of {name} that have arrived?"
    remove: str = "Remove"
    discard: str = "Throw away"
    keep: str = "Keep"
    removed: str = "{name} is removed; {size} are free again."
    unlisted: str = "{name} is off the list."
    checked: Mapping[str, str] = table(
        {
            "ok": "{name} is as it should be: its SHA-256 is right.",
            "damaged": "{name} is damaged or was exchanged: remove it with Del, and fetch or add it again.",
            "unknown": "There is nothing to compare {name} with.",
            "missing": "The file of {name} is missing.",
        }
    )


@dataclass(frozen=True, slots=True)
class Now:
    """What goes on with a model at the moment."""

    answers: bool = False
    download: Download | None = None
    verifying: float | None = None
    """How much of its file was read, 0 to 1."""


def lines(row: Row, now: Now, texts: ModelsTexts, width: int) -> tuple[Content, Content]:
    """Its name and how it stands; below it what it costs, or how far a download is."""
    mark = Content.styled("● ", "$success") if now.answers else Content("  ")
    name = Content.styled(clean(row.name), "bold $foreground")
    state, style = _state(row, now, texts)
    first = spread(mark + name, Content.styled(state, style), width)
    return first, Content("  ") + _second(row, now, texts, width - 2)


def details(row: Row, now: Now, texts: ModelsTexts, free: int | None) -> Iterator[tuple[str, str]]:
    """Lines with the class that each has."""
    if now.download is not None and now.download.state == "failed":
        yield now.download.why, "error"
    about = row.about if row.added else texts.about.get(row.name, row.about)
    if about:
        yield about, ""
    facts = [] if row.builtin else [texts.license.format(license=row.license or texts.unknown)]
    facts.append(texts.context.format(tokens=f"{row.context:,}"))
    facts += [texts.repository.format(repository=row.repository)] if row.repository else []
    facts += [texts.added] if row.added and not row.repository else []
    yield SEPARATOR.join(facts), "quiet"
    if row.memory is not None and not row.builtin:
        text = texts.memory_at_least if row.at_least else texts.memory
        memory, least, left = (bytes_as_text(size, texts) for size in (row.memory, row.least_memory, free))
        yield text.format(memory=memory, least=least, free=left), "quiet"
    if not row.builtin:
        yield _hash(row, texts), "quiet"
        yield row.path, "quiet"


def bytes_as_text(size: int | None, texts: ModelsTexts) -> str:
    """A million bytes are a megabyte, as disks and downloads are counted: `429 MB`, `31.2 GB`."""
    if size is None:
        return texts.unknown
    if size >= 10_000_000_000:
        return f"{size / 1e9:,.1f} GB"
    return f"{size / 1e6:,.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB"


def time_left(seconds: float, texts: ModelsTexts) -> str:
    """As a person reads it: `40 s`, `3 min 20 s`, `1 h 05 min`."""
    whole = round(seconds)
    if whole < 60:
        return texts.seconds.format(s=whole)
    if whole < 3600:
        return texts.minutes.format(m=whole // 60, s=whole % 60)
    return texts.hours.format(h=whole // 3600, m=whole % 3600 // 60)


def percent(share: float | None, texts: ModelsTexts) -> str:
    """Never 100% before all of it is there."""
    return texts.unknown if share is None else f"{int(share * 100)}%"


def _state(row: Row, now: Now, texts: ModelsTexts) -> tuple[str, str]:
    states, download = texts.states, now.download
    if now.verifying is not None:
        return states["verifying"], "$primary"
    if download is not None and download.state in ("running", "paused", "failed"):
        style = {"running": "$primary", "paused": "$warning", "failed": "$error"}[download.state]
        return states[download.state].format(percent=percent(_arrived(row, download), texts)), style
    if now.answers:
        return states["answers"], "$success"
    if row.builtin:
        return states["inside"], "$quiet"
    if row.here:
        return states["verified" if row.verified else "here"], "$foreground" if row.verified else "$warning"
    if row.repository is None:
        return states["gone"], "$error"
    if row.arrived:
        return states["part"].format(percent=percent(_arrived(row, None), texts)), "$warning"
    return states["pull"], "$quiet"


def _second(row: Row, now: Now, texts: ModelsTexts, width: int) -> Content:
    if now.verifying is not None:
        return _bar(now.verifying, [texts.verifying.format(percent=percent(now.verifying, texts))], width)
    download = now.download
    if download is not None and download.state == "running":
        if download.step != "fetching":
            known = download.done / download.total if download.total else None
            said = texts.steps.get(download.step, "").format(percent=percent(known, texts))
            return Content.styled(said, "$warning" if download.step == "waiting" else "$quiet")
        return _bar(download.share, _rate(download, texts), width)
    parts = [row.quantization or texts.unknown, bytes_as_text(row.size, texts)]
    if row.memory is not None and not row.builtin:
        needs = texts.needs_at_least if row.at_least else texts.needs
        parts.append(needs.format(memory=bytes_as_text(row.memory, texts)))
    costs = Content.styled(SEPARATOR.join(parts), "$quiet")
    if row.fit is None or row.builtin:
        return costs
    style = {"fits": "$success", "tight": "$warning", "too_large": "$error"}[row.fit]
    return costs + Content.styled(SEPARATOR, "$quiet") + Content.styled(texts.fits[row.fit], style)


def _rate(download: Download, texts: ModelsTexts) -> list[str]:
    """What stands behind the bar, the most wanted first."""
    parts = [percent(download.share, texts)]
    if download.seconds_left is not None:
        parts.append(texts.left.format(time=time_left(download.seconds_left, texts)))
    if download.speed:
        parts.append(f"{download.speed / 1e6:.1f} MB/s")
    if download.total:
        done, total = bytes_as_text(download.done, texts), bytes_as_text(download.total, texts)
        parts.append(texts.of.format(done=done, total=total))
    return parts


def _bar(share: float | None, parts: list[str], width: int) -> Content:
    """A bar and as many of these parts behind it as there is room for."""
    said = Content.styled(SEPARATOR.join(parts), "$foreground")
    while len(parts) > 1 and said.cell_length + 1 + _SHORT_BAR > width:
        parts = parts[:-1]
        said = Content.styled(SEPARATOR.join(parts), "$foreground")
    cells = max(0, min(_BAR, width - said.cell_length - 1))
    done = round((share or 0.0) * cells)
    bar = Content.styled("━" * done, "$primary") + Content.styled("─" * (cells - done), "$quiet")
    return bar + Content(" ") + said


def _arrived(row: Row, download: Download | None) -> float | None:
    """How much of its file is here, 0 to 1."""
    if download is not None and download.share is not None:
        return download.share
    return min(1.0, row.arrived / row.size) if row.size and row.arrived else None


def _hash(row: Row, texts: ModelsTexts) -> str:
    short = (row.sha256 or "")[:12]
    if row.verified:
        return texts.verified.format(date=row.verified[:10], hash=short)
    if row.here:
        return texts.unverified
    return texts.expected.format(hash=short) if short else texts.first
