"""What the alarms say."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "set": {
        "en": "The alarm is set for {at}.",
        "zh": "好的，闹钟设在{at}。",
        "ja": "アラームを{at}に設定しました。",
    },
    "set_named": {
        "en": "The alarm “{name}” is set for {at}.",
        "zh": "好的，闹钟“{name}”设在{at}。",
        "ja": "アラーム「{name}」を{at}に設定しました。",
    },
    "already": {
        "en": "There is an alarm for {at} already.",
        "zh": "{at}已经有闹钟了。",
        "ja": "{at}のアラームはもうあります。",
    },
    "when": {"en": "For what time?", "zh": "闹钟设在几点？", "ja": "何時に鳴らしますか？"},
    "none": {"en": "No alarm is set.", "zh": "没有设置闹钟。", "ja": "設定されたアラームはありません。"},
    "list": {
        "en": ("One alarm is set: {alarms}.", "{count} alarms are set: {alarms}."),
        "zh": "有{count}个闹钟：{alarms}。",
        "ja": "アラームは{count}件です：{alarms}。",
    },
    "one": {"en": "{at}", "zh": "{at}", "ja": "{at}"},
    "one_named": {"en": "{at} ({name})", "zh": "{at}（{name}）", "ja": "{at}（{name}）"},
    "cancelled": {
        "en": "The alarm for {at} is cancelled.",
        "zh": "{at}的闹钟已取消。",
        "ja": "{at}のアラームを取り消しました。",
    },
    "not_at": {
        "en": "There is no alarm for {at}. Set: {alarms}.",
        "zh": "{at}没有闹钟。现有的是：{alarms}。",
        "ja": "{at}のアラームはありません。あるのは{alarms}です。",
    },
    "which": {
        "en": "Which alarm: {alarms}?",
        "zh": "取消哪一个闹钟：{alarms}？",
        "ja": "どのアラームですか？{alarms}があります。",
    },
}
