"""Lists: `list.add`, `list.show`, `list.remove`. A list is there as long as something is on it."""

from __future__ import annotations

import dataclasses

from edge.skills.keeping import no_room, with_caveats
from edge.skills.matching import matches, means_all
from edge.skills.names import Command
from edge.skills.replies.lists import TEXTS
from edge.skills.skill import Outcome, Surroundings
from edge.skills.slots import items_slot, text_slot
from edge.skills.store import Item
from edge.skills.values import fold
from edge.skills.wording import either, joined, say

__all__ = ["Lists"]


class Lists:
    """Things on lists, each once a list, in the order in which they were added."""

    names = ("list.add", "list.show", "list.remove")

    def carry_out(self, command: Command, surroundings: Surroundings) -> Outcome:
        """See `edge.skills.skill.Skill`."""
        name = text_slot(command, "list") or _only_list(surroundings)
        if not name:
            return _which(surroundings)
        known = surroundings.store.items(name)
        name = known[0].list if known else name
        match command.name:
            case "list.add":
                outcome = self._add(name, command, surroundings)
            case "list.show":
                outcome = self._show(name, surroundings)
            case _:
                outcome = self._remove(name, command, surroundings)
        return dataclasses.replace(outcome, filled={"list": name})

    def _add(self, name: str, command: Command, s: Surroundings) -> Outcome:
        wanted = items_slot(command, "items")
        if not wanted:
            return Outcome(say(TEXTS, "add_what", s.language), {"list": name}, done=False, asks="items")
        refused = no_room(s, Item, [name, *wanted])
        if refused is not None:
            return refused
        known = {fold(item.text) for item in s.store.items(name)}
        new = list({fold(text): text for text in wanted if fold(text) not in known}.values())
        old = [text for text in wanted if fold(text) in known]
        said = []
        if new:
            s.store.add_items(name, new, s.conversation)
            said.append(_say("added", name, new, s))
        if old:
            said.append(_say("already", name, old, s))
        text = ("" if s.language in {"zh", "ja"} else " ").join(said)
        return Outcome(with_caveats(text, s, rings=False), {"list": name, "items": new})

    def _show(self, name: str, s: Surroundings) -> Outcome:
        texts = [item.text for item in s.store.items(name)]
        sentence = "show" if texts else "empty"
        return Outcome(_say(sentence, name, texts, s, count=len(texts)), {"list": name, "items": texts})

    def _remove(self, name: str, command: Command, s: Surroundings) -> Outcome:
        wanted, there = items_slot(command, "items"), s.store.items(name)
        if not wanted:
            return Outcome(say(TEXTS, "remove_what", s.language), {"list": name}, done=False, asks="items")
        if not there:
            return Outcome(_say("empty", name, [], s), {"list": name}, done=False)
        if any(means_all(text) for text in wanted):
            s.store.remove_items(there)
            return Outcome(_say("emptied", name, [], s), {"list": name, "items": [item.text for item in there]})
        gone: list[Item] = []
        missing: list[str] = []
        for text in wanted:
            found = [item for item in matches(text, there, lambda item: item.text) if item not in gone]
            # "milk" means the milk, not the milk chocolate as well.
            gone += found[:1]
            missing += [] if found else [text]
        s.store.remove_items(gone)
        said = [_say("removed", name, [item.text for item in gone], s)] if gone else []
        if missing:
            said.append(_say("not_on", name, missing, s))
        text = ("" if s.language in {"zh", "ja"} else " ").join(said)
        return Outcome(text, {"list": name, "items": [item.text for item in gone]}, done=bool(gone))


def _only_list(s: Surroundings) -> str:
    """The list that is meant if none was named: the one of the command before, or the only one there is."""
    last = s.last_data("list").get("list")
    if isinstance(last, str):
        return last
    lists = s.store.lists()
    return lists[0] if len(lists) == 1 else ""


def _which(s: Surroundings) -> Outcome:
    lists = s.store.lists()
    sentence = "which_of" if lists else "which"
    return Outcome(say(TEXTS, sentence, s.language, lists=either(lists, s.language)), done=False, asks="list")


def _say(sentence: str, name: str, items: list[str], s: Surroundings, *, count: int | None = None) -> str:
    return say(TEXTS, sentence, s.language, count=count, list=name, items=joined(items, s.language))
