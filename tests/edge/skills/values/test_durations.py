"""Durations, phrase by phrase, in three languages, in seconds."""

from __future__ import annotations

import pytest

from edge.skills.values import Text, durations, search

ENGLISH = """
an hour and a half = 5400
a minute = 60
an hour = 3600
one hour = 3600
90 sec = 90
90 secs = 90
90s = 90
90 s = 90
2h30m = 9000
2h 30m = 9000
2h30 = 9000
1h 5m 3s = 3903
5m = 300
half an hour = 1800
half a minute = 30
half hour = 1800
a half hour = 1800
a quarter of an hour = 900
in a quarter of an hour = 900
quarter of an hour = 900
three quarters of an hour = 2700
two and a half hours = 9000
one and a half minutes = 90
1.5 hours = 5400
2 1/2 minutes = 150
an hour, 20 minutes and 5 seconds = 4805
one hour and thirty minutes = 5400
1 hour 30 = 5400
two minutes thirty = 150
5 minutes 30 seconds = 330
twenty-five minutes = 1500
10-minute = 600
thirty-second = 30
hour and a half = 5400
minute and a half = 90
two hours and a quarter = 8100
a couple of minutes = 120
3 days = 259200
a week = 604800
a fortnight = 1209600
two weeks and a day = 1296000
a month = 2592000
1:30:00 = 5400
45 mins = 2700
for ten minutes = 600
a hundred seconds = 100
0.5 sec = 1/2
five more minutes = 300
another hour = 3600
"""

CHINESE = """
一个半小时 = 5400
一個半小時 = 5400
五分钟三十秒 = 330
五分鐘 = 300
三刻钟 = 2700
一刻钟 = 900
半小时 = 1800
半个小时 = 1800
半個小時 = 1800
半个钟头 = 1800
半分钟 = 30
两分半钟 = 150
两个小时 = 7200
两小时 = 7200
2小时 = 7200
2 小时 = 7200
1.5小时 = 5400
一小时二十分 = 4800
一小时零五分 = 3900
一个小时又十分钟 = 4200
三个小时二十分钟五秒 = 12005
十分钟 = 600
十五分钟 = 900
30秒 = 30
三十秒钟 = 30
90秒 = 90
一分半 = 90
1分30秒 = 90
一天 = 86400
三天 = 259200
一天半 = 129600
半天 = 43200
一周 = 604800
两个星期 = 1209600
一个礼拜 = 604800
一个月 = 2592000
一個鐘 = 3600
兩個鐘頭 = 7200
一个半钟 = 5400
四分之三小时 = 2700
三分之一小时 = 1200
一百秒 = 100
两个半月 = 6480000
半年 = 15552000
一年 = 31536000
"""

JAPANESE = """
1時間半 = 5400
一時間半 = 5400
30分 = 1800
３０分 = 1800
三十分 = 1800
十分 = 600
10分間 = 600
5分30秒 = 330
五分三十秒 = 330
1時間 = 3600
2時間30分 = 9000
2時間と30分 = 9000
二時間 = 7200
1.5時間 = 5400
半時間 = 1800
1分半 = 90
30秒 = 30
三十秒間 = 30
90秒 = 90
45分 = 2700
四十五分 = 2700
1日 = 86400
3日間 = 259200
三日 = 259200
半日 = 43200
1週間 = 604800
二週間 = 1209600
1週間と2日 = 777600
1ヶ月 = 2592000
1か月 = 2592000
2カ月 = 5184000
1年 = 31536000
二年間 = 63072000
1時間15分30秒 = 4530
3分の1時間 = 1200
百秒 = 100
1 時間 20 分 = 4800
2日と3時間 = 183600
一時間と三十分 = 5400
2時間半 = 9000
0.5秒 = 1/2
24時間 = 86400
"""


def rows(table: str) -> dict[str, str]:
    """Each phrase of a table with what stands after its last equals sign."""
    return {phrase: value for phrase, _, value in (line.rpartition(" = ") for line in table.strip().splitlines())}


def read(phrase: str) -> str:
    duration = durations.whole(phrase)
    return "None" if duration is None else str(duration.seconds)


@pytest.mark.parametrize("table", [ENGLISH, CHINESE, JAPANESE], ids=["English", "Chinese", "Japanese"])
def test_phrases_are_read_as_their_seconds(table: str) -> None:
    wanted = rows(table)
    assert len(wanted) >= 40
    assert {phrase: read(phrase) for phrase in wanted} == wanted


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "5",
        "5 m",
        "a few minutes",
        "minutes",
        "hour",
        "half",
        "1:30",
        "second hand",
        "半夜",
        "十分高兴",
        "分",
        "点",
        "三分之一",
        "今日は",
        "5 metres",
        "minutes 5",
        "-5 minutes",
    ],
)
def test_what_is_no_duration_is_none(phrase: str) -> None:
    assert durations.whole(phrase) is None


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("set a timer for an hour and a half please", "an hour and a half"),
        ("remind me in 20 minutes to call", "20 minutes"),
        ("倒计时五分钟三十秒吧", "五分钟三十秒"),
        ("タイマーを1時間半にして", "1時間半"),
        ("cook 3 eggs for 7 minutes and 3 potatoes for 20", "7 minutes"),
    ],
)
def test_a_duration_is_found_in_a_message(message: str, said: str) -> None:
    text = Text.of(message)
    found = search(durations.find, text)
    assert found is not None
    assert text.source(found.start, found.end) == said


def test_months_are_kept_apart_from_seconds() -> None:
    duration = durations.whole("a year and two months")
    assert duration is not None
    assert duration.months == 14
    assert duration.left == 0
