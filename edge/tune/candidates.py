"""The settings that are tried."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from edge.engine.need import KvType
from edge.engine.options import Options
from edge.machine import Cores

__all__ = ["BATCHES", "Candidate", "batches", "threads"]

BATCHES = (128, 256, 512, 1024)
_EACH = 8
"""Up to so many physical cores, each number of threads is tried; beyond, some of them."""
_SOME = (1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to run a model."""

    threads: int
    batch: int
    kv_type: KvType

    def having(self, what: str, value: Any) -> Candidate:
        """The same with one setting changed."""
        return dataclasses.replace(self, **{what: value})

    def options(self, base: Options) -> Options:
        """The same wishes with these settings, and with nothing that would blur a measurement."""
        return dataclasses.replace(
            base,
            threads=self.threads,
            n_batch=self.batch,
            kv_type=self.kv_type,
            lookup="off",  # a reply that repeats itself would look fast
            states=None,
        )


def threads(cores: Cores) -> list[int]:
    """Numbers of threads to try, in ascending order: up to the physical cores, the fast ones, all logical ones."""
    if cores.physical <= _EACH:
        tried = set(range(1, cores.physical + 1))
    else:
        tried = {each for each in _SOME if each < cores.physical}
        tried |= {cores.physical // 2, cores.physical - 1, cores.physical}
    return sorted(tried | {cores.logical, cores.threads, cores.big or 1})


def batches(longest: int) -> list[int]:
    """Sizes of a batch to try with a prompt of so many tokens: larger ones than that would all be the same."""
    return [each for each in BATCHES if each <= longest]
