"""What chance says."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "number": {"en": "{number}", "zh": "{number}", "ja": "{number}"},
    "heads": {"en": "Heads.", "zh": "正面。", "ja": "表です。"},
    "tails": {"en": "Tails.", "zh": "反面。", "ja": "裏です。"},
    "die": {"en": "You rolled {number}.", "zh": "掷出了{number}点。", "ja": "{number}が出ました。"},
    "dice": {
        "en": "You rolled {numbers}: {sum} together.",
        "zh": "掷出了{numbers}点，一共{sum}点。",
        "ja": "{numbers}が出ました。合計は{sum}です。",
    },
    "range": {
        "en": "From which number to which?",
        "zh": "从几到几？",
        "ja": "いくつからいくつまでですか？",
    },
    "too_many": {
        "en": "I roll up to {count} dice of 2 to {sides} sides.",
        "zh": "最多掷{count}个骰子，每个2到{sides}面。",
        "ja": "サイコロは{count}個まで、面は2から{sides}までです。",
    },
    "too_large": {
        "en": "That number is too large for me to draw.",
        "zh": "这个数太大了。",
        "ja": "数が大きすぎます。",
    },
}
