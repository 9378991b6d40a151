"""How numbers, times, lists of things and units are written in English, Chinese and Japanese."""

from edge.skills.wording.numbers import grouped, percent
from edge.skills.wording.phrases import Table, either, joined, quoted, say, tongue
from edge.skills.wording.times import clock_time, day, duration, moment, weekday_date
from edge.skills.wording.units import quantity

__all__ = [
    "Table",
    "clock_time",
    "day",
    "duration",
    "either",
    "grouped",
    "joined",
    "moment",
    "percent",
    "quantity",
    "quoted",
    "say",
    "tongue",
    "weekday_date",
]
