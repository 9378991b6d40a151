"""Runs code that nobody has read: an answer's function, in a process that can reach nothing.

    runner (edge)  ──spawns──▶  guard  ──forks──▶  candidate
      tests, verdicts             watches, measures    the answer's code, behind every layer that works here

The candidate is sent arguments and sends back values; what is right is known to the runner alone. `confinement` tells
which layers hold on this machine, found by trying each of them. Guard and candidate are a Python without
site-packages, so `guard`, `candidate`, `values`, `landlock`, `seccomp` and `namespaces` import the standard library
only, and little of it.
"""
