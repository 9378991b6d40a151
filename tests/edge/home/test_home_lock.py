"""The lock that makes one process the owner."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from edge.errors import JournalError
from edge.home import OwnerLock


def test_only_one_can_hold_it(tmp_path: Path) -> None:
    one, two = OwnerLock(tmp_path / "lock"), OwnerLock(tmp_path / "lock")
    assert one.try_acquire()
    assert not two.try_acquire()
    assert one.held
    assert not two.held
    one.release()
    assert two.try_acquire()
    two.release()


def test_taking_and_releasing_it_again_does_nothing(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "lock")
    assert lock.try_acquire()
    assert lock.try_acquire()
    lock.release()
    lock.release()
    assert not lock.held


def test_its_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "state" / "edge" / "lock")
    assert lock.try_acquire()
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "state/edge/lock").stat().st_mode & 0o777 == 0o600
    lock.release()


def test_its_file_says_who_holds_it_and_stays_when_it_is_released(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "lock")
    assert lock.holder() is None
    lock.try_acquire()
    holder = OwnerLock(tmp_path / "lock").holder()
    assert holder is not None
    assert holder.pid == os.getpid()
    assert holder.socket is None
    odd = tmp_path / os.fsdecode(b"a\nb\xff.sock")
    lock.publish(odd)
    published = lock.holder()
    assert published is not None
    assert published.socket == odd
    lock.publish(None)
    assert lock.holder() == holder
    lock.release()
    assert (tmp_path / "lock").exists()


@pytest.mark.parametrize(
    "note", [b"", b"{", b"[]", b'{"pid": 1}', b"\xff\xfe", b"[" * 5000, b'{"pid":"x","since":1,"socket":2}']
)
def test_a_note_that_cannot_be_read_is_none(tmp_path: Path, note: bytes) -> None:
    (tmp_path / "lock").write_bytes(note)
    assert OwnerLock(tmp_path / "lock").holder() is None


def test_a_child_does_not_inherit_it(tmp_path: Path) -> None:
    lock = OwnerLock(tmp_path / "lock")
    lock.try_acquire()
    program = [sys.executable, "-c", "print('up', flush=True); input()"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False) as child:
        assert child.stdout is not None
        child.stdout.readline()  # the kernel closes what is not inherited a moment after the parent goes on
        lock.release()
        assert OwnerLock(tmp_path / "lock").try_acquire()
        child.communicate(b"\n")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError, match="kept in memory only"):
        OwnerLock(tmp_path / "file" / "lock").try_acquire()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalError):
        OwnerLock(tmp_path / "lock").try_acquire()
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_system_without_locks_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(fd: int, operation: int) -> None:
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with pytest.raises(JournalError, match="kept in memory only"):
        OwnerLock(tmp_path / "lock").try_acquire()


def test_a_full_disk_does_not_keep_it_from_being_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, data: bytes, offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "lock").write_text('{"pid": 1, "since": "then", "socket": null}')
    monkeypatch.setattr(os, "pwrite", full)
    lock = OwnerLock(tmp_path / "lock")
    assert lock.try_acquire()
    assert lock.holder() is None
    lock.release()
