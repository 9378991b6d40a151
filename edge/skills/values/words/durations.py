"""Words for lengths of time: seconds, or months, that each is worth."""

from __future__ import annotations

SECONDS = {
    "second": 1, "seconds": 1, "sec": 1, "secs": 1, "sec.": 1, "minute": 60, "minutes": 60, "min": 60, "mins": 60,
    "min.": 60, "hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600, "hr.": 3600, "day": 86400, "days": 86400,
    "week": 604800, "weeks": 604800, "wk": 604800, "wks": 604800, "fortnight": 1209600, "fortnights": 1209600,
    "秒": 1, "秒钟": 1, "秒間": 1, "分": 60, "分钟": 60, "分間": 60, "刻": 900, "刻钟": 900,
    "小时": 3600, "钟头": 3600, "时間": 3600, "点钟头": 3600, "天": 86400, "日": 86400, "日間": 86400,
    "周": 604800, "星期": 604800, "礼拜": 604800, "週間": 604800,
}  # fmt: skip

COUNTED = {"钟": (3600, 0), "月": (0, 1)}
"""Only after 个 and 半, seconds and months: 两个钟 is two hours (as in Cantonese), 两个半月 two months and a half."""

MONTHS = {
    "month": 1, "months": 1, "year": 12, "years": 12, "yr": 12, "yrs": 12,
    "个月": 1, "ヶ月": 1, "ケ月": 1, "か月": 1, "カ月": 1, "ヵ月": 1, "箇月": 1, "年": 12, "年間": 12,
}  # fmt: skip

LETTERS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
"""Right after a digit: 2h30m. Apart from it, "m" is a metre."""

JOINTS = (", and ", " and ", ", ", ",", "、", "又", "零", "〇", "と", " ")

AND_PARTS = {" and a half": (1, 2), " and a quarter": (1, 4), " and three quarters": (3, 4), "半": (1, 2)}
"""After the unit: an hour and a half, 1時間半."""

OF = (" of an ", " of a ", " of one ", " an ", " a ", "-", " ")
"""Between a part and the unit: three quarters of an hour, half an hour."""

MORE = (" more ", " extra ", " additional ")
"""Between a number and its unit: five more minutes."""

ARTICLES = ("an ", "a ", "another ")
"""Before a unit: one of it."""

NOT_UNITS = ("分之", "分の1", "分の一", "年级", "年代", "日元", "日本", "天才", "天气", "分贝", "时间表")
"""What begins like a unit and is none."""

AFTER_TEN_MINUTES = "钟后内之间前半以過过鐘置お"
"""Of all Chinese characters only these follow 十分 where it is ten minutes; before another one it means "very"."""
