"""`edge ask --file`: what a user sees."""

from __future__ import annotations

import json
from pathlib import Path

from edge.catalogue.configuring import enter
from edge.paths import Paths
from tests.cloud_client.honest_server import HonestServer
from tests.edge.attachments.texts import CHINESE, ENGLISH
from tests.edge.cli.conftest import Run
from tests.edge.cli.test_ask import PROMISED


def test_files_go_up_with_their_question(edge: Run, paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "choir.md").write_text(ENGLISH, "utf-8")
    (tmp_path / "rules.txt").write_text(CHINESE, "gb18030")
    with HonestServer() as server:
        enter(paths.endpoints, "lab", {"base_url": server.url, "model": "test-model"})
        done = edge("ask", "--json", "--file", "choir.md", "--file", "rules.txt", "What do the two have in common?")
        asked = server.asked[-1].payload["messages"][-1]["content"]
    assert (done.returncode, done.stderr) == (0, "rules.txt was read as GB18030.\n")
    answer = json.loads(done.stdout)
    assert answer.keys() >= PROMISED
    assert (answer["by"], answer["route"]["reasons"][0]["rule"]) == ("cloud", "attachment")
    assert "[choir.md, lines 1-" in asked
    assert "[rules.txt, lines 1-" in asked
    assert "一次最多借五本书" in asked


def test_without_a_model_that_reads_the_best_lines_are_the_answer(edge: Run, tmp_path: Path) -> None:
    (tmp_path / "choir.md").write_text(ENGLISH, "utf-8")
    done = edge("ask", "--file", "choir.md", "When is the piano tuned?")
    assert done.returncode == 0
    assert "[choir.md, lines " in done.stdout
    assert "> The piano belongs to the parish. It is tuned in March and in October" in done.stdout


def test_what_cannot_be_attached_is_one_sentence_and_nothing_is_asked(edge: Run, tmp_path: Path, paths: Paths) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    for name, says in (
        ("paper.pdf", "paper.pdf cannot be attached: it is a PDF; save it as plain text and attach that."),
        ("missing.txt", "missing.txt cannot be attached: there is no such file; look at its name."),
        (".", ". cannot be attached: it is a folder; give the files in it one by one."),
    ):
        done = edge("ask", "--file", name, "What does it say?")
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{says}\n")
    assert not paths.journal.exists()
