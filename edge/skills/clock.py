"""The time and the date, here and elsewhere: `time.now`, `date.today`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from edge.skills.clocks import is_set
from edge.skills.names import Command
from edge.skills.replies.clock import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import text_slot
from edge.skills.wording import clock_time, day, quoted, say, weekday_date
from edge.skills.zones import time_zone

__all__ = ["ClockSkill"]


class ClockSkill:
    """Says what the device's clock shows."""

    names = ("time.now", "date.today")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        s, now, zone = surroundings, surroundings.now, text_slot(command, "zone")
        if not is_set(now):
            date, time = weekday_date(now.date(), s.language), clock_time(now, s.language)
            return Outcome(say(TEXTS, "unset", s.language, date=date, time=time), done=False)
        if not zone:
            return Outcome(self._said(command, now, s, ""), _data(now, ""))
        name = time_zone(zone)
        if name is None:
            return Outcome(say(TEXTS, "unknown_zone", s.language, zone=quoted(zone, s.language)), done=False)
        try:
            there = now.astimezone(ZoneInfo(name))
        except (OSError, ValueError, LookupError):  # no database of time zones, or one without this zone
            return Outcome(say(TEXTS, "no_zones", s.language), done=False)
        return Outcome(self._said(command, there, s, zone), _data(there, zone))

    def _said(self, command: Command, at: datetime, s: Surroundings, zone: str) -> str:
        if command.name == "date.today":
            return say(
                TEXTS, "date_in" if zone else "date", s.language, zone=zone, date=weekday_date(at.date(), s.language)
            )
        time = clock_time(at, s.language)
        if not zone:
            return say(TEXTS, "time", s.language, time=time)
        if at.date() == s.now.date():
            return say(TEXTS, "time_in", s.language, zone=zone, time=time)
        that = day(at.date(), s.now.date(), s.language)
        return say(TEXTS, "time_in_other_day", s.language, zone=zone, time=time, day=that)


def _data(at: datetime, zone: str) -> dict[str, object]:
    return {"at": at.isoformat(timespec="seconds"), "zone": zone}
