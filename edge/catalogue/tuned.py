"""The settings that `edge models tune` found fastest: a file in the models folder, one entry a model.

An entry counts only on the machine and for the file that it was measured with. What the user sets comes before it, what
the catalogue and the machine suggest after it.
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from edge.catalogue import verified
from edge.catalogue.folder import locked, replace_text
from edge.engine.need import KvType
from edge.errors import EdgeError, SettingsError
from edge.machine import cores, processor

if TYPE_CHECKING:
    from edge.catalogue.model import Model

__all__ = [
    "FILE",
    "Figures",
    "Machine",
    "Tuned",
    "applied",
    "discard",
    "enter",
    "hashes_of",
    "misfit",
    "read",
    "withdraw",
]

FILE = "tuned.toml"

_HEAD = """\
# Written by `edge models tune`: the settings that were found fastest for each model, and what they were compared with.
# An entry counts only on the machine and for the file that it names; what you set yourself comes before it.
# `edge models tune NAME --reset` takes an entry out.
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured with one choice of settings: medians."""

    turn_ms: float
    """A typical turn: 64 new tokens of prompt and 96 generated, behind a longer prompt."""
    prefill_tok_s: float
    """Of those 64 tokens."""
    decode_tok_s: float
    """Of those 96 tokens."""
    long_tok_s: float
    """Of the longer prompt."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What has to be the same for figures to hold."""

    processor: str
    physical_cores: int
    logical_cores: int
    cpu_quota: float = 0.0
    """CPUs' worth of time that the container gets; 0 where that is not limited."""

    @classmethod
    def here(cls) -> Machine:
        """This machine, as far as this process may use it."""
        kind, own = processor(), cores()
        return cls(kind.name or kind.architecture, own.physical, own.logical, own.quota or 0.0)


@dataclass(frozen=True, slots=True)
class Tuned:
    """The fastest settings of one model."""

    threads: int
    batch: int
    kv_type: KvType
    lookup: Literal["auto", "off"]
    """`off` where a reply came out otherwise with lookup speculation than without."""
    measured: str
    """ISO 8601 in UTC, by the wall clock."""
    machine: Machine
    bytes: int
    """The size of the model's file."""
    sha256: str
    """What was verified of the file; empty where nothing was."""
    before: Figures
    after: Figures
    """With these settings; the same as `before` where nothing faster was found."""

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Tuned:
        """What an entry says. Raises ValueError with the reason if it cannot be."""
        values = {field.name: entry[field.name] for field in dataclasses.fields(cls) if field.name in entry}
        values["machine"] = _built(Machine, entry.get("machine"), "machine")
        values["before"] = _built(Figures, entry.get("before"), "before")
        values["after"] = _built(Figures, entry.get("after"), "after")
        tuned: Tuned = _built(cls, values, "the entry")
        if not 1 <= tuned.threads <= 256:
            raise ValueError("'threads' has to lie between 1 and 256")
        if not 32 <= tuned.batch <= 4096:
            raise ValueError("'batch' has to lie between 32 and 4096")
        if tuned.kv_type not in {"f16", "q8_0"}:
            raise ValueError("'kv_type' has to be f16 or q8_0")
        if tuned.lookup not in {"auto", "off"}:
            raise ValueError("'lookup' has to be auto or off")
        return tuned


def read(models: Path) -> dict[str, Tuned]:
    """The entries by the model's name. Raises SettingsError with one sentence if the file is damaged or unreadable."""
    path = models / FILE
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("models", {})
        if not isinstance(entries, Mapping):
            raise ValueError("'models' has to be a table")
        return {name: Tuned.from_entry(entry if isinstance(entry, Mapping) else {}) for name, entry in entries.items()}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
    except (UnicodeDecodeError, RecursionError):
        why = "it is no text"
    except ValueError as error:
        why = " ".join(str(error).split())
    raise SettingsError(
        f"The tuned settings {path} are ignored, as they cannot be read ({why}):"
        " remove the file, and 'edge models tune NAME' writes it anew."
    )


