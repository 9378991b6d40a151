"""A filter of system calls: what is needed to compute, and nothing else.

No socket, no process, no signal to anybody, no program, no other namespace, no shared memory: every call that is not
named here fails with "Operation not permitted". The list is short on purpose: a call that a later kernel brings is
refused without anybody having thought of it.
"""

from __future__ import annotations

import ctypes
import os
import struct

from edge.compare.sandbox.system import PR_SET_NO_NEW_PRIVS, prctl

__all__ = ["ARCHITECTURES", "program", "restrict"]

_PR_SET_SECCOMP, _FILTER = 22, 2
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | 1  # EPERM
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32 = 0x40000000  # numbers of the x32 calling convention, which would pass by another name

_NUMBERS = {
    "x86_64": {
        "read": 0, "write": 1, "open": 2, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8,
        "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
        "rt_sigreturn": 15, "pread64": 17, "readv": 19, "writev": 20, "access": 21, "select": 23, "sched_yield": 24,
        "mremap": 25, "mincore": 27, "madvise": 28, "dup": 32, "dup2": 33, "nanosleep": 35, "setitimer": 38,
        "getpid": 39, "exit": 60, "uname": 63, "getdents": 78, "getcwd": 79, "readlink": 89, "gettimeofday": 96,
        "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107,
        "getegid": 108, "getppid": 110, "rt_sigpending": 127, "sigaltstack": 131, "arch_prctl": 158, "gettid": 186,
        "time": 201, "futex": 202, "sched_getaffinity": 204, "getdents64": 217, "restart_syscall": 219,
        "fadvise64": 221, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231,
        "openat": 257, "newfstatat": 262, "readlinkat": 267, "faccessat": 269, "pselect6": 270, "ppoll": 271,
        "set_robust_list": 273, "dup3": 292, "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334,
        "close_range": 436, "faccessat2": 439, "fcntl": 72, "ioctl": 16, "prlimit64": 302,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "fstat": 80, "newfstatat": 79, "lseek": 62, "mmap": 222,
        "munmap": 215, "mprotect": 226, "mremap": 216, "brk": 214, "madvise": 233, "readv": 65, "writev": 66,
        "pread64": 67, "openat": 56, "statx": 291, "faccessat": 48, "faccessat2": 439, "readlinkat": 78,
        "getdents64": 61, "getcwd": 17, "dup": 23, "dup3": 24, "ppoll": 73, "pselect6": 72, "nanosleep": 101,
        "setitimer": 103, "clock_nanosleep": 115, "clock_gettime": 113, "clock_getres": 114, "gettimeofday": 169,
        "times": 153, "getrusage": 165, "futex": 98, "sched_yield": 124, "sched_getaffinity": 123,
        "membarrier": 283, "rseq": 293, "set_robust_list": 99, "getrandom": 278, "getpid": 172, "gettid": 178,
        "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "uname": 160, "sysinfo": 179,
        "getrlimit": 163, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "rt_sigpending": 136,
        "sigaltstack": 132, "restart_syscall": 128, "exit": 93, "exit_group": 94, "fadvise64": 223,
        "mincore": 232, "close_range": 436, "fcntl": 25, "ioctl": 29, "prlimit64": 261,
    },
}  # fmt: skip
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ONLY_WITH = {
    # dup, and its flags. Not F_SETOWN and F_SETSIG, which have the kernel send signals to others.
    "fcntl": (0, 1, 2, 3, 1030),
    # whether it is a terminal, and close-on-exec
    "ioctl": (0x5401, 0x5450, 0x5451),
}
_SECOND_ARGUMENT, _THIRD_ARGUMENT = 24, 32  # where they stand in what the filter is shown

ARCHITECTURES = tuple(_NUMBERS)
"""Those whose calls are known here."""


def program(architecture: str) -> bytes:
    """The filter, as the kernel takes it. Raises KeyError for an architecture that is not known here."""
    numbers = dict(_NUMBERS[architecture])
    narrow = {name: numbers.pop(name) for name in ("fcntl", "ioctl", "prlimit64")}
    code: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _AUDIT[architecture]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
    ]
    if architecture == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)]
    for number in sorted(numbers.values()):
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for name, values in _ONLY_WITH.items():
        body = [(_LOAD, 0, 0, _SECOND_ARGUMENT)]
        for value in values:
            body += [(_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]
        body += [(_RETURN, 0, 0, _REFUSE)]
        code += [(_EQUAL, 0, len(body), narrow[name]), *body]
    # limits may be read, not set: the new ones have to be at address 0
    reading = [
        (_LOAD, 0, 0, _THIRD_ARGUMENT),
        (_EQUAL, 0, 2, 0),
        (_LOAD, 0, 0, _THIRD_ARGUMENT + 4),
        (_EQUAL, 1, 0, 0),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code += [(_EQUAL, 0, len(reading), narrow["prlimit64"]), *reading, (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in code)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def restrict() -> None:
    """This process, from now on and for good. Raises OSError where the system has no such filter."""
    architecture = os.uname().machine
    if architecture not in _NUMBERS or struct.calcsize("P") != 8:
        raise OSError(38, f"its numbers on {architecture} are not known")
    code = program(architecture)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(_Program(len(code) // 8, code)))
