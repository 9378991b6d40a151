"""Alarms by the wall clock: `alarm.set`, `alarm.list`, `alarm.cancel`."""

from __future__ import annotations

from datetime import UTC, datetime

from edge.skills.keeping import clock_unset, no_room, with_caveats
from edge.skills.names import Command
from edge.skills.replies import keeping
from edge.skills.replies.alarms import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import moment_slot, text_slot
from edge.skills.store import Alert
from edge.skills.wording import either, joined, moment, say

__all__ = ["Alarms"]


class Alarms:
    """Each rings once."""

    names = ("alarm.set", "alarm.list", "alarm.cancel")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        match command.name:
            case "alarm.set":
                return self._set(command, surroundings)
            case "alarm.list":
                return self._list(surroundings)
            case _:
                return self._cancel(command, surroundings)

    def _set(self, command: Command, s: Surroundings) -> Outcome:
        at, name = moment_slot(command, "at", s.now), text_slot(command, "name")
        refused = clock_unset(s) or no_room(s, Alert, [name])
        if refused is not None:
            return refused
        if at is None:
            return Outcome(say(TEXTS, "when", s.language), done=False, asks="at")
        written = moment(at, s.now, s.language)
        if at <= s.now:
            return Outcome(say(keeping.TEXTS, "past", s.language, at=written), done=False, asks="at")
        same = [alert for alert in _alarms(s) if alert.due == at.timestamp() and alert.text in {name, ""}]
        if same:
            return Outcome(say(TEXTS, "already", s.language, at=written), _data(same[0], s))
        alert = s.ringer.new_alert("alarm", at, name, s.language, s.conversation)
        text = say(TEXTS, "set_named" if name else "set", s.language, name=name, at=written)
        return Outcome(with_caveats(text, s, rings=True), _data(alert, s))

    def _list(self, s: Surroundings) -> Outcome:
        alarms = _alarms(s)
        if not alarms:
            return Outcome(say(TEXTS, "none", s.language))
        text = say(TEXTS, "list", s.language, count=len(alarms), alarms=_written(alarms, s))
        return Outcome(text, {"alarms": [_data(alert, s) for alert in alarms]})

    def _cancel(self, command: Command, s: Surroundings) -> Outcome:
        alarms, at = _alarms(s), moment_slot(command, "at", s.now)
        if not alarms:
            return Outcome(say(TEXTS, "none", s.language), done=False)
        candidates = alarms
        if at is not None:
            candidates = _at(at, alarms, s)
            if not candidates:
                values = {"at": moment(at, s.now, s.language), "alarms": _written(alarms, s)}
                return Outcome(say(TEXTS, "not_at", s.language, **values), done=False)
        elif len(alarms) > 1:
            last = [alert for alert in alarms if alert.id == s.last_data("alarm").get("id")]
            candidates = last or alarms
        if len(candidates) > 1:
            return Outcome(
                say(TEXTS, "which", s.language, alarms=_written(candidates, s, choose=True)), done=False, asks="at"
            )
        s.store.remove_alerts(candidates)
        written = moment(_due(candidates[0], s), s.now, s.language)
        return Outcome(say(TEXTS, "cancelled", s.language, at=written), {"cancelled": 1})


def _alarms(s: Surroundings) -> list[Alert]:
    return sorted(s.store.alerts("alarm"), key=lambda alert: (alert.due or 0.0, alert.id))


def _due(alert: Alert, s: Surroundings) -> datetime:
    return datetime.fromtimestamp(alert.due or 0.0, UTC).astimezone(s.now.tzinfo)


def _at(at: datetime, alarms: list[Alert], s: Surroundings) -> list[Alert]:
    """Those for this moment, else those for this time of any day, in the morning or the evening ("the 7 one")."""
    exact = [alert for alert in alarms if alert.due == at.timestamp()]
    daily = [alert for alert in alarms if (due := _due(alert, s)).hour == at.hour and due.minute == at.minute]
    return exact or daily


def _written(alarms: list[Alert], s: Surroundings, *, choose: bool = False) -> str:
    said = [
        say(
            TEXTS,
            "one_named" if alert.text else "one",
            s.language,
            name=alert.text,
            at=moment(_due(alert, s), s.now, s.language),
        )
        for alert in alarms
    ]
    return (either if choose else joined)(said, s.language)


def _data(alert: Alert, s: Surroundings) -> dict[str, object]:
    return {"id": alert.id, "at": _due(alert, s).isoformat(timespec="seconds"), "name": alert.text}
