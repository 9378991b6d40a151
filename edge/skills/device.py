"""The device's hardware: `volume.set`, `volume.change`, `brightness.set`.

It is reached through a program or an address that the user named; without one the reply says what to set.
"""

from __future__ import annotations

from edge.skills.hardware import HardwareError, reach
from edge.skills.names import Command
from edge.skills.replies.device import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import number_slot
from edge.skills.wording import percent, say

__all__ = ["Device"]

_SETTINGS = {
    "volume.set": ("volume_command", "volume_webhook"),
    "volume.change": ("volume_change_command", "volume_webhook"),
    "brightness.set": ("brightness_command", "brightness_webhook"),
}


class Device:
    """Volume and brightness in percent."""

    names = ("volume.set", "volume.change", "brightness.set")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        s, settings = surroundings, surroundings.settings
        changes = command.name == "volume.change"
        slot = "by" if changes else "percent"
        value = number_slot(command, slot)
        if value is None:
            question = {"volume.set": "to_what_volume", "volume.change": "by_how_much"}
            return Outcome(
                say(TEXTS, question.get(command.name, "to_what_brightness"), s.language), done=False, asks=slot
            )
        if not (-100 if changes else 0) <= value <= 100:
            return Outcome(say(TEXTS, "out_of_range", s.language), done=False)
        keys = _SETTINGS[command.name]
        line, address = (str(getattr(settings, key)) for key in keys)
        do = reach(line, address, _values(value, changes=changes, program=bool(line.strip())), s.cancel)
        if do is None:
            return Outcome(say(TEXTS, "not_configured", s.language, command=keys[0], webhook=keys[1]), done=False)
        try:
            do()
        except HardwareError as error:
            return Outcome(say(TEXTS, error.reason, s.language, detail=error), done=False)
        return Outcome(_said(command.name, value, s.language), {slot: value})


def _values(value: float, *, changes: bool, program: bool) -> dict[str, object]:
    """What goes into the command line or the JSON; a program gets whole percents."""
    if not program:
        return {"by" if changes else "percent": value}
    if not changes:
        return {"percent": round(value)}
    sign = "-" if value < 0 else "+"
    size = abs(round(value))
    return {"by": f"{sign}{size}", "sign": sign, "size": size}


def _said(name: str, value: float, language: str) -> str:
    if name == "volume.change":
        return say(TEXTS, "quieter" if value < 0 else "louder", language, percent=percent(abs(value)))
    if name == "volume.set":
        return say(TEXTS, "volume_set" if value else "muted", language, percent=percent(value))
    return say(TEXTS, "brightness_set", language, percent=percent(value))
