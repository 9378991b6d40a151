"""llama-bench and llama-server out of the very source package that the installed llama-cpp-python was built from.

They are compiled through that package's own CMakeLists.txt and with the options of scripts/set_up.py, so that what
differs between the sides is what is around llama.cpp, not llama.cpp. Kept in `build/`; compiled once for a version.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

__all__ = ["Tools", "cmake_options", "installed_version", "tools"]

TARGETS = ("llama-bench", "llama-server")

FOR_THE_TOOLS = (
    "-DLLAMA_BUILD_TOOLS=ON",
    "-DLLAMA_BUILD_SERVER=ON",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",  # it would be fetched from the network, and nobody looks at it here
    "-DLLAMA_OPENSSL=OFF",
    "-DLLAVA_BUILD=OFF",
)
"""What builds the tools, and touches neither libllama nor ggml."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What was built."""

    bench: Path
    server: Path
    vocabulary: Path
    """Qwen2's tokenizer, out of the same package."""
    options: tuple[str, ...]
    """Of CMake."""
    environment: Mapping[str, str]
    """To run them with: they find their libraries beside them."""


def installed_version() -> str:
    """Of llama-cpp-python."""
    return metadata.version("llama-cpp-python")


def cmake_options(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Those of the installed build: pip's backend asks for a release, and the user's own come last and win."""
    return ("-DCMAKE_BUILD_TYPE=Release", *FOR_THE_TOOLS, *shlex.split(environ.get("CMAKE_ARGS", "")))


def tools(folder: Path, sdist: Path | None, jobs: int) -> Tools:
    """The tools in `folder`, compiled there if they are not there yet. Raises SystemExit with a sentence."""
    version = installed_version()
    source = folder / f"llama_cpp_python-{version}"
    if not (source / "CMakeLists.txt").is_file():
        _unpack(sdist or _fetched(folder, version), folder, source)
    options = cmake_options()
    build = folder / f"tools-{version}-{hashlib.blake2b(repr(options).encode(), digest_size=4).hexdigest()}"
    out = build / "bin"  # where llama.cpp's own CMakeLists puts programs and libraries
    found = Tools(
        bench=out / "llama-bench",
        server=out / "llama-server",
        vocabulary=source / "vendor" / "llama.cpp" / "models" / "ggml-vocab-qwen2.gguf",
        options=options,
        environment={**os.environ, "LD_LIBRARY_PATH": str(out)},
    )
    if not (build / "done").is_file():
        _compile(source, build, options, jobs)
        (build / "done").touch()
    return found


def _fetched(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    wanted = f"llama-cpp-python=={version}"
    print(f"Fetching the source package {wanted} (some 80 MB) …", file=sys.stderr)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", "-d", str(folder)]
    if subprocess.run([*pip, wanted], check=False).returncode:
        raise SystemExit("The source package could not be fetched: give a copy of it with --sdist.")
    return next(folder.glob(f"llama_cpp_python-{version}.tar.gz"))


def _unpack(sdist: Path, folder: Path, source: Path) -> None:
    """Unpack beside its place and move it there, so that it is whole or not there."""
    if source.name not in sdist.name:
        raise SystemExit(f"{sdist.name} is not the source package of the installed version, {source.name}.")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as temporary, tarfile.open(sdist) as archive:
        archive.extractall(temporary, filter="data")
        shutil.rmtree(source, ignore_errors=True)
        (Path(temporary) / source.name).rename(source)


def _compile(source: Path, build: Path, options: tuple[str, ...], jobs: int) -> None:
    if shutil.which("cmake") is None:
        raise SystemExit("llama.cpp's tools are compiled with CMake, which is not there: install cmake (and ninja).")
    build.mkdir(parents=True, exist_ok=True)
    log = build / "build.log"
    print(f"Compiling {' and '.join(TARGETS)}, once; what is said goes to {log} …", file=sys.stderr)
    generator = ["-G", "Ninja"] if shutil.which("ninja") else []
    # With a date for reproducible builds in the environment, ggml would not be compiled for this processor.
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    with log.open("w", encoding="utf-8") as said:
        for command in (
            ["cmake", "-S", str(source), "-B", str(build), *generator, *options],
            ["cmake", "--build", str(build), "--parallel", str(jobs), "--target", *TARGETS],
        ):
            if subprocess.run(command, stdout=said, stderr=said, env=environment, check=False).returncode:
                lines = log.read_text("utf-8", "replace").splitlines()[-15:]
                raise SystemExit("\n".join(["llama.cpp's tools could not be compiled:", *lines]))
