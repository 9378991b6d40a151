"""What the reminders say."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "added": {
        "en": "I'll remind you {at}: {text}.",
        "zh": "好的，{at}提醒你：{text}。",
        "ja": "{at}にお知らせします：{text}。",
    },
    "untimed": {
        "en": "Noted without a time: {text}. When should I remind you?",
        "zh": "已记下，还没有时间：{text}。什么时候提醒你？",
        "ja": "時刻なしで記録しました：{text}。いつお知らせしますか？",
    },
    "of_what": {"en": "Remind you of what?", "zh": "要提醒什么？", "ja": "何をお知らせしますか？"},
    "none": {"en": "There are no reminders.", "zh": "没有提醒事项。", "ja": "リマインダーはありません。"},
    "list": {
        "en": ("One reminder:", "{count} reminders:"),
        "zh": "有{count}条提醒：",
        "ja": "リマインダーは{count}件です：",
    },
    "one": {"en": "{at}: {text}", "zh": "{at}：{text}", "ja": "{at}：{text}"},
    "one_untimed": {"en": "without a time: {text}", "zh": "没有时间：{text}", "ja": "時刻なし：{text}"},
    "cancelled": {
        "en": "The reminder is cancelled: {text}.",
        "zh": "提醒已取消：{text}。",
        "ja": "リマインダーを取り消しました：{text}。",
    },
    "cancelled_all": {
        "en": ("The reminder is cancelled.", "All {count} reminders are cancelled."),
        "zh": "已取消全部{count}条提醒。",
        "ja": "リマインダーを{count}件すべて取り消しました。",
    },
    "unknown": {
        "en": "No reminder says {text}.",
        "zh": "没有关于{text}的提醒。",
        "ja": "{text}というリマインダーはありません。",
    },
    "which": {
        "en": "Which reminder: {reminders}?",
        "zh": "哪一条提醒：{reminders}？",
        "ja": "どのリマインダーですか？{reminders}があります。",
    },
}
