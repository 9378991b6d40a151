"""What left is told in the user's language, and so is why something did not."""

from __future__ import annotations

from datetime import UTC

import pytest

from cloud_client.held_back import RULES, HeldBackError
from cloud_client.masking import KINDS
from edge.egress_words import held_back_text, receipt_lines, receipt_text
from edge.events import Receipt

RECEIPT = Receipt("qwen7b", "Qwen2.5-7B", 2345, "ab" * 32, "2026-03-01T12:00:05.250+00:00", {"phone": 1, "email": 2})


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "2,345 bytes left this device for qwen7b (model Qwen2.5-7B) at 2026-03-01 12:00:05 UTC.",
                "Masked before: e-mail address × 2, phone number × 1.",
            ],
        ),
        (
            "zh",
            [
                "2026-03-01 12:00:05 UTC，有 2,345 字节从本机发往 qwen7b（模型 Qwen2.5-7B）。",
                "发送前已遮盖：邮箱地址 × 2、电话号码 × 1。",
            ],
        ),
        (
            "ja",
            [
                "2026-03-01 12:00:05 UTC、2,345バイトがこの端末からqwen7b（モデルQwen2.5-7B）へ送られました。",
                "送信前に伏せたもの：メールアドレス × 2、電話番号 × 1。",
            ],
        ),
    ],
)
def test_a_receipt_reads_as_sentences(language: str, lines: list[str]) -> None:
    assert receipt_lines(RECEIPT, language, UTC)[:2] == lines
    assert receipt_lines(RECEIPT, language, UTC)[2].endswith("ab" * 32)


def test_nothing_masked_is_said() -> None:
    bare = Receipt("e", "m", 1, "00", RECEIPT.when)
    assert receipt_lines(bare, "en", UTC)[1] == "Nothing had to be masked."


def test_several_receipts_stand_apart_and_an_unknown_language_gets_english() -> None:
    assert receipt_text([RECEIPT, RECEIPT], "und", UTC).count("left this device") == 2
    assert "\n\n" in receipt_text([RECEIPT, RECEIPT], "en", UTC)


@pytest.mark.parametrize("language", ["en", "zh", "ja"])
def test_every_rule_and_every_kind_has_its_words(language: str) -> None:
    sentences = {held_back_text(HeldBackError(rule, "phone"), language) for rule in RULES}
    assert len(sentences) == len(RULES)
    if language != "en":
        assert not any(sentence.startswith("Nothing") for sentence in sentences)
    everything = Receipt("e", "m", 1, "00", RECEIPT.when, {str(kind): 1 for kind in KINDS})
    assert receipt_lines(everything, language, UTC)[1].count("×") == len(KINDS)


def test_a_moment_that_is_none_is_told_as_it_is() -> None:
    assert receipt_lines(Receipt("e", "m", 1, "00", "odd"), "en", UTC)[0].endswith(" at odd.")
