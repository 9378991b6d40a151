"""kiosk.toml: what it says, and what is said when it is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import SettingsError
from edge.kiosk import Kiosk, Page, read, said
from edge.kiosk.faults import Faults, KioskFileError
from edge.kiosk.positions import lines_of
from edge.kiosk.reading import as_far_as_it_can_be_read


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> list[str]:
    """Each fault as "line: text"."""
    with pytest.raises(KioskFileError) as error:
        read(written(folder, text))
    return [f"{fault.line}: {fault.text}" for fault in error.value.faults]


# -- what it says


def test_a_home_without_the_file_has_a_kiosk_with_the_programs_own_suggestions(tmp_path: Path) -> None:
    kiosk = read(tmp_path / "kiosk.toml")

    assert kiosk == Kiosk(folder=tmp_path)
    assert kiosk.page.languages == ("en", "zh", "ja")
    assert kiosk.page.idle_s == 60
    assert said(kiosk.page.suggestions[0], "zh") == "你能做什么？"
    assert not kiosk.commands
    assert not kiosk.answers


def test_a_text_is_for_all_languages_or_by_language_and_the_first_stands_in(tmp_path: Path) -> None:
    page = read(
        written(tmp_path, '[kiosk]\nlanguages = ["zh", "en"]\ntitle = "ABC"\ngreeting = {en = "Hi", zh = "您好"}\n')
    ).page

    assert page.title == {"zh": "ABC", "en": "ABC"}
    assert (said(page.greeting, "en"), said(page.greeting, "ja")) == ("Hi", "您好")
    assert page.languages == ("zh", "en")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    kiosk = read(
        written(
            tmp_path,
            """
