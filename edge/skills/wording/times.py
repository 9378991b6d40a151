"""Times, days and lengths of time as people write them: 7:30 pm, 19:30, 19時30分; tomorrow, 明天, 明日."""

from __future__ import annotations

from datetime import date, datetime

from edge.skills.wording.phrases import Language, tongue

__all__ = ["clock_time", "day", "duration", "moment", "weekday_date"]

_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NEAR: dict[Language, dict[int, str]] = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "zh": {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"},
    "ja": {-1: "昨日", 0: "今日", 1: "明日", 2: "あさって"},
}
_PARTS: dict[Language, tuple[tuple[int, str, str], ...]] = {  # seconds, after one, after any other number
    "en": (
        (86400, " day", " days"),
        (3600, " hour", " hours"),
        (60, " minute", " minutes"),
        (1, " second", " seconds"),
    ),
    "zh": ((86400, "天", "天"), (3600, "小时", "小时"), (60, "分钟", "分钟"), (1, "秒", "秒")),
    "ja": ((86400, "日", "日"), (3600, "時間", "時間"), (60, "分", "分"), (1, "秒", "秒")),
}


def clock_time(at: datetime, language: str) -> str:
    """The time of the day: on the 12-hour clock in English (7:30 pm), on the 24-hour clock in the others."""
    match tongue(language):
        case "en":
            return f"{at.hour % 12 or 12}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"
        case "zh":
            return f"{at.hour}:{at.minute:02}"
        case _:
            return f"{at.hour}時" + (f"{at.minute}分" if at.minute else "")


def day(that: date, today: date, language: str) -> str:
    """A day as seen from another one: tomorrow; Friday; December 3; with its year if that is another."""
    speech = tongue(language)
    away = (that - today).days
    if away in _NEAR[speech]:
        return _NEAR[speech][away]
    weekday = _WEEKDAYS[speech][that.weekday()]
    if 0 < away < 7:
        return weekday
    same = that.year == today.year
    if speech == "en":
        return f"{_MONTHS[that.month - 1]} {that.day}" + ("" if same else f", {that.year}")
    return ("" if same else f"{that.year}年") + f"{that.month}月{that.day}日"


def moment(at: datetime, now: datetime, language: str) -> str:
    """A point in time as seen from another: today at 7:30 pm; Friday at 7:30 am; 明天7:30; 明日7時30分."""
    at = at.astimezone(now.tzinfo)
    clock = clock_time(at, language)
    return day(at.date(), now.date(), language) + (" at " if tongue(language) == "en" else "") + clock


def weekday_date(that: date, language: str) -> str:
    """A date in full: Monday, November 23, 2026; 2026年11月23日，星期一; 2026年11月23日（月曜日）."""
    speech = tongue(language)
    weekday = _WEEKDAYS[speech][that.weekday()]
    if speech == "en":
        return f"{weekday}, {_MONTHS[that.month - 1]} {that.day}, {that.year}"
    written = f"{that.year}年{that.month}月{that.day}日"
    return f"{written}，{weekday}" if speech == "zh" else f"{written}（{weekday}）"


def duration(seconds: float, language: str) -> str:
    """A length of time, to the second: one minute; 1 hour and 5 minutes; 5分30秒; 1時間5分. Never nothing."""
    speech = tongue(language)
    left = max(1, round(seconds))
    parts: list[str] = []
    for size, one, other in _PARTS[speech]:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count:,}" + (one if count == 1 else other))
    if speech == "en":
        if len(parts) == 1 and parts[0].startswith("1 "):
            return "one" + parts[0][1:]
        return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    # 5分30秒, but 5分钟: the word is whole only at the end.
    return "".join(parts).replace("分钟", "分") if speech == "zh" and parts[-1].endswith("秒") else "".join(parts)
