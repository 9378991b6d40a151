"""Namespaces: a network without an interface, a list of processes with one entry, a file system with one folder.

They need no privilege where the system lets users have a namespace of their own.
"""

from __future__ import annotations

import ctypes
import os
import struct

from edge.compare.sandbox.system import call, syscall

__all__ = ["LAYERS", "drop_capabilities", "enter", "only_these_folders"]

LAYERS = ("mounts", "processes", "network")
_NEW = {"processes": 0x20000000, "network": 0x40000000}
_NEW_USERS, _NEW_MOUNTS = 0x10000000, 0x00020000
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT = 1, 2, 4, 8, 32
_NOATIME, _NODIRATIME, _BIND, _REC, _PRIVATE, _RELATIME = 1024, 2048, 4096, 16384, 1 << 18, 1 << 21
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_DETACH = 2


def enter(kinds: list[str]) -> None:
    """This process, or for `processes` its next child, goes into new namespaces of `kinds`, and before into one of
    users, which gives it the right to those and to mount. Raises OSError."""
    user, group = os.getuid(), os.getgid()
    try:
        call("unshare", ctypes.c_int(_NEW_USERS))
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    except OSError:
        if user:  # root may have the right without it
            raise
    for kind in kinds:
        call("unshare", ctypes.c_int(_NEW[kind]))


def _write(path: str, text: str) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(file, text.encode())
    finally:
        os.close(file)


def only_these_folders(folders: list[str], without: list[str], root: str) -> None:
    """This process sees nothing of the file system but `folders`, read-only and without what is in `without`; `root` is
    an empty folder of its own. Raises OSError."""
    call("unshare", ctypes.c_int(_NEW_MOUNTS))
    _mount(None, "/", None, _REC | _PRIVATE)
    _mount("tmpfs", root, "tmpfs", _NOSUID | _NODEV | _NOEXEC, "size=256k,mode=755")
    for name in ("lib", "lib64", "usr/lib64"):
        if os.path.islink(f"/{name}"):  # noqa: PTH114 - no pathlib in the guard
            os.makedirs(os.path.dirname(f"{root}/{name}"), exist_ok=True)  # noqa: PTH103, PTH120
            os.symlink(os.readlink(f"/{name}"), f"{root}/{name}")  # noqa: PTH115, PTH211
    for folder in folders:
        _show(folder, root + folder)
    for folder in without:
        _mount("tmpfs", root + folder, "tmpfs", _RDONLY | _NOSUID | _NODEV | _NOEXEC, "size=4k")
    _mount(None, root, None, _REMOUNT | _BIND | _RDONLY | _NOSUID | _NODEV | _NOEXEC)
    os.chdir(root)
    machine = os.uname().machine
    if machine not in _PIVOT_ROOT:
        raise OSError(38, f"its numbers on {machine} are not known")
    syscall(_PIVOT_ROOT[machine], ctypes.c_char_p(b"."), ctypes.c_char_p(b"."))
    call("umount2", ctypes.c_char_p(b"."), ctypes.c_int(_DETACH))
    os.chdir("/")


def _show(folder: str, place: str) -> None:
    if os.path.isdir(place) and os.path.samefile(folder, place):  # noqa: PTH112, PTH121 - no pathlib in the guard
        return  # another name of one that is there
    os.makedirs(place, exist_ok=True)  # noqa: PTH103
    _mount(folder, place, None, _BIND | _REC)
    had = os.statvfs(place).f_flag
    kept = had & (_NOSUID | _NODEV | _NOEXEC | _NOATIME | _NODIRATIME) | (_RELATIME if had & 4096 else 0)
    _mount(None, place, None, _REMOUNT | _BIND | _RDONLY | kept)  # flags that were set may not be taken off


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    texts = [None if text is None else ctypes.c_char_p(os.fsencode(text)) for text in (source, target, kind, data)]
    call("mount", texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])


def drop_capabilities() -> None:
    """Whatever this process may do beyond an ordinary user, it may no longer. Raises OSError."""
    header = struct.pack("=Ii", 0x20080522, 0)
    call("capset", ctypes.c_char_p(header), ctypes.c_char_p(bytes(24)))
