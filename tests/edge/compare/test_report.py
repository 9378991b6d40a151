"""The report: one file that loads nothing, shows every text as text, and can be read by everybody."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge.compare.report import html
from edge.compare.report.documents import place
from edge.compare.report.markup import Markup, tag, text
from edge.compare.report.style import DARK, LIGHT
from edge.compare.report.svg import Scale, linear_ticks, log_ticks
from edge.compare.results import Run
from edge.errors import UsageError
from tests.browser import browser, needs_browser, violations
from tests.edge.compare import synthetic

RUN = synthetic.run(tasks=8)
OTHER = synthetic.run(seed=2, machine="树莓派 5（客厅）", slower=3.0, meaningless="Made-up weights.", tasks=8)
HOSTILE = "</div><script>alert(1)</script><img src=x onerror=alert(2)> \x1b[31m \u202e &amp; \"'"


class Elements(HTMLParser):
    """What a page consists of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((name, dict(attributes)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def hostile(run: Run) -> Run:
    """The run with a text that tries everything in every place where text from elsewhere stands."""
    return dataclasses.replace(
        run,
        command=HOSTILE,
        machine={**run.machine, "processor": HOSTILE, HOSTILE: HOSTILE},
        versions={"edge": HOSTILE},
        settings={HOSTILE: HOSTILE},
        not_run=(HOSTILE,),
        subjects=tuple(dataclasses.replace(one, model=HOSTILE, meaningless=HOSTILE) for one in run.subjects),
        suites=tuple(dataclasses.replace(one, title=HOSTILE) for one in run.suites),
        results=tuple(
            dataclasses.replace(
                one, why=HOSTILE, replies=(HOSTILE,), language='en"><b', marks={HOSTILE: 1.0, "b": 0.0}, error=HOSTILE
            )
            for one in run.results
        ),
        tasks=tuple(dataclasses.replace(one, messages=(HOSTILE,)) for one in run.tasks),
    )


def test_it_names_machine_versions_models_hashes_settings_dates_and_what_was_not_run() -> None:
    said = " ".join(Elements(html([RUN])).texts)
    for wanted in (
        "Synthetic Board 5",
        "0.3.36",
        "Qwen/Qwen2.5-7B-Instruct (synthetic)",
        "Q4_0",
        "5e" * 32,
        "deadline s",
        "2026-11-23 01:02 UTC",
        "interrupted",
        "APGR",
        "The suite of a fourth subject was left out (synthetic): it does not exist.",
        "请写一个函数判断一个数是否为质数，并说明需要多长时间。",
        "prefix_cache_hits",
    ):
        assert wanted in said, wanted


def test_texts_of_models_and_machines_stay_texts() -> None:
    page = Elements(html([hostile(RUN)]))
    names = {name for name, _ in page.tags}
    assert not names & {"script", "img", "iframe", "object", "link", "form", "a-"}
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)
    assert {attributes["lang"] for _, attributes in page.tags if "lang" in attributes} == {"en"}
    whole = "".join(page.texts)
    assert "<script>alert(1)</script>" in whole
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", whole)


def test_it_loads_nothing_and_its_policy_allows_nothing() -> None:
    page = Elements(html([RUN]))
    sources = {"src", "srcset", "data", "action", "background", "xlink:href", "style", "poster"}
    assert [(name, key) for name, attributes in page.tags for key in attributes if key in sources] == []
    links = {str(attributes["href"]) for name, attributes in page.tags if name == "a"}
    assert links
    assert all(link.startswith("#") for link in links)
    (policy,) = [attributes["content"] for _, attributes in page.tags if "http-equiv" in attributes]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "url(" not in html([RUN])
    assert "@import" not in html([RUN])


def test_every_plot_says_what_it_shows_and_names_are_unique() -> None:
    page = Elements(html([RUN, OTHER]))
    plots = [attributes for name, attributes in page.tags if name == "svg"]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(plots) >= 8
    assert len(ids) == len(set(ids))
    for plot in plots:
        assert plot["role"] == "img"
        assert set(str(plot["aria-labelledby"]).split()) <= set(ids)


def test_two_machines_stand_beside_each_other_and_meaningless_scores_are_said() -> None:
    said = " ".join(Elements(html([RUN, OTHER])).texts)
    assert "2 comparisons side by side" in said
    assert "device A" in said
    assert "device B" in said
    assert "The scores of device B, gpu-7b B, auto B mean nothing" in said
    newer = tuple(dataclasses.replace(one, version=2) for one in RUN.suites)
    with pytest.raises(UsageError, match="cannot be put side by side"):
        html([RUN, dataclasses.replace(RUN, suites=newer)])


@pytest.mark.parametrize(
    "run",
    [
        dataclasses.replace(RUN, results=(), speed=(), tasks=()),
        dataclasses.replace(RUN, subjects=RUN.subjects[:1], ended=None),
        dataclasses.replace(RUN, subjects=RUN.subjects[1:2]),
        dataclasses.replace(RUN, results=tuple(dataclasses.replace(one, score=0.5) for one in RUN.results)),
        dataclasses.replace(RUN, results=RUN.results[:3]),
        dataclasses.replace(
            RUN, results=tuple(dataclasses.replace(one, ttft_ms=None, total_ms=None) for one in RUN.results)
        ),
        dataclasses.replace(RUN, started="yesterday", machine={}, versions={}, settings={}, threshold=None),
    ],
    ids=["nothing", "device alone", "cloud alone", "no gap", "one task", "untimed", "told nothing"],
)
def test_a_run_that_lacks_something_has_a_report_all_the_same(run: Run) -> None:
    assert html([run]).endswith("</html>\n")


def test_the_command_is_shown_without_the_folders_of_its_files() -> None:
    run = dataclasses.replace(RUN, command="edge compare --model /home/me/m.gguf --report=/home/me/r.html --limit 3")
    page = html([run])
    assert "/home/me" not in page
    assert "edge compare --model m.gguf --report=r.html --limit 3" in page


def test_text_is_escaped_unless_it_is_markup() -> None:
    assert tag("p", "<b>", tag("i", "&"), None) == "<p>&lt;b&gt;<i>&amp;</i></p>"
    assert tag("p", title='"<') == '<p title="&quot;&lt;"></p>'
    assert text(Markup("<b>") + "<i>") == "&lt;b&gt;&lt;i&gt;"
    assert tag("meta", http_equiv="x", hidden=True, lang=None) == '<meta http-equiv="x" hidden>'


def test_length_and_depth_are_read_from_names_of_tasks() -> None:
    assert place("documents.8k_25.en") == (8, 25)
    assert place("documents.30k_100.zh") == (30, 100)
    assert place("documents.summary.en") is None


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1e6), st.floats(0.001, 1e6))
def test_axes_hold_all_values_with_few_round_ticks(low: float, span: float) -> None:
    ticks = linear_ticks(low, low + span)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span - 1e-6 * max(low, span)
    assert 2 <= len(ticks) <= 9


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0.01, 1e7), min_size=1, max_size=5))
@example([9999999.999999998])
def test_logarithmic_axes_hold_all_values(values: list[float]) -> None:
    ticks = log_ticks(values)
    assert ticks[0] <= min(values)
    assert ticks[-1] >= max(values)
    assert 2 <= len(ticks) <= 12
    scale = Scale(ticks[0], ticks[-1], 10.0, 20.0, log=True)
    assert all(10 <= scale(value) <= 20 for value in values)


