"""`edge models pull`: fetch a model's file from the Hugging Face hub, whole and verified, or not at all."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from edge.catalogue import Catalogue, Model
from edge.cli.output import note
from edge.errors import EdgeError, ModelFileError, UsageError
from edge.paths import make_private

__all__ = ["pull"]

_SHA256_DIGITS = 64
_SPARE = 200_000_000
"""Bytes that stay free on the disk beside the file."""


def pull(catalogue: Catalogue, name: str) -> int:
    """Fetch the model; what was fetched of it before is not fetched again. Returns the exit code."""
    model = catalogue.models.get(name)
    if model is None:
        model = catalogue.choose(name)  # raises with the nearest name
    if model.repository is None:
        raise UsageError(f"The model '{name}' ships inside this program: there is nothing to fetch.")
    if model.here:
        note(f"{model.title} is here already: {model.path}")
        return 0
    make_private(model.path.parent)
    incoming = model.path.parent / ".incoming"
    fetched = _fetch(model, incoming)
    fetched.replace(model.path)
    shutil.rmtree(incoming, ignore_errors=True)
    note(f"{model.title} is here: {model.path}. It answers from the next start on.")
    return 0


def _fetch(model: Model, incoming: Path) -> Path:
    from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    assert model.repository is not None
    where = f"{model.path.name} of {model.repository}"
    by_hand = f"or put the file into {model.path.parent} yourself."
    try:
        known = get_hf_file_metadata(hf_hub_url(model.repository, model.path.name))
        _check_space(known.size or 0, model.path.parent)
        note(f"Fetching {where} ({(known.size or 0) / 1e6:.0f} MB).")
        path = Path(hf_hub_download(model.repository, model.path.name, local_dir=incoming))
    except OfflineModeIsEnabled:
        raise ModelFileError(f"HF_HUB_OFFLINE is set, so {where} cannot be fetched: unset it, {by_hand}") from None
    except HfHubHTTPError as error:
        code = error.response.status_code
        raise ModelFileError(f"The hub answered {code} for {where}: try again later, {by_hand}") from None
    except EdgeError:
        raise
    except Exception as error:  # noqa: BLE001 - the hub's client lets errors of its HTTP library through, unnamed
        why = str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
        raise ModelFileError(f"The hub cannot be reached for {where} ({why}): try again later, {by_hand}") from None
    wanted = (known.etag or "").strip('"')
    if len(wanted) == _SHA256_DIGITS and _sha256(path) != wanted:
        path.unlink()
        raise ModelFileError(f"What came for {where} is damaged (its SHA-256 is wrong) and was removed: try again.")
    return path


def _check_space(size: int, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if size + _SPARE > free:
        raise ModelFileError(
            f"The file has {size / 1e6:.0f} MB and {folder} has {free / 1e6:.0f} MB free: make room and try again."
        )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
