"""A backup of a home in use, and back: everything that is the user's, of one moment, and nothing else."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from edge.backup import plan
from edge.backup.contents import places
from edge.backup.restoring import restore
from edge.backup.writing import write
from edge.errors import EdgeError, JournalError, OwnerRefusedError, UsageError
from edge.home import OwnerLock, open_home
from edge.journal import Journal, schema
from edge.paths import Paths
from edge.turn import Question
from tests.stubs.assistant import FakeAssistant

SMALL = ("config", "endpoints", "kiosk", "pin", "token", "calibrated", "offline", "models.added.toml")


def fill(paths: Paths, said: str) -> None:
    """A home in which this was said, with every file that a backup has."""
    with contextlib.closing(Journal.open(paths.journal)) as journal:
        journal.begin(Question(said, uid=f"uid-{len(said)}", conversation="new"))
    for name in SMALL:
        file = places(paths)[name]
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"# {name} of {said}")
    (paths.models / "model.gguf").write_text("a model")
    paths.cache.mkdir(exist_ok=True)
    (paths.cache / "state").write_text("a state")


def said_in(paths: Paths) -> list[str]:
    with contextlib.closing(Journal.open(paths.journal)) as journal:
        return [info.title for info in journal.conversations()]


def state_of(paths: Paths) -> dict[str, bytes]:
    """Every file of a home but the lock, without what SQLite keeps beside a database."""
    return {
        str(file.relative_to(paths.journal.parent)): file.read_bytes()
        for file in paths.journal.parent.rglob("*")
        if file.is_file() and file != paths.lock and not file.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture
def backup(paths: Paths, tmp_path: Path) -> Path:
    """Of a home in which "before" was said; since then, "after" was."""
    fill(paths, "before")
    file = tmp_path / "backup.tar.gz"
    write(paths, file)
    fill(paths, "after")
    return file


class TestWriting:
    def test_holds_what_is_the_users_and_no_model_and_no_cache(self, paths: Paths, backup: Path) -> None:
        with tarfile.open(backup) as tar:
            names = [member.name.removeprefix("edge-backup/") for member in tar]
        assert names[0] == "manifest.json"
        assert set(names[1:]) == {"journal", *SMALL}

    def test_only_this_user_can_read_it(self, backup: Path) -> None:
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600

    def test_of_a_journal_in_use_it_has_what_was_committed(self, paths: Paths, tmp_path: Path) -> None:
        file, other = tmp_path / "b.tar.gz", Paths.under(tmp_path / "other")
        with contextlib.closing(Journal.open(paths.journal)) as journal:
            for number in range(20):
                journal.begin(Question(f"said {number}", uid=f"q{number}", conversation="new"))
            assert paths.journal.with_name("journal.db-wal").stat().st_size
            write(paths, file)
            journal.begin(Question("later", uid="later", conversation="new"))
            assert not journal.memory_only
        restore(other, file)
        assert set(said_in(other)) == {f"said {number}" for number in range(20)}

    def test_a_database_that_nobody_may_read_now_is_said_and_not_waited_for_for_ever(
        self, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("edge.backup.writing.BUSY_S", 0.1)
        with contextlib.closing(sqlite3.connect(paths.journal, isolation_level=None)) as db:
            db.execute("CREATE TABLE t (x)")
            db.execute("BEGIN EXCLUSIVE")
            with pytest.raises(JournalError, match="locked"):
                write(paths, tmp_path / "b.tar.gz")

    def test_does_not_write_over_a_file_unless_told_to(self, paths: Paths, backup: Path) -> None:
        before = backup.read_bytes()
        with pytest.raises(UsageError, match="--force"):
            write(paths, backup)
        assert backup.read_bytes() == before
        write(paths, backup, replace=True)
        assert backup.read_bytes() != before

    def test_goes_to_a_stream_as_well(self, paths: Paths, backup: Path, tmp_path: Path) -> None:
        out = io.BytesIO()
        write(paths, None, out)
        (tmp_path / "stream").write_bytes(out.getvalue())
        other = Paths.under(tmp_path / "other")
        restore(other, tmp_path / "stream")
        assert set(said_in(other)) == {"before", "after"}

    def test_an_empty_home_has_none(self, paths: Paths, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="nothing to back up"):
            write(paths, tmp_path / "b.tar.gz")
        assert list(tmp_path.iterdir()) == []

    def test_a_damaged_journal_is_said_and_leaves_the_backup_of_before(self, paths: Paths, backup: Path) -> None:
        before = backup.read_bytes()
        content = bytearray(paths.journal.read_bytes())
        content[4096:20000] = bytes(20000 - 4096)
        paths.journal.write_bytes(content)
        with pytest.raises(JournalError, match="edge doctor"):
            write(paths, backup, replace=True)
        assert backup.read_bytes() == before
        assert [file.name for file in backup.parent.iterdir()] == [backup.name]

    def test_a_folder_that_cannot_be_written_is_said(self, paths: Paths, tmp_path: Path) -> None:
        fill(paths, "before")
        with pytest.raises(JournalError, match="could not be written"):
            write(paths, tmp_path / "missing" / "b.tar.gz")


class TestRestoring:
    def test_brings_everything_back_and_keeps_aside_what_was_there(self, paths: Paths, backup: Path) -> None:
        aside = restore(paths, backup)
        assert said_in(paths) == ["before"]
        for name in SMALL:
            assert places(paths)[name].read_text() == f"# {name} of before"
            assert stat.S_IMODE(places(paths)[name].stat().st_mode) == 0o600
        assert (paths.models / "model.gguf").exists()
        kept = next(file for file in aside if file.name.startswith("journal"))
        assert set(said_in(Paths.under(_moved(kept)))) == {"before", "after"}

    def test_what_the_backup_has_not_goes_aside_as_well(self, paths: Paths, tmp_path: Path) -> None:
        with contextlib.closing(Journal.open(paths.journal)) as journal:
            journal.begin(Question("alone", uid="q", conversation="new"))
        file = tmp_path / "b.tar.gz"
        write(paths, file)
        fill(paths, "later")
        restore(paths, file)
        assert said_in(paths) == ["alone"]
        assert not any(places(paths)[name].exists() for name in SMALL)

    def test_into_an_empty_home(self, backup: Path, tmp_path: Path) -> None:
        other = Paths.under(tmp_path / "other")
        assert restore(other, backup) == []
        assert said_in(other) == ["before"]

    def test_twice_keeps_both_of_before(self, paths: Paths, backup: Path) -> None:
        first = restore(paths, backup)
        second = restore(paths, backup)
        assert not set(first) & set(second)
        assert all(file.exists() for file in [*first, *second])

    def test_is_refused_while_the_home_is_in_use(self, paths: Paths, backup: Path) -> None:
        lock = OwnerLock(paths.lock)
        assert lock.try_acquire()
        before = state_of(paths)
        try:
            with pytest.raises(OwnerRefusedError, match="stop it"):
                restore(paths, backup)
        finally:
            lock.release()
        assert state_of(paths) == before

    def test_forgetting_everything_takes_what_was_kept_aside(self, paths: Paths, backup: Path) -> None:
        from edge.assistant import Assistant

        restore(paths, backup)
        killed = paths.journal.parent / "edge-backup-x" / "journal", plan.ready(paths.journal)  # what a kill leaves
        killed[0].parent.mkdir()
        for file in killed:
            file.write_text("before")
        with contextlib.closing(Assistant(paths)) as assistant:
            assistant.forget(None)
        assert not any(file.exists() for file in killed)
        assert list(plan.kept_aside(paths)) == []


def _moved(kept: Path) -> Path:
    """A home with this as its journal."""
    home = kept.parent / "moved"
    home.mkdir()
    for beside in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            Path(f"{kept}{beside}").rename(home / f"journal.db{beside}")
    return home


# Wrong archives

Members = dict[str, bytes]


def members(file: Path) -> Members:
    with tarfile.open(file) as tar:
        found = {}
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            found[member.name] = content.read()
        return found


def pack(file: Path, contents: Members, change: Callable[[tarfile.TarInfo], None] = lambda _: None) -> None:
    with tarfile.open(file, "w:gz") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            change(member)
            tar.addfile(member, io.BytesIO(content))


def with_manifest(contents: Members, **changes: object) -> Members:
    manifest = json.loads(contents["edge-backup/manifest.json"])
    return {**contents, "edge-backup/manifest.json": json.dumps({**manifest, **changes}).encode()}


def traversal(contents: Members) -> Members:
    return {**contents, "edge-backup/../../evil": b"x"}


def absolute(contents: Members) -> Members:
    return {**contents, "/tmp/evil": b"x"}


def listed_traversal(contents: Members) -> Members:
    files = json.loads(contents["edge-backup/manifest.json"])["files"]
    entry = {"bytes": 1, "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    return with_manifest({**contents, "edge-backup/../evil": b"x"}, files={**files, "../evil": entry})


def lacking(contents: Members) -> Members:
    return {name: content for name, content in contents.items() if not name.endswith("/journal")}


def changed(contents: Members) -> Members:
    return {**contents, "edge-backup/token": b"a token of somebody else's"}


def unlisted(contents: Members) -> Members:
    return {name: content for name, content in contents.items() if "manifest" not in name}


def nonsense(contents: Members) -> Members:
    return {**contents, "edge-backup/manifest.json": b"[1]"}


def later_format(contents: Members) -> Members:
    return with_manifest(contents, format=99)


def huge_config(contents: Members) -> Members:
    files = json.loads(contents["edge-backup/manifest.json"])["files"]
    return with_manifest(contents, files={**files, "config": {"bytes": 2**40, "sha256": "0" * 64}})


def deep(contents: Members) -> Members:
    return {**contents, "edge-backup/manifest.json": b"[" * 60_000}


def infinite(contents: Members) -> Members:
    files = b'{"config": {"bytes": Infinity, "sha256": ""}}'
    return {**contents, "edge-backup/manifest.json": b'{"format": 1, "files": ' + files + b"}"}


def escaping(contents: Members) -> Members:
    return {**contents, "edge-backup/\x1b]0;evil\x07\nx": b""}


WRONG = (
    *(deep, infinite, escaping, traversal, absolute, listed_traversal),
    *(lacking, changed, unlisted, nonsense, later_format, huge_config),
)


def refuses(paths: Paths, file: Path, which: object) -> None:
    before = state_of(paths)
    with pytest.raises(UsageError) as refused:
        restore(paths, file)
    said = str(refused.value)
    assert said.isprintable(), (which, said)
    assert state_of(paths) == before, which


def test_a_wrong_archive_is_refused_with_one_line_and_changes_nothing(
    paths: Paths, backup: Path, tmp_path: Path
) -> None:
    file, right = tmp_path / "wrong.tar.gz", members(backup)
    for wrong in WRONG:
        pack(file, wrong(right))
        refuses(paths, file, wrong)
        assert not list(tmp_path.rglob("evil")), wrong


KINDS = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE)


def test_a_member_that_is_no_plain_file_is_refused(paths: Paths, backup: Path, tmp_path: Path) -> None:
    file, right = tmp_path / "wrong.tar.gz", members(backup)
    for kind in KINDS:

        def change(member: tarfile.TarInfo, kind: bytes = kind) -> None:
            if member.name.endswith("/config"):
                member.type, member.linkname, member.size = kind, "/etc/passwd", 0

        pack(file, right, change)
        refuses(paths, file, kind)


def test_a_header_that_unpacks_to_much_more_than_it_is_takes_no_memory(paths: Paths, tmp_path: Path) -> None:
    size = 64 * 2**20
    for kind in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK):
        member = tarfile.TarInfo("header")
        member.type, member.size = kind, size
        file = tmp_path / "bomb.tar.gz"
        with gzip.open(file, "wb", compresslevel=1) as out:
            out.write(member.tobuf(tarfile.GNU_FORMAT))
            out.write(bytes(size))
        tracemalloc.start()
        try:
            refuses(paths, file, kind)
            assert tracemalloc.get_traced_memory()[1] < size / 2
        finally:
            tracemalloc.stop()


def test_a_truncated_one_and_what_is_no_archive_are_refused(paths: Paths, backup: Path, tmp_path: Path) -> None:
    whole, file = backup.read_bytes(), tmp_path / "short.tar.gz"
    wrong = [whole[: int(len(whole) * share)] for share in (0.0, 0.1, 0.5, 0.9)]
    for content in (*wrong, b"no archive", gzip.compress(b"no tar"), os.urandom(4096)):
        file.write_bytes(content)
        refuses(paths, file, content[:40])
    refuses(paths, tmp_path / "missing", "missing")


def test_a_journal_of_a_later_program_is_refused(paths: Paths, backup: Path, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(paths.journal)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    file = tmp_path / "later.tar.gz"
    write(paths, file)
    with pytest.raises(UsageError, match="update the program"):
        restore(Paths.under(tmp_path / "other"), file)


# A kill in the middle

KILLED = """
import os, pathlib, signal, sys
from edge.backup.restoring import restore
from edge.paths import Paths
count = int(sys.argv[3])
def dies(event, arguments):
    global count
    if event in ("os.rename", "open", "os.remove"):
        count -= 1
        if count == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(dies)
