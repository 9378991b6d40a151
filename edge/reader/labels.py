"""What the reader tells apart. The order is that of the model's outputs; a file with another list is refused."""

from __future__ import annotations

__all__ = ["CLOUD_TASKS", "INTENTS", "LANGUAGES", "NO_INTENT", "TASKS"]

LANGUAGES = ("en", "zh", "ja", "und")
"""`und` is text without a letter of the three."""

TASKS = (
    "command",
    "chitchat",
    "fact",
    "rewrite",
    "knowledge",
    "reasoning",
    "math",
    "code",
    "writing",
    "longdoc",
    "structured",
    "followup",
)
"""command: something to do, also a small sum or a conversion; chitchat: small talk, and talk about the assistant;
fact: answered by a name, a number or one sentence; rewrite: one sentence to translate, correct or put otherwise;
knowledge: an explanation or advice; reasoning: a conclusion, a comparison, a plan, a riddle; math: more than a sum;
code: programs, errors, tools; writing: a text to compose; longdoc: a long text to work on; structured: output in a
format, a table or JSON; followup: makes sense only after the turn before."""

CLOUD_TASKS = frozenset({"knowledge", "reasoning", "math", "code", "writing", "longdoc", "structured"})
"""Tasks that a small model is not up to. A follow-up can be either."""

NO_INTENT = "none"

INTENTS = (
    NO_INTENT,
    "time.now",
    "date.today",
    "timer.start",
    "timer.extend",
    "timer.status",
    "timer.cancel",
    "alarm.set",
    "alarm.list",
    "alarm.cancel",
    "reminder.add",
    "reminder.list",
    "reminder.cancel",
    "math.evaluate",
    "unit.convert",
    "list.add",
    "list.show",
    "list.remove",
    "note.add",
    "note.list",
    "note.remove",
    "random.number",
    "random.coin",
    "random.dice",
    "system.status",
    "volume.set",
    "volume.change",
    "brightness.set",
    "assistant.help",
    "assistant.about",
    "assistant.repeat",
    "assistant.stop",
    "conversation.clear",
    "mode.offline",
    "mode.online",
)
"""The skills by name; `none` is a message that no skill carries out."""
