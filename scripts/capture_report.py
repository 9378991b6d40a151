"""Pictures of a report of `edge compare`: light, dark, narrow, and printed; and what axe has against it.

    python scripts/capture_report.py RUN.json [RUN.json ...] FOLDER

Several runs give the report that puts them side by side. FOLDER gets `report.html`, `light.png`, `dark.png` and
`narrow.png` (whole pages, in slices of at most 3,000 pixels: `light-1.png`, `light-2.png` …), `report.pdf`, and its
pages as PNG files where `pdftoppm` is there. Exit 1 if axe finds a violation, in light or in dark. Needs Chromium, and
fonts with Chinese and Japanese signs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SLICE = 3000
"""Pixels of a picture: a whole page of 20,000 cannot be looked at."""

OPEN = "one => { one.open = true; [...one.querySelectorAll('details')].slice(0, 3).forEach(task => task.open = true) }"

Scheme = Literal["light", "dark"]
SHOTS: tuple[tuple[str, Scheme, int], ...] = (
    ("light", "light", 1080),
    ("dark", "dark", 1080),
    ("narrow", "light", 390),
)


def shoot(chromium: Browser, url: str, folder: Path, name: str, scheme: Scheme, width: int) -> list[str]:
    """Pictures of the page at a width; returns what axe found."""
    from tests.browser import violations

    page = chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(url)
    found = violations(page)
    page.locator("details.suite").last.evaluate(OPEN)
    high = page.evaluate("document.documentElement.scrollHeight")
    for number, top in enumerate(range(0, high, SLICE), 1):
        clip = {"x": 0, "y": top, "width": width, "height": min(SLICE, high - top)}
        page.screenshot(path=folder / f"{name}-{number}.png", full_page=True, clip=clip)  # type: ignore[arg-type]  # a mapping is one
    page.close()
    return [f"{name}: {one}" for one in found]


def main() -> int:
    """Write the report and take its pictures."""
    if len(sys.argv) < 3:
        print((__doc__ or "").strip(), file=sys.stderr)
        return 2
    from edge.compare.report import html
    from edge.compare.results import Run
    from tests.browser import browser, missing

    if missing():
        print(f"No pictures: {missing()}", file=sys.stderr)
        return 1
    *files, last = sys.argv[1:]
    folder = Path(last)
    folder.mkdir(parents=True, exist_ok=True)
    runs = [Run.from_json(json.loads(Path(one).read_text("utf-8"))) for one in files]
    report = folder / "report.html"
    report.write_text(html(runs), "utf-8")
    found: list[str] = []
    with browser() as chromium:
        url = report.resolve().as_uri()
        for name, scheme, width in SHOTS:
            found += shoot(chromium, url, folder, name, scheme, width)
        page = chromium.new_page(color_scheme="dark")
        page.goto(url)
        page.pdf(path=folder / "report.pdf", format="A4", prefer_css_page_size=True)
    if shutil.which("pdftoppm"):
        command = ["pdftoppm", "-png", "-r", "70", str(folder / "report.pdf"), str(folder / "printed")]
        subprocess.run(command, check=True)
    for picture in sorted(folder.glob("*.png")):
        print(picture)
    for one in found:
        print(f"axe, {one}", file=sys.stderr)
    print(f"{report.stat().st_size:,} bytes; axe: {len(found)} violations", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
