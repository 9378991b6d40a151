"""What is said of conversions."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "is": {"en": "{source} is {target}.", "zh": "{source}等于{target}。", "ja": "{source}は{target}です。"},
    "about": {
        "en": "{source} is about {target}.",
        "zh": "{source}约等于{target}。",
        "ja": "{source}は約{target}です。",
    },
    "value": {"en": "How many {unit}?", "zh": "多少{unit}？", "ja": "何{unit}ですか？"},
    "how_much": {"en": "What should I convert?", "zh": "要换算多少？", "ja": "何を換算しますか？"},
    "to": {"en": "To what unit?", "zh": "换算成什么单位？", "ja": "どの単位に換算しますか？"},
    "differ": {
        "en": "{source} and {target} measure different things.",
        "zh": "{source}和{target}不是同一类单位。",
        "ja": "{source}と{target}は種類の違う単位です。",
    },
    "unknown": {
        "en": "I do not know the unit {unit}.",
        "zh": "我不知道{unit}这个单位。",
        "ja": "{unit}という単位はわかりません。",
    },
    "too_cold": {
        "en": "Nothing is as cold as that: −273.15 °C is the lowest temperature.",
        "zh": "没有这么低的温度：最低是−273.15°C。",
        "ja": "そこまで低い温度はありません。最低は−273.15°Cです。",
    },
}
