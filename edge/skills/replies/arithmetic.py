"""What is said of calculations."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["BY_ERROR", "TEXTS"]

TEXTS: Table = {
    "equals": {"en": "{expression} = {result}", "zh": "{expression} = {result}", "ja": "{expression} = {result}"},
    "about": {"en": "{expression} ≈ {result}", "zh": "{expression} ≈ {result}", "ja": "{expression} ≈ {result}"},
    "digits": {
        "en": "{expression} ≈ {result}, a number of {count} digits.",
        "zh": "{expression} ≈ {result}，共有{count}位数。",
        "ja": "{expression} ≈ {result}（{count}桁の数です）。",
    },
    "what": {"en": "What should I calculate?", "zh": "要算什么？", "ja": "何を計算しますか？"},
    "unreadable": {
        "en": "That is no calculation that I can read: write it as in 12*7+3.",
        "zh": "我读不懂这个算式，请写成 12*7+3 这样。",
        "ja": "この計算式は読めません。12*7+3のように書いてください。",
    },
    "too_much": {
        "en": "The result is too large to work out here.",
        "zh": "结果太大，这里算不了。",
        "ja": "結果が大きすぎて、ここでは計算できません。",
    },
    "by_zero": {
        "en": "Nothing can be divided by zero.",
        "zh": "不能除以零。",
        "ja": "0で割ることはできません。",
    },
    "no_factorial": {
        "en": "Only whole numbers from zero on have a factorial.",
        "zh": "只有零和正整数才有阶乘。",
        "ja": "階乗があるのは0以上の整数だけです。",
    },
    "no_root": {
        "en": "A negative number has no real root of that kind.",
        "zh": "负数没有这样的实数根。",
        "ja": "負の数にそのような実数の根はありません。",
    },
    "no_result": {
        "en": "That has no result among the real numbers.",
        "zh": "这个算式没有实数结果。",
        "ja": "この計算には実数の答えがありません。",
    },
}

BY_ERROR = {"divided by zero": "by_zero", "factorial": "no_factorial", "no real root": "no_root"}
"""Which sentence stands for an error without a result, by words of that error."""
