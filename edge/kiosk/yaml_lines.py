"""A YAML file with the lines that its values stand in, which the YAML package forgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from edge.kiosk.positions import Keys

__all__ = ["YamlError", "parse"]

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's where it was built in: ten times as fast."""
_DEEPEST = 20
"""Values inside values; the format has six."""
_MOST_VALUES = 100_000
"""Values of a file, each place that an alias stands for counted: a few lines of aliases can mean billions."""


class YamlError(ValueError):
    """The text is not YAML, or none that is read here."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def parse(text: str) -> tuple[Any, Mapping[Keys, int]]:
    """The value of a document, and the line, from 1, of each key and each element. Raises YamlError."""
    loader = None
    try:
        _bound(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            return None, {(): 1}
        lines: dict[Keys, int] = {(): 1}
        _walk(node, (), lines)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 0, error.problem or "it cannot be read") from None
    except yaml.YAMLError as error:
        raise YamlError(0, str(error).splitlines()[0]) from None
    except ValueError as error:  # a date that is none
        raise YamlError(getattr(error, "line", 0), str(error)) from None
    finally:
        if loader is not None:
            loader.dispose()


def _bound(text: str) -> None:
    """Raise YamlError if values are nested too deep: libyaml's composer calls itself, and would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise YamlError(event.start_mark.line + 1, "its values are nested too deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _walk(node: Any, place: Keys, lines: dict[Keys, int]) -> None:
    line = node.start_mark.line + 1
    if len(place) > _DEEPEST:  # by an alias of what it stands in
        raise YamlError(line, "its values are nested too deep")
    if len(lines) > _MOST_VALUES:
        raise YamlError(line, f"it has more than {_MOST_VALUES} values, or aliases for as many")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            at = (*place, name)
            if at in lines:
                raise YamlError(key.start_mark.line + 1, f"'{name}' is in this table twice")
            lines[at] = key.start_mark.line + 1
            _walk(value, at, lines)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*place, index)] = value.start_mark.line + 1
            _walk(value, (*place, index), lines)
