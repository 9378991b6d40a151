"""What a run found, for a person."""

from __future__ import annotations

from collections.abc import Iterator

from edge.bench.measure import Measure, Samples
from edge.bench.report import Report

__all__ = ["figure", "render"]

_COLUMNS = ("", "median", "min – max", "engine alone")


def render(report: Report) -> str:
    """A head, and a line a figure: as the asker sees it, its spread, and as the engine alone would have it."""
    rows = [_COLUMNS, *(_row(measure) for measure in report.measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = [*_head(report), ""]
    for row, measure in zip(rows, [None, *report.measures], strict=True):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        remark = (measure.skipped or measure.note) if measure is not None else ""
        lines.append("  ".join([*cells, remark]).rstrip())
        if measure is not None and measure.key == "first_text":
            lines += _turns(measure)
    return "\n".join(lines)


def figure(value: float | None, unit: str = "") -> str:
    """A number with as many digits as mean something, and its unit."""
    if value is None:
        return ""
    digits = 2 if unit == "×" else 0 if abs(value) >= 100 else 1
    return f"{value:,.{digits}f}{unit if unit == '×' else f' {unit}' if unit else ''}"


def _head(report: Report) -> Iterator[str]:
    machine, model, versions = report.machine, report.model, report.versions
    yield (
        f"{model['name']} {model['quantization'] or ''} ({model['bytes'] / 1e6:,.1f} MB), context {model['context']:,},"
        f" {_several(model['threads'], 'thread')}; {_several(report.repeat, 'sample')} of each"
    )
    yield (
        f"{machine['processor']}, {machine['cores']} cores, {figure(machine['memory_mib'], 'MiB')},"
        f" {machine['system']}; load at the start {machine['load_1min']}"
    )
    yield f"edge {versions['edge']}, llama-cpp-python {versions['llama_cpp_python']}, Python {versions['python']}"


def _several(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _row(measure: Measure) -> tuple[str, str, str, str]:
    shown = measure.shown
    alone = measure.engine if measure.asker.values else Samples(())
    spread = f"{figure(shown.low)} – {figure(shown.high)}" if len(shown.values) > 1 else ""
    if measure.unit == "×" and spread:
        spread = f"{shown.low:.2f} – {shown.high:.2f}"
    return (
        measure.title,
        figure(shown.median, measure.unit) or "–",
        spread,
        figure(alone.median, measure.unit),
    )


def _turns(measure: Measure) -> Iterator[str]:
    for row in measure.detail["turns"]:
        evaluated, new = (", ".join(map(str, sorted(set(row[key])))) for key in ("evaluated", "new"))
        first = figure(row["first_ms"]["median"], "ms")
        yield f"  turn {row['turn']}: {first}, {evaluated} tokens evaluated, {new} new"
