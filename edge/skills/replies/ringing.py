"""What is shown when something rings."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "timer": {"en": "Time is up.", "zh": "计时结束。", "ja": "タイマーの時間です。"},
    "timer_named": {
        "en": "The {name} timer is up.",
        "zh": "“{name}”计时结束。",
        "ja": "「{name}」のタイマーの時間です。",
    },
    "alarm": {"en": "Your alarm is ringing.", "zh": "闹钟响了。", "ja": "アラームの時間です。"},
    "alarm_named": {"en": "Your alarm: {name}.", "zh": "闹钟：{name}。", "ja": "アラームです：{name}。"},
    "reminder": {"en": "A reminder: {name}.", "zh": "提醒：{name}。", "ja": "リマインダーです：{name}。"},
    "late": {
        "en": "{text} It was due {at}, {ago} ago.",
        "zh": "{text}本应在{at}响起，已过去{ago}。",
        "ja": "{text}予定は{at}で、{ago}過ぎています。",
    },
}
