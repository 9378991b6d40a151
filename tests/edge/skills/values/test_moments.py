"""Dates and times, phrase by phrase, in three languages: said on Wednesday 25 November 2026 at 14:00 in Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from edge.skills.values import Text, moments, search

NOW = datetime(2026, 11, 25, 14, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
NEW_YORK = ZoneInfo("America/New_York")

ENGLISH = """
half past six = 11-25 18:30
half six = 11-25 18:30
quarter to five = 11-25 16:45
a quarter past two = 11-25 14:15
ten past six = 11-25 18:10
twenty to nine = 11-25 20:40
5 minutes to 6 = 11-25 17:55
six thirty = 11-25 18:30
six oh five = 11-25 18:05
2:30 pm = 11-25 14:30
2:30 PM = 11-25 14:30
2:30pm = 11-25 14:30
7.30 pm = 11-25 19:30
3pm = 11-25 15:00
3 p.m. = 11-25 15:00
3 am = 11-26 03:00
12 am = 11-26 00:00
12 pm = 11-26 12:00
19:45 = 11-25 19:45
07:00 = 11-26 07:00
7:00 = 11-25 19:00
at 5 = 11-25 17:00
at 1 = 11-26 01:00
7 o'clock = 11-25 19:00
7 o’clock tomorrow = 11-26 07:00
noon = 11-26 12:00
midnight = 11-26 00:00
midnight tomorrow = 11-27 00:00
tomorrow at 7 = 11-26 07:00
tomorrow at 3 = 11-26 15:00
tomorrow at noon = 11-26 12:00
at 9:15 tomorrow = 11-26 09:15
7 tomorrow morning = 11-26 07:00
tomorrow morning at 7 = 11-26 07:00
8 tonight = 11-25 20:00
tonight at 8 = 11-25 20:00
tonight at 1 = 11-26 01:00
3 in the afternoon = 11-25 15:00
10 at night = 11-25 22:00
today at 9 = 11-25 21:00
next friday 3pm = 12-04 15:00
friday at 3 = 11-27 15:00
Sun at 10 = 11-29 10:00
on sat at 9 = 11-28 09:00
on the second at noon = 12-02 12:00
this friday at 10 = 11-27 10:00
noon on friday = 11-27 12:00
monday next week at 9 = 11-30 09:00
wednesday at 3pm = 11-25 15:00
wednesday at 1pm = 12-02 13:00
day after tomorrow at noon = 11-27 12:00
December 24th at 8 = 12-24 08:00
dec 24 at 5pm = 12-24 17:00
24 December 2027 at 10:00 = 2027-12-24 10:00
the 24th of december at 9am = 12-24 09:00
on the 30th at 8am = 11-30 08:00
January 1st at noon = 2027-01-01 12:00
in 20 minutes = 11-25 14:20
in an hour and a half = 11-25 15:30
an hour from now = 11-25 15:00
half an hour later = 11-25 14:30
in 24 hours = 11-26 14:00
in 3 days at 8 = 11-28 08:00
two weeks from now at 9am = 12-09 09:00
2026-12-24T08:00 = 12-24 08:00
2026-12-24T08:00:00Z = 12-24 16:00
2026-12-24 08:00 = 12-24 08:00
12/24 at 8am = 12-24 08:00
24/12/2026 18:00 = 12-24 18:00
tomorrow = 11-26 day
friday = 11-27 day
wednesday = 12-02 day
next week = 12-02 day
in 3 days = 11-28 day
29 February = 2028-02-29 day
2026-12-24 = 12-24 day
tomorrow morning = 11-26 09:00 part
tonight = 11-25 19:00 part
saturday night = 11-28 21:00 part
"""

CHINESE = """
三点半 = 11-25 15:30
三點半 = 11-25 15:30
下午三点一刻 = 11-25 15:15
三点三刻 = 11-25 15:45
三点十分 = 11-25 15:10
三点零五 = 11-25 15:05
三点零五分 = 11-25 15:05
三点五十 = 11-25 15:50
三点过五分 = 11-25 15:05
差五分三点 = 11-25 14:55
三点差五分 = 11-25 14:55
十点一刻 = 11-25 22:15
三点钟 = 11-25 15:00
三点整 = 11-25 15:00
15点 = 11-25 15:00
十五点三十分 = 11-25 15:30
15:30 = 11-25 15:30
１５：３０ = 11-25 15:30
明天早上七点 = 11-26 07:00
明天七点 = 11-26 07:00
明天三点 = 11-26 15:00
早7点 = 11-26 07:00
晚8点 = 11-25 20:00
明早七点 = 11-26 07:00
明晚八点半 = 11-26 20:30
明天晚上8点 = 11-26 20:00
后天中午 = 11-27 12:00
後天下午兩點 = 11-27 14:00
大后天上午九点 = 11-28 09:00
今晚十点 = 11-25 22:00
今晚十二点 = 11-26 00:00
今晚一点 = 11-26 01:00
晚上十点 = 11-25 22:00
凌晨两点 = 11-26 02:00
明天凌晨两点 = 11-26 02:00
半夜两点 = 11-26 02:00
中午12点 = 11-26 12:00
中午一点 = 11-26 13:00
上午十一点半 = 11-26 11:30
今天下午三点 = 11-25 15:00
今天上午九点 = 11-25 09:00
十分钟后 = 11-25 14:10
半小时后 = 11-25 14:30
一个半小时以后 = 11-25 15:30
过20分钟 = 11-25 14:20
三天后上午九点 = 11-28 09:00
下周五下午三点 = 12-04 15:00
下週五下午三點 = 12-04 15:00
下下周一早上八点 = 12-07 08:00
周五下午三点 = 11-27 15:00
星期天上午10点 = 11-29 10:00
礼拜三下午一点 = 12-02 13:00
1月1号早上八点 = 2027-01-01 08:00
12月24日晚上七点 = 12-24 19:00
十二月二十四号 = 12-24 day
2026年12月1日18:30 = 12-01 18:30
二〇二七年三月五日 = 2027-03-05 day
2026年1月1日 = 01-01 day
明年三月五号 = 2027-03-05 day
下个月3号 = 12-03 day
24号 = 12-24 day
30号上午十点 = 11-30 10:00
下周五 = 12-04 day
这周五 = 11-27 day
这周一 = 11-23 day
周日 = 11-29 day
明天 = 11-26 day
三天后 = 11-28 day
零点 = 11-26 00:00
午夜 = 11-26 00:00
明天下午 = 11-26 15:00 part
"""

JAPANESE = """
午後3時半 = 11-25 15:30
午後三時 = 11-25 15:00
午前9時 = 11-26 09:00
3時 = 11-25 15:00
三時半 = 11-25 15:30
7時15分 = 11-25 19:15
7時5分前 = 11-25 18:55
15時 = 11-25 15:00
15時30分 = 11-25 15:30
15:30 = 11-25 15:30
0時 = 11-26 00:00
正午 = 11-26 12:00
真夜中 = 11-26 00:00
夜の10時 = 11-25 22:00
夜10時 = 11-25 22:00
夜の1時 = 11-26 01:00
夕方6時 = 11-25 18:00
朝7時 = 11-26 07:00
朝の7時 = 11-26 07:00
明日の朝7時 = 11-26 07:00
明日の朝七時 = 11-26 07:00
明日7時 = 11-26 07:00
明日の午後3時 = 11-26 15:00
あしたの朝8時 = 11-26 08:00
あさっての正午 = 11-27 12:00
明後日の10時 = 11-27 10:00
今夜8時 = 11-25 20:00
今日の午後5時 = 11-25 17:00
今日の17時 = 11-25 17:00
金曜日の午後3時 = 11-27 15:00
土曜日の午後2時 = 11-28 14:00
来週の金曜日の10時 = 12-04 10:00
再来週の月曜日の9時 = 12-07 09:00
今週の金曜日18時 = 11-27 18:00
水曜日の13時 = 12-02 13:00
12月24日の18時 = 12-24 18:00
12月24日午後6時半 = 12-24 18:30
2026年12月1日10時 = 12-01 10:00
1月1日の0時 = 2027-01-01 00:00
30日の朝9時 = 11-30 09:00
30分後 = 11-25 14:30
30分後に = 11-25 14:30
1時間後 = 11-25 15:00
1時間半後 = 11-25 15:30
三十秒後 = 11-25 14:00:30
3日後の8時 = 11-28 08:00
２週間後の月曜 = None
来週の金曜日 = 12-04 day
金曜日 = 11-27 day
12月24日 = 12-24 day
十二月二十四日 = 12-24 day
来月3日 = 12-03 day
24日 = 12-24 day
明日 = 11-26 day
明後日 = 11-27 day
3日後 = 11-28 day
2027年3月5日 = 2027-03-05 day
明日の朝 = 11-26 09:00 part
"""


def rows(table: str) -> dict[str, str]:
    """Each phrase of a table with what stands after its last equals sign."""
    return {phrase: value for phrase, _, value in (line.rpartition(" = ") for line in table.strip().splitlines())}


def read(phrase: str) -> str:
    """The moment of the phrase as the tables write it: without this year, the offset and what is usual."""
    moment = moments.whole(phrase, NOW)
    if moment is None:
        return "None"
    assert moment.iso.endswith("+08:00")
    day, _, clock = moment.iso.removesuffix("+08:00").removeprefix("2026-").partition("T")
    if moment.precision == "day":
        assert clock == "00:00:00"
        return f"{day} day"
    return f"{day} {clock.removesuffix(':00')}{' part' if moment.precision == 'part' else ''}"


@pytest.mark.parametrize("table", [ENGLISH, CHINESE, JAPANESE], ids=["English", "Chinese", "Japanese"])
def test_phrases_are_read_as_their_moments(table: str) -> None:
    wanted = rows(table)
    assert len(wanted) >= 40
    assert {phrase: read(phrase) for phrase in wanted} == wanted


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "at",
        "25:00",
        "13月1日",
        "2月30日",
        "32号",
        "7 eggs",
        "at 5 km",
        "for 3 days",
        "at 30",
        "on",
        "am",
        "a.m.",
        "in 99999999999 years",
        "in 9999999 days",
        "9999-12-31",
        "十分高兴",
        "早餐",
        "2026-13-01",
        "the 32nd",
    ],
)
def test_what_is_no_moment_is_none(phrase: str) -> None:
    assert moments.whole(phrase, NOW) is None


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("wake me up tomorrow at 7 please", "tomorrow at 7"),
        ("remind me at 5 to call mum", "at 5"),
        ("remind me tomorrow, 3 eggs are left", "tomorrow"),
        ("明天早上七点叫我起床", "明天早上七点"),
        ("提醒我下周五下午三点开会", "下周五下午三点"),
        ("明日の朝7時に起こして", "明日の朝7時"),
    ],
)
def test_a_moment_is_found_in_a_message(message: str, said: str) -> None:
    text = Text.of(message)
    found = search(lambda t, at: moments.find(t, at, NOW), text)
    assert found is not None
    assert text.source(found.start, found.end) == said


def test_a_bare_number_is_an_hour_only_after_a_preposition_or_a_day() -> None:
    assert moments.find(Text.of("7"), 0, NOW) is None
    assert moments.find(Text.of("at 7"), 0, NOW) is not None
    assert moments.find(Text.of("7 tomorrow"), 0, NOW) is not None


@pytest.mark.parametrize(
    "message",
    ["what is the sun", "we sat there", "the second planet", "good morning", "早知道了", "来晚了", "I may go"],
)
def test_words_that_look_like_times_are_left_alone(message: str) -> None:
    assert search(lambda t, at: moments.find(t, at, NOW), Text.of(message)) is None


def test_an_alarm_clock_takes_early_hours_of_a_named_day_for_the_morning() -> None:
    afternoon, morning = moments.whole("tomorrow at 5", NOW), moments.whole("tomorrow at 5", NOW, morning=4)
    assert afternoon is not None
    assert morning is not None
    assert (afternoon.at.hour, morning.at.hour) == (17, 5)


def test_whether_a_day_was_said_is_told() -> None:
    today, next_time = moments.whole("today at 3pm", NOW), moments.whole("3pm", NOW)
    assert today is not None
    assert next_time is not None
    assert (today.day_said, next_time.day_said) == (True, False)


def test_hours_are_counted_through_a_change_of_the_clocks_and_days_are_not() -> None:
    evening = datetime(2026, 3, 7, 20, 0, tzinfo=NEW_YORK)  # the clocks go forward at 2:00 that night
    hours, day = moments.whole("in 24 hours", evening), moments.whole("tomorrow at 8pm", evening)
    assert hours is not None
    assert day is not None
    assert hours.iso == "2026-03-08T21:00:00-04:00"
    assert day.iso == "2026-03-08T20:00:00-04:00"


def test_a_time_that_the_clocks_skip_is_moved_on() -> None:
    moment = moments.whole("2:30 am", datetime(2026, 3, 8, 1, 0, tzinfo=NEW_YORK))
    assert moment is not None
    assert moment.iso == "2026-03-08T03:30:00-04:00"


def test_of_a_time_that_comes_twice_the_first_that_is_ahead_is_taken() -> None:
    before = moments.whole("1:30 am", datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK))
    between = moments.whole("1:30 am", datetime(2026, 11, 1, 1, 45, tzinfo=NEW_YORK))
    assert before is not None
    assert between is not None
    assert before.iso == "2026-11-01T01:30:00-04:00"
    assert between.iso == "2026-11-01T01:30:00-05:00"


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=45))])
def test_the_zone_is_that_of_now(zone: timezone) -> None:
    moment = moments.whole("noon", datetime(2026, 5, 1, 9, 0, tzinfo=zone))
    assert moment is not None
    assert moment.at == datetime(2026, 5, 1, 12, 0, tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("09:00", "2026-11-25T17:00"),
        ("04:59", "2026-11-25T05:00"),
        ("05:00", "2026-11-25T17:00"),
        ("17:00", "2026-11-26T05:00"),
        ("23:59", "2026-11-26T05:00"),
    ],
)
def test_an_hour_without_a_day_is_the_next_time_that_the_clock_shows_it(now: str, expected: str) -> None:
    hour, minute = now.split(":")
    moment = moments.whole("at 5", NOW.replace(hour=int(hour), minute=int(minute)))
    assert moment is not None
    assert moment.iso == f"{expected}:00+08:00"
