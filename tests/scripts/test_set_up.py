"""scripts/run and scripts/test make what they need, once, and say in a sentence what is missing.

A copy of the scripts stands in a folder whose name has a blank, with a virtual environment in which "pip" is a stub: it
writes down that it was called, says what pip says while it compiles, and makes `edge`. Nothing is compiled or fetched.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PROJECT = Path(__file__).parent.parent.parent
SCRIPTS = ("run", "test", "ready.sh", "set_up.py", "llama_cpp.cmake")

PIP = """
import json, os, pathlib, sys, time
folder = pathlib.Path({folder!r})
if sys.argv[1:] == ["cache", "dir"]:
    print(folder / "cache")
    sys.exit()
with (folder / "called").open("a") as called:
    called.write(json.dumps(sys.argv[1:]) + "\\n")
print("Collecting textual")
print("  [1/83] c++ -o one.o")
if (folder / "sleep").exists():
    (folder / "asleep").open("w").close()
    time.sleep(60)
if (folder / "fail").exists():
    sys.exit("ERROR: it broke")
for name in ("edge", "ruff"):
    program = pathlib.Path(sys.prefix, "bin", name)
    program.write_text("#!/bin/sh\\necho " + name + ' "$@"\\n')
    program.chmod(0o755)
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project's scripts with a virtual environment whose pip is the stub."""
    root = tmp_path / "a checkout"
    (root / "scripts").mkdir(parents=True)
    for name in SCRIPTS:
        shutil.copy2(PROJECT / "scripts" / name, root / "scripts" / name)
    (root / "pyproject.toml").write_text('[project]\nname = "x"\n\n')
    environment = root / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "pyvenv.cfg").write_text(
        f"home = {Path(sys.base_prefix, 'bin')}\ninclude-system-site-packages = false\n"
    )
    (environment / "bin" / "python").symlink_to(sys.executable)
    (environment / "bin" / "pip").write_text(f"#!{environment}/bin/python\n")
    pip = environment / "lib" / "python{}.{}".format(*sys.version_info) / "site-packages" / "pip"
    pip.mkdir(parents=True)
    (pip.parent / "pip-1.dist-info").mkdir()
    (pip.parent / "pip-1.dist-info" / "RECORD").touch()
    (pip / "__init__.py").touch()
    (pip / "__main__.py").write_text(PIP.format(folder=str(tmp_path)))
    return root


def run(checkout: Path, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """What a script of the copy says and how it ends, started from somewhere else."""
    return subprocess.run(
        [checkout / "scripts" / command[0], *command[1:]],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        timeout=60,
        env={**os.environ, **environ},
    )


def called(checkout: Path) -> list[list[str]]:
    """What the stub of pip was called with, call by call."""
    path = checkout.parent / "called"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture(scope="module")
def set_up() -> ModuleType:
    """scripts/set_up.py as a module."""
    spec = importlib.util.spec_from_file_location("set_up", PROJECT / "scripts" / "set_up.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", ["scripts/run", "scripts/test", "scripts/ready.sh", ".ci/run"])
def test_the_scripts_are_bash_and_can_be_started(script: str) -> None:
    subprocess.run(["bash", "-n", PROJECT / script], check=True)
    assert os.access(PROJECT / script, os.X_OK) != script.endswith(".sh")


def test_the_first_run_installs_and_then_starts_edge_with_its_arguments(checkout: Path) -> None:
    done = run(checkout, "run", "ask", "two words")
    assert (done.stdout, done.returncode) == ("edge ask two words\n", 0)
    assert called(checkout)[0][-1] == str(checkout)
    assert "Setting up" in done.stderr
    assert "Ready after" in done.stderr


def test_the_second_run_installs_nothing_and_says_nothing(checkout: Path) -> None:
    run(checkout, "run")
    (checkout / "scripts" / "set_up.py").unlink()  # it is not even looked at
    done = run(checkout, "run", "stats")
    assert (done.stdout, done.stderr, done.returncode) == ("edge stats\n", "", 0)


def test_a_link_to_the_script_works_from_anywhere(checkout: Path, tmp_path: Path) -> None:
    run(checkout, "run")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "edge").symlink_to(Path("..") / "a checkout" / "scripts" / "run")
    done = subprocess.run([tmp_path / "bin" / "edge", "paths"], capture_output=True, text=True, check=True)
    assert done.stdout == "edge paths\n"


def test_a_changed_pyproject_is_installed_again(checkout: Path) -> None:
    run(checkout, "run")
    (checkout / "pyproject.toml").write_text('[project]\nname = "y"\n')
    run(checkout, "run")
    assert len(called(checkout)) == 2


def test_what_the_tests_need_is_installed_for_them_and_serves_run_as_well(checkout: Path) -> None:
    run(checkout, "run")
    assert run(checkout, "test").returncode == 1  # the stub of pip installed no pytest
    assert called(checkout)[1][-1] == f"{checkout}[dev]"
    run(checkout, "run")
    run(checkout, "test")
    assert len(called(checkout)) == 2


def test_a_set_up_that_failed_shows_the_end_of_the_log_and_is_taken_up_again(checkout: Path) -> None:
    (checkout.parent / "fail").touch()
    failed = run(checkout, "run", "ask")
    assert failed.returncode == 1
    assert "ERROR: it broke" in failed.stderr
    assert "setup.log" in failed.stderr
    assert failed.stdout == ""
    (checkout.parent / "fail").unlink()
    assert run(checkout, "run", "ask").stdout == "edge ask\n"


