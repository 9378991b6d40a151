"""A secret that does not show itself, and where it is read from."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from cloud_client.errors import KeyNotUsableError

__all__ = ["Key", "read_key"]

_USABLE = re.compile(r"[\x21-\x7e]{1,4096}")
"""What a header can carry: a line break in a key would be a header of its own."""


class Key:
    """An API key. Printed, logged, formatted or pickled it shows or gives nothing; `reveal` alone hands it out."""

    __slots__ = ("__secret",)

    def __init__(self, secret: str) -> None:
        self.__secret = secret

    def reveal(self) -> str:
        """The key itself, for the one header that carries it."""
        return self.__secret

    def hidden_in(self, text: str) -> str:
        """`text` with the key taken out wherever it stands: servers repeat it in what they say."""
        return text.replace(self.__secret, "[key]")

    def __repr__(self) -> str:
        return "Key(hidden)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not pickled")


def read_key(
    name: str, key_env: str | None, key_file: Path | None, environ: Mapping[str, str] | None = None
) -> Key | None:
    """The key of the endpoint `name`: from the environment variable, else from the file; None if neither is named.

    A file must belong to this user and be readable by nobody else (`chmod 600`). Raises KeyNotUsableError, whose text
    says where the key was looked for and never what was found there.
    """
    if key_env is not None:
        found = (os.environ if environ is None else environ).get(key_env, "").strip()
        if found:
            return _checked(found, name, f"the variable {key_env}")
        if key_file is None:
            raise KeyNotUsableError(name, detail=f"set the variable {key_env}, which is not set")
    if key_file is not None:
        return _checked(_read(key_file.expanduser(), name), name, str(key_file))
    return None


def _checked(secret: str, name: str, place: str) -> Key:
    if not _USABLE.fullmatch(secret):
        raise KeyNotUsableError(name, detail=f"{place} has to hold the key alone, in plain ASCII and without spaces")
    return Key(secret)


def _read(path: Path, name: str) -> str:
    """What the file holds, once it is sure that only this user can read it."""
    try:
        # The file that is looked at is the file that is read: nobody can put another in its place between.
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & (stat.S_IRWXG | stat.S_IRWXO)):
                advice = f"{path} can be read by others, so make it yours alone (chmod 600) and make a new key"
                raise KeyNotUsableError(name, detail=advice)
            return file.read(8192).decode("ascii", "replace").strip()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "it cannot be read"
    raise KeyNotUsableError(name, detail=f"put it into {path}, which cannot be read ({why})")
