"""Sentence files: which sentences a message is, what is in its slots, and what is said of a wrong file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.kiosk.faults import Faults
from edge.kiosk.file import House, Named, Place, Thing
from edge.kiosk.grammar import Matched
from edge.kiosk.matching import Matching, load_grammars

HOUSE = House(
    areas=(
        Place("hall", {"en": ("hall", "entrance hall"), "zh": ("大厅",)}, "ground"),
        Place("study", {"en": ("study",), "zh": ("书房",)}),
    ),
    floors=(Named("ground", {"en": ("ground",), "zh": ("一楼",)}),),
    names=(
        Thing("lamp_1", {"en": ("lamp",), "zh": ("灯",)}, "hall", {"domain": ("light",)}),
        Thing("lamp_2", {"en": ("lamp",), "zh": ("灯",)}, "study", {"domain": ("light",)}),
        Thing("hall_lamp", {"en": ("entrance hall lamp",)}, "hall", {"domain": ("light",)}),
        Thing(
            "gate", {"en": ("gate",), "zh": ("大门",)}, None, {"domain": ("cover",), "device_class": ("gate", "door")}
        ),
    ),
    here="study",
)


class Files:
    """Sentence files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults = Faults()

    def write(self, text: str, name: str = "en.yaml") -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def load(self, house: House = HOUSE) -> Matching:
        self.faults = Faults()
        _, grammars = load_grammars([self.folder], house, ("en", "zh", "ja"), None, self.faults)
        return Matching(grammars)

    def match(self, message: str, house: House = HOUSE) -> Matched | None:
        found = self.load(house)
        assert not self.faults.found
        return found.match(message)

    def said(self) -> list[str]:
        self.load()
        return [f"{fault.file.name}:{fault.line}: {fault.text}" for fault in self.faults.found]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def english(*sentences: str, block: str = "", rest: str = "") -> str:
    rows = "".join(f'          - "{sentence}"\n' for sentence in sentences)
    return f"language: en\nintents:\n  Do:\n    data:\n      - sentences:\n{rows}{block}{rest}"


def slots(found: Matched | None) -> Mapping[str, object]:
    assert found is not None
    return found.slots


# -- what a message is


def test_a_sentence_fits_with_its_alternatives_options_permutations_and_rules(files: Files) -> None:
    files.write(
        english("(open|raise) [the] <cover>[s] (now;please)", rest="expansion_rules:\n  cover: '(blind|shutter)'\n")
    )
    matching = files.load()

    for message in ("open the blinds now please", "Raise shutter please now!", "OPEN BLIND NOW PLEASE"):
        found = matching.match(message)
        assert found is not None, message
        assert (found.intent, found.slots, found.own_words) == ("Do", {}, False)
    for message in ("open the door now please", "open the blinds now", "please open", "openblinds now please"):
        assert matching.match(message) is None


def test_a_place_or_a_thing_is_in_its_slot_by_its_id(files: Files) -> None:
    files.write(english("turn on [the] {name} [in [the] {area}]", "light up [the] {area:where} on [the] {floor}"))
    matching = files.load()

    assert slots(matching.match("turn on the gate in the entrance hall")) == {"name": "gate", "area": "hall"}
    assert slots(matching.match("light up the hall on the ground")) == {"where": "hall", "floor": "ground"}


def test_of_things_with_one_name_that_in_the_room_that_was_said_is_meant_else_that_in_the_kiosks_room(
    files: Files,
) -> None:
    files.write(english("turn on [the] {name} [in [the] {area}]"))
    matching = files.load()

    assert slots(matching.match("turn on the lamp in the hall"))["name"] == "lamp_1"
    assert slots(matching.match("turn on the lamp in the study"))["name"] == "lamp_2"
    assert slots(matching.match("turn on the lamp"))["name"] == "lamp_2"


