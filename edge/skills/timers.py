"""Timers: `timer.start`, `timer.extend`, `timer.status`, `timer.cancel`."""

from __future__ import annotations

import dataclasses

from edge.skills.keeping import no_room, with_caveats
from edge.skills.matching import matches, means_all
from edge.skills.names import Command
from edge.skills.replies.timers import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import number_slot, text_slot
from edge.skills.store import Alert
from edge.skills.values import durations
from edge.skills.wording import duration, either, joined, say

__all__ = ["Timers"]

LONGEST_S = 366 * 86400


class Timers:
    """Several may run at a time, with or without names."""

    names = ("timer.start", "timer.extend", "timer.status", "timer.cancel")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        match command.name:
            case "timer.start":
                return self._start(command, surroundings)
            case "timer.extend":
                return self._extend(command, surroundings)
            case "timer.status":
                return self._status(command, surroundings)
            case _:
                return self._cancel(command, surroundings)

    def _start(self, command: Command, s: Surroundings) -> Outcome:
        seconds, name = number_slot(command, "seconds"), text_slot(command, "name")
        if seconds is None:
            return Outcome(say(TEXTS, "how_long", s.language), done=False, asks="seconds")
        if not 0 < seconds <= LONGEST_S:
            return Outcome(say(TEXTS, "out_of_range", s.language), done=False, asks="seconds")
        refused = no_room(s, Alert, [name])
        if refused is not None:
            return refused
        alert = s.ringer.new_timer(max(1.0, seconds), name, s.language, s.conversation)
        text = _say("started", alert, s, length=duration(seconds, s.language))
        return Outcome(with_caveats(text, s, rings=True), _data(alert, s))

    def _extend(self, command: Command, s: Surroundings) -> Outcome:
        seconds = number_slot(command, "seconds")
        if seconds is None:
            return Outcome(say(TEXTS, "how_much", s.language), done=False, asks="seconds")
        alert = _chosen(text_slot(command, "name"), s)
        if isinstance(alert, Outcome):
            return alert
        left = (s.ringer.remaining(alert) or 0.0) + seconds
        if not 0 < left <= LONGEST_S or alert.due is None:
            return Outcome(say(TEXTS, "out_of_range", s.language), done=False)
        longer = dataclasses.replace(
            alert,
            due=s.now.timestamp() + left,
            due_ticks=s.ringer.clock.ticks() + left,
            boot=s.ringer.clock.boot(),
            seconds=alert.seconds + seconds,
        )
        if not s.store.change_alert(longer):
            return Outcome(say(TEXTS, "none", s.language), done=False)
        more = duration(seconds, s.language)
        more = more[:1].upper() + more[1:]
        text = say(TEXTS, "extended", s.language, more=more, left=duration(left, s.language))
        return Outcome(text, _data(longer, s))

    def _status(self, command: Command, s: Surroundings) -> Outcome:
        running, name = _running(s), text_slot(command, "name")
        if not running:
            return Outcome(say(TEXTS, "none", s.language))
        if name and not means_all(name):
            chosen = _named(name, running)
            if not chosen:
                return _unknown(name, running, s)
            running = chosen
        said = [_left(alert, s, alone=len(running) == 1) for alert in running]
        return Outcome("\n".join(said), {"timers": [_data(alert, s) for alert in running]})

    def _cancel(self, command: Command, s: Surroundings) -> Outcome:
        name = text_slot(command, "name")
        running = _running(s)
        if running and means_all(name):
            count = s.store.remove_alerts(running)
            return Outcome(say(TEXTS, "cancelled_all", s.language, count=count), {"cancelled": count})
        alert = _chosen(name, s)
        if isinstance(alert, Outcome):
            return alert
        s.store.remove_alerts([alert])
        return Outcome(_say("cancelled", alert, s), {"cancelled": 1})


def _running(s: Surroundings) -> list[Alert]:
    """Those set, the one that rings next first."""
    return sorted(s.store.alerts("timer"), key=lambda alert: (s.ringer.remaining(alert), alert.id))


def _chosen(name: str, s: Surroundings) -> Alert | Outcome:
    """The timer that is meant, or what to say if it cannot be told."""
    running = _running(s)
    if not running:
        return Outcome(say(TEXTS, "none", s.language), done=False)
    candidates = _named(name, running) if name else running
    if not candidates:
        return _unknown(name, running, s)
    last = [alert for alert in candidates if alert.id == s.last_data("timer").get("id")]
    if len(candidates) > 1 and last and not name:
        candidates = last
    if len(candidates) > 1:
        timers = either([_label(alert, s) for alert in candidates], s.language)
        return Outcome(say(TEXTS, "which", s.language, timers=timers), done=False, asks="name")
    return candidates[0]


def _named(name: str, running: list[Alert]) -> list[Alert]:
    """Those of this name, or, without one, of this length."""
    found = matches(name, running, lambda alert: alert.text)
    length = durations.whole(name) if not found else None
    return found if length is None else [alert for alert in running if alert.seconds == length.seconds]


def _unknown(name: str, running: list[Alert], s: Surroundings) -> Outcome:
    timers = joined([_label(alert, s) for alert in running], s.language)
    return Outcome(say(TEXTS, "unknown", s.language, name=name, timers=timers), done=False)


def _label(alert: Alert, s: Surroundings) -> str:
    return alert.text or duration(alert.seconds, s.language)


def _left(alert: Alert, s: Surroundings, *, alone: bool) -> str:
    remaining = s.ringer.remaining(alert) or 0.0
    left, length = duration(abs(remaining), s.language), duration(alert.seconds, s.language)
    if remaining <= 0:
        return _say("over", alert, s, left=left, length=length)
    text = _say("left" if alone or alert.text else "left_of", alert, s, left=left, length=length)
    return text[:1].upper() + text[1:]


def _say(sentence: str, alert: Alert, s: Surroundings, **values: str) -> str:
    """The sentence for a timer with or without a name."""
    name = f"{sentence}_named" if alert.text else sentence
    return say(TEXTS, name, s.language, name=alert.text, **values)


def _data(alert: Alert, s: Surroundings) -> dict[str, object]:
    remaining = s.ringer.remaining(alert)
    return {"id": alert.id, "name": alert.text, "seconds": alert.seconds, "remaining": remaining}
