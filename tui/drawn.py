"""What was drawn is forgotten together with its widget. Textual would keep the last thousand of them."""

from __future__ import annotations

from functools import lru_cache

from textual._styles_cache import StylesCache

__all__ = ["teach"]


def teach() -> None:
    """Take the widget's store out of what Textual remembers of two colours.

    It remembers the results of a method, and with them the object whose method it is: the store of the rows that a
    widget has drawn. In a long conversation that came to 15 MiB of answers that nobody has on screen any more.
    """
    method = vars(StylesCache)["get_inner_outer"]
    if not isinstance(method, staticmethod):  # else it was done before
        colours = method.__wrapped__
        free = lru_cache(1024)(lambda base, own: colours(None, base, own))
        StylesCache.get_inner_outer = staticmethod(free)  # type: ignore[method-assign,assignment]  # on purpose
