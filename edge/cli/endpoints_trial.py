"""`edge endpoints test`: is it there, does it take the key, does it have the model, and how fast is its first word."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

from edge.catalogue.configured import Configured
from edge.cli.output import data, data_json, note
from edge.errors import CloudNotReachableError, UsageError
from edge.offline import NOTHING_IS_ASKED, OfflineMode
from edge.paths import Paths
from edge.settings import load

if TYPE_CHECKING:
    from edge.endpoints.info import Trial

__all__ = ["report"]


def report(endpoints: Sequence[Configured], paths: Paths, as_json: bool) -> int:
    """Try one after the other and print what was found. Returns 4 if one of them did not answer."""
    from edge.catalogue.configuring import learn_context
    from edge.cloud.rules import Rules
    from edge.cloud.trial import try_endpoint

    offline = OfflineMode(paths.offline)
    if offline.on:
        raise UsageError(NOTHING_IS_ASKED)
    if not endpoints:
        note("No endpoint is configured; 'edge endpoints' shows how to add one.")
    rules = Rules(load(paths.config).settings.cloud, lambda: offline.on)
    code = 0
    for one in endpoints:
        found = try_endpoint(one, rules)
        learnt = found.context if found.ok and found.context and not one.context_known else None
        if learnt:
            learn_context(paths.endpoints, one.name, learnt)
        if not found.ok:
            code = CloudNotReachableError.exit_code
        if as_json:
            data_json(dataclasses.asdict(found))
        elif found.ok:
            data(f"{one.name}: answers")
        else:
            data(str(found.why))
        if not as_json and (found.ok or found.models_ms is not None):
            for line in _facts(one, found):
                data(f"    {line}")
    return code


def _facts(one: Configured, found: Trial) -> list[str]:
    lines = []
    if found.models_ms is not None:
        lines.append(f"model: {one.endpoint.model} is there (list of models in {found.models_ms:.0f} ms)")
    if found.context is not None:
        lines.append(f"context: {found.context:,} tokens{_differs(one, found.context)}")
    if found.ttft_ms is not None:
        lines.append(f"first word: {found.ttft_ms:.0f} ms{'' if found.usage else '; it does not count tokens'}")
    encrypted = "verified" if found.tls else "none, which only a network that you trust should carry"
    lines.append(f"TLS: {encrypted if found.tls or one.allow_http else 'none, and not needed on this machine'}")
    return lines


def _differs(one: Configured, context: int) -> str:
    if not one.context_known:
        return ", written down"
    return "" if one.endpoint.context == context else f"; its entry says {one.endpoint.context:,}"
