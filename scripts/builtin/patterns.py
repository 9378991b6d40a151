"""What the project wrote for the built-in model: messages by class and language, and the sentence for each class."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("en", "zh", "ja")
BEYOND, COMMAND, RESULT, UNSURE = "beyond", "command", "result", "unsure"

HERE = Path(__file__).parent
PATTERNS = HERE / "patterns"
REPLIES = HERE / "replies.toml"


@dataclass(frozen=True)
class Message:
    """One message that a user could write."""

    text: str
    lang: str
    """The language that the reply must be in: en, zh or ja."""
    name: str
    """The class, as CLASSES.md names it."""
    author: str
    """The file that it comes from, such as `en_a`."""

    @property
    def label(self) -> tuple[str, str]:
        """Class and language: what the model has to tell."""
        return self.name, self.lang


@dataclass(frozen=True)
class Replies:
    """The learnt sentences: one or several for every class and language."""

    sentences: dict[tuple[str, str], tuple[str, ...]]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """All (class, language) pairs, in the order of the file."""
        return list(self.sentences)


def read_replies(path: Path = REPLIES) -> Replies:
    """Read `replies.toml`: a table a class, in it a string or a list of strings a language.

    Raises ValueError where a language is missing or a sentence is empty.
    """
    sentences: dict[tuple[str, str], tuple[str, ...]] = {}
    for name, table in tomllib.loads(path.read_text("utf-8")).items():
        for lang in LANGUAGES:
            said = table.get(lang)
            several = tuple(said) if isinstance(said, list) else (said,)
            if not all(isinstance(one, str) and one.strip() for one in several) or not several:
                raise ValueError(f"{path.name}: [{name}] has no sentence for {lang}")
            sentences[name, lang] = tuple(one.strip() for one in several)
    return Replies(sentences)


def read_patterns(folder: Path = PATTERNS, names: set[str] | None = None) -> list[Message]:
    """Read all pattern files of `folder`, in the order of their names, each message once.

    The language is the end of a file's name or its beginning (`beyond_en`, `en_a`), or stands in the header
    (`[class:lang]`). `names` are the classes that exist; any other raises ValueError.
    A message that stands under two classes of one language keeps the first of a `contrast` file, else is left out:
    nobody can learn it.
    """
    found: dict[tuple[str, str], Message] = {}
    torn: set[tuple[str, str]] = set()
    paths = sorted(folder.glob("*.txt"), key=lambda path: (not path.stem.startswith("contrast"), path.name))
    for path in paths:
        for message in _read_file(path):
            if names is not None and message.name not in names:
                raise ValueError(f"{path.name}: no class is called {message.name}")
            key = (message.text.casefold(), message.lang)
            first = found.setdefault(key, message)
            if first.name != message.name and not first.author.startswith("contrast"):
                torn.add(key)
    return [message for key, message in found.items() if key not in torn]


def _read_file(path: Path) -> list[Message]:
    parts = path.stem.split("_")
    of_file = next((part for part in parts if part in LANGUAGES), "")
    name, lang = "", of_file
    messages = []
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("[") and line.endswith("]") and " " not in line and len(line) < 40:
            name, _, given = line[1:-1].partition(":")
            lang = given or of_file
            continue
        if not name or lang not in LANGUAGES:
            raise ValueError(f"{path.name}:{number}: no class or no language above this line")
        messages.append(Message(line, lang, name, path.stem))
    return messages
