"""A command that is carried out by a Python function, named as `package.module:function`.

The module is one of the environment, or stands in the folder of kiosk.toml.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

__all__ = ["Function", "FunctionError", "load", "takes"]

Function = Callable[..., Any]
"""Called with the slots as keyword arguments; may return text, which is the reply."""


class FunctionError(ValueError):
    """The function cannot be had, with the reason as the end of a sentence."""


def load(name: str, folder: Path) -> Function:
    """The function of this name. Raises FunctionError."""
    module_name, _, function_name = name.partition(":")
    first = module_name.partition(".")[0]
    try:
        if importlib.util.find_spec(first) is None and str(folder) not in sys.path:
            sys.path.append(str(folder))  # at the end: nothing there takes the place of an installed package
            importlib.invalidate_caches()
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        missing = error.name or module_name
        raise FunctionError(f"there is no module '{missing}': install it, or put it beside kiosk.toml") from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - what others wrote can raise anything
        raise FunctionError(f"its module raised {type(error).__name__} when it was imported") from None
    function = getattr(module, function_name, None)
    if not callable(function):
        raise FunctionError(f"the module '{module_name}' has no function '{function_name}'")
    if inspect.iscoroutinefunction(function):
        raise FunctionError("it is a coroutine: take a plain function")
    return function  # type: ignore[no-any-return]  # of a module that nobody knows


def takes(function: Function, slots: Iterable[str]) -> str | None:
    """Why a function cannot be called with any of these slots, as the end of a sentence, or None."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some that are written in C
        return None
    known = set(slots)
    for parameter in parameters:
        required = parameter.default is parameter.empty
        if parameter.kind is parameter.VAR_KEYWORD:
            known = set()
        elif parameter.kind is parameter.POSITIONAL_ONLY and required:
            return f"its parameter '{parameter.name}' cannot be given by name"
        elif parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            if required and parameter.name not in known:
                return f"its parameter '{parameter.name}' is no slot of these sentences: give it a default"
            known.discard(parameter.name)
    return f"it has no parameter '{sorted(known)[0]}', which is a slot: add it, or **slots" if known else None
