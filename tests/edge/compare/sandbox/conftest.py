from __future__ import annotations

import pytest

from edge.compare.sandbox.confinement import confinement


@pytest.fixture(scope="session")
def layers() -> tuple[str, ...]:
    found = confinement()
    if not found.contained:
        pytest.skip(f"code cannot be confined here: {found.why_not}")
    return found.working
