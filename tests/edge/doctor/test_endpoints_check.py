"""What `edge doctor` says of endpoints, without asking them."""

from __future__ import annotations

import pytest

from edge.catalogue.configuring import enter
from edge.doctor.endpoints import endpoints
from edge.doctor.patient import Patient
from edge.paths import Paths

ENTRY = {"base_url": "https://models.example/v1", "model": "m"}


def test_none_is_as_it_should_be(paths: Paths) -> None:
    check = endpoints(Patient.of(paths, {}))
    assert (check.state, "none is configured" in check.text) == ("ok", True)


def test_those_that_can_be_asked_are_named(paths: Paths) -> None:
    enter(paths.endpoints, "lab", ENTRY)
    check = endpoints(Patient.of(paths, {}))
    assert (check.state, check.text.startswith("lab: configured")) == ("ok", True)


def test_a_key_that_is_missing_and_a_list_that_is_wrong_are_warnings(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAB_KEY", raising=False)
    enter(paths.endpoints, "lab", {**ENTRY, "key_env": "LAB_KEY"})
    check = endpoints(Patient.of(paths, {}))
    assert (check.state, "set the variable LAB_KEY" in check.text) == ("warning", True)
    paths.endpoints.write_text("[endpoints")
    assert endpoints(Patient.of(paths, {})).state == "warning"
