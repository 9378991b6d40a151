"""What the skills keep across restarts: timers, alarms, reminders, lists and notes."""

from edge.skills.store.records import Alert, Item, Kind, Note
from edge.skills.store.store import MOST_ENTRIES, MOST_TEXT, Forgotten, SkillStore

__all__ = ["MOST_ENTRIES", "MOST_TEXT", "Alert", "Forgotten", "Item", "Kind", "Note", "SkillStore"]
