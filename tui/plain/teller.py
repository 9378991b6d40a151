"""One turn told line by line: who answers, the text, what happens on the way, and how it ended."""

from __future__ import annotations

from edge.events import Event, Face, Finished, Notice, Piece, Routed, Switched, TurnRecord, Waiting
from edge.transcript import By
from tui.ending import Ending
from tui.figures import SEPARATOR
from tui.plain.texts import PlainTexts
from tui.plain.writer import Writer
from tui.strings import Strings

__all__ = ["Teller", "face_words"]


class Teller:
    """`hear` each event of the turn; call `patience` where none came for a while."""

    def __init__(self, out: Writer, strings: Strings, texts: PlainTexts, known: str = "") -> None:
        """`known` is a beginning of the reply that the user has heard already, and that is not told again."""
        self._out = out
        self._strings = strings
        self._texts = texts
        self._waiting = ""
        """What is waited for and was not said yet."""
        self._said = ""
        self._asked = ""
        """Who is asked and has not begun to answer."""
        self._speaker: By | None = None
        """Who wrote the last piece."""
        self._known = known
        self._empty = True
        self._seams: list[str] = []

    def hear(self, event: Event) -> None:
        """Write what there is to say of it."""
        match event:
            case Piece():
                self._piece(event)
            case Waiting():
                self._wait_for(event)
            case Switched():
                self._switch(event)
            case Notice(text):
                self._line(text)
            case Finished(record):
                self._finish(record)
            case Routed() | _:
                pass  # /why tells it

    def patience(self) -> None:
        """Nothing came for a while: say what is waited for. What is over in a moment is not worth a sentence."""
        waiting, self._waiting = self._waiting, ""
        if waiting and waiting != self._said:
            self._said = waiting
            self._line(waiting)

    def stopping(self) -> None:
        """The user stopped it."""
        self._waiting = self._strings.progress["stopping"]

    def fail(self, why: str) -> None:
        """It has ended without a record."""
        self._end(Ending(why=why, failed=True))

    def whole(self, record: TurnRecord) -> None:
        """A turn of which only the record is known."""
        self._finish(record)

    def _piece(self, piece: Piece) -> None:
        self._waiting = ""
        if self._known.startswith(piece.text):
            self._known = self._known[len(piece.text) :]
            return
        piece = Piece(piece.text.removeprefix(self._known), piece.by, piece.model)
        self._known = ""
        if piece.by == "cloud":
            self._asked = ""
        if piece.by != self._speaker:
            self._line(self._texts.speaks[piece.by])
            self._speaker, self._empty = piece.by, True
            if self._asked:
                self._line(self._strings.first_answer.format(who=self._asked))
        if self._empty:
            text = piece.text.lstrip("\n")
            piece = Piece(text, piece.by, piece.model)
            self._empty = not text
        self._out.piece(piece.text)

    def _wait_for(self, waiting: Waiting) -> None:
        strings, detail = self._strings, waiting.detail
        if waiting.state != "asking":
            self._waiting = f"{strings.progress.get(waiting.state, '')} {detail}".strip()
            return
        self._asked = detail
        if self._speaker == "local":
            self._waiting = self._texts.still_asked.format(who=detail)
        else:
            self._waiting = strings.progress["asking"].format(detail=detail) if detail else strings.progress["sending"]

    def _switch(self, event: Switched) -> None:
        strings, begun = self._strings, self._speaker is not None
        self._asked = self._waiting = ""
        if not begun:
            self._line(event.why)
            return
        if event.anew:
            self._seams.clear()
            self._line(strings.joint.join([self._texts.begins_anew, event.why]))
        else:
            who = {"from_": strings.by[event.from_], "to": strings.by[event.to]}
            seam = event.why if event.from_ == event.to else strings.seam.format(**who, why=event.why)
            self._seams.append(seam)
            self._line(seam)
        self._speaker = None

    def _finish(self, record: TurnRecord) -> None:
        if self._speaker is None and not self._seams and record.text.strip():  # it came in no pieces
            self._line(self._texts.speaks[record.by])
            self._out.piece(record.text)
            self._empty = False
        self._end(Ending.of(record, self._strings, self._seams))
        for face in record.faces:
            words = face_words(face, self._strings)
            self._line(self._texts.faces.format(face=self._strings.faces[face.kind], who=words))

    def _end(self, ending: Ending) -> None:
        self._out.end_text()
        if ending.why:
            mark = self._strings.no_text if self._empty else self._strings.incomplete
            self._line(self._strings.joint.join([mark, ending.why]))
        if ending.parts:
            self._line(self._texts.ends.format(parts=self._texts.comma.join(ending.parts)))

    def _line(self, text: str) -> None:
        self._out.end_text()
        self._out.line(text)


def face_words(face: Face, strings: Strings) -> str:
    """Who wrote it, and whether they finished it."""
    who = [strings.by[face.by], *([face.model] if face.model else [])]
    return SEPARATOR.join([*who, *([] if face.complete else [strings.unfinished])])
