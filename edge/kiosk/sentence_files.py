"""The sentence files that a kiosk names: YAML in the format of hassil, which Home Assistant's community writes.

Read as they are: files with `intents`, files of a folder that is named after an intent with `data`, and files with
`lists` and `expansion_rules` only. What a file says of responses is left aside: those speak of the states of devices,
which only Home Assistant knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge.kiosk.faults import Faults
from edge.kiosk.positions import Keys
from edge.kiosk.tables import nearest
from edge.kiosk.yaml_lines import YamlError, parse

__all__ = ["Block", "SentenceFile", "Sentences", "Written", "load"]

MOST_BYTES = 4 << 20
"""A longer file is none that a person wrote."""
MOST_FILES = 5000

_FILE_KEYS = ("language", "settings", "intents", "data", "lists", "expansion_rules", "skip_words", "responses")
_BLOCK_KEYS = (
    *("sentences", "slots", "requires_context", "excludes_context", "expansion_rules", "lists", "response"),
    *("metadata", "required_keywords", "inferred_domain", "name_domains", "settings"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """Something that a file says, with the line."""

    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that mean one intent."""

    intent: str
    path: Path
    line: int
    sentences: tuple[Written, ...]
    """Templates."""
    slots: Mapping[str, Any] = field(default_factory=dict)
    """Slots that the sentences set without naming them."""
    requires: Mapping[str, Any] = field(default_factory=dict)
    """What names and the place have to be for the sentences to fit; see `edge.kiosk.contexts`."""
    excludes: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Written] = field(default_factory=dict)
    """Expansion rules of this block alone."""
    lists: Mapping[str, Written] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    """Words of which at least one has to be said."""


@dataclass(frozen=True, slots=True)
class SentenceFile:
    """One file."""

    path: Path
    language: str | None
    """The tag as it stands there ("zh-cn"), or None for a file that is for all languages."""
    blocks: tuple[Block, ...] = ()
    lists: Mapping[str, Written] = field(default_factory=dict)
    rules: Mapping[str, Written] = field(default_factory=dict)
    skip_words: tuple[str, ...] = ()
    """What may be said around a sentence and means nothing ("please")."""


@dataclass(slots=True)
class Sentences:
    """What was read."""

    files: list[SentenceFile] = field(default_factory=list)
    other_languages: dict[str, int] = field(default_factory=dict)
    """Files in languages that the kiosk does not have, by their tag; they are left aside."""


def load(paths: Iterable[Path], languages: Iterable[str], faults: Faults) -> Sentences:
    """Read these files and all `.yaml` files of these folders; what is wrong goes into `faults`, with its line."""
    spoken = frozenset(languages)
    found = Sentences()
    for number, path in enumerate(_files(paths, faults)):
        if number >= MOST_FILES:
            faults.add(path.parent, 0, f"there are more than {MOST_FILES} sentence files: name fewer.")
            break
        read = _File(path, faults).read()
        if read is None:
            continue
        if read.language is None or read.language.split("-")[0] in spoken:
            found.files.append(read)
        else:
            found.other_languages[read.language] = found.other_languages.get(read.language, 0) + 1
    return found


def _files(paths: Iterable[Path], faults: Faults) -> Iterator[Path]:
    """Every file once, in the order in which they are named; those of a folder by their names."""
    seen: set[Path] = set()
    for path in paths:
        if path.is_dir():
            within = sorted(one for one in path.rglob("*") if one.suffix in (".yaml", ".yml") and one.is_file())
            if not within:
                faults.add(path, 0, "there is no .yaml file in this folder.")
        elif path.is_file():
            within = [path]
        else:
            faults.add(path, 0, "there is no such file or folder: 'sentences' is relative to the folder of kiosk.toml.")
            continue
        for one in within:
            if one not in seen:
                seen.add(one)
                yield one