def misfit(tuned: Tuned, model: Model, here: Machine, sha256: str = "") -> str:
    """Why an entry does not count, as a phrase; empty if it does.

    sha256  what was verified of the file that is there now, empty where nothing was
    """
    if tuned.machine != here:
        return "tuned on another machine"
    changed = tuned.sha256 and sha256 and tuned.sha256 != sha256
    if changed or not model.here or model.path.stat().st_size != tuned.bytes:
        return "tuned with another file"
    return ""


def applied(known: dict[str, Model], models: Path) -> dict[str, Model]:
    """The models with those entries that count. A file that cannot be read is passed over: `edge doctor` says it."""
    try:
        entries = {name: entry for name, entry in read(models).items() if name in known}
    except SettingsError:
        return known
    if not entries:
        return known
    here, hashes = Machine.here(), hashes_of(models)
    return known | {
        name: dataclasses.replace(known[name], tuned=entry)
        for name, entry in entries.items()
        if not misfit(entry, known[name], here, hashes.get(name, ""))
    }


def hashes_of(models: Path) -> dict[str, str]:
    """What was verified of each model's file; empty where that list cannot be read."""
    try:
        return {name: each.sha256 for name, each in verified.read(models).items()}
    except EdgeError:
        return {}


def enter(models: Path, name: str, tuned: Tuned) -> None:
    """Write an entry down, in the place of an older one; a damaged file is replaced.

    Raises SettingsError if the file cannot be written, DownloadError if the folder cannot be used.
    """
    _change(models, name, tuned)


def withdraw(models: Path, name: str) -> bool:
    """Take an entry out; returns whether there was one. Raises like `enter`."""
    return _change(models, name, None)


def discard(models: Path) -> None:
    """Remove the file with all entries. Raises SettingsError if it cannot be."""
    try:
        (models / FILE).unlink(missing_ok=True)
    except OSError as error:
        raise _not_writable(models, error) from None


def _change(models: Path, name: str, tuned: Tuned | None) -> bool:
    with locked(models):
        try:
            entries = read(models)
        except SettingsError:
            if tuned is None:
                raise
            entries = {}
        was_there = entries.pop(name, None) is not None
        if tuned is not None:
            entries[name] = tuned
        elif not was_there:
            return False
        try:
            if entries:
                replace_text(models / FILE, _written(entries))
            else:
                (models / FILE).unlink(missing_ok=True)
        except OSError as error:
            raise _not_writable(models, error) from None
        return was_there


def _not_writable(models: Path, error: OSError) -> SettingsError:
    why = os.strerror(error.errno) if error.errno else str(error)
    return SettingsError(f"The tuned settings {models / FILE} cannot be written: {why}.")


def _written(entries: Mapping[str, Tuned]) -> str:
    import tomlkit

    document = tomlkit.parse(_HEAD)
    table = tomlkit.table(is_super_table=True)
    for name in sorted(entries):
        values = dataclasses.asdict(entries[name])
        entry = tomlkit.table()
        for key, value in values.items():
            if isinstance(value, dict):
                inline = tomlkit.inline_table()
                inline.update(value)
                entry[key] = inline
            else:
                entry[key] = value
        for key, comment in _COMMENTS.items():
            entry[key].comment(comment)
        table[name] = entry
    document["models"] = table
    return tomlkit.dumps(document)


_COMMENTS = {
    "batch": "tokens of prompt evaluated at a time",
    "kv_type": "form of the KV cache",
    "lookup": "off where a reply came out otherwise with lookup speculation",
    "before": "with what would be taken without tuning",
}


def _built(kind: type[Any], entry: Any, what: str) -> Any:
    """A dataclass from a table whose values have the declared types. Raises ValueError."""
    if not isinstance(entry, Mapping):
        raise ValueError(f"'{what}' is missing")
    values = {}
    for field in dataclasses.fields(kind):
        if field.name not in entry:
            raise ValueError(f"'{field.name}' is missing")
        value = entry[field.name]
        if field.type == "float" and type(value) is int:
            value = float(value)
        wanted = {"int": int, "float": float, "str": str}.get(str(field.type))
        if (wanted is not None and type(value) is not wanted) or (
            isinstance(value, int | float) and not 0 <= value < 1e15
        ):
            raise ValueError(f"'{field.name}' cannot be {value!r}")
        values[field.name] = value
    return kind(**values)
