"""When something was, in the words of the user: today, yesterday, a weekday, a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tui.language import Texts

__all__ = ["MomentTexts", "day_and_time"]

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MomentTexts(Texts):
    """Names in braces are parts of the date as numbers; `{name}` is the weekday's or the month's name."""

    today: str = "today {hour:02d}:{minute:02d}"
    yesterday: str = "yesterday {hour:02d}:{minute:02d}"
    weekday: str = "{name} {hour:02d}:{minute:02d}"
    date: str = "{day} {name}"
    """A day of this year."""
    whole_date: str = "{day} {name} {year}"
    weekdays: tuple[str, ...] = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months: tuple[str, ...] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_and_time(moment: str, now: datetime, texts: MomentTexts) -> str:
    """A moment in ISO 8601 as it is said at `now`, in the time zone of `now`; empty where it is none.

    A moment of the future, which a clock that was wrong has written, is a date.
    """
    try:
        then = datetime.fromisoformat(moment).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        return ""
    days = (now.date() - then.date()).days
    pattern, name = texts.date, texts.months[then.month - 1]
    if days == 0:
        pattern = texts.today
    elif days == 1:
        pattern = texts.yesterday
    elif 0 < days < _WEEK.days:
        pattern, name = texts.weekday, texts.weekdays[then.weekday()]
    elif then.year != now.year:
        pattern = texts.whole_date
    return pattern.format(name=name, day=then.day, month=then.month, year=then.year, hour=then.hour, minute=then.minute)
