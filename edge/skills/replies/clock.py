"""What is said of the time and the date."""

from __future__ import annotations

from edge.skills.wording.phrases import Table

__all__ = ["TEXTS"]

TEXTS: Table = {
    "time": {"en": "It is {time}.", "zh": "现在是{time}。", "ja": "今は{time}です。"},
    "time_in": {
        "en": "In {zone} it is {time}.",
        "zh": "{zone}现在是{time}。",
        "ja": "{zone}は今{time}です。",
    },
    "time_in_other_day": {
        "en": "In {zone} it is {time} {day}.",
        "zh": "{zone}现在是{day}{time}。",
        "ja": "{zone}は今、{day}の{time}です。",
    },
    "date": {"en": "Today is {date}.", "zh": "今天是{date}。", "ja": "今日は{date}です。"},
    "date_in": {
        "en": "In {zone} it is {date}.",
        "zh": "{zone}今天是{date}。",
        "ja": "{zone}の今日は{date}です。",
    },
    "unknown_zone": {
        "en": "I do not know the time zone of {zone}: name a larger city near it.",
        "zh": "我不知道{zone}的时区，请说一个附近的大城市。",
        "ja": "{zone}の時間帯がわかりません。近くの大きな都市を言ってください。",
    },
    "no_zones": {
        "en": "This system has no time zone data, so I only know the time here.",
        "zh": "这个系统没有时区数据，我只知道本地时间。",
        "ja": "このシステムには時間帯のデータがないため、ここの時刻しかわかりません。",
    },
    "unset": {
        "en": "The clock of this device is not set: it shows {date}, {time}.",
        "zh": "这台设备的时钟没有设置：显示的是{date}，{time}。",
        "ja": "この端末の時計は合っていません。{date}、{time}になっています。",
    },
}
