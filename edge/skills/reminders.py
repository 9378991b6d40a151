"""Reminders: `reminder.add`, `reminder.list`, `reminder.cancel`."""

from __future__ import annotations

import dataclasses
import math
from datetime import UTC, datetime

from edge.skills.keeping import clock_unset, no_room, with_caveats
from edge.skills.matching import matches, means_all
from edge.skills.names import Command
from edge.skills.replies import keeping
from edge.skills.replies.reminders import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import moment_slot, text_slot
from edge.skills.store import Alert
from edge.skills.values import fold
from edge.skills.wording import either, moment, quoted, say

__all__ = ["Reminders"]


class Reminders:
    """Each rings once; one without a time waits for it on the list."""

    names = ("reminder.add", "reminder.list", "reminder.cancel")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        match command.name:
            case "reminder.add":
                return self._add(command, surroundings)
            case "reminder.list":
                return self._list(surroundings)
            case _:
                return self._cancel(command, surroundings)

    def _add(self, command: Command, s: Surroundings) -> Outcome:
        text, at = text_slot(command, "text"), moment_slot(command, "at", s.now)
        if not text:
            return Outcome(say(TEXTS, "of_what", s.language), done=False, asks="text")
        if at is not None:
            refused = clock_unset(s)
            if refused is not None:
                return refused
            if at <= s.now:
                past = say(keeping.TEXTS, "past", s.language, at=moment(at, s.now, s.language))
                return Outcome(past, done=False, asks="at")
        alert = _waiting(text, s)
        if alert is not None and at is not None:
            alert = dataclasses.replace(alert, due=at.timestamp(), conversation=s.conversation)
            s.store.change_alert(alert)
        if alert is None:
            refused = no_room(s, Alert, [text])
            if refused is not None:
                return refused
            alert = s.ringer.new_alert("reminder", at, text, s.language, s.conversation)
        if at is None:
            said = with_caveats(say(TEXTS, "untimed", s.language, text=text), s, rings=False)
            return Outcome(said, _data(alert, s), asks="at")
        said = say(TEXTS, "added", s.language, at=moment(at, s.now, s.language), text=text)
        return Outcome(with_caveats(said, s, rings=True), _data(alert, s))

    def _list(self, s: Surroundings) -> Outcome:
        reminders = _reminders(s)
        if not reminders:
            return Outcome(say(TEXTS, "none", s.language))
        lines = [say(TEXTS, "list", s.language, count=len(reminders))]
        for alert in reminders:
            at = _due(alert, s)
            written = "" if at is None else moment(at, s.now, s.language)
            lines.append("- " + say(TEXTS, "one" if at else "one_untimed", s.language, at=written, text=alert.text))
        return Outcome("\n".join(lines), {"reminders": [_data(alert, s) for alert in reminders]})

    def _cancel(self, command: Command, s: Surroundings) -> Outcome:
        reminders, text = _reminders(s), text_slot(command, "text")
        if not reminders:
            return Outcome(say(TEXTS, "none", s.language), done=False)
        if means_all(text):
            count = s.store.remove_alerts(reminders)
            return Outcome(say(TEXTS, "cancelled_all", s.language, count=count), {"cancelled": count})
        candidates = matches(text, reminders, lambda alert: alert.text) if text else reminders
        if not candidates:
            return Outcome(say(TEXTS, "unknown", s.language, text=quoted(text, s.language)), done=False)
        if len(candidates) > 1 and not text:
            last = [alert for alert in candidates if alert.id == s.last_data("reminder").get("id")]
            candidates = last or candidates
        if len(candidates) > 1:
            which = either([quoted(alert.text, s.language) for alert in candidates], s.language)
            return Outcome(say(TEXTS, "which", s.language, reminders=which), done=False, asks="text")
        s.store.remove_alerts(candidates)
        return Outcome(say(TEXTS, "cancelled", s.language, text=candidates[0].text), {"cancelled": 1})


def _reminders(s: Surroundings) -> list[Alert]:
    """Those with a time first, by it."""
    found = s.store.alerts("reminder")
    return sorted(found, key=lambda alert: (math.inf if alert.due is None else alert.due, alert.id))


def _waiting(text: str, s: Surroundings) -> Alert | None:
    """The reminder of the same text that has no time yet."""
    same = [alert for alert in s.store.alerts("reminder") if alert.due is None and fold(alert.text) == fold(text)]
    return same[0] if same else None


def _due(alert: Alert, s: Surroundings) -> datetime | None:
    return None if alert.due is None else datetime.fromtimestamp(alert.due, UTC).astimezone(s.now.tzinfo)


def _data(alert: Alert, s: Surroundings) -> dict[str, object]:
    at = _due(alert, s)
    return {"id": alert.id, "text": alert.text, "at": None if at is None else at.isoformat(timespec="seconds")}