def small(run: Run) -> Run:
    """The run with two suites only: axe takes milliseconds for each element of a page."""
    names = ("documents", "conversation")
    return dataclasses.replace(
        run,
        suites=tuple(one for one in run.suites if one.name in names),
        results=tuple(one for one in run.results if one.suite in names),
        tasks=tuple(one for one in run.tasks if one.uid.split(".")[0] in names),
        speed=tuple(one for one in run.speed if one.parallel == 1),
    )


@needs_browser
def test_it_fits_wide_and_narrow_screens_asks_for_nothing_and_axe_finds_nothing(tmp_path: Path) -> None:
    """Some 10 s where others work beside it: the start of a browser, and axe over 1,100 elements."""
    few, other = small(synthetic.run(tasks=1)), small(synthetic.run(seed=2, tasks=1))
    pages = {"one": [few], "two": [few, dataclasses.replace(other, subjects=other.subjects[:1])], "bad": [hostile(few)]}
    asked: list[str] = []
    said: list[str] = []
    with browser() as chromium:
        for name, scheme, width in (("one", "light", 1100), ("two", "dark", 390), ("bad", "light", 390)):
            path = tmp_path / f"{name}.html"
            path.write_text(html(pages[name]), "utf-8")
            page = chromium.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
            page.on("request", lambda request: asked.append(request.url))
            page.on("console", lambda message: said.append(message.text))
            page.on("dialog", lambda dialog: said.append(dialog.message))
            page.goto(path.as_uri())
            page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if name == "two":  # it has everything that one run has; the colours of both schemes are worked out below
                assert violations(page) == []
            page.close()
    assert asked == [(tmp_path / f"{name}.html").as_uri() for name in pages]
    assert said == []


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_keep_3_to_1_against_the_page_and_texts_and_shades_4_5_to_1(scheme: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", scheme))
    for index in range(6):
        assert contrast(colours[f"c{index}"], colours["page"]) >= 3
    for ink, behind in [("ink", "page"), ("quiet", "page"), ("link", "page"), ("ink", "soft"), ("ink", "warn")]:
        assert contrast(colours[ink], colours[behind]) >= 4.5
    for index in range(9):
        assert contrast(colours["low" if index < 6 else "high"], colours[f"h{index}"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """As WCAG 2 has it."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
