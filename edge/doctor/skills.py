"""Skills of other packages: which are there, and which are left out and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from edge.doctor.check import Check

if TYPE_CHECKING:
    from edge.skills.registry import Registry

__all__ = ["skills"]


def skills(registry: Callable[[], Registry] | None = None) -> Check:
    """Which there are, or each that is left out. Their packages are imported for it: that is the test."""
    from edge.skills.registry import ADVICE, Registry, own_skills
    from edge.skills.system import Condition

    known = registry() if registry is not None else Registry(own_skills(Condition))
    own = known.names()
    notices = [notice.removesuffix(f"; {ADVICE}.") for notice in known.load()]
    if notices:
        advice = ADVICE if len(notices) == 1 else "update or remove those packages"
        return Check("skills.others", "warning", "\n".join(notices), advice, {"left_out": len(notices)})
    others = sorted(known.names() - own)
    text = f"{len(own)} commands"
    if others:
        text += f", and of other packages: {', '.join(others)}"
    return Check("skills.others", "ok", text, values={"own": len(own), "others": others})
