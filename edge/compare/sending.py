"""What will be run and what will be sent where, in the words in which it is said before anything is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from edge.compare.plan import Load, Step, load_of, total
from edge.compare.results import SubjectInfo
from edge.compare.routing import Routing
from edge.compare.speed import load_of as speed_load
from edge.compare.store import Store
from edge.compare.wanted import AUTO, Wanted

__all__ = ["Announced", "announced"]

NOTHING_PERSONAL = (
    "Sent are the suites' own questions and documents and nothing else: none of your conversations, notes or settings."
)


@dataclass(frozen=True, slots=True)
class Announced:
    """What is said before it starts."""

    text: str
    """Some lines."""
    leaves: bool
    """Whether anything would leave the device."""
    left: int
    """Steps that are not done."""


def announced(wanted: Wanted, routing: Routing, store: Store | None) -> Announced:
    """What is still to be run, and what of it goes where. `store` is what was found before, None at the beginning."""
    steps = list(wanted.steps())
    left = [step for step in steps if store is None or step.key not in store.results]
    stages = [(info, stage) for info in wanted.subjects for stage in wanted.stages(info)]
    stages_left = [(info, stage) for info, stage in stages if store is None or (info.name, stage) not in store.speed]
    lines = [_first(wanted, len(steps), len(left), len(stages), len(stages_left))]
    kinds = {info.name: info for info in wanted.subjects}
    goes_up = _endpoints_of(left, kinds, routing, wanted)
    loads: dict[tuple[str, str], Load] = {}
    for step in left:  # each task once, however often it is asked
        if (step.subject, step.task.uid) not in loads:
            loads[step.subject, step.task.uid] = load_of(step.task, kinds[step.subject].context)
    for info in wanted.subjects:
        own = [loads[step.subject, step.task.uid] for step in left if step.subject == info.name]
        own += [speed_load(stage) for one, stage in stages_left if one is info]
        lines.append(f"  {_subject(info, wanted)}")
        if info.kind == "cloud" and own:
            lines.append(f"    {_sent(total(own))}")
        elif info.name == AUTO and own:
            lines += [f"    {line}" for line in _auto(len(own), goes_up)]
    leaves = bool(stages_left or left) and any(
        info.kind != "device"
        and (any(step.subject == info.name for step in left) or any(one is info for one, _ in stages_left))
        for info in wanted.subjects
    )
    lines += [NOTHING_PERSONAL] if leaves else ["Nothing leaves this device."]
    return Announced("\n".join(lines), leaves, len(left) + len(stages_left))


def _first(wanted: Wanted, steps: int, left: int, stages: int, stages_left: int) -> str:
    suites = ", ".join(f"{info.name} ({info.tasks})" if info.tasks else info.name for info in wanted.head.suites)
    done = (steps - left) + (stages - stages_left)
    repeat = f", each {wanted.head.repeat} times" if wanted.head.repeat > 1 else ""
    who = " and ".join(", ".join(info.name for info in wanted.subjects).rsplit(", ", 1))
    text = f"What is compared: {who}. Suites: {suites}{repeat}."
    return f"{text} Done: {done:,} of {steps + stages:,} steps, {left + stages_left:,} are left." if done else text


def _subject(info: SubjectInfo, wanted: Wanted) -> str:
    if info.kind == "device":
        made = f" {info.quantization}" if info.quantization else ""
        return f"{info.name}: {info.model}{made}, on this device"
    if info.kind == "auto":
        return f"{info.name}: the router, sending up from a likelihood of {wanted.head.threshold or 0:.0%} on"
    one = wanted.endpoints[info.name]
    price = f", {one.price}" if one.price else ""
    host = urlsplit(one.endpoint.base_url).netloc.rpartition("@")[
        2
    ]  # a password there is refused only when it is asked
    return f"{info.name}: {info.model} at {host}{price}"


def _sent(load: Load) -> str:
    return (
        f"about {load.requests:,} requests with {_round(load.prompt):,} tokens to read, {_round(load.reply):,} to write"
        f" (at most {_round(load.most):,}), {load.bytes / 1000:,.0f} KB"
    )


def _endpoints_of(
    left: Iterable[Step], kinds: dict[str, SubjectInfo], routing: Routing, wanted: Wanted
) -> dict[str, Load]:
    """What the router would send where, by the endpoint's name."""
    found: dict[str, Load] = {}
    for step in left:
        if kinds[step.subject].kind == "auto":
            name = routing.expected(step.task).endpoint
            if name is not None:
                one = wanted.endpoints[name]
                context = one.endpoint.context if one.context_known else None
                found[name] = found.get(name, Load()) + load_of(step.task, context)
    return found


def _auto(answers: int, goes_up: dict[str, Load]) -> Iterator[str]:
    for name, load in goes_up.items():
        yield f"to {name} {_sent(load)}"
    if not goes_up:
        yield f"all {answers:,} answers stay on the device"


def _round(value: int) -> int:
    """To two digits: it is an estimate."""
    digits = max(0, len(str(value)) - 2)
    return round(value, -digits)
