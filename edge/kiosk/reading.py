"""From the text of `kiosk.toml` to a `Kiosk`, or to every fault in it."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from edge.kiosk.faults import Faults
from edge.kiosk.file import (
    DEFAULT_IDLE_S,
    LANGUAGES,
    Answer,
    CommandEntry,
    House,
    Kiosk,
    Localized,
    Named,
    Page,
    Place,
    Thing,
)
from edge.kiosk.positions import lines_of
from edge.kiosk.tables import Document, Table, localized, nearest

if TYPE_CHECKING:
    from edge.kiosk.file import Spoken

__all__ = ["MOST_BYTES", "as_far_as_it_can_be_read", "is_loopback", "reading"]

MOST_BYTES = 1 << 20
"""A longer file is none that a person wrote."""

_INTENT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ENTRY_POINT = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", re.ASCII)
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
_WORD = re.compile(r"[a-z0-9_]{1,64}")


def reading(path: Path) -> Kiosk:
    """See `edge.kiosk.file.read`."""
    faults = Faults()
    kiosk = as_far_as_it_can_be_read(path, faults)
    faults.raise_any()
    return kiosk


def as_far_as_it_can_be_read(path: Path, faults: Faults) -> Kiosk:
    """What the file says, without what is wrong: that goes into `faults`."""
    nothing = Kiosk(folder=path.parent)
    try:
        with path.open("rb") as file:
            written = file.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return nothing
    except OSError as error:
        faults.add(path, 0, f"it cannot be read: {error.strerror}.")
        return nothing
    try:
        text = written.decode("utf-8-sig").replace("\r\n", "\n")
        if len(written) > MOST_BYTES:
            raise RecursionError
        content = tomllib.loads(text)
        lines = lines_of(text)
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        faults.add(path, line, "this is not UTF-8 text: save the file as UTF-8.")
    except tomllib.TOMLDecodeError as error:
        line, reason = _syntax(text, error)
        faults.add(path, line, f"this is not TOML: {reason}.")
    except ValueError:  # tomllib passes it on from int()
        faults.add(path, 0, "there is a whole number of thousands of digits in it: take it out.")
    except RecursionError:
        faults.add(path, 0, "it is longer, or nested deeper, than any kiosk.toml: 1 MiB at most.")
    else:
        return _kiosk(Document(path, content, lines, faults))
    return nothing


def _syntax(text: str, error: tomllib.TOMLDecodeError) -> tuple[int, str]:
    """The line and the reason of an error, as the end of a sentence."""
    said = str(error)
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    reason = said[: place.start()] if place else said
    return line, reason[:1].lower() + reason[1:]


def _kiosk(document: Document) -> Kiosk:
    top = Table(document, (), document.content)
    head = Table(document, ("kiosk",), top.value("kiosk", dict, "a table: [kiosk]") or {})
    document.languages = _languages(head)
    usual = Page()
    page = Page(
        title=head.localized("title") or usual.title,
        greeting=head.localized("greeting") or usual.greeting,
        languages=document.languages,
        idle_s=head.number("idle_seconds", 10, 3600, DEFAULT_IDLE_S),
        suggestions=_suggestions(top) or usual.suggestions,
    )
    floors = _floors(top)
    areas = _areas(top, floors)
    here = head.text("area")
    _known("area", here, areas, head)
    house = House(areas, floors, _things(top, areas), here)
    kiosk = Kiosk(
        page=page,
        house=house,
        sentences=_sentences(head, document.path.parent),
        commands=_commands(top),
        answers=_answers(top),
        folder=document.path.parent,
    )
    head.end()
    top.end()
    return kiosk


def _languages(head: Table) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for language in head.texts("languages"):
        if language in LANGUAGES:
            found[language] = None
        else:
            head.fault("languages", f"'{language}' is no language of a kiosk; {nearest(language, LANGUAGES)}")
    return tuple(found) or LANGUAGES


def _suggestions(top: Table) -> tuple[Localized, ...]:
    found: list[Localized] = []
    for index, row in enumerate(top.value("suggestions", list, "written as [[suggestions]]") or ()):
        place = ("suggestions", index)
        if isinstance(row, str) and row.strip():
            row = dict.fromkeys(top.document.languages, row)
        if not isinstance(row, dict):
            top.document.fault(place, "a suggestion has to be text in quotes, or a text by language.")
        elif (text := localized(top.document, place, "a suggestion", row)) is not None:
            found.append(text)
    return tuple(found)


def _sentences(head: Table, folder: Path) -> tuple[Path, ...]:
    found: list[Path] = []
    for name in head.texts("sentences"):
        try:
            found.append(folder / Path(name).expanduser())
        except RuntimeError:
            head.fault("sentences", f"'{name}' begins with a user that this machine does not have: write the folder.")
    return tuple(found)


def _id(table: Table, names: Spoken, taken: dict[str, int]) -> str | None:
    """What it is called in slots: its `id`, else the first of its names; two of a kind cannot have the same."""
    first = next(iter(names.values()), ("",))[0]
    found = table.text("id") or first
    if not found:
        return None  # its missing name is told
    if found in taken:
        table.fault("id", f"'{found}' is on line {taken[found]} already: give this one an 'id' of its own.")
        return None
    taken[found] = table.line
    return found


def _known(key: str, wanted: str | None, there: Iterable[Named], table: Table) -> None:
    ids = [one.id for one in there]
    if wanted is None or wanted in ids:
        return
    kind = f"[[{key}s]]"
    hint = nearest(wanted, ids) if ids else f"there is no {kind} yet."
    table.fault(key, f"no {kind} is called '{wanted}'; {hint}")


def _floors(top: Table) -> tuple[Named, ...]:
    found: list[Named] = []
    taken: dict[str, int] = {}
    for table in top.tables("floors"):
        names = table.spoken("name")
        floor = _id(table, names, taken)
        if floor is not None:
            found.append(Named(floor, names))
        table.end()
    return tuple(found)


def _areas(top: Table, floors: tuple[Named, ...]) -> tuple[Place, ...]:
    found: list[Place] = []
    taken: dict[str, int] = {}
    for table in top.tables("areas"):
        names = table.spoken("name")
        area = _id(table, names, taken)
        floor = table.text("floor")
        _known("floor", floor, floors, table)
        if area is not None:
            found.append(Place(area, names, floor))
        table.end()
    return tuple(found)


def _things(top: Table, areas: tuple[Place, ...]) -> tuple[Thing, ...]:
    found: list[Thing] = []
    taken: dict[str, int] = {}
    for table in top.tables("names"):
        names = table.spoken("name")
        thing = _id(table, names, taken)
        area = table.text("area")
        _known("area", area, areas, table)
        context: dict[str, tuple[str, ...]] = {}
        for key in ("domain", "device_class"):
            words = table.texts(key)
            if all(map(_WORD.fullmatch, words)):
                context |= {key: words} if words else {}
            else:
                table.fault(key, f"'{key}' has to be one word in small letters, as 'light', or a list of such.")
        if thing is not None:
            found.append(Thing(thing, names, area, context))
        table.end()
    return tuple(found)


def _commands(top: Table) -> tuple[CommandEntry, ...]:
    found: list[CommandEntry] = []
    lines: dict[str, int] = {}
    for table in top.tables("commands"):
        intents = table.texts("intent", required=True)
        for intent in intents:
            if not _INTENT.fullmatch(intent):
                table.fault("intent", f"'{intent}' is no intent: take letters, digits and '_', as in 'OpenLocker'.")
            elif intent in lines:
                table.fault("intent", f"'{intent}' has a command on line {lines[intent]} already.")
            else:
                lines[intent] = table.line
        entry = _command(table)
        found += [replace(entry, intent=intent) for intent in intents if lines.get(intent) == table.line]
        table.end()
    return tuple(found)


def _command(table: Table) -> CommandEntry:
    """What is the same for all intents of a [[commands]]; the intent is left open."""
    webhook = table.text("webhook")
    python = table.matching("python", _ENTRY_POINT, "written as 'package.module:function'")
    if table.has("webhook") == table.has("python"):
        both = "has both" if table.has("webhook") else "has neither"
        table.fault("intent", f"a command needs either 'webhook' or 'python', and this one {both}.")
    if webhook is not None:
        _check_address(table, webhook)
    token = table.matching("token_env", _VARIABLE, "the name of an environment variable in capitals, not the token")
    if token is not None and not table.has("webhook"):
        table.fault("token_env", "'token_env' is for a webhook, and this command has none.")
    reply = table.localized("reply")
    for language, text in (reply or {}).items():
        _check_placeholders(table, language, text)
    return CommandEntry(
        intent="",
        webhook=webhook,
        python=python,
        reply=reply,
        token_env=token,
        timeout_s=table.number("timeout_seconds", 0.1, 60, 5.0),
        line=table.line,
    )


def _check_address(table: Table, address: str) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        table.fault("webhook", "'webhook' is no address: write it as 'https://host/path'.")
        return
    if parts.scheme not in ("http", "https") or not host:
        table.fault("webhook", "'webhook' is no address: write it as 'https://host/path'.")
    elif parts.username is not None or parts.password is not None:
        table.fault("webhook", "'webhook' holds a name or password: take it out, and name a variable in 'token_env'.")
    elif parts.scheme == "http" and not is_loopback(host):
        table.fault("webhook", f"'webhook' sends to {host} without encryption: take https.")
    elif not address.isprintable() or " " in address:
        table.fault("webhook", "'webhook' has a space or a control character in it: take it out.")
    elif not f"{parts.path}{parts.query}".isascii():
        table.fault("webhook", "'webhook' has letters in its path that an address cannot have: write them as %XX.")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: 127.0.0.0/8, ::1 or localhost."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_placeholders(table: Table, language: str, text: str) -> None:
    """Only plain `{slot}`: no attributes, no indices, no formats."""
    try:
        for _, name, form, conversion in string.Formatter().parse(text):
            if name is not None and (not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) or form or conversion):
                raise ValueError
    except ValueError:
        table.document.fault(
            (*table.place, "reply", language),
            "'reply' has a brace that is no {slot}: write the slot's name in braces, and a brace itself twice.",
        )


def _answers(top: Table) -> tuple[Answer, ...]:
    found: list[Answer] = []
    lines: dict[str, int] = {}
    for table in top.tables("answers"):
        name = table.matching("name", _NAME, "small letters, digits and '_', as 'opening_hours'", required=True)
        if name is not None and name in lines:
            table.fault("name", f"'{name}' is on line {lines[name]} already.")
            name = None
        elif name is not None:
            lines[name] = table.line
        questions = table.spoken("questions")
        text = table.localized("answer", required=True)
        if name is not None and questions and text is not None:
            found.append(Answer(name, questions, text, table.line))
        table.end()
    return tuple(found)
