"""The filter of system calls, run by an interpreter of its language: for both architectures, on any machine."""

from __future__ import annotations

import functools
import struct

import pytest

from edge.compare.sandbox.seccomp import ARCHITECTURES, program

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050001
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
REFUSED = {
    "x86_64": {
        "socket": 41, "connect": 42, "socketpair": 53, "clone": 56, "fork": 57, "vfork": 58, "execve": 59, "kill": 62,
        "shmget": 29, "shmat": 30, "chmod": 90, "chown": 92, "truncate": 76, "rename": 82, "mkdir": 83, "unlink": 87,
        "symlink": 88, "ptrace": 101, "setrlimit": 160, "chroot": 161, "mount": 165, "tkill": 200, "tgkill": 234,
        "utimensat": 280, "io_uring_setup": 425, "clone3": 435, "process_vm_readv": 310, "bpf": 321, "execveat": 322,
        "userfaultfd": 323, "memfd_create": 319, "unshare": 272, "setns": 308, "pidfd_open": 434, "setsid": 112,
        "pidfd_getfd": 438, "pidfd_send_signal": 424, "unlinkat": 263, "fchmodat": 268, "pipe2": 293, "prctl": 157,
    },
    "aarch64": {
        "socket": 198, "connect": 203, "clone": 220, "execve": 221, "kill": 129, "shmget": 194, "fchmodat": 53,
        "truncate": 45, "unlinkat": 35, "ptrace": 117, "setrlimit": 164, "chroot": 51, "mount": 40, "tgkill": 131,
        "io_uring_setup": 425, "clone3": 435, "process_vm_readv": 270, "bpf": 280, "execveat": 281,
        "memfd_create": 279, "unshare": 97, "setns": 268, "pidfd_open": 434, "setsid": 157, "utimensat": 88,
        "pidfd_getfd": 438, "pidfd_send_signal": 424, "symlinkat": 36, "renameat2": 276, "prctl": 167,
    },
}  # fmt: skip
NEEDED = {
    "x86_64": {"read": 0, "write": 1, "mmap": 9, "exit_group": 231, "futex": 202, "openat": 257, "getrandom": 318},
    "aarch64": {"read": 63, "write": 64, "mmap": 222, "exit_group": 94, "futex": 98, "openat": 56, "getrandom": 278},
}
NARROW = {
    "x86_64": {"fcntl": 72, "ioctl": 16, "prlimit64": 302},
    "aarch64": {"fcntl": 25, "ioctl": 29, "prlimit64": 261},
}


@functools.cache
def decoded(architecture: str) -> list[tuple[int, int, int, int]]:
    """The operation, the two jumps and the constant of each line."""
    return list(struct.iter_unpack("=HBBI", program(architecture)))


def verdict(architecture: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the kernel would do with the call."""
    filled = [*arguments, *([0] * (6 - len(arguments)))]
    seen = struct.pack("=IIQ6Q", number, audit or AUDIT[architecture], 0, *filled)
    code = decoded(architecture)
    place = accumulator = 0
    while True:
        operation, yes, no, constant = code[place]
        place += 1
        if operation == 0x20:
            accumulator = struct.unpack_from("=I", seen, constant)[0]
        elif operation == 0x15:
            place += yes if accumulator == constant else no
        elif operation == 0x35:
            place += yes if accumulator >= constant else no
        else:
            assert operation == 0x06
            return constant


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_what_reaches_beyond_the_process_is_refused(architecture: str) -> None:
    assert {name: verdict(architecture, number) for name, number in REFUSED[architecture].items()} == dict.fromkeys(
        REFUSED[architecture], REFUSE
    )


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_what_computing_needs_is_allowed(architecture: str) -> None:
    assert {verdict(architecture, number) for number in NEEDED[architecture].values()} == {ALLOW}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_calls_that_nobody_has_thought_of_are_refused(architecture: str) -> None:
    assert {verdict(architecture, number) for number in range(440, 1000)} == {REFUSE}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_descriptors_may_be_copied_but_not_have_signals_sent(architecture: str) -> None:
    number = NARROW[architecture]["fcntl"]
    assert verdict(architecture, number, 3, 1030) == ALLOW
    assert {verdict(architecture, number, 3, command) for command in (4, 8, 10, 15, 1033)} == {REFUSE}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_nothing_is_typed_into_a_terminal(architecture: str) -> None:
    number = NARROW[architecture]["ioctl"]
    assert verdict(architecture, number, 0, 0x5401) == ALLOW
    assert verdict(architecture, number, 0, 0x5412) == REFUSE


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_limits_may_be_read_and_not_set(architecture: str) -> None:
    number = NARROW[architecture]["prlimit64"]
    assert verdict(architecture, number, 0, 9, 0, 0x7FFF0000) == ALLOW
    assert verdict(architecture, number, 0, 9, 0x7FFF0000, 0) == REFUSE
    assert verdict(architecture, number, 0, 9, 0x7FFF00000000, 0) == REFUSE


def test_a_call_by_the_numbers_of_another_architecture_ends_the_process() -> None:
    assert verdict("x86_64", 0, audit=0x40000003) == KILL
    assert verdict("aarch64", 63, audit=0x40000028) == KILL
    assert verdict("x86_64", 0x40000000) == KILL


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_program_is_as_short_as_the_kernel_wants_it(architecture: str) -> None:
    assert len(program(architecture)) // 8 < 4096
