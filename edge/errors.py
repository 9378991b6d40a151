"""What can go wrong, in one tree.

EdgeError
├── UsageError(ValueError)             the request itself is wrong                       exit 2
│   ├── SettingsError                  a settings file, variable or flag is wrong        exit 2
│   └── HeldBackError                  it may not leave the device                       exit 2
├── ModelError
│   ├── NoSuchModelError(LookupError)  no model of that name                             exit 3
│   ├── ModelFileError(OSError)        the file is missing, unreadable or damaged        exit 3
│   ├── DownloadError(OSError)         a model could not be fetched, copied or kept      exit 1
│   └── NotEnoughMemoryError(MemoryError)  it does not fit into the memory that is free   exit 1
├── EngineError(RuntimeError)
│   ├── EngineDiedError                the engine's process ended in the middle          exit 1
│   ├── EngineHungError                it gave no sign of life and was ended             exit 1
│   ├── EngineDownError                it ended too often and is not started again       exit 1
│   └── ContextFullError               the message alone is longer than the context      exit 1
├── SchemaError(ValueError)            a schema is wrong, or the reply does not fit it   exit 2 / 1
│   └── ReplyNotValidError                                                               exit 1
├── CloudNotReachableError(ConnectionError)  the cloud was asked for and cannot be had   exit 4
├── JournalError(OSError)              the journal cannot be written or read             exit 1
├── OwnerError(ConnectionError)
│   ├── OwnerGoneError                 the process that answered has ended               exit 1
│   └── OwnerRefusedError              it speaks another version, or is not ours         exit 1
└── CancelledError                     the user stopped it                               exit 130

Each error's text is one sentence for a person: what is wrong, and after it what to do. Nothing else is ever printed
for it, and no traceback. `kind` names it in JSON and over the socket.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = [
    "CancelledError",
    "CloudNotReachableError",
    "ContextFullError",
    "DownloadError",
    "EdgeError",
    "EngineDiedError",
    "EngineDownError",
    "EngineError",
    "EngineHungError",
    "HeldBackError",
    "JournalError",
    "ModelError",
    "ModelFileError",
    "NoSuchModelError",
    "NotEnoughMemoryError",
    "OwnerError",
    "OwnerGoneError",
    "OwnerRefusedError",
    "ReplyNotValidError",
    "SchemaError",
    "SettingsError",
    "UsageError",
    "error_from_kind",
]


class EdgeError(Exception):
    """Base of everything this program raises on purpose.

    `exit_code` is what the command line exits with; `kind` is the stable name used in JSON.
    """

    exit_code: ClassVar[int] = 1
    kind: ClassVar[str] = "error"


class UsageError(EdgeError, ValueError):
    """The request itself is wrong; nothing was done."""

    exit_code = 2
    kind = "usage"


class SettingsError(UsageError):
    """A settings file, an `EDGE_…` variable or a flag has an unknown key or an impossible value."""

    kind = "settings"


class HeldBackError(UsageError):
    """A rule of the user's, or offline mode, keeps what was to be sent on the device."""

    kind = "held_back"


class ModelError(EdgeError):
    """Something about a model."""

    exit_code = 3
    kind = "model"


class NoSuchModelError(ModelError, LookupError):
    """No model of that name is in the catalogue, and no file of that name exists."""

    kind = "no_such_model"


class ModelFileError(ModelError, OSError):
    """The model's file is missing, not readable, damaged, or not a model."""

    kind = "model_file"


class DownloadError(ModelError, OSError):
    """A model's file could not be fetched from the hub, copied, or kept on the disk; trying again may help."""

    exit_code = 1
    kind = "download"


class NotEnoughMemoryError(ModelError, MemoryError):
    """The model does not fit into the memory that is free, not even with the least that it can do with."""

    exit_code = 1
    kind = "memory"


class EngineError(EdgeError, RuntimeError):
    """Something about the process that runs llama.cpp."""

    kind = "engine"


class EngineDiedError(EngineError):
    """The engine's process ended while it was needed."""

    kind = "engine_died"


class EngineHungError(EngineError):
    """The engine gave no sign of life from inside the computation and was ended."""

    kind = "engine_hung"


class EngineDownError(EngineError):
    """The engine ended too often within a minute and is not started again."""

    kind = "engine_down"


class ContextFullError(EngineError):
    """The message alone is longer than the model's context."""

    kind = "context_full"


class SchemaError(EdgeError, ValueError):
    """The JSON schema or grammar given cannot be used."""

    exit_code = 2
    kind = "schema"


class ReplyNotValidError(SchemaError):
    """The finished reply does not fit the schema."""

    exit_code = 1
    kind = "reply_not_valid"


class CloudNotReachableError(EdgeError, ConnectionError):
    """The cloud was asked for by name and cannot be had."""

    exit_code = 4
    kind = "cloud_not_reachable"


class JournalError(EdgeError, OSError):
    """The journal's file cannot be read or written."""

    kind = "journal"


class OwnerError(EdgeError, ConnectionError):
    """Something about the process that owns the home."""

    kind = "owner"


class OwnerGoneError(OwnerError):
    """The process that owned the home ended while it was answering."""

    kind = "owner_gone"


class OwnerRefusedError(OwnerError):
    """The owner speaks another version of the protocol, or does not belong to this user."""

    kind = "owner_refused"


class CancelledError(EdgeError):
    """The user stopped it."""

    exit_code = 130
    kind = "cancelled"


def _tree(root: type[EdgeError]) -> dict[str, type[EdgeError]]:
    kinds = {root.kind: root}
    for child in root.__subclasses__():
        kinds.update(_tree(child))
    return kinds


def error_from_kind(kind: str, text: str) -> EdgeError:
    """The error that `kind` names, with `text` as its sentence; an unknown kind gives the base class."""
    return _tree(EdgeError).get(kind, EdgeError)(text)
