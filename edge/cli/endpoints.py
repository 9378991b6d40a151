"""`edge endpoints`: the servers with larger models that may be asked, adding, removing and trying them."""

from __future__ import annotations

import argparse
import shlex
from typing import Any
from urllib.parse import urlsplit

from edge.catalogue import Endpoint, configured
from edge.catalogue.configured import Configured
from edge.cli.output import data, data_json, note
from edge.endpoints.adding import New, add, examples, key_is_missing, named, remove
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
            return report([named(mine, arguments.name)] if arguments.name else list(mine.values()), paths, as_json)
        case _:
            return _list(paths, as_json)


def _list(paths: Paths, as_json: bool) -> int:
    mine, shown = configured.read(paths.endpoints), examples(paths)
    for one in mine.values():
        data_json(_row(one)) if as_json else data(_readable(one))
    if as_json:
        for example in shown:
            data_json(_example_row(example))
        return 0
    if not mine:
        note("No endpoint is configured: everything is answered on this device. Examples of how to add one:")
        for example in shown:
            data(f"  {_how_to_add(example)}")
    return 0


def _add(paths: Paths, arguments: argparse.Namespace, as_json: bool) -> int:
    new = New(
        name=arguments.name,
        base_url=arguments.base_url,
        model=arguments.model,
        key_env=arguments.key_env,
        key_file=arguments.key_file,
        allow_http=arguments.allow_http,
        context=arguments.context,
        good_at=_words(arguments.good_at) if arguments.good_at else (),
        proxy=arguments.proxy,
        price=arguments.price,
    )
    try:
        made = add(new, paths)
    except UsageError as error:
        raise UsageError(str(error).replace("set allow_http = true for it", "add --allow-http")) from None
    if as_json:
        data_json(_row(made))
    note(f"'{made.name}' may be asked from now on. Try it: edge endpoints test {made.name}")
    if key_is_missing(made):
        note(f"Its key is read from the variable {made.key_env}, which is not set here.")
    return 0


def _remove(paths: Paths, name: str, as_json: bool) -> int:
    one = remove(name, paths)
    if as_json:
        data_json({"name": one.name, "removed": True})
    note(f"'{one.name}' is off the list and is not asked any more.")
    return 0


def _words(lists: list[str]) -> list[str]:
    return [word for words in lists for word in words.replace(",", " ").split()]


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
        "price": one.price,
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
    facts += [f"price {one.price}"] if one.price else []
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
