"""The tables in the terminal: everything of a run, in 80 columns, whatever its names and texts are."""

from __future__ import annotations

import dataclasses

import pytest
from rich.cells import cell_len

from edge.compare import merging
from edge.compare.results import Run
from edge.compare.table import render
from edge.errors import UsageError
from tests.edge.compare import synthetic

RUN = synthetic.run()
OTHER = synthetic.run(seed=2, machine="树莓派 5（客厅）", slower=3.0)


def row(text: str, label: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(label))


def with_subjects(count: int) -> Run:
    """The synthetic run with so many subjects, the more ones with the answers of the cloud."""
    results = list(RUN.results)
    subjects = list(RUN.subjects)
    for number in range(count - len(subjects)):
        name = f"another-endpoint-with-a-long-name-{number}" if number > 1 else f"big{number}"
        subjects.append(dataclasses.replace(synthetic.BIG, name=name))
        results += [dataclasses.replace(one, subject=name) for one in RUN.results if one.subject == "gpu-7b"]
    return dataclasses.replace(RUN, subjects=tuple(subjects), results=tuple(results))


def test_scores_stand_in_columns_with_interval_and_number_of_tasks() -> None:
    text = render(RUN)
    coding = row(text, "Coding (24)").split()
    assert coding[:2] == ["Coding", "(24)"]
    assert [cell[-1] for cell in coding[2::2]] == ["%"] * 3
    assert all("–" in cell for cell in coding[3::2])
    assert row(text, "  growth").count("%") == 3
    assert row(text, "Long documents (20)")
    assert row(text, "  went up").split()[-1].endswith("%")
    assert row(text, "first token, 8 at a time").split()[-4:] == ["3.4", "s", "130", "ms"]


def test_the_router_has_its_figures_and_where_it_stands() -> None:
    text = render(RUN)
    assert row(text, "  device only").split()[2:5] == ["0%", "48%", "0%"]
    assert row(text, "  cloud only").split()[2:5] == ["100%", "86%", "100%"]
    assert row(text, "  as it is set").split()[-6:-5] == row(text, "  auto, as it ran").split()[-6:-5]
    assert "random routing has 0.50" in text
    assert "CPT(50%)" in text


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
def test_nothing_is_wider_than_80_cells(count: int) -> None:
    run = with_subjects(count) if count >= 3 else dataclasses.replace(RUN, subjects=RUN.subjects[:count])
    lines = render(run).splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    if count <= 4:
        assert sum(line.startswith("Coding (24)") for line in lines) == 1


def test_texts_from_elsewhere_cannot_repaint_the_terminal_and_wide_ones_are_measured_in_cells() -> None:
    subjects = (dataclasses.replace(RUN.subjects[0], model="\x1b[2J[red]模型" + "很长" * 60), *RUN.subjects[1:])
    text = render(dataclasses.replace(RUN, subjects=subjects, not_run=("\x1b]0;t\x07one\nline",)))
    assert "\x1b" not in text
    assert "[red]模型" in text
    assert "- one line" in text
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_meaningless_scores_have_a_star_and_the_sentence() -> None:
    text = render(synthetic.run(meaningless="Made-up weights answer with noise."))
    assert row(text, "Coding (24)").endswith("*")
    assert "* device, gpu-7b, auto: Made-up weights answer with noise." in text


def test_a_run_with_nothing_answered_is_said() -> None:
    text = render(dataclasses.replace(RUN, results=(), speed=(), ended=None))
    assert "Nothing was answered." in text
    assert "is not at its end" in text


def test_two_machines_have_letters_and_their_columns_beside_each_other() -> None:
    text = merging.render([RUN, OTHER])
    assert row(text, "B: 树莓派 5（客厅）")
    heads = [line.split() for line in text.splitlines() if line.startswith("      ")]
    assert heads[0] == ["device", "A", "device", "B", "gpu-7b", "A", "gpu-7b", "B"]
    assert text.count("- A, B: The suite of a fourth") == 1
    assert max(cell_len(line) for line in text.splitlines()) <= 80


def test_other_versions_of_a_suite_are_refused_with_a_sentence() -> None:
    newer = tuple(dataclasses.replace(one, version=2) if one.name == "coding" else one for one in RUN.suites)
    with pytest.raises(UsageError, match="the suite coding has version 1 in A and 2 in B"):
        merging.render([RUN, dataclasses.replace(RUN, suites=newer)])
    with pytest.raises(UsageError, match="no suite in common"):
        merging.check([dataclasses.replace(RUN, suites=RUN.suites[:1]), dataclasses.replace(RUN, suites=newer[1:])])
    with pytest.raises(UsageError, match="only one run"):
        merging.check([RUN])


def test_other_tasks_of_the_same_suite_are_said() -> None:
    fewer = dataclasses.replace(RUN, results=RUN.results[6:])
    assert "Not the same tasks were run in: coding" in merging.render([RUN, fewer])
