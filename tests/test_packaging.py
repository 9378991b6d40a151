"""The wheel carries all that the program needs, and works from an empty folder without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the project, built by the backend that pyproject.toml names, as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    program = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=PROJECT)
    return folder / built.stdout.splitlines()[-1]


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    here = {
        path.relative_to(PROJECT).as_posix()
        for package in ("edge", "cloud_client", "tui")
        for path in (PROJECT / package).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(PROJECT).parts)
    }
    assert here - carried == set()
    assert "edge/data/models.toml" in carried
    assert [name for name in carried if name.startswith(("tests/", "scripts/", "docs/"))] == []


def test_every_file_that_the_catalogue_has_inside_is_in_the_wheel(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    models = tomllib.loads((PROJECT / "models.toml").read_text("utf-8"))["models"]
    inside = [f"edge/data/{model['file']}" for model in models.values() if model.get("inside")]
    assert inside
    assert set(inside) - carried == set()


def test_the_installed_wheel_runs_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    target, empty = tmp_path / "target", tmp_path / "empty"
    empty.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target"]
    subprocess.run([*pip, str(target), str(wheel)], check=True)
    environ = {**os.environ, "PYTHONPATH": str(target)}  # in front of the project's own files

    def python(*arguments: str) -> str:
        command = [sys.executable, "-P", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=empty, env=environ).stdout

    assert python("-c", "import edge; print(edge.__file__)").startswith(str(target))
    assert json.loads(python("-m", "edge", "paths", "--json"))["journal"].endswith("journal.db")
    assert "builtin" in python("-m", "edge", "models", "list", "--json")
    assert list(empty.iterdir()) == []
