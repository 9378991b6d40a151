"""What the settings, the tuning and the catalogue want of the child for a model, in this order."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from edge.catalogue import Model
from edge.catalogue.memory import shape
from edge.engine.need import KvType
from edge.engine.options import Options, Switch
from edge.settings import Engine

__all__ = ["BATCH", "TUNED", "batch_why", "wanted"]

BATCH = 512
"""Tokens of a batch where nobody says otherwise."""
TUNED = "edge models tune"
"""The reason for what was found fastest."""


def wanted(
    model: Model,
    settings: Engine,
    states: Path | None = None,
    check_memory: bool | None = None,
    *,
    vocabularies: Path | None = None,
) -> Options:
    """The options for a model.

    states        the folder for saved states; None saves none
    vocabularies  the folder for an index of its vocabulary; None makes none
    check_memory  None takes the setting's; the built-in model, for which there is always room, is never refused
    """
    threads, threads_why = _threads(model, settings)
    kv_type, kv_type_why = _kv_type(model, settings)
    tuned = model.tuned
    return Options(
        n_ctx=settings.context or model.context,
        n_batch=settings.batch or (tuned.batch if tuned else BATCH),
        lookup=tuned.lookup if tuned and settings.lookup == "auto" else cast("Switch", settings.lookup),
        threads=threads,
        threads_why=threads_why,
        template=model.template,
        states=states,
        states_limit=settings.resume_mb * 1_000_000,
        vocabularies=None if model.builtin else vocabularies,
        fixed_context=settings.context != 0,
        kv_type=cast("KvType", kv_type),
        kv_type_why=kv_type_why,
        mmap=cast("Switch", settings.mmap),
        repack=cast("Switch", settings.repack),
        shape=shape(model),
        check_memory=not model.builtin and (settings.check_memory if check_memory is None else check_memory),
    )


def batch_why(model: Model, settings: Engine) -> str:
    """Where `n_batch` comes from."""
    if settings.batch:
        return "engine.batch"
    return TUNED if model.tuned else "the default"


def _threads(model: Model, settings: Engine) -> tuple[int, str]:
    if settings.threads:
        return settings.threads, "engine.threads"
    if model.tuned:
        return model.tuned.threads, TUNED
    return model.threads, "the catalogue"


def _kv_type(model: Model, settings: Engine) -> tuple[str, str]:
    # f16 stays what it is without tuning: the child may take the smaller form where memory is short.
    if settings.kv_type == "auto" and model.tuned and model.tuned.kv_type != "f16":
        return model.tuned.kv_type, TUNED
    return settings.kv_type, "engine.kv_type"
