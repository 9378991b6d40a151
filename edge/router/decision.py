"""Where a message goes, as a pure decision: everything it depends on is handed in, and every step leaves a reason.

    the user's choice ─▶ what may not leave ─▶ a command ─▶ hard rules ─▶ the reader's score ─▶ the device and endpoints

The first three settle it at once. The others say what the message deserves; then the device may be spared work that it
is up to, and what deserves the cloud stays here where there is no endpoint. What is unsure goes up.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Any

from edge.errors import CloudNotReachableError, EdgeError, UsageError
from edge.events import Reason, Route
from edge.router.evidence import evidence
from edge.router.heard import Found, Heard
from edge.router.reasons import reason
from edge.router.situation import Situation
from edge.router.skill_reasons import skill_reason
from edge.settings import Router
from edge.transcript import By
from edge.turn import Question

__all__ = ["THRESHOLD", "decide", "refused"]

THRESHOLD = 0.5
"""The `p_cloud` from which a message goes up where nobody chose another."""

_LEAST_REPLY = 256
"""Tokens of the local model's context that a reply has to have."""

_FOUND_BY: dict[Found, str] = {
    "reader": "command_by_reader",
    "second_reader": "command_by_second_reader",
    "likeness": "answer_by_likeness",
}


def decide(
    question: Question,
    heard: Heard,
    situation: Situation,
    settings: Router | None = None,
    threshold: float = THRESHOLD,
) -> Route:
    """Where the question goes.

    threshold  the reader's `p_cloud` from which it goes up, 0 to 1

    Raises UsageError if the cloud was asked for and the message may not leave, CloudNotReachableError if it was asked
    for and there is none.
    """
    return _Decision(question, heard, situation, settings or Router(), threshold).made()


def refused(question: Question, heard: Heard, error: EdgeError) -> Route:
    """The route of a message whose choice was refused: where the user wanted it to go, and why it does not."""
    return Route(
        to=question.choice or "local",
        p_cloud=heard.reading.p_cloud if heard.reading else None,
        reasons=(Reason(error.kind, str(error), decides=True),),
        language=heard.language,
        task=heard.reading.task if heard.reading else None,
        choice=question.choice,
    )


