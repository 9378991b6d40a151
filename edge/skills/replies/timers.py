"""What the timers say."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "started": {
        "en": "The timer is set for {length}.",
        "zh": "好的，计时{length}。",
        "ja": "タイマーを{length}に設定しました。",
    },
    "started_named": {
        "en": "The {name} timer is set for {length}.",
        "zh": "好的，“{name}”计时{length}。",
        "ja": "「{name}」のタイマーを{length}に設定しました。",
    },
    "how_long": {"en": "For how long?", "zh": "计时多久？", "ja": "何分のタイマーにしますか？"},
    "how_much": {"en": "How much longer?", "zh": "要加多久？", "ja": "どれだけ延ばしますか？"},
    "out_of_range": {
        "en": "A timer runs from one second to 366 days.",
        "zh": "计时可以从1秒到366天。",
        "ja": "タイマーは1秒から366日までです。",
    },
    "extended": {
        "en": "{more} more: {left} left.",
        "zh": "已加{more}，还剩{left}。",
        "ja": "{more}延ばしました。残り{left}です。",
    },
    "none": {"en": "No timer is running.", "zh": "现在没有计时。", "ja": "動いているタイマーはありません。"},
    "unknown": {
        "en": "There is no {name} timer. Running: {timers}.",
        "zh": "没有“{name}”这个计时。现有的是：{timers}。",
        "ja": "「{name}」のタイマーはありません。動いているのは{timers}です。",
    },
    "which": {
        "en": "Which timer: {timers}?",
        "zh": "哪一个计时：{timers}？",
        "ja": "どのタイマーですか？{timers}があります。",
    },
    "left": {"en": "{left} left.", "zh": "还剩{left}。", "ja": "残り{left}です。"},
    "left_named": {
        "en": "The {name} timer has {left} left.",
        "zh": "“{name}”计时还剩{left}。",
        "ja": "「{name}」のタイマーは残り{left}です。",
    },
    "left_of": {
        "en": "The timer of {length} has {left} left.",
        "zh": "{length}的计时还剩{left}。",
        "ja": "{length}のタイマーは残り{left}です。",
    },
    "over": {
        "en": "The timer of {length} is over since {left}.",
        "zh": "{length}的计时已结束{left}。",
        "ja": "{length}のタイマーは{left}前に終わりました。",
    },
    "over_named": {
        "en": "The {name} timer is over since {left}.",
        "zh": "“{name}”计时已结束{left}。",
        "ja": "「{name}」のタイマーは{left}前に終わりました。",
    },
    "cancelled": {"en": "The timer is cancelled.", "zh": "计时已取消。", "ja": "タイマーを取り消しました。"},
    "cancelled_named": {
        "en": "The {name} timer is cancelled.",
        "zh": "“{name}”计时已取消。",
        "ja": "「{name}」のタイマーを取り消しました。",
    },
    "cancelled_all": {
        "en": ("The timer is cancelled.", "All {count} timers are cancelled."),
        "zh": "已取消全部{count}个计时。",
        "ja": "タイマーを{count}個すべて取り消しました。",
    },
}