def test_without_a_compiler_a_sentence_names_what_to_install_and_pip_is_not_started(
    checkout: Path, tmp_path: Path
) -> None:
    done = run(checkout, "run", PATH=str(only(tmp_path, "bash", "dirname", "readlink", "cat", "python3")))
    assert done.returncode == 1
    for package in ("build-essential", "gcc-c++", "xcode-select --install"):
        assert package in done.stderr
    assert called(checkout) == []


def test_no_compiler_is_needed_where_pip_kept_what_it_compiled(checkout: Path, tmp_path: Path) -> None:
    kept = tmp_path / "cache" / "wheels" / "ab" / "cd" / "ef" / "gh"
    kept.mkdir(parents=True)
    (kept / "llama_cpp_python-0.3.36-py3-none-linux_x86_64.whl").touch()
    done = run(checkout, "run", PATH=str(only(tmp_path, "bash", "dirname", "readlink", "cat", "python3", "sh")))
    assert done.stdout == "edge\n"


def test_a_python_that_is_too_old_is_named_with_what_to_do(checkout: Path, tmp_path: Path) -> None:
    (checkout / ".venv" / "bin" / "python").unlink()
    folder = only(tmp_path, "bash", "dirname", "readlink", "cat")
    (folder / "python3").write_text("#!/bin/sh\necho 3.9\nexit 1\n")
    (folder / "python3").chmod(0o755)
    (folder / "sh").symlink_to("/bin/sh")
    done = run(checkout, "run", PATH=str(folder))
    assert done.returncode == 1
    assert "3.11 or newer, and python3 is 3.9" in done.stderr
    (folder / "python3").unlink()
    assert "python3 is not there" in run(checkout, "run", PATH=str(folder)).stderr


def only(folder: Path, *programs: str) -> Path:
    """A folder for PATH that holds these programs and no compiler."""
    path = folder / "few"
    path.mkdir()
    for name in programs:
        found = sys.executable if name == "python3" else shutil.which(name)
        assert found is not None
        (path / name).symlink_to(found)
    return path


@pytest.fixture
def sleeping(checkout: Path) -> Iterator[subprocess.Popen[str]]:
    """A set-up whose pip does not come to an end."""
    (checkout.parent / "sleep").touch()
    os.mkfifo(checkout.parent / "asleep")
    process = subprocess.Popen(
        [sys.executable, checkout / "scripts" / "set_up.py"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        (checkout.parent / "asleep").read_text()  # comes back when pip says so
        yield process
        process.kill()


def test_ctrl_c_ends_the_compilers_too_and_the_next_run_goes_on(
    checkout: Path, sleeping: subprocess.Popen[str]
) -> None:
    sleeping.send_signal(signal.SIGINT)
    _, said = sleeping.communicate(timeout=30)  # returns when pip, which holds no pipe, and set_up have ended
    assert sleeping.returncode == 130
    assert "Stopped. Run the same command again to go on." in said
    (checkout.parent / "sleep").unlink()
    assert run(checkout, "run").stdout == "edge\n"


def test_two_at_once_install_once(checkout: Path, sleeping: subprocess.Popen[str]) -> None:
    second = subprocess.Popen([checkout / "scripts" / "run"], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with second:
        assert second.stderr is not None
        assert second.stderr.readline() == "Another process is setting up; waiting for it.\n"
        (checkout.parent / "sleep").unlink()
        sleeping.send_signal(signal.SIGINT)
        said, _ = second.communicate(timeout=30)
    assert said == "edge\n"
    assert len(called(checkout)) == 2  # the one that was stopped, and the one that went on


def test_what_pip_is_doing_is_read_from_what_it_says(set_up: ModuleType) -> None:
    assert set_up.stage("  Collecting llama-cpp-python>=0.3 (from x)\n") == "fetching llama-cpp-python"
    assert set_up.stage("  [1/83] c++ -o a\n  [57/83] c++ -o b\nmore\n") == "compiling llama.cpp [57/83]"
    assert set_up.stage("  [83/83] c++\nInstalling collected packages: a, b\n") == "installing"
    assert set_up.stage("nothing that tells\n") == ""
    assert set_up.duration(125) == "2 min 05 s"


def test_fewer_files_are_compiled_at_once_where_memory_is_small(set_up: ModuleType) -> None:
    assert set_up.jobs(500_000_000, 4) == 1
    assert set_up.jobs(3_000_000_000, 4) == 2
    assert set_up.jobs(64_000_000_000, 4) == 4
    assert set_up.jobs(None, 4) == 4


def test_the_users_own_build_settings_are_kept_and_come_last(set_up: ModuleType) -> None:
    environ = set_up.build_environment({"CMAKE_ARGS": "-DGGML_NATIVE=OFF", "CMAKE_BUILD_PARALLEL_LEVEL": "3"})
    arguments = shlex.split(environ["CMAKE_ARGS"])
    assert arguments[-1] == "-DGGML_NATIVE=OFF"
    assert Path(arguments[1].partition("=")[2]).is_file()
    assert environ["CMAKE_BUILD_PARALLEL_LEVEL"] == "3"
