"""Sentences that may not leave: whether requests hold them when more is asked, and files when they are forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canaries.key import HARD, Looked
from canaries.runs import run
from canaries.traces import files_with, stands_in
from edge.catalogue.configuring import enter, withdraw
from edge.paths import Paths
from tests.cloud_client.honest_server import Behaviour, HonestServer
from tui.draft import Draft

__all__ = ["sentence_cases"]

PRIVATE = "the vault opens with canary-private-7c41 密码是金丝雀一"
NOTE = "the key lies under canary-note-91ab 金丝雀二"
PATTERN = "project canary-pattern-6e2d ships in May 金丝雀三"
BEGUN = "my doctor says canary-begun-55d0 金丝雀四"
FILE = "Paragraph four names canary-file-03fe 金丝雀五"
QUEUED = "prove canary-outbox-b8c2 step by step 金丝雀六"

Ask = tuple[str, str, dict[str, Any], str]
"""The conversation's label, the message, what the user decides, and who has to answer."""

TALK: tuple[Ask, ...] = (
    ("private", "hello", {"choice": "local"}, "local"),
    ("private", f"Keep in mind: {PRIVATE}", {"private": True}, "local"),
    ("private", HARD, {}, "cloud"),
    ("private", "And what did I say before?", {"choice": "cloud"}, "cloud"),
    ("note", f"take a note: {NOTE}", {}, "skill"),
    ("note", HARD, {}, "cloud"),
    ("note", "show my notes", {}, "skill"),
    ("note", "And what did I note?", {"choice": "cloud"}, "cloud"),
    ("pattern", f"{HARD} It is for {PATTERN}", {}, "local"),
    ("pattern", HARD, {}, "cloud"),
    ("begun", BEGUN, {"private": True}, "local"),
    ("begun", HARD, {}, "local"),
    ("other", HARD, {}, "cloud"),
    ("other", "Explain that in detail, please.", {"choice": "cloud"}, "cloud"),
)
"""What is said to begin with: each sentence where it may not leave, and more in and beside its conversation."""

ASKER = """
import json, sys
from edge import Question, open_assistant
from edge.journal import new_uid
assistant = open_assistant()
known = json.loads(sys.argv[2])
for label, text, decided in json.loads(sys.argv[1]):
    conversation = known.get(label, "new")
    *_, end = assistant.ask(Question(text, new_uid(), conversation, max_tokens=24, **decided))
    known[label] = end.record.conversation
    print(json.dumps([end.record.by, known]), flush=True)
assistant.close()
"""


@dataclass
class _Home:
    """A home whose endpoint records what it gets."""

    home: Path
    model: Path
    server: HonestServer
    conversations: dict[str, str] = field(default_factory=dict)
    """Their uids by their labels."""
    amiss: list[str] = field(default_factory=list)
    """What did not go as it was meant to."""

    @property
    def paths(self) -> Paths:
        """Of the home."""
        return Paths.under(self.home)

    def edge(self, *arguments: str, program: str | None = None) -> list[str]:
        """Run a command; the lines that it wrote."""
        environment = {
            "EDGE_MODEL": str(self.model),
            "EDGE_ENGINE_THREADS": "1",
            "EDGE_CLOUD_NEVER_LEAVES": "canary-pattern",
        }
        ran = run(self.home, *arguments, program=program, environment=environment)
        lines = ran.output.decode("utf-8", "replace").splitlines()
        if ran.code:
            self.amiss.append(f"exit {ran.code}: {' '.join(lines)[-200:]}")
        return lines

    def talk(self, *asks: Ask) -> None:
        """Ask one after the other, in one process."""
        wanted = json.dumps([ask[:3] for ask in asks])
        lines = self.edge(wanted, json.dumps(self.conversations), program=ASKER)
        told = [json.loads(line) for line in lines if line.startswith("[")]
        answered = [by for by, _ in told]
        if answered != [ask[3] for ask in asks]:
            self.amiss.append(f"answered by {', '.join(answered)}")
        if told:
            self.conversations.update(told[-1][1])

    def endpoint(self, url: str) -> None:
        """Have this one asked from now on, and no other."""
        withdraw(self.paths.endpoints, "lab")
        enter(self.paths.endpoints, "lab", {"base_url": url, "model": "test-model"})

    def looked(self, what: str, sentence: str) -> Looked:
        """Whether it stands in any request. It has to stand in a file, or nothing is shown by that."""
        asked = self.server.asked
        seen = [
            f"request {number}"
            for number, one in enumerate(asked, 1)
            if stands_in(_mark(sentence), one.body + repr((one.path, one.headers)).encode())
        ]
        kept = files_with(_mark(sentence), self.home)
        outcome = "; ".join([f"{len(asked)} requests, {len(kept)} files hold it", *self.amiss])
        return Looked(what, "a sentence", outcome, seen, bool(self.amiss) or not kept)