class _Decision:
    """One decision under way."""

    def __init__(
        self, question: Question, heard: Heard, situation: Situation, settings: Router, threshold: float
    ) -> None:
        self._question = question
        self._heard = heard
        self._situation = situation
        self._settings = settings
        self._threshold = threshold
        self._reasons: list[Reason] = []
        self._speaks = heard.speaks or heard.language

    @functools.cached_property
    def _tokens(self) -> int:
        """About how many tokens the message has, with what goes with it."""
        from edge.router.text import tokens_of

        return tokens_of(self._heard.text) + (self._situation.attachment_tokens or 0)

    def made(self) -> Route:
        """Every step in its order."""
        if self._question.choice == "cloud":
            self._check_choice()
            self._say("goes_on" if self._question.goes_on else "chosen_cloud", decides=True)
            return self._up()
        bound = list(self._bound())
        if self._heard.commands:
            for rule in bound:
                self._say(rule)
            self._say_command()
            return self._route("skill")
        if bound:
            self._say(bound[0], decides=True)
            for rule in bound[1:]:
                self._say(rule)
            return self._route("local")
        wanted, rule, values = self._deserves()
        if wanted == "local":
            return self._spared(rule, values)
        return self._escalated(rule, values)

    def _check_choice(self) -> None:
        question, endpoints = self._question, self._situation.endpoints
        if question.offline or question.private or not self._situation.may_leave:
            why = "this turn is offline" if question.offline else "the message may not leave the device"
            raise UsageError(f"The cloud was asked for, and {why}: take one of the two back.")
        if not endpoints:
            raise CloudNotReachableError(
                "The cloud was asked for, and no endpoint is configured: ask without --cloud, and the device answers,"
                " or add an endpoint ('edge endpoints' shows how)."
            )
        if not any(state.healthy for state in endpoints):
            names = ", ".join(state.endpoint.name for state in endpoints)
            raise CloudNotReachableError(
                f"The cloud was asked for, and cannot be reached at the moment ({names}): try again, or ask without"
                " --cloud, and the device answers."
            )

    def _say_command(self) -> None:
        heard = self._heard
        names = [command.name for command in heard.commands]
        sure = min(command.confidence for command in heard.commands)
        if heard.found in _FOUND_BY:
            self._say(_FOUND_BY[heard.found], confidence=sure)
        why = skill_reason(names, self._speaks)
        self._reasons.append(dataclasses.replace(why, values={"commands": names, "confidence": sure}, decides=True))

    def _bound(self) -> Iterator[str]:
        """The rules that keep it on the device whatever it says."""
        question = self._question
        if question.choice == "local":
            yield "goes_on" if question.goes_on else "chosen_local"
        if question.offline:
            yield "offline"
        if question.private:
            yield "private"
        elif not self._situation.may_leave:
            yield "kept_back"
        if question.grammar is not None and question.schema is None:
            yield "grammar"

    def _deserves(self) -> tuple[By, str, dict[str, Any]]:
        """Who should answer if device and endpoints were both well, by which rule."""
        from edge.router.text import asked_format, has_code  # its expressions take 2 ms, and a command needs none

        heard, situation = self._heard, self._situation
        if not heard.text.strip():
            return "local", "nothing_said", {}
        if situation.context is not None and self._tokens + _LEAST_REPLY > situation.context:
            return "cloud", "too_long", {"tokens": self._tokens, "context": situation.context}
        if situation.attachment_tokens is not None:
            return "cloud", "attachment", {"tokens": situation.attachment_tokens}
        if has_code(heard.text):
            return "cloud", "code_block", {}
        if asked_format(heard.text):
            return "cloud", "format", {}
        return self._scored()

    def _scored(self) -> tuple[By, str, dict[str, Any]]:
        reading = self._heard.reading
        if reading is None:
            return "cloud", "not_read", {}
        if reading.p_cloud >= self._threshold:
            values = {"task": reading.task, "p_cloud": reading.p_cloud, "threshold": self._threshold}
            return "cloud", "score", values
        found = evidence(self._heard, self._situation)
        share = sum(found.values())
        if share < self._settings.evidence:
            if self._situation.builtin and reading.task in ("fact", "rewrite", "followup"):
                return "cloud", "only_small_talk", {"task": reading.task}
            return "cloud", "unsure", {"task": reading.task, "share": share, "evidence": self._settings.evidence}
        best = max(found, key=lambda rule: found[rule])
        values = {"share": found[best], "p_cloud": reading.p_cloud, "threshold": self._threshold}
        return (
            ("local", best, values)
            if found[best] >= self._settings.evidence
            else ("local", "easy", {**values, "share": share})
        )

    def _spared(self, rule: str, values: dict[str, Any]) -> Route:
        """The device is up to it; it goes up all the same if the device had better rest and an endpoint is well."""
        strain = next(self._strains(), None) if any(state.healthy for state in self._situation.endpoints) else None
        self._say(rule, decides=strain is None, **values)
        if strain is None:
            return self._route("local")
        self._say(strain[0], decides=True, **strain[1])
        return self._up()

    def _strains(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What speaks against work for the device now."""
        now, limit = self._situation, self._settings
        if limit.hot and now.temperature_c is not None and now.temperature_c >= limit.hot:
            yield "hot", {"temperature_c": now.temperature_c, "limit": limit.hot}
        if now.throttled:
            yield "throttled", {}
        if limit.battery and now.battery is not None and now.battery < limit.battery:
            yield "battery", {"battery": now.battery, "limit": limit.battery}
        if now.free_mb is not None and now.needed_mb is not None and now.needed_mb > now.free_mb:
            yield "memory", {"needed_mb": now.needed_mb, "free_mb": now.free_mb}
        if limit.slow and now.decode_tok_s is not None and now.decode_tok_s < limit.slow:
            yield "slow", {"decode_tok_s": now.decode_tok_s, "limit": limit.slow}
        if limit.wait and now.prefill_tok_s:
            seconds = self._tokens / now.prefill_tok_s
            if seconds > limit.wait:
                yield "long_wait", {"seconds": seconds, "limit": limit.wait}

    def _escalated(self, rule: str, values: dict[str, Any]) -> Route:
        """It deserves the cloud; the device answers where there is none."""
        endpoints = self._situation.endpoints
        there = any(state.healthy for state in endpoints)
        if there or rule != "not_read":  # that it was not read says nothing where it stays here anyway
            self._say(rule, decides=there, **values)
        if there:
            return self._up()
        self._say("endpoint_down" if endpoints else "no_endpoint", decides=True)
        return self._route("local")

    def _up(self) -> Route:
        """To the endpoint that is best for it."""
        from edge.router.ranking import rank

        reading = self._heard.reading
        task = self._task()
        first, *others = rank(self._situation.endpoints, task, self._speaks, self._tokens)
        endpoint = first.state.endpoint
        if first.fits and any(not other.fits and other.points > first.points for other in others):
            self._say("endpoint_has_room", title=endpoint.title, tokens=self._tokens)
        elif first.strengths:
            special = [one for one in first.strengths if one != "languages"]
            self._say("endpoint_good_at", title=endpoint.title, strengths=special or list(first.strengths))
        else:
            self._say("endpoint_there", title=endpoint.title)
        return self._route("cloud", endpoint.name, endpoint.model, reading.task if reading else None)

    def _task(self) -> str | None:
        """What the endpoint will have to do, where a rule knows it better than the reader."""
        rules = {one.rule for one in self._reasons}
        if self._situation.attachment_tokens is not None and rules & {"attachment", "too_long"}:
            return "longdoc"
        for rule, task in (("code_block", "code"), ("format", "structured")):
            if rule in rules:
                return task
        return self._heard.reading.task if self._heard.reading else None

    def _say(self, rule: str, *, decides: bool = False, **values: Any) -> None:
        self._reasons.append(reason(rule, self._speaks, decides=decides, **values))

    def _route(self, to: By, endpoint: str | None = None, model: str | None = None, task: str | None = None) -> Route:
        reading = self._heard.reading
        return Route(
            to=to,
            p_cloud=None if reading is None else reading.p_cloud,
            reasons=tuple(self._reasons),
            language=self._heard.language,
            task=task or (reading.task if reading else None),
            endpoint=endpoint,
            model=model,
            choice=None if self._question.goes_on else self._question.choice,  # that of the turn before is known
        )
