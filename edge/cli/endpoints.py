"""`edge endpoints`: the servers with larger models that may be asked, adding, removing and trying them."""

from __future__ import annotations

import argparse
import difflib
import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from edge.catalogue import Catalogue, Endpoint, configured
from edge.catalogue.configured import Configured
from edge.cli.output import data, data_json, note
from edge.errors import UsageError
from edge.paths import Paths

__all__ = ["run"]


def run(arguments: argparse.Namespace) -> int:
    """List, add, remove or test. Returns the exit code."""
    paths = Paths.default()
    as_json: bool = arguments.json
    match arguments.action:
        case "add":
            return _add(paths, arguments, as_json)
        case "remove":
            return _remove(paths, arguments.name, as_json)
        case "test":
            from edge.cli.endpoints_trial import report

            mine = configured.read(paths.endpoints)
            return report([_named(mine, arguments.name)] if arguments.name else list(mine.values()), paths, as_json)
        case _:
            return _list(paths, as_json)


def _list(paths: Paths, as_json: bool) -> int:
    mine = configured.read(paths.endpoints)
    examples = [one for one in Catalogue.of(paths).endpoints.values() if one.example and one.name not in mine]
    for one in mine.values():
        data_json(_row(one)) if as_json else data(_readable(one))
    if as_json:
        for example in examples:
            data_json(_example_row(example))
        return 0
    if not mine:
        note("No endpoint is configured: everything is answered on this device. Examples of how to add one:")
        for example in examples:
            data(f"  {_how_to_add(example)}")
    return 0


def _add(paths: Paths, arguments: argparse.Namespace, as_json: bool) -> int:
    from edge.catalogue.configuring import enter

    _check_no_secret(arguments)
    like = _like(arguments.model, Catalogue.of(paths).endpoints.values())
    given = {
        "base_url": arguments.base_url.rstrip("/"),
        "model": arguments.model,
        "context": arguments.context,
        "good_at": _words(arguments.good_at) if arguments.good_at else sorted(like.good_at) if like else None,
        "key_env": arguments.key_env,
        "key_file": _absolute(arguments.key_file),
        "allow_http": arguments.allow_http or None,
        "proxy": arguments.proxy,
    }
    entry = {key: value for key, value in given.items() if value is not None}
    if arguments.key_file:
        _check_key_file(arguments.name, entry)
    try:
        made = enter(paths.endpoints, arguments.name, entry)
    except UsageError as error:
        raise UsageError(str(error).replace("set allow_http = true for it", "add --allow-http")) from None
    if as_json:
        data_json(_row(made))
    note(f"'{made.name}' may be asked from now on. Try it: edge endpoints test {made.name}")
    if made.key_env and made.key_env not in os.environ and not made.key_file:
        note(f"Its key is read from the variable {made.key_env}, which is not set here.")
    return 0


def _remove(paths: Paths, name: str, as_json: bool) -> int:
    from edge.catalogue.configuring import withdraw

    one = _named(configured.read(paths.endpoints), name)
    withdraw(paths.endpoints, one.name)
    if as_json:
        data_json({"name": one.name, "removed": True})
    note(f"'{one.name}' is off the list and is not asked any more.")
    return 0


def _named(mine: dict[str, Configured], name: str) -> Configured:
    if name in mine:
        return mine[name]
    near = difflib.get_close_matches(name, mine, n=1, cutoff=0.4)
    hint = f"did you mean '{near[0]}'?" if near else "'edge endpoints' lists those there are."
    raise UsageError(f"There is no endpoint '{name}'; {hint}")


def _like(model: str, examples: Iterable[Endpoint]) -> Endpoint | None:
    """The example with the same model, whoever publishes it: what it is good at is known."""
    return next((one for one in examples if _plain(one.model) == _plain(model)), None)


def _plain(model: str) -> str:
    return model.rpartition("/")[2].lower().removesuffix("-hf")


def _words(lists: list[str]) -> list[str]:
    return [word for words in lists for word in words.replace(",", " ").split()]


def _absolute(name: str | None) -> str | None:
    return None if name is None else str(Path(name).expanduser().absolute())


def _check_no_secret(arguments: argparse.Namespace) -> None:
    """Others can read a command line while it runs, and a shell keeps it."""
    for option, address in (("--base-url", arguments.base_url), ("--proxy", arguments.proxy or "")):
        if "@" in address.partition("://")[2].partition("/")[0]:
            raise UsageError(f"{option} holds a name or password, and nothing secret belongs on a command line.")


def _check_key_file(name: str, entry: dict[str, Any]) -> None:
    """Look at the file now, while the user is there to mend it."""
    from cloud_client.errors import KeyNotUsableError
    from cloud_client.key import read_key

    one = Configured.from_entry(name, {"base_url": "-", "model": "-", "key_file": entry["key_file"]})
    try:
        read_key(name, None, one.key_file)
    except KeyNotUsableError as error:
        raise UsageError(str(error)) from None


def _row(one: Configured) -> dict[str, Any]:
    return {
        "name": one.name,
        "configured": True,
        "base_url": one.endpoint.base_url,
        "model": one.endpoint.model,
        "context": one.endpoint.context if one.context_known else None,
        "good_at": sorted(one.endpoint.good_at),
        "key_env": one.key_env,
        "key_file": str(one.key_file) if one.key_file else None,
        "allow_http": one.allow_http,
        "proxy": _without_password(one.proxy),
    }


def _example_row(example: Endpoint) -> dict[str, Any]:
    return {
        "name": example.name,
        "configured": False,
        "base_url": example.base_url,
        "model": example.model,
        "context": example.context,
        "good_at": sorted(example.good_at),
        "add": _how_to_add(example),
    }


def _readable(one: Configured) -> str:
    endpoint = one.endpoint
    facts = [
        f"context {endpoint.context}" if one.context_known else f"context not known ('edge endpoints test {one.name}')"
    ]
    facts += [f"good at {', '.join(sorted(endpoint.good_at))}"] if endpoint.good_at else []
    facts += [f"key from {one.key_from}"] if one.key_from else ["no key"]
    facts += [f"through {_without_password(one.proxy)}"] if one.proxy else []
    return f"{one.name}: {endpoint.model} at {endpoint.base_url}\n    {'; '.join(facts)}"


def _without_password(proxy: str | None) -> str | None:
    if proxy is None:
        return None
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _how_to_add(example: Endpoint) -> str:
    return shlex.join(
        ["edge", "endpoints", "add", example.name, "--base-url", example.base_url, "--model", example.model]
    )