def test_a_longer_name_is_read_as_one_and_a_shorter_one_where_only_that_fits(files: Files) -> None:
    files.write(english("turn on [the] {name}", "turn on [the] {area} {name} lights"))
    matching = files.load()

    assert slots(matching.match("turn on the entrance hall lamp")) == {"name": "hall_lamp"}
    assert slots(matching.match("turn on the entrance hall lamp lights")) == {"area": "hall", "name": "lamp_1"}


def test_required_and_excluded_contexts_choose_among_blocks(files: Files) -> None:
    block = "        requires_context:\n          domain: light\n        slots:\n          how: lit\n"
    other = '      - sentences: ["turn on {name}"]\n        excludes_context: {domain: [light, fan]}\n'
    files.write(english("turn on {name}", block=block + other))
    matching = files.load()

    assert slots(matching.match("turn on lamp")) == {"name": "lamp_2", "how": "lit"}
    assert slots(matching.match("turn on gate")) == {"name": "gate"}


def test_a_context_with_slot_true_puts_the_kiosks_own_room_into_a_slot(files: Files) -> None:
    files.write(
        english("lights on [here]", block="        requires_context:\n          area:\n            slot: true\n")
    )

    assert slots(files.match("lights on")) == {"area": "study"}
    assert files.match("lights on", House()) is None


def test_numbers_are_read_in_digits_and_words_and_only_in_their_range(files: Files) -> None:
    rest = (
        "lists:\n  level:\n    range: {from: 0, to: 100, step: 10}\n"
        "  warmth:\n    range: {from: 10, to: 30, fractions: halves, multiplier: 2}\n"
    )
    files.write(
        english(
            "dim to {level}[%| percent]", "heat to {warmth}", "wait {1..5:minutes} [and a half] minute[s]", rest=rest
        )
    )
    matching = files.load()

    assert slots(matching.match("dim to 40%")) == {"level": 40}
    assert slots(matching.match("dim to forty percent")) == {"level": 40}
    assert slots(matching.match("heat to 20.5")) == {"warmth": 41}
    assert slots(matching.match("wait three minutes")) == {"minutes": 3}
    assert slots(matching.match("wait 3 and a half minutes")) == {"minutes": 3}
    for message in ("dim to 45", "dim to 110", "heat to 20.3", "wait 6 minutes"):
        assert matching.match(message) is None


def test_a_list_maps_what_is_said_to_what_is_meant_and_a_wildcard_takes_any_words(files: Files) -> None:
    rest = (
        "lists:\n  colour:\n    values:\n      - in: '(red|crimson)'\n        out: '#f00'\n      - blue\n"
        "  message:\n    wildcard: true\n"
    )
    files.write(english("paint it {colour}", "tell everyone [that] {message}", rest=rest))
    matching = files.load()

    assert slots(matching.match("paint it crimson")) == {"colour": "#f00"}
    assert slots(matching.match("paint it blue")) == {"colour": "blue"}
    found = matching.match("tell everyone that Dinner is ready")
    assert slots(found) == {"message": "Dinner is ready"}
    assert found is not None
    assert found.own_words


def test_chinese_needs_no_spaces_and_may_have_them(files: Files) -> None:
    files.write(
        "language: zh-cn\nintents:\n  Do:\n    data:\n      - sentences:\n"
        '          - "[把][{area}[的]]{name}(打开|开)"\n          - "等{m}分钟"\n'
        "lists:\n  m:\n    range: {from: 1, to: 60}\n",
        "zh.yaml",
    )
    matching = files.load()

    assert slots(matching.match("把大厅的灯打开。")) == {"area": "hall", "name": "lamp_1"}
    assert slots(matching.match("大门 开")) == {"name": "gate"}
    assert slots(matching.match("等十五分钟")) == {"m": 15}


def test_words_that_mean_nothing_may_stand_around_a_sentence(files: Files) -> None:
    files.write(english("open the gate", rest="skip_words:\n  - would you kindly\n"))

    assert files.match("Would you kindly open the gate, please?") is not None
    assert files.match("open would you kindly the gate") is None


