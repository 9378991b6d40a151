"""The style sheet of the report: light, dark and print.

The colours of subjects are told apart by people who do not see red and green apart too (after Okabe and Ito), and keep
3 to 1 against the page, texts 4.5 to 1; every bar and dot also has its name beside it.
"""

from __future__ import annotations

import base64
import hashlib

__all__ = ["DARK", "LIGHT", "STYLE", "policy"]

LIGHT = """
  color-scheme: light;
  --page: #ffffff; --ink: #1b1f24; --quiet: #57606a; --edge: #d0d7de; --soft: #f3f5f7; --link: #0b5cad;
  --warn: #fff4d6; --warn-edge: #9a6700;
  --c0: #0068a8; --c1: #c2500a; --c2: #007d5a; --c3: #a23b80; --c4: #6b6b6b; --c5: #8a6d00;
  --h0: #fdf0e8; --h1: #f5ece8; --h2: #e3edf5; --h3: #c9dff0; --h4: #aacfe8;
  --h5: #84bade; --h6: #3079ab; --h7: #1f6ca3; --h8: #0b4f80;
  --low: #1b1f24; --high: #ffffff;
"""

DARK = """
  color-scheme: dark;
  --page: #14181d; --ink: #e8ebee; --quiet: #a3adb8; --edge: #3a424b; --soft: #1e242b; --link: #79b8ff;
  --warn: #3a2f12; --warn-edge: #d9a520;
  --c0: #5fb3ea; --c1: #f2994a; --c2: #2fc69a; --c3: #e38cc4; --c4: #b4b4b4; --c5: #e3cf4f;
  --h0: #33241c; --h1: #2b2622; --h2: #1d2a36; --h3: #1c3a52; --h4: #1d4c70;
  --h5: #1f5f8f; --h6: #4fa3d6; --h7: #7dbfe6; --h8: #b5dcf3;
  --low: #e8ebee; --high: #0d1116;
"""

_SHADES = "\n".join(
    f"td.h{index} {{ background: var(--h{index}); color: var(--{'low' if index < 6 else 'high'}); }}"
    for index in range(9)
)
_COLOURS = "\n".join(f".c{index} {{ --own: var(--c{index}); }}" for index in range(6))

