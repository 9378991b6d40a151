"""How the child runs its model: at full speed while memory is there, then with less of it, and else not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.engine.need import Shape, need
from edge.engine.options import Options
from edge.engine.plan import SMALLEST_CONTEXT, Plan, check, plan
from edge.errors import NotEnoughMemoryError
from edge.machine import Cores

MB = 1_000_000
QWEN = Shape(weights=352 * MB, repacked=201 * MB, kv_bytes=12 * 1024, trained=32_768)
CORES = Cores(logical=8, physical=4)


def made(free_mb: float | None, shape: Shape = QWEN, n_ctx: int = 4096, **options: Any) -> Plan:
    wanted = Options(n_ctx=n_ctx, **{"fixed_context": False, **options})
    return plan(wanted, shape, CORES, None if free_mb is None else round(free_mb * MB))


def choices(found: Plan) -> tuple[bool, str, int]:
    return found.mmap, found.kv_type, found.n_ctx


def test_with_memory_enough_everything_is_at_full_speed() -> None:
    assert choices(made(8000)) == (True, "f16", 4096)
    assert made(8000).repack
    assert choices(made(None)) == (True, "f16", 4096)


def test_what_costs_least_is_given_up_first() -> None:
    assert choices(made(663)) == (False, "f16", 4096)
    assert choices(made(460)) == (False, "q8_0", 4096)
    mmap, kv_type, n_ctx = choices(made(432))
    assert (mmap, kv_type) == (False, "q8_0")
    assert SMALLEST_CONTEXT <= n_ctx < 4096
    assert n_ctx % 256 == 0
    assert made(432).fits
    assert not made(400).fits
    assert made(400).n_ctx == SMALLEST_CONTEXT


def test_repacking_is_never_given_up_because_it_would_save_nothing_more() -> None:
    for free in (8000, 663, 460, 432, 10):
        assert made(free).repack
    assert made(None, repack="off").need.total == made(500).need.total


def test_what_the_user_set_stays() -> None:
    assert choices(made(10, mmap="on", kv_type="f16", fixed_context=True)) == (True, "f16", 4096)
    assert choices(made(8000, mmap="off", kv_type="q8_0")) == (False, "q8_0", 4096)
    assert made(8000, threads=3).threads == 3
    reasons = made(8000, mmap="off", kv_type="q8_0", repack="on", fixed_context=True).reasons
    assert {reasons[key] for key in ("n_ctx", "kv_type", "mmap", "repack")} == {
        "engine.context",
        "engine.kv_type",
        "engine.mmap",
        "engine.repack",
    }


def test_threads_come_from_the_cores_with_their_reason() -> None:
    assert (made(8000).threads, made(8000).reasons["threads"]) == (4, "the physical cores")


def test_a_context_beyond_what_the_model_was_trained_for_is_cut() -> None:
    found = made(8000, n_ctx=100_000)
    assert found.n_ctx == 32_768
    assert found.reasons["n_ctx"] == "all that the model was trained for"


def test_narrow_heads_keep_their_cache_in_full() -> None:
    narrow = Shape(weights=352 * MB, kv_bytes=12 * 1024, q8=False)
    assert made(10, narrow).kv_type == "f16"
    assert made(8000, narrow, kv_type="q8_0").kv_type == "f16"
    assert "q8_0" in made(8000, narrow, kv_type="q8_0").reasons["kv_type"]


def test_what_is_not_repacked_is_mapped_also_where_memory_is_short() -> None:
    assert made(10, Shape(weights=352 * MB, kv_bytes=12 * 1024)).mmap


def test_the_refusal_has_the_figures_and_what_to_do() -> None:
    with pytest.raises(NotEnoughMemoryError) as refused:
        check(made(300, n_ctx=32_768, fixed_context=True), "qwen.gguf")
    said = str(refused.value)
    for part in ("qwen.gguf", "626 MB", "352 MB", "214 MB", "32,768 tokens", "300 MB are free", "--no-memory-check"):
        assert part in said
    assert "engine.context" in said
    assert refused.value.exit_code == 1
    assert refused.value.kind == "memory"


def test_where_the_system_tells_nothing_or_it_fits_nothing_is_refused() -> None:
    check(made(None), "x")
    check(made(8000), "x")


def test_of_an_unknown_shape_only_the_weights_can_be_compared() -> None:
    found = made(300, Shape(weights=352 * MB))
    assert found.need.at_least
    with pytest.raises(NotEnoughMemoryError, match="at least 412 MB"):
        check(found, "x")


def test_the_estimates_are_near_what_was_measured() -> None:
    """Resident memory of a whole process, measured; see `edge.engine.need`."""
    assert abs(need(QWEN, 4096).total - 671 * MB) < 30 * MB
    assert abs(need(QWEN, 4096, mmap=False).total - 478 * MB) < 30 * MB
    assert abs(need(QWEN, 4096, repack=False).total - 477 * MB) < 30 * MB
    assert abs(need(QWEN, 4096, mmap=False, kv_type="q8_0").total - 455 * MB) < 30 * MB


shapes = st.builds(
    Shape,
    weights=st.integers(0, 10**11),
    repacked=st.integers(0, 10**11),
    kv_bytes=st.none() | st.integers(0, 10**7),
    trained=st.none() | st.integers(1, 10**6),
    q8=st.booleans(),
)
wishes = st.builds(
    Options,
    n_ctx=st.integers(1, 131_072),
    fixed_context=st.booleans(),
    kv_type=st.sampled_from(("auto", "f16", "q8_0")),
    mmap=st.sampled_from(("auto", "on", "off")),
    repack=st.sampled_from(("auto", "on", "off")),
)


@given(wishes, shapes, st.integers(0, 10**12))
def test_more_memory_never_gives_less_and_no_plan_exceeds_what_was_wanted(
    options: Options, shape: Shape, free: int
) -> None:
    found, richer = plan(options, shape, CORES, free), plan(options, shape, CORES, 2 * free)
    assert 0 < found.n_ctx <= richer.n_ctx <= options.n_ctx
    assert found.n_ctx >= min(SMALLEST_CONTEXT, richer.n_ctx)
    assert found.need.total <= plan(options, shape, CORES, None).need.total
    assert richer.fits or not found.fits
    if options.fixed_context and shape.trained is None:
        assert found.n_ctx == options.n_ctx


@given(wishes)
def test_options_cross_the_pipe_unchanged(options: Options) -> None:
    assert Options.from_wire({**options.to_wire(), "op": "load"}) == options
