"""A file as an attachment: opened without waiting for anything, never longer than agreed, and text or refused."""

from __future__ import annotations

import dataclasses
import os
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from edge.attachments.encoding import Undecodable, decoded
from edge.cleaning import clean
from edge.errors import UsageError
from edge.transcript import Attachment

__all__ = ["MOST_BYTES", "ReadFile", "cleaned", "read_file", "read_files"]

MOST_BYTES = 4 * 2**20
"""Of all files of one message together. It is a million tokens, more than any model here takes; and in JSON, where a
character may take three times its bytes, it still goes over the home's socket (`edge.home.wire.MAX_REQUEST`)."""

_NAME_LENGTH = 80

_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel, PowerPoint or OpenDocument file, or another archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint file"),
    (b"{\\rtf", "an RTF document"),
)
"""What begins with these bytes holds text that another program has to take out."""

_NO_FILES = (
    (stat.S_ISDIR, "it is a folder; give the files in it one by one"),
    (stat.S_ISFIFO, "it is a pipe; write what comes out of it to a file first"),
    (stat.S_ISSOCK, "it is a socket; give a text file"),
    (stat.S_ISCHR, "it is a device; give a text file"),
    (stat.S_ISBLK, "it is a device; give a text file"),
)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read."""

    attachment: Attachment
    note: str | None = None
    """A sentence for the user about how it was read, where that was not as a matter of course."""


def read_files(paths: Iterable[str | Path]) -> list[ReadFile]:
    """The files, in this order. Raises UsageError, with one sentence, for the first that cannot be attached."""
    read: list[ReadFile] = []
    left = MOST_BYTES
    names: Counter[str] = Counter()
    for path in paths:
        one, size = _read(path, left)
        left -= size
        name = one.attachment.name
        names[name] += 1
        if names[name] > 1:  # of another folder: a place has to say which
            named = dataclasses.replace(one.attachment, name=f"{name} ({names[name]})")
            one = dataclasses.replace(one, attachment=named)
        read.append(one)
    return read


def read_file(path: str | Path) -> ReadFile:
    """One file. Raises UsageError, with one sentence: what is wrong with it and what to do."""
    return read_files([path])[0]


def cleaned(attachments: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
    """The same with names and texts that are safe to show. Raises UsageError if they are too long together."""
    if sum(len(one.text.encode("utf-8", "replace")) for one in attachments) > 3 * MOST_BYTES:
        raise UsageError(f"The attached files are longer than {MOST_BYTES // 2**20} MB together: attach less.")
    return tuple(dataclasses.replace(one, name=_named(one.name), text=clean(one.text)) for one in attachments)


def _read(path: str | Path, most: int) -> tuple[ReadFile, int]:
    data = _bytes(path, most)
    for begins, what in _FOREIGN:
        if data.startswith(begins):
            raise _refused(path, f"it is {what}; save it as plain text and attach that")
    try:
        text, encoding = decoded(data)
    except Undecodable as error:
        raise _refused(path, str(error)) from None
    text = clean(text)
    if not text.strip():
        raise _refused(path, "there is no text in it")
    note = f"{path} was read as {encoding}." if encoding else None
    return ReadFile(Attachment(_named(Path(path).name), text), note), len(data)


def _bytes(path: str | Path, most: int) -> bytes:
    """What is in the file. It is not waited for: opening a pipe for reading would wait for somebody to write."""
    try:
        descriptor = os.open(Path(path).expanduser(), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise _refused(path, _why(error)) from None
    except ValueError:
        raise _refused(path, "no file can have that name; give the path of a text file") from None
    try:
        status = os.fstat(descriptor)
        for is_that, why in _NO_FILES:
            if is_that(status.st_mode):
                raise _refused(path, why)
        if status.st_size > most:
            raise _too_large(path)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(most + 1)
    except OSError as error:
        raise _refused(path, _why(error)) from None
    finally:
        os.close(descriptor)
    if len(data) > most:
        raise _too_large(path)
    return data


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file; look at its name"
    if isinstance(error, PermissionError):
        return "you may not read it; ask its owner for the permission"
    return f"{error.strerror or error}; give a text file"


def _refused(path: str | Path, why: str) -> UsageError:
    return UsageError(f"{clean(str(path))} cannot be attached: {why}.")


def _too_large(path: str | Path) -> UsageError:
    most = MOST_BYTES // 2**20
    return _refused(path, f"the files of a message may have {most} MB together; cut out the part that matters")


def _named(name: str) -> str:
    """A name in one line without brackets, which stand around places, and not too long."""
    name = " ".join(clean(name).translate(str.maketrans("[]\n\t", "()  ")).split()) or "file"
    if len(name) <= _NAME_LENGTH:
        return name
    half = _NAME_LENGTH // 2
    return f"{name[: half - 1]}…{name[-half:]}"