def _mark(sentence: str) -> str:
    """The part of a sentence that is searched for: it is long enough to be no accident."""
    return next(word for word in sentence.split() if word.startswith("canary-"))


def sentence_cases(folder: Path, model: Path, *, short: bool = False) -> Iterator[Looked]:
    """Say each where it may not leave, and ask more; then forget. A part of it where `short`."""
    home = folder / "home-sentences"
    home.mkdir()
    with HonestServer(Behaviour()) as server:
        at = _Home(home, model, server)
        at.endpoint(server.url)
        at.talk(*TALK)
        if not short:
            _attach(at, folder)
            _queue(at)
        up = sum(ask[3] == "cloud" for ask in TALK) + (0 if short else 3)
        if len(server.asked) < up:
            at.amiss.append(f"{up} requests were meant")
        yield at.looked("a private message, then more in its conversation and beside it", PRIVATE)
        yield at.looked("a note, then more, also with the notes read out", NOTE)
        yield at.looked("a message that a never-leaves pattern keeps back, then more", PATTERN)
        yield at.looked("a conversation begun in private, then more in it and beside it", BEGUN)
        if not short:
            yield at.looked("an attachment of a private message, then more", FILE)
            yield at.looked("a private question while no endpoint is there, then the outbox is sent", QUEUED)
            yield _one_forgotten(at)
        yield _all_forgotten(at)


def _attach(at: _Home, folder: Path) -> None:
    file = folder / "attached.txt"
    file.write_text(f"A long story about a lighthouse.\n\n{FILE}\n" * 20, "utf-8")
    at.talk(("file", "hello", {"choice": "local"}, "local"))
    where = ("--conversation", at.conversations["file"])
    at.edge("ask", "--private", "--file", str(file), *where, "Which lighthouse is it about?")
    at.talk(("file", HARD, {}, "cloud"), ("file", "What does paragraph four name?", {"choice": "cloud"}, "cloud"))


def _queue(at: _Home) -> None:
    """No endpoint is there: what may not leave is not queued, and what is queued takes nothing of it along."""
    at.endpoint("http://127.0.0.1:9/v1")
    at.talk(("private", QUEUED, {"private": True}, "local"), ("private", HARD, {}, "local"))
    at.endpoint(at.server.url)
    queued = at.edge("outbox", "list", "--json")
    if len(queued) != 1:
        at.amiss.append(f"{len(queued)} questions in the outbox")
    at.edge("outbox", "send")


def _one_forgotten(at: _Home) -> Looked:
    states = len(list(at.home.rglob("*.state")))
    at.edge("forget", at.conversations["private"], "--yes")
    found = [place for sentence in (PRIVATE, QUEUED) for place in files_with(_mark(sentence), at.home)]
    found += [f"the saved state {path.name}" for path in at.home.rglob("conversation.state*")]
    others = [sentence for sentence in (NOTE, PATTERN, BEGUN, FILE) if files_with(_mark(sentence), at.home)]
    outcome = "; ".join([f"{len(others)} of 4 others are kept, {states} saved states were there", *at.amiss])
    return Looked("one conversation is forgotten", "two sentences", outcome, found, bool(at.amiss) or len(others) < 4)


def _all_forgotten(at: _Home) -> Looked:
    """Also what was typed and not sent, and saved states of the engine, which hold a conversation as token ids."""
    draft = Draft(at.paths.drafts)
    draft.keep(f"not sent yet: {NOTE}", at.conversations.get("note"))
    draft.close()
    before = len(files_with(_mark(NOTE), at.home))
    at.edge("forget", "--all", "--yes")
    sentences = (PRIVATE, NOTE, PATTERN, BEGUN, FILE, QUEUED)
    found = [place for sentence in sentences for place in files_with(_mark(sentence), at.home)]
    found += [f"the saved state {path.name}" for path in at.home.rglob("*.state*")]
    outcome = "; ".join([f"{before} files held the note before, a draft among them", *at.amiss])
    return Looked("everything is forgotten", "all sentences", outcome, found, bool(at.amiss) or not before)