STYLE = f"""
:root {{{LIGHT}}}
@media (prefers-color-scheme: dark) {{ :root {{{DARK}}} }}
@media print {{ :root {{{LIGHT}}} }}
* {{ box-sizing: border-box; }}
html {{ -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }}
body {{
  margin: 0 auto; max-width: 60rem; padding: 1.5rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "PingFang SC",
    "Microsoft YaHei", "Noto Sans CJK SC", "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", sans-serif;
}}
:lang(zh) {{ font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
:lang(ja) {{ font-family: system-ui, "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", "Noto Sans JP", sans-serif; }}
:lang(ko) {{ font-family: system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", sans-serif; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem; }}
h2 {{ font-size: 1.35rem; margin: 2.6rem 0 .6rem; padding-top: 1rem; border-top: 1px solid var(--edge); }}
h3 {{ font-size: 1.08rem; margin: 1.6rem 0 .4rem; }}
h4 {{ font-size: 1rem; margin: 0; }}
p {{ margin: .5rem 0; max-width: 46rem; }}
a {{ color: var(--link); }}
ul {{ margin: .5rem 0; padding-left: 1.3rem; max-width: 46rem; }}
.quiet, figcaption, .facts {{ color: var(--quiet); }}
.note {{
  background: var(--warn); border-left: .3rem solid var(--warn-edge); padding: .6rem 1rem; margin: 1rem 0;
}}
.hidden {{
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}}
.wide {{ overflow-x: auto; margin: .6rem 0; }}
.wide:focus-visible, summary:focus-visible, a:focus-visible {{
  outline: .15rem solid var(--link); outline-offset: .1rem;
}}
table {{ border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; position: relative; }}
caption {{ text-align: left; color: var(--quiet); padding: .2rem 0; }}
th, td {{ padding: .3rem .7rem; border-bottom: 1px solid var(--edge); text-align: right; vertical-align: top; }}
th:first-child, td.text {{ text-align: left; }}
th[scope=row] {{ font-weight: 500; white-space: nowrap; }}
tr.part th[scope=row] {{ padding-left: 1.7rem; font-weight: 400; color: var(--quiet); }}
tr.part td {{ color: var(--quiet); border-bottom-style: dotted; }}
tr.sum th, tr.sum td {{ font-weight: 650; border-top: 2px solid var(--edge); }}
td {{ white-space: nowrap; }}
td small {{ color: var(--quiet); font-weight: 400; }}
.many td small {{ display: block; }}
.words th, .words td {{ text-align: left; }}
.words td {{ white-space: normal; }}
.words td:last-child {{ overflow-wrap: anywhere; min-width: 13rem; }}
td.heat {{ text-align: center; min-width: 3.4rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
{_SHADES}
.heats {{ display: flex; flex-wrap: wrap; gap: 0 2rem; }}
figure {{ margin: 1rem 0 1.4rem; }}
figcaption {{ font-size: .92rem; max-width: 46rem; }}
.plot svg {{ display: block; width: 100%; min-width: 34rem; max-width: 54rem; height: auto; }}
svg text {{ fill: var(--ink); font-size: 13px; }}
svg text.quiet {{ fill: var(--quiet); font-size: 12px; }}
svg text.strong {{ font-weight: 650; }}
{_COLOURS}
svg .grid {{ stroke: var(--edge); stroke-width: 1; }}
svg .fill {{ fill: var(--own, var(--ink)); }}
svg .interval {{ stroke: var(--ink); stroke-width: 1.6; fill: none; }}
svg .halo {{ stroke: var(--page); stroke-width: 4; fill: none; }}
svg .dot {{ fill: var(--own); opacity: .38; }}
svg .box {{ fill: none; stroke: var(--own); stroke-width: 2.4; }}
svg .median {{ stroke: var(--ink); stroke-width: 2.6; fill: none; }}
svg .line {{ fill: none; stroke-width: 2.4; stroke-linejoin: round; }}
svg .router {{ stroke: var(--c0); stroke-width: 3; }}
svg .rules {{ stroke: var(--c0); stroke-width: 1.6; stroke-dasharray: 2 4; }}
svg .ideal {{ stroke: var(--c2); stroke-dasharray: 8 4; }}
svg .random {{ stroke: var(--c4); stroke-dasharray: 1.5 5; stroke-linecap: round; }}
svg .sign {{ stroke: var(--page); stroke-width: 1.6; }}
svg .device {{ fill: var(--c4); }}
svg .cloud {{ fill: var(--c3); }}
svg .current {{ fill: var(--c0); }}
svg .auto {{ fill: none; stroke: var(--c1); stroke-width: 2.8; }}
details {{ margin: .4rem 0; }}
summary {{ cursor: pointer; color: var(--link); padding: .15rem 0; }}
details.suite > summary {{ font-weight: 600; }}
details.task {{ border-left: .2rem solid var(--edge); padding-left: .8rem; margin: .5rem 0; }}
.uid {{ overflow-wrap: anywhere; }}
.short {{ color: var(--quiet); }}
.answer {{ margin: .9rem 0; }}
.facts {{ margin: .15rem 0; font-size: .9rem; }}
.why {{ margin: .15rem 0; }}
.said {{
  background: var(--soft); border: 1px solid var(--edge); border-radius: .3rem; padding: .5rem .8rem; margin: .3rem 0;
  white-space: pre-wrap; overflow-wrap: anywhere;
}}
@media (max-width: 40rem) {{
  body {{ padding: 1rem .9rem 3rem; }}
  h1 {{ font-size: 1.5rem; }}
  th, td {{ padding: .25rem .45rem; }}
  td small {{ display: block; }}
}}
@media print {{
  @page {{ margin: 14mm; }}
  html {{ font-size: 9.5pt; }}
  body {{ max-width: none; padding: 0; }}
  td small {{ display: block; }}
  h2, h3 {{ break-after: avoid; }}
  figure, tr, .note, .answer, .heats > * {{ break-inside: avoid; }}
  .plot svg {{ min-width: 0; max-width: 150mm; }}
  th, td {{ padding: .12rem .5rem; }}
  .wide {{ overflow: visible; }}
  figure details:not([open]), .unprinted, #tasks-section:not(:has(details[open])) {{ display: none; }}
  svg *, .note {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""


def policy() -> str:
    """The content security policy: nothing is loaded, nothing runs, and only this style sheet counts."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
