"""What counts as a value that must not leave unmasked, and what only looks like one."""

from __future__ import annotations

import json
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cloud_client.masking import KINDS, detecting, find

PROJECT = Path(__file__).parents[3]

AWS = "AKIA" + "QWERTYUIOPASDFGH"
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSj\n-----END PRIVATE KEY-----"


def found(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.kind) for span in find(text)]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("请发到anna.b@example.com谢谢", "anna.b@example.com", "email"),
        ("全角ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email"),
        ("...zhang@qq.com", "zhang@qq.com", "email"),
        ("手机13800138000找我", "13800138000", "phone"),
        ("手机1\u200b3800138000", "1\u200b3800138000", "phone"),
        ("keycaps 1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0", "phone"),
        ("打010-62345678预约", "010-62345678", "phone"),
        ("from +44 20 7946 0958 today", "+44 20 7946 0958", "phone"),
        ("身份证11010519491231002X。", "11010519491231002X", "id"),
        ("card 4111 1111 1111 1111, 12/30", "4111 1111 1111 1111", "card"),
        ("pay to DE89 3704 0044 0532 0130 00 now", "DE89 3704 0044 0532 0130 00", "iban"),
        ("ssh root@192.168.7.20", "192.168.7.20", "ip"),
        ("[2001:db8::8a2e:370:7334]:443", "2001:db8::8a2e:370:7334", "ip"),
        (f"id={AWS};", AWS, "key"),
        (f"mine:\n{PEM}\nthanks", PEM, "key"),
        ("Authorization: Bearer abcDEF123456ghiJKL", "abcDEF123456ghiJKL", "key"),
        ("nonce = 'q8Zk3LmX0pVw7RtYb2Nc'", "q8Zk3LmX0pVw7RtYb2Nc", "key"),
        ("密码：Wang@2023，登录不上", "Wang@2023", "password"),
        ("password=hunter2!", "hunter2!", "password"),
        ("postgres://app:x7Kq9vLm@db/app", "x7Kq9vLm", "password"),
    ],
)
def test_a_value_is_found_with_its_kind(text: str, value: str, kind: str) -> None:
    assert found(text) == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "订单号13812345678",
        "ISBN 978-7-111-54742-6",
        "4111 1111 1111 1112",
        "110105194912310021",
        "DE88 3704 0044 0532 0130 00",
        "version 1.2.3.4",
        "127.0.0.1 and 255.255.255.0",
        "12:30:45",
        "std::vector, a::b, ::1",
        "2024-03-15 14:30",
        "9fceb02d0ae598e95dc970b74767f19372d61af8",
        "password: str",
        "password = get_password()",
        "密码是什么？",
        "git@github.com:a/b.git",
        "logo@2x.png",
        "<EMAIL_1> and password=<PASSWORD_1>",
    ],
)
def test_what_only_looks_like_a_value_stays(text: str) -> None:
    assert found(text) == []


def test_a_private_key_that_is_cut_off_is_found_as_far_as_it_goes() -> None:
    assert found(PEM[:60])[0][0] == PEM[:60]


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_has_spans_in_order_that_lie_within_it(text: str) -> None:
    at = 0
    for span in find(text):
        assert at <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        at = span.end


HOSTILE = [
    "a",
    "1",
    "1 ",
    "a@",
    "a.",
    "@a.b",
    "1.",
    "1:",
    "::",
    "eyJ",
    "sk-",
    "password=",
    "密码",
    "token: ",
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "DE89",
    "+1",
    "(0",
    "A1b2C3d4=",
    "<EMAIL_1",
    'a="',
    "4111 ",
    "\u200b1",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece: str) -> None:
    """Eight times the text may take some eight times as long; quadratic time would be 64 times."""

    def cpu_seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        begun = time.process_time()
        find(text)
        return time.process_time() - begun

    small = min(cpu_seconds(4_000) for _ in range(2))
    assert cpu_seconds(32_000) < max(small, 0.005) * 32


def test_the_labelled_set_is_large_mixed_and_sound() -> None:
    lines = (PROJECT / "tests" / "data" / "masking.jsonl").read_text("utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    assert len(items) >= 600
    assert len({(item["lang"], item["text"]) for item in items}) == len(items)
    first = [item for item in items if item["part"] != "fresh"]
    assert 0.28 < sum(item["part"] == "test" for item in first) / len(first) < 0.4
    assert sum(not item["spans"] for item in items) > 200
    for item in items:
        assert all(0 <= start < end <= len(item["text"]) and kind in KINDS for start, end, kind in item["spans"])


def test_the_figures_do_not_fall_behind_what_the_document_says() -> None:
    program = [sys.executable, "scripts/evaluate_masking.py", "--json"]
    said = subprocess.run(program, cwd=PROJECT, check=True, capture_output=True, text=True)
    whole = json.loads(said.stdout)["figures"]["all"]["all"]
    assert whole["recall"] >= 0.98
    assert whole["precision"] >= 0.98


@given(st.text(alphabet=string.ascii_letters + "_", min_size=1, max_size=15))
@example("AKIAABCDEFGHIJK")
@example("gho_abcdefghijk")
@example("password")
def test_a_short_word_is_no_value(word: str) -> None:
    """No rule finds anything in one: that is why none is asked."""
    for rule in detecting._RULES:
        assert list(rule(word)) == []