restore(Paths.under(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]))
"""

STEPS = range(6, 95, 16)
"""Of opening, renaming and removing a file; the last of them is behind the end."""


def test_a_kill_at_any_step_leaves_the_old_home_or_the_new_one(paths: Paths, backup: Path, tmp_path: Path) -> None:
    seen = set()
    for step in STEPS:
        home = Paths.under(tmp_path / f"home{step}")
        fill(home, "after")
        subprocess.run([sys.executable, "-c", KILLED, str(home.journal.parent), str(backup), str(step)], check=False)
        with contextlib.closing(open_home(home, FakeAssistant)):
            pass  # the next one that owns it finishes what was begun
        said, config = said_in(home), home.config.read_text()
        assert (said, config) in ((["after"], "# config of after"), (["before"], "# config of before")), step
        assert all(places(home)[name].read_text() == config.replace("config", name) for name in SMALL)
        seen.add(config)
        restore(home, backup)
        assert said_in(home) == ["before"]
        assert not [
            file for file in home.journal.parent.rglob("*") if file.name.endswith((".restoring", ".plan", ".part"))
        ]
    assert seen == {"# config of after", "# config of before"}


def test_a_plan_that_cannot_be_read_is_said(paths: Paths) -> None:
    paths.journal.with_name("restore.plan").write_text("{")
    with pytest.raises(EdgeError, match="cannot be finished"):
        open_home(paths, FakeAssistant)
