"""What left the device, as `edge stats --egress` shows it: a line for each request, and what they come to."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Sequence
from typing import Any, TextIO

from edge.cleaning import clean
from edge.events import Receipt
from edge.journal.columns import cut, pad, width

__all__ = ["egress_json", "render_egress", "write_egress_csv"]

_TITLES = ("WHEN (UTC)", "ENDPOINT", "MODEL", "BYTES", "MASKED", "SHA-256")
_FLEXIBLE = (1, 2, 4)
"""The columns that are made narrower where there is no room."""
_LEAST = 8
"""Columns of the terminal that such a one keeps."""
_DIGEST = 12
"""Characters of the SHA-256: enough to tell requests apart; `--json` has it whole."""
_GAP = "  "


def render_egress(receipts: Sequence[Receipt], columns: int = 80) -> str:
    """Table and total as text, no line wider than `columns`; the requests in the order given."""
    if not receipts:
        return "No request to an endpoint is on record."
    rows = [_TITLES, *(_row(receipt) for receipt in receipts)]
    widths = [max(width(row[i]) for row in rows) for i in range(len(_TITLES))]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > columns:
        widest = max(_FLEXIBLE, key=lambda i: widths[i])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
    lines = [
        cut(_GAP.join(pad(cell, w, right=i == 3) for i, (cell, w) in enumerate(zip(row, widths, strict=True))), columns)
        for row in rows
    ]
    return "\n".join(line.rstrip() for line in [*lines, "", cut(_total(receipts), columns)])


def egress_json(receipts: Sequence[Receipt]) -> dict[str, Any]:
    """The same as JSON values: `requests`, `bytes` of all together, and `receipts` with all that is in each."""
    return {
        "requests": len(receipts),
        "bytes": sum(receipt.bytes for receipt in receipts),
        "receipts": [dataclasses.asdict(receipt) for receipt in receipts],
    }


def write_egress_csv(receipts: Sequence[Receipt], file: TextIO) -> None:
    """The same as CSV (RFC 4180, with line feeds), a header first; `masked` is a JSON object."""
    writer = csv.DictWriter(file, [field.name for field in dataclasses.fields(Receipt)], lineterminator="\n")
    writer.writeheader()
    for receipt in receipts:
        writer.writerow({**dataclasses.asdict(receipt), "masked": json.dumps(receipt.masked, ensure_ascii=False)})


def _row(receipt: Receipt) -> tuple[str, ...]:
    masked = ", ".join(f"{kind} {count}" for kind, count in receipt.masked.items()) or "-"
    return (
        _plain(receipt.when[:19].replace("T", " ")),
        _plain(receipt.endpoint),
        _plain(receipt.model),
        f"{receipt.bytes:,}",
        _plain(masked),
        _plain(receipt.sha256[:_DIGEST]),
    )


def _plain(text: str) -> str:
    """Names are the user's and the journal may be damaged: no line breaks or control characters."""
    return " ".join(clean(text).split())


def _total(receipts: Sequence[Receipt]) -> str:
    size = sum(receipt.bytes for receipt in receipts)
    requests = "1 request" if len(receipts) == 1 else f"{len(receipts):,} requests"
    to = ", ".join(dict.fromkeys(_plain(receipt.endpoint) for receipt in receipts))
    return f"{requests}, {size:,} bytes, to {to}"
