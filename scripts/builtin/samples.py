"""Training rows: one shared beginning (system prompt, history) and many last messages that do not see each other.

Most of what the model must learn sits in one position, right behind `<|im_start|>assistant\\n`. A row therefore holds
one prefix and as many *branches* as fit, each a last message with the class token as its target, each attending to the
prefix and to itself alone, with positions that go on from the prefix. It is the same as so many separate samples and
takes a third of the tokens.
"""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from builtin import synth
from builtin.augment import vary
from builtin.markup import IM_END, IM_START, class_token
from builtin.patterns import BEYOND, COMMAND, LANGUAGES, RESULT, UNSURE, Message, Replies
from builtin.tokenizer import Encoder

CLASS_WEIGHT = 8.0
"""The weight of a class token in the loss against 1 of a token of the reply (a first trial: 44% right became 62%)."""
CORE, CORE_WEIGHT = "contrast_core", 4
"""The file with what people write most often ("hello"), and how much more often it is drawn."""
PREFIX_BRANCH = 0
LONG_ENOUGH_TO_THIN, THINNED = 4, 0.1
"""From how many tokens on a message may lose some, and which share of them."""


@dataclass(frozen=True)
class Mix:
    """What the samples are made of, as shares."""

    beyond: float = 0.28
    command: float = 0.06
    result: float = 0.07
    languages: tuple[float, ...] = (0.36, 0.31, 0.33)
    synthetic_beyond: float = 0.15
    """Of the messages beyond the model, those from templates."""
    with_reply: float = 0.14
    """Of the branches, those that go on to the end of the reply; the others end right behind the class token."""
    taught: float = 0.0
    """Share of the teacher in the target of a class; 0: there is no teacher."""
    blended: float = 0.4
    """With a teacher: of the branches that end behind the class token, those with a text blended from two."""
    unsure: float = 0.18
    """Of the branches with a reply, those in which the gate has put the unsure class."""


@dataclass(frozen=True)
class Shape:
    """The shape of one batch: `rows` of `length` tokens, with a prefix of at most `prefix` tokens."""

    length: int
    rows: int
    prefix: int
    share: float
    """How often a batch has this shape."""


SHAPES = (Shape(192, 11, 100, 0.9), Shape(384, 5, 260, 0.07), Shape(1024, 2, 860, 0.03))


@dataclass
class Row:
    """One row before it is padded: tokens, their positions and branches, and what is to be learnt where."""

    ids: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    branches: list[int] = field(default_factory=list)
    targets: list[tuple[int, int, float]] = field(default_factory=list)
    """(position in the row whose prediction it is, the token to be predicted, weight)."""
    lessons: dict[int, "Lesson"] = field(default_factory=dict)
    """By position: where the target is, in part, what the teacher thinks."""


@dataclass(frozen=True)
class Lesson:
    """What the teacher (linear.py) is to be asked for one target."""

    text: str
    share: float
    """Of the loss; the rest is for the pattern's own class."""


Drawn = tuple[list[int], list[tuple[int, int, float]], Lesson | None]
"""A branch: its ids, what is to be learnt where, and the lesson that goes with the first of it."""


