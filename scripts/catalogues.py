#!/usr/bin/env python3
"""Compile the translations of the interface: from `tui/locale/*/LC_MESSAGES/edge.po` to `edge.mo` beside each.

    scripts/catalogues.py             compile what is there
    scripts/catalogues.py --update    first bring each .po file in line with the texts in the code: new texts are added
                                      without a translation, changed ones are marked `fuzzy`, those that are gone go
    scripts/catalogues.py --missing   say what has no translation, and change nothing; exit code 1 if anything has none

A new language: copy a .po file to its folder, translate it, and name it in `tui/language.py`.
"""

from __future__ import annotations

import argparse
import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tui  # noqa: E402  behind the line that lets it be found
from tui.language import DOMAIN, LOCALES, Texts, entries  # noqa: E402


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--update", action="store_true", help="bring the .po files in line with the code first")
    parser.add_argument("--missing", action="store_true", help="only say what has no translation")
    wanted = parser.parse_args()
    lacking = 0
    for file in files():
        if wanted.missing:
            for context, english in missing(file):
                print(f"{file.relative_to(ROOT)}: {context}: {english}")
                lacking += 1
            continue
        if wanted.update:
            update(file)
        file.with_suffix(".mo").write_bytes(compiled(file))
    return 1 if lacking else 0


def files() -> list[Path]:
    """The catalogue of each language."""
    return sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def template() -> Catalog:
    """Every text of the interface, without translations."""
    found = Catalog(domain=DOMAIN, charset="utf-8")
    for kind in groups():
        for context, english in entries(kind):
            found.add(english, context=context, locations=[(_file(kind), 0)])
    return found


def groups() -> list[type[Texts]]:
    """Every class of texts, by name."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    # A dataclass with slots is made twice, and the first one lives on until it is collected.
    kinds = {
        kind.__qualname__: getattr(sys.modules[kind.__module__], kind.__name__)
        for kind in _below(Texts)
        if kind.__module__.startswith("tui.")
    }
    return [kinds[name] for name in sorted(kinds)]


def missing(file: Path) -> Iterator[tuple[str, str]]:
    """Context and English text of what this catalogue does not translate."""
    kept = read(file)
    for wanted in template():
        if wanted.id:
            found = kept.get(wanted.id, wanted.context)
            if found is None or found.fuzzy or not found.string:
                yield str(wanted.context), str(wanted.id)


def superfluous(file: Path) -> list[str]:
    """The context of each entry that no text in the code has."""
    wanted = template()
    return [str(kept.context) for kept in read(file) if kept.id and wanted.get(kept.id, kept.context) is None]


def update(file: Path) -> None:
    """Bring a catalogue in line with the code."""
    kept = read(file)
    kept.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    kept.obsolete.clear()
    out = io.BytesIO()
    write_po(out, kept, width=110, sort_by_file=True, include_previous=False, omit_header=False)
    file.write_bytes(out.getvalue())


def compiled(file: Path) -> bytes:
    """The bytes of the .mo file."""
    out = io.BytesIO()
    write_mo(out, read(file))
    return out.getvalue()


def read(file: Path) -> Catalog:
    """A catalogue; raises `babel.messages.pofile.PoFileError` where it is not written as it has to be."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parent.parent.name, domain=DOMAIN, abort_invalid=True)


def _below(kind: type[Texts]) -> Iterator[type[Texts]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _file(kind: type) -> str:
    return kind.__module__.replace(".", "/") + ".py"


if __name__ == "__main__":
    raise SystemExit(main())
