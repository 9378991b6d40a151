"""One local model: how it is called, where its file is, where it comes from, and what it costs."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.answerer import Sampling
from edge.catalogue.tuned import Tuned
from edge.engine.template import FILE, TEMPLATES

__all__ = ["Model", "check_name"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_REVISION = re.compile(r"[\w./-]{1,100}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KIB = 1024
_ARM = platform.machine().lower() in {"aarch64", "arm64"}


@dataclass(frozen=True, slots=True)
class Model:
    """A local model."""

    name: str
    """What --model and the settings take."""
    title: str
    path: Path
    """Where its file is, or would be."""
    quantization: str | None
    """As the catalogue says, None where nobody said; the engine reports what the file says."""
    context: int
    """Tokens of context by default."""
    threads: int = 0
    """Threads that suit it, where it is too small for all cores: waiting for each other would cost more; 0 is none."""
    builtin: bool = False
    """Whether it is the small one that ships inside; it never stands in for an answer of the cloud."""
    sampling: Sampling | None = None
    """How its tokens are to be chosen, where the settings' values do not suit it."""
    about: str = ""
    template: str = "chatml"
    """The markup around its messages: a name of `edge.engine.template`, of which "file", the program in the model's
    own file, only goes with models that the user added."""
    license: str = ""
    repository: str | None = None
    """On the hub, if it comes from there."""
    file: str = ""
    """Its file's name in that repository."""
    revision: str = "main"
    """Commit, tag or branch of that repository."""
    sha256: str | None = None
    """What its file has to hash to, where that is known in advance: 64 hexadecimal digits."""
    size: int | None = None
    """Bytes of its file, where that is known in advance."""
    kv_bytes: int | None = None
    """Bytes of KV cache for each token of context, in f16; None where the shape is not known."""
    repacked: int = 0
    """Bytes that llama.cpp copies into a form of its own beside the file, on this kind of processor."""
    added: bool = False
    """Whether the user added it."""
    copied: bool = False
    """Whether its file is a copy that was made when it was added."""
    tuned: Tuned | None = None
    """The settings that were found fastest for it here, where `edge models tune` was run and that still counts."""

    @property
    def here(self) -> bool:
        """Whether its file is there."""
        return self.path.is_file()

    @classmethod
    def from_entry(cls, name: str, entry: Mapping[str, Any], folder: Path, *, added: bool = False) -> Model:
        """The model that an entry of a catalogue describes, with its file in `folder` or at the entry's `path`.

        Raises ValueError with the reason if the entry is not one.
        """
        _check(name, entry, added)
        file = str(entry.get("file", ""))
        repacked = entry.get("repacked_mb", {}).get("arm" if _ARM else "x86", 0)
        return cls(
            name=name,
            title=str(entry.get("title", name)),
            path=Path(entry["path"]) if "path" in entry else folder / file,
            quantization=entry.get("quantization"),
            context=entry.get("context", 4096),
            threads=entry.get("threads", 0),
            builtin=bool(entry.get("builtin")),
            sampling=Sampling(**entry["sampling"]) if "sampling" in entry else None,
            about=str(entry.get("about", "")),
            template=entry.get("template", "chatml"),
            license=str(entry.get("license", "")),
            repository=entry.get("repository"),
            file=file,
            revision=entry.get("revision", "main"),
            sha256=entry.get("sha256"),
            size=entry.get("size"),
            kv_bytes=entry["kv_kib"] * _KIB if "kv_kib" in entry else None,
            repacked=int(repacked) * 1_000_000,
            added=added,
            copied=bool(entry.get("copied")),
        )


def check_name(name: str) -> None:
    """Raise ValueError if a model cannot be called so."""
    if not _NAME.fullmatch(name) or name == "auto" or name.endswith(".gguf"):
        raise ValueError(f"'{name}' cannot be a model's name: take letters, digits, '.', '_' and '-', and no '.gguf'")


def _check(name: str, entry: Mapping[str, Any], added: bool) -> None:
    """Raise ValueError for what a user may have written by mistake."""
    check_name(name)
    unknown = sorted(set(entry) - _KEYS.keys())
    if unknown:
        raise ValueError(f"'{name}' has the key '{unknown[0]}', which means nothing here")
    for key, value in entry.items():
        if type(value) is not _KEYS[key]:
            raise ValueError(f"'{key}' of '{name}' has to be {_KINDS[_KEYS[key]]}")
    if ("path" in entry) == ("file" in entry):
        raise ValueError(f"'{name}' has to have either a 'path' or a 'file'")
    if "repository" in entry and "file" not in entry:
        raise ValueError(f"'{name}' has a 'repository', and has to have a 'file' of it")
    if "path" in entry and not Path(entry["path"]).is_absolute():
        raise ValueError(f"'path' of '{name}' has to be absolute")
    # A file's name becomes a path in the models folder: it must not lead out of it.
    if "file" in entry and (not entry["file"].endswith(".gguf") or {"..", ""} & set(entry["file"].split("/"))):
        raise ValueError(f"'file' of '{name}' has to be the name of a GGUF file")
    templates = sorted({*TEMPLATES, FILE} if added else TEMPLATES)
    if entry.get("template", "chatml") not in templates:
        raise ValueError(f"'template' of '{name}' has to be one of {', '.join(templates)}")
    if not 0 < entry.get("context", 4096) <= 131_072:
        raise ValueError(f"'context' of '{name}' has to lie between 1 and 131072")
    if "sha256" in entry and not _SHA256.fullmatch(entry["sha256"]):
        raise ValueError(f"'sha256' of '{name}' has to be 64 hexadecimal digits in small letters")
    if not _REVISION.fullmatch(entry.get("revision", "main")):
        raise ValueError(f"'revision' of '{name}' has to be a commit, a tag or a branch")
    if "repository" in entry and not re.fullmatch(r"[\w.-]+/[\w.-]+", entry["repository"]):
        raise ValueError(f"'repository' of '{name}' has to look like OWNER/NAME")


_KEYS: dict[str, type[Any]] = {
    "title": str,
    "file": str,
    "path": str,
    "inside": bool,
    "copied": bool,
    "template": str,
    "quantization": str,
    "context": int,
    "threads": int,
    "builtin": bool,
    "sampling": dict,
    "about": str,
    "license": str,
    "repository": str,
    "revision": str,
    "sha256": str,
    "size": int,
    "kv_kib": int,
    "repacked_mb": dict,
}

_KINDS: dict[type[Any], str] = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
}