class _File:
    """One file being read."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self._path = path
        self._faults = faults
        self._lines: Mapping[Keys, int] = {}

    def read(self) -> SentenceFile | None:
        """What it says; None if nothing can be made of it, or nothing has to be."""
        try:
            with self._path.open("rb") as file:
                written = file.read(MOST_BYTES + 1)
            if len(written) > MOST_BYTES:
                raise YamlError(0, "it is longer than 4 MiB")
            content, self._lines = parse(written.decode("utf-8-sig"))
        except OSError as error:
            self._faults.add(self._path, 0, f"it cannot be read: {error.strerror}.")
        except UnicodeDecodeError:
            self._faults.add(self._path, 0, "this is not UTF-8 text: save the file as UTF-8.")
        except YamlError as error:
            self._faults.add(self._path, error.line, f"this is not YAML that can be read: {error}.")
        else:
            return self._file(content)
        return None

    def _fault(self, place: Keys, text: str) -> None:
        while place and place not in self._lines:
            place = place[:-1]
        self._faults.add(self._path, self._lines.get(place, 0), text)

    def _line(self, place: Keys) -> int:
        return self._lines.get(place, 0)

    def _file(self, content: Any) -> SentenceFile | None:
        if content is None or _describes_intents(content):
            return None
        if not isinstance(content, dict):
            self._fault((), "a sentence file is a table with 'language' and 'intents'.")
            return None
        for key in content:
            if key not in _FILE_KEYS:
                self._fault((str(key),), f"there is no '{key}' in a sentence file; {nearest(str(key), _FILE_KEYS)}")
        language = content.get("language")
        if language is not None and (not isinstance(language, str) or not language):
            self._fault(("language",), "'language' has to be a language's code, as 'en' or 'zh-cn'.")
            language = None
        blocks = tuple(self._blocks(content))
        if blocks and language is None:
            self._fault((), "'language' is missing: say which language the sentences are in, as 'en' or 'zh-cn'.")
        return SentenceFile(
            path=self._path,
            language=language.lower().replace("_", "-") if language else None,
            blocks=blocks,
            lists=self._written(content, ("lists",), dict, "a list with 'values', 'range' or 'wildcard'"),
            rules=self._written(content, ("expansion_rules",), str, "text in quotes"),
            skip_words=self._texts(content.get("skip_words"), ("skip_words",)),
        )

    def _blocks(self, content: Mapping[str, Any]) -> Iterator[Block]:
        intents = content.get("intents") or {}
        if not isinstance(intents, dict):
            self._fault(("intents",), "'intents' has to be a table of intents.")
            intents = {}
        for intent, said in intents.items():
            data = said.get("data") if isinstance(said, dict) else None
            yield from self._data(str(intent), data, ("intents", str(intent), "data"))
        if "data" in content:
            yield from self._data(self._path.parent.name, content["data"], ("data",))

    def _data(self, intent: str, data: Any, place: Keys) -> Iterator[Block]:
        if not isinstance(data, list):
            self._fault(place, f"'{intent}' needs 'data': a list of blocks with 'sentences'.")
            return
        for index, block in enumerate(data):
            if isinstance(block, dict):
                yield self._block(intent, block, (*place, index))
            else:
                self._fault((*place, index), "a block is a table with 'sentences'.")

    def _block(self, intent: str, block: Mapping[str, Any], place: Keys) -> Block:
        for key in block:
            if key not in _BLOCK_KEYS:
                self._fault((*place, str(key)), f"a block has no '{key}'; {nearest(str(key), _BLOCK_KEYS)}")
        sentences = self._sentences(block.get("sentences"), (*place, "sentences"))
        requires, slots = dict(self._table(block, place, "requires_context")), dict(self._table(block, place, "slots"))
        domains = self._texts(block.get("name_domains"), (*place, "name_domains"))
        if domains:
            requires["domain"] = list(domains)
        if isinstance(block.get("inferred_domain"), str):
            slots["domain"] = block["inferred_domain"]
        return Block(
            intent=intent,
            path=self._path,
            line=self._line(place),
            sentences=sentences,
            slots=slots,
            requires=requires,
            excludes=self._table(block, place, "excludes_context"),
            rules=self._written(block, (*place, "expansion_rules"), str, "text in quotes"),
            lists=self._written(block, (*place, "lists"), dict, "a list with 'values', 'range' or 'wildcard'"),
            keywords=self._texts(block.get("required_keywords"), (*place, "required_keywords")),
        )

    def _sentences(self, value: Any, place: Keys) -> tuple[Written, ...]:
        if not isinstance(value, list) or not value:
            self._fault(place, "'sentences' has to be a list of at least one sentence.")
            return ()
        found = []
        for index, sentence in enumerate(value):
            if isinstance(sentence, str) and sentence.strip():
                found.append(Written(sentence, self._line((*place, index))))
            else:
                self._fault((*place, index), "a sentence has to be text; put it in quotes.")
        return tuple(found)

    def _table(self, block: Mapping[str, Any], place: Keys, key: str) -> Mapping[str, Any]:
        value = block.get(key)
        if value is None:
            return {}
        if isinstance(value, dict):
            return {str(name): one for name, one in value.items()}
        self._fault((*place, key), f"'{key}' has to be a table.")
        return {}

    def _texts(self, value: Any, place: Keys) -> tuple[str, ...]:
        if value is None:
            return ()
        rows = [value] if isinstance(value, str) else value
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            self._fault(place, f"'{place[-1]}' has to be a list of texts.")
            return ()
        return tuple(rows)

    def _written(self, table: Mapping[str, Any], place: Keys, kind: type, what: str) -> dict[str, Written]:
        """The entries of a table that are of this kind, each with its line."""
        key = str(place[-1])
        found: dict[str, Written] = {}
        value = table.get(key)
        if value is None:
            return found
        if not isinstance(value, dict):
            self._fault(place, f"'{key}' has to be a table.")
            return found
        for name, one in value.items():
            at = (*place, str(name))
            if isinstance(one, kind):
                found[str(name)] = Written(one, self._line(at))
            else:
                self._fault(at, f"'{name}' has to be {what}.")
        return found


def _describes_intents(content: Any) -> bool:
    """Whether it is Home Assistant's `intents.yaml`: what intents there are, without any sentence."""
    return (
        isinstance(content, dict)
        and bool(content)
        and not any(key in _FILE_KEYS for key in content)
        and all(isinstance(one, dict) and "description" in one for one in content.values())
    )
