"""The settings, the models that are here, the one that answers, how it would be run, and whether it fits."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from edge.catalogue import Model, tuned, verified
from edge.catalogue.tuned import Machine
from edge.catalogue.verified import Verified
from edge.doctor.check import Check, bytes_text
from edge.doctor.patient import Patient
from edge.engine.need import Shape
from edge.engine.plan import Plan, plan
from edge.engine.wanted import batch_why, wanted
from edge.errors import EdgeError
from edge.machine import Cores, Memory
from edge.machine.files import text as read

__all__ = ["models", "planned", "settings"]


def settings(patient: Patient) -> Check:
    """Whether the settings can be read, and how many are not the default."""
    if patient.settings_error is not None:
        return Check("settings", "problem", str(patient.settings_error), "mend it; the checks below take the defaults")
    changed = patient.loaded.sources
    about = f"{len(changed)} not at their default ({', '.join(changed)})" if changed else "all at their defaults"
    return Check("settings", "ok", f"{about}; {patient.paths.config}", values=dict(changed))


def models(patient: Patient) -> Iterator[Check]:
    """Which models are here and verified, and which one answers. No file is read for it."""
    if patient.catalogue is not None:
        known: Mapping[str, Verified] = {}
        try:
            known = verified.read(patient.paths.models)
        except EdgeError as error:
            yield Check("models.verified", "warning", str(error), "edge models verify")
        here = [model for model in patient.catalogue.models.values() if model.here and not model.builtin]
        unverified = [model.name for model in here if not _matches(model, known.get(model.name))]
        text = ", ".join(f"{model.name} ({bytes_text(model.path.stat().st_size)})" for model in here)
        values = {"here": [model.name for model in here], "unverified": unverified}
        if unverified:
            advice = "compare them with what they should be: edge models verify"
            yield Check("models.here", "warning", f"{text}; not verified: {', '.join(unverified)}", advice, values)
        elif here:
            yield Check("models.here", "ok", f"{text}; all verified", values=values)
        else:
            advice = "fetch Qwen2.5-0.5B: edge models pull qwen2.5-0.5b"
            yield Check("models.here", "ok", "only the built-in one, which makes small talk", advice, values)
    if patient.model is None:
        problem = str(patient.model_error)
        yield Check("model.answers", "problem", problem, "choose another: edge models, then edge models use NAME")
        return
    model = patient.model
    about = " ".join(each for each in (model.title, model.quantization) if each)
    yield Check("model.answers", "ok", f"{model.name} ({about}): {model.path}", values={"model": model.name})


def _matches(model: Model, record: Verified | None) -> bool:
    if record is None:
        return False
    return record.size == model.path.stat().st_size and record.sha256 == (model.sha256 or record.sha256)


def planned(patient: Patient, found: Shape | None, cores: Cores, memory: Memory) -> Iterator[Check]:
    """How the model that answers would be run now, why so, and whether memory is enough.

    found  what the engine read in its file; None if it could not
    """
    model = patient.model
    if model is None:
        return
    options = wanted(model, patient.loaded.settings.engine)
    shape = options.shape or found or Shape(model.path.stat().st_size if model.here else 0)
    if found is None and options.shape is None:
        advice = f"compare the file with what it should be: edge models verify {model.name}"
        yield Check("model.file", "problem", f"llama.cpp cannot read {model.path}", advice)
        return
    made = plan(options, shape, cores, _free(patient, memory))
    choices = {
        "context": (f"{made.n_ctx:,} tokens", made.reasons["n_ctx"]),
        "threads": (str(made.threads), made.reasons["threads"]),
        "batch": (str(options.n_batch), batch_why(model, patient.loaded.settings.engine)),
        "KV cache": (made.kv_type, made.reasons["kv_type"]),
        "mapped": (_yes(made.mmap), made.reasons["mmap"]),
        "repacked": (_yes(made.repack), made.reasons["repack"]),
    }
    text = ", ".join(f"{name} {value} ({why})" for name, (value, why) in choices.items())
    yield Check("model.plan", "ok", text, values=made.to_wire())
    yield from _tuned(patient, model)
    yield _memory(made, model, patient)


def _tuned(patient: Patient, model: Model) -> Iterator[Check]:
    """What was found fastest for the model that answers, and whether that still counts."""
    try:
        entry = tuned.read(patient.paths.models).get(model.name)
    except EdgeError as error:
        yield Check("model.tuned", "warning", str(error))
        return
    if entry is None:
        if not model.builtin:
            advice = f"edge models tune {model.name} measures which settings are fastest here"
            yield Check("model.tuned", "ok", "not tuned", advice)
        return
    text = (
        f"threads {entry.threads}, batch {entry.batch}, KV cache {entry.kv_type}, lookup {entry.lookup};"
        f" measured {entry.measured[:10]} on {entry.machine.processor}"
    )
    hashes = tuned.hashes_of(patient.paths.models)
    why = tuned.misfit(entry, model, Machine.here(), hashes.get(model.name, ""))
    if why:
        advice = f"run edge models tune {model.name} again"
        yield Check("model.tuned", "warning", f"{why}, and ignored: {text}", advice, {"why": why})
    else:
        yield Check("model.tuned", "ok", text, values=dataclasses.asdict(entry))


def _memory(made: Plan, model: Model, patient: Patient) -> Check:
    needed = made.need
    parts = [f"weights {bytes_text(needed.weights)}"]
    parts += [f"repacked copies {bytes_text(needed.repacked)}"] if needed.repacked else []
    parts += [f"KV cache {bytes_text(needed.kv_cache)}", f"the rest {bytes_text(needed.rest)}"]
    loaded = patient.owner is not None and patient.owner.engine_rss_mb is not None
    free = f"{bytes_text(made.free)} are free" + (" or held by the loaded engine" if loaded else "")
    text = f"{model.name} needs about {bytes_text(needed.total)} ({', '.join(parts)}); {free}"
    values: dict[str, Any] = {"need": needed.total, "free": made.free, "fits": made.fits}
    if made.fits:
        return Check("model.memory", "ok", text, values=values)
    advice = "close other programs, or take a smaller model (edge models) or a smaller engine.context"
    checked = patient.loaded.settings.engine.check_memory and not model.builtin
    return Check("model.memory", "problem" if checked else "warning", text, advice, values)


def _free(patient: Patient, memory: Memory) -> int | None:
    """What is free, and what the owner's engine would give back."""
    held = 0
    if patient.owner is not None and patient.owner.engine_pid is not None:
        status = read(patient.root / "proc" / str(patient.owner.engine_pid) / "status")
        found = re.search(r"^RssAnon:\s+(\d{1,12}) kB$", status, re.MULTILINE)
        held = int(found[1]) * 1024 if found else 0
    return None if memory.available is None else memory.available + held


def model_to_look_into(patient: Patient) -> Path | None:
    """The model's file, where the catalogue does not know what it costs."""
    if patient.model is None or not patient.model.here:
        return None
    return patient.model.path if wanted(patient.model, patient.loaded.settings.engine).shape is None else None


def _yes(value: bool) -> str:
    return "yes" if value else "no"