def test_a_folder_named_after_an_intent_rules_of_other_files_and_a_list_of_intents_load_as_they_are(
    files: Files,
) -> None:
    files.write(
        'language: "en"\ndata:\n  - sentences: ["<verb> <the> {name}"]\n    name_domains: [cover]\n'
        "    response: default\n  - sentences: ['<verb> all covers']\n    inferred_domain: cover\n",
        "sentences/en/Open/name.yaml",
    )
    files.write('language: "en"\nexpansion_rules:\n  verb: open\n  the: the\n', "rules/en/verbs.yaml")
    files.write('language: "en"\nexpansion_rules:\n  verb: raise\n', "sentences/en/_common.yaml")
    files.write("responses:\n  intents:\n    Open:\n      default: 'Opened {{ state.x }}'\nlanguage: en\n", "r.yaml")
    files.write("Open:\n  description: opens\n  slots: {}\n", "intents.yaml")
    files.write("language: de\nintents: {}\n", "de.yaml")
    matching = files.load()

    assert not files.faults.found
    assert matching.match("open the gate") == Matched("Open", {"name": "gate"}, 11, own_words=False)
    assert matching.match("raise the gate") is not None, "a rule of two files fits what either says"
    assert matching.match("open the lamp") is None
    assert slots(matching.match("open all covers")) == {"domain": "cover"}


def test_a_sentence_whose_names_are_not_in_the_house_is_never_said(files: Files) -> None:
    files.write(english("open [the] {name}", "close everything"))
    _, grammars = load_grammars([files.folder], House(), ("en",), None, files.faults)

    assert not files.faults.found
    assert grammars["en"].never == {"name": 1}
    assert grammars["en"].counts == {"Do": 1}


def test_only_intents_with_a_command_are_compared(files: Files) -> None:
    files.write(english("open the gate"))
    _, grammars = load_grammars([files.folder], HOUSE, ("en",), ["Another"], files.faults)

    assert Matching(grammars).match("open the gate") is None


# -- what is wrong


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (english("open (the gate"), "en.yaml:6: this is no template: "),
        (english("open <gate>"), "en.yaml:6: there is no rule <gate> in 'expansion_rules'."),
        (
            english("open <gate>", rest="expansion_rules:\n  gates: x\n"),
            "en.yaml:6: there is no rule <gate> in 'expansion_rules'; did you mean 'gates'?",
        ),
        (english("open <a>", rest="expansion_rules:\n  a: x <b>\n  b: y <a>\n"), "en.yaml:6: a rule contains itself."),
        (english("open {gate}"), "en.yaml:6: there is no list {gate}: define it in 'lists'."),
        (
            english("open {gate}", rest="lists:\n  gate:\n    range: {from: 9, to: 1}\n"),
            "en.yaml:8: the list 'gate' cannot be used: 'from' has to be at most 'to', and 'step' at least 1.",
        ),
        (english("open", block="        slot: {}\n"), "en.yaml:7: a block has no 'slot'; did you mean 'slots'?"),
        ("language: en\nintent: {}\n", "en.yaml:2: there is no 'intent' in a sentence file; did you mean 'intents'?"),
        ("intents:\n  A:\n    data:\n      - sentences: [x]\n", "en.yaml:1: 'language' is missing: "),
        ("language: en\nintents:\n  A: {}\n", "en.yaml:3: 'A' needs 'data': a list of blocks with 'sentences'."),
        ("language: en\nintents: [\n", "en.yaml:3: this is not YAML that can be read: "),
        (
            english("(({name:x} <gate>)|hello)", rest="lists:\n  none: {wildcard: true}\n"),
            "en.yaml:6: there is no rule <gate> in 'expansion_rules'.",
        ),
        ("language: en\na: " + "[" * 30_000, "en.yaml:2: this is not YAML that can be read: its values are nested too"),
        (
            "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + "".join(
                f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n"
                for old, new in zip("abcdefg", "bcdefgh", strict=True)
            ),
            "en.yaml:1: this is not YAML that can be read: it has more than 100000 values",
        ),
        ("language: en\nlanguage: zh\n", "en.yaml:2: this is not YAML that can be read: 'language' is in this table"),
        ("- a\n", "en.yaml:1: a sentence file is a table with 'language' and 'intents'."),
    ],
)
def test_a_wrong_file_is_named_with_line_and_reason(files: Files, text: str, fault: str) -> None:
    files.write(text)

    assert any(said.startswith(fault) for said in files.said()), files.said()


