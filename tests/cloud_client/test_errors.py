"""The errors: one tree, one kind and one sentence each."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import cloud_client
import cloud_client.errors
from cloud_client import CloudError
from cloud_client.errors import errors
from cloud_client.sentences import SENTENCES

ERRORS = list(errors())


def test_kinds_are_unique_and_each_has_a_sentence() -> None:
    kinds = [error.kind for error in ERRORS]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) == set(SENTENCES)


@pytest.mark.parametrize("error", ERRORS)
def test_each_error_is_one_sentence_with_what_to_do(error: type[CloudError]) -> None:
    for detail in ("why {this}", ""):
        text = str(error("qwen7b", "models.example:8443", detail))
        wrong, _, do = text.partition(": ")
        assert wrong
        assert do or error.kind == "key_not_usable"
        assert text.endswith(".")
        assert "()" not in text
        assert "\n" not in text
        assert "qwen7b" in text or error.kind == "no_endpoint"


def test_the_picture_shows_the_whole_tree() -> None:
    shown = set(re.findall(r"(?:─ |^)(\w+Error)", cloud_client.errors.__doc__ or "", re.MULTILINE))
    assert shown == {error.__name__ for error in ERRORS}
    kinds = set(re.findall(r" ([a-z0-9_]+)$", cloud_client.errors.__doc__ or "", re.MULTILINE)) & set(SENTENCES)
    assert kinds >= {error.kind for error in ERRORS if not error.__subclasses__()}


def test_all_errors_are_public() -> None:
    assert {error.__name__ for error in ERRORS} | {"errors"} == set(cloud_client.errors.__all__)


@pytest.mark.parametrize("error", ERRORS)
def test_what_is_tried_again_is_the_endpoints_doing(error: type[CloudError]) -> None:
    assert error.blames or not error.retried


def test_what_the_package_hands_out_is_what_it_promises() -> None:
    names = [name for name in vars(cloud_client) if not name.startswith("_")]
    folder = {path.stem for path in Path(cloud_client.__file__).parent.iterdir()}
    assert sorted(name for name in names if name not in folder) == sorted(cloud_client.__all__)


def test_requests_is_not_imported_before_it_is_needed() -> None:
    program = "import sys, cloud_client; print([n for n in ('requests', 'urllib3', 'edge') if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert said.stdout == "[]\n"
