"""The endpoints: whether each could be asked as it is configured. No connection is made."""

from __future__ import annotations

from edge.catalogue import configured
from edge.catalogue.configured import Configured
from edge.doctor.check import Check
from edge.doctor.patient import Patient
from edge.errors import SettingsError

__all__ = ["endpoints"]


def endpoints(patient: Patient) -> Check:
    """Their list, their addresses and their keys; 'edge endpoints test' asks them."""
    try:
        mine = configured.read(patient.paths.endpoints)
    except SettingsError as error:
        return Check("endpoints", "warning", str(error), "correct that file; until then everything is answered here")
    if not mine:
        return Check("endpoints", "ok", "none is configured: everything is answered on this machine")
    wrong = [said for one in mine.values() if (said := _wrong(one))]
    names = ", ".join(mine)
    if wrong:
        return Check("endpoints", "warning", " ".join(wrong), "until then others are asked, or this machine answers")
    return Check("endpoints", "ok", f"{names}: configured ('edge endpoints test' asks whether they answer)")


def _wrong(one: Configured) -> str | None:
    """The sentence of what keeps it from being asked."""
    try:
        one.for_client().key()
    except ValueError as error:  # what `cloud_client` says of an entry that cannot be used
        return str(error)
    return None