def test_what_is_right_in_a_wrong_file_works(files: Files) -> None:
    files.write(english("open (the gate", "close the gate"))

    assert files.load().match("close the gate") is not None
    assert len(files.faults.found) == 1


def test_a_template_that_stands_for_too_much_is_refused(files: Files) -> None:
    files.write(english("(" + ";".join("abcdefghi") + ")"))

    assert files.said() == ["en.yaml:6: with its rules it has more than 20000 pieces: write it as several."]


def rules(begin: str, joint: str, number: int = 7) -> str:
    """Rules that name the one before ten times each, so that the last stands for ten million of the first."""
    rows = "".join(f"  r{i}: '({joint.join([f'<r{i - 1}>'] * 10)})'\n" for i in range(1, number + 1))
    return f"expansion_rules:\n  r0: '{begin}'\n{rows}"


@pytest.mark.parametrize(("begin", "joint"), [("x", "|"), ("x", " "), ("{name}", "|"), ("[x]", " ")])
def test_rules_in_rules_are_refused_before_they_are_written_out(files: Files, begin: str, joint: str) -> None:
    files.write(english("open <r7>", rest=rules(begin, joint)))
    _, grammars = load_grammars([files.folder], House(), ("en",), None, files.faults)

    assert [fault.text for fault in files.faults.found] == [
        "with its rules it has more than 20000 pieces: write it as several."
    ]
    assert grammars["en"].counts == {}


@pytest.mark.parametrize(
    ("begin", "joint", "fault"),
    [
        ("x", "|", "a list's text stands for more than 2000 texts."),
        ("x", " ", "a list's text is longer than 300 characters, as no command is."),
    ],
)
def test_a_list_that_stands_for_too_much_is_refused_before_it_is_written_out(
    files: Files, begin: str, joint: str, fault: str
) -> None:
    files.write(english("open {gate}", rest=rules(begin, joint) + "lists:\n  gate:\n    values: ['<r7>']\n"))

    assert files.said() == [f"en.yaml:17: the list 'gate' cannot be used: {fault}"]


def test_a_list_that_cannot_be_used_fits_nothing(files: Files) -> None:
    files.write(english("open {gate}", rest="lists:\n  gate:\n    range: {from: 9, to: 1}\n"))

    assert files.load().match("open 0") is None


def test_brackets_in_brackets_are_no_rule_that_contains_itself(files: Files) -> None:
    files.write(english("(" * 40 + "open" + ")" * 40, "(" * 200 + "shut" + ")" * 200))

    assert files.load().match("open") is not None
    assert files.said() == ["en.yaml:7: its brackets and rules are nested too deep."]


# -- any message at all


@given(st.text(max_size=60))
def test_no_message_raises_and_what_matches_is_never_left_out_by_the_index(
    tmp_path_factory: pytest.TempPathFactory, noise: str
) -> None:
    matching = _example()

    matching.match(noise)
    assert matching.may_match(f"turn on the lamp in the hall {noise}")


def _example() -> Matching:
    if not _KEPT:
        folder = Path(__file__).parents[3] / "docs" / "examples" / "kiosk" / "sentences"
        house = House(areas=HOUSE.areas, names=HOUSE.names)
        _KEPT.append(Matching(load_grammars([folder], house, ("en", "zh", "ja"), None, Faults())[1]))
    return _KEPT[0]


_KEPT: list[Matching] = []
