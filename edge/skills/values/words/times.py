"""Words for days, parts of a day and times of the day."""

from __future__ import annotations

DAYS = {
    "today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tomorow": 1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "yesterday": -1,
    "今天": 0, "今日": 0, "本日": 0, "今晚": 0, "今夜": 0, "今早": 0, "今朝": 0, "明天": 1, "明日": 1, "明晚": 1,
    "明早": 1, "明朝": 1, "明儿": 1, "听日": 1, "后天": 2, "明後日": 2, "あさって": 2, "大后天": 3, "しあさって": 3,
    "明々後日": 3, "昨天": -1, "昨日": -1, "きょう": 0, "あした": 1, "あす": 1, "きのう": -1,
}  # fmt: skip

PART_IN_DAY = {
    "tonight": "evening", "今晚": "evening", "今夜": "evening", "明晚": "evening", "今早": "morning",
    "今朝": "morning", "明早": "morning", "明朝": "morning",
}  # fmt: skip
"""Words for a day that name its part as well."""

PARTS = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night", "midday": "noon",
    "am": "am", "a.m.": "am", "a.m": "am", "pm": "pm", "p.m.": "pm", "p.m": "pm",
    "凌晨": "am", "清晨": "morning", "早上": "morning", "早晨": "morning", "早": "morning", "一早": "morning",
    "上午": "morning", "中午": "noon", "下午": "afternoon", "傍晚": "evening", "晚上": "evening", "晚间": "evening",
    "晚": "evening", "夜里": "night", "夜晚": "evening", "半夜": "night", "深夜": "night", "午后": "afternoon",
    "朝": "morning", "午前": "am", "午後": "pm", "昼": "noon", "お昼": "noon", "夕方": "evening", "夜": "evening",
    "晩": "evening", "夜中": "night", "早朝": "morning", "未明": "am", "朝方": "morning",
}  # fmt: skip

WITH_AN_HOUR = ("早", "晚")
"""Parts of a day only right before an hour (早7点): 早 and 晚 alone mean early and late."""

BETWEEN = {
    " at ": True, ", at ": True, " for ": True, " by ": True, " in the ": False, " on ": False, ", on ": False,
    " this ": False, ", ": False, " of ": False, "の": False, "、": False, "的": False, " ": False,
}  # fmt: skip
"""What may stand between the parts of one time, and whether a lone number after it is an hour."""

BEFORE = {
    "at ": True, "by ": True, "for ": True, "around ": True, "until ": True, "till ": True, "@ ": True, "@": True,
    "on ": False, "this ": False, "in the ": False, "在": False, "于": False,
}  # fmt: skip
"""What may stand before one, and the same."""

HOURS_OF_PARTS = {
    "am": (9, 0), "morning": (9, 0), "noon": (12, 0), "afternoon": (15, 0), "pm": (15, 0), "evening": (19, 0),
    "night": (21, 0),
}  # fmt: skip
"""The time that a part of a day stands for when no clock time is said with it."""

FIXED = {
    "noon": (12, 0), "12 noon": (12, 0), "midday": (12, 0), "midnight": (24, 0), "12 midnight": (24, 0),
    "正午": (12, 0), "中午": (12, 0), "零点": (0, 0), "零时": (0, 0), "午夜": (24, 0), "真夜中": (24, 0),
}  # fmt: skip
"""Times of the day that have a name; 24 is the end of the day that is named, or tonight."""

PAST = {
    "half past ": 30, "quarter past ": 15, "a quarter past ": 15, "quarter after ": 15, "a quarter after ": 15,
    "half ": 30, "quarter to ": -15, "a quarter to ": -15, "quarter of ": -15, "quarter till ": -15,
    "a quarter till ": -15, "quarter before ": -15,
}  # fmt: skip
"""Minutes before and after the hour that follows; "half six" is British for half past six."""

TO = {
    "minutes past ": 1, "minutes after ": 1, "minutes to ": -1, "minutes before ": -1, "past ": 1, "after ": 1,
    "to ": -1, "till ": -1, "before ": -1, "minute past ": 1, "minute to ": -1,
}  # fmt: skip
"""After a number of minutes and before an hour: ten past six."""

OCLOCK = (" o'clock", " oclock", " o clock", " sharp")

HOUR = ("点钟", "点整", "点正", "点", "时整", "时")

WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
    "月曜日": 0, "火曜日": 1, "水曜日": 2, "木曜日": 3, "金曜日": 4, "土曜日": 5, "日曜日": 6,
    "月曜": 0, "火曜": 1, "水曜": 2, "木曜": 3, "金曜": 4, "土曜": 5, "日曜": 6,
    "weekend": 5, "周末": 5, "週末": 5,
}  # fmt: skip

UNSURE_WEEKDAYS = ("mon", "wed", "sat", "sun")
"""Also words of another meaning: read as days only with a capital, after "on", or with the week said."""

WEEK = ("周", "星期", "礼拜")
WEEK_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
"""周五, 星期天, 礼拜三: one of `WEEK` and one of these."""

WEEK_OFFSETS = {
    "next ": 1, "this ": 0, "this coming ": 0, "coming ": 0, "last ": -1,
    "下": 1, "下个": 1, "下下": 2, "下下个": 2, "这": 0, "这个": 0, "本": 0, "上": -1, "上个": -1,
    "来週の": 1, "来週": 1, "再来週の": 2, "再来週": 2, "今週の": 0, "今週": 0, "今度の": 0, "次の": 0, "先週の": -1,
}  # fmt: skip
"""Before a day of the week: which calendar week, from Monday to Sunday."""

NEAREST = ("this ", "this coming ", "coming ", "今度の", "次の")
"""Of these, the ones that mean the next such day, also when it lies in the next calendar week."""

MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12, "jan.": 1, "feb.": 2, "aug.": 8,
    "sep.": 9, "sept.": 9, "oct.": 10, "nov.": 11, "dec.": 12,
}  # fmt: skip

MONTH_OFFSETS = {
    "next month on ": 1, "next month": 1, "下个月": 1, "下月": 1, "这个月": 0, "本月": 0, "这月": 0, "来月の": 1,
    "来月": 1, "今月の": 0, "今月": 0, "再来月": 2,
}  # fmt: skip
"""Before a day of the month."""

WHOLE_WEEKS = {"next week": 1, "下周": 1, "下星期": 1, "下个星期": 1, "下礼拜": 1, "来週": 1, "再来週": 2}
"""On their own: the same day of that week."""

LATER = (
    " from now", " later", " after now", "之后", "以后", "后", "後に", "過ぎに", "過ぎ", "あとに", "あと", "过后", "内",
)  # fmt: skip
"""After a duration: that long from now."""

YEARS = {"今年": 0, "明年": 1, "来年": 1, "后年": 2, "next year": 1, "this year": 0}
