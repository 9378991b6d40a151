"""`edge stats --egress`: a line for each request that left, in any width of a terminal."""

from __future__ import annotations

import csv
import dataclasses
import io
import json

import pytest

from edge.events import Receipt
from edge.journal.columns import width
from edge.journal.stats import egress_json, render_egress, write_egress_csv

ONE = Receipt(
    "lab", "Qwen2.5-7B-Instruct", 2345, "9f86d081" * 8, "2026-03-01T12:00:05.250+00:00", {"email": 2, "phone": 1}
)
TWO = Receipt("书房的服务器", "glm-4-9b", 120, "ab" * 32, "2026-03-01T13:10:00.000+00:00")


def test_each_request_has_a_line_and_a_total_stands_at_the_end() -> None:
    assert render_egress([ONE, TWO], 120).splitlines() == [
        "WHEN (UTC)           ENDPOINT      MODEL                BYTES  MASKED            SHA-256",
        "2026-03-01 12:00:05  lab           Qwen2.5-7B-Instruct  2,345  email 2, phone 1  9f86d0819f86",
        "2026-03-01 13:10:00  书房的服务器  glm-4-9b               120  -                 abababababab",
        "",
        "2 requests, 2,465 bytes, to lab, 书房的服务器",
    ]


@pytest.mark.parametrize("columns", [1, 20, 60, 80, 100])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    long = dataclasses.replace(ONE, endpoint="e" * 40, model="模型" * 30, masked=dict.fromkeys("abcdefghijkl", 10))
    lines = render_egress([long, TWO], columns).splitlines()
    assert max(map(width, lines)) <= columns
    if columns >= 80:
        assert lines[1].endswith("9f86d0819f86")


def test_names_with_line_breaks_stay_on_their_line() -> None:
    odd = dataclasses.replace(ONE, endpoint="a\nb", model="m\x1b[31m", when="odd", masked={"k\n": 1})
    lines = render_egress([odd]).splitlines()
    assert len(lines) == 4
    assert "\x1b" not in "".join(lines)


def test_without_any_there_is_a_sentence() -> None:
    assert render_egress([]) == "No request to an endpoint is on record."
    assert egress_json([]) == {"requests": 0, "bytes": 0, "receipts": []}


def test_json_and_csv_have_all_of_it() -> None:
    told = json.loads(json.dumps(egress_json([ONE, TWO])))
    assert (told["requests"], told["bytes"]) == (2, 2465)
    assert [Receipt(**one) for one in told["receipts"]] == [ONE, TWO]
    file = io.StringIO()
    write_egress_csv([ONE, TWO], file)
    first, second = csv.DictReader(io.StringIO(file.getvalue()))
    assert (first["sha256"], json.loads(first["masked"])) == (ONE.sha256, ONE.masked)
    assert (second["endpoint"], second["bytes"]) == ("书房的服务器", "120")