[kiosk]
idle_seconds = 90
sentences = ["en.yaml", "more"]
area = "lobby"
[[suggestions]]
en = "Open locker 4"
[[floors]]
id = "g"
name = "ground floor"
[[areas]]
id = "lobby"
name = {en = ["lobby", "hall"], zh = "大厅"}
floor = "g"
[[names]]
name = "lamp"
area = "lobby"
domain = "light"
[[commands]]
intent = ["OpenLocker", "CloseLocker"]
webhook = "https://lockers.example/do"
token_env = "LOCKERS"
timeout_seconds = 2.5
reply = "Locker {number}"
[[commands]]
intent = "Call"
python = "building.staff:call"
[[answers]]
name = "hours"
questions = ["When are you open?"]
answer = "Always."
""",
        )
    )

    assert kiosk.page.idle_s == 90
    assert kiosk.sentences == (tmp_path / "en.yaml", tmp_path / "more")
    assert kiosk.house.here == "lobby"
    assert kiosk.house.areas[0].names == {"en": ("lobby", "hall"), "zh": ("大厅",)}
    assert (kiosk.house.names[0].id, kiosk.house.names[0].context) == ("lamp", {"domain": ("light",)})
    assert [entry.intent for entry in kiosk.commands] == ["OpenLocker", "CloseLocker", "Call"]
    assert kiosk.commands[1].webhook == "https://lockers.example/do"
    assert (kiosk.commands[1].token_env, kiosk.commands[1].timeout_s) == ("LOCKERS", 2.5)
    assert kiosk.commands[2].python == "building.staff:call"
    assert kiosk.answers[0].questions == dict.fromkeys(("en", "zh", "ja"), ("When are you open?",))


def test_what_could_move_the_cursor_or_hide_text_is_taken_out(tmp_path: Path) -> None:
    assert read(written(tmp_path, '[kiosk]\ntitle = "A\\u001b[2JB\\u202eC"\n')).page.title["en"] == "ABC"


# -- what is wrong


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[kiosk]\n\ntitel = "x"', "3: there is no 'titel' here; did you mean 'title'?"),
        ("[kiosk]\nidle_seconds = 5", "2: 'idle_seconds' has to be from 10 to 3600."),
        ("[kiosk]\nidle_seconds = nan", "2: 'idle_seconds' has to be from 10 to 3600."),
        ('[kiosk]\nlanguages = ["de"]', "2: 'de' is no language of a kiosk; did you mean 'en'?"),
        ('[kiosk]\ntitle = ""', "2: 'title' is empty: write what it has to say, or leave it out."),
        ('[kiosk]\nlanguages = ["zh"]\ntitle = {en = "x"}', "3: 'en' is not a language of this kiosk; there are zh."),
        ('[[suggestions]]\nzh = "x"', "1: a suggestion has no text in 'en', the kiosk's first language."),
        ('[[areas]]\nname = "a"\nfloor = "x"', "3: no [[floors]] is called 'x'; there is no [[floors]] yet."),
        (
            '[[names]]\nname = "a"\n[[names]]\nname = "a"',
            "3: 'a' is on line 1 already: give this one an 'id' of its own.",
        ),
        ('[[commands]]\nintent = "A"', "2: a command needs either 'webhook' or 'python', and this one has neither."),
        (
            '[[commands]]\nintent = "A"\nwebhook = "http://10.0.0.1/"',
            "3: 'webhook' sends to 10.0.0.1 without encryption: take https.",
        ),
        (
            '[[commands]]\nintent = "A"\nwebhook = "https://u:p@h/"',
            "3: 'webhook' holds a name or password: take it out, and name a variable in 'token_env'.",
        ),
        (
            '[[commands]]\nintent = "A"\nwebhook = "file:///etc/passwd"',
            "3: 'webhook' is no address: write it as 'https://host/path'.",
        ),
        (
            '[[commands]]\nintent = "A"\npython = "os.system"',
            "3: 'python' has to be written as 'package.module:function'.",
        ),
        (
            '[[commands]]\nintent = "A"\npython = "a:b"\nreply = "{x.__class__}"',
            "4: 'reply' has a brace that is no {slot}: write the slot's name in braces, and a brace itself twice.",
        ),
        (
            '[[answers]]\nname = "a"\nquestions = []\nanswer = "x"',
            "3: 'questions' is an empty list: name at least one, or leave it out.",
        ),
        (
            '[[commands]]\nintent = "A"\nwebhook = "https://h/打开"',
            "3: 'webhook' has letters in its path that an address cannot have: write them as %XX.",
        ),
        (
            '[kiosk]\nsentences = ["~nobody_has_this_name/x"]',
            "2: '~nobody_has_this_name/x' begins with a user that this machine does not have: write the folder.",
        ),
        (
            "[kiosk]\nidle_seconds = " + "1" * 5000,
            "0: there is a whole number of thousands of digits in it: take it out.",
        ),
        (
            "a = " + "[" * 300 + "]" * 300,
            "0: it is longer, or nested deeper, than any kiosk.toml: 1 MiB at most.",
        ),
        ('a = "b"\n[kiosk', "2: this is not TOML: expected ']' at the end of a table declaration."),
    ],
)
def test_a_fault_is_said_with_its_line_in_one_sentence(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in faults_of(tmp_path, text)


def test_every_fault_is_found_and_the_first_stands_in_the_error(tmp_path: Path) -> None:
    path = written(tmp_path, '[kiosk]\ntitel = "x"\nidle_seconds = 1\n[[answers]]\nname = "A B"\n')

    with pytest.raises(SettingsError) as error:
        read(path)

    assert isinstance(error.value, KioskFileError)
    assert [fault.line for fault in error.value.faults] == [2, 3, 4, 4, 5]
    assert str(error.value).startswith(f"{path}, line 2: there is no 'titel' here")
    assert str(error.value).endswith("(4 more: 'edge kiosk check' lists all.)")


def test_a_token_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    text = '[[commands]]\nintent = "A"\nwebhook = "https://h/"\ntoken_env = "s3cr3t-token"\n'

    (fault,) = faults_of(tmp_path, text)

    assert fault.startswith("4: 'token_env' has to be the name of an environment variable")
    assert "s3cr3t" not in fault


# -- any file at all

KEYS = st.sampled_from(
    [
        *("kiosk", "title", "languages", "idle_seconds", "sentences", "suggestions", "areas", "names", "name", "en"),
        *("id", "commands", "intent", "webhook", "python", "reply", "answers", "questions", "answer", "floor"),
    ]
)
VALUES = st.recursive(
    st.one_of(st.text(max_size=12), st.integers(-5, 5000), st.floats(), st.booleans(), st.sampled_from(["en", "zh"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_whatever_a_file_says_it_is_a_kiosk_or_faults_on_its_lines(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]
) -> None:
    text = tomlkit.dumps(content)
    path = written(tmp_path_factory.mktemp("any"), text)

    faults = Faults()
    kiosk = as_far_as_it_can_be_read(path, faults)

    assert all(1 <= fault.line <= text.count("\n") + 1 for fault in faults.found)
    assert all(fault.text.endswith((".", "?")) for fault in faults.found)
    assert isinstance(kiosk.page, Page)
    assert set(kiosk.page.languages) <= {"en", "zh", "ja"}


@given(st.binary(max_size=200))
def test_bytes_that_are_no_toml_are_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "kiosk.toml"
    path.write_bytes(content)

    faults = Faults()
    as_far_as_it_can_be_read(path, faults)

    assert faults.found or not content.decode("utf-8-sig").strip() or tomllib.loads(content.decode("utf-8-sig")) == {}


@given(st.dictionaries(st.text(min_size=1, max_size=8), VALUES, max_size=5))
def test_the_line_of_each_value_is_where_it_stands(content: dict[str, Any]) -> None:
    text = tomlkit.dumps(content)
    lines, rows = lines_of(text), text.split("\n")

    def look(value: object, place: tuple[str | int, ...]) -> None:
        assert 1 <= lines[place] <= len(rows)
        if isinstance(value, dict):
            for key, one in value.items():
                look(one, (*place, key))
        elif isinstance(value, list):
            for index, one in enumerate(value):
                look(one, (*place, index))

    look(tomllib.loads(text), ())


def test_lines_are_those_of_keys_elements_and_tables_whatever_is_written_around_them() -> None:
    text = (
        "# [no]\n"
        'a = """\n[x]\nb = 1"""\n'
        "'q.r' = 1\n"
        'c = [ # one\n  "d", # two\n  {e = 1, f = [2,\n 3]},\n]\n'
        "[[t]]\nn = 1\n[[t.u]]\nm = 2\n[[t]]\nx.y = '''\n'''\n[ t.u.\"v w\" ]\nz = 1979-05-27 07:32:00 # when\n"
    )
    lines = lines_of(text)
    tomllib.loads(text.replace('[ t.u."v w" ]', '[ t.k."v w" ]'))

    expected: dict[tuple[str | int, ...], int] = {
        ("a",): 2,
        ("q.r",): 5,
        ("c",): 6,
        ("c", 0): 7,
        ("c", 1, "f", 1): 9,
        ("t",): 11,
        ("t", 0, "u", 0, "m"): 14,
        ("t", 1, "x", "y"): 16,
        ("t", 1, "u", "v w", "z"): 19,
    }
    assert {place: lines.get(place) for place in expected} == expected
