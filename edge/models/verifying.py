"""Does a model's file hold what it should; see `edge.catalogue.checking`."""

from __future__ import annotations

from collections.abc import Callable

from edge.answerer import Cancel
from edge.catalogue import Catalogue
from edge.catalogue.checking import Checked, check
from edge.paths import Paths

__all__ = ["Checked", "verify"]


def verify(name: str, paths: Paths, tell: Callable[[int, int], None], cancel: Cancel) -> Checked:
    """Read the file of this model and compare it; `tell` gets the bytes read so far and those of the file.

    Raises NoSuchModelError, ModelFileError if the file or the list of hashes cannot be read, CancelledError.
    """
    return check(Catalogue.of(paths).named(name), paths, tell, cancel)