class Sampler:
    """Draws rows for ever, repeatably from its seed."""

    def __init__(self, messages: Sequence[Message], replies: Replies, encoder: Encoder, mix: Mix, seed: int) -> None:
        self._replies = replies
        self._encoder = encoder
        self._mix = mix
        self._chance = random.Random(seed)
        self._pools: dict[tuple[str, str], list[Message]] = defaultdict(list)
        self._texts: dict[str, list[str]] = defaultdict(list)
        for message in messages:
            self._pools[message.label] += [message] * (CORE_WEIGHT if message.author == CORE else 1)
            self._texts[message.lang].append(message.text)
        special = {BEYOND, COMMAND, RESULT}
        self._chatter = {lang: [k for k in self._pools if k[1] == lang and k[0] not in special] for lang in LANGUAGES}
        start, end = [encoder.special(IM_START)], [encoder.special(IM_END)]
        newline = encoder.plain("\n")
        self._end_turn = end + newline
        self._user = start + encoder.plain("user\n")
        self._assistant = start + encoder.plain("assistant\n")
        self._system = start + encoder.plain("system\n")
        self._classes = {label: encoder.special(class_token(label)) for label in replies.labels}

    def row(self, shape: Shape) -> Row:
        """One row of at most `shape.length` tokens."""
        row = Row()
        jokes = self._prefix(row, shape)
        branch = PREFIX_BRANCH
        while True:
            branch += 1
            drawn = self._branch(shape.length - len(row.ids), jokes, long=branch == 1 and shape.length > 300)
            if drawn is None:
                return row
            ids, targets, lesson = drawn
            begin, position = len(row.ids), row.branches.count(PREFIX_BRANCH)
            row.ids += ids
            row.positions += range(position, position + len(ids))
            row.branches += [branch] * len(ids)
            row.targets += [(begin + at, token, weight) for at, token, weight in targets]
            if lesson:
                row.lessons[begin + targets[0][0]] = lesson

    def example(self) -> tuple[list[int], int]:
        """The ids of one message up to where the reply begins, and its class token: for the bag of tokens (bag.py)."""
        message = self._message()
        ids = self._user + self._thin(self._ids(self._text(message))) + self._end_turn + self._assistant
        return ids, self._classes[message.label]

    def _prefix(self, row: Row, shape: Shape) -> int:
        chance = self._chance
        said = synth.system(chance)
        if said:
            row.ids += self._system + self._ids(said) + self._end_turn
        jokes = 0
        if shape.length > 300 or chance.random() < 0.25:
            room = shape.prefix * (chance.uniform(0.3, 1) if shape.length > 300 else 1)
            for _ in range(chance.randint(1, 6) if shape.length < 1000 else 40):
                before = len(row.ids)
                if before > room:
                    break
                message = self._message()
                jokes += self._turn(row, message, jokes)
                if len(row.ids) > shape.prefix:
                    del row.ids[before:]
                    row.targets = [target for target in row.targets if target[0] < before]
                    break
        row.ids += self._user
        row.positions += range(len(row.ids))
        row.branches += [PREFIX_BRANCH] * len(row.ids)
        return jokes

    def _turn(self, row: Row, message: Message, jokes: int) -> int:
        """One turn of a history; 1 if a joke was told in it."""
        chance = self._chance
        row.ids += self._user + self._ids(self._text(message)) + self._end_turn + self._assistant
        roll = chance.random()
        if roll < 0.25:
            words = chance.choice((8, 20, 40, 60))
            row.ids += self._ids(synth.pieces(self._texts[message.lang], message.lang, words, chance))
        else:
            label = (UNSURE, message.lang) if chance.random() < 0.06 else message.label
            if roll < 0.65:
                if label == message.label:
                    row.targets.append((len(row.ids) - 1, self._classes[label], CLASS_WEIGHT / 2))
                row.ids.append(self._classes[label])
            row.ids += self._encoder.plain(self._reply(label, message.text, jokes))
        row.ids += self._end_turn
        return int(message.name == "joke")

    def _branch(self, room: int, jokes: int, *, long: bool) -> Drawn | None:
        chance = self._chance
        message = self._message()
        if long or (message.name == BEYOND and chance.random() < 0.03):
            message = self._pasted(message.lang, min(300 if long else 60, room // 3))
        text = self._text(message)
        ids = self._message_ids(text, message.name)
        if len(ids) > room:
            return None
        told = chance.random() < (0.9 if message.name == RESULT else self._mix.with_reply)
        if not told:
            lesson = None
            if self._mix.taught and message.name != RESULT and not long:
                lesson = Lesson(text, self._mix.taught)
                if chance.random() < self._mix.blended:
                    lesson = Lesson(self._blend(message), 1.0)
                    ids = self._message_ids(lesson.text, message.name)
            if len(ids) > room:
                return None
            return ids, [(len(ids) - 1, self._classes[message.label], CLASS_WEIGHT)], lesson
        at = len(ids) - 1
        label = message.label
        targets = []
        if message.name != RESULT and chance.random() < self._mix.unsure:
            label = (UNSURE, message.lang)
        else:
            targets.append((at, self._classes[label], CLASS_WEIGHT))
        reply = [*self._encoder.plain(self._reply(label, message.text, jokes)), self._end_turn[0]]
        if len(ids) + 1 + len(reply) > room:
            return (ids, targets, None) if targets else None
        ids.append(self._classes[label])
        # A copied value is the only thing in a reply that is not the same every time.
        share = 3.0 if label[0] == RESULT else 1.0
        targets += [(at + 1 + step, token, share) for step, token in enumerate(reply)]
        return ids + reply[:-1], targets, None

    def _message_ids(self, text: str, name: str) -> list[int]:
        ids = self._ids(text)
        if name != RESULT:
            ids = self._thin(ids)
        return ids + self._end_turn + self._assistant

    def _blend(self, message: Message) -> str:
        """Text that nobody wrote, from `message` and another one: what the teacher thinks of it is worth knowing."""
        chance = self._chance
        gap = " " if message.lang == "en" else ""

        def cut(text: str) -> list[str]:
            return text.split() if gap else list(text)

        parts = cut(message.text)[:60]
        begin = chance.randrange(max(1, len(parts) // 2))
        parts = parts[begin : begin + max(1, chance.randint((len(parts) + 1) // 2, len(parts)))]
        if chance.random() < 0.6:
            other = cut(chance.choice(self._texts[message.lang]))[:40]
            at = chance.randrange(max(1, len(other)))
            parts = parts + other[at:] if chance.random() < 0.5 else other[: at + 1] + parts
        return gap.join(parts).strip() or message.text

    def _message(self) -> Message:
        chance, mix = self._chance, self._mix
        (lang,) = chance.choices(LANGUAGES, mix.languages)
        roll = chance.random()
        if roll < mix.beyond:
            if chance.random() < mix.synthetic_beyond or not self._pools[BEYOND, lang]:
                return Message(synth.beyond(lang, chance), lang, BEYOND, "synth")
            return chance.choice(self._pools[BEYOND, lang])
        roll -= mix.beyond
        if roll < mix.command and self._pools[COMMAND, lang]:
            return chance.choice(self._pools[COMMAND, lang])
        roll -= mix.command
        if roll < mix.result:
            text, said = synth.result(lang, chance)
            return Message(text + "\n" + said, lang, RESULT, "synth")
        return chance.choice(self._pools[chance.choice(self._chatter[lang])])

    def _pasted(self, lang: str, tokens: int) -> Message:
        words = max(10, self._chance.randint(tokens // 4, max(tokens, 11)) * (3 if lang == "en" else 5) // 5)
        text = synth.pieces(self._texts[lang], lang, words, self._chance)
        return Message(text, lang, BEYOND, "synth")

    def _text(self, message: Message) -> str:
        if message.name == RESULT:
            return message.text.partition("\n")[0]
        return vary(message.text, message.name, message.lang, self._chance)

    def _reply(self, label: tuple[str, str], text: str, jokes: int) -> str:
        if label[0] == RESULT:
            return text.partition("\n")[2]
        several = self._replies.sentences[label]
        return several[jokes % len(several)]

    def _thin(self, ids: list[int]) -> list[int]:
        """Leave out a token here and there, so that no class hangs on one of them."""
        if len(ids) < LONG_ENOUGH_TO_THIN or self._chance.random() < 0.5:
            return ids
        return [token for token in ids if self._chance.random() >= THINNED] or ids

    def _ids(self, text: str) -> list[int]:
        return self._encoder.varied(text) if self._chance.random() < 0.5 else self._encoder.plain(text)
