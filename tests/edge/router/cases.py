"""What the tests of the router share: readings and situations made by hand."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from edge.catalogue.endpoint import Endpoint
from edge.events import Reason, Route
from edge.reader import TASKS, Guess, Reading
from edge.router.decision import decide
from edge.router.heard import Heard
from edge.router.situation import EndpointState, Situation
from edge.settings import Router
from edge.skills.names import Command
from edge.turn import Question

QWEN = Endpoint(
    "qwen7b",
    "Qwen2.5-7B-Instruct",
    "http://127.0.0.1:8000/v1",
    "Qwen/Qwen2.5-7B-Instruct",
    32768,
    frozenset({"code", "reasoning", "maths", "structured", "longdoc", "languages"}),
)
GLM = Endpoint(
    "glm4",
    "ChatGLM4-9B",
    "http://127.0.0.1:8001/v1",
    "zai-org/glm-4-9b-chat-hf",
    131072,
    frozenset({"chinese", "writing", "teaching"}),
)
BOTH = (EndpointState(QWEN), EndpointState(GLM))
CLOUD = Situation(endpoints=BOTH, context=4096)
ALONE = Situation(context=4096)

QUESTIONS = {"en": "tell me about it", "zh": "给我讲讲这个", "ja": "それについて教えて"}


def reading(
    task: str = "knowledge", p_cloud: float = 0.9, share: float = 0.9, language: str = "en", *intents: Guess
) -> Reading:
    """One in which `task` has this share, and the other tasks the rest."""
    tasks = dict.fromkeys(TASKS, (1 - share) / (len(TASKS) - 1)) | {task: share}
    guesses = intents or (Guess("none", 0.98), Guess("time.now", 0.01), Guess("note.list", 0.01))
    return Reading(language, task, MappingProxyType(tasks), guesses, p_cloud, np.zeros(64, np.float32))


def routed(
    text: str,
    read: Reading | None = None,
    situation: Situation = CLOUD,
    settings: Router | None = None,
    *,
    commands: tuple[Command, ...] = (),
    language: str = "en",
    **question: Any,
) -> Route:
    """The route of a message; `question` has the fields of `Question`."""
    heard = Heard(text, read.language if read else language, commands, "templates", read)
    return decide(Question(text, "q", **question), heard, situation, settings, 0.5)


def deciding(route: Route) -> Reason:
    """The reason that decides; there is exactly one."""
    (one,) = [reason for reason in route.reasons if reason.decides]
    return one


def rules(route: Route) -> list[str]:
    return [reason.rule for reason in route.reasons]
